#include "engine/codec.hpp"

#include <boost/json/parse.hpp>

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace depositary::engine::codec {

std::string place::text() const
{
    auto out = above_ == nullptr ? std::string() : above_->text();
    if (is_item_) {
        return out + "[" + std::to_string(item_) + "]";
    }
    if (!out.empty() && !name_.empty()) {
        out += '.';
    }
    return out += name_;
}

void expected(
    fault_sink& faults, const place& path, std::string_view what_en, std::string_view what_fr
)
{
    const auto where = path.text();
    faults.set(
        "E_TYPE", where, "\"" + where + "\" must be " + std::string(what_en) + ".",
        "« " + where + " » doit être " + std::string(what_fr) + "."
    );
}

void decode_json(const json::value& v, std::string& out, const place& path, fault_sink& f)
{
    if (canonical_fault(v)) {
        expected(
            f, path, "JSON without fractions and whole numbers of 2^53 or more",
            "du JSON sans fractions ni nombres entiers de 2^53 ou plus"
        );
        return;
    }
    out = canonical(v);
}

namespace {

bool is_control(char c)
{
    const auto u = static_cast<unsigned char>(c);
    return (u < 0x20 && c != '\n' && c != '\t') || u == 0x7f;
}

/// Eight bytes at once, of which most texts have none to look at more closely.
bool has_controls(std::string_view s)
{
    constexpr std::uint64_t each = 0x0101'0101'0101'0101;
    constexpr std::uint64_t high = 0x80 * each;
    std::uint64_t eight = 0;
    for (; s.size() >= sizeof eight; s.remove_prefix(sizeof eight)) {
        std::memcpy(&eight, s.data(), sizeof eight);
        const auto deleted = eight ^ (0x7f * each);
        const bool suspect =
            ((((eight - 0x20 * each) & ~eight) | ((deleted - each) & ~deleted)) & high) != 0;
        if (suspect && std::any_of(s.begin(), s.begin() + sizeof eight, is_control)) {
            return true;
        }
    }
    return std::any_of(s.begin(), s.end(), is_control);
}

}  // namespace

void decode_text(const json::value& v, std::string& out, const place& path, fault_sink& f)
{
    if (!v.is_string()) {
        expected(f, path, "a string", "une chaîne");
        return;
    }
    const std::string_view s = v.get_string();
    if (s.size() > text_bytes_max) {
        f.set(
            "E_TOO_LONG", path.text(), "At most " + std::to_string(text_bytes_max) + " bytes.",
            "Au plus " + std::to_string(text_bytes_max) + " octets."
        );
        return;
    }
    if (has_controls(s)) {
        expected(f, path, "text without control characters", "un texte sans caractère de contrôle");
        return;
    }
    out = s;
}

void decode_date(const json::value& v, civil_date& out, const place& path, fault_sink& f)
{
    const auto parsed = v.is_string() ? civil_date::parse(v.get_string()) : std::nullopt;
    if (!parsed) {
        expected(
            f, path, "a date of the calendar, YYYY-MM-DD", "une date du calendrier, AAAA-MM-JJ"
        );
        return;
    }
    out = *parsed;
}

void decode_interval(const json::value& v, date_interval& out, const place& path, fault_sink& f)
{
    if (v.is_string()) {
        const auto parsed = parse_stated(v.get_string());
        if (!parsed) {
            expected(
                f, path,
                "a date YYYY-MM-DD, a month YYYY-MM, a year YYYY, or an object with "
                "not_before and not_after",
                "une date AAAA-MM-JJ, un mois AAAA-MM, une année AAAA, ou un objet avec "
                "not_before et not_after"
            );
            return;
        }
        out = *parsed;
        return;
    }
    if (!v.is_object()) {
        expected(f, path, "a date or an interval", "une date ou un intervalle");
        return;
    }
    static const std::vector<std::string_view> known{"not_before", "not_after", "as_stated"};
    refuse_unknown(v.get_object(), known, path, f);
    const auto bound = [&](const char* name, std::optional<civil_date>& into) {
        const auto* found = v.get_object().if_contains(name);
        if (found != nullptr && !found->is_null()) {
            decode_date(*found, into.emplace(), place(path, name), f);
        }
    };
    out = {};
    bound("not_before", out.not_before);
    bound("not_after", out.not_after);
    if (const auto* stated = v.get_object().if_contains("as_stated")) {
        decode_text(*stated, out.as_stated, place(path, "as_stated"), f);
    }
    if (f.ok() && !out.consistent()) {
        expected(
            f, path, "an interval whose not_before is not later than its not_after",
            "un intervalle dont not_before ne dépasse pas not_after"
        );
    }
}

void refuse_unknown(
    const json::object& object, const std::vector<std::string_view>& known, const place& path,
    fault_sink& f
)
{
    for (const auto& [key, ignored] : object) {
        const std::string_view name = key;
        if (std::find(known.begin(), known.end(), name) != known.end()) {
            continue;
        }
        const auto near = nearest(name, known);
        f.set(
            "E_UNKNOWN_FIELD", place(path, name).text(),
            near.empty() ? "Remove it." : "Did you mean \"" + near + "\"?",
            near.empty() ? "Supprimez-le." : "Vouliez-vous dire « " + near + " » ?"
        );
        return;
    }
}

json::value parsed(const raw_json& document)
{
    return json::parse(document.text);
}

json::value interval_to_json(const date_interval& interval)
{
    json::object out;
    if (interval.not_before) {
        out["not_before"] = interval.not_before->to_string();
    }
    if (interval.not_after) {
        out["not_after"] = interval.not_after->to_string();
    }
    if (!interval.as_stated.empty()) {
        out["as_stated"] = interval.as_stated;
    }
    return out;
}

json::object named_type(std::string_view name)
{
    return {{"type", name}};
}

json::object date_schema()
{
    return {{"type", "string"}, {"format", "date"}};
}

json::object interval_schema()
{
    return {{"$ref", "#/components/schemas/date_interval"}};
}

json::object any_schema()
{
    return {{"description", "any JSON"}};
}

json::object list_schema(json::object items)
{
    return {{"type", "array"}, {"items", std::move(items)}};
}

json::object map_schema(json::object items)
{
    return {{"type", "object"}, {"additionalProperties", std::move(items)}};
}

void add_row(member_table& table, const member_row& row)
{
    const auto after = std::find_if(table.sorted.begin(), table.sorted.end(), [&](std::size_t i) {
        return row.name < table.rows[i].name;
    });
    table.sorted.insert(after, table.rows.size());
    table.rows.push_back(row);
    table.names.push_back(row.name);
}

void decode_struct(
    const member_table& table, const json::object& object, void* out, const place& path,
    fault_sink& f
)
{
    auto* base = static_cast<char*>(out);
    for (const auto& row : table.rows) {
        const auto* found = object.if_contains(row.name);
        if (found != nullptr) {
            row.type->decode(*found, base + row.offset, place(path, row.name), f);
        } else if (row.required) {
            f.set(
                "E_MISSING_FIELD", place(path, row.name).text(),
                "Add \"" + std::string(row.name) + "\".",
                "Ajoutez « " + std::string(row.name) + " »."
            );
        }
    }
}

namespace {

/// The members in the order of their names, as canonical texts have them, in one walk. False when
/// they are not in it or anything is wrong with one; nothing is said of it then, and whoever looks
/// again decodes all of them anew.
bool decode_in_order(
    const member_table& table, const json::object& object, void* out, const place& path
)
{
    auto* base = static_cast<char*>(out);
    fault_sink quiet;
    auto next = table.sorted.begin();
    const auto pass_absent = [&](auto is_reached) {
        while (next != table.sorted.end() && !is_reached(table.rows[*next])) {
            if (table.rows[*next].required) {
                return false;
            }
            ++next;
        }
        return true;
    };
    for (const auto& member : object) {
        const std::string_view name = member.key();
        if (!pass_absent([&](const member_row& row) { return row.name == name; }) ||
            next == table.sorted.end()) {
            return false;
        }
        const auto& row = table.rows[*next++];
        row.type->decode(member.value(), base + row.offset, place(path, row.name), quiet);
        if (!quiet.ok()) {
            return false;
        }
    }
    return pass_absent([](const member_row&) { return false; });
}

}  // namespace

void decode_object(
    const member_table& table, const json::value& v, void* out, const place& path, fault_sink& f
)
{
    if (v.is_object() && f.ok() && decode_in_order(table, v.get_object(), out, path)) {
        return;
    }
    if (!v.is_object()) {
        expected(f, path, "an object", "un objet");
        return;
    }
    refuse_unknown(v.get_object(), table.names, path, f);
    decode_struct(table, v.get_object(), out, path, f);
}

json::object encode_struct(const member_table& table, const void* in)
{
    const auto* base = static_cast<const char*>(in);
    json::object object;
    for (const auto& row : table.rows) {
        const void* member = base + row.offset;
        if (!row.type->absent(member)) {
            object.emplace(row.name, row.type->encode(member));
        }
    }
    return object;
}

void write_struct(const member_table& table, const void* in, std::string& out)
{
    const auto* base = static_cast<const char*>(in);
    char before = '{';
    for (const auto i : table.sorted) {
        const auto& row = table.rows[i];
        const void* member = base + row.offset;
        if (row.type->absent(member)) {
            continue;
        }
        out += before;
        before = ',';
        append_text(out, row.name);
        out += ':';
        row.type->write(member, out);
    }
    out += before == '{' ? "{}" : "}";
}

void write_interval(const date_interval& interval, std::string& out)
{
    char before = '{';
    const auto member = [&](std::string_view name, std::string_view value) {
        out += before;
        before = ',';
        append_text(out, name);
        out += ':';
        append_text(out, value);
    };
    if (!interval.as_stated.empty()) {
        member("as_stated", interval.as_stated);
    }
    if (interval.not_after) {
        member("not_after", interval.not_after->to_string());
    }
    if (interval.not_before) {
        member("not_before", interval.not_before->to_string());
    }
    out += before == '{' ? "{}" : "}";
}

bool change_struct(const member_table& table, void* value, const text_change& f)
{
    auto* base = static_cast<char*>(value);
    bool changed = false;
    for (const auto& row : table.rows) {
        changed = row.type->change(row.name, base + row.offset, f) || changed;
    }
    return changed;
}

json::object schema_struct(const member_table& table)
{
    json::object properties;
    json::array required;
    for (const auto& row : table.rows) {
        properties[row.name] = row.type->schema();
        if (row.required) {
            required.emplace_back(row.name);
        }
    }
    json::object out{{"type", "object"}, {"properties", std::move(properties)}};
    if (!required.empty()) {
        out["required"] = std::move(required);
    }
    out["additionalProperties"] = false;
    return out;
}

}  // namespace depositary::engine::codec
