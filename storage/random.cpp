#include "storage/random.hpp"

#include <openssl/rand.h>

#include <cstdint>
#include <stdexcept>
#include <string_view>
#include <vector>

namespace depositary::storage {
namespace {

std::vector<std::uint8_t> random_bytes(std::size_t count)
{
    std::vector<std::uint8_t> bytes(count);
    if (RAND_bytes(bytes.data(), static_cast<int>(count)) != 1) {
        throw std::runtime_error("no random bytes from the cryptographic library");
    }
    return bytes;
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
