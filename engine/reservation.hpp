#pragma once

/// Reservations on any date: what stands of them between each two States. States are those of the
/// machines reservation (as a whole) and reservation_response (one contracting State's answer, or
/// what its silence means), computed from the record. Rules: VCLT art. 19-23.

#include <boost/describe.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/state.hpp"

namespace depositary::engine {

/// The time one State has to object (VCLT art. 20(5)): until the later of
/// terms.reservations.objection_months (12 when absent) after it was notified, and the day of its
/// own consent; that last day belongs to it. Where only intervals are known, so is the window an
/// interval.
struct objection_window
{
    std::optional<date_interval> notified;
    date_interval consented;
    std::optional<date_interval> ends;  ///< its last day; absent: the State was not notified yet

    [[nodiscard]] bool certainly_over(civil_date on) const
    {
        return ends && ends->not_after && *ends->not_after < on;
    }
};
BOOST_DESCRIBE_STRUCT(objection_window, (), (notified, consented, ends))

[[nodiscard]] objection_window window_of(
    const std::optional<date_interval>& notified, const date_interval& consented,
    std::int64_t months
);

/// One contracting State's position. `relation` between it and the author, as this reservation has
/// it: treaty_relations (without effect between the two), pending, modified_by_reservation (VCLT
/// art. 21(1)), restricted_by_objection (the provisions do not apply to the extent of the
/// reservation, art. 21(3)), excluded_by_objection (art. 20(4)(b)).
struct response_view
{
    std::string actor;
    std::string state = "pending";
    std::string relation = "pending";
    objection_window window;
    std::optional<date_interval> on;  ///< of what it said
    std::optional<std::string> statement;
    std::vector<std::int64_t> communications;  ///< objections after the period, by seq
    bool objection_withdrawn = false;
    /// A withdrawal operates between the two once the other one was notified (VCLT art. 22(3)).
    std::optional<date_interval> withdrawal_operates;
};
BOOST_DESCRIBE_STRUCT(
    response_view, (),
    (actor, state, relation, window, on, statement, communications, objection_withdrawn,
     withdrawal_operates)
)

struct reservation_view
{
    std::string reservation;
    std::string actor;
    std::string state = "none";
    std::string statement;
    std::optional<std::string> provision;
    bool late = false;
    date_interval on;
    std::int64_t seq = 0;
    std::optional<std::string> notification;  ///< number of the notification of it
    std::optional<date_interval> withdrawn;
    std::optional<date_interval> accepted_by_organ;
    std::int64_t standing_objections = 0;
    std::vector<response_view> responses;  ///< of the States contracting on that day, by id
};
BOOST_DESCRIBE_STRUCT(
    reservation_view, (),
    (reservation, actor, state, statement, provision, late, on, seq, notification, withdrawn,
     accepted_by_organ, standing_objections, responses)
)

/// `state` is "none" when there was no such reservation on `as_of`.
[[nodiscard]] reservation_view view_reservation(
    const register_state& base, const initiative_state& s, std::string_view id, civil_date as_of
);

/// All reservations that were formulated by `as_of`, by id.
[[nodiscard]] std::vector<reservation_view> view_reservations(
    const register_state& base, const initiative_state& s, civil_date as_of
);

/// What one reservation does between its author and another State.
struct relation_cause
{
    std::string reservation;
    std::string author;
    std::string response;  ///< of the other one
    std::string relation;
};
BOOST_DESCRIBE_STRUCT(relation_cause, (), (reservation, author, response, relation))

/// Two contracting States between whom a reservation stands; the gravest effect decides.
struct relation_pair
{
    std::string a;
    std::string b;
    std::string relation;
    std::vector<relation_cause> because;
};
BOOST_DESCRIBE_STRUCT(relation_pair, (), (a, b, relation, because))

struct contracting_state
{
    std::string actor;
    bool in_force = false;  ///< certainly in force for it
};
BOOST_DESCRIBE_STRUCT(contracting_state, (), (actor, in_force))

/// Between any two States that no pair names, the relation is treaty_relations.
struct relation_matrix
{
    std::vector<contracting_state> states;
    std::string otherwise = "treaty_relations";
    std::vector<relation_pair> pairs;
};
BOOST_DESCRIBE_STRUCT(relation_matrix, (), (states, otherwise, pairs))

[[nodiscard]] relation_matrix view_relations(
    const register_state& base, const initiative_state& s, civil_date as_of
);

/// A State bound by its own consent, and since when; nullopt when it is none on `as_of`.
[[nodiscard]] std::optional<date_interval> contracting_since(
    const initiative_state& s, std::string_view actor, civil_date as_of
);

}  // namespace depositary::engine
