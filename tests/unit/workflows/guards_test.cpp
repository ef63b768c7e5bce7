#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <map>
#include <set>
#include <string>

#include "engine/refusal.hpp"
#include "tests/unit/workflows/expression.hpp"
#include "tests/unit/workflows/random_facts.hpp"
#include "workflows/workflows.hpp"

namespace depositary::tests {

namespace {

std::set<const engine::guard_info*> all_guards()
{
    std::set<const engine::guard_info*> guards;
    for (const auto* m : workflows::workflows().all()) {
        for (const auto& row : m->info().rows) {
            guards.insert(row.guards.begin(), row.guards.end());
        }
    }
    return guards;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(workflow_guards)

BOOST_AUTO_TEST_CASE(a_guard_computes_what_its_expression_says)
{
    BOOST_TEST_INFO_SCOPE("seed " << facts_seed);
    random_facts random(facts_seed);
    std::map<const engine::guard_info*, std::set<bool>> verdicts;
    for (const auto* m : workflows::workflows().all()) {
        for (int trial = 0; trial < 400; ++trial) {
            const auto facts = random.of(m->info());
            for (const auto& row : m->info().rows) {
                for (const auto* g : row.guards) {
                    const bool is = g->test(facts);
                    verdicts[g].insert(is);
                    if (is != expression(g->expr, facts).holds()) {
                        BOOST_ERROR(g->id << " differs from " << g->expr);
                    }
                }
            }
        }
    }
    // A rule that was never seen both ways was not tested.
    for (const auto& [g, seen] : verdicts) {
        BOOST_TEST(seen.size() == 2U, g->id);
    }
}

BOOST_AUTO_TEST_CASE(every_reason_of_a_guard_is_in_the_catalogue_of_reasons)
{
    const auto guards = all_guards();
    BOOST_TEST(guards.size() > 70U);
    for (const auto* g : guards) {
        BOOST_TEST((engine::find_reason(g->reason) != nullptr), g->reason);
    }
}

BOOST_AUTO_TEST_CASE(every_guard_has_a_rule_words_in_two_languages_and_an_id_of_its_own)
{
    std::set<std::string_view> ids;
    for (const auto* g : all_guards()) {
        BOOST_TEST(ids.insert(g->id).second, g->id);
        BOOST_TEST(!g->clause.empty(), g->id);
        BOOST_TEST(!g->words.en.empty(), g->id);
        BOOST_TEST(!g->words.fr.empty(), g->id);
        BOOST_TEST(g->words.en != g->words.fr, g->id);
        BOOST_TEST(!g->facts.empty(), g->id);
    }
}

BOOST_AUTO_TEST_CASE(a_guard_on_what_the_command_carries_says_so)
{
    for (const auto* g : all_guards()) {
        if (g->id == "has_evidence" || g->id == "due_form" || g->id == "shares_sum_to_one") {
            BOOST_TEST(g->payload, g->id);
        }
        if (g->id == "eligible" || g->id == "is_party" || g->id == "threshold_reached") {
            BOOST_TEST(!g->payload, g->id);
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace depositary::tests
