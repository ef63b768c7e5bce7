#include "engine/groups.hpp"

#include <algorithm>
#include <set>

namespace depositary::engine {

namespace {

/// Whether the register of actors alone puts `who` into the group, on some day.
bool by_register(const actor& who, std::string_view group)
{
    if (group == un_members_group) {
        return who.kind == "member_state" && who.un_member_since.has_value();
    }
    return who.regional_group && *who.regional_group == group;
}

bool covers(const membership_view& m, civil_date day)
{
    return (!m.from || *m.from <= day) && (!m.until || *m.until >= day);
}

/// Recorded stretches by actor. A later record of a stretch that begins on the same day replaces
/// the earlier one: so an open membership is closed, or corrected.
std::vector<membership_view> recorded(const register_state& state, std::string_view group)
{
    std::vector<membership_view> out;
    const auto found = state.groups.find(group);
    if (found == state.groups.end()) {
        return out;
    }
    for (const auto& m : found->second.members) {
        const auto* who = state.find_actor(m.actor);
        const auto id = who == nullptr ? m.actor : who->id;
        const auto same = std::find_if(out.begin(), out.end(), [&](const auto& o) {
            return o.actor == id && o.from == m.from;
        });
        if (same != out.end()) {
            same->until = m.until;
        } else {
            out.push_back({id, m.from, m.until, true});
        }
    }
    return out;
}

std::vector<membership_view> memberships(const register_state& state, std::string_view group)
{
    auto out = recorded(state, group);
    std::set<std::string> said;
    for (const auto& m : out) {
        said.insert(m.actor);
    }
    for (const auto& [id, who] : state.actors) {
        if (!who->merged_into && !said.contains(id) && by_register(*who, group)) {
            out.push_back({id, who->un_member_since, std::nullopt, false});
        }
    }
    std::stable_sort(out.begin(), out.end(), [](const auto& a, const auto& b) {
        return a.actor < b.actor;
    });
    return out;
}

}  // namespace

bool group_known(const register_state& state, std::string_view group)
{
    return state.groups.contains(group) ||
           std::any_of(state.actors.begin(), state.actors.end(), [&](const auto& item) {
               return by_register(*item.second, group);
           });
}

bool in_group(
    const register_state& state, std::string_view group, std::string_view actor, civil_date as_of
)
{
    const auto* who = state.find_actor(actor);
    if (who == nullptr) {
        return false;
    }
    bool said = false;
    bool inside = false;
    for (const auto& m : recorded(state, group)) {
        if (m.actor == who->id) {
            said = true;
            inside = inside || covers(m, as_of);
        }
    }
    if (said) {
        return inside;
    }
    return by_register(*who, group) && (!who->un_member_since || *who->un_member_since <= as_of);
}

std::vector<std::string> members_of(
    const register_state& state, std::string_view group, civil_date as_of
)
{
    std::set<std::string> members;
    for (const auto& m : memberships(state, group)) {
        if (covers(m, as_of)) {
            members.insert(m.actor);
        }
    }
    return {members.begin(), members.end()};
}

group_view view_group(const register_state& state, std::string_view group, civil_date as_of)
{
    group_view v;
    v.group = group;
    v.as_of = as_of;
    if (const auto found = state.groups.find(group); found != state.groups.end()) {
        v.name = found->second.name;
    }
    v.members = members_of(state, group, as_of);
    v.memberships = memberships(state, group);
    return v;
}

std::vector<std::string> group_ids(const register_state& state)
{
    std::set<std::string> ids;
    for (const auto& [id, g] : state.groups) {
        ids.insert(id);
    }
    for (const auto& [id, who] : state.actors) {
        if (who->regional_group) {
            ids.insert(*who->regional_group);
        }
        if (by_register(*who, un_members_group)) {
            ids.insert(std::string(un_members_group));
        }
    }
    return {ids.begin(), ids.end()};
}

}  // namespace depositary::engine
