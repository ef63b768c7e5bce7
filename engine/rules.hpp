#pragma once

/// Threshold and date rules of multilateral practice: whose instruments count, when a number or a
/// share of them was reached, and when a treaty enters into force, for itself and for one state.
/// Dates that are known only as intervals give results that are intervals.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/date.hpp"
#include "engine/terms.hpp"

namespace depositary::engine {

/// "the 30th day after": days 30. "three months after": months 3. "the first day of the month
/// following the expiration of three months after": months 3 and the flag. Months come first, then
/// days; the day of the act itself is not counted.
struct delay
{
    std::int64_t days = 0;
    std::int64_t months = 0;
    bool first_day_of_following_month = false;

    [[nodiscard]] civil_date apply(civil_date from) const;
    [[nodiscard]] date_interval apply(const date_interval& from) const;
};

[[nodiscard]] delay to_delay(const std::optional<delay_terms>& terms);

/// One instrument that counts towards the threshold.
struct instrument
{
    std::string actor;
    date_interval deposited;
    std::optional<date_interval> ceased;  ///< it no longer counts from here on (withdrawal)
};

/// A depositary's statement that `actor`'s instrument was the `ordinal`-th.
struct ordinal_statement
{
    std::string actor;
    std::int64_t ordinal = 0;
};

using weight_tables = std::map<std::string, std::map<std::string, std::string>>;

/// Instruments certainly, and possibly, deposited by the end of `on`.
struct instrument_count
{
    std::int64_t certain = 0;
    std::int64_t possible = 0;
};
[[nodiscard]] instrument_count count_by(const std::vector<instrument>& list, civil_date on);

/// Whether the threshold holds on `on`: certainly, and possibly. A share that cannot be computed
/// (no such table, an unreadable weight, nothing to have a share of) never holds.
struct threshold_verdict
{
    bool certain = false;
    bool possible = false;
};
[[nodiscard]] threshold_verdict evaluate(
    const threshold_terms& threshold, const weight_tables& weights,
    const std::vector<instrument>& list, civil_date on
);

/// The interval that holds the day on which the threshold was first reached. nullopt when the
/// record does not show that it was reached. Ordinal statements narrow a plain count: the n-th
/// instrument is not earlier than a lower ordinal and not later than a higher one. Statements that
/// a deposit recorded afterwards contradicts are left out (feasible_ordinals refuses them before).
[[nodiscard]] std::optional<date_interval> reached(
    const threshold_terms& threshold, const weight_tables& weights,
    const std::vector<instrument>& list, const std::vector<ordinal_statement>& statements = {}
);

/// The places that `actor`'s instrument can have in the order of deposits, from what is recorded.
/// Instruments of one day may be counted in any order.
struct ordinal_range
{
    std::int64_t lowest = 0;
    std::int64_t highest = 0;
};
[[nodiscard]] std::optional<ordinal_range> feasible_ordinals(
    const std::vector<instrument>& list, std::string_view actor
);

/// When the treaty enters into force, once the threshold was reached in `reached_on`.
[[nodiscard]] date_interval entry_into_force(
    const entry_terms& terms, const date_interval& reached_on
);

/// When it enters into force for one actor that deposited in `deposited`: with the treaty, or, when
/// it came later, its own delay after the deposit; never before the treaty itself.
[[nodiscard]] date_interval own_entry(
    const entry_terms& terms, const date_interval& reached_on, const date_interval& in_force,
    const date_interval& deposited
);

/// The rule in English, for example "15 instruments, then the 30th day after".
[[nodiscard]] std::string in_words(const entry_terms& terms);

/// Whether part * 100 >= percent * whole, exactly; all three are plain decimal strings, and what is
/// none reaches nothing.
[[nodiscard]] bool share_reached(
    std::string_view part, std::string_view whole, std::string_view percent
);

}  // namespace depositary::engine
