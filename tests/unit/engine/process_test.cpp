#include "engine/process.hpp"

#include <boost/test/unit_test.hpp>

#include "tests/support/register_fixture.hpp"

using namespace depositary::engine;
using depositary::tests::day;
using depositary::tests::made_up_definition;
using depositary::tests::register_fixture;

/// How initiatives decide: silence procedures, phases, applications, alignment. Everybody here is
/// MADE UP.

BOOST_AUTO_TEST_SUITE(process_test)

namespace {

/// Opens an initiative; `more` are further members of the definition.
register_fixture with(
    const std::string& archetype, const std::string& rules, const std::string& more = ""
)
{
    register_fixture r;
    for (const auto* id : {"AAA", "BBB", "CCC"}) {
        r.add_actor(id);
        r.grant(std::string("for-") + id, "focal_point", R"("actor":")" + std::string(id) + '"');
    }
    auto document = made_up_definition("made-up", archetype, rules);
    document.pop_back();
    document += (more.empty() ? "" : "," + more) + "}";
    r.must("operator", "definition.publish", R"("definition":)" + document);
    r.must("operator", "initiative.open", R"("definition":"made-up")");
    r.initiative = "made-up";
    r.grant("lead", "coordinator");
    r.grant("eye", "reviewer");
    return r;
}

const std::string body =
    R"({"joining":{"acts":[]},"consensus":{"body":{"en":"MADE UP body","fr":"Organe FICTIF"},)"
    R"("members":["AAA","BBB"],"silence_days_min":10}})";

std::string state(const register_fixture& r, std::string_view on)
{
    return view_initiative(r.state, r.opened(), depositary::workflows::workflows(), day(on)).state;
}

std::string advance(register_fixture& r, const std::string& event, const std::string& more = "")
{
    return r.act("import", "initiative.advance", R"("event":")" + event + '"' + more);
}

std::string opens(
    register_fixture& r, const std::string& procedure, const std::string& deadline,
    const std::string& more = ""
)
{
    return r.act(
        "lead", "silence.open",
        R"("procedure":")" + procedure + R"(","title":{"en":"T","fr":"T"},"deadline":")" +
            deadline + '"' + more
    );
}

std::string breaks(
    register_fixture& r, const std::string& actor, const std::string& procedure,
    const std::string& more = ""
)
{
    return r.act(
        "for-" + actor, "silence.break",
        R"("actor":")" + actor + R"(","procedure":")" + procedure + R"(","statement":"No.")" + more
    );
}

std::string joins(register_fixture& r, const std::string& actor, const std::string& as)
{
    return r.act(
        "for-" + actor, "participation.join", R"("actor":")" + actor + R"(","as":")" + as + '"'
    );
}

std::string aligns(
    register_fixture& r, const std::string& actor, const std::string& step,
    const std::string& position, const std::string& more = ""
)
{
    return r.act(
        "for-" + actor, "step.align",
        R"("actor":")" + actor + R"(","step":")" + step + R"(","position":")" + position + '"' +
            more
    );
}

}  // namespace

BOOST_AUTO_TEST_CASE(silence_without_objection_adopts_on_the_day_after_its_deadline)
{
    auto r = with("principles", body);
    BOOST_TEST(opens(r, "one", "2024-03-10") == "E_NOTICE_TOO_SHORT");
    BOOST_TEST(opens(r, "one", "2024-03-01") == "E_VALUE");
    BOOST_TEST(opens(r, "one", "2024-03-11") == "");
    BOOST_TEST(state(r, "2024-02-29") == "draft");
    BOOST_TEST(state(r, "2024-03-01") == "under_silence");
    BOOST_TEST(state(r, "2024-03-11") == "under_silence");
    BOOST_TEST(state(r, "2024-03-12") == "adopted");
    BOOST_TEST(opens(r, "two", "2024-03-20") == "E_SILENCE_RUNNING");
    BOOST_TEST(opens(r, "one", "2024-03-20") == "E_EXISTS");
    r.go_to("2024-03-11");
    r.clock();
    BOOST_TEST(r.fresh == 0U);
    r.go_to("2024-03-12");
    r.clock();
    BOOST_TEST_REQUIRE(r.fresh == 1U);
    BOOST_TEST((r.log.back().payload.get_if<silence_ended>() != nullptr));
    r.clock();
    BOOST_TEST(r.fresh == 0U);
    BOOST_TEST(breaks(r, "AAA", "one") == "E_WINDOW_CLOSED");
    BOOST_TEST(opens(r, "two", "2024-04-20") == "E_NOT_DEFINED");
}

