#pragma once

/// What the registrar's threads hand to each other. Internal to registrar*.cpp.

#include <boost/json/object.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "api/registrar.hpp"
#include "engine/event.hpp"
#include "engine/log.hpp"

namespace depositary::api {

inline constexpr std::string_view clock_method = "clock.advance";
/// Its parameter: ids, absent for all.
inline constexpr std::string_view clock_initiatives = "initiatives";

/// An idempotency key belongs to its principal.
[[nodiscard]] inline std::string scoped(const std::string& principal, const std::string& key)
{
    return principal + '\n' + key;
}

/// What became of one job; answered when the batch is durable.
struct registrar::outcome
{
    job source;
    std::optional<rpc_error> error;
    bool accepted = false;
    bool follows_events = false;  ///< decided after events of the same batch
    bool dry_run = false;
    std::string stream;  ///< of its last event
    std::int64_t version = 0;
    std::string events;  ///< JSON, the value of `events` in the answer
    std::int64_t events_count = 0;
    std::string text;                        ///< the whole answer, canonical JSON
    std::optional<std::string> past_answer;  ///< of an earlier command with the same key
    std::optional<std::size_t> twin;         ///< that command, when it is in this very batch
    bool twin_ahead = false;                 ///< or in the one before, which was not durable yet
    std::optional<std::string> key;          ///< to be remembered
    engine::digest fingerprint{};
    std::optional<engine::answer_record> remembered;  ///< what the log knows of the key
    std::int64_t last_seq = 0;
};

struct registrar::sealed_event
{
    engine::event event;
    std::string public_json;  ///< canonical, one line
};

struct registrar::batch
{
    std::int64_t base = 0;        ///< the head it follows
    engine::register_state work;  ///< until it is sealed
    tip after;                    ///< from then on; the tree grows with every event
    engine::log_batch log;
    std::vector<sealed_event> events;
    std::vector<outcome> outcomes;
    std::unordered_map<std::string, std::size_t> by_key;  ///< scoped key -> index in outcomes
};

/// Where a batch ends, as its answers say it.
struct registrar::batch_end
{
    std::string cursor;
    std::string head;  ///< JSON

    batch_end(const std::string& epoch, std::int64_t seq, const engine::digest& root)
        : cursor(epoch + ":" + std::to_string(seq)),
          head(R"({"root":")" + engine::hex(root) + R"(","seq":)" + std::to_string(seq) + "}")
    {}
};

}  // namespace depositary::api
