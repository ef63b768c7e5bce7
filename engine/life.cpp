#include "engine/life.hpp"

#include <algorithm>
#include <limits>

#include "engine/assert.hpp"
#include "engine/decision.hpp"
#include "engine/expression.hpp"
#include "engine/initiative.hpp"
#include "engine/milestone.hpp"
#include "engine/pledge.hpp"
#include "engine/totals.hpp"

namespace depositary::engine {

namespace {

condition condition_of(const stage_transition& t)
{
    auto parsed = parse_condition(t.when->text, "when");
    DEPOSITARY_ASSERT(std::holds_alternative<condition>(parsed));
    return std::get<condition>(std::move(parsed));
}

std::optional<std::string> parameter(const fact_query& q, const char* name)
{
    const auto found = q.with.find(name);
    return found == q.with.end() ? std::nullopt : std::optional(found->second);
}

/// Absent: any value will do.
bool fits(const std::optional<std::string>& wanted, std::string_view value)
{
    return !wanted || *wanted == value;
}

/// What one fact is, on one day.
class reading
{
public:
    reading(
        const register_state& base, const initiative_state& s, const workflow_set& workflows,
        civil_date at
    )
        : base_(base), s_(s), workflows_(workflows), at_(at)
    {}

    [[nodiscard]] std::int64_t value(const fact_query& q) const
    {
        const auto name = q.info->name;
        if (q.info->kind == fact_kind::amount) {
            return amount(q);
        }
        if (name == "today") {
            return at_.days();
        }
        if (name == "aligned") {
            return aligned(q);
        }
        if (name == "days_in_stage") {
            return days_in_stage();
        }
        if (name == "milestones" || name == "milestone_met" || name == "milestone_missed") {
            return milestones(q);
        }
        if (name == "participants") {
            return participants(q);
        }
        if (name == "pledges") {
            return pledges(q);
        }
        if (name == "reviewed") {
            return reviewed(q);
        }
        if (name == "times_entered") {
            return times_entered(q);
        }
        return force(q);
    }

private:
    [[nodiscard]] std::int64_t aligned(const fact_query& q) const
    {
        const auto step = parameter(q, "step");
        const auto position = parameter(q, "position");
        std::int64_t n = 0;
        for (const auto& [actor, facts] : s_.participations) {
            std::map<std::string, std::string> last;
            for (const auto& f : *facts) {
                const auto* a = as<step_aligned>(*f);
                if (a != nullptr && f->certainly_by(at_)) {
                    last[a->step] = a->position;
                }
            }
            n += std::count_if(last.begin(), last.end(), [&](const auto& entry) {
                return fits(step, entry.first) && fits(position, entry.second);
            });
        }
        return n;
    }

    [[nodiscard]] std::int64_t amount(const fact_query& q) const
    {
        totals_filter filter;
        filter.initiatives = {s_.id};
        filter.kind = parameter(q, "kind");
        const auto all = compute_totals(base_, filter, at_);
        for (const auto& row : all.by_unit) {
            if (row.unit != q.with.at("unit")) {
                continue;
            }
            const auto& text = q.info->name == "pledged"     ? row.pledged
                               : q.info->name == "committed" ? row.committed
                                                             : row.paid;
            const auto parsed = parse_decimal(text, q.exponent);
            const auto* minor = std::get_if<int128>(&parsed);
            constexpr int128 most = int128{1} << 60;
            return minor == nullptr ? 0 : static_cast<std::int64_t>(std::min(*minor, most));
        }
        return 0;
    }

    [[nodiscard]] std::int64_t days_in_stage() const
    {
        const auto v = view_region(base_, s_, *life_of(workflows_, *s_.rules), at_);
        std::optional<civil_date> since = v.since ? v.since->not_after : std::nullopt;
        for (const auto& f : s_.life) {
            if (!since && as<initiative_opened>(*f) != nullptr) {
                since = f->settled;
            }
        }
        return since && *since < at_ ? at_.days() - since->days() : 0;
    }

    [[nodiscard]] std::int64_t milestones(const fact_query& q) const
    {
        const auto one = parameter(q, "milestone");
        auto outcome = parameter(q, "outcome");
        if (one) {
            outcome = q.info->name == "milestone_met" ? "met" : "missed";
        }
        const auto level = parameter(q, "level");
        const auto all = view_milestones(s_, at_);
        return std::count_if(all.begin(), all.end(), [&](const milestone_view& v) {
            return fits(one, v.milestone) && fits(outcome, v.outcome.value_or("unknown")) &&
                   fits(level, v.assessed);
        });
    }

    [[nodiscard]] std::int64_t participants(const fact_query& q) const
    {
        const auto kind = parameter(q, "kind");
        const auto role = parameter(q, "role");
        const auto state = parameter(q, "state");
        const bool possible = q.with.contains("possible");
        const auto all = view_participations(base_, s_, at_);
        return std::count_if(all.begin(), all.end(), [&](const participation_view& v) {
            // A state that is no participation (signed, withdrawn) is asked for by its name alone.
            const bool stands = state ? v.state == *state || v.consent == *state ||
                                            v.political == *state || v.exit == *state
                                      : (possible ? v.possible : v.certain);
            const bool has_role =
                !role || std::find(v.roles.begin(), v.roles.end(), *role) != v.roles.end();
            return stands && has_role && fits(kind, v.kind);
        });
    }

