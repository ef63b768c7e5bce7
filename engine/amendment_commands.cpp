#include <algorithm>
#include <array>

#include "engine/amendment.hpp"
#include "engine/methods.hpp"
#include "engine/participation.hpp"
#include "engine/standing.hpp"

/// amendment.*: proposed, adopted, accepted by parties one by one, in force by the terms or by a
/// statement of the depositary (VCLT art. 39-40).

namespace depositary::engine {

namespace {

machine_facts amendment_facts(const decision& d, const amendment_view& v)
{
    const auto today = d.when.today;
    machine_facts f;
    f["today"] = today.days();
    f["on_day"] = d.act_day().days();
    f["has_reason"] = d.head.reason && !d.head.reason->empty() ? 1 : 0;
    f["has_evidence"] = d.head.sources.empty() ? 0 : 1;
    f["is_party"] = 0;
    f["accepted"] = 0;
    f["instruments_certain"] = v.certain;
    f["instruments_required"] = v.required;
    f["threshold_reached"] = v.reached && v.reached->certainly_by(today) ? 1 : 0;
    f["in_force_day"] =
        v.in_force && v.in_force->not_after ? v.in_force->not_after->days() : open_ended;
    return f;
}

/// History is told in the order of its own dates: an imported step starts from where the amendment
/// stood on the day of the step.
amendment_view stands(const decision& d, const std::string& id)
{
    const auto at = d.importing() ? d.act_day() : d.when.today;
    return view_amendment(d.state, *d.initiative, id, at);
}

/// Facts of the one who would accept.
void add_acceptor(
    const decision& d, const std::string& amendment, const std::string& actor, machine_facts& facts
)
{
    const auto on = d.act_day();
    const auto party = view_participation(
        d.state, *d.initiative, actor, on, view_force(d.state, *d.initiative, on)
    );
    facts["is_party"] = party.consent == "party" && party.exit != "withdrawn" ? 1 : 0;
    const auto all = view_amendment(d.state, *d.initiative, amendment, d.when.today).acceptances;
    facts["accepted"] =
        std::any_of(all.begin(), all.end(), [&](const auto& a) { return a.actor == actor; });
}

decided known(const decision& d, const std::string& id)
{
    if (d.initiative->amendments.contains(id)) {
        return std::nullopt;
    }
    return refuse("E_NOT_FOUND", "amendment", "See amendment.list.", "Voir amendment.list.");
}

template <class P>
decided take_step(decision& d, const P& p, std::string_view event)
{
    if (auto r = known(d, p.amendment)) {
        return r;
    }
    const auto v = stands(d, p.amendment);
    if (auto r = d.step("amendment", v.state, event, amendment_facts(d, v))) {
        return r;
    }
    d.emit(p);
    return std::nullopt;
}

decided propose(decision& d, const amendment_proposed& p)
{
    if (p.amendment.empty() || p.amendment.size() > key_bytes_max) {
        return refuse("E_VALUE", "amendment", "Use 1 to 100 bytes.", "Employez de 1 à 100 octets.");
    }
    if (p.title.en.empty()) {
        return refuse("E_MISSING_FIELD", "title.en");
    }
    if (d.initiative->amendments.contains(p.amendment)) {
        return refuse("E_EXISTS", "amendment");
    }
    const auto v = stands(d, p.amendment);
    if (auto r = d.step("amendment", v.state, "propose", amendment_facts(d, v))) {
        return r;
    }
    d.emit(p);
    return std::nullopt;
}

decided adopt(decision& d, const amendment_adopted& p)
{
    return take_step(d, p, "adopt");
}

decided lapse(decision& d, const amendment_lapsed& p)
{
    return take_step(d, p, "lapse");
}

decided accept(decision& d, const amendment_accepted& p)
{
    static constexpr std::array<std::string_view, 4> acts{
        "ratification", "acceptance", "approval", "accession"};
    if (std::find(acts.begin(), acts.end(), p.act) == acts.end()) {
        return refuse(
            "E_VALUE", "act", "Use ratification, acceptance, approval or accession.",
            "Employez ratification, acceptance, approval ou accession."
        );
    }
    if (auto r = known(d, p.amendment)) {
        return r;
    }
    const auto* who = d.state.find_actor(p.actor);
    if (who == nullptr) {
        return refuse("E_NOT_FOUND", "actor", "See actor.list.", "Voir actor.list.");
    }
    const auto v = stands(d, p.amendment);
    auto facts = amendment_facts(d, v);
    add_acceptor(d, p.amendment, who->id, facts);
    if (auto r = d.step("amendment", v.state, "accept", facts)) {
        return r;
    }
    d.emit(amendment_accepted{p.amendment, who->id, p.act});
    return std::nullopt;
}

struct state_in_force_params
{
    std::string amendment;
    std::optional<date_interval> in_force;  ///< effective_on when absent
};
BOOST_DESCRIBE_STRUCT(state_in_force_params, (), (amendment, in_force))

decided state_in_force(decision& d, const state_in_force_params& p)
{
    if (auto r = known(d, p.amendment)) {
        return r;
    }
    const auto v = stands(d, p.amendment);
    if (auto r = d.step("amendment", v.state, "state_in_force", amendment_facts(d, v))) {
        return r;
    }
    const auto day = d.head.effective_on.value_or(date_interval::day(d.when.today));
    const auto in_force = p.in_force.value_or(day);
    auto& e =
        d.emit(amendment_entered_into_force{p.amendment, "stated by the depositary", in_force});
    if (!d.head.effective_on && in_force.not_after && *in_force.not_after <= d.when.today) {
        e.effective_on = in_force;
    }
    return std::nullopt;
}

}  // namespace

std::variant<standings, refusal> amendment_standing(
    const decision& d, const std::string& id, const std::optional<std::string>& actor
)
{
    if (auto r = known(d, id)) {
        return std::move(*r);
    }
    const auto v = stands(d, id);
    auto facts = amendment_facts(d, v);
    facts["is_party"] = 1;
    if (actor) {
        add_acceptor(d, id, *actor, facts);
    }
    standing s{"amendment", {}, v.state, std::move(facts)};
    s.other = {.actor = actor.value_or(""), .binds = true};
    s.others = {"accept"};
    return standings{std::move(s)};
}

void add_amendment_commands(command_list& list)
{
    add(list,
        on_initiative(
            "amendment.propose", "An amendment of the text is proposed (VCLT art. 40(2)).",
            {"depositary", "coordinator", "import"}
        ),
        propose, nobody<amendment_proposed>);
    add(list,
        on_initiative(
            "amendment.adopt", "The amendment is adopted, with evidence.",
            {"depositary", "coordinator", "import"}
        ),
        adopt, nobody<amendment_adopted>);
    add(list,
        on_initiative(
            "amendment.accept", "A party deposits its acceptance of the amendment.",
            {"focal_point", "depositary", "import"}
        ),
        accept, its_actor_bound<amendment_accepted>);
    add(list,
        on_initiative(
            "amendment.state_in_force",
            "The depositary states, with evidence, when the amendment entered into force.",
            {"depositary", "import"}
        ),
        state_in_force, nobody<state_in_force_params>);
    add(list,
        on_initiative(
            "amendment.lapse", "The amendment will not enter into force any more.",
            {"depositary", "import"}
        ),
        lapse, nobody<amendment_lapsed>);
}

void amendment_due(decision& d)
{
    const auto recorded = [](const fact_list& facts, auto is) {
        return std::any_of(facts.begin(), facts.end(), [&](const auto& f) { return is(*f); });
    };
    for (const auto& [id, facts] : d.initiative->amendments) {
        const auto v = view_amendment(d.state, *d.initiative, id, d.when.today);
        if (v.state != "threshold_met" && v.state != "in_force") {
            continue;
        }
        const bool met_known = !v.reached || recorded(*facts, [&](const fact& f) {
            const auto* t = as<amendment_threshold_reached>(f);
            return t != nullptr && t->reached == *v.reached;
        });
        if (!met_known && v.reached->certainly_by(d.when.today)) {
            d.emit_dated(
                amendment_threshold_reached{id, v.rule, *v.reached, v.certain}, *v.reached
            );
        }
        const bool force_known = v.stated || recorded(*facts, [&](const fact& f) {
                                     const auto* e = as<amendment_entered_into_force>(f);
                                     return e != nullptr && e->in_force == *v.in_force;
                                 });
        if (v.state == "in_force" && !force_known) {
            d.emit_dated(amendment_entered_into_force{id, v.rule, *v.in_force}, *v.in_force);
        }
    }
}

}  // namespace depositary::engine
