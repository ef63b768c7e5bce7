#include <algorithm>

#include "engine/methods.hpp"
#include "engine/pledge.hpp"
#include "engine/pledge_facts.hpp"

/// What the clock records about pledges, each with the day it fell due.

namespace depositary::engine {

namespace {

/// An announcement nobody confirmed in the time the terms give.
void expire_announcement(decision& d, const pledge_record& r)
{
    const auto& rules = d.rules().pledges;
    if (r.life != "announced" || !rules || !rules->unconfirmed_after_days) {
        return;
    }
    const auto days = *rules->unconfirmed_after_days;
    if (d.step("pledge_life", r.life, "expire", pledge_facts(d, r))) {
        return;
    }
    d.emit_dated(
        pledge_became_unconfirmed{r.id, "unconfirmed_after_days: " + std::to_string(days)},
        date_interval::day(r.recorded_on.add_days(days))
    );
}

bool recorded_overdue(const fact_list& facts, const std::string& name, civil_date due)
{
    return std::any_of(facts.begin(), facts.end(), [&](const auto& f) {
        const auto* p = as<instalment_fell_overdue>(*f);
        return p != nullptr && p->instalment == name && p->due == due;
    });
}

void record_overdue(
    decision& d, const std::string& pledge, const std::string& commitment,
    const instalment_record& now
)
{
    const auto name = commitment + "/" + now.key;
    // It fell overdue on the day after, as things stood then, even if it was paid since. A schedule
    // that was signed after its own due date falls overdue when it is signed.
    const auto today_record = record_pledge(*d.initiative, pledge, d.when.today);
    auto day = now.due.add_days(1);
    for (const auto& c : today_record.commitments) {
        if (c.id == commitment) {
            day = std::max(day, c.signed_on);
        }
    }
    day = std::max(day, today_record.recorded_on);
    const auto then = record_pledge(*d.initiative, pledge, day);
    for (const auto& c : then.commitments) {
        for (const auto& i : c.instalments) {
            if (c.id != commitment || i.key != now.key || i.due != now.due ||
                i.state != "overdue" || then.life != "registered") {
                continue;
            }
            auto facts = pledge_facts(d, then);
            facts["today"] = day.days();
            facts["due_day"] = i.due.days();
            facts["unpaid_minor"] = as_fact(i.unpaid);
            if (!d.step("pledge_instalment", "due", "become_overdue", facts)) {
                d.emit_dated(
                    instalment_fell_overdue{
                        pledge, name, i.due, format_decimal(i.unpaid, then.exponent)},
                    date_interval::day(day)
                );
            }
        }
    }
}

}  // namespace

void pledge_due(decision& d)
{
    const auto& rules = d.rules().pledges;
    const auto days = rules ? rules->unconfirmed_after_days : std::nullopt;
    for (const auto& [id, facts] : d.initiative->pledges) {
        const auto since = days ? awaits_confirmation_since(*facts, d.when.today) : std::nullopt;
        const bool runs_out = since && since->add_days(*days) <= d.when.today;
        if (!runs_out && !has_instalments(*facts)) {
            continue;
        }
        const auto r = record_pledge(*d.initiative, id, d.when.today);
        expire_announcement(d, r);
        for (const auto& c : r.commitments) {
            for (const auto& i : c.instalments) {
                const bool passed = c.state == "signed" && i.due < d.when.today;
                const bool waits = c.qualified && r.condition == "pending";
                if (passed && !waits && !recorded_overdue(*facts, c.id + "/" + i.key, i.due)) {
                    record_overdue(d, id, c.id, i);
                }
            }
        }
    }
}

}  // namespace depositary::engine
