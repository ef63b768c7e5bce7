#pragma once

/// A register in memory, acted on through decide() and apply() alone. Everything accepted goes
/// through its canonical bytes, as a log would keep it. All actors and definitions are MADE UP.

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "engine/decision.hpp"
#include "engine/event_codec.hpp"
#include "engine/participation.hpp"
#include "storage/sha256.hpp"
#include "tests/support/due_agrees.hpp"
#include "workflows/workflows.hpp"

namespace depositary::tests {

inline engine::civil_date day(std::string_view text)
{
    return engine::civil_date::parse(text).value();
}

inline boost::json::object params_of(const std::string& members)
{
    return boost::json::parse("{" + members + "}").as_object();
}

/// A definition document; `rules` is JSON text of the whole "rules" object.
inline std::string made_up_definition(
    const std::string& id, const std::string& archetype, const std::string& rules
)
{
    return R"({"id":")" + id + R"(","version":1,"archetype":")" + archetype +
           R"(","archetype_version":1,"area":"climate","depositary":"MADE UP",)" +
           R"("title":{"en":"MADE UP","fr":"FICTIF"},"rules":)" + rules + "}";
}

class register_fixture
{
public:
    explicit register_fixture(
        std::string_view today = "2024-03-01",
        const engine::workflow_set& set = workflows::workflows()
    )
        : today_(day(today)), set_(set)
    {}

    /// The reason code of the refusal; empty when accepted and applied.
    std::string send(
        const std::string& principal, std::string_view method, const boost::json::object& params
    )
    {
        auto result = engine::decide(state, set_, arrival_of(principal), method, params);
        if (auto* refused = std::get_if<engine::refusal>(&result)) {
            last = std::move(*refused);
            return last->reason;
        }
        last.reset();
        keep_all(std::move(std::get<engine::accepted>(result).events));
        return {};
    }

    /// As send(), with JSON text of the members of params.
    std::string call(
        const std::string& principal, std::string_view method, const std::string& members
    )
    {
        return send(principal, method, params_of(members));
    }

    /// As call(), in `initiative`, with a made-up reason and source.
    std::string act(
        const std::string& principal, std::string_view method, const std::string& members
    )
    {
        auto params = params_of(members);
        params["initiative"] = initiative;
        params["reason"] = "made up";
        params["evidence"] =
            boost::json::array{boost::json::object{{"uri", "https://example.org/made-up"}}};
        return send(principal, method, params);
    }

    void clock()
    {
        const auto when = arrival_of("clock");
        auto due = engine::fall_due(state, set_, when);
        require_due_agrees(due_, state, set_, when, due);
        keep_all(std::move(due));
    }

    /// Set-up that must succeed.
    void must(const std::string& principal, std::string_view method, const std::string& members)
    {
        if (const auto reason = call(principal, method, members); !reason.empty()) {
            throw std::runtime_error(std::string(method) + ": " + reason + " " + last->field);
        }
    }

    void add_actor(const std::string& id, const std::string& kind = "member_state")
    {
        must(
            "operator", "actor.register",
            R"("id":")" + id + R"(","kind":")" + kind + R"(","name":{"en":"Made-up )" + id +
                R"("},"un_member_since":"1945-10-24","regional_group":"east")"
        );
    }

    void open(const std::string& id, const std::string& archetype, const std::string& rules)
    {
        must(
            "operator", "definition.publish",
            R"("definition":)" + made_up_definition(id, archetype, rules)
        );
        must("operator", "initiative.open", R"("definition":")" + id + '"');
        initiative = id;
    }

    void grant(const std::string& to, const std::string& role, const std::string& more = "")
    {
        must(
            "operator", "grant.give",
            R"("to":")" + to + R"(","role":")" + role + '"' + (more.empty() ? "" : "," + more)
        );
    }

    void go_to(engine::civil_date today) { today_ = today; }
    void go_to(std::string_view today) { today_ = day(today); }
    [[nodiscard]] engine::civil_date today() const { return today_; }

    [[nodiscard]] const engine::initiative_state& opened() const
    {
        return *state.initiatives.at(initiative);
    }
    [[nodiscard]] engine::participation_view participation(
        std::string_view actor, std::optional<engine::civil_date> as_of = std::nullopt
    ) const
    {
        const auto on = as_of.value_or(today_);
        return engine::view_participation(
            state, opened(), actor, on, engine::view_force(state, opened(), on)
        );
    }
    [[nodiscard]] engine::arrival arrival_of(const std::string& principal) const
    {
        constexpr std::int64_t us_per_day = 86'400'000'000;
        return {
            principal, today_.days() * us_per_day + us_per_day / 2, today_,
            std::to_string(state.seq + 1), &storage::sha256};
    }

    engine::register_state state;
    std::string initiative;          ///< the one opened last
    std::vector<engine::event> log;  ///< everything, in order
    std::vector<std::string> bytes;  ///< and as it would be stored
    std::size_t fresh = 0;           ///< how many of them the last command added
    std::optional<engine::refusal> last;

private:
    void keep_all(std::vector<engine::event> events)
    {
        fresh = events.size();
        for (auto& e : events) {
            e.seq = state.seq + 1;
            e.version = state.version_of(e.stream) + 1;
            bytes.push_back(engine::encode_event(e));
            engine::apply(state, e);
            log.push_back(std::move(e));
        }
    }

    engine::civil_date today_;
    const engine::workflow_set& set_;
    engine::due_check due_;
};

}  // namespace depositary::tests
