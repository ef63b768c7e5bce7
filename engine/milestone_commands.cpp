#include <algorithm>
#include <array>
#include <tuple>
#include <utility>

#include "engine/methods.hpp"
#include "engine/milestone.hpp"
#include "engine/standing.hpp"

/// milestone.*: planning, owner's reports, independent assessment, outcomes.

namespace depositary::engine {

namespace {

constexpr std::int64_t reply_days_default = 30;
constexpr std::size_t key_bytes_max = 100;

/// Decimals that a measured value may have; no indicator we know of is published with more.
constexpr int measure_decimals_max = 9;

decided look(const decision& d, const std::string& key, milestone_view& out)
{
    out = view_milestone(*d.initiative, key, d.when.today);
    if (out.owner_state == "unrecorded") {
        return refuse(
            "E_NOT_FOUND", "milestone", "No milestone has this key; see milestone.list.",
            "Aucun jalon n'a cette clé ; voir milestone.list."
        );
    }
    return std::nullopt;
}

std::string resolved(const register_state& state, const std::string& id)
{
    const auto* who = state.find_actor(id);
    return who == nullptr ? id : who->id;
}

template <class P>
subject its_owner(const decision& d, const P& p)
{
    const auto v = view_milestone(*d.initiative, p.milestone, d.when.today);
    return {
        .actor = v.owner ? resolved(d.state, *v.owner) : std::string(),
        .binds = false,
        .missing = d.initiative->milestones.contains(p.milestone) ? "" : "milestone"};
}

subject owner_to_be(const decision& d, const milestone_planned& p)
{
    return {.actor = p.owner ? resolved(d.state, *p.owner) : std::string(), .binds = false};
}

/// A coordinator speaks for the initiative's own milestones, never for an actor's.
decided owner_only(decision& d, const milestone_view& v)
{
    if (!v.owner || d.role != "coordinator") {
        return std::nullopt;
    }
    const method_info own{"", "", {"focal_point", import_principal}, true, false};
    auto role = authorise(d, own, {.actor = resolved(d.state, *v.owner), .binds = false});
    if (auto* refused = std::get_if<refusal>(&role)) {
        return std::move(*refused);
    }
    d.role = std::get<std::string>(role);
    return std::nullopt;
}

bool holds(const decision& d, std::string_view role, const std::string& actor)
{
    const auto grants = d.state.grants_to(d.when.principal);
    return std::any_of(grants.begin(), grants.end(), [&](const grant* g) {
        const bool here = !g->initiative || *g->initiative == d.initiative->id;
        const bool runs = !g->until || *g->until >= d.when.today;
        const bool his = actor.empty() || (g->actor && resolved(d.state, *g->actor) == actor);
        return g->role == role && here && runs && his;
    });
}

/// Reports follow one another: one dated before what is on record would be lost behind it.
decided in_order(const decision& d, const std::string& key)
{
    const auto on = d.act_day();
    for (const auto& f : *d.initiative->milestones.at(key)) {
        const bool by_source = as<milestone_outcome_recorded>(*f) != nullptr;
        const bool by_clock = as<milestone_due_passed>(*f) != nullptr;
        const bool planned_by_then = as<milestone_planned>(*f) != nullptr && f->possibly_by(on);
        if (!by_source && !by_clock && !planned_by_then && f->settled > on) {
            auto r = refuse(
                "E_STATE", "effective_on", "A later record exists; correct that instead.",
                "Un enregistrement postérieur existe ; corrigez-le plutôt."
            );
            r.facts.push_back({"effective_on", on.to_string(), ">= " + f->settled.to_string()});
            return r;
        }
    }
    return std::nullopt;
}

decided open_and_in_order(const decision& d, const std::string& key, milestone_view& v)
{
    if (auto r = look(d, key, v)) {
        return r;
    }
    return in_order(d, key);
}

std::variant<int128, refusal> measured(const std::string& value, const std::string& field)
{
    auto parsed = parse_decimal(value, measure_decimals_max);
    if (const auto* number = std::get_if<int128>(&parsed)) {
        return *number;
    }
    return refuse(
        "E_TYPE", field, "Use a plain decimal such as \"12.5\", at most 9 decimals.",
        "Employez un nombre décimal simple tel que « 12.5 », au plus 9 décimales."
    );
}

decided check_measure(const std::optional<std::string>& value, const std::string& field)
{
    if (!value) {
        return std::nullopt;
    }
    auto parsed = measured(*value, field);
    if (auto* refused = std::get_if<refusal>(&parsed)) {
        return std::move(*refused);
    }
    return std::nullopt;
}

/// Of a value that was checked when it was recorded.
int128 number(const std::string& value)
{
    const auto parsed = parse_decimal(value, measure_decimals_max);
    const auto* n = std::get_if<int128>(&parsed);
    return n == nullptr ? int128{0} : *n;
}

/// Two measures as integers that compare as they do: without decimals that both lack, so that the
/// facts read like the values; as -1, 0, 1 against 0 when they exceed 64 bits.
std::pair<std::int64_t, std::int64_t> comparable(int128 a, int128 b)
{
    for (int i = 0; i < measure_decimals_max && a % 10 == 0 && b % 10 == 0; ++i) {
        a /= 10;
        b /= 10;
    }
    constexpr int128 limit = INT64_MAX;
    const auto fits = [&](int128 x) { return x <= limit && x >= -limit; };
    if (fits(a) && fits(b)) {
        return {static_cast<std::int64_t>(a), static_cast<std::int64_t>(b)};
    }
    return {a < b ? -1 : a > b ? 1 : 0, 0};
}

/// An indicator whose target lies below its baseline improves downwards.
bool downwards(const milestone_view& v)
{
    return v.baseline && v.target && number(*v.target) < number(*v.baseline);
}

bool target_met(const milestone_view& v)
{
    if (!v.target) {
        return true;  // nothing was to be measured
    }
    if (!v.last_value) {
        return false;
    }
    const auto value = number(*v.last_value);
    const auto target = number(*v.target);
    return downwards(v) ? value <= target : value >= target;
}

/// Facts of the envelope and the calendar, and those of milestone_assessed and milestone_reply at
/// their neutral value.
machine_facts common_facts(const decision& d)
{
    return {
        {"has_evidence", d.head.sources.empty() ? 0 : 1},
        {"has_reason", d.head.reason && !d.head.reason->empty() ? 1 : 0},
        {"today", d.when.today.days()},
        {"on_day", d.act_day().days()},
        {"independent", 0},
        {"period_over_day", open_ended},
        {"assessed", 0},
        {"reply_until_day", -open_ended},
    };
}

/// Every fact that milestone_owner and milestone_schedule name, those of a payload at their neutral
/// value: a command sets the ones it decides by.
machine_facts owner_facts(const decision& d, const milestone_view& v)
{
    auto facts = common_facts(d);
    for (const auto name : std::initializer_list<fact_name>{
             "smart", "smart_required", "value", "previous_value", "correction", "target_met",
             "explained", "open_predecessors", "past_missed", "by_coordinator", "has_successor"}) {
        facts[name] = 0;
    }
    facts["stands"] = closed(v) ? 0 : 1;
    facts["complete"] = v.owner_state == "reported_complete" ? 1 : 0;
    return facts;
}

/// Every fact that milestone_deadline names.
machine_facts deadline_facts(const decision& d, const milestone_view& v)
{
    auto facts = common_facts(d);
    const auto due = v.due ? due_day(*v.due) : std::nullopt;
    facts["due_day"] = due ? due->days() : open_ended;
    facts["outcome_day"] = d.when.today.days();
    return facts;
}

const milestone_terms& terms_of(const decision& d)
{
    static const milestone_terms none;
    const auto& m = d.rules().milestones;
    return m ? *m : none;
}

bool key_well_formed(std::string_view s)
{
    return !s.empty() && s.size() <= key_bytes_max && std::all_of(s.begin(), s.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '-' || c == '_' || c == '.';
    });
}

decided check_references(const decision& d, const milestone_planned& p)
{
    if (p.owner && d.state.find_actor(*p.owner) == nullptr) {
        return refuse(
            "E_NOT_FOUND", "owner", "No actor has this id; see actor.list.",
            "Aucun acteur n'a cet identifiant ; voir actor.list."
        );
    }
    if (p.pledge && !d.initiative->pledges.contains(*p.pledge)) {
        return refuse("E_NOT_FOUND", "pledge");
    }
    const auto& steps = d.initiative->rules->steps;
    if (p.step &&
        std::none_of(steps.begin(), steps.end(), [&](const auto& s) { return s.key == *p.step; })) {
        return refuse(
            "E_NOT_FOUND", "step", "The definition has no such step.",
            "La définition n'a pas de telle étape."
        );
    }
    for (const auto& id : p.addressees) {
        if (d.state.find_actor(id) == nullptr) {
            return refuse(
                "E_NOT_FOUND", "addressees", "No actor has this id: " + id + ".",
                "Aucun acteur n'a cet identifiant : " + id + "."
            );
        }
    }
    for (const auto& key : p.after) {
        // Only what is on record can come first, so the order never forms a circle.
        if (!d.initiative->milestones.contains(key)) {
            return refuse(
                "E_NOT_FOUND", "after", "There is no milestone \"" + key + "\".",
                "Il n'y a pas de jalon « " + key + " »."
            );
        }
    }
    return std::nullopt;
}

decided check_due(const date_interval& due)
{
    if (due_day(due)) {
        return std::nullopt;
    }
    return refuse(
        "E_VALUE", "due", "A due date needs a last day.", "Une échéance a besoin d'un dernier jour."
    );
}

decided check_plan(const decision& d, const milestone_planned& p)
{
    if (!key_well_formed(p.milestone)) {
        return refuse(
            "E_VALUE", "milestone", "Use 1 to 100 of A-Z a-z 0-9 - _ .",
            "Employez 1 à 100 caractères A-Z a-z 0-9 - _ ."
        );
    }
    if (d.initiative->milestones.contains(p.milestone)) {
        return refuse("E_EXISTS", "milestone");
    }
    if (p.title.en.empty()) {
        return refuse("E_MISSING_FIELD", "title.en");
    }
    if (auto r = check_references(d, p)) {
        return r;
    }
    if (p.due) {
        if (auto r = check_due(*p.due)) {
            return r;
        }
    }
    if (auto r = check_measure(p.baseline, "baseline")) {
        return r;
    }
    return check_measure(p.target, "target");
}

/// What SMART still lacks. The owner is never among it: without an actor it is the initiative.
std::string smart_lacks(const milestone_planned& p)
{
    std::string list;
    const auto need = [&](bool present, std::string_view name) {
        if (!present) {
            list += (list.empty() ? "" : ", ") + std::string(name);
        }
    };
    need(p.indicator && !p.indicator->empty(), "indicator");
    need(p.baseline.has_value(), "baseline");
    need(p.target.has_value(), "target");
    need(p.due.has_value(), "due");
    return list;
}

decided plan(decision& d, const milestone_planned& p)
{
    if (auto r = check_plan(d, p)) {
        return r;
    }
    const auto lacks = smart_lacks(p);
    auto facts = owner_facts(d, milestone_view{});
    facts["smart"] = lacks.empty() ? 1 : 0;
    facts["smart_required"] = terms_of(d).smart_required ? 1 : 0;
    if (auto r = d.step("milestone_owner", "unrecorded", "plan", facts)) {
        if (r->reason == "E_NOT_SMART") {
            r->en += " Missing: " + lacks + ".";
            r->fr += " Il manque : " + lacks + ".";
        }
        return r;
    }
    auto recorded = p;
    if (p.owner) {
        recorded.owner = resolved(d.state, *p.owner);
    }
    for (auto& id : recorded.addressees) {
        id = resolved(d.state, id);
    }
    d.emit(std::move(recorded));
    return std::nullopt;
}

/// A report of the owner that needs nothing but its own facts.
template <class P>
decided owner_report(decision& d, const P& p, std::string_view event)
{
    milestone_view v;
    if (auto r = open_and_in_order(d, p.milestone, v)) {
        return r;
    }
    if (auto r = owner_only(d, v)) {
        return r;
    }
    if (auto r = d.step("milestone_owner", v.owner_state, event, owner_facts(d, v))) {
        return r;
    }
    d.emit(p);
    return std::nullopt;
}

decided start(decision& d, const milestone_started& p)
{
    return owner_report(d, p, "start");
}

decided report_status(decision& d, const milestone_status_reported& p)
{
    static constexpr std::array<std::string_view, 3> statuses{"on_track", "delayed", "at_risk"};
    if (std::find(statuses.begin(), statuses.end(), p.status) == statuses.end()) {
        return refuse(
            "E_VALUE", "status", "Use on_track, delayed or at_risk.",
            "Employez on_track, delayed ou at_risk."
        );
    }
    return owner_report(d, p, "report_" + p.status);
}

decided report_progress(decision& d, const milestone_progress_reported& p)
{
    auto value = measured(p.value, "value");
    if (auto* refused = std::get_if<refusal>(&value)) {
        return std::move(*refused);
    }
    milestone_view v;
    if (auto r = open_and_in_order(d, p.milestone, v)) {
        return r;
    }
    if (auto r = owner_only(d, v)) {
        return r;
    }
    auto now = std::get<int128>(value);
    auto before = v.last_value ? number(*v.last_value) : now;
    if (downwards(v)) {
        now = -now;
        before = -before;
    }
    auto facts = owner_facts(d, v);
    std::tie(facts["value"], facts["previous_value"]) = comparable(now, before);
    facts["correction"] = p.correction ? 1 : 0;
    if (auto r = d.step("milestone_owner", v.owner_state, "report_progress", facts)) {
        return r;
    }
    d.emit(p);
    return std::nullopt;
}

/// Predecessors that are neither complete nor closed.
std::vector<std::string> open_predecessors(const decision& d, const milestone_view& v)
{
    std::vector<std::string> open;
    for (const auto& key : v.after) {
        const auto before = view_milestone(*d.initiative, key, d.when.today);
        const bool done =
            before.owner_state == "reported_complete" || before.outcome == "met" || closed(before);
        if (!done) {
            open.push_back(key);
        }
    }
    return open;
}

machine_facts completion_facts(
    const decision& d, const milestone_view& v, const std::vector<std::string>& open
)
{
    auto facts = owner_facts(d, v);
    facts["target_met"] = target_met(v) ? 1 : 0;
    facts["open_predecessors"] = static_cast<std::int64_t>(open.size());
    return facts;
}

decided report_complete(decision& d, const milestone_completion_reported& p)
{
    milestone_view v;
    if (auto r = open_and_in_order(d, p.milestone, v)) {
        return r;
    }
    if (auto r = owner_only(d, v)) {
        return r;
    }
    const auto open = open_predecessors(d, v);
    auto facts = completion_facts(d, v, open);
    facts["explained"] = p.explanation && !p.explanation->empty() ? 1 : 0;
    if (auto r = d.step("milestone_owner", v.owner_state, "report_complete", facts)) {
        for (const auto& key : open) {
            r->facts.push_back({"after", key, "complete"});
        }
        return r;
    }
    d.emit(p);
    return std::nullopt;
}

machine_facts assessment_facts(const decision& d, const milestone_view& v)
{
    const bool owns = holds(d, "coordinator", {}) ||
                      (v.owner && holds(d, "focal_point", resolved(d.state, *v.owner)));
    const auto due = v.due ? due_day(*v.due) : std::nullopt;
    auto facts = common_facts(d);
    facts["independent"] = owns ? 0 : 1;
    if (due) {  // else there is no period that could be over
        const auto months = terms_of(d).assessed_after_months.value_or(0);
        facts["period_over_day"] = due->add_days(1).add_months(months).days();
    }
    return facts;
}

decided assess(decision& d, const milestone_assessed& p)
{
    static constexpr std::array<std::string_view, 5> levels{
        "no_evidence", "not_started", "limited", "substantial", "complete"};
    if (std::find(levels.begin(), levels.end(), p.level) == levels.end()) {
        return refuse(
            "E_VALUE", "level", "Use no_evidence, not_started, limited, substantial or complete.",
            "Employez no_evidence, not_started, limited, substantial ou complete."
        );
    }
    milestone_view v;
    if (auto r = open_and_in_order(d, p.milestone, v)) {
        return r;
    }
    if (closed(v)) {
        return refuse("E_TERMINAL", "milestone");
    }
    const auto facts = assessment_facts(d, v);
    if (auto r = d.step("milestone_assessed", v.assessed, "assess_" + p.level, facts)) {
        return r;
    }
    d.emit(p);
    return std::nullopt;
}

machine_facts reply_facts(const decision& d, const milestone_view& v)
{
    auto facts = common_facts(d);
    facts["assessed"] = v.assessed == "not_assessed" ? 0 : 1;
    const auto days = terms_of(d).reply_days.value_or(reply_days_default);
    if (v.assessed_on) {
        facts["reply_until_day"] = v.assessed_on->add_days(days).days();
    }
    return facts;
}

decided reply(decision& d, const milestone_replied& p)
{
    milestone_view v;
    if (auto r = open_and_in_order(d, p.milestone, v)) {
        return r;
    }
    if (auto r = owner_only(d, v)) {
        return r;
    }
    const auto facts = reply_facts(d, v);
    if (auto r = d.step("milestone_reply", v.reply_state, "reply", facts)) {
        return r;
    }
    d.emit(p);
    return std::nullopt;
}

machine_facts schedule_facts(const decision& d, const milestone_view& v)
{
    auto facts = owner_facts(d, v);
    facts["past_missed"] = v.deadline == "missed" ? 1 : 0;
    facts["by_coordinator"] = holds(d, "coordinator", {}) || d.importing() ? 1 : 0;
    return facts;
}

decided reschedule(decision& d, const milestone_rescheduled& p)
{
    if (auto r = check_due(p.due)) {
        return r;
    }
    milestone_view v;
    if (auto r = open_and_in_order(d, p.milestone, v)) {
        return r;
    }
    if (v.outcome == "met") {
        return refuse(
            "E_STATE", "milestone", "It was met; its due date no longer moves.",
            "Il a été atteint ; son échéance ne bouge plus."
        );
    }
    if (v.due && due_day(*v.due) == due_day(p.due)) {
        return refuse(
            "E_VALUE", "due", "It falls due on that day already.",
            "Il arrive déjà à échéance ce jour-là."
        );
    }
    const auto facts = schedule_facts(d, v);
    if (auto r = d.step("milestone_schedule", v.schedule, "reschedule", facts)) {
        return r;
    }
    if (auto r = d.step("milestone_deadline", v.deadline, "set_due", deadline_facts(d, v))) {
        return r;
    }
    d.emit(p);
    return std::nullopt;
}

decided cancel(decision& d, const milestone_cancelled& p)
{
    milestone_view v;
    if (auto r = open_and_in_order(d, p.milestone, v)) {
        return r;
    }
    if (auto r = d.step("milestone_schedule", v.schedule, "cancel", owner_facts(d, v))) {
        return r;
    }
    d.emit(p);
    return std::nullopt;
}

decided supersede(decision& d, const milestone_superseded& p)
{
    milestone_view v;
    if (auto r = open_and_in_order(d, p.milestone, v)) {
        return r;
    }
    const auto next = view_milestone(*d.initiative, p.successor, d.when.today);
    const bool usable =
        next.owner_state != "unrecorded" && !closed(next) && p.successor != p.milestone;
    auto facts = owner_facts(d, v);
    facts["has_successor"] = usable ? 1 : 0;
    if (auto r = d.step("milestone_schedule", v.schedule, "supersede", facts)) {
        return r;
    }
    d.emit(p);
    return std::nullopt;
}

decided reopen(decision& d, const milestone_reopened& p)
{
    milestone_view v;
    if (auto r = open_and_in_order(d, p.milestone, v)) {
        return r;
    }
    const auto facts = owner_facts(d, v);
    if (auto r = d.step("milestone_owner", v.owner_state, "reopen", facts)) {
        return r;
    }
    if (v.assessed != "not_assessed") {
        if (auto r = d.step("milestone_assessed", v.assessed, "reset", facts)) {
            return r;
        }
    }
    if (v.reply_state != "none") {
        if (auto r = d.step("milestone_reply", v.reply_state, "reset", facts)) {
            return r;
        }
    }
    d.emit(p);
    return std::nullopt;
}

/// Dates of an outcome that say what cannot be, or leave open what the verdict turns on.
decided check_outcome(
    const decision& d, const milestone_outcome_recorded& p, const milestone_view& v
)
{
    const auto due = v.due ? due_day(*v.due) : std::nullopt;
    if (p.cause && (p.outcome != "missed" || *p.cause != "consensus_blocked")) {
        return refuse(
            "E_VALUE", "cause", "Only a miss has a cause: consensus_blocked.",
            "Seul un manquement a une cause : consensus_blocked."
        );
    }
    if (p.outcome == "missed") {
        if (p.on) {
            return refuse(
                "E_VALUE", "on", "\"on\" says when it was met.",
                "« on » dit quand il a été atteint."
            );
        }
        if (due && *due >= d.when.today) {
            auto r = refuse("E_NOT_DUE", "milestone");
            r.facts.push_back({"due", due->to_string(), "< " + d.when.today.to_string()});
            return r;
        }
        return std::nullopt;
    }
    if (p.outcome != "met") {
        return refuse("E_VALUE", "outcome", "Use met or missed.", "Employez met ou missed.");
    }
    if (!p.on && !d.head.effective_on) {
        // The day of recording is not the day of meeting: it would turn into a late one.
        return refuse(
            "E_MISSING_FIELD", "on", "Say when it was met, as far as the source does.",
            "Dites quand il a été atteint, autant que la source le dit."
        );
    }
    if (p.on && p.on->not_before && *p.on->not_before > d.when.today) {
        return refuse("E_FUTURE_DATE", "on");
    }
    return std::nullopt;
}

/// The last day on which it may have been met; what is recorded today has happened by today.
civil_date met_day(const decision& d, const milestone_outcome_recorded& p)
{
    const auto known =
        d.head.known_on && d.head.known_on->not_after ? *d.head.known_on->not_after : d.when.today;
    const auto on = p.on ? *p.on : d.head.effective_on.value_or(date_interval{});
    const auto last = std::min(on.not_after.value_or(known), known);
    return on.not_before ? std::max(last, *on.not_before) : last;
}

decided record_outcome(decision& d, const milestone_outcome_recorded& p)
{
    milestone_view v;
    if (auto r = look(d, p.milestone, v)) {
        return r;
    }
    if (closed(v)) {
        return refuse("E_TERMINAL", "milestone");
    }
    if (auto r = check_outcome(d, p, v)) {
        return r;
    }
    const auto due = v.due ? due_day(*v.due) : std::nullopt;
    auto facts = deadline_facts(d, v);
    if (p.outcome == "met") {
        facts["outcome_day"] = met_day(d, p).days();
    }
    if (v.outcome == "missed" && p.outcome == "met" && due && met_day(d, p) <= *due) {
        return refuse(
            "E_STATE", "on", "A miss is on record; correct that record instead.",
            "Un manquement est enregistré ; corrigez plutôt cet enregistrement."
        );
    }
    if (auto r = d.step("milestone_deadline", v.deadline, "record_" + p.outcome, facts)) {
        return r;
    }
    d.emit(p);
    return std::nullopt;
}

}  // namespace

