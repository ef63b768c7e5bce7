#include <algorithm>
#include <array>

#include "engine/methods.hpp"
#include "engine/participation.hpp"
#include "engine/pledge_facts.hpp"
#include "engine/process.hpp"

/// Commands of how an initiative decides: silence procedures, phase reviews, applications, and
/// alignment with single steps.

namespace depositary::engine {

namespace {

decided known_actor(const decision& d, const std::string& id, const actor*& who)
{
    who = d.state.find_actor(id);
    if (who == nullptr) {
        return refuse(
            "E_NOT_FOUND", "actor", "No actor has this id; see actor.list.",
            "Aucun acteur n'a cet identifiant ; voir actor.list."
        );
    }
    return std::nullopt;
}

/// Whether `who` may break a silence: the members that the terms name, else whoever is eligible.
bool member_of_body(const decision& d, const actor& who)
{
    const auto& body = d.rules().consensus;
    if (!body || body->members.empty()) {
        return eligible(d.state, d.rules(), who, d.act_day());
    }
    return std::any_of(body->members.begin(), body->members.end(), [&](const auto& id) {
        return d.state.find_actor(id) == &who;
    });
}

const silence_view* find_silence(const std::vector<silence_view>& all, std::string_view procedure)
{
    const auto found = std::find_if(all.begin(), all.end(), [&](const auto& v) {
        return v.procedure == procedure;
    });
    return found == all.end() ? nullptr : &*found;
}

/// A text by consensus goes under silence from where its life stands; any other initiative has
/// silence procedures where its terms name a body.
decided silence_admitted(const decision& d)
{
    constexpr std::string_view life = "life_principles";
    const auto* archetype = d.workflows.archetype(d.initiative->rules->archetype);
    if (archetype == nullptr || archetype->life != life) {
        if (d.rules().consensus) {
            return std::nullopt;
        }
        return refuse(
            "E_ACT_NOT_ADMITTED", "procedure", "The terms name no body (consensus).",
            "Les clauses ne nomment aucun organe (consensus)."
        );
    }
    const auto now = view_region(d.state, *d.initiative, *d.workflows.find(life), day_looked_at(d));
    return d.step(life, now.state, "open_silence", initiative_facts(d));
}

decided open_silence(decision& d, const silence_opened& p)
{
    if (auto r = check_id(p.procedure, "procedure")) {
        return r;
    }
    if (auto r = check_past(d)) {
        return r;
    }
    if (d.initiative->silences.contains(p.procedure)) {
        return refuse("E_EXISTS", "procedure");
    }
    if (p.title.en.empty() && p.title.fr.empty()) {
        return refuse("E_MISSING_FIELD", "title");
    }
    if (!d.importing() && p.deadline <= d.when.today) {
        return refuse("E_VALUE", "deadline", "It lies in the future.", "Elle est dans le futur.");
    }
    if (auto r = silence_admitted(d)) {
        return r;
    }
    const auto& body = d.rules().consensus;
    machine_facts f;
    f["on_day"] = d.act_day().days();
    f["deadline_day"] = p.deadline.days();
    f["silence_days_min"] = body ? body->silence_days_min.value_or(0) : 0;
    f["resubmits"] = p.resubmits ? 1 : 0;
    f["resubmitted_broken"] = 0;
    if (p.resubmits) {
        const auto all = view_silences(*d.initiative, day_looked_at(d));
        const auto* before = find_silence(all, *p.resubmits);
        if (before == nullptr) {
            return refuse("E_NOT_FOUND", "resubmits");
        }
        f["resubmitted_broken"] = before->state == "broken" ? 1 : 0;
    }
    if (auto r = d.step("silence_procedure", "none", "open", f)) {
        return r;
    }
    d.emit(p);
    return std::nullopt;
}

decided break_silence(decision& d, const silence_broken& p)
{
    const actor* who = nullptr;
    if (auto r = known_actor(d, p.actor, who)) {
        return r;
    }
    if (auto r = check_past(d)) {
        return r;
    }
    const auto all = view_silences(*d.initiative, d.when.today);
    const auto* v = find_silence(all, p.procedure);
    if (v == nullptr) {
        return refuse("E_NOT_FOUND", "procedure");
    }
    machine_facts f;
    f["objector_member"] = member_of_body(d, *who) ? 1 : 0;
    f["has_statement"] = p.statement.empty() ? 0 : 1;
    f["on_day"] = d.act_day().days();
    f["opened_day"] = v->opened.not_before ? v->opened.not_before->days() : -999'999'999;
    f["deadline_day"] = v->deadline.days();
    if (auto r = d.step("silence_procedure", v->state, "break", f)) {
        return r;
    }
    d.emit(silence_broken{p.procedure, who->id, p.statement});
    return std::nullopt;
}

decided review_phase(decision& d, const phase_reviewed& p)
{
    if (p.outcome != "passed" && p.outcome != "failed") {
        return refuse("E_VALUE", "outcome", "Use passed or failed.", "Employez passed ou failed.");
    }
    if (p.statement.empty()) {
        return refuse("E_NO_STATEMENT", "statement");
    }
    if (d.head.sources.empty()) {
        return refuse("E_NO_EVIDENCE", "evidence");
    }
    if (auto r = check_past(d)) {
        return r;
    }
    const auto phases = view_phases(*d.initiative, day_looked_at(d));
    const auto found = std::find_if(phases.begin(), phases.end(), [&](const auto& v) {
        return v.phase == p.phase;
    });
    if (found == phases.end()) {
        return refuse(
            "E_NOT_FOUND", "phase", "The definition has no such phase.",
            "La définition n'a pas de telle phase."
        );
    }
    if (found->state != "open") {
        return refuse(
            "E_STATE", "phase", "The phase is " + found->state + ", not open.",
            "La phase n'est pas ouverte (" + found->state + ")."
        );
    }
    d.emit(p);
    return std::nullopt;
}

/// Whoever decides on an application, or makes it, moves the same machine.
template <class P>
decided membership(decision& d, P p, std::string_view event)
{
    const actor* who = nullptr;
    if (auto r = known_actor(d, p.actor, who)) {
        return r;
    }
    if (auto r = check_past(d)) {
        return r;
    }
    const auto at = day_looked_at(d);
    const auto force = view_force(d.state, *d.initiative, at);
    const auto view = view_participation(d.state, *d.initiative, who->id, at, force);
    const auto facts = participation_facts(d, view, *who);
    const auto now = view_membership(*d.initiative, who->id, at);
    if (auto r = d.step("participation_membership", now, event, facts)) {
        return r;
    }
    p.actor = who->id;
    d.emit(std::move(p));
    return std::nullopt;
}

decided apply_for(decision& d, const participation_applied& p)
{
    const auto& roles = d.rules().joining.roles;
    if (p.as && std::find(roles.begin(), roles.end(), *p.as) == roles.end()) {
        return refuse("E_ROLE_NOT_ADMITTED", "as");
    }
    return membership(d, p, "apply");
}

decided accept(decision& d, const participation_accepted& p)
{
    return membership(d, p, "accept");
}

decided reject(decision& d, const participation_rejected& p)
{
    return membership(d, p, "reject");
}

std::string_view alignment_event(std::string_view position)
{
    return position == "supports"                  ? "support"
           : position == "supports_with_statement" ? "support_with_statement"
           : position == "not_aligned"             ? "not_align"
                                                   : "";
}

decided align(decision& d, const step_aligned& p)
{
    const actor* who = nullptr;
    if (auto r = known_actor(d, p.actor, who)) {
        return r;
    }
    if (auto r = check_past(d)) {
        return r;
    }
    const auto event = alignment_event(p.position);
    if (event.empty()) {
        return refuse(
            "E_VALUE", "position", "Use supports, supports_with_statement or not_aligned.",
            "Employez supports, supports_with_statement ou not_aligned."
        );
    }
    const auto& rules = *d.initiative->rules;
    const auto named = [&](const auto& list) {
        return std::any_of(list.begin(), list.end(), [&](const auto& s) {
            return s.key == p.step;
        });
    };
    if (!named(rules.steps) && !named(rules.principles)) {
        return refuse(
            "E_NOT_FOUND", "step", "The definition has no such step or principle.",
            "La définition n'a ni étape ni principe de ce nom."
        );
    }
    const auto at = day_looked_at(d);
    const auto force = view_force(d.state, *d.initiative, at);
    const auto view = view_participation(d.state, *d.initiative, who->id, at, force);
    machine_facts f;
    f["participant"] = view.certain ? 1 : 0;
    f["joining_admitted"] = rules.rules.joining.acts.empty() ? 0 : 1;
    f["eligible"] = eligible(d.state, rules.rules, *who, d.act_day()) ? 1 : 0;
    f["has_statement"] = p.statement && !p.statement->empty() ? 1 : 0;
    const auto now = view_position(*d.initiative, who->id, p.step, at);
    if (auto r = d.step("step_alignment", now.position, event, f)) {
        return r;
    }
    d.emit(step_aligned{who->id, p.step, p.position, p.statement});
    return std::nullopt;
}

}  // namespace

void add_process_commands(command_list& list)
{
    add(list,
        on_initiative(
            "silence.open", "Puts a text under silence until the end of a day.",
            {"coordinator", "depositary", "import"}
        ),
        open_silence, nobody<silence_opened>);
    add(list,
        on_initiative(
            "silence.break", "A member objects; one objection is enough.", {"focal_point", "import"}
        ),
        break_silence, its_actor<silence_broken>);
    add(list,
        on_initiative(
            "phase.review", "Says whether the open phase passes its gate.", {"reviewer", "import"}
        ),
        review_phase, nobody<phase_reviewed>);
    add(list,
        on_initiative(
            "participation.apply", "The actor applies, with a letter of intent.",
            {"focal_point", "import"}
        ),
        apply_for, its_actor<participation_applied>);
    add(list,
        on_initiative("participation.accept", "Accepts an application.", {"coordinator", "import"}),
        accept, nobody<participation_accepted>);
    add(list,
        on_initiative(
            "participation.reject", "Rejects an application, with a reason.",
            {"coordinator", "import"}
        ),
        reject, nobody<participation_rejected>);
    add(list,
        on_initiative(
            "step.align", "The actor says what it thinks of one step or principle.",
            {"focal_point", "import"}
        ),
        align, its_actor<step_aligned>);
}

void process_due(decision& d)
{
    for (const auto& v : view_silences(*d.initiative, d.when.today)) {
        if (v.state != "adopted") {
            continue;
        }
        const auto& facts = *d.initiative->silences.at(v.procedure);
        const bool recorded = std::any_of(facts.begin(), facts.end(), [&](const auto& f) {
            return as<silence_ended>(*f) != nullptr && f->on == *v.ended;
        });
        if (!recorded) {
            d.emit_dated(
                silence_ended{v.procedure, "no objection by " + v.deadline.to_string()}, *v.ended
            );
        }
    }
}

}  // namespace depositary::engine
