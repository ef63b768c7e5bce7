#include "engine/rules.hpp"

#include <boost/multiprecision/cpp_int.hpp>

#include <algorithm>
#include <functional>

namespace depositary::engine {

namespace {

using rational = boost::multiprecision::cpp_rational;

/// Exact value of a decimal string; 0 for what is not one (definitions are linted before).
rational decimal(std::string_view text)
{
    boost::multiprecision::cpp_int digits = 0;
    boost::multiprecision::cpp_int scale = 1;
    bool fraction = false;
    for (const char c : text) {
        if (c == '.') {
            fraction = true;
        } else if (c >= '0' && c <= '9') {
            digits = digits * 10 + (c - '0');
            scale *= fraction ? 10 : 1;
        }
    }
    return {digits, scale};
}

bool certainly_counts(const instrument& i, civil_date on)
{
    return i.deposited.certainly_by(on) && !(i.ceased && i.ceased->possibly_by(on));
}

bool possibly_counts(const instrument& i, civil_date on)
{
    return i.deposited.possibly_by(on) && !(i.ceased && i.ceased->certainly_by(on));
}

using counts_fn = std::function<bool(const instrument&)>;

bool share_holds(
    const threshold_terms& t, const weight_tables& weights, const std::vector<instrument>& list,
    const counts_fn& counts
)
{
    const auto table = weights.find(*t.weight);
    if (table == weights.end()) {
        return false;
    }
    rational whole = 0;
    if (t.total) {
        whole = decimal(*t.total);
    } else {
        for (const auto& [actor, weight] : table->second) {
            whole += decimal(weight);
        }
    }
    rational part = 0;
    for (const auto& i : list) {
        const auto weight = table->second.find(i.actor);
        if (weight != table->second.end() && counts(i)) {
            part += decimal(weight->second);
        }
    }
    return whole > 0 && part * 100 >= decimal(*t.percent) * whole;
}

bool holds(
    const threshold_terms& t, const weight_tables& weights, const std::vector<instrument>& list,
    const counts_fn& counts
)
{
    if (t.count) {
        return std::count_if(list.begin(), list.end(), counts) >= *t.count;
    }
    if (t.percent && t.weight) {
        return share_holds(t, weights, list, counts);
    }
    const auto part = [&](const threshold_terms& p) { return holds(p, weights, list, counts); };
    if (!t.all.empty()) {
        return std::all_of(t.all.begin(), t.all.end(), part);
    }
    return std::any_of(t.any.begin(), t.any.end(), part);
}

const civil_date dawn = *civil_date::from_ymd(1, 1, 1);

/// The first day of `days` on which the threshold holds by `counts`.
std::optional<civil_date> first_day(
    std::vector<civil_date> days, const std::function<bool(civil_date)>& holds_on
)
{
    std::sort(days.begin(), days.end());
    days.erase(std::unique(days.begin(), days.end()), days.end());
    const auto found = std::find_if(days.begin(), days.end(), holds_on);
    return found == days.end() ? std::nullopt : std::optional(*found);
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
        if (s.ordinal >= n && on.not_after && (!when.not_after || *on.not_after < *when.not_after)) {
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
    return {terms->days.value_or(0), terms->months.value_or(0),
            terms->first_day_of_following_month};
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
    return {
        holds(threshold, weights, list, [&](const auto& i) { return certainly_counts(i, on); }),
        holds(threshold, weights, list, [&](const auto& i) { return possibly_counts(i, on); })
    };
}

std::optional<date_interval> reached(
    const threshold_terms& threshold, const weight_tables& weights,
    const std::vector<instrument>& list, const std::vector<ordinal_statement>& statements
)
{
    std::vector<civil_date> latest;
    std::vector<civil_date> earliest;
    for (const auto& i : list) {
        if (i.deposited.not_after) {
            latest.push_back(*i.deposited.not_after);
        }
        earliest.push_back(i.deposited.not_before.value_or(dawn));
    }
    const auto by = first_day(std::move(latest), [&](civil_date d) {
        return evaluate(threshold, weights, list, d).certain;
    });
    if (!by) {
        return std::nullopt;
    }
    const auto from = first_day(std::move(earliest), [&](civil_date d) {
        return evaluate(threshold, weights, list, d).possible;
    });
    date_interval when;
    when.not_after = by;
    if (from && *from != dawn) {
        when.not_before = from;
    }
    if (threshold.count) {
        narrow(when, *threshold.count, list, statements);
    }
    return when;
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
        const bool surely_before = from && other.deposited.not_after &&
            *other.deposited.not_after < *from;
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
        const bool with_treaty = deposit && turn &&
            (terms.own_delay_from_threshold ? *deposit <= *turn : *deposit < *turn);
        if (!deposit || with_treaty) {
            return force;
        }
        return later(force, own.apply(*deposit));
    };
    date_interval when;
    when.not_before = entry(deposited.not_before, pivot.not_after, in_force.not_before);
    if (deposited.not_after && in_force.not_after) {
        when.not_after = entry(deposited.not_after, pivot.not_before, in_force.not_after);
    }
    return when;
}

namespace {

std::string threshold_words(const threshold_terms& t)
{
    if (t.count) {
        return std::to_string(*t.count) + " instruments";
    }
    if (t.percent) {
        return *t.percent + " % of " + t.weight.value_or("the total");
    }
    const auto& parts = t.all.empty() ? t.any : t.all;
    std::string out;
    for (const auto& p : parts) {
        out += (out.empty() ? "" : t.all.empty() ? " or " : " and ") + threshold_words(p);
    }
    return out;
}

}  // namespace

std::string in_words(const entry_terms& terms)
{
    std::string out = threshold_words(terms.threshold);
    const auto d = to_delay(terms.delay);
    if (d.months != 0) {
        out += ", then " + std::to_string(d.months) + " months";
    }
    if (d.days != 0) {
        out += ", then " + std::to_string(d.days) + " days";
    }
    if (d.first_day_of_following_month) {
        out += ", on the first day of the following month";
    }
    if (terms.not_before) {
        out += ", not before " + terms.not_before->to_string();
    }
    return out;
}

bool share_reached(std::string_view part, std::string_view whole, std::string_view percent)
{
    return decimal(part) * 100 >= decimal(percent) * decimal(whole);
}

}  // namespace depositary::engine
