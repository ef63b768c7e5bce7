#pragma once

/// Which web pages may speak to the server (OWASP ASVS 5.0 V4.4.2).

#include <string>
#include <string_view>
#include <vector>

namespace depositary::api {

/// Without the optional whitespace around a field's value (RFC 9110, 5.6.3).
[[nodiscard]] std::string_view trimmed(std::string_view s);

/// An absent Origin (no browser) is allowed, so is a page that this very server gave, so is an
/// origin configured as "https://host[:port]". Everything else is not, "null" included.
[[nodiscard]] bool origin_allowed(
    std::string_view origin, std::string_view host, const std::vector<std::string>& allowed
);

/// Whether a page that this very server gave sent the request. Only then a cookie counts: other
/// pages make a browser send it too.
[[nodiscard]] bool same_origin(std::string_view origin, std::string_view host);

/// The token of "Authorization: Bearer TOKEN"; empty when the header has another form.
[[nodiscard]] std::string_view bearer_token(std::string_view authorization);

/// Whether a comma-separated header names `what`.
[[nodiscard]] bool header_lists(std::string_view header, std::string_view what);

}  // namespace depositary::api
