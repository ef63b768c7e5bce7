#include "engine/scorecard.hpp"

#include <algorithm>
#include <iterator>
#include <set>

#include "engine/counting.hpp"
#include "engine/groups.hpp"
#include "engine/participation.hpp"

namespace depositary::engine {

namespace {

std::string resolved(const register_state& state, const std::string& id)
{
    const auto* who = state.find_actor(id);
    return who == nullptr ? id : who->id;
}

/// Everybody's part in the initiatives asked for; of `wanted` alone when it is given.
void add_joined(
    const register_state& state, const totals_filter& filter,
    const std::optional<std::set<std::string>>& wanted, scorecard& out
)
{
    for (const auto& [id, initiative] : state.initiatives) {
        if (!initiative_counts(filter, *initiative)) {
            continue;
        }
        const auto force = view_force(state, *initiative, out.as_of);
        for (const auto& [actor, facts] : initiative->participations) {
            if (wanted && !wanted->contains(resolved(state, actor))) {
                continue;
            }
            const auto v = view_participation(state, *initiative, actor, out.as_of, force);
            if (v.acts.empty()) {
                continue;
            }
            auto& row = out.joined.emplace_back();
            row = {id, v.actor, v.state, v.certain, v.possible, {}};
            for (const auto& act : v.acts) {
                row.seqs.push_back(act.seq);
            }
            out.joined_certain += v.certain ? 1 : 0;
            out.joined_possible += v.possible ? 1 : 0;
        }
    }
}

bool always_shown(const actor& who)
{
    return who.kind == "member_state" || who.kind == "observer_state" ||
           who.kind == "other_state" || who.kind == "regional_organisation";
}

/// Words for actors that promised something; a registered promise says more than an announced one.
std::map<std::string, std::string> promisers(
    const register_state& state, const initiative_state& s, civil_date as_of
)
{
    std::map<std::string, std::string> words;
    for (const auto& [id, facts] : s.pledges) {
        const auto r = record_pledge(s, id, as_of);
        if (!r.recorded() || r.ended()) {
            continue;
        }
        const bool registered = r.life == "registered" || r.life == "released";
        const auto put = [&](const std::string& actor) {
            auto& word = words[resolved(state, actor)];
            if (word != "pledged") {
                word = registered ? "pledged" : "announced";
            }
        };
        if (r.content.shares.empty()) {
            put(r.content.actor);
        }
        for (const auto& share : r.content.shares) {
            put(share.actor);
        }
    }
    return words;
}

}  // namespace

std::optional<totals_filter> scorecard_filter(std::string_view by, const std::string& id)
{
    totals_filter f;
    if (by == "actor") {
        f.actor = id;
    } else if (by == "area") {
        f.area = id;
    } else if (by == "group") {
        f.group = id;
    } else if (by == "initiative") {
        f.initiatives = {id};
    } else {
        return std::nullopt;
    }
    return f;
}

scorecard compute_scorecard(
    const register_state& state, std::string_view by, const std::string& id, civil_date as_of
)
{
    const auto filter = scorecard_filter(by, id).value();
    scorecard out;
    out.by = by;
    out.id = id;
    out.as_of = as_of;
    std::optional<std::set<std::string>> wanted;
    if (filter.actor) {
        wanted = {resolved(state, *filter.actor)};
    } else if (filter.group) {
        const auto members = members_of(state, *filter.group, as_of);
        wanted.emplace(members.begin(), members.end());
        for (const auto& [name, initiative] : state.initiatives) {
            out.covered.push_back(compute_coverage(state, *initiative, id, as_of));
        }
    }
    add_joined(state, filter, wanted, out);
    for (const auto& [name, initiative] : state.initiatives) {
        if (initiative_counts(filter, *initiative)) {
            auto rows = assessed_of(state, *initiative, wanted, as_of);
            std::move(rows.begin(), rows.end(), std::back_inserter(out.assessed));
        }
    }
    out.money = compute_totals(state, filter, as_of).rows;
    out.figures = compute_indicators(state, filter, as_of);
    return out;
}

scorecard_matrix compute_matrix(const register_state& state, civil_date as_of)
{
    scorecard_matrix out{as_of, {}, {}};
    std::map<std::string, std::map<std::string, std::string>> cells;
    for (const auto& [id, who] : state.actors) {
        if (!who->merged_into && always_shown(*who)) {
            cells[id];
        }
    }
    for (const auto& [id, initiative] : state.initiatives) {
        out.initiatives.push_back(id);
        for (const auto& [actor, word] : promisers(state, *initiative, as_of)) {
            cells[actor][id] = word;
        }
        for (const auto& v : view_participations(state, *initiative, as_of)) {
            auto& cell = cells[resolved(state, v.actor)][id];
            if (cell.empty() || v.state != "eligible") {
                cell = v.state;
            }
        }
    }
    for (auto& [id, row] : cells) {
        const auto* who = state.find_actor(id);
        out.rows.push_back({id, who == nullptr ? "" : who->kind, std::move(row)});
    }
    return out;
}

}  // namespace depositary::engine
