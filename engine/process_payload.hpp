#pragma once

/// Events of how an initiative decides: silence procedures, phases, membership by application,
/// alignment with single steps, amendments, corrections, and a new version of its definition.

#include <boost/describe.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/date.hpp"
#include "engine/payload_types.hpp"

namespace depositary::engine {

/// A text is put under silence: it is adopted when nobody objects by the end of `deadline`.
/// `resubmits`: the procedure whose broken text this one replaces.
struct silence_opened
{
    std::string procedure;
    text title;
    civil_date deadline;
    std::optional<std::string> resubmits;
};
BOOST_DESCRIBE_STRUCT(silence_opened, (), (procedure, title, deadline, resubmits))

/// One objection is enough.
struct silence_broken
{
    std::string procedure;
    std::string actor;
    std::string statement;
};
BOOST_DESCRIBE_STRUCT(silence_broken, (), (procedure, actor, statement))

/// Recorded by the clock: nobody objected, the text is adopted.
struct silence_ended
{
    std::string procedure;
    std::string rule;
};
BOOST_DESCRIBE_STRUCT(silence_ended, (), (procedure, rule))

/// `phase`: a key of definition.phases. `outcome`: passed or failed.
struct phase_reviewed
{
    std::string phase;
    std::string outcome;
    std::string statement;
};
BOOST_DESCRIBE_STRUCT(phase_reviewed, (), (phase, outcome, statement))

/// A letter of intent, where the terms ask for an application (joining.application_required).
struct participation_applied
{
    std::string actor;
    std::optional<std::string> as;
    std::optional<std::string> statement;
};
BOOST_DESCRIBE_STRUCT(participation_applied, (), (actor, as, statement))

struct participation_accepted
{
    std::string actor;
};
BOOST_DESCRIBE_STRUCT(participation_accepted, (), (actor))

struct participation_rejected
{
    std::string actor;
};
BOOST_DESCRIBE_STRUCT(participation_rejected, (), (actor))

/// What one actor says of one step or principle of the text. `step`: a key of definition.steps or
/// definition.principles. `position`: supports, supports_with_statement, not_aligned.
struct step_aligned
{
    std::string actor;
    std::string step;
    std::string position;
    std::optional<std::string> statement;
};
BOOST_DESCRIBE_STRUCT(step_aligned, (), (actor, step, position, statement))

struct amendment_proposed
{
    std::string amendment;
    text title;
};
BOOST_DESCRIBE_STRUCT(amendment_proposed, (), (amendment, title))

struct amendment_adopted
{
    std::string amendment;
};
BOOST_DESCRIBE_STRUCT(amendment_adopted, (), (amendment))

/// `act`: ratification, acceptance, approval, accession.
struct amendment_accepted
{
    std::string amendment;
    std::string actor;
    std::string act;
};
BOOST_DESCRIBE_STRUCT(amendment_accepted, (), (amendment, actor, act))

/// Recorded by the clock, by terms.amendment.
struct amendment_threshold_reached
{
    std::string amendment;
    std::string rule;
    date_interval reached;
    std::int64_t instruments = 0;
};
BOOST_DESCRIBE_STRUCT(amendment_threshold_reached, (), (amendment, rule, reached, instruments))

/// Recorded by the clock by terms.amendment, or stated by the depositary with a source.
struct amendment_entered_into_force
{
    std::string amendment;
    std::string rule;
    date_interval in_force;
};
BOOST_DESCRIBE_STRUCT(amendment_entered_into_force, (), (amendment, rule, in_force))

struct amendment_lapsed
{
    std::string amendment;
};
BOOST_DESCRIBE_STRUCT(amendment_lapsed, (), (amendment))

/// An error in the record or in the text is to be corrected unless somebody objects by the end of
/// `objections_until` (VCLT art. 79). `payload`: members to replace in the event's payload;
/// `annul`: the event goes, in place of being replaced.
struct correction_proposed
{
    std::string correction;
    std::int64_t seq = 0;
    std::optional<raw_json> payload;
    std::optional<date_interval> effective_on;
    civil_date objections_until;
    std::optional<bool> annul;
};
BOOST_DESCRIBE_STRUCT(
    correction_proposed, (), (correction, seq, payload, effective_on, objections_until, annul)
)

struct correction_objected
{
    std::string correction;
    std::string actor;
    std::string statement;
};
BOOST_DESCRIBE_STRUCT(correction_objected, (), (correction, actor, statement))

struct correction_withdrawn
{
    std::string correction;
};
BOOST_DESCRIBE_STRUCT(correction_withdrawn, (), (correction))

/// The proces-verbal of rectification: the event that replaces `seq` comes right after this one.
struct correction_executed
{
    std::string correction;
    std::int64_t seq = 0;
};
BOOST_DESCRIBE_STRUCT(correction_executed, (), (correction, seq))

/// Where a region of the old definition stood and where it stands under the new one.
struct region_mapping
{
    std::string region;
    std::string from;
    std::string to;
    bool operator==(const region_mapping&) const = default;
};
BOOST_DESCRIBE_STRUCT(region_mapping, (), (region, from, to))

/// The initiative is pinned to another version of its definition from the event's effective day.
struct definition_migrated
{
    std::string definition;
    std::int64_t from_version = 0;
    std::int64_t version = 0;
    std::string hash;
    std::string archetype;
    std::int64_t archetype_version = 1;
    std::vector<region_mapping> mapping;
    std::vector<std::string> no_longer_eligible;  ///< participants; they stay, and are named
};
BOOST_DESCRIBE_STRUCT(
    definition_migrated, (),
    (definition, from_version, version, hash, archetype, archetype_version, mapping,
     no_longer_eligible)
)

}  // namespace depositary::engine
