#include "engine/scorecard.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>

#include "tests/unit/engine/pledge_stage.hpp"

using namespace depositary::engine;
using namespace depositary::engine::pledge_tests;

BOOST_AUTO_TEST_SUITE(scorecard_test)

namespace {

int128 minor(const std::string& text)
{
    return std::get<int128>(parse_decimal(text, 2));
}

int128 pledged(const std::vector<total_row>& rows)
{
    int128 sum = 0;
    for (const auto& r : rows) {
        sum += minor(r.pledged);
    }
    return sum;
}

}  // namespace

BOOST_AUTO_TEST_CASE(actors_scorecards_add_up_to_the_totals)
{
    stage s("2024-01-01");
    const auto shares =
        R"(,"shares":[{"actor":"AAA","share":"0.333333"},{"actor":"BBB","share":"0.666667"}])";
    BOOST_REQUIRE(s.call("ana", "pledge.register", money("p", "AAA", "100.01", shares)) == "");
    BOOST_REQUIRE(
        s.call(
            "bob", "pledge.register",
            money("q", "BBB", "33.33", R"(,"splits":[{"initiative":"talk","percent":"12.5"}])")
        ) == ""
    );
    int128 actors = 0;
    for (const auto* id : {"AAA", "BBB", "CCC", "ACME"}) {
        actors += pledged(compute_scorecard(s.state, "actor", id, s.today()).money);
    }
    int128 initiatives = 0;
    for (const auto* id : {"fund", "talk"}) {
        initiatives += pledged(compute_scorecard(s.state, "initiative", id, s.today()).money);
    }
    const auto whole = pledged(compute_totals(s.state, {}, s.today()).rows);
    BOOST_TEST((whole == 13'334));
    BOOST_TEST((actors == whole));
    BOOST_TEST((initiatives == whole));
    for (const auto& r : compute_scorecard(s.state, "area", "climate", s.today()).money) {
        int128 sum = 0;
        for (const auto& part : r.explain.at("pledged")) {
            sum += minor(part.amount);
        }
        BOOST_TEST((sum == minor(r.pledged)));
    }
}

BOOST_AUTO_TEST_CASE(a_scorecard_says_what_an_actor_joined_as_of_the_day)
{
    stage s("2024-01-01");
    BOOST_REQUIRE(s.call("ana", "pledge.register", money("p", "AAA", "100")) == "");
    const auto card = compute_scorecard(s.state, "actor", "AAA", s.today());
    BOOST_REQUIRE(card.joined.size() == 1U);
    BOOST_TEST(card.joined.front().initiative == "fund");
    BOOST_TEST(card.joined_certain == 1);
    BOOST_TEST(card.joined_possible == 1);
    BOOST_TEST(!card.joined.front().seqs.empty());
    BOOST_TEST(compute_scorecard(s.state, "actor", "AAA", day("2023-12-31")).joined.empty());
    BOOST_TEST(compute_scorecard(s.state, "actor", "BBB", s.today()).joined.empty());
    const auto west = compute_scorecard(s.state, "group", "west", s.today());
    BOOST_TEST(west.joined_certain == 1);
    BOOST_REQUIRE(west.covered.size() == 2U);
    BOOST_TEST(west.covered.front().of_parties.numerator == "1");
    BOOST_TEST(west.covered.front().of_parties.denominator == "3");
    BOOST_TEST(!scorecard_filter("colour", "red"));
}

BOOST_AUTO_TEST_CASE(the_matrix_has_one_word_in_each_cell)
{
    stage s("2024-01-01");
    BOOST_REQUIRE(s.call("ana", "pledge.register", money("p", "AAA", "100")) == "");
    BOOST_REQUIRE(s.call("chair", "pledge.announce", money("q", "BBB", "100")) == "");
    const auto m = compute_matrix(s.state, s.today());
    BOOST_TEST(m.initiatives.size() == 2U);
    const auto cell = [&](const std::string& actor) {
        const auto found = std::find_if(m.rows.begin(), m.rows.end(), [&](const auto& r) {
            return r.actor == actor;
        });
        BOOST_REQUIRE(found != m.rows.end());
        const auto at = found->cells.find("fund");
        return at == found->cells.end() ? std::string() : at->second;
    };
    BOOST_TEST(cell("AAA") == "joined");
    BOOST_TEST(cell("BBB") == "announced");
    BOOST_TEST(cell("CCC") == "");
    // No state and no part: no row.
    BOOST_TEST(std::none_of(m.rows.begin(), m.rows.end(), [](const auto& r) {
        return r.actor == "ACME";
    }));
}

BOOST_AUTO_TEST_SUITE_END()
