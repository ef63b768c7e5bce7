#pragma once

/// What the command line prints: JSON for people, progress on a terminal, colour where wanted.

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace depositary::api {

/// Indented by two, members in their own order.
[[nodiscard]] std::string pretty(const boost::json::value& value);

/// True when standard error is a terminal that shows colour (NO_COLOR and TERM=dumb say no).
[[nodiscard]] bool colour_wanted();

/// An error of the register, for a person: message, reason, field and facts. Prints to standard
/// error and returns the exit code.
int report_error(const boost::json::object& error);

/// One line for one event, for `watch`.
[[nodiscard]] std::string event_line(const boost::json::object& event);

/// Shows "label done/total" on a terminal, in place; one line every 10 s elsewhere.
[[nodiscard]] std::function<void(std::size_t, std::size_t)> progress_line(std::string label);

/// RFC 4180 cell.
[[nodiscard]] std::string csv_cell(std::string_view text);

}  // namespace depositary::api
