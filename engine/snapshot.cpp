#include "engine/snapshot.hpp"

#include <boost/json/monotonic_resource.hpp>
#include <boost/json/parse.hpp>

#include <bit>
#include <tuple>

#include "engine/canonical.hpp"
#include "engine/codec.hpp"
#include "engine/event_codec.hpp"

namespace depositary::engine {

namespace json = boost::json;

BOOST_DESCRIBE_STRUCT(
    actor, (),
    (id, kind, name, former_names, merged_into, un_member_since, regional_group, iso2, m49, country,
     aliases)
)
BOOST_DESCRIBE_STRUCT(group_member, (), (actor, from, until))
BOOST_DESCRIBE_STRUCT(group, (), (id, name, members))
BOOST_DESCRIBE_STRUCT(
    grant, (), (id, principal, role, initiative, actor, until, full_powers_until, revoked)
)

namespace {

/// A fact as it is cached; the payload is decoded by its type.
struct cached_fact
{
    std::int64_t seq = 0;
    date_interval on;
    civil_date settled;
    civil_date known;
    std::int64_t recorded_at_us = 0;
    std::string principal;
    std::string role;
    bool sourced = false;
    std::string type;
    raw_json payload;
};
BOOST_DESCRIBE_STRUCT(
    cached_fact, (),
    (seq, on, settled, known, recorded_at_us, principal, role, sourced, type, payload)
)

struct cached_superseded
{
    cached_fact fact;
    std::int64_t by = 0;  ///< seq
};
BOOST_DESCRIBE_STRUCT(cached_superseded, (), (fact, by))

struct cached_pin
{
    civil_date from;
    definition_ref ref;
    std::int64_t archetype_version = 1;
    std::int64_t seq = 0;
};
BOOST_DESCRIBE_STRUCT(cached_pin, (), (from, ref, archetype_version, seq))

using cached_entities = std::map<std::string, std::vector<cached_fact>>;

struct cached_initiative
{
    std::string id;
    std::int64_t version = 0;
    std::int64_t last_seq = 0;
    std::vector<cached_pin> pins;
    std::vector<cached_fact> life;
    std::vector<cached_fact> attestations;
    std::vector<cached_superseded> superseded;
    std::vector<notification_record> notifications;
    std::map<std::string, cached_entities> entities;  ///< by entity_member::name
};
BOOST_DESCRIBE_STRUCT(
    cached_initiative, (),
    (id, version, last_seq, pins, life, attestations, superseded, notifications, entities)
)

struct cached_state
{
    std::int64_t shape = 0;
    std::string epoch;
    std::int64_t seq = 0;
    std::int64_t register_version = 0;
    std::vector<std::string> frontier;
    std::vector<actor> actors;
    std::vector<grant> grants;
    std::vector<group> groups;
    std::vector<rate_recorded> rates;
    std::vector<definition_published> definitions;
    std::vector<cached_initiative> initiatives;
};
BOOST_DESCRIBE_STRUCT(
    cached_state, (),
    (shape, epoch, seq, register_version, frontier, actors, grants, groups, rates, definitions,
     initiatives)
)

cached_fact to_cache(const fact& f)
{
    return {
        f.seq,
        f.on,
        f.settled,
        f.known,
        f.recorded_at_us,
        f.principal,
        f.role,
        f.sourced,
        std::string(type_of(f.payload)),
        raw_json{payload_text(f.payload)}};
}

std::vector<cached_fact> to_cache(const fact_list& list)
{
    std::vector<cached_fact> out;
    out.reserve(list.size());
    for (const auto& f : list) {
        out.push_back(to_cache(*f));
    }
    return out;
}

cached_entities to_cache(const entity_map& map)
{
    cached_entities out;
    for (const auto& [key, list] : map) {
        out[key] = to_cache(*list);
    }
    return out;
}

/// nullptr when its payload is none.
fact_ptr from_cache(const cached_fact& c)
{
    auto payload = decode_payload(c.type, json::parse(c.payload.text));
    auto* content = std::get_if<event_payload>(&payload);
    if (content == nullptr) {
        return nullptr;
    }
    return std::make_shared<const fact>(fact{
        c.seq, c.on, c.settled, c.known, c.recorded_at_us, c.principal, c.role, c.sourced,
        std::move(*content)});
}

bool from_cache(const std::vector<cached_fact>& list, fact_list& out)
{
    out.reserve(list.size());
    for (const auto& c : list) {
        out.push_back(from_cache(c));
        if (out.back() == nullptr) {
            return false;
        }
    }
    return true;
}

bool from_cache(const cached_entities& map, entity_map& out)
{
    for (const auto& [key, list] : map) {
        auto facts = std::make_shared<fact_list>();
        if (!from_cache(list, *facts)) {
            return false;
        }
        out[key] = std::move(facts);
    }
    return true;
}

cached_initiative to_cache(const initiative_state& s)
{
    cached_initiative c;
    c.id = s.id;
    c.version = s.version;
    c.last_seq = s.last_seq;
    for (const auto& p : s.pins) {
        c.pins.push_back({p.from, p.ref, p.archetype_version, p.seq});
    }
    c.life = to_cache(s.life);
    c.attestations = to_cache(s.attestations);
    for (const auto& gone : s.superseded) {
        c.superseded.push_back({to_cache(*gone.fact), gone.by->seq});
    }
    for (const auto& [seq, n] : s.notifications) {
        c.notifications.push_back(n);
    }
    for (const auto& member : entity_members()) {
        c.entities[member.name] = to_cache(s.*member.map);
    }
    return c;
}

bool restore_pins(const cached_initiative& c, const register_state& state, initiative_state& s)
{
    for (const auto& p : c.pins) {
        const auto versions = state.definitions.find(p.ref.id);
        if (versions == state.definitions.end() || !versions->second.contains(p.ref.version)) {
            return false;
        }
        const auto& rules = versions->second.at(p.ref.version).rules;
        s.pins.push_back({p.from, p.ref, p.archetype_version, p.seq, rules});
    }
    if (s.pins.empty()) {
        return false;
    }
    s.rules = s.pins.back().rules;
    s.pinned = s.pins.back().ref;
    s.archetype_version = s.pins.back().archetype_version;
    return true;
}

/// After all others: what superseded a fact stands among them, or was superseded in turn.
bool restore_superseded(const cached_initiative& c, initiative_state& s)
{
    if (c.superseded.empty()) {
        return true;
    }
    std::map<std::int64_t, fact_ptr> gone;
    for (const auto& one : c.superseded) {
        gone[one.fact.seq] = from_cache(one.fact);
        if (gone[one.fact.seq] == nullptr) {
            return false;
        }
    }
    for (const auto& one : c.superseded) {
        const auto replaced_too = gone.find(one.by);
        auto by = replaced_too == gone.end() ? s.find_fact(one.by) : replaced_too->second;
        if (by == nullptr) {
            return false;
        }
        s.superseded.change().push_back({gone[one.fact.seq], std::move(by)});
    }
    return true;
}

bool from_cache(const cached_initiative& c, register_state& state)
{
    auto s = std::make_shared<initiative_state>();
    s->id = c.id;
    s->version = c.version;
    s->last_seq = c.last_seq;
    for (const auto& n : c.notifications) {
        s->notifications[n.seq] = n;
    }
    bool whole = restore_pins(c, state, *s) && from_cache(c.life, s->life.change()) &&
                 from_cache(c.attestations, s->attestations.change());
    for (const auto& member : entity_members()) {
        const auto cached = c.entities.find(member.name);
        whole = whole && cached != c.entities.end() && from_cache(cached->second, (*s).*member.map);
    }
    whole = whole && restore_superseded(c, *s);
    state.initiatives[c.id] = std::move(s);
    return whole;
}

bool restore_definitions(const cached_state& cached, register_state& state)
{
    for (const auto& d : cached.definitions) {
        auto parsed = parse_definition(d.document.text);
        auto* rules = std::get_if<definition>(&parsed);
        if (rules == nullptr) {
            return false;
        }
        state.definitions[d.id][d.version] = {
            d.hash, std::make_shared<const definition>(std::move(*rules)), d.document.text};
    }
    return true;
}

std::optional<std::vector<digest>> nodes_of(const cached_state& cached)
{
    std::vector<digest> nodes;
    for (const auto& text : cached.frontier) {
        const auto node = digest_from_hex(text);
        if (!node) {
            return std::nullopt;
        }
        nodes.push_back(*node);
    }
    const auto size = static_cast<std::uint64_t>(cached.seq);
    const bool fits =
        cached.seq >= 0 && nodes.size() == static_cast<std::size_t>(std::popcount(size));
    return fits ? std::optional(std::move(nodes)) : std::nullopt;
}

}  // namespace

std::string encode_snapshot(
    const register_state& state, const merkle_frontier& frontier, sha256_function sha
)
{
    cached_state c;
    c.shape = snapshot_shape;
    c.epoch = state.epoch;
    c.seq = state.seq;
    c.register_version = state.register_version;
    for (const auto& node : frontier.nodes()) {
        c.frontier.push_back(hex(node));
    }
    for (const auto& [id, a] : state.actors) {
        c.actors.push_back(*a);
    }
    for (const auto& [id, g] : state.grants) {
        c.grants.push_back(g);
    }
    for (const auto& [id, g] : state.groups) {
        c.groups.push_back(g);
    }
    c.rates = state.rates.list();
    for (const auto& [id, versions] : state.definitions) {
        for (const auto& [version, d] : versions) {
            c.definitions.push_back({id, version, d.hash, raw_json{d.document}});
        }
    }
    for (const auto& [id, s] : state.initiatives) {
        c.initiatives.push_back(to_cache(*s));
    }
    std::string body;
    codec::write(c, body);
    return hex(sha(body)) + '\n' + body;
}

std::optional<restored_snapshot> decode_snapshot(std::string_view text, sha256_function sha)
{
    constexpr std::size_t digits = 2 * std::tuple_size_v<digest>;
    if (text.size() <= digits || text[digits] != '\n' ||
        hex(sha(text.substr(digits + 1))) != text.substr(0, digits)) {
        return std::nullopt;
    }
    json::monotonic_resource memory;  // the tree of a large register, gone in one go
    json::error_code error;
    const auto parsed = json::parse(text.substr(digits + 1), error, &memory);
    cached_state c;
    codec::fault_sink faults;
    if (!error) {
        codec::decode(parsed, c, "", faults);
    }
    if (error || !faults.ok() || c.shape != snapshot_shape) {
        return std::nullopt;
    }
    auto nodes = nodes_of(c);
    register_state state;
    state.epoch = c.epoch;
    state.seq = c.seq;
    state.register_version = c.register_version;
    for (const auto& a : c.actors) {
        state.actors[a.id] = std::make_shared<const actor>(a);
        state.merges = state.merges || a.merged_into.has_value();
    }
    for (const auto& g : c.grants) {
        state.give(g);
    }
    for (const auto& g : c.groups) {
        state.groups[g.id] = g;
    }
    state.rates.change() = c.rates;
    if (!nodes || !restore_definitions(c, state)) {
        return std::nullopt;
    }
    for (const auto& i : c.initiatives) {
        if (!from_cache(i, state)) {
            return std::nullopt;
        }
    }
    return restored_snapshot{
        std::move(state),
        merkle_frontier(sha, static_cast<std::uint64_t>(c.seq), std::move(*nodes))};
}

}  // namespace depositary::engine
