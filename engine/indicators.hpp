#pragma once

/// Indicators over pledges, milestones and participations on any date. Every one is an exact
/// fraction with the events behind it; what is unknown (unpaid, unreported, not assessed) stays in
/// the denominator. Each struct below states its own rule.

#include <boost/describe.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/milestone.hpp"
#include "engine/totals.hpp"

namespace depositary::engine {

/// Days past the original due date that the third share of punctuality allows.
inline constexpr std::int32_t punctual_grace_days = 30;
/// Months in which an update counts for the reporting rate.
inline constexpr std::int32_t reporting_months = 12;
/// Decimals of a ratio as it is shown beside the fraction.
inline constexpr int ratio_decimals = 4;

/// An exact fraction, not reduced. `decimal`: rounded once, half to even; absent over zero.
struct ratio
{
    std::string numerator = "0";
    std::string denominator = "0";
    std::optional<std::string> decimal;
};
BOOST_DESCRIBE_STRUCT(ratio, (), (numerator, denominator, decimal))

/// `numerator` and `denominator` are minor units of a unit with `exponent` decimals (0 for counts).
[[nodiscard]] ratio make_ratio(int128 numerator, int128 denominator, int exponent = 0);

/// R/P0, R/P and max(C, R)/P, in one unit and one kind of finance; never across them.
struct fulfilment_row
{
    std::string unit;
    std::string finance;
    ratio of_original;  ///< R/P0
    ratio of_current;   ///< R/P
    ratio conversion;   ///< max(C, R)/P of each pledge, summed
    std::vector<std::int64_t> seqs;
};
BOOST_DESCRIBE_STRUCT(
    fulfilment_row, (), (unit, finance, of_original, of_current, conversion, seqs)
)

/// Amounts of the instalments whose original due date is past, in one unit: the part that certainly
/// arrived on or before that date, and within thirty days of it. What the recipient released was
/// not paid. `amount_uncertain`: arrived, and the record leaves open whether in time.
struct punctual_amounts
{
    std::string unit;
    ratio on_time;
    ratio within_thirty_days;
    std::string amount_uncertain;
};
BOOST_DESCRIBE_STRUCT(punctual_amounts, (), (unit, on_time, within_thirty_days, amount_uncertain))

/// One instalment behind the figures. `days_late`: of the last payment, zero when early; of the
/// days so far while something is unpaid.
struct punctual_instalment
{
    std::string initiative;
    std::string pledge;
    std::string instalment;  ///< COMMITMENT/INSTALMENT
    civil_date original_due;
    bool paid = false;
    std::int64_t days_late = 0;
    std::vector<std::int64_t> seqs;
};
BOOST_DESCRIBE_STRUCT(
    punctual_instalment, (), (initiative, pledge, instalment, original_due, paid, days_late, seqs)
)

struct punctuality
{
    ratio on_time;  ///< instalments paid in full on or before the original due date / fallen due
    ratio within_thirty_days;
    std::int64_t unpaid = 0;                      ///< fallen due and not paid in full
    std::optional<std::string> median_days_late;  ///< unpaid ones by their days so far
    std::vector<punctual_amounts> by_unit;
    std::vector<punctual_instalment> explain;
};
BOOST_DESCRIBE_STRUCT(
    punctuality, (), (on_time, within_thirty_days, unpaid, median_days_late, by_unit, explain)
)

/// The days of one stage over the pledges that passed both its ends. `waiting`: those that passed
/// the first end alone.
struct lead_time
{
    std::string stage;  ///< announce_to_register, register_to_sign, sign_to_first_payment
    std::int64_t pledges = 0;
    std::int64_t waiting = 0;
    std::optional<std::string> median_days;
    std::vector<std::int64_t> seqs;
};
BOOST_DESCRIBE_STRUCT(lead_time, (), (stage, pledges, waiting, median_days, seqs))

/// With an update within twelve months / all that stand.
struct reporting_rate
{
    ratio rate;
    std::int64_t stale = 0;  ///< reported, longer ago
    std::int64_t never = 0;
    std::vector<std::int64_t> seqs;
};
BOOST_DESCRIBE_STRUCT(reporting_rate, (), (rate, stale, never, seqs))

/// How many have which level, "not_assessed" among them. `high`: substantial or complete / all.
struct assessed_completion
{
    std::map<std::string, std::int64_t> levels;
    ratio high;
    std::vector<std::int64_t> seqs;
};
BOOST_DESCRIBE_STRUCT(assessed_completion, (), (levels, high, seqs))

/// Milestones of one cycle, that is of the year of the original due date ("undated": none). What
/// was cancelled or superseded stays in the denominator.
struct milestone_cycle
{
    std::string cycle;
    std::int64_t milestones = 0;
    std::int64_t cancelled = 0;
    std::int64_t superseded = 0;
    std::map<std::string, std::int64_t> deadlines;  ///< by what the calendar and outcomes say
    ratio met;                                      ///< met, in time or late / all
    assessed_completion assessed;
    std::vector<std::int64_t> seqs;
};
BOOST_DESCRIBE_STRUCT(
    milestone_cycle, (), (cycle, milestones, cancelled, superseded, deadlines, met, assessed, seqs)
)

struct indicators
{
    std::vector<fulfilment_row> fulfilment;
    punctuality punctual;
    std::vector<lead_time> lead_times;
    reporting_rate pledges_reported;
    reporting_rate milestones_reported;
    assessed_completion pledges_assessed;
    std::vector<milestone_cycle> milestone_cycles;
};
BOOST_DESCRIBE_STRUCT(
    indicators, (),
    (fulfilment, punctual, lead_times, pledges_reported, milestones_reported, pledges_assessed,
     milestone_cycles)
)

/// Over what the filter counts. A milestone counts for its owner; those of the initiative itself
/// count where no actor, group or kind is asked for.
[[nodiscard]] indicators compute_indicators(
    const register_state& state, const totals_filter& filter, civil_date as_of
);

/// Who takes part among the members of a group, both as of the date. A party of a treaty is one for
/// which it is in force; elsewhere a party is who certainly takes part.
struct coverage
{
    std::string initiative;
    std::string group;
    civil_date as_of;
    ratio of_parties;  ///< parties / members
    ratio of_certain;  ///< certainly taking part, in force for it or not / members
    ratio of_possible;
    std::optional<std::string> weights;  ///< name of the weights of the definition
    std::optional<ratio> weighted;       ///< of parties; absent while a member has no weight
    std::vector<std::string> unweighted;
    std::vector<std::string> members;
    std::vector<std::string> parties;
    std::vector<std::int64_t> seqs;
};
BOOST_DESCRIBE_STRUCT(
    coverage, (),
    (initiative, group, as_of, of_parties, of_certain, of_possible, weights, weighted, unweighted,
     members, parties, seqs)
)

/// `weights`: a name in the definition's weights; requires that it is there.
[[nodiscard]] coverage compute_coverage(
    const register_state& state, const initiative_state& s, std::string_view group,
    civil_date as_of, const std::optional<std::string>& weights = std::nullopt
);

}  // namespace depositary::engine