void add_milestone_commands(command_list& list)
{
    const auto info = [](std::string_view name, std::string_view summary,
                         std::vector<std::string_view> who) {
        return method_info{name, summary, std::move(who), true, false};
    };
    const std::vector<std::string_view> own{"focal_point", "coordinator", "import"};
    const std::vector<std::string_view> lead{"coordinator", "import"};
    add(list, info("milestone.plan", "Plans a milestone.", own), plan, owner_to_be);
    add(list, info("milestone.start", "The owner starts work.", own), start,
        its_owner<milestone_started>);
    add(list, info("milestone.report_progress", "The owner reports a measured value.", own),
        report_progress, its_owner<milestone_progress_reported>);
    add(list, info("milestone.report_status", "The owner says on_track, delayed or at_risk.", own),
        report_status, its_owner<milestone_status_reported>);
    add(list, info("milestone.report_complete", "The owner reports completion.", own),
        report_complete, its_owner<milestone_completion_reported>);
    add(list,
        info(
            "milestone.assess", "An independent reviewer assesses after the period.",
            {"reviewer", "import"}
        ),
        assess, nobody<milestone_assessed>);
    add(list, info("milestone.reply", "The owner replies to the assessment.", own), reply,
        its_owner<milestone_replied>);
    add(list,
        info("milestone.reschedule", "Moves the due date, with a reason; the original stays.", own),
        reschedule, its_owner<milestone_rescheduled>);
    add(list, info("milestone.cancel", "Cancels, with a reason.", lead), cancel,
        nobody<milestone_cancelled>);
    add(list, info("milestone.supersede", "Replaces by another milestone.", lead), supersede,
        nobody<milestone_superseded>);
    add(list,
        info("milestone.reopen", "Reopens on new evidence.", {"reviewer", "depositary", "import"}),
        reopen, nobody<milestone_reopened>);
    add(list,
        info(
            "milestone.record_outcome", "Records a sourced outcome: met or missed.",
            {"reviewer", "coordinator", "import"}
        ),
        record_outcome, nobody<milestone_outcome_recorded>);
}

