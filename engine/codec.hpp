#pragma once

/// One codec for log, protocol and schema, from the Boost.Describe descriptions of the structs:
/// decode with errors that name the field, encode in canonical form, and print a JSON Schema.
/// Include it in .cpp files only.

#include <boost/describe.hpp>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <boost/mp11.hpp>

#include <concepts>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "engine/canonical.hpp"
#include "engine/date.hpp"
#include "engine/payload.hpp"
#include "engine/refusal.hpp"

namespace depositary::engine::codec {

namespace json = boost::json;

template <class T>
concept described = boost::describe::has_describe_members<T>::value && std::is_class_v<T>;

template <class T>
struct is_optional : std::false_type
{};
template <class T>
struct is_optional<std::optional<T>> : std::true_type
{};
template <class T>
struct is_vector : std::false_type
{};
template <class T>
struct is_vector<std::vector<T>> : std::true_type
{};
template <class T>
struct is_string_map : std::false_type
{};
template <class T, class L>
struct is_string_map<std::map<std::string, T, L>> : std::true_type
{};

/// A member that need not be given: its absence has a meaning.
template <class M>
concept may_be_absent = is_optional<M>::value || is_vector<M>::value || is_string_map<M>::value ||
    std::is_same_v<M, bool>;

/// What JSON holds as it is.
template <class T>
concept plain_json =
    std::is_same_v<T, std::string> || std::is_same_v<T, bool> || std::is_same_v<T, std::int64_t>;

/// Collects the first fault of a decode, with the path of the field.
class fault_sink
{
public:
    [[nodiscard]] bool ok() const { return !fault_; }
    void set(std::string_view code, std::string field, std::string en, std::string fr)
    {
        if (!fault_) {
            fault_ = refuse(code, std::move(field), std::move(en), std::move(fr));
        }
    }
    [[nodiscard]] std::optional<refusal> take() { return std::move(fault_); }

private:
    std::optional<refusal> fault_;
};

/// Where in a document a value is; becomes text only in an error. Refers to the place above it and
/// to the name, which both outlive it.
class place
{
public:
    place(const char* name) : name_(name) {}       // NOLINT(google-explicit-constructor)
    place(std::string_view name) : name_(name) {}  // NOLINT(google-explicit-constructor)
    place(const place& above, std::string_view name) : above_(&above), name_(name) {}
    place(const place& above, std::size_t item) : above_(&above), item_(item), is_item_(true) {}

