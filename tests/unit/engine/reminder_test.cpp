#include <boost/test/unit_test.hpp>

#include <algorithm>

#include "engine/notification.hpp"
#include "engine/reservation.hpp"
#include "tests/support/register_fixture.hpp"

/// MADE UP due dates. A reminder is recorded once, on its day, and never for what is done.

using namespace depositary::engine;
using depositary::tests::day;
using depositary::tests::register_fixture;

BOOST_AUTO_TEST_SUITE(reminder_test)

namespace {

struct reminded
{
    std::string subject;
    std::string key;
    std::string on;
    std::int64_t days = 0;
    std::string owner;
};

std::vector<reminded> reminders(const register_fixture& r)
{
    std::vector<reminded> out;
    for (const auto& e : r.log) {
        if (const auto* s = e.payload.get_if<reminder_sent>()) {
            out.push_back(
                {s->subject, s->key, e.effective_on.not_before->to_string(), s->days,
                 s->owner.value_or("")}
            );
        }
    }
    return out;
}

register_fixture facility(std::string_view today = "2024-01-01")
{
    register_fixture r(today);
    r.add_actor("AAA");
    r.add_actor("BBB");
    r.open(
        "fund", "facility",
        R"({"joining":{"acts":["joining"],"roles":["contributor"]},)"
        R"("pledges":{"admitted":true,"forms":["financial"]},)"
        R"("milestones":{},"reminders":{"days_before":[30,7]}})"
    );
    r.grant("chair", "coordinator");
    return r;
}

std::string plan(register_fixture& r, const std::string& due)
{
    return r.act(
        "chair", "milestone.plan",
        R"("milestone":"m1","title":{"en":"MADE UP","fr":"FICTIF"},"due":")" + due + '"'
    );
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_milestone_is_reminded_of_on_each_day_the_terms_name)
{
    auto r = facility();
    BOOST_TEST_REQUIRE(plan(r, "2024-03-31") == "");
    r.go_to("2024-02-29");
    r.clock();
    BOOST_TEST(reminders(r).empty());
    r.go_to("2024-03-01");
    r.clock();
    r.clock();
    BOOST_TEST_REQUIRE(reminders(r).size() == 1U);
    BOOST_TEST(reminders(r)[0].on == "2024-03-01");
    BOOST_TEST(reminders(r)[0].days == 30);
    // The clock stood still for a while: the record still says the right day.
    r.go_to("2024-03-31");
    r.clock();
    BOOST_TEST_REQUIRE(reminders(r).size() == 2U);
    BOOST_TEST(reminders(r)[1].on == "2024-03-24");
    BOOST_TEST(reminders(r)[1].days == 7);
    BOOST_TEST(reminders(r)[1].key == "m1");
}

BOOST_AUTO_TEST_CASE(what_is_past_due_is_not_reminded_of)
{
    auto r = facility();
    BOOST_TEST_REQUIRE(plan(r, "2024-03-31") == "");
    r.go_to("2024-04-01");
    r.clock();
    BOOST_TEST(reminders(r).empty());
}

BOOST_AUTO_TEST_CASE(what_was_cancelled_is_not_reminded_of)
{
    auto r = facility();
    BOOST_TEST_REQUIRE(plan(r, "2024-03-31") == "");
    BOOST_TEST_REQUIRE(r.act("chair", "milestone.cancel", R"("milestone":"m1")") == "");
    r.go_to("2024-03-20");
    r.clock();
    BOOST_TEST(reminders(r).empty());
}

BOOST_AUTO_TEST_CASE(a_due_date_set_late_is_reminded_of_once)
{
    auto r = facility("2024-03-29");
    BOOST_TEST_REQUIRE(plan(r, "2024-03-31") == "");
    r.clock();
    BOOST_TEST_REQUIRE(reminders(r).size() == 1U);
    BOOST_TEST(reminders(r)[0].on == "2024-03-29");
    BOOST_TEST(reminders(r)[0].days == 7);
}

BOOST_AUTO_TEST_CASE(a_moved_due_date_is_reminded_of_again)
{
    auto r = facility();
    BOOST_TEST_REQUIRE(plan(r, "2024-03-31") == "");
    r.go_to("2024-03-02");
    r.clock();
    BOOST_TEST_REQUIRE(
        r.act("chair", "milestone.reschedule", R"("milestone":"m1","due":"2024-06-30")") == ""
    );
    r.go_to("2024-06-01");
    r.clock();
    BOOST_TEST_REQUIRE(reminders(r).size() == 2U);
    BOOST_TEST(reminders(r)[1].on == "2024-05-31");
}

