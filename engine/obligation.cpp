#include "engine/obligation.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <numeric>
#include <utility>

#include "engine/currency.hpp"
#include "engine/decision.hpp"

namespace depositary::engine {

namespace {

/// What the facts say, taken one by one in effective order.
struct account
{
    std::map<std::string, int128, std::less<>> payments;
    std::optional<int128> stated_paid;  ///< since a statement of full payment
    bool full_stated_early = false;     ///< paid in full before the record knows it assessed
    bool unpaid_stated = false;         ///< and nothing has settled it since
    bool not_yet = false;               ///< a later fact tells that it was not paid in full yet
    bool reversed_later = false;

    [[nodiscard]] int128 recorded() const
    {
        return std::accumulate(
            payments.begin(), payments.end(), int128{0},
            [](int128 sum, const auto& p) { return sum + p.second; }
        );
    }
};

int128 minor_of(std::string_view text, int exponent)
{
    const auto parsed = parse_decimal(text, exponent);
    const auto* minor = std::get_if<int128>(&parsed);
    return minor == nullptr ? 0 : *minor;  // decide() admits readable amounts alone
}

void take_past(account& a, obligation_record& r, const fact& f)
{
    if (const auto* assessed = as<obligation_assessed>(f)) {
        r.recorded = true;
        r.actor = assessed->actor;
        r.period = assessed->period;
        r.unit = assessed->unit;
        r.exponent = currency_exponent(assessed->unit).value_or(0);
        r.assessed = minor_of(assessed->amount, r.exponent);
        r.due = assessed->due;
        r.assessed_on = f.settled;
        if (a.full_stated_early) {
            a.stated_paid = std::max(a.recorded(), r.assessed - r.credited);
        }
    } else if (const auto* paid = as<obligation_payment_recorded>(f)) {
        const auto minor = minor_of(paid->amount, r.exponent);
        a.payments[paid->payment] = minor;
        if (a.stated_paid) {
            *a.stated_paid += minor;
        }
    } else if (const auto* back = as<obligation_payment_reversed>(f)) {
        const auto found = a.payments.find(back->payment);
        if (found != a.payments.end()) {
            if (a.stated_paid) {
                *a.stated_paid -= found->second;
            }
            a.payments.erase(found);
        }
    } else if (const auto* credit = as<obligation_credited>(f)) {
        r.credited += minor_of(credit->amount, r.exponent);
    } else if (as<obligation_paid_in_full>(f) != nullptr) {
        a.full_stated_early = !r.recorded;
        if (r.recorded) {
            a.stated_paid = std::max(a.recorded(), r.assessed - r.credited);
        }
        a.unpaid_stated = false;
    } else if (as<obligation_not_paid_in_full>(f) != nullptr) {
        a.stated_paid.reset();
        a.unpaid_stated = true;
    } else {
        return;  // what the clock recorded is no fact about the obligation
    }
    r.explain.push_back(f.seq);
}

/// What a fact of a later day tells of this one.
void take_later(account& a, obligation_record& r, const fact& f, civil_date as_of)
{
    if (as<obligation_payment_reversed>(f) != nullptr) {
        a.reversed_later = true;
        return;
    }
    // Before a reversal it may have been paid in full; after that, later days tell nothing of this.
    const bool unpaid = as<obligation_not_paid_in_full>(f) != nullptr && f.settled > as_of;
    const bool paid_after =
        as<obligation_paid_in_full>(f) != nullptr && f.on.not_before && *f.on.not_before > as_of;
    if (!a.reversed_later && !a.not_yet && (unpaid || paid_after)) {
        a.not_yet = true;
        r.explain.push_back(f.seq);
    }
}

void weigh(const account& a, obligation_record& r)
{
    const auto owed = r.assessed - r.credited;
    r.paid_recorded = a.recorded();
    r.paid.reset();
    r.outstanding.reset();
    if (a.stated_paid) {
        r.paid = a.stated_paid;
    } else if (r.paid_recorded >= owed || (r.account_kept && !a.unpaid_stated)) {
        r.paid = r.paid_recorded;
    }
    if (r.paid) {
        r.outstanding = std::max(int128{0}, owed - *r.paid);
        r.full = *r.paid >= owed ? in_full::yes : in_full::no;
    } else {
        r.full = a.unpaid_stated ? in_full::no : in_full::unknown;
    }
}

std::string deadline_of(const obligation_record& r, civil_date as_of)
{
    if (r.full == in_full::yes && r.full_on) {
        if (r.full_on->certainly_by(r.due)) {
            return "paid_on_time";
        }
        return r.full_on->possibly_by(r.due) ? "paid" : "paid_late";
    }
    if (as_of <= r.due) {
        return as_of < r.due ? "not_due" : "due";
    }
    return r.full == in_full::no ? "overdue" : "due_passed";
}

const obligation_assessed* assessment_in(const fact_list& facts)
{
    for (const auto& f : facts) {
        if (const auto* p = as<obligation_assessed>(*f)) {
            return p;
        }
    }
    return nullptr;
}

/// A single payment on record, or an assessment made in the register, is an account.
bool keeps_account(const fact_list& facts)
{
    return std::any_of(facts.begin(), facts.end(), [](const auto& f) {
        return as<obligation_payment_recorded>(*f) != nullptr ||
               (as<obligation_assessed>(*f) != nullptr && f->principal != import_principal);
    });
}

/// One period of one actor.
struct period_sum
{
    std::string name;
    std::optional<date_interval> days;
    civil_date due;
    int128 assessed = 0;
};

/// The end of the period that follows.
civil_date end_of_next(const period_sum& p)
{
    const auto end = *p.days->not_after;
    const bool year = p.name.size() == 4;
    return year ? end.add_months(12) : end.add_days(1).last_of_month();
}

/// Whether the periods follow each other without a gap, and `as_of` lies in the one after them. A
/// period whose name is no year or month is taken to follow the one that fell due before it.
bool just_before(const std::vector<period_sum>& periods, civil_date as_of)
{
    for (std::size_t i = 0; i < periods.size(); ++i) {
        if (!periods[i].days) {
            continue;
        }
        const bool last = i + 1 == periods.size();
        const auto after = periods[i].days->not_after->add_days(1);
        if (last ? as_of > end_of_next(periods[i])
                 : periods[i + 1].days && *periods[i + 1].days->not_before != after) {
            return false;
        }
    }
    return true;
}

void add_limit(
    arrears_record& r, std::vector<period_sum> all, std::int64_t wanted, civil_date as_of
)
{
    std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.due < b.due; });
    const auto running = [&](const period_sum& p) {
        return p.days ? *p.days->not_after >= as_of : p.name == all.back().name;
    };
    std::vector<period_sum> full;
    std::copy_if(all.begin(), all.end(), std::back_inserter(full), [&](const auto& p) {
        return !running(p);
    });
    const auto count = static_cast<std::size_t>(std::max<std::int64_t>(wanted, 0));
    if (count == 0 || full.size() < count) {
        return;
    }
    full.erase(full.begin(), full.end() - static_cast<std::ptrdiff_t>(count));
    if (!just_before(full, as_of)) {
        return;
    }
    r.limit = 0;
    for (const auto& p : full) {
        *r.limit += p.assessed;
        r.periods.push_back(p.name);
    }
    r.reaches_limit = *r.limit > 0 && r.arrears >= *r.limit;
}

