#include "engine/process.hpp"

#include <algorithm>
#include <set>
#include <tuple>

#include "engine/decision.hpp"

namespace depositary::engine {

namespace {

/// Something a silence procedure brought about: an event of the machine on a day.
struct happening
{
    civil_date on;
    std::int64_t seq = 0;
    std::string event;
    date_interval when;
};

/// The earliest objection that was made in time, whenever it was recorded.
const fact* objection(const fact_list& facts, civil_date deadline, civil_date as_of)
{
    for (const auto& f : facts) {
        const bool in_time = f->certainly_by(as_of) && f->settled <= deadline;
        if (in_time && as<silence_broken>(*f) != nullptr) {
            return f.get();
        }
    }
    return nullptr;
}

silence_view view_silence(const fact& opening, const fact_list& facts, civil_date as_of)
{
    const auto& text = *as<silence_opened>(opening);
    silence_view v{text.procedure, text.title,   "running",    opening.on,   text.deadline,
                   text.resubmits, std::nullopt, std::nullopt, std::nullopt, opening.seq};
    if (const auto* f = objection(facts, text.deadline, as_of)) {
        v.state = "broken";
        v.broken_by = as<silence_broken>(*f)->actor;
        v.statement = as<silence_broken>(*f)->statement;
        v.ended = f->on;
    } else if (text.deadline < as_of) {
        v.state = "adopted";
        v.ended = date_interval::day(text.deadline.add_days(1));
    }
    return v;
}

std::vector<happening> happenings(const initiative_state& s, civil_date as_of)
{
    std::vector<happening> all;
    for (const auto& [procedure, facts] : s.silences) {
        for (const auto& f : *facts) {
            const auto* opened = as<silence_opened>(*f);
            if (opened == nullptr || !f->certainly_by(as_of)) {
                continue;
            }
            all.push_back({f->settled, f->seq, "open_silence", f->on});
            const auto* broken = objection(*facts, opened->deadline, as_of);
            const auto over = opened->deadline.add_days(1);
            if (broken != nullptr) {
                all.push_back({broken->settled, broken->seq, "break_silence", broken->on});
            } else if (over <= as_of) {
                all.push_back({over, f->seq, "end_silence", date_interval::day(over)});
            }
        }
    }
    std::sort(all.begin(), all.end(), [](const happening& a, const happening& b) {
        return std::tie(a.on, a.seq) < std::tie(b.on, b.seq);
    });
    return all;
}

/// Keys and titles of what an actor may align with, in the order of the definition.
std::vector<std::pair<std::string, text>> steps_of(const definition& d)
{
    std::vector<std::pair<std::string, text>> all;
    for (const auto& step : d.steps) {
        all.emplace_back(step.key, step.title);
    }
    for (const auto& p : d.principles) {
        all.emplace_back(p.key, p.title);
    }
    return all;
}

void count_position(alignment_count& c, const std::string& position)
{
    ++c.actors;
    auto& cell = position == "supports"                  ? c.supports
                 : position == "supports_with_statement" ? c.supports_with_statement
                 : position == "not_aligned"             ? c.not_aligned
                                                         : c.unstated;
    ++cell;
}

std::int64_t assessments(const initiative_state& s, civil_date at)
{
    const auto certain = [&](const fact_ptr& f) {
        const bool counts =
            as<scale_adopted>(*f) != nullptr || as<obligation_assessed>(*f) != nullptr;
        return counts && f->certainly_by(at);
    };
    auto n = std::count_if(s.life.begin(), s.life.end(), certain);
    for (const auto& [id, facts] : s.obligations) {
        n += std::count_if(facts->begin(), facts->end(), certain);
    }
    return n;
}

void add_phase_facts(machine_facts& f, const initiative_state& s, civil_date at)
{
    const auto phases = view_phases(s, at);
    const auto in_state = [&](std::string_view state) {
        return std::count_if(phases.begin(), phases.end(), [&](const auto& p) {
            return p.state == state;
        });
    };
    f["phases_left"] = in_state("pending");
    f["phase_review_passed"] = 0;
    for (const auto& p : phases) {
        if (p.state == "open" && p.passed()) {
            f["phase_review_passed"] = 1;
        }
    }
}

void add_silence_facts(machine_facts& f, const initiative_state& s, civil_date at)
{
    const auto silences = view_silences(s, at);
    const bool running = std::any_of(silences.begin(), silences.end(), [](const auto& v) {
        return v.state == "running";
    });
    f["silence_running"] = running ? 1 : 0;
    f["silence_over"] = !silences.empty() && silences.back().state == "adopted" ? 1 : 0;
    f["silence_broken"] = !silences.empty() && silences.back().state == "broken" ? 1 : 0;
}

}  // namespace

std::vector<silence_view> view_silences(const initiative_state& s, civil_date as_of)
{
    std::vector<std::pair<civil_date, silence_view>> all;
    for (const auto& [procedure, facts] : s.silences) {
        for (const auto& f : *facts) {
            if (as<silence_opened>(*f) != nullptr && f->certainly_by(as_of)) {
                all.emplace_back(f->settled, view_silence(*f, *facts, as_of));
            }
        }
    }
    std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) {
        return std::tie(a.first, a.second.seq) < std::tie(b.first, b.second.seq);
    });
    std::vector<silence_view> out;
    for (auto& [day, v] : all) {
        out.push_back(std::move(v));
    }
    return out;
}

