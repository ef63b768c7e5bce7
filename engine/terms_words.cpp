#include "engine/terms_words.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace depositary::engine {

namespace {

std::string number(std::int64_t n)
{
    return std::to_string(n);
}

std::string listed(const std::vector<std::string>& items, std::string_view last)
{
    std::string out;
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (i > 0) {
            out += i + 1 == items.size() ? " " + std::string(last) + " " : ", ";
        }
        out += items[i];
    }
    return out;
}

struct name_words
{
    std::string_view id, en, fr;
};

/// The closed vocabularies of the terms, as they read in a list.
constexpr std::array vocabulary{
    name_words{"signature", "signature", "signature"},
    name_words{"definitive_signature", "definitive signature", "signature définitive"},
    name_words{"ratification", "ratification", "ratification"},
    name_words{"acceptance", "acceptance", "acceptation"},
    name_words{"approval", "approval", "approbation"},
    name_words{"accession", "accession", "adhésion"},
    name_words{"formal_confirmation", "formal confirmation", "confirmation formelle"},
    name_words{"succession", "succession", "succession"},
    name_words{"endorsement", "endorsement", "soutien"},
    name_words{"joining", "joining", "participation"},
    name_words{"member_state", "member States", "États Membres"},
    name_words{"observer_state", "observer States", "États observateurs"},
    name_words{"other_state", "other States", "autres États"},
    name_words{"regional_organisation", "regional organisations", "organisations régionales"},
    name_words{
        "international_organisation", "international organisations",
        "organisations internationales"},
    name_words{"local_authority", "local authorities", "collectivités locales"},
    name_words{"company", "companies", "entreprises"},
    name_words{"civil_society", "civil society", "société civile"},
    name_words{"foundation", "foundations", "fondations"},
    name_words{"academia", "academia", "monde universitaire"},
    name_words{"territory", "territories", "territoires"},
    name_words{"uncategorised", "supporters without a category", "soutiens sans catégorie"},
    name_words{"financial", "financial", "financières"},
    name_words{"in_kind", "in kind", "en nature"},
    name_words{"undertaking", "undertakings", "engagements"},
    name_words{"party", "party", "partie"},
    name_words{"signatory", "signatory", "signataire"},
    name_words{"endorser", "endorser", "soutien"},
    name_words{"contributor", "contributor", "contributeur"},
    name_words{"country", "country", "pays"},
    name_words{"donor", "donor", "donateur"},
    name_words{"partner", "partner", "partenaire"},
    name_words{"observer", "observer", "observateur"},
    name_words{"member", "member", "membre"},
};

/// Names in one language; what the vocabulary lacks (a definition's own role) is spelled out.
std::vector<std::string> named(const std::vector<std::string>& ids, bool french)
{
    std::vector<std::string> out;
    for (const auto& id : ids) {
        const auto found = std::find_if(vocabulary.begin(), vocabulary.end(), [&](const auto& v) {
            return v.id == id;
        });
        if (found != vocabulary.end()) {
            out.emplace_back(french ? found->fr : found->en);
        } else {
            out.push_back(id);
            std::replace(out.back().begin(), out.back().end(), '_', ' ');
        }
    }
    return out;
}

class writer
{
public:
    void say(std::string topic, std::string en, std::string fr, std::string clause = {})
    {
        out_.push_back({std::move(topic), {std::move(en), std::move(fr)}, std::move(clause)});
    }
    void say(std::string topic, const text& words, const std::optional<std::string>& clause)
    {
        out_.push_back({std::move(topic), words, clause.value_or("")});
    }
    [[nodiscard]] std::vector<rule_words> take() { return std::move(out_); }

private:
    std::vector<rule_words> out_;
};

text threshold(const threshold_terms& t)
{
    if (t.count) {
        return {number(*t.count) + " instruments", number(*t.count) + " instruments"};
    }
    if (t.percent) {
        const auto weight = named({t.weight.value_or("")}, false).front();
        return {*t.percent + " % of " + weight, *t.percent + " % de " + weight};
    }
    const bool all = !t.all.empty();
    text out;
    for (const auto& part : all ? t.all : t.any) {
        const auto words = threshold(part);
        out.en += (out.en.empty() ? "" : all ? " and " : " or ") + words.en;
        out.fr += (out.fr.empty() ? "" : all ? " et " : " ou ") + words.fr;
    }
    return out;
}

