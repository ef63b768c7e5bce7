#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "engine/decision.hpp"
#include "engine/refusal.hpp"
#include "tests/support/archetype_machines.hpp"
#include "tests/unit/workflows/expression.hpp"
#include "tests/unit/workflows/random_facts.hpp"
#include "workflows/workflows.hpp"

/// Every cell of every transition table: it fires, it is refused with its reason, or it is not
/// defined, and then what is allowed is named. Facts are MADE UP: a search looks for some that let
/// one row fire.

namespace depositary::tests {

namespace {

using engine::guard_info;
using engine::machine_facts;
using engine::machine_info;
using engine::row_info;
using engine::step_status;

bool holds(const guard_info& g, const machine_facts& facts)
{
    return expression(g.expr, facts).holds();
}

bool fires(const row_info& row, const machine_facts& facts)
{
    return std::all_of(row.guards.begin(), row.guards.end(), [&](const auto* g) {
        return holds(*g, facts);
    });
}

/// Looks for facts by changing, in each round, the facts of one condition that stands in the way.
class search
{
public:
    explicit search(unsigned seed) : engine_(seed) {}

    /// Facts for which the n-th row is the first of its cell that fires.
    std::optional<machine_facts> firing(const machine_info& info, std::size_t n)
    {
        const auto& row = info.rows[n];
        return find(info, [&](const machine_facts& facts) -> const row_info* {
            if (!fires(row, facts)) {
                return &row;
            }
            for (std::size_t i = 0; i < n; ++i) {
                const auto& before = info.rows[i];
                const bool cell = before.source == row.source && before.event == row.event;
                if (cell && fires(before, facts)) {
                    return &before;
                }
            }
            return nullptr;
        });
    }

    /// Facts for which no row of the cell fires.
    std::optional<machine_facts> refusing(
        const machine_info& info, std::string_view state, std::string_view event
    )
    {
        return find(info, [&](const machine_facts& facts) -> const row_info* {
            for (const auto& row : info.rows) {
                if (row.source == state && row.event == event && fires(row, facts)) {
                    return &row;
                }
            }
            return nullptr;
        });
    }

