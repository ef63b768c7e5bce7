#pragma once

/// ISO 4217 currencies with their minor units: our own reviewed table. Usage figures of other
/// collections differ from the standard (they drop the minor unit of AFN, IQD, LBP and others), so
/// none is taken from there. Codes that have no minor unit (XDR, precious metals, test codes) are
/// absent: an initiative that counts in one names it among the units of its terms.

#include <optional>
#include <span>
#include <string_view>

namespace depositary::engine {

struct currency_info
{
    std::string_view code;
    int exponent;  ///< decimals of the minor unit
    /// For a withdrawn currency: what replaced it, and how many units of it made 1 of the successor
    /// by law (the euro's irrevocable rates of Council Regulation (EC) No 2866/98 and its
    /// amendments; the issuer's factor for a redenomination). Both empty for a currency in use; the
    /// rate alone is empty where we know no such factor.
    std::string_view successor;
    std::string_view per_successor;
};

[[nodiscard]] std::span<const currency_info> currencies();
[[nodiscard]] const currency_info* find_currency(std::string_view code);

/// Decimals of the currency, in use or withdrawn; nullopt when the table has no such code.
[[nodiscard]] std::optional<int> currency_exponent(std::string_view code);

}  // namespace depositary::engine
