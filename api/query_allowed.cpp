#include <boost/json.hpp>

#include <algorithm>
#include <array>
#include <utility>

#include "api/method_notes.hpp"
#include "api/query_support.hpp"
#include "engine/assert.hpp"
#include "engine/initiative.hpp"
#include "engine/life.hpp"
#include "engine/participation.hpp"
#include "engine/process.hpp"
#include "engine/standing.hpp"

/// `initiative.allowed`: what may be done next, by whom, and what is in the way.

namespace depositary::api {

namespace {

json::object show_guard(const guard_info& g, const machine_facts& facts)
{
    json::object is;
    for (const auto name : g.facts) {
        const auto f = facts.find(name);
        if (f != facts.end()) {
            is[name] = f->second;
        }
    }
    return {{"guard", g.id},      {"reason", g.reason},
            {"clause", g.clause}, {"words", {{"en", g.words.en}, {"fr", g.words.fr}}},
            {"needs", g.expr},    {"is", std::move(is)}};
}

/// One row a state offers. The verdict names the first that blocks: role, guard, payload, or none.
json::object show_row(
    const machine& m, std::string_view state, const allowed_row& r, const machine_facts& facts,
    bool role_fits, const std::vector<std::string_view>& roles
)
{
    json::object o{
        {"region", m.info().id}, {"state", state}, {"event", r.row->event}, {"to", r.row->target}};
    json::array why;
    for (const auto* g : r.unmet) {
        why.push_back(show_guard(*g, facts));
    }
    json::array payload;
    for (const auto* g : r.payload) {
        payload.push_back(show_guard(*g, facts));
    }
    o["verdict"] = !r.unmet.empty()     ? "guard"
                   : !role_fits         ? "role"
                   : !r.payload.empty() ? "payload"
                                        : "may";
    if (!why.empty()) {
        o["why"] = std::move(why);
    }
    if (!payload.empty()) {
        o["payload"] = std::move(payload);
    }
    if (!role_fits) {
        json::array whose;
        for (const auto role : roles) {
            whose.emplace_back(role);
        }
        o["whose"] = std::move(whose);
    }
    return o;
}

/// An act that the terms do not admit is closed to everybody, whatever its machine says.
void close_row(json::object& row)
{
    const auto* reason = find_reason("E_ACT_NOT_ADMITTED");
    row["verdict"] = "guard";
    row["why"] = json::array{json::object{
        {"guard", "act_admitted"},
        {"reason", reason->code},
        {"clause", reason->clause},
        {"words", {{"en", reason->en}, {"fr", reason->fr}}},
        {"needs", "act_admitted == 1"},
        {"is", {{"act_admitted", 0}}}}};
}

/// Whose the n-th row that leaves a stage is; rows come in the order of the graph, by event.
std::vector<std::string_view> roles_of_row(
    const stage_graph& graph, std::string_view stage, std::size_t index
)
{
    std::vector<std::string_view> events;
    std::vector<const stage_transition*> rows;
    for (const auto& first : graph.transitions) {
        if (first.from != stage ||
            std::find(events.begin(), events.end(), first.event) != events.end()) {
            continue;
        }
        events.push_back(first.event);
        for (const auto& t : graph.transitions) {
            if (t.from == stage && t.event == first.event) {
                rows.push_back(&t);
            }
        }
    }
    return roles_of(*rows.at(index));
}

/// Whether a machine of participations is for consent to be bound, or for political support.
bool fits_form(std::string_view machine_id, bool treaty)
{
    if (machine_id == "participation_political") {
        return !treaty;
    }
    const bool of_consent = machine_id == "participation_consent" ||
                            machine_id == "participation_exit" ||
                            machine_id == "participation_provisional";
    return treaty || !of_consent;
}

/// Where a participation stands in one of its machines.
std::string state_of(
    std::string_view id, const participation_view& v, const std::string& membership
)
{
    const std::array<std::pair<std::string_view, const std::string*>, 7> states{{
        {"participation_exit", &v.exit},
        {"participation_invitation", &v.invitation},
        {"participation_provisional", &v.provisional},
        {"participation_standing", &v.standing},
        {"participation_membership", &membership},
        {"participation_consent", &v.consent},
        {"participation_political", &v.political},
    }};
    const auto found = std::find_if(states.begin(), states.end(), [&](const auto& entry) {
        return entry.first == id;
    });
    DEPOSITARY_ASSERT(found != states.end());
    return *found->second;
}

/// The commands that run an event of a machine; none when it is the clock's.
std::vector<const command_method*> commands_of(std::string_view machine, std::string_view event)
{
    std::vector<const command_method*> out;
    for (const auto name : methods_of_step(machine, event)) {
        out.push_back(find_command(name));
    }
    return out;
}

std::vector<std::string_view> roles_of(const std::vector<const command_method*>& methods)
{
    std::vector<std::string_view> roles;
    for (const auto* m : methods) {
        for (const auto role : m->info().roles) {
            if (std::find(roles.begin(), roles.end(), role) == roles.end()) {
                roles.push_back(role);
            }
        }
    }
    if (methods.empty()) {
        roles.push_back(clock_principal);
    }
    return roles;
}

/// The rows of the answer, one machine after the other.
class allowed_rows
{
public:
    explicit allowed_rows(const decision& d) : decision_(d) {}

