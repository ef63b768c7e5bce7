#include "api/account_methods.hpp"

#include <boost/json.hpp>

#include <algorithm>

#include "api/query.hpp"
#include "api/registrar.hpp"
#include "api/sign_in.hpp"
#include "engine/codec.hpp"
#include "engine/decision.hpp"

namespace depositary::api {

namespace json = boost::json;
using engine::refuse;

namespace {

struct issue_token_params
{
    std::optional<std::string> principal;
    std::optional<std::string> label;
    std::optional<std::string> expires_on;  ///< last day it is valid, UTC
};
BOOST_DESCRIBE_STRUCT(issue_token_params, (), (principal, label, expires_on))

struct revoke_token_params
{
    std::string id;
};
BOOST_DESCRIBE_STRUCT(revoke_token_params, (), (id))

struct add_user_params
{
    std::string name;
    std::string password;
    std::optional<std::string> principal;
};
BOOST_DESCRIBE_STRUCT(add_user_params, (), (name, password, principal))

struct reset_user_params
{
    std::string name;
    std::string password;
};
BOOST_DESCRIBE_STRUCT(reset_user_params, (), (name, password))

struct disable_user_params
{
    std::string name;
};
BOOST_DESCRIBE_STRUCT(disable_user_params, (), (name))

struct no_params
{};
BOOST_DESCRIBE_STRUCT(no_params, (), ())

/// What a person can type on any keyboard and an administrator can read in a list.
bool is_user_name(std::string_view name)
{
    constexpr std::string_view allowed = "abcdefghijklmnopqrstuvwxyz0123456789.-_@";
    return !name.empty() && name.size() <= 64 && name.find_first_not_of(allowed) == name.npos;
}

template <class T>
void put_time(json::object& o, const char* name, const std::optional<T>& at)
{
    if (at) {
        o[name] = at->time_since_epoch().count();
    }
}

json::object show_token(const engine::token_record& t)
{
    json::object o{{"id", t.id}, {"principal", t.principal}, {"label", t.label}};
    o["created_at_s"] = t.created_at.time_since_epoch().count();
    put_time(o, "expires_at_s", t.expires_at);
    put_time(o, "revoked_at_s", t.revoked_at);
    put_time(o, "last_used_day", t.last_used);
    return o;
}

json::object show_user(const engine::user_record& u)
{
    json::object o{{"name", u.name}, {"principal", u.principal}};
    o["created_at_s"] = u.created_at.time_since_epoch().count();
    o["password_set_at_s"] = u.password_set_at.time_since_epoch().count();
    put_time(o, "disabled_at_s", u.disabled_at);
    put_time(o, "last_used_day", u.last_used);
    return o;
}

template <class Rows, class Show>
rpc_reply list_of(const Rows& all, Show show)
{
    json::array rows;
    for (const auto& one : all) {
        rows.push_back(show(one));
    }
    return rpc_result{json::serialize(json::object{{"rows", std::move(rows)}})};
}

rpc_reply issue_token(const account_context& c, const json::object& params)
{
    engine::codec::fault_sink faults;
    issue_token_params p;
    engine::codec::decode(json::value(params), p, "", faults);
    std::optional<std::chrono::sys_seconds> expires;
    if (p.expires_on) {
        engine::civil_date day;
        engine::codec::decode_date(json::value(*p.expires_on), day, "expires_on", faults);
        expires = std::chrono::sys_days(std::chrono::days(day.days() + 1));
    }
    if (!faults.ok()) {
        return to_rpc(*faults.take());
    }
    const auto issued = c.accounts.issue_token(
        {p.principal.value_or("p-" + c.fresh_id()), p.label.value_or(""), expires}, c.now
    );
    auto shown = show_token(issued.record);
    shown["token"] = issued.text;
    return rpc_result{json::serialize(shown)};
}

rpc_reply revoke_token(const account_context& c, const json::object& params)
{
    engine::codec::fault_sink faults;
    revoke_token_params p;
    engine::codec::decode(json::value(params), p, "", faults);
    if (!faults.ok()) {
        return to_rpc(*faults.take());
    }
    if (!c.accounts.revoke_token(p.id, c.now)) {
        return to_rpc(refuse("E_NOT_FOUND", "id"));
    }
    return rpc_result{R"({"revoked":true})"};
}

std::optional<rpc_reply> refuse_password(std::string_view password)
{
    if (const auto weak = weakness_of(password)) {
        return to_rpc(refuse("E_VALUE", "password", weak->en, weak->fr));
    }
    return std::nullopt;
}

rpc_reply add_user(const account_context& c, const json::object& params)
{
    engine::codec::fault_sink faults;
    add_user_params p;
    engine::codec::decode(json::value(params), p, "", faults);
    if (!faults.ok()) {
        return to_rpc(*faults.take());
    }
    if (!is_user_name(p.name)) {
        return to_rpc(refuse(
            "E_VALUE", "name", "A name has 1 to 64 of the characters a-z 0-9 . - _ @.",
            "Un nom a de 1 à 64 des caractères a-z 0-9 . - _ @."
        ));
    }
    if (auto refused = refuse_password(p.password)) {
        return std::move(*refused);
    }
    const auto principal = p.principal.value_or("p-" + c.fresh_id());
    if (!c.accounts.add_user(p.name, principal, hash_password(p.password), c.now)) {
        return to_rpc(refuse("E_EXISTS", "name", "This name is taken.", "Ce nom est déjà pris."));
    }
    return rpc_result{json::serialize(json::object{{"name", p.name}, {"principal", principal}})};
}

rpc_reply reset_user(const account_context& c, const json::object& params)
{
    engine::codec::fault_sink faults;
    reset_user_params p;
    engine::codec::decode(json::value(params), p, "", faults);
    if (!faults.ok()) {
        return to_rpc(*faults.take());
    }
    if (auto refused = refuse_password(p.password)) {
        return std::move(*refused);
    }
    if (!c.accounts.set_password(p.name, hash_password(p.password), c.now)) {
        return to_rpc(refuse("E_NOT_FOUND", "name"));
    }
    return rpc_result{R"({"reset":true})"};
}

rpc_reply disable_user(const account_context& c, const json::object& params)
{
    engine::codec::fault_sink faults;
    disable_user_params p;
    engine::codec::decode(json::value(params), p, "", faults);
    if (!faults.ok()) {
        return to_rpc(*faults.take());
    }
    if (!c.accounts.disable_user(p.name, c.now)) {
        return to_rpc(refuse("E_NOT_FOUND", "name"));
    }
    return rpc_result{R"({"disabled":true})"};
}

rpc_reply list_tokens(const account_context& c, const json::object&)
{
    return list_of(c.accounts.list_tokens(), show_token);
}

rpc_reply list_users(const account_context& c, const json::object&)
{
    return list_of(c.accounts.list_users(), show_user);
}

struct account_method
{
    std::string_view name;
    std::string_view summary;
    rpc_reply (*run)(const account_context&, const json::object&);
    json::object (*schema)();
};

constexpr std::array methods{
    account_method{
        "token.issue", "Issues an API token; shown once.", issue_token,
        engine::codec::schema<issue_token_params>},
    account_method{
        "token.revoke", "Revokes a token at once, and ends the sign-ins made with it.",
        revoke_token, engine::codec::schema<revoke_token_params>},
    account_method{
        "token.list", "All tokens, without their secrets.", list_tokens,
        engine::codec::schema<no_params>},
    account_method{
        "user.add", "Adds a person who signs in with a password.", add_user,
        engine::codec::schema<add_user_params>},
    account_method{
        "user.reset", "Sets another password, enables the user and ends the user's sign-ins.",
        reset_user, engine::codec::schema<reset_user_params>},
    account_method{
        "user.disable", "Ends the user's sign-ins and takes no new one.", disable_user,
        engine::codec::schema<disable_user_params>},
    account_method{
        "user.list", "All users, without their passwords.", list_users,
        engine::codec::schema<no_params>},
};

const account_method* find_method(std::string_view name)
{
    const auto* at = std::ranges::find(methods, name, &account_method::name);
    return at == methods.end() ? nullptr : at;
}

}  // namespace

const std::vector<std::string_view>& account_method_names()
{
    static const auto names = [] {
        std::vector<std::string_view> out;
        for (const auto& m : methods) {
            out.push_back(m.name);
        }
        return out;
    }();
    return names;
}

bool is_account_method(std::string_view method)
{
    return find_method(method) != nullptr;
}

rpc_reply run_account_method(
    const account_context& c, std::string_view method, const json::object& params
)
{
    return find_method(method)->run(c, params);
}

std::vector<account_method_doc> account_method_docs()
{
    std::vector<account_method_doc> out;
    for (const auto& m : methods) {
        out.push_back({m.name, m.summary, m.schema()});
    }
    return out;
}

std::optional<signed_in> open_session(
    const account_context& c, const credentials& given, std::chrono::seconds lifetime
)
{
    engine::session_request request{{}, {}, {}, {}, c.now + lifetime};
    if (!given.token.empty()) {
        const auto found = c.accounts.find_token(given.token, c.now);
        const auto* token = std::get_if<engine::token_record>(&found);
        if (token == nullptr) {
            return std::nullopt;
        }
        request.principal = token->principal;
        request.token_id = token->id;
        request.expires_at =
            std::min(request.expires_at, token->expires_at.value_or(request.expires_at));
    } else {
        const auto user = c.accounts.find_user(given.user);
        // The hash is computed whoever it is, so that the time says nothing either.
        const bool right =
            password_matches(user ? user->password_hash : nobodys_hash(), given.password);
        if (!user || !right || user->record.disabled_at) {
            return std::nullopt;
        }
        request.principal = user->record.principal;
        request.user = user->record.name;
        request.password_hash = user->password_hash;
    }
    const auto opened = c.accounts.open_session(request, c.now);
    if (!opened) {
        return std::nullopt;
    }
    const auto& record = opened->record;
    return signed_in{{record.principal, record.id, record.expires_at}, opened->text};
}

std::optional<caller> caller_of(
    engine::account_port& accounts, std::string_view secret, std::chrono::sys_seconds now
)
{
    if (const auto session = accounts.find_session(secret, now)) {
        return caller{session->principal, session->id, session->expires_at};
    }
    const auto found = accounts.find_token(secret, now);
    const auto* token = std::get_if<engine::token_record>(&found);
    return token == nullptr ? std::nullopt
                            : std::optional(caller{token->principal, token->id, token->expires_at});
}

}  // namespace depositary::api
