#include "api/own_methods.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <array>

#include "api/openrpc.hpp"

namespace depositary::api {

namespace json = boost::json;

namespace {

constexpr std::array<std::string_view, 4> names{
    "rpc.discover", "session.hello", "subscribe", "unsubscribe"};

json::object text(std::string_view description)
{
    return {{"type", "string"}, {"description", description}};
}

json::object number(std::string_view description)
{
    return {{"type", "integer"}, {"description", description}};
}

json::object object_of(json::object properties)
{
    return {{"type", "object"}, {"properties", std::move(properties)}};
}

json::object method(
    std::string_view name, std::string_view summary, json::array params, json::object result
)
{
    return {
        {"name", name},
        {"summary", summary},
        {"paramStructure", "by-name"},
        {"params", std::move(params)},
        {"result", {{"name", "result"}, {"schema", std::move(result)}}}};
}

json::object param(std::string_view name, bool required, json::object schema)
{
    return {{"name", name}, {"required", required}, {"schema", std::move(schema)}};
}

json::object subscribe_doc()
{
    return method(
        "subscribe", "Events of a topic, from a cursor or from now. WebSocket only.",
        {param(
             "topic", true,
             text("all, area:X, initiative:X, actor:X, type:X, or several joined by &")
         ),
         param("cursor", false, text("EPOCH:SEQ to resume after, \"0\" for the whole history")),
         param(
             "snapshot", false,
             {{"type", "boolean"}, {"description", "also answer the state at that cursor"}}
         )},
        object_of(
            {{"sub", text("id on this socket")},
             {"topic", text("canonical name")},
             {"cursor", text("position: the topic's last event before what follows")},
             {"n", number("events of the topic up to that position")},
             {"head", number("seq of the register's last event")},
             {"recovered", {{"type", "boolean"}}},
             {"behind", number("events of the topic that follow at once")},
             {"snapshot", {{"type", "object"}}}}
        )
    );
}

json::array notification_docs()
{
    const auto doc = [](std::string_view name, std::string_view summary, json::object params) {
        return json::object{
            {"name", name}, {"summary", summary}, {"params", object_of(std::move(params))}};
    };
    return {
        doc("event", "Events of a topic, the same bytes for every subscriber.",
            {{"topic", text("canonical name")},
             {"n", number("number of the first event")},
             {"prev", text("cursor before the first")},
             {"cursor", text("cursor of the last")},
             {"events", {{"type", "array"}, {"items", {{"type", "object"}}}}}}),
        doc("caught_up", "The history asked for has been sent.",
            {{"sub", text("id")}, {"cursor", text("position")}, {"n", number("position")}}),
        doc("lagging", "The socket takes events more slowly than they come. Nothing is lost.",
            {{"sub", text("id")},
             {"behind", number("events not sent yet")},
             {"cursor", text("position")}}),
        doc("heartbeat", "The server is alive; cursors to resume from.",
            {{"head", number("seq of the last event")},
             {"time", text("UTC, RFC 3339")},
             {"subs", {{"type", "object"}, {"description", "sub -> cursor"}}}}),
    };
}

}  // namespace

bool is_own_method(std::string_view method_name)
{
    return std::find(names.begin(), names.end(), method_name) != names.end();
}

void add_own_methods(json::object& openrpc, const limits& l)
{
    if (!openrpc.contains("methods")) {
        openrpc["methods"] = json::array{};
    }
    auto& methods = openrpc["methods"].as_array();
    methods.emplace_back(method("rpc.discover", "This document.", {}, {{"type", "object"}}));
    methods.emplace_back(method(
        "session.hello", "Who I am, what the register is, what the limits are.",
        {param("token", false, text("API token; WebSocket only, else Authorization: Bearer")),
         param("client", false, text("name and version of the client, for the log"))},
        object_of(
            {{"principal", text("pseudonymous id")},
             {"roles", {{"type", "array"}}},
             {"epoch", text("changes only when the register is restored")},
             {"head", number("seq of the last event")},
             {"heartbeat_ms", number("between heartbeats")},
             {"limits", {{"type", "object"}}},
             {"server", text("version")}}
        )
    ));
    methods.emplace_back(subscribe_doc());
    methods.emplace_back(method(
        "unsubscribe", "Ends a subscription. WebSocket only.",
        {param("sub", true, text("id that subscribe answered"))},
        object_of({{"sub", text("id")}, {"cursor", text("position to resume from")}})
    ));
    for (auto& m : methods) {
        if (is_own_method(m.at("name").as_string())) {
            annotate(m.as_object(), nullptr);
        }
    }
    openrpc["x-notifications"] = notification_docs();
    openrpc["x-limits"] = client_limits(l);
}

json::object client_limits(const limits& l)
{
    return {
        {"message_bytes_max", l.message_bytes_max},
        {"batch_items_max", l.batch_items_max},
        {"json_depth_max", l.json_depth_max},
        {"http_body_bytes_max", l.http_body_bytes_max},
        {"subscriptions_per_socket_max", l.subscriptions_per_socket_max},
        {"requests_in_flight_max", l.requests_in_flight_max},
        {"frame_events_max", l.frame_events_max},
        {"frame_bytes_max", l.frame_bytes_max},
        {"command_rate_per_s", l.command_rate},
        {"command_burst", l.command_burst},
        {"read_rate_per_s", l.read_rate},
        {"read_burst", l.read_burst},
    };
}

}  // namespace depositary::api
