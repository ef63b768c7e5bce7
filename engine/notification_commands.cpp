#include <algorithm>

#include "engine/methods.hpp"
#include "engine/notification.hpp"

/// notification.*: the depositary records whom it informed, and when; addressees acknowledge.

namespace depositary::engine {

namespace {

/// What both commands look at first.
struct notice_scene
{
    const notification_record* notice = nullptr;
    std::string actor;  ///< canonical
    addressee_view told;
};

decided look(
    const decision& d, const std::string& number, const std::string& actor_id, notice_scene& out
)
{
    out.notice = find_notification(*d.initiative, number);
    if (out.notice == nullptr) {
        return refuse(
            "E_NOT_FOUND", "number", "The initiative issued no notification of this number.",
            "L'initiative n'a émis aucune notification sous ce numéro."
        );
    }
    const auto* who = d.state.find_actor(actor_id);
    if (who == nullptr) {
        return refuse(
            "E_NOT_FOUND", "actor", "No actor has this id; see actor.list.",
            "Aucun acteur n'a cet identifiant ; voir actor.list."
        );
    }
    out.actor = who->id;
    out.told = view_addressee(*d.initiative, *out.notice, out.actor);
    return std::nullopt;
}

/// Nobody is told of an act before it happened. Being told before it was recorded here is
/// possible: history is imported late.
decided not_before_the_act(const decision& d, const notification_record& n)
{
    const auto told = d.head.effective_on.value_or(date_interval::day(d.when.today));
    if (n.on.not_before && told.not_after && *told.not_after < *n.on.not_before) {
        auto r = refuse(
            "E_VALUE", "effective_on", "Nobody is told of an act before it happened.",
            "Nul n'est informé d'un acte avant qu'il ait eu lieu."
        );
        r.facts.push_back({"act", n.on.not_before->to_string(), "<= " + told.not_after->to_string()}
        );
        return r;
    }
    return std::nullopt;
}

decided deliver(decision& d, const notification_delivered& p)
{
    notice_scene s;
    if (auto r = look(d, p.number, p.actor, s)) {
        return r;
    }
    if (s.told.notified && !s.told.deemed) {
        return refuse(
            "E_DUPLICATE", "actor", "Its delivery is recorded; a wrong day is corrected.",
            "Sa remise est enregistrée ; une date erronée se corrige."
        );
    }
    if (auto r = not_before_the_act(d, *s.notice)) {
        return r;
    }
    d.emit(notification_delivered{p.number, s.actor});
    return std::nullopt;
}

decided acknowledge(decision& d, const notification_acknowledged& p)
{
    notice_scene s;
    if (auto r = look(d, p.number, p.actor, s)) {
        return r;
    }
    if (s.told.acknowledged) {
        return refuse(
            "E_DUPLICATE", "actor", "It has acknowledged it already.",
            "Il en a déjà accusé réception."
        );
    }
    if (auto r = not_before_the_act(d, *s.notice)) {
        return r;
    }
    d.emit(notification_acknowledged{p.number, s.actor});
    return std::nullopt;
}

}  // namespace

void add_notification_commands(command_list& list)
{
    add(list,
        {"notification.deliver",
         "The depositary informed the actor (VCLT art. 78(c)); windows run from that day.",
         {"depositary", "import"},
         true,
         false},
        deliver, nobody<notification_delivered>);
    add(list,
        {"notification.acknowledge",
         "The actor acknowledges a notification.",
         {"focal_point", "import"},
         true,
         false},
        acknowledge, its_actor<notification_acknowledged>);
}

}  // namespace depositary::engine
