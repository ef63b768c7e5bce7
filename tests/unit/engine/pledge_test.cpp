#include <boost/test/unit_test.hpp>

#include <algorithm>

#include "engine/codec.hpp"
#include "engine/pledge_matching.hpp"
#include "tests/unit/engine/pledge_stage.hpp"

using namespace depositary::engine;
using namespace depositary::engine::pledge_tests;

BOOST_AUTO_TEST_SUITE(pledge_test)

namespace {

/// A registered pledge "p" of AAA.
stage with_pledge(const std::string& amount, std::string_view today = "2024-01-01")
{
    stage s(today);
    BOOST_REQUIRE_EQUAL(s.call("ana", "pledge.register", money("p", "AAA", amount)), "");
    return s;
}

std::string paid(stage& s, const std::string& receipt, const std::string& amount)
{
    const auto id = R"(,"receipt":")" + receipt + R"(")";
    const auto reported = s.call("ana", "pledge.report_payment", amount_of("p", amount) + id);
    return reported.empty() ? s.call(
                                  "till", "pledge.confirm_receipt",
                                  named("p", R"("receipt":")" + receipt + R"(")")
                              )
                            : reported;
}

std::string signed_for(
    const std::string& amount, const std::string& instalments, const std::string& id = "c"
)
{
    return amount_of("p", amount) + R"(,"commitment":")" + id + R"(","instalments":[)" +
           instalments + "]";
}

std::string part(const std::string& key, const std::string& due, const std::string& amount)
{
    return R"({"key":")" + key + R"(","due":")" + due + R"(","amount":")" + amount + R"("})";
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_pledge_of_100_amended_to_150_is_150_and_not_250)
{
    auto s = with_pledge("100");
    BOOST_TEST(s.call("ana", "pledge.amend", amount_of("p", "150")) == "");
    const auto v = s.pledge();
    BOOST_TEST(v.pledged == "150.00");
    BOOST_TEST(v.original == "100.00");
    BOOST_TEST(v.outstanding == "150.00");
}

BOOST_AUTO_TEST_CASE(a_reduction_below_what_was_paid_leaves_nothing_outstanding_and_20_over)
{
    auto s = with_pledge("120");
    BOOST_TEST(paid(s, "r", "80") == "");
    BOOST_TEST(s.call("ana", "pledge.reduce", amount_of("p", "60")) == "");
    const auto v = s.pledge();
    BOOST_TEST(v.pledged == "60.00");
    BOOST_TEST(v.paid == "80.00");
    BOOST_TEST(v.over_fulfilled == "20.00");
    BOOST_TEST(v.outstanding == "0.00");
    BOOST_TEST(v.original == "120.00");
    BOOST_TEST(v.paid_of_pledged.value() == "4/3");
    BOOST_TEST(v.paid_of_original.value() == "2/3");
    BOOST_TEST(v.progress == "fulfilled");
}

BOOST_AUTO_TEST_CASE(a_reported_payment_counts_as_paid_only_once_the_recipient_confirms_it)
{
    auto s = with_pledge("100");
    BOOST_TEST(
        s.call("ana", "pledge.report_payment", amount_of("p", "40") + R"(,"receipt":"r")") == ""
    );
    BOOST_TEST(s.pledge().paid == "0.00");
    BOOST_TEST(s.pledge().reported_unconfirmed == "40.00");
    BOOST_TEST(s.pledge().progress == "registered");
    BOOST_TEST(
        s.call("till", "pledge.confirm_receipt", amount_of("p", "39.50") + R"(,"receipt":"r")") ==
        ""
    );
    BOOST_TEST(s.pledge().paid == "39.50");
    BOOST_TEST(s.pledge().reported_unconfirmed == "0.00");
    BOOST_TEST(s.pledge().pledged_uncommitted == "60.50");
    BOOST_TEST(s.pledge().progress == "partly_fulfilled");
}

BOOST_AUTO_TEST_CASE(who_reported_a_payment_does_not_confirm_it)
{
    auto s = with_pledge("100");
    const std::string receipt = R"("receipt":"r")";
    BOOST_TEST(s.call("both", "pledge.report_payment", amount_of("p", "40") + "," + receipt) == "");
    BOOST_TEST(s.call("both", "pledge.confirm_receipt", named("p", receipt)) == "E_SELF_CONFIRM");
    BOOST_TEST(s.call("ana", "pledge.confirm_receipt", named("p", receipt)) == "E_ROLE");
    BOOST_TEST(s.call("till", "pledge.confirm_receipt", named("p", receipt)) == "");
}

BOOST_AUTO_TEST_CASE(a_dispute_is_open_until_the_receipt_is_confirmed)
{
    auto s = with_pledge("100");
    const auto r = named("p", R"("receipt":"r")");
    BOOST_TEST(s.call("till", "pledge.confirm_receipt", r) == "E_NO_ORIGINAL");
    BOOST_TEST(
        s.call("ana", "pledge.report_payment", amount_of("p", "40") + R"(,"receipt":"r")") == ""
    );
    BOOST_TEST(s.call("till", "pledge.dispute_receipt", r) == "");
    BOOST_TEST(s.pledge().dispute == "open");
    BOOST_TEST(s.call("till", "pledge.confirm_receipt", r) == "");
    BOOST_TEST(s.pledge().dispute == "none");
}

BOOST_AUTO_TEST_CASE(a_reversal_takes_the_receipt_off_and_both_stay_in_the_record)
{
    auto s = with_pledge("100");
    BOOST_TEST(paid(s, "r", "40") == "");
    BOOST_TEST(s.call("till", "pledge.reverse_receipt", named("p", R"("receipt":"r")")) == "");
    const auto v = s.pledge();
    BOOST_TEST(v.paid == "0.00");
    BOOST_TEST(v.progress == "registered");
    BOOST_REQUIRE_EQUAL(v.explain.at("paid").size(), 2U);
    BOOST_TEST(v.explain.at("paid")[0].amount == "40.00");
    BOOST_TEST(v.explain.at("paid")[1].amount == "-40.00");
}

BOOST_AUTO_TEST_CASE(a_release_needs_two_persons_and_leaves_the_promise_as_it_is)
{
    auto s = with_pledge("100");
    BOOST_TEST(s.call("chair", "pledge.release", amount_of("p", "30")) == "E_FOUR_EYES");
    BOOST_TEST(s.agree("chair", "chair", "pledge.release", amount_of("p", "30")) == "E_FOUR_EYES");
    BOOST_TEST(s.agree("chair", "till", "pledge.release", amount_of("p", "100.01")) == "E_AMOUNT");
    BOOST_TEST(s.agree("chair", "till", "pledge.release", amount_of("p", "30")) == "");
    BOOST_TEST(s.pledge().pledged == "100.00");
    BOOST_TEST(s.pledge().expected == "70.00");
    BOOST_TEST(s.pledge().life == "registered");
    BOOST_TEST(s.agree("chair", "till", "pledge.release", amount_of("p", "70")) == "");
    BOOST_TEST(s.pledge().life == "released");
    BOOST_TEST(s.call("ana", "pledge.amend", amount_of("p", "200")) == "E_TERMINAL");
}

BOOST_AUTO_TEST_CASE(a_record_in_error_counts_nowhere_and_names_its_successor)
{
    auto s = with_pledge("100");
    BOOST_TEST(
        s.agree("dep", "dep2", "pledge.void", named("p", R"("successor":"q")")) == "E_NO_SUCCESSOR"
    );
    BOOST_TEST(s.call("ana", "pledge.register", money("q", "AAA", "90")) == "");
    BOOST_TEST(s.agree("dep", "dep2", "pledge.void", named("p", R"("successor":"q")")) == "");
    BOOST_TEST(s.pledge().life == "voided");
    BOOST_TEST(s.pledge().pledged == "0.00");
    BOOST_TEST(s.pledge().successor.value() == "q");
    BOOST_TEST(s.pledge("p", "2023-12-31").life == "unrecorded");
}

BOOST_AUTO_TEST_CASE(a_withdrawn_pledge_keeps_its_receipts)
{
    auto s = with_pledge("100");
    BOOST_TEST(paid(s, "r", "25") == "");
    BOOST_TEST(s.bare("ana", "pledge.withdraw", named("p")) == "E_REASON");
    BOOST_TEST(s.call("ana", "pledge.withdraw", named("p")) == "");
    BOOST_TEST(s.pledge().life == "withdrawn");
    BOOST_TEST(s.pledge().pledged == "0.00");
    BOOST_TEST(s.pledge().paid == "25.00");
    BOOST_TEST(s.pledge().outstanding == "0.00");
}

BOOST_AUTO_TEST_CASE(a_pledge_with_a_commitment_in_force_is_not_withdrawn)
{
    auto s = with_pledge("100");
    BOOST_REQUIRE_EQUAL(s.agree("ana", "till", "pledge.sign_commitment", signed_for("60", "")), "");
    BOOST_TEST(s.call("ana", "pledge.withdraw", named("p")) == "E_STATE");
    BOOST_TEST(
        s.call("till", "pledge.terminate_commitment", named("p", R"("commitment":"c")")) == ""
    );
    BOOST_TEST(s.pledge().committed == "0.00");
    BOOST_TEST(s.call("ana", "pledge.withdraw", named("p")) == "");
}

BOOST_AUTO_TEST_CASE(a_commitment_is_signed_by_both_sides_and_its_instalments_add_up)
{
    auto s = with_pledge("100");
    const auto good = part("1", "2024-03-01", "20") + "," + part("2", "2024-06-01", "40");
    BOOST_TEST(
        s.agree("ana", "till", "pledge.sign_commitment", signed_for("61", good)) == "E_SCHEDULE_SUM"
    );
    BOOST_TEST(s.agree("ana", "both", "pledge.sign_commitment", signed_for("60", good)) == "");
    BOOST_TEST(
        s.agree("ana", "ana", "pledge.sign_commitment", signed_for("60", good, "d")) ==
        "E_FOUR_EYES"
    );
    BOOST_TEST(s.pledge().progress == "partly_committed");
    BOOST_TEST(s.pledge().committed_unpaid == "60.00");
    BOOST_TEST(s.pledge().pledged_uncommitted == "40.00");
}

BOOST_AUTO_TEST_CASE(two_focal_points_do_not_countersign_each_other)
{
    auto s = with_pledge("100");
    s.grant_role("ann", "focal_point", "AAA");
    BOOST_TEST(
        s.agree("ana", "ann", "pledge.sign_commitment", signed_for("60", "")) == "E_COUNTERSIGN"
    );
}

BOOST_AUTO_TEST_CASE(overdue_instalments_age_and_payments_go_where_they_are_sent)
{
    auto s = with_pledge("100");
    const auto schedule = part("1", "2024-03-01", "20") + "," + part("2", "2024-06-01", "40") +
                          "," + part("3", "2024-12-01", "40");
    BOOST_REQUIRE_EQUAL(
        s.agree("ana", "till", "pledge.sign_commitment", signed_for("100", schedule)), ""
    );
    s.go_to("2024-02-15");
    BOOST_TEST(s.pledge().schedule == "due_soon");
    BOOST_TEST(
        s.call(
            "ana", "pledge.report_payment",
            amount_of("p", "15") + R"(,"receipt":"r","instalment":"c/9")"
        ) == "E_ALLOCATION"
    );
    BOOST_TEST(
        s.call(
            "ana", "pledge.report_payment",
            amount_of("p", "15") + R"(,"receipt":"r","instalment":"c/2")"
        ) == ""
    );
    BOOST_TEST(s.call("till", "pledge.confirm_receipt", named("p", R"("receipt":"r")")) == "");
    const auto on_the_day = s.pledge("p", "2024-03-01");
    BOOST_TEST(on_the_day.overdue == "0.00");
    BOOST_TEST(on_the_day.commitments[0].instalments[0].state == "due");
    const auto v = s.pledge("p", "2024-07-01");
    BOOST_TEST(v.overdue == "45.00");
    BOOST_TEST(v.overdue_1_30 == "25.00");
    BOOST_TEST(v.overdue_91_365 == "20.00");
    BOOST_TEST(v.schedule == "overdue");
    BOOST_TEST(s.pledge("p", "2025-03-02").overdue_over_365 == "20.00");
}

BOOST_AUTO_TEST_CASE(a_rescheduled_instalment_keeps_its_original_date)
{
    auto s = with_pledge("100");
    const auto schedule = part("1", "2024-03-01", "100");
    BOOST_REQUIRE_EQUAL(
        s.agree("ana", "till", "pledge.sign_commitment", signed_for("100", schedule)), ""
    );
    s.go_to("2024-04-01");
    const auto change = named("p", R"("instalment":"c/1","due":"2024-09-01")");
    BOOST_TEST(s.call("ana", "pledge.reschedule_instalment", change) == "E_COUNTERSIGN");
    BOOST_TEST(s.call("till", "pledge.reschedule_instalment", change) == "");
    const auto i = s.pledge().commitments[0].instalments[0];
    BOOST_TEST(i.due.to_string() == "2024-09-01");
    BOOST_TEST(i.original_due.to_string() == "2024-03-01");
    BOOST_TEST(i.state == "scheduled");
    BOOST_TEST(s.pledge().overdue == "0.00");
}

BOOST_AUTO_TEST_CASE(the_clock_records_an_overdue_instalment_once_with_its_own_date)
{
    auto s = with_pledge("100");
    const auto schedule = part("1", "2024-03-01", "100");
    BOOST_REQUIRE_EQUAL(
        s.agree("ana", "till", "pledge.sign_commitment", signed_for("100", schedule)), ""
    );
    s.go_to("2024-03-01");
    s.clock();
    BOOST_TEST(s.events.empty());
    s.go_to("2024-05-20");
    s.clock();
    BOOST_REQUIRE_EQUAL(s.events.size(), 1U);
    const auto& fell = s.events[0].payload.get<instalment_fell_overdue>();
    BOOST_TEST(fell.unpaid == "100.00");
    BOOST_TEST(s.events[0].effective_on.not_after->to_string() == "2024-03-02");
    s.clock();
    BOOST_TEST(s.events.empty());
}

BOOST_AUTO_TEST_CASE(an_announced_pledge_counts_nowhere_and_expires_to_unconfirmed)
{
    stage s("2024-01-01");
    BOOST_TEST(s.bare("chair", "pledge.announce", money("p", "AAA", "100")) == "E_NO_EVIDENCE");
    BOOST_TEST(s.call("ana", "pledge.announce", money("p", "AAA", "100")) == "E_ROLE");
    BOOST_TEST(s.call("chair", "pledge.announce", money("p", "AAA", "100")) == "");
    BOOST_TEST(s.pledge().announced == "100.00");
    BOOST_TEST(s.pledge().pledged == "0.00");
    BOOST_TEST(s.call("ana", "pledge.report_payment", amount_of("p", "1")) == "E_STATE");
    s.go_to("2024-08-01");
    s.clock();
    BOOST_REQUIRE_EQUAL(s.events.size(), 1U);
    BOOST_TEST(s.events[0].effective_on.not_after->to_string() == "2024-06-29");
    BOOST_TEST(s.pledge().life == "unconfirmed");
    BOOST_TEST(s.pledge("p", "2024-06-28").life == "announced");
    BOOST_TEST(s.call("ana", "pledge.register", money("p", "AAA", "90")) == "");
    BOOST_TEST(s.pledge().announced == "0.00");
    BOOST_TEST(s.pledge().original == "90.00");
}

BOOST_AUTO_TEST_CASE(registering_what_was_announced_under_another_id_is_a_duplicate)
{
    stage s("2024-01-01");
    BOOST_TEST(s.call("chair", "pledge.announce", money("p", "AAA", "100")) == "");
    BOOST_TEST(s.call("ana", "pledge.register", money("q", "AAA", "100")) == "E_DUPLICATE");
    BOOST_TEST(s.last->en.find("Candidate: p.") != std::string::npos);
    BOOST_TEST(s.call("ana", "pledge.register", money("q", "AAA", "101")) == "");
}

BOOST_AUTO_TEST_CASE(a_pledge_to_a_facility_makes_its_actor_a_contributor_once)
{
    auto s = with_pledge("100");
    BOOST_REQUIRE_EQUAL(s.events.size(), 2U);
    BOOST_TEST(s.events[0].payload.get<participation_joined>().as == "contributor");
    BOOST_TEST(s.call("ana", "pledge.register", money("q", "AAA", "7")) == "");
    BOOST_TEST(s.events.size() == 1U);
    BOOST_TEST(s.call("acm", "pledge.register", money("x", "ACME", "7")) == "E_NOT_PARTICIPANT");
    BOOST_TEST(
        s.call("ana", "pledge.register", money("x", "AAA", "7"), "talk") == "E_NOT_PARTICIPANT"
    );
}

BOOST_AUTO_TEST_CASE(a_focal_point_pledges_for_its_own_actor_only)
{
    auto s = with_pledge("100");
    BOOST_TEST(s.call("bob", "pledge.register", money("q", "AAA", "7")) == "E_OTHER_ACTOR");
    BOOST_TEST(s.call("bob", "pledge.amend", amount_of("p", "7")) == "E_OTHER_ACTOR");
    BOOST_TEST(s.call("bob", "pledge.amend", amount_of("nowhere", "7")) == "E_NOT_FOUND");
    BOOST_TEST(s.last->field == "pledge");
    BOOST_TEST(s.call("bob", "pledge.amend", amount_of("nothing", "7")) != "");
}

BOOST_AUTO_TEST_CASE(amounts_are_plain_exact_decimals_within_the_limit)
{
    stage s("2024-01-01");
    for (const auto* bad :
         {"", "0", "-1", "1e3", "1,000", " 1", "1.001", "NaN",
          "10000000000000000000000000000000000000000", "10000000000000000.01"}) {
        BOOST_TEST(s.call("ana", "pledge.register", money("p", "AAA", bad)) == "E_AMOUNT", bad);
    }
    BOOST_TEST(s.call("ana", "pledge.register", money("p", "AAA", "1", "", "usd")) == "E_UNIT");
    BOOST_TEST(s.call("ana", "pledge.register", money("p", "AAA", "1", "", "doses")) == "E_UNIT");
    BOOST_TEST(s.call("ana", "pledge.register", money("p", "AAA", "1.5", "", "JPY")) == "E_AMOUNT");
    BOOST_TEST(s.call("ana", "pledge.register", money("p", "AAA", "1.555", "", "KWD")) == "");
    BOOST_TEST(s.call("ana", "pledge.register", money("q", "AAA", "10000000000000000.00")) == "");
}

BOOST_AUTO_TEST_CASE(ids_are_given_when_absent_and_never_reused)
{
    auto s = with_pledge("100");
    BOOST_TEST(s.call("ana", "pledge.register", money("p", "AAA", "5")) == "E_EXISTS");
    BOOST_TEST(s.call("ana", "pledge.register", money("a b", "AAA", "5")) == "E_VALUE");
    BOOST_TEST(
        s.call(
            "ana", "pledge.register", R"("content":{"actor":"AAA","amount":"5","unit":"USD"})"
        ) == ""
    );
    const auto id = s.events.back().payload.get<pledge_registered>().pledge;
    BOOST_TEST(s.pledge(id).pledged == "5.00");
}

BOOST_AUTO_TEST_CASE(a_condition_covers_its_part_until_it_is_met_or_lapses)
{
    stage s("2024-01-01");
    const std::string half = R"(,"conditional_amount":"40","condition":"made up")";
    BOOST_TEST(s.call("ana", "pledge.register", money("p", "AAA", "100", half)) == "");
    BOOST_TEST(s.pledge().condition == "pending");
    BOOST_TEST(s.pledge().conditional == "40.00");
    BOOST_TEST(
        s.agree("ana", "till", "pledge.sign_commitment", signed_for("61", "")) == "E_CONDITION"
    );
    BOOST_TEST(s.agree("ana", "till", "pledge.sign_commitment", signed_for("60", "")) == "");
    BOOST_TEST(
        s.agree(
            "ana", "till", "pledge.sign_commitment",
            signed_for("40", "", "d") + R"(,"qualified":true)"
        ) == ""
    );
    auto met = s;
    BOOST_TEST(met.call("ana", "pledge.meet_condition", named("p")) == "");
    BOOST_TEST(met.pledge().conditional == "0.00");
    BOOST_TEST(met.pledge().pledged == "100.00");
    BOOST_TEST(s.call("ana", "pledge.lapse_condition", named("p")) == "");
    BOOST_TEST(s.pledge().conditional == "0.00");
    BOOST_TEST(s.pledge().pledged == "60.00");
    BOOST_TEST(s.pledge().original == "100.00");
}

BOOST_AUTO_TEST_CASE(a_matching_condition_is_met_by_what_others_registered)
{
    auto s = with_pledge("50");
    BOOST_TEST(
        s.call(
            "ana", "pledge.declare_condition",
            named("p", R"("kind":"matching","statement":"1 for 4","ratio":"0.25")")
        ) == ""
    );
    BOOST_TEST(s.call("bob", "pledge.register", money("q", "BBB", "199.99")) == "");
    BOOST_TEST(s.call("ana", "pledge.meet_condition", named("p")) == "E_CONDITION_NOT_MET");
    BOOST_TEST(s.call("bob", "pledge.amend", amount_of("q", "200")) == "");
    BOOST_TEST(s.call("ana", "pledge.meet_condition", named("p")) == "");
}

BOOST_AUTO_TEST_CASE(matching_converts_what_others_promised_and_says_what_it_cannot)
{
    auto s = with_pledge("50");
    BOOST_REQUIRE(
        s.call(
            "ana", "pledge.declare_condition",
            named("p", R"("kind":"matching","statement":"1 for 4","ratio":"0.25","cap":"40")")
        ) == ""
    );
    BOOST_REQUIRE(s.call("bob", "pledge.register", money("q", "BBB", "80", "", "EUR")) == "");
    const auto view = [&] {
        const auto r = record_pledge(s.fund(), "p", s.today());
        return view_matching(s.state, s.fund(), r, s.today()).value();
    };
    BOOST_TEST(view().state == "unknown");
    BOOST_TEST(view().not_converted.size() == 1U);
    BOOST_TEST(s.call("ana", "pledge.meet_condition", named("p")) == "E_CONDITION_NOT_MET");
    BOOST_TEST(s.last->en.find("unknown") != std::string::npos);
    // Made-up rate.
    s.record(
        register_stream, rate_recorded{"EUR", "USD", "1.5", s.today(), "reference", "made up"}
    );
    BOOST_TEST(view().state == "not_reached");
    BOOST_TEST(view().others == "120.00");
    BOOST_TEST(view().matched == "30.00");
    BOOST_TEST(view().needed == "40.00");
    BOOST_TEST(s.call("ana", "pledge.meet_condition", named("p")) == "E_CONDITION_NOT_MET");
    BOOST_TEST(s.last->en.find("unknown") == std::string::npos);
    BOOST_REQUIRE(s.call("bob", "pledge.amend", amount_of("q", "200")) == "");
    BOOST_TEST(view().matched == "40.00");
    BOOST_TEST(view().state == "reached");
    BOOST_TEST(s.call("ana", "pledge.meet_condition", named("p")) == "");
}

BOOST_AUTO_TEST_CASE(what_is_shipped_is_not_accepted_and_short_shelf_life_is_refused)
{
    stage s("2024-01-01");
    BOOST_TEST(
        s.call(
            "ana", "pledge.register", money("p", "AAA", "1000", R"(,"form":"in_kind")", "doses")
        ) == ""
    );
    const std::string id = R"(,"delivery":"d")";
    BOOST_TEST(s.call("ana", "pledge.report_payment", amount_of("p", "1")) == "E_VALUE");
    BOOST_TEST(
        s.call(
            "ana", "pledge.report_delivery", amount_of("p", "600") + id + R"(,"shelf_life_days":69)"
        ) == "E_SHELF_LIFE"
    );
    BOOST_TEST(
        s.call("ana", "pledge.report_delivery", amount_of("p", "600") + id) == "E_SHELF_LIFE"
    );
    BOOST_TEST(
        s.call(
            "ana", "pledge.report_delivery", amount_of("p", "600") + id + R"(,"shelf_life_days":70)"
        ) == ""
    );
    BOOST_TEST(s.pledge().progress == "shipped");
    BOOST_TEST(s.call("till", "pledge.accept_delivery", amount_of("p", "601") + id) == "E_AMOUNT");
    BOOST_TEST(s.call("till", "pledge.accept_delivery", amount_of("p", "500") + id) == "");
    BOOST_TEST(s.pledge().progress == "partly_accepted");
    BOOST_TEST(s.pledge().paid == "500");
    BOOST_TEST(s.pledge().paid_of_pledged.value() == "1/2");
}

BOOST_AUTO_TEST_CASE(an_undertaking_has_stages_and_no_amount)
{
    stage s("2024-01-01");
    BOOST_TEST(
        s.call(
            "ana", "pledge.register",
            R"("pledge":"p","content":{"actor":"AAA",)"
            R"("form":"undertaking","description":"made up"})"
        ) == ""
    );
    BOOST_TEST(s.pledge().progress == "planning");
    BOOST_TEST(s.call("ana", "pledge.amend", amount_of("p", "5")) == "E_VALUE");
    const auto report = [&](const std::string& stage_name) {
        return s.call(
            "ana", "pledge.report_undertaking",
            named("p", R"("stage":")" + stage_name + R"(","statement":"made up")")
        );
    };
    BOOST_TEST(report("soon") == "E_VALUE");
    BOOST_TEST(report("in_progress") == "");
    BOOST_TEST(s.pledge().progress == "in_progress");
    BOOST_TEST(report("fulfilled") == "");
    BOOST_TEST(s.pledge().progress == "fulfilled");
    BOOST_TEST(report("in_progress") == "E_TERMINAL");
}

BOOST_AUTO_TEST_CASE(shares_of_a_joint_pledge_sum_to_exactly_one)
{
    stage s("2024-01-01");
    const auto joint = [&](const std::string& b) {
        return s.call(
            "ana", "pledge.register",
            money(
                "p", "AAA", "100",
                R"(,"shares":[{"actor":"AAA","share":"0.6"},)"
                R"({"actor":"BBB","share":")" +
                    b + R"("}])"
            )
        );
    };
    BOOST_TEST(joint("0.3999999") == "E_SHARES");
    BOOST_TEST(joint("0.4") == "");
}

