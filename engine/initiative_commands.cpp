#include <algorithm>

#include "engine/initiative.hpp"
#include "engine/life.hpp"
#include "engine/methods.hpp"
#include "engine/process.hpp"
#include "engine/reporting.hpp"

/// initiative.advance and the depositary's statements.

namespace depositary::engine {

namespace {

struct advance_params
{
    std::string event;
    std::optional<std::string> region;  ///< machine id; found from the event when absent
    std::optional<std::string> note;
    std::optional<std::string> successor;  ///< initiative that supersedes this one
    bool consent_of_all = false;           ///< shown by the evidence (VCLT art. 54(b))
};
BOOST_DESCRIBE_STRUCT(advance_params, (), (event, region, note, successor, consent_of_all))

/// Events that follow from other records and from dates alone.
bool only_the_clock(std::string_view event)
{
    return event == "reach_threshold" || event == "lose_threshold" || event == "enter_into_force" ||
           event == "open_silence" || event == "break_silence" || event == "end_silence";
}

/// The region that knows the event; nullptr when none does. `all_events` lists what there is.
machine_ptr region_with(
    const decision& d, const advance_params& p, std::vector<std::string>& all_events
)
{
    machine_ptr found;
    for (auto& m : regions_of(d.workflows, *d.initiative->rules)) {
        const std::string id(m->info().id);
        for (const auto& e : m->info().events) {
            all_events.push_back(id + "." + std::string(e.id));
            if (!found && e.id == p.event && (!p.region || *p.region == id)) {
                found = m;
            }
        }
    }
    return found;
}

/// Who may take the step: for a stage graph, whom the transition that fires names.
decided check_role(
    decision& d, const machine& region, const std::string& from, const std::string& event,
    const machine_facts& facts
)
{
    std::vector<std::string_view> roles{"coordinator", "depositary", import_principal};
    if (region.info().id == staged_life) {
        const auto* t = firing(*d.initiative->rules, from, event, facts);
        if (t == nullptr) {
            return std::nullopt;  // the machine says why
        }
        roles = roles_of(*t);
    }
    auto role = authorise(d, method_info{"", "", std::move(roles), true, false}, {});
    if (auto* refused = std::get_if<refusal>(&role)) {
        return std::move(*refused);
    }
    d.role = std::get<std::string>(role);
    return std::nullopt;
}

void payload_facts(const decision& d, const advance_params& p, machine_facts& f)
{
    f["has_successor"] = p.successor && d.state.find_initiative(*p.successor) ? 1 : 0;
    f["consent_of_all"] = p.consent_of_all && !d.head.sources.empty() ? 1 : 0;
    const auto& life = d.rules().lifecycle;
    const bool suspends = p.event == "suspend" || p.event == "resume";
    f["terms_allow"] =
        p.event == "resume" ||
                (life && (suspends ? life->suspension_allowed : life->termination_allowed))
            ? 1
            : 0;
}

/// Who stands in the way is part of the answer.
refusal with_objector(refusal r, const initiative_state& s, civil_date on)
{
    const auto all = view_silences(s, on);
    if (r.reason != "E_CONSENSUS_BROKEN" || all.empty() || !all.back().broken_by) {
        return r;
    }
    const auto& last = all.back();
    r.facts.push_back({"broken_by", *last.broken_by, "nobody"});
    r.en += " " + *last.broken_by + " objected in the procedure " + last.procedure + ".";
    r.fr += " " + *last.broken_by + " a fait objection dans la procédure " + last.procedure + ".";
    return r;
}

decided advance(decision& d, const advance_params& p)
{
    std::vector<std::string> events;
    const auto region = region_with(d, p, events);
    if (!region) {
        auto r =
            refuse("E_NOT_DEFINED", "event", "See initiative.allowed.", "Voir initiative.allowed.");
        r.allowed = std::move(events);
        return r;
    }
    if (only_the_clock(p.event)) {
        return refuse(
            "E_BY", "event",
            "It follows from recorded instruments, or from silence.open and silence.break.",
            "Cela découle des instruments enregistrés, ou de silence.open et silence.break."
        );
    }
    // History is told in the order of its own dates: an imported step starts from where the region
    // stood on the day of the step.
    const auto at = d.importing() ? d.act_day() : d.when.today;
    const auto now = view_region(d.state, *d.initiative, *region, at);
    auto facts = initiative_facts(d);
    payload_facts(d, p, facts);
    if (!has_state(*region, now.state)) {
        return refuse("E_MAPPING", "region", now.state + ".");
    }
    if (auto r = check_role(d, *region, now.state, p.event, facts)) {
        return r;
    }
    std::string to;
    if (auto r = step_on(*region, now.state, p.event, facts, &to)) {
        return with_objector(std::move(*r), *d.initiative, at);
    }
    d.emit(initiative_advanced{std::string(region->info().id), p.event, now.state, to, p.note});
    return std::nullopt;
}

decided state_ordinal(decision& d, const ordinal_stated& p)
{
    const auto* who = d.state.find_actor(p.actor);
    if (who == nullptr) {
        return refuse("E_NOT_FOUND", "actor");
    }
    if (d.head.sources.empty()) {
        return refuse("E_NO_EVIDENCE", "evidence");
    }
    const auto list = counted_instruments(d.state, *d.initiative);
    const auto range = feasible_ordinals(list, who->id);
    if (!range) {
        return refuse(
            "E_ORDINAL", "actor", "No instrument of this actor counts here.",
            "Aucun instrument de cet acteur ne compte ici."
        );
    }
    if (p.ordinal < range->lowest || p.ordinal > range->highest) {
        auto r = refuse(
            "E_ORDINAL", "ordinal",
            "From " + std::to_string(range->lowest) + " to " + std::to_string(range->highest) + ".",
            "De " + std::to_string(range->lowest) + " à " + std::to_string(range->highest) + "."
        );
        r.facts.push_back(
            {"ordinal", std::to_string(p.ordinal),
             std::to_string(range->lowest) + ".." + std::to_string(range->highest)}
        );
        return r;
    }
    for (const auto& f : d.initiative->life) {
        const auto* other = as<ordinal_stated>(*f);
        if (other != nullptr && (other->actor == who->id || other->ordinal == p.ordinal)) {
            return refuse(
                "E_ORDINAL", "ordinal",
                other->actor + " is recorded as number " + std::to_string(other->ordinal) +
                    "; correct that event first.",
                other->actor + " est enregistré comme numéro " + std::to_string(other->ordinal) +
                    " ; corrigez d'abord cet événement."
            );
        }
    }
    d.emit(ordinal_stated{who->id, p.ordinal});
    return std::nullopt;
}

bool recorded(const fact_list& life, auto is)
{
    return std::any_of(life.begin(), life.end(), [&](const auto& f) { return is(*f); });
}

}  // namespace

void add_initiative_commands(command_list& list)
{
    add(list,
        method_info{
            "initiative.advance",
            "Moves a region of the initiative's machine.",
            {"coordinator", "depositary", "recipient", "reviewer", "import"},
            true,
            false},
        advance, nobody<advance_params>);
    add(list,
        method_info{
            "initiative.state_ordinal",
            "The depositary states that an instrument was the n-th "
            "(VCLT art. 77(1)(f)).",
            {"depositary", "import"},
            true,
            false},
        state_ordinal, nobody<ordinal_stated>);
}

void initiative_due(decision& d)
{
    const auto force = view_force(d.state, *d.initiative, d.when.today);
    if (!force || !force->reached) {
        return;
    }
    const auto& life = d.initiative->life;
    if (!recorded(life, [&](const fact& f) {
            const auto* t = as<threshold_reached>(f);
            return t != nullptr && t->reached == *force->reached;
        })) {
        d.emit_dated(
            threshold_reached{force->rule, *force->reached, force->certain}, *force->reached
        );
    }
    const auto& in_force = force->in_force;
    if (!in_force || !in_force->certainly_by(d.when.today)) {
        return;
    }
    if (!recorded(life, [&](const fact& f) {
            const auto* e = as<entered_into_force>(f);
            return e != nullptr && e->in_force == *in_force;
        })) {
        d.emit_dated(entered_into_force{force->rule, *in_force}, *in_force);
    }
}

namespace {

/// What came of reports that were not filed, each on the day after its limit.
void record_lapses(decision& d, const std::string& actor, const fact_list& facts)
{
    for (const auto& l : view_reporting(*d.initiative, facts, d.when.today).lapses) {
        const bool known = recorded(facts, [&](const fact& f) {
            const auto* o = as<report_fell_overdue>(f);
            return o != nullptr && o->due == l.due && o->standing == l.standing;
        });
        if (known) {
            continue;
        }
        const bool late = l.standing == "late_report";
        const auto on = l.limit.add_days(1);
        const machine_facts days{{"today", on.days()}, {"due_day", l.limit.days()}};
        if (!d.step(
                "participation_standing", late ? "good" : "late_report",
                late ? "report_overdue" : "fall_inactive", days
            )) {
            d.emit_dated(
                report_fell_overdue{actor, l.due.to_string(), l.due, l.standing},
                date_interval::day(on)
            );
        }
    }
}

}  // namespace

void participation_due(decision& d)
{
    const auto& s = *d.initiative;
    const auto force = view_force(d.state, s, d.when.today);
    for (const auto& [id, facts] : s.participations) {
        const auto v = view_participation(d.state, s, id, d.when.today, force);
        const bool party_known = recorded(*facts, [&](const fact& f) {
            const auto* b = as<became_party>(f);
            return b != nullptr && v.in_force && b->in_force == *v.in_force;
        });
        if (v.consent == "party" && !party_known) {
            d.emit_dated(became_party{id, force->rule, *v.in_force}, *v.in_force);
        }
        const bool left_known = recorded(*facts, [&](const fact& f) {
            return as<withdrawal_took_effect>(f) != nullptr && f.settled == v.withdrawal_effective;
        });
        if (v.exit == "withdrawn" && !left_known) {
            d.emit_dated(
                withdrawal_took_effect{id, "end of the notice period"},
                date_interval::day(*v.withdrawal_effective)
            );
        }
        record_lapses(d, id, *facts);
    }
}

}  // namespace depositary::engine
