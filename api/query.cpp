#include "api/query.hpp"

#include <boost/json.hpp>

#include <algorithm>

#include "api/query_process.hpp"
#include "api/query_support.hpp"
#include "engine/codec.hpp"
#include "engine/event_codec.hpp"
#include "engine/initiative.hpp"
#include "engine/life.hpp"
#include "engine/milestone.hpp"
#include "engine/pledge.hpp"
#include "engine/process.hpp"
#include "engine/proposal.hpp"
#include "engine/terms_words.hpp"
#include "engine/totals.hpp"

namespace depositary::api {

namespace json = boost::json;
using namespace engine;

namespace {

struct list_params
{
    std::optional<std::string> area;
    std::optional<civil_date> as_of;
    std::optional<std::int64_t> limit;
    std::optional<std::string> after;
};
BOOST_DESCRIBE_STRUCT(list_params, (), (area, as_of, limit, after))

json::object summary(const query_context& c, const initiative_state& s, civil_date as_of)
{
    auto v = view_initiative(c.state, s, c.workflows, as_of);
    v.path.clear();
    auto o = codec::encode(v).as_object();
    o["pledges"] = s.pledges.size();
    o["milestones"] = s.milestones.size();
    return o;
}

query_answer initiative_list(const query_context& c, const list_params& p)
{
    const auto as_of = p.as_of.value_or(c.today);
    std::vector<initiative_ptr> rows;
    for (const auto& [id, s] : c.state.initiatives) {
        if (!p.area || s->rules->area == *p.area) {
            rows.push_back(s);
        }
    }
    auto answer = paged(
        rows, p.limit, p.after, [](const auto& s) { return s->id; },
        [&](const auto& s) { return summary(c, *on_day(s, as_of), as_of); }
    );
    json::array areas;
    for (const auto& a : areas_of_action()) {
        areas.push_back({{"id", a.id}, {"title", {{"en", a.en}, {"fr", a.fr}}}});
    }
    answer["areas"] = std::move(areas);
    answer["seq"] = c.state.seq;
    return answer;
}

template <class Params, class F>
query_answer with_initiative(const query_context& c, const Params& p, F&& f)
{
    auto found = initiative_at(c, p.initiative, p.known_at);
    if (auto* r = std::get_if<refusal>(&found)) {
        return std::move(*r);
    }
    const auto as_of = p.as_of.value_or(c.today);
    return f(*on_day(std::get<initiative_ptr>(found), as_of), as_of);
}

query_answer initiative_get(const query_context& c, const initiative_params& p)
{
    return with_initiative(c, p, [&](const initiative_state& s, civil_date as_of) -> query_answer {
        auto o = codec::encode(view_initiative(c.state, s, c.workflows, as_of)).as_object();
        o["seq"] = c.state.seq;  // of the state that was read; what comes after it is not in here
        o["milestones"] = codec::encode(view_milestones(s, as_of));
        o["participations"] = s.participations.size();
        o["pledges"] = s.pledges.size();
        o["attestations"] = s.attestations.size();
        if (s.rules->summary) {
            o["summary"] = codec::encode(*s.rules->summary);
        }
        o["principles"] = codec::encode(s.rules->principles);
        add_process_members(o, s, as_of);
        return o;
    });
}

query_answer participation_list(const query_context& c, const rows_params& p)
{
    return with_initiative(c, p, [&](const initiative_state& s, civil_date as_of) -> query_answer {
        auto all = view_participations(c.state, s, as_of);
        if (const auto id = canonical_id(c.state, p.actor)) {
            std::erase_if(all, [&](const auto& v) { return v.actor != *id; });
        }
        return paged(
            all, p.limit, p.after, [](const auto& v) { return v.actor; },
            [](const auto& v) { return codec::encode(v); }
        );
    });
}

query_answer pledge_list(const query_context& c, const rows_params& p)
{
    return with_initiative(c, p, [&](const initiative_state& s, civil_date as_of) -> query_answer {
        auto all = view_pledges(s, as_of);
        if (const auto id = canonical_id(c.state, p.actor)) {
            std::erase_if(all, [&](const auto& v) { return v.actor != *id; });
        }
        return paged(
            all, p.limit, p.after, [](const auto& v) { return v.id; },
            [](const auto& v) { return codec::encode(v); }
        );
    });
}

query_answer milestone_list(const query_context& c, const rows_params& p)
{
    return with_initiative(c, p, [&](const initiative_state& s, civil_date as_of) -> query_answer {
        auto all = view_milestones(s, as_of);
        if (const auto id = canonical_id(c.state, p.actor)) {
            std::erase_if(all, [&](const auto& v) { return v.owner != *id; });
        }
        return paged(
            all, p.limit, p.after, [](const auto& v) { return v.milestone; },
            [](const auto& v) { return codec::encode(v); }
        );
    });
}

query_answer proposal_list(const query_context& c, const page_params& p)
{
    return with_initiative(c, p, [&](const initiative_state& s, civil_date as_of) -> query_answer {
        return paged(
            view_proposals(s, as_of), p.limit, p.after, [](const auto& v) { return v.proposal; },
            [](const auto& v) { return codec::encode(v); }
        );
    });
}

query_answer attestation_list(const query_context& c, const page_params& p)
{
    return with_initiative(c, p, [&](const initiative_state& s, civil_date as_of) -> query_answer {
        std::vector<fact_ptr> rows;
        for (const auto& f : s.attestations) {
            if (f->certainly_by(as_of)) {
                rows.push_back(f);
            }
        }
        const auto key = [](const fact_ptr& f) { return as<attestation_recorded>(*f)->key; };
        std::sort(rows.begin(), rows.end(), [&](const auto& a, const auto& b) {
            return key(a) < key(b);
        });
        return paged(rows, p.limit, p.after, key, [](const fact_ptr& f) {
            auto o = codec::encode(*as<attestation_recorded>(*f)).as_object();
            o["on"] = codec::interval_to_json(f->on);
            o["seq"] = f->seq;
            return o;
        });
    });
}

/// Whom a record concerns, by canonical id; empty when nobody in particular. The log's own column
/// has the id that the event was recorded under, and none where it names only a pledge or a
/// milestone.
std::string concerned(const query_context& c, const log_record& r)
{
    if (!r.actor.empty()) {
        const auto* who = c.state.find_actor(r.actor);
        return who == nullptr ? r.actor : who->id;
    }
    const auto decoded = decode_event(r.bytes);
    const auto* e = std::get_if<event>(&decoded);
    return e == nullptr ? std::string() : concerned_actor(c.state, *e);
}

/// Events in the order of recording.
struct event_params
{
    std::optional<std::string> initiative;
    std::optional<std::string> actor;
    std::optional<std::string> type;
    std::optional<std::int64_t> after_seq;
    std::optional<std::int64_t> limit;
    std::optional<bool> concerns;  ///< each row says whom it concerns, beside what is in the log
};
BOOST_DESCRIBE_STRUCT(event_params, (), (initiative, actor, type, after_seq, limit, concerns))

query_answer event_list(const query_context& c, const event_params& p)
{
    const auto most = static_cast<std::size_t>(rows_of(p.limit));
    constexpr std::int64_t scanned_max = 100'000;
    json::array rows;
    std::int64_t last = p.after_seq.value_or(0);
    std::int64_t scanned = 0;
    bool full = false;
    const auto id = canonical_id(c.state, p.actor);
    const auto visit = [&](const log_record& r) {
        if (rows.size() == most) {
            full = true;
            return false;
        }
        ++scanned;
        last = r.seq;
        if (p.type && r.type != *p.type) {
            return true;
        }
        const bool told = p.concerns.value_or(false);
        const auto whom = id || told ? concerned(c, r) : std::string();
        if (!id || whom == *id) {
            auto shown = json::parse(r.bytes).as_object();
            shown.erase("idempotency_key");
            shown["leaf"] = hex(r.leaf);
            if (told && !whom.empty()) {
                shown["concerns"] = whom;
            }
            rows.push_back(std::move(shown));
        }
        return true;
    };
    if (p.initiative) {
        c.log.read_stream(*p.initiative, p.after_seq.value_or(0), scanned_max, visit);
    } else {
        c.log.read(p.after_seq.value_or(0), scanned_max, visit);
    }
    full = full || scanned == scanned_max;
    json::object answer{{"rows", std::move(rows)}};
    if (full) {
        answer["next_after_seq"] = last;
    }
    return answer;
}

struct one_event_params
{
    std::int64_t seq = 0;
};
BOOST_DESCRIBE_STRUCT(one_event_params, (), (seq))

query_answer event_get(const query_context& c, const one_event_params& p)
{
    json::value found;
    c.log.read(p.seq - 1, 1, [&](const log_record& r) {
        if (r.seq == p.seq) {
            auto shown = json::parse(r.bytes).as_object();
            shown.erase("idempotency_key");
            found = json::object{{"event", std::move(shown)}, {"leaf", hex(r.leaf)}};
        }
        return false;
    });
    if (found.is_null()) {
        return refuse("E_NOT_FOUND", "seq");
    }
    return found;
}

struct actor_list_params
{
    std::optional<std::string> kind;
    std::optional<std::int64_t> limit;
    std::optional<std::string> after;
};
BOOST_DESCRIBE_STRUCT(actor_list_params, (), (kind, limit, after))

json::object show_actor(const actor& a)
{
    json::object o{{"id", a.id}, {"kind", a.kind}, {"name", codec::encode(a.name)}};
    const auto put = [&](const char* name, const auto& value) {
        if (value) {
            o[name] = codec::encode(*value);
        }
    };
    put("iso2", a.iso2);
    put("m49", a.m49);
    put("country", a.country);
    put("un_member_since", a.un_member_since);
    put("regional_group", a.regional_group);
    put("merged_into", a.merged_into);
    if (!a.former_names.empty()) {
        o["former_names"] = codec::encode(a.former_names);
    }
    return o;
}

query_answer actor_list(const query_context& c, const actor_list_params& p)
{
    std::vector<std::shared_ptr<const actor>> rows;
    for (const auto& [id, a] : c.state.actors) {
        if (!p.kind || a->kind == *p.kind) {
            rows.push_back(a);
        }
    }
    return paged(
        rows, p.limit, p.after, [](const auto& a) { return a->id; },
        [](const auto& a) { return show_actor(*a); }
    );
}

struct actor_params
{
    std::string actor;
    std::optional<civil_date> as_of;
};
BOOST_DESCRIBE_STRUCT(actor_params, (), (actor, as_of))

query_answer actor_get(const query_context& c, const actor_params& p)
{
    const auto* who = c.state.find_actor(p.actor);
    if (who == nullptr) {
        return refuse("E_NOT_FOUND", "actor", "See actor.list.", "Voir actor.list.");
    }
    const auto as_of = p.as_of.value_or(c.today);
    auto o = show_actor(*who);
    json::array participations;
    json::array pledges;
    for (const auto& [id, s] : c.state.initiatives) {
        if (s->participations.contains(who->id)) {
            auto v = codec::encode(
                view_participation(c.state, *s, who->id, as_of, view_force(c.state, *s, as_of))
            );
            v.as_object()["initiative"] = id;
            participations.push_back(std::move(v));
        }
        for (const auto& [pledge, facts] : s->pledges) {
            auto v = view_pledge(*s, pledge, as_of);
            if (v.actor == who->id && v.life != "unrecorded") {
                auto shown = codec::encode(v);
                shown.as_object()["initiative"] = id;
                pledges.push_back(std::move(shown));
            }
        }
    }
    o["participations"] = std::move(participations);
    o["pledges"] = std::move(pledges);
    return o;
}

struct definition_params
{
    std::string definition;
    std::optional<std::int64_t> version;
};
BOOST_DESCRIBE_STRUCT(definition_params, (), (definition, version))

query_answer definition_get(const query_context& c, const definition_params& p)
{
    const auto found = c.state.definitions.find(p.definition);
    if (found == c.state.definitions.end()) {
        return refuse("E_NOT_FOUND", "definition");
    }
    const auto version = p.version.value_or(found->second.rbegin()->first);
    const auto one = found->second.find(version);
    if (one == found->second.end()) {
        return refuse("E_NOT_FOUND", "version");
    }
    return json::object{
        {"id", p.definition},
        {"version", version},
        {"hash", one->second.hash},
        {"in_words", codec::encode(rules_in_words(*one->second.rules))},
        {"document", json::parse(one->second.document)}};
}

struct no_params
{};
BOOST_DESCRIBE_STRUCT(no_params, (), ())

query_answer definition_list(const query_context& c, const no_params&)
{
    json::array rows;
    for (const auto& [id, versions] : c.state.definitions) {
        for (const auto& [version, d] : versions) {
            rows.push_back(
                {{"id", id},
                 {"version", version},
                 {"hash", d.hash},
                 {"archetype", d.rules->archetype}}
            );
        }
    }
    return json::object{{"rows", std::move(rows)}};
}

query_answer session_roles(const query_context& c, const no_params&)
{
    json::array roles;
    for (const auto* g : c.state.grants_to(c.principal)) {
        if (g->until && *g->until < c.today) {
            continue;
        }
        json::object o{{"role", g->role}};
        if (g->initiative) {
            o["initiative"] = *g->initiative;
        }
        if (g->actor) {
            o["actor"] = *g->actor;
        }
        if (g->until) {
            o["until"] = g->until->to_string();
        }
        if (g->full_powers_until) {
            o["full_powers_until"] = g->full_powers_until->to_string();
        }
        roles.push_back(std::move(o));
    }
    return json::object{{"principal", c.principal}, {"roles", std::move(roles)}};
}

/// Rights are public record: who may do what is part of what a register answers for. Principals are
/// pseudonyms.
query_answer grant_list(const query_context& c, const no_params&)
{
    json::array rows;
    for (const auto& [id, g] : c.state.grants) {
        json::object o{
            {"grant", id}, {"principal", g.principal}, {"role", g.role}, {"revoked", g.revoked}};
        const auto put = [&](const char* name, const auto& value) {
            if (value) {
                o[name] = codec::encode(*value);
            }
        };
        put("initiative", g.initiative);
        put("actor", g.actor);
        put("until", g.until);
        put("full_powers_until", g.full_powers_until);
        rows.emplace_back(std::move(o));
    }
    return json::object{{"rows", std::move(rows)}};
}

struct export_params
{
    std::string machine;                    ///< or an archetype: its regions side by side, as SCXML
    std::optional<std::string> format;      ///< scxml, mermaid, dot or json
    std::optional<std::string> initiative;  ///< marks current state and path of this instance
    std::optional<civil_date> as_of;
};
BOOST_DESCRIBE_STRUCT(export_params, (), (machine, format, initiative, as_of))

json::object machine_json(const machine_info& m)
{
    json::array states;
    for (const auto& s : m.states) {
        states.push_back(
            {{"id", s.id},
             {"terminal", s.terminal},
             {"label", {{"en", s.label.en}, {"fr", s.label.fr}}}}
        );
    }
    json::array rows;
    for (const auto& r : m.rows) {
        json::array guards;
        for (const auto* g : r.guards) {
            guards.push_back(
                {{"id", g->id},
                 {"reason", g->reason},
                 {"expr", g->expr},
                 {"clause", g->clause},
                 {"en", g->words.en},
                 {"fr", g->words.fr}}
            );
        }
        rows.push_back(
            {{"source", r.source},
             {"event", r.event},
             {"target", r.target},
             {"internal", r.internal},
             {"guards", std::move(guards)}}
        );
    }
    return {
        {"id", m.id},
        {"version", m.version},
        {"initial", m.initial},
        {"states", std::move(states)},
        {"rows", std::move(rows)}};
}

/// A compiled machine, or the stages of one initiative.
machine_ptr machine_for(
    const query_context& c, const std::string& id, const initiative_state* initiative
)
{
    if (id != staged_life) {
        return {machine_ptr(), c.workflows.find(id)};
    }
    const auto* archetype =
        initiative != nullptr ? c.workflows.archetype(initiative->rules->archetype) : nullptr;
    const bool staged = archetype != nullptr && archetype->life == staged_life;
    return staged ? life_of(c.workflows, *initiative->rules) : nullptr;
}

engine::refusal needs_stages()
{
    return refuse(
        "E_NOT_FOUND", "initiative", "Name an initiative whose life has stages of its own.",
        "Nommez une initiative dont la vie a ses propres étapes."
    );
}

query_answer machine_export(const query_context& c, const export_params& p)
{
    const auto s = p.initiative ? c.state.find_initiative(*p.initiative) : nullptr;
    if (p.initiative && !s) {
        return refuse("E_NOT_FOUND", "initiative", "See initiative.list.", "Voir initiative.list.");
    }
    const auto as_of = p.as_of.value_or(c.today);
    const auto then = s ? on_day(s, as_of) : nullptr;
    const auto m = machine_for(c, p.machine, then.get());
    if (!m && p.machine == staged_life) {
        return needs_stages();
    }
    if (!m && p.format.value_or("scxml") == "scxml") {
        const auto life = machine_for(c, std::string(staged_life), then.get());
        if (auto document = c.workflows.draw_composed(p.machine, life.get())) {
            return json::object{
                {"machine", p.machine}, {"format", "scxml"}, {"document", std::move(*document)}};
        }
        if (c.workflows.archetype(p.machine) != nullptr) {
            return needs_stages();
        }
    }
    if (!m) {
        std::vector<std::string_view> ids;
        for (const auto* known : c.workflows.all()) {
            ids.push_back(known->info().id);
        }
        const auto near = nearest(p.machine, ids);
        return refuse(
            "E_NOT_FOUND", "machine",
            near.empty() ? "See machine.list." : "Did you mean \"" + near + "\"?",
            near.empty() ? "Voir machine.list." : "Vouliez-vous dire « " + near + " » ?"
        );
    }
    std::optional<std::string> current;
    std::vector<taken_step> path;
    if (then) {
        const auto stands = view_region(c.state, *then, *m, as_of).state;
        current = has_state(*m, stands) ? std::optional(stands) : std::nullopt;
        for (const auto& step : view_initiative(c.state, *then, c.workflows, as_of).path) {
            if (step.region == p.machine) {
                path.push_back({step.from, step.event, step.to});
            }
        }
    }
    const auto format = p.format.value_or("scxml");
    json::object answer{{"machine", p.machine}, {"format", format}};
    if (format == "json") {
        answer["document"] = machine_json(m->info());
    } else if (auto document = c.workflows.draw(m->info(), format, current, path)) {
        answer["document"] = std::move(*document);
    } else {
        return refuse(
            "E_VALUE", "format", "Use scxml, mermaid, dot or json.",
            "Employez scxml, mermaid, dot ou json."
        );
    }
    return answer;
}

query_answer machine_list(const query_context& c, const no_params&)
{
    json::array machines;
    for (const auto* m : c.workflows.all()) {
        machines.push_back(
            {{"id", m->info().id},
             {"version", m->info().version},
             {"title", {{"en", m->info().title.en}, {"fr", m->info().title.fr}}}}
        );
    }
    json::array archetypes;
    for (const auto& a : c.workflows.archetypes()) {
        json::array regions{json::value(a.life)};
        for (const auto r : a.regions) {
            regions.emplace_back(r);
        }
        archetypes.push_back({{"id", a.id}, {"version", a.version}, {"regions", regions}});
    }
    return json::object{{"machines", std::move(machines)}, {"archetypes", std::move(archetypes)}};
}

query_answer reason_list(const query_context&, const no_params&)
{
    json::array rows;
    for (const auto& r : reasons()) {
        rows.push_back({{"reason", r.code}, {"clause", r.clause}, {"en", r.en}, {"fr", r.fr}});
    }
    return json::object{{"rows", std::move(rows)}};
}

query_answer log_head_get(const query_context& c, const no_params&)
{
    return json::object{{"seq", c.head.seq}, {"root", hex(c.head.root)}, {"epoch", c.head.epoch}};
}

struct totals_params
{
    std::optional<std::string> initiative;
    std::optional<std::string> actor;
    std::optional<std::string> area;
    std::optional<std::string> group;
    std::optional<std::string> kind;
    std::optional<civil_date> as_of;
    std::optional<moment> known_at;
    std::optional<std::string> currency;  ///< ISO 4217: adds converted totals
    std::optional<std::string> column;    ///< totals.explain: one column
    std::optional<std::string> unit;      ///< totals.explain: one unit
};
BOOST_DESCRIBE_STRUCT(
    totals_params, (),
    (initiative, actor, area, group, kind, as_of, known_at, currency, column, unit)
)

std::variant<totals, refusal> totals_of(const query_context& c, const totals_params& p)
{
    totals_filter filter{{}, p.actor, p.area, p.group, p.kind};
    if (p.actor && c.state.find_actor(*p.actor) == nullptr) {
        return refuse("E_NOT_FOUND", "actor", "See actor.list.", "Voir actor.list.");
    }
    if (p.currency && !is_currency(*p.currency)) {
        return refuse("E_UNIT", "currency");
    }
    const auto as_of = p.as_of.value_or(c.today);
    if (!p.initiative) {
        const auto then = register_at(c, p.known_at, as_of);
        if (const auto* r = std::get_if<refusal>(&then)) {
            return *r;
        }
        return compute_totals(*std::get<state_ptr>(then), filter, as_of, p.currency);
    }
    filter.initiatives = {*p.initiative};
    auto then = initiative_at(c, *p.initiative, p.known_at);
    if (auto* r = std::get_if<refusal>(&then)) {
        return std::move(*r);
    }
    register_state known = c.state;
    known.initiatives[*p.initiative] = on_day(std::get<initiative_ptr>(then), as_of);
    return compute_totals(known, filter, as_of, p.currency);
}

query_answer totals_get(const query_context& c, const totals_params& p)
{
    auto answer = totals_of(c, p);
    if (auto* r = std::get_if<refusal>(&answer)) {
        return std::move(*r);
    }
    auto& t = std::get<totals>(answer);
    for (auto* rows : {&t.rows, &t.by_unit}) {
        for (auto& row : *rows) {
            row.explain.clear();
        }
    }
    return codec::encode(t);
}

query_answer totals_explain(const query_context& c, const totals_params& p)
{
    auto answer = totals_of(c, p);
    if (auto* r = std::get_if<refusal>(&answer)) {
        return std::move(*r);
    }
    auto& t = std::get<totals>(answer);
    std::erase_if(t.by_unit, [&](const auto& row) { return p.unit && row.unit != *p.unit; });
    for (auto& row : t.by_unit) {
        std::erase_if(row.explain, [&](const auto& e) { return p.column && e.first != *p.column; });
    }
    return json::object{{"as_of", t.as_of.to_string()}, {"rows", codec::encode(t.by_unit)}};
}

query_answer log_digest(const query_context& c, const no_params&)
{
    return json::object{{"seq", c.state.seq}, {"state", hex(c.sha256(canonical_state(c.state)))}};
}

}  // namespace

std::span<const std::unique_ptr<query_method>> queries()
{
    static const auto list = [] {
        std::vector<std::unique_ptr<query_method>> l;
        add_query(l, "session.roles", "The caller's roles.", session_roles);
        add_query(l, "initiative.list", "Initiatives with their state.", initiative_list);
        add_query(
            l, "initiative.get", "One initiative on a date, as known at a moment.", initiative_get
        );
        add_allowed_query(l);
        add_query(l, "participation.list", "Participations of an initiative.", participation_list);
        add_query(l, "pledge.list", "Pledges of an initiative.", pledge_list);
        add_query(l, "milestone.list", "Milestones of an initiative.", milestone_list);
        add_query(
            l, "proposal.list", "Proposals that wait for a second person, or did.", proposal_list
        );
        add_query(
            l, "attestation.list", "Published counts and aggregates, never summed.",
            attestation_list
        );
        add_query(l, "actor.list", "Actors of the register.", actor_list);
        add_query(l, "actor.get", "One actor across all initiatives.", actor_get);
        add_query(l, "event.list", "Events in their order, filtered.", event_list);
        add_query(l, "event.get", "One event with its leaf hash.", event_get);
        add_query(l, "definition.list", "Published definitions.", definition_list);
        add_query(l, "definition.get", "The text of a definition.", definition_get);
        add_query(l, "grant.list", "Roles of principals, with scope and dates.", grant_list);
        add_query(l, "machine.list", "Machines and archetypes compiled in.", machine_list);
        add_query(l, "machine.export", "A machine as SCXML, Mermaid, DOT or JSON.", machine_export);
        add_query(l, "reason.list", "Every reason code with its clause and words.", reason_list);
        add_query(
            l, "log.head", "The head of the log: sequence, Merkle root, epoch.", log_head_get
        );
        add_query(
            l, "log.digest", "SHA-256 of the canonical state at the head; costly.", log_digest
        );
        add_query(l, "totals.get", "Totals by unit and kind of finance.", totals_get);
        add_query(l, "totals.explain", "The events behind each figure.", totals_explain);
        add_definition_queries(l);
        add_process_queries(l);
        add_statement_queries(l);
        add_amendment_queries(l);
        add_obligation_queries(l);
        add_scorecard_queries(l);
        return l;
    }();
    return list;
}

const query_method* find_query(std::string_view name)
{
    for (const auto& q : queries()) {
        if (q->name() == name) {
            return q.get();
        }
    }
    return nullptr;
}

}  // namespace depositary::api