BOOST_AUTO_TEST_CASE(an_act_is_neither_future_nor_older_than_the_promise_it_changes)
{
    auto s = with_pledge("100");
    BOOST_TEST(
        s.call("ana", "pledge.amend", amount_of("p", "5") + R"(,"effective_on":"2023-12-31")") ==
        "E_VALUE"
    );
    BOOST_TEST(
        s.call(
            "ana", "pledge.amend",
            amount_of("p", "5") + R"(,"effective_on":{"not_after":"2024-02-01"})"
        ) == "E_FUTURE_DATE"
    );
}

BOOST_AUTO_TEST_CASE(freshness_tells_how_long_nobody_reported)
{
    auto s = with_pledge("100");
    BOOST_TEST(s.pledge().freshness == "never_reported");
    BOOST_TEST(paid(s, "r", "1") == "");
    BOOST_TEST(s.pledge("p", "2025-01-01").freshness == "current");
    BOOST_TEST(s.pledge("p", "2025-01-02").freshness == "stale");
    BOOST_TEST(s.pledge("p", "2026-01-02").freshness == "silent");
}

BOOST_AUTO_TEST_CASE(a_non_binding_date_passed_is_never_called_overdue)
{
    stage s("2024-01-01");
    BOOST_TEST(
        s.call("ana", "pledge.register", money("p", "AAA", "100", R"(,"due":"2024-02-01")")) == ""
    );
    const auto v = s.pledge("p", "2024-02-02");
    BOOST_TEST(v.overdue == "0.00");
    BOOST_TEST(v.behind_indicative_date == "100.00");
    BOOST_TEST(v.schedule == "behind_indicative_date");
    BOOST_TEST(s.pledge("p", "2024-01-15").schedule == "due_soon");
}

