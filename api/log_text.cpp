#include "api/log_text.hpp"

#include <boost/json/serialize.hpp>
#include <boost/json/string.hpp>

#include <spdlog/pattern_formatter.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <memory>

namespace depositary::api {

namespace {

constexpr std::size_t value_bytes_max = 200;

std::string json_text(std::string_view s)
{
    return boost::json::serialize(boost::json::string(s));
}

/// The payload of a log line as JSON members, for spdlog's pattern.
class json_members : public spdlog::custom_flag_formatter
{
public:
    void format(const spdlog::details::log_msg& msg, const std::tm&, spdlog::memory_buf_t& dest)
        override
    {
        const auto text = line_to_json_members({msg.payload.data(), msg.payload.size()});
        dest.append(text.data(), text.data() + text.size());
    }
    std::unique_ptr<custom_flag_formatter> clone() const override
    {
        return std::make_unique<json_members>();
    }
};

/// Takes one value from the front of `rest`: a bare word, or a quoted text with \" and \\.
std::string take_value(std::string_view& rest)
{
    std::string value;
    if (rest.empty() || rest.front() != '"') {
        const auto end = std::min(rest.find(' '), rest.size());
        value = rest.substr(0, end);
        rest.remove_prefix(end);
        return value;
    }
    std::size_t i = 1;
    for (; i < rest.size() && rest[i] != '"'; ++i) {
        if (rest[i] == '\\' && i + 1 < rest.size()) {
            ++i;
        }
        value += rest[i];
    }
    rest.remove_prefix(std::min(i + 1, rest.size()));
    return value;
}

bool is_key(std::string_view s)
{
    return !s.empty() && std::all_of(s.begin(), s.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
    });
}

}  // namespace

std::string log_value(std::string_view text)
{
    static constexpr char hex[] = "0123456789abcdef";
    std::string out;
    bool quote = text.empty();
    for (const char c : text.substr(0, value_bytes_max)) {
        const auto u = static_cast<unsigned char>(c);
        if (u < 0x20 || u >= 0x7f) {
            out += "\\\\x";
            out += hex[u >> 4];
            out += hex[u & 15];
            quote = true;
        } else if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
            quote = true;
        } else {
            out += c;
            quote = quote || c == ' ' || c == '=';
        }
    }
    if (text.size() > value_bytes_max) {
        out += "...";
    }
    return quote ? '"' + out + '"' : out;
}

std::string line_to_json_members(std::string_view line)
{
    std::string event;
    std::string members;
    while (!line.empty()) {
        if (line.front() == ' ') {
            line.remove_prefix(1);
            continue;
        }
        const auto stop = std::min(line.find_first_of(" ="), line.size());
        const auto word = line.substr(0, stop);
        if (stop < line.size() && line[stop] == '=' && is_key(word)) {
            line.remove_prefix(stop + 1);
            members += "," + json_text(word) + ":" + json_text(take_value(line));
            continue;
        }
        event += event.empty() ? "" : " ";
        const auto end = std::min(line.find(' '), line.size());
        event += line.substr(0, end);
        line.remove_prefix(end);
    }
    return "\"event\":" + json_text(event) + members;
}

void set_log_format(log_format f)
{
    auto formatter = std::make_unique<spdlog::pattern_formatter>(spdlog::pattern_time_type::utc);
    if (f == log_format::json) {
        formatter->add_flag<json_members>('*');
        formatter->set_pattern(R"({"time":"%Y-%m-%dT%H:%M:%S.%fZ","level":"%l",%*})");
    } else {
        formatter->set_pattern("%Y-%m-%dT%H:%M:%S.%fZ %l %v");
    }
    spdlog::set_formatter(std::move(formatter));
}

}  // namespace depositary::api
