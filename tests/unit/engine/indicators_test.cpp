#include "engine/indicators.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>

#include "tests/unit/engine/pledge_stage.hpp"

using namespace depositary::engine;
using namespace depositary::engine::pledge_tests;

BOOST_AUTO_TEST_SUITE(indicators_test)

namespace {

indicators of(const stage& s)
{
    return compute_indicators(s.state, {}, s.today());
}

void pledge_and_sign(stage& s, const std::string& id, const std::string& amount)
{
    BOOST_REQUIRE(s.call("ana", "pledge.register", money(id, "AAA", amount)) == "");
    BOOST_REQUIRE(
        s.agree(
            "ana", "till", "pledge.sign_commitment",
            named(
                id, R"("commitment":"c","amount":")" + amount +
                        R"(","instalments":[{"key":"i","due":"2024-03-31","amount":")" + amount +
                        R"("}])"
            )
        ) == ""
    );
}

void pay(stage& s, const std::string& id, const std::string& amount, const std::string& receipt)
{
    BOOST_REQUIRE(
        s.call(
            "ana", "pledge.report_payment",
            named(id, R"("receipt":")" + receipt + R"(","amount":")" + amount + R"(")")
        ) == ""
    );
    BOOST_REQUIRE(
        s.call("till", "pledge.confirm_receipt", named(id, R"("receipt":")" + receipt + R"(")")) ==
        ""
    );
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_ratio_is_exact_and_its_decimal_is_rounded_half_to_even)
{
    BOOST_TEST(make_ratio(1, 3).decimal.value() == "0.3333");
    BOOST_TEST(make_ratio(2, 3).decimal.value() == "0.6667");
    BOOST_TEST(make_ratio(1, 20'000).decimal.value() == "0.0000");
    BOOST_TEST(make_ratio(3, 20'000).decimal.value() == "0.0002");
    const auto of_money = make_ratio(8'000, 12'000, 2);
    BOOST_TEST(of_money.numerator == "80.00");
    BOOST_TEST(of_money.denominator == "120.00");
    BOOST_TEST(!make_ratio(1, 0).decimal);
}

BOOST_AUTO_TEST_CASE(punctuality_is_judged_against_the_original_due_date_and_keeps_the_unpaid)
{
    stage s("2024-01-10");
    pledge_and_sign(s, "early", "100");
    pledge_and_sign(s, "late", "200");
    pledge_and_sign(s, "never", "300");
    s.go_to("2024-03-31");
    pay(s, "early", "100", "r1");
    s.go_to("2024-04-20");
    pay(s, "late", "200", "r2");
    s.go_to("2024-05-10");
    const auto p = of(s).punctual;
    BOOST_TEST(p.on_time.numerator == "1");
    BOOST_TEST(p.on_time.denominator == "3");
    BOOST_TEST(p.within_thirty_days.numerator == "2");
    BOOST_TEST(p.unpaid == 1);
    BOOST_TEST(p.median_days_late.value() == "20");
    BOOST_REQUIRE(p.by_unit.size() == 1U);
    BOOST_TEST(p.by_unit.front().on_time.numerator == "100.00");
    BOOST_TEST(p.by_unit.front().on_time.denominator == "600.00");
    BOOST_TEST(p.by_unit.front().within_thirty_days.numerator == "300.00");
    BOOST_REQUIRE(p.explain.size() == 3U);
    BOOST_TEST(p.explain[2].pledge == "never");
    BOOST_TEST(p.explain[2].days_late == 40);
    // Before the due date nothing has fallen due.
    BOOST_TEST(
        compute_indicators(s.state, {}, day("2024-03-30")).punctual.on_time.denominator == "0"
    );
}

BOOST_AUTO_TEST_CASE(a_moved_due_date_does_not_make_a_late_payment_punctual)
{
    stage s("2024-01-10");
    pledge_and_sign(s, "p", "100");
    BOOST_REQUIRE(
        s.call(
            "till", "pledge.reschedule_instalment",
            named("p", R"("instalment":"c/i","due":"2024-06-30")")
        ) == ""
    );
    s.go_to("2024-06-01");
    pay(s, "p", "100", "r");
    const auto p = of(s).punctual;
    BOOST_TEST(p.on_time.numerator == "0");
    BOOST_TEST(p.on_time.denominator == "1");
    BOOST_TEST(p.median_days_late.value() == "62");
}

BOOST_AUTO_TEST_CASE(lead_times_run_from_announcement_to_first_payment)
{
    stage s("2024-01-01");
    BOOST_REQUIRE(s.call("chair", "pledge.announce", money("p", "AAA", "100")) == "");
    BOOST_REQUIRE(s.call("chair", "pledge.announce", money("q", "BBB", "100")) == "");
    s.go_to("2024-01-11");
    pledge_and_sign(s, "p", "100");
    s.go_to("2024-01-31");
    pay(s, "p", "40", "r");
    const auto stages = of(s).lead_times;
    BOOST_REQUIRE(stages.size() == 3U);
    BOOST_TEST(stages[0].median_days.value() == "10");
    BOOST_TEST(stages[0].waiting == 1);
    BOOST_TEST(stages[1].median_days.value() == "0");
    BOOST_TEST(stages[2].median_days.value() == "20");
    BOOST_TEST(stages[2].seqs.size() == 2U);
}

BOOST_AUTO_TEST_CASE(who_never_reported_stays_in_the_denominator)
{
    stage s("2024-01-01");
    pledge_and_sign(s, "p", "100");
    BOOST_REQUIRE(s.call("bob", "pledge.register", money("q", "BBB", "100")) == "");
    pay(s, "p", "10", "r");
    auto rate = of(s).pledges_reported;
    BOOST_TEST(rate.rate.numerator == "1");
    BOOST_TEST(rate.rate.denominator == "2");
    BOOST_TEST(rate.never == 1);
    s.go_to("2025-01-02");
    rate = of(s).pledges_reported;
    BOOST_TEST(rate.rate.numerator == "0");
    BOOST_TEST(rate.stale == 1);
}

BOOST_AUTO_TEST_CASE(fulfilment_is_shown_against_the_original_and_the_current_promise)
{
    stage s("2024-01-01");
    pledge_and_sign(s, "p", "120");
    pay(s, "p", "80", "r");
    BOOST_REQUIRE(s.call("ana", "pledge.reduce", amount_of("p", "60")) == "");
    const auto rows = of(s).fulfilment;
    BOOST_REQUIRE(rows.size() == 1U);
    BOOST_TEST(rows.front().of_original.numerator == "80.00");
    BOOST_TEST(rows.front().of_original.denominator == "120.00");
    BOOST_TEST(rows.front().of_current.denominator == "60.00");
    BOOST_TEST(rows.front().conversion.numerator == "120.00");
    BOOST_TEST(!rows.front().seqs.empty());
}

BOOST_AUTO_TEST_CASE(what_was_not_assessed_is_counted_as_such)
{
    stage s("2024-01-01");
    s.grant_role("rev", "reviewer");
    BOOST_REQUIRE(s.call("ana", "pledge.register", money("p", "AAA", "100")) == "");
    BOOST_REQUIRE(s.call("bob", "pledge.register", money("q", "BBB", "100")) == "");
    BOOST_REQUIRE(
        s.call("rev", "pledge.assess", named("p", R"("level":"complete","statement":"made up")")) ==
        ""
    );
    auto a = of(s).pledges_assessed;
    BOOST_TEST(a.levels["complete"] == 1);
    BOOST_TEST(a.levels["not_assessed"] == 1);
    BOOST_TEST(a.high.numerator == "1");
    BOOST_TEST(a.high.denominator == "2");
}

BOOST_AUTO_TEST_CASE(a_cancelled_milestone_stays_in_the_denominator_of_its_cycle)
{
    stage s("2024-01-01");
    const auto plan = [&](const std::string& key, const std::string& more) {
        return s.call(
            "chair", "milestone.plan",
            R"("milestone":")" + key + R"(","title":{"en":"MADE UP"})" + more
        );
    };
    BOOST_REQUIRE(plan("a", R"(,"due":"2024-06-30")") == "");
    BOOST_REQUIRE(plan("b", R"(,"due":"2024-09-30")") == "");
    BOOST_REQUIRE(plan("c", R"(,"due":"2025-06-30")") == "");
    BOOST_REQUIRE(plan("d", "") == "");
    BOOST_REQUIRE(s.call("chair", "milestone.cancel", R"("milestone":"b")") == "");
    // Moved out of the year, it stays in the cycle it was planned for.
    BOOST_REQUIRE(
        s.call("chair", "milestone.reschedule", R"("milestone":"a","due":"2025-02-01")") == ""
    );
    const auto cycles = of(s).milestone_cycles;
    BOOST_REQUIRE(cycles.size() == 3U);
    BOOST_TEST(cycles[0].cycle == "2024");
    BOOST_TEST(cycles[0].milestones == 2);
    BOOST_TEST(cycles[0].cancelled == 1);
    BOOST_TEST(cycles[0].met.denominator == "2");
    BOOST_TEST(cycles[0].assessed.high.denominator == "2");
    BOOST_TEST(cycles[1].milestones == 1);
    BOOST_TEST(cycles[2].cycle == "undated");
}

BOOST_AUTO_TEST_CASE(coverage_counts_members_and_parties_of_the_same_day)
{
    stage s("2024-01-01");
    s.record(register_stream, group_registered{"club", {"Club", "Club"}});
    for (const auto* id : {"AAA", "BBB", "CCC"}) {
        s.record(
            register_stream, group_membership_recorded{"club", id, std::nullopt, std::nullopt}
        );
    }
    s.record("fund", participation_joined{"AAA", "contributor"});
    const auto& fund = s.fund();
    auto c = compute_coverage(s.state, fund, "club", s.today());
    BOOST_TEST(c.of_parties.numerator == "1");
    BOOST_TEST(c.of_parties.denominator == "3");
    BOOST_TEST((c.parties == std::vector<std::string>{"AAA"}));
    BOOST_TEST(c.seqs.size() == 1U);
    c = compute_coverage(s.state, fund, "club", day("2023-12-31"));
    BOOST_TEST(c.of_parties.numerator == "0");
    BOOST_TEST(c.of_parties.denominator == "3");
}

BOOST_AUTO_TEST_SUITE_END()
