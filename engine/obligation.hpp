#pragma once

/// Assessed obligations: what is owed for a period, what was paid of it, what remains, and what
/// follows from arrears (Charter of the United Nations, arts. 17 and 19). Facts are read as they
/// stand on a civil date; nothing here reads a clock.
///
/// What remains is known only when somebody who can know it said so:
/// - an obligation assessed in the register has its account here: nothing recorded is nothing paid;
/// - one imported from a publication has an account as soon as a single payment is recorded;
/// - a statement that it was not paid in full leaves the remainder unknown, until it is paid in
///   full. An unknown remainder is never taken for the full amount, nor for nothing.
/// What is said of one day also tells of others: paid in full on 3 May means not before.

#include <boost/describe.hpp>

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "engine/money.hpp"
#include "engine/state.hpp"

namespace depositary::engine {

/// Whether it was paid in full by a day, as far as the record tells.
enum class in_full
{
    yes,
    no,
    unknown,
};

/// One obligation on a date. Amounts in minor units of `unit`.
struct obligation_record
{
    std::string id;
    std::string actor;
    std::string period;
    std::string unit;
    int exponent = 0;
    bool recorded = false;  ///< assessed by that date
    int128 assessed = 0;
    int128 credited = 0;
    int128 paid_recorded = 0;           ///< single payments on record, less what was reversed
    std::optional<int128> paid;         ///< known: by payments, or by a statement of full payment
    std::optional<int128> outstanding;  ///< known remainder, 0 when paid in full
    in_full full = in_full::unknown;
    civil_date due;
    civil_date assessed_on;                ///< settled day of the assessment
    std::optional<date_interval> full_on;  ///< when it was paid in full, once it was
    std::string state;                     ///< of machine obligation_payment
    std::string deadline;                  ///< of machine obligation_deadline
    bool account_kept = false;             ///< the record holds its single payments
    std::vector<std::int64_t> explain;     ///< sequence numbers of the events it rests on
};

/// As things stand on `as_of`. An id that nothing was assessed under gives a record with `recorded`
/// false.
[[nodiscard]] obligation_record record_obligation(
    const initiative_state& s, std::string_view id, civil_date as_of
);

/// The last payment of that name by `as_of` that was not reversed.
[[nodiscard]] std::optional<int128> payment_on_record(
    const initiative_state& s, const obligation_record& r, std::string_view payment,
    civil_date as_of
);

/// An actor's arrears on a date (Charter art. 19, or what the terms say).
struct arrears_record
{
    std::string actor;
    std::string unit;
    int exponent = 0;
    int128 arrears = 0;                ///< known remainders past their due date
    std::int64_t unknown = 0;          ///< obligations past due whose remainder is not known
    std::optional<int128> limit;       ///< assessed for the preceding full periods, when on record
    std::vector<std::string> periods;  ///< those periods
    bool reaches_limit = false;
    std::optional<civil_date> waived_until;  ///< the last waiver that runs on that date
    std::string state;                       ///< of machine arrears
    std::vector<std::int64_t> explain;
};
[[nodiscard]] arrears_record record_arrears(
    const initiative_state& s, std::string_view actor, civil_date as_of
);

/// The rule behind a flag, for example "arrears >= assessed for 2 preceding full periods".
[[nodiscard]] std::string arrears_rule(const initiative_state& s);

/// First and last day of a period written as a year or a month; nullopt for any other name.
[[nodiscard]] std::optional<date_interval> period_days(std::string_view period);

/// A scale by its id, as adopted (the last one, when corrected); nullptr when there is none.
[[nodiscard]] const scale_adopted* find_scale(const initiative_state& s, std::string_view scale);

/// Splits `total` by `weights` (non-negative, sum positive) so that the parts sum to it: largest
/// remainder, equal remainders in the given order.
/// Requires: |total| * max weight fits 127 bits.
[[nodiscard]] std::vector<int128> largest_remainder(
    int128 total, const std::vector<int128>& weights
);

/// What queries show. Amounts are decimal strings; absent means not known.
struct obligation_view
{
    std::string obligation;
    std::string actor;
    std::string period;
    std::string unit;
    std::string assessed;
    std::string credited;
    std::optional<std::string> paid;
    std::string paid_recorded;
    std::optional<std::string> outstanding;
    std::optional<std::string> overpaid;
    std::string paid_in_full;  ///< yes, no, unknown
    std::optional<date_interval> paid_in_full_on;
    std::string state;
    std::string deadline;
    civil_date due;
    std::vector<std::int64_t> explain;
};
BOOST_DESCRIBE_STRUCT(
    obligation_view, (),
    (obligation, actor, period, unit, assessed, credited, paid, paid_recorded, outstanding,
     overpaid, paid_in_full, paid_in_full_on, state, deadline, due, explain)
)
[[nodiscard]] obligation_view view_obligation(const obligation_record& r);

struct arrears_view
{
    std::string actor;
    std::string unit;
    std::string arrears;
    std::int64_t unknown = 0;
    std::optional<std::string> limit;
    std::vector<std::string> periods;
    std::optional<civil_date> waived_until;
    std::string state;
    std::string rule;
    std::vector<std::int64_t> explain;
};
BOOST_DESCRIBE_STRUCT(
    arrears_view, (),
    (actor, unit, arrears, unknown, limit, periods, waived_until, state, rule, explain)
)
[[nodiscard]] arrears_view view_arrears(const initiative_state& s, const arrears_record& r);

/// A place on the honour roll: in the order of full payment. Equal days share a place.
struct honour_row
{
    std::int64_t place = 0;
    std::string actor;
    date_interval paid_in_full_on;
    bool on_time = false;
};
BOOST_DESCRIBE_STRUCT(honour_row, (), (place, actor, paid_in_full_on, on_time))

/// One period on a date. `in_full` + `not_in_full` + `unknown` = `obligations`: what nobody stated
/// stays in the denominator. `on_time` + `late` <= `in_full`: some days lie on both sides of due.
struct obligation_summary
{
    std::string period;
    civil_date as_of;
    std::string unit;
    std::int64_t obligations = 0;
    std::string assessed;
    std::int64_t in_full = 0;
    std::int64_t on_time = 0;
    std::int64_t late = 0;
    std::int64_t not_in_full = 0;
    std::int64_t unknown = 0;
    std::string paid_known;              ///< sum of what is known to be paid
    std::string outstanding_known;       ///< sum of known remainders
    std::int64_t remainder_unknown = 0;  ///< obligations whose remainder is not known
    std::vector<honour_row> honour_roll;
    std::vector<std::int64_t> explain;
};
BOOST_DESCRIBE_STRUCT(
    obligation_summary, (),
    (period, as_of, unit, obligations, assessed, in_full, on_time, late, not_in_full, unknown,
     paid_known, outstanding_known, remainder_unknown, honour_roll, explain)
)
[[nodiscard]] obligation_summary summarise_obligations(
    const initiative_state& s, std::string_view period, civil_date as_of
);

/// What one initiative assessed on some actors over all periods, in one unit, on a date. `in_full`
/// + `not_in_full` + `unknown` = `obligations`; `overdue` counts obligations past their due date
/// that are not known to be paid in full, `overdue_known` sums their known remainders.
struct assessed_row
{
    std::string initiative;
    std::string unit;
    std::int64_t obligations = 0;
    std::int64_t in_full = 0;
    std::int64_t not_in_full = 0;
    std::int64_t unknown = 0;
    std::int64_t overdue = 0;
    std::string assessed;
    std::string paid_known;
    std::string outstanding_known;
    std::string overdue_known;
    std::int64_t remainder_unknown = 0;  ///< obligations whose remainder is not known
    std::vector<std::int64_t> explain;
};
BOOST_DESCRIBE_STRUCT(
    assessed_row, (),
    (initiative, unit, obligations, in_full, not_in_full, unknown, overdue, assessed, paid_known,
     outstanding_known, overdue_known, remainder_unknown, explain)
)

/// One row a unit. Of everybody when `actors` (canonical ids) is absent.
[[nodiscard]] std::vector<assessed_row> assessed_of(
    const register_state& state, const initiative_state& s,
    const std::optional<std::set<std::string>>& actors, civil_date as_of
);

}  // namespace depositary::engine
