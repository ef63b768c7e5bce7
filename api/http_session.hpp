#pragma once

/// One accepted socket: HTTP requests until it closes or becomes a WebSocket. Beast stays in the
/// .cpp file.

#include <boost/asio/awaitable.hpp>

#include <atomic>
#include <cstddef>
#include <exception>
#include <functional>
#include <memory>

#include "api/connection_table.hpp"
#include "api/lane.hpp"
#include "api/server.hpp"
#include "api/session.hpp"
#include "api/sign_in.hpp"

namespace depositary::api {

/// What HTTP connections share.
struct http_shared
{
    const server_options& options;
    std::shared_ptr<session_shared> sessions;
    std::shared_ptr<sign_in_desk> desk;
    std::shared_ptr<std::atomic<std::size_t>> uploads;  ///< received or written just now
    /// A lane for clients who are known, or one for everybody else. Any thread.
    std::function<lane_executor(bool known)> lane_for;
};

/// The end of a connection's coroutine: nothing that happens in one stops the process.
void report(const std::exception_ptr& e);

/// Serves the socket until it closes. Starts on the socket's lane, which is one for everybody;
/// what a client asks with a valid token is served on a lane for those.
[[nodiscard]] boost::asio::awaitable<void> serve_connection(
    tcp_socket socket, std::shared_ptr<http_shared> shared, connection_table::place_ptr place
);

/// Answers 503 and closes, for a connection over a limit.
[[nodiscard]] boost::asio::awaitable<void> refuse_connection(tcp_socket socket);

}  // namespace depositary::api
