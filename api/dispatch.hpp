#pragma once

/// From a JSON-RPC request to its answer, whatever it came over: rates, the server's own methods,
/// and the register behind. Subscriptions belong to a socket and are the session's.

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>

#include "api/backend.hpp"
#include "api/hub.hpp"
#include "api/jsonrpc.hpp"
#include "api/limits.hpp"
#include "api/metrics.hpp"
#include "api/rate_limit.hpp"

namespace depositary::api {

/// Who sends a request, and from where. The token is kept to ask again whether it still holds; it
/// MUST NOT be logged.
struct client
{
    caller who;
    std::string address;
    std::string token;
};

/// What admit() knows uploads by, which count as commands, and the reading of a document.
inline constexpr std::string_view upload_name = "POST /evidence";
inline constexpr std::string_view document_name = "GET /evidence";

/// Thread-safety: any thread. Lifetime: the backend outlives it.
class dispatcher : public std::enable_shared_from_this<dispatcher>
{
public:
    dispatcher(
        backend& source, std::shared_ptr<hub> feeds, const limits& l, metrics& m,
        hub::executor lookups
    );

    /// Runs a request that is not a subscription. `reply` is called once, on any thread.
    void run(
        const client& from, rpc_request& request, const std::string& request_id,
        reply_function reply
    );

    /// Takes one token of the sender's rate; an error when there is none.
    [[nodiscard]] std::optional<rpc_error> admit(const client& from, std::string_view method);

    /// The answer of session.hello for this caller.
    void hello(const caller& who, reply_function reply);

    using caller_function = std::function<void(std::optional<caller>)>;
    /// Looks a token up on a thread that may block.
    void authenticate(std::string token, caller_function done);

    /// Asks the register, without rates.
    void ask(
        const caller& who, std::string_view method, boost::json::value params, reply_function reply
    );

    /// Requests that the register has not answered yet.
    [[nodiscard]] std::size_t in_flight() const { return *in_flight_; }

private:
    [[nodiscard]] bool is_command(std::string_view method) const;
    [[nodiscard]] std::string discover() const;
    [[nodiscard]] reply_function logged(
        const client& from, const std::string& method, const std::string& request_id,
        reply_function reply
    ) const;

    backend& backend_;
    std::shared_ptr<hub> hub_;
    const limits& limits_;
    metrics& metrics_;
    hub::executor lookups_;
    std::unordered_set<std::string> commands_;
    rate_limiter command_rate_;
    rate_limiter read_rate_;
    std::shared_ptr<std::atomic<std::size_t>> in_flight_ =
        std::make_shared<std::atomic<std::size_t>>(0);
};

/// The answer for a token that is unknown, expired or revoked; it never says which.
[[nodiscard]] rpc_error not_authenticated();

/// -32602 naming the first member of `params` that is none of `known`; nothing when all are.
[[nodiscard]] std::optional<rpc_error> refuse_unknown(
    const boost::json::object& params, std::initializer_list<std::string_view> known
);

}  // namespace depositary::api
