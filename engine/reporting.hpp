#pragma once

/// Periodic reports of participants: when the next one is due and what follows from silence. A
/// report is due `every_months` after the last one, or after the actor came in; it is late when
/// `grace_months` more have passed, and the actor is inactive `inactive_after_months` after the
/// last one. Terms that name neither of these two ask for reports and attach nothing to silence: no
/// due date follows from them. Silence is recorded, never read as refusal. Civil dates; nothing
/// here reads a clock.

#include <optional>
#include <string>
#include <vector>

#include "engine/state.hpp"

namespace depositary::engine {

/// What came of a report that was not filed in time.
struct reporting_lapse
{
    std::string standing;  ///< of machine participation_standing: late_report or inactive
    civil_date due;        ///< of the report
    civil_date limit;      ///< last day on which filing it would have prevented this
};

struct reporting_view
{
    std::string standing = "good";
    std::optional<civil_date> due;        ///< of the next report, while the actor takes part
    civil_date since;                     ///< of the last report or of coming in; with `due`
    std::vector<reporting_lapse> lapses;  ///< all that happened by the date, in order
};

/// One actor's reports as they stand on `as_of`; `facts` are those of its participation.
[[nodiscard]] reporting_view view_reporting(
    const initiative_state& s, const fact_list& facts, civil_date as_of
);

}  // namespace depositary::engine
