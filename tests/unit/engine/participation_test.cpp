#include <boost/test/unit_test.hpp>

#include "engine/initiative.hpp"
#include "tests/support/register_fixture.hpp"

/// MADE UP treaties and calls. Dates come in pairs: the last day that is refused, the first that is
/// not.

using namespace depositary::engine;
using depositary::tests::day;
using depositary::tests::register_fixture;

BOOST_AUTO_TEST_SUITE(participation_test)

namespace {

const std::string in_force_after_two =
    R"("entry_into_force":{"threshold":{"count":2},"delay":{"days":30}})";

std::string treaty(const std::string& joining, const std::string& more = in_force_after_two)
{
    return R"({"joining":{"acts":["signature","ratification","accession","succession"])" +
           (joining.empty() ? "" : "," + joining) + "}," + more + "}";
}

register_fixture with(
    const std::string& rules, const std::string& archetype = "treaty",
    std::string_view today = "2024-03-01"
)
{
    register_fixture r(today);
    for (const auto* id : {"AAA", "BBB", "CCC"}) {
        r.add_actor(id);
    }
    r.add_actor("ACME", "company");
    r.open("pact", archetype, rules);
    r.grant("dep", "depositary");
    r.grant("chair", "coordinator");
    return r;
}

std::string of(const std::string& actor, const std::string& more = "")
{
    return R"("actor":")" + actor + '"' + (more.empty() ? "" : "," + more);
}

std::string on(const std::string& date)
{
    return R"("effective_on":")" + date + '"';
}

std::string deposit(
    register_fixture& r, const std::string& actor, const std::string& date = "",
    const std::string& act = "ratification"
)
{
    return r.act(
        "dep", "participation.deposit",
        of(actor, R"("act":")" + act + '"' + (date.empty() ? "" : "," + on(date)))
    );
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_signature_waits_for_the_window)
{
    auto r = with(treaty(R"("signature":{"opens":"2024-01-10","closes":"2024-02-10"})"));
    BOOST_TEST(
        r.act("dep", "participation.sign", of("AAA", on("2024-01-09"))) == "E_WINDOW_CLOSED"
    );
    BOOST_TEST(r.act("dep", "participation.sign", of("AAA", on("2024-01-10"))) == "");
    BOOST_TEST(
        r.act("dep", "participation.sign", of("BBB", on("2024-02-11"))) == "E_WINDOW_CLOSED"
    );
    BOOST_TEST(r.act("dep", "participation.sign", of("BBB", on("2024-02-10"))) == "");
    BOOST_TEST(r.participation("AAA").consent == "signatory");
    BOOST_TEST(r.participation("AAA", day("2024-01-09")).consent == "eligible");
    BOOST_TEST(r.act("dep", "participation.sign", of("AAA")) == "E_ALREADY_SIGNED");
}

BOOST_AUTO_TEST_CASE(only_who_is_eligible_on_the_day_signs)
{
    auto r = with(treaty(R"("eligibility":[{"kinds":["member_state"],"from":"2024-02-01"}])"));
    BOOST_TEST(r.act("dep", "participation.sign", of("AAA", on("2024-01-31"))) == "E_NOT_ELIGIBLE");
    BOOST_TEST(r.act("dep", "participation.sign", of("AAA", on("2024-02-01"))) == "");
    BOOST_TEST(r.act("dep", "participation.sign", of("ACME")) == "E_NOT_ELIGIBLE");
    BOOST_TEST(r.act("dep", "participation.sign", of("ZZZ")) == "E_NOT_FOUND");
}

BOOST_AUTO_TEST_CASE(a_ratification_follows_a_signature_where_the_terms_say_so)
{
    auto r = with(treaty(R"("signature_required":true)"));
    BOOST_TEST(deposit(r, "AAA") == "E_NOT_SIGNATORY");
    BOOST_TEST(r.act("dep", "participation.sign", of("AAA")) == "");
    BOOST_TEST(deposit(r, "AAA") == "");
    BOOST_TEST(deposit(r, "AAA") == "E_ALREADY_CONSENTED");
    BOOST_TEST(deposit(r, "BBB", "", "accession") == "");
    auto free = with(treaty(""));
    BOOST_TEST(deposit(free, "AAA") == "");
}

