#include "api/methods_page.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <map>
#include <string_view>
#include <vector>

#include "api/method_notes.hpp"
#include "api/registrar.hpp"
#include "engine/decision.hpp"

namespace depositary::api {

namespace json = boost::json;

namespace {

constexpr std::string_view opening =
    "# Methods\n"
    "\n"
    "Generated from the document that `rpc.discover` answers; a test fails when "
    "this page is not current.\n"
    "To write it anew, run the unit tests with `DEPOSITARY_WRITE_DOCS=1`. How a "
    "client connects, sends and\n"
    "subscribes: [protocol.md](protocol.md).\n"
    "\n"
    "## Reading this page\n"
    "\n"
    "Parameters are taken by name; one that a command or a query does not know is refused. "
    "**Bold** ones\nmust be given. What may be absent is false, empty or unknown, unless its line "
    "says "
    "otherwise.\n"
    "\n"
    "| type | is |\n"
    "|---|---|\n"
    "| date | `\"YYYY-MM-DD\"` |\n"
    "| interval | `\"YYYY-MM-DD\"`, `\"YYYY-MM\"`, `\"YYYY\"`, or "
    "`{\"not_before\"?,\"not_after\"?,\"as_stated\"?}`: a day that is known only "
    "within bounds |\n"
    "| decimal | a string such as `\"2500.50\"`; never a number, never an exponent "
    "|\n"
    "| text | `{\"en\",\"fr\"?}` |\n"
    "| id | a string; of an actor the ISO 3166-1 alpha-3 code for States |\n"
    "\n"
    "*For* names the roles that may call a method, each in the scope of its grant. "
    "`import` and `operator`\n"
    "are the register's own, for the command line on the data folder. *Two "
    "persons*: the method runs only\n"
    "through `proposal.create` by one and `proposal.approve` by another.\n"
    "\n"
    "*Refuses* lists the reasons of the method's own, with those of the conditions "
    "that it asks its\n"
    "machines ([workflows.md](workflows.md)). These come on top of them:\n"
    "\n"
    "| of | reasons |\n"
    "|---|---|\n"
    "| every method | `E_TYPE` `E_MISSING_FIELD` `E_UNKNOWN_FIELD` `E_VALUE` "
    "`E_TOO_LONG` for a parameter, and [what the connection "
    "refuses](protocol.md#errors) |\n"
    "| every method for some roles | `E_UNAUTHENTICATED` `E_ROLE` "
    "`E_OTHER_INITIATIVE` `E_OTHER_ACTOR` `E_BY` |\n"
    "| every command | `E_NOT_FOUND` `E_FUTURE_DATE` `E_KNOWN_BEFORE` `E_DOCUMENT` "
    "`E_VERSION` `E_KEY_REUSED` `E_READ_ONLY` |\n"
    "| a command that moves a machine | `E_NOT_DEFINED` `E_TERMINAL`; `allowed` "
    "tells what the state does admit |\n"
    "| `initiative.advance` | those of the conditions on the row it takes, in the machines of the "
    "initiative's archetype |\n"
    "| a method for two persons, called directly | `E_FOUR_EYES` |\n"
    "| a query of one initiative with `known_at` | `E_NOT_FOUND` when it was not in the register "
    "then |\n"
    "\n";

constexpr std::string_view of_commands =
    "## Every command\n"
    "\n"
    "A command takes these beside its own parameters. `initiative` must be given "
    "where it stands in the\n"
    "method's own list.\n"
    "\n";

constexpr std::string_view of_results =
    "\n"
    "It answers when its events are durable:\n"
    "\n";

std::string code(std::string_view text)
{
    return "`" + std::string(text) + "`";
}

/// A bar would end the table cell.
std::string cell(std::string_view text)
{
    std::string out;
    for (const char c : text) {
        out += c == '|' ? "\\|" : std::string(1, c);
    }
    return out;
}

std::string text_of(const json::object& o, std::string_view member)
{
    const auto* found = o.if_contains(member);
    return found != nullptr && found->is_string() ? std::string(found->get_string())
                                                  : std::string();
}

bool is_text(const json::object& members)
{
    return members.size() == 2 && members.contains("en") && members.contains("fr");
}

std::string type_of(const json::object& schema)
{
    if (schema.contains("$ref")) {
        return "interval";
    }
    if (const auto* members = schema.if_contains("properties")) {
        return is_text(members->as_object()) ? "text" : "object";
    }
    if (const auto* items = schema.if_contains("items")) {
        return "list of " + type_of(items->as_object());
    }
    const auto type = text_of(schema, "type");
    return type.empty() ? "any JSON" : text_of(schema, "format") == "date" ? "date" : type;
}

struct row
{
    std::string name;
    bool needed = false;
    std::string type;
    std::string meaning;
};

/// A parameter, then the members of its objects.
void add_rows(std::vector<row>& out, row first, const json::object& schema)
{
    const auto* items = schema.if_contains("items");
    const auto& inner = items == nullptr ? schema : items->as_object();
    const auto place = first.name + (items == nullptr ? "." : "[].");
    if (first.meaning.empty()) {
        first.meaning = text_of(schema, "description");
    }
    first.type = type_of(schema);
    out.push_back(std::move(first));
    const auto* members = inner.if_contains("properties");
    if (members == nullptr || is_text(members->as_object())) {
        return;
    }
    const auto* required = inner.if_contains("required");
    for (const auto& [key, value] : members->as_object()) {
        const bool needed =
            required != nullptr &&
            std::ranges::find(required->as_array(), json::value(key)) != required->as_array().end();
        add_rows(out, {place + std::string(key), needed, {}, {}}, value.as_object());
    }
}

std::string table(const std::vector<row>& rows)
{
    std::string out = "| parameter | type | |\n|---|---|---|\n";
    for (const auto& r : rows) {
        const auto name = r.needed ? "**" + code(r.name) + "**" : code(r.name);
        out += "| " + name + " | " + r.type + " | " + cell(r.meaning) + " |\n";
    }
    return out;
}

const json::array& params_of(const json::object& method)
{
    return method.at("params").as_array();
}

bool is_envelope(std::string_view name)
{
    return std::ranges::find(engine::envelope_members, name) != engine::envelope_members.end();
}

bool is_command(const json::object& method)
{
    return std::ranges::any_of(params_of(method), [](const auto& p) {
        return p.at("name").as_string() == "idempotency_key";
    });
}

bool noted(std::string_view method, std::string_view parameter)
{
    return std::ranges::any_of(parameter_notes(), [&](const auto& n) {
        return n.method == method && n.parameter == parameter;
    });
}

row row_of(const json::object& param)
{
    return {
        text_of(param, "name"), param.at("required").as_bool(), {}, text_of(param, "description")};
}

/// Without those that every command takes.
std::vector<row> own_rows(const json::object& method)
{
    std::vector<row> rows;
    const bool command = is_command(method);
    for (const auto& one : params_of(method)) {
        const auto& param = one.as_object();
        auto r = row_of(param);
        if (!command || !is_envelope(r.name) || r.needed ||
            noted(text_of(method, "name"), r.name)) {
            add_rows(rows, std::move(r), param.at("schema").as_object());
        }
    }
    return rows;
}

std::string envelope_table(const json::array& methods)
{
    const auto command = std::ranges::find_if(methods, [](const auto& m) {
        return m.at("name").as_string() == "actor.rename";
    });
    std::vector<row> rows;
    for (const auto name : engine::envelope_members) {
        for (const auto& one : params_of(command->as_object())) {
            if (one.at("name").as_string() == name) {
                const auto& param = one.as_object();
                add_rows(rows, row_of(param), param.at("schema").as_object());
            }
        }
    }
    return table(rows);
}

std::string result_table(const json::object& openrpc)
{
    std::string out = "| member | type | |\n|---|---|---|\n";
    const auto& schema = openrpc.at("components").at("schemas").at("command_result").as_object();
    for (const auto& [key, value] : schema.at("properties").as_object()) {
        const auto& member = value.as_object();
        out += "| " + code(key) + " | " + type_of(member) + " | " +
               cell(text_of(member, "description")) + " |\n";
    }
    return out + "\n";
}

std::string who(const json::object& method)
{
    constexpr std::string_view prefix = "role:";
    std::string roles;
    bool four_eyes = false;
    if (const auto* tags = method.if_contains("tags")) {
        for (const auto& tag : tags->as_array()) {
            const auto name = text_of(tag.as_object(), "name");
            if (name.starts_with(prefix)) {
                roles += (roles.empty() ? "" : ", ") + code(name.substr(prefix.size()));
            }
            four_eyes = four_eyes || name == "four-eyes";
        }
    }
    if (const auto only = text_of(method, "x-for"); !only.empty()) {
        roles = code(only);
    }
    return (roles.empty() ? "everyone" : roles) + (four_eyes ? "; two persons" : "");
}

std::string section(const json::object& method)
{
    const auto name = text_of(method, "name");
    std::string out =
        "### " + name + "\n\n" + text_of(method, "summary") + "\n\nFor: " + who(method) + ".";
    if (const auto answer = text_of(method.at("result").as_object(), "description");
        !answer.empty()) {
        out += " Answers: " + answer + ".";
    }
    std::string refuses;
    if (const auto* reasons = method.if_contains("x-reasons")) {
        for (const auto& reason : reasons->as_array()) {
            refuses += (refuses.empty() ? "" : " ") + code(reason.as_string());
        }
    }
    out += refuses.empty() ? "\n\n" : " Refuses: " + refuses + ".\n\n";
    const auto rows = own_rows(method);
    return rows.empty() ? out : out + table(rows) + "\n";
}

std::string group_of(const json::object& method)
{
    const auto name = text_of(method, "name");
    return name.substr(0, name.find('.'));
}

std::string reasons_table()
{
    std::string out =
        "## Reasons\n\nEvery reason code of the register, as `reason.list` answers them. The code "
        "is "
        "that of the error.\n\n| reason | code | says | rests on |\n|---|---|---|---|\n";
    std::map<std::string_view, const engine::reason_info*> sorted;
    for (const auto& r : engine::reasons()) {
        sorted[r.code] = &r;
    }
    for (const auto& [name, r] : sorted) {
        out += "| " + code(name) + " | " + std::to_string(to_rpc(engine::refuse(name)).code) +
               " | " + cell(r->en) + " | " + cell(r->clause) + " |\n";
    }
    return out;
}

}  // namespace

std::string methods_page(const json::object& openrpc)
{
    const auto& methods = openrpc.at("methods").as_array();
    std::map<std::string, std::vector<const json::object*>> groups;
    for (const auto& m : methods) {
        groups[group_of(m.as_object())].push_back(&m.as_object());
    }
    std::string out(opening);
    out += of_commands;
    out += envelope_table(methods);
    out += of_results;
    out += result_table(openrpc);
    for (const auto& [group, members] : groups) {
        out += "## " + group + "\n\n";
        for (const auto* m : members) {
            out += section(*m);
        }
    }
    return out + reasons_table();
}

}  // namespace depositary::api
