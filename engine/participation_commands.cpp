#include <algorithm>
#include <array>
#include <span>

#include "engine/methods.hpp"
#include "engine/participation.hpp"

/// participation.*: acts of the actors of an initiative.

namespace depositary::engine {

namespace {

/// What every participation command looks at first.
struct participation_scene
{
    const actor* who = nullptr;
    std::string id;  ///< canonical, after merges
    participation_view view;
    machine_facts facts;
};

decided look(const decision& d, const std::string& actor_id, participation_scene& out)
{
    out.who = d.state.find_actor(actor_id);
    if (out.who == nullptr) {
        return refuse(
            "E_NOT_FOUND", "actor", "No actor has this id; see actor.list.",
            "Aucun acteur n'a cet identifiant ; voir actor.list."
        );
    }
    out.id = out.who->id;
    const auto force = view_force(d.state, *d.initiative, d.when.today);
    out.view = view_participation(d.state, *d.initiative, out.id, d.when.today, force);
    out.facts = participation_facts(d, out.view, *out.who);
    return std::nullopt;
}

/// A step of consent. Whoever withdrew, and acts on or after the day that took effect, comes in
/// anew and stands where it stood before it first came; an act of an earlier day belongs to the
/// period that is closed.
decided consent_step(const decision& d, const participation_scene& s, std::string_view event)
{
    const bool gone = s.view.exit == "withdrawn";
    if (!gone) {
        return d.step("participation_consent", s.view.consent, event, s.facts);
    }
    if (d.act_day() < *s.view.withdrawal_effective) {
        auto facts = s.facts;
        facts["signed"] = 1;
        facts["consented"] = 1;
        return d.step("participation_consent", s.view.consent, event, facts);
    }
    if (auto r = d.step("participation_exit", s.view.exit, "rejoin", s.facts)) {
        return r;
    }
    return d.step("participation_consent", "eligible", event, s.facts);
}

bool admits(const decision& d, std::string_view act)
{
    const auto& acts = d.rules().joining.acts;
    return std::find(acts.begin(), acts.end(), act) != acts.end();
}

decided not_admitted(std::string_view act)
{
    auto r = refuse("E_ACT_NOT_ADMITTED", "act");
    r.facts.push_back({"act", std::string(act), "one of rules.joining.acts"});
    return r;
}

template <class P>
P canonical_actor(P p, const participation_scene& s)
{
    p.actor = s.id;
    return p;
}

decided sign(decision& d, const treaty_signed& p)
{
    participation_scene s;
    if (auto r = look(d, p.actor, s)) {
        return r;
    }
    if (!admits(d, p.definitive ? "definitive_signature" : "signature") && !p.definitive) {
        return not_admitted("signature");
    }
    const auto event = p.definitive ? "sign_definitively" : "sign";
    if (auto r = consent_step(d, s, event)) {
        return r;
    }
    d.emit(canonical_actor(p, s));
    return std::nullopt;
}

decided deposit(decision& d, const instrument_deposited& p)
{
    static constexpr std::array<std::string_view, 5> acts{
        "ratification", "acceptance", "approval", "accession", "formal_confirmation"};
    if (std::find(acts.begin(), acts.end(), p.act) == acts.end()) {
        return refuse(
            "E_VALUE", "act",
            "Use ratification, acceptance, approval, accession or formal_confirmation.",
            "Employez ratification, acceptance, approval, accession ou "
            "formal_confirmation."
        );
    }
    if (p.precondition_unsourced && !d.importing()) {
        return refuse(
            "E_BY", "precondition_unsourced", "Only an import may say so.",
            "Seul un import peut le dire."
        );
    }
    participation_scene s;
    if (auto r = look(d, p.actor, s)) {
        return r;
    }
    s.facts["act_admitted"] = admits(d, p.act) ? 1 : 0;
    s.facts["declaration_attached"] = p.declaration && !p.declaration->empty() ? 1 : 0;
    s.facts["precondition_unsourced"] = p.precondition_unsourced ? 1 : 0;
    const auto event = p.act == "accession" ? "deposit_accession" : "deposit_ratification";
    if (auto r = consent_step(d, s, event)) {
        return r;
    }
    auto recorded = canonical_actor(p, s);
    // Said only where it is true, so that the list of what is unsourced stays short.
    recorded.precondition_unsourced = p.precondition_unsourced && p.act != "accession" &&
                                      d.rules().joining.signature_required &&
                                      s.facts["signed"] == 0;
    d.emit(std::move(recorded));
    return std::nullopt;
}

decided succeed(decision& d, const succession_notified& p)
{
    participation_scene s;
    if (auto r = look(d, p.actor, s)) {
        return r;
    }
    if (!admits(d, "succession")) {
        return not_admitted("succession");
    }
    participation_scene before;
    if (auto r = look(d, p.predecessor, before)) {
        r->field = "predecessor";
        return r;
    }
    s.facts["predecessor_bound"] = before.facts["consented"];
    if (auto r = consent_step(d, s, "notify_succession")) {
        return r;
    }
    auto recorded = canonical_actor(p, s);
    recorded.predecessor = before.id;
    d.emit(std::move(recorded));
    return std::nullopt;
}

/// A coordinator records for supporters that have no focal point, never for a State or the EU.
decided not_for_a_state(const decision& d, const participation_scene& s)
{
    const bool is_state = s.who->kind == "member_state" || s.who->kind == "observer_state" ||
                          s.who->kind == "other_state" || s.who->kind == "regional_organisation";
    if (d.role == "coordinator" && is_state) {
        return refuse(
            "E_OTHER_ACTOR", "actor", "Its focal point does this.", "Son point focal le fait."
        );
    }
    return std::nullopt;
}

decided endorse(decision& d, const endorsed& p)
{
    participation_scene s;
    if (auto r = look(d, p.actor, s)) {
        return r;
    }
    if (auto r = not_for_a_state(d, s)) {
        return r;
    }
    if (!admits(d, "endorsement")) {
        return not_admitted("endorsement");
    }
    if (auto r = d.step("participation_political", s.view.political, "endorse", s.facts)) {
        return r;
    }
    d.emit(canonical_actor(p, s));
    return std::nullopt;
}

decided join(decision& d, const participation_joined& p)
{
    participation_scene s;
    if (auto r = look(d, p.actor, s)) {
        return r;
    }
    if (auto r = not_for_a_state(d, s)) {
        return r;
    }
    if (!admits(d, "joining")) {
        return not_admitted("joining");
    }
    const auto& roles = d.rules().joining.roles;
    const auto has = [&](const std::vector<std::string>& list) {
        return std::find(list.begin(), list.end(), p.as) != list.end();
    };
    s.facts["role_admitted"] = has(roles) ? 1 : 0;
    s.facts["role_held"] = has(s.view.roles) ? 1 : 0;
    if (auto r = d.step("participation_political", s.view.political, "join", s.facts)) {
        return r;
    }
    d.emit(canonical_actor(p, s));
    return std::nullopt;
}

decided vet(decision& d, const participation_vetted& p)
{
    participation_scene s;
    if (auto r = look(d, p.actor, s)) {
        return r;
    }
    if (s.view.vetted) {
        return refuse("E_STATE", "actor", "It is vetted already.", "Déjà vérifié.");
    }
    d.emit(canonical_actor(p, s));
    return std::nullopt;
}

decided declare(decision& d, const declaration_made& p)
{
    static constexpr std::array<std::string_view, 5> kinds{
        "interpretative", "intent_not_to_become_party", "intent_to_withdraw", "territorial",
        "communication"};
    if (std::find(kinds.begin(), kinds.end(), p.kind) == kinds.end()) {
        return refuse(
            "E_VALUE", "kind",
            "Use interpretative, intent_not_to_become_party, intent_to_withdraw, "
            "territorial or communication."
        );
    }
    participation_scene s;
    if (auto r = look(d, p.actor, s)) {
        return r;
    }
    if (p.kind == "intent_not_to_become_party") {
        if (auto r = d.step(
                "participation_consent", s.view.consent, "declare_intent_not_to_become_party",
                s.facts
            )) {
            return r;
        }
    }
    d.emit(canonical_actor(p, s));
    return std::nullopt;
}

struct notify_withdrawal_params
{
    std::string actor;
    std::optional<civil_date> effective;  ///< the earliest admissible day when absent
};
BOOST_DESCRIBE_STRUCT(notify_withdrawal_params, (), (actor, effective))

decided notify_withdrawal(decision& d, const notify_withdrawal_params& p)
{
    participation_scene s;
    if (auto r = look(d, p.actor, s)) {
        return r;
    }
    const auto on = d.act_day();
    delay notice{.days = 0, .months = 12};
    if (const auto& w = d.rules().withdrawal) {
        if (w->notice) {
            notice = to_delay(w->notice);
        }
        if (w->lock_in && s.view.in_force && s.view.in_force->not_after) {
            const auto until = to_delay(w->lock_in).apply(*s.view.in_force->not_after);
            s.facts["lock_in_until_day"] = until.days();
        }
    }
    const auto earliest = notice.apply(on);
    const auto effective = p.effective.value_or(earliest);
    s.facts["earliest_day"] = earliest.days();
    s.facts["requested_day"] = effective.days();
    if (auto r = d.step("participation_exit", s.view.exit, "notify_withdrawal", s.facts)) {
        return r;
    }
    d.emit(withdrawal_notified{s.id, effective});
    return std::nullopt;
}

/// Acts that are one step of one region and carry nothing else to look at.
struct simple_act
{
    std::string_view machine;
    std::string participation_view::*stands;
    std::string_view event;
};

template <class P>
constexpr simple_act simple_act_of{};

constexpr std::string_view political = "participation_political";
constexpr std::string_view invitation = "participation_invitation";
constexpr std::string_view leaving = "participation_exit";
constexpr std::string_view provisional = "participation_provisional";

template <>
constexpr simple_act simple_act_of<endorsement_withdrawn>{
    political, &participation_view::political, "withdraw_endorsement"};
template <>
constexpr simple_act simple_act_of<participation_left>{
    political, &participation_view::political, "leave"};
template <>
constexpr simple_act simple_act_of<participation_delisted>{
    political, &participation_view::political, "delist"};
template <>
constexpr simple_act simple_act_of<participation_invited>{
    invitation, &participation_view::invitation, "invite"};
template <>
constexpr simple_act simple_act_of<participation_declined>{
    invitation, &participation_view::invitation, "decline"};
template <>
constexpr simple_act simple_act_of<withdrawal_revoked>{
    leaving, &participation_view::exit, "revoke_withdrawal"};
template <>
constexpr simple_act simple_act_of<participation_suspended>{
    leaving, &participation_view::exit, "suspend"};
template <>
constexpr simple_act simple_act_of<participation_resumed>{
    leaving, &participation_view::exit, "resume"};
template <>
constexpr simple_act simple_act_of<provisional_application_started>{
    provisional, &participation_view::provisional, "apply_provisionally"};
template <>
constexpr simple_act simple_act_of<provisional_application_ended>{
    provisional, &participation_view::provisional, "end_provisional_application"};

template <class P>
decided take(decision& d, const P& p)
{
    participation_scene s;
    if (auto r = look(d, p.actor, s)) {
        return r;
    }
    constexpr auto act = simple_act_of<P>;
    if (auto r = d.step(act.machine, s.view.*act.stands, act.event, s.facts)) {
        return r;
    }
    d.emit(canonical_actor(p, s));
    return std::nullopt;
}

decided file_report(decision& d, const report_filed& p)
{
    participation_scene s;
    if (auto r = look(d, p.actor, s)) {
        return r;
    }
    if (!s.view.certain) {
        return refuse("E_NOT_PARTICIPANT", "actor");
    }
    if (auto r = d.step("participation_standing", s.view.standing, "report_filed", s.facts)) {
        return r;
    }
    d.emit(canonical_actor(p, s));
    return std::nullopt;
}

using names = std::span<const std::string_view>;

constexpr std::array<std::string_view, 3> binding{"focal_point", "depositary", "import"};
constexpr std::array<std::string_view, 2> own_state{"focal_point", "import"};
constexpr std::array<std::string_view, 2> lead{"coordinator", "import"};
constexpr std::array<std::string_view, 3> supporting{"focal_point", "coordinator", "import"};
constexpr std::array<std::string_view, 3> overseeing{"depositary", "coordinator", "import"};

method_info participation_method(std::string_view name, std::string_view summary, names who)
{
    return on_initiative(name, summary, {who.begin(), who.end()});
}

void add_treaty_acts(command_list& list)
{
    add(list,
        participation_method("participation.sign", "The actor signs (VCLT art. 11-12).", binding),
        sign, its_actor_bound<treaty_signed>);
    add(list,
        participation_method(
            "participation.deposit",
            "The actor deposits its instrument of ratification, acceptance, approval, "
            "accession or formal confirmation (VCLT art. 14-16).",
            binding
        ),
        deposit, its_actor_bound<instrument_deposited>);
    add(list,
        participation_method(
            "participation.succeed", "The actor notifies its succession.", binding
        ),
        succeed, its_actor_bound<succession_notified>);
    add(list,
        participation_method("participation.declare", "The actor makes a declaration.", binding),
        declare, its_actor<declaration_made>);
    add(list,
        participation_method(
            "participation.notify_withdrawal",
            "The actor gives notice of withdrawal (VCLT art. 54, 56).", binding
        ),
        notify_withdrawal, its_actor_bound<notify_withdrawal_params>);
    add(list,
        participation_method(
            "participation.revoke_withdrawal",
            "The actor revokes its notice before it takes effect (VCLT art. 68).", binding
        ),
        take<withdrawal_revoked>, its_actor_bound<withdrawal_revoked>);
    add(list,
        participation_method(
            "participation.apply_provisionally",
            "Provisional application starts (VCLT art. 25(1)).", binding
        ),
        take<provisional_application_started>, its_actor_bound<provisional_application_started>);
    add(list,
        participation_method(
            "participation.end_provisional_application",
            "Provisional application ends (VCLT art. 25(2)).", binding
        ),
        take<provisional_application_ended>, its_actor_bound<provisional_application_ended>);
    add(list,
        participation_method(
            "participation.suspend", "Suspends the participation, with a reason.", overseeing
        ),
        take<participation_suspended>, nobody<participation_suspended>);
    add(list, participation_method("participation.resume", "Ends the suspension.", overseeing),
        take<participation_resumed>, nobody<participation_resumed>);
}

void add_political_acts(command_list& list)
{
    add(list, participation_method("participation.endorse", "The actor endorses.", supporting),
        endorse, its_actor<endorsed>);
    add(list, participation_method("participation.join", "The actor joins in a role.", supporting),
        join, its_actor<participation_joined>);
    add(list,
        participation_method(
            "participation.withdraw_endorsement", "The actor withdraws its endorsement.", own_state
        ),
        take<endorsement_withdrawn>, its_actor<endorsement_withdrawn>);
    add(list, participation_method("participation.leave", "The actor leaves.", own_state),
        take<participation_left>, its_actor<participation_left>);
    add(list,
        participation_method(
            "participation.delist", "The coordinator delists a supporter, with a reason.", lead
        ),
        take<participation_delisted>, nobody<participation_delisted>);
}

}  // namespace

void add_participation_commands(command_list& list)
{
    add(list, participation_method("participation.invite", "Invites an actor.", lead),
        take<participation_invited>, nobody<participation_invited>);
    add(list, participation_method("participation.decline", "The actor declines.", own_state),
        take<participation_declined>, its_actor<participation_declined>);
    add(list,
        participation_method("participation.vet", "The identity of a supporter is vetted.", lead),
        vet, nobody<participation_vetted>);
    add_treaty_acts(list);
    add_political_acts(list);
    add(list,
        participation_method(
            "participation.report", "The actor files its periodic report.", own_state
        ),
        file_report, its_actor<report_filed>);
}

}  // namespace depositary::engine
