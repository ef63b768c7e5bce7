#include "engine/rules.hpp"

#include <boost/multiprecision/cpp_int.hpp>

#include <algorithm>
#include <utility>

namespace depositary::engine {

namespace {

using boost::multiprecision::cpp_int;

/// A non-negative decimal as digits / 10^places.
struct decimal
{
    cpp_int digits = 0;
    unsigned places = 0;
};

cpp_int power_of_ten(unsigned n)
{
    return boost::multiprecision::pow(cpp_int(10), n);
}

/// nullopt for what is not a plain decimal: no rule may hold because a figure cannot be read.
std::optional<decimal> parse(std::string_view text)
{
    decimal out;
    bool point = false;
    if (text.empty() || text.front() == '.' || text.back() == '.') {
        return std::nullopt;
    }
    for (const char c : text) {
        if (c == '.' && !point) {
            point = true;
        } else if (c >= '0' && c <= '9') {
            out.digits = out.digits * 10 + (c - '0');
            out.places += point ? 1 : 0;
        } else {
            return std::nullopt;
        }
    }
    return out;
}

/// As an integer of 10^-places. Requires: places >= d.places.
cpp_int scaled(const decimal& d, unsigned places)
{
    return d.digits * power_of_ten(places - d.places);
}

bool certainly_counts(const instrument& i, civil_date on)
{
    return i.deposited.certainly_by(on) && !(i.ceased && i.ceased->possibly_by(on));
}

bool possibly_counts(const instrument& i, civil_date on)
{
    return i.deposited.possibly_by(on) && !(i.ceased && i.ceased->certainly_by(on));
}

/// A threshold made ready for one list of instruments. Weights are read once and scaled to integers
/// of one size, because a sweep evaluates the threshold on every day of the list.
struct prepared
{
    std::optional<std::int64_t> count;
    bool share = false;
    cpp_int factor;                ///< the share holds when part * factor >= needed
    cpp_int needed;                ///< above zero; zero when the share cannot be computed
    std::vector<cpp_int> weights;  ///< in the order of the instruments
    bool all = false;              ///< all parts must hold, not any
    std::vector<prepared> parts;
};

using actor_weights = std::map<std::string, std::string>;

void prepare_share(
    prepared& out, const threshold_terms& t, const actor_weights& table,
    const std::vector<instrument>& list
)
{
    const auto percent = parse(*t.percent);
    auto whole = t.total ? parse(*t.total) : std::optional(decimal{});
    std::map<std::string_view, decimal> read;
    unsigned places = whole ? whole->places : 0;
    for (const auto& [actor, weight] : table) {
        const auto d = parse(weight);
        if (!d) {
            return;
        }
        places = std::max(places, d->places);
        read.emplace(actor, *d);
    }
    if (!percent || !whole) {
        return;
    }
    cpp_int sum = scaled(*whole, places);
    if (!t.total) {
        for (const auto& [actor, weight] : read) {
            sum += scaled(weight, places);
        }
    }
    out.factor = 100 * power_of_ten(percent->places);
    out.needed = percent->digits * sum;
    for (const auto& i : list) {
        const auto found = read.find(i.actor);
        out.weights.push_back(found == read.end() ? cpp_int(0) : scaled(found->second, places));
    }
}

prepared prepare(
    const threshold_terms& t, const weight_tables& weights, const std::vector<instrument>& list
)
{
    prepared out;
    if (t.count) {
        out.count = t.count;
        return out;
    }
    if (t.percent && t.weight) {
        out.share = true;
        if (const auto table = weights.find(*t.weight); table != weights.end()) {
            prepare_share(out, t, table->second, list);
        }
        return out;
    }
    out.all = !t.all.empty();
    for (const auto& part : out.all ? t.all : t.any) {
        out.parts.push_back(prepare(part, weights, list));
    }
    return out;
}

/// `counts` says which instruments count, in the order of the list.
bool holds(const prepared& t, const std::vector<bool>& counts)
{
    if (t.count) {
        return std::count(counts.begin(), counts.end(), true) >= *t.count;
    }
    if (t.share) {
        cpp_int part = 0;
        for (std::size_t i = 0; i < t.weights.size(); ++i) {
            part += counts[i] ? t.weights[i] : cpp_int(0);
        }
        return t.needed > 0 && part * t.factor >= t.needed;
    }
    const auto part = [&](const prepared& p) { return holds(p, counts); };
    return t.all ? std::all_of(t.parts.begin(), t.parts.end(), part)
                 : std::any_of(t.parts.begin(), t.parts.end(), part);
}

using counts_on = bool (*)(const instrument&, civil_date);

bool holds_on(
    const prepared& t, const std::vector<instrument>& list, counts_on counts, civil_date on
)
{
    std::vector<bool> flags;
    for (const auto& i : list) {
        flags.push_back(counts(i, on));
    }
    return holds(t, flags);
}

const civil_date dawn = *civil_date::from_ymd(1, 1, 1);

/// The first of `days` on which the threshold holds by `counts`.
std::optional<civil_date> first_day(
    const prepared& t, const std::vector<instrument>& list, counts_on counts,
    std::vector<civil_date> days
)
{
    std::sort(days.begin(), days.end());
    days.erase(std::unique(days.begin(), days.end()), days.end());
    const auto found = std::find_if(days.begin(), days.end(), [&](civil_date d) {
        return holds_on(t, list, counts, d);
    });
    return found == days.end() ? std::nullopt : std::optional(*found);
}

std::optional<civil_date> certain_from(const prepared& t, const std::vector<instrument>& list)
{
    std::vector<civil_date> days;
    for (const auto& i : list) {
        if (i.deposited.not_after) {
            days.push_back(*i.deposited.not_after);
        }
    }
    return first_day(t, list, certainly_counts, std::move(days));
}

/// `dawn` when nothing bounds it.
std::optional<civil_date> possible_from(const prepared& t, const std::vector<instrument>& list)
{
    std::vector<civil_date> days;
    for (const auto& i : list) {
        days.push_back(i.deposited.not_before.value_or(dawn));
    }
    return first_day(t, list, possibly_counts, std::move(days));
}

void narrow(
    date_interval& when, std::int64_t n, const std::vector<instrument>& list,
    const std::vector<ordinal_statement>& statements
)
{
    for (const auto& s : statements) {
        const auto found = std::find_if(list.begin(), list.end(), [&](const instrument& i) {
            return i.actor == s.actor;
        });
        if (found == list.end()) {
            continue;
        }
        const auto& on = found->deposited;
        if (s.ordinal <= n && on.not_before &&
            (!when.not_before || *when.not_before < *on.not_before)) {
            when.not_before = on.not_before;
        }
        if (s.ordinal >= n && on.not_after &&
            (!when.not_after || *on.not_after < *when.not_after)) {
            when.not_after = on.not_after;
        }
    }
}

std::optional<civil_date> later(std::optional<civil_date> a, std::optional<civil_date> b)
{
    return a && b ? std::max(a, b) : (a ? a : b);
}

}  // namespace

civil_date delay::apply(civil_date from) const
{
    auto to = from.add_months(months).add_days(days);
    if (first_day_of_following_month) {
        to = to.first_of_month().add_months(1);
    }
    return to;
}

date_interval delay::apply(const date_interval& from) const
{
    date_interval out;
    if (from.not_before) {
        out.not_before = apply(*from.not_before);
    }
    if (from.not_after) {
        out.not_after = apply(*from.not_after);
    }
    return out;
}

delay to_delay(const std::optional<delay_terms>& terms)
{
    if (!terms) {
        return {};
    }
    return {
        terms->days.value_or(0), terms->months.value_or(0), terms->first_day_of_following_month};
}

instrument_count count_by(const std::vector<instrument>& list, civil_date on)
{
    instrument_count c;
    for (const auto& i : list) {
        c.certain += certainly_counts(i, on) ? 1 : 0;
        c.possible += possibly_counts(i, on) ? 1 : 0;
    }
    return c;
}

threshold_verdict evaluate(
    const threshold_terms& threshold, const weight_tables& weights,
    const std::vector<instrument>& list, civil_date on
)
{
    const auto t = prepare(threshold, weights, list);
    return {holds_on(t, list, certainly_counts, on), holds_on(t, list, possibly_counts, on)};
}

std::optional<date_interval> reached(
    const threshold_terms& threshold, const weight_tables& weights,
    const std::vector<instrument>& list, const std::vector<ordinal_statement>& statements
)
{
    const auto t = prepare(threshold, weights, list);
    date_interval recorded;
    recorded.not_after = certain_from(t, list);
    const auto from = possible_from(t, list);
    if (from && *from != dawn) {
        recorded.not_before = from;
    }
    auto stated = recorded;
    if (threshold.count) {
        narrow(stated, *threshold.count, list, statements);
    }
    const auto& when = stated.consistent() ? stated : recorded;
    return when.not_after ? std::optional(when) : std::nullopt;
}

std::optional<ordinal_range> feasible_ordinals(
    const std::vector<instrument>& list, std::string_view actor
)
{
    const auto own = std::find_if(list.begin(), list.end(), [&](const instrument& i) {
        return i.actor == actor;
    });
    if (own == list.end()) {
        return std::nullopt;
    }
    ordinal_range range{1, 1};
    for (const auto& other : list) {
        if (&other == &*own) {
            continue;
        }
        const auto& from = own->deposited.not_before;
        const auto& to = own->deposited.not_after;
        const bool surely_before =
            from && other.deposited.not_after && *other.deposited.not_after < *from;
        const bool perhaps_before = !to || other.deposited.possibly_by(*to);
        range.lowest += surely_before ? 1 : 0;
        range.highest += perhaps_before ? 1 : 0;
    }
    return range;
}

date_interval entry_into_force(const entry_terms& terms, const date_interval& reached_on)
{
    auto when = to_delay(terms.delay).apply(reached_on);
    if (terms.not_before) {
        when.not_before = later(when.not_before, terms.not_before);
        if (when.not_after) {
            when.not_after = later(when.not_after, terms.not_before);
        }
    }
    return when;
}

date_interval own_entry(
    const entry_terms& terms, const date_interval& reached_on, const date_interval& in_force,
    const date_interval& deposited
)
{
    const auto own = to_delay(terms.own_delay ? terms.own_delay : terms.delay);
    const auto& pivot = terms.own_delay_from_threshold ? reached_on : in_force;
    const auto entry = [&](std::optional<civil_date> deposit, std::optional<civil_date> turn,
                           std::optional<civil_date> force) -> std::optional<civil_date> {
        const bool with_treaty =
            deposit && turn &&
            (terms.own_delay_from_threshold ? *deposit <= *turn : *deposit < *turn);
        if (!deposit || with_treaty) {
            return force;
        }
        return later(force, own.apply(*deposit));
    };
    date_interval when;
    // The earliest outcome: an early deposit before a turn that came late, or has not come yet.
    when.not_before = pivot.not_after
                          ? entry(deposited.not_before, pivot.not_after, in_force.not_before)
                          : in_force.not_before;
    if (deposited.not_after && in_force.not_after) {
        when.not_after = entry(deposited.not_after, pivot.not_before, in_force.not_after);
    }
    return when;
}

namespace {

std::string ordinal_word(std::int64_t n)
{
    const bool teen = n % 100 >= 11 && n % 100 <= 13;
    const char* ending = teen || n % 10 > 3 || n % 10 == 0 ? "th"
                         : n % 10 == 1                     ? "st"
                         : n % 10 == 2                     ? "nd"
                                                           : "rd";
    return std::to_string(n) + ending;
}

std::string threshold_words(const threshold_terms& t)
{
    if (t.count) {
        return std::to_string(*t.count) + (*t.count == 1 ? " instrument" : " instruments");
    }
    if (t.percent) {
        return *t.percent + " % of " + t.weight.value_or("the total");
    }
    const auto& parts = t.all.empty() ? t.any : t.all;
    std::string out;
    for (const auto& p : parts) {
        const bool compound = !p.all.empty() || !p.any.empty();
        out += out.empty() ? "" : t.all.empty() ? " or " : " and ";
        out += compound ? "(" + threshold_words(p) + ")" : threshold_words(p);
    }
    return out;
}

std::string delay_words(const delay& d)
{
    std::string span;
    if (d.months != 0) {
        span = std::to_string(d.months) + (d.months == 1 ? " month" : " months");
    }
    if (d.days != 0) {
        span += span.empty() ? "the " + ordinal_word(d.days) + " day"
                             : " and " + std::to_string(d.days) + (d.days == 1 ? " day" : " days");
    }
    if (d.first_day_of_following_month) {
        return ", then the first day of the month following" +
               (span.empty() ? std::string() : " " + span + " after");
    }
    return span.empty() ? std::string() : ", then " + span + " after";
}

}  // namespace

std::string in_words(const entry_terms& terms)
{
    std::string out = threshold_words(terms.threshold) + delay_words(to_delay(terms.delay));
    if (terms.not_before) {
        out += ", not before " + terms.not_before->to_string();
    }
    return out;
}

bool share_reached(std::string_view part, std::string_view whole, std::string_view percent)
{
    const auto p = parse(part);
    const auto w = parse(whole);
    const auto share = parse(percent);
    if (!p || !w || !share) {
        return false;
    }
    const auto places = std::max(p->places, w->places);
    return scaled(*p, places) * 100 * power_of_ten(share->places) >=
           scaled(*w, places) * share->digits;
}

}  // namespace depositary::engine
