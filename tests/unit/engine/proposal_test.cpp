#include <boost/test/unit_test.hpp>

#include <random>

#include "tests/unit/engine/milestone_stage.hpp"

using namespace depositary::engine;
using depositary::engine::milestone_tests::stage;

BOOST_AUTO_TEST_SUITE(proposal_test)

namespace {

/// One MADE UP promise of 100.00 USD by AAA.
stage with_pledge(std::string_view today = "2024-03-01")
{
    stage s(today);
    pledge_content content;
    content.actor = "AAA";
    content.amount = "100.00";
    content.unit = "USD";
    s.record("made-up", pledge_registered{"p1", content});
    return s;
}

std::string release_of(const std::string& amount)
{
    return R"("method":"pledge.release","params":{"pledge":"p1","amount":")" + amount + "\"}";
}

const std::string release = release_of("40.00");
const std::string sign =
    R"("method":"pledge.sign_commitment","params":{"pledge":"p1","commitment":"c1",)"
    R"("amount":"60.00","instalments":[{"key":"1","due":"2024-12-31","amount":"60.00"}]})";

std::string proposed(const std::string& what, const std::string& id = "q1")
{
    return "{\"proposal\":\"" + id + "\"," + what + "}";
}

std::string approval(const stage& s, const std::string& id = "q1")
{
    const auto v = view_proposal(s.initiative(), id, s.today());
    return "{\"proposal\":\"" + id + "\",\"hash\":\"" + (v ? v->hash : "none") + "\"}";
}

std::string state_of(const stage& s, const std::string& id = "q1")
{
    return view_proposal(s.initiative(), id, s.today()).value().state;
}

}  // namespace

BOOST_AUTO_TEST_CASE(what_needs_two_persons_does_not_run_for_one)
{
    auto s = with_pledge();
    const std::string direct = R"({"pledge":"p1","amount":"40.00"})";
    BOOST_TEST(s.call("chair", "pledge.release", direct) == "E_FOUR_EYES");
}

BOOST_AUTO_TEST_CASE(an_approval_by_another_person_runs_the_command_at_once)
{
    auto s = with_pledge();
    BOOST_TEST(s.call("chair", "proposal.create", proposed(release)) == "");
    BOOST_TEST(state_of(s) == "open");
    BOOST_TEST(s.initiative().pledges.at("p1")->size() == 1U);
    BOOST_TEST(s.call("fund", "proposal.approve", approval(s)) == "");
    BOOST_REQUIRE_EQUAL(s.events.size(), 2U);
    BOOST_TEST(s.events[0].payload.is<proposal_approved>());
    BOOST_TEST(s.events[1].payload.is<expectation_released>());
    BOOST_TEST(s.events[1].principal == "fund");
    BOOST_TEST(s.events[1].role == "recipient");
    const auto v = view_proposal(s.initiative(), "q1", s.today()).value();
    BOOST_TEST(v.state == "executed");
    BOOST_TEST(v.proposed_by == "chair");
    BOOST_TEST(v.proposed_as == "coordinator");
    BOOST_TEST(v.approved_by.value() == "fund");
    BOOST_TEST(s.call("fund", "proposal.approve", approval(s)) == "E_PROPOSAL_CLOSED");
}

BOOST_AUTO_TEST_CASE(who_proposed_does_not_approve)
{
    auto s = with_pledge();
    s.grant_role("chair", "recipient", "made-up");
    BOOST_TEST(s.call("chair", "proposal.create", proposed(release)) == "");
    BOOST_TEST(s.call("chair", "proposal.approve", approval(s)) == "E_FOUR_EYES");
    BOOST_TEST(state_of(s) == "open");
}

BOOST_AUTO_TEST_CASE(an_approval_is_for_exactly_what_was_proposed)
{
    auto s = with_pledge();
    BOOST_TEST(s.call("chair", "proposal.create", proposed(release)) == "");
    const auto other = proposed(release_of("41.00"), "q2");
    BOOST_TEST(s.call("chair", "proposal.create", other) == "");
    const auto first = view_proposal(s.initiative(), "q1", s.today()).value();
    const auto crossed = "{\"proposal\":\"q2\",\"hash\":\"" + first.hash + "\"}";
    BOOST_TEST(s.call("fund", "proposal.approve", crossed) == "E_PROPOSAL_HASH");
    const auto short_hash = "{\"proposal\":\"q1\",\"hash\":\"" + first.hash.substr(0, 63) + "\"}";
    BOOST_TEST(s.call("fund", "proposal.approve", short_hash) == "E_PROPOSAL_HASH");
}