void add_waiver(arrears_record& r, const initiative_state& s, civil_date as_of)
{
    const auto found = s.arrears.find(r.actor);
    if (found == s.arrears.end()) {
        return;
    }
    for (const auto& f : *found->second) {
        const auto* waived = as<arrears_waived>(*f);
        if (waived != nullptr && f->certainly_by(as_of) && as_of <= waived->until) {
            r.waived_until = std::max(r.waived_until.value_or(waived->until), waived->until);
            r.explain.push_back(f->seq);
        }
    }
}

}  // namespace

obligation_record record_obligation(
    const initiative_state& s, std::string_view id, civil_date as_of
)
{
    obligation_record r;
    r.id = id;
    const auto found = s.obligations.find(id);
    if (found == s.obligations.end()) {
        return r;
    }
    account a;
    r.account_kept = keeps_account(*found->second);
    if (const auto* content = assessment_in(*found->second)) {
        r.exponent = currency_exponent(content->unit).value_or(0);
    }
    for (const auto& f : *found->second) {
        if (!f->certainly_by(as_of)) {
            take_later(a, r, *f, as_of);
            continue;
        }
        take_past(a, r, *f);
        if (!r.recorded) {
            continue;
        }
        weigh(a, r);
        if (r.full != in_full::yes) {
            r.full_on.reset();
        } else if (!r.full_on) {
            r.full_on = f->on;
        }
    }
    if (r.full == in_full::unknown && a.not_yet) {
        r.full = in_full::no;
    }
    r.state = r.full == in_full::yes ? "paid_in_full"
              : r.paid_recorded > 0  ? "partly_paid"
                                     : "assessed";
    r.deadline = deadline_of(r, as_of);
    return r;
}

