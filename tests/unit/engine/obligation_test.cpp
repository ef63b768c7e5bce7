#include "engine/obligation.hpp"

#include <boost/test/unit_test.hpp>

#include <map>

#include "engine/pledge_facts.hpp"
#include "tests/support/register_fixture.hpp"

// Article 19, part payments and waivers are in no data at hand: every figure here is MADE UP.

using namespace depositary::engine;
using depositary::tests::day;
using depositary::tests::register_fixture;

BOOST_AUTO_TEST_SUITE(obligation_test)

namespace {

const std::string rules = R"({"joining":{"acts":["joining"]},"assessment":{"unit":"USD",)"
                          R"("due_days":30,"arrears_periods":2,"minimum_percent":"0.001",)"
                          R"("maximum_percent":"60","clause":"MADE UP art. 19"}})";

std::string rates(const std::string& a, const std::string& b, const std::string& c)
{
    return R"("rates":[{"actor":"AAA","percent":")" + a + R"("},{"actor":"BBB","percent":")" + b +
           R"("},{"actor":"CCC","percent":")" + c + R"("}])";
}

struct office : register_fixture
{
    explicit office(std::string_view today = "2021-01-01") : register_fixture(today)
    {
        for (const auto* id : {"AAA", "BBB", "CCC"}) {
            add_actor(id);
        }
        open("made-up-dues", "facility", rules);
        grant("chair", "coordinator");
        grant("till", "recipient");
        grant("both", "recipient");
        grant("both", "focal_point", R"("actor":"AAA")");
        grant("ana", "focal_point", R"("actor":"AAA")");
    }

    std::string adopt(const std::string& r, const std::string& by = "chair")
    {
        return act(
            by, "scale.adopt", R"("scale":"s","from":"2021-01-01","until":"2026-12-31",)" + r
        );
    }

    std::string issue(const std::string& year, const std::string& total)
    {
        return act(
            "chair", "assessment.issue",
            R"("period":")" + year + R"(","total":")" + total + R"(","scale":"s","letter":")" +
                year + R"(-01-01")"
        );
    }

    std::string pay(
        const std::string& id, const std::string& payment, const std::string& amount,
        const std::string& on, const std::string& by = "till"
    )
    {
        return act(
            by, "obligation.record_payment",
            R"("obligation":")" + id + R"(","payment":")" + payment + R"(","amount":")" + amount +
                R"(","effective_on":")" + on + '"'
        );
    }

    std::string say(const std::string& by, const std::string& what, const std::string& on)
    {
        return act(
            by, "obligation." + what, R"("obligation":"2021:AAA","effective_on":")" + on + '"'
        );
    }

    [[nodiscard]] obligation_view at(const std::string& id, const std::string& on) const
    {
        return view_obligation(record_obligation(opened(), id, day(on)));
    }
    [[nodiscard]] arrears_view arrears(const std::string& actor, const std::string& on) const
    {
        return view_arrears(opened(), record_arrears(opened(), actor, day(on)));
    }
};

/// AAA owes 500.00 of 1000.00 for each year from 2021 on.
office assessed(int years = 1)
{
    office o;
    BOOST_REQUIRE_EQUAL(o.adopt(rates("50", "30", "20")), "");
    for (int y = 0; y < years; ++y) {
        const auto year = std::to_string(2021 + y);
        o.go_to(year + "-01-01");
        BOOST_REQUIRE_EQUAL(o.issue(year, "1000"), "");
    }
    return o;
}

std::size_t count(const office& o, std::string_view type)
{
    return static_cast<std::size_t>(std::count_if(o.log.begin(), o.log.end(), [&](const auto& e) {
        return type_of(e.payload) == type;
    }));
}

}  // namespace

BOOST_AUTO_TEST_CASE(amounts_sum_to_the_total_by_the_largest_remainder)
{
    office o;
    BOOST_TEST(o.adopt(rates("33.333", "33.333", "33.334")) == "");
    BOOST_TEST(o.issue("2021", "100.01") == "");
    BOOST_TEST(o.fresh == 3U);
    BOOST_TEST(o.at("2021:AAA", "2021-01-01").assessed == "33.34");
    BOOST_TEST(o.at("2021:BBB", "2021-01-01").assessed == "33.33");
    BOOST_TEST(o.at("2021:CCC", "2021-01-01").assessed == "33.34");
    BOOST_TEST((o.at("2021:AAA", "2021-01-01").due == day("2021-01-31")));
    BOOST_TEST(o.issue("2021", "100") == "E_EXISTS");
    const auto odd = largest_remainder(10, {1, 1, 1});
    BOOST_TEST((odd == std::vector<int128>{4, 3, 3}));
}

