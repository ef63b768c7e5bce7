#include "engine/reporting.hpp"

#include <boost/test/unit_test.hpp>

#include "tests/support/register_fixture.hpp"

/// MADE UP coalition: a report every 12 months, late after 4 more, inactive after 24. Dates come in
/// pairs: the last day of a limit and the day after it.

using namespace depositary::engine;
using depositary::tests::day;
using depositary::tests::register_fixture;

BOOST_AUTO_TEST_SUITE(reporting_test)

namespace {

const std::string consequence =
    R"({"every_months":12,"grace_months":4,"inactive_after_months":24})";

/// AAA joined on 2020-01-31.
register_fixture joined(const std::string& reporting = consequence)
{
    register_fixture r("2020-01-31");
    r.add_actor("AAA");
    r.open(
        "coalition-x", "coalition",
        R"({"joining":{"acts":["joining"],"roles":["maker"]},"reporting":)" + reporting +
            R"(,"reminders":{"days_before":[30]}})"
    );
    BOOST_REQUIRE_EQUAL(r.act("import", "participation.join", R"("actor":"AAA","as":"maker")"), "");
    return r;
}

participation_view seen(const register_fixture& r, std::string_view on)
{
    return view_participation(r.state, r.opened(), "AAA", day(on), std::nullopt);
}

std::vector<std::string> recorded(const register_fixture& r)
{
    std::vector<std::string> out;
    for (const auto& e : r.log) {
        if (const auto* o = e.payload.get_if<report_fell_overdue>()) {
            out.push_back(
                e.effective_on.not_before->to_string() + " " + o->standing + " " +
                o->due.to_string()
            );
        }
    }
    return out;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_report_is_late_the_day_after_the_grace_and_inactive_after_two_years)
{
    const auto r = joined();
    BOOST_TEST((seen(r, "2020-02-01").report_due == day("2021-01-31")));
    BOOST_TEST(seen(r, "2021-05-31").standing == "good");
    BOOST_TEST(seen(r, "2021-06-01").standing == "late_report");
    BOOST_TEST(seen(r, "2022-01-31").standing == "late_report");
    BOOST_TEST(seen(r, "2022-02-01").standing == "inactive");
}

BOOST_AUTO_TEST_CASE(the_clock_records_each_lapse_once_and_in_order_after_a_long_stop)
{
    auto r = joined();
    r.go_to("2021-05-31");
    r.clock();
    BOOST_TEST(recorded(r).empty());
    r.go_to("2023-01-01");
    r.clock();
    r.clock();
    BOOST_TEST_REQUIRE(recorded(r).size() == 2U);
    BOOST_TEST(recorded(r)[0] == "2021-06-01 late_report 2021-01-31");
    BOOST_TEST(recorded(r)[1] == "2022-02-01 inactive 2021-01-31");
}

BOOST_AUTO_TEST_CASE(a_report_restores_the_standing_and_starts_the_next_period)
{
    auto r = joined();
    r.go_to("2022-02-01");
    r.clock();
    BOOST_TEST(r.act("import", "participation.report", R"("actor":"AAA","period":"2021")") == "");
    BOOST_TEST(seen(r, "2022-02-01").standing == "good");
    BOOST_TEST((seen(r, "2022-02-01").report_due == day("2023-02-01")));
    BOOST_TEST(seen(r, "2023-06-01").standing == "good");
    BOOST_TEST(seen(r, "2023-06-02").standing == "late_report");
    // What was recorded of the time before stays so.
    r.go_to("2022-03-01");
    r.clock();
    BOOST_TEST(recorded(r).size() == 2U);
}

BOOST_AUTO_TEST_CASE(who_left_is_not_asked_for_a_report)
{
    auto r = joined();
    r.go_to("2021-02-01");
    BOOST_TEST(r.act("import", "participation.leave", R"("actor":"AAA")") == "");
    r.go_to("2025-01-01");
    r.clock();
    BOOST_TEST(recorded(r).empty());
    BOOST_TEST(!seen(r, "2025-01-01").report_due.has_value());
}

BOOST_AUTO_TEST_CASE(terms_without_a_consequence_attach_nothing_to_silence)
{
    auto r = joined(R"({"every_months":12})");
    r.go_to("2025-01-01");
    r.clock();
    BOOST_TEST(recorded(r).empty());
    BOOST_TEST(seen(r, "2025-01-01").standing == "good");
    BOOST_TEST(!seen(r, "2025-01-01").report_due.has_value());
}

BOOST_AUTO_TEST_SUITE_END()