    [[nodiscard]] std::int64_t pledges(const fact_query& q) const
    {
        const auto form = parameter(q, "form");
        return std::count_if(s_.pledges.begin(), s_.pledges.end(), [&](const auto& entry) {
            const auto p = record_pledge(s_, entry.first, at_);
            return p.life == "registered" && fits(form, p.content.form);
        });
    }

    [[nodiscard]] std::int64_t reviewed(const fact_query& q) const
    {
        const auto outcome = parameter(q, "outcome");
        std::optional<std::string> last;
        for (const auto& f : s_.life) {
            const auto* r = as<phase_reviewed>(*f);
            if (r != nullptr && r->phase == q.with.at("phase") && f->certainly_by(at_)) {
                last = r->outcome;
            }
        }
        return last && fits(outcome, *last) ? 1 : 0;
    }

    [[nodiscard]] std::int64_t times_entered(const fact_query& q) const
    {
        return std::count_if(s_.life.begin(), s_.life.end(), [&](const fact_ptr& f) {
            const auto* a = as<initiative_advanced>(*f);
            return a != nullptr && a->region == staged_life && a->to == q.with.at("stage") &&
                   a->from != a->to && f->certainly_by(at_);
        });
    }

    [[nodiscard]] std::int64_t force(const fact_query& q) const
    {
        const auto v = view_force(base_, s_, at_);
        if (!v) {
            return 0;
        }
        const bool possible = q.with.contains("possible");
        if (q.info->name == "instruments") {
            return possible ? v->possible : v->certain;
        }
        if (q.info->name == "threshold_reached") {
            return v->reached && v->reached->certainly_by(at_) ? 1 : 0;
        }
        DEPOSITARY_ASSERT(q.info->name == "in_force");
        const bool yes = v->in_force && (possible ? v->in_force->possibly_by(at_)
                                                  : v->in_force->certainly_by(at_));
        return yes ? 1 : 0;
    }

    const register_state& base_;
    const initiative_state& s_;
    const workflow_set& workflows_;
    civil_date at_;
};

}  // namespace

machine_ptr life_of(const workflow_set& workflows, const definition& rules)
{
    const auto* archetype = workflows.archetype(rules.archetype);
    DEPOSITARY_ASSERT(archetype != nullptr);
    if (archetype->life == staged_life) {
        DEPOSITARY_ASSERT(rules.stages.has_value());
        auto life = workflows.staged(*rules.stages);
        DEPOSITARY_ASSERT(life != nullptr);
        return life;
    }
    const auto* compiled = workflows.find(archetype->life);
    DEPOSITARY_ASSERT(compiled != nullptr);
    return {machine_ptr(), compiled};
}

std::vector<machine_ptr> regions_of(const workflow_set& workflows, const definition& rules)
{
    std::vector<machine_ptr> out{life_of(workflows, rules)};
    for (const auto id : workflows.archetype(rules.archetype)->regions) {
        const auto* region = workflows.find(id);
        DEPOSITARY_ASSERT(region != nullptr);
        out.emplace_back(machine_ptr(), region);
    }
    return out;
}

bool has_state(const machine& m, std::string_view state)
{
    const auto& states = m.info().states;
    return std::any_of(states.begin(), states.end(), [&](const auto& s) { return s.id == state; });
}

void add_stage_facts(
    const register_state& base, const initiative_state& s, const workflow_set& workflows,
    civil_date at, machine_facts& facts
)
{
    if (!s.rules->stages) {
        return;
    }
    const reading r(base, s, workflows, at);
    std::map<std::string, bool, std::less<>> done;
    for (const auto& t : s.rules->stages->transitions) {
        if (!t.when) {
            continue;
        }
        for (const auto& q : facts_of(condition_of(t))) {
            if (!q.info->payload && done.try_emplace(q.key, true).second) {
                facts.named(q.key) = r.value(q);
            }
        }
    }
}

const stage_transition* firing(
    const definition& rules, std::string_view stage, std::string_view event,
    const machine_facts& facts
)
{
    for (const auto& t : rules.stages->transitions) {
        if (t.from == stage && t.event == event && (!t.when || holds(condition_of(t), facts))) {
            return &t;
        }
    }
    return nullptr;
}

std::vector<std::string_view> roles_of(const stage_transition& t)
{
    std::vector<std::string_view> roles(t.by.begin(), t.by.end());
    if (roles.empty()) {
        roles.emplace_back("coordinator");
    }
    roles.push_back(import_principal);
    return roles;
}

const pinned_definition& rules_on(const initiative_state& s, civil_date day)
{
    DEPOSITARY_ASSERT(!s.pins.empty());
    const auto* found = &s.pins.front();
    for (const auto& p : s.pins) {
        found = p.from <= day ? &p : found;
    }
    return *found;
}

initiative_ptr on_day(const initiative_ptr& s, civil_date day)
{
    const auto& pin = rules_on(*s, day);
    if (pin.seq == s->pins.back().seq) {
        return s;
    }
    auto then = std::make_shared<initiative_state>(*s);
    then->rules = pin.rules;
    then->pinned = pin.ref;
    then->archetype_version = pin.archetype_version;
    return then;
}

}  // namespace depositary::engine
