#pragma once

/// What would happen if: acts that nobody has done, decided by the real rules on a copy of the
/// state. Nothing is written.

#include <boost/describe.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/log.hpp"
#include "engine/participation.hpp"
#include "engine/refusal.hpp"
#include "engine/state.hpp"
#include "engine/workflow.hpp"

namespace depositary::engine {

/// `act`: signature, definitive_signature, ratification, acceptance, approval, accession,
/// formal_confirmation, succession (of `predecessor`), endorsement, joining (`as` a role),
/// withdrawal, withdrawal_of_endorsement, leaving; ratification, acceptance, approval or accession
/// of an `amendment` when one is named. `on`: today when absent; it may lie ahead.
struct hypothetical_act
{
    std::string actor;
    std::string act;
    std::optional<civil_date> on;
    std::optional<std::string> as;
    std::optional<std::string> predecessor;
    std::optional<std::string> declaration;
    std::optional<std::string> amendment;
};
BOOST_DESCRIBE_STRUCT(
    hypothetical_act, (), (actor, act, on, as, predecessor, declaration, amendment)
)

struct hypothetical_outcome
{
    hypothetical_act act;
    std::optional<refusal> refused;  ///< accepted when absent
};

/// Where one amendment stands on its way into force.
struct amendment_outlook
{
    std::string amendment;
    std::string state;
    std::int64_t certain = 0;  ///< acceptances that count
    std::int64_t possible = 0;
    std::optional<date_interval> reached;
    std::optional<date_interval> in_force;
    /// As in force_outlook, of the amendment's own threshold.
    std::optional<std::int64_t> more_needed;
    std::vector<std::string> may_still_accept;  ///< parties that have not accepted it
};
BOOST_DESCRIBE_STRUCT(
    amendment_outlook, (),
    (amendment, state, certain, possible, reached, in_force, more_needed, may_still_accept)
)

/// Where entry into force stands.
struct force_outlook
{
    std::optional<force_view> force;  ///< nullopt: no rule of entry into force
    /// The fewest further instruments that reach the threshold, those of the greatest weight first;
    /// 0 when it is reached. nullopt when not even all who may still consent reach it.
    std::optional<std::int64_t> more_needed;
    std::vector<std::string> may_still_consent;  ///< eligible, and takes no part yet
    std::int64_t participants_certain = 0;
    std::int64_t participants_possible = 0;
    std::vector<amendment_outlook> amendments;  ///< that can still enter into force, or did
};

struct what_if_answer
{
    civil_date as_of;
    std::vector<hypothetical_outcome> acts;  ///< in the order of their days
    force_outlook before;
    force_outlook after;
};

struct what_if_question
{
    std::string initiative;
    std::vector<hypothetical_act> acts;
    std::optional<civil_date> as_of;  ///< the last day of the acts when absent, not before today
    civil_date today;
};

/// Requires: the initiative is in `state`.
[[nodiscard]] what_if_answer what_if(
    const register_state& state, const workflow_set& workflows, const what_if_question& question,
    sha256_function sha256
);

}  // namespace depositary::engine
