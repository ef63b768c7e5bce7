#pragma once

/// What the network side (sessions, hub) asks of the register. Implemented by api/service.cpp over
/// the engine and the log; by a fake in tests. No Beast type and no SQLite type passes here.

#include <boost/json/value.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace depositary::api {

/// Who is calling: a pseudonymous principal and nothing personal. Roles are looked up per command
/// from the grants in the log, so a revoked grant bites at once.
struct caller
{
    std::string principal = "anonymous";
    std::string token_id;  ///< of the token or the session; empty when anonymous
    std::optional<std::chrono::sys_seconds> token_expires_at;  ///< UTC; the socket closes then
    bool anonymous() const { return principal == "anonymous"; }
};

/// What somebody signs in with: a token, or a user's name and password. MUST NOT be logged.
struct credentials
{
    std::string token;
    std::string user;
    std::string password;
};

/// A sign-in. The secret goes into the browser's cookie and nowhere else.
struct signed_in
{
    caller who;
    std::string secret;
};

/// A JSON-RPC error object. `data` always has `reason` and `retryable` (docs/protocol.md).
struct rpc_error
{
    int code = -32603;
    std::string message;
    boost::json::value data;
};

/// `result` is already serialised: answers of commands are stored bytes and are sent as they are.
struct rpc_result
{
    std::string json;
};

using rpc_reply = std::variant<rpc_result, rpc_error>;

/// A document of evidence as it was given.
struct kept_document
{
    std::string media_type;
    std::string content;
};

/// Nothing: there is none, or the caller may not see it, which it must not be able to tell apart.
using document_reply = std::variant<std::monostate, kept_document, rpc_error>;

/// One committed event as subscribers see it, shared by all of them.
struct published_event
{
    std::int64_t seq = 0;
    std::string stream;               ///< initiative id or "register"
    std::int64_t version = 0;         ///< per stream
    std::string area;                 ///< area of action of the initiative, empty for the register
    std::string type;                 ///< event type, for example "pledge_registered"
    std::vector<std::string> actors;  ///< actors concerned, canonical ids
    std::string json;                 ///< what the public may see, canonical JSON, one line
};

using published = std::shared_ptr<const published_event>;

/// Called on the registrar's thread after each commit, in order, with a contiguous run of events.
using commit_listener = std::function<void(const std::vector<published>& events)>;

class backend
{
public:
    virtual ~backend() = default;

    /// Answers one request. `reply` is called exactly once, on any thread, possibly before call()
    /// returns. Commands are answered after they are durable, never before.
    /// Thread-safety: any thread.
    virtual void call(
        const caller& who, std::string_view method, boost::json::value params,
        std::function<void(rpc_reply)> reply
    ) = 0;

    /// The caller a token or a session stands for; nothing when unknown, expired or revoked.
    [[nodiscard]] virtual std::optional<caller> authenticate(std::string_view token) = 0;

    /// Opens a session; nothing when the credentials are wrong, whatever is wrong with them. Blocks
    /// while a password is checked.
    [[nodiscard]] virtual std::optional<signed_in> sign_in(
        const credentials&, std::chrono::seconds /*lifetime*/
    )
    {
        return std::nullopt;
    }

    /// Ends the session at once.
    virtual void sign_out(std::string_view /*secret*/) {}

    /// Keeps a document of evidence for a principal that has a role to record something with.
    /// Answers {"sha256", "uri", "media_type", "bytes"} once it is durable. `reply` is called
    /// exactly once, on any thread.
    virtual void keep_document(
        const caller& who, std::string media_type, std::string content,
        std::function<void(rpc_reply)> reply
    )
    {
        (void)media_type;
        (void)content;
        reply(*refuse_document(who));
    }

    /// Whether the caller may keep documents; why not, when it may not. Any thread, does not block.
    [[nodiscard]] virtual std::optional<rpc_error> refuse_document(const caller& /*who*/)
    {
        return rpc_error{-32601, "This server keeps no documents.", {}};
    }

    /// The document, when there is one that the caller may see: a record names it, or the caller is
    /// an auditor. `reply` is called exactly once, on any thread; with an error when it cannot be
    /// read, or is not what it was.
    virtual void find_document(
        const caller& /*who*/, const std::string& /*uri*/, std::function<void(document_reply)> reply
    )
    {
        reply(std::monostate{});
    }

    /// Reads published events with seq > `after`, at most `limit`, for the hub's catch-up.
    /// Blocking; call it on the reader pool. Throws std::runtime_error when the log cannot be read.
    [[nodiscard]] virtual std::vector<published> read_events(
        std::int64_t after, std::int64_t limit
    ) = 0;

    /// Registers the one listener and returns the head it starts after, atomically: the listener
    /// sees exactly the events with seq > the returned value.
    virtual std::int64_t listen(commit_listener listener) = 0;

    [[nodiscard]] virtual std::int64_t head() const = 0;
    [[nodiscard]] virtual std::string epoch() const = 0;

    /// Method names served by call(), for rpc.discover and for telling "unknown method".
    [[nodiscard]] virtual bool has_method(std::string_view method) const = 0;

    /// The OpenRPC document without the server's own methods (session.*, subscribe, unsubscribe).
    [[nodiscard]] virtual boost::json::object openrpc() const = 0;

    /// Lines in Prometheus text format for the register (queue depth, batch sizes, head ...).
    [[nodiscard]] virtual std::string metrics() const = 0;

    /// False while starting, draining or read-only; `why` is for /readyz.
    [[nodiscard]] virtual bool ready(std::string& why) const = 0;
};

}  // namespace depositary::api
