#pragma once

/// The accounts port: API tokens and who they speak for. Apart from the log, because a secret must
/// not be kept for ever and because a revocation must survive a restore of the log. storage/
/// implements it over a database of its own.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace depositary::engine {

/// What is kept of a token. The secret is not: only its SHA-256, and that never leaves the store.
struct token_record
{
    std::string id;         ///< 8 characters, public, names the token in lists and logs
    std::string principal;  ///< pseudonymous; whose rights the token carries
    std::string label;      ///< what the owner calls it
    std::chrono::sys_seconds created_at;                 ///< UTC
    std::optional<std::chrono::sys_seconds> expires_at;  ///< UTC; valid strictly before it
    std::optional<std::chrono::sys_seconds> revoked_at;  ///< UTC
    std::optional<std::chrono::sys_days> last_used;      ///< UTC day: finer would be surveillance
};

struct token_request
{
    std::string principal;
    std::string label;
    std::optional<std::chrono::sys_seconds> expires_at;  ///< UTC; none: until revoked
};

struct issued_token
{
    token_record record;
    std::string text;  ///< `dep_<id>_<secret>`, shown once and never stored
};

enum class token_fault
{
    malformed,  ///< not of the form `dep_<8 characters>_<43 characters>`
    unknown,    ///< no such id, or the secret is another: a caller must not tell them apart
    expired,
    revoked,
};

/// Thread-safety: every member may be called from any thread.
/// Time: the port has no clock; `now` is UTC and given by the caller.
/// Errors: members throw std::runtime_error when the store cannot be read or written.
class account_port
{
public:
    virtual ~account_port() = default;

    /// Durability: the token survives a power cut once the call returns.
    /// Requires: a principal that is not empty.
    [[nodiscard]] virtual issued_token issue_token(
        const token_request& request, std::chrono::sys_seconds now
    ) = 0;

    /// Whose token `text` is. A revoked token stays revoked also after its expiry.
    [[nodiscard]] virtual std::variant<token_record, token_fault> find_token(
        std::string_view text, std::chrono::sys_seconds now
    ) = 0;

    /// True when this call revoked it; false when it was revoked before or never existed.
    /// Durability: the revocation survives a power cut once the call returns.
    virtual bool revoke_token(std::string_view id, std::chrono::sys_seconds now) = 0;

    /// All tokens ever issued, oldest first.
    [[nodiscard]] virtual std::vector<token_record> list_tokens() = 0;
};

}  // namespace depositary::engine