BOOST_AUTO_TEST_CASE(who_may_still_object_is_reminded)
{
    register_fixture r("2020-01-10");
    for (const auto* id : {"AAA", "BBB"}) {
        r.add_actor(id);
    }
    r.open(
        "pact", "treaty",
        R"({"joining":{"acts":["ratification"]},"reservations":{},)"
        R"("notifications":{"deemed_received_days":0},"reminders":{"days_before":[7]}})"
    );
    r.grant("dep", "depositary");
    for (const auto* id : {"AAA", "BBB"}) {
        BOOST_TEST_REQUIRE(
            r.act(
                "dep", "participation.deposit",
                R"("actor":")" + std::string(id) + R"(","act":"ratification")"
            ) == ""
        );
    }
    BOOST_TEST_REQUIRE(
        r.act(
            "dep", "reservation.formulate",
            R"("reservation":"r1","actor":"AAA","statement":"MADE UP")"
        ) == ""
    );
    r.go_to("2021-01-03");
    r.clock();
    BOOST_TEST_REQUIRE(reminders(r).size() == 1U);
    BOOST_TEST(reminders(r)[0].subject == "objection");
    BOOST_TEST(reminders(r)[0].key == "r1/BBB");
    BOOST_TEST(reminders(r)[0].owner == "BBB");
    auto silent = r;
    BOOST_TEST(silent.log.size() == r.log.size());
    r.go_to("2021-01-10");
    r.clock();
    BOOST_TEST(reminders(r).size() == 1U);
}

/// AAA owes 500 for 2021, due on 2021-01-31.
BOOST_AUTO_TEST_CASE(who_owes_an_assessed_obligation_is_reminded_until_it_is_paid)
{
    register_fixture r("2021-01-01");
    r.add_actor("AAA");
    r.open(
        "dues", "assessed-obligation",
        R"({"joining":{"acts":["joining"]},"assessment":{"unit":"USD","due_days":30},)"
        R"("reminders":{"days_before":[30,7]}})"
    );
    BOOST_TEST_REQUIRE(
        r.act(
            "import", "obligation.assess",
            R"("actor":"AAA","period":"2021","amount":"500","due":"2021-01-31")"
        ) == ""
    );
    r.clock();
    BOOST_TEST_REQUIRE(reminders(r).size() == 1U);
    BOOST_TEST(reminders(r)[0].subject == "obligation");
    BOOST_TEST(reminders(r)[0].key == "2021:AAA");
    BOOST_TEST(reminders(r)[0].owner == "AAA");
    r.go_to("2021-01-23");
    r.clock();
    BOOST_TEST(reminders(r).size() == 1U);
    auto paid = r;
    BOOST_TEST_REQUIRE(
        paid.act("import", "obligation.record_paid_in_full", R"("obligation":"2021:AAA")") == ""
    );
    for (auto* one : {&r, &paid}) {
        one->go_to("2021-01-24");
        one->clock();
    }
    BOOST_TEST(reminders(r).size() == 2U);
    BOOST_TEST(reminders(paid).size() == 1U);
}

BOOST_AUTO_TEST_CASE(who_has_a_report_to_file_is_reminded)
{
    register_fixture r("2020-01-31");
    r.add_actor("AAA");
    r.open(
        "coalition-x", "coalition",
        R"({"joining":{"acts":["joining"],"roles":["maker"]},)"
        R"("reporting":{"every_months":12,"grace_months":4},"reminders":{"days_before":[30,7]}})"
    );
    BOOST_TEST_REQUIRE(
        r.act("import", "participation.join", R"("actor":"AAA","as":"maker")") == ""
    );
    r.go_to("2020-12-31");
    r.clock();
    BOOST_TEST(reminders(r).empty());
    r.go_to("2021-01-01");
    r.clock();
    BOOST_TEST_REQUIRE(reminders(r).size() == 1U);
    BOOST_TEST(reminders(r)[0].subject == "report");
    BOOST_TEST(reminders(r)[0].owner == "AAA");
}

BOOST_AUTO_TEST_SUITE_END()