    std::int64_t value()
    {
        static constexpr std::int64_t likely[] = {-1, 0, 1, 2, 3, 9, 10, 40, 100, 10'000};
        return likely[std::uniform_int_distribution<std::size_t>(0, 9)(engine_)];
    }

private:
    std::optional<machine_facts> find(const machine_info& info, auto obstacle)
    {
        machine_facts facts;
        for (const auto name : info.facts) {
            facts.named(name) = value();
        }
        for (int round = 0; round < 20'000; ++round) {
            const row_info* row = obstacle(facts);
            if (row == nullptr) {
                return facts;
            }
            if (row->guards.empty()) {
                return std::nullopt;
            }
            std::vector<const guard_info*> choice;
            for (const auto* g : row->guards) {
                if (fires(*row, facts) || !holds(*g, facts)) {
                    choice.push_back(g);
                }
            }
            auto at = std::uniform_int_distribution<std::size_t>(0, choice.size() - 1);
            for (const auto name : choice[at(engine_)]->facts) {
                facts.named(name) = value();
            }
        }
        return std::nullopt;
    }

    std::mt19937 engine_;
};

std::set<std::string> events_of(const machine_info& info, std::string_view state)
{
    std::set<std::string> names;
    for (const auto& row : info.rows) {
        if (row.source == state) {
            names.emplace(row.event);
        }
    }
    return names;
}

const engine::decision& anywhere()
{
    static const engine::register_state empty;
    static const engine::decision d{empty, workflows::workflows(), {}, {}, nullptr, {}, false, {},
                                    {}};
    return d;
}

void check_refused(
    const engine::machine& m, std::string_view state, std::string_view event,
    const machine_facts& facts
)
{
    const auto where =
        std::string(m.info().id) + ": " + std::string(state) + " -" + std::string(event) + "->";
    const auto result = m.step(state, event, facts);
    BOOST_TEST((result.status == step_status::refused), where);
    const auto r = anywhere().step(m.info().id, state, event, facts);
    BOOST_TEST_REQUIRE(r.has_value(), where);
    BOOST_TEST_REQUIRE(!result.unmet.empty(), where);
    BOOST_TEST(r->reason == result.unmet.front()->reason, where);
    BOOST_TEST(!r->clause.empty(), where);
    BOOST_TEST(!r->facts.empty(), where);
}

void check_undefined(
    const engine::machine& m, const engine::state_info& state, std::string_view event,
    const machine_facts& facts
)
{
    const auto where =
        std::string(m.info().id) + ": " + std::string(state.id) + " -" + std::string(event) + "->";
    BOOST_TEST((m.step(state.id, event, facts).status == step_status::not_defined), where);
    const auto r = anywhere().step(m.info().id, state.id, event, facts);
    BOOST_TEST_REQUIRE(r.has_value(), where);
    BOOST_TEST(r->reason == (state.terminal ? "E_TERMINAL" : "E_NOT_DEFINED"), where);
    const std::set<std::string> named(r->allowed.begin(), r->allowed.end());
    BOOST_TEST((named == events_of(m.info(), state.id)), where);
}

/// Where the machine goes from each state, as it does with the facts that a search found.
std::map<std::string, std::set<std::string>> moves_of(const engine::machine& m, search& look)
{
    std::map<std::string, std::set<std::string>> moves;
    const auto& info = m.info();
    for (std::size_t n = 0; n < info.rows.size(); ++n) {
        const auto& row = info.rows[n];
        const auto facts = look.firing(info, n);
        const auto where = std::string(info.id) + ": row " + std::to_string(n) + ", " +
                           std::string(row.source) + " -" + std::string(row.event) + "-> " +
                           std::string(row.target);
        BOOST_TEST(facts.has_value(), where << " never fires");
        if (facts) {
            const auto result = m.step(row.source, row.event, *facts);
            BOOST_TEST((result.status == step_status::moved), where);
            BOOST_TEST(result.to == row.target, where);
            moves[std::string(row.source)].emplace(result.to);
        }
    }
    return moves;
}

std::set<std::string> reached_from(
    const std::string& state, const std::map<std::string, std::set<std::string>>& moves
)
{
    std::set<std::string> seen{state};
    std::deque<std::string> open{state};
    while (!open.empty()) {
        const auto now = open.front();
        open.pop_front();
        const auto next = moves.find(now);
        if (next == moves.end()) {
            continue;
        }
        for (const auto& to : next->second) {
            if (seen.insert(to).second) {
                open.push_back(to);
            }
        }
    }
    return seen;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(workflow_tables)

BOOST_AUTO_TEST_CASE(every_cell_fires_is_refused_with_its_reason_or_names_what_is_allowed)
{
    BOOST_TEST_INFO_SCOPE("seed " << facts_seed);
    search look(facts_seed);
    random_facts random(facts_seed);
    for (const auto* m : workflows::workflows().all()) {
        const auto& info = m->info();
        moves_of(*m, look);
        for (const auto& s : info.states) {
            for (const auto& e : info.events) {
                const auto in_cell = [&](const row_info& row) {
                    return row.source == s.id && row.event == e.id;
                };
                if (std::none_of(info.rows.begin(), info.rows.end(), in_cell)) {
                    check_undefined(*m, s, e.id, random.of(info));
                    continue;
                }
                const bool unconditional =
                    std::any_of(info.rows.begin(), info.rows.end(), [&](const auto& row) {
                        return in_cell(row) && row.guards.empty();
                    });
                if (unconditional) {
                    continue;  // nothing refuses it
                }
                // Rows whose conditions leave no case out are never refused either.
                if (const auto facts = look.refusing(info, s.id, e.id)) {
                    check_refused(*m, s.id, e.id, *facts);
                }
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(a_cell_of_a_single_condition_is_refused_when_it_fails)
{
    BOOST_TEST_INFO_SCOPE("seed " << facts_seed);
    search look(facts_seed);
    for (const auto* m : workflows::workflows().all()) {
        const auto& info = m->info();
        for (const auto& row : info.rows) {
            const auto rows = std::count_if(info.rows.begin(), info.rows.end(), [&](const auto& r) {
                return r.source == row.source && r.event == row.event;
            });
            if (rows == 1 && !row.guards.empty()) {
                const auto facts = look.refusing(info, row.source, row.event);
                BOOST_TEST(facts.has_value(), info.id << ": " << row.source << " " << row.event);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(a_walk_over_every_configuration_reaches_all_states_and_no_trap)
{
    BOOST_TEST_INFO_SCOPE("seed " << facts_seed);
    search look(facts_seed);
    const auto& set = workflows::workflows();
    for (const auto& a : set.archetypes()) {
        std::vector<std::map<std::string, std::set<std::string>>> moves;
        std::vector<std::string> start;
        std::size_t product = 1;
        for (const auto& m : machines_of(a)) {
            moves.push_back(moves_of(*m, look));
            start.emplace_back(m->info().initial);
            product *= m->info().states.size();
        }
        std::set<std::vector<std::string>> seen{start};
        std::deque<std::vector<std::string>> open{start};
        while (!open.empty()) {
            const auto now = open.front();
            open.pop_front();
            for (std::size_t i = 0; i < now.size(); ++i) {
                for (const auto& to : moves[i][now[i]]) {
                    auto next = now;
                    next[i] = to;
                    if (seen.insert(next).second) {
                        open.push_back(std::move(next));
                    }
                }
            }
        }
        BOOST_TEST(seen.size() == product, a.id);
    }
}

BOOST_AUTO_TEST_CASE(a_life_can_always_be_brought_to_an_end)
{
    BOOST_TEST_INFO_SCOPE("seed " << facts_seed);
    search look(facts_seed);
    const auto& set = workflows::workflows();
    for (const auto& a : set.archetypes()) {
        const auto* m = set.find(a.life);
        if (m == nullptr) {
            continue;
        }
        const auto moves = moves_of(*m, look);
        for (const auto& s : m->info().states) {
            const auto reached = reached_from(std::string(s.id), moves);
            const auto& states = m->info().states;
            const bool ends = std::any_of(states.begin(), states.end(), [&](const auto& other) {
                return other.terminal && reached.contains(std::string(other.id));
            });
            BOOST_TEST(ends, a.life << "." << s.id);
        }
    }
}

BOOST_AUTO_TEST_CASE(every_guard_turns_where_its_expression_turns)
{
    BOOST_TEST_INFO_SCOPE("seed " << facts_seed);
    search look(facts_seed);
    std::set<const guard_info*> guards;
    for (const auto* m : workflows::workflows().all()) {
        for (const auto& row : m->info().rows) {
            guards.insert(row.guards.begin(), row.guards.end());
        }
    }
    for (const auto* g : guards) {
        // One step of one fact turns the verdict: both sides of a boundary.
        bool turned = false;
        for (int trial = 0; trial < 20'000 && !turned; ++trial) {
            machine_facts facts;
            for (const auto name : g->facts) {
                facts.named(name) = look.value();
            }
            const bool before = holds(*g, facts);
            BOOST_TEST_REQUIRE(g->test(facts) == before, g->id);
            for (const auto name : g->facts) {
                for (const std::int64_t by : {-1, 1}) {
                    auto beside = facts;
                    beside.named(name) += by;
                    const bool after = holds(*g, beside);
                    BOOST_TEST_REQUIRE(g->test(beside) == after, g->id);
                    turned = turned || after != before;
                }
            }
        }
        BOOST_TEST(turned, g->id);
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace depositary::tests
