#pragma once

/// Corrections of the record or of the text that wait for objections (VCLT art. 79), and what a
/// correction makes of the event it concerns.

#include <boost/describe.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "engine/refusal.hpp"
#include "engine/state.hpp"

namespace depositary::engine {

struct decision;

struct objection_view
{
    std::string actor;
    std::string statement;
    date_interval on;
    std::int64_t seq = 0;
};
BOOST_DESCRIBE_STRUCT(objection_view, (), (actor, statement, on, seq))

struct correction_view
{
    std::string correction;
    std::string state = "none";  ///< of the machine "correction"
    std::int64_t seq = 0;        ///< of the event it would replace
    std::optional<raw_json> payload;
    std::optional<date_interval> effective_on;
    std::optional<bool> annul;    ///< the event goes, in place of being replaced
    civil_date objections_until;  ///< last day
    date_interval proposed;
    std::string proposed_by;  ///< principal
    std::vector<objection_view> objections;
    std::optional<std::int64_t> executed_seq;
};
BOOST_DESCRIBE_STRUCT(
    correction_view, (),
    (correction, state, seq, payload, effective_on, annul, objections_until, proposed, proposed_by,
     objections, executed_seq)
)

/// State "none" when nothing certain is recorded of it by `as_of`.
[[nodiscard]] correction_view view_correction(
    const initiative_state& s, std::string_view id, civil_date as_of
);

/// All corrections proposed by `as_of`, by id.
[[nodiscard]] std::vector<correction_view> view_corrections(
    const initiative_state& s, civil_date as_of
);

/// What an event becomes when it is corrected; it replaces the original from the beginning
/// (VCLT art. 79(4)).
struct corrected_event
{
    event_payload payload;
    date_interval on;
};

/// Members of `payload` replace those of the event `seq`; `on` replaces its effective interval.
///
/// Errors: E_CORRECTION no such event, or one that cannot be corrected so; E_MISSING_FIELD nothing
///         to replace; and what is wrong with a member.
[[nodiscard]] std::variant<corrected_event, refusal> corrected(
    const initiative_state& s, std::int64_t seq, const std::optional<raw_json>& payload,
    const std::optional<date_interval>& on
);

}  // namespace depositary::engine
