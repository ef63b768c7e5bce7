#include "api/utf8.hpp"

#include <boost/locale/utf.hpp>

namespace depositary::api {

bool is_utf8(std::string_view text)
{
    namespace utf = boost::locale::utf;
    const char* at = text.data();
    const char* const end = at + text.size();
    while (at != end) {
        const auto point = utf::utf_traits<char>::decode(at, end);
        if (point == utf::illegal || point == utf::incomplete) {
            return false;
        }
    }
    return true;
}

std::string printable(std::string_view text)
{
    namespace utf = boost::locale::utf;
    constexpr std::string_view digits = "0123456789abcdef";
    std::string out;
    const char* at = text.data();
    const char* const end = at + text.size();
    while (at != end) {
        const char* const begun = at;
        const auto point = utf::utf_traits<char>::decode(at, end);
        const bool sound = point != utf::illegal && point != utf::incomplete;
        if (sound && (point >= 0x20 || point == '\t') && (point < 0x7f || point > 0x9f)) {
            out.append(begun, at);
            continue;
        }
        at = sound ? at : begun + 1;
        for (const auto* byte = begun; byte != at; ++byte) {
            const auto b = static_cast<unsigned char>(*byte);
            out += "\\x";
            out += digits[b >> 4U];
            out += digits[b & 0xfU];
        }
    }
    return out;
}

}  // namespace depositary::api
