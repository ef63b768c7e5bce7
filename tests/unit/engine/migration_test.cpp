#include <boost/test/unit_test.hpp>

#include "engine/initiative.hpp"
#include "engine/life.hpp"
#include "tests/support/register_fixture.hpp"
#include "tests/support/staged_definition.hpp"

/// Going from one version of a definition to another. All definitions and actors are MADE UP.

using namespace depositary;
using namespace depositary::engine;
using namespace depositary::tests;

BOOST_AUTO_TEST_SUITE(migration_test)

namespace {

/// As usual_graph(), where "open" is called "welcoming".
std::string renamed_graph(const std::string& initial = "draft")
{
    auto graph = made_up_graph(
        made_up_stage("draft") + "," + made_up_stage("welcoming") + "," +
            made_up_stage("closed", true),
        made_up_transition("draft", "open_up", "welcoming") + "," +
            made_up_transition("welcoming", "close", "closed") + "," +
            made_up_transition("welcoming", "rework", "draft")
    );
    const std::string from = R"("initial":"draft")";
    graph.replace(graph.find(from), from.size(), R"("initial":")" + initial + '"');
    return graph;
}

struct stage
{
    register_fixture r{"2024-03-01"};

    stage()
    {
        for (const auto* id : {"AAA", "BBB"}) {
            r.add_actor(id);
        }
        r.grant("coordinator", "coordinator");
        publish(staged_definition("made-up"));
        r.must("operator", "initiative.open", R"("definition":"made-up")");
        r.initiative = "made-up";
    }

    void publish(const std::string& document)
    {
        r.must("operator", "definition.publish", R"("definition":)" + document);
    }

    std::string migrate(const std::string& members)
    {
        return r.act("coordinator", "initiative.migrate", members);
    }

    [[nodiscard]] std::string state(std::string_view on) const
    {
        const auto s = on_day(r.state.find_initiative("made-up"), day(on));
        return view_initiative(r.state, *s, workflows::workflows(), day(on)).state;
    }
};

}  // namespace

BOOST_AUTO_TEST_CASE(what_cannot_be_migrated_is_refused)
{
    stage s;
    BOOST_TEST(s.migrate(R"("version":2)") == "E_NOT_FOUND");
    BOOST_TEST(s.migrate(R"("version":1)") == "E_STATE");
    s.publish(staged_definition("made-up", renamed_graph(), 2));
    BOOST_TEST(
        s.r.call("coordinator", "initiative.migrate", R"("initiative":"made-up","version":2)") ==
        "E_REASON"
    );
    BOOST_TEST(s.r.act("nobody", "initiative.migrate", R"("version":2)") == "E_ROLE");
    const auto entry = [&](const std::string& region, const std::string& from,
                           const std::string& to) {
        return s.migrate(
            R"("version":2,"mapping":[{"region":")" + region + R"(","from":")" + from +
            R"(","to":")" + to + R"("}])"
        );
    };
    BOOST_TEST(entry("life_call", "open", "welcoming") == "E_VALUE");
    BOOST_TEST(s.r.last->field == "mapping[0].region");
    BOOST_TEST(entry("life_staged", "nowhere", "welcoming") == "E_VALUE");
    BOOST_TEST(s.r.last->field == "mapping[0].from");
    BOOST_TEST(entry("life_staged", "open", "running") == "E_VALUE");
    BOOST_TEST(s.r.last->field == "mapping[0].to");
    BOOST_TEST(s.r.opened().pinned.version == 1);
}

