#include "engine/milestone.hpp"

#include <algorithm>

namespace depositary::engine {

namespace {

std::optional<civil_date> day_due(const std::optional<date_interval>& due)
{
    return due ? due_day(*due) : std::nullopt;
}

std::int64_t days_between(
    const std::optional<date_interval>& from, const std::optional<date_interval>& to
)
{
    const auto a = day_due(from);
    const auto b = day_due(to);
    return a && b ? std::int64_t{b->days()} - a->days() : 0;
}

void take_plan(milestone_view& v, const milestone_planned& p)
{
    v.title = p.title;
    v.owner = p.owner;
    v.pledge = p.pledge;
    v.owner_state = "planned";
    v.due = p.due;
    v.original_due = p.due;
    v.indicator = p.indicator;
    v.baseline = p.baseline;
    v.target = p.target;
    v.unit = p.unit;
    v.after = p.after;
    v.step = p.step;
    v.addressees = p.addressees;
}

void move_due(milestone_view& v, const fact& f, const milestone_rescheduled& p)
{
    if (!v.due) {
        v.original_due = p.due;
    }
    v.due_moves.push_back(
        {v.due.value_or(date_interval{}), p.due, f.settled, f.seq, days_between(v.due, p.due)}
    );
    v.due = p.due;
    v.slippage_days = days_between(v.original_due, v.due);
}

void forget_assessment(milestone_view& v)
{
    v.assessed = "not_assessed";
    v.assessment.reset();
    v.assessed_on.reset();
    v.assessment_seq.reset();
    v.reply_state = "none";
    v.reply.reset();
    v.reply_seq.reset();
}

/// What the owner says. True when `f` is such a report.
bool owner_says(milestone_view& v, const fact& f)
{
    if (as<milestone_started>(f) != nullptr) {
        v.owner_state = "in_progress";
    } else if (const auto* progress = as<milestone_progress_reported>(f)) {
        v.last_value = progress->value;
        if (v.owner_state == "planned") {
            v.owner_state = "in_progress";  // who measures has begun
        }
    } else if (const auto* status = as<milestone_status_reported>(f)) {
        v.owner_state = status->status == "on_track" ? "in_progress" : status->status;
    } else if (const auto* complete = as<milestone_completion_reported>(f)) {
        v.owner_state = "reported_complete";
        v.explanation = complete->explanation;
    } else {
        return false;
    }
    v.last_reported_on = f.settled;
    return true;
}

void take(milestone_view& v, const fact& f)
{
    if (owner_says(v, f)) {
        return;
    }
    if (const auto* moved = as<milestone_rescheduled>(f)) {
        move_due(v, f, *moved);
    } else if (const auto* assessed = as<milestone_assessed>(f)) {
        v.assessed = assessed->level;
        v.assessment = assessed->statement;
        v.assessed_on = f.settled;
        v.assessment_seq = f.seq;
    } else if (const auto* reply = as<milestone_replied>(f)) {
        v.reply_state = "replied";
        v.reply = reply->statement;
        v.reply_seq = f.seq;
    } else if (as<milestone_reopened>(f) != nullptr) {
        v.owner_state = "in_progress";
        v.explanation.reset();
        forget_assessment(v);
    } else if (as<milestone_cancelled>(f) != nullptr) {
        v.schedule = "cancelled";
    } else if (const auto* superseded = as<milestone_superseded>(f)) {
        v.schedule = "superseded";
        v.successor = superseded->successor;
    }
}

/// The due date that a miss recorded as `seq` speaks of: the one that was on record then.
std::optional<civil_date> due_before(const fact_list& facts, std::int64_t seq)
{
    std::optional<date_interval> due;
    for (const auto& f : facts) {
        if (f->seq >= seq) {
            continue;
        }
        if (const auto* planned = as<milestone_planned>(*f)) {
            due = planned->due;
        } else if (const auto* moved = as<milestone_rescheduled>(*f)) {
            due = moved->due;
        }
    }
    return day_due(due);
}

date_interval met_on(const fact& f, const milestone_outcome_recorded& p)
{
    return p.on.value_or(f.on);
}

/// From when on an outcome holds.
civil_date outcome_day(const fact_list& facts, const fact& f, const milestone_outcome_recorded& p)
{
    if (p.outcome == "missed") {
        const auto due = due_before(facts, f.seq);
        return due ? due->add_days(1) : f.settled;
    }
    // What has become known has happened, so a month that is not over ends on the day of knowing.
    const auto on = met_on(f, p);
    const auto last = std::min(on.not_after.value_or(f.known), f.known);
    return on.not_before ? std::max(last, *on.not_before) : last;
}

void take_outcome(milestone_view& v, const fact_list& facts, civil_date as_of)
{
    const fact* holds = nullptr;
    const milestone_outcome_recorded* outcome = nullptr;
    for (const auto& f : facts) {
        const auto* p = as<milestone_outcome_recorded>(*f);
        if (p == nullptr || outcome_day(facts, *f, *p) > as_of) {
            continue;
        }
        // A miss speaks of the due date before the move; the new one is open again.
        const bool overtaken =
            p->outcome == "missed" &&
            std::any_of(v.due_moves.begin(), v.due_moves.end(), [&](const due_move& m) {
                return m.seq > f->seq;
            });
        if (!overtaken && (holds == nullptr || holds->seq < f->seq)) {
            holds = f.get();
            outcome = p;
        }
    }
    if (holds == nullptr) {
        return;
    }
    v.outcome = outcome->outcome;
    v.outcome_statement = outcome->statement;
    v.outcome_cause = outcome->cause;
    v.outcome_since = outcome_day(facts, *holds, *outcome);
    v.outcome_seq = holds->seq;
    if (outcome->outcome == "met") {
        v.outcome_on = met_on(*holds, *outcome);
    }
}

std::string deadline_on(milestone_view& v, civil_date day)
{
    const auto due = day_due(v.due);
    if (v.outcome == "missed") {
        return "missed";
    }
    if (v.outcome == "met") {
        if (!due) {
            return "achieved";
        }
        if (*v.outcome_since <= *due) {
            return "met_on_time";
        }
        v.outcome_timing_certain = v.outcome_on->not_before && *v.outcome_on->not_before > *due;
        return "met_late";
    }
    if (!due) {
        return "no_due_date";
    }
    if (day > *due) {
        return "due_passed";
    }
    if (day == *due) {
        return "due";
    }
    return day >= due->add_days(-milestone_due_soon_days) ? "due_soon" : "future";
}

}  // namespace

milestone_view view_milestone(const initiative_state& s, std::string_view key, civil_date as_of)
{
    milestone_view v;
    v.milestone = key;
    const auto found = s.milestones.find(key);
    if (found == s.milestones.end()) {
        return v;
    }
    const fact_list& facts = *found->second;
    for (const auto& f : facts) {
        if (const auto* planned = as<milestone_planned>(*f); planned && f->possibly_by(as_of)) {
            take_plan(v, *planned);
            v.planned_certain = v.planned_certain || f->certainly_by(as_of);
        }
    }
    if (v.owner_state == "unrecorded") {
        return v;
    }
    std::optional<civil_date> closed_on;
    for (const auto& f : facts) {
        const bool is_plan = as<milestone_planned>(*f) != nullptr;
        if (!is_plan && f->certainly_by(as_of)) {
            v.planned_certain = true;  // nothing happens to what is not planned
            take(v, *f);
            if (closed(v) && !closed_on) {
                closed_on = f->settled;
            }
        }
    }
    const auto day = std::min(as_of, closed_on.value_or(as_of));
    take_outcome(v, facts, day);
    v.planned_certain = v.planned_certain || v.outcome.has_value();
    v.deadline = deadline_on(v, day);
    for (const auto& f : facts) {
        const bool counts = as<milestone_planned>(*f) != nullptr || f->certainly_by(as_of) ||
                            f->seq == v.outcome_seq;
        if (counts) {
            v.seqs.push_back(f->seq);
        }
    }
    std::sort(v.seqs.begin(), v.seqs.end());
    return v;
}

std::vector<milestone_view> view_milestones(const initiative_state& s, civil_date as_of)
{
    std::vector<milestone_view> all;
    for (const auto& [key, facts] : s.milestones) {
        auto v = view_milestone(s, key, as_of);
        if (v.owner_state != "unrecorded") {
            all.push_back(std::move(v));
        }
    }
    return all;
}

bool closed(const milestone_view& v)
{
    return v.schedule != "scheduled";
}

}  // namespace depositary::engine
