#include "engine/participation.hpp"

#include <algorithm>
#include <map>

#include "engine/decision.hpp"
#include "engine/process.hpp"
#include "engine/reporting.hpp"

namespace depositary::engine {

namespace {

/// What the certain facts of one participation add up to, in effective order.
struct tally
{
    bool signed_ = false;
    bool intent_not_party = false;
    bool consented = false;
    bool succeeded = false;
    std::optional<civil_date> withdrawal_effective;
    bool suspended = false;
    std::string invitation = "uninvited";
    std::string provisional = "none";
    std::string political = "eligible";
    std::string membership = "none";
    std::vector<std::string> roles;
    bool vetted = false;
};

/// Acts by which an actor comes in again after its withdrawal took effect.
bool comes_in(const fact& f)
{
    return as<treaty_signed>(f) != nullptr || as<instrument_deposited>(f) != nullptr ||
           as<succession_notified>(f) != nullptr;
}

/// A withdrawal that took effect closed a period of participation; what comes in afterwards opens
/// another, in which nothing of the one before counts as consent. Returns whether it did.
bool begin_again(tally& t, const fact& f)
{
    if (!comes_in(f) || !t.withdrawal_effective || f.settled < *t.withdrawal_effective) {
        return false;
    }
    t.signed_ = false;
    t.intent_not_party = false;
    t.consented = false;
    t.suspended = false;
    t.withdrawal_effective.reset();
    t.provisional = "none";
    return true;
}

void count(tally& t, const fact& f)
{
    // Whoever has left does not leave again, nor take back what took effect. Merged actors can have
    // recorded both.
    const bool gone = t.withdrawal_effective && *t.withdrawal_effective <= f.settled;
    if (const auto* s = as<treaty_signed>(f)) {
        t.signed_ = true;
        t.intent_not_party = false;
        t.consented = t.consented || s->definitive;
    } else if (as<instrument_deposited>(f) != nullptr || as<succession_notified>(f) != nullptr) {
        t.consented = true;
    } else if (const auto* d = as<declaration_made>(f)) {
        const bool never = d->kind == "intent_not_to_become_party";
        t.intent_not_party = t.intent_not_party || never;
        // VCLT art. 25(2): that notice ends provisional application.
        t.provisional = never && t.provisional == "active" ? "ended" : t.provisional;
    } else if (const auto* w = as<withdrawal_notified>(f)) {
        t.withdrawal_effective = gone ? t.withdrawal_effective : w->effective;
    } else if (as<withdrawal_revoked>(f) != nullptr) {
        t.withdrawal_effective = gone ? t.withdrawal_effective : std::nullopt;
    } else if (as<participation_suspended>(f) != nullptr) {
        t.suspended = true;
    } else if (as<participation_resumed>(f) != nullptr) {
        t.suspended = false;
    } else if (as<participation_invited>(f) != nullptr) {
        t.invitation = "invited";
    } else if (as<participation_declined>(f) != nullptr) {
        t.invitation = "declined";
    } else if (as<provisional_application_started>(f) != nullptr) {
        t.provisional = "active";
    } else if (as<provisional_application_ended>(f) != nullptr) {
        t.provisional = "ended";
    } else if (as<participation_vetted>(f) != nullptr) {
        t.vetted = true;
    } else if (as<endorsed>(f) != nullptr) {
        t.political = "endorser";
    } else if (const auto* j = as<participation_joined>(f)) {
        if (t.political != "endorser") {
            t.political = "joined";
        }
        if (std::find(t.roles.begin(), t.roles.end(), j->as) == t.roles.end()) {
            t.roles.push_back(j->as);
        }
    } else if (as<endorsement_withdrawn>(f) != nullptr || as<participation_left>(f) != nullptr) {
        t.political = "withdrawn";
        t.roles.clear();
    } else if (as<participation_delisted>(f) != nullptr) {
        t.political = "delisted";
        t.roles.clear();
    } else if (as<participation_applied>(f) != nullptr) {
        t.membership = "applied";
    } else if (as<participation_accepted>(f) != nullptr) {
        t.membership = "accepted";
    } else if (as<participation_rejected>(f) != nullptr) {
        t.membership = "rejected";
    }
}

std::optional<act_view> act_of(const fact& f)
{
    act_view a;
    a.on = f.on;
    a.seq = f.seq;
    if (const auto* s = as<treaty_signed>(f)) {
        a.act = s->definitive ? "definitive_signature" : "signature";
    } else if (const auto* i = as<instrument_deposited>(f)) {
        a.act = i->act;
        a.precondition_unsourced = i->precondition_unsourced;
    } else if (as<succession_notified>(f) != nullptr) {
        a.act = "succession";
    } else if (as<endorsed>(f) != nullptr) {
        a.act = "endorsement";
    } else if (const auto* j = as<participation_joined>(f)) {
        a.act = "joining";
        a.as = j->as;
    } else if (const auto* applied = as<participation_applied>(f)) {
        a.act = "application";
        a.as = applied->as;
    } else if (as<participation_accepted>(f) != nullptr) {
        a.act = "acceptance_of_application";
    } else if (as<participation_rejected>(f) != nullptr) {
        a.act = "rejection_of_application";
    } else if (as<endorsement_withdrawn>(f) != nullptr) {
        a.act = "withdrawal_of_endorsement";
    } else if (as<participation_left>(f) != nullptr) {
        a.act = "leaving";
    } else if (as<participation_delisted>(f) != nullptr) {
        a.act = "delisting";
    } else if (const auto* d = as<declaration_made>(f)) {
        a.act = "declaration";
        a.as = d->kind;
    } else if (as<withdrawal_notified>(f) != nullptr) {
        a.act = "notice_of_withdrawal";
    } else if (as<withdrawal_revoked>(f) != nullptr) {
        a.act = "revocation_of_withdrawal";
    } else {
        return std::nullopt;
    }
    return a;
}

bool consents(const fact& f)
{
    const auto* signature = as<treaty_signed>(f);
    return as<instrument_deposited>(f) != nullptr || as<succession_notified>(f) != nullptr ||
           (signature != nullptr && signature->definitive);
}

/// The consent of the period that `as_of` falls in; the first one when none is certain yet.
fact_ptr consent_of(const fact_list& facts, civil_date as_of)
{
    fact_ptr consent;
    tally t;
    for (const auto& f : facts) {
        if (consent && !f->certainly_by(as_of)) {
            break;
        }
        if (begin_again(t, *f)) {
            consent = nullptr;
        }
        count(t, *f);
        if (!consent && consents(*f)) {
            consent = f;
        }
    }
    return consent;
}

/// The in-force interval of one actor's own consent; the treaty's own when it consented before.
std::optional<date_interval> own_force(
    const initiative_state& s, const fact_list& facts, const std::optional<force_view>& force,
    civil_date as_of
)
{
    const auto& entry = s.rules->rules.entry_into_force;
    if (!entry || !force || !force->in_force || !force->reached) {
        return std::nullopt;
    }
    const auto consent = consent_of(facts, as_of);
    if (!consent) {
        return std::nullopt;
    }
    auto deposited = consent->on;
    deposited.not_after = consent->settled;
    return own_entry(*entry, *force->reached, *force->in_force, deposited);
}

std::string consent_state(
    const tally& t, const std::optional<date_interval>& in_force, civil_date as_of
)
{
    if (t.consented) {
        return in_force && in_force->certainly_by(as_of) ? "party" : "consent_established";
    }
    if (t.intent_not_party) {
        return "intent_not_to_become_party";
    }
    return t.signed_ ? "signatory" : "eligible";
}

std::string exit_state(const tally& t, civil_date as_of)
{
    if (t.succeeded) {
        return "succeeded";
    }
    if (t.withdrawal_effective) {
        return *t.withdrawal_effective <= as_of ? "withdrawn" : "withdrawal_notified";
    }
    return t.suspended ? "suspended" : "participating";
}

std::string one_word(const participation_view& v, const std::string& membership, bool treaty)
{
    if (v.exit != "participating") {
        return v.exit;
    }
    const std::string& main = treaty ? v.consent : v.political;
    if (main == "eligible" && membership != "none") {
        return membership;
    }
    return main == "eligible" && v.invitation != "uninvited" ? v.invitation : main;
}

}  // namespace

bool treaty_form(const initiative_state& s)
{
    return admits_consent(s.rules->rules);
}

participation_view view_participation(
    const register_state& base, const initiative_state& s, std::string_view actor_id,
    civil_date as_of, const std::optional<force_view>& force
)
{
    participation_view v;
    v.actor = actor_id;
    if (const auto* a = base.find_actor(actor_id)) {
        v.kind = a->kind;
    }
    tally certain;
    bool possible_in = false;
    bool possible_out = false;
    bool possible_back = false;
    const bool treaty = treaty_form(s);
    const auto found = s.participations.find(actor_id);
    if (found != s.participations.end()) {
        for (const auto& f : *found->second) {
            const bool settled = f->certainly_by(as_of);
            if (settled) {
                if (begin_again(certain, *f)) {
                    possible_in = false;
                }
                count(certain, *f);
            }
            if (f->possibly_by(as_of)) {
                tally alone;
                count(alone, *f);
                possible_in = possible_in || alone.consented || alone.political == "endorser" ||
                              alone.political == "joined";
                // Not certainly, or it would have begun another period.
                const auto& left = certain.withdrawal_effective;
                possible_back = possible_back || (alone.consented && !settled && left &&
                                                  *left <= as_of && f->settled >= *left);
                const bool leaves = alone.political == "withdrawn" || alone.political == "delisted";
                possible_out = (possible_out || leaves) &&
                               !(settled && !leaves && alone.political != "eligible");
                if (auto a = act_of(*f)) {
                    v.acts.push_back(std::move(*a));
                }
            }
        }
        v.in_force = own_force(s, *found->second, force, as_of);
        auto reporting = view_reporting(s, *found->second, as_of);
        v.standing = std::move(reporting.standing);
        v.report_due = reporting.due;
    }
    v.consent = consent_state(certain, v.in_force, as_of);
    v.exit = exit_state(certain, as_of);
    v.invitation = certain.invitation;
    // VCLT art. 25(1): it is pending the entry into force for the actor.
    v.provisional =
        certain.provisional == "active" && v.consent == "party" ? "ended" : certain.provisional;
    v.political = certain.political;
    v.roles = certain.roles;
    v.vetted = certain.vetted;
    v.withdrawal_effective = certain.withdrawal_effective;
    const bool in = treaty ? certain.consented
                           : certain.political == "endorser" || certain.political == "joined";
    const bool gone = v.exit == "withdrawn" || v.exit == "succeeded";
    v.certain = in && !gone && !possible_out;
    v.possible =
        possible_back ||
        (possible_in && !gone &&
         (treaty || (certain.political != "withdrawn" && certain.political != "delisted")));
    v.state = one_word(v, certain.membership, treaty);
    return v;
}

std::vector<participation_view> view_participations(
    const register_state& base, const initiative_state& s, civil_date as_of
)
{
    const auto force = view_force(base, s, as_of);
    std::vector<participation_view> all;
    for (const auto& [id, facts] : s.participations) {
        auto v = view_participation(base, s, id, as_of, force);
        const bool blank = v.acts.empty() && v.state == "eligible" && v.provisional == "none";
        if (!blank || v.vetted) {
            all.push_back(std::move(v));
        }
    }
    return all;
}

std::string view_membership(const initiative_state& s, std::string_view actor, civil_date as_of)
{
    tally certain;
    const auto found = s.participations.find(actor);
    if (found != s.participations.end()) {
        for (const auto& f : *found->second) {
            if (f->certainly_by(as_of)) {
                count(certain, *f);
            }
        }
    }
    return certain.membership;
}

bool eligible(const register_state&, const terms& rules, const actor& who, civil_date day)
{
    const auto& list = rules.joining.eligibility;
    if (list.empty()) {
        return true;
    }
    return std::any_of(list.begin(), list.end(), [&](const eligibility_terms& e) {
        if ((e.from && day < *e.from) || (e.until && day > *e.until)) {
            return false;
        }
        if (e.un_members_only && (!who.un_member_since || *who.un_member_since > day)) {
            return false;
        }
        const auto has = [](const auto& names, const auto& name) {
            return std::find(names.begin(), names.end(), name) != names.end();
        };
        const bool anyone = e.kinds.empty() && e.actors.empty();
        return anyone || has(e.kinds, who.kind) || has(e.actors, who.id);
    });
}

bool admits_event(const terms& rules, std::string_view event)
{
    static const std::map<std::string_view, std::vector<std::string_view>> acts_of{
        {"endorse", {"endorsement"}},
        {"join", {"joining"}},
        {"sign", {"signature"}},
        {"sign_definitively", {"definitive_signature"}},
        {"deposit_ratification", {"ratification", "acceptance", "approval", "formal_confirmation"}},
        {"deposit_accession", {"accession"}},
        {"notify_succession", {"succession"}}};
    const auto found = acts_of.find(event);
    const auto& admitted = rules.joining.acts;
    return found == acts_of.end() ||
           std::any_of(found->second.begin(), found->second.end(), [&](auto act) {
               return std::find(admitted.begin(), admitted.end(), act) != admitted.end();
           });
}

machine_facts participation_facts(
    const decision& d, const participation_view& view, const actor& who
)
{
    const auto& rules = d.rules();
    const auto& joining = rules.joining;
    const civil_date on = d.act_day();
    const auto admitted = [&](std::string_view act) {
        return std::find(joining.acts.begin(), joining.acts.end(), act) != joining.acts.end();
    };
    const auto opens = [](const std::optional<window_terms>& w) -> std::int64_t {
        return w && w->opens ? w->opens->days() : -open_ended;
    };
    const auto closes = [](const std::optional<window_terms>& w) -> std::int64_t {
        return w && w->closes ? w->closes->days() : open_ended;
    };
    const bool is_state = who.kind == "member_state" || who.kind == "observer_state" ||
                          who.kind == "other_state" || who.kind == "regional_organisation";
    machine_facts f;
    f["today"] = d.when.today.days();
    f["on_day"] = on.days();
    f["eligible"] = eligible(d.state, rules, who, on) ? 1 : 0;
    f["window_opens_day"] = opens(joining.signature);
    f["window_closes_day"] = closes(joining.signature);
    f["accession_opens_day"] = opens(joining.accession);
    f["accession_closes_day"] = admitted("accession") ? closes(joining.accession) : -open_ended;
    // Full powers are checked against the caller's grant before the machine runs (authorise()).
    f["has_authority"] = 1;
    f["authority_until_day"] = open_ended;
    // Whoever left stands where it stood before it came.
    const bool gone = view.exit == "withdrawn";
    f["signed"] = view.consent != "eligible" && !gone ? 1 : 0;
    f["consented"] =
        (view.consent == "consent_established" || view.consent == "party") && !gone ? 1 : 0;
    f["signature_required"] = joining.signature_required ? 1 : 0;
    f["precondition_unsourced"] = 0;
    f["act_admitted"] = 1;
    f["due_form"] = 1;
    f["declaration_attached"] = 0;
    f["declaration_required"] = joining.declaration_required ? 1 : 0;
    f["definitive_allowed"] = admitted("definitive_signature") ? 1 : 0;
    f["predecessor_bound"] = 0;
    f["in_force_day"] =
        view.in_force && view.in_force->not_after ? view.in_force->not_after->days() : open_ended;
    f["is_party"] = view.consent == "party" && !gone ? 1 : 0;
    f["withdrawal_admitted"] = rules.withdrawal && rules.withdrawal->admitted ? 1 : 0;
    f["lock_in_until_day"] = -open_ended;
    f["earliest_day"] = -open_ended;
    f["requested_day"] = open_ended;
    f["effective_day"] = view.withdrawal_effective ? view.withdrawal_effective->days() : open_ended;
    f["has_reason"] = d.head.reason && !d.head.reason->empty() ? 1 : 0;
    f["has_evidence"] = d.head.sources.empty() ? 0 : 1;
    f["provisional_allowed"] = joining.provisional_application ? 1 : 0;
    f["vetted"] = view.vetted || is_state ? 1 : 0;
    f["vetting_required"] = joining.vetting_required ? 1 : 0;
    f["role_admitted"] = 1;
    f["role_held"] = 0;
    f["application_required"] = joining.application_required ? 1 : 0;
    // Who leads the initiative, or was asked to join it, has no need to apply.
    const auto& leads = d.initiative->rules->leads;
    const bool asked = view.invitation == "invited" ||
                       std::find(leads.begin(), leads.end(), who.id) != leads.end();
    const bool accepted = view_membership(*d.initiative, who.id, on) == "accepted";
    f["application_accepted"] = accepted || asked ? 1 : 0;
    f["endorsed"] = view.political == "endorser" ? 1 : 0;
    f["due_day"] = open_ended;
    return f;
}

}  // namespace depositary::engine
