#pragma once

/// JSON as we accept it from clients: RFC 8259 text, valid UTF-8, limited depth, and no object with
/// two members of one name (two readers of such a text may see two different commands).

#include <boost/json/value.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <variant>

namespace depositary::api {

/// Why a text was refused, in a sentence that may be shown to its sender.
struct json_fault
{
    std::string reason;  ///< E_JSON, E_JSON_DEPTH or E_JSON_DUPLICATE
    std::string message;
};

/// Parses one complete text. Never throws on what the text holds.
[[nodiscard]] std::variant<boost::json::value, json_fault> parse_strict(
    std::string_view text, std::size_t depth_max
);

}  // namespace depositary::api
