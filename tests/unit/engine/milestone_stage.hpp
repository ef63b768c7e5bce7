#pragma once

/// A small register to act on: one MADE UP facility with two MADE UP actors, acted on through
/// decide() and apply() with the compiled machines. Every person and figure here is invented.

#include <boost/json.hpp>

#include <openssl/sha.h>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "engine/decision.hpp"
#include "engine/milestone.hpp"
#include "engine/proposal.hpp"
#include "tests/support/due_agrees.hpp"
#include "workflows/workflows.hpp"

namespace depositary::engine::milestone_tests {

inline digest sha256(std::string_view bytes)
{
    digest out{};
    SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), out.data());
    return out;
}

inline civil_date day(std::string_view text)
{
    return civil_date::parse(text).value();
}

/// `smart`: the terms ask for SMART milestones.
inline std::string made_up_definition(bool smart)
{
    return std::string(R"({"id":"made-up","version":1,"archetype":"facility",)") +
           R"("archetype_version":1,"area":"climate","title":{"en":"MADE UP","fr":"FICTIF"},)" +
           R"("rules":{"joining":{"acts":["joining"],"roles":["contributor"],)" +
           R"("eligibility":[{"kinds":["member_state"]}]},)" +
           R"("pledges":{"admitted":true,"forms":["financial"]},)" +
           R"("milestones":{"smart_required":)" + (smart ? "true" : "false") +
           R"(,"assessed_after_months":2,"reply_days":10}}})";
}

class stage
{
public:
    explicit stage(std::string_view today, bool smart = false, const workflow_set* set = nullptr)
        : today_(day(today)), set_(set == nullptr ? &workflows::workflows() : set)
    {
        for (const auto* id : {"AAA", "BBB"}) {
            actor_registered a;
            a.id = id;
            a.kind = "member_state";
            a.name = {std::string("Made-up ") + id, ""};
            record(register_stream, a);
        }
        record(
            register_stream, definition_published{"made-up", 1, "00", {made_up_definition(smart)}}
        );
        record(
            "made-up",
            initiative_opened{"made-up", 1, "00", "facility", 1, "climate", {"MADE UP", "FICTIF"}}
        );
        grant_role("chair", "coordinator", "made-up");
        grant_role("rev", "reviewer", "made-up");
        grant_role("dep", "depositary", "made-up");
        grant_role("fund", "recipient", "made-up");
        grant_role("ana", "focal_point", std::nullopt, "AAA");
        grant_role("bob", "focal_point", std::nullopt, "BBB");
    }

    void grant_role(
        const std::string& to, const std::string& role,
        std::optional<std::string> initiative = std::nullopt,
        std::optional<std::string> actor = std::nullopt
    )
    {
        const auto id = "g" + std::to_string(state.grants.size() + 1);
        record(
            register_stream,
            grant_given{
                id, to, role, std::move(initiative), std::move(actor), std::nullopt, std::nullopt}
        );
    }

    void record(std::string_view stream, event_payload payload)
    {
        event e;
        e.stream = stream;
        e.recorded_at_us = now_us();
        e.effective_on = date_interval::day(today_);
        e.principal = "operator";
        e.payload = std::move(payload);
        keep(std::move(e));
    }

    /// The reason code of the refusal, empty when accepted and applied. `params` is JSON text.
    std::string call(const std::string& who, std::string_view method, const std::string& params)
    {
        auto object = boost::json::parse(params).as_object();
        object["initiative"] = "made-up";
        auto result = decide(state, *set_, arrival_of(who), method, object);
        if (auto* refused = std::get_if<refusal>(&result)) {
            last = std::move(*refused);
            return last->reason;
        }
        last.reset();
        events = std::move(std::get<accepted>(result).events);
        for (const auto& e : events) {
            keep(e);
        }
        return {};
    }

    /// Records what falls due today; the events are in `events`.
    void clock()
    {
        const auto when = arrival_of("clock");
        events = fall_due(state, *set_, when);
        depositary::tests::require_due_agrees(due_, state, *set_, when, events);
        for (const auto& e : events) {
            keep(e);
        }
    }

    void go_to(std::string_view today) { today_ = day(today); }
    void go_to(civil_date today) { today_ = today; }
    [[nodiscard]] civil_date today() const { return today_; }

    [[nodiscard]] const initiative_state& initiative() const
    {
        return *state.initiatives.at("made-up");
    }
    [[nodiscard]] milestone_view milestone(std::string_view key) const
    {
        return view_milestone(initiative(), key, today_);
    }
    [[nodiscard]] milestone_view milestone(std::string_view key, std::string_view as_of) const
    {
        return view_milestone(initiative(), key, day(as_of));
    }

    register_state state;
    std::optional<refusal> last;
    std::vector<event> events;  ///< of the last accepted command

private:
    [[nodiscard]] std::int64_t now_us() const
    {
        return std::int64_t{today_.days()} * 86'400'000'000 + 43'200'000'000;
    }

    [[nodiscard]] arrival arrival_of(const std::string& who) const
    {
        return {who, now_us(), today_, "fresh-" + std::to_string(state.seq), &sha256};
    }

    void keep(event e)
    {
        e.seq = state.seq + 1;
        e.version = state.version_of(e.stream) + 1;
        apply(state, e);
    }

    civil_date today_;
    const workflow_set* set_;
    due_check due_;
};

inline const std::string evidence_text =
    R"("evidence":[{"uri":"https://example.org/made-up"}],"reason":"made up")";

}  // namespace depositary::engine::milestone_tests
