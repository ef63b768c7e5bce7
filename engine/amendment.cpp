#include "engine/amendment.hpp"

#include <algorithm>

#include "engine/participation.hpp"
#include "engine/rules.hpp"

namespace depositary::engine {

namespace {

bool not_counted(const register_state& base, const entry_terms& entry, std::string_view actor)
{
    const auto* who = base.find_actor(actor);
    const auto& kinds = entry.not_counted_kinds;
    return who != nullptr && std::find(kinds.begin(), kinds.end(), who->kind) != kinds.end();
}

/// What is recorded, whatever the day: the acts count from their own dates.
struct record
{
    fact_ptr proposed;
    fact_ptr adopted;
    fact_ptr lapsed;
    fact_ptr stated;
    std::vector<fact_ptr> accepted;
};

record read(const fact_list& facts)
{
    record r;
    for (const auto& f : facts) {
        if (as<amendment_proposed>(*f) != nullptr) {
            r.proposed = f;
        } else if (as<amendment_adopted>(*f) != nullptr) {
            r.adopted = f;
        } else if (as<amendment_lapsed>(*f) != nullptr) {
            r.lapsed = f;
        } else if (as<amendment_accepted>(*f) != nullptr) {
            r.accepted.push_back(f);
        } else if (as<amendment_entered_into_force>(*f) != nullptr && f->role != "clock") {
            r.stated = f;
        }
    }
    return r;
}

/// The acceptances that count, one per actor, each until a withdrawal from the treaty takes effect.
std::vector<instrument> counted(
    const register_state& base, const initiative_state& s, const entry_terms& entry,
    const record& r, civil_date as_of
)
{
    std::vector<instrument> out;
    const auto force = view_force(base, s, as_of);
    for (const auto& f : r.accepted) {
        const auto& actor = as<amendment_accepted>(*f)->actor;
        const bool again = std::any_of(out.begin(), out.end(), [&](const instrument& i) {
            return i.actor == actor;
        });
        if (again || not_counted(base, entry, actor)) {
            continue;
        }
        instrument one{actor, f->on, std::nullopt};
        one.deposited.not_after = f->settled;
        const auto party = view_participation(base, s, actor, as_of, force);
        const auto& leaves = party.withdrawal_effective;
        if (leaves && *leaves > f->settled && !entry.withdrawn_count) {
            one.ceased = date_interval::day(*leaves);
        }
        out.push_back(std::move(one));
    }
    return out;
}

void compute_force(
    amendment_view& v, const register_state& base, const initiative_state& s, const record& r,
    civil_date as_of
)
{
    const auto& terms = s.rules->rules.amendment;
    if (!terms) {
        return;
    }
    const auto& entry = terms->entry_into_force;
    v.rule = in_words(entry);
    v.required = entry.threshold.count.value_or(0);
    v.binds_all = terms->binds_all;
    const auto list = counted(base, s, entry, r, as_of);
    for (auto& a : v.acceptances) {
        a.counts = std::any_of(list.begin(), list.end(), [&](const instrument& i) {
            return i.actor == a.actor;
        });
    }
    const auto by_then = count_by(list, as_of);
    v.certain = by_then.certain;
    v.possible = by_then.possible;
    if (r.adopted) {
        v.reached = reached(entry.threshold, s.rules->weights, list);
    }
    if (v.reached) {
        v.in_force = entry_into_force(entry, *v.reached);
    }
}

/// When it enters into force for one party; nullopt when it does not.
std::optional<date_interval> own_day(
    const amendment_view& v, const terms& rules, const participation_view& party
)
{
    if (!v.in_force) {
        return std::nullopt;
    }
    // Whoever consents to the treaty once it is amended consents to the amended text.
    const auto& from = party.in_force;
    const bool came_later = from && v.in_force->not_after && from->not_before &&
                            *from->not_before >= *v.in_force->not_after;
    if (came_later) {
        return from;
    }
    if (v.binds_all) {
        return v.in_force;
    }
    const auto own =
        std::find_if(v.acceptances.begin(), v.acceptances.end(), [&](const acceptance_view& a) {
            return a.actor == party.actor;
        });
    if (own == v.acceptances.end()) {
        return std::nullopt;
    }
    if (!rules.amendment || !v.reached) {
        return v.in_force;
    }
    return own_entry(rules.amendment->entry_into_force, *v.reached, *v.in_force, own->on);
}

void find_bound(
    amendment_view& v, const register_state& base, const initiative_state& s, civil_date as_of
)
{
    if (v.state != "in_force") {
        return;
    }
    for (const auto& party : view_participations(base, s, as_of)) {
        if (!party.certain || party.consent != "party") {
            continue;
        }
        const auto from = own_day(v, s.rules->rules, party);
        if (from && from->certainly_by(as_of)) {
            v.bound.push_back(party.actor);
        }
    }
}

/// The last of the states that the dates say were certainly reached by `as_of`.
void find_state(amendment_view& v, const record& r, civil_date as_of)
{
    const auto stands = [&](const char* state, const date_interval& since, const fact_ptr& f) {
        v.state = state;
        v.since = since;
        v.seq = f ? std::optional(f->seq) : std::nullopt;
    };
    if (r.proposed && r.proposed->certainly_by(as_of)) {
        stands("proposed", r.proposed->on, r.proposed);
    }
    if (r.adopted && r.adopted->certainly_by(as_of)) {
        stands("adopted", r.adopted->on, r.adopted);
    }
    if (v.reached && v.reached->certainly_by(as_of)) {
        stands("threshold_met", *v.reached, nullptr);
    }
    if (v.in_force && v.in_force->certainly_by(as_of)) {
        stands("in_force", *v.in_force, r.stated);
    } else if (r.lapsed && r.lapsed->certainly_by(as_of)) {
        stands("lapsed", r.lapsed->on, r.lapsed);
    }
}

}  // namespace

amendment_view view_amendment(
    const register_state& base, const initiative_state& s, std::string_view id, civil_date as_of
)
{
    amendment_view v;
    v.amendment = id;
    const auto found = s.amendments.find(id);
    if (found == s.amendments.end()) {
        return v;
    }
    const auto r = read(*found->second);
    const auto when = [&](const fact_ptr& f) {
        return f && f->possibly_by(as_of) ? std::optional(f->on) : std::nullopt;
    };
    if (r.proposed) {
        v.title = as<amendment_proposed>(*r.proposed)->title;
    }
    v.proposed = when(r.proposed);
    v.adopted = when(r.adopted);
    v.lapsed = when(r.lapsed);
    for (const auto& f : r.accepted) {
        const auto& a = *as<amendment_accepted>(*f);
        if (f->possibly_by(as_of)) {
            auto on = f->on;
            on.not_after = f->settled;
            v.acceptances.push_back({a.actor, a.act, on, f->seq, false});
        }
    }
    compute_force(v, base, s, r, as_of);
    if (r.stated) {
        v.in_force = as<amendment_entered_into_force>(*r.stated)->in_force;
        v.stated = true;
    }
    find_state(v, r, as_of);
    find_bound(v, base, s, as_of);
    return v;
}

std::vector<instrument> counted_acceptances(
    const register_state& base, const initiative_state& s, std::string_view id, civil_date as_of
)
{
    const auto& terms = s.rules->rules.amendment;
    const auto found = s.amendments.find(id);
    if (!terms || found == s.amendments.end()) {
        return {};
    }
    return counted(base, s, terms->entry_into_force, read(*found->second), as_of);
}

std::vector<amendment_view> view_amendments(
    const register_state& base, const initiative_state& s, civil_date as_of
)
{
    std::vector<amendment_view> all;
    for (const auto& [id, facts] : s.amendments) {
        auto v = view_amendment(base, s, id, as_of);
        if (v.state != "none" || v.proposed) {
            all.push_back(std::move(v));
        }
    }
    return all;
}

}  // namespace depositary::engine