BOOST_AUTO_TEST_CASE(an_import_may_say_that_the_signature_is_not_sourced_and_nobody_else)
{
    auto r = with(treaty(R"("signature_required":true)"));
    const auto unsourced = of("AAA", R"("act":"ratification","precondition_unsourced":true)");
    BOOST_TEST(r.act("dep", "participation.deposit", unsourced) == "E_BY");
    BOOST_TEST(r.act("import", "participation.deposit", unsourced) == "");
    BOOST_TEST(r.participation("AAA").acts.front().precondition_unsourced);
}

BOOST_AUTO_TEST_CASE(an_act_is_one_that_the_terms_admit)
{
    auto r = with(treaty(""));
    BOOST_TEST(deposit(r, "AAA", "", "approval") == "E_ACT_NOT_ADMITTED");
    BOOST_TEST(deposit(r, "AAA", "", "signature") == "E_VALUE");
    BOOST_TEST(r.act("import", "participation.endorse", of("AAA")) == "E_ACT_NOT_ADMITTED");
    BOOST_TEST(
        r.act("import", "participation.join", of("AAA", R"("as":"member")")) == "E_ACT_NOT_ADMITTED"
    );
    BOOST_TEST(
        r.act("dep", "participation.sign", of("AAA", R"("definitive":true)")) ==
        "E_DEFINITIVE_NOT_ALLOWED"
    );
}

BOOST_AUTO_TEST_CASE(an_accession_waits_for_its_own_window)
{
    auto r = with(treaty(R"("accession":{"opens":"2024-02-01","closes":"2024-02-20"})"));
    BOOST_TEST(deposit(r, "AAA", "2024-01-31", "accession") == "E_ACCESSION_NOT_OPEN");
    BOOST_TEST(deposit(r, "AAA", "2024-02-01", "accession") == "");
    BOOST_TEST(deposit(r, "BBB", "2024-02-21", "accession") == "E_ACCESSION_NOT_OPEN");
    BOOST_TEST(deposit(r, "BBB", "2024-02-20", "accession") == "");
}

BOOST_AUTO_TEST_CASE(a_mandatory_declaration_is_attached)
{
    auto r = with(treaty(R"("declaration_required":true)"));
    BOOST_TEST(deposit(r, "AAA") == "E_DECLARATION_MISSING");
    BOOST_TEST(
        r.act(
            "dep", "participation.deposit", of("AAA", R"("act":"ratification","declaration":"")")
        ) == "E_DECLARATION_MISSING"
    );
    BOOST_TEST(
        r.act(
            "dep", "participation.deposit", of("AAA", R"("act":"ratification","declaration":"x")")
        ) == ""
    );
}

BOOST_AUTO_TEST_CASE(a_successor_needs_a_predecessor_that_was_bound)
{
    auto r = with(treaty(""));
    const auto from = of("BBB", R"("predecessor":"AAA")");
    BOOST_TEST(r.act("dep", "participation.succeed", from) == "E_PREDECESSOR_NOT_BOUND");
    BOOST_TEST(deposit(r, "AAA") == "");
    BOOST_TEST(r.act("dep", "participation.succeed", from) == "");
    BOOST_TEST(r.participation("BBB").consent == "consent_established");
    BOOST_TEST(
        r.act("dep", "participation.succeed", of("CCC", R"("predecessor":"ZZZ")")) == "E_NOT_FOUND"
    );
    BOOST_TEST(r.last->field == "predecessor");
}

BOOST_AUTO_TEST_CASE(who_says_it_will_not_be_a_party_may_sign_again)
{
    auto r = with(treaty(""));
    const auto intent = of("AAA", R"("kind":"intent_not_to_become_party","statement":"x")");
    BOOST_TEST(r.act("dep", "participation.declare", intent) == "E_NOT_DEFINED");
    BOOST_TEST(r.act("dep", "participation.sign", of("AAA")) == "");
    BOOST_TEST(r.act("dep", "participation.declare", intent) == "");
    BOOST_TEST(r.participation("AAA").consent == "intent_not_to_become_party");
    BOOST_TEST(r.act("dep", "participation.sign", of("AAA")) == "");
    BOOST_TEST(r.participation("AAA").consent == "signatory");
    BOOST_TEST(
        r.act("dep", "participation.declare", of("AAA", R"("kind":"x","statement":"x")")) ==
        "E_VALUE"
    );
}

