#pragma once

/// The state of the register: facts, folded from events, and nothing else. An entity (one
/// participation, pledge or milestone) is the list of its facts in effective order; what a state
/// name or a total says at a date is computed from that list by the views. So a late record with an
/// early date needs no special case, and every past day is answered by the same code as today.

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/event.hpp"
#include "engine/money.hpp"
#include "engine/shared.hpp"
#include "engine/short_text.hpp"
#include "engine/terms.hpp"

namespace depositary::engine {

/// One event as the fold keeps it: the payload and what views need of the envelope.
struct fact
{
    std::int64_t seq = 0;
    date_interval on;    ///< effective interval as recorded
    civil_date settled;  ///< settled_day() of the event: certainly in effect from here on
    civil_date known;    ///< known_day()
    std::int64_t recorded_at_us = 0;  ///< UTC, microseconds since 1970-01-01
    std::string principal;
    std::string role;
    bool sourced = false;  ///< carries evidence
    event_payload payload;

    /// UTC day of recording.
    [[nodiscard]] civil_date recorded() const { return day_of(recorded_at_us); }
    [[nodiscard]] bool certainly_by(civil_date d) const { return settled <= d; }
    [[nodiscard]] bool possibly_by(civil_date d) const
    {
        return !on.not_before || *on.not_before <= d;
    }
};

using fact_ptr = std::shared_ptr<const fact>;

/// Sorted by (settled, seq).
using fact_list = std::vector<fact_ptr>;
using entity = std::shared_ptr<const fact_list>;
using entity_map = shared_map<short_text, entity>;

/// A fact that another one replaced or annulled. It counts no more; what was known before, it did.
struct superseded_fact
{
    fact_ptr fact;
    fact_ptr by;
};

/// One depositary notification: an act of the record that concerns others, in the order of
/// recording. Numbered per initiative and year of recording, as C.N.NUMBER.YEAR.INITIATIVE.
struct notification_record
{
    std::int64_t number = 0;
    std::int64_t year = 0;
    std::int64_t seq = 0;  ///< of the event it tells of
    std::string type;
    std::string actor;  ///< whose act; may be empty
    date_interval on;   ///< effective, as recorded
    civil_date issued;  ///< UTC day of recording
};
BOOST_DESCRIBE_STRUCT(notification_record, (), (number, year, seq, type, actor, on, issued))

/// The definition an initiative follows from a day on.
struct pinned_definition
{
    civil_date from;
    definition_ref ref;
    std::int64_t archetype_version = 1;
    std::int64_t seq = 0;  ///< of the event that pinned it
    std::shared_ptr<const definition> rules;
};

struct initiative_state
{
    std::string id;
    std::int64_t version = 0;  ///< of its stream
    std::int64_t last_seq = 0;
    std::shared_ptr<const definition> rules;  ///< the pinned definition
    definition_ref pinned;
    std::int64_t archetype_version = 1;
    shared_list<fact_ptr> life;  ///< initiative_opened, _advanced, ordinals, clock records
    entity_map participations;   ///< by canonical actor id
    entity_map pledges;          ///< by pledge id
    entity_map milestones;       ///< by key
    entity_map proposals;        ///< by proposal id
    entity_map obligations;      ///< by obligation id
    entity_map arrears;          ///< flags and waivers, by canonical actor id
    entity_map amendments;       ///< by key
    entity_map corrections;      ///< by key
    entity_map silences;         ///< by procedure
    entity_map reservations;     ///< by id, with what others say of them
    entity_map notices;          ///< deliveries and acknowledgements, by notification number
    shared_list<fact_ptr> attestations;
    shared_list<superseded_fact> superseded;  ///< in the order of what replaced them
    shared_map<std::int64_t, notification_record> notifications;  ///< by seq
    std::vector<pinned_definition> pins;  ///< by day; the last one is `rules`