BOOST_AUTO_TEST_CASE(a_scale_sums_to_100_and_keeps_the_bounds_of_the_terms)
{
    office o;
    BOOST_TEST(o.adopt(rates("50", "30", "19.999")) == "E_RATE_SUM");
    BOOST_TEST(o.last->facts.at(0).is.starts_with("99.999"));
    BOOST_TEST(o.adopt(rates("61", "30", "9")) == "E_RATE_BOUNDS");
    BOOST_TEST(o.adopt(rates("50", "49.9999", "0.0001")) == "E_RATE_BOUNDS");
    BOOST_TEST(o.adopt(rates("50", "3e1", "20")) == "E_VALUE");
    BOOST_TEST(o.adopt(rates("50", "30", "20"), "till") == "E_ROLE");
    BOOST_TEST(o.adopt(rates("50", "30", "19.999"), "import") == "");
    BOOST_TEST(o.adopt(rates("50", "30", "20")) == "E_EXISTS");
    BOOST_TEST(o.issue("2027", "100") == "E_FUTURE_DATE");
}

BOOST_AUTO_TEST_CASE(part_payments_lead_to_full_payment_and_the_day_of_the_last_one_counts)
{
    auto o = assessed();
    o.go_to("2021-12-31");
    BOOST_TEST(o.pay("2021:AAA", "p1", "200", "2021-01-20") == "");
    BOOST_TEST(o.pay("2021:AAA", "p2", "300", "2021-03-05") == "");
    BOOST_TEST(o.at("2021:AAA", "2021-01-19").state == "assessed");
    const auto part = o.at("2021:AAA", "2021-02-01");
    BOOST_TEST(part.state == "partly_paid");
    BOOST_TEST(part.deadline == "overdue");
    BOOST_TEST(part.outstanding.value() == "300.00");
    const auto full = o.at("2021:AAA", "2021-03-05");
    BOOST_TEST(full.state == "paid_in_full");
    BOOST_TEST(full.deadline == "paid_late");
    BOOST_TEST(full.paid_in_full_on->is_day());
    BOOST_TEST((full.paid_in_full_on->not_after == day("2021-03-05")));
    BOOST_TEST(full.explain.size() == 3U);
    BOOST_TEST(o.pay("2021:AAA", "p3", "1", "2021-04-01") == "");
    BOOST_TEST(o.at("2021:AAA", "2021-04-01").overpaid.value() == "1.00");
    BOOST_TEST(o.pay("2021:AAA", "p3", "1", "2021-04-02") == "E_EXISTS");
}

BOOST_AUTO_TEST_CASE(a_late_record_changes_what_past_days_say)
{
    auto o = assessed();
    o.go_to("2021-06-01");
    BOOST_TEST(o.at("2021:AAA", "2021-02-10").deadline == "overdue");
    BOOST_TEST(o.pay("2021:AAA", "p", "500", "2021-01-31") == "");
    BOOST_TEST(o.at("2021:AAA", "2021-02-10").deadline == "paid_on_time");
}

