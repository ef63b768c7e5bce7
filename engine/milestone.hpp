#pragma once

/// A milestone on any date. States are those of the machines milestone_owner (what its owner says),
/// milestone_schedule (whether it stands), milestone_assessed and milestone_reply (what an
/// independent reviewer says, and the answer to it) and milestone_deadline (what the calendar and
/// sourced outcomes say), computed from the record.
///
/// The calendar alone never says "missed": past its due date a milestone is due_passed, outcome
/// unknown, until a sourced outcome is recorded. A due date known only by month or year falls due
/// on its last day.

#include <boost/describe.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/state.hpp"

namespace depositary::engine {

/// Days before the due date from which a milestone is due_soon; also the first reminder.
inline constexpr std::int64_t milestone_due_soon_days = 30;

/// One move of the due date. The event `seq` carries the reason.
struct due_move
{
    date_interval from;
    date_interval to;
    civil_date on;  ///< certainly moved from this day on
    std::int64_t seq = 0;
    std::int64_t slippage_days = 0;  ///< of this move alone; negative when brought forward
};
BOOST_DESCRIBE_STRUCT(due_move, (), (from, to, on, seq, slippage_days))

struct milestone_view
{
    std::string milestone;
    text title;
    std::optional<std::string> owner;  ///< actor; absent: the initiative itself
    std::optional<std::string> pledge;
    std::string owner_state = "unrecorded";  ///< unrecorded: not planned yet on that date
    bool planned_certain = false;  ///< else it may have been planned by then: a source is of later
    std::string schedule = "scheduled";
    std::string assessed = "not_assessed";
    std::string reply_state = "none";
    std::string deadline = "no_due_date";

    std::optional<date_interval> due;
    std::optional<date_interval> original_due;  ///< never overwritten
    std::vector<due_move> due_moves;
    std::int64_t slippage_days = 0;  ///< from the original due date to the one that holds now

    std::optional<std::string> indicator;
    std::optional<std::string> baseline;  ///< decimal strings in `unit`, as are the next two
    std::optional<std::string> target;
    std::optional<std::string> last_value;
    std::optional<std::string> unit;
    std::optional<civil_date> last_reported_on;  ///< by the owner, whatever it said
    std::optional<std::string> explanation;      ///< when the target was not met in full

    std::optional<std::string> outcome;       ///< met or missed; absent: unknown
    std::optional<date_interval> outcome_on;  ///< when it was met, as the source has it
    std::optional<civil_date> outcome_since;  ///< the outcome holds from this day on
    std::optional<std::string> outcome_statement;
    std::optional<std::int64_t> outcome_seq;
    /// False when the source's dates leave open whether it was met on time; the deadline then says
    /// met_late, for the last day on which it may have been met.
    bool outcome_timing_certain = true;

    std::optional<std::string> assessment;
    std::optional<civil_date> assessed_on;
    std::optional<std::int64_t> assessment_seq;
    std::optional<std::string> reply;
    std::optional<std::int64_t> reply_seq;

    std::vector<std::string> after;
    std::optional<std::string> step;           ///< of the definition, that it belongs to
    std::vector<std::string> addressees;       ///< actors it depends on, participants or not
    std::optional<std::string> outcome_cause;  ///< of a miss: consensus_blocked
    std::optional<std::string> successor;
    std::vector<std::int64_t> seqs;  ///< of every event behind this view
};
BOOST_DESCRIBE_STRUCT(
    milestone_view, (),
    (milestone, title, owner, pledge, owner_state, planned_certain, schedule, assessed, reply_state,
     deadline, due, original_due, due_moves, slippage_days, indicator, baseline, target, last_value,
     unit, last_reported_on, explanation, outcome, outcome_on, outcome_since, outcome_statement,
     outcome_seq, outcome_timing_certain, assessment, assessed_on, assessment_seq, reply, reply_seq,
     after, step, addressees, outcome_cause, successor, seqs)
)

/// `owner_state` is "unrecorded" when there is no such milestone on `as_of`.
///
/// A milestone is there from the first day on which it may have been planned: a due date that a
/// source states is not hidden because nobody knows when it was set. All else counts from the day
/// it is certain. "missed" holds from the day after the due date it speaks of; "met" from the last
/// day on which it may have been met. When a milestone is cancelled or superseded its deadline
/// stands still.
[[nodiscard]] milestone_view view_milestone(
    const initiative_state& s, std::string_view key, civil_date as_of
);

/// All milestones that are there on `as_of`, by key.
[[nodiscard]] std::vector<milestone_view> view_milestones(
    const initiative_state& s, civil_date as_of
);

/// Cancelled or superseded: nothing more is recorded.
[[nodiscard]] bool closed(const milestone_view& v);

}  // namespace depositary::engine
