#include "engine/totals.hpp"

#include <boost/multiprecision/cpp_int.hpp>

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "engine/conversion.hpp"

namespace depositary::engine {

namespace {

using boost::multiprecision::cpp_int;

constexpr int share_decimals = 18;

cpp_int share_scale()
{
    static const cpp_int scale = boost::multiprecision::pow(cpp_int(10), share_decimals);
    return scale;
}

/// A stretch of a joint pledge, in share_scale() parts: what lies between the shares before the
/// actor and those up to it. Cutting at both ends makes all actors' parts add up to the whole.
struct stretch
{
    cpp_int from;
    cpp_int to;
};

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

bool actor_counts(const register_state& state, const totals_filter& filter, std::string_view id)
{
    const auto* who = state.find_actor(id);
    if (filter.actor) {
        const auto* wanted = state.find_actor(*filter.actor);
        if (who == nullptr || wanted == nullptr || who->id != wanted->id) {
            return false;
        }
    }
    if (filter.group && (who == nullptr || who->regional_group != filter.group)) {
        return false;
    }
    return !filter.kind || (who != nullptr && who->kind == *filter.kind);
}

/// Which parts of the pledge the filter counts; none when it counts nothing of it.
std::vector<stretch> counted_parts(
    const register_state& state, const totals_filter& filter, const pledge_content& content
)
{
    std::vector<stretch> parts;
    if (content.shares.empty()) {
        if (actor_counts(state, filter, content.actor)) {
            parts.push_back({0, share_scale()});
        }
        return parts;
    }
    cpp_int reached = 0;
    for (const auto& s : content.shares) {
        const auto parsed = parse_decimal(s.share, share_decimals);
        const auto* share = std::get_if<int128>(&parsed);
        const cpp_int next = reached + cpp_int(share == nullptr ? 0 : *share);
        if (actor_counts(state, filter, s.actor)) {
            parts.push_back({reached, next});
        }
        reached = next;
    }
    return parts;
}

bool initiative_counts(const totals_filter& filter, const initiative_state& s)
{
    const auto& named = filter.initiatives;
    const bool listed = named.empty() || std::find(named.begin(), named.end(), s.id) != named.end();
    return listed && (!filter.area || (s.rules && s.rules->area == *filter.area));
}

/// Sums of one row while it is built.
struct row_sums
{
    int exponent = 0;
    std::int64_t pledges = 0;
    std::int64_t announcements = 0;
    std::map<std::string, int128> minor;
    std::map<std::string, std::vector<total_part>> explain;

    void add(
        const std::string& column, const std::string& initiative, const std::string& pledge,
        const figure& f
    )
    {
        minor[column] += f.minor();
        for (const auto& c : f.because()) {
            explain[column].push_back({initiative, pledge, c.seq, format_decimal(c.minor, exponent)}
            );
        }
    }
};

using row_key = std::pair<std::string, std::string>;  // unit, finance

/// The columns of a row, by name.
struct column
{
    std::string_view name;
    std::string total_row::*text;
};
constexpr std::array columns{
    column{"announced", &total_row::announced},
    column{"unconfirmed", &total_row::unconfirmed},
    column{"announced_conditional", &total_row::announced_conditional},
    column{"announced_loan", &total_row::announced_loan},
    column{"pledged", &total_row::pledged},
    column{"conditional", &total_row::conditional},
    column{"loan", &total_row::loan},
    column{"committed", &total_row::committed},
    column{"paid", &total_row::paid},
    column{"committed_unpaid", &total_row::committed_unpaid},
    column{"pledged_uncommitted", &total_row::pledged_uncommitted},
    column{"reported_unconfirmed", &total_row::reported_unconfirmed},
    column{"released", &total_row::released},
    column{"expected", &total_row::expected},
    column{"outstanding", &total_row::outstanding},
    column{"over_fulfilled", &total_row::over_fulfilled},
    column{"overdue", &total_row::overdue},
    column{"overdue_1_30", &total_row::overdue_1_30},
    column{"overdue_31_90", &total_row::overdue_31_90},
    column{"overdue_91_365", &total_row::overdue_91_365},
    column{"overdue_over_365", &total_row::overdue_over_365},
    column{"behind_indicative_date", &total_row::behind_indicative_date},
};

bool is_column(std::string_view name)
{
    return std::any_of(columns.begin(), columns.end(), [&](const auto& c) {
        return c.name == name;
    });
}

std::vector<total_row> finish(std::map<row_key, row_sums>& sums)
{
    std::vector<total_row> rows;
    for (auto& [key, s] : sums) {
        auto& row = rows.emplace_back();
        row.unit = key.first;
        row.finance = key.second;
        row.pledges = s.pledges;
        row.announcements = s.announcements;
        for (const auto& c : columns) {
            row.*c.text = format_decimal(s.minor[std::string(c.name)], s.exponent);
        }
        std::erase_if(s.explain, [](const auto& item) { return item.second.empty(); });
        row.explain = std::move(s.explain);
    }
    return rows;
}

void add_to_row(
    row_sums& row, const std::string& initiative, const pledge_record& r,
    const pledge_figures& counted, const std::vector<stretch>& parts
)
{
    row.exponent = r.exponent;
    const auto put = [&](std::string_view name, const figure& f) {
        row.add(std::string(name), initiative, r.id, cut(f, parts));
    };
    for (const auto& named : named_figures(counted)) {
        if (is_column(named.name)) {
            put(named.name, *named.value);
        }
    }
    if (r.content.finance_type == "loan") {
        put("announced_loan", counted.announced);
        put("loan", counted.pledged);
    }
    row.pledges += counted.pledged.minor() > 0 ? 1 : 0;
    row.announcements += counted.announced.minor() > 0 ? 1 : 0;
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

totals compute_totals(
    const register_state& state, const totals_filter& filter, civil_date as_of,
    const std::optional<std::string>& reference
)
{
    std::map<row_key, row_sums> rows;
    std::map<row_key, row_sums> by_unit;
    std::optional<conversion> money;
    if (reference && is_currency(*reference)) {
        money.emplace(state.rates, *reference);
    }
    for (const auto& [name, initiative] : state.initiatives) {
        if (!initiative_counts(filter, *initiative)) {
            continue;
        }
        for (const auto& [id, facts] : initiative->pledges) {
            const auto r = record_pledge(*initiative, id, as_of);
            if (!r.recorded() || r.life == "voided" || !r.content.unit) {
                continue;
            }
            const auto parts = counted_parts(state, filter, r.content);
            if (parts.empty()) {
                continue;
            }
            const auto counted = counted_figures(*initiative, r, as_of);
            add_to_row(rows[{*r.content.unit, r.content.finance_type}], name, r, counted, parts);
            add_to_row(by_unit[{*r.content.unit, "all"}], name, r, counted, parts);
            if (money && is_currency(*r.content.unit)) {
                money->add(
                    *initiative, r, cut(counted.announced, parts), cut(counted.pledged, parts),
                    cut(counted.paid, parts)
                );
            }
        }
    }
    totals out{as_of, finish(rows), finish(by_unit), std::nullopt};
    if (money) {
        out.converted = money->finish();
    }
    return out;
}

}  // namespace depositary::engine
