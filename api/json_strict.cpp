#include "api/json_strict.hpp"

#include <boost/json/error.hpp>
#include <boost/json/parse.hpp>

namespace depositary::api {

namespace json = boost::json;

namespace {

/// Members written in a valid text: each has exactly one colon outside a string.
std::size_t members_written(std::string_view text)
{
    std::size_t count = 0;
    bool quoted = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (quoted && c == '\\') {
            ++i;
        } else if (c == '"') {
            quoted = !quoted;
        } else if (!quoted && c == ':') {
            ++count;
        }
    }
    return count;
}

std::size_t members_kept(const json::value& v)
{
    std::size_t count = 0;
    if (const auto* o = v.if_object()) {
        count += o->size();
        for (const auto& member : *o) {
            count += members_kept(member.value());
        }
    } else if (const auto* a = v.if_array()) {
        for (const auto& item : *a) {
            count += members_kept(item);
        }
    }
    return count;
}

}  // namespace

std::variant<json::value, json_fault> parse_strict(std::string_view text, std::size_t depth_max)
{
    json::error_code ec;
    json::parse_options options;
    options.max_depth = depth_max;
    auto v = json::parse(text, ec, {}, options);
    if (ec == json::error::too_deep) {
        return json_fault{
            "E_JSON_DEPTH", "Nested deeper than " + std::to_string(depth_max) + " levels."};
    }
    if (ec) {
        return json_fault{"E_JSON", "Not valid JSON: " + ec.message() + "."};
    }
    // The parser keeps the last of two members with one name; comparing counts shows the loss.
    if (members_written(text) != members_kept(v)) {
        return json_fault{"E_JSON_DUPLICATE", "An object names a member twice; name it once."};
    }
    return v;
}

}  // namespace depositary::api
