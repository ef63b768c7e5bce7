#include "engine/amendment.hpp"

#include <boost/test/unit_test.hpp>

#include "tests/support/register_fixture.hpp"

/// MADE UP treaties whose text is amended. Dates come in pairs: the last day that is not, the first
/// that is.

using namespace depositary::engine;
using depositary::tests::day;
using depositary::tests::register_fixture;

BOOST_AUTO_TEST_SUITE(amendment_test)

namespace {

const std::string two_then_thirty_days =
    R"("amendment":{"entry_into_force":{"threshold":{"count":2},"delay":{"days":30}})";

register_fixture with(const std::string& amendment)
{
    register_fixture r("2024-03-01");
    for (const auto* id : {"AAA", "BBB", "CCC", "DDD"}) {
        r.add_actor(id);
    }
    r.open(
        "pact", "treaty",
        R"({"joining":{"acts":["ratification"]},"entry_into_force":{"threshold":{"count":1}},)"
        R"("withdrawal":{"admitted":true,"notice":{"days":10}})" +
            (amendment.empty() ? "" : "," + amendment) + "}"
    );
    r.grant("dep", "depositary");
    for (const auto* id : {"AAA", "BBB", "CCC"}) {
        BOOST_TEST(
            r.act(
                "dep", "participation.deposit",
                R"("act":"ratification","effective_on":"2023-01-01","actor":")" + std::string(id) +
                    '"'
            ) == ""
        );
    }
    return r;
}

std::string step(register_fixture& r, const std::string& verb, const std::string& more = "")
{
    return r.act(
        "dep", "amendment." + verb, R"("amendment":"annex")" + (more.empty() ? "" : "," + more)
    );
}

std::string accept(register_fixture& r, const std::string& actor, const std::string& on)
{
    return step(
        r, "accept", R"("act":"acceptance","actor":")" + actor + R"(","effective_on":")" + on + '"'
    );
}

void adopt(register_fixture& r)
{
    BOOST_TEST(step(r, "propose", R"("title":{"en":"MADE UP"},"effective_on":"2024-01-01")") == "");
    BOOST_TEST(step(r, "adopt", R"("effective_on":"2024-01-02")") == "");
}

amendment_view on(const register_fixture& r, std::string_view date)
{
    return view_amendment(r.state, r.opened(), "annex", day(date));
}

using names = std::vector<std::string>;

}  // namespace

BOOST_AUTO_TEST_CASE(an_amendment_is_proposed_once_and_adopted_on_evidence)
{
    auto r = with(two_then_thirty_days + "}");
    BOOST_TEST(step(r, "adopt") == "E_NOT_FOUND");
    BOOST_TEST(step(r, "propose", R"("title":{"en":""})") == "E_MISSING_FIELD");
    BOOST_TEST(step(r, "propose", R"("title":{"en":"MADE UP"})") == "");
    BOOST_TEST(step(r, "propose", R"("title":{"en":"MADE UP"})") == "E_EXISTS");
    BOOST_TEST(accept(r, "AAA", "2024-03-01") == "E_NOT_DEFINED");
    BOOST_TEST(
        r.call("dep", "amendment.adopt", R"("initiative":"pact","amendment":"annex")") ==
        "E_NO_EVIDENCE"
    );
    BOOST_TEST(step(r, "adopt") == "");
    BOOST_TEST(on(r, "2024-03-01").state == "adopted");
    BOOST_TEST(on(r, "2024-02-29").state == "none");
}

BOOST_AUTO_TEST_CASE(parties_accept_and_the_day_is_counted_from_the_last_needed)
{
    auto r = with(two_then_thirty_days + "}");
    adopt(r);
    BOOST_TEST(accept(r, "DDD", "2024-01-10") == "E_NOT_PARTY");
    BOOST_TEST(accept(r, "ZZZ", "2024-01-10") == "E_NOT_FOUND");
    BOOST_TEST(accept(r, "AAA", "2024-01-10") == "");
    BOOST_TEST(accept(r, "AAA", "2024-01-11") == "E_ALREADY_CONSENTED");
    BOOST_TEST(accept(r, "BBB", "2024-01-20") == "");
    BOOST_TEST(on(r, "2024-01-19").state == "adopted");
    BOOST_TEST(on(r, "2024-01-20").state == "threshold_met");
    // 20 January + 30 days.
    BOOST_TEST(on(r, "2024-02-18").state == "threshold_met");
    BOOST_TEST(on(r, "2024-02-19").state == "in_force");
    BOOST_CHECK((on(r, "2024-02-19").bound == names{"AAA", "BBB"}));
    // Later, its own delay: 25 February + 30 days.
    BOOST_TEST(accept(r, "CCC", "2024-02-25") == "");
    BOOST_CHECK((on(r, "2024-03-25").bound == names{"AAA", "BBB"}));
    BOOST_CHECK((on(r, "2024-03-26").bound == names{"AAA", "BBB", "CCC"}));
}

BOOST_AUTO_TEST_CASE(an_amendment_that_binds_all_binds_every_party_once_in_force)
{
    auto r = with(two_then_thirty_days + R"(,"binds_all":true})");
    adopt(r);
    BOOST_TEST(accept(r, "AAA", "2024-01-10") == "");
    BOOST_TEST(accept(r, "BBB", "2024-01-20") == "");
    BOOST_TEST(on(r, "2024-02-18").bound.empty());
    BOOST_CHECK((on(r, "2024-02-19").bound == names{"AAA", "BBB", "CCC"}));
}

