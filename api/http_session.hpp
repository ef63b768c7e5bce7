#pragma once

/// One accepted socket: HTTP requests until it closes or becomes a WebSocket. Beast stays in the
/// .cpp file.

#include <boost/asio/awaitable.hpp>

#include <atomic>
#include <cstddef>
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
};

/// Ends when the socket has closed. Runs on the socket's lane.
[[nodiscard]] boost::asio::awaitable<void> serve_connection(
    tcp_socket socket, std::shared_ptr<http_shared> shared, connection_table::place_ptr place
);

/// Answers 503 and closes, for a connection over a limit.
[[nodiscard]] boost::asio::awaitable<void> refuse_connection(tcp_socket socket);

}  // namespace depositary::api
