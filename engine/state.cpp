#include "engine/state.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "engine/assert.hpp"
#include "engine/codec.hpp"
#include "engine/destination.hpp"
#include "engine/event_codec.hpp"
#include "engine/notification.hpp"

namespace depositary::engine {

namespace {

/// Members that hold the id of an actor, wherever they are in a payload.
bool names_an_actor(std::string_view member)
{
    return member == "actor" || member == "predecessor" || member == "owner" || member == "by" ||
           member == "recipient";
}

/// Replaces every id that was merged by the one it was merged into, so that acts recorded under
/// either id are one actor's. Returns whether anything changed.
bool follow_merges(event_payload& payload, const register_state& base)
{
    if (!base.merges) {
        return false;
    }
    auto changed = with_texts(payload, [&](std::string_view member, std::string& value) {
        const auto* who = names_an_actor(member) ? base.find_actor(value) : nullptr;
        const bool merged = who != nullptr && who->id != value;
        if (merged) {
            value = who->id;
        }
        return merged;
    });
    if (changed) {
        payload = std::move(*changed);
    }
    return changed.has_value();
}

fact_ptr make_fact(const event& e, event_payload payload)
{
    return std::make_shared<const fact>(fact{
        e.seq, e.effective_on, settled_day(e), known_day(e), e.recorded_at_us, e.principal, e.role,
        !e.sources.empty(), std::move(payload)});
}

fact_ptr fact_in(const fact_list& list, std::int64_t seq)
{
    const auto found =
        std::find_if(list.begin(), list.end(), [&](const auto& f) { return f->seq == seq; });
    return found == list.end() ? nullptr : *found;
}

void set_aside(initiative_state& s, fact_list& list, const fact_ptr& gone, const fact_ptr& by)
{
    s.superseded.change().push_back({gone, by});
    std::erase(list, gone);
}

/// Takes the superseded fact out: a correction replaces from the beginning (VCLT art. 79(4)). It
/// may be absent: superseded before, or not known at the moment that is being folded.
void supersede(initiative_state& s, std::int64_t seq, const fact_ptr& by)
{
    for (auto* list : {&s.life, &s.attestations}) {
        if (const auto gone = fact_in(*list, seq)) {
            set_aside(s, list->change(), gone, by);
            return;
        }
    }
    for (const auto& member : entity_members()) {
        auto& map = s.*member;
        const auto entry = std::find_if(map.begin(), map.end(), [&](const auto& item) {
            return fact_in(*item.second, seq) != nullptr;
        });
        if (entry == map.end()) {
            continue;
        }
        const auto key = entry->first;
        auto& facts = own(map[key]);
        set_aside(s, facts, fact_in(facts, seq), by);
        if (facts.empty()) {
            map.erase(key);
        }
        return;
    }
}

/// 0001-01-01: the first definition of an initiative covers history recorded later.
constexpr civil_date beginning(-719'162);

/// From the event's day on, `rules` are the initiative's. The opening reaches back to any day.
void pin(
    initiative_state& s, const event& e, definition_ref ref, std::int64_t archetype_version,
    std::shared_ptr<const definition> rules
)
{
    const auto from = s.pins.empty() ? beginning : settled_day(e);
    s.pins.push_back({from, ref, archetype_version, e.seq, rules});
    s.rules = std::move(rules);
    s.pinned = std::move(ref);
    s.archetype_version = archetype_version;
}

void apply_to_initiative(initiative_state& s, const event& e, const register_state& base)
{
    s.version = e.version;
    s.last_seq = e.seq;
    auto payload = e.payload;
    follow_merges(payload, base);
    auto made = make_fact(e, std::move(payload));
    if (e.supersedes) {
        supersede(s, *e.supersedes, made);
    }
    if (const auto* opened = e.payload.get_if<initiative_opened>()) {
        const auto versions = base.definitions.find(opened->definition);
        DEPOSITARY_ASSERT(versions != base.definitions.end());
        const auto pinned = versions->second.find(opened->definition_version);
        DEPOSITARY_ASSERT(pinned != versions->second.end());
        s.id = e.stream;
        pin(s, e, {opened->definition, opened->definition_version, opened->definition_hash},
            opened->archetype_version, pinned->second.rules);
    }
    if (const auto* migrated = e.payload.get_if<definition_migrated>()) {
        const auto versions = base.definitions.find(migrated->definition);
        DEPOSITARY_ASSERT(versions != base.definitions.end());
        const auto to = versions->second.find(migrated->version);
        DEPOSITARY_ASSERT(to != versions->second.end());
        pin(s, e, {migrated->definition, migrated->version, migrated->hash},
            migrated->archetype_version, to->second.rules);
    }
    if (const auto* annulled = e.payload.get_if<event_annulled>()) {
        supersede(s, annulled->seq, made);
    }
    keep(s, std::move(made));
    issue_notification(s, e);
}

/// What is recorded already, under the ids that remain; returns whether that changed it. Facts are
/// shared with older states, so a fact that changes is replaced, never touched.
bool follow_merges(fact_ptr& f, const register_state& base)
{
    auto payload = f->payload;
    const bool changed = follow_merges(payload, base);
    if (changed) {
        auto copy = *f;
        copy.payload = std::move(payload);
        f = std::make_shared<const fact>(std::move(copy));
    }
    return changed;
}

/// nullopt when nothing of it changes.
std::optional<fact_list> follow_merges(const fact_list& list, const register_state& base)
{
    auto merged = list;
    bool changed = false;
    for (auto& f : merged) {
        changed = follow_merges(f, base) || changed;
    }
    return changed ? std::optional(std::move(merged)) : std::nullopt;
}

bool merge_in(shared_list<fact_ptr>& list, const register_state& base)
{
    auto merged = follow_merges(list, base);
    if (merged) {
        list.change() = std::move(*merged);
    }
    return merged.has_value();
}

bool merge_in(shared_list<superseded_fact>& list, const register_state& base)
{
    auto merged = list.list();
    bool changed = false;
    for (auto& gone : merged) {
        changed = follow_merges(gone.fact, base) || changed;
    }
    if (changed) {
        list.change() = std::move(merged);
    }
    return changed;
}

bool merge_in(entity_map& map, const register_state& base)
{
    bool changed = false;
    const auto before = map;
    for (const auto& [id, facts] : before) {
        if (auto merged = follow_merges(*facts, base)) {
            map[id] = std::make_shared<const fact_list>(std::move(*merged));
            changed = true;
        }
    }
    return changed;
}

/// Entities kept by actor id move to the id that remains, and join what it has there.
void move_entity(entity_map& map, const std::string& from, const std::string& to)
{
    const auto* found = map.get(from);
    if (found == nullptr) {
        return;
    }
    const auto moved = *found;
    map.erase(from);
    auto& into = own(map[to]);
    for (const auto& f : *moved) {
        insert(into, f);
    }
}

/// Acts recorded before a merge count under the id that remains.
void apply_merge(register_state& s, const std::string& id)
{
    s.merges = true;
    const auto into = s.find_actor(id)->id;
    const auto before = s.initiatives;
    for (const auto& [key, initiative] : before) {
        initiative_state copy = *initiative;
        bool changed = merge_in(copy.life, s);
        changed = merge_in(copy.attestations, s) || changed;
        changed = merge_in(copy.superseded, s) || changed;
        for (const auto& member : entity_members()) {
            changed = merge_in(copy.*member, s) || changed;
        }
        if (changed) {
            move_entity(copy.participations, id, into);
            move_entity(copy.arrears, id, into);
            s.initiatives[key] = std::make_shared<const initiative_state>(std::move(copy));
        }
    }
}

void apply_actor(register_state& s, const actor_registered& p)
{
    auto a = std::make_shared<actor>();
    a->id = p.id;
    a->kind = p.kind;
    a->name = p.name;
    a->regional_group = p.regional_group;
    a->iso2 = p.iso2;
    a->m49 = p.m49;
    a->country = p.country;
    a->aliases = p.aliases;
    if (p.un_member_since) {
        a->un_member_since = civil_date::parse(*p.un_member_since);
    }
    s.actors[p.id] = std::move(a);
}

void apply_to_register(register_state& s, const event& e)
{
    s.register_version = e.version;
    const auto changed = [&](const std::string& id) {
        auto copy = std::make_shared<actor>(*s.actors.at(id));
        s.actors[id] = copy;
        return copy;
    };
    if (const auto* p2 = e.payload.get_if<store_restored>()) {
        s.epoch = p2->epoch;
    } else if (const auto* p3 = e.payload.get_if<actor_registered>()) {
        apply_actor(s, *p3);
    } else if (const auto* p4 = e.payload.get_if<actor_renamed>()) {
        auto a = changed(p4->id);
        a->former_names.push_back(a->name);
        a->name = p4->name;
    } else if (const auto* p5 = e.payload.get_if<actor_merged>()) {
        changed(p5->id)->merged_into = p5->into;
        apply_merge(s, p5->id);
    } else if (const auto* p6 = e.payload.get_if<definition_published>()) {
        auto parsed = parse_definition(p6->document.text);
        DEPOSITARY_ASSERT(std::holds_alternative<definition>(parsed));
        s.definitions[p6->id][p6->version] = {
            p6->hash, std::make_shared<const definition>(std::get<definition>(std::move(parsed))),
            p6->document.text};
    } else if (const auto* p7 = e.payload.get_if<grant_given>()) {
        s.give(
            {p7->grant, p7->to, p7->role, p7->initiative, p7->actor, p7->until,
             p7->full_powers_until, false}
        );
    } else if (const auto* p8 = e.payload.get_if<grant_revoked>()) {
        s.grants[p8->grant].revoked = true;
    } else if (const auto* p9 = e.payload.get_if<rate_recorded>()) {
        s.rates.change().push_back(*p9);
    } else if (const auto* p10 = e.payload.get_if<group_registered>()) {
        s.groups[p10->group] = {p10->group, p10->name, {}};
    } else if (const auto* p11 = e.payload.get_if<group_membership_recorded>()) {
        s.groups[p11->group].members.push_back({p11->member, p11->from, p11->until});
    }
}

void add_facts(boost::json::array& out, const fact_list& list)
{
    for (const auto& f : list) {
        boost::json::object o;
        o["seq"] = f->seq;
        o["on"] = codec::interval_to_json(f->on);
        o["settled"] = f->settled.to_string();
        o["known"] = f->known.to_string();
        o["principal"] = f->principal;
        o["role"] = f->role;
        o["sourced"] = f->sourced;
        o["type"] = type_of(f->payload);
        o["payload"] = payload_to_json(f->payload);
        out.push_back(std::move(o));
    }
}

boost::json::object facts_json(const initiative_state& s)
{
    boost::json::object o;
    o["version"] = s.version;
    o["pinned"] = codec::encode(s.pinned);
    boost::json::array notifications;
    for (const auto& [seq, n] : s.notifications) {
        notifications.push_back(codec::encode(n));
    }
    o["notifications"] = std::move(notifications);
    boost::json::array facts;
    add_facts(facts, s.life);
    add_facts(facts, s.attestations);
    for (const auto& member : entity_members()) {
        for (const auto& [key, list] : s.*member) {
            add_facts(facts, *list);
        }
    }
    o["facts"] = std::move(facts);
    return o;
}

}  // namespace

std::span<const entity_member> entity_members()
{
    static constexpr std::array<entity_member, 11> members{
        &initiative_state::participations, &initiative_state::pledges,
        &initiative_state::milestones,     &initiative_state::proposals,
        &initiative_state::obligations,    &initiative_state::arrears,
        &initiative_state::amendments,     &initiative_state::corrections,
        &initiative_state::silences,       &initiative_state::reservations,
        &initiative_state::notices};
    return members;
}

fact_ptr initiative_state::find_fact(std::int64_t seq) const
{
    for (const auto* list : {&life, &attestations}) {
        if (auto f = fact_in(*list, seq)) {
            return f;
        }
    }
    for (const auto& member : entity_members()) {
        for (const auto& [key, list] : this->*member) {
            if (auto f = fact_in(*list, seq)) {
                return f;
            }
        }
    }
    return nullptr;
}

initiative_ptr register_state::find_initiative(std::string_view id) const
{
    const auto* found = initiatives.get(id);
    return found == nullptr ? nullptr : *found;
}

const actor* register_state::find_actor(std::string_view id) const
{
    const auto* found = actors.get(id);
    // A merge may lead to an actor that was merged itself; ids never form a circle (actor.merge).
    while (found != nullptr && (*found)->merged_into) {
        found = actors.get(*(*found)->merged_into);
    }
    return found == nullptr ? nullptr : found->get();
}

std::string owner_of(const initiative_state& s, const event_payload& payload)
{
    static constexpr std::array owned{
        &initiative_state::pledges, &initiative_state::milestones, &initiative_state::obligations,
        &initiative_state::reservations};
    const auto to = visit([](const auto& p) { return destination_of(p); }, payload);
    if (std::find(owned.begin(), owned.end(), to.map) == owned.end()) {
        return {};
    }
    if (const auto* facts = (s.*to.map).get(to.key)) {
        for (const auto& f : **facts) {
            // Who says something of another's (an objection) is its `by`.
            const bool of_another = visit(
                [](const auto& p) {
                    return requires
                    {
                        p.by;
                    };
                },
                f->payload
            );
            auto actor = of_another ? std::string() : actor_of(f->payload);
            if (!actor.empty()) {
                return actor;
            }
        }
    }
    return {};
}

std::string concerned_actor(const register_state& state, const event& e)
{
    auto id = actor_of(e.payload);
    if (const auto* registered = e.payload.get_if<actor_registered>()) {
        id = registered->id;
    } else if (const auto* renamed = e.payload.get_if<actor_renamed>()) {
        id = renamed->id;
    } else if (const auto* merged = e.payload.get_if<actor_merged>()) {
        id = merged->id;
    }
    if (const auto s = state.find_initiative(e.stream); id.empty() && s) {
        id = owner_of(*s, e.payload);
    }
    const auto* who = state.find_actor(id);
    return who == nullptr ? id : who->id;
}

std::int64_t register_state::version_of(std::string_view stream) const
{
    if (stream == register_stream) {
        return register_version;
    }
    const auto found = find_initiative(stream);
    return found ? found->version : 0;
}

std::vector<const grant*> register_state::grants_to(std::string_view principal) const
{
    std::vector<const grant*> out;
    if (const auto* ids = grants_of.get(principal)) {
        for (const auto& id : *ids) {
            const auto* g = grants.get(id);
            if (g != nullptr && !g->revoked) {
                out.push_back(g);
            }
        }
    }
    return out;
}

void register_state::give(grant g)
{
    grants_of[g.principal].insert(g.id);
    const auto id = g.id;
    grants[id] = std::move(g);
}

void apply(register_state& state, const event& e)
{
    DEPOSITARY_ASSERT(e.seq == state.seq + 1);
    state.seq = e.seq;
    if (e.stream == register_stream) {
        apply_to_register(state, e);
        return;
    }
    apply_to_initiative(own(state.initiatives[e.stream]), e, state);
}

initiative_ptr fold_initiative(const register_state& base, const std::vector<event>& events)
{
    auto s = std::make_shared<initiative_state>();
    for (const auto& e : events) {
        apply_to_initiative(*s, e, base);
    }
    // Numbers are those that were given when everything was recorded, whatever part of it was known
    // at the moment asked about.
    const auto whole = events.empty() ? nullptr : base.find_initiative(events.front().stream);
    if (whole) {
        s->notifications = whole->notifications;
        s->notifications.erase_if([&](const auto& item) { return item.first > s->last_seq; });
    }
    return s->rules ? s : nullptr;
}

std::string canonical_state(const register_state& state)
{
    boost::json::object o;
    o["epoch"] = state.epoch;
    o["seq"] = state.seq;
    o["register_version"] = state.register_version;
    boost::json::object actors;
    for (const auto& [id, a] : state.actors) {
        boost::json::object item{{"kind", a->kind}, {"name", codec::encode(a->name)}};
        item["former_names"] = codec::encode(a->former_names);
        item["merged_into"] = codec::encode(a->merged_into);
        item["aliases"] = codec::encode(a->aliases);
        item["un_member_since"] = codec::encode(a->un_member_since);
        item["regional_group"] = codec::encode(a->regional_group);
        actors[id] = std::move(item);
    }
    o["actors"] = std::move(actors);
    boost::json::object definitions;
    for (const auto& [id, versions] : state.definitions) {
        for (const auto& [version, d] : versions) {
            definitions[id + "@" + std::to_string(version)] = d.hash;
        }
    }
    o["definitions"] = std::move(definitions);
    boost::json::object grants;
    for (const auto& [id, g] : state.grants) {
        grants[id] = boost::json::object{
            {"principal", g.principal},
            {"role", g.role},
            {"revoked", g.revoked},
            {"initiative", g.initiative.value_or("")},
            {"actor", g.actor.value_or("")},
            {"until", codec::encode(g.until)},
            {"full_powers_until", codec::encode(g.full_powers_until)}};
    }
    o["grants"] = std::move(grants);
    o["rates"] = codec::encode(state.rates.list());
    boost::json::object groups;
    for (const auto& [id, g] : state.groups) {
        boost::json::array members;
        for (const auto& m : g.members) {
            members.push_back(
                {{"actor", m.actor},
                 {"from", codec::encode(m.from)},
                 {"until", codec::encode(m.until)}}
            );
        }
        groups[id] =
            boost::json::object{{"name", codec::encode(g.name)}, {"members", std::move(members)}};
    }
    o["groups"] = std::move(groups);
    boost::json::object initiatives;
    for (const auto& [id, s] : state.initiatives) {
        initiatives[id] = facts_json(*s);
    }
    o["initiatives"] = std::move(initiatives);
    return canonical(o);
}

}  // namespace depositary::engine
