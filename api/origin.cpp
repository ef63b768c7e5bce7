#include "api/origin.hpp"

#include <algorithm>

namespace depositary::api {

namespace {

char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool same(std::string_view a, std::string_view b)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) {
        return lower(x) == lower(y);
    });
}

}  // namespace

std::string_view trimmed(std::string_view s)
{
    const auto first = s.find_first_not_of(" \t");
    const auto last = s.find_last_not_of(" \t");
    return first == s.npos ? std::string_view() : s.substr(first, last - first + 1);
}

bool same_origin(std::string_view origin, std::string_view host)
{
    const auto scheme = origin.find("://");
    return scheme != origin.npos && !host.empty() && same(origin.substr(scheme + 3), host);
}

bool origin_allowed(
    std::string_view origin, std::string_view host, const std::vector<std::string>& allowed
)
{
    if (origin.empty() || same_origin(origin, host)) {
        return true;
    }
    return std::any_of(allowed.begin(), allowed.end(), [&](const auto& a) {
        return same(a, origin);
    });
}

std::string_view bearer_token(std::string_view authorization)
{
    constexpr std::string_view scheme = "bearer ";
    if (authorization.size() <= scheme.size() ||
        !same(authorization.substr(0, scheme.size()), scheme)) {
        return {};
    }
    return trimmed(authorization.substr(scheme.size()));
}

bool header_lists(std::string_view header, std::string_view what)
{
    while (!header.empty()) {
        const auto end = std::min(header.find(','), header.size());
        if (same(trimmed(header.substr(0, end)), what)) {
            return true;
        }
        header.remove_prefix(std::min(end + 1, header.size()));
    }
    return false;
}

}  // namespace depositary::api
