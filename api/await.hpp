#pragma once

/// `const auto [ec, n] = co_await operation(..., use_tuple)`: the error as a value, not thrown.

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace depositary::api {

inline constexpr auto use_tuple = boost::asio::as_tuple(boost::asio::use_awaitable);

}  // namespace depositary::api
