#include <algorithm>
#include <set>
#include <tuple>

#include "engine/methods.hpp"
#include "engine/milestone.hpp"
#include "engine/obligation.hpp"
#include "engine/pledge.hpp"
#include "engine/reporting.hpp"
#include "engine/reservation.hpp"

/// What the clock says before something falls due, so many days before as the terms ask. A
/// reminder is a record of what the dates say: it changes nothing, and what is done or past due is
/// not reminded of.

namespace depositary::engine {

namespace {

/// Something that falls due and is not done.
struct pending_due
{
    std::string subject;  ///< as in reminder_sent
    std::string key;
    std::optional<std::string> owner;
    civil_date due;
    civil_date since;  ///< the due date stands from this day on
};

using pending_list = std::vector<pending_due>;

void add_milestones(const decision& d, pending_list& out)
{
    for (const auto& v : view_milestones(*d.initiative, d.when.today)) {
        const bool open = v.deadline == "future" || v.deadline == "due_soon" || v.deadline == "due";
        if (!v.due || closed(v) || !open || v.owner_state == "reported_complete") {
            continue;
        }
        const auto due = due_day(*v.due);
        if (!due) {
            continue;
        }
        const auto& facts = *d.initiative->milestones.at(v.milestone);
        const auto since = v.due_moves.empty() ? facts.front()->settled : v.due_moves.back().on;
        out.push_back({"milestone", v.milestone, v.owner, *due, since});
    }
}

/// Day of the last act that set the due date of an instalment.
civil_date scheduled_on(const fact_list& facts, const std::string& name, civil_date signed_on)
{
    auto since = signed_on;
    for (const auto& f : facts) {
        const auto* moved = as<instalment_rescheduled>(*f);
        if (moved != nullptr && moved->instalment == name) {
            since = std::max(since, f->settled);
        }
    }
    return since;
}

void add_instalments(const decision& d, pending_list& out)
{
    for (const auto& [id, facts] : d.initiative->pledges) {
        if (!has_instalments(*facts)) {
            continue;
        }
        const auto r = record_pledge(*d.initiative, id, d.when.today);
        for (const auto& c : r.commitments) {
            if (r.life != "registered" || c.state != "signed") {
                continue;
            }
            for (const auto& i : c.instalments) {
                const auto name = c.id + "/" + i.key;
                if (i.unpaid > 0) {
                    out.push_back(
                        {"instalment", id.str() + "/" + name, r.content.actor, i.due,
                         scheduled_on(*facts, name, c.since)}
                    );
                }
            }
        }
    }
}

void add_silences(const decision& d, pending_list& out)
{
    for (const auto& [procedure, facts] : d.initiative->silences) {
        std::optional<pending_due> open;
        for (const auto& f : *facts) {
            if (const auto* s = as<silence_opened>(*f)) {
                open = pending_due{"silence", procedure, std::nullopt, s->deadline, f->settled};
            } else if (as<silence_broken>(*f) != nullptr || as<silence_ended>(*f) != nullptr) {
                open.reset();
            }
        }
        if (open) {
            out.push_back(std::move(*open));
        }
    }
}

bool ends_the_window(const fact& f)
{
    return as<correction_objected>(f) != nullptr || as<correction_withdrawn>(f) != nullptr ||
           as<correction_executed>(f) != nullptr;
}

void add_corrections(const decision& d, pending_list& out)
{
    for (const auto& [correction, facts] : d.initiative->corrections) {
        std::optional<pending_due> open;
        for (const auto& f : *facts) {
            if (const auto* p = as<correction_proposed>(*f)) {
                open = pending_due{
                    "correction", correction, std::nullopt, p->objections_until, f->settled};
            } else if (ends_the_window(*f)) {
                open.reset();
            }
        }
        if (open) {
            out.push_back(std::move(*open));
        }
    }
}

/// Who may still object to a reservation is reminded of the last day on which it certainly may:
/// where only an interval of the last day is known, that is its beginning.
void add_objections(const decision& d, pending_list& out)
{
    for (const auto& v : view_reservations(d.state, *d.initiative, d.when.today)) {
        if (v.state == "withdrawn" || v.state == "not_accepted") {
            continue;
        }
        for (const auto& r : v.responses) {
            const bool running = r.state == "pending" && r.window.ends && r.window.notified;
            if (running && r.window.ends->not_before && r.window.notified->not_after) {
                out.push_back(
                    {"objection", v.reservation + "/" + r.actor, r.actor,
                     *r.window.ends->not_before, *r.window.notified->not_after}
                );
            }
        }
    }
}

/// What is known to be paid in full needs no reminder; what nobody said is owed as assessed.
void add_obligations(const decision& d, pending_list& out)
{
    for (const auto& [id, facts] : d.initiative->obligations) {
        const auto r = record_obligation(*d.initiative, id, d.when.today);
        if (r.recorded && r.full != in_full::yes) {
            out.push_back({"obligation", id, r.actor, r.due, r.assessed_on});
        }
    }
}

void add_reports(const decision& d, pending_list& out)
{
    for (const auto& [actor, facts] : d.initiative->participations) {
        const auto r = view_reporting(*d.initiative, *facts, d.when.today);
        if (r.due) {
            out.push_back({"report", actor, actor, *r.due, r.since});
        }
    }
}

using sent_key = std::tuple<std::string, std::string, civil_date, std::int64_t>;

std::set<sent_key> sent_before(const initiative_state& s)
{
    std::set<sent_key> sent;
    for (const auto& f : s.life) {
        if (const auto* r = as<reminder_sent>(*f)) {
            sent.emplace(r->subject, r->key, r->due, r->days);
        }
    }
    return sent;
}

void remind(
    decision& d, const pending_due& p, std::span<const std::int64_t> days_before,
    const std::set<sent_key>& sent
)
{
    for (const auto days : days_before) {
        auto on = p.due.add_days(-days);
        if (on < p.since) {
            // The due date was set after its day of reminding: one reminder, the nearest, is
            // enough, on the day it was set.
            const bool nearer =
                std::any_of(days_before.begin(), days_before.end(), [&](auto other) {
                    return other < days && p.due.add_days(-other) <= p.since;
                });
            if (nearer) {
                continue;
            }
            on = p.since;
        }
        const bool now = on <= d.when.today && d.when.today <= p.due;
        if (now && !sent.contains({p.subject, p.key, p.due, days})) {
            d.emit_dated(
                reminder_sent{p.subject, p.key, p.owner, p.due, days}, date_interval::day(on)
            );
        }
    }
}

}  // namespace

void reminder_due(decision& d)
{
    const auto& rules = d.rules().reminders;
    if (!rules || rules->days_before.empty()) {
        return;
    }
    pending_list all;
    add_milestones(d, all);
    add_instalments(d, all);
    add_silences(d, all);
    add_corrections(d, all);
    add_objections(d, all);
    add_obligations(d, all);
    add_reports(d, all);
    const auto sent = sent_before(*d.initiative);
    for (const auto& p : all) {
        remind(d, p, rules->days_before, sent);
    }
}

}  // namespace depositary::engine
