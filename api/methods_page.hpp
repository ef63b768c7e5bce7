#pragma once

/// The page docs/methods.md: every method of an OpenRPC document as rpc.discover answers it, and
/// every reason code.

#include <boost/json/object.hpp>

#include <string>

namespace depositary::api {

/// Markdown, UTF-8, LF line ends. A test keeps docs/methods.md equal to it.
[[nodiscard]] std::string methods_page(const boost::json::object& openrpc);

}  // namespace depositary::api