    /// The fact of a sequence number, nullptr when there is none (or it was superseded). Searches
    /// everything: for corrections, which are rare.
    [[nodiscard]] fact_ptr find_fact(std::int64_t seq) const;
};

/// Every map of entities, in a fixed order.
using entity_member = entity_map initiative_state::*;
[[nodiscard]] std::span<const entity_member> entity_members();

using initiative_ptr = std::shared_ptr<const initiative_state>;

/// What an actor can be.
inline constexpr std::array actor_kinds{
    std::string_view("member_state"),
    std::string_view("observer_state"),
    std::string_view("other_state"),
    std::string_view("territory"),
    std::string_view("regional_organisation"),
    std::string_view("international_organisation"),
    std::string_view("local_authority"),
    std::string_view("company"),
    std::string_view("civil_society"),
    std::string_view("foundation"),
    std::string_view("academia"),
    std::string_view("uncategorised"),
};

struct actor
{
    std::string id;
    std::string kind;
    text name;
    std::vector<text> former_names;
    std::optional<std::string> merged_into;
    std::optional<civil_date> un_member_since;
    std::optional<std::string> regional_group;
    std::optional<std::string> iso2, m49, country;
    std::vector<std::string> aliases;
};

struct grant
{
    std::string id;
    std::string principal;
    std::string role;
    std::optional<std::string> initiative;
    std::optional<std::string> actor;
    std::optional<civil_date> until;
    std::optional<civil_date> full_powers_until;
    bool revoked = false;
};

struct group_member
{
    std::string actor;
    std::optional<civil_date> from;
    std::optional<civil_date> until;
};

struct group
{
    std::string id;
    text name;
    std::vector<group_member> members;
};

struct published_definition
{
    std::string hash;
    std::shared_ptr<const definition> rules;
    std::string document;  ///< canonical JSON
};

/// The whole register at one sequence number. Copying it costs a few pointers (shared.hpp).
struct register_state
{
    std::string epoch;
    std::int64_t seq = 0;
    std::int64_t register_version = 0;
    shared_map<std::string, std::shared_ptr<const actor>> actors;
    bool merges = false;  ///< some actor was merged into another
    shared_map<std::string, std::map<std::int64_t, published_definition>> definitions;
    shared_map<std::string, grant> grants;
    shared_map<std::string, std::set<std::string>> grants_of;  ///< ids, by principal
    shared_map<std::string, group> groups;
    shared_list<rate_recorded> rates;
    shared_map<std::string, initiative_ptr> initiatives;

    [[nodiscard]] initiative_ptr find_initiative(std::string_view id) const;
    /// Follows merges; nullptr when unknown.
    [[nodiscard]] const actor* find_actor(std::string_view id) const;
    [[nodiscard]] std::int64_t version_of(std::string_view stream) const;
    /// Grants to a principal that were not revoked, by id; valid while this state is not changed.
    [[nodiscard]] std::vector<const grant*> grants_to(std::string_view principal) const;
    void give(grant g);
};

/// Folds one event into the state. Cannot fail on an event that decide() produced; an event that
/// contradicts the state is a corrupt log and asserts.
void apply(register_state& state, const event& e);

/// Folds a run of one initiative's events, already filtered by what was known: the definition of
/// what known_by() (known.hpp) finds without the log. `base` gives actors and definitions.
[[nodiscard]] initiative_ptr fold_initiative(
    const register_state& base, const std::vector<event>& events
);

/// Canonical JSON of every fact of the state, in a fixed order; two equal folds give equal bytes.
[[nodiscard]] std::string canonical_state(const register_state& state);

/// Whom an event concerns, by canonical id: the actor that it is about or that it names, or else
/// the one whose pledge, milestone, obligation or reservation it changes. Empty when it concerns no
/// single actor.
[[nodiscard]] std::string concerned_actor(const register_state& state, const event& e);

/// Author or owner of what a payload of this initiative changes; empty when there is none.
[[nodiscard]] std::string owner_of(const initiative_state& s, const event_payload& payload);

/// Visits payloads: `if (const auto* p = as<pledge_amended>(*fact))`.
template <class T>
[[nodiscard]] const T* as(const fact& f)
{
    return f.payload.get_if<T>();
}

}  // namespace depositary::engine
