#include <boost/test/unit_test.hpp>

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <map>
#include <set>
#include <string>

#include "tests/unit/workflows/expression.hpp"
#include "tests/unit/workflows/random_facts.hpp"
#include "workflows/workflows.hpp"

namespace depositary::tests {

namespace {

using engine::machine_facts;
using engine::step_status;

const engine::machine& machine(std::string_view id)
{
    const auto* m = workflows::workflows().find(id);
    BOOST_TEST_REQUIRE((m != nullptr), id);
    return *m;
}

/// What the reflected rows say, read as any interpreter would: the first row whose conditions hold.
engine::step_result by_the_rows(
    const engine::machine_info& info, std::string_view state, std::string_view event,
    const machine_facts& facts
)
{
    engine::step_result result;
    for (const auto& row : info.rows) {
        if (row.source != state || row.event != event) {
            continue;
        }
        const bool holds = std::all_of(row.guards.begin(), row.guards.end(), [&](const auto* g) {
            return expression(g->expr, facts).holds();
        });
        if (holds) {
            return {step_status::moved, row.target, {}};
        }
        result.status = step_status::refused;
    }
    return result;
}

/// All facts of the machine, 0 unless named.
machine_facts facts_of(const engine::machine& m, const machine_facts& named)
{
    machine_facts facts;
    for (const auto name : m.info().facts) {
        facts.named(name) = 0;
    }
    for (const auto& [name, value] : named) {
        BOOST_TEST_REQUIRE(facts.contains(name), name);
        facts.named(name) = value;
    }
    return facts;
}

void check_same(
    const engine::machine& m, std::string_view state, std::string_view event,
    const machine_facts& facts
)
{
    const auto is = m.step(state, event, facts);
    const auto should = by_the_rows(m.info(), state, event, facts);
    if (is.status != should.status || is.to != should.to) {
        BOOST_ERROR(
            m.info().id << ": " << state << " -" << event << "-> " << is.to << ", not " << should.to
        );
    }
    if (is.status == step_status::refused && is.unmet.empty()) {
        BOOST_ERROR(m.info().id << ": " << state << " -" << event << " refused without a reason");
    }
}

bool aborts(auto action)
{
    const pid_t child = fork();
    BOOST_TEST_REQUIRE(child >= 0);
    if (child == 0) {
        std::signal(SIGABRT, SIG_DFL);
        close(STDERR_FILENO);
        action();
        _exit(0);
    }
    int status = 0;
    waitpid(child, &status, 0);
    return WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT;
}

machine_facts may_sign()
{
    return {
        {"eligible", 1},
        {"on_day", 100},
        {"window_opens_day", -999999999},
        {"window_closes_day", 999999999},
        {"has_authority", 1},
        {"authority_until_day", 100},
        {"definitive_allowed", 1}};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(workflow_machines)

BOOST_AUTO_TEST_CASE(a_machine_moves_exactly_as_its_reflected_rows_say)
{
    BOOST_TEST_INFO_SCOPE("seed " << facts_seed);
    random_facts random(facts_seed);
    for (const auto* m : workflows::workflows().all()) {
        const auto& info = m->info();
        for (int trial = 0; trial < 300; ++trial) {
            const auto facts = random.of(info);
            for (const auto& s : info.states) {
                for (const auto& e : info.events) {
                    check_same(*m, s.id, e.id, facts);
                }
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(a_machine_keeps_to_twenty_rows_beside_those_that_stay)
{
    for (const auto* m : workflows::workflows().all()) {
        const auto& rows = m->info().rows;
        const auto written = std::count_if(rows.begin(), rows.end(), [](const auto& row) {
            return !(row.event == "reassess" && row.internal);
        });
        BOOST_TEST(written <= 20, m->info().id);
        BOOST_TEST(written > 0, m->info().id);
    }
}

BOOST_AUTO_TEST_CASE(every_state_is_reachable_and_only_final_states_are_dead_ends)
{
    for (const auto* m : workflows::workflows().all()) {
        const auto& info = m->info();
        std::set<std::string_view> reached{info.initial};
        for (std::size_t round = 0; round < info.states.size(); ++round) {
            for (const auto& row : info.rows) {
                if (reached.contains(row.source)) {
                    reached.insert(row.target);
                }
            }
        }
        BOOST_TEST(reached.size() == info.states.size(), info.id);
        for (const auto& s : info.states) {
            const bool leaves = std::any_of(info.rows.begin(), info.rows.end(), [&](const auto& r) {
                return r.source == s.id;
            });
            BOOST_TEST(!(s.terminal && leaves), info.id << "." << s.id);
        }
    }
}

BOOST_AUTO_TEST_CASE(labels_are_given_in_both_languages)
{
    for (const auto* m : workflows::workflows().all()) {
        const auto& info = m->info();
        BOOST_TEST((!info.title.en.empty() && !info.title.fr.empty()), info.id);
        for (const auto& s : info.states) {
            BOOST_TEST((!s.label.en.empty() && !s.label.fr.empty()), info.id << "." << s.id);
        }
        for (const auto& e : info.events) {
            BOOST_TEST((!e.label.en.empty() && !e.label.fr.empty()), info.id << "." << e.id);
        }
    }
}

BOOST_AUTO_TEST_CASE(an_archetype_names_only_machines_that_exist)
{
    const auto& set = workflows::workflows();
    BOOST_TEST(set.archetypes().size() == 11U);
    for (const auto& a : set.archetypes()) {
        BOOST_TEST(set.archetype(a.id) == &a);
        // The one life that is data belongs to an initiative, not to the archetype.
        BOOST_TEST((set.find(a.life) != nullptr) == (a.id != "staged"), a.life);
        for (const auto id : a.regions) {
            BOOST_TEST((set.find(id) != nullptr), id);
        }
        for (const auto id : a.participation) {
            BOOST_TEST((set.find(id) != nullptr), id);
        }
    }
    BOOST_TEST((set.find("no_such_machine") == nullptr));
    BOOST_TEST((set.archetype("no_such_archetype") == nullptr));
}

BOOST_AUTO_TEST_CASE(an_event_the_machine_does_not_know_is_not_defined)
{
    const auto& m = machine("participation_invitation");
    BOOST_TEST((m.step("uninvited", "explode", {}).status == step_status::not_defined));
    BOOST_TEST((m.step("uninvited", "decline", {}).status == step_status::not_defined));
}

BOOST_AUTO_TEST_CASE(an_unknown_state_and_a_forgotten_fact_are_our_own_mistakes)
{
    const auto& m = machine("participation_provisional");
    const auto facts = facts_of(m, {});
    BOOST_TEST(aborts([&] { (void)m.step("no_such_state", "apply_provisionally", facts); }));
    BOOST_TEST(aborts([&] { (void)m.allowed("no_such_state", facts); }));
    // The first condition fails already; the facts of the second must be there all the same.
    const machine_facts half{{"provisional_allowed", 0}};
    BOOST_TEST(aborts([&] { (void)m.step("none", "apply_provisionally", half); }));
    BOOST_TEST(!aborts([&] { (void)m.step("none", "apply_provisionally", facts); }));
}

BOOST_AUTO_TEST_CASE(a_refusal_names_what_the_nearest_row_lacks)
{
    const auto& m = machine("pledge_life");
    const auto facts = facts_of(
        m, {{"amount_minor", 70}, {"outstanding_minor", 50}, {"four_eyes", 1}, {"paid_minor", 10}}
    );
    const auto result = m.step("registered", "release", facts);
    BOOST_TEST((result.status == step_status::refused));
    BOOST_TEST_REQUIRE(result.unmet.size() == 1U);
    BOOST_TEST(result.unmet.front()->id == "within_outstanding");
}

BOOST_AUTO_TEST_CASE(allowed_separates_what_the_state_forbids_from_what_the_command_must_bring)
{
    const auto& m = machine("participation_exit");
    const auto rows = m.allowed("participating", facts_of(m, {{"is_party", 1}}));
    BOOST_TEST_REQUIRE(rows.size() == 3U);
    const auto& notice = rows.front();
    BOOST_TEST(notice.row->event == "notify_withdrawal");
    BOOST_TEST_REQUIRE(notice.unmet.size() == 1U);
    BOOST_TEST(notice.unmet.front()->reason == "E_WITHDRAWAL_NOT_ADMITTED");
    BOOST_TEST(notice.payload.size() == 2U);
}

BOOST_AUTO_TEST_CASE(a_second_signature_is_refused_by_name)
{
    const auto& m = machine("participation_consent");
    auto facts = facts_of(m, may_sign());
    BOOST_TEST(m.step("eligible", "sign", facts).to == "signatory");
    facts["signed"] = 1;
    const auto again = m.step("signatory", "sign", facts);
    BOOST_TEST((again.status == step_status::refused));
    BOOST_TEST_REQUIRE(again.unmet.size() == 1U);
    BOOST_TEST(again.unmet.front()->reason == "E_ALREADY_SIGNED");
}

BOOST_AUTO_TEST_CASE(full_powers_count_on_their_last_day_and_not_after)
{
    const auto& m = machine("participation_consent");
    auto facts = facts_of(m, may_sign());
    BOOST_TEST(m.step("eligible", "sign_definitively", facts).to == "consent_established");
    facts["on_day"] = 101;
    const auto late = m.step("eligible", "sign", facts);
    BOOST_TEST_REQUIRE(late.unmet.size() == 1U);
    BOOST_TEST(late.unmet.front()->reason == "E_AUTHORITY_EXPIRED");
}

BOOST_AUTO_TEST_CASE(a_ratification_needs_a_signature_unless_the_sources_do_not_show_it)
{
    const auto& m = machine("participation_consent");
    auto facts = facts_of(
        m, {{"eligible", 1}, {"act_admitted", 1}, {"due_form", 1}, {"signature_required", 1}}
    );
    const auto refused = m.step("eligible", "deposit_ratification", facts);
    BOOST_TEST_REQUIRE(refused.unmet.size() == 1U);
    BOOST_TEST(refused.unmet.front()->reason == "E_NOT_SIGNATORY");
    facts["precondition_unsourced"] = 1;
    BOOST_TEST(m.step("eligible", "deposit_ratification", facts).to == "consent_established");
}

// VCLT art. 55.
BOOST_AUTO_TEST_CASE(a_treaty_in_force_never_ends_because_parties_fell_below_the_threshold)
{
    const auto& m = machine("life_treaty");
    const auto facts = facts_of(
        m, {{"threshold_reached", 0},
            {"instruments_certain", 3},
            {"instruments_required", 15},
            {"today", 2},
            {"in_force_day", 1}}
    );
    for (const auto& e : m.info().events) {
        BOOST_TEST((m.step("in_force", e.id, facts).status != step_status::moved), e.id);
    }
    BOOST_TEST((m.step("in_force", "lose_threshold", facts).status == step_status::not_defined));
    BOOST_TEST(m.step("threshold_met", "lose_threshold", facts).to == "open");
    auto agreed = facts;
    agreed["consent_of_all"] = 1;
    BOOST_TEST(m.step("in_force", "terminate", agreed).to == "terminated");
}

BOOST_AUTO_TEST_CASE(entry_into_force_waits_for_its_day_and_for_the_threshold)
{
    const auto& m = machine("life_treaty");
    auto facts = facts_of(m, {{"threshold_reached", 1}, {"today", 9}, {"in_force_day", 10}});
    BOOST_TEST(
        m.step("threshold_met", "enter_into_force", facts).unmet.front()->reason == "E_NOT_DUE"
    );
    facts["today"] = 10;
    BOOST_TEST(m.step("threshold_met", "enter_into_force", facts).to == "in_force");
    facts["threshold_reached"] = 0;
    BOOST_TEST(
        m.step("threshold_met", "enter_into_force", facts).unmet.front()->reason ==
        "E_THRESHOLD_LOST"
    );
}

BOOST_AUTO_TEST_CASE(the_progress_of_a_pledge_depends_on_its_amounts_alone)
{
    BOOST_TEST_INFO_SCOPE("seed " << facts_seed);
    random_facts random(facts_seed);
    for (const auto* id : {"pledge_progress", "pledge_delivery"}) {
        const auto& m = machine(id);
        std::set<std::string_view> reached;
        for (int trial = 0; trial < 2000; ++trial) {
            const auto facts = random.of(m.info(), 0);
            std::set<std::string_view> targets;
            for (const auto& s : m.info().states) {
                const auto result = m.step(s.id, "reassess", facts);
                BOOST_TEST_REQUIRE((result.status == step_status::moved));
                targets.insert(result.to);
            }
            BOOST_TEST_REQUIRE(targets.size() == 1U);
            reached.insert(*targets.begin());
        }
        BOOST_TEST(reached.size() == m.info().states.size(), id);
    }
}

BOOST_AUTO_TEST_CASE(releasing_everything_of_an_unpaid_pledge_ends_it_and_a_part_does_not)
{
    const auto& m = machine("pledge_life");
    auto facts = facts_of(m, {{"amount_minor", 50}, {"outstanding_minor", 50}, {"four_eyes", 1}});
    BOOST_TEST(m.step("registered", "release", facts).to == "released");
    facts["amount_minor"] = 20;
    BOOST_TEST(m.step("registered", "release", facts).to == "registered");
    facts["amount_minor"] = 50;
    facts["paid_minor"] = 1;
    BOOST_TEST(m.step("registered", "release", facts).to == "registered");
}

BOOST_AUTO_TEST_CASE(the_clock_alone_never_says_that_a_milestone_was_missed)
{
    const auto& m = machine("milestone_deadline");
    const auto facts = facts_of(m, {{"today", 500}, {"due_day", 100}});
    BOOST_TEST(m.step("due", "pass", facts).to == "due_passed");
    const auto missed = m.step("due_passed", "record_missed", facts);
    BOOST_TEST_REQUIRE(missed.unmet.size() == 1U);
    BOOST_TEST(missed.unmet.front()->reason == "E_NO_EVIDENCE");
    for (const auto& row : m.info().rows) {
        if (row.target == "missed" && !row.internal) {
            BOOST_TEST(row.guards.front()->id == "has_evidence");
        }
    }
}

BOOST_AUTO_TEST_CASE(a_milestone_met_without_due_date_is_achieved_and_never_on_time)
{
    const auto& m = machine("milestone_deadline");
    BOOST_TEST(m.step("no_due_date", "record_met", facts_of(m, {})).to == "achieved");
    auto facts = facts_of(m, {{"outcome_day", 100}, {"due_day", 100}, {"today", 130}});
    BOOST_TEST(m.step("due_passed", "record_met", facts).to == "met_on_time");
    facts["outcome_day"] = 101;
    BOOST_TEST(m.step("due_passed", "record_met", facts).to == "met_late");
}

BOOST_AUTO_TEST_CASE(a_cancelled_milestone_takes_no_more_reports)
{
    const auto& m = machine("milestone_owner");
    const auto facts = facts_of(m, {{"has_evidence", 1}, {"value", 2}, {"previous_value", 1}});
    const auto refused = m.step("in_progress", "report_progress", facts);
    BOOST_TEST_REQUIRE(refused.unmet.size() == 1U);
    BOOST_TEST(refused.unmet.front()->reason == "E_TERMINAL");
}

BOOST_AUTO_TEST_CASE(a_facility_with_a_threshold_starts_only_when_it_is_effective)
{
    const auto& m = machine("life_facility");
    // The Green Climate Fund's figures of 2015: 42 % signed, then 58.5 %, of 50 % needed.
    auto facts = facts_of(m, {{"signed_bp", 4200}, {"effectiveness_bp", 5000}});
    BOOST_TEST(
        m.step("fundraising", "declare_effective", facts).unmet.front()->reason == "E_EFFECTIVENESS"
    );
    BOOST_TEST((m.step("fundraising", "start_delivery", facts).status == step_status::refused));
    facts["signed_bp"] = 5850;
    BOOST_TEST(m.step("fundraising", "declare_effective", facts).to == "operational");
    facts["effectiveness_bp"] = 0;
    BOOST_TEST(m.step("fundraising", "start_delivery", facts).to == "operational");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace depositary::tests
