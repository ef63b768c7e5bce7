#pragma once

/// Exact money and quantities: 128-bit integers of minor units, decimal strings in and out, never
/// binary floating point. Overflow is an error, never a wrong figure.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace depositary::engine {

__extension__ typedef __int128 int128;

/// Significant digits before the decimal point that an amount may have. 10^30 is far above any
/// promise in any currency, and 128 bits still hold it with 8 decimals.
inline constexpr std::size_t integer_digits_max = 30;

enum class parse_fault
{
    empty,
    syntax,             ///< exponent, sign other than one leading '-', spaces, separators, NaN ...
    too_many_decimals,  ///< more than the unit has
    too_large,          ///< more than integer_digits_max, or more than 128 bits hold
};

/// Digits that an exchange rate may have, before and after the point together.
inline constexpr std::size_t rate_digits_max = 40;

/// Decimals that a unit or a measured quantity may have.
inline constexpr int exponent_max = 18;

/// "1234.5" with exponent 2 is 123450. Plain decimals only.
/// Requires: 0 <= exponent <= exponent_max.
[[nodiscard]] std::variant<int128, parse_fault> parse_decimal(std::string_view text, int exponent);

/// 123450 with exponent 2 is "1234.50". Requires: 0 <= exponent <= exponent_max.
[[nodiscard]] std::string format_decimal(int128 minor, int exponent);

[[nodiscard]] std::optional<int128> checked_add(int128 a, int128 b);
[[nodiscard]] std::optional<int128> checked_sub(int128 a, int128 b);

/// `minor` of a unit with `from_exponent`, times `rate` (a decimal string), in a unit with
/// `to_exponent`: exact, rounded once, half to even. Divides by the rate when `divide`. nullopt
/// when the rate is not a positive plain decimal of at most rate_digits_max digits, or the result
/// does not fit. Requires: both exponents within 0 and exponent_max.
[[nodiscard]] std::optional<int128> convert(
    int128 minor, int from_exponent, std::string_view rate, int to_exponent, bool divide = false
);

}  // namespace depositary::engine
