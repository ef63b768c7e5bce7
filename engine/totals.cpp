#include "engine/totals.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "engine/conversion.hpp"
#include "engine/counting.hpp"

namespace depositary::engine {

namespace {

/// Sums of one row while it is built.
struct row_sums
{
    int exponent = 0;
    std::int64_t pledges = 0;
    std::int64_t announcements = 0;
    std::map<std::string, int128> minor;
    std::map<std::string, std::vector<total_part>> explain;

    void add(
        const std::string& column, const counted_pledge& p, const counted_cell& cell,
        const figure& f
    )
    {
        minor[column] += f.minor();
        for (const auto& c : f.because()) {
            auto& part = explain[column].emplace_back();
            part.initiative = cell.initiative;
            part.pledge = p.record.id;
            part.seq = c.seq;
            part.amount = format_decimal(c.minor, exponent);
            part.percent = cell.percent;
            if (cell.initiative != p.home.id) {
                part.recorded_in = p.home.id;
            }
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

void add_to_row(row_sums& row, const counted_pledge& p)
{
    const auto& counted = p.figures;
    row.exponent = p.record.exponent;
    for (const auto& cell : p.cells) {
        const auto put = [&](std::string_view name, const figure& f) {
            row.add(std::string(name), p, cell, p.cut(f, cell));
        };
        for (const auto& named : named_figures(counted)) {
            if (is_column(named.name)) {
                put(named.name, *named.value);
            }
        }
        if (p.record.content.finance_type == "loan") {
            put("announced_loan", counted.announced);
            put("loan", counted.pledged);
        }
    }
    // However many initiatives share it, it is one pledge.
    row.pledges += counted.pledged.minor() > 0 ? 1 : 0;
    row.announcements += counted.announced.minor() > 0 ? 1 : 0;
}

}  // namespace

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
    for_each_counted(state, filter, as_of, [&](const counted_pledge& p) {
        const auto& content = p.record.content;
        if (!content.unit) {
            return;
        }
        add_to_row(rows[{*content.unit, content.finance_type}], p);
        add_to_row(by_unit[{*content.unit, "all"}], p);
        if (money && is_currency(*content.unit)) {
            for (const auto& cell : p.cells) {
                money->add(
                    p.home, cell.initiative, p.record, p.cut(p.figures.announced, cell),
                    p.cut(p.figures.pledged, cell), p.cut(p.figures.paid, cell)
                );
            }
        }
    });
    totals out{as_of, finish(rows), finish(by_unit), std::nullopt};
    if (money) {
        out.converted = money->finish();
    }
    return out;
}

}  // namespace depositary::engine