BOOST_AUTO_TEST_CASE(a_reversal_opens_the_remainder_again_and_a_credit_reduces_it)
{
    auto o = assessed();
    o.go_to("2021-06-01");
    const auto reverse = [&](const std::string& payment) {
        return o.act(
            "till", "obligation.reverse_payment",
            R"("obligation":"2021:AAA","payment":")" + payment + '"'
        );
    };
    BOOST_TEST(o.pay("2021:AAA", "p", "500", "2021-01-15") == "");
    BOOST_TEST(reverse("q") == "E_NO_ORIGINAL");
    BOOST_TEST(reverse("p") == "");
    BOOST_TEST(o.at("2021:AAA", "2021-05-31").deadline == "paid_on_time");
    BOOST_TEST(o.at("2021:AAA", "2021-06-01").deadline == "overdue");
    BOOST_TEST(reverse("p") == "E_NO_ORIGINAL");
    const auto credit = [&](const std::string& amount) {
        return o.act(
            "till", "obligation.credit", R"("obligation":"2021:AAA","amount":")" + amount + '"'
        );
    };
    BOOST_TEST(credit("500.01") == "E_CREDIT_EXCEEDS");
    BOOST_TEST(credit("120") == "");
    BOOST_TEST(o.at("2021:AAA", "2021-06-01").outstanding.value() == "380.00");
    BOOST_TEST(credit("380") == "");
    BOOST_TEST(o.at("2021:AAA", "2021-06-01").state == "paid_in_full");
}

BOOST_AUTO_TEST_CASE(who_owes_records_no_payment_and_makes_no_statement)
{
    auto o = assessed();
    BOOST_TEST(o.pay("2021:AAA", "p", "1", "2021-01-01", "ana") == "E_ROLE");
    BOOST_TEST(o.pay("2021:AAA", "p", "1", "2021-01-01", "both") == "E_SELF_CONFIRM");
    BOOST_TEST(o.pay("2021:BBB", "p", "1", "2021-01-01", "both") == "");
    BOOST_TEST(o.say("both", "record_paid_in_full", "2021-01-01") == "E_SELF_CONFIRM");
}

BOOST_AUTO_TEST_CASE(a_statement_that_it_was_not_paid_leaves_the_remainder_unknown)
{
    auto o = assessed();
    o.go_to("2021-12-31");
    BOOST_TEST(o.say("till", "record_not_paid_in_full", "2021-12-20") == "");
    const auto v = o.at("2021:AAA", "2021-12-31");
    BOOST_TEST(!v.outstanding.has_value());
    BOOST_TEST(!v.paid.has_value());
    BOOST_TEST(v.paid_in_full == "no");
    BOOST_TEST(v.deadline == "overdue");
    const auto year = summarise_obligations(o.opened(), "2021", day("2021-12-31"));
    BOOST_TEST(year.obligations == 3);
    BOOST_TEST(year.not_in_full == 3);
    BOOST_TEST(year.remainder_unknown == 1);
    BOOST_TEST(year.outstanding_known == "500.00");
    BOOST_TEST(o.say("till", "record_paid_in_full", "2021-11-01") == "E_CONTRADICTED");
    BOOST_TEST(o.say("till", "record_paid_in_full", "2021-12-31") == "");
    BOOST_TEST(o.at("2021:AAA", "2021-12-31").outstanding.value() == "0.00");
    BOOST_TEST(o.say("till", "record_not_paid_in_full", "2021-12-31") == "E_CONTRADICTED");
}

BOOST_AUTO_TEST_CASE(what_nobody_stated_of_an_imported_obligation_is_unknown_and_never_overdue)
{
    office o("2022-06-01");
    const auto import = [&](const std::string& method, const std::string& members) {
        return o.act("import", method, members);
    };
    for (const auto* actor : {"AAA", "BBB"}) {
        BOOST_TEST(
            import(
                "obligation.assess", R"("actor":")" + std::string(actor) +
                                         R"(","period":"2021","amount":"500","due":"2021-01-31",)"
                                         R"("effective_on":{"not_after":"2021-01-01"})"
            ) == ""
        );
    }
    BOOST_TEST(o.at("2021:AAA", "2021-02-01").deadline == "due_passed");
    BOOST_TEST(!o.at("2021:AAA", "2021-02-01").outstanding.has_value());
    o.clock();
    BOOST_TEST(count(o, "obligation_fell_overdue") == 0U);
    // Paid on 3 May means not before: the days between then tell more.
    BOOST_TEST(
        import(
            "obligation.record_paid_in_full",
            R"("obligation":"2021:AAA","effective_on":"2021-05-03")"
        ) == ""
    );
    BOOST_TEST(o.at("2021:AAA", "2021-02-01").deadline == "overdue");
    BOOST_TEST(!o.at("2021:AAA", "2021-02-01").outstanding.has_value());
    BOOST_TEST(o.at("2021:AAA", "2021-05-03").deadline == "paid_late");
    o.clock();
    BOOST_TEST(count(o, "obligation_fell_overdue") == 1U);
    const auto year = summarise_obligations(o.opened(), "2021", day("2021-12-31"));
    BOOST_TEST(year.in_full == 1);
    BOOST_TEST(year.late == 1);
    BOOST_TEST(year.unknown == 1);
}

