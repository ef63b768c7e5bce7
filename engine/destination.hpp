#pragma once

/// Where a fact is kept within its initiative. Internal to state.cpp and known.cpp: to look at each
/// of the many payloads costs time to compile.

#include <algorithm>
#include <concepts>
#include <string>
#include <type_traits>
#include <utility>

#include "engine/state.hpp"

namespace depositary::engine {

/// Which entity of an initiative an event belongs to: one of the maps and a key, or a list.
struct destination
{
    entity_map initiative_state::*map = nullptr;
    std::string key;
    shared_list<fact_ptr> initiative_state::*list = &initiative_state::life;
};

template <class P>
concept of_arrears = std::same_as<P, arrears_flagged> || std::same_as<P, arrears_cleared> ||
    std::same_as<P, arrears_waived>;

/// Events of the register itself never get here; they have no entity.
template <class P>
destination destination_of(const P& p)
{
    if constexpr (
        requires { p.receipt; } || requires { p.commitment; } || requires { p.delivery; }
    ) {
        return {&initiative_state::pledges, p.pledge, nullptr};
    } else if constexpr (requires { p.obligation; }) {
        return {&initiative_state::obligations, p.obligation, nullptr};
    } else if constexpr (requires { p.amendment; }) {
        return {&initiative_state::amendments, p.amendment, nullptr};
    } else if constexpr (requires { p.correction.size(); }) {
        return {&initiative_state::corrections, p.correction, nullptr};
    } else if constexpr (requires { p.procedure; }) {
        return {&initiative_state::silences, p.procedure, nullptr};
    } else if constexpr (requires { p.reservation; }) {
        return {&initiative_state::reservations, p.reservation, nullptr};
    } else if constexpr (requires { p.number; }) {
        return {&initiative_state::notices, p.number, nullptr};
    } else if constexpr (of_arrears<P>) {
        return {&initiative_state::arrears, p.actor, nullptr};
    } else if constexpr (requires { p.milestone; }) {
        return {&initiative_state::milestones, p.milestone, nullptr};
    } else if constexpr (requires { p.pledge; }) {
        return {&initiative_state::pledges, p.pledge, nullptr};
    } else if constexpr (requires { p.proposal; }) {
        return {&initiative_state::proposals, p.proposal, nullptr};
    } else if constexpr (std::is_same_v<P, attestation_recorded>) {
        return {nullptr, {}, &initiative_state::attestations};
    } else if constexpr (std::is_same_v<P, ordinal_stated>) {
        return {nullptr, {}, &initiative_state::life};
    } else if constexpr (requires {
                             {
                                 p.actor
                                 } -> std::same_as<const std::string&>;
                         }) {
        return {&initiative_state::participations, p.actor, nullptr};
    } else {
        return {nullptr, {}, &initiative_state::life};
    }
}

[[nodiscard]] inline bool before(const fact_ptr& a, const fact_ptr& b)
{
    return a->settled != b->settled ? a->settled < b->settled : a->seq < b->seq;
}

inline void insert(fact_list& list, fact_ptr f)
{
    list.insert(std::upper_bound(list.begin(), list.end(), f, before), std::move(f));
}

/// Puts a fact where its payload belongs.
inline void keep(initiative_state& s, fact_ptr f)
{
    const auto to = visit([](const auto& p) { return destination_of(p); }, f->payload);
    insert(to.map == nullptr ? (s.*to.list).change() : own((s.*to.map)[to.key]), std::move(f));
}

}  // namespace depositary::engine