BOOST_AUTO_TEST_CASE(one_objection_breaks_the_silence_and_the_text_may_be_submitted_again)
{
    auto r = with("principles", body);
    BOOST_TEST(breaks(r, "AAA", "one") == "E_NOT_FOUND");
    BOOST_TEST(opens(r, "one", "2024-03-11") == "");
    BOOST_TEST(opens(r, "two", "2024-03-20", R"(,"resubmits":"one")") == "E_SILENCE_RUNNING");
    r.go_to("2024-03-11");
    BOOST_TEST(breaks(r, "CCC", "one") == "E_NOT_MEMBER");
    BOOST_TEST(breaks(r, "AAA", "one") == "");
    BOOST_TEST(state(r, "2024-03-10") == "under_silence");
    BOOST_TEST(state(r, "2024-03-11") == "broken");
    BOOST_TEST(state(r, "2024-03-12") == "broken");
    BOOST_TEST(breaks(r, "BBB", "one") == "E_TERMINAL");
    BOOST_TEST(view_silences(r.opened(), day("2024-03-11")).front().broken_by.value() == "AAA");
    BOOST_TEST(advance(r, "adopt") == "E_CONSENSUS_BROKEN");
    BOOST_TEST_REQUIRE(!r.last->facts.empty());
    BOOST_TEST(r.last->facts.back().fact == "broken_by");
    BOOST_TEST(r.last->facts.back().is == "AAA");
    BOOST_TEST(r.last->en.find("AAA objected in the procedure one.") != std::string::npos);
    BOOST_TEST(r.last->fr.find("AAA a fait objection") != std::string::npos);
    BOOST_TEST(opens(r, "two", "2024-03-25", R"(,"resubmits":"none")") == "E_NOT_FOUND");
    BOOST_TEST(opens(r, "two", "2024-03-25", R"(,"resubmits":"one")") == "");
    BOOST_TEST(state(r, "2024-03-25") == "under_silence");
    BOOST_TEST(state(r, "2024-03-26") == "adopted");
}

BOOST_AUTO_TEST_CASE(an_objection_in_time_counts_though_it_is_recorded_late)
{
    auto r = with("principles", body);
    BOOST_TEST(opens(r, "one", "2024-03-11") == "");
    r.go_to("2024-03-20");
    r.clock();
    BOOST_TEST(state(r, "2024-03-20") == "adopted");
    BOOST_TEST(breaks(r, "AAA", "one", R"(,"effective_on":"2024-03-12")") == "E_WINDOW_CLOSED");
    BOOST_TEST(breaks(r, "AAA", "one", R"(,"effective_on":"2024-02-29")") == "E_WINDOW_CLOSED");
    BOOST_TEST(breaks(r, "AAA", "one", R"(,"effective_on":"2024-03-11")") == "");
    BOOST_TEST(state(r, "2024-03-20") == "broken");
    BOOST_TEST(state(r, "2024-03-10") == "under_silence");
}