    /// A region of the initiative's own life.
    void add_region(const machine& m, std::string_view state, const machine_facts& facts)
    {
        if (!has_state(m, state)) {
            return;  // it waits for a mapping
        }
        const auto& rules = *decision_.initiative->rules;
        std::size_t index = 0;
        for (const auto& r : m.allowed(state, facts)) {
            const std::vector<std::string_view> lead{"coordinator", "depositary", import_principal};
            const auto roles =
                m.info().id == staged_life ? roles_of_row(*rules.stages, state, index) : lead;
            ++index;
            add_row(m, state, r, facts, roles, {});
        }
    }

    /// A machine of a participation, or of a thing.
    void add(const machine& m, const standing& s)
    {
        for (const auto& r : m.allowed(s.state, s.facts)) {
            const auto methods = commands_of(m.info().id, r.row->event);
            auto roles = roles_of(methods);
            if (s.owner_alone) {
                std::erase(roles, std::string_view("coordinator"));
            }
            const bool by_other =
                std::find(s.others.begin(), s.others.end(), r.row->event) != s.others.end();
            auto& row = add_row(m, s.state, r, s.facts, roles, by_other ? s.other : s.owner);
            json::array names;
            for (const auto* method : methods) {
                names.emplace_back(method->info().name);
                if (method->info().four_eyes) {
                    row["four_eyes"] = true;
                }
            }
            row["methods"] = std::move(names);
            if (!s.item.empty()) {
                row["item"] = s.item;
            }
        }
    }

    void close(std::size_t from)
    {
        for (auto i = from; i < rows_.size(); ++i) {
            auto& row = rows_[i].get_object();
            if (!admits_event(decision_.rules(), row.at("event").as_string())) {
                close_row(row);
            }
        }
    }

    [[nodiscard]] std::size_t size() const { return rows_.size(); }
    [[nodiscard]] json::array take() { return std::move(rows_); }

private:
    json::object& add_row(
        const machine& m, std::string_view state, const allowed_row& r, const machine_facts& facts,
        const std::vector<std::string_view>& roles, const subject& who
    )
    {
        const method_info info{"", "", roles, true, false};
        const bool fits = std::holds_alternative<std::string>(authorise(decision_, info, who));
        rows_.push_back(show_row(m, state, r, facts, fits, roles));
        return rows_.back().get_object();
    }

