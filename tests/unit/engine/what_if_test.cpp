#include "engine/what_if.hpp"

#include <boost/test/unit_test.hpp>

#include "engine/amendment.hpp"
#include "tests/support/register_fixture.hpp"

/// Acts that nobody has done. All definitions and actors are MADE UP.

using namespace depositary;
using namespace depositary::engine;
using namespace depositary::tests;

BOOST_AUTO_TEST_SUITE(what_if_test)

namespace {

constexpr const char* three_of_four =
    R"({"joining":{"acts":["ratification","accession"]},)"
    R"("entry_into_force":{"threshold":{"count":3},"delay":{"days":30}}})";

struct stage
{
    register_fixture r;

    explicit stage(const std::string& rules = three_of_four, const std::string& weights = "")
    {
        for (const auto* id : {"AAA", "BBB", "CCC", "DDD"}) {
            r.add_actor(id);
        }
        auto document = made_up_definition("pact", "treaty", rules);
        document.insert(document.size() - 1, weights);
        r.must("operator", "definition.publish", R"("definition":)" + document);
        r.must("operator", "initiative.open", R"("definition":"pact")");
        r.initiative = "pact";
    }

    std::string ratify(const std::string& actor)
    {
        return r.act(
            "import", "participation.deposit", R"("act":"ratification","actor":")" + actor + '"'
        );
    }

    [[nodiscard]] what_if_answer ask(
        std::vector<hypothetical_act> acts, std::optional<civil_date> as_of = std::nullopt
    ) const
    {
        return what_if(
            r.state, workflows::workflows(), {"pact", std::move(acts), as_of, r.today()},
            &storage::sha256
        );
    }

    [[nodiscard]] hypothetical_act would_ratify(
        const std::string& actor, std::optional<civil_date> on = std::nullopt
    ) const
    {
        hypothetical_act a;
        a.actor = actor;
        a.act = "ratification";
        a.on = on;
        return a;
    }
};

}  // namespace

BOOST_AUTO_TEST_CASE(nothing_asked_tells_where_things_stand)
{
    stage s;
    BOOST_TEST(s.ratify("AAA") == "");
    const auto a = s.ask({});
    BOOST_TEST(a.before.more_needed.value() == 2);
    BOOST_TEST(a.after.more_needed.value() == 2);
    BOOST_TEST(a.before.may_still_consent == (std::vector<std::string>{"BBB", "CCC", "DDD"}));
    BOOST_TEST(!a.before.force->in_force.has_value());
    BOOST_TEST(a.before.participants_certain == 1);
}

BOOST_AUTO_TEST_CASE(acts_lead_to_the_date_of_entry_into_force_and_nothing_is_written)
{
    stage s;
    BOOST_TEST(s.ratify("AAA") == "");
    const auto digest = canonical_state(s.r.state);
    const auto a = s.ask({s.would_ratify("CCC", day("2024-05-01")), s.would_ratify("BBB")});
    BOOST_TEST(canonical_state(s.r.state) == digest);
    BOOST_TEST_REQUIRE(a.acts.size() == 2U);
    BOOST_TEST(a.acts[0].act.actor == "BBB");  // by their days
    BOOST_TEST(!a.acts[0].refused.has_value());
    BOOST_TEST(!a.acts[1].refused.has_value());
    BOOST_TEST((a.as_of == day("2024-05-01")));
    BOOST_TEST(a.before.more_needed.value() == 2);
    BOOST_TEST(a.after.more_needed.value() == 0);
    BOOST_TEST((a.after.force->in_force->not_after == day("2024-05-31")));
    BOOST_TEST(a.after.may_still_consent == std::vector<std::string>{"DDD"});
}

BOOST_AUTO_TEST_CASE(an_act_that_the_rules_refuse_is_refused_alone)
{
    stage s;
    BOOST_TEST(s.ratify("AAA") == "");
    hypothetical_act strange;
    strange.actor = "BBB";
    strange.act = "coronation";
    hypothetical_act endorses = strange;
    endorses.act = "endorsement";
    const auto a = s.ask(
        {s.would_ratify("AAA"), strange, endorses, s.would_ratify("ZZZ"), s.would_ratify("BBB")}
    );
    BOOST_TEST_REQUIRE(a.acts.size() == 5U);
    BOOST_TEST(a.acts[0].refused->reason == "E_ALREADY_CONSENTED");
    BOOST_TEST(a.acts[1].refused->reason == "E_VALUE");
    BOOST_TEST(a.acts[2].refused.has_value());
    BOOST_TEST(a.acts[3].refused->reason == "E_NOT_FOUND");
    BOOST_TEST(!a.acts[4].refused.has_value());
    BOOST_TEST(a.after.more_needed.value() == 1);
}

