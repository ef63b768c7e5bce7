#pragma once

/// UTF-8 (RFC 3629), where no parser checks it on the way.

#include <string>
#include <string_view>

namespace depositary::api {

/// Whether the whole text is well formed: no overlong form, no surrogate, nothing cut at the end.
[[nodiscard]] bool is_utf8(std::string_view text);

/// Text of a damaged file as a line that a terminal and a reader of UTF-8 take: each byte that is
/// no UTF-8, and each control character but the tab, becomes \xHH.
[[nodiscard]] std::string printable(std::string_view text);

}  // namespace depositary::api
