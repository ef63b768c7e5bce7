#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <random>

#include "engine/expression.hpp"
#include "engine/initiative.hpp"
#include "engine/life.hpp"
#include "tests/support/register_fixture.hpp"
#include "tests/support/staged_definition.hpp"
#include "tests/unit/workflows/expression.hpp"

/// Lives whose stages are data. All definitions and actors are MADE UP.

using namespace depositary;
using namespace depositary::engine;
using namespace depositary::tests;

BOOST_AUTO_TEST_SUITE(staged_test)

namespace {

std::shared_ptr<const machine> usual_machine()
{
    const auto parsed = parse_definition(staged_definition("made-up"));
    return workflows::workflows().staged(*std::get<definition>(parsed).stages);
}

struct stage
{
    register_fixture r;

    explicit stage(const std::string& document = staged_definition("made-up"))
    {
        for (const auto* id : {"AAA", "BBB", "CCC"}) {
            r.add_actor(id);
        }
        r.grant("coordinator", "coordinator");
        r.grant("depositary", "depositary");
        r.grant("reviewer", "reviewer");
        r.must("operator", "definition.publish", R"("definition":)" + document);
        r.must("operator", "initiative.open", R"("definition":"made-up")");
        r.initiative = "made-up";
    }

    std::string advance(const std::string& who, const std::string& event)
    {
        return r.act(who, "initiative.advance", R"("event":")" + event + '"');
    }

    [[nodiscard]] std::string state(std::optional<civil_date> on = std::nullopt) const
    {
        return view_initiative(r.state, r.opened(), workflows::workflows(), on.value_or(r.today()))
            .state;
    }
};

/// The field that the lint refuses; empty when the graph may be published.
std::string lint(const std::string& graph)
{
    register_fixture r;
    const auto reason = r.call(
        "operator", "definition.publish", R"("definition":)" + staged_definition("made-up", graph)
    );
    BOOST_TEST((reason.empty() || reason == "E_DEFINITION"), reason);
    return reason.empty() ? "" : r.last->field;
}

std::string with(const std::string& transitions)
{
    return made_up_graph(made_up_stage("draft") + "," + made_up_stage("closed", true), transitions);
}

}  // namespace

BOOST_AUTO_TEST_CASE(the_machine_describes_its_graph)
{
    const auto m = usual_machine();
    BOOST_TEST_REQUIRE((m != nullptr));
    const auto& info = m->info();
    BOOST_TEST(info.id == "life_staged");
    BOOST_TEST(info.initial == "draft");
    BOOST_TEST(info.states.size() == 4U);
    BOOST_TEST(info.states.back().terminal);
    BOOST_TEST(info.events.size() == 4U);
    BOOST_TEST_REQUIRE(info.rows.size() == 5U);
    // In the order in which they are tried, which is the order of the document.
    BOOST_TEST(info.rows[1].guards.size() == 2U);
    BOOST_TEST(info.rows[2].guards.size() == 1U);
    BOOST_TEST(info.rows[1].guards.front()->clause == "MADE UP art. 3");
    BOOST_TEST(info.rows[1].guards.front()->expr == "participants >= 2");
    BOOST_TEST(info.rows[1].guards.back()->expr == "participants__role_donor >= 1");
    BOOST_TEST(info.rows[0].guards.front()->payload);
    BOOST_TEST(!info.rows[1].guards.front()->payload);
}

BOOST_AUTO_TEST_CASE(every_step_is_what_the_exported_conditions_say)
{
    const auto m = usual_machine();
    std::mt19937 random(11);
    int moved = 0;
    for (int i = 0; i < 500; ++i) {
        machine_facts facts;
        for (const auto name : m->info().facts) {
            facts.named(name) = std::uniform_int_distribution<>(0, 3)(random);
        }
        for (const auto& s : m->info().states) {
            for (const auto& e : m->info().events) {
                std::string wanted;
                bool asked = false;
                for (const auto& row : m->info().rows) {
                    if (row.source != s.id || row.event != e.id) {
                        continue;
                    }
                    asked = true;
                    const bool passes =
                        std::all_of(row.guards.begin(), row.guards.end(), [&](const auto* g) {
                            return depositary::tests::expression(g->expr, facts).holds();
                        });
                    if (passes && wanted.empty()) {
                        wanted = row.target;
                    }
                }
                const auto result = m->step(s.id, e.id, facts);
                BOOST_TEST((result.status == step_status::not_defined) == !asked);
                BOOST_TEST((result.status == step_status::moved) == !wanted.empty());
                BOOST_TEST(std::string(result.to) == wanted);
                moved += wanted.empty() ? 0 : 1;
            }
        }
    }
    BOOST_TEST(moved > 500);
}