BOOST_AUTO_TEST_CASE(the_treaty_enters_into_force_on_the_day_counted_from_the_last_needed)
{
    auto r = with(treaty(""));
    BOOST_TEST(deposit(r, "AAA", "2024-01-05") == "");
    BOOST_TEST(!r.participation("AAA").in_force.has_value());
    BOOST_TEST(deposit(r, "BBB", "2024-01-20") == "");
    BOOST_TEST(deposit(r, "CCC", "2024-02-25") == "");
    // 20 January + 30 days.
    BOOST_TEST(r.participation("AAA", day("2024-02-18")).consent == "consent_established");
    BOOST_TEST(r.participation("AAA", day("2024-02-19")).consent == "party");
    // After entry into force, its own delay: 25 February + 30 days.
    BOOST_TEST(r.participation("CCC", day("2024-03-25")).consent == "consent_established");
    BOOST_TEST(r.participation("CCC", day("2024-03-26")).consent == "party");
}

BOOST_AUTO_TEST_CASE(the_own_delay_may_count_from_the_threshold)
{
    const std::string rule = R"("entry_into_force":{"threshold":{"count":2},"delay":{"days":30},)"
                             R"("own_delay":{"days":30},"own_delay_from_threshold":)";
    const auto party_from = [&](const std::string& flag) {
        auto r = with(treaty("", rule + flag + "}"));
        BOOST_TEST(deposit(r, "AAA", "2024-01-05") == "");
        BOOST_TEST(deposit(r, "BBB", "2024-01-20") == "");
        BOOST_TEST(deposit(r, "CCC", "2024-02-01") == "");  // after the threshold, before force
        return r.participation("CCC").in_force.value().not_after.value().to_string();
    };
    BOOST_TEST(party_from("false") == "2024-02-19");  // with the treaty
    BOOST_TEST(party_from("true") == "2024-03-02");   // 1 February + 30 days
}

BOOST_AUTO_TEST_CASE(withdrawal_waits_for_the_lock_in_and_the_full_notice)
{
    auto r = with(treaty(
        "", R"("entry_into_force":{"threshold":{"count":1}},"withdrawal":)"
            R"({"admitted":true,"lock_in":{"months":1},"notice":{"days":10}})"
    ));
    BOOST_TEST(r.act("dep", "participation.notify_withdrawal", of("AAA")) == "E_NOT_PARTY");
    BOOST_TEST(deposit(r, "AAA", "2024-01-15") == "");
    const auto notify = [&](const std::string& date, const std::string& effective) {
        return r.act(
            "dep", "participation.notify_withdrawal",
            of("AAA", on(date) + R"(,"effective":")" + effective + '"')
        );
    };
    BOOST_TEST(notify("2024-02-14", "2024-12-31") == "E_LOCK_IN");
    BOOST_TEST(notify("2024-02-15", "2024-02-24") == "E_NOTICE_TOO_SHORT");
    BOOST_TEST(notify("2024-02-28", "2024-03-09") == "");
    BOOST_TEST(r.participation("AAA").exit == "withdrawal_notified");
    BOOST_TEST(r.participation("AAA", day("2024-03-08")).certain);
    BOOST_TEST(r.participation("AAA", day("2024-03-09")).exit == "withdrawn");
    BOOST_TEST(!r.participation("AAA", day("2024-03-09")).certain);
}

BOOST_AUTO_TEST_CASE(notice_is_twelve_months_where_the_terms_are_silent)
{
    auto r = with(treaty(
        "", R"("entry_into_force":{"threshold":{"count":1}},)"
            R"("withdrawal":{"admitted":true})"
    ));
    BOOST_TEST(deposit(r, "AAA", "2024-01-15") == "");
    BOOST_TEST(r.act("dep", "participation.notify_withdrawal", of("AAA", on("2024-02-29"))) == "");
    BOOST_TEST(r.participation("AAA").withdrawal_effective.value().to_string() == "2025-02-28");
}