BOOST_AUTO_TEST_CASE(a_body_adopts_in_a_meeting_and_a_broken_revision_leaves_the_text_standing)
{
    auto r = with("principles", body);
    BOOST_TEST(advance(r, "open_silence") == "E_BY");
    BOOST_TEST(advance(r, "adopt", R"(,"effective_on":"2024-01-10")") == "");
    BOOST_TEST(state(r, "2024-01-09") == "draft");
    BOOST_TEST(state(r, "2024-01-10") == "adopted");
    BOOST_TEST(advance(r, "start_review", R"(,"effective_on":"2024-02-10")") == "");
    BOOST_TEST(opens(r, "revision", "2024-03-11") == "");
    BOOST_TEST(state(r, "2024-03-01") == "under_review");
    BOOST_TEST(advance(r, "conclude_review") == "E_SILENCE_RUNNING");
    BOOST_TEST(breaks(r, "BBB", "revision") == "");
    BOOST_TEST(state(r, "2024-03-12") == "under_review");
    BOOST_TEST(advance(r, "conclude_review") == "E_CONSENSUS_BROKEN");
    BOOST_TEST(advance(r, "conclude_review", R"(,"consent_of_all":true)") == "");
    BOOST_TEST(state(r, "2024-03-12") == "adopted");
}

BOOST_AUTO_TEST_CASE(a_silence_is_history_for_an_import_and_needs_a_body_elsewhere)
{
    auto r = with("principles", body);
    BOOST_TEST(
        r.act(
            "import", "silence.open",
            R"("procedure":"old","title":{"en":"T","fr":"T"},"deadline":"2020-02-01",)"
            R"("effective_on":"2020-01-01")"
        ) == ""
    );
    BOOST_TEST(state(r, "2020-02-01") == "under_silence");
    BOOST_TEST(state(r, "2020-02-02") == "adopted");
    auto other = with("declaration", R"({"joining":{"acts":["endorsement"]}})");
    BOOST_TEST(opens(other, "one", "2024-03-30") == "E_ACT_NOT_ADMITTED");
}

BOOST_AUTO_TEST_CASE(a_phase_is_closed_only_when_its_review_passed)
{
    auto r = with(
        "partnership", R"({"joining":{"acts":["joining"],"roles":["country"]}})",
        R"("phases":[{"key":"one","title":{"en":"1","fr":"1"}},)"
        R"({"key":"two","title":{"en":"2","fr":"2"}}])"
    );
    const auto review = [&](const std::string& phase, const std::string& outcome) {
        return r.act(
            "eye", "phase.review",
            R"("phase":")" + phase + R"(","outcome":")" + outcome + R"(","statement":"Seen.")"
        );
    };
    BOOST_TEST(review("one", "passed") == "E_STATE");
    BOOST_TEST(advance(r, "open_phase") == "");
    BOOST_TEST(advance(r, "close_phase") == "E_GATE_REVIEW");
    BOOST_TEST(review("three", "passed") == "E_NOT_FOUND");
    BOOST_TEST(review("one", "perhaps") == "E_VALUE");
    BOOST_TEST(review("two", "passed") == "E_STATE");
    BOOST_TEST(review("one", "passed") == "");
    BOOST_TEST(review("one", "failed") == "");
    BOOST_TEST(advance(r, "close_phase") == "E_GATE_REVIEW");
    BOOST_TEST(review("one", "passed") == "");
    BOOST_TEST(advance(r, "close_phase") == "");
    BOOST_TEST(advance(r, "complete_phases") == "E_GATE_REVIEW");
    BOOST_TEST(advance(r, "open_phase") == "");
    BOOST_TEST(advance(r, "close_phase") == "E_GATE_REVIEW");
    const auto phases = view_phases(r.opened(), r.today());
    BOOST_TEST(phases[0].state == "closed");
    BOOST_TEST(phases[0].reviews.size() == 3U);
    BOOST_TEST(phases[1].state == "open");
    BOOST_TEST(review("two", "passed") == "");
    BOOST_TEST(advance(r, "close_phase") == "");
    BOOST_TEST(advance(r, "open_phase") == "E_NO_PHASE");
    BOOST_TEST(advance(r, "complete_phases") == "");
}

