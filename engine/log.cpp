#include "engine/log.hpp"

namespace depositary::engine {

std::string hex(const digest& value)
{
    static constexpr std::string_view digits = "0123456789abcdef";
    std::string out;
    out.reserve(value.size() * 2);
    for (const auto byte : value) {
        out += digits[byte >> 4U];
        out += digits[byte & 15U];
    }
    return out;
}

std::optional<digest> digest_from_hex(std::string_view text)
{
    digest out{};
    if (text.size() != out.size() * 2) {
        return std::nullopt;
    }
    const auto nibble = [](char c) -> int {
        if (c >= '0' && c <= '9') {
            return c - '0';
        }
        return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
    };
    for (std::size_t i = 0; i < out.size(); ++i) {
        const int high = nibble(text[2 * i]);
        const int low = nibble(text[2 * i + 1]);
        if (high < 0 || low < 0) {
            return std::nullopt;
        }
        out[i] = static_cast<std::uint8_t>(high * 16 + low);
    }
    return out;
}

}  // namespace depositary::engine
