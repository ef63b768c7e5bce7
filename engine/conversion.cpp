#include "engine/conversion.hpp"

#include <algorithm>
#include <limits>

#include "engine/assert.hpp"
#include "engine/currency.hpp"

namespace depositary::engine {

namespace {

using boost::multiprecision::cpp_int;
using boost::multiprecision::cpp_rational;

/// Decimals a recorded rate may have.
constexpr int rate_decimals = 18;

cpp_int power_of_ten(int n)
{
    return boost::multiprecision::pow(cpp_int(10), static_cast<unsigned>(n));
}

cpp_rational rate_value(const std::string& text)
{
    const auto parsed = parse_decimal(text, rate_decimals);
    const auto* minor = std::get_if<int128>(&parsed);
    return minor == nullptr ? cpp_rational(0)
                            : cpp_rational(cpp_int(*minor), power_of_ten(rate_decimals));
}

bool usable(const rate_recorded& r, civil_date on, std::int64_t window_days)
{
    if (r.on > on || rate_value(r.rate) <= 0) {
        return false;
    }
    return r.kind == "irrevocable" || on.days() - r.on.days() <= window_days;
}

rate_used used(const rate_recorded& r)
{
    return {r.base, r.quote, r.rate, r.on, r.kind, r.source};
}

/// The latest usable rate between two currencies, either way round; of one source when named.
const rate_recorded* latest(
    const std::vector<rate_recorded>& rates, std::string_view a, std::string_view b, civil_date on,
    std::int64_t window_days, const std::string* source = nullptr
)
{
    const rate_recorded* best = nullptr;
    for (const auto& r : rates) {
        const bool pair = (r.base == a && r.quote == b) || (r.base == b && r.quote == a);
        if (pair && usable(r, on, window_days) && (source == nullptr || r.source == *source) &&
            (best == nullptr || r.on >= best->on)) {
            best = &r;
        }
    }
    return best;
}

/// Through the base of one source: base->from and base->to, both of that source.
std::vector<rate_used> crossed(
    const std::vector<rate_recorded>& rates, std::string_view from, std::string_view to,
    civil_date on, std::int64_t window_days
)
{
    std::vector<rate_used> best;
    civil_date best_day(std::numeric_limits<std::int32_t>::min());
    for (const auto& r : rates) {
        if (r.quote != from || r.base == to || !usable(r, on, window_days)) {
            continue;
        }
        const auto* second = latest(rates, r.base, to, on, window_days, &r.source);
        if (second == nullptr || second->base != r.base) {
            continue;
        }
        const auto day = std::min(r.on, second->on);
        if (best.empty() || day >= best_day) {
            best = {used(r), used(*second)};
            best_day = day;
        }
    }
    return best;
}

cpp_rational along(
    int128 minor, std::string_view from, std::string_view to, const std::vector<rate_used>& rates
)
{
    const auto from_exponent = currency_exponent(from);
    const auto to_exponent = currency_exponent(to);
    DEPOSITARY_ASSERT(from_exponent && to_exponent);
    cpp_rational value(cpp_int(minor), power_of_ten(*from_exponent));
    std::string_view at = from;
    for (const auto& r : rates) {
        if (r.base == at) {
            value *= rate_value(r.rate);
            at = r.quote;
        } else {
            value /= rate_value(r.rate);
            at = r.base;
        }
    }
    DEPOSITARY_ASSERT(at == to);
    return value * cpp_rational(power_of_ten(*to_exponent));
}

}  // namespace

std::string rounded_decimal(const cpp_rational& minor, int exponent)
{
    const cpp_int above = boost::multiprecision::numerator(minor);
    const cpp_int below = boost::multiprecision::denominator(minor);
    const cpp_int size = above < 0 ? cpp_int(-above) : above;
    cpp_int whole = size / below;
    const cpp_int twice = (size - whole * below) * 2;
    if (twice > below || (twice == below && (whole & 1) != 0)) {
        whole += 1;
    }
    // Sums of many conversions may pass 128 bits; text does not.
    std::string digits = whole.str();
    const auto decimals = static_cast<std::size_t>(exponent);
    if (digits.size() <= decimals) {
        digits.insert(0, decimals + 1 - digits.size(), '0');
    }
    if (decimals > 0) {
        digits.insert(digits.size() - decimals, ".");
    }
    return (above < 0 && whole != 0 ? "-" : "") + digits;
}

std::vector<rate_used> choose_rates(
    const std::vector<rate_recorded>& rates, std::string_view from, std::string_view to,
    civil_date on, std::int64_t window_days
)
{
    if (const auto* direct = latest(rates, from, to, on, window_days)) {
        return {used(*direct)};
    }
    if (auto two = crossed(rates, from, to, on, window_days); !two.empty()) {
        return two;
    }
    const auto* info = find_currency(from);
    if (info == nullptr || info->successor.empty() || info->per_successor.empty()) {
        return {};
    }
    std::vector<rate_used> out{
        {std::string(info->successor), std::string(from), std::string(info->per_successor),
         std::nullopt, "irrevocable", "Council Regulation (EC) No 2866/98 as amended"}};
    if (info->successor == to) {
        return out;
    }
    auto rest = choose_rates(rates, info->successor, to, on, window_days);
    if (rest.empty()) {
        return {};
    }
    out.insert(out.end(), rest.begin(), rest.end());
    return out;
}

std::string convert_along(
    int128 minor, std::string_view from, std::string_view to, const std::vector<rate_used>& rates
)
{
    return rounded_decimal(along(minor, from, to, rates), currency_exponent(to).value_or(0));
}

std::optional<conversion::fraction> conversion::exact(
    int128 minor, std::string_view from, civil_date on, std::int64_t window,
    std::vector<rate_used>& rates
) const
{
    rates.clear();
    if (from != currency_) {
        rates = choose_rates(rates_, from, currency_, on, window);
        if (rates.empty()) {
            return std::nullopt;
        }
    }
    return along(minor, from, currency_, rates);
}

std::optional<conversion::fraction> conversion::line(
    const converted_line& of, int128 minor, std::int64_t window
)
{
    auto l = of;
    l.amount = format_decimal(minor, currency_exponent(l.unit).value_or(0));
    const auto value = exact(minor, l.unit, l.on, window, l.rates);
    if (!value) {
        out_.not_converted.push_back(
            {l.initiative, l.pledge, l.what, l.finance, l.amount, l.unit, l.on, window}
        );
        return std::nullopt;
    }
    l.converted = rounded_decimal(*value, currency_exponent(currency_).value_or(0));
    out_.lines.push_back(std::move(l));
    return value;
}

void conversion::add_paid(
    const pledge_record& r, const figure& paid, converted_line of, std::int64_t window
)
{
    const auto promised_on = of.on;
    of.what = "paid";
    for (const auto* list : {&r.receipts, &r.deliveries}) {
        for (const auto& receipt : *list) {
            int128 minor = 0;
            for (const auto& c : paid.because()) {
                if (c.seq == receipt.confirm_seq || c.seq == receipt.reversal_seq) {
                    minor += c.minor;
                }
            }
            if (minor == 0) {
                continue;
            }
            of.on = receipt.on.not_after.value_or(promised_on);
            const auto value = line(of, minor, window);
            std::vector<rate_used> unused;
            const auto promised = exact(minor, of.unit, promised_on, window, unused);
            if (value) {
                rows_[of.finance].paid += *value;
                rows_[of.finance].fx += promised ? *value - *promised : fraction(0);
            }
        }
    }
}

converted_line conversion::line_of(
    const initiative_state& home, const std::string& counted_for, const pledge_record& r,
    std::int64_t& window
)
{
    const auto& rules = home.rules->rules.pledges;
    window = rules && rules->rate_window_days ? *rules->rate_window_days : rate_window_days_default;
    converted_line of;
    of.initiative = counted_for;
    of.pledge = r.id;
    of.finance = r.content.finance_type;
    of.unit = *r.content.unit;
    of.on = r.recorded_on;
    return of;
}

conversion::fraction conversion::add_promise(
    const initiative_state& home, const std::string& counted_for, const pledge_record& r,
    const figure& pledged
)
{
    std::int64_t window = 0;
    auto of = line_of(home, counted_for, r, window);
    of.what = "pledged";
    const auto value = line(of, pledged.minor(), window).value_or(fraction(0));
    rows_[of.finance].pledged += value;
    return value;
}

void conversion::add(
    const initiative_state& home, const std::string& counted_for, const pledge_record& r,
    const figure& announced, const figure& pledged, const figure& paid
)
{
    std::int64_t window = 0;
    auto of = line_of(home, counted_for, r, window);
    auto& row = rows_[of.finance];
    if (announced.minor() != 0) {
        of.what = "announced";
        row.announced += line(of, announced.minor(), window).value_or(fraction(0));
    }
    if (pledged.minor() != 0) {
        add_promise(home, counted_for, r, pledged);
    }
    add_paid(r, paid, of, window);
}

converted_totals conversion::finish()
{
    const auto exponent = currency_exponent(currency_).value_or(0);
    out_.currency = currency_;
    for (const auto& [finance, s] : rows_) {
        out_.rows.push_back(
            {finance, rounded_decimal(s.announced, exponent), rounded_decimal(s.pledged, exponent),
             rounded_decimal(s.paid, exponent), rounded_decimal(s.fx, exponent)}
        );
    }
    return std::move(out_);
}

}  // namespace depositary::engine