BOOST_AUTO_TEST_CASE(a_group_is_launched_when_enough_take_part)
{
    auto r = with(
        "group-of-friends",
        R"({"joining":{"acts":["joining"],"roles":["friend"]},"lifecycle":{"founders_min":2}})"
    );
    BOOST_TEST(joins(r, "AAA", "friend") == "");
    BOOST_TEST(advance(r, "launch") == "E_FOUNDERS");
    BOOST_TEST(joins(r, "BBB", "friend") == "");
    BOOST_TEST(advance(r, "launch") == "");
    BOOST_TEST(state(r, "2024-03-01") == "active");
    BOOST_TEST(advance(r, "mark_dormant") == "");
    BOOST_TEST(advance(r, "merge") == "E_NO_SUCCESSOR");
    BOOST_TEST(advance(r, "dissolve") == "");
    BOOST_TEST(advance(r, "revive") == "E_TERMINAL");
}

BOOST_AUTO_TEST_CASE(a_standing_obligation_lasts_unless_its_terms_provide_an_end)
{
    auto r = with("assessed-obligation", R"({"joining":{"acts":["joining"],"roles":["member"]}})");
    BOOST_TEST(advance(r, "establish") == "E_NO_SCALE");
    auto steps = with("stepping-stones", R"({"joining":{"acts":["joining"],"roles":["m"]}})");
    BOOST_TEST(advance(steps, "launch") == "E_NO_STEPS");
    const auto& m = *depositary::workflows::workflows().find("life_assessed");
    machine_facts f{
        {"terms_allow", 0},
        {"has_reason", 1},
        {"has_evidence", 1},
        {"assessments", 1},
        {"has_successor", 0}};
    BOOST_TEST(m.step("draft", "establish", f).to == "in_force");
    BOOST_TEST(m.step("in_force", "terminate", f).unmet.front()->reason == "E_PERPETUAL");
    f["terms_allow"] = 1;
    BOOST_TEST(m.step("in_force", "terminate", f).to == "terminated");
}

BOOST_AUTO_TEST_CASE(joining_waits_for_acceptance_where_the_terms_ask_for_an_application)
{
    auto r = with(
        "coalition",
        R"({"joining":{"acts":["joining"],"roles":["maker"],"application_required":true}})"
    );
    const auto apply = [&](const std::string& as) {
        return r.act("for-AAA", "participation.apply", R"("actor":"AAA","as":")" + as + '"');
    };
    const auto answer = [&](const std::string& method) {
        return r.act("lead", "participation." + method, R"("actor":"AAA")");
    };
    BOOST_TEST(joins(r, "AAA", "maker") == "E_NOT_ACCEPTED");
    BOOST_TEST(answer("accept") == "E_NOT_DEFINED");
    BOOST_TEST(apply("king") == "E_ROLE_NOT_ADMITTED");
    BOOST_TEST(apply("maker") == "");
    BOOST_TEST(r.participation("AAA").state == "applied");
    BOOST_TEST(apply("maker") == "E_NOT_DEFINED");
    BOOST_TEST(answer("reject") == "");
    BOOST_TEST(joins(r, "AAA", "maker") == "E_NOT_ACCEPTED");
    BOOST_TEST(apply("maker") == "");
    BOOST_TEST(answer("accept") == "");
    BOOST_TEST(!r.participation("AAA").certain);
    BOOST_TEST(joins(r, "AAA", "maker") == "");
    BOOST_TEST(r.participation("AAA").certain);
    auto open = with("coalition", R"({"joining":{"acts":["joining"],"roles":["maker"]}})");
    BOOST_TEST(
        open.act("for-AAA", "participation.apply", R"("actor":"AAA")") == "E_ACT_NOT_ADMITTED"
    );
    BOOST_TEST(joins(open, "AAA", "maker") == "");
}