BOOST_AUTO_TEST_CASE(an_initiative_lives_through_its_stages)
{
    stage s;
    BOOST_TEST(s.state() == "draft");
    BOOST_TEST(s.advance("coordinator", "close") == "E_NOT_DEFINED");
    BOOST_TEST(s.advance("coordinator", "explode") == "E_NOT_DEFINED");
    BOOST_TEST(
        s.r.call(
            "coordinator", "initiative.advance", R"("initiative":"made-up","event":"open_up")"
        ) == "E_GUARD"
    );
    BOOST_TEST(s.r.last->clause == "the definition: stages");
    BOOST_TEST(s.r.last->en.find("a reason is given") != std::string::npos);
    BOOST_TEST(s.r.last->fr.find("un motif est donné") != std::string::npos);
    BOOST_TEST(s.advance("coordinator", "open_up") == "");
    BOOST_TEST(s.state() == "open");
    s.r.act("import", "participation.endorse", R"("actor":"AAA")");
    s.r.act("import", "participation.join", R"("actor":"BBB","as":"donor")");
    BOOST_TEST(s.advance("coordinator", "start") == "");
    BOOST_TEST(s.state() == "running");
    BOOST_TEST(s.advance("coordinator", "close") == "E_ROLE");
    BOOST_TEST(s.advance("depositary", "close") == "");
    BOOST_TEST(s.advance("depositary", "reopen") == "E_TERMINAL");
}

BOOST_AUTO_TEST_CASE(the_first_transition_listed_whose_condition_holds_decides_whose_it_is)
{
    stage s;
    s.advance("coordinator", "open_up");
    // Nobody takes part: the second transition is the one, and it is the depositary's.
    BOOST_TEST(s.advance("coordinator", "start") == "E_ROLE");
    BOOST_TEST(s.advance("reviewer", "start") == "E_ROLE");
    BOOST_TEST(s.advance("depositary", "start") == "");
    BOOST_TEST(s.r.log.back().role == "depositary");
}

BOOST_AUTO_TEST_CASE(roles_of_compiled_lives_are_as_they_were)
{
    stage s;
    s.r.open("plain", "call", R"({"joining":{"acts":["endorsement"]}})");
    BOOST_TEST(s.advance("reviewer", "launch") == "E_ROLE");
}

BOOST_AUTO_TEST_CASE(days_in_a_stage_count_from_its_day)
{
    stage s(staged_definition(
        "made-up", with(made_up_transition(
                       "draft", "close", "closed", R"(,"when":{"ge":["days_in_stage",30]})"
                   ))
    ));
    s.r.go_to(s.r.today().add_days(29));
    BOOST_TEST(s.advance("coordinator", "close") == "E_GUARD");
    s.r.go_to(s.r.today().add_days(1));
    BOOST_TEST(s.advance("coordinator", "close") == "");
}

BOOST_AUTO_TEST_CASE(money_counts_in_minor_units_of_its_unit)
{
    stage s(staged_definition(
        "made-up",
        with(made_up_transition(
            "draft", "close", "closed",
            R"(,"when":{"ge":[{"fact":"pledged","unit":"EUR"},"10.50"]})"
        )),
        1,
        R"({"joining":{"acts":["endorsement"]},"pledges":{"admitted":true,"forms":["financial"]}})"
    ));
    const auto pledge = [&](const std::string& id, const std::string& amount) {
        return s.r.act(
            "import", "pledge.register",
            R"("pledge":")" + id + R"(","content":{"actor":"AAA","amount":")" + amount +
                R"(","unit":"EUR"})"
        );
    };
    s.r.act("import", "participation.endorse", R"("actor":"AAA")");
    BOOST_TEST(pledge("p1", "10.49") == "");
    BOOST_TEST(s.advance("coordinator", "close") == "E_GUARD");
    BOOST_TEST(pledge("p2", "0.01") == "");
    BOOST_TEST(s.advance("coordinator", "close") == "");
}

BOOST_AUTO_TEST_CASE(the_lint_names_what_is_wrong)
{
    const auto close = made_up_transition("draft", "close", "closed");
    BOOST_TEST(lint(with(close)) == "");
    BOOST_TEST(lint(usual_graph()) == "");
    BOOST_TEST(lint(made_up_graph(made_up_stage("open", true), "")) == "stages.initial");
    BOOST_TEST(lint(made_up_graph("", "")) == "stages.stages");
    BOOST_TEST(
        lint(with(made_up_transition("draft", "close", "nowhere"))) == "stages.transitions[0].to"
    );
    BOOST_TEST(
        lint(with(close + "," + made_up_transition("closed", "again", "draft"))) ==
        "stages.transitions[1].from"
    );
    BOOST_TEST(lint(with("")) == "stages.stages[1]");
    BOOST_TEST(lint(made_up_graph(made_up_stage("draft"), "")) == "stages.stages[0]");
    BOOST_TEST(lint(with(made_up_transition("draft", "stay", "draft"))) == "stages.stages[1]");
    BOOST_TEST(
        lint(with(made_up_transition("draft", "close", "closed", R"(,"by":["king"])"))) ==
        "stages.transitions[0].by[0]"
    );
    BOOST_TEST(
        lint(with(made_up_transition("draft", "close", "closed", R"(,"reason":"E_X")"))) ==
        "stages.transitions[0].reason"
    );
    BOOST_TEST(
        lint(with(made_up_transition("draft", "close", "closed", R"(,"when":{"is":"sunny"})"))) ==
        "stages.transitions[0].when.is"
    );
    BOOST_TEST(
        lint(with(made_up_transition(
            "draft", "close", "closed",
            R"(,"when":{"all":[{"ge":["pledges",2]},{"lt":["pledges",2]}]})"
        ))) == "stages.transitions[0].when"
    );
    BOOST_TEST(
        lint(with(made_up_transition(
            "draft", "close", "closed",
            R"(,"when":{"ge":[{"fact":"times_entered","stage":"gone"},1]})"
        ))) == "stages.transitions[0].when"
    );
    BOOST_TEST(
        lint(made_up_graph(R"({"id":"draft","label":{"en":"MADE UP","fr":""},"terminal":true})", "")
        ) == "stages.stages[0].label"
    );
    BOOST_TEST(lint(made_up_graph(made_up_stage("Draft"), "")) == "stages.stages[0].id");
}