BOOST_AUTO_TEST_CASE(
    a_full_payment_whose_day_may_lie_on_both_sides_of_due_is_neither_on_time_nor_late
)
{
    auto o = assessed();
    o.go_to("2021-06-01");
    BOOST_TEST(
        o.act(
            "till", "obligation.record_paid_in_full",
            R"("obligation":"2021:AAA","effective_on":{"not_before":"2021-01-20",)"
            R"("not_after":"2021-02-20"})"
        ) == ""
    );
    BOOST_TEST(o.at("2021:AAA", "2021-06-01").deadline == "paid");
}

BOOST_AUTO_TEST_CASE(arrears_of_two_full_years_flag_and_a_payment_clears)
{
    auto o = assessed(3);
    // 2021 and 2022 unpaid: on 2023-01-01 the arrears equal the two preceding full years.
    BOOST_TEST(o.arrears("AAA", "2022-12-31").state == "good_standing");
    const auto v = o.arrears("AAA", "2023-01-01");
    BOOST_TEST(v.state == "flagged");
    BOOST_TEST(v.arrears == "1000.00");
    BOOST_TEST(v.limit.value() == "1000.00");
    BOOST_TEST(
        v.periods == (std::vector<std::string>{"2021", "2022"}), boost::test_tools::per_element()
    );
    o.go_to("2023-06-01");
    BOOST_TEST(o.pay("2021:AAA", "p", "0.01", "2023-01-10") == "");
    BOOST_TEST(o.arrears("AAA", "2023-01-10").state == "good_standing");
    o.clock();
    BOOST_TEST(count(o, "arrears_flagged") == 4U);  // AAA again once 2023 is overdue as well
    BOOST_TEST(count(o, "arrears_cleared") == 1U);
    const auto before = o.log.size();
    o.clock();
    BOOST_TEST(o.log.size() == before);
}

BOOST_AUTO_TEST_CASE(a_waiver_permits_the_vote_until_its_last_day)
{
    auto o = assessed(3);
    o.go_to("2023-06-01");
    const std::string until = R"("actor":"AAA","until":"2023-09-30")";
    BOOST_TEST(o.act("ana", "arrears.waive", until) == "E_ROLE");
    BOOST_TEST(o.act("chair", "arrears.waive", until) == "");
    BOOST_TEST(o.arrears("AAA", "2023-05-31").state == "flagged");
    BOOST_TEST(o.arrears("AAA", "2023-06-01").state == "waived");
    BOOST_TEST(o.arrears("AAA", "2023-09-30").state == "waived");
    BOOST_TEST(o.arrears("AAA", "2023-10-01").state == "flagged");
    BOOST_TEST(
        o.act("chair", "arrears.waive", R"("actor":"AAA","until":"2023-05-01")") == "E_VALUE"
    );
}

BOOST_AUTO_TEST_CASE(a_waiver_needs_arrears_unless_the_record_cannot_tell)
{
    auto o = assessed(3);
    o.go_to("2023-06-01");
    BOOST_TEST(o.pay("2021:AAA", "p", "500", "2023-01-10") == "");
    BOOST_TEST(o.pay("2022:AAA", "p", "500", "2023-01-10") == "");
    const std::string until = R"("actor":"AAA","until":"2023-09-30")";
    BOOST_TEST(o.act("chair", "arrears.waive", until) == "E_NOT_IN_ARREARS");
}

BOOST_AUTO_TEST_CASE(a_gap_in_the_preceding_years_gives_no_limit_and_no_flag)
{
    auto o = assessed(2);
    o.go_to("2025-01-01");
    const auto v = o.arrears("AAA", "2025-01-01");
    BOOST_TEST(v.arrears == "1000.00");
    BOOST_TEST(!v.limit.has_value());
    BOOST_TEST(v.state == "good_standing");
}

