#include "workflows/diagram.hpp"

#include <algorithm>
#include <set>
#include <string_view>

#include "engine/assert.hpp"

namespace depositary::workflows {

namespace {

using engine::machine_info;
using engine::row_info;
using engine::state_info;

std::string xml(std::string_view text)
{
    std::string out;
    for (const char c : text) {
        switch (c) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '"':
                out += "&quot;";
                break;
            default:
                out += c;
        }
    }
    return out;
}

std::string attribute(std::string_view name, std::string_view value)
{
    return " " + std::string(name) + "=\"" + xml(value) + "\"";
}

std::string quoted(std::string_view text)
{
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') {
            out += '\\';
        }
        out += c;
    }
    return out + "\"";
}

bool taken(const row_info& row, const taken_path& path)
{
    return std::any_of(path.begin(), path.end(), [&](const engine::taken_step& s) {
        return s.from == row.source && s.event == row.event && s.to == row.target;
    });
}

void check(const machine_info& info, const std::optional<std::string>& current)
{
    const bool known =
        !current || std::any_of(info.states.begin(), info.states.end(), [&](const state_info& s) {
            return s.id == *current;
        });
    DEPOSITARY_ASSERT(known);
}

/// Each guard in brackets of its own: && binds tighter than the || that a guard may contain.
std::string condition(const row_info& row)
{
    std::string cond;
    for (const auto* g : row.guards) {
        cond += cond.empty() ? "" : " && ";
        const bool whole = row.guards.size() == 1;
        cond += whole ? std::string(g->expr) : "(" + std::string(g->expr) + ")";
    }
    return cond;
}

std::string joined(const row_info& row, std::string_view between, bool reasons)
{
    std::string out;
    for (const auto* g : row.guards) {
        out += out.empty() ? "" : between;
        out += reasons ? g->reason : g->id;
    }
    return out;
}

/// How a document names a machine's states and events: as they are, or after their region.
struct naming
{
    std::string before;

    [[nodiscard]] std::string operator()(std::string_view id) const
    {
        return before + std::string(id);
    }
};

std::string scxml_transition(
    const row_info& row, const taken_path& path, const naming& name, const std::string& indent
)
{
    std::string out = indent + "<transition" + attribute("event", name(row.event));
    if (!row.guards.empty()) {
        out += attribute("cond", condition(row));
    }
    if (!row.internal) {
        out += attribute("target", name(row.target));
    }
    if (!row.guards.empty()) {
        out += attribute("d:reasons", joined(row, " ", true));
    }
    if (taken(row, path)) {
        out += attribute("d:taken", "true");
    }
    return out + "/>\n";
}

std::string scxml_states(
    const machine_info& info, const std::optional<std::string>& current, const taken_path& path,
    const naming& name, const std::string& indent
)
{
    std::string out;
    for (const auto& s : info.states) {
        const std::string element = s.terminal ? "final" : "state";
        out += indent + "<" + element + attribute("id", name(s.id)) +
               attribute("d:en", s.label.en) + attribute("d:fr", s.label.fr);
        if (current && *current == s.id) {
            out += attribute("d:current", "true");
        }
        out += ">\n";
        for (const auto& row : info.rows) {
            if (row.source == s.id) {
                out += scxml_transition(row, path, name, indent + "  ");
            }
        }
        out += indent + "</" + element + ">\n";
    }
    return out;
}

std::string scxml_head(std::string_view name, std::string_view initial)
{
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<scxml" +
           attribute("xmlns", "http://www.w3.org/2005/07/scxml") +
           attribute("xmlns:d", "urn:depositary:workflow") + attribute("version", "1.0") +
           attribute("datamodel", "ecmascript") + attribute("name", name) +
           attribute("initial", initial);
}

template <class Names>
std::string scxml_data(const Names& facts)
{
    std::string out;
    for (const auto name : facts) {
        out += "    <data" + attribute("id", name) + attribute("expr", "0") + "/>\n";
    }
    return out.empty() ? out : "  <datamodel>\n" + out + "  </datamodel>\n";
}

