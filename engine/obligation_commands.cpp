#include <algorithm>
#include <map>
#include <set>

#include "engine/currency.hpp"
#include "engine/methods.hpp"
#include "engine/obligation.hpp"
#include "engine/pledge.hpp"
#include "engine/pledge_facts.hpp"
#include "engine/standing.hpp"

/// Commands on assessed obligations, and what the clock records about them. Who owes records
/// neither payments nor statements about them; import brings what others published.

namespace depositary::engine {

namespace {

/// Decimals of a rate: more than any scale in use has (the United Nations' has three).
constexpr int rate_decimals = 12;
constexpr int128 hundred_percent = int128{100} * 1'000'000'000'000;
constexpr std::size_t rates_max = 1'000;  // far above any scale seen; bounds one event

struct scale_params
{
    std::string scale;
    civil_date from;
    civil_date until;
    std::vector<scale_rate> rates;
};
BOOST_DESCRIBE_STRUCT(scale_params, (), (scale, from, until, rates))

/// `unit`: that of the terms when absent.
struct issue_params
{
    std::string period;
    std::string total;
    std::optional<std::string> unit;
    std::string scale;
    civil_date letter;
};
BOOST_DESCRIBE_STRUCT(issue_params, (), (period, total, unit, scale, letter))

/// `obligation`: PERIOD:ACTOR when absent. `due`: follows from `letter` when absent.
struct assess_params
{
    std::optional<std::string> obligation;
    std::string actor;
    std::string period;
    std::string amount;
    std::optional<std::string> unit;
    std::optional<civil_date> due;
    std::optional<civil_date> letter;
    std::optional<std::string> scale;
};
BOOST_DESCRIBE_STRUCT(
    assess_params, (), (obligation, actor, period, amount, unit, due, letter, scale)
)

struct obligation_payment_params
{
    std::string obligation;
    std::optional<std::string> payment;
    std::string amount;
};
BOOST_DESCRIBE_STRUCT(obligation_payment_params, (), (obligation, payment, amount))

struct reverse_params
{
    std::string obligation;
    std::string payment;
};
BOOST_DESCRIBE_STRUCT(reverse_params, (), (obligation, payment))

struct credit_params
{
    std::string obligation;
    std::string amount;
};
BOOST_DESCRIBE_STRUCT(credit_params, (), (obligation, amount))

struct statement_params
{
    std::string obligation;
};
BOOST_DESCRIBE_STRUCT(statement_params, (), (obligation))

struct waive_params
{
    std::string actor;
    civil_date until;
};
BOOST_DESCRIBE_STRUCT(waive_params, (), (actor, until))

/// The terms' unit and its decimals, or why nothing is assessed here.
decided read_unit(
    const decision& d, const std::optional<std::string>& given, std::string& unit, int& exponent
)
{
    const auto& rules = d.rules().assessment;
    if (!rules) {
        return refuse("E_NO_ASSESSED_TERMS");
    }
    if (given && *given != rules->unit) {
        auto r = refuse("E_UNIT", "unit");
        r.facts.push_back({"unit", *given, rules->unit});
        return r;
    }
    unit = rules->unit;
    exponent = currency_exponent(unit).value_or(0);
    return std::nullopt;
}

decided read_actor(const decision& d, const std::string& given, std::string& id)
{
    const auto* who = d.state.find_actor(given);
    if (who == nullptr) {
        return refuse(
            "E_NOT_FOUND", "actor", "No actor \"" + given + "\"; see actor.list.",
            "Aucun acteur « " + given + " » ; voir actor.list."
        );
    }
    id = who->id;
    return std::nullopt;
}

// ---- scales and assessments ---------------------------------------------------------------------

decided read_rate(const decision& d, const scale_rate& rate, int128& value)
{
    const auto read = [](std::string_view text) -> std::optional<int128> {
        const auto parsed = parse_decimal(text, rate_decimals);
        const auto* minor = std::get_if<int128>(&parsed);
        return minor == nullptr ? std::nullopt : std::optional(*minor);
    };
    const auto parsed = read(rate.percent);
    if (!parsed || *parsed < 0 || *parsed > hundred_percent) {
        return refuse(
            "E_VALUE", "rates.percent", rate.actor + ": write a plain decimal from 0 to 100.",
            rate.actor + " : écrivez un nombre décimal simple de 0 à 100."
        );
    }
    value = *parsed;
    const auto& rules = *d.rules().assessment;
    const auto outside = [&](const std::optional<std::string>& bound, bool lowest) {
        const auto limit = bound ? read(*bound) : std::nullopt;
        return limit && (lowest ? value < *limit : value > *limit);
    };
    // A source's own rate stands as it is; a bound may have changed since.
    for (const bool lowest : {true, false}) {
        const auto& bound = lowest ? rules.minimum_percent : rules.maximum_percent;
        if (outside(bound, lowest) && !(d.importing() && !d.head.sources.empty())) {
            auto r = refuse("E_RATE_BOUNDS", "rates");
            r.facts.push_back(
                {rate.actor, rate.percent, (lowest ? ">= " : "<= ") + bound.value_or("")}
            );
            return r;
        }
    }
    return std::nullopt;
}

decided adopt_scale(decision& d, const scale_params& p)
{
    if (!d.rules().assessment) {
        return refuse("E_NO_ASSESSED_TERMS");
    }
    if (auto r = check_id(p.scale, "scale")) {
        return r;
    }
    if (find_scale(*d.initiative, p.scale) != nullptr) {
        return refuse("E_EXISTS", "scale");
    }
    if (p.until < p.from || p.rates.empty()) {
        return refuse("E_VALUE", p.rates.empty() ? "rates" : "until");
    }
    if (p.rates.size() > rates_max) {
        return refuse("E_TOO_LONG", "rates");
    }
    scale_adopted adopted{p.scale, p.from, p.until, {}};
    std::set<std::string> seen;
    int128 sum = 0;
    for (const auto& rate : p.rates) {
        std::string actor;
        int128 value = 0;
        if (auto r = read_actor(d, rate.actor, actor)) {
            r->field = "rates.actor";
            return r;
        }
        if (auto r = read_rate(d, rate, value)) {
            return r;
        }
        if (!seen.insert(actor).second) {
            return refuse("E_EXISTS", "rates", actor + ".", actor + ".");
        }
        sum += value;
        adopted.rates.push_back({actor, rate.percent});
    }
    const bool sourced = d.importing() && !d.head.sources.empty();
    if (sum <= 0 || (sum != hundred_percent && !sourced)) {
        auto r = refuse("E_RATE_SUM", "rates");
        r.facts.push_back({"sum", format_decimal(sum, rate_decimals), "100"});
        return r;
    }
    d.emit(std::move(adopted));
    return std::nullopt;
}

/// The obligations' own day: that of the letter, unless the command states another.
void emit_assessed(decision& d, obligation_assessed assessed)
{
    if (assessed.letter && !d.head.effective_on) {
        const auto on = date_interval::day(*assessed.letter);
        d.emit_dated(std::move(assessed), on);
    } else {
        d.emit(std::move(assessed));
    }
}

decided check_letter(const decision& d, const std::optional<civil_date>& letter)
{
    if (letter && *letter > d.when.today) {
        return refuse("E_FUTURE_DATE", "letter");
    }
    return std::nullopt;
}

decided check_covered(const scale_adopted& scale, const std::string& period)
{
    const auto days = period_days(period);
    if (days && (*days->not_before < scale.from || *days->not_after > scale.until)) {
        auto r = refuse("E_VALUE", "period");
        r.facts.push_back(
            {"period", period, scale.from.to_string() + " .. " + scale.until.to_string()}
        );
        return r;
    }
    return std::nullopt;
}

decided issue_assessment(decision& d, const issue_params& p)
{
    std::string unit;
    int exponent = 0;
    int128 total = 0;
    if (auto r = read_unit(d, p.unit, unit, exponent)) {
        return r;
    }
    if (auto r = check_id(p.period, "period")) {
        return r;
    }
    if (auto r = read_minor(p.total, exponent, "total", total)) {
        return r;
    }
    if (total <= 0) {
        return refuse("E_AMOUNT", "total");
    }
    if (auto r = check_letter(d, p.letter)) {
        return r;
    }
    const auto* scale = find_scale(*d.initiative, p.scale);
    if (scale == nullptr) {
        return refuse("E_NOT_FOUND", "scale");
    }
    if (auto r = check_covered(*scale, p.period)) {
        return r;
    }
    std::vector<int128> rates;
    for (const auto& rate : scale->rates) {
        rates.push_back(std::get<int128>(parse_decimal(rate.percent, rate_decimals)));
    }
    const auto amounts = largest_remainder(total, rates);
    const auto due = p.letter.add_days(d.rules().assessment->due_days);
    for (std::size_t i = 0; i < amounts.size(); ++i) {
        const auto& actor = scale->rates[i].actor;
        auto id = p.period + ":" + actor;
        if (d.initiative->obligations.contains(id)) {
            return refuse("E_EXISTS", "period", id + ".", id + ".");
        }
        emit_assessed(
            d, {std::move(id), actor, p.period, format_decimal(amounts[i], exponent), unit, due,
                p.letter, p.scale}
        );
    }
    return std::nullopt;
}

decided assess(decision& d, const assess_params& p)
{
    obligation_assessed assessed;
    int exponent = 0;
    int128 amount = 0;
    if (auto r = read_unit(d, p.unit, assessed.unit, exponent)) {
        return r;
    }
    if (auto r = read_actor(d, p.actor, assessed.actor)) {
        return r;
    }
    if (auto r = check_id(p.period, "period")) {
        return r;
    }
    assessed.obligation = p.obligation.value_or(p.period + ":" + assessed.actor);
    if (auto r = check_id(assessed.obligation, "obligation")) {
        return r;
    }
    if (d.initiative->obligations.contains(assessed.obligation)) {
        return refuse("E_EXISTS", "obligation");
    }
    if (auto r = read_minor(p.amount, exponent, "amount", amount)) {
        return r;
    }
    if (amount <= 0) {
        return refuse("E_AMOUNT", "amount");
    }
    if (auto r = check_letter(d, p.letter)) {
        return r;
    }
    if (!p.due && !p.letter) {
        return refuse(
            "E_MISSING_FIELD", "due", "Give \"due\" or \"letter\".", "Donnez « due » ou « letter »."
        );
    }
    assessed.period = p.period;
    assessed.amount = format_decimal(amount, exponent);
    assessed.due = p.due ? *p.due : p.letter->add_days(d.rules().assessment->due_days);
    assessed.letter = p.letter;
    assessed.scale = p.scale;
    emit_assessed(d, std::move(assessed));
    return std::nullopt;
}

// ---- payments and statements ---------------------------------------------------------------

/// The caller also speaks for the actor that owes.
bool speaks_for(const decision& d, std::string_view actor)
{
    const auto* owes = d.state.find_actor(actor);
    const auto grants = d.state.grants_to(d.when.principal);
    return std::any_of(grants.begin(), grants.end(), [&](const grant* g) {
        return g->role == "focal_point" && g->actor && owes != nullptr &&
               d.state.find_actor(*g->actor) == owes;
    });
}

/// The obligation as assessed, however early the command is dated.
struct obligation_scene
{
    obligation_record record;  ///< on the day of the act
    machine_facts facts;
};

/// Reads it, with every fact of obligation_payment at its most permissive.
decided look(const decision& d, const std::string& id, obligation_scene& s)
{
    const auto found = d.initiative->obligations.find(id);
    if (found == d.initiative->obligations.end()) {
        return refuse("E_NOT_FOUND", "obligation", "See obligation.list.", "Voir obligation.list.");
    }
    if (auto r = check_past(d)) {
        return r;
    }
    const auto today = record_obligation(*d.initiative, id, d.when.today);
    s.record = record_obligation(*d.initiative, id, d.act_day());
    if (!s.record.recorded) {
        // Paid or stated before the record knows it assessed: an advance.
        s.record.exponent = today.exponent;
        s.record.assessed = today.assessed;
    }
    s.record.actor = today.actor;
    s.record.state = s.record.recorded ? s.record.state : "assessed";
    const bool reason = d.head.reason && !d.head.reason->empty();
    s.facts = {
        {"amount_minor", 1},
        {"payment_exists", 0},
        {"payment_stands", 0},
        {"has_reason", reason ? 1 : 0},
        {"recorder_is_payer", speaks_for(d, today.actor) ? 1 : 0},
        {"contradicted", 0},
        {"owed_minor", as_fact(s.record.assessed - s.record.credited)},
        {"paid_minor", as_fact(s.record.paid.value_or(s.record.paid_recorded))},
    };
    return std::nullopt;
}

template <class P>
subject its_debtor(const decision& d, const P& p)
{
    const auto r = record_obligation(*d.initiative, p.obligation, d.when.today);
    return {.actor = r.actor, .binds = false, .missing = r.recorded ? "" : "obligation"};
}

bool ever_recorded(const decision& d, const std::string& obligation, std::string_view payment)
{
    const auto& facts = *d.initiative->obligations.at(obligation);
    return std::any_of(facts.begin(), facts.end(), [&](const auto& f) {
        const auto* p = as<obligation_payment_recorded>(*f);
        return p != nullptr && p->payment == payment;
    });
}

decided record_payment(decision& d, const obligation_payment_params& p)
{
    obligation_scene s;
    if (auto r = look(d, p.obligation, s)) {
        return r;
    }
    const auto id = p.payment.value_or("payment-" + d.when.fresh_id);
    if (auto r = check_id(id, "payment")) {
        return r;
    }
    int128 amount = 0;
    if (auto r = read_minor(p.amount, s.record.exponent, "amount", amount)) {
        return r;
    }
    s.facts["amount_minor"] = as_fact(amount);
    s.facts["payment_exists"] = ever_recorded(d, p.obligation, id) ? 1 : 0;
    if (auto r = d.step("obligation_payment", s.record.state, "record_payment", s.facts)) {
        return r;
    }
    d.emit(obligation_payment_recorded{p.obligation, id, format_decimal(amount, s.record.exponent)}
    );
    return std::nullopt;
}

decided reverse_payment(decision& d, const reverse_params& p)
{
    obligation_scene s;
    if (auto r = look(d, p.obligation, s)) {
        return r;
    }
    const auto stands = payment_on_record(*d.initiative, s.record, p.payment, d.act_day());
    const auto now = payment_on_record(*d.initiative, s.record, p.payment, d.when.today);
    s.facts["payment_stands"] = stands && now ? 1 : 0;
    if (auto r = d.step("obligation_payment", s.record.state, "reverse_payment", s.facts)) {
        return r;
    }
    d.emit(obligation_payment_reversed{p.obligation, p.payment});
    return std::nullopt;
}

decided credit(decision& d, const credit_params& p)
{
    obligation_scene s;
    if (auto r = look(d, p.obligation, s)) {
        return r;
    }
    int128 amount = 0;
    if (auto r = read_minor(p.amount, s.record.exponent, "amount", amount)) {
        return r;
    }
    s.facts["amount_minor"] = as_fact(amount);
    const auto today = record_obligation(*d.initiative, p.obligation, d.when.today);
    s.facts["owed_minor"] = as_fact(today.assessed - today.credited);
    if (auto r = d.step("obligation_payment", s.record.state, "credit", s.facts)) {
        return r;
    }
    d.emit(obligation_credited{p.obligation, format_decimal(amount, s.record.exponent)});
    return std::nullopt;
}

/// A later statement that it was not paid in full denies one of full payment, unless a payment was
/// reversed in between.
bool denied_later(const fact_list& facts, civil_date full_on)
{
    bool reversed = false;
    for (const auto& f : facts) {
        if (f->settled < full_on) {
            continue;
        }
        reversed = reversed || as<obligation_payment_reversed>(*f) != nullptr;
        if (!reversed && as<obligation_not_paid_in_full>(*f) != nullptr) {
            return true;
        }
    }
    return false;
}

decided state_in_full(decision& d, const statement_params& p)
{
    obligation_scene s;
    if (auto r = look(d, p.obligation, s)) {
        return r;
    }
    const auto& facts = *d.initiative->obligations.at(p.obligation);
    s.facts["contradicted"] = denied_later(facts, d.act_day()) ? 1 : 0;
    if (auto r = d.step("obligation_payment", s.record.state, "state_in_full", s.facts)) {
        return r;
    }
    d.emit(obligation_paid_in_full{p.obligation});
    return std::nullopt;
}

decided state_not_in_full(decision& d, const statement_params& p)
{
    obligation_scene s;
    if (auto r = look(d, p.obligation, s)) {
        return r;
    }
    s.facts["contradicted"] = s.record.full == in_full::yes ? 1 : 0;
    if (auto r = d.step("obligation_payment", s.record.state, "state_not_in_full", s.facts)) {
        return r;
    }
    d.emit(obligation_not_paid_in_full{p.obligation});
    return std::nullopt;
}

// ---- arrears ------------------------------------------------------------------------------------

machine_facts arrears_facts(const decision& d, const arrears_record& r)
{
    return {
        {"arrears_minor", as_fact(r.arrears)},
        {"limit_minor", as_fact(r.limit.value_or(0))},
        {"arrears_unknown", r.unknown > 0 || !r.limit ? 1 : 0},
        {"has_evidence", d.head.sources.empty() ? 0 : 1},
        {"until_day", r.waived_until.value_or(d.when.today).days()},
        {"on_day", d.act_day().days()},
        {"today", d.when.today.days()},
    };
}

decided waive(decision& d, const waive_params& p)
{
    std::string actor;
    if (!d.rules().assessment) {
        return refuse("E_NO_ASSESSED_TERMS");
    }
    if (auto r = read_actor(d, p.actor, actor)) {
        return r;
    }
    if (auto r = check_past(d)) {
        return r;
    }
    const auto record = record_arrears(*d.initiative, actor, d.act_day());
    auto facts = arrears_facts(d, record);
    facts["until_day"] = p.until.days();
    if (auto r = d.step("arrears", record.state, "waive", facts)) {
        return r;
    }
    d.emit(arrears_waived{actor, p.until});
    return std::nullopt;
}

// ---- the clock ----------------------------------------------------------------------------------

void record_overdue(decision& d, const std::string& id, const fact_list& facts)
{
    const auto now = record_obligation(*d.initiative, id, d.when.today);
    const auto day = std::max(now.due.add_days(1), now.assessed_on);
    if (!now.recorded || day > d.when.today) {
        return;
    }
    const bool done = std::any_of(facts.begin(), facts.end(), [&](const auto& f) {
        const auto* p = as<obligation_fell_overdue>(*f);
        return p != nullptr && p->due == now.due;
    });
    if (done) {
        return;
    }
    // As things stood at the end of the due day, even if it was paid since.
    const auto then = record_obligation(*d.initiative, id, std::max(now.due, now.assessed_on));
    const machine_facts known{
        {"today", day.days()},
        {"due_day", now.due.days()},
        {"not_in_full", then.full == in_full::no ? 1 : 0},
        {"paid_by_day", 0},
        {"paid_from_day", 0},
    };
    if (d.step("obligation_deadline", "due", "become_overdue", known)) {
        return;
    }
    std::optional<std::string> unpaid;
    if (then.outstanding) {
        unpaid = format_decimal(*then.outstanding, then.exponent);
    }
    d.emit_dated(obligation_fell_overdue{id, now.due, unpaid}, date_interval::day(day));
}

/// Actors whose arrears the record can tell, with the days on which they may have changed.
std::map<std::string, std::set<civil_date>> days_to_judge(const decision& d)
{
    std::map<std::string, std::set<civil_date>> days;
    for (const auto& [id, facts] : d.initiative->obligations) {
        const auto r = record_obligation(*d.initiative, id, d.when.today);
        if (!r.recorded || !r.account_kept) {
            continue;
        }
        auto& of_actor = days[r.actor];
        of_actor.insert(r.due.add_days(1));
        if (const auto span = period_days(r.period)) {
            of_actor.insert(span->not_after->add_days(1));
        }
        for (const auto& f : *facts) {
            of_actor.insert(f->settled);
        }
    }
    return days;
}

bool clock_said(const fact_list* facts, civil_date on, bool flag)
{
    return facts != nullptr && std::any_of(facts->begin(), facts->end(), [&](const auto& f) {
               const bool same =
                   flag ? as<arrears_flagged>(*f) != nullptr : as<arrears_cleared>(*f) != nullptr;
               return same && f->settled == on;
           });
}

void record_standing(decision& d, const std::string& actor, const std::set<civil_date>& days)
{
    const auto found = d.initiative->arrears.find(actor);
    const auto* said = found == d.initiative->arrears.end() ? nullptr : found->second.get();
    bool flagged = false;
    for (const auto day : days) {
        if (day > d.when.today) {
            return;
        }
        const auto r = record_arrears(*d.initiative, actor, day);
        if (r.reaches_limit == flagged) {
            continue;
        }
        const auto* event = flagged ? "clear" : "flag";
        const auto facts = arrears_facts(d, r);
        if (!d.step("arrears", flagged ? "flagged" : "good_standing", event, facts) &&
            !clock_said(said, day, !flagged)) {
            const auto on = date_interval::day(day);
            const auto shown = [&](int128 minor) { return format_decimal(minor, r.exponent); };
            if (flagged) {
                d.emit_dated(arrears_cleared{actor, arrears_rule(*d.initiative)}, on);
            } else {
                d.emit_dated(
                    arrears_flagged{
                        actor, arrears_rule(*d.initiative), shown(r.arrears),
                        shown(r.limit.value_or(0)), r.unit},
                    on
                );
            }
        }
        flagged = !flagged;
    }
}

}  // namespace

std::variant<standings, refusal>
obligation_standing(const decision& d, const std::string& id, const std::optional<std::string>&)
{
    obligation_scene s;
    if (auto r = look(d, id, s)) {
        return std::move(*r);
    }
    const subject debtor{.actor = s.record.actor};
    return standings{{"obligation_payment", {}, s.record.state, std::move(s.facts), debtor}};
}

standings arrears_standing(const decision& d, const std::string& actor)
{
    if (!d.rules().assessment) {
        return {};
    }
    const auto record = record_arrears(*d.initiative, actor, d.when.today);
    return {{"arrears", {}, record.state, arrears_facts(d, record)}};
}

void add_obligation_commands(command_list& list)
{
    const auto by_coordinator = [](std::string_view name, std::string_view summary) {
        return method_info{name, summary, {"coordinator", "import"}};
    };
    const auto by_recipient = [](std::string_view name, std::string_view summary) {
        return method_info{name, summary, {"recipient", "import"}};
    };
    add<scale_params>(
        list, by_coordinator("scale.adopt", "Adopt a scale of assessments."), adopt_scale, nobody
    );
    add<issue_params>(
        list, by_coordinator("assessment.issue", "Assess a total by a scale, for one period."),
        issue_assessment, nobody
    );
    add<assess_params>(
        list, by_coordinator("obligation.assess", "Record one assessed amount as published."),
        assess, nobody
    );
    add<obligation_payment_params>(
        list, by_recipient("obligation.record_payment", "Record a payment received."),
        record_payment, its_debtor
    );
    add<reverse_params>(
        list, by_recipient("obligation.reverse_payment", "Reverse a payment; both stay."),
        reverse_payment, its_debtor
    );
    add<credit_params>(
        list, by_recipient("obligation.credit", "Reduce what is owed by a credit."), credit,
        its_debtor
    );
    add<statement_params>(
        list, by_recipient("obligation.record_paid_in_full", "State that it was paid in full."),
        state_in_full, its_debtor
    );
    add<statement_params>(
        list,
        by_recipient(
            "obligation.record_not_paid_in_full",
            "State that it was not paid in full; what remains is then unknown."
        ),
        state_not_in_full, its_debtor
    );
    add<waive_params>(
        list, by_coordinator("arrears.waive", "Permit the vote in spite of arrears, until a day."),
        waive, nobody
    );
}

void obligation_due(decision& d)
{
    if (!d.rules().assessment) {
        return;
    }
    for (const auto& [id, facts] : d.initiative->obligations) {
        record_overdue(d, id, *facts);
    }
    if (d.rules().assessment->arrears_periods) {
        for (const auto& [actor, days] : days_to_judge(d)) {
            record_standing(d, actor, days);
        }
    }
}

}  // namespace depositary::engine
