#include "engine/pledge_matching.hpp"

#include <boost/multiprecision/cpp_int.hpp>

#include <algorithm>

#include "engine/conversion.hpp"
#include "engine/counting.hpp"

namespace depositary::engine {

namespace {

using boost::multiprecision::cpp_int;
using boost::multiprecision::cpp_rational;

constexpr int matching_ratio_decimals = 12;

cpp_rational power_of_ten(int n)
{
    return cpp_rational(boost::multiprecision::pow(cpp_int(10), static_cast<unsigned>(n)));
}

bool same_actor(const register_state& state, const std::string& a, const std::string& b)
{
    const auto* left = state.find_actor(a);
    const auto* right = state.find_actor(b);
    return left != nullptr && right != nullptr ? left->id == right->id : a == b;
}

/// `p` without what `actor` itself has in it; false when nothing is left.
bool leave_out(const register_state& state, const std::string& actor, counted_pledge& p)
{
    const auto& content = p.record.content;
    if (content.shares.empty()) {
        return !same_actor(state, content.actor, actor);
    }
    std::vector<stretch> others;
    for (std::size_t i = 0; i < content.shares.size() && i < p.actors.size(); ++i) {
        if (!same_actor(state, content.shares[i].actor, actor)) {
            others.push_back(p.actors[i]);
        }
    }
    p.actors = std::move(others);
    return !p.actors.empty();
}

/// Cut to whole minor units; what exceeds `most` is `most`.
int128 whole_minor(const cpp_rational& value, const std::optional<int128>& cap)
{
    cpp_int whole =
        boost::multiprecision::numerator(value) / boost::multiprecision::denominator(value);
    const cpp_int most = cap ? cpp_int(*cap) : cpp_int(1) << 120;
    return static_cast<int128>(whole < most ? whole : most);
}

std::optional<int128> read(const std::optional<std::string>& text, int exponent)
{
    if (!text) {
        return std::nullopt;
    }
    const auto parsed = parse_decimal(*text, exponent);
    const auto* minor = std::get_if<int128>(&parsed);
    return minor == nullptr ? std::nullopt : std::optional(*minor);
}

/// What others promised, in the unit of `r`: exact, with the lines that make it.
cpp_rational add_others(
    const register_state& state, const initiative_state& s, const pledge_record& r,
    civil_date as_of, matching_view& out
)
{
    cpp_rational sum = 0;
    const auto& unit = *r.content.unit;
    std::optional<conversion> money;
    if (is_currency(unit)) {
        money.emplace(state.rates, unit);
    }
    totals_filter here;
    here.initiatives = {s.id};
    for_each_counted(state, here, as_of, [&](const counted_pledge& counted) {
        const auto& content = counted.record.content;
        const bool itself = counted.home.id == s.id && counted.record.id == r.id;
        if (itself || !content.unit || (*content.unit != unit && !is_currency(*content.unit)) ||
            is_currency(*content.unit) != is_currency(unit)) {
            return;
        }
        auto p = counted;
        if (!leave_out(state, r.content.actor, p)) {
            return;
        }
        const auto pledged = p.cut(p.figures.pledged);
        if (pledged.minor() == 0) {
            return;
        }
        if (money) {
            sum += money->add_promise(p.home, s.id, p.record, pledged);
            return;
        }
        sum += cpp_rational(cpp_int(pledged.minor()));
        const auto amount = format_decimal(pledged.minor(), r.exponent);
        out.lines.push_back(
            {s.id,
             p.record.id,
             "pledged",
             content.finance_type,
             amount,
             unit,
             amount,
             p.record.recorded_on,
             {}}
        );
    });
    if (money) {
        auto done = money->finish();
        out.lines = std::move(done.lines);
        out.not_converted = std::move(done.not_converted);
    }
    return sum;
}

}  // namespace

std::optional<matching_view> view_matching(
    const register_state& state, const initiative_state& s, const pledge_record& r, civil_date as_of
)
{
    if (!r.declared || r.declared->kind != "matching" || !r.content.unit) {
        return std::nullopt;
    }
    const auto ratio = read(r.declared->ratio, matching_ratio_decimals);
    if (!ratio) {
        return std::nullopt;
    }
    matching_view out;
    out.pledge = r.id;
    out.as_of = as_of;
    out.unit = *r.content.unit;
    out.ratio = *r.declared->ratio;
    out.cap = r.declared->cap;
    const auto cap = read(r.declared->cap, r.exponent);
    const auto others = add_others(state, s, r, as_of, out);
    const auto matched = whole_minor(
        others * cpp_rational(cpp_int(*ratio)) / power_of_ten(matching_ratio_decimals), cap
    );
    auto needed = r.declared->amount ? r.condition_minor : r.figures.pledged.minor();
    if (cap) {
        needed = std::min(needed, *cap);
    }
    out.others = rounded_decimal(others, r.exponent);
    out.matched = format_decimal(matched, r.exponent);
    out.needed = format_decimal(needed, r.exponent);
    out.state = matched >= needed           ? "reached"
                : out.not_converted.empty() ? "not_reached"
                                            : "unknown";
    return out;
}

}  // namespace depositary::engine