BOOST_AUTO_TEST_CASE(withdrawal_is_admitted_by_the_terms_or_not_at_all)
{
    auto r = with(treaty("", R"("entry_into_force":{"threshold":{"count":1}})"));
    BOOST_TEST(deposit(r, "AAA", "2024-01-15") == "");
    BOOST_TEST(
        r.act("dep", "participation.notify_withdrawal", of("AAA")) == "E_WITHDRAWAL_NOT_ADMITTED"
    );
}

BOOST_AUTO_TEST_CASE(a_notice_is_revoked_before_it_takes_effect)
{
    auto r = with(treaty(
        "", R"("entry_into_force":{"threshold":{"count":1}},"withdrawal":)"
            R"({"admitted":true,"notice":{"days":10}})"
    ));
    BOOST_TEST(deposit(r, "AAA", "2024-01-15") == "");
    BOOST_TEST(r.act("dep", "participation.revoke_withdrawal", of("AAA")) == "E_NOT_DEFINED");
    BOOST_TEST(r.act("dep", "participation.notify_withdrawal", of("AAA")) == "");
    r.go_to("2024-03-10");
    BOOST_TEST(r.act("dep", "participation.revoke_withdrawal", of("AAA")) == "");
    BOOST_TEST(r.participation("AAA").exit == "participating");
    BOOST_TEST(r.act("dep", "participation.notify_withdrawal", of("AAA")) == "");
    r.go_to("2024-03-20");
    r.clock();
    BOOST_TEST(r.act("dep", "participation.revoke_withdrawal", of("AAA")) == "E_ALREADY_EFFECTIVE");
}

BOOST_AUTO_TEST_CASE(the_clock_records_force_parties_and_withdrawals_once)
{
    auto r = with(treaty(
        "", R"("entry_into_force":{"threshold":{"count":1},"delay":{"days":5}},)"
            R"("withdrawal":{"admitted":true,"notice":{"days":10}})"
    ));
    BOOST_TEST(deposit(r, "AAA") == "");
    r.clock();
    BOOST_TEST(r.fresh == 1U);
    BOOST_CHECK(r.log.back().payload.is<threshold_reached>());
    r.go_to("2024-03-06");
    r.clock();
    BOOST_TEST(r.fresh == 2U);
    r.clock();
    BOOST_TEST(r.fresh == 0U);
    BOOST_TEST(r.act("dep", "participation.notify_withdrawal", of("AAA")) == "");
    r.go_to("2024-03-16");
    r.clock();
    BOOST_REQUIRE(r.fresh == 1U);
    BOOST_CHECK(r.log.back().payload.is<withdrawal_took_effect>());
    BOOST_TEST(settled_day(r.log.back()).to_string() == "2024-03-16");
}

BOOST_AUTO_TEST_CASE(suspension_needs_a_reason_and_ends)
{
    auto r = with(treaty(""));
    const auto bare = R"("initiative":"pact",)" + of("AAA");
    BOOST_TEST(r.call("dep", "participation.suspend", bare) == "E_REASON");
    BOOST_TEST(r.act("dep", "participation.resume", of("AAA")) == "E_NOT_DEFINED");
    BOOST_TEST(r.act("dep", "participation.suspend", of("AAA")) == "");
    BOOST_TEST(r.participation("AAA").exit == "suspended");
    BOOST_TEST(r.act("dep", "participation.resume", of("AAA")) == "");
    BOOST_TEST(r.participation("AAA").exit == "participating");
}

BOOST_AUTO_TEST_CASE(provisional_application_is_of_the_terms)
{
    auto closed = with(treaty(""));
    BOOST_TEST(
        closed.act("dep", "participation.apply_provisionally", of("AAA")) ==
        "E_PROVISIONAL_NOT_ALLOWED"
    );
    auto r = with(treaty(R"("provisional_application":true)"));
    BOOST_TEST(
        r.act("dep", "participation.end_provisional_application", of("AAA")) == "E_NOT_DEFINED"
    );
    // No signature is needed where the terms admit it.
    BOOST_TEST(r.act("dep", "participation.apply_provisionally", of("AAA")) == "");
    BOOST_TEST(r.participation("AAA").provisional == "active");
    BOOST_TEST(r.act("dep", "participation.end_provisional_application", of("AAA")) == "");
    BOOST_TEST(r.participation("AAA").provisional == "ended");
}

