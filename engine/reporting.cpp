#include "engine/reporting.hpp"

#include <algorithm>

namespace depositary::engine {

namespace {

bool comes_in(const fact& f)
{
    const auto* signature = as<treaty_signed>(f);
    return as<endorsed>(f) != nullptr || as<participation_joined>(f) != nullptr ||
           as<instrument_deposited>(f) != nullptr || as<succession_notified>(f) != nullptr ||
           (signature != nullptr && signature->definitive);
}

bool goes_out(const fact& f)
{
    return as<endorsement_withdrawn>(f) != nullptr || as<participation_left>(f) != nullptr ||
           as<participation_delisted>(f) != nullptr;
}

/// The time from one report (or from coming in) to the next, or to the day asked about.
struct silence
{
    civil_date since;
    civil_date until;
};

civil_date due_of(const reporting_terms& rules, civil_date since)
{
    return since.add_months(*rules.every_months);
}

void lapse(const reporting_terms& rules, const silence& s, std::vector<reporting_lapse>& out)
{
    const auto due = due_of(rules, s.since);
    const auto late = due.add_months(rules.grace_months.value_or(0));
    if (late >= s.until) {
        return;
    }
    out.push_back({"late_report", due, late});
    if (rules.inactive_after_months) {
        const auto limit = std::max(late, s.since.add_months(*rules.inactive_after_months));
        if (limit < s.until) {
            out.push_back({"inactive", due, limit});
        }
    }
}

}  // namespace

reporting_view view_reporting(const initiative_state& s, const fact_list& facts, civil_date as_of)
{
    reporting_view v;
    const auto& rules = s.rules->rules.reporting;
    if (!rules || !rules->every_months || (!rules->grace_months && !rules->inactive_after_months)) {
        return v;
    }
    std::optional<civil_date> since;
    std::optional<civil_date> leaves;
    const auto end = [&](civil_date until) {
        if (since) {
            lapse(*rules, {*since, until}, v.lapses);
        }
        since.reset();
    };
    for (const auto& f : facts) {
        if (!f->certainly_by(as_of)) {
            break;
        }
        if (leaves && *leaves <= f->settled) {
            end(*leaves);
            leaves.reset();
        }
        if (const auto* w = as<withdrawal_notified>(*f)) {
            leaves = w->effective;
        } else if (as<withdrawal_revoked>(*f) != nullptr) {
            leaves.reset();
        } else if (goes_out(*f)) {
            end(f->settled);
        } else if (comes_in(*f)) {
            since = since ? since : f->settled;
        } else if (as<report_filed>(*f) != nullptr && since) {
            end(f->settled);
            since = f->settled;
        }
    }
    if (leaves && *leaves <= as_of) {
        end(*leaves);
    }
    if (since) {
        const auto before = v.lapses.size();
        lapse(*rules, {*since, as_of}, v.lapses);
        v.standing = v.lapses.size() > before ? v.lapses.back().standing : "good";
        v.due = due_of(*rules, *since);
        v.since = *since;
    }
    return v;
}

}  // namespace depositary::engine
