#include <boost/test/unit_test.hpp>

#include <map>
#include <memory>
#include <random>
#include <set>

#include "tests/unit/engine/milestone_stage.hpp"

using namespace depositary::engine;
namespace workflows = depositary::workflows;
using depositary::engine::milestone_tests::evidence_text;
using depositary::engine::milestone_tests::stage;

BOOST_AUTO_TEST_SUITE(milestone_property_test)

namespace {

/// The compiled machines, keeping what each said last when it moved.
class recording_machine final : public machine
{
public:
    recording_machine(const machine& inner, std::map<std::string, std::string, std::less<>>& moved)
        : inner_(inner), moved_(moved)
    {}
    [[nodiscard]] const machine_info& info() const override { return inner_.info(); }
    [[nodiscard]] step_result step(
        std::string_view state, std::string_view event, const machine_facts& facts
    ) const override
    {
        auto result = inner_.step(state, event, facts);
        if (result.status == step_status::moved) {
            moved_[std::string(inner_.info().id)] = result.to;
        }
        return result;
    }
    [[nodiscard]] std::vector<allowed_row> allowed(
        std::string_view state, const machine_facts& facts
    ) const override
    {
        return inner_.allowed(state, facts);
    }

private:
    const machine& inner_;
    std::map<std::string, std::string, std::less<>>& moved_;
};

class recording_set final : public workflow_set
{
public:
    recording_set()
    {
        for (const auto* m : compiled_.all()) {
            machines_[std::string(m->info().id)] = std::make_unique<recording_machine>(*m, moved);
        }
    }
    [[nodiscard]] const machine* find(std::string_view id) const override
    {
        const auto found = machines_.find(id);
        return found == machines_.end() ? nullptr : found->second.get();
    }
    [[nodiscard]] const archetype_info* archetype(std::string_view id) const override
    {
        return compiled_.archetype(id);
    }
    [[nodiscard]] std::span<const archetype_info> archetypes() const override
    {
        return compiled_.archetypes();
    }
    [[nodiscard]] std::vector<const machine*> all() const override { return compiled_.all(); }
    [[nodiscard]] std::optional<std::string> draw(
        const machine_info& info, std::string_view format,
        const std::optional<std::string>& current, const std::vector<taken_step>& path
    ) const override
    {
        return compiled_.draw(info, format, current, path);
    }

    mutable std::map<std::string, std::string, std::less<>> moved;

private:
    const workflow_set& compiled_ = workflows::workflows();
    std::map<std::string, std::unique_ptr<recording_machine>, std::less<>> machines_;
};

/// Where the machine comes to rest when the calendar has gone on from `state` to `today`.
std::string after_calendar(std::string state, const milestone_view& v, civil_date today)
{
    const auto* m = workflows::workflows().find("milestone_deadline");
    const auto due = v.due ? due_day(*v.due) : std::nullopt;
    const machine_facts facts{
        {"today", today.days()},
        {"due_day", due ? due->days() : 999'999'999},
        {"outcome_day", today.days()},
        {"has_evidence", 0}};
    for (const auto* event : {"approach", "fall_due", "pass"}) {
        const auto result = m->step(state, event, facts);
        if (result.status == step_status::moved) {
            state = result.to;
        }
    }
    return state;
}

class random_run
{
public:
    random_run(unsigned seed, const recording_set& set)
        : stage_("2020-01-15", false, &set), random_(seed), set_(set)
    {
        stage_.grant_role("rev2", "reviewer", "made-up");
    }

    void step()
    {
        const auto key = "m" + std::to_string(pick(3));
        const auto before = stage_.milestone(key);
        set_.moved.clear();
        if (pick(4) == 0) {
            stage_.go_to(stage_.today().add_days(static_cast<std::int64_t>(pick(25))));
            stage_.clock();
            no_event_of_the_clock_says_missed();
            return;
        }
        if (!command(key).empty()) {
            BOOST_TEST(stage_.milestone(key).seqs == before.seqs);
            return;
        }
        ++accepted;
        const auto now = stage_.milestone(key);
        view_agrees_with_machines(now);
        BOOST_TEST((before.schedule == "scheduled"));
        if (before.original_due) {
            BOOST_TEST((now.original_due == before.original_due));
        }
    }

    void check_all() const
    {
        for (const auto& v : view_milestones(stage_.initiative(), stage_.today())) {
            if (v.deadline == "missed") {
                BOOST_REQUIRE(v.outcome_seq.has_value());
                const auto f = stage_.initiative().find_fact(*v.outcome_seq);
                BOOST_REQUIRE(f != nullptr);
                BOOST_TEST(f->sourced);
            }
            const bool known = v.deadline == "missed" || v.deadline == "achieved" ||
                               v.deadline.starts_with("met_");
            BOOST_TEST(known == v.outcome.has_value());
        }
    }

    std::size_t accepted = 0;
    std::set<std::string> compared;  ///< machines whose verdict was compared

private:
    std::size_t pick(std::size_t n) { return random_() % n; }

    std::string date_near()
    {
        const auto days = static_cast<std::int64_t>(pick(200)) - 60;
        return stage_.today().add_days(days).to_string();
    }

