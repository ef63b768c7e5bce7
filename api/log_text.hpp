#pragma once

/// Text from outside in a log line: quoted where needed, control characters escaped, so that no
/// client can write a line of its own into the log.

#include <string>
#include <string_view>

namespace depositary::api {

/// The value of `key=value`, cut at 200 bytes.
[[nodiscard]] std::string log_value(std::string_view text);

enum class log_format
{
    text,  ///< time level event key=value ...
    json,  ///< one object a line, the same keys
};

/// Sets the form of every line of the process's logger. Call before threads start.
void set_log_format(log_format f);

/// A line "event key=value key="quoted value"" as the members of a JSON object, without braces.
[[nodiscard]] std::string line_to_json_members(std::string_view line);

}  // namespace depositary::api