std::optional<int128> payment_on_record(
    const initiative_state& s, const obligation_record& r, std::string_view payment,
    civil_date as_of
)
{
    std::optional<int128> minor;
    const auto found = s.obligations.find(r.id);
    if (found == s.obligations.end()) {
        return minor;
    }
    for (const auto& f : *found->second) {
        if (!f->certainly_by(as_of)) {
            continue;
        }
        const auto* paid = as<obligation_payment_recorded>(*f);
        const auto* back = as<obligation_payment_reversed>(*f);
        if (paid != nullptr && paid->payment == payment) {
            minor = minor_of(paid->amount, r.exponent);
        } else if (back != nullptr && back->payment == payment) {
            minor.reset();
        }
    }
    return minor;
}

arrears_record record_arrears(const initiative_state& s, std::string_view actor, civil_date as_of)
{
    arrears_record r;
    r.actor = actor;
    std::map<std::string, period_sum> periods;
    for (const auto& [id, facts] : s.obligations) {
        const auto* content = assessment_in(*facts);
        if (content == nullptr || content->actor != actor) {
            continue;
        }
        const auto o = record_obligation(s, id, as_of);
        if (!o.recorded) {
            continue;
        }
        r.unit = o.unit;
        r.exponent = o.exponent;
        auto& p = periods[o.period];
        p.due = p.name.empty() ? o.due : std::min(p.due, o.due);
        p.name = o.period;
        p.days = period_days(o.period);
        p.assessed += o.assessed;
        if (o.due < as_of && o.full != in_full::yes) {
            r.arrears += o.outstanding.value_or(0);
            r.unknown += o.outstanding ? 0 : 1;
            r.explain.insert(r.explain.end(), o.explain.begin(), o.explain.end());
        }
    }
    std::vector<period_sum> all;
    for (auto& [name, p] : periods) {
        all.push_back(std::move(p));
    }
    const auto& rules = s.rules->rules.assessment;
    add_limit(r, std::move(all), rules ? rules->arrears_periods.value_or(0) : 0, as_of);
    add_waiver(r, s, as_of);
    // A waiver says that the organ found arrears where the record cannot tell.
    const bool cannot_tell = r.unknown > 0 || !r.limit;
    r.state = r.waived_until && (r.reaches_limit || cannot_tell) ? "waived"
              : r.reaches_limit                                  ? "flagged"
                                                                 : "good_standing";
    return r;
}

std::string arrears_rule(const initiative_state& s)
{
    const auto& rules = s.rules->rules.assessment;
    if (!rules || !rules->arrears_periods) {
        return "";
    }
    const auto clause = rules->clause ? *rules->clause + ": " : std::string();
    return clause + "arrears >= assessed for the " + std::to_string(*rules->arrears_periods) +
           " preceding full periods";
}

std::optional<date_interval> period_days(std::string_view period)
{
    if (period.size() != 4 && period.size() != 7) {
        return std::nullopt;  // "2021/22" and the like have no days of their own here
    }
    auto days = parse_stated(period);
    return days && days->not_before && days->not_after ? days : std::nullopt;
}

const scale_adopted* find_scale(const initiative_state& s, std::string_view scale)
{
    const scale_adopted* found = nullptr;
    for (const auto& f : s.life) {
        const auto* p = as<scale_adopted>(*f);
        if (p != nullptr && p->scale == scale) {
            found = p;
        }
    }
    return found;
}

std::vector<int128> largest_remainder(int128 total, const std::vector<int128>& weights)
{
    const auto sum = std::accumulate(weights.begin(), weights.end(), int128{0});
    std::vector<int128> parts;
    std::vector<std::size_t> order(weights.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    auto left = total;
    for (const auto w : weights) {
        parts.push_back(total * w / sum);
        left -= parts.back();
    }
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return total * weights[a] % sum > total * weights[b] % sum;
    });
    for (std::size_t i = 0; left > 0; ++i, --left) {
        ++parts[order[i]];
    }
    return parts;
}

obligation_view view_obligation(const obligation_record& r)
{
    const auto shown = [&](int128 minor) { return format_decimal(minor, r.exponent); };
    obligation_view v;
    v.obligation = r.id;
    v.actor = r.actor;
    v.period = r.period;
    v.unit = r.unit;
    v.assessed = shown(r.assessed);
    v.credited = shown(r.credited);
    v.paid_recorded = shown(r.paid_recorded);
    if (r.paid) {
        v.paid = shown(*r.paid);
        if (*r.paid > r.assessed - r.credited) {
            v.overpaid = shown(*r.paid - (r.assessed - r.credited));
        }
    }
    if (r.outstanding) {
        v.outstanding = shown(*r.outstanding);
    }
    v.paid_in_full = r.full == in_full::yes ? "yes" : r.full == in_full::no ? "no" : "unknown";
    v.paid_in_full_on = r.full_on;
    v.state = r.state;
    v.deadline = r.deadline;
    v.due = r.due;
    v.explain = r.explain;
    return v;
}

