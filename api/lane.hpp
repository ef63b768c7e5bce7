#pragma once

/// A lane is an event loop with one thread: what belongs to a connection runs there, one thing
/// after the other, without a lock. A connection leaves it for another only between two operations,
/// when a request shows that its client belongs there (wire::move_to).

#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <chrono>

namespace depositary::api {

using lane_executor = boost::asio::io_context::executor_type;
using tcp_socket = boost::asio::basic_stream_socket<boost::asio::ip::tcp, lane_executor>;
/// Half the size of Asio's own, which can run on any executor.
using lane_timer = boost::asio::basic_waitable_timer<
    std::chrono::steady_clock, boost::asio::wait_traits<std::chrono::steady_clock>, lane_executor>;

}  // namespace depositary::api