std::vector<phase_view> view_phases(const initiative_state& s, civil_date as_of)
{
    std::vector<phase_view> phases;
    for (const auto& p : s.rules->phases) {
        phases.push_back({p.key, p.title, "pending", {}, {}, {}});
    }
    std::size_t current = 0;
    for (const auto& f : s.life) {
        if (!f->certainly_by(as_of)) {
            continue;
        }
        if (const auto* r = as<phase_reviewed>(*f)) {
            for (auto& p : phases) {
                if (p.phase == r->phase) {
                    p.reviews.push_back({r->outcome, r->statement, f->on, f->seq});
                }
            }
        }
        const auto* step = as<initiative_advanced>(*f);
        if (step == nullptr || step->region != "initiative_phase" || current == phases.size()) {
            continue;
        }
        if (step->event == "open_phase") {
            phases[current].state = "open";
            phases[current].opened = f->on;
        } else if (step->event == "close_phase") {
            phases[current].state = "closed";
            phases[current].closed = f->on;
            ++current;
        }
    }
    return phases;
}

position_view view_position(
    const initiative_state& s, std::string_view actor, std::string_view step, civil_date as_of
)
{
    position_view v;
    v.actor = actor;
    v.step = step;
    const auto found = s.participations.find(actor);
    if (found == s.participations.end()) {
        return v;
    }
    for (const auto& f : *found->second) {
        const auto* a = as<step_aligned>(*f);
        if (a != nullptr && a->step == step && f->certainly_by(as_of)) {
            v.position = a->position;
            v.statement = a->statement;
            v.on = f->on;
            v.seq = f->seq;
        }
    }
    return v;
}

alignment_view view_alignment(
    const register_state& base, const initiative_state& s, civil_date as_of
)
{
    alignment_view v;
    v.as_of = as_of;
    const auto steps = steps_of(*s.rules);
    for (const auto& [key, title] : steps) {
        v.steps.push_back({key, title, 0, 0, 0, 0, 0});
    }
    const auto force = view_force(base, s, as_of);
    for (const auto& [actor, facts] : s.participations) {
        const auto who = view_participation(base, s, actor, as_of, force);
        std::vector<position_view> own;
        for (const auto& [key, title] : steps) {
            own.push_back(view_position(s, actor, key, as_of));
            own.back().kind = who.kind;
            own.back().participant = who.certain;
        }
        const bool spoke =
            std::any_of(own.begin(), own.end(), [](const auto& p) { return p.seq.has_value(); });
        if (!who.certain && !spoke) {
            continue;
        }
        for (std::size_t i = 0; i < own.size(); ++i) {
            count_position(v.steps[i], own[i].position);
            v.rows.push_back(std::move(own[i]));
        }
    }
    return v;
}

void follow_silences(
    region_view& v, const initiative_state& s, const machine& region, civil_date as_of
)
{
    if (v.region != "life_principles") {
        return;
    }
    const auto last = v.seq ? s.find_fact(*v.seq) : nullptr;
    for (const auto& h : happenings(s, as_of)) {
        if (last && std::tie(h.on, h.seq) < std::tie(last->settled, last->seq)) {
            continue;
        }
        for (const auto& row : region.info().rows) {
            if (row.source == v.state && row.event == h.event && !row.internal) {
                v.state = row.target;
                v.since = h.when;
                v.seq = h.event == "end_silence" ? std::nullopt : std::optional(h.seq);
                break;
            }
        }
    }
}

civil_date day_looked_at(const decision& d)
{
    return d.importing() ? d.act_day() : d.when.today;
}

void add_process_facts(const decision& d, machine_facts& f)
{
    const auto& s = *d.initiative;
    const auto at = day_looked_at(d);
    const auto all = view_participations(d.state, s, at);
    f["founders"] = std::count_if(all.begin(), all.end(), [](const auto& v) { return v.certain; });
    const auto& life = s.rules->rules.lifecycle;
    f["founders_min"] = life ? life->founders_min.value_or(0) : 0;
    f["steps"] = static_cast<std::int64_t>(s.rules->steps.size());
    f["assessments"] = assessments(s, at);
    add_phase_facts(f, s, at);
    add_silence_facts(f, s, at);
}

}  // namespace depositary::engine