BOOST_AUTO_TEST_CASE(provisional_application_ends_with_the_intent_to_become_a_party_or_with_force)
{
    auto r = with(treaty(
        R"("provisional_application":true)", R"("entry_into_force":{"threshold":{"count":1}})"
    ));
    for (const auto* id : {"AAA", "BBB"}) {
        BOOST_TEST(r.act("dep", "participation.sign", of(id, on("2024-01-05"))) == "");
        BOOST_TEST(
            r.act("dep", "participation.apply_provisionally", of(id, on("2024-01-06"))) == ""
        );
        BOOST_TEST(r.participation(id).provisional == "active");
    }
    const auto intent = of("AAA", R"("kind":"intent_not_to_become_party","statement":"made up")");
    BOOST_TEST(r.act("dep", "participation.declare", intent) == "");
    BOOST_TEST(r.participation("AAA").provisional == "ended");
    BOOST_TEST(deposit(r, "BBB", "2024-02-01") == "");
    BOOST_TEST(r.participation("BBB", day("2024-01-31")).provisional == "active");
    BOOST_TEST(r.participation("BBB", day("2024-02-01")).provisional == "ended");
}

namespace {

register_fixture with_a_member_that_left()
{
    auto r = with(treaty(
        "", R"("entry_into_force":{"threshold":{"count":1},"own_delay":{"days":5}},)"
            R"("withdrawal":{"admitted":true,"notice":{"days":10}})"
    ));
    BOOST_TEST(deposit(r, "AAA", "2023-01-01") == "");
    BOOST_TEST(deposit(r, "BBB", "2023-01-01") == "");
    BOOST_TEST(r.act("dep", "participation.notify_withdrawal", of("AAA", on("2023-06-01"))) == "");
    return r;
}

}  // namespace

BOOST_AUTO_TEST_CASE(whoever_left_may_come_in_again_and_is_bound_from_the_new_act)
{
    auto r = with_a_member_that_left();
    BOOST_TEST(deposit(r, "AAA", "2023-06-10", "accession") == "E_ALREADY_CONSENTED");
    BOOST_TEST(deposit(r, "AAA", "2024-01-10", "accession") == "");
    BOOST_TEST(deposit(r, "AAA", "2024-01-11", "accession") == "E_ALREADY_CONSENTED");
    BOOST_TEST(r.participation("AAA", day("2023-06-10")).certain);
    BOOST_TEST(r.participation("AAA", day("2023-06-11")).exit == "withdrawn");
    BOOST_TEST(r.participation("AAA", day("2024-01-09")).exit == "withdrawn");
    const auto back = r.participation("AAA", day("2024-01-10"));
    BOOST_TEST(back.exit == "participating");
    BOOST_TEST(back.consent == "consent_established");
    BOOST_TEST(r.participation("AAA", day("2024-01-14")).consent == "consent_established");
    BOOST_TEST(r.participation("AAA", day("2024-01-15")).consent == "party");
    // The first period keeps its own dates.
    BOOST_TEST(
        r.participation("AAA", day("2023-05-01")).in_force.value().not_after->to_string() ==
        "2023-01-06"
    );
    // And may end as the first one did.
    BOOST_TEST(r.act("dep", "participation.notify_withdrawal", of("AAA", on("2024-02-01"))) == "");
    BOOST_TEST(r.participation("AAA", day("2024-02-11")).exit == "withdrawn");
    BOOST_TEST(deposit(r, "AAA", "2024-02-20", "accession") == "");
    BOOST_TEST(r.participation("AAA", day("2024-02-25")).consent == "party");
}

BOOST_AUTO_TEST_CASE(whoever_came_in_again_counts_in_both_periods_and_not_between)
{
    auto r = with_a_member_that_left();
    BOOST_TEST(deposit(r, "AAA", "2024-01-10", "accession") == "");
    const auto certain = [&](std::string_view date) {
        return view_force(r.state, r.opened(), day(date))->certain;
    };
    BOOST_TEST(certain("2023-06-10") == 2);
    BOOST_TEST(certain("2023-06-11") == 1);
    BOOST_TEST(certain("2024-01-09") == 1);
    BOOST_TEST(certain("2024-01-10") == 2);
}

