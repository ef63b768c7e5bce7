#include <boost/test/unit_test.hpp>

#include "engine/initiative.hpp"
#include "engine/pledge.hpp"
#include "tests/support/register_fixture.hpp"

/// Corrections, annulments and merges, on a MADE UP treaty. Its amendment repeats the shape of a
/// real correction: a depositary first gave one day of entry into force and later another.

using namespace depositary::engine;
using depositary::tests::day;
using depositary::tests::register_fixture;

BOOST_AUTO_TEST_SUITE(state_test)

namespace {

register_fixture treaty()
{
    register_fixture r("2021-01-01");
    for (const auto* id : {"AAA", "BBB", "CCC"}) {
        r.add_actor(id);
    }
    r.open(
        "pact", "treaty",
        R"({"joining":{"acts":["signature","ratification"]},"entry_into_force":)"
        R"({"threshold":{"count":1}},"pledges":{"admitted":true,"forms":["financial"]}})"
    );
    r.grant("dep", "depositary");
    r.grant("chair", "coordinator");
    return r;
}

std::string deposit(register_fixture& r, const std::string& actor, const std::string& on)
{
    return r.act(
        "dep", "participation.deposit",
        R"("act":"ratification","actor":")" + actor + R"(","effective_on":)" + on
    );
}

std::string correct(register_fixture& r, std::int64_t seq, const std::string& more)
{
    return r.act("dep", "event.correct", R"("seq":)" + std::to_string(seq) + "," + more);
}

std::string refolded(const register_fixture& r)
{
    register_state state;
    for (const auto& b : r.bytes) {
        apply(state, std::get<event>(decode_event(b)));
    }
    return canonical_state(state);
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_correction_replaces_from_the_beginning_and_the_log_keeps_both)
{
    auto r = treaty();
    BOOST_TEST(deposit(r, "AAA", R"("2020-07-15")") == "");
    const auto seq = r.state.seq;
    r.go_to("2021-02-01");
    BOOST_TEST(r.participation("AAA", day("2020-07-15")).consent == "party");
    BOOST_TEST(correct(r, seq, R"("effective_on":"2021-01-08")") == "");
    BOOST_TEST(r.participation("AAA", day("2020-07-15")).consent == "eligible");
    BOOST_TEST(r.participation("AAA", day("2021-01-07")).consent == "eligible");
    BOOST_TEST(r.participation("AAA", day("2021-01-08")).consent == "party");
    BOOST_TEST(r.log.back().supersedes.value() == seq);
    BOOST_TEST(r.opened().find_fact(seq) == nullptr);
    // What was known before the correction is still to be had.
    std::vector<event> before(r.log.begin(), r.log.end() - 1);
    std::erase_if(before, [](const event& e) { return e.stream != "pact"; });
    const auto then = fold_initiative(r.state, before);
    const auto force = view_force(r.state, *then, day("2020-07-15"));
    BOOST_TEST(
        view_participation(r.state, *then, "AAA", day("2020-07-15"), force).consent == "party"
    );
    BOOST_TEST(refolded(r) == canonical_state(r.state));
}

BOOST_AUTO_TEST_CASE(a_correction_may_be_corrected_and_annulled)
{
    auto r = treaty();
    BOOST_TEST(deposit(r, "AAA", R"("2020-07-15")") == "");
    const auto first = r.state.seq;
    BOOST_TEST(correct(r, first, R"("effective_on":"2020-08-01")") == "");
    const auto second = r.state.seq;
    BOOST_TEST(correct(r, first, R"("effective_on":"2020-09-01")") == "E_CORRECTION");
    BOOST_TEST(correct(r, second, R"("effective_on":"2020-09-01")") == "");
    BOOST_TEST(r.participation("AAA", day("2020-08-31")).consent == "eligible");
    BOOST_TEST(r.participation("AAA", day("2020-09-01")).consent == "party");
    const auto third = std::to_string(r.state.seq);
    BOOST_TEST(r.act("dep", "event.annul", R"("seq":)" + third) == "");
    BOOST_TEST(r.participation("AAA").consent == "eligible");
    BOOST_TEST(!r.opened().participations.contains("AAA"));
    BOOST_TEST(r.act("dep", "event.annul", R"("seq":)" + third) == "E_CORRECTION");
    BOOST_TEST(
        r.act("dep", "event.annul", R"("seq":)" + std::to_string(r.state.seq)) == "E_CORRECTION"
    );
    BOOST_TEST(refolded(r) == canonical_state(r.state));
}

BOOST_AUTO_TEST_CASE(a_correction_of_content_keeps_the_day)
{
    auto r = treaty();
    BOOST_TEST(deposit(r, "AAA", R"({"not_before":"2020-05-01"})") == "");
    const auto seq = r.state.seq;
    r.go_to("2021-02-01");
    BOOST_TEST(correct(r, seq, R"("payload":{"declaration":"made up"})") == "");
    BOOST_TEST(r.participation("AAA", day("2020-12-31")).consent == "eligible");
    // Recorded on 2021-01-01, so it had happened by then; the correction does not move that.
    BOOST_TEST(r.participation("AAA", day("2021-01-01")).consent == "party");
    const auto* fact = as<instrument_deposited>(*r.opened().find_fact(r.state.seq));
    BOOST_REQUIRE(fact != nullptr);
    BOOST_TEST(fact->declaration.value() == "made up");
    BOOST_TEST(fact->act == "ratification");
}

BOOST_AUTO_TEST_CASE(a_correction_needs_a_reason_evidence_and_content)
{
    auto r = treaty();
    BOOST_TEST(deposit(r, "AAA", R"("2020-07-15")") == "");
    const auto seq = std::to_string(r.state.seq);
    const auto bare = R"("initiative":"pact","effective_on":"2020-08-01","seq":)" + seq;
    BOOST_TEST(r.call("dep", "event.correct", bare) == "E_REASON");
    BOOST_TEST(r.call("dep", "event.correct", bare + R"(,"reason":"x")") == "E_NO_EVIDENCE");
    BOOST_TEST(r.act("dep", "event.correct", R"("seq":)" + seq) == "E_MISSING_FIELD");
    BOOST_TEST(r.act("chair", "event.correct", R"("payload":{},"seq":)" + seq) == "E_ROLE");
    BOOST_TEST(r.act("dep", "event.correct", R"("payload":[],"seq":)" + seq) == "E_TYPE");
    BOOST_TEST(
        r.act("dep", "event.correct", R"("payload":{"ac":"x"},"seq":)" + seq) == "E_UNKNOWN_FIELD"
    );
    BOOST_TEST(r.act("dep", "event.correct", R"("payload":{},"seq":999)") == "E_CORRECTION");
}

BOOST_AUTO_TEST_CASE(a_correction_moves_no_event_to_another_thing_or_step)
{
    auto r = treaty();
    BOOST_TEST(deposit(r, "AAA", R"("2020-07-15")") == "");
    BOOST_TEST(correct(r, r.state.seq, R"("payload":{"actor":"BBB"})") == "E_CORRECTION");
    const auto opened = r.log[r.log.size() - 4].seq;
    BOOST_TEST(r.log[static_cast<std::size_t>(opened - 1)].stream == "pact");
    BOOST_TEST(correct(r, opened, R"("payload":{})") == "E_CORRECTION");
    const auto named = R"("pledge":"p1","content":{"actor":"AAA","amount":"5","unit":"USD"})";
    BOOST_TEST(r.act("import", "pledge.register", named) == "");
    BOOST_TEST(correct(r, r.state.seq, R"("payload":{"pledge":"p2"})") == "E_CORRECTION");
    BOOST_TEST(r.act("import", "initiative.advance", R"("event":"adopt_text")") == "");
    const auto step = r.state.seq;
    BOOST_TEST(correct(r, step, R"("payload":{"to":"nowhere"})") == "E_CORRECTION");
    BOOST_TEST(correct(r, step, R"("payload":{"note":"made up"})") == "");
}

BOOST_AUTO_TEST_CASE(facts_stand_in_the_order_of_their_days)
{
    auto r = treaty();
    BOOST_TEST(deposit(r, "AAA", R"("2020-07-15")") == "");
    BOOST_TEST(
        r.act(
            "dep", "participation.declare",
            R"("actor":"AAA","kind":"communication","statement":"x",)"
            R"("effective_on":"2020-01-01")"
        ) == ""
    );
    const auto& facts = *r.opened().participations.at("AAA");
    BOOST_REQUIRE_EQUAL(facts.size(), 2U);
    BOOST_TEST(facts[0]->seq > facts[1]->seq);
    BOOST_CHECK(facts[0]->settled < facts[1]->settled);
}

BOOST_AUTO_TEST_CASE(a_published_snapshot_is_never_touched)
{
    auto r = treaty();
    BOOST_TEST(deposit(r, "AAA", R"("2020-07-15")") == "");
    const auto snapshot = r.state;
    const auto before = canonical_state(snapshot);
    BOOST_TEST(deposit(r, "BBB", R"("2020-07-16")") == "");
    BOOST_TEST(r.act("dep", "event.annul", R"("seq":)" + std::to_string(r.state.seq)) == "");
    BOOST_TEST(canonical_state(snapshot) == before);
    BOOST_TEST(canonical_state(r.state) != before);
}

BOOST_AUTO_TEST_CASE(merged_ids_stay_valid_and_lead_to_one_actor)
{
    auto r = treaty();
    r.must("operator", "actor.merge", R"("id":"BBB","into":"AAA")");
    r.must("operator", "actor.merge", R"("id":"AAA","into":"CCC")");
    BOOST_TEST(r.state.find_actor("BBB")->id == "CCC");
    BOOST_TEST(deposit(r, "BBB", R"("2020-07-15")") == "");
    BOOST_TEST(r.log.back().payload.get<instrument_deposited>().actor == "CCC");
    BOOST_TEST(deposit(r, "AAA", R"("2020-07-16")") == "E_ALREADY_CONSENTED");
    BOOST_TEST(r.call("operator", "actor.merge", R"("id":"CCC","into":"BBB")") == "E_VALUE");
    BOOST_TEST(r.call("operator", "actor.merge", R"("id":"BBB","into":"CCC")") == "E_STATE");
    BOOST_TEST(r.state.find_actor("ZZZ") == nullptr);
}

BOOST_AUTO_TEST_CASE(an_event_concerns_whom_it_names_or_else_whose_pledge_it_changes)
{
    auto r = treaty();
    r.grant("ana", "focal_point", R"("actor":"AAA")");
    BOOST_REQUIRE_EQUAL(deposit(r, "AAA", R"("2020-07-15")"), "");
    const std::string pledge = R"("pledge":"p")";
    BOOST_TEST(
        r.act(
            "ana", "pledge.register",
            pledge + R"(,"content":{"actor":"AAA","amount":"5","unit":"EUR"})"
        ) == ""
    );
    const auto registered = r.log.back();
    BOOST_TEST(r.act("ana", "pledge.reduce", pledge + R"(,"amount":"4")") == "");
    const auto reduced = r.log.back();
    BOOST_TEST(actor_of(reduced.payload) == "");
    BOOST_TEST(concerned_actor(r.state, registered) == "AAA");
    BOOST_TEST(concerned_actor(r.state, reduced) == "AAA");
    BOOST_TEST(concerned_actor(r.state, r.log.front()) == "AAA");  // its registration
    r.must("operator", "actor.merge", R"("id":"AAA","into":"CCC")");
    BOOST_TEST(concerned_actor(r.state, registered) == "CCC");
    BOOST_TEST(concerned_actor(r.state, reduced) == "CCC");
}

BOOST_AUTO_TEST_SUITE_END()