BOOST_AUTO_TEST_CASE(a_share_of_a_weight_asks_the_heaviest_first)
{
    stage s(
        R"({"joining":{"acts":["ratification"]},"entry_into_force":{"threshold":{"all":)"
        R"([{"count":2},{"percent":"55","weight":"emissions"}]}}})",
        R"(,"weights":{"emissions":{"AAA":"5","BBB":"10","CCC":"45","DDD":"40"}})"
    );
    BOOST_TEST(s.ask({}).before.more_needed.value() == 2);  // CCC and DDD
    BOOST_TEST(s.ratify("AAA") == "");
    BOOST_TEST(s.ask({}).before.more_needed.value() == 2);  // CCC gives 50 of 100
    BOOST_TEST(s.ratify("BBB") == "");
    BOOST_TEST(s.ask({}).before.more_needed.value() == 1);
}

BOOST_AUTO_TEST_CASE(what_all_together_cannot_reach_has_no_number)
{
    stage s(R"({"joining":{"acts":["ratification"]},"entry_into_force":{"threshold":{"count":9}}})"
    );
    BOOST_TEST(!s.ask({}).before.more_needed.has_value());
}

BOOST_AUTO_TEST_CASE(a_political_initiative_counts_its_participants)
{
    register_fixture r;
    r.add_actor("AAA");
    r.open("made-up", "call", R"({"joining":{"acts":["endorsement"]}})");
    r.act("import", "initiative.advance", R"("event":"adopt")");
    r.act("import", "initiative.advance", R"("event":"launch")");
    hypothetical_act a;
    a.actor = "AAA";
    a.act = "endorsement";
    const auto answer = what_if(
        r.state, workflows::workflows(), {"made-up", {a}, std::nullopt, r.today()}, &storage::sha256
    );
    BOOST_TEST(!answer.before.force.has_value());
    BOOST_TEST(!answer.acts[0].refused, answer.acts[0].refused.value_or(refusal{}).reason);
    BOOST_TEST(answer.before.participants_certain == 0);
    BOOST_TEST(answer.after.participants_certain == 1);
}

/// Three of the four parties must accept; the amendment enters into force 30 days after the third.
BOOST_AUTO_TEST_CASE(acceptances_of_an_amendment_count_towards_its_own_threshold)
{
    stage s(R"({"joining":{"acts":["ratification"]},)"
            R"("entry_into_force":{"threshold":{"count":1},"delay":{"days":0}},)"
            R"("amendment":{"entry_into_force":{"threshold":{"count":3},"delay":{"days":30}}}})");
    for (const auto* id : {"AAA", "BBB", "CCC", "DDD"}) {
        BOOST_REQUIRE_EQUAL(s.ratify(id), "");
    }
    s.r.go_to("2024-03-02");
    s.r.must(
        "operator", "grant.give",
        R"("grant":"g","to":"dep","role":"depositary","initiative":"pact")"
    );
    const auto named = std::string(R"("amendment":"one")");
    BOOST_REQUIRE_EQUAL(
        s.r.act("dep", "amendment.propose", named + R"(,"title":{"en":"MADE UP","fr":"FICTIF"})"),
        ""
    );
    BOOST_REQUIRE_EQUAL(s.r.act("dep", "amendment.adopt", named), "");
    BOOST_REQUIRE_EQUAL(
        s.r.act("import", "amendment.accept", named + R"(,"actor":"AAA","act":"acceptance")"), ""
    );
    auto one = s.would_ratify("BBB", day("2024-04-01"));
    one.amendment = "one";
    auto two = s.would_ratify("CCC", day("2024-05-01"));
    two.amendment = "one";
    const auto almost = s.ask({one});
    BOOST_TEST_REQUIRE(almost.before.amendments.size() == 1U);
    BOOST_TEST(almost.before.amendments[0].more_needed.value() == 2);
    BOOST_TEST(
        almost.before.amendments[0].may_still_accept ==
        (std::vector<std::string>{"BBB", "CCC", "DDD"})
    );
    BOOST_TEST(!almost.acts[0].refused, almost.acts[0].refused.value_or(refusal{}).reason);
    BOOST_TEST(almost.after.amendments[0].more_needed.value() == 1);
    BOOST_TEST(!almost.after.amendments[0].in_force.has_value());
    const auto enough = s.ask({one, two});
    BOOST_TEST(enough.after.amendments[0].more_needed.value() == 0);
    BOOST_TEST((enough.after.amendments[0].in_force == date_interval::day(day("2024-05-31"))));
    // The same act twice is refused by the real machine.
    BOOST_TEST(s.ask({one, one}).acts[1].refused.has_value());
    BOOST_TEST(view_amendment(s.r.state, s.r.opened(), "one", day("2024-06-01")).certain == 1);
}

BOOST_AUTO_TEST_SUITE_END()