    /// "content.shares[2].actor"; empty for the document itself.
    [[nodiscard]] std::string text() const;

private:
    const place* above_ = nullptr;
    std::string_view name_;
    std::size_t item_ = 0;
    bool is_item_ = false;
};

void expected(
    fault_sink& faults, const place& path, std::string_view what_en, std::string_view what_fr
);

/// Text in a field: UTF-8 as parsed, no control characters but newline and tab, at most
/// `text_bytes_max` bytes.
inline constexpr std::size_t text_bytes_max = 8'192;
void decode_text(const json::value& v, std::string& out, const place& path, fault_sink& f);
/// Any JSON that has a canonical form, as its text.
void decode_json(const json::value& v, std::string& out, const place& path, fault_sink& f);
void decode_date(const json::value& v, civil_date& out, const place& path, fault_sink& f);
void decode_interval(const json::value& v, date_interval& out, const place& path, fault_sink& f);
/// Refuses members of `object` that are not in `known`, with the nearest known name as a hint.
void refuse_unknown(
    const json::object& object, const std::vector<std::string_view>& known, const place& path,
    fault_sink& f
);
[[nodiscard]] json::value interval_to_json(const date_interval& interval);
[[nodiscard]] json::value parsed(const raw_json& document);

[[nodiscard]] json::object named_type(std::string_view name);
[[nodiscard]] json::object date_schema();
[[nodiscard]] json::object interval_schema();
[[nodiscard]] json::object any_schema();
[[nodiscard]] json::object list_schema(json::object items);
[[nodiscard]] json::object map_schema(json::object items);

/// Sees a text by the name of the member that holds it, or that holds the list it is in; may change
/// it, and returns whether it did.
using text_change = std::function<bool(std::string_view member, std::string& value)>;

/// What to do with a member of one type, so that the loops over members are compiled once and not
/// once a struct.
struct member_type
{
    void (*decode)(const json::value& v, void* out, const place& path, fault_sink& f);
    json::value (*encode)(const void* in);
    void (*write)(const void* in, std::string& out);
    bool (*absent)(const void* in);  ///< nothing to write
    json::object (*schema)();
    bool (*change)(std::string_view member, void* value, const text_change& f);
};

struct member_row
{
    std::string_view name;
    std::size_t offset = 0;  ///< in the struct
    const member_type* type = nullptr;
    bool required = false;
};

struct member_table
{
    std::vector<member_row> rows;
    std::vector<std::size_t> sorted;  ///< the rows by name, as the canonical form has them
    std::vector<std::string_view> names;
};

void add_row(member_table& table, const member_row& row);
void decode_struct(
    const member_table& table, const json::object& object, void* out, const place& path,
    fault_sink& f
);
/// Requires an object, refuses members it does not know, decodes.
void decode_object(
    const member_table& table, const json::value& v, void* out, const place& path, fault_sink& f
);
[[nodiscard]] json::object encode_struct(const member_table& table, const void* in);
/// Appends the canonical text, without making a tree of it first.
void write_struct(const member_table& table, const void* in, std::string& out);
void write_interval(const date_interval& interval, std::string& out);
[[nodiscard]] json::object schema_struct(const member_table& table);
/// Shows `f` every text in the struct at `value`, at any depth; returns whether any changed.
bool change_struct(const member_table& table, void* value, const text_change& f);

template <class T>
void decode(const json::value& v, T& out, const place& path, fault_sink& f);
template <class T>
json::value encode(const T& in);
/// Appends canonical(encode(in)).
template <class T>
void write(const T& in, std::string& out);
template <class T>
json::object schema();
template <class T>
bool change(std::string_view member, T& value, const text_change& f);

template <class M>
bool absent(const M& member)
{
    if constexpr (is_optional<M>::value) {
        return !member;
    } else if constexpr (is_vector<M>::value || is_string_map<M>::value) {
        return member.empty();
    } else {
        return false;
    }
}

template <class M>
inline constexpr member_type member_type_of{
    [](const json::value& v, void* out, const place& path, fault_sink& f) {
        decode(v, *static_cast<M*>(out), path, f);
    },
    [](const void* in) -> json::value { return encode(*static_cast<const M*>(in)); },
    [](const void* in, std::string& out) { write(*static_cast<const M*>(in), out); },
    [](const void* in) { return absent(*static_cast<const M*>(in)); },
    [] { return schema<M>(); },
    [](std::string_view member, void* value, const text_change& f) {
        return change(member, *static_cast<M*>(value), f);
    },
};

template <described T>
member_table make_table()
{
    member_table table;
    const T defaults{};
    using members = boost::describe::describe_members<T, boost::describe::mod_public>;
    boost::mp11::mp_for_each<members>([&](auto d) {
        const auto& member = defaults.*d.pointer;
        using M = std::remove_cvref_t<decltype(member)>;
        bool required = !may_be_absent<M>;
        if constexpr (std::is_same_v<M, std::string>) {
            // A struct's own default stands for an absent member only where there is one; and a
            // translation may be awaited.
            required =
                member.empty() && !(std::is_same_v<T, text> && std::string_view(d.name) == "fr");
        }
        const auto offset = static_cast<std::size_t>(
            static_cast<const char*>(static_cast<const void*>(&member)) -
            static_cast<const char*>(static_cast<const void*>(&defaults))
        );
        add_row(table, {d.name, offset, &member_type_of<M>, required});
    });
    return table;
}

template <described T>
const member_table& members_of()
{
    static const auto table = make_table<T>();
    return table;
}

template <class T>
void decode(const json::value& v, T& out, const place& path, fault_sink& f)
{
    if constexpr (std::is_same_v<T, std::string>) {
        decode_text(v, out, path, f);
    } else if constexpr (std::is_same_v<T, bool>) {
        v.is_bool() ? void(out = v.get_bool())
                    : expected(f, path, "true or false", "true ou false");
    } else if constexpr (std::is_same_v<T, std::int64_t>) {
        v.is_int64() ? void(out = v.get_int64())
                     : expected(f, path, "a whole number", "un nombre entier");
    } else if constexpr (std::is_same_v<T, civil_date>) {
        decode_date(v, out, path, f);
    } else if constexpr (std::is_same_v<T, date_interval>) {
        decode_interval(v, out, path, f);
    } else if constexpr (std::is_same_v<T, raw_json>) {
        decode_json(v, out.text, path, f);
    } else if constexpr (is_optional<T>::value) {
        if (v.is_null()) {
            out.reset();
        } else {
            decode(v, out.emplace(), path, f);
        }
    } else if constexpr (is_vector<T>::value) {
        if (!v.is_array()) {
            expected(f, path, "a list", "une liste");
            return;
        }
        out.clear();
        for (std::size_t i = 0; i < v.get_array().size() && f.ok(); ++i) {
            decode(v.get_array()[i], out.emplace_back(), place(path, i), f);
        }
    } else if constexpr (is_string_map<T>::value) {
        if (!v.is_object()) {
            expected(f, path, "an object", "un objet");
            return;
        }
        for (const auto& [key, item] : v.get_object()) {
            decode(item, out[std::string(key)], place(path, key), f);
        }
    } else {
        static_assert(described<T>, "describe the struct with BOOST_DESCRIBE_STRUCT");
        decode_object(members_of<T>(), v, &out, path, f);
    }
}

template <class T>
json::value encode(const T& in)
{
    if constexpr (plain_json<T>) {
        return json::value(in);
    } else if constexpr (std::is_same_v<T, civil_date>) {
        return json::value(in.to_string());
    } else if constexpr (std::is_same_v<T, date_interval>) {
        return interval_to_json(in);
    } else if constexpr (std::is_same_v<T, raw_json>) {
        return parsed(in);
    } else if constexpr (is_optional<T>::value) {
        return in ? encode(*in) : json::value(nullptr);
    } else if constexpr (is_vector<T>::value) {
        json::array list;
        for (const auto& item : in) {
            list.push_back(encode(item));
        }
        return list;
    } else if constexpr (is_string_map<T>::value) {
        json::object object;
        for (const auto& [key, item] : in) {
            object[key] = encode(item);
        }
        return object;
    } else {
        static_assert(described<T>);
        return encode_struct(members_of<T>(), &in);
    }
}

template <class T>
void write(const T& in, std::string& out)
{
    if constexpr (std::is_same_v<T, std::string>) {
        append_text(out, in);
    } else if constexpr (std::is_same_v<T, bool>) {
        out += in ? "true" : "false";
    } else if constexpr (std::is_same_v<T, std::int64_t>) {
        append_integer(out, in);
    } else if constexpr (std::is_same_v<T, civil_date>) {
        append_text(out, in.to_string());
    } else if constexpr (std::is_same_v<T, date_interval>) {
        write_interval(in, out);
    } else if constexpr (std::is_same_v<T, raw_json>) {
        out += in.text;
    } else if constexpr (is_optional<T>::value) {
        in ? write(*in, out) : void(out += "null");
    } else if constexpr (is_vector<T>::value) {
        char before = '[';
        for (const auto& item : in) {
            out += before;
            before = ',';
            write(item, out);
        }
        out += before == '[' ? "[]" : "]";
    } else if constexpr (is_string_map<T>::value) {
        char before = '{';
        for (const auto& [key, item] : in) {
            out += before;
            before = ',';
            append_text(out, key);
            out += ':';
            write(item, out);
        }
        out += before == '{' ? "{}" : "}";
    } else {
        static_assert(described<T>);
        write_struct(members_of<T>(), &in, out);
    }
}

/// Dates, numbers, documents and maps hold no text of ours to change.
template <class T>
bool change(
    [[maybe_unused]] std::string_view member, [[maybe_unused]] T& value,
    [[maybe_unused]] const text_change& f
)
{
    if constexpr (std::is_same_v<T, std::string>) {
        return f(member, value);
    } else if constexpr (is_optional<T>::value) {
        return value && change(member, *value, f);
    } else if constexpr (is_vector<T>::value) {
        bool changed = false;
        for (auto& item : value) {
            changed = change(member, item, f) || changed;
        }
        return changed;
    } else if constexpr (described<T> && !std::is_same_v<T, date_interval>) {
        return change_struct(members_of<T>(), &value, f);
    } else {
        return false;
    }
}

/// JSON Schema (draft 7) of T as decode() accepts it.
template <class T>
json::object schema()
{
    if constexpr (std::is_same_v<T, std::string>) {
        return named_type("string");
    } else if constexpr (std::is_same_v<T, bool>) {
        return named_type("boolean");
    } else if constexpr (std::is_same_v<T, std::int64_t>) {
        return named_type("integer");
    } else if constexpr (std::is_same_v<T, civil_date>) {
        return date_schema();
    } else if constexpr (std::is_same_v<T, date_interval>) {
        return interval_schema();
    } else if constexpr (std::is_same_v<T, raw_json>) {
        return any_schema();
    } else if constexpr (is_optional<T>::value) {
        return schema<typename T::value_type>();
    } else if constexpr (is_vector<T>::value) {
        return list_schema(schema<typename T::value_type>());
    } else if constexpr (is_string_map<T>::value) {
        return map_schema(schema<typename T::mapped_type>());
    } else {
        return schema_struct(members_of<T>());
    }
}

}  // namespace depositary::engine::codec
