#pragma once

/// The canonical form of JSON in this product: UTF-8, object members sorted by the bytes of their
/// names, no white space, the shortest escapes, integers below 2^53 in absolute value and no other
/// numbers (decimals travel as strings). Two equal values have equal bytes.

#include <boost/json/fwd.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace depositary::engine {

/// Requires: no floating-point number in `value` (canonical_fault says so first).
[[nodiscard]] std::string canonical(const boost::json::value& value);

/// A text, and an integer, as the canonical form has them.
void append_text(std::string& out, std::string_view text);
void append_integer(std::string& out, std::int64_t integer);

/// The same of an object without some of its members.
[[nodiscard]] std::string canonical_without(
    const boost::json::object& object, std::span<const std::string_view> members
);

/// Why `value` has no canonical form (a fraction, an integer of 2^53 or more), naming the member;
/// nothing when it has one.
[[nodiscard]] std::optional<std::string> canonical_fault(const boost::json::value& value);

/// Nearest of `known` to `given` by edit distance, empty when none is near (a typo at most).
[[nodiscard]] std::string nearest(
    std::string_view given, const std::vector<std::string_view>& known
);

}  // namespace depositary::engine
