#pragma once

/// Groups of actors on any date. A group that the record says nothing of may still have members:
/// a regional group of the United Nations has the actors registered with it, from the day each one
/// became a member of the organisation, and "un" has all its members. What an event records of an
/// actor in a group stands above that.

#include <boost/describe.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/state.hpp"

namespace depositary::engine {

/// The group of the Member States of the United Nations, by the day each was admitted.
inline constexpr std::string_view un_members_group = "un";

/// One stretch of membership; an absent day is open.
struct membership_view
{
    std::string actor;
    std::optional<civil_date> from;
    std::optional<civil_date> until;  ///< last day
    bool recorded = false;            ///< by an event; else it follows from the register of actors
};
BOOST_DESCRIBE_STRUCT(membership_view, (), (actor, from, until, recorded))

struct group_view
{
    std::string group;
    std::optional<text> name;  ///< absent for a group that no event registered
    civil_date as_of;
    std::vector<std::string> members;          ///< on `as_of`, canonical ids in order
    std::vector<membership_view> memberships;  ///< of every date
};
BOOST_DESCRIBE_STRUCT(group_view, (), (group, name, as_of, members, memberships))

/// Whether the register knows the group, by an event or by its actors.
[[nodiscard]] bool group_known(const register_state& state, std::string_view group);

/// Whether `actor` (an id, merged or not) belongs to `group` on a day.
[[nodiscard]] bool in_group(
    const register_state& state, std::string_view group, std::string_view actor, civil_date as_of
);

/// Canonical ids of the members on a day, in order.
[[nodiscard]] std::vector<std::string> members_of(
    const register_state& state, std::string_view group, civil_date as_of
);

[[nodiscard]] group_view view_group(
    const register_state& state, std::string_view group, civil_date as_of
);

/// Ids of all groups, in order.
[[nodiscard]] std::vector<std::string> group_ids(const register_state& state);

}  // namespace depositary::engine
