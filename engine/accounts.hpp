#pragma once

/// The accounts port: API tokens, people with passwords, their sign-ins, and who each speaks for.
/// Apart from the log, because a secret must not be kept for ever and because a revocation must
/// survive a restore of the log. storage/ implements it over a database of its own.

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

/// A person who signs in with a password. The name never leaves the accounts: the log knows the
/// principal alone.
struct user_record
{
    std::string name;                          ///< unique; what the person types
    std::string principal;                     ///< pseudonymous; whose rights the person has
    std::chrono::sys_seconds created_at;       ///< UTC
    std::chrono::sys_seconds password_set_at;  ///< UTC
    std::optional<std::chrono::sys_seconds> disabled_at;  ///< UTC
    std::optional<std::chrono::sys_days> last_used;       ///< UTC day of the last sign-in
};

struct user_credentials
{
    user_record record;
    std::string password_hash;  ///< MUST NOT be shown or logged
};

/// One sign-in of a browser. It ends by itself, at sign-out, and with what it was opened by: a
/// revoked token, a disabled user, a new password.
struct session_request
{
    std::string principal;
    std::string token_id;                 ///< opened by this token, or empty
    std::string user;                     ///< opened by this user, or empty
    std::string password_hash;            ///< the user's when the password was checked
    std::chrono::sys_seconds expires_at;  ///< UTC
};

struct session_record
{
    std::string id;  ///< 8 characters, public, names the session in logs
    std::string principal;
    std::chrono::sys_seconds expires_at;  ///< UTC; valid strictly before it
};

struct opened_session
{
    session_record record;
    std::string text;  ///< `ses_<id>_<secret>`, for the cookie; never stored
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

    /// False when the name is taken, by a disabled user too: a name means one person for ever.
    [[nodiscard]] virtual bool add_user(
        std::string_view name, std::string_view principal, std::string_view password_hash,
        std::chrono::sys_seconds now
    ) = 0;

    /// Sets another password, enables the user again and ends the user's sessions. False when there
    /// is no such user.
    [[nodiscard]] virtual bool set_password(
        std::string_view name, std::string_view password_hash, std::chrono::sys_seconds now
    ) = 0;

    /// Ends the user's sessions as well. False when there is no such user, or was disabled before.
    [[nodiscard]] virtual bool disable_user(
        std::string_view name, std::chrono::sys_seconds now
    ) = 0;

    [[nodiscard]] virtual std::optional<user_credentials> find_user(std::string_view name) = 0;

    /// All users ever added, by name.
    [[nodiscard]] virtual std::vector<user_record> list_users() = 0;

    /// Opens a session, marks its user as used, and forgets the sessions that have expired. Nothing
    /// when the token was revoked, the user disabled or the password changed since they were found.
    [[nodiscard]] virtual std::optional<opened_session> open_session(
        const session_request& request, std::chrono::sys_seconds now
    ) = 0;

    /// The session that `text` opens; nothing when it is malformed, unknown, ended or expired.
    [[nodiscard]] virtual std::optional<session_record> find_session(
        std::string_view text, std::chrono::sys_seconds now
    ) = 0;

    /// True when this call ended it.
    virtual bool end_session(std::string_view text) = 0;
};

}  // namespace depositary::engine