std::variant<standings, refusal>
milestone_standing(const decision& d, const std::string& id, const std::optional<std::string>&)
{
    milestone_view v;
    if (auto r = look(d, id, v)) {
        return std::move(*r);
    }
    const subject owner{.actor = v.owner ? resolved(d.state, *v.owner) : std::string()};
    const auto of = [&](std::string_view machine, const std::string& state, machine_facts facts) {
        return standing{std::string(machine), {}, state, std::move(facts), owner};
    };
    standings all{
        of("milestone_owner", v.owner_state, completion_facts(d, v, open_predecessors(d, v))),
        of("milestone_schedule", v.schedule, schedule_facts(d, v)),
        of("milestone_deadline", v.deadline, deadline_facts(d, v)),
        of("milestone_assessed", v.assessed, assessment_facts(d, v)),
        of("milestone_reply", v.reply_state, reply_facts(d, v))};
    for (auto& s : all) {
        s.owner_alone =
            v.owner && (s.machine == "milestone_owner" || s.machine == "milestone_reply");
    }
    return all;
}

void milestone_due(decision& d)
{
    for (const auto& v : view_milestones(*d.initiative, d.when.today)) {
        if (v.deadline != "due_passed" || closed(v)) {
            continue;
        }
        const auto due = due_day(*v.due);
        const auto& facts = *d.initiative->milestones.at(v.milestone);
        const bool recorded = std::any_of(facts.begin(), facts.end(), [&](const auto& f) {
            const auto* passed = as<milestone_due_passed>(*f);
            return passed != nullptr && passed->due == *due;
        });
        if (!recorded && !d.step("milestone_deadline", "due", "pass", deadline_facts(d, v))) {
            d.emit_dated(
                milestone_due_passed{v.milestone, *due}, date_interval::day(due->add_days(1))
            );
        }
    }
}

}  // namespace depositary::engine