BOOST_AUTO_TEST_CASE(whoever_joins_the_amended_treaty_is_bound_by_the_amended_text)
{
    auto r = with(two_then_thirty_days + "}");
    adopt(r);
    BOOST_TEST(accept(r, "AAA", "2024-01-10") == "");
    BOOST_TEST(accept(r, "BBB", "2024-01-20") == "");
    BOOST_TEST(
        r.act(
            "dep", "participation.deposit",
            R"("act":"ratification","actor":"DDD","effective_on":"2024-02-25")"
        ) == ""
    );
    BOOST_CHECK((on(r, "2024-02-25").bound == names{"AAA", "BBB", "DDD"}));
}

BOOST_AUTO_TEST_CASE(whoever_withdraws_is_no_longer_bound_and_no_longer_accepts)
{
    auto r = with(two_then_thirty_days + "}");
    adopt(r);
    BOOST_TEST(accept(r, "AAA", "2024-01-10") == "");
    BOOST_TEST(
        r.act(
            "dep", "participation.notify_withdrawal", R"("actor":"AAA","effective_on":"2024-01-10")"
        ) == ""
    );
    BOOST_TEST(accept(r, "BBB", "2024-01-25") == "");
    // AAA left on 20 January, before the second acceptance.
    BOOST_TEST(on(r, "2024-03-01").state == "adopted");
    BOOST_TEST(on(r, "2024-03-01").certain == 1);
    BOOST_TEST(accept(r, "CCC", "2024-02-01") == "");
    BOOST_CHECK((on(r, "2024-03-02").bound == names{"BBB", "CCC"}));
}

BOOST_AUTO_TEST_CASE(the_clock_records_the_threshold_and_the_entry_into_force_once)
{
    auto r = with(two_then_thirty_days + "}");
    r.clock();
    adopt(r);
    BOOST_TEST(accept(r, "AAA", "2024-02-10") == "");
    BOOST_TEST(accept(r, "BBB", "2024-02-20") == "");
    r.clock();
    BOOST_REQUIRE(r.fresh == 1U);
    BOOST_CHECK(r.log.back().payload.is<amendment_threshold_reached>());
    r.go_to("2024-03-20");
    r.clock();
    BOOST_TEST(r.fresh == 0U);
    r.go_to("2024-03-21");
    r.clock();
    BOOST_REQUIRE(r.fresh == 1U);
    BOOST_CHECK(r.log.back().payload.is<amendment_entered_into_force>());
    r.clock();
    BOOST_TEST(r.fresh == 0U);
    // The record of the clock is never the cause: take the acceptance away, and it is not in force.
    const auto seq = r.opened().amendments.at("annex")->at(3)->seq;
    BOOST_TEST(r.act("dep", "event.annul", R"("seq":)" + std::to_string(seq)) == "");
    BOOST_TEST(on(r, "2024-03-21").state == "adopted");
}

BOOST_AUTO_TEST_CASE(a_statement_of_the_depositary_is_believed_until_it_is_corrected)
{
    auto r = with("");  // the terms say nothing of amendments
    adopt(r);
    BOOST_TEST(
        r.call("dep", "amendment.state_in_force", R"("initiative":"pact","amendment":"annex")") ==
        "E_NO_EVIDENCE"
    );
    BOOST_TEST(step(r, "state_in_force", R"("effective_on":"2024-01-15")") == "");
    const auto seq = r.state.seq;
    BOOST_TEST(on(r, "2024-01-14").state == "adopted");
    BOOST_TEST(on(r, "2024-01-15").state == "in_force");
    BOOST_TEST(step(r, "state_in_force", R"("effective_on":"2024-01-16")") == "E_NOT_DEFINED");
    BOOST_TEST(
        r.act(
            "dep", "event.correct", R"("effective_on":"2024-02-08","seq":)" + std::to_string(seq)
        ) == ""
    );
    BOOST_TEST(on(r, "2024-02-07").state == "adopted");
    BOOST_TEST(on(r, "2024-02-08").state == "in_force");
    BOOST_TEST(on(r, "2024-02-08").stated);
}

BOOST_AUTO_TEST_CASE(a_statement_may_name_a_day_that_is_still_to_come)
{
    auto r = with("");
    adopt(r);
    BOOST_TEST(step(r, "state_in_force", R"("in_force":"2024-06-01")") == "");
    BOOST_TEST(on(r, "2024-05-31").state == "adopted");
    BOOST_TEST(on(r, "2024-06-01").state == "in_force");
}

BOOST_AUTO_TEST_CASE(an_amendment_that_lapsed_stays_lapsed)
{
    auto r = with(two_then_thirty_days + "}");
    adopt(r);
    BOOST_TEST(step(r, "lapse") == "");
    BOOST_TEST(on(r, "2024-03-01").state == "lapsed");
    BOOST_TEST(accept(r, "AAA", "2024-03-01") == "E_TERMINAL");
    BOOST_TEST(step(r, "lapse") == "E_TERMINAL");
}

BOOST_AUTO_TEST_SUITE_END()