BOOST_AUTO_TEST_CASE(a_transition_that_earlier_ones_leave_nothing_is_refused)
{
    const auto when = [](const std::string& c) {
        return made_up_transition("draft", "close", "closed", R"(,"when":)" + c);
    };
    const auto any = made_up_transition("draft", "close", "closed");
    BOOST_TEST(lint(with(any + "," + when(R"({"ge":["pledges",1]})"))) == "stages.transitions[1]");
    BOOST_TEST(lint(with(when(R"({"ge":["pledges",1]})") + "," + any)) == "");
    BOOST_TEST(
        lint(with(when(R"({"ge":["pledges",1]})") + "," + when(R"({"ge":["pledges",5]})"))) ==
        "stages.transitions[1]"
    );
    BOOST_TEST(
        lint(with(when(R"({"ge":["pledges",5]})") + "," + when(R"({"ge":["pledges",1]})"))) == ""
    );
    BOOST_TEST(
        lint(with(
            when(R"({"is":"in_force"})") + "," + when(R"({"not":{"is":"in_force"}})") + "," + any
        )) == "stages.transitions[2]"
    );
}

BOOST_AUTO_TEST_CASE(terms_of_every_archetype_are_within_their_ranges)
{
    const auto publish = [](const std::string& more_rules, const std::string& more = "") {
        register_fixture r;
        const auto document =
            R"({"id":"made-up","version":1,"archetype":"call","archetype_version":1,)"
            R"("area":"climate","title":{"en":"MADE UP","fr":"FICTIF"},"rules":{"joining":)"
            R"({"acts":["endorsement","accession"]})" +
            more_rules + "}" + more + "}";
        const auto reason = r.call("operator", "definition.publish", R"("definition":)" + document);
        return reason.empty() ? reason : r.last->field;
    };
    BOOST_TEST(publish("") == "");
    BOOST_TEST(publish(R"(,"reservations":{"policy":"allowed"})") == "");
    BOOST_TEST(publish(R"(,"reservations":{"policy":"maybe"})") == "rules.reservations.policy");
    BOOST_TEST(publish(R"(,"reservations":{"policy":"listed"})") == "rules.reservations.listed");
    BOOST_TEST(publish(R"(,"corrections":{"objection_days":90})") == "");
    BOOST_TEST(
        publish(R"(,"corrections":{"objection_days":-1})") == "rules.corrections.objection_days"
    );
    BOOST_TEST(
        publish(R"(,"reminders":{"days_before":[30,7,30]})") == "rules.reminders.days_before[2]"
    );
    BOOST_TEST(publish(R"(,"lifecycle":{"founders_min":0})") == "rules.lifecycle.founders_min");
    BOOST_TEST(
        publish(R"(,"amendment":{"entry_into_force":{"threshold":{}}})") ==
        "rules.amendment.entry_into_force.threshold"
    );
    BOOST_TEST(
        publish(R"(,"assessment":{"unit":"USD","due_days":30,"maximum_percent":"100.5"})") ==
        "rules.assessment.maximum_percent"
    );
    BOOST_TEST(
        publish(R"(,"consensus":{"body":{"en":"MADE UP","fr":""}})") == "rules.consensus.body"
    );
    const std::string title = R"("title":{"en":"MADE UP","fr":"FICTIF"}})";
    BOOST_TEST(
        publish("", R"(,"steps":[{"key":"a",)" + title + R"(,{"key":"a",)" + title + "]") ==
        "steps[1].key"
    );
    BOOST_TEST(
        publish("", R"(,"phases":[{"key":"a","title":{"en":"MADE UP","fr":""}}])") ==
        "phases[0].title"
    );
    BOOST_TEST(publish("", R"(,"stages":)" + usual_graph()) == "stages");
}

BOOST_AUTO_TEST_CASE(a_graph_that_cannot_run_gives_no_machine)
{
    stage_graph g;
    g.initial = "nowhere";
    BOOST_TEST((workflows::workflows().staged(g) == nullptr));
    const auto parsed = parse_definition(staged_definition("made-up"));
    auto later = *std::get<definition>(parsed).stages;
    later.transitions.front().when = raw_json{R"({"is":"a_fact_of_tomorrow"})"};
    BOOST_TEST((workflows::workflows().staged(later) == nullptr));
}

BOOST_AUTO_TEST_SUITE_END()
