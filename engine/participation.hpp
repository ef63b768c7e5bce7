#pragma once

/// Participation: one actor in one initiative, on any date. States are those of the machines
/// participation_consent, _exit, _invitation, _provisional, _standing (treaty form) and
/// participation_political (political form), computed from the recorded acts.

#include <boost/describe.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/rules.hpp"
#include "engine/state.hpp"
#include "engine/workflow.hpp"

namespace depositary::engine {

struct decision;

/// One act as the record has it.
struct act_view
{
    std::string act;  ///< signature, ratification, endorsement, joining ...
    date_interval on;
    std::int64_t seq = 0;
    std::optional<std::string> as;  ///< role, for joining; kind, for a declaration
    bool precondition_unsourced = false;
};
BOOST_DESCRIBE_STRUCT(act_view, (), (act, on, seq, as, precondition_unsourced))

struct participation_view
{
    std::string actor;
    std::string kind;   ///< of the actor
    std::string state;  ///< the one word for it: the most telling of the regions
    std::string consent = "eligible";
    std::string exit = "participating";
    std::string invitation = "uninvited";
    std::string provisional = "none";
    std::string standing = "good";
    std::string political = "eligible";
    std::vector<std::string> roles;  ///< for joining
    bool vetted = false;
    bool certain = false;   ///< takes part on that date, whatever the open dates turn out to be
    bool possible = false;  ///< may take part on that date
    std::optional<date_interval> in_force;  ///< for this actor
    std::optional<civil_date> withdrawal_effective;
    std::optional<civil_date> report_due;  ///< of its next periodic report, where silence tells
    std::vector<act_view> acts;
};
BOOST_DESCRIBE_STRUCT(
    participation_view, (),
    (actor, kind, state, consent, exit, invitation, provisional, standing, political, roles, vetted,
     certain, possible, in_force, withdrawal_effective, report_due, acts)
)

/// Whether the initiative's archetype is of the treaty form (consent to be bound).
[[nodiscard]] bool treaty_form(const initiative_state& s);

/// The instruments that count towards entry into force, with their true intervals. A deposit is not
/// earlier than the opening for signature, nor than the actor's own signature.
[[nodiscard]] std::vector<instrument> counted_instruments(
    const register_state& base, const initiative_state& s
);

/// When the threshold was reached and the treaty entered into force, as far as the record shows.
struct force_view
{
    std::string rule;           ///< in words
    std::int64_t required = 0;  ///< when the threshold is a count
    std::optional<date_interval> reached;
    std::optional<date_interval> in_force;
    std::int64_t certain = 0;   ///< instruments certainly deposited by the date asked about
    std::int64_t possible = 0;  ///< and possibly
};
BOOST_DESCRIBE_STRUCT(force_view, (), (rule, required, reached, in_force, certain, possible))

/// nullopt when the terms have no rule of entry into force.
[[nodiscard]] std::optional<force_view> view_force(
    const register_state& base, const initiative_state& s, civil_date as_of
);

[[nodiscard]] participation_view view_participation(
    const register_state& base, const initiative_state& s, std::string_view actor, civil_date as_of,
    const std::optional<force_view>& force
);

/// All participations on a date, by actor id.
[[nodiscard]] std::vector<participation_view> view_participations(
    const register_state& base, const initiative_state& s, civil_date as_of
);

/// Whether the terms admit `actor` on `day`.
[[nodiscard]] bool eligible(
    const register_state& base, const terms& rules, const actor& who, civil_date day
);

/// Whether the terms admit an act that `event` of a participation machine stands for; true for
/// events that are no act of joining.
[[nodiscard]] bool admits_event(const terms& rules, std::string_view event);

/// Facts of the participation machines for `actor`, with nothing of a payload.
[[nodiscard]] machine_facts participation_facts(
    const decision& d, const participation_view& view, const actor& who
);

}  // namespace depositary::engine