    const decision& decision_;
    json::array rows_;
};

void add_participation(
    allowed_rows& rows, const query_context& c, const decision& d, const actor& who
)
{
    const auto& s = *d.initiative;
    const auto force = view_force(c.state, s, c.today);
    const auto v = view_participation(c.state, s, who.id, c.today, force);
    const auto own = participation_facts(d, v, who);
    const auto membership = view_membership(s, who.id, c.today);
    const auto first = rows.size();
    for (const auto id : c.workflows.archetype(s.rules->archetype)->participation) {
        if (!fits_form(id, treaty_form(s))) {
            continue;
        }
        const subject speaks{.actor = who.id, .binds = id == "participation_consent"};
        rows.add(
            *c.workflows.find(id), {std::string(id), {}, state_of(id, v, membership), own, speaks}
        );
    }
    rows.close(first);
    for (const auto& one : arrears_standing(d, who.id)) {
        rows.add(*c.workflows.find(one.machine), one);
    }
}

struct allowed_params
{
    std::string initiative;
    std::optional<std::string> actor;
    std::optional<std::string> as;  ///< principal, the caller when absent
    std::optional<std::string> pledge;
    std::optional<std::string> milestone;
    std::optional<std::string> obligation;
    std::optional<std::string> reservation;
    std::optional<std::string> amendment;
    std::optional<std::string> correction;
};
BOOST_DESCRIBE_STRUCT(
    allowed_params, (),
    (initiative, actor, as, pledge, milestone, obligation, reservation, amendment, correction)
)

/// The one thing that is asked about: its kind and id.
using asked_thing = std::optional<std::pair<std::string_view, std::string>>;

std::variant<asked_thing, refusal> thing_of(const allowed_params& p)
{
    const std::array<std::pair<std::string_view, const std::optional<std::string>*>, 6> all{{
        {"pledge", &p.pledge},
        {"milestone", &p.milestone},
        {"obligation", &p.obligation},
        {"reservation", &p.reservation},
        {"amendment", &p.amendment},
        {"correction", &p.correction},
    }};
    asked_thing found;
    for (const auto& [kind, id] : all) {
        if (*id && found) {
            return refuse(
                "E_VALUE", std::string(kind), "Ask about one thing at a time.",
                "Interrogez une chose à la fois."
            );
        }
        if (*id) {
            found.emplace(kind, **id);
        }
    }
    return found;
}

query_answer initiative_allowed(const query_context& c, const allowed_params& p)
{
    const auto s = c.state.find_initiative(p.initiative);
    if (!s) {
        return refuse("E_NOT_FOUND", "initiative", "See initiative.list.", "Voir initiative.list.");
    }
    const auto* who = p.actor ? c.state.find_actor(*p.actor) : nullptr;
    if (p.actor && who == nullptr) {
        return refuse("E_NOT_FOUND", "actor", "See actor.list.", "Voir actor.list.");
    }
    auto thing = thing_of(p);
    if (auto* r = std::get_if<refusal>(&thing)) {
        return std::move(*r);
    }
    arrival when;
    when.principal = p.as.value_or(c.principal);
    when.today = c.today;
    decision d{c.state, c.workflows, when, {}, s, {}, false, {}, {}};
    d.head.initiative = s->id;
    const auto view = view_initiative(c.state, *s, c.workflows, c.today);
    allowed_rows rows(d);
    if (const auto& asked = std::get<asked_thing>(thing)) {
        const auto speaker = who == nullptr ? std::optional<std::string>() : who->id;
        auto all = standings_of(d, asked->first, asked->second, speaker);
        if (auto* r = std::get_if<refusal>(&all)) {
            return std::move(*r);
        }
        for (const auto& one : std::get<standings>(all)) {
            rows.add(*c.workflows.find(one.machine), one);
        }
    } else {
        const auto facts = initiative_facts(d);
        const auto regions = regions_of(c.workflows, *s->rules);
        for (std::size_t i = 0; i < regions.size(); ++i) {
            rows.add_region(*regions[i], view.regions[i].state, facts);
        }
        if (who != nullptr) {
            add_participation(rows, c, d, *who);
        }
    }
    return json::object{
        {"initiative", s->id},
        {"version", s->version},
        {"state", view.state},
        {"events", rows.take()}};
}

}  // namespace

void add_allowed_query(query_list& list)
{
    add_query(
        list, "initiative.allowed", "Every event with its verdict: may, guard, payload, role.",
        initiative_allowed
    );
}

}  // namespace depositary::api
