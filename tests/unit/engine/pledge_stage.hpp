#pragma once

/// A register to pledge in: one MADE UP facility and one MADE UP call, three MADE UP states and a
/// company, acted on through decide() and apply() with the compiled machines. Every person, pledge
/// and rate here is invented unless a test names its source.

#include <boost/json.hpp>

#include <openssl/sha.h>

#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "engine/decision.hpp"
#include "engine/pledge.hpp"
#include "engine/totals.hpp"
#include "tests/support/due_agrees.hpp"
#include "workflows/workflows.hpp"

namespace depositary::engine::pledge_tests {

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

inline std::string made_up_definition(
    const std::string& id, const std::string& archetype, const std::string& area
)
{
    return R"({"id":")" + id + R"(","version":1,"archetype":")" + archetype +
           R"(","archetype_version":1,"area":")" + area +
           R"(","title":{"en":"MADE UP","fr":"FICTIF"},"rules":{"joining":{"acts":["joining",)" +
           R"("endorsement"],"roles":["contributor","member"],"eligibility":[{"kinds":)" +
           R"(["member_state","regional_organisation"]}]},"pledges":{"admitted":true,"forms":)" +
           R"(["financial","in_kind","undertaking"],"units":["doses"],)" +
           R"("unconfirmed_after_days":180,"shelf_life_days_min":70}}})";
}

class stage
{
public:
    explicit stage(std::string_view today, const workflow_set* set = nullptr)
        : today_(day(today)), set_(set == nullptr ? &workflows::workflows() : set)
    {
        for (const auto* id : {"AAA", "BBB", "CCC"}) {
            add_actor(id, "member_state", id == std::string("CCC") ? "east" : "west");
        }
        add_actor("ACME", "company", "west");
        open("fund", "facility", "global-public-goods");
        open("talk", "call", "climate");
        grant_role("chair", "coordinator");
        grant_role("cochair", "coordinator");
        grant_role("dep", "depositary");
        grant_role("dep2", "depositary");
        grant_role("till", "recipient");
        grant_role("ana", "focal_point", "AAA");
        grant_role("bob", "focal_point", "BBB");
        grant_role("acm", "focal_point", "ACME");
        grant_role("both", "focal_point", "AAA");
        grant_role("both", "recipient");
    }

    void add_actor(const std::string& id, const std::string& kind, const std::string& group)
    {
        actor_registered a;
        a.id = id;
        a.kind = kind;
        a.name = {"Made-up " + id, ""};
        a.regional_group = group;
        record(register_stream, a);
    }

    void open(const std::string& id, const std::string& archetype, const std::string& area)
    {
        record(
            register_stream,
            definition_published{id, 1, "00", {made_up_definition(id, archetype, area)}}
        );
        record(id, initiative_opened{id, 1, "00", archetype, 1, area, {"MADE UP", "FICTIF"}});
    }

    void grant_role(
        const std::string& to, const std::string& role,
        std::optional<std::string> actor = std::nullopt
    )
    {
        const auto id = "g" + std::to_string(state.grants.size() + 1);
        record(
            register_stream,
            grant_given{id, to, role, std::nullopt, std::move(actor), std::nullopt, std::nullopt}
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

    /// The reason code of the refusal, empty when accepted and applied. `params` is JSON text
    /// without its braces; evidence and a reason are added.
    std::string call(
        const std::string& who, std::string_view method, const std::string& params,
        const std::string& initiative = "fund"
    )
    {
        auto object = boost::json::parse("{" + params + "}").as_object();
        object["initiative"] = initiative;
        object["reason"] = "made up";
        object["evidence"] =
            boost::json::array{boost::json::object{{"uri", "https://example.org/made-up"}}};
        return send(who, method, object);
    }

    /// As call(), without evidence or reason.
    std::string bare(const std::string& who, std::string_view method, const std::string& params)
    {
        auto object = boost::json::parse("{" + params + "}").as_object();
        object["initiative"] = "fund";
        return send(who, method, object);
    }

    /// Proposed by one person and approved by another.
    std::string agree(
        const std::string& one, const std::string& other, const std::string& method,
        const std::string& params
    )
    {
        const auto id = "proposal-" + std::to_string(state.seq);
        auto reason = call(
            one, "proposal.create",
            R"("proposal":")" + id + R"(","method":")" + method +
                R"(","params":{"reason":"made up",)" + params + "}"
        );
        if (!reason.empty()) {
            return reason;
        }
        const auto hash = events.front().payload.get<proposal_created>().hash;
        return call(
            other, "proposal.approve", R"("proposal":")" + id + R"(","hash":")" + hash + R"(")"
        );
    }

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
    [[nodiscard]] civil_date today() const { return today_; }

    [[nodiscard]] const initiative_state& fund() const { return *state.initiatives.at("fund"); }
    [[nodiscard]] pledge_view pledge(std::string_view id = "p") const
    {
        return view_pledge(fund(), id, today_);
    }
    [[nodiscard]] pledge_view pledge(std::string_view id, std::string_view as_of) const
    {
        return view_pledge(fund(), id, day(as_of));
    }

    register_state state;
    std::optional<refusal> last;
    std::vector<event> events;  ///< of the last accepted command

private:
    std::string send(
        const std::string& who, std::string_view method, const boost::json::object& object
    )
    {
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

    [[nodiscard]] std::int64_t now_us() const
    {
        return std::int64_t{today_.days()} * 86'400'000'000 + 43'200'000'000;
    }
    [[nodiscard]] arrival arrival_of(const std::string& who) const
    {
        return {who, now_us(), today_, std::to_string(state.seq), &sha256};
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

/// Content of a financial pledge, as a member of params.
inline std::string money(
    const std::string& id, const std::string& actor, const std::string& amount,
    const std::string& more = "", const std::string& unit = "USD"
)
{
    return R"("pledge":")" + id + R"(","content":{"actor":")" + actor + R"(","amount":")" + amount +
           R"(","unit":")" + unit + R"(")" + more + "}";
}

inline std::string named(const std::string& id, const std::string& more = "")
{
    return R"("pledge":")" + id + R"(")" + (more.empty() ? "" : "," + more);
}

inline std::string amount_of(const std::string& id, const std::string& amount)
{
    return named(id, R"("amount":")" + amount + R"(")");
}

}  // namespace depositary::engine::pledge_tests
