#include "api/openrpc.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <set>
#include <string>

#include "api/account_methods.hpp"
#include "api/method_notes.hpp"
#include "api/query.hpp"
#include "engine/codec.hpp"

namespace depositary::api {

namespace json = boost::json;

namespace {

json::object method_doc(std::string_view name, std::string_view summary, const json::object& schema)
{
    json::array params;
    const auto* required = schema.if_contains("required");
    for (const auto& [key, value] : schema.at("properties").as_object()) {
        const bool must = required != nullptr && std::find(
                                                     required->get_array().begin(),
                                                     required->get_array().end(), json::value(key)
                                                 ) != required->get_array().end();
        params.push_back({{"name", key}, {"required", must}, {"schema", value}});
    }
    std::stable_sort(params.begin(), params.end(), [](const auto& a, const auto& b) {
        return a.as_object().at("required").as_bool() > b.as_object().at("required").as_bool();
    });
    return {
        {"name", name},
        {"summary", summary},
        {"paramStructure", "by-name"},
        {"params", std::move(params)},
        {"result", {{"name", "result"}, {"schema", {{"type", "object"}}}}}};
}

json::object ref(std::string_view schema)
{
    return {{"$ref", "#/components/schemas/" + std::string(schema)}};
}

json::object tag(std::string_view name)
{
    return {{"name", name}};
}

json::object command_doc(const engine::command_method& c)
{
    auto doc = method_doc(c.info().name, c.info().summary, command_schema(c));
    json::array tags;
    for (const auto role : c.info().roles) {
        tags.push_back(tag("role:" + std::string(role)));
    }
    if (c.info().four_eyes) {
        tags.push_back(tag("four-eyes"));
    }
    doc["tags"] = std::move(tags);
    doc["result"].as_object()["schema"] = ref("command_result");
    return doc;
}

json::object administrators_doc(
    std::string_view name, std::string_view summary, const json::object& schema
)
{
    auto doc = method_doc(name, summary, schema);
    doc["x-for"] = "admin";  // tags are of commands
    return doc;
}

json::object typed(std::string_view type, std::string_view description)
{
    return {{"type", type}, {"description", description}};
}

json::object schemas()
{
    json::object interval{
        {"oneOf",
         {{{"type", "string"}, {"description", "YYYY-MM-DD, YYYY-MM or YYYY"}},
          {{"type", "object"},
           {"properties",
            {{"not_before", {{"type", "string"}, {"format", "date"}}},
             {"not_after", {{"type", "string"}, {"format", "date"}}},
             {"as_stated", {{"type", "string"}}}}},
           {"additionalProperties", false}}}}};
    json::object events{{"type", "array"}, {"items", {{"type", "object"}}}};
    events["description"] = "what was recorded, in order; may be empty";
    json::object head = typed("object", "seq and Merkle root (hex) of the log with them");
    json::object result{
        {"type", "object"},
        {"properties",
         {{"initiative", typed("string", "whose events they are, or \"register\"")},
          {"version", typed("integer", "of that stream, after them; 0 in a dry run")},
          {"seq", typed("integer", "of the last of them; 0 in a dry run")},
          {"events", std::move(events)},
          {"head", std::move(head)},
          {"cursor", typed("string", "EPOCH:SEQ: a subscriber that has come so far has seen them")},
          {"dry_run", typed("boolean", "nothing was recorded")},
          {"duplicate", typed("boolean", "the answer to an earlier command with this key")}}}};
    return {{"date_interval", std::move(interval)}, {"command_result", std::move(result)}};
}

/// Descriptions of the members of an object, or of the objects of a list.
void annotate_members(json::object& schema, std::string_view method, const std::string& place)
{
    if (auto* items = schema.if_contains("items"); items != nullptr && items->is_object()) {
        annotate_members(items->get_object(), method, place);
    }
    auto* members = schema.if_contains("properties");
    if (members == nullptr) {
        return;
    }
    for (auto& member : members->as_object()) {
        const auto path = place + "." + std::string(member.key());
        auto& inner = member.value().as_object();
        if (const auto text = meaning_of(method, path); !text.empty()) {
            inner["description"] = text;
        }
        annotate_members(inner, method, path);
    }
}

template <class F>
void for_each_word(std::string_view text, F f)
{
    while (!text.empty()) {
        const auto end = std::min(text.find(' '), text.size());
        f(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
}

/// Reasons of the conditions on the rows of one MACHINE.EVENT.
void add_conditions(
    std::set<std::string>& reasons, const engine::workflow_set& workflows, std::string_view step
)
{
    const auto dot = step.find('.');
    const auto* machine = workflows.find(step.substr(0, dot));
    if (machine == nullptr) {
        return;
    }
    for (const auto& row : machine->info().rows) {
        if (row.event == step.substr(dot + 1)) {
            for (const auto* guard : row.guards) {
                reasons.emplace(guard->reason);
            }
        }
    }
}

}  // namespace

json::object command_schema(const engine::command_method& m)
{
    auto schema = engine::codec::schema<engine::envelope>();
    auto properties = schema["properties"].as_object();
    properties["evidence"] = properties["sources"];
    properties.erase("sources");
    json::array required;
    if (m.info().needs_initiative) {
        required.push_back("initiative");
    } else {
        properties.erase("initiative");
    }
    const auto own = m.params_schema();
    for (const auto& [key, value] : own.at("properties").as_object()) {
        properties[key] = value;
    }
    if (const auto* more = own.if_contains("required")) {
        for (const auto& name : more->get_array()) {
            required.push_back(name);
        }
    }
    json::object out{{"type", "object"}, {"properties", std::move(properties)}};
    out["required"] = std::move(required);
    return out;
}

void annotate(json::object& method, const engine::workflow_set* workflows)
{
    const std::string name(method.at("name").as_string());
    for (auto& one : method.at("params").as_array()) {
        auto& param = one.as_object();
        const std::string key(param.at("name").as_string());
        if (const auto text = meaning_of(name, key); !text.empty()) {
            param["description"] = text;
        }
        annotate_members(param.at("schema").as_object(), name, key);
    }
    const auto* note = find_method_note(name);
    if (note == nullptr) {
        return;
    }
    if (!note->result.empty()) {
        method.at("result").as_object()["description"] = note->result;
    }
    std::set<std::string> reasons;
    for_each_word(note->reasons, [&](std::string_view code) { reasons.emplace(code); });
    if (workflows != nullptr) {
        for_each_word(note->steps, [&](std::string_view step) {
            add_conditions(reasons, *workflows, step);
        });
    }
    json::array list;
    for (const auto& code : reasons) {
        list.emplace_back(code);
    }
    method["x-reasons"] = std::move(list);
}

json::object openrpc_document(const engine::workflow_set& workflows)
{
    json::array methods;
    for (const auto& c : engine::commands()) {
        methods.push_back(command_doc(*c));
    }
    for (const auto& q : queries()) {
        methods.push_back(method_doc(q->name(), q->summary(), q->params_schema()));
    }
    for (const auto& m : account_method_docs()) {
        methods.push_back(administrators_doc(m.name, m.summary, m.schema));
    }
    methods.push_back(administrators_doc(
        status_method, "Backup age, disk, sockets, queue and configuration with origins.",
        {{"type", "object"}, {"properties", json::object{}}}
    ));
    for (auto& m : methods) {
        annotate(m.as_object(), &workflows);
    }
    return {
        {"openrpc", "1.2.6"},
        {"info",
         {{"title", "Depositary"},
          {"version", "1.0.0"},
          {"description",
           "A register of multilateral commitments: who endorsed, who "
           "pledged what, what was paid, what is late."}}},
        {"methods", std::move(methods)},
        {"components", {{"schemas", schemas()}}}};
}

}  // namespace depositary::api
