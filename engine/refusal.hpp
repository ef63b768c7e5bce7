#pragma once

/// Why something was not done: a stable reason code, the rule it rests on, what was compared, and a
/// message in both working languages. A refusal changes nothing.

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace depositary::engine {

/// How a refusal is reported by the protocol (docs/protocol.md has the codes).
enum class refusal_kind
{
    invalid,           ///< the command itself is malformed: -32602
    unauthenticated,   ///< -32001
    forbidden,         ///< -32002
    not_found,         ///< -32003
    read_only,         ///< -32005
    version_conflict,  ///< -32010
    not_defined,       ///< the machine has no such transition here: -32011
    guard,             ///< a guard said no: -32012
    key_reused,        ///< idempotency key with other content: -32013
    definition,        ///< the definition document fails its lint: -32014
};

struct compared
{
    std::string fact;
    std::string is;
    std::string needs;
};

struct refusal
{
    refusal_kind kind = refusal_kind::invalid;
    std::string reason;  ///< E_UPPER_SNAKE, stable for ever
    std::string clause;
    std::string en;
    std::string fr;
    std::string field;  ///< the parameter at fault, when there is one
    std::vector<compared> facts;
    std::vector<std::string> allowed;  ///< not_defined: what the state does allow
};

/// One entry of the catalogue of reason codes (docs/methods.md lists them).
struct reason_info
{
    std::string_view code;
    refusal_kind kind;
    std::string_view clause;
    std::string_view en;
    std::string_view fr;
};

[[nodiscard]] std::span<const reason_info> reasons();
[[nodiscard]] const reason_info* find_reason(std::string_view code);

/// A refusal with the catalogue's kind, clause and words. `detail_en`/`detail_fr` are appended.
/// Requires: `code` is in the catalogue.
[[nodiscard]] refusal refuse(
    std::string_view code, std::string field = {}, std::string detail_en = {},
    std::string detail_fr = {}
);

}  // namespace depositary::engine
