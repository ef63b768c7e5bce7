#pragma once

/// UTF-8 (RFC 3629), where no parser checks it on the way.

#include <string_view>

namespace depositary::api {

/// Whether the whole text is well formed: no overlong form, no surrogate, nothing cut at the end.
[[nodiscard]] bool is_utf8(std::string_view text);

}  // namespace depositary::api
