#include <algorithm>

#include "engine/participation.hpp"

/// Which instruments count, and when the treaty entered into force.

namespace depositary::engine {

namespace {

bool is_consent(const fact& f, bool successions)
{
    if (as<instrument_deposited>(f) != nullptr) {
        return true;
    }
    if (const auto* s = as<treaty_signed>(f)) {
        return s->definitive;
    }
    return successions && as<succession_notified>(f) != nullptr;
}

/// The later of two lower bounds: no instrument precedes the opening for signature.
void raise(std::optional<civil_date>& bound, const std::optional<civil_date>& least)
{
    if (least && (!bound || *bound < *least)) {
        bound = least;
    }
}

std::optional<instrument> instrument_of(
    const std::string& actor, const fact_list& facts, const entry_terms& entry, const terms& rules
)
{
    std::optional<instrument> out;
    std::optional<civil_date> signed_from;
    for (const auto& f : facts) {
        if (as<treaty_signed>(*f) != nullptr) {
            signed_from = f->on.not_before;
        }
        if (!out && is_consent(*f, entry.successors_count)) {
            out = instrument{actor, f->on, std::nullopt};
            out->deposited.not_after = f->settled;
        }
        const auto* notice = as<withdrawal_notified>(*f);
        if (out && notice != nullptr && !entry.withdrawn_count) {
            out->ceased = date_interval::day(notice->effective);
        }
        if (out && as<withdrawal_revoked>(*f) != nullptr) {
            out->ceased.reset();
        }
    }
    if (out) {
        auto& from = out->deposited.not_before;
        const auto stated_to = out->deposited.not_after;
        raise(from, rules.joining.signature ? rules.joining.signature->opens : std::nullopt);
        raise(from, signed_from);
        if (stated_to && from && *stated_to < *from) {
            from = out->deposited.not_after;
        }
    }
    return out;
}

std::vector<ordinal_statement> statements_of(const initiative_state& s)
{
    std::vector<ordinal_statement> out;
    for (const auto& f : s.life) {
        if (const auto* o = as<ordinal_stated>(*f)) {
            out.push_back({o->actor, o->ordinal});
        }
    }
    return out;
}

}  // namespace

std::vector<instrument> counted_instruments(const register_state& base, const initiative_state& s)
{
    std::vector<instrument> out;
    const auto& entry = s.rules->rules.entry_into_force;
    if (!entry) {
        return out;
    }
    for (const auto& [id, facts] : s.participations) {
        const auto* who = base.find_actor(id);
        const auto& not_counted = entry->not_counted_kinds;
        const bool counts =
            who == nullptr ||
            std::find(not_counted.begin(), not_counted.end(), who->kind) == not_counted.end();
        if (!counts) {
            continue;
        }
        if (auto i = instrument_of(id, *facts, *entry, s.rules->rules)) {
            out.push_back(std::move(*i));
        }
    }
    return out;
}

std::optional<force_view> view_force(
    const register_state& base, const initiative_state& s, civil_date as_of
)
{
    const auto& entry = s.rules->rules.entry_into_force;
    if (!entry) {
        return std::nullopt;
    }
    const auto list = counted_instruments(base, s);
    force_view v;
    v.rule = in_words(*entry);
    v.required = entry->threshold.count.value_or(0);
    const auto by_then = count_by(list, as_of);
    v.certain = by_then.certain;
    v.possible = by_then.possible;
    v.reached = reached(entry->threshold, s.rules->weights, list, statements_of(s));
    if (v.reached) {
        v.in_force = entry_into_force(*entry, *v.reached);
    }
    return v;
}

}  // namespace depositary::engine