BOOST_AUTO_TEST_CASE(who_says_nothing_of_a_step_stays_in_the_denominator)
{
    const std::string steps = R"("steps":[{"key":"s1","title":{"en":"1","fr":"1"}},)"
                              R"({"key":"s2","title":{"en":"2","fr":"2"}}])";
    auto r = with("stepping-stones", R"({"joining":{"acts":["joining"],"roles":["m"]}})", steps);
    BOOST_TEST(aligns(r, "AAA", "s1", "supports") == "E_NOT_PARTICIPANT");
    BOOST_TEST(joins(r, "AAA", "m") == "");
    BOOST_TEST(joins(r, "BBB", "m") == "");
    BOOST_TEST(aligns(r, "AAA", "s9", "supports") == "E_NOT_FOUND");
    BOOST_TEST(aligns(r, "AAA", "s1", "likes") == "E_VALUE");
    BOOST_TEST(aligns(r, "AAA", "s1", "supports_with_statement") == "E_NO_STATEMENT");
    BOOST_TEST(aligns(r, "AAA", "s1", "supports_with_statement", R"(,"statement":"But.")") == "");
    BOOST_TEST(aligns(r, "AAA", "s2", "not_aligned") == "");
    BOOST_TEST(aligns(r, "BBB", "s1", "supports") == "");
    BOOST_TEST(aligns(r, "BBB", "s1", "supports") == "E_NOT_DEFINED");
    auto v = view_alignment(r.state, r.opened(), r.today());
    BOOST_TEST(v.rows.size() == 4U);
    BOOST_TEST(v.steps[0].supports == 1);
    BOOST_TEST(v.steps[0].supports_with_statement == 1);
    BOOST_TEST(v.steps[1].not_aligned == 1);
    BOOST_TEST(v.steps[1].unstated == 1);
    BOOST_TEST(v.steps[1].actors == 2);
    BOOST_TEST(view_alignment(r.state, r.opened(), day("2024-02-29")).rows.empty());
    r.go_to("2024-04-01");
    BOOST_TEST(aligns(r, "AAA", "s1", "supports") == "");
    BOOST_TEST(
        view_position(r.opened(), "AAA", "s1", day("2024-03-31")).position ==
        "supports_with_statement"
    );
    BOOST_TEST(view_position(r.opened(), "AAA", "s1", day("2024-04-01")).position == "supports");
}

BOOST_AUTO_TEST_CASE(where_nobody_joins_whoever_is_eligible_says_where_it_stands)
{
    auto r = with("principles", body, R"("principles":[{"key":"p","title":{"en":"P","fr":"P"}}])");
    BOOST_TEST(aligns(r, "CCC", "p", "supports") == "");
    const auto v = view_alignment(r.state, r.opened(), r.today());
    BOOST_TEST_REQUIRE(v.rows.size() == 1U);
    BOOST_TEST(!v.rows.front().participant);
}

BOOST_AUTO_TEST_CASE(only_the_roles_that_the_terms_name_pledge_and_undertakings_are_smart)
{
    auto r = with(
        "coalition",
        R"({"joining":{"acts":["joining"],"roles":["donor","country"]},"pledges":)"
        R"({"admitted":true,"forms":["undertaking"],"roles":["donor"],"smart_required":true}})"
    );
    BOOST_TEST(joins(r, "AAA", "country") == "");
    BOOST_TEST(joins(r, "BBB", "donor") == "");
    const auto pledge = [&](const std::string& actor, const std::string& more) {
        return r.act(
            "for-" + actor, "pledge.register",
            R"("pledge":"p","content":{"actor":")" + actor + R"(","form":"undertaking")" + more +
                "}"
        );
    };
    const std::string smart = R"(,"description":"D","due":"2026-01-01","period":"2024-2026")";
    BOOST_TEST(pledge("AAA", smart) == "E_ROLE_CANNOT_PLEDGE");
    BOOST_TEST(pledge("BBB", R"(,"description":"D")") == "E_NOT_SMART");
    BOOST_TEST(r.last->en.ends_with("Missing: due, period."));
    BOOST_TEST(pledge("BBB", smart) == "");
}

BOOST_AUTO_TEST_SUITE_END()
