#include <algorithm>

#include "engine/groups.hpp"
#include "engine/methods.hpp"

/// group.*: named groups of actors with dated membership.

namespace depositary::engine {

namespace {

struct membership_params
{
    std::string group;
    std::string actor;
    std::optional<civil_date> from;
    std::optional<civil_date> until;
};
BOOST_DESCRIBE_STRUCT(membership_params, (), (group, actor, from, until))

bool group_identifier(std::string_view id)
{
    return !id.empty() && id.size() <= 100 && std::all_of(id.begin(), id.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '-' || c == ':' || c == '.' || c == '_';
    });
}

decided register_group(decision& d, const group_registered& p)
{
    if (!group_identifier(p.group)) {
        return refuse(
            "E_VALUE", "group", "Use 1 to 100 of A-Z a-z 0-9 - : . _",
            "Employez 1 à 100 caractères A-Z a-z 0-9 - : . _"
        );
    }
    if (p.name.en.empty()) {
        return refuse("E_MISSING_FIELD", "name.en");
    }
    if (d.state.groups.contains(p.group)) {
        return refuse("E_EXISTS", "group");
    }
    d.emit(p);
    return std::nullopt;
}

decided record_membership(decision& d, const membership_params& p)
{
    if (!d.state.groups.contains(p.group)) {
        return refuse(
            "E_NOT_FOUND", "group", "Register the group first (group.register).",
            "Enregistrez d'abord le groupe (group.register)."
        );
    }
    const auto* who = d.state.find_actor(p.actor);
    if (who == nullptr) {
        return refuse(
            "E_NOT_FOUND", "actor", "No actor has this id; see actor.list.",
            "Aucun acteur n'a cet identifiant ; voir actor.list."
        );
    }
    if (p.from && p.until && *p.until < *p.from) {
        return refuse(
            "E_VALUE", "until", "A membership ends on or after the day it begins.",
            "Une appartenance prend fin au plus tôt le jour où elle commence."
        );
    }
    d.emit(group_membership_recorded{p.group, who->id, p.from, p.until});
    return std::nullopt;
}

}  // namespace

void add_group_commands(command_list& list)
{
    const std::vector<std::string_view> who{"coordinator", "import", "operator"};
    add(list,
        method_info{
            "group.register", "Registers a group of actors; membership is dated.", who, false,
            false},
        register_group, nobody<group_registered>);
    add(list,
        method_info{
            "group.record_membership",
            "Says from when until when an actor belongs to a group; a later record of the same "
            "first day replaces the earlier one.",
            who, false, false},
        record_membership, nobody<membership_params>);
}

}  // namespace depositary::engine
