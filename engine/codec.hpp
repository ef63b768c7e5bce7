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

[[nodiscard]] std::string join(std::string_view path, std::string_view name);
void expected(
    fault_sink& faults, std::string_view path, std::string_view what_en, std::string_view what_fr
);

/// Text in a field: UTF-8 as parsed, no control characters but newline and tab, at most
/// `text_bytes_max` bytes.
inline constexpr std::size_t text_bytes_max = 8'192;
void decode_text(const json::value& v, std::string& out, std::string_view path, fault_sink& f);
void decode_date(const json::value& v, civil_date& out, std::string_view path, fault_sink& f);
void decode_interval(
    const json::value& v, date_interval& out, std::string_view path, fault_sink& f
);
/// Refuses members of `object` that are not in `known`, with the nearest known name as a hint.
void refuse_unknown(
    const json::object& object, const std::vector<std::string_view>& known, std::string_view path,
    fault_sink& f
);
[[nodiscard]] json::value interval_to_json(const date_interval& interval);
[[nodiscard]] json::value parsed(const raw_json& document);

template <class T>
void member_names(std::vector<std::string_view>& out)
{
    using members = boost::describe::describe_members<T, boost::describe::mod_public>;
    boost::mp11::mp_for_each<members>([&](auto d) { out.emplace_back(d.name); });
}

template <class T>
void decode(const json::value& v, T& out, std::string_view path, fault_sink& f);

template <described T>
void decode_members(const json::object& object, T& out, std::string_view path, fault_sink& f)
{
    using members = boost::describe::describe_members<T, boost::describe::mod_public>;
    boost::mp11::mp_for_each<members>([&](auto d) {
        auto& member = out.*d.pointer;
        using M = std::remove_cvref_t<decltype(member)>;
        const auto* found = object.if_contains(d.name);
        if (found != nullptr) {
            decode(*found, member, join(path, d.name), f);
            return;
        }
        // A struct's own default stands for an absent member only where absence has a meaning.
        constexpr bool may_be_absent = is_optional<M>::value || is_vector<M>::value ||
                                       is_string_map<M>::value || std::is_same_v<M, bool>;
        if constexpr (std::is_same_v<T, text>) {
            if (std::string_view(d.name) == "fr") {
                return;  // a translation may be awaited
            }
        }
        if constexpr (!may_be_absent) {
            if constexpr (std::is_same_v<M, std::string>) {
                const T defaults{};
                if (!(defaults.*d.pointer).empty()) {
                    return;
                }
            }
            f.set(
                "E_MISSING_FIELD", join(path, d.name), "Add \"" + std::string(d.name) + "\".",
                "Ajoutez « " + std::string(d.name) + " »."
            );
        }
    });
}

template <class T>
void decode(const json::value& v, T& out, std::string_view path, fault_sink& f)
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
        out.text = canonical(v);
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
            decode(
                v.get_array()[i], out.emplace_back(),
                std::string(path) + "[" + std::to_string(i) + "]", f
            );
        }
    } else if constexpr (is_string_map<T>::value) {
        if (!v.is_object()) {
            expected(f, path, "an object", "un objet");
            return;
        }
        for (const auto& [key, item] : v.get_object()) {
            decode(item, out[std::string(key)], join(path, key), f);
        }
    } else {
        static_assert(described<T>, "describe the struct with BOOST_DESCRIBE_STRUCT");
        if (!v.is_object()) {
            expected(f, path, "an object", "un objet");
            return;
        }
        std::vector<std::string_view> known;
        member_names<T>(known);
        refuse_unknown(v.get_object(), known, path, f);
        decode_members(v.get_object(), out, path, f);
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
        json::object object;
        using members = boost::describe::describe_members<T, boost::describe::mod_public>;
        boost::mp11::mp_for_each<members>([&](auto d) {
            const auto& member = in.*d.pointer;
            using M = std::remove_cvref_t<decltype(member)>;
            if constexpr (is_optional<M>::value) {
                if (!member) {
                    return;
                }
            }
            if constexpr (is_vector<M>::value || is_string_map<M>::value) {
                if (member.empty()) {
                    return;
                }
            }
            object[d.name] = encode(member);
        });
        return object;
    }
}

/// JSON Schema (draft 7) of T as decode() accepts it.
template <class T>
json::object schema()
{
    if constexpr (std::is_same_v<T, std::string>) {
        return {{"type", "string"}};
    } else if constexpr (std::is_same_v<T, bool>) {
        return {{"type", "boolean"}};
    } else if constexpr (std::is_same_v<T, std::int64_t>) {
        return {{"type", "integer"}};
    } else if constexpr (std::is_same_v<T, civil_date>) {
        return {{"type", "string"}, {"format", "date"}};
    } else if constexpr (std::is_same_v<T, date_interval>) {
        return {{"$ref", "#/components/schemas/date_interval"}};
    } else if constexpr (std::is_same_v<T, raw_json>) {
        return {{"description", "any JSON"}};
    } else if constexpr (is_optional<T>::value) {
        return schema<typename T::value_type>();
    } else if constexpr (is_vector<T>::value) {
        return {{"type", "array"}, {"items", schema<typename T::value_type>()}};
    } else if constexpr (is_string_map<T>::value) {
        return {{"type", "object"}, {"additionalProperties", schema<typename T::mapped_type>()}};
    } else {
        json::object properties;
        json::array required;
        const T defaults{};
        using members = boost::describe::describe_members<T, boost::describe::mod_public>;
        boost::mp11::mp_for_each<members>([&](auto d) {
            using M = std::remove_cvref_t<decltype(defaults.*d.pointer)>;
            properties[d.name] = schema<M>();
            bool optional = is_optional<M>::value || is_vector<M>::value ||
                            is_string_map<M>::value || std::is_same_v<M, bool>;
            if constexpr (std::is_same_v<M, std::string>) {
                optional = !(defaults.*d.pointer).empty();
            }
            if (!optional) {
                required.push_back(d.name);
            }
        });
        json::object out{{"type", "object"}, {"properties", properties}};
        if (!required.empty()) {
            out["required"] = required;
        }
        out["additionalProperties"] = false;
        return out;
    }
}

}  // namespace depositary::engine::codec
