#include "engine/reservation.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "engine/notification.hpp"
#include "engine/participation.hpp"

namespace depositary::engine {

namespace {

/// From the mildest effect between two States to the gravest.
constexpr std::array<std::string_view, 5> gravity{
    "treaty_relations", "pending", "modified_by_reservation", "restricted_by_objection",
    "excluded_by_objection"};

std::size_t weight(std::string_view relation)
{
    return static_cast<std::size_t>(
        std::find(gravity.begin(), gravity.end(), relation) - gravity.begin()
    );
}

std::int64_t months_of(const initiative_state& s)
{
    const auto& rules = s.rules->rules.reservations;
    return rules ? rules->objection_months.value_or(12) : 12;
}

bool needs_organ(const initiative_state& s)
{
    const auto& rules = s.rules->rules.reservations;
    return rules && rules->organ;
}

date_interval settled_interval(const fact& f)
{
    auto on = f.on;
    on.not_after = f.settled;
    return on;
}

/// Day on which `actor` was informed of the event `seq`.
std::optional<date_interval> informed(
    const initiative_state& s, std::int64_t seq, std::string_view actor
)
{
    const auto* n = notification_of(s, seq);
    return n == nullptr ? std::nullopt : view_addressee(s, *n, actor).notified;
}

bool over(const std::optional<date_interval>& day, civil_date as_of)
{
    return day && day->certainly_by(as_of);
}

/// Certainly after the last day on which it could have been made in time.
bool is_late(const fact& f, const objection_window& w)
{
    return w.ends && w.ends->not_after && f.on.not_before && *f.on.not_before > *w.ends->not_after;
}

/// What `actor` said by `as_of`, in order; silence counts when its time is over.
void answer(response_view& r, const fact_list& facts, civil_date as_of)
{
    const fact* withdrawal = nullptr;
    for (const auto& f : facts) {
        if (!f->certainly_by(as_of)) {
            break;
        }
        const auto* a = as<reservation_accepted>(*f);
        const auto* o = as<reservation_objected>(*f);
        const auto* w = as<objection_withdrawn>(*f);
        const bool own = (a != nullptr && a->by == r.actor) || (o != nullptr && o->by == r.actor) ||
                         (w != nullptr && w->by == r.actor);
        if (!own) {
            continue;
        }
        if (o != nullptr && (r.state == "accepted" || is_late(*f, r.window)) &&
            !(r.state == "objected_precluding" && !o->precludes)) {
            r.communications.push_back(f->seq);
            continue;
        }
        r.on = settled_interval(*f);
        if (o != nullptr) {
            r.state = o->precludes ? "objected_precluding" : "objected";
            r.statement = o->statement;
            withdrawal = nullptr;
        } else {
            withdrawal = w != nullptr ? f.get() : nullptr;
            r.state = "accepted";
        }
    }
    r.objection_withdrawn = withdrawal != nullptr;
    if (r.state == "pending" && r.window.certainly_over(as_of)) {
        r.state = "accepted_tacitly";
    }
}

/// An objection keeps its effect until the author was told that it was withdrawn.
std::string effect_of_withdrawn_objection(
    const initiative_state& s, const fact_list& facts, const std::string& author, response_view& r,
    civil_date as_of
)
{
    const fact* objection = nullptr;
    const fact* withdrawal = nullptr;
    for (const auto& f : facts) {
        if (!f->certainly_by(as_of)) {
            break;
        }
        const auto* o = as<reservation_objected>(*f);
        if (o != nullptr && o->by == r.actor && !is_late(*f, r.window)) {
            objection = f.get();
        }
        const auto* w = as<objection_withdrawn>(*f);
        if (w != nullptr && w->by == r.actor) {
            withdrawal = f.get();
        }
    }
    if (objection == nullptr || withdrawal == nullptr) {
        return "modified_by_reservation";
    }
    r.withdrawal_operates = informed(s, withdrawal->seq, author);
    if (over(r.withdrawal_operates, as_of)) {
        return "modified_by_reservation";
    }
    return as<reservation_objected>(*objection)->precludes ? "excluded_by_objection"
                                                           : "restricted_by_objection";
}

void relate(
    const initiative_state& s, const fact_list& facts, const reservation_view& v,
    std::int64_t withdrawal_seq, response_view& r, civil_date as_of
)
{
    if (v.late && v.state != "accepted" && v.state != "withdrawn") {
        r.relation = "treaty_relations";
    } else if (needs_organ(s)) {
        r.relation = v.accepted_by_organ ? "modified_by_reservation" : "pending";
    } else if (r.objection_withdrawn) {
        r.relation = effect_of_withdrawn_objection(s, facts, v.actor, r, as_of);
    } else if (r.state == "objected_precluding") {
        r.relation = "excluded_by_objection";
    } else if (r.state == "objected") {
        r.relation = "restricted_by_objection";
    } else {
        r.relation = r.state == "pending" ? "pending" : "modified_by_reservation";
    }
    if (withdrawal_seq != 0) {
        r.withdrawal_operates = informed(s, withdrawal_seq, r.actor);
        if (over(r.withdrawal_operates, as_of)) {
            r.relation = "treaty_relations";
        }
    }
}

/// One proposed after consent waits for those that were contracting when it was made: nobody who
/// joins later holds it up. It stands when the last of their windows is over and no objection stood
/// then; what is said or taken back afterwards changes nothing.
std::string late_state(const fact_list& facts, const reservation_view& v, civil_date as_of)
{
    std::optional<civil_date> last;
    bool all_over = !v.responses.empty();
    for (const auto& r : v.responses) {
        const auto& joined = r.window.consented.not_before;
        if ((joined && v.on.not_after && *joined > *v.on.not_after) || r.state == "accepted") {
            continue;
        }
        if (!r.window.certainly_over(as_of)) {
            all_over = false;
        } else if (!last || *last < *r.window.ends->not_after) {
            last = r.window.ends->not_after;
        }
    }
    const auto asked = all_over && last ? std::min(*last, as_of) : as_of;
    const bool refused = std::any_of(v.responses.begin(), v.responses.end(), [&](const auto& r) {
        response_view then;
        then.actor = r.actor;
        then.window = r.window;
        answer(then, facts, asked);
        return then.state.starts_with("objected");
    });
    return refused ? "not_accepted" : all_over ? "accepted" : "proposed_late";
}

std::string whole_state(
    const initiative_state& s, const fact_list& facts, const reservation_view& v, civil_date as_of
)
{
    if (v.withdrawn) {
        return "withdrawn";
    }
    if (v.late) {
        return late_state(facts, v, as_of);
    }
    if (needs_organ(s)) {
        return v.accepted_by_organ ? "accepted" : "formulated";
    }
    // VCLT art. 20(4)(c): one acceptance is enough for the consent to be effective.
    const bool one = std::any_of(v.responses.begin(), v.responses.end(), [](const auto& r) {
        return r.state == "accepted" || r.state == "accepted_tacitly";
    });
    return one ? "accepted" : "formulated";
}

/// The reservation's own facts by `as_of`; false when it was not formulated yet.
bool own_facts(
    const fact_list& facts, civil_date as_of, reservation_view& v, std::int64_t& withdrawal_seq
)
{
    bool made = false;
    for (const auto& f : facts) {
        if (!f->certainly_by(as_of)) {
            break;
        }
        if (const auto* r = as<reservation_formulated>(*f)) {
            made = true;
            v.actor = r->actor;
            v.statement = r->statement;
            v.provision = r->provision;
            v.late = r->late;
            v.on = settled_interval(*f);
            v.seq = f->seq;
        } else if (as<reservation_withdrawn>(*f) != nullptr) {
            v.withdrawn = settled_interval(*f);
            withdrawal_seq = f->seq;
        } else if (const auto* a = as<reservation_accepted>(*f)) {
            if (!a->by) {
                v.accepted_by_organ = settled_interval(*f);
            }
        }
    }
    return made;
}

}  // namespace

objection_window window_of(
    const std::optional<date_interval>& notified, const date_interval& consented,
    std::int64_t months
)
{
    objection_window w;
    w.notified = notified;
    w.consented = consented;
    if (!notified) {
        return w;
    }
    date_interval ends;
    if (notified->not_before) {
        ends.not_before = notified->not_before->add_months(months);
    }
    // The later of the two is not before either of them; it is bounded above only when both are.
    if (consented.not_before && (!ends.not_before || *consented.not_before > *ends.not_before)) {
        ends.not_before = consented.not_before;
    }
    if (notified->not_after && consented.not_after) {
        ends.not_after = std::max(notified->not_after->add_months(months), *consented.not_after);
    }
    w.ends = ends;
    return w;
}

std::optional<date_interval> contracting_since(
    const initiative_state& s, std::string_view actor, civil_date as_of
)
{
    const auto found = s.participations.find(actor);
    if (found == s.participations.end()) {
        return std::nullopt;
    }
    std::optional<date_interval> since;
    std::optional<civil_date> leaves;
    for (const auto& f : *found->second) {
        if (!f->certainly_by(as_of)) {
            break;
        }
        const auto* signature = as<treaty_signed>(*f);
        const bool consents = as<instrument_deposited>(*f) != nullptr ||
                              as<succession_notified>(*f) != nullptr ||
                              (signature != nullptr && signature->definitive);
        if (consents) {
            if (!since || leaves) {
                since = settled_interval(*f);
            }
            leaves.reset();
        } else if (const auto* w = as<withdrawal_notified>(*f)) {
            leaves = w->effective;
        } else if (as<withdrawal_revoked>(*f) != nullptr) {
            leaves.reset();
        }
    }
    return leaves && *leaves <= as_of ? std::nullopt : since;
}

reservation_view view_reservation(
    const register_state&, const initiative_state& s, std::string_view id, civil_date as_of
)
{
    reservation_view v;
    v.reservation = id;
    const auto found = s.reservations.find(id);
    std::int64_t withdrawal_seq = 0;
    if (found == s.reservations.end() || !own_facts(*found->second, as_of, v, withdrawal_seq)) {
        return v;
    }
    const auto& facts = *found->second;
    const auto* notice = notification_of(s, v.seq);
    if (notice != nullptr) {
        v.notification = number_of(s, *notice);
    }
    for (const auto& [actor, participation] : s.participations) {
        const auto since = contracting_since(s, actor, as_of);
        if (!since || actor == v.actor) {
            continue;
        }
        response_view r;
        r.actor = actor;
        r.window = window_of(informed(s, v.seq, actor), *since, months_of(s));
        answer(r, facts, as_of);
        v.standing_objections += r.state.starts_with("objected") ? 1 : 0;
        v.responses.push_back(std::move(r));
    }
    v.state = whole_state(s, facts, v, as_of);
    for (auto& r : v.responses) {
        relate(s, facts, v, withdrawal_seq, r, as_of);
    }
    return v;
}

std::vector<reservation_view> view_reservations(
    const register_state& base, const initiative_state& s, civil_date as_of
)
{
    std::vector<reservation_view> all;
    for (const auto& [id, facts] : s.reservations) {
        auto v = view_reservation(base, s, id, as_of);
        if (v.state != "none") {
            all.push_back(std::move(v));
        }
    }
    return all;
}

relation_matrix view_relations(
    const register_state& base, const initiative_state& s, civil_date as_of
)
{
    relation_matrix m;
    const auto force = view_force(base, s, as_of);
    for (const auto& [actor, facts] : s.participations) {
        if (contracting_since(s, actor, as_of)) {
            const auto v = view_participation(base, s, actor, as_of, force);
            m.states.push_back({actor, v.consent == "party"});
        }
    }
    std::map<std::pair<std::string, std::string>, relation_pair> pairs;
    for (const auto& v : view_reservations(base, s, as_of)) {
        // Between two States that are not both bound there is nothing to modify.
        if (!contracting_since(s, v.actor, as_of)) {
            continue;
        }
        for (const auto& r : v.responses) {
            if (r.relation == "treaty_relations") {
                continue;
            }
            auto key = std::minmax(v.actor, r.actor);
            auto& pair = pairs[{key.first, key.second}];
            pair.a = key.first;
            pair.b = key.second;
            if (pair.relation.empty() || weight(r.relation) > weight(pair.relation)) {
                pair.relation = r.relation;
            }
            pair.because.push_back({v.reservation, v.actor, r.state, r.relation});
        }
    }
    for (auto& [key, pair] : pairs) {
        m.pairs.push_back(std::move(pair));
    }
    return m;
}

}  // namespace depositary::engine
