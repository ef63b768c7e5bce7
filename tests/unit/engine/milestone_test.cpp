#include <boost/test/unit_test.hpp>

#include "engine/codec.hpp"
#include "tests/unit/engine/milestone_stage.hpp"

using namespace depositary::engine;
using depositary::engine::milestone_tests::day;
using depositary::engine::milestone_tests::evidence_text;
using depositary::engine::milestone_tests::stage;

BOOST_AUTO_TEST_SUITE(milestone_test)

namespace {

/// `{"milestone":"m",MORE,"evidence":...}`
std::string m(const std::string& more = {}, const std::string& key = "m")
{
    return "{\"milestone\":\"" + key + "\"," + (more.empty() ? "" : more + ",") + evidence_text +
           "}";
}

/// Planned at an unknown day before the end of 2017, as a history is imported.
void plan(stage& s, const std::string& more, const std::string& key = "m")
{
    const auto params =
        m(R"("title":{"en":"MADE UP"},"effective_on":{"not_after":"2017-12-31"})" +
              (more.empty() ? "" : "," + more),
          key);
    BOOST_REQUIRE_EQUAL(s.call("chair", "milestone.plan", params), "");
}

void plan_today(stage& s, const std::string& more, const std::string& key = "m")
{
    const auto params = m(R"("title":{"en":"MADE UP"})" + (more.empty() ? "" : "," + more), key);
    BOOST_REQUIRE_EQUAL(s.call("chair", "milestone.plan", params), "");
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_sourced_miss_holds_from_the_day_after_the_due_date)
{
    stage s("2022-06-01");
    plan(s, R"("due":"2021-12-31")");
    BOOST_TEST(s.call("rev", "milestone.record_outcome", m(R"("outcome":"missed")")) == "");
    BOOST_TEST(s.milestone("m", "2021-11-30").deadline == "future");
    BOOST_TEST(s.milestone("m", "2021-12-01").deadline == "due_soon");
    BOOST_TEST(s.milestone("m", "2021-12-31").deadline == "due");
    BOOST_TEST(!s.milestone("m", "2021-12-31").outcome);
    const auto after = s.milestone("m", "2022-01-01");
    BOOST_TEST(after.deadline == "missed");
    BOOST_TEST(after.outcome.value() == "missed");
    BOOST_TEST(after.outcome_seq.value() == s.state.seq);
}

BOOST_AUTO_TEST_CASE(what_was_met_before_its_due_date_is_met_on_time_from_that_day)
{
    stage s("2022-06-01");
    plan(s, R"("due":"2020-12-31")");
    const auto met = m(R"("outcome":"met","on":"2020-11-13")");
    BOOST_TEST(s.call("rev", "milestone.record_outcome", met) == "");
    BOOST_TEST(s.milestone("m", "2020-11-12").deadline == "future");
    BOOST_TEST(s.milestone("m", "2020-11-13").deadline == "met_on_time");
    BOOST_TEST(s.milestone("m", "2022-06-01").deadline == "met_on_time");
}

BOOST_AUTO_TEST_CASE(the_calendar_alone_says_due_passed_and_never_missed)
{
    stage s("2021-01-01");
    plan(s, R"("due":"2020-12-31")");
    s.clock();
    BOOST_REQUIRE_EQUAL(s.events.size(), 1U);
    BOOST_TEST((settled_day(s.events.front()) == day("2021-01-01")));
    BOOST_TEST(s.events.front().payload.is<milestone_due_passed>());
    s.go_to("2031-01-01");
    s.clock();
    BOOST_TEST(s.events.empty());
    const auto v = s.milestone("m");
    BOOST_TEST(v.deadline == "due_passed");
    BOOST_TEST(!v.outcome);
}

BOOST_AUTO_TEST_CASE(a_due_date_known_by_month_falls_due_on_its_last_day)
{
    stage s("2020-01-01");
    plan(s, R"("due":"2020-02")");
    BOOST_TEST(s.milestone("m", "2020-02-28").deadline == "due_soon");
    BOOST_TEST(s.milestone("m", "2020-02-29").deadline == "due");
    BOOST_TEST(s.milestone("m", "2020-03-01").deadline == "due_passed");
}

BOOST_AUTO_TEST_CASE(a_late_or_undated_success_is_not_called_on_time)
{
    stage s("2022-06-01");
    plan(s, R"("due":"2020-06-30")", "late");
    plan(s, R"("due":"2020-06-30")", "open");
    plan(s, "", "undated");
    const auto met = [&](const std::string& key, const std::string& on) {
        return s.call("rev", "milestone.record_outcome", m(R"("outcome":"met")" + on, key));
    };
    BOOST_TEST(met("late", R"(,"on":"2020-07-01")") == "");
    BOOST_TEST(s.milestone("late").deadline == "met_late");
    BOOST_TEST(s.milestone("late").outcome_timing_certain);
    BOOST_TEST(met("open", R"(,"on":"2020")") == "");
    BOOST_TEST(s.milestone("open").deadline == "met_late");
    BOOST_TEST(!s.milestone("open").outcome_timing_certain);
    BOOST_TEST(met("undated", R"(,"on":"2020-09")") == "");
    BOOST_TEST(s.milestone("undated").deadline == "achieved");
    BOOST_TEST(s.milestone("undated", "2020-09-29").deadline == "no_due_date");
}

BOOST_AUTO_TEST_CASE(outcomes_need_a_source_a_date_and_a_past_due_date)
{
    stage s("2020-06-30");
    plan(s, R"("due":"2020-06-30")");
    const auto outcome = [&](const std::string& params) {
        return s.call("rev", "milestone.record_outcome", params);
    };
    BOOST_TEST(outcome(m(R"("outcome":"missed")")) == "E_NOT_DUE");
    BOOST_TEST(outcome(m(R"("outcome":"met")")) == "E_MISSING_FIELD");
    BOOST_TEST(outcome(m(R"("outcome":"met","on":"2020-07-02")")) == "E_FUTURE_DATE");
    BOOST_TEST(outcome(m(R"("outcome":"soon")")) == "E_VALUE");
    s.go_to("2020-07-01");
    BOOST_TEST(outcome(R"({"milestone":"m","outcome":"missed"})") == "E_NO_EVIDENCE");
    BOOST_TEST(outcome(m(R"("outcome":"missed","on":"2020-07-01")")) == "E_VALUE");
    BOOST_TEST(outcome(m(R"("outcome":"missed")")) == "");
    BOOST_TEST(outcome(m(R"("outcome":"met","on":"2020-06-29")")) == "E_STATE");
    BOOST_TEST(outcome(m(R"("outcome":"met","on":"2020-07-01")")) == "");
    BOOST_TEST(s.milestone("m").deadline == "met_late");
}

BOOST_AUTO_TEST_CASE(the_owner_reports_and_nobody_reports_for_it)
{
    stage s("2020-01-01");
    plan_today(s, R"("owner":"AAA","due":"2020-12-31")");
    BOOST_TEST(s.call("bob", "milestone.start", m()) == "E_OTHER_ACTOR");
    BOOST_TEST(s.call("chair", "milestone.start", m()) == "E_ROLE");
    BOOST_TEST(s.milestone("m").owner_state == "planned");
    BOOST_TEST(s.call("ana", "milestone.start", m()) == "");
    BOOST_TEST(s.milestone("m").owner_state == "in_progress");
    for (const auto& [status, state] :
         {std::pair{"delayed", "delayed"}, {"at_risk", "at_risk"}, {"on_track", "in_progress"}}) {
        const auto params = m("\"status\":\"" + std::string(status) + "\"");
        BOOST_TEST(s.call("ana", "milestone.report_status", params) == "");
        BOOST_TEST(s.milestone("m").owner_state == state);
    }
    plan_today(s, "", "ours");
    BOOST_TEST(s.call("chair", "milestone.start", m("", "ours")) == "");
}

BOOST_AUTO_TEST_CASE(measured_values_do_not_fall_unless_corrected)
{
    stage s("2020-01-01");
    plan_today(s, R"("owner":"AAA","baseline":"0","target":"10.5")");
    BOOST_TEST(s.call("ana", "milestone.start", m()) == "");
    const auto value = [&](const std::string& v, const std::string& more = {}) {
        return s.call("ana", "milestone.report_progress", m("\"value\":\"" + v + "\"" + more));
    };
    BOOST_TEST(value("4.25") == "");
    BOOST_TEST(value("4.249") == "E_NOT_MONOTONE");
    BOOST_TEST(value("4,3") == "E_TYPE");
    BOOST_TEST(value("1e1") == "E_TYPE");
    BOOST_TEST(value("3", R"(,"correction":true)") == "");
    BOOST_TEST(s.milestone("m").last_value.value() == "3");
    const std::string bare = R"({"milestone":"m","value":"9"})";
    BOOST_TEST(s.call("ana", "milestone.report_progress", bare) == "E_NO_EVIDENCE");
    BOOST_TEST(s.call("ana", "milestone.report_complete", m()) == "E_TARGET_NOT_MET");
    BOOST_TEST(value("123456789012345678.5") == "");
    BOOST_TEST(value("123456789012345678.4") == "E_NOT_MONOTONE");
    BOOST_TEST(s.call("ana", "milestone.report_complete", m()) == "");
    BOOST_TEST(s.milestone("m").owner_state == "reported_complete");
}

BOOST_AUTO_TEST_CASE(an_indicator_with_a_lower_target_improves_downwards)
{
    stage s("2020-01-01");
    plan_today(s, R"("owner":"AAA","baseline":"100","target":"20")");
    BOOST_TEST(s.call("ana", "milestone.start", m()) == "");
    BOOST_TEST(s.call("ana", "milestone.report_progress", m(R"("value":"50")")) == "");
    BOOST_TEST(
        s.call("ana", "milestone.report_progress", m(R"("value":"51")")) == "E_NOT_MONOTONE"
    );
    BOOST_TEST(s.call("ana", "milestone.report_complete", m()) == "E_TARGET_NOT_MET");
    BOOST_TEST(s.call("ana", "milestone.report_progress", m(R"("value":"20")")) == "");
    BOOST_TEST(s.call("ana", "milestone.report_complete", m()) == "");
}

BOOST_AUTO_TEST_CASE(what_comes_first_is_complete_first)
{
    stage s("2020-01-01");
    plan_today(s, R"("owner":"AAA")", "first");
    plan_today(s, R"("owner":"AAA","after":["first"])");
    BOOST_TEST(s.call("ana", "milestone.start", m()) == "");
    BOOST_TEST(s.call("ana", "milestone.report_complete", m()) == "E_DEPENDENCY");
    BOOST_TEST(s.call("ana", "milestone.start", m("", "first")) == "");
    BOOST_TEST(s.call("ana", "milestone.report_complete", m("", "first")) == "");
    BOOST_TEST(s.call("ana", "milestone.report_complete", m()) == "");
}

BOOST_AUTO_TEST_CASE(who_assesses_does_not_own)
{
    stage s("2021-03-01");
    plan(s, R"("owner":"AAA","due":"2020-12-31")");
    const auto assess = [&](const std::string& who) {
        return s.call(who, "milestone.assess", m(R"("level":"limited","statement":"MADE UP")"));
    };
    s.go_to("2021-02-28");
    BOOST_TEST(assess("rev") == "E_PERIOD_NOT_OVER");  // due + 2 months by the terms
    s.go_to("2021-03-01");
    s.grant_role("chair", "reviewer", "made-up");
    s.grant_role("ana", "reviewer", "made-up");
    BOOST_TEST(assess("chair") == "E_NOT_INDEPENDENT");
    BOOST_TEST(assess("ana") == "E_NOT_INDEPENDENT");
    BOOST_TEST(assess("bob") == "E_ROLE");
    BOOST_TEST(assess("rev") == "");
    BOOST_TEST(s.milestone("m").assessed == "limited");
}

BOOST_AUTO_TEST_CASE(the_owner_replies_once_and_in_time)
{
    stage s("2021-03-01");
    plan(s, R"("owner":"AAA","due":"2020-12-31")");
    const auto reply = m(R"("statement":"MADE UP reply")");
    BOOST_TEST(s.call("ana", "milestone.reply", reply) == "E_NOT_ASSESSED");
    const auto level = m(R"("level":"limited","statement":"MADE UP")");
    BOOST_TEST(s.call("rev", "milestone.assess", level) == "");
    s.go_to("2021-03-12");
    BOOST_TEST(s.call("ana", "milestone.reply", reply) == "E_WINDOW_CLOSED");
    s.go_to("2021-03-11");
    BOOST_TEST(s.call("ana", "milestone.reply", reply) == "");
    BOOST_TEST(s.milestone("m").reply.value() == "MADE UP reply");
    BOOST_TEST(s.call("ana", "milestone.reply", reply) != "");
}

BOOST_AUTO_TEST_CASE(a_reopened_milestone_is_assessed_again)
{
    stage s("2021-03-01");
    plan(s, R"("owner":"AAA","due":"2020-12-31")");
    BOOST_TEST(s.call("ana", "milestone.start", m()) == "");
    BOOST_TEST(s.call("ana", "milestone.report_complete", m()) == "");
    const auto level = m(R"("level":"limited","statement":"MADE UP")");
    BOOST_TEST(s.call("rev", "milestone.assess", level) == "");
    BOOST_TEST(s.call("rev", "milestone.assess", level) != "");
    BOOST_TEST(s.call("rev", "milestone.reopen", R"({"milestone":"m"})") == "E_NO_EVIDENCE");
    BOOST_TEST(s.call("rev", "milestone.reopen", m()) == "");
    BOOST_TEST(s.milestone("m").owner_state == "in_progress");
    BOOST_TEST(s.milestone("m").assessed == "not_assessed");
    BOOST_TEST(s.call("rev", "milestone.assess", level) == "");
}

BOOST_AUTO_TEST_CASE(moving_the_due_date_keeps_the_original_and_counts_the_days)
{
    stage s("2020-06-01");
    plan(s, R"("owner":"AAA","due":"2020-12-31")");
    const auto moved = [&](const std::string& who, const std::string& due) {
        return s.call(who, "milestone.reschedule", m("\"due\":\"" + due + "\""));
    };
    BOOST_TEST(
        s.call("ana", "milestone.reschedule", R"({"milestone":"m","due":"2021"})") == "E_REASON"
    );
    BOOST_TEST(moved("ana", "2020-12-31") == "E_VALUE");
    BOOST_TEST(moved("ana", "2021-01-31") == "");
    auto v = s.milestone("m");
    BOOST_TEST((due_day(v.original_due.value()) == day("2020-12-31")));
    BOOST_TEST(v.slippage_days == 31);
    BOOST_REQUIRE_EQUAL(v.due_moves.size(), 1U);
    BOOST_TEST(v.due_moves.front().seq == s.state.seq);

    s.go_to("2021-02-01");
    BOOST_TEST(s.call("rev", "milestone.record_outcome", m(R"("outcome":"missed")")) == "");
    BOOST_TEST(moved("ana", "2021-06-30") == "E_NEEDS_COORDINATOR");
    BOOST_TEST(moved("chair", "2021-06-30") == "");
    v = s.milestone("m");
    BOOST_TEST(v.deadline == "future");
    BOOST_TEST(v.slippage_days == 181);
    BOOST_TEST(s.milestone("m", "2021-01-31").deadline == "due");
}

BOOST_AUTO_TEST_CASE(the_miss_of_the_first_due_date_stays_visible_in_the_past)
{
    stage s("2021-03-01");
    plan(s, R"("due":"2020-12-31")");
    BOOST_TEST(s.call("rev", "milestone.record_outcome", m(R"("outcome":"missed")")) == "");
    BOOST_TEST(s.call("chair", "milestone.reschedule", m(R"("due":"2021-12-31")")) == "");
    BOOST_TEST(s.milestone("m", "2021-02-01").deadline == "missed");
    BOOST_TEST(s.milestone("m", "2021-03-01").deadline == "future");
    s.go_to("2022-01-01");
    BOOST_TEST(s.milestone("m").deadline == "due_passed");
    s.clock();
    BOOST_TEST(s.events.size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_closed_milestone_stays_as_it_was)
{
    stage s("2020-12-01");
    plan(s, R"("due":"2020-12-31")");
    plan(s, "", "next");
    BOOST_TEST(s.call("ana", "milestone.cancel", m()) == "E_ROLE");
    BOOST_TEST(s.call("chair", "milestone.cancel", R"({"milestone":"m"})") == "E_REASON");
    const auto to = [](const std::string& key) { return m("\"successor\":\"" + key + "\""); };
    BOOST_TEST(s.call("chair", "milestone.supersede", to("m")) == "E_NO_SUCCESSOR");
    BOOST_TEST(s.call("chair", "milestone.supersede", to("none")) == "E_NO_SUCCESSOR");
    BOOST_TEST(s.call("chair", "milestone.supersede", to("next")) == "");
    s.go_to("2021-06-01");
    BOOST_TEST(s.milestone("m").deadline == "due_soon");
    s.clock();
    BOOST_TEST(s.events.empty());
    BOOST_TEST(s.call("chair", "milestone.start", m()) == "E_TERMINAL");
    BOOST_TEST(
        s.call("rev", "milestone.record_outcome", m(R"("outcome":"missed")")) == "E_TERMINAL"
    );
    BOOST_TEST(s.milestone("m").successor.value() == "next");
}

BOOST_AUTO_TEST_CASE(a_report_dated_before_a_later_one_is_refused)
{
    stage s("2020-06-01");
    plan(s, "");
    BOOST_TEST(s.call("chair", "milestone.start", m(R"("effective_on":"2020-05-01")")) == "");
    const auto early = m(R"("status":"delayed","effective_on":"2020-04-30")");
    BOOST_TEST(s.call("chair", "milestone.report_status", early) == "E_STATE");
    const auto later = m(R"("status":"delayed","effective_on":"2020-05-02")");
    BOOST_TEST(s.call("chair", "milestone.report_status", later) == "");
    BOOST_TEST(s.milestone("m", "2020-05-01").owner_state == "in_progress");
    BOOST_TEST(s.milestone("m", "2020-05-02").owner_state == "delayed");
}

BOOST_AUTO_TEST_CASE(terms_that_ask_for_smart_milestones_name_what_lacks)
{
    stage s("2020-01-01", true);
    const auto lacking = m(R"("title":{"en":"MADE UP"},"indicator":"MADE UP","due":"2020")");
    BOOST_TEST(s.call("chair", "milestone.plan", lacking) == "E_NOT_SMART");
    BOOST_TEST(s.last->en.find("baseline, target") != std::string::npos);
    plan_today(s, R"("indicator":"MADE UP","baseline":"0","target":"1","due":"2020")");
    BOOST_TEST(s.milestone("m").owner_state == "planned");
}

BOOST_AUTO_TEST_CASE(a_plan_refers_to_what_exists)
{
    stage s("2020-01-01");
    const auto refused = [&](const std::string& more, const std::string& key = "m") {
        return s.call("chair", "milestone.plan", m(R"("title":{"en":"MADE UP"},)" + more, key));
    };
    BOOST_TEST(refused(R"("owner":"ZZZ")") == "E_NOT_FOUND");
    BOOST_TEST(refused(R"("pledge":"none")") == "E_NOT_FOUND");
    BOOST_TEST(refused(R"("after":["m"])") == "E_NOT_FOUND");
    BOOST_TEST(refused(R"("target":"many")") == "E_TYPE");
    BOOST_TEST(refused(R"("due":{"not_before":"2020-01-01"})") == "E_VALUE");
    BOOST_TEST(refused(R"("unit":"x")", "a b") == "E_VALUE");
    plan_today(s, "");
    BOOST_TEST(refused(R"("unit":"x")") == "E_EXISTS");
    BOOST_TEST(s.call("chair", "milestone.start", m("", "other")) == "E_NOT_FOUND");
}

BOOST_AUTO_TEST_CASE(a_view_is_serialised_by_its_description)
{
    stage s("2020-01-01");
    plan(s, R"("due":"2020-02")");
    const auto shown = codec::encode(s.milestone("m")).as_object();
    BOOST_TEST(shown.at("deadline").as_string() == "future");
    BOOST_TEST(shown.at("due").as_object().at("not_after").as_string() == "2020-02-29");
    BOOST_TEST(view_milestones(s.initiative(), day("2020-01-01")).size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_milestone_may_depend_on_actors_that_do_not_take_part)
{
    stage s("2024-06-01");
    const auto plan = [&](const std::string& key, const std::string& more) {
        return s.call(
            "chair", "milestone.plan",
            R"({"milestone":")" + key + R"(","title":{"en":"MADE UP"},)" + more + "}"
        );
    };
    BOOST_TEST(plan("m", R"("addressees":["BBB","ZZZ"])") == "E_NOT_FOUND");
    BOOST_TEST(plan("m", R"("step":"nowhere")") == "E_NOT_FOUND");
    BOOST_TEST(plan("m", R"("addressees":["BBB"],"due":"2024-05-01")") == "");
    BOOST_TEST((s.milestone("m").addressees == std::vector<std::string>{"BBB"}));
}

BOOST_AUTO_TEST_CASE(a_miss_may_say_that_the_body_could_not_agree)
{
    stage s("2024-06-01");
    BOOST_REQUIRE(
        s.call(
            "chair", "milestone.plan",
            R"({"milestone":"m","title":{"en":"MADE UP"},"due":"2024-05-01"})"
        ) == ""
    );
    const auto outcome = [&](const std::string& word, const std::string& cause) {
        return s.call(
            "chair", "milestone.record_outcome",
            R"({"milestone":"m","outcome":")" + word + R"(","cause":")" + cause + R"(",)" +
                evidence_text + "}"
        );
    };
    BOOST_TEST(outcome("met", "consensus_blocked") == "E_VALUE");
    BOOST_TEST(outcome("missed", "bad_luck") == "E_VALUE");
    BOOST_TEST(outcome("missed", "consensus_blocked") == "");
    BOOST_TEST(s.milestone("m").outcome_cause.value() == "consensus_blocked");
    BOOST_TEST(s.milestone("m").deadline == "missed");
}

BOOST_AUTO_TEST_SUITE_END()
