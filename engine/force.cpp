#include <algorithm>
#include <iterator>

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

/// No instrument precedes the opening for signature, nor the actor's own signature.
void bound(instrument& i, const terms& rules, const std::optional<civil_date>& signed_from)
{
    auto& from = i.deposited.not_before;
    const auto stated_to = i.deposited.not_after;
    raise(from, rules.joining.signature ? rules.joining.signature->opens : std::nullopt);
    raise(from, signed_from);
    if (stated_to && from && *stated_to < *from) {
        from = i.deposited.not_after;
    }
}

/// Acts by which an actor comes in again after its withdrawal took effect.
bool comes_in(const fact& f)
{
    return as<treaty_signed>(f) != nullptr || as<instrument_deposited>(f) != nullptr ||
           as<succession_notified>(f) != nullptr;
}

/// One instrument per period of participation: whoever withdrew and consents anew counts from the
/// new consent. Where instruments of those that left go on counting, the first one does, alone.
std::vector<instrument> instruments_of(
    const std::string& actor, const fact_list& facts, const entry_terms& entry, const terms& rules
)
{
    std::vector<instrument> out;
    std::optional<civil_date> signed_from;
    std::optional<civil_date> left;  ///< the day that the last notice names
    bool open = false;               ///< the last instrument is of the running period
    for (const auto& f : facts) {
        if (comes_in(*f) && left && f->settled >= *left) {
            open = open && entry.withdrawn_count;
            left.reset();
        }
        if (as<treaty_signed>(*f) != nullptr) {
            signed_from = f->on.not_before;
        }
        if (!open && is_consent(*f, entry.successors_count)) {
            instrument one{actor, f->on, std::nullopt};
            one.deposited.not_after = f->settled;
            bound(one, rules, signed_from);
            out.push_back(std::move(one));
            open = true;
        }
        const bool gone = left && *left <= f->settled;
        if (const auto* notice = as<withdrawal_notified>(*f); notice != nullptr && !gone) {
            left = notice->effective;
        } else if (as<withdrawal_revoked>(*f) != nullptr && !gone) {
            left.reset();
        }
        if (open && !entry.withdrawn_count) {
            out.back().ceased = left ? std::optional(date_interval::day(*left)) : std::nullopt;
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
        auto own = instruments_of(id, *facts, *entry, s.rules->rules);
        std::move(own.begin(), own.end(), std::back_inserter(out));
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
