#include <boost/test/unit_test.hpp>

#include "tests/support/register_fixture.hpp"

using namespace depositary::engine;
using depositary::tests::day;
using depositary::tests::register_fixture;

BOOST_AUTO_TEST_SUITE(decision_test)

namespace {

/// A MADE UP call, its coordinator, and another initiative beside it. The actors are companies, for
/// which a coordinator may record.
register_fixture call_and_treaty(const std::string& full_powers = "true")
{
    register_fixture r;
    for (const auto* id : {"AAA", "BBB"}) {
        r.add_actor(id, "company");
    }
    r.open(
        "pact", "treaty",
        R"({"joining":{"acts":["signature","ratification"],"full_powers_required":)" + full_powers +
            "}}"
    );
    r.open("talk", "call", R"({"joining":{"acts":["endorsement"]}})");
    r.grant("chair", "coordinator");
    return r;
}

std::string endorse(register_fixture& r, const std::string& who, const std::string& more = "")
{
    return r.call(
        who, "participation.endorse",
        R"("initiative":"talk","actor":"AAA")" + (more.empty() ? "" : "," + more)
    );
}

std::string sign(register_fixture& r, const std::string& who, const std::string& more = "")
{
    return r.call(
        who, "participation.sign",
        R"("initiative":"pact","actor":"AAA")" + (more.empty() ? "" : "," + more)
    );
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_fault_of_the_envelope_names_its_field)
{
    auto r = call_and_treaty();
    const auto field = [&](const std::string& more) {
        const auto reason = endorse(r, "chair", more);
        return reason + " " + (r.last ? r.last->field : "");
    };
    BOOST_TEST(field(R"("efective_on":"2024-01-01")") == "E_UNKNOWN_FIELD efective_on");
    BOOST_TEST(field(R"("statment":"x")") == "E_UNKNOWN_FIELD statment");
    BOOST_TEST(r.last->en.find("Did you mean \"statement\"?") != std::string::npos);
    BOOST_TEST(r.last->fr.find("« statement »") != std::string::npos);
    BOOST_TEST(field(R"("effective_on":"2024-02-30")") == "E_TYPE effective_on");
    BOOST_TEST(field(R"("evidence":[{"title":"x"}])") == "E_MISSING_FIELD evidence[0].uri");
    BOOST_TEST(field(R"("evidence":{})") == "E_TYPE evidence");
    BOOST_TEST(field(R"("reason":7)") == "E_TYPE reason");
    BOOST_TEST(field(R"("expected_version":"1")") == "E_TYPE expected_version");
    BOOST_TEST(field(R"("idempotency_key":"")") == "E_TYPE idempotency_key");
    BOOST_TEST(
        field(R"("idempotency_key":")" + std::string(201, 'k') + '"') == "E_TYPE idempotency_key"
    );
    BOOST_TEST(field(R"("on_behalf_of":"ZZZ")") == "E_NOT_FOUND on_behalf_of");
    BOOST_TEST(
        field(R"("effective_on":{"not_before":"2024-02-02","not_after":"2024-02-01"})") ==
        "E_TYPE effective_on"
    );
    BOOST_TEST(field(R"("idempotency_key":")" + std::string(200, 'k') + '"') == " ");
}

BOOST_AUTO_TEST_CASE(a_member_of_the_command_is_asked_for_by_name)
{
    auto r = call_and_treaty();
    BOOST_TEST(
        r.call("chair", "participation.endorse", R"("initiative":"talk")") == "E_MISSING_FIELD"
    );
    BOOST_TEST(r.last->field == "actor");
    BOOST_TEST(r.call("chair", "participation.endorse", R"("actor":"AAA")") == "E_MISSING_FIELD");
    BOOST_TEST(r.last->field == "initiative");
    BOOST_TEST(
        r.call("chair", "participation.endorse", R"("initiative":"no","actor":"AAA")") ==
        "E_NOT_FOUND"
    );
    BOOST_TEST(r.call("chair", "participation.endorze", "") == "E_METHOD");
    BOOST_TEST(r.last->en.find("\"participation.endorse\"") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(nothing_is_recorded_before_it_happened)
{
    auto r = call_and_treaty();
    BOOST_TEST(endorse(r, "chair", R"("effective_on":"2024-03-02")") == "E_FUTURE_DATE");
    BOOST_TEST(endorse(r, "chair", R"("known_on":"2024-03-02")") == "E_KNOWN_BEFORE");
    BOOST_TEST(
        endorse(r, "chair", R"("effective_on":"2024-02-10","known_on":"2024-02-09")") == "E_VALUE"
    );
    BOOST_TEST(endorse(r, "chair", R"("effective_on":"2024-02-10","known_on":"2024-02-10")") == "");
}

BOOST_AUTO_TEST_CASE(an_expected_version_is_of_the_stream)
{
    auto r = call_and_treaty();
    BOOST_TEST(endorse(r, "chair", R"("expected_version":2)") == "E_VERSION");
    BOOST_TEST(r.last->facts.front().is == "1");
    BOOST_TEST(endorse(r, "chair", R"("expected_version":1)") == "");
    BOOST_TEST(r.state.version_of("talk") == 2);
}

BOOST_AUTO_TEST_CASE(a_role_is_held_by_grant)
{
    auto r = call_and_treaty();
    BOOST_TEST(endorse(r, "anonymous") == "E_UNAUTHENTICATED");
    BOOST_TEST(endorse(r, "stranger") == "E_ROLE");
    BOOST_TEST(endorse(r, "operator") == "E_BY");
    r.grant("rev", "reviewer");
    BOOST_TEST(endorse(r, "rev") == "E_ROLE");
    BOOST_TEST(endorse(r, "chair") == "");
    BOOST_TEST(r.log.back().role == "coordinator");
}

BOOST_AUTO_TEST_CASE(a_grant_for_one_initiative_is_for_that_one)
{
    auto r = call_and_treaty();
    r.grant("local", "coordinator", R"("initiative":"pact")");
    BOOST_TEST(endorse(r, "local") == "E_OTHER_INITIATIVE");
    r.grant("local", "coordinator", R"("initiative":"talk")");
    BOOST_TEST(endorse(r, "local") == "");
}

BOOST_AUTO_TEST_CASE(a_focal_point_speaks_for_its_own_actor)
{
    auto r = call_and_treaty();
    r.grant("bob", "focal_point", R"("actor":"BBB")");
    r.grant("ana", "focal_point", R"("actor":"AAA")");
    BOOST_TEST(endorse(r, "bob") == "E_OTHER_ACTOR");
    BOOST_TEST(endorse(r, "ana") == "");
}

BOOST_AUTO_TEST_CASE(a_focal_point_of_a_merged_actor_speaks_for_what_it_became)
{
    auto r = call_and_treaty();
    r.add_actor("OLD", "company");
    r.grant("ana", "focal_point", R"("actor":"OLD")");
    r.must("operator", "actor.merge", R"("id":"OLD","into":"AAA")");
    BOOST_TEST(endorse(r, "ana") == "");
    r.grant("eva", "focal_point", R"("actor":"BBB")");
    BOOST_TEST(
        r.call(
            "eva", "participation.withdraw_endorsement", R"("initiative":"talk","actor":"OLD")"
        ) == "E_OTHER_ACTOR"
    );
}

BOOST_AUTO_TEST_CASE(a_grant_ends_on_its_last_day_or_when_revoked)
{
    auto r = call_and_treaty();
    r.grant("old", "coordinator", R"("until":"2024-02-29")");
    r.grant("new", "coordinator", R"("until":"2024-03-01","grant":"g1")");
    BOOST_TEST(endorse(r, "old") == "E_ROLE");
    r.must("operator", "grant.revoke", R"("grant":"g1")");
    BOOST_TEST(endorse(r, "new") == "E_ROLE");
    r.grant("new", "coordinator", R"("until":"2024-03-01")");
    BOOST_TEST(endorse(r, "new") == "");
    BOOST_TEST(r.call("operator", "grant.revoke", R"("grant":"g1")") == "E_STATE");
}

BOOST_AUTO_TEST_CASE(who_binds_a_state_shows_powers_that_run_on_the_day_of_the_act)
{
    auto r = call_and_treaty();
    r.grant("none", "focal_point", R"("actor":"AAA")");
    r.grant("late", "focal_point", R"("actor":"AAA","full_powers_until":"2024-02-20")");
    BOOST_TEST(sign(r, "none") == "E_NO_FULL_POWERS");
    BOOST_TEST(sign(r, "late") == "E_AUTHORITY_EXPIRED");
    BOOST_TEST(sign(r, "late", R"("effective_on":"2024-02-21")") == "E_AUTHORITY_EXPIRED");
    BOOST_TEST(sign(r, "late", R"("effective_on":"2024-02-20")") == "");
    auto lax = call_and_treaty("false");
    lax.grant("none", "focal_point", R"("actor":"AAA")");
    BOOST_TEST(sign(lax, "none") == "");
}

BOOST_AUTO_TEST_CASE(an_event_keeps_who_why_and_under_which_rules)
{
    auto r = call_and_treaty();
    BOOST_TEST(
        endorse(
            r, "chair",
            R"("reason":"made up","on_behalf_of":"BBB","evidence":)"
            R"([{"uri":"https://example.org"}],"idempotency_key":"k")"
        ) == ""
    );
    const auto& e = r.log.back();
    BOOST_TEST(e.stream == "talk");
    BOOST_TEST(e.principal == "chair");
    BOOST_TEST(e.on_behalf_of.value() == "BBB");
    BOOST_TEST(e.idempotency_key.value() == "k");
    BOOST_TEST(e.sources.size() == 1U);
    BOOST_TEST(e.definition.value().id == "talk");
    BOOST_TEST(e.archetype_version == 1);
    BOOST_TEST(e.effective_on.not_after.value().to_string() == "2024-03-01");
}

BOOST_AUTO_TEST_SUITE_END()