BOOST_AUTO_TEST_CASE(a_signature_after_a_withdrawal_makes_a_signatory_and_no_party)
{
    auto r = with_a_member_that_left();
    BOOST_TEST(r.act("dep", "participation.sign", of("AAA", on("2024-01-10"))) == "");
    const auto v = r.participation("AAA");
    BOOST_TEST(v.consent == "signatory");
    BOOST_TEST(v.exit == "participating");
    BOOST_TEST(!v.certain);
    BOOST_TEST(!v.possible);
    BOOST_TEST(!v.in_force.has_value());
    BOOST_TEST(r.act("dep", "participation.notify_withdrawal", of("AAA")) == "E_NOT_PARTY");
}

BOOST_AUTO_TEST_CASE(acts_under_an_id_that_was_merged_are_those_of_the_id_that_remains)
{
    auto r = with(treaty(
        "", R"("entry_into_force":{"threshold":{"count":2}},)"
            R"("pledges":{"admitted":true,"forms":["financial"]})"
    ));
    BOOST_TEST(deposit(r, "AAA", "2024-01-05") == "");
    BOOST_TEST(deposit(r, "BBB", "2024-01-06") == "");
    BOOST_TEST(view_force(r.state, r.opened(), day("2024-03-01"))->certain == 2);
    const auto before = r.state;
    const auto kept = canonical_state(before);
    r.must("operator", "actor.merge", R"("id":"AAA","into":"CCC")");
    BOOST_TEST(r.participation("CCC").acts.size() == 1U);
    BOOST_TEST(r.participation("CCC").certain);
    BOOST_TEST(!r.opened().participations.contains("AAA"));
    // Both have acted: one actor, counted once.
    r.must("operator", "actor.merge", R"("id":"CCC","into":"BBB")");
    BOOST_TEST(r.participation("BBB").acts.size() == 2U);
    BOOST_TEST(r.opened().participations.size() == 1U);
    BOOST_TEST(view_force(r.state, r.opened(), day("2024-03-01"))->certain == 1);
    BOOST_TEST(canonical_state(before) == kept);
    // The same on replay, and in what was known before.
    register_state replayed;
    std::vector<event> earlier;
    for (const auto& b : r.bytes) {
        auto e = std::get<event>(decode_event(b));
        apply(replayed, e);
        if (e.stream == "pact") {
            earlier.push_back(std::move(e));
        }
    }
    BOOST_TEST(canonical_state(replayed) == canonical_state(r.state));
    const auto known = fold_initiative(r.state, earlier);
    BOOST_TEST(known->participations.size() == 1U);
    BOOST_TEST(known->participations.at("BBB")->size() == 2U);
}

namespace {

std::string call_terms(const std::string& more = "")
{
    return R"({"joining":{"acts":["endorsement","joining"],"roles":["member","donor"])" + more +
           "}}";
}

}  // namespace

BOOST_AUTO_TEST_CASE(an_endorsement_is_given_once_and_withdrawn)
{
    auto r = with(call_terms(), "call");
    BOOST_TEST(r.act("import", "participation.withdraw_endorsement", of("AAA")) == "E_NOT_DEFINED");
    BOOST_TEST(r.act("import", "participation.endorse", of("AAA")) == "");
    BOOST_TEST(r.act("import", "participation.endorse", of("AAA")) == "E_ALREADY_ENDORSED");
    BOOST_TEST(r.act("import", "participation.withdraw_endorsement", of("AAA")) == "");
    BOOST_TEST(r.participation("AAA").political == "withdrawn");
    BOOST_TEST(r.act("import", "participation.endorse", of("AAA")) == "");
    BOOST_TEST(r.participation("AAA").certain);
}

