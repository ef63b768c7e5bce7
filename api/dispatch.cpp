#include "api/dispatch.hpp"

#include <boost/json.hpp>

#include <spdlog/spdlog.h>

#include <algorithm>
#include <exception>

#include "api/log_text.hpp"
#include "api/own_methods.hpp"

namespace depositary::api {

namespace json = boost::json;

namespace {

/// Methods that change the register have the envelope of commands, and so take an idempotency key.
std::unordered_set<std::string> commands_of(const json::object& openrpc)
{
    std::unordered_set<std::string> names;
    const auto* methods = openrpc.if_contains("methods");
    if (methods == nullptr || !methods->is_array()) {
        return names;
    }
    for (const auto& m : methods->get_array()) {
        for (const auto& p : m.at("params").as_array()) {
            const auto* name = p.as_object().if_contains("name");
            if (name != nullptr && *name == json::value("idempotency_key")) {
                names.emplace(m.at("name").as_string().c_str());
            }
        }
    }
    return names;
}

/// The last "seq" in an answer: of the command's last event. Only for the log.
std::string_view seq_in(std::string_view answer)
{
    constexpr std::string_view key = "\"seq\":";
    const auto at = answer.rfind(key);
    if (at == answer.npos) {
        return "-";
    }
    const auto rest = answer.substr(at + key.size());
    return rest.substr(0, std::min(rest.find_first_not_of("0123456789"), rest.size()));
}

std::string reason_of(const rpc_error& e)
{
    if (const auto* o = e.data.if_object()) {
        if (const auto* r = o->if_contains("reason"); r != nullptr && r->is_string()) {
            return r->get_string().c_str();
        }
    }
    return "E_INTERNAL";
}

}  // namespace

rpc_error not_authenticated()
{
    return make_error(
        -32001, "E_UNAUTHENTICATED", "This token is not valid.",
        "Ask the administrator for a new token."
    );
}

std::optional<rpc_error> refuse_unknown(
    const json::object& params, std::initializer_list<std::string_view> known
)
{
    for (const auto& member : params) {
        const std::string_view key = member.key();
        if (std::find(known.begin(), known.end(), key) == known.end()) {
            std::string names;
            for (const auto k : known) {
                names += (names.empty() ? "" : ", ") + std::string(k);
            }
            auto e = make_error(
                -32602, "E_PARAMS", "This method has no such parameter.",
                "Its parameters are: " + names + "."
            );
            e.data.as_object()["field"] = key;
            return e;
        }
    }
    return std::nullopt;
}

dispatcher::dispatcher(
    backend& source, std::shared_ptr<hub> feeds, const limits& l, metrics& m, hub::executor lookups
)
    : backend_(source),
      hub_(std::move(feeds)),
      limits_(l),
      metrics_(m),
      lookups_(std::move(lookups)),
      commands_(commands_of(source.openrpc())),
      command_rate_({l.command_rate, l.command_burst}, l.rate_principals_max),
      read_rate_({l.read_rate, l.read_burst}, l.rate_principals_max)
{}

bool dispatcher::is_command(std::string_view method) const
{
    return commands_.contains(std::string(method)) || method == upload_name ||
           method.starts_with("token.") || method.starts_with("grant.") ||
           method.starts_with("user.");
}

std::optional<rpc_error> dispatcher::admit(const client& from, std::string_view method)
{
    ++metrics_.requests;
    const auto key = from.who.anonymous() ? "address " + from.address : from.who.principal;
    auto& bucket = is_command(method) ? command_rate_ : read_rate_;
    const auto wait = bucket.take(key, std::chrono::steady_clock::now());
    if (!wait) {
        return std::nullopt;
    }
    ++metrics_.rate_limited;
    auto e = make_error(
        -32004, "E_RATE_LIMITED", "Too many requests at once.",
        "Send it again after retry_after_ms.", true
    );
    e.data.as_object()["retry_after_ms"] = wait->count();
    return e;
}

reply_function dispatcher::logged(
    const client& from, const std::string& method, const std::string& request_id,
    reply_function reply
) const
{
    const auto level = is_command(method) ? spdlog::level::info : spdlog::level::debug;
    if (!spdlog::should_log(level)) {
        return reply;
    }
    const auto begun = std::chrono::steady_clock::now();
    return [=, who = from.who.principal, reply = std::move(reply)](rpc_reply r) {
        const std::chrono::duration<double, std::milli> took =
            std::chrono::steady_clock::now() - begun;
        if (const auto* ok = std::get_if<rpc_result>(&r)) {
            spdlog::log(
                level, "rpc request_id={} principal={} method={} outcome=ok seq={} ms={:.3f}",
                request_id, log_value(who), log_value(method), seq_in(ok->json), took.count()
            );
        } else {
            const auto& e = std::get<rpc_error>(r);
            spdlog::log(
                level, "rpc request_id={} principal={} method={} outcome={} code={} ms={:.3f}",
                request_id, log_value(who), log_value(method), log_value(reason_of(e)), e.code,
                took.count()
            );
        }
        reply(std::move(r));
    };
}

void dispatcher::ask(
    const caller& who, std::string_view method, json::value params, reply_function reply
)
{
    ++*in_flight_;
    auto answered = [count = in_flight_, reply](rpc_reply r) {
        reply(std::move(r));
        --*count;
    };
    try {
        backend_.call(who, method, std::move(params), answered);
    } catch (const std::exception& e) {
        spdlog::error("call_failed method={} error={}", log_value(method), log_value(e.what()));
        answered(make_error(-32603, "E_INTERNAL", "The register failed.", {}, true));
    }
}

void dispatcher::run(
    const client& from, rpc_request& request, const std::string& request_id, reply_function reply
)
{
    if (auto refused = admit(from, request.method)) {
        metrics_.refuse("E_RATE_LIMITED");
        reply(std::move(*refused));
        return;
    }
    if (request.method == "rpc.discover") {
        reply(rpc_result{discover()});
        return;
    }
    if (request.method == "session.hello") {
        hello(from.who, std::move(reply));
        return;
    }
    if (is_own_method(request.method)) {
        reply(make_error(
            -32601, "E_NEEDS_WEBSOCKET", "Subscriptions need a WebSocket.", "Connect to /ws."
        ));
        return;
    }
    if (!backend_.has_method(request.method)) {
        reply(make_error(
            -32601, "E_METHOD", "There is no such method.", "rpc.discover lists the methods."
        ));
        return;
    }
    ask(from.who, request.method, std::move(request.params),
        logged(from, request.method, request_id, std::move(reply)));
}

void dispatcher::hello(const caller& who, reply_function reply)
{
    ask(who, "session.roles", json::object{},
        [self = shared_from_this(), who, reply = std::move(reply)](rpc_reply r) {
            auto* ok = std::get_if<rpc_result>(&r);
            if (ok == nullptr) {
                reply(std::move(r));
                return;
            }
            json::error_code ec;
            const auto given = json::parse(ok->json, ec);
            json::value roles = json::array{};
            if (const auto* o = given.if_object(); o != nullptr && o->contains("roles")) {
                roles = o->at("roles");
            } else if (given.is_array()) {
                roles = given;
            }
            const auto& l = self->limits_;
            json::object answer{
                {"principal", who.principal},
                {"roles", std::move(roles)},
                {"epoch", self->hub_->epoch()},
                {"head", self->backend_.head()},
                {"heartbeat_ms", l.heartbeat_period.count()},
                {"limits", client_limits(l)},
                {"server", server_version},
            };
            if (who.token_expires_at) {
                answer["token_expires_at_s"] = who.token_expires_at->time_since_epoch().count();
            }
            reply(rpc_result{json::serialize(answer)});
        });
}

void dispatcher::authenticate(std::string token, caller_function done)
{
    ++*in_flight_;
    lookups_([self = shared_from_this(), token = std::move(token), done = std::move(done)] {
        std::optional<caller> who;
        try {
            who = self->backend_.authenticate(token);
        } catch (const std::exception& e) {
            spdlog::error("authenticate_failed error={}", log_value(e.what()));
        }
        done(std::move(who));
        --*self->in_flight_;
    });
}

std::string dispatcher::discover() const
{
    auto document = backend_.openrpc();
    add_own_methods(document, limits_);
    return json::serialize(document);
}

}  // namespace depositary::api