BOOST_AUTO_TEST_CASE(a_region_that_the_new_rules_do_not_know_must_be_mapped)
{
    stage s;
    BOOST_TEST(s.r.act("coordinator", "initiative.advance", R"("event":"open_up")") == "");
    s.publish(staged_definition("made-up", renamed_graph(), 2));
    BOOST_TEST(s.migrate(R"("version":2)") == "E_MAPPING");
    BOOST_TEST_REQUIRE(s.r.last->facts.size() == 1U);
    BOOST_TEST(s.r.last->facts.front().fact == "life_staged");
    BOOST_TEST(s.r.last->facts.front().is == "open");
    BOOST_TEST(s.r.last->facts.front().needs == "draft | welcoming | closed");
    s.r.go_to("2024-04-01");
    BOOST_TEST(
        s.migrate(
            R"("version":2,"mapping":[{"region":"life_staged","from":"open","to":"welcoming"}])"
        ) == ""
    );
    BOOST_TEST(s.r.opened().pinned.version == 2);
    BOOST_TEST(s.state("2024-04-01") == "welcoming");
    // History stays under the rules of its day.
    BOOST_TEST(s.state("2024-03-31") == "open");
    BOOST_TEST(rules_on(s.r.opened(), day("2024-03-31")).ref.version == 1);
    BOOST_TEST(rules_on(s.r.opened(), day("2024-04-01")).ref.version == 2);
    BOOST_TEST(
        s.r.act("coordinator", "initiative.advance", R"("event":"start")") == "E_NOT_DEFINED"
    );
    BOOST_TEST(s.r.act("coordinator", "initiative.advance", R"("event":"close")") == "");
    BOOST_TEST(s.state("2024-04-01") == "closed");
}

BOOST_AUTO_TEST_CASE(an_initiative_that_never_moved_keeps_its_first_stage)
{
    stage s;
    s.publish(staged_definition("made-up", renamed_graph("welcoming"), 2));
    BOOST_TEST(s.migrate(R"("version":2)") == "");
    BOOST_TEST(s.state("2024-03-01") == "draft");
}

BOOST_AUTO_TEST_CASE(a_plan_leads_back)
{
    stage s;
    s.publish(staged_definition("made-up", renamed_graph(), 2));
    BOOST_TEST(s.migrate(R"("version":2)") == "");
    BOOST_TEST(s.r.act("coordinator", "initiative.advance", R"("event":"open_up")") == "");
    BOOST_TEST(s.migrate(R"("version":1)") == "E_MAPPING");
    BOOST_TEST(
        s.migrate(
            R"("version":1,"mapping":[{"region":"life_staged","from":"welcoming","to":"open"}])"
        ) == ""
    );
    BOOST_TEST(s.state("2024-03-01") == "open");
}

BOOST_AUTO_TEST_CASE(another_archetype_takes_over_the_life)
{
    register_fixture r;
    r.grant("coordinator", "coordinator");
    r.open("made-up", "call", R"({"joining":{"acts":["endorsement"]}})");
    const auto before =
        view_initiative(r.state, r.opened(), workflows::workflows(), r.today()).state;
    r.must(
        "operator", "definition.publish",
        R"("definition":)" + staged_definition("made-up", renamed_graph(), 2)
    );
    const auto mapping = R"("version":2,"mapping":[{"region":"life_staged","from":")" + before +
                         R"(","to":"welcoming"}])";
    BOOST_TEST(r.act("coordinator", "initiative.migrate", mapping) == "");
    BOOST_TEST(
        view_initiative(r.state, r.opened(), workflows::workflows(), r.today()).state == "welcoming"
    );
    BOOST_TEST(r.act("coordinator", "initiative.advance", R"("event":"close")") == "");
}

BOOST_AUTO_TEST_CASE(participants_no_longer_eligible_are_named_and_stay)
{
    stage s;
    for (const auto* id : {"AAA", "BBB"}) {
        const auto who = R"("actor":")" + std::string(id) + '"';
        BOOST_TEST(s.r.act("import", "participation.endorse", who) == "");
    }
    s.publish(staged_definition(
        "made-up", usual_graph(), 2,
        R"({"joining":{"acts":["endorsement"],"eligibility":[{"actors":["AAA"]}]}})"
    ));
    BOOST_TEST(s.migrate(R"("version":2)") == "");
    const auto& e = s.r.log.back().payload.get<definition_migrated>();
    BOOST_TEST(e.no_longer_eligible == std::vector<std::string>{"BBB"});
    BOOST_TEST(e.from_version == 1);
    BOOST_TEST(e.version == 2);
    BOOST_TEST(s.r.log.back().definition->version == 1);
    BOOST_TEST(s.r.participation("BBB").certain);
}

