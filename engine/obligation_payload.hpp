#pragma once

/// Events of assessed obligations: a scale, what it assesses, what was paid of it, and what follows
/// from arrears. Assessed amounts are never summed with voluntary pledges.

#include <boost/describe.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/date.hpp"
#include "engine/payload_types.hpp"

namespace depositary::engine {

struct scale_rate
{
    std::string actor;
    std::string percent;  ///< decimal string
    bool operator==(const scale_rate&) const = default;
};
BOOST_DESCRIBE_STRUCT(scale_rate, (), (actor, percent))

/// A scale of assessments, in force for the periods from `from` to `until` (both included).
struct scale_adopted
{
    std::string scale;
    civil_date from;
    civil_date until;
    std::vector<scale_rate> rates;
};
BOOST_DESCRIBE_STRUCT(scale_adopted, (), (scale, from, until, rates))

/// One actor's assessed amount for one period. `letter`: the day the assessment was received;
/// `due` follows from it by terms.assessment.due_days, or is the source's own.
struct obligation_assessed
{
    std::string obligation;
    std::string actor;
    std::string period;  ///< for example "2021"
    std::string amount;
    std::string unit;
    civil_date due;
    std::optional<civil_date> letter;
    std::optional<std::string> scale;
};
BOOST_DESCRIBE_STRUCT(
    obligation_assessed, (), (obligation, actor, period, amount, unit, due, letter, scale)
)

/// A payment towards it, by the recipient.
struct obligation_payment_recorded
{
    std::string obligation;
    std::string payment;
    std::string amount;
};
BOOST_DESCRIBE_STRUCT(obligation_payment_recorded, (), (obligation, payment, amount))

struct obligation_payment_reversed
{
    std::string obligation;
    std::string payment;
};
BOOST_DESCRIBE_STRUCT(obligation_payment_reversed, (), (obligation, payment))

/// Reduces what is owed (a credit from an earlier period).
struct obligation_credited
{
    std::string obligation;
    std::string amount;
};
BOOST_DESCRIBE_STRUCT(obligation_credited, (), (obligation, amount))

/// The recipient states that it was paid in full by the event's effective day; how and in how many
/// payments is not known to it.
struct obligation_paid_in_full
{
    std::string obligation;
};
BOOST_DESCRIBE_STRUCT(obligation_paid_in_full, (), (obligation))

/// The recipient states that it was not paid in full by the event's effective day; what remains is
/// not known, and is never taken for the full amount.
struct obligation_not_paid_in_full
{
    std::string obligation;
};
BOOST_DESCRIBE_STRUCT(obligation_not_paid_in_full, (), (obligation))

/// Recorded by the clock. `unpaid`: absent when it is not known.
struct obligation_fell_overdue
{
    std::string obligation;
    civil_date due;
    std::optional<std::string> unpaid;
};
BOOST_DESCRIBE_STRUCT(obligation_fell_overdue, (), (obligation, due, unpaid))

/// Recorded by the clock: arrears reach the amount of the preceding full periods that the terms
/// name (Charter art. 19: two full years).
struct arrears_flagged
{
    std::string actor;
    std::string rule;
    std::string arrears;
    std::string limit;
    std::string unit;
};
BOOST_DESCRIBE_STRUCT(arrears_flagged, (), (actor, rule, arrears, limit, unit))

struct arrears_cleared
{
    std::string actor;
    std::string rule;
};
BOOST_DESCRIBE_STRUCT(arrears_cleared, (), (actor, rule))

/// The organ permits the vote until the end of `until` (Charter art. 19, second sentence).
struct arrears_waived
{
    std::string actor;
    civil_date until;
};
BOOST_DESCRIBE_STRUCT(arrears_waived, (), (actor, until))

}  // namespace depositary::engine
