#include "engine/due_check.hpp"

#include <boost/test/unit_test.hpp>

#include "tests/support/register_fixture.hpp"
#include "workflows/workflows.hpp"

/// MADE UP initiatives. What had nothing due is looked at again only when that may have changed.

using namespace depositary::engine;
using depositary::tests::day;
using depositary::tests::register_fixture;
using depositary::workflows::workflows;

BOOST_AUTO_TEST_SUITE(due_check_test)

namespace {

struct two_initiatives : register_fixture
{
    two_initiatives() : register_fixture("2024-01-01")
    {
        const auto* rules = R"({"joining":{"acts":["joining"]},"milestones":{}})";
        open("first", "facility", rules);
        open("second", "facility", rules);
        grant("chair", "coordinator");
    }

    std::vector<std::string> find() { return check.find(state, workflows(), arrival_of("clock")); }

    void plan(const std::string& in, const std::string& due)
    {
        initiative = in;
        BOOST_REQUIRE_EQUAL(
            act("chair", "milestone.plan",
                R"("milestone":"m","title":{"en":"MADE UP","fr":"FICTIF"},"due":")" + due + '"'),
            ""
        );
    }

    due_check check;
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(what_had_nothing_due_is_not_looked_at_again, two_initiatives)
{
    BOOST_TEST(find().empty());
    BOOST_TEST(check.looked_at() == 2U);
    BOOST_TEST(find().empty());
    BOOST_TEST(check.looked_at() == 0U);
}

BOOST_FIXTURE_TEST_CASE(
    a_change_of_it_of_the_register_or_of_the_day_has_it_looked_at, two_initiatives
)
{
    BOOST_TEST(find().empty());
    plan("second", "2024-01-10");
    BOOST_TEST(find().empty());
    BOOST_TEST(check.looked_at() == 1U);
    go_to("2024-01-02");
    BOOST_TEST(find().empty());
    BOOST_TEST(check.looked_at() == 2U);
    add_actor("AAA");
    BOOST_TEST(find().empty());
    BOOST_TEST(check.looked_at() == 2U);
}

BOOST_FIXTURE_TEST_CASE(what_is_due_is_found_until_it_is_recorded, two_initiatives)
{
    plan("second", "2024-01-10");
    go_to("2024-01-11");
    for (int i = 0; i < 2; ++i) {
        BOOST_TEST(find() == std::vector<std::string>{"second"}, boost::test_tools::per_element());
    }
    BOOST_TEST(check.looked_at() == 1U);
    clock();
    BOOST_TEST(find().empty());
    BOOST_TEST(check.looked_at() == 1U);
    BOOST_TEST(find().empty());
    BOOST_TEST(check.looked_at() == 0U);
}

BOOST_FIXTURE_TEST_CASE(an_initiative_that_is_unknown_has_nothing_due, two_initiatives)
{
    const std::vector<std::string> none{"third"};
    BOOST_TEST(fall_due(state, workflows(), arrival_of("clock"), none).empty());
}

BOOST_AUTO_TEST_SUITE_END()
