#pragma once

/// Deciding: a command, the state it meets and the time it arrives give events or a refusal. Pure:
/// no clock, no randomness, no I/O; `now`, ids and the caller come in as values.

#include <boost/json/fwd.hpp>

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "engine/event.hpp"
#include "engine/log.hpp"
#include "engine/refusal.hpp"
#include "engine/state.hpp"
#include "engine/workflow.hpp"

namespace depositary::engine {

/// Members that every command may carry beside its own (docs/protocol.md).
struct envelope
{
    std::optional<std::string> initiative;  ///< of commands on an initiative alone
    std::vector<evidence> sources;          ///< "evidence" on the wire
    std::optional<std::string> reason;
    std::optional<std::string> idempotency_key;
    std::optional<std::int64_t> expected_version;
    bool dry_run = false;
    std::optional<date_interval> effective_on;
    std::optional<date_interval> known_on;
    std::optional<std::string> on_behalf_of;
};
BOOST_DESCRIBE_STRUCT(
    envelope, (),
    (initiative, sources, reason, idempotency_key, expected_version, dry_run, effective_on,
     known_on, on_behalf_of)
)

/// Names of the envelope's members on the wire.
inline constexpr std::array envelope_members{
    std::string_view("initiative"),       std::string_view("evidence"),
    std::string_view("reason"),           std::string_view("idempotency_key"),
    std::string_view("expected_version"), std::string_view("dry_run"),
    std::string_view("effective_on"),     std::string_view("known_on"),
    std::string_view("on_behalf_of"),
};

/// Principals that are the register's own and never hold tokens.
inline constexpr std::string_view import_principal = "import";
inline constexpr std::string_view clock_principal = "clock";
inline constexpr std::string_view operator_principal = "operator";

/// What the caller of decide() supplies from outside.
struct arrival
{
    std::string principal;
    std::int64_t now_us = 0;  ///< UTC
    civil_date today;         ///< UTC day of now_us
    std::string fresh_id;     ///< unique text for ids the command does not name
    sha256_function sha256 = nullptr;
};

/// One command being decided. Functions that decide read `state` and call emit().
struct decision
{
    const register_state& state;
    const workflow_set& workflows;
    arrival when;
    envelope head;
    initiative_ptr initiative;  ///< of head.initiative; nullptr for register commands
    std::string role;           ///< the role that authorises
    bool four_eyes = false;     ///< running inside an approved proposal
    std::vector<std::string> signed_by_roles;  ///< roles of proposer and approver, then
    std::vector<event> events;

    /// Day the act took effect: the last possible day of effective_on, today when absent.
    [[nodiscard]] civil_date act_day() const;
    [[nodiscard]] bool importing() const { return when.principal == import_principal; }
    [[nodiscard]] const terms& rules() const { return initiative->rules->rules; }

    /// Adds an event with this command's envelope.
    event& emit(event_payload payload);
    /// Adds a clock event that took effect on `on`.
    event& emit_dated(event_payload payload, date_interval on);

    /// Runs `event` on machine `machine_id` from `from`; nullopt and `to` set when it moves, else
    /// the refusal with reason, clause, words and the facts compared.
    [[nodiscard]] std::optional<refusal> step(
        std::string_view machine_id, std::string_view from, std::string_view event,
        const machine_facts& facts, std::string* to = nullptr
    ) const;
};

using decided = std::optional<refusal>;

/// Which actor a command speaks for, so that focal points are held to their own.
struct subject
{
    std::string actor;   ///< empty: the command concerns no single actor
    bool binds = false;  ///< an act that binds (signature, instrument, withdrawal): full powers
    std::string_view missing = {};  ///< the parameter that names nothing on record, when one does
};

/// One method as the protocol serves it.
struct method_info
{
    std::string_view name;
    std::string_view summary;
    std::vector<std::string_view> roles;  ///< roles that may call it, each in its own scope
    bool needs_initiative = true;
    bool four_eyes = false;  ///< runs only through proposal.create and proposal.approve
};

/// A method with its decoder and its decision, type-erased.
class command_method
{
public:
    explicit command_method(method_info info) : info_(std::move(info)) {}
    virtual ~command_method() = default;
    [[nodiscard]] const method_info& info() const { return info_; }
    /// Decodes `params` (without envelope members), authorises by `subject`, and decides.
    [[nodiscard]] virtual decided run(decision& d, const boost::json::object& params) const = 0;
    [[nodiscard]] virtual boost::json::object params_schema() const = 0;

private:
    method_info info_;
};

/// Every command the engine decides, by name. Each domain file contributes its list.
[[nodiscard]] std::span<const std::unique_ptr<command_method>> commands();
[[nodiscard]] const command_method* find_command(std::string_view method);

/// Which role lets the caller do this, or the refusal that says whose it is.
[[nodiscard]] std::variant<std::string, refusal> authorise(
    const decision& d, const method_info& method, const subject& who
);

struct accepted
{
    std::vector<event> events;  ///< seq and version still unset; empty for a command that changes
                                ///< nothing (clock with nothing due)
    envelope head;
};

/// Decides one command. `params` is the whole params object of the request.
[[nodiscard]] std::variant<accepted, refusal> decide(
    const register_state& state, const workflow_set& workflows, const arrival& when,
    std::string_view method, const boost::json::object& params
);

/// Canonical text a command's idempotency fingerprint is taken of: method and params without
/// idempotency_key, expected_version and dry_run.
[[nodiscard]] std::string fingerprint_text(
    std::string_view method, const boost::json::object& params
);

/// Everything that falls due by `today`, in the order of its own dates (principal `clock`).
[[nodiscard]] std::vector<event> fall_due(
    const register_state& state, const workflow_set& workflows, const arrival& when
);
/// The same of these initiatives alone; one that is unknown has nothing due.
[[nodiscard]] std::vector<event> fall_due(
    const register_state& state, const workflow_set& workflows, const arrival& when,
    std::span<const std::string> initiatives
);

}  // namespace depositary::engine
