#include <algorithm>
#include <array>
#include <set>

#include "engine/methods.hpp"
#include "engine/participation.hpp"
#include "engine/pledge.hpp"
#include "engine/pledge_facts.hpp"

/// Commands on the promise itself: announce, register, change, end, and its conditions. Money and
/// goods that follow from it are in pledge_delivery_commands.cpp.

namespace depositary::engine {

namespace {

struct promise_params
{
    std::optional<std::string> pledge;
    pledge_content content;
};
BOOST_DESCRIBE_STRUCT(promise_params, (), (pledge, content))

constexpr std::array forms{
    std::string_view("financial"), std::string_view("in_kind"), std::string_view("undertaking")};
constexpr std::array finance_types{
    std::string_view("grant"), std::string_view("loan"), std::string_view("guarantee"),
    std::string_view("equity"), std::string_view("unspecified")};
constexpr std::array assessment_levels{
    std::string_view("no_evidence"), std::string_view("not_started"), std::string_view("limited"),
    std::string_view("substantial"), std::string_view("complete")};
constexpr std::array condition_kinds{
    std::string_view("parliamentary_approval"),
    std::string_view("matching"),
    std::string_view("max_share"),
    std::string_view("policy"),
    std::string_view("performance"),
    std::string_view("date")};

decided check_form(const decision& d, const pledge_content& c)
{
    if (auto r = one_of(c.form, forms, "content.form")) {
        return r;
    }
    if (auto r = one_of(c.finance_type, finance_types, "content.finance_type")) {
        return r;
    }
    const auto& rules = d.rules().pledges;
    if (rules && !rules->forms.empty() &&
        std::find(rules->forms.begin(), rules->forms.end(), c.form) == rules->forms.end()) {
        return refuse(
            "E_VALUE", "content.form", "The terms do not admit this form.",
            "Les conditions n'admettent pas cette forme."
        );
    }
    if (c.form == "undertaking") {
        if (c.amount || c.unit || c.conditional_amount) {
            return refuse(
                "E_VALUE", "content.amount", "An undertaking has no amount and no unit.",
                "Un engagement d'action n'a ni montant ni unité."
            );
        }
        return std::nullopt;
    }
    if (!c.amount || !c.unit) {
        return refuse("E_MISSING_FIELD", c.amount ? "content.unit" : "content.amount");
    }
    if (is_currency(*c.unit) != (c.form == "financial")) {
        return refuse(
            "E_UNIT", "content.unit",
            "Money is financial; quantities are in kind, in a unit of the terms.",
            "L'argent est financier ; les quantités sont en nature, dans une unité des "
            "conditions."
        );
    }
    return std::nullopt;
}

/// Whether `id` is reached from `from` through composed_of.
bool composes(
    const decision& d, const std::string& from, const std::string& id, std::set<std::string>& seen
)
{
    if (from == id) {
        return true;
    }
    if (!seen.insert(from).second) {
        return false;
    }
    const auto r = record_pledge(*d.initiative, from, d.when.today);
    return std::any_of(
        r.content.composed_of.begin(), r.content.composed_of.end(),
        [&](const auto& part) { return composes(d, part, id, seen); }
    );
}

decided check_links(const decision& d, const pledge_content& c, const std::string& id)
{
    const auto known = [&](const std::string& other) {
        return other != id && record_pledge(*d.initiative, other, d.when.today).recorded();
    };
    if (c.restates && !known(*c.restates)) {
        return refuse(
            "E_NOT_FOUND", "content.restates", "Name another pledge of the initiative.",
            "Nommez une autre promesse de l'initiative."
        );
    }
    std::set<std::string> parts;
    for (const auto& part : c.composed_of) {
        if (!known(part)) {
            return refuse(
                "E_NOT_FOUND", "content.composed_of", "Name other pledges of the initiative.",
                "Nommez d'autres promesses de l'initiative."
            );
        }
        std::set<std::string> seen;
        const auto r = record_pledge(*d.initiative, part, d.when.today);
        if (!parts.insert(part).second || r.content.unit != c.unit || composes(d, part, id, seen)) {
            return refuse(
                "E_VALUE", "content.composed_of",
                "Name each part once; it has the pledge's unit and does not contain it.",
                "Nommez chaque partie une fois ; elle a l'unité de la promesse et ne la "
                "contient pas."
            );
        }
    }
    return std::nullopt;
}

/// Shares sum to exactly 1; `sums` tells, for the machine has the rule.
decided check_shares(const decision& d, pledge_content& c, bool& sums)
{
    constexpr int share_decimals = 18;
    std::set<std::string> seen;
    int128 sum = 0;
    for (auto& s : c.shares) {
        const auto* who = d.state.find_actor(s.actor);
        if (who == nullptr) {
            return refuse(
                "E_NOT_FOUND", "content.shares", "Unknown actor: " + s.actor + ".",
                "Acteur inconnu : " + s.actor + "."
            );
        }
        s.actor = who->id;
        const auto share = parse_decimal(s.share, share_decimals);
        const auto* value = std::get_if<int128>(&share);
        const auto one = parse_decimal("1", share_decimals);
        if (value == nullptr || *value <= 0 || *value > std::get<int128>(one) ||
            !seen.insert(who->id).second) {
            return refuse("E_SHARES", "content.shares");
        }
        sum += *value;
    }
    sums = c.shares.empty() || sum == std::get<int128>(parse_decimal("1", share_decimals));
    return std::nullopt;
}

/// A promise as read from params, ready for the machine.
struct promise_scene
{
    std::string id;
    pledge_content content;
    int128 minor = 0;
    machine_facts facts;
    std::string life;
    std::string candidate;  ///< an announced pledge that looks like this one
};

std::string duplicate_of(const decision& d, const promise_scene& s)
{
    for (const auto& [id, facts] : d.initiative->pledges) {
        if (id == s.id || s.content.restates == id) {
            continue;
        }
        const auto r = record_pledge(*d.initiative, id, d.when.today);
        const bool open = r.life == "announced" || r.life == "unconfirmed";
        const auto* who = open ? d.state.find_actor(r.content.actor) : nullptr;
        if (who != nullptr && who->id == s.content.actor && r.content.form == s.content.form &&
            r.content.unit == s.content.unit && r.content.finance_type == s.content.finance_type &&
            s.content.form != "undertaking" && r.figures.announced.minor() == s.minor) {
            return id;
        }
    }
    return {};
}

decided read_amounts(const decision& d, promise_scene& s)
{
    auto& c = s.content;
    bool known = true;
    if (c.unit) {
        const auto exponent = unit_exponent(*d.initiative, *c.unit);
        known = exponent.has_value();
        s.minor = 1;  // an unknown unit is the fault to report, not the amount in it
        if (known) {
            if (auto r = read_minor(*c.amount, *exponent, "content.amount", s.minor)) {
                return r;
            }
            int128 part = 0;
            if (c.conditional_amount) {
                if (auto r = read_minor(
                        *c.conditional_amount, *exponent, "content.conditional_amount", part
                    )) {
                    return r;
                }
                if (part <= 0 || part > s.minor) {
                    return refuse(
                        "E_AMOUNT", "content.conditional_amount", "It is a part of the amount.",
                        "C'est une partie du montant."
                    );
                }
            }
        }
    }
    s.facts["unit_known"] = known ? 1 : 0;
    s.facts["undertaking"] = c.form == "undertaking" ? 1 : 0;
    s.facts["amount_minor"] = as_fact(s.minor);
    return std::nullopt;
}

decided read_promise(const decision& d, const promise_params& p, promise_scene& s)
{
    s.id = p.pledge.value_or("pledge-" + d.when.fresh_id);
    s.content = p.content;
    if (auto r = check_id(s.id, "pledge")) {
        return r;
    }
    if (auto r = check_past(d)) {
        return r;
    }
    const auto* who = d.state.find_actor(s.content.actor);
    if (who == nullptr) {
        return refuse(
            "E_NOT_FOUND", "content.actor", "Register the actor first (actor.register).",
            "Enregistrez d'abord l'acteur (actor.register)."
        );
    }
    s.content.actor = who->id;
    const auto existing = record_pledge(*d.initiative, s.id, d.when.today);
    s.life = existing.life;
    s.facts = pledge_facts(d, existing);
    if (auto r = check_form(d, s.content)) {
        return r;
    }
    if (auto r = read_amounts(d, s)) {
        return r;
    }
    bool sums = true;
    if (auto r = check_shares(d, s.content, sums)) {
        return r;
    }
    s.facts["shares_sum_to_one"] = sums ? 1 : 0;
    if (auto r = check_splits(d, s.content)) {
        return r;
    }
    return check_links(d, s.content, s.id);
}

decided announce(decision& d, const promise_params& p)
{
    promise_scene s;
    if (auto r = read_promise(d, p, s)) {
        return r;
    }
    if (d.initiative->pledges.contains(s.id)) {
        return refuse(
            "E_EXISTS", "pledge", "Ids are never reused; see pledge.amend.",
            "Les identifiants ne resservent jamais ; voir pledge.amend."
        );
    }
    if (s.facts["shares_sum_to_one"] == 0) {
        return refuse("E_SHARES", "content.shares");
    }
    if (auto r = d.step("pledge_life", s.life, "announce", s.facts)) {
        return r;
    }
    d.emit(pledge_announced{s.id, s.content});
    return std::nullopt;
}

bool holds(const std::vector<std::string>& list, std::string_view value)
{
    return std::find(list.begin(), list.end(), value) != list.end();
}

/// Whether the actor takes part, or joins by this pledge: a pledge to a facility makes its actor a
/// contributor, where the terms have that role.
bool participant(const decision& d, const std::string& actor_id, bool& joins)
{
    const auto* who = d.state.find_actor(actor_id);
    const auto force = view_force(d.state, *d.initiative, d.when.today);
    const auto view = view_participation(d.state, *d.initiative, actor_id, d.when.today, force);
    joins = false;
    if (d.initiative->rules->archetype == "facility" &&
        holds(d.rules().joining.roles, "contributor") && !holds(view.roles, "contributor")) {
        auto facts = participation_facts(d, view, *who);
        joins = !d.step("participation_political", view.political, "join", facts);
    }
    return view.certain || joins;
}

/// The terms may keep pledging to some roles. `joins` as in participant().
decided role_may_pledge(const decision& d, const std::string& actor_id, bool joins)
{
    const auto& rules = d.rules().pledges;
    if (!rules || rules->roles.empty() || (joins && holds(rules->roles, "contributor"))) {
        return std::nullopt;
    }
    const auto at = d.importing() ? d.act_day() : d.when.today;
    const auto force = view_force(d.state, *d.initiative, at);
    const auto view = view_participation(d.state, *d.initiative, actor_id, at, force);
    if (std::any_of(view.roles.begin(), view.roles.end(), [&](const auto& role) {
            return holds(rules->roles, role);
        })) {
        return std::nullopt;
    }
    std::string list;
    for (const auto& role : rules->roles) {
        list += (list.empty() ? "" : ", ") + role;
    }
    auto r = refuse("E_ROLE_CANNOT_PLEDGE", "content.actor");
    std::string held;
    for (const auto& role : view.roles) {
        held += (held.empty() ? "" : ", ") + role;
    }
    r.facts.push_back({"roles", held, "one of " + list});
    return r;
}

/// What an undertaking lacks of: what, by when, and over which period or by which milestone.
decided smart_undertaking(const decision& d, const promise_scene& s)
{
    const auto& rules = d.rules().pledges;
    if (!rules || !rules->smart_required || s.content.form != "undertaking") {
        return std::nullopt;
    }
    const auto& planned = d.initiative->milestones;
    const bool has_milestone = std::any_of(planned.begin(), planned.end(), [&](const auto& entry) {
        return std::any_of(entry.second->begin(), entry.second->end(), [&](const auto& f) {
            const auto* m = as<milestone_planned>(*f);
            return m != nullptr && m->pledge == s.id;
        });
    });
    std::string lacks;
    const auto need = [&](bool there, std::string_view name) {
        if (!there) {
            lacks += (lacks.empty() ? "" : ", ") + std::string(name);
        }
    };
    const auto given = [](const std::optional<std::string>& text) {
        return text && !text->empty();
    };
    need(given(s.content.description), "description");
    need(s.content.due.has_value(), "due");
    need(given(s.content.period) || has_milestone, "period");
    if (lacks.empty()) {
        return std::nullopt;
    }
    return refuse(
        "E_NOT_SMART", "content", "Missing: " + lacks + ".", "Il manque : " + lacks + "."
    );
}

decided register_pledge(decision& d, const promise_params& p)
{
    promise_scene s;
    if (auto r = read_promise(d, p, s)) {
        return r;
    }
    if (s.life == "registered") {
        return refuse("E_EXISTS", "pledge", "See pledge.amend.", "Voir pledge.amend.");
    }
    const auto existing = record_pledge(*d.initiative, s.id, d.when.today);
    const auto* who = existing.recorded() ? d.state.find_actor(existing.content.actor) : nullptr;
    if (who != nullptr && who->id != s.content.actor) {
        return refuse(
            "E_VALUE", "content.actor", "The announced pledge is of another actor.",
            "La promesse annoncée est celle d'un autre acteur."
        );
    }
    bool joins = false;
    s.facts["participant"] = participant(d, s.content.actor, joins) ? 1 : 0;
    s.candidate = duplicate_of(d, s);
    s.facts["not_duplicate"] = s.candidate.empty() ? 1 : 0;
    if (auto r = d.step("pledge_life", s.life, "register", s.facts)) {
        if (r->reason == "E_DUPLICATE") {
            r->field = "pledge";
            r->en += " Candidate: " + s.candidate + ".";
            r->fr += " Candidat : " + s.candidate + ".";
        }
        return r;
    }
    if (auto r = role_may_pledge(d, s.content.actor, joins)) {
        return r;
    }
    if (auto r = smart_undertaking(d, s)) {
        return r;
    }
    if (joins) {
        d.emit(participation_joined{s.content.actor, "contributor"});
    }
    d.emit(pledge_registered{s.id, s.content});
    return std::nullopt;
}

decided change(
    decision& d, const std::string& pledge, const std::string& amount, std::string_view event,
    event_payload payload
)
{
    pledge_scene s;
    if (auto r = look(d, pledge, s)) {
        return r;
    }
    if (auto r = not_before_record(d, s)) {
        return r;
    }
    if (s.record.content.form == "undertaking") {
        return refuse(
            "E_VALUE", "amount", "An undertaking has no amount and no unit.",
            "Un engagement d'action n'a ni montant ni unité."
        );
    }
    int128 minor = 0;
    if (auto r = read_minor(amount, s.record.exponent, "amount", minor)) {
        return r;
    }
    s.facts["amount_minor"] = as_fact(minor);
    if (auto r = d.step("pledge_life", s.record.life, event, s.facts)) {
        return r;
    }
    d.emit(std::move(payload));
    return std::nullopt;
}

decided amend(decision& d, const pledge_amended& p)
{
    return change(d, p.pledge, p.amount, "amend", p);
}

decided reduce(decision& d, const pledge_reduced& p)
{
    return change(d, p.pledge, p.amount, "reduce", p);
}

decided release(decision& d, const expectation_released& p)
{
    return change(d, p.pledge, p.amount, "release", p);
}

/// A signed commitment binds on its own: it ends by its own act, not because the political promise
/// around it ends.
decided no_commitment_in_force(const pledge_scene& s)
{
    for (const auto& c : s.record.commitments) {
        if (c.state == "signed") {
            return refuse(
                "E_STATE", "pledge",
                "Commitment " + c.id + " is in force: see pledge.terminate_commitment.",
                "L'engagement " + c.id + " est en vigueur : voir pledge.terminate_commitment."
            );
        }
    }
    return std::nullopt;
}

decided withdraw(decision& d, const pledge_withdrawn& p)
{
    pledge_scene s;
    if (auto r = look(d, p.pledge, s)) {
        return r;
    }
    if (auto r = not_before_record(d, s)) {
        return r;
    }
    if (auto r = d.step("pledge_life", s.record.life, "withdraw", s.facts)) {
        return r;
    }
    if (auto r = no_commitment_in_force(s)) {
        return r;
    }
    d.emit(p);
    return std::nullopt;
}

decided replace(
    decision& d, const std::string& pledge, const std::string& successor, std::string_view event,
    event_payload payload
)
{
    pledge_scene s;
    if (auto r = look(d, pledge, s)) {
        return r;
    }
    if (auto r = not_before_record(d, s)) {
        return r;
    }
    const auto next = record_pledge(*d.initiative, successor, d.when.today);
    const bool stands = successor != pledge && next.recorded() && !next.ended();
    s.facts["has_successor"] = stands ? 1 : 0;
    if (auto r = d.step("pledge_life", s.record.life, event, s.facts)) {
        return r;
    }
    // A record made in error never bound anybody; a superseded pledge did.
    if (event == "supersede") {
        if (auto r = no_commitment_in_force(s)) {
            return r;
        }
    }
    d.emit(std::move(payload));
    return std::nullopt;
}

decided void_record(decision& d, const pledge_voided& p)
{
    return replace(d, p.pledge, p.successor, "void", p);
}

decided supersede(decision& d, const pledge_superseded& p)
{
    return replace(d, p.pledge, p.successor, "supersede", p);
}

decided declare_condition(decision& d, const condition_declared& p)
{
    pledge_scene s;
    if (auto r = look_live(d, p.pledge, s)) {
        return r;
    }
    if (auto r = one_of(p.kind, condition_kinds, "kind")) {
        return r;
    }
    if (p.statement.empty()) {
        return refuse("E_MISSING_FIELD", "statement");
    }
    if (p.amount) {
        int128 minor = 0;
        if (auto r = read_minor(*p.amount, s.record.exponent, "amount", minor)) {
            return r;
        }
        if (minor <= 0) {
            return refuse("E_AMOUNT", "amount");
        }
    }
    if (p.kind == "matching" && !p.ratio) {
        return refuse(
            "E_MISSING_FIELD", "ratio", "Own units for each unit of others.",
            "Unités propres pour chaque unité des autres."
        );
    }
    if (auto r = check_matching(p, s.record.exponent)) {
        return r;
    }
    if (auto r = d.step("pledge_condition", s.record.condition, "declare_condition", s.facts)) {
        return r;
    }
    if (auto r = not_before(d, s.record.condition_since)) {
        return r;
    }
    d.emit(p);
    return std::nullopt;
}

decided meet_condition(decision& d, const condition_met& p)
{
    pledge_scene s;
    if (auto r = look_live(d, p.pledge, s)) {
        return r;
    }
    const auto matching = add_matching_facts(d, s);
    if (auto r = d.step("pledge_condition", s.record.condition, "meet", s.facts)) {
        if (matching && matching->state == "unknown") {
            r->en += " It is unknown whether it is met: amounts of others have no rate.";
            r->fr += " On ignore si elle est remplie : des montants d'autrui n'ont pas de taux.";
            for (const auto& line : matching->not_converted) {
                r->facts.push_back({line.pledge, line.amount + " " + line.unit, "a rate"});
            }
        }
        return r;
    }
    if (auto r = not_before(d, s.record.condition_since)) {
        return r;
    }
    d.emit(p);
    return std::nullopt;
}

decided lapse_condition(decision& d, const condition_lapsed& p)
{
    pledge_scene s;
    if (auto r = look_live(d, p.pledge, s)) {
        return r;
    }
    if (auto r = d.step("pledge_condition", s.record.condition, "lapse", s.facts)) {
        return r;
    }
    if (auto r = not_before(d, s.record.condition_since)) {
        return r;
    }
    d.emit(p);
    return std::nullopt;
}

/// Whether the caller has a side in the pledge: coordinator of the initiative, or focal point of
/// one of those who promised.
bool has_a_side(const decision& d, const pledge_record& r)
{
    const auto resolved = [&](const std::string& id) {
        const auto* who = d.state.find_actor(id);
        return who == nullptr ? id : who->id;
    };
    std::set<std::string> promisers{resolved(r.content.actor)};
    for (const auto& s : r.content.shares) {
        promisers.insert(resolved(s.actor));
    }
    const auto grants = d.state.grants_to(d.when.principal);
    return std::any_of(grants.begin(), grants.end(), [&](const grant* g) {
        const bool here = !g->initiative || *g->initiative == d.initiative->id;
        const bool runs = !g->until || *g->until >= d.when.today;
        const bool its_own =
            g->role == "focal_point" && g->actor && promisers.contains(resolved(*g->actor));
        return here && runs && (its_own || g->role == "coordinator");
    });
}

decided assess(decision& d, const pledge_assessed& p)
{
    if (auto r = one_of(p.level, assessment_levels, "level")) {
        return r;
    }
    if (p.statement.empty()) {
        return refuse("E_MISSING_FIELD", "statement");
    }
    pledge_scene s;
    if (auto r = look(d, p.pledge, s)) {
        return r;
    }
    if (s.record.life == "voided" || s.record.life == "superseded") {
        return refuse("E_TERMINAL", "pledge");
    }
    if (auto r = not_before_record(d, s)) {
        return r;
    }
    if (s.record.assessed_on) {
        if (auto r = not_before(d, *s.record.assessed_on)) {
            return r;
        }
    }
    s.facts["independent"] = has_a_side(d, s.record) ? 0 : 1;
    auto from = s.record.assessed;
    if (from != "not_assessed") {
        if (auto r = d.step("pledge_assessed", from, "reset", s.facts, &from)) {
            return r;
        }
    }
    if (auto r = d.step("pledge_assessed", from, "assess_" + p.level, s.facts)) {
        return r;
    }
    d.emit(p);
    return std::nullopt;
}

/// Every machine of the whole pledge that commands move.
standings whole_pledge(const decision& d, const pledge_scene& s)
{
    const auto of = [&](std::string_view machine, const std::string& state) {
        return standing{std::string(machine), {}, state, s.facts};
    };
    standings all{of("pledge_life", s.record.life)};
    auto& life = all.front().facts;
    bool joins = false;
    life["participant"] = participant(d, s.record.content.actor, joins) ? 1 : 0;
    const bool ended = s.record.ended() || s.record.life == "released";
    if (!ended) {
        all.push_back(of("pledge_condition", s.record.condition));
    }
    if (s.record.life != "voided" && s.record.life != "superseded") {
        all.push_back(of("pledge_assessed", s.record.assessed));
        all.back().facts["independent"] = has_a_side(d, s.record) ? 0 : 1;
    }
    if (s.record.content.form == "undertaking" && s.record.life == "registered") {
        all.push_back(of("pledge_undertaking", s.record.progress));
    }
    return all;
}

subject of_content(const decision& d, const promise_params& p)
{
    const auto* who = d.state.find_actor(p.content.actor);
    return {.actor = who == nullptr ? p.content.actor : who->id, .binds = false};
}

void add_promise_commands(command_list& list)
{
    const std::vector<std::string_view> own{"focal_point", "import"};
    add(list,
        on_initiative(
            "pledge.announce",
            "Records a public statement of a promise; it is shown and "
            "counted in no total of pledges until the contributor registers it.",
            {"coordinator", "import"}
        ),
        announce, of_content);
    add(list,
        on_initiative(
            "pledge.register",
            "The contributor registers its promise, or confirms an "
            "announced one by naming its id.",
            own
        ),
        register_pledge, of_content);
    add(list, on_initiative("pledge.amend", "Replaces the total of the promise.", own), amend,
        its_pledge<pledge_amended>);
    add(list,
        on_initiative(
            "pledge.reduce",
            "Reduces the promise, with a reason; the original stays "
            "visible.",
            own
        ),
        reduce, its_pledge<pledge_reduced>);
    add(list,
        on_initiative(
            "pledge.withdraw", "Withdraws the promise, with a reason; receipts stay.", own
        ),
        withdraw, its_pledge<pledge_withdrawn>);
}

}  // namespace

std::variant<standings, refusal>
pledge_standing(const decision& d, const std::string& id, const std::optional<std::string>&)
{
    pledge_scene s;
    if (auto r = look(d, id, s)) {
        return std::move(*r);
    }
    add_matching_facts(d, s);
    auto all = whole_pledge(d, s);
    add_delivery_standings(d, s, all);
    const auto* who = d.state.find_actor(s.record.content.actor);
    for (auto& one : all) {
        one.owner = {.actor = who == nullptr ? s.record.content.actor : who->id};
    }
    return all;
}

void add_pledge_commands(command_list& list)
{
    const std::vector<std::string_view> own{"focal_point", "import"};
    add_promise_commands(list);
    add(list,
        on_initiative(
            "pledge.release",
            "The recipient side gives up expecting an amount; the promise "
            "is unchanged. Two persons.",
            {"coordinator", "recipient"}, true
        ),
        release, its_pledge<expectation_released>);
    add(list,
        on_initiative(
            "pledge.void",
            "Marks a record made in error; another pledge takes its place. "
            "Two persons.",
            {"depositary"}, true
        ),
        void_record, its_pledge<pledge_voided>);
    add(list,
        on_initiative(
            "pledge.supersede", "Another pledge takes the place of this one.",
            {"focal_point", "depositary", "import"}
        ),
        supersede, its_pledge<pledge_superseded>);
    add(list,
        on_initiative(
            "pledge.declare_condition", "States what the promise, or a part, waits for.", own
        ),
        declare_condition, its_pledge<condition_declared>);
    add(list, on_initiative("pledge.meet_condition", "The condition is met, on evidence.", own),
        meet_condition, its_pledge<condition_met>);
    add(list,
        on_initiative(
            "pledge.lapse_condition",
            "The condition can no longer be met; the part it "
            "covers is promised no more.",
            own
        ),
        lapse_condition, its_pledge<condition_lapsed>);
    add(list,
        on_initiative(
            "pledge.assess",
            "An independent reviewer says how far the promise is kept, beside what the "
            "contributor reports.",
            {"reviewer", "import"}
        ),
        assess, nobody<pledge_assessed>);
    add_pledge_delivery_commands(list);
}

}  // namespace depositary::engine
