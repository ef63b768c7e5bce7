#include "engine/canonical.hpp"

#include <boost/container/small_vector.hpp>
#include <boost/json.hpp>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <numeric>
#include <vector>

#include "engine/assert.hpp"

namespace depositary::engine {

namespace json = boost::json;

namespace {

/// Whether JSON needs an escape for it.
bool is_escaped(char c)
{
    return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\';
}

void append_escaped(std::string& out, char c)
{
    static constexpr std::string_view digits = "0123456789abcdef";
    const auto u = static_cast<unsigned char>(c);
    switch (c) {
        case '"':
            out += "\\\"";
            return;
        case '\\':
            out += "\\\\";
            return;
        case '\b':
            out += "\\b";
            return;
        case '\f':
            out += "\\f";
            return;
        case '\n':
            out += "\\n";
            return;
        case '\r':
            out += "\\r";
            return;
        case '\t':
            out += "\\t";
            return;
        default:
            out += "\\u00";
            out += digits[u >> 4U];
            out += digits[u & 15U];
    }
}

}  // namespace

void append_text(std::string& out, std::string_view text)
{
    out += '"';
    while (!text.empty()) {
        const auto plain = static_cast<std::size_t>(
            std::find_if(text.begin(), text.end(), is_escaped) - text.begin()
        );
        out += text.substr(0, plain);
        if (plain == text.size()) {
            break;
        }
        append_escaped(out, text[plain]);
        text.remove_prefix(plain + 1);
    }
    out += '"';
}

void append_integer(std::string& out, std::int64_t integer)
{
    char buffer[24];
    const auto end = std::to_chars(std::begin(buffer), std::end(buffer), integer).ptr;
    out.append(buffer, end);
}

namespace {

/// What most events and answers fit.
constexpr std::size_t text_bytes_usual = 1024;

constexpr std::int64_t integer_max = (std::int64_t{1} << 53U) - 1;

void write_object(
    std::string& out, const json::object& object, std::span<const std::string_view> without
);

void write(std::string& out, const json::value& v)
{
    switch (v.kind()) {
        case json::kind::null:
            out += "null";
            return;
        case json::kind::bool_:
            out += v.get_bool() ? "true" : "false";
            return;
        case json::kind::int64:
            append_integer(out, v.get_int64());
            return;
        case json::kind::uint64:
            append_integer(out, static_cast<std::int64_t>(v.get_uint64()));
            return;
        case json::kind::double_:
            DEPOSITARY_ASSERT(!"canonical form has no fractions");
            return;
        case json::kind::string:
            append_text(out, v.get_string());
            return;
        case json::kind::array: {
            char separator = '[';
            for (const auto& item : v.get_array()) {
                out += separator;
                separator = ',';
                write(out, item);
            }
            out += separator == '[' ? "[]" : "]";
            return;
        }
        case json::kind::object: {
            write_object(out, v.get_object(), {});
            return;
        }
    }
}

void write_object(
    std::string& out, const json::object& object, std::span<const std::string_view> without
)
{
    boost::container::small_vector<const json::key_value_pair*, 16> members;
    for (const auto& member : object) {
        if (std::find(without.begin(), without.end(), std::string_view(member.key())) ==
            without.end()) {
            members.push_back(&member);
        }
    }
    std::sort(members.begin(), members.end(), [](const auto* a, const auto* b) {
        return std::string_view(a->key()) < std::string_view(b->key());
    });
    out += '{';
    for (const auto* member : members) {
        if (member != members.front()) {
            out += ',';
        }
        append_text(out, member->key());
        out += ':';
        write(out, member->value());
    }
    out += '}';
}

bool is_canonical(const json::value& v)
{
    if (const auto* list = v.if_array()) {
        return std::all_of(list->begin(), list->end(), is_canonical);
    }
    if (const auto* object = v.if_object()) {
        return std::all_of(object->begin(), object->end(), [](const auto& member) {
            return is_canonical(member.value());
        });
    }
    const auto* i = v.if_int64();
    return !v.is_double() && !v.is_uint64() &&
           (i == nullptr || (*i <= integer_max && *i >= -integer_max));
}

std::optional<std::string> fault_at(const json::value& v, const std::string& path)
{
    const std::string where = path.empty() ? "the value" : "\"" + path + "\"";
    if (v.is_double()) {
        return where + " is a fraction or has an exponent; send decimals as strings";
    }
    if ((v.is_int64() && (v.get_int64() > integer_max || v.get_int64() < -integer_max)) ||
        v.is_uint64()) {
        return where + " is an integer of 2^53 or more; send it as a string";
    }
    if (const auto* list = v.if_array()) {
        for (std::size_t i = 0; i < list->size(); ++i) {
            if (auto fault = fault_at((*list)[i], path + "[" + std::to_string(i) + "]")) {
                return fault;
            }
        }
    }
    if (const auto* object = v.if_object()) {
        for (const auto& [key, item] : *object) {
            const auto name = path.empty() ? std::string(key) : path + "." + std::string(key);
            if (auto fault = fault_at(item, name)) {
                return fault;
            }
        }
    }
    return std::nullopt;
}

std::size_t edit_distance(std::string_view a, std::string_view b)
{
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t previous = row[j];
            row[j] =
                std::min({row[j] + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0U : 1U)});
            diagonal = previous;
        }
    }
    return row.back();
}

}  // namespace

std::string canonical(const json::value& value)
{
    std::string out;
    out.reserve(text_bytes_usual);
    write(out, value);
    return out;
}

std::string canonical_without(const json::object& object, std::span<const std::string_view> members)
{
    std::string out;
    out.reserve(text_bytes_usual);
    write_object(out, object, members);
    return out;
}

std::optional<std::string> canonical_fault(const json::value& value)
{
    // Paths are put together for a fault alone: every command passes here.
    return is_canonical(value) ? std::nullopt : fault_at(value, "");
}

std::string nearest(std::string_view given, const std::vector<std::string_view>& known)
{
    std::string best;
    std::size_t best_distance = std::max<std::size_t>(2, given.size() / 3) + 1;
    for (const auto candidate : known) {
        const auto shorter = std::min(given.size(), candidate.size());
        const auto longer = std::max(given.size(), candidate.size());
        if (longer - shorter >= best_distance) {
            continue;  // it is as far at least; and a client may send a name of a megabyte
        }
        const auto distance = edit_distance(given, candidate);
        if (distance < best_distance) {
            best_distance = distance;
            best = candidate;
        }
    }
    return best;
}

}  // namespace depositary::engine
