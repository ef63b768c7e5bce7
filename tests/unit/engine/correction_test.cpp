#include "engine/correction.hpp"

#include <boost/test/unit_test.hpp>

#include "tests/support/register_fixture.hpp"

/// Corrections that wait for objections, on a MADE UP treaty with ninety days for them.

using namespace depositary::engine;
using depositary::tests::day;
using depositary::tests::register_fixture;

BOOST_AUTO_TEST_SUITE(correction_test)

namespace {

struct stage
{
    register_fixture r{"2024-03-01"};
    std::int64_t seq = 0;  ///< AAA's instrument, recorded with the day 2024-01-05

    explicit stage(const std::string& more = R"(,"corrections":{"objection_days":90})")
    {
        for (const auto* id : {"AAA", "BBB", "CCC"}) {
            r.add_actor(id);
        }
        r.open(
            "pact", "treaty",
            R"({"joining":{"acts":["signature","ratification"]},)"
            R"("entry_into_force":{"threshold":{"count":1}})" +
                more + "}"
        );
        r.grant("dep", "depositary");
        r.grant("fp-a", "focal_point", R"("actor":"AAA")");
        r.grant("fp-c", "focal_point", R"("actor":"CCC")");
        deposit("BBB");
        deposit("AAA");
        seq = r.state.seq;
    }

    void deposit(const std::string& actor)
    {
        BOOST_TEST(
            r.act(
                "dep", "participation.deposit",
                R"("act":"ratification","effective_on":"2024-01-05","actor":")" + actor + '"'
            ) == ""
        );
    }

    std::string propose(const std::string& who, const std::string& id = "c1")
    {
        return r.act(
            who, "correction.propose",
            R"("correction":")" + id + R"(","effective_on":"2024-02-05","seq":)" +
                std::to_string(seq)
        );
    }

    std::string step(const std::string& verb, const std::string& more = "")
    {
        return r.act(
            "dep", "correction." + verb, R"("correction":"c1")" + (more.empty() ? "" : "," + more)
        );
    }

    std::string object(const std::string& actor)
    {
        return step("object", R"("statement":"made up","actor":")" + actor + '"');
    }

    correction_view view() const { return view_correction(r.opened(), "c1", r.today()); }
};

}  // namespace

BOOST_AUTO_TEST_CASE(a_correction_waits_for_objections_and_then_replaces_from_the_beginning)
{
    stage s;
    BOOST_TEST(s.propose("dep") == "");
    BOOST_TEST(s.view().state == "proposed");
    BOOST_TEST(s.view().objections_until.to_string() == "2024-05-30");
    s.r.go_to("2024-05-30");
    BOOST_TEST(s.step("execute") == "E_OBJECTION_PENDING");
    BOOST_TEST(s.r.participation("AAA", day("2024-01-05")).consent == "party");
    s.r.go_to("2024-05-31");
    BOOST_TEST(s.step("execute") == "");
    BOOST_REQUIRE(s.r.fresh == 2U);
    BOOST_TEST(s.r.log.back().supersedes.value() == s.seq);
    BOOST_TEST(s.r.participation("AAA", day("2024-02-04")).consent == "eligible");
    BOOST_TEST(s.r.participation("AAA", day("2024-02-05")).consent == "party");
    BOOST_TEST(s.view().state == "executed");
    BOOST_TEST(s.step("execute") == "E_TERMINAL");
    BOOST_TEST(s.step("withdraw") == "E_TERMINAL");
}

BOOST_AUTO_TEST_CASE(an_objection_in_time_stops_it_and_one_that_is_late_is_refused)
{
    stage s;
    BOOST_TEST(s.propose("dep") == "");
    BOOST_TEST(s.object("CCC") == "E_NOT_PARTY");
    BOOST_TEST(s.object("BBB") == "");
    BOOST_TEST(s.object("BBB") == "E_STATE");
    s.r.go_to("2024-05-30");
    BOOST_TEST(s.object("AAA") == "");
    s.r.go_to("2024-05-31");
    BOOST_TEST(s.step("execute") == "E_OBJECTION_PENDING");
    BOOST_TEST(s.view().objections.size() == 2U);
    BOOST_TEST(s.step("withdraw") == "");
    BOOST_TEST(s.r.participation("AAA", day("2024-01-05")).consent == "party");
    stage late;
    BOOST_TEST(late.propose("dep") == "");
    late.r.go_to("2024-05-31");
    BOOST_TEST(late.object("BBB") == "E_WINDOW_CLOSED");
}