BOOST_AUTO_TEST_CASE(history_brought_later_follows_the_rules_of_its_day)
{
    stage s;
    s.r.go_to("2024-04-01");
    s.publish(staged_definition(
        "made-up", usual_graph(), 2,
        R"({"joining":{"acts":["endorsement"],"eligibility":[{"actors":["AAA"]}]}})"
    ));
    BOOST_TEST(s.migrate(R"("version":2)") == "");
    const auto endorse = [&](const char* on) {
        return s.r.act(
            "import", "participation.endorse",
            R"("actor":"BBB","effective_on":")" + std::string(on) + '"'
        );
    };
    BOOST_TEST(endorse("2024-04-01") == "E_NOT_ELIGIBLE");
    BOOST_TEST(endorse("2024-03-31") == "");
    BOOST_TEST(s.r.log.back().definition->version == 1);
}

BOOST_AUTO_TEST_CASE(rules_never_go_back_before_a_change)
{
    stage s;
    s.publish(staged_definition("made-up", renamed_graph(), 2));
    s.r.go_to("2024-04-10");
    BOOST_TEST(s.migrate(R"("version":2,"effective_on":"2024-04-05")") == "");
    BOOST_TEST(s.migrate(R"("version":1,"effective_on":"2024-04-04")") == "E_STATE");
    BOOST_TEST(s.r.last->field == "effective_on");
    BOOST_TEST(s.migrate(R"("version":1,"effective_on":"2024-04-05")") == "");
    BOOST_TEST(rules_on(s.r.opened(), day("2024-04-05")).ref.version == 1);
}

BOOST_AUTO_TEST_CASE(a_late_record_from_the_old_life_waits_for_a_mapping)
{
    stage s;
    s.r.go_to("2024-04-01");
    s.publish(staged_definition("made-up", renamed_graph(), 2));
    BOOST_TEST(s.migrate(R"("version":2)") == "");
    // Told afterwards: it had been opened before. The plan says nothing of "open".
    BOOST_TEST(
        s.r.act(
            "import", "initiative.advance", R"("event":"open_up","effective_on":"2024-03-15")"
        ) == ""
    );
    BOOST_TEST(s.state("2024-03-20") == "open");
    BOOST_TEST(s.state("2024-04-01") == "open");
    BOOST_TEST(s.r.act("coordinator", "initiative.advance", R"("event":"open_up")") == "E_MAPPING");
}

BOOST_AUTO_TEST_CASE(a_migration_is_not_corrected_but_followed_by_another)
{
    stage s;
    s.r.grant("depositary", "depositary");
    s.publish(staged_definition("made-up", renamed_graph(), 2));
    BOOST_TEST(s.migrate(R"("version":2)") == "");
    const auto seq = R"("seq":)" + std::to_string(s.r.state.seq);
    BOOST_TEST(s.r.act("depositary", "event.annul", seq) == "E_CORRECTION");
}

BOOST_AUTO_TEST_CASE(a_replay_of_the_bytes_gives_the_same_state)
{
    stage s;
    s.publish(staged_definition("made-up", renamed_graph(), 2));
    s.r.act("coordinator", "initiative.advance", R"("event":"open_up")");
    s.migrate(R"("version":2,"mapping":[{"region":"life_staged","from":"open","to":"welcoming"}])");
    register_state again;
    again.epoch = s.r.state.epoch;
    for (const auto& bytes : s.r.bytes) {
        apply(again, std::get<event>(decode_event(bytes)));
    }
    BOOST_TEST(canonical_state(again) == canonical_state(s.r.state));
    BOOST_TEST(again.initiatives.at("made-up")->pins.size() == 2U);
}

BOOST_AUTO_TEST_SUITE_END()
