#pragma once

/// The methods that an administrator has over accounts: token.* and user.*. What they change is in
/// the accounts, not in the log.

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "api/backend.hpp"
#include "engine/accounts.hpp"

namespace depositary::api {

struct account_context
{
    engine::account_port& accounts;
    std::chrono::sys_seconds now;
    const std::function<std::string()>& fresh_id;
};

[[nodiscard]] const std::vector<std::string_view>& account_method_names();
[[nodiscard]] bool is_account_method(std::string_view method);

/// The caller has been found to be an administrator. Blocks for a password.
[[nodiscard]] rpc_reply run_account_method(
    const account_context& c, std::string_view method, const boost::json::object& params
);

/// Name, summary and parameters as JSON Schema, for rpc.discover.
struct account_method_doc
{
    std::string_view name;
    std::string_view summary;
    boost::json::object schema;
};
[[nodiscard]] std::vector<account_method_doc> account_method_docs();

/// Opens a session for whom the credentials name; nothing when they are wrong, whatever is wrong.
/// Blocks for a password.
[[nodiscard]] std::optional<signed_in> open_session(
    const account_context& c, const credentials& given, std::chrono::seconds lifetime
);

/// Whose token or session a secret is.
[[nodiscard]] std::optional<caller> caller_of(
    engine::account_port& accounts, std::string_view secret, std::chrono::sys_seconds now
);

}  // namespace depositary::api
