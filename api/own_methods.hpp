#pragma once

/// What the server itself serves, described: its methods and notifications for rpc.discover, and
/// the limits that session.hello tells.

#include <boost/json/object.hpp>

#include <string_view>

#include "api/limits.hpp"

namespace depositary::api {

inline constexpr std::string_view server_version = DEPOSITARY_VERSION;
inline constexpr std::string_view subprotocol = "depositary.v1";

/// subscribe, unsubscribe, session.hello, rpc.discover.
[[nodiscard]] bool is_own_method(std::string_view method);

/// Adds the own methods, and the notifications under "x-notifications": OpenRPC 1.2 has no place
/// for what a server sends unasked.
void add_own_methods(boost::json::object& openrpc, const limits& l);

/// The limits that a client may run into.
[[nodiscard]] boost::json::object client_limits(const limits& l);

}  // namespace depositary::api
