#pragma once

/// What the commands on pledges share: reading the pledge, the facts of its machines, and amounts
/// from params. Include it in engine/pledge_*.cpp and engine/obligation_commands.cpp only.

#include <string>
#include <string_view>

#include "engine/methods.hpp"
#include "engine/pledge.hpp"
#include "engine/pledge_matching.hpp"
#include "engine/standing.hpp"

namespace depositary::engine {

/// The pledge as it stands today, with the facts of all its machines; what a payload decides is at
/// its most permissive and is overwritten by the command.
struct pledge_scene
{
    pledge_record record;
    machine_facts facts;
};

/// `minor` as a machine fact; an amount beyond 64 bits is capped, which keeps every comparison with
/// amounts of one command (at most pledge_minor_max).
[[nodiscard]] std::int64_t as_fact(int128 minor);

/// Facts of every pledge machine for `r`.
[[nodiscard]] machine_facts pledge_facts(const decision& d, const pledge_record& r);

/// Facts matching_minor and matching_needed_minor of a matching condition; nullopt when the pledge
/// has none.
std::optional<matching_view> add_matching_facts(const decision& d, pledge_scene& s);
[[nodiscard]] decided check_matching(const condition_declared& p, int exponent);

/// Reads the pledge; E_NOT_FOUND, or E_FUTURE_DATE when the act may lie in the future.
[[nodiscard]] decided look(const decision& d, const std::string& pledge, pledge_scene& s);
/// The same, and E_TERMINAL when the pledge ended.
[[nodiscard]] decided look_live(const decision& d, const std::string& pledge, pledge_scene& s);
/// The same, and E_STATE unless the pledge is registered.
[[nodiscard]] decided look_registered(
    const decision& d, const std::string& pledge, pledge_scene& s
);

/// Refuses an act whose last possible day is after today: what is recorded has happened.
[[nodiscard]] decided check_past(const decision& d);
/// Refuses to change a promise on a day before it was made.
[[nodiscard]] decided not_before_record(const decision& d, const pledge_scene& s);
/// Refuses an act dated before `first`, the act it follows: it would be overtaken at once.
[[nodiscard]] decided not_before(const decision& d, civil_date first);
/// 1 to 100 characters of A-Z a-z 0-9 - : . _
[[nodiscard]] decided check_id(std::string_view id, std::string field);
/// A decimal string in a unit of `exponent` decimals, at most pledge_minor_max either side of zero.
[[nodiscard]] decided read_minor(
    std::string_view text, int exponent, std::string field, int128& minor
);

/// Subject of params with a `pledge` member: the contributor.
template <class P>
subject its_pledge(const decision& d, const P& p)
{
    const auto r = record_pledge(*d.initiative, p.pledge, d.when.today);
    const auto* who = d.state.find_actor(r.content.actor);
    return {
        .actor = who == nullptr ? r.content.actor : who->id,
        .binds = false,
        .missing = r.life == "unrecorded" ? "pledge" : ""};
}

/// Splits name other known initiatives once each and leave the pledge's own a part or nothing; an
/// undertaking has no amount to split.
[[nodiscard]] decided check_splits(const decision& d, const pledge_content& c);

/// Adds where the commitments, instalments, receipts and deliveries of a pledge stand; those that
/// do not exist yet as well, without an item.
void add_delivery_standings(const decision& d, const pledge_scene& s, standings& out);

void add_pledge_delivery_commands(command_list& list);

}  // namespace depositary::engine