text entry(const entry_terms& e)
{
    auto out = threshold(e.threshold);
    if (e.delay) {
        const auto after = delay_in_words(*e.delay);
        out.en += ", then " + after.en;
        out.fr += ", puis " + after.fr;
    }
    if (e.not_before) {
        out.en += ", not before " + e.not_before->to_string();
        out.fr += ", au plus tôt le " + e.not_before->to_string();
    }
    if (!e.not_counted_kinds.empty()) {
        out.en += "; not counted: " + listed(named(e.not_counted_kinds, false), "and");
        out.fr += " ; non comptés : " + listed(named(e.not_counted_kinds, true), "et");
    }
    out.en += e.withdrawn_count ? "; those that withdrew still count" : "";
    out.fr += e.withdrawn_count ? " ; ceux qui se sont retirés comptent encore" : "";
    out.en += e.successors_count ? "; successors count" : "";
    out.fr += e.successors_count ? " ; les successeurs comptent" : "";
    return out;
}

void say_window(
    writer& w, const std::string& topic, const std::optional<window_terms>& window,
    std::string_view en, std::string_view fr
)
{
    if (!window) {
        return;
    }
    const auto& opens = window->opens;
    const auto& closes = window->closes;
    w.say(
        topic,
        std::string(en) + (opens ? " from " + day_in_words(*opens).en : " from the start") +
            (closes ? " to " + day_in_words(*closes).en : ", without a last day"),
        std::string(fr) + (opens ? " à partir du " + day_in_words(*opens).fr : " dès l'origine") +
            (closes ? " et jusqu'au " + day_in_words(*closes).fr : ", sans dernier jour")
    );
}

void say_eligibility(writer& w, const eligibility_terms& e)
{
    const auto who = [&](bool french) {
        auto names = named(e.kinds, french);
        names.insert(names.end(), e.actors.begin(), e.actors.end());
        return names;
    };
    const bool anybody = e.kinds.empty() && e.actors.empty();
    std::string en = "Open to " + (anybody ? "every actor" : listed(who(false), "and"));
    std::string fr = "Ouvert à : " + (anybody ? "tout acteur" : listed(who(true), "et"));
    en += e.un_members_only ? ", members of the United Nations only" : "";
    fr += e.un_members_only ? ", membres des Nations Unies seulement" : "";
    if (e.from) {
        en += ", from " + day_in_words(*e.from).en;
        fr += ", à partir du " + day_in_words(*e.from).fr;
    }
    if (e.until) {
        en += ", until " + day_in_words(*e.until).en;
        fr += ", jusqu'au " + day_in_words(*e.until).fr;
    }
    w.say("joining.eligibility", en, fr);
}

void say_joining(writer& w, const joining_terms& j)
{
    w.say(
        "joining.acts", "By " + listed(named(j.acts, false), "or"),
        "Par " + listed(named(j.acts, true), "ou")
    );
    if (!j.roles.empty()) {
        w.say(
            "joining.roles", "As " + listed(named(j.roles, false), "or"),
            "Comme " + listed(named(j.roles, true), "ou")
        );
    }
    for (const auto& e : j.eligibility) {
        say_eligibility(w, e);
    }
    const auto flag = [&](bool set, std::string topic, std::string en, std::string fr) {
        if (set) {
            w.say("joining." + topic, std::move(en), std::move(fr));
        }
    };
    flag(
        j.signature_required, "signature_required", "A ratification needs a signature before it",
        "La ratification suppose une signature"
    );
    flag(
        j.full_powers_required, "full_powers_required", "Acts that bind need full powers",
        "Les actes qui lient exigent des pleins pouvoirs"
    );
    flag(
        j.declaration_required, "declaration_required", "The instrument carries a declaration",
        "L'instrument porte une déclaration"
    );
    flag(
        j.vetting_required, "vetting_required", "Supporters that are not States are vetted first",
        "Les soutiens non étatiques sont d'abord vérifiés"
    );
    flag(
        j.application_required, "application_required", "An application is accepted first",
        "Une candidature est d'abord acceptée"
    );
    flag(
        j.provisional_application, "provisional_application", "May be applied provisionally",
        "Peut être appliqué à titre provisoire"
    );
    say_window(w, "joining.signature", j.signature, "Signature", "Signature");
    say_window(w, "joining.accession", j.accession, "Accession", "Adhésion");
}

