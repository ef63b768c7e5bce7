#pragma once

/// ISO 4217 currencies with their minor units: our own reviewed table. Usage figures of other
/// collections differ from the standard (they drop the minor unit of AFN, IQD, LBP and others), so
/// none is taken from there.

#include <optional>
#include <span>
#include <string_view>

namespace depositary::engine {

struct currency_info
{
    std::string_view code;
    int exponent;  ///< decimals of the minor unit
    /// For a withdrawn currency: its successor and the irrevocable rate, in units of the withdrawn
    /// one for 1 of the successor (Council Regulation (EC) No 2866/98 and its amendments).
    std::string_view successor;
    std::string_view per_successor;
};

[[nodiscard]] std::span<const currency_info> currencies();
[[nodiscard]] const currency_info* find_currency(std::string_view code);

/// Decimals of the currency; nothing when ISO 4217 has no such code.
[[nodiscard]] std::optional<int> currency_exponent(std::string_view code);

}  // namespace depositary::engine
