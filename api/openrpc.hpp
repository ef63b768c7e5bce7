#pragma once

/// rpc.discover's document of what the register answers, made of the methods' own declarations and
/// of api/method_notes.hpp. docs/methods.md is printed from it.

#include <boost/json/object.hpp>

#include <string_view>

#include "engine/decision.hpp"
#include "engine/workflow.hpp"

namespace depositary::api {

/// The one method that is neither a command, a query nor an account's.
inline constexpr std::string_view status_method = "server.status";

/// All methods but those of the server itself (api/own_methods.hpp).
[[nodiscard]] boost::json::object openrpc_document(const engine::workflow_set& workflows);

/// Adds what the notes say to one method of a document. Without `workflows` no conditions of
/// machines are among its reasons.
void annotate(boost::json::object& method, const engine::workflow_set* workflows);

/// A command's parameters as JSON Schema, envelope included.
[[nodiscard]] boost::json::object command_schema(const engine::command_method& m);

}  // namespace depositary::api