arrears_view view_arrears(const initiative_state& s, const arrears_record& r)
{
    arrears_view v;
    v.actor = r.actor;
    v.unit = r.unit;
    v.arrears = format_decimal(r.arrears, r.exponent);
    v.unknown = r.unknown;
    if (r.limit) {
        v.limit = format_decimal(*r.limit, r.exponent);
    }
    v.periods = r.periods;
    v.waived_until = r.waived_until;
    v.state = r.state;
    v.rule = arrears_rule(s);
    v.explain = r.explain;
    return v;
}

namespace {

/// What a row counts and sums over obligations of one unit. Amounts in minor units.
struct obligation_sums
{
    int128 assessed = 0;
    int128 paid = 0;
    int128 outstanding = 0;
    int128 overdue = 0;
    int exponent = 0;

    template <class Row>
    void add(Row& row, const obligation_record& o)
    {
        ++row.obligations;
        row.in_full += o.full == in_full::yes ? 1 : 0;
        row.not_in_full += o.full == in_full::no ? 1 : 0;
        row.unknown += o.full == in_full::unknown ? 1 : 0;
        row.remainder_unknown += o.outstanding ? 0 : 1;
        row.explain.insert(row.explain.end(), o.explain.begin(), o.explain.end());
        row.unit = o.unit;
        exponent = o.exponent;
        assessed += o.assessed;
        paid += o.paid.value_or(o.paid_recorded);
        outstanding += o.outstanding.value_or(0);
        overdue += o.deadline == "overdue" ? o.outstanding.value_or(0) : 0;
    }

    template <class Row>
    void finish(Row& row) const
    {
        row.assessed = format_decimal(assessed, exponent);
        row.paid_known = format_decimal(paid, exponent);
        row.outstanding_known = format_decimal(outstanding, exponent);
        std::sort(row.explain.begin(), row.explain.end());
    }
};

void add_to(obligation_summary& v, const obligation_record& o)
{
    v.on_time += o.deadline == "paid_on_time" ? 1 : 0;
    v.late += o.deadline == "paid_late" ? 1 : 0;
    if (o.full == in_full::yes && o.full_on) {
        v.honour_roll.push_back({0, o.actor, *o.full_on, o.deadline == "paid_on_time"});
    }
}

/// By the last possible day of full payment; a payment that nobody dated comes last.
void rank(std::vector<honour_row>& roll)
{
    const auto day = [](const honour_row& r) {
        return r.paid_in_full_on.not_after.value_or(civil_date(900'000'000));
    };
    std::stable_sort(roll.begin(), roll.end(), [&](const auto& a, const auto& b) {
        return day(a) != day(b) ? day(a) < day(b) : a.actor < b.actor;
    });
    for (std::size_t i = 0; i < roll.size(); ++i) {
        const bool shared = i > 0 && day(roll[i]) == day(roll[i - 1]);
        roll[i].place = shared ? roll[i - 1].place : static_cast<std::int64_t>(i) + 1;
    }
}

}  // namespace

obligation_summary summarise_obligations(
    const initiative_state& s, std::string_view period, civil_date as_of
)
{
    obligation_summary v;
    v.period = period;
    v.as_of = as_of;
    obligation_sums sums;
    for (const auto& [id, facts] : s.obligations) {
        const auto* content = assessment_in(*facts);
        if (content == nullptr || content->period != period) {
            continue;
        }
        const auto o = record_obligation(s, id, as_of);
        if (o.recorded) {
            sums.add(v, o);
            add_to(v, o);
        }
    }
    sums.finish(v);
    rank(v.honour_roll);
    return v;
}

std::vector<assessed_row> assessed_of(
    const register_state& state, const initiative_state& s,
    const std::optional<std::set<std::string>>& actors, civil_date as_of
)
{
    std::map<std::string, std::pair<assessed_row, obligation_sums>> by_unit;
    for (const auto& [id, facts] : s.obligations) {
        const auto o = record_obligation(s, id, as_of);
        const auto* who = state.find_actor(o.actor);
        const bool wanted = !actors || actors->contains(who == nullptr ? o.actor : who->id);
        if (o.recorded && wanted) {
            auto& [row, sums] = by_unit[o.unit];
            sums.add(row, o);
            row.overdue += o.deadline == "overdue" ? 1 : 0;
        }
    }
    std::vector<assessed_row> rows;
    for (auto& [unit, found] : by_unit) {
        auto& [row, sums] = found;
        sums.finish(row);
        row.initiative = s.id;
        row.overdue_known = format_decimal(sums.overdue, sums.exponent);
        rows.push_back(std::move(row));
    }
    return rows;
}

}  // namespace depositary::engine