/// Events that lead from one state to another, on one line of a drawing.
std::string drawn_label(const row_info& row, bool marked)
{
    std::string label(row.event);
    if (!row.guards.empty()) {
        label += " [" + joined(row, ", ", false) + "]";
    }
    if (marked) {
        label += " ✓";
    }
    return label;
}

}  // namespace

std::string to_scxml(
    const machine_info& info, const std::optional<std::string>& current, const taken_path& path
)
{
    check(info, current);
    return scxml_head(info.id, current ? std::string_view(*current) : info.initial) +
           attribute("d:version", std::to_string(info.version)) + ">\n" + scxml_data(info.facts) +
           scxml_states(info, current, path, {}, "  ") + "</scxml>\n";
}

std::string to_scxml(
    std::string_view archetype, const std::vector<const engine::machine_info*>& regions
)
{
    // Interpreters make an identifier of the name; a dash is none.
    std::string name(archetype);
    std::replace(name.begin(), name.end(), '-', '_');
    std::set<std::string_view> facts;
    for (const auto* info : regions) {
        facts.insert(info->facts.begin(), info->facts.end());
    }
    std::string out = scxml_head(name, name) + ">\n" + scxml_data(facts);
    out += "  <parallel" + attribute("id", name) + ">\n";
    for (const auto* info : regions) {
        const naming named{std::string(info->id) + "."};
        out += "    <state" + attribute("id", info->id) +
               attribute("initial", named(info->initial)) + attribute("d:en", info->title.en) +
               attribute("d:fr", info->title.fr) +
               attribute("d:version", std::to_string(info->version)) + ">\n";
        out += scxml_states(*info, std::nullopt, {}, named, "      ") + "    </state>\n";
    }
    return out + "  </parallel>\n</scxml>\n";
}

std::string to_mermaid(
    const machine_info& info, const std::optional<std::string>& current, const taken_path& path
)
{
    check(info, current);
    // Ids get a prefix: `end`, `state` and `note` are words of Mermaid's own.
    const auto id = [](std::string_view s) { return "s_" + std::string(s); };
    std::string out = "stateDiagram-v2\n";
    for (const auto& s : info.states) {
        out += "    state " + quoted(s.label.en) + " as " + id(s.id) + "\n";
    }
    out += "    [*] --> " + id(info.initial) + "\n";
    for (const auto& row : info.rows) {
        out += "    " + id(row.source) + " --> " + id(row.target) + " : " +
               drawn_label(row, taken(row, path)) + "\n";
    }
    for (const auto& s : info.states) {
        if (s.terminal) {
            out += "    " + id(s.id) + " --> [*]\n";
        }
    }
    if (current) {
        out += "    classDef current fill:#1f4e79,color:#ffffff\n";
        out += "    class " + id(*current) + " current\n";
    }
    return out;
}

std::string to_dot(
    const machine_info& info, const std::optional<std::string>& current, const taken_path& path
)
{
    check(info, current);
    std::string out = "digraph " + quoted(info.id) + " {\n    rankdir=LR;\n";
    out += "    node [shape=box, style=rounded];\n    \"\" [shape=point];\n";
    for (const auto& s : info.states) {
        out += "    " + quoted(s.id) + " [label=" + quoted(s.label.en);
        if (s.terminal) {
            out += ", peripheries=2";
        }
        if (current && *current == s.id) {
            out += ", style=\"rounded,filled\", fillcolor=\"#1f4e79\", fontcolor=white";
        }
        out += "];\n";
    }
    out += "    \"\" -> " + quoted(info.initial) + ";\n";
    for (const auto& row : info.rows) {
        const bool marked = taken(row, path);
        out += "    " + quoted(row.source) + " -> " + quoted(row.target) +
               " [label=" + quoted(drawn_label(row, marked));
        if (row.internal) {
            out += ", style=dashed";
        }
        if (marked) {
            out += ", penwidth=3";
        }
        out += "];\n";
    }
    return out + "}\n";
}

}  // namespace depositary::workflows