BOOST_AUTO_TEST_CASE(a_party_may_propose_through_its_focal_point_and_nobody_else)
{
    stage s;
    BOOST_TEST(s.propose("fp-c") == "E_NOT_PARTY");
    BOOST_TEST(s.propose("nobody") == "E_ROLE");
    BOOST_TEST(s.propose("fp-a") == "");
    BOOST_TEST(s.propose("fp-a") == "E_EXISTS");
    BOOST_TEST(s.r.act("fp-a", "correction.execute", R"("correction":"c1")") == "E_ROLE");
}

BOOST_AUTO_TEST_CASE(a_proposal_is_of_an_event_that_can_be_corrected_with_reason_and_evidence)
{
    stage s;
    const auto bare =
        R"("initiative":"pact","effective_on":"2024-02-05","seq":)" + std::to_string(s.seq);
    BOOST_TEST(s.r.call("dep", "correction.propose", bare) == "E_REASON");
    BOOST_TEST(s.r.act("dep", "correction.propose", R"("seq":9999)") == "E_CORRECTION");
    BOOST_TEST(
        s.r.act("dep", "correction.propose", R"("seq":)" + std::to_string(s.seq)) ==
        "E_MISSING_FIELD"
    );
    BOOST_TEST(s.step("execute") == "E_NOT_FOUND");
}

BOOST_AUTO_TEST_CASE(the_shortcut_is_closed_where_the_terms_leave_time_to_object)
{
    stage s;
    const auto direct = R"("effective_on":"2024-02-05","seq":)" + std::to_string(s.seq);
    BOOST_TEST(s.r.act("dep", "event.correct", direct) == "E_OBJECTION_PENDING");
    BOOST_TEST(s.r.act("import", "event.correct", direct) == "");
    stage open("");
    BOOST_TEST(open.propose("dep") == "E_CORRECTION");
    BOOST_TEST(open.r.act("dep", "event.correct", direct) == "");
}

BOOST_AUTO_TEST_CASE(an_act_is_annulled_as_it_is_corrected_with_time_to_object)
{
    stage s;
    const auto seq = R"("seq":)" + std::to_string(s.seq);
    BOOST_TEST(s.r.act("dep", "event.annul", seq) == "E_OBJECTION_PENDING");
    const auto propose = [&](const std::string& more) {
        return s.r.act("dep", "correction.propose", R"("correction":"c1",)" + seq + more);
    };
    BOOST_TEST(propose(R"(,"annul":true,"effective_on":"2024-02-05")") == "E_VALUE");
    BOOST_TEST(propose(R"(,"annul":true,"payload":{"act":"acceptance"})") == "E_VALUE");
    BOOST_TEST(propose(R"(,"annul":false)") == "E_MISSING_FIELD");
    BOOST_TEST(propose(R"(,"annul":true)") == "");
    BOOST_TEST(s.view().annul.value());
    s.r.go_to("2024-05-30");
    BOOST_TEST(s.step("execute") == "E_OBJECTION_PENDING");
    s.r.go_to("2024-05-31");
    BOOST_TEST(s.r.participation("AAA").consent == "party");
    BOOST_TEST(s.step("execute") == "");
    BOOST_REQUIRE(s.r.fresh == 2U);
    BOOST_TEST(s.r.log.back().payload.get<event_annulled>().seq == s.seq);
    BOOST_TEST(s.r.participation("AAA").consent == "eligible");
    BOOST_TEST(s.r.opened().find_fact(s.seq) == nullptr);
    // Nothing of AAA's is left to be proposed again.
    BOOST_TEST(s.propose("dep", "c2") == "E_CORRECTION");
    stage open("");
    BOOST_TEST(open.r.act("dep", "event.annul", seq) == "");
}

BOOST_AUTO_TEST_SUITE_END()
