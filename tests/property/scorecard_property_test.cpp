#include <boost/test/unit_test.hpp>

#include <map>
#include <random>

#include "engine/scorecard.hpp"
#include "tests/unit/engine/pledge_stage.hpp"

using namespace depositary::engine;
using namespace depositary::engine::pledge_tests;

BOOST_AUTO_TEST_SUITE(scorecard_property_test)

namespace {

using sums = std::map<std::string, int128>;  // by column

const std::map<std::string, std::string total_row::*> columns{
    {"pledged", &total_row::pledged},
    {"committed", &total_row::committed},
    {"paid", &total_row::paid},
    {"committed_unpaid", &total_row::committed_unpaid},
    {"pledged_uncommitted", &total_row::pledged_uncommitted},
    {"outstanding", &total_row::outstanding},
    {"overdue", &total_row::overdue},
};

int128 minor(const std::string& text)
{
    return std::get<int128>(parse_decimal(text, 2));
}

/// Adds the rows up, and holds each figure to the parts that explain it.
void add(sums& into, const std::vector<total_row>& rows)
{
    for (const auto& row : rows) {
        for (const auto& [name, member] : columns) {
            int128 explained = 0;
            if (const auto parts = row.explain.find(name); parts != row.explain.end()) {
                for (const auto& part : parts->second) {
                    explained += minor(part.amount);
                }
            }
            BOOST_REQUIRE_MESSAGE((explained == minor(row.*member)), name);
            into[name] += explained;
        }
    }
}

/// A joint pledge that is split over two initiatives, partly paid.
void pledge_at_random(stage& s, std::mt19937& random, int number)
{
    const auto below = [&](int n) { return std::uniform_int_distribution<int>(1, n)(random); };
    const auto thousandths = [](int n) { return "0." + std::to_string(1000 + n).substr(1); };
    const auto first = below(998);
    const auto id = "p" + std::to_string(number);
    const auto amount = format_decimal(below(99'999), 2);
    const auto shares = R"(,"shares":[{"actor":"AAA","share":")" + thousandths(first) +
                        R"("},{"actor":"BBB","share":")" + thousandths(1000 - first) + R"("}])";
    const auto splits = R"(,"splits":[{"initiative":"talk","percent":")" +
                        format_decimal(below(9'999), 2) + R"("}])";
    BOOST_REQUIRE_EQUAL(
        s.call("ana", "pledge.register", money(id, "AAA", amount, shares + splits)), ""
    );
    BOOST_REQUIRE_EQUAL(
        s.agree(
            "ana", "till", "pledge.sign_commitment",
            amount_of(id, amount) + R"(,"commitment":"c","instalments":[{"key":"i","due":)" +
                R"("2024-02-01","amount":")" + amount + R"("}])"
        ),
        ""
    );
    const auto paid = format_decimal(below(50'000), 2);
    BOOST_REQUIRE_EQUAL(
        s.call("ana", "pledge.report_payment", amount_of(id, paid) + R"(,"receipt":"r")"), ""
    );
    BOOST_REQUIRE_EQUAL(
        s.call("till", "pledge.confirm_receipt", named(id, R"("receipt":"r")")), ""
    );
    BOOST_REQUIRE_EQUAL(
        s.call("ana", "pledge.amend", amount_of(id, format_decimal(below(99'999), 2))), ""
    );
}

}  // namespace

BOOST_AUTO_TEST_CASE(scorecards_of_actors_and_of_initiatives_add_up_to_the_totals)
{
    for (unsigned seed = 1; seed <= 15; ++seed) {
        BOOST_TEST_CONTEXT("seed " << seed)
        {
            stage s("2024-01-01");
            std::mt19937 random(seed);
            for (int i = 0; i < 5; ++i) {
                pledge_at_random(s, random, i);
            }
            s.go_to("2024-06-01");
            sums whole;
            add(whole, compute_totals(s.state, {}, s.today()).rows);
            sums actors;
            for (const auto* id : {"AAA", "BBB", "CCC", "ACME"}) {
                add(actors, compute_scorecard(s.state, "actor", id, s.today()).money);
            }
            sums initiatives;
            for (const auto* id : {"fund", "talk"}) {
                add(initiatives, compute_scorecard(s.state, "initiative", id, s.today()).money);
            }
            sums areas;
            for (const auto* id : {"global-public-goods", "climate"}) {
                add(areas, compute_scorecard(s.state, "area", id, s.today()).money);
            }
            BOOST_TEST((actors == whole));
            BOOST_TEST((initiatives == whole));
            BOOST_TEST((areas == whole));
            BOOST_TEST((whole["pledged"] > 0));
            BOOST_TEST((whole["overdue"] > 0));
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