BOOST_AUTO_TEST_CASE(a_proposal_needs_the_rights_of_what_it_proposes)
{
    auto s = with_pledge();
    BOOST_TEST(s.call("rev", "proposal.create", proposed(release)) == "E_ROLE");
    BOOST_TEST(s.call("anonymous", "proposal.create", proposed(release)) == "E_UNAUTHENTICATED");
    BOOST_TEST(s.call("chair", "proposal.create", proposed(release)) == "");
    BOOST_TEST(s.call("rev", "proposal.approve", approval(s)) == "E_ROLE");
    BOOST_TEST(s.call("anonymous", "proposal.approve", approval(s)) == "E_UNAUTHENTICATED");
}

BOOST_AUTO_TEST_CASE(what_cannot_succeed_is_refused_when_it_is_proposed)
{
    auto s = with_pledge();
    const auto too_much = release_of("100.01");
    BOOST_TEST(s.call("chair", "proposal.create", proposed(too_much)) == "E_AMOUNT");
    const std::string unknown = R"("method":"pledge.release","params":{"pledge":"p1","amout":"1"})";
    BOOST_TEST(s.call("chair", "proposal.create", proposed(unknown)) == "E_UNKNOWN_FIELD");
    const std::string keyed = R"("method":"pledge.release","params":{"pledge":"p1",)"
                              R"("amount":"40.00","idempotency_key":"k"})";
    BOOST_TEST(s.call("chair", "proposal.create", proposed(keyed)) == "E_UNKNOWN_FIELD");
    const std::string single = R"("method":"milestone.start","params":{"milestone":"m"})";
    BOOST_TEST(s.call("chair", "proposal.create", proposed(single)) == "E_VALUE");
    const std::string nested = R"("method":"proposal.create","params":{})";
    BOOST_TEST(s.call("chair", "proposal.create", proposed(nested)) == "E_VALUE");
    const std::string list = R"("method":"pledge.release","params":[])";
    BOOST_TEST(s.call("chair", "proposal.create", proposed(list)) == "E_TYPE");
    BOOST_TEST(s.initiative().proposals.empty());
}

BOOST_AUTO_TEST_CASE(the_command_is_decided_on_the_state_of_the_day_of_approval)
{
    auto s = with_pledge();
    const auto most = release_of("70.00");
    BOOST_TEST(s.call("chair", "proposal.create", proposed(most)) == "");
    BOOST_TEST(s.call("chair", "proposal.create", proposed(release, "q2")) == "");
    BOOST_TEST(s.call("fund", "proposal.approve", approval(s, "q2")) == "");
    BOOST_TEST(s.call("fund", "proposal.approve", approval(s)) == "E_AMOUNT");
    BOOST_TEST(state_of(s) == "open");
}

BOOST_AUTO_TEST_CASE(a_proposal_expires_after_its_last_day)
{
    auto s = with_pledge("2024-03-01");
    BOOST_TEST(s.call("chair", "proposal.create", proposed(release)) == "");
    s.go_to("2024-03-31");
    BOOST_TEST(state_of(s) == "open");
    s.go_to("2024-04-01");
    BOOST_TEST(state_of(s) == "expired");
    BOOST_TEST(s.call("fund", "proposal.approve", approval(s)) == "E_PROPOSAL_CLOSED");
    const auto until = [&](const std::string& day, const std::string& id) {
        return s.call(
            "chair", "proposal.create", proposed(release + ",\"expires_on\":\"" + day + "\"", id)
        );
    };
    BOOST_TEST(until("2024-03-31", "q2") == "E_VALUE");
    BOOST_TEST(until("2026-04-01", "q2") == "E_VALUE");
    BOOST_TEST(until("2024-04-01", "q2") == "");
    BOOST_TEST(s.call("fund", "proposal.approve", approval(s, "q2")) == "");
}

