#include "engine/decision.hpp"

#include <boost/json/monotonic_resource.hpp>

#include <algorithm>
#include <array>

#include "engine/assert.hpp"
#include "engine/life.hpp"
#include "engine/methods.hpp"

namespace depositary::engine {

namespace json = boost::json;

namespace {

/// Splits `params` into the envelope and what the command itself takes. A command that concerns
/// the register as a whole has no initiative: naming one must not bring it within the scope of a
/// grant for that initiative.
std::variant<envelope, refusal> take_envelope(
    const json::object& params, bool of_initiative, json::object& rest
)
{
    envelope head;
    codec::fault_sink f;
    const auto take = [&](std::string_view name, auto& into) {
        const auto* found = params.if_contains(name);
        if (found != nullptr) {
            codec::decode(*found, into, name, f);
        }
    };
    if (of_initiative) {
        take("initiative", head.initiative);
    }
    take("evidence", head.sources);
    take("reason", head.reason);
    take("idempotency_key", head.idempotency_key);
    take("expected_version", head.expected_version);
    take("dry_run", head.dry_run);
    take("effective_on", head.effective_on);
    take("known_on", head.known_on);
    take("on_behalf_of", head.on_behalf_of);
    for (const auto& [key, value] : params) {
        const auto is_envelope =
            std::find(envelope_members.begin(), envelope_members.end(), std::string_view(key)) !=
            envelope_members.end();
        if (!is_envelope || (!of_initiative && key == "initiative")) {
            rest[key] = value;
        }
    }
    const auto& key = head.idempotency_key;
    if (key && (key->empty() || key->size() > 200)) {
        codec::expected(f, "idempotency_key", "1 to 200 bytes", "de 1 à 200 octets");
    }
    if (!f.ok()) {
        return *f.take();
    }
    return head;
}

/// Nothing is recorded before it happened, known before it happened, or known after it was
/// recorded. The end of a period that is still running may lie in the future; settled_day() cuts
/// it.
std::optional<refusal> check_dates(const envelope& head, civil_date today)
{
    const auto happened_from =
        head.effective_on ? head.effective_on->not_before : std::optional<civil_date>{};
    if (happened_from && *happened_from > today) {
        return refuse(
            "E_FUTURE_DATE", "effective_on", "Today is " + today.to_string() + ".",
            "Nous sommes le " + today.to_string() + "."
        );
    }
    if (head.known_on && head.known_on->not_after && *head.known_on->not_after > today) {
        return refuse(
            "E_KNOWN_BEFORE", "known_on", "Today is " + today.to_string() + ".",
            "Nous sommes le " + today.to_string() + "."
        );
    }
    const auto known_by = head.known_on ? head.known_on->not_after : std::optional<civil_date>{};
    if (happened_from && known_by && *known_by < *happened_from) {
        return refuse(
            "E_VALUE", "known_on", "It cannot be known before it happened.",
            "Un fait ne peut être connu avant de s'être produit."
        );
    }
    return std::nullopt;
}

std::optional<refusal> check_version(const decision& d)
{
    if (!d.head.expected_version) {
        return std::nullopt;
    }
    const auto stream = d.head.initiative.value_or(std::string(register_stream));
    const auto actual = d.state.version_of(stream);
    if (*d.head.expected_version == actual) {
        return std::nullopt;
    }
    auto r = refuse("E_VERSION", "expected_version");
    r.facts.push_back({stream, std::to_string(actual), std::to_string(*d.head.expected_version)});
    return r;
}

bool scope_fits(
    const grant& g, const decision& d, const subject& who, bool& other_initiative, bool& other_actor
)
{
    if (g.initiative && g.initiative != d.head.initiative) {
        other_initiative = true;
        return false;
    }
    // Both ids of merged actors stay valid: in grants as in commands.
    const auto same = [&](const std::string& one, const std::string& other) {
        const auto* left = d.state.find_actor(one);
        return left != nullptr && left == d.state.find_actor(other);
    };
    if (g.role == "focal_point" && (!g.actor || who.actor.empty() || !same(*g.actor, who.actor))) {
        other_actor = true;
        return false;
    }
    if (g.actor && !who.actor.empty() && !same(*g.actor, who.actor)) {
        other_actor = true;
        return false;
    }
    return true;
}

/// VCLT art. 7: whoever binds a State shows full powers that run on the day of the act.
std::optional<refusal> check_powers(const decision& d, const grant& g, const subject& who)
{
    const bool needed = who.binds && g.role == "focal_point" && d.initiative &&
                        d.rules().joining.full_powers_required;
    if (!needed) {
        return std::nullopt;
    }
    if (!g.full_powers_until) {
        return refuse("E_NO_FULL_POWERS");
    }
    if (*g.full_powers_until < d.act_day()) {
        auto r = refuse("E_AUTHORITY_EXPIRED");
        r.facts.push_back(
            {"full_powers_until", g.full_powers_until->to_string(), ">= " + d.act_day().to_string()}
        );
        return r;
    }
    return std::nullopt;
}

std::string listed(const std::vector<std::string_view>& names)
{
    std::string out;
    for (const auto name : names) {
        out += (out.empty() ? "" : ", ") + std::string(name);
    }
    return out;
}

refusal unknown_method(std::string_view method)
{
    std::vector<std::string_view> names;
    for (const auto& c : commands()) {
        names.push_back(c->info().name);
    }
    const auto near = nearest(method, names);
    return refuse(
        "E_METHOD", "method", near.empty() ? "See rpc.discover." : "Did you mean \"" + near + "\"?",
        near.empty() ? "Voir rpc.discover." : "Vouliez-vous dire « " + near + " » ?"
    );
}

std::string shown(const machine_facts& facts, std::string_view name)
{
    const auto found = facts.find(name);
    if (found == facts.end()) {
        return "?";
    }
    const bool is_day = name == "today" || name.ends_with("_day");
    constexpr std::int64_t no_bound = 900'000'000;
    if (is_day && found->second > -no_bound && found->second < no_bound) {
        return civil_date(static_cast<std::int32_t>(found->second)).to_string();
    }
    return std::to_string(found->second);
}

}  // namespace

civil_date decision::act_day() const
{
    if (head.effective_on && head.effective_on->not_after) {
        return std::min(*head.effective_on->not_after, when.today);
    }
    return when.today;
}

event& decision::emit(event_payload payload)
{
    event e;
    e.stream = initiative ? initiative->id : std::string(register_stream);
    e.recorded_at_us = when.now_us;
    e.effective_on = head.effective_on.value_or(date_interval::day(when.today));
    e.known_on = head.known_on.value_or(date_interval{});
    e.principal = when.principal;
    e.role = role;
    e.on_behalf_of = head.on_behalf_of;
    e.reason = head.reason.value_or("");
    e.sources = head.sources;
    if (events.empty()) {
        e.idempotency_key = head.idempotency_key;
    }
    if (initiative && initiative->rules) {
        e.definition = initiative->pinned;
        e.archetype_version = initiative->archetype_version;
    }
    e.payload = std::move(payload);
    return events.emplace_back(std::move(e));
}

event& decision::emit_dated(event_payload payload, date_interval on)
{
    auto& e = emit(std::move(payload));
    e.effective_on = std::move(on);
    return e;
}

std::optional<refusal> decision::step(
    std::string_view machine_id, std::string_view from, std::string_view event_id,
    const machine_facts& facts, std::string* to
) const
{
    const auto* m = workflows.find(machine_id);
    DEPOSITARY_ASSERT(m != nullptr);
    return step_on(*m, from, event_id, facts, to);
}

std::optional<refusal> step_on(
    const machine& m, std::string_view from, std::string_view event_id, const machine_facts& facts,
    std::string* to
)
{
    const auto result = m.step(from, event_id, facts);
    if (result.status == step_status::moved) {
        if (to != nullptr) {
            *to = result.to;
        }
        return std::nullopt;
    }
    if (result.status == step_status::refused && !result.unmet.empty()) {
        const auto& first = *result.unmet.front();
        auto r = refuse(first.reason, {}, std::string(first.words.en), std::string(first.words.fr));
        r.clause = first.clause;
        for (const auto* g : result.unmet) {
            for (const auto name : g->facts) {
                r.facts.push_back({std::string(name), shown(facts, name), std::string(g->expr)});
            }
        }
        return r;
    }
    const auto& info = m.info();
    const auto stands = std::find_if(info.states.begin(), info.states.end(), [&](const auto& s) {
        return s.id == from;
    });
    DEPOSITARY_ASSERT(stands != info.states.end());
    const std::string where = "State: " + std::string(from) + "; event: " + std::string(event_id);
    auto r = refuse(
        stands->terminal ? "E_TERMINAL" : "E_NOT_DEFINED", {}, where + ".",
        "État : " + std::string(from) + " ; événement : " + std::string(event_id) + "."
    );
    for (const auto& row : info.rows) {
        const std::string name(row.event);
        if (row.source == from &&
            std::find(r.allowed.begin(), r.allowed.end(), name) == r.allowed.end()) {
            r.allowed.push_back(name);
        }
    }
    return r;
}

std::optional<refusal> one_of(
    const std::string& value, std::span<const std::string_view> known, std::string field
)
{
    if (std::find(known.begin(), known.end(), value) != known.end()) {
        return std::nullopt;
    }
    std::string list;
    for (const auto k : known) {
        list += (list.empty() ? "" : ", ") + std::string(k);
    }
    return refuse(
        "E_VALUE", std::move(field), "Use one of: " + list + ".", "Employez l'un de : " + list + "."
    );
}

std::optional<refusal> decode_params(
    const codec::member_table& table, const json::object& params, void* out
)
{
    codec::fault_sink faults;
    // The envelope's names as well: "idempotency_kye" is a slip of one of those.
    std::vector<std::string_view> known(envelope_members.begin(), envelope_members.end());
    known.insert(known.end(), table.names.begin(), table.names.end());
    codec::refuse_unknown(params, known, "", faults);
    // Not taken as one of the envelope's, so it is in the wrong place: a proposal's own params.
    codec::refuse_unknown(params, table.names, "", faults);
    codec::decode_struct(table, params, out, "", faults);
    return faults.take();
}

std::optional<refusal> admit(decision& d, const method_info& method, const subject& who)
{
    auto role = authorise(d, method, who);
    if (auto* refused = std::get_if<refusal>(&role)) {
        return std::move(*refused);
    }
    d.role = std::get<std::string>(role);
    if (method.four_eyes && !d.four_eyes) {
        return refuse(
            "E_FOUR_EYES", {},
            "Call proposal.create with this method and params; another person then "
            "calls proposal.approve.",
            "Appelez proposal.create avec cette méthode et ces paramètres ; une "
            "autre personne appelle ensuite proposal.approve."
        );
    }
    return std::nullopt;
}

std::span<const std::unique_ptr<command_method>> commands()
{
    static const command_list list = [] {
        command_list l;
        add_register_commands(l);
        add_initiative_commands(l);
        add_participation_commands(l);
        add_pledge_commands(l);
        add_milestone_commands(l);
        add_attestation_commands(l);
        add_proposal_commands(l);
        add_process_commands(l);
        add_amendment_commands(l);
        add_correction_commands(l);
        add_reservation_commands(l);
        add_notification_commands(l);
        add_obligation_commands(l);
        add_group_commands(l);
        add_migration_commands(l);
        return l;
    }();
    return list;
}

const command_method* find_command(std::string_view method)
{
    for (const auto& c : commands()) {
        if (c->info().name == method) {
            return c.get();
        }
    }
    return nullptr;
}

std::variant<std::string, refusal> authorise(
    const decision& d, const method_info& method, const subject& who
)
{
    const auto admits = [&](std::string_view role) {
        return std::find(method.roles.begin(), method.roles.end(), role) != method.roles.end();
    };
    for (const auto own : {import_principal, clock_principal, operator_principal}) {
        if (d.when.principal == own) {
            if (admits(own)) {
                return std::string(own);
            }
            return refuse(
                "E_BY", {}, "The method is for: " + listed(method.roles) + ".",
                "La méthode est réservée à : " + listed(method.roles) + "."
            );
        }
    }
    bool other_initiative = false;
    bool other_actor = false;
    std::optional<refusal> powers;
    for (const auto* g : d.state.grants_to(d.when.principal)) {
        if (!admits(g->role) || (g->until && *g->until < d.when.today) ||
            !scope_fits(*g, d, who, other_initiative, other_actor)) {
            continue;
        }
        powers = check_powers(d, *g, who);
        if (!powers) {
            return g->role;
        }
    }
    if (powers) {
        return *powers;
    }
    const auto whose = "It is for: " + listed(method.roles) + ".";
    const auto whose_fr = "Réservé à : " + listed(method.roles) + ".";
    if (d.when.principal == "anonymous") {
        return refuse("E_UNAUTHENTICATED", {}, whose, whose_fr);
    }
    if (other_actor && !who.missing.empty()) {
        return refuse("E_NOT_FOUND", std::string(who.missing));
    }
    const auto* code = other_actor        ? "E_OTHER_ACTOR"
                       : other_initiative ? "E_OTHER_INITIATIVE"
                                          : "E_ROLE";
    return refuse(code, {}, whose, whose_fr);
}

std::variant<accepted, refusal> decide(
    const register_state& state, const workflow_set& workflows, const arrival& when,
    std::string_view method, const json::object& params
)
{
    const auto* command = find_command(method);
    if (command == nullptr) {
        return unknown_method(method);
    }
    if (auto fault = canonical_fault(params)) {
        return refuse("E_TYPE", {}, *fault + ".");
    }
    // One block for what the command itself takes: as large as most are, gone with this call.
    std::array<unsigned char, 4096> block;  // NOLINT(cppcoreguidelines-pro-type-member-init)
    json::monotonic_resource memory(block.data(), block.size());
    json::object rest(&memory);
    auto head = take_envelope(params, command->info().needs_initiative, rest);
    if (auto* r = std::get_if<refusal>(&head)) {
        return std::move(*r);
    }
    decision d{state, workflows, when, std::get<envelope>(std::move(head)), nullptr, {},
               false, {},        {}};
    if (d.head.on_behalf_of && state.find_actor(*d.head.on_behalf_of) == nullptr) {
        return refuse(
            "E_NOT_FOUND", "on_behalf_of", "Register the actor first (actor.register).",
            "Enregistrez d'abord l'acteur (actor.register)."
        );
    }
    if (command->info().needs_initiative) {
        if (!d.head.initiative) {
            return refuse(
                "E_MISSING_FIELD", "initiative", "Add \"initiative\".", "Ajoutez « initiative »."
            );
        }
        d.initiative = state.find_initiative(*d.head.initiative);
        if (!d.initiative) {
            return refuse(
                "E_NOT_FOUND", "initiative", "See initiative.list.", "Voir initiative.list."
            );
        }
    }
    if (auto r = check_dates(d.head, when.today)) {
        return std::move(*r);
    }
    if (d.initiative && d.importing()) {
        d.initiative = on_day(d.initiative, d.act_day());  // history follows the rules of its day
    }
    if (auto r = command->run(d, rest)) {
        return std::move(*r);
    }
    if (auto r = check_version(d)) {
        return std::move(*r);
    }
    return accepted{std::move(d.events), std::move(d.head)};
}

std::string fingerprint_text(std::string_view method, const json::object& params)
{
    static constexpr std::array<std::string_view, 3> left_out{
        "idempotency_key", "expected_version", "dry_run"};
    return R"({"method":)" + canonical(json::value(method)) + R"(,"params":)" +
           canonical_without(params, left_out) + "}";
}

std::vector<event> fall_due(
    const register_state& state, const workflow_set& workflows, const arrival& when
)
{
    std::vector<std::string> ids;
    for (const auto& [id, initiative] : state.initiatives) {
        ids.push_back(id);
    }
    return fall_due(state, workflows, when, ids);
}

std::vector<event> fall_due(
    const register_state& state, const workflow_set& workflows, const arrival& when,
    std::span<const std::string> initiatives
)
{
    std::vector<event> all;
    for (const auto& id : initiatives) {
        const auto initiative = state.find_initiative(id);
        if (!initiative) {
            continue;
        }
        decision d{state, workflows, when, {}, initiative, "clock", false, {}, {}};
        initiative_due(d);
        participation_due(d);
        pledge_due(d);
        milestone_due(d);
        process_due(d);
        amendment_due(d);
        correction_due(d);
        obligation_due(d);
        reminder_due(d);
        std::move(d.events.begin(), d.events.end(), std::back_inserter(all));
    }
    std::stable_sort(all.begin(), all.end(), [](const event& a, const event& b) {
        return settled_day(a) < settled_day(b);
    });
    return all;
}

}  // namespace depositary::engine