    /// Mostly who may do it, at times anybody.
    std::string somebody(const std::string& method)
    {
        static const std::vector<std::string> people{"ana", "bob", "chair", "rev", "dep"};
        if (pick(5) == 0) {
            return people[pick(people.size())];
        }
        if (method == "assess" || method == "reopen" || method == "record_outcome") {
            return "rev";
        }
        const bool lead = method == "plan" || method == "cancel" || method == "supersede";
        return lead || pick(2) == 0 ? "chair" : "ana";
    }

    std::string command(const std::string& key)
    {
        static const std::vector<std::pair<std::string, std::string>> commands{
            {"plan", R"("title":{"en":"MADE UP"},"owner":"AAA","due":"DATE","target":"5")"},
            {"plan", R"("title":{"en":"MADE UP"},"after":["m0"])"},
            {"start", ""},
            {"report_progress", R"("value":"N")"},
            {"report_progress", R"("value":"N","correction":true)"},
            {"report_status", R"("status":"delayed")"},
            {"report_status", R"("status":"at_risk")"},
            {"report_status", R"("status":"on_track")"},
            {"report_complete", ""},
            {"report_complete", R"("explanation":"MADE UP")"},
            {"assess", R"("level":"limited","statement":"MADE UP")"},
            {"assess", R"("level":"complete","statement":"MADE UP")"},
            {"reply", R"("statement":"MADE UP")"},
            {"reschedule", R"("due":"DATE")"},
            {"cancel", R"("effective_on":"DATE")"},
            {"supersede", R"("successor":"m1")"},
            {"reopen", ""},
            {"record_outcome", R"("outcome":"missed")"},
            {"record_outcome", R"("outcome":"met","on":"DATE")"},
        };
        auto [method, more] = commands[pick(commands.size())];
        // Closing is rare, else every run would end early.
        if ((method == "cancel" || method == "supersede") && pick(5) != 0) {
            method = "start";
            more.clear();
        }
        if (const auto at = more.find("DATE"); at != std::string::npos) {
            more.replace(at, 4, date_near());
        }
        if (const auto at = more.find("\"N\""); at != std::string::npos) {
            more.replace(at + 1, 1, std::to_string(pick(9)) + "." + std::to_string(pick(90)));
        }
        const auto tail = pick(6) == 0 ? std::string(R"("reason":"")") : evidence_text;
        return stage_.call(
            somebody(method), "milestone." + method,
            "{\"milestone\":\"" + key + "\"," + (more.empty() ? "" : more + ",") + tail + "}"
        );
    }

    void no_event_of_the_clock_says_missed() const
    {
        for (const auto& e : stage_.events) {
            BOOST_TEST(!e.payload.is<milestone_outcome_recorded>());
        }
    }

    void view_agrees_with_machines(const milestone_view& now)
    {
        const std::map<std::string, std::string> shown{
            {"milestone_owner", now.owner_state}, {"milestone_schedule", now.schedule},
            {"milestone_assessed", now.assessed}, {"milestone_reply", now.reply_state},
            {"milestone_deadline", now.deadline},
        };
        BOOST_TEST(!set_.moved.empty());
        for (const auto& [id, to] : set_.moved) {
            compared.insert(id);
            const auto expected =
                id == "milestone_deadline" ? after_calendar(to, now, stage_.today()) : to;
            BOOST_TEST(shown.at(id) == expected, id << ": " << shown.at(id) << " != " << expected);
        }
    }

    stage stage_;
    std::mt19937 random_;
    const recording_set& set_;
};

}  // namespace

BOOST_AUTO_TEST_CASE(after_every_accepted_command_the_view_is_where_the_machines_went)
{
    const recording_set set;
    std::size_t accepted = 0;
    std::set<std::string> compared;
    for (unsigned seed = 1; seed <= 60; ++seed) {
        BOOST_TEST_CONTEXT("seed " << seed)
        {
            random_run run(seed, set);
            for (int i = 0; i < 150; ++i) {
                run.step();
            }
            run.check_all();
            accepted += run.accepted;
            compared.merge(run.compared);
        }
    }
    // Enough of the random commands are legal for the comparison to mean something.
    BOOST_TEST(accepted > 500U);
    BOOST_TEST(compared.size() == 5U);
}

BOOST_AUTO_TEST_CASE(a_day_in_the_past_reads_the_same_as_it_did_on_that_day)
{
    for (unsigned seed = 1; seed <= 40; ++seed) {
        BOOST_TEST_CONTEXT("seed " << seed)
        {
            std::mt19937 random(seed);
            stage s("2020-01-15");
            const std::string due = s.today().add_days(random() % 60).to_string();
            (void)s.call(
                "chair", "milestone.plan",
                R"({"milestone":"m","title":{"en":"MADE UP"},"due":")" + due + "\"}"
            );
            std::map<civil_date, std::string> seen;
            for (int i = 0; i < 20; ++i) {
                static const std::vector<std::string> statuses{"delayed", "at_risk", "on_track"};
                (void)s.call(
                    "chair", "milestone.report_status",
                    R"({"milestone":"m","reason":"made up","status":")" + statuses[random() % 3] +
                        "\"}"
                );
                seen[s.today()] = s.milestone("m").owner_state + s.milestone("m").deadline;
                s.go_to(s.today().add_days(1 + random() % 5));
                s.clock();
            }
            for (const auto& [day, state] : seen) {
                const auto v = view_milestone(s.initiative(), "m", day);
                BOOST_TEST(v.owner_state + v.deadline == state);
            }
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