void say_leaving(writer& w, const withdrawal_terms& t)
{
    if (!t.admitted) {
        w.say(
            "withdrawal", "The terms admit no withdrawal", "Les clauses n'admettent aucun retrait",
            t.clause.value_or("")
        );
        return;
    }
    const auto notice = t.notice ? delay_in_words(*t.notice) : text{"12 months", "12 mois"};
    text says{"Withdrawal with notice of " + notice.en, "Retrait avec préavis de " + notice.fr};
    if (t.lock_in) {
        const auto lock = delay_in_words(*t.lock_in);
        says.en += ", not before " + lock.en + " in force";
        says.fr += ", pas avant " + lock.fr + " en vigueur";
    }
    w.say("withdrawal", says, t.clause);
}

void say_pledges(writer& w, const pledge_terms& p)
{
    if (!p.admitted) {
        return;
    }
    w.say(
        "pledges", "Pledges: " + listed(named(p.forms, false), "and"),
        "Promesses : " + listed(named(p.forms, true), "et")
    );
    if (!p.roles.empty()) {
        w.say(
            "pledges.roles", "Only " + listed(named(p.roles, false), "or") + " may pledge",
            "Seuls " + listed(named(p.roles, true), "ou") + " peuvent promettre"
        );
    }
    if (p.effectiveness_percent) {
        w.say(
            "pledges.effectiveness_percent",
            "Effective when " + *p.effectiveness_percent + " % of what is pledged is signed",
            "Effectif quand " + *p.effectiveness_percent + " % des promesses sont signées"
        );
    }
    if (p.unqualified_percent) {
        w.say(
            "pledges.unqualified_percent",
            "and " + *p.unqualified_percent + " % without conditions",
            "et " + *p.unqualified_percent + " % sans condition"
        );
    }
    if (p.unconfirmed_after_days) {
        w.say(
            "pledges.unconfirmed_after_days",
            "An announcement nobody confirms in " + number(*p.unconfirmed_after_days) +
                " days is unconfirmed",
            "Une annonce que nul ne confirme en " + number(*p.unconfirmed_after_days) +
                " jours est non confirmée"
        );
    }
}

void say_reporting(writer& w, const reporting_terms& r)
{
    if (r.every_months) {
        w.say(
            "reporting.every_months", "A report every " + number(*r.every_months) + " months",
            "Un rapport tous les " + number(*r.every_months) + " mois"
        );
    }
    if (r.inactive_after_months) {
        w.say(
            "reporting.inactive_after_months",
            "Inactive after " + number(*r.inactive_after_months) + " months of silence",
            "Inactif après " + number(*r.inactive_after_months) + " mois de silence"
        );
    }
}

void say_reservations(writer& w, const reservation_terms& r)
{
    const auto months = number(r.objection_months.value_or(12));
    text says = r.policy == "prohibited"
                    ? text{"Reservations are prohibited", "Les réserves sont interdites"}
                : r.policy == "listed"
                    ? text{"Reservations only to " + listed(r.listed, "and"),
                           "Réserves seulement à " + listed(r.listed, "et")}
                    : text{"Reservations are allowed", "Les réserves sont admises"};
    if (r.policy != "prohibited") {
        says.en += "; objections within " + months + " months";
        says.fr += " ; objections dans les " + months + " mois";
    }
    w.say("reservations", says, r.clause);
}