BOOST_AUTO_TEST_CASE(the_honour_roll_is_in_the_order_of_full_payment)
{
    auto o = assessed();
    o.go_to("2021-06-01");
    BOOST_TEST(o.pay("2021:CCC", "p", "200", "2021-01-10") == "");
    BOOST_TEST(o.pay("2021:AAA", "p", "500", "2021-02-10") == "");
    BOOST_TEST(o.pay("2021:BBB", "p", "300", "2021-01-10") == "");
    const auto roll = summarise_obligations(o.opened(), "2021", day("2021-06-01")).honour_roll;
    BOOST_TEST_REQUIRE(roll.size() == 3U);
    BOOST_TEST(roll[0].actor == "BBB");
    BOOST_TEST(roll[1].actor == "CCC");
    BOOST_TEST(roll[1].place == 1);
    BOOST_TEST(roll[2].actor == "AAA");
    BOOST_TEST(roll[2].place == 3);
    BOOST_TEST(roll[0].on_time);
    BOOST_TEST(!roll[2].on_time);
}

BOOST_AUTO_TEST_CASE(the_machine_reaches_the_state_that_the_view_computes)
{
    auto o = assessed();
    o.go_to("2021-06-01");
    const auto* m = depositary::workflows::workflows().find("obligation_payment");
    BOOST_REQUIRE(m != nullptr);
    std::string state = "assessed";
    int n = 0;
    for (const auto* amount : {"100", "150", "250"}) {
        const auto id = "p" + std::to_string(++n);
        BOOST_TEST(o.pay("2021:AAA", id, amount, "2021-02-0" + std::to_string(n)) == "");
        const auto r = record_obligation(o.opened(), "2021:AAA", day("2021-06-01"));
        machine_facts facts;
        for (const auto name : m->info().facts) {
            facts.named(name) = 0;
        }
        facts["paid_minor"] = as_fact(*r.paid);
        facts["owed_minor"] = as_fact(r.assessed);
        state = m->step(state, "reassess", facts).to;
        BOOST_TEST(state == r.state);
    }
    BOOST_TEST(state == "paid_in_full");
}

BOOST_AUTO_TEST_CASE(where_nothing_is_assessed_no_scale_is_adopted_issued_or_waived)
{
    const std::string scale =
        R"("scale":"s","from":"2021-01-01","until":"2026-12-31",)" + rates("50", "30", "20");
    const std::string issued = R"("period":"2021","total":"100","scale":"s","letter":"2021-01-01")";
    const std::string waived = R"("actor":"AAA","until":"2026-01-01")";
    office with;
    BOOST_TEST(with.act("chair", "scale.adopt", scale) == "");
    BOOST_TEST(with.act("chair", "assessment.issue", issued) == "");
    BOOST_TEST(with.act("chair", "arrears.waive", waived) != "E_NO_ASSESSED_TERMS");
    office without;
    without.open("made-up-gifts", "facility", R"({"joining":{"acts":["joining"]}})");
    BOOST_TEST(without.act("chair", "scale.adopt", scale) == "E_NO_ASSESSED_TERMS");
    BOOST_TEST(without.act("chair", "assessment.issue", issued) == "E_NO_ASSESSED_TERMS");
    BOOST_TEST(without.act("chair", "arrears.waive", waived) == "E_NO_ASSESSED_TERMS");
}

BOOST_AUTO_TEST_CASE(a_text_ends_at_its_limit)
{
    office o;
    const auto with_reason = [&](std::size_t bytes) {
        auto params = depositary::tests::params_of(
            R"("scale":"s)" + std::to_string(bytes) +
            R"(","from":"2021-01-01","until":"2026-12-31",)" + rates("50", "30", "20")
        );
        params["initiative"] = o.initiative;
        params["reason"] = std::string(bytes, 'x');
        params["evidence"] =
            boost::json::array{boost::json::object{{"uri", "https://example.org/made-up"}}};
        return o.send("chair", "scale.adopt", params);
    };
    BOOST_TEST(with_reason(8'192) == "");
    BOOST_TEST(with_reason(8'193) == "E_TOO_LONG");
    BOOST_TEST(o.last->field == "reason");
}

BOOST_AUTO_TEST_SUITE_END()
