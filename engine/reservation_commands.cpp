#include <algorithm>

#include "engine/methods.hpp"
#include "engine/participation.hpp"
#include "engine/reservation.hpp"
#include "engine/standing.hpp"

/// reservation.* and objection.*: what States say when they consent to be bound, and what the
/// others answer (VCLT art. 19-23).

namespace depositary::engine {

namespace {

constexpr std::int64_t open_ended = 999'999'999;

struct formulate_params
{
    std::optional<std::string> reservation;
    std::string actor;
    std::string statement;
    std::optional<std::string> provision;
};
BOOST_DESCRIBE_STRUCT(formulate_params, (), (reservation, actor, statement, provision))

struct author_params
{
    std::string reservation;
};
BOOST_DESCRIBE_STRUCT(author_params, (), (reservation))

/// `actor` is absent when the competent organ accepts.
struct accept_params
{
    std::string reservation;
    std::optional<std::string> actor;
};
BOOST_DESCRIBE_STRUCT(accept_params, (), (reservation, actor))

/// `precludes` has no default: an objection says so itself (VCLT art. 20(4)(b)).
struct object_params
{
    std::string reservation;
    std::string actor;
    std::optional<bool> precludes;
    std::optional<std::string> statement;
};
BOOST_DESCRIBE_STRUCT(object_params, (), (reservation, actor, precludes, statement))

struct objector_params
{
    std::string reservation;
    std::string actor;
};
BOOST_DESCRIBE_STRUCT(objector_params, (), (reservation, actor))

refusal no_actor()
{
    return refuse(
        "E_NOT_FOUND", "actor", "No actor has this id; see actor.list.",
        "Aucun acteur n'a cet identifiant ; voir actor.list."
    );
}

refusal no_reservation()
{
    return refuse("E_NOT_FOUND", "reservation", "See reservation.list.", "Voir reservation.list.");
}

/// What every later command looks at first: the reservation as it stood on the day of the act, and
/// the one who speaks of it.
struct reservation_scene
{
    reservation_view view;
    std::string actor;  ///< canonical
    response_view response;
    machine_facts facts;
};

machine_facts blank_facts(const decision& d)
{
    machine_facts f;
    f["today"] = d.when.today.days();
    f["on_day"] = d.act_day().days();
    f["prohibited"] = 0;
    f["listed"] = 1;
    f["consent_day"] = open_ended;
    const auto& rules = d.rules().reservations;
    f["late_admitted"] = rules && rules->late_admitted ? 1 : 0;
    f["organ"] = rules && rules->organ ? 1 : 0;
    f["contracting"] = 0;
    f["is_author"] = 0;
    f["window_ends_day"] = open_ended;
    f["standing_objections"] = 0;
    return f;
}

decided look(
    const decision& d, const std::string& reservation, const std::optional<std::string>& actor,
    reservation_scene& out
)
{
    out.view = view_reservation(d.state, *d.initiative, reservation, d.act_day());
    out.facts = blank_facts(d);
    if (out.view.state == "none") {
        auto r = no_reservation();
        const auto now = view_reservation(d.state, *d.initiative, reservation, d.when.today);
        if (now.state != "none") {
            r = refuse(
                "E_VALUE", "effective_on", "It was formulated later.",
                "Elle a été formulée plus tard."
            );
        }
        return r;
    }
    out.facts["standing_objections"] = out.view.standing_objections;
    if (!actor) {
        return std::nullopt;
    }
    const auto* who = d.state.find_actor(*actor);
    if (who == nullptr) {
        return no_actor();
    }
    out.actor = who->id;
    out.facts["is_author"] = out.actor == out.view.actor ? 1 : 0;
    for (const auto& r : out.view.responses) {
        if (r.actor == out.actor) {
            out.response = r;
            out.facts["contracting"] = 1;
        }
    }
    const auto& ends = out.response.window.ends;
    if (ends && ends->not_after) {
        out.facts["window_ends_day"] = ends->not_after->days();
    }
    return std::nullopt;
}

subject of_author(const decision& d, const author_params& p)
{
    const auto id = p.reservation;
    auto v = d.initiative ? view_reservation(d.state, *d.initiative, id, d.when.today)
                          : reservation_view{};
    if (v.actor.empty()) {
        // There is none: the caller is told so, and not that it is another's.
        for (const auto* g : d.state.grants_to(d.when.principal)) {
            if (g->role == "focal_point") {
                v.actor = g->actor.value_or("");
            }
        }
    }
    return {.actor = v.actor, .binds = true};
}

subject of_acceptor(const decision&, const accept_params& p)
{
    return {.actor = p.actor.value_or(""), .binds = p.actor.has_value()};
}

void permission_facts(const decision& d, const formulate_params& p, machine_facts& f)
{
    const auto& rules = d.rules().reservations;
    if (!rules) {
        return;
    }
    f["prohibited"] = rules->policy == "prohibited" ? 1 : 0;
    const auto& listed = rules->listed;
    const bool named =
        p.provision && std::find(listed.begin(), listed.end(), *p.provision) != listed.end();
    f["listed"] = rules->policy != "listed" || named ? 1 : 0;
}

decided formulate(decision& d, const formulate_params& p)
{
    const auto* who = d.state.find_actor(p.actor);
    if (who == nullptr) {
        return no_actor();
    }
    if (p.statement.empty()) {
        return refuse(
            "E_VALUE", "statement", "A reservation is made in writing (VCLT art. 23(1)).",
            "Une réserve est formulée par écrit (CVDT art. 23, par. 1)."
        );
    }
    if (!treaty_form(*d.initiative)) {
        return refuse(
            "E_ACT_NOT_ADMITTED", {}, "Nobody consents to be bound here, so nothing is reserved.",
            "Nul ne consent ici à être lié : il n'y a rien à réserver."
        );
    }
    const auto id = p.reservation.value_or("reservation-" + d.when.fresh_id);
    if (id.empty() || d.initiative->reservations.contains(id)) {
        return refuse(
            "E_EXISTS", "reservation", "Choose another id.", "Choisissez un autre identifiant."
        );
    }
    auto facts = blank_facts(d);
    permission_facts(d, p, facts);
    // The first day on which it may have been made: where dates are open nothing is called late
    // that may have been in time.
    const auto on = d.head.effective_on.value_or(date_interval::day(d.when.today));
    facts["on_day"] = on.not_before ? on.not_before->days() : -open_ended;
    const auto since = contracting_since(*d.initiative, who->id, d.when.today);
    facts["consent_day"] = since && since->not_after ? since->not_after->days() : open_ended;
    const bool late = facts["on_day"] > facts["consent_day"];
    const bool propose = late && facts["late_admitted"] == 1;
    if (auto r = d.step("reservation", "none", propose ? "propose_late" : "formulate", facts)) {
        if (d.rules().reservations && d.rules().reservations->clause) {
            r->clause = *d.rules().reservations->clause;
        }
        return r;
    }
    d.emit(reservation_formulated{id, who->id, p.statement, p.provision, late});
    return std::nullopt;
}

decided withdraw(decision& d, const author_params& p)
{
    reservation_scene s;
    if (auto r = look(d, p.reservation, std::nullopt, s)) {
        return r;
    }
    const auto now = view_reservation(d.state, *d.initiative, p.reservation, d.when.today);
    if (auto r = d.step("reservation", now.state, "withdraw", s.facts)) {
        return r;
    }
    d.emit(reservation_withdrawn{p.reservation});
    return std::nullopt;
}

decided accept(decision& d, const accept_params& p)
{
    reservation_scene s;
    if (auto r = look(d, p.reservation, p.actor, s)) {
        return r;
    }
    const auto event = p.actor ? "accept" : "accept_by_organ";
    if (auto r = d.step("reservation", s.view.state, event, s.facts)) {
        return r;
    }
    if (p.actor) {
        if (auto r = d.step("reservation_response", s.response.state, "accept", s.facts)) {
            return r;
        }
        d.emit(reservation_accepted{p.reservation, s.actor});
    } else {
        d.emit(reservation_accepted{p.reservation, std::nullopt});
    }
    return std::nullopt;
}

decided object(decision& d, const object_params& p)
{
    if (!p.precludes) {
        return refuse(
            "E_MISSING_FIELD", "precludes",
            "Say whether the objection precludes the entry into force between the two "
            "(VCLT art. 20(4)(b)); there is no default.",
            "Dites si l'objection empêche l'entrée en vigueur entre les deux "
            "(CVDT art. 20, par. 4 b) ; il n'y a pas de valeur par défaut."
        );
    }
    reservation_scene s;
    if (auto r = look(d, p.reservation, p.actor, s)) {
        return r;
    }
    // The first day on which it may have been made, as for the reservation itself.
    const auto on = d.head.effective_on.value_or(date_interval::day(d.when.today));
    s.facts["on_day"] = on.not_before ? on.not_before->days() : -open_ended;
    const bool late = s.facts["on_day"] > s.facts["window_ends_day"];
    // A late one has no effect on the reservation, whatever became of it.
    if (!late) {
        if (auto r = d.step("reservation", s.view.state, "object", s.facts)) {
            return r;
        }
    }
    const auto event = late ? "communicate" : *p.precludes ? "object_precluding" : "object";
    const std::string from =
        late && s.response.state == "pending" ? "accepted_tacitly" : s.response.state;
    if (auto r = d.step("reservation_response", from, event, s.facts)) {
        return r;
    }
    d.emit(reservation_objected{p.reservation, s.actor, *p.precludes, p.statement, late});
    return std::nullopt;
}

decided withdraw_objection(decision& d, const objector_params& p)
{
    reservation_scene s;
    if (auto r = look(d, p.reservation, p.actor, s)) {
        return r;
    }
    if (auto r = d.step("reservation_response", s.response.state, "withdraw_objection", s.facts)) {
        return r;
    }
    if (auto r = d.step("reservation", s.view.state, "withdraw_objection", s.facts)) {
        return r;
    }
    d.emit(objection_withdrawn{p.reservation, s.actor});
    return std::nullopt;
}

method_info reservation_method(std::string_view name, std::string_view summary)
{
    return on_initiative(name, summary, {"focal_point", "depositary", "import"});
}

}  // namespace

std::variant<standings, refusal> reservation_standing(
    const decision& d, const std::string& id, const std::optional<std::string>& actor
)
{
    reservation_scene s;
    if (auto r = look(d, id, actor, s)) {
        return std::move(*r);
    }
    const auto state = view_reservation(d.state, *d.initiative, id, d.when.today).state;
    if (!actor) {
        s.facts["contracting"] = 1;  // whoever it may be
    }
    const subject author{.actor = s.view.actor, .binds = true};
    const subject other{.actor = s.actor, .binds = true};
    standing own{"reservation", {}, state, s.facts, author, other};
    own.others = {"accept", "accept_by_organ", "object", "withdraw_objection"};
    standings out{std::move(own)};
    if (actor) {
        standing response{"reservation_response", {},     s.response.state,
                          std::move(s.facts),     author, other};
        response.others = {
            "accept", "object", "object_precluding", "communicate", "withdraw_objection"};
        out.push_back(std::move(response));
    }
    return out;
}

void add_reservation_commands(command_list& list)
{
    add(list,
        reservation_method(
            "reservation.formulate", "The actor formulates a reservation (VCLT art. 19, 23)."
        ),
        formulate, its_actor_bound<formulate_params>);
    add(list,
        reservation_method(
            "reservation.withdraw", "The author withdraws its reservation (VCLT art. 22(1))."
        ),
        withdraw, of_author);
    add(list,
        reservation_method(
            "reservation.accept",
            "A contracting State accepts expressly; without an actor, the competent organ does "
            "(VCLT art. 20(3)-(4))."
        ),
        accept, of_acceptor);
    add(list,
        reservation_method(
            "reservation.object",
            "A contracting State objects (VCLT art. 20(4)(b)); after its period the objection is "
            "kept as a communication."
        ),
        object, its_actor_bound<object_params>);
    add(list,
        reservation_method(
            "objection.withdraw", "The actor withdraws its objection (VCLT art. 22(2))."
        ),
        withdraw_objection, its_actor_bound<objector_params>);
}

}  // namespace depositary::engine