BOOST_AUTO_TEST_CASE(a_view_is_encoded_with_amounts_as_strings)
{
    auto s = with_pledge("100");
    const auto json = codec::encode(s.pledge()).as_object();
    BOOST_TEST(json.at("pledged").as_string() == "100.00");
    BOOST_TEST(json.at("explain").as_object().contains("pledged"));
}

BOOST_AUTO_TEST_CASE(a_reviewer_with_no_side_assesses_beside_what_is_reported)
{
    stage s("2024-06-01");
    BOOST_REQUIRE(s.call("ana", "pledge.register", money("p", "AAA", "100")) == "");
    for (const auto* who : {"rev", "ana", "chair"}) {
        s.grant_role(who, "reviewer");
    }
    const auto says = [&](const std::string& who, const std::string& level) {
        return s.call(
            who, "pledge.assess", named("p", R"("level":")" + level + R"(","statement":"made up")")
        );
    };
    BOOST_TEST(s.pledge().assessed == "not_assessed");
    BOOST_TEST(says("bob", "limited") == "E_ROLE");
    BOOST_TEST(says("ana", "complete") == "E_NOT_INDEPENDENT");
    BOOST_TEST(says("chair", "complete") == "E_NOT_INDEPENDENT");
    BOOST_TEST(says("rev", "good") == "E_VALUE");
    BOOST_TEST(says("rev", "limited") == "");
    BOOST_TEST(s.pledge().assessed == "limited");
    BOOST_TEST(s.pledge().progress == "registered");
    BOOST_TEST(s.pledge().freshness == "never_reported");
    s.go_to("2025-06-01");
    BOOST_TEST(says("rev", "substantial") == "");
    BOOST_TEST(s.pledge().assessed == "substantial");
    BOOST_TEST(s.pledge("p", "2024-12-31").assessed == "limited");
    BOOST_CHECK(s.pledge().assessed_on == day("2025-06-01"));
}

BOOST_AUTO_TEST_SUITE_END()