BOOST_AUTO_TEST_CASE(a_role_is_admitted_and_held_once)
{
    auto r = with(call_terms(), "call");
    const auto join = [&](const std::string& role) {
        return r.act("import", "participation.join", of("AAA", R"("as":")" + role + '"'));
    };
    BOOST_TEST(join("observer") == "E_ROLE_NOT_ADMITTED");
    BOOST_TEST(join("member") == "");
    BOOST_TEST(join("member") == "E_ALREADY_JOINED");
    BOOST_TEST(join("donor") == "");
    BOOST_TEST(r.participation("AAA").roles.size() == 2U);
    BOOST_TEST(r.act("import", "participation.leave", of("AAA")) == "");
    BOOST_TEST(r.participation("AAA").roles.empty());
    BOOST_TEST(r.act("import", "participation.leave", of("AAA")) == "E_NOT_DEFINED");
}

BOOST_AUTO_TEST_CASE(supporters_are_vetted_and_states_are_not)
{
    auto r = with(call_terms(R"(,"vetting_required":true)"), "call");
    BOOST_TEST(r.act("chair", "participation.endorse", of("ACME")) == "E_NOT_VETTED");
    BOOST_TEST(r.act("chair", "participation.vet", of("ACME")) == "");
    BOOST_TEST(r.act("chair", "participation.vet", of("ACME")) == "E_STATE");
    BOOST_TEST(r.act("chair", "participation.endorse", of("ACME")) == "");
    BOOST_TEST(r.act("import", "participation.endorse", of("AAA")) == "");
    const auto bare = R"("initiative":"pact",)" + of("ACME");
    BOOST_TEST(r.call("chair", "participation.delist", bare) == "E_REASON");
    BOOST_TEST(r.act("chair", "participation.delist", of("ACME")) == "");
    BOOST_TEST(r.act("chair", "participation.endorse", of("ACME")) == "E_NOT_DEFINED");
}

BOOST_AUTO_TEST_CASE(a_coordinator_records_for_supporters_and_never_for_a_state)
{
    auto r = with(call_terms(), "call");
    BOOST_TEST(r.act("chair", "participation.endorse", of("AAA")) == "E_OTHER_ACTOR");
    BOOST_TEST(r.act("chair", "participation.endorse", of("ACME")) == "");
}

BOOST_AUTO_TEST_CASE(an_act_of_unknown_date_is_possible_before_it_is_certain)
{
    auto r = with(call_terms(), "call");
    BOOST_TEST(
        r.act(
            "import", "participation.endorse",
            of("AAA", R"("effective_on":{"not_before":"2024-01-01"})")
        ) == ""
    );
    BOOST_TEST(!r.participation("AAA", day("2023-12-31")).possible);
    BOOST_TEST(r.participation("AAA", day("2024-01-01")).possible);
    BOOST_TEST(!r.participation("AAA", day("2024-02-29")).certain);
    BOOST_TEST(r.participation("AAA", day("2024-03-01")).certain);
}

BOOST_AUTO_TEST_CASE(an_act_in_a_running_month_counts_from_the_day_it_was_recorded)
{
    auto r = with(call_terms(), "call");
    BOOST_TEST(r.act("import", "participation.endorse", of("AAA", on("2024-03"))) == "");
    BOOST_TEST(r.participation("AAA").certain);
    BOOST_TEST(r.act("import", "participation.endorse", of("AAA")) == "E_ALREADY_ENDORSED");
}

BOOST_AUTO_TEST_CASE(an_invitation_is_declined_and_a_report_is_filed_by_who_takes_part)
{
    auto r = with(call_terms(), "call");
    BOOST_TEST(r.act("import", "participation.decline", of("AAA")) == "E_NOT_DEFINED");
    BOOST_TEST(r.act("chair", "participation.invite", of("AAA")) == "");
    BOOST_TEST(r.participation("AAA").state == "invited");
    BOOST_TEST(r.act("import", "participation.decline", of("AAA")) == "");
    BOOST_TEST(r.participation("AAA").state == "declined");
    const auto report = of("AAA", R"("period":"2024")");
    BOOST_TEST(r.act("import", "participation.report", report) == "E_NOT_PARTICIPANT");
    BOOST_TEST(r.act("import", "participation.endorse", of("AAA")) == "");
    BOOST_TEST(r.act("import", "participation.report", report) == "");
}

BOOST_AUTO_TEST_SUITE_END()
