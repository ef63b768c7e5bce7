#include "storage/random.hpp"

#include <openssl/crypto.h>
#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <stdexcept>
#include <string_view>
#include <vector>

namespace depositary::storage {
namespace {

void fill(std::uint8_t* bytes, std::size_t count)
{
    if (RAND_bytes(bytes, static_cast<int>(count)) != 1) {
        throw std::runtime_error("no random bytes from the cryptographic library");
    }
}

/// Drawn in stock: every command needs a few, and a call for each costs a microsecond and more.
/// What is handed out is wiped here.
class stock
{
public:
    std::vector<std::uint8_t> take(std::size_t count)
    {
        std::vector<std::uint8_t> out(count);
        if (count > bytes_.size()) {
            fill(out.data(), count);
            return out;
        }
        if (left_ < count) {
            fill(bytes_.data(), bytes_.size());
            left_ = bytes_.size();
        }
        left_ -= count;
        std::copy_n(bytes_.begin() + static_cast<std::ptrdiff_t>(left_), count, out.begin());
        OPENSSL_cleanse(bytes_.data() + left_, count);
        return out;
    }

private:
    std::array<std::uint8_t, 1024> bytes_{};
    std::size_t left_ = 0;
};

std::vector<std::uint8_t> random_bytes(std::size_t count)
{
    thread_local stock own;
    return own.take(count);
}

}  // namespace

std::string random_hex(std::size_t bytes)
{
    static constexpr std::string_view digits = "0123456789abcdef";
    std::string out;
    for (const auto byte : random_bytes(bytes)) {
        out += digits[byte >> 4U];
        out += digits[byte & 15U];
    }
    return out;
}

std::string random_base64url(std::size_t bytes)
{
    static constexpr std::string_view alphabet =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    std::string out;
    std::uint32_t pending = 0;
    unsigned bits = 0;
    for (const auto byte : random_bytes(bytes)) {
        pending = (pending << 8U | byte) & 0xFFFFU;
        bits += 8;
        while (bits >= 6) {
            bits -= 6;
            out += alphabet[pending >> bits & 63U];
        }
    }
    if (bits > 0) {
        out += alphabet[pending << (6U - bits) & 63U];
    }
    return out;
}

std::string random_name(std::size_t count)
{
    static constexpr std::string_view alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
    std::string out;
    for (const auto byte : random_bytes(count)) {
        out += alphabet[byte & 31U];
    }
    return out;
}

}  // namespace depositary::storage