void say_process(writer& w, const terms& t)
{
    if (t.consensus) {
        const auto& c = *t.consensus;
        w.say(
            "consensus",
            text{"Adopted by consensus of " + c.body.en, "Adopté par consensus de " + c.body.fr},
            c.clause
        );
    }
    if (t.amendment) {
        auto says = entry(t.amendment->entry_into_force);
        says.en = "An amendment: " + says.en;
        says.fr = "Un amendement : " + says.fr;
        w.say("amendment", says, t.amendment->clause);
    }
    if (t.corrections) {
        const auto days = number(t.corrections->objection_days);
        w.say(
            "corrections",
            text{
                "A correction waits " + days + " days for objections",
                "Une correction attend " + days + " jours les objections"},
            t.corrections->clause
        );
    }
    if (t.assessment) {
        const auto& a = *t.assessment;
        const auto days = number(a.due_days);
        text says{
            "Assessed in " + a.unit + ", due " + days + " days after the assessment",
            "Quotes-parts en " + a.unit + ", dues " + days + " jours après l'avis"};
        if (a.arrears_periods) {
            says.en += "; arrears of " + number(*a.arrears_periods) + " full periods are flagged";
            says.fr += " ; des arriérés de " + number(*a.arrears_periods) +
                       " périodes entières sont signalés";
        }
        w.say("assessment", says, a.clause);
    }
    if (t.lifecycle && t.lifecycle->founders_min) {
        const auto n = number(*t.lifecycle->founders_min);
        w.say(
            "lifecycle.founders_min", "Launched with at least " + n + " participants",
            "Lancé avec au moins " + n + " participants"
        );
    }
    if (t.reminders && !t.reminders->days_before.empty()) {
        std::vector<std::string> days;
        for (const auto n : t.reminders->days_before) {
            days.push_back(number(n));
        }
        w.say(
            "reminders", "Reminders " + listed(days, "and") + " days before a due date",
            "Rappels " + listed(days, "et") + " jours avant une échéance"
        );
    }
}

}  // namespace

text day_in_words(civil_date day)
{
    static constexpr std::array<std::string_view, 12> english{
        "January", "February", "March",     "April",   "May",      "June",
        "July",    "August",   "September", "October", "November", "December"};
    static constexpr std::array<std::string_view, 12> french{
        "janvier", "février", "mars",      "avril",   "mai",      "juin",
        "juillet", "août",    "septembre", "octobre", "novembre", "décembre"};
    const auto year = " " + std::to_string(day.year());
    const auto number = std::to_string(day.day());
    const auto month = day.month() - 1;
    return {
        number + " " + std::string(english.at(month)) + year,
        number + (day.day() == 1 ? "er " : " ") + std::string(french.at(month)) + year};
}

text delay_in_words(const delay_terms& delay)
{
    text out;
    if (delay.months && *delay.months > 0) {
        out = {number(*delay.months) + " months", number(*delay.months) + " mois"};
    }
    if (delay.days && *delay.days > 0) {
        out.en += (out.en.empty() ? "" : " and ") + number(*delay.days) + " days";
        out.fr += (out.fr.empty() ? "" : " et ") + number(*delay.days) + " jours";
    }
    if (out.en.empty()) {
        out = {"no delay", "aucun délai"};
    }
    if (delay.first_day_of_following_month) {
        out.en = "the first day of the month after " + out.en;
        out.fr = "le premier jour du mois qui suit " + out.fr;
    }
    return out;
}

std::vector<rule_words> rules_in_words(const definition& d)
{
    writer w;
    const auto& t = d.rules;
    say_joining(w, t.joining);
    if (t.entry_into_force) {
        w.say("entry_into_force", entry(*t.entry_into_force), t.entry_into_force->clause);
    }
    if (t.withdrawal) {
        say_leaving(w, *t.withdrawal);
    }
    if (t.pledges) {
        say_pledges(w, *t.pledges);
    }
    if (t.milestones && t.milestones->smart_required) {
        w.say(
            "milestones.smart_required",
            "A milestone names owner, indicator, baseline, target and due date",
            "Un jalon nomme responsable, indicateur, référence, cible et échéance"
        );
    }
    if (t.reporting) {
        say_reporting(w, *t.reporting);
    }
    if (t.reservations) {
        say_reservations(w, *t.reservations);
    }
    say_process(w, t);
    return w.take();
}

}  // namespace depositary::engine
