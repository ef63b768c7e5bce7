#pragma once

/// Totals over pledges on any date, each figure with the events that make it. Counted once: an
/// amendment replaces, a restatement adds nothing, an umbrella pledge adds only what its parts
/// leave, a joint pledge goes to an actor by its share, and one that counts for several
/// initiatives goes to each by its percentage and to all together once. Units are never summed with
/// each other, and kinds of finance have rows of their own.

#include <boost/describe.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/pledge.hpp"
#include "engine/state.hpp"

namespace depositary::engine {

/// Days back that a rate may be from when the terms do not say.
inline constexpr std::int64_t rate_window_days_default = 31;

/// What to count; an absent or empty member counts all.
struct totals_filter
{
    std::vector<std::string> initiatives{};
    std::optional<std::string> actor{};
    std::optional<std::string> area{};
    std::optional<std::string>
        group{};  ///< of the actor on the date asked about (engine/groups.hpp)
    std::optional<std::string> kind{};  ///< kind of the actor
};
BOOST_DESCRIBE_STRUCT(totals_filter, (), (initiatives, actor, area, group, kind))

/// One part of a figure. Parts add up to the figure exactly, and none is zero.
struct total_part
{
    std::string initiative;
    std::string pledge;
    std::int64_t seq = 0;
    std::string amount;                      ///< signed decimal string
    std::optional<std::string> percent;      ///< of the pledge, when it is split over initiatives
    std::optional<std::string> recorded_in;  ///< initiative of the pledge, when it is another one
};
BOOST_DESCRIBE_STRUCT(total_part, (), (initiative, pledge, seq, amount, percent, recorded_in))

/// Totals in one unit; amounts are decimal strings in it. `finance`: grant, loan, guarantee,
/// equity, unspecified, or "all" in the rows by unit. The buckets paid, committed_unpaid and
/// pledged_uncommitted exclude each other. Columns named conditional and loan are parts of
/// announced or pledged, not beside them. Shares of joint pledges are cut to minor units so that
/// the actors' figures add up to the whole; a single actor's buckets may differ from its pledge by
/// one.
struct total_row
{
    std::string unit;
    std::string finance;
    std::int64_t pledges = 0;        ///< registered, with an amount of their own
    std::int64_t announcements = 0;  ///< announced and not registered
    std::string announced;
    std::string unconfirmed;
    std::string announced_conditional;
    std::string announced_loan;
    std::string pledged;
    std::string conditional;
    std::string loan;
    std::string committed;
    std::string paid;
    std::string committed_unpaid;
    std::string pledged_uncommitted;
    std::string reported_unconfirmed;
    std::string released;
    std::string expected;
    std::string outstanding;
    std::string over_fulfilled;
    std::string overdue;
    std::string overdue_1_30;
    std::string overdue_31_90;
    std::string overdue_91_365;
    std::string overdue_over_365;
    std::string behind_indicative_date;
    std::map<std::string, std::vector<total_part>> explain;  ///< by column, where it is not zero
};
BOOST_DESCRIBE_STRUCT(
    total_row, (),
    (unit, finance, pledges, announcements, announced, unconfirmed, announced_conditional,
     announced_loan, pledged, conditional, loan, committed, paid, committed_unpaid,
     pledged_uncommitted, reported_unconfirmed, released, expected, outstanding, over_fulfilled,
     overdue, overdue_1_30, overdue_31_90, overdue_91_365, overdue_over_365, behind_indicative_date,
     explain)
)

/// A rate as it was used: 1 `base` = `rate` `quote`.
struct rate_used
{
    std::string base;
    std::string quote;
    std::string rate;
    std::optional<civil_date> on;  ///< absent for an irrevocable rate fixed by law
    std::string kind;
    std::string source;
};
BOOST_DESCRIBE_STRUCT(rate_used, (), (base, quote, rate, on, kind, source))

/// One converted amount. `what`: announced or pledged (at the rate of the day the promise was first
/// recorded, which later top-ups keep) or paid (at the rate of the day of receipt). No rates: the
/// unit is the reference currency.
struct converted_line
{
    std::string initiative;
    std::string pledge;
    std::string what;
    std::string finance;
    std::string amount;
    std::string unit;
    std::string converted;  ///< rounded half to even; totals add the unrounded
    civil_date on;
    std::vector<rate_used> rates;
};
BOOST_DESCRIBE_STRUCT(
    converted_line, (), (initiative, pledge, what, finance, amount, unit, converted, on, rates)
)

/// An amount that no recorded rate reaches. It is no part of any converted total, and never zero.
struct not_converted_line
{
    std::string initiative;
    std::string pledge;
    std::string what;
    std::string finance;
    std::string amount;
    std::string unit;
    civil_date on;
    std::int64_t window_days = 0;
};
BOOST_DESCRIBE_STRUCT(
    not_converted_line, (), (initiative, pledge, what, finance, amount, unit, on, window_days)
)

struct converted_row
{
    std::string finance;
    std::string announced;
    std::string pledged;
    std::string paid;
    std::string fx_difference;  ///< paid x (rate of receipt - rate of the promise)
};
BOOST_DESCRIBE_STRUCT(converted_row, (), (finance, announced, pledged, paid, fx_difference))

struct converted_totals
{
    std::string currency;
    std::vector<converted_row> rows;
    std::vector<converted_line> lines;
    std::vector<not_converted_line> not_converted;
};
BOOST_DESCRIBE_STRUCT(converted_totals, (), (currency, rows, lines, not_converted))

struct totals
{
    civil_date as_of;
    std::vector<total_row> rows;     ///< by unit and kind of finance
    std::vector<total_row> by_unit;  ///< all kinds of finance together, loans shown as a part
    std::optional<converted_totals> converted;
};
BOOST_DESCRIBE_STRUCT(totals, (), (as_of, rows, by_unit, converted))

/// Totals as certainly in effect on `as_of`. `reference`: ISO 4217 code to convert money to; for
/// any other text `converted` stays empty.
[[nodiscard]] totals compute_totals(
    const register_state& state, const totals_filter& filter, civil_date as_of,
    const std::optional<std::string>& reference = std::nullopt
);

/// What one pledge adds to totals: nothing promised when it restates another, the residual when it
/// is composed of others.
[[nodiscard]] pledge_figures counted_figures(
    const initiative_state& s, const pledge_record& record, civil_date as_of
);

/// The rates that lead from one currency to another on a day: of that day, else the latest earlier
/// one within the window; direct or inverse, else through the base of one source, else through the
/// successor of a withdrawn currency. Empty when there are none. Requires: `from` != `to`.
[[nodiscard]] std::vector<rate_used> choose_rates(
    const std::vector<rate_recorded>& rates, std::string_view from, std::string_view to,
    civil_date on, std::int64_t window_days
);

/// `minor` of currency `from` in currency `to` along `rates`, as a decimal string, rounded once,
/// half to even. Requires: both are ISO 4217 codes; the rates lead from one to the other.
[[nodiscard]] std::string convert_along(
    int128 minor, std::string_view from, std::string_view to, const std::vector<rate_used>& rates
);

}  // namespace depositary::engine
