#pragma once

/// JSON-RPC 2.0 (https://www.jsonrpc.org/specification): messages in, answers out. Knows no method
/// and no transport.

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/backend.hpp"
#include "api/limits.hpp"

namespace depositary::api {

/// One item of a message. With `fault` it is answered with that and never run.
struct rpc_request
{
    boost::json::value id;      ///< string, number or null, given back as it came
    bool notification = false;  ///< no id: never answered
    std::string method;
    boost::json::object params;
    std::optional<rpc_error> fault;
};

struct rpc_message
{
    std::vector<rpc_request> items;
    bool batch = false;
};

/// Reads one message. What is wrong with the whole message comes as its only item, with a fault.
[[nodiscard]] rpc_message parse_message(std::string_view text, const limits& l);

/// An error with `data.reason` and `data.retryable`. `remedy` says what to do instead.
[[nodiscard]] rpc_error make_error(
    int code, std::string_view reason, std::string_view message, std::string_view remedy = {},
    bool retryable = false
);

/// The answer to one request. Errors get `data.request_id`, and `reason` and `retryable` when
/// their maker left them out.
[[nodiscard]] std::string encode_reply(
    const boost::json::value& id, const rpc_reply& reply, std::string_view request_id
);

/// A notification; `params_json` is JSON text.
[[nodiscard]] std::string encode_notification(
    std::string_view method, std::string_view params_json
);

using reply_function = std::function<void(rpc_reply)>;

/// Runs each item of a message; `reply` is called once per item, on any thread.
using item_handler =
    std::function<void(rpc_request& item, const std::string& request_id, reply_function reply)>;

/// Runs `message` and calls `done` once, when all items are answered: with the text to send, or
/// with nothing when all were notifications. Item k of a batch has the request id "ID.k".
void answer_message(
    rpc_message message, const std::string& request_id, const item_handler& handle,
    std::function<void(std::optional<std::string>)> done
);

}  // namespace depositary::api
