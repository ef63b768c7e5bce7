#include "engine/notification.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "engine/event_codec.hpp"
#include "engine/participation.hpp"
#include "engine/terms_words.hpp"

namespace depositary::engine {

namespace {

constexpr std::array<notice_words, 32> notified{{
    {"treaty_signed", "{actor}: {what}", "{actor} : {what}"},
    {"instrument_deposited", "{actor}: {what}", "{actor} : {what}"},
    {"succession_notified", "{actor}: succession", "{actor} : succession"},
    {"declaration_made", "{actor}: {what}", "{actor} : {what}"},
    {"provisional_application_started", "{actor}: provisional application",
     "{actor} : application provisoire"},
    {"provisional_application_ended", "{actor}: end of provisional application",
     "{actor} : fin de l'application provisoire"},
    {"withdrawal_notified", "{actor}: notice of withdrawal", "{actor} : notification de retrait"},
    {"withdrawal_revoked", "{actor}: revocation of the notice of withdrawal",
     "{actor} : révocation de la notification de retrait"},
    {"reservation_formulated", "{actor}: {what}", "{actor} : {what}"},
    {"reservation_withdrawn", "{actor}: withdrawal of a reservation",
     "{actor} : retrait d'une réserve"},
    {"reservation_accepted", "{actor}: acceptance of a reservation",
     "{actor} : acceptation d'une réserve"},
    {"reservation_objected", "{actor}: {what}", "{actor} : {what}"},
    {"objection_withdrawn", "{actor}: withdrawal of an objection",
     "{actor} : retrait d'une objection"},
    {"threshold_reached", "The number required for entry into force was reached",
     "Le nombre requis pour l'entrée en vigueur est atteint"},
    {"entered_into_force", "Entry into force", "Entrée en vigueur"},
    {"amendment_proposed", "Proposal of an amendment", "Proposition d'amendement"},
    {"amendment_adopted", "Adoption of an amendment", "Adoption d'un amendement"},
    {"amendment_accepted", "{actor}: {what} of an amendment", "{actor} : {what} d'un amendement"},
    {"amendment_threshold_reached",
     "The number required for the entry into force of an amendment was reached",
     "Le nombre requis pour l'entrée en vigueur d'un amendement est atteint"},
    {"amendment_entered_into_force", "Entry into force of an amendment",
     "Entrée en vigueur d'un amendement"},
    {"amendment_lapsed", "Lapse of an amendment", "Caducité d'un amendement"},
    {"correction_proposed", "Proposal of a correction", "Proposition de correction"},
    {"correction_objected", "{actor}: objection to a correction",
     "{actor} : objection à une correction"},
    {"correction_withdrawn", "Withdrawal of the proposal of a correction",
     "Retrait de la proposition de correction"},
    {"correction_executed", "Correction effected", "Correction effectuée"},
    {"event_annulled", "An act recorded in error is annulled",
     "Un acte enregistré par erreur est annulé"},
    {"endorsed", "{actor}: endorsement", "{actor} : soutien"},
    {"participation_joined", "{actor}: joining as {what}",
     "{actor} : participation en qualité de {what}"},
    {"participation_accepted", "{actor}: acceptance of its application",
     "{actor} : acceptation de sa candidature"},
    {"endorsement_withdrawn", "{actor}: withdrawal of endorsement",
     "{actor} : retrait de son soutien"},
    {"participation_left", "{actor}: withdrawal", "{actor} : retrait"},
    {"participation_delisted", "{actor}: removal from the list", "{actor} : radiation de la liste"},
}};

bool is_notified(std::string_view type)
{
    return std::any_of(notified.begin(), notified.end(), [&](const auto& w) {
        return w.type == type;
    });
}

std::string whose(const initiative_state& s, const event& e)
{
    auto actor = actor_of(e.payload);
    return actor.empty() ? owner_of(s, e.payload) : actor;
}

struct word
{
    std::string_view id;
    std::string_view en;
    std::string_view fr;
};

constexpr std::array<word, 15> act_words{{
    {"signature", "signature", "signature"},
    {"definitive_signature", "definitive signature", "signature définitive"},
    {"ratification", "ratification", "ratification"},
    {"acceptance", "acceptance", "acceptation"},
    {"approval", "approval", "approbation"},
    {"accession", "accession", "adhésion"},
    {"formal_confirmation", "formal confirmation", "confirmation formelle"},
    {"interpretative", "interpretative declaration", "déclaration interprétative"},
    {"intent_not_to_become_party", "statement that it does not intend to become a party",
     "déclaration de son intention de ne pas devenir partie"},
    {"intent_to_withdraw", "statement of its intention to withdraw",
     "déclaration de son intention de se retirer"},
    {"territorial", "territorial application", "application territoriale"},
    {"communication", "communication", "communication"},
    {"late_reservation", "reservation proposed after consent to be bound",
     "réserve proposée après le consentement à être lié"},
    {"precluding_objection",
     "objection to a reservation, precluding the entry into force between the two",
     "objection à une réserve, empêchant l'entrée en vigueur entre les deux"},
    {"late_objection", "communication concerning a reservation, after the period for objections",
     "communication relative à une réserve, après le délai d'objection"},
}};

/// The act in both languages; an id that has no words of its own (a role) is shown as it is.
text words_of(std::string id)
{
    for (const auto& w : act_words) {
        if (w.id == id) {
            return {std::string(w.en), std::string(w.fr)};
        }
    }
    std::replace(id.begin(), id.end(), '_', ' ');
    return {id, id};
}

text what_of(const event_payload& payload)
{
    if (const auto* s = payload.get_if<treaty_signed>()) {
        return words_of(s->definitive ? "definitive_signature" : "signature");
    }
    if (const auto* i = payload.get_if<instrument_deposited>()) {
        return words_of(i->act);
    }
    if (const auto* d = payload.get_if<declaration_made>()) {
        return words_of(d->kind);
    }
    if (const auto* r = payload.get_if<reservation_formulated>()) {
        return r->late ? words_of("late_reservation") : text{"reservation", "réserve"};
    }
    if (const auto* o = payload.get_if<reservation_objected>()) {
        return o->late        ? words_of("late_objection")
               : o->precludes ? words_of("precluding_objection")
                              : text{"objection to a reservation", "objection à une réserve"};
    }
    if (const auto* a = payload.get_if<amendment_accepted>()) {
        return words_of(a->act);
    }
    if (const auto* j = payload.get_if<participation_joined>()) {
        return words_of(j->as);
    }
    return {"act", "acte"};
}

/// What the act says in its own words, in the language in which it was recorded.
std::string statement_of(const event_payload& payload)
{
    return visit(
        [](const auto& p) -> std::string {
            if constexpr (requires { p.statement.size(); }) {
                return p.statement;
            } else if constexpr (requires { p.statement->size(); }) {
                return p.statement.value_or("");
            } else if constexpr (requires { p.declaration->size(); }) {
                return p.declaration.value_or("");
            } else {
                return {};
            }
        },
        payload
    );
}

text days_of(const date_interval& on)
{
    const auto from = on.not_before ? day_in_words(*on.not_before) : text{};
    const auto to = on.not_after ? day_in_words(*on.not_after) : text{};
    if (on.is_day()) {
        return {"on " + to.en, "le " + to.fr};
    }
    if (on.not_before && on.not_after) {
        return {"between " + from.en + " and " + to.en, "entre le " + from.fr + " et le " + to.fr};
    }
    if (on.not_after) {
        return {"by " + to.en, "au plus tard le " + to.fr};
    }
    if (on.not_before) {
        return {"not before " + from.en, "au plus tôt le " + from.fr};
    }
    return {"on a day that is not known", "à une date inconnue"};
}

std::string filled(std::string_view pattern, std::string_view actor, std::string_view what)
{
    std::string out(pattern);
    const auto put = [&](std::string_view name, std::string_view value) {
        const auto at = out.find(name);
        if (at != std::string::npos) {
            out.replace(at, name.size(), value);
        }
    };
    if (actor.empty()) {
        // Nobody's own act: an organ accepted. The template starts "{actor}: " or "{actor} : ".
        const auto colon = out.find(": ");
        if (out.starts_with("{actor}") && colon != std::string::npos) {
            out.erase(0, colon + 2);
        }
    }
    put("{actor}", actor);
    put("{what}", what);
    return out;
}

text title_of(const notice_words& words, const text& actor, const text& what)
{
    const auto& actor_fr = actor.fr.empty() ? actor.en : actor.fr;
    return {filled(words.en, actor.en, what.en), filled(words.fr, actor_fr, what.fr)};
}

/// How long one may object, where the act opens a period for objections.
text period_of(const initiative_state& s, const event_payload& payload)
{
    if (payload.is<reservation_formulated>()) {
        const auto& rules = s.rules->rules.reservations;
        const auto months =
            std::to_string(rules ? rules->objection_months.value_or(12) : std::int64_t{12});
        return {
            " A contracting State that raises no objection within " + months +
                " months is considered to have accepted it (VCLT art. 20(5)).",
            " Un État contractant qui n'élève pas d'objection dans les " + months +
                " mois est réputé l'avoir acceptée (CVDT art. 20, par. 5)."};
    }
    if (const auto* c = payload.get_if<correction_proposed>()) {
        const auto until = day_in_words(c->objections_until);
        return {
            " Objections may be made until " + until.en + " (VCLT art. 79).",
            " Des objections peuvent être faites jusqu'au " + until.fr + " (CVDT art. 79)."};
    }
    if (const auto* w = payload.get_if<withdrawal_notified>()) {
        const auto day = day_in_words(w->effective);
        return {
            " The withdrawal takes effect on " + day.en + ".",
            " Le retrait prend effet le " + day.fr + "."};
    }
    return {};
}

text body_of(
    const initiative_state& s, const notification_record& n, const text& title, const fact* act
)
{
    const auto& own = s.rules->title;
    const auto days = days_of(n.on);
    const auto issued = day_in_words(n.issued);
    text body{
        own.en + ". The depositary communicates the following: " + title.en +
            ". The above action was effected " + days.en + " and recorded on " + issued.en + ".",
        (own.fr.empty() ? own.en : own.fr) + ". Le dépositaire communique : " + title.fr +
            ". L'action susmentionnée a été effectuée " + days.fr + " et enregistrée le " +
            issued.fr + "."};
    if (act == nullptr) {
        body.en += " The act was corrected or annulled since.";
        body.fr += " L'acte a été rectifié ou annulé depuis.";
        return body;
    }
    const auto period = period_of(s, act->payload);
    body.en += period.en;
    body.fr += period.fr;
    if (const auto said = statement_of(act->payload); !said.empty()) {
        body.en += " Text: " + said;
        body.fr += " Texte : " + said;
    }
    return body;
}

/// Whether an act of the record, by the day of issue, makes it one of those who take part.
bool took_part(const fact_list& facts, civil_date issued, bool treaty)
{
    bool in = false;
    for (const auto& f : facts) {
        if (f->recorded() > issued) {
            continue;
        }
        if (as<endorsed>(*f) != nullptr || as<participation_joined>(*f) != nullptr ||
            as<treaty_signed>(*f) != nullptr || as<instrument_deposited>(*f) != nullptr ||
            as<succession_notified>(*f) != nullptr) {
            in = true;
        }
        // A State that withdrew stays entitled to become a party again; a supporter that left has
        // nothing more to be told.
        const bool left = as<endorsement_withdrawn>(*f) != nullptr ||
                          as<participation_left>(*f) != nullptr ||
                          as<participation_delisted>(*f) != nullptr;
        in = in && !(left && !treaty);
    }
    return in;
}

bool is_state(const actor& a)
{
    return a.kind == "member_state" || a.kind == "observer_state" || a.kind == "other_state" ||
           a.kind == "regional_organisation";
}

date_interval day_told(const fact& f)
{
    auto on = f.on;
    on.not_after = f.settled;
    return on;
}

/// The highest number given in a year, 0 when there is none.
std::int64_t last_number(const initiative_state& s, std::int64_t year)
{
    if (!s.notifications.empty() && s.notifications.back().second.year == year) {
        return s.notifications.back().second.number;
    }
    // A clock that was set back records in a year that others have followed.
    std::int64_t number = 0;
    for (const auto& [seq, n] : s.notifications) {
        number = n.year == year ? n.number : number;
    }
    return number;
}

}  // namespace

std::span<const notice_words> notified_acts()
{
    return notified;
}

void issue_notification(initiative_state& s, const event& e)
{
    const auto type = type_of(e.payload);
    if (!is_notified(type)) {
        return;
    }
    if (const auto* annulled = e.payload.get_if<event_annulled>()) {
        if (notification_of(s, annulled->seq) == nullptr) {
            return;
        }
    }
    notification_record n;
    n.issued = day_of(e.recorded_at_us);
    n.year = n.issued.year();
    n.number = last_number(s, n.year) + 1;
    n.seq = e.seq;
    n.type = type;
    n.actor = whose(s, e);
    n.on = e.effective_on;
    s.notifications[e.seq] = std::move(n);
}

std::string number_of(const initiative_state& s, const notification_record& n)
{
    return "C.N." + std::to_string(n.number) + "." + std::to_string(n.year) + "." + s.id;
}

const notification_record* find_notification(const initiative_state& s, std::string_view number)
{
    const auto found =
        std::find_if(s.notifications.begin(), s.notifications.end(), [&](const auto& item) {
            return number_of(s, item.second) == number;
        });
    return found == s.notifications.end() ? nullptr : &found->second;
}

const notification_record* notification_of(const initiative_state& s, std::int64_t seq)
{
    return s.notifications.get(seq);
}

addressee_view view_addressee(
    const initiative_state& s, const notification_record& n, std::string_view actor
)
{
    addressee_view v;
    v.actor = actor;
    const auto told = s.notices.find(number_of(s, n));
    if (told != s.notices.end()) {
        for (const auto& f : *told->second) {
            const auto* d = as<notification_delivered>(*f);
            if (d != nullptr && d->actor == actor && !v.notified) {
                v.notified = day_told(*f);
            }
            const auto* a = as<notification_acknowledged>(*f);
            if (a != nullptr && a->actor == actor && !v.acknowledged) {
                v.acknowledged = day_told(*f);
            }
        }
    }
    const auto& rules = s.rules->rules.notifications;
    if (!v.notified && rules && rules->deemed_received_days) {
        v.notified = date_interval::day(n.issued.add_days(*rules->deemed_received_days));
        v.deemed = true;
    }
    return v;
}

bool is_addressee(
    const register_state& base, const initiative_state& s, const notification_record& n,
    const actor& who
)
{
    const bool treaty = treaty_form(s);
    const auto found = s.participations.find(who.id);
    if (found != s.participations.end() && took_part(*found->second, n.issued, treaty)) {
        return true;
    }
    // Terms that name nobody admit everybody: then only those that took part are known to be
    // concerned.
    const auto& rules = s.rules->rules;
    return treaty && !rules.joining.eligibility.empty() && !who.merged_into && is_state(who) &&
           eligible(base, rules, who, n.issued);
}

std::vector<std::string> addressees_of(
    const register_state& base, const initiative_state& s, const notification_record& n
)
{
    std::vector<std::string> out;
    for (const auto& [id, a] : base.actors) {
        if (is_addressee(base, s, n, *a)) {
            out.push_back(id);
        }
    }
    return out;
}

notification_view view_notification(
    const register_state& base, const initiative_state& s, const notification_record& n,
    const name_function& name
)
{
    notification_view v;
    v.number = number_of(s, n);
    v.initiative = s.id;
    v.seq = n.seq;
    v.type = n.type;
    v.effective = n.on;
    v.issued = n.issued;
    text actor;
    if (!n.actor.empty()) {
        v.actor = n.actor;
        actor = name(n.actor, n.seq);
    }
    const auto act = s.find_fact(n.seq);
    v.stands = act != nullptr;
    const auto words = std::find_if(notified.begin(), notified.end(), [&](const auto& w) {
        return w.type == n.type;
    });
    const auto what = act ? what_of(act->payload) : text{"act", "acte"};
    v.title = title_of(*words, actor, what);
    v.body = body_of(s, n, v.title, act.get());
    for (const auto& id : addressees_of(base, s, n)) {
        v.addressees.push_back(view_addressee(s, n, id));
    }
    return v;
}

}  // namespace depositary::engine