BOOST_AUTO_TEST_CASE(only_who_proposed_withdraws)
{
    auto s = with_pledge();
    BOOST_TEST(s.call("chair", "proposal.create", proposed(release)) == "");
    BOOST_TEST(s.call("fund", "proposal.withdraw", R"({"proposal":"q1"})") == "E_BY");
    BOOST_TEST(s.call("chair", "proposal.withdraw", R"({"proposal":"q1"})") == "");
    BOOST_TEST(state_of(s) == "withdrawn");
    BOOST_TEST(s.call("fund", "proposal.approve", approval(s)) == "E_PROPOSAL_CLOSED");
    BOOST_TEST(s.call("chair", "proposal.create", proposed(release)) == "E_EXISTS");
}

BOOST_AUTO_TEST_CASE(a_proposer_whose_grant_ended_no_longer_stands_behind_it)
{
    auto s = with_pledge();
    s.grant_role("guest", "coordinator", "made-up");
    BOOST_TEST(s.call("guest", "proposal.create", proposed(release)) == "");
    for (const auto& [id, g] : s.state.grants) {
        if (g.principal == "guest") {
            s.record(register_stream, grant_revoked{id});
            break;
        }
    }
    BOOST_TEST(s.call("fund", "proposal.approve", approval(s)) == "E_PROPOSAL_CLOSED");
}

BOOST_AUTO_TEST_CASE(a_commitment_is_signed_by_both_sides)
{
    auto s = with_pledge();
    s.grant_role("ann", "focal_point", std::nullopt, "AAA");
    BOOST_TEST(s.call("bob", "proposal.create", proposed(sign)) == "E_OTHER_ACTOR");
    BOOST_TEST(s.call("ana", "proposal.create", proposed(sign)) == "");
    BOOST_TEST(s.call("ann", "proposal.approve", approval(s)) == "E_COUNTERSIGN");
    BOOST_TEST(s.call("chair", "proposal.approve", approval(s)) == "E_ROLE");
    BOOST_TEST(s.call("fund", "proposal.approve", approval(s)) == "");
    BOOST_TEST(s.events.back().role == "recipient");

    // Somebody who holds both roles acts for the side that is missing.
    s.grant_role("ann", "recipient", "made-up");
    auto second = sign;
    second.replace(second.find("c1"), 2, "c2");
    BOOST_TEST(s.call("fund", "proposal.create", proposed(second, "q2")) == "");
    BOOST_TEST(s.call("ann", "proposal.approve", approval(s, "q2")) == "");
    BOOST_TEST(s.events.back().role == "focal_point");
}

BOOST_AUTO_TEST_CASE(no_run_of_commands_lets_one_person_do_what_needs_two)
{
    for (unsigned seed = 1; seed <= 20; ++seed) {
        BOOST_TEST_CONTEXT("seed " << seed)
        {
            std::mt19937 random(seed);
            auto s = with_pledge();
            const std::vector<std::string> people{"chair", "fund", "ana", "bob", "dep", "rev"};
            s.grant_role("chair", "recipient", "made-up");
            s.grant_role("ana", "recipient", "made-up");
            const auto pick = [&](std::size_t n) { return random() % n; };
            for (int i = 0; i < 60; ++i) {
                const auto& who = people[pick(people.size())];
                const auto id = "q" + std::to_string(pick(4));
                const auto what = pick(3);
                if (what == 0) {
                    const auto small = release_of("0.01");
                    (void)s.call(who, "proposal.create", proposed(pick(2) == 0 ? small : sign, id));
                } else if (what == 1) {
                    const auto v = view_proposal(s.initiative(), id, s.today());
                    if (v) {
                        (void)s.call(who, "proposal.approve", approval(s, id));
                    }
                } else {
                    s.go_to(s.today().add_days(1));
                }
            }
            std::size_t executed = 0;
            for (const auto& v : view_proposals(s.initiative(), s.today())) {
                executed += v.state == "executed" ? 1U : 0U;
                BOOST_TEST((!v.approved_by || *v.approved_by != v.proposed_by));
            }
            // Every fact beyond the promise itself came through exactly one approval.
            BOOST_TEST(s.initiative().pledges.at("p1")->size() == 1U + executed);
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
