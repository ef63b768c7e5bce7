#include "engine/counting.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "engine/groups.hpp"

namespace depositary::engine {

namespace {

using boost::multiprecision::cpp_int;

constexpr int share_decimals = 18;

cpp_int share_scale()
{
    static const cpp_int scale = boost::multiprecision::pow(cpp_int(10), share_decimals);
    return scale;
}

cpp_int floor_part(const cpp_int& minor, const cpp_int& share)
{
    cpp_int product = minor * share;
    cpp_int part = product / share_scale();
    if (product < 0 && part * share_scale() != product) {
        part -= 1;
    }
    return part;
}

int128 part_of(int128 minor, const std::vector<stretch>& parts)
{
    cpp_int sum = 0;
    for (const auto& p : parts) {
        sum += floor_part(cpp_int(minor), p.to) - floor_part(cpp_int(minor), p.from);
    }
    return static_cast<int128>(sum);
}

/// The part of `whole`, event by event: running totals are cut, so the parts add up to its part.
figure cut(const figure& whole, const std::vector<stretch>& parts)
{
    figure out;
    int128 before = 0;
    for (const auto& c : whole.because()) {
        const int128 after = before + c.minor;
        out.add(c.seq, part_of(after, parts) - part_of(before, parts));
        before = after;
    }
    return out;
}

bool actor_counts(
    const register_state& state, const totals_filter& filter, std::string_view id,
    const std::set<std::string>& members
)
{
    const auto* who = state.find_actor(id);
    if (filter.actor) {
        const auto* wanted = state.find_actor(*filter.actor);
        if (who == nullptr || wanted == nullptr || who->id != wanted->id) {
            return false;
        }
    }
    if (filter.group && (who == nullptr || !members.contains(who->id))) {
        return false;
    }
    return !filter.kind || (who != nullptr && who->kind == *filter.kind);
}

/// Which parts of the pledge the filter counts; none when it counts nothing of it.
std::vector<stretch> counted_parts(
    const register_state& state, const totals_filter& filter, const pledge_content& content,
    const std::set<std::string>& members
)
{
    std::vector<stretch> parts;
    if (content.shares.empty()) {
        if (actor_counts(state, filter, content.actor, members)) {
            parts.push_back({0, share_scale()});
        }
        return parts;
    }
    cpp_int reached = 0;
    for (const auto& s : content.shares) {
        const auto parsed = parse_decimal(s.share, share_decimals);
        const auto* share = std::get_if<int128>(&parsed);
        const cpp_int next = reached + cpp_int(share == nullptr ? 0 : *share);
        if (actor_counts(state, filter, s.actor, members)) {
            parts.push_back({reached, next});
        }
        reached = next;
    }
    return parts;
}

/// Decimals of a per cent, so that the parts of 100 are those of share_scale().
constexpr int percent_decimals = share_decimals - 2;

cpp_int percent_parts(const std::string& percent)
{
    const auto parsed = parse_decimal(percent, percent_decimals);
    const auto* parts = std::get_if<int128>(&parsed);
    return cpp_int(parts == nullptr ? int128{0} : *parts);
}

/// "100" less the splits, without trailing zeros.
std::string rest_in_percent(const cpp_int& taken)
{
    auto rest = format_decimal(static_cast<int128>(share_scale() - taken), percent_decimals);
    rest.erase(rest.find_last_not_of('0') + 1);
    if (rest.ends_with('.')) {
        rest.pop_back();
    }
    return rest;
}

bool target_counts(
    const register_state& state, const totals_filter& filter, const std::string& initiative
)
{
    const auto found = state.find_initiative(initiative);
    return found && initiative_counts(filter, *found);
}

/// The initiatives that a pledge counts for, among those asked for.
std::vector<counted_cell> counted_cells(
    const register_state& state, const totals_filter& filter, const initiative_state& home,
    const pledge_content& content
)
{
    std::vector<counted_cell> cells;
    if (content.splits.empty()) {
        if (initiative_counts(filter, home)) {
            cells.push_back({home.id, std::nullopt, {0, share_scale()}});
        }
        return cells;
    }
    cpp_int reached = 0;
    for (const auto& s : content.splits) {
        const cpp_int next = reached + percent_parts(s.percent);
        if (target_counts(state, filter, s.initiative)) {
            cells.push_back({s.initiative, s.percent, {reached, next}});
        }
        reached = next;
    }
    if (reached < share_scale() && initiative_counts(filter, home)) {
        cells.push_back({home.id, rest_in_percent(reached), {reached, share_scale()}});
    }
    return cells;
}

bool undivided(const std::vector<stretch>& parts)
{
    return parts.size() == 1 && parts.front().from == 0 && parts.front().to == share_scale();
}

/// Everything below `id` in an umbrella.
void collect_parts(
    const initiative_state& s, const std::string& id, civil_date as_of, std::set<std::string>& out
)
{
    const auto r = record_pledge(s, id, as_of);
    for (const auto& part : r.content.composed_of) {
        if (out.insert(part).second) {
            collect_parts(s, part, as_of, out);
        }
    }
}

figure at_most(const figure& part, const figure& whole)
{
    return part.minor() > whole.minor() ? whole : part;
}

}  // namespace

figure counted_pledge::cut(const figure& all, const counted_cell& cell) const
{
    const std::vector<stretch> part{cell.part};
    const auto here = undivided(part) ? all : engine::cut(all, part);
    return undivided(actors) ? here : engine::cut(here, actors);
}

figure counted_pledge::cut(const figure& all) const
{
    figure sum;
    for (const auto& cell : cells) {
        sum.add(cut(all, cell));
    }
    return sum;
}

int128 counted_pledge::cut(int128 all) const
{
    int128 sum = 0;
    for (const auto& cell : cells) {
        sum += part_of(part_of(all, {cell.part}), actors);
    }
    return sum;
}

bool initiative_counts(const totals_filter& filter, const initiative_state& s)
{
    const auto& named = filter.initiatives;
    const bool listed = named.empty() || std::find(named.begin(), named.end(), s.id) != named.end();
    return listed && (!filter.area || (s.rules && s.rules->area == *filter.area));
}

pledge_figures counted_figures(
    const initiative_state& s, const pledge_record& record, civil_date as_of
)
{
    auto f = record.figures;
    if (record.content.restates) {
        f.announced = f.unconfirmed = f.announced_conditional = {};
        f.pledged = f.conditional = {};
    }
    std::set<std::string> below;
    for (const auto& part : record.content.composed_of) {
        collect_parts(s, part, as_of, below);
    }
    figure pledged_parts;
    figure all_parts;
    for (const auto& id : record.content.composed_of) {
        const auto part = record_pledge(s, id, as_of);
        // A part of a part is inside it already; a restatement adds nothing to take off.
        if (below.contains(id) || part.content.restates ||
            part.content.unit != record.content.unit) {
            continue;
        }
        pledged_parts.add(part.figures.pledged);
        all_parts.add(part.figures.pledged);
        all_parts.add(part.figures.announced);
    }
    f.announced = f.announced.above(all_parts);
    f.pledged = f.pledged.above(pledged_parts);
    f.unconfirmed = at_most(f.unconfirmed, f.announced);
    f.announced_conditional = at_most(f.announced_conditional, f.announced);
    f.conditional = at_most(f.conditional, f.pledged);
    derive(f);
    if (f.behind_indicative_date.minor() > 0) {
        f.behind_indicative_date = f.pledged_uncommitted.above(f.released);
    }
    return f;
}

void for_each_counted(
    const register_state& state, const totals_filter& filter, civil_date as_of,
    const std::function<void(const counted_pledge&)>& use
)
{
    std::set<std::string> members;  // of the group asked for, on that day
    if (filter.group) {
        const auto ids = members_of(state, *filter.group, as_of);
        members.insert(ids.begin(), ids.end());
    }
    for (const auto& [name, home] : state.initiatives) {
        for (const auto& [id, facts] : home->pledges) {
            auto r = record_pledge(*home, id, as_of);
            if (!r.recorded() || r.life == "voided") {
                continue;
            }
            auto cells = counted_cells(state, filter, *home, r.content);
            if (cells.empty()) {
                continue;
            }
            auto actors = counted_parts(state, filter, r.content, members);
            if (actors.empty()) {
                continue;
            }
            auto figures = counted_figures(*home, r, as_of);
            use({*home, std::move(r), std::move(figures), std::move(cells), std::move(actors)});
        }
    }
}

}  // namespace depositary::engine
