#include "api/jsonrpc.hpp"

#include <boost/json/serialize.hpp>

#include <atomic>
#include <cmath>
#include <memory>
#include <utility>

#include "api/json_strict.hpp"

namespace depositary::api {

namespace json = boost::json;

namespace {

bool is_id(const json::value& v)
{
    // 1e999 is read as infinite, which JSON cannot say.
    return v.is_string() || v.is_null() ||
           (v.is_number() && (!v.is_double() || std::isfinite(v.get_double())));
}

void read_params(rpc_request& r, json::object& o)
{
    auto* params = o.if_contains("params");
    if (params == nullptr) {
        return;
    }
    if (params->is_object()) {
        r.params = std::move(params->get_object());
        return;
    }
    if (!params->is_array()) {
        r.fault = make_error(-32600, "E_REQUEST", "params is neither an object nor an array.");
        return;
    }
    if (!params->get_array().empty()) {
        r.fault = make_error(
            -32602, "E_PARAMS_BY_NAME", "Parameters are taken by name only.",
            "Send params as an object; rpc.discover lists the names."
        );
    }
}

rpc_request read_item(json::value& v)
{
    rpc_request r;
    auto* o = v.if_object();
    if (o == nullptr) {
        r.fault = make_error(-32600, "E_REQUEST", "A request is an object.");
        return r;
    }
    if (const auto* id = o->if_contains("id"); id != nullptr) {
        if (!is_id(*id)) {
            r.fault = make_error(-32600, "E_REQUEST", "id is a string, a finite number or null.");
            return r;
        }
        r.id = *id;
    } else {
        r.notification = true;
    }
    const auto* version = o->if_contains("jsonrpc");
    const auto* method = o->if_contains("method");
    if (version == nullptr || !version->is_string() || version->get_string() != "2.0") {
        r.fault = make_error(-32600, "E_REQUEST", "jsonrpc must be \"2.0\".");
    } else if (method == nullptr || !method->is_string()) {
        r.fault = make_error(-32600, "E_REQUEST", "method must be a string.");
    } else {
        r.method = method->get_string().c_str();
        read_params(r, *o);
    }
    // The specification answers an invalid request even when it looks like a notification: its id
    // could not be told. Only a well-formed request may ask for silence.
    if (r.fault && r.fault->code == -32600) {
        r.notification = false;
    }
    return r;
}

rpc_message whole_fault(rpc_error e)
{
    rpc_message m;
    m.items.emplace_back().fault = std::move(e);
    return m;
}

}  // namespace

rpc_error make_error(
    int code, std::string_view reason, std::string_view message, std::string_view remedy,
    bool retryable
)
{
    json::object data{{"reason", reason}, {"retryable", retryable}};
    if (!remedy.empty()) {
        data["remedy"] = remedy;
    }
    return {code, std::string(message), std::move(data)};
}

rpc_message parse_message(std::string_view text, const limits& l)
{
    auto parsed = parse_strict(text, l.json_depth_max);
    if (const auto* fault = std::get_if<json_fault>(&parsed)) {
        return whole_fault(make_error(-32700, fault->reason, fault->message));
    }
    auto& v = std::get<json::value>(parsed);
    rpc_message m;
    if (!v.is_array()) {
        m.items.push_back(read_item(v));
        return m;
    }
    auto& items = v.get_array();
    if (items.empty()) {
        return whole_fault(make_error(-32600, "E_BATCH_EMPTY", "A batch needs a request."));
    }
    if (items.size() > l.batch_items_max) {
        return whole_fault(make_error(
            -32600, "E_BATCH_SIZE", "Too many requests in one batch.",
            "Send at most " + std::to_string(l.batch_items_max) + " in one batch."
        ));
    }
    m.batch = true;
    for (auto& item : items) {
        m.items.push_back(read_item(item));
    }
    return m;
}

std::string encode_reply(const json::value& id, const rpc_reply& reply, std::string_view request_id)
{
    auto out = R"({"jsonrpc":"2.0","id":)" + json::serialize(id);
    if (const auto* result = std::get_if<rpc_result>(&reply)) {
        out += R"(,"result":)";
        out += result->json;
        out += '}';
        return out;
    }
    const auto& e = std::get<rpc_error>(reply);
    json::object data;
    if (const auto* given = e.data.if_object()) {
        data = *given;
    }
    data.emplace("reason", "E_INTERNAL");
    data.emplace("retryable", false);
    data["request_id"] = request_id;
    out += R"(,"error":)";
    out += json::serialize(json::object{
        {"code", e.code}, {"message", e.message}, {"data", std::move(data)}});
    out += '}';
    return out;
}

std::string encode_notification(std::string_view method, std::string_view params_json)
{
    std::string out = R"({"jsonrpc":"2.0","method":")";
    out += method;
    out += R"(","params":)";
    out += params_json;
    out += '}';
    return out;
}

namespace {

/// Gathers the answers of one message, which come in any order and on any thread.
struct gathering
{
    rpc_message message;
    std::vector<std::string> answers;
    std::atomic<std::size_t> open{0};
    std::function<void(std::optional<std::string>)> done;

    void finish()
    {
        std::string joined;
        for (const auto& a : answers) {
            if (!a.empty()) {
                joined += joined.empty() ? (message.batch ? "[" : "") : ",";
                joined += a;
            }
        }
        if (joined.empty()) {
            done(std::nullopt);
            return;
        }
        if (message.batch) {
            joined += ']';
        }
        done(std::move(joined));
    }
};

}  // namespace

void answer_message(
    rpc_message message, const std::string& request_id, const item_handler& handle,
    std::function<void(std::optional<std::string>)> done
)
{
    auto g = std::make_shared<gathering>();
    g->message = std::move(message);
    g->answers.resize(g->message.items.size());
    g->open = g->message.items.size();
    g->done = std::move(done);
    for (std::size_t i = 0; i < g->message.items.size(); ++i) {
        auto& item = g->message.items[i];
        auto own_id = g->message.batch ? request_id + "." + std::to_string(i + 1) : request_id;
        auto reply = [g, i, own_id](rpc_reply r) {
            const auto& source = g->message.items[i];
            if (!source.notification) {
                g->answers[i] = encode_reply(source.id, r, own_id);
            }
            if (g->open.fetch_sub(1) == 1) {
                g->finish();
            }
        };
        if (item.fault) {
            reply(*item.fault);
        } else {
            handle(item, own_id, std::move(reply));
        }
    }
}

}  // namespace depositary::api
