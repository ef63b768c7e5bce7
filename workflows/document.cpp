#include "workflows/document.hpp"

#include <algorithm>
#include <string_view>

#include "engine/terms_words.hpp"
#include "workflows/diagram.hpp"

namespace depositary::workflows {

namespace {

constexpr std::string_view opening =
    "# Workflows\n"
    "\n"
    "Generated from the machines that are compiled in; a test fails when this page is not\n"
    "current. To write it anew, run the unit tests with `DEPOSITARY_WRITE_DOCS=1`.\n"
    "\n"
    "A machine is one question about one thing, such as whether a State has consented or\n"
    "whether a milestone was missed. An initiative, a participation, a pledge and a milestone\n"
    "each have several, side by side. A machine moves when an event arrives and all\n"
    "conditions of a row hold. Rows of one state and event are tried in the order shown. Each\n"
    "condition has a reason code, which a refusal carries together with the rule it rests on.\n"
    "Conditions compare integers: minor units, counts, day numbers (days since 1970-01-01),\n"
    "and 0 or 1 for no or yes. *From the command* marks a condition on what the command\n"
    "brings, which nobody can judge beforehand.\n"
    "\n";

std::string code(std::string_view text)
{
    return "`" + std::string(text) + "`";
}

/// A bar would end the table cell, even inside code.
std::string cell_code(std::string_view text)
{
    std::string out;
    for (const char c : text) {
        out += c == '|' ? "\\|" : std::string(1, c);
    }
    return code(out);
}

void join(std::string& out, std::string_view item)
{
    out += out.empty() ? "" : ", ";
    out += item;
}

std::string archetype_table(const engine::workflow_set& set)
{
    std::string out =
        "## Archetypes\n\n| archetype | initiative | each participation |\n"
        "|---|---|---|\n";
    for (const auto& a : set.archetypes()) {
        std::string regions = code(a.life);
        for (const auto id : a.regions) {
            join(regions, code(id));
        }
        std::string participation;
        for (const auto id : a.participation) {
            join(participation, code(id));
        }
        out += "| " + code(a.id) + " v" + std::to_string(a.version) + " (" +
               std::string(a.title.en) + ", " + std::string(a.title.fr) + ") | " + regions + " | " +
               participation + " |\n";
    }
    return out + "\n";
}

std::string states_and_events(const engine::machine_info& info)
{
    std::string out = "| state | English | French |\n|---|---|---|\n";
    for (const auto& s : info.states) {
        out += "| " + code(s.id) + (s.id == info.initial ? " (initial)" : "") +
               (s.terminal ? " (final)" : "") + " | " + std::string(s.label.en) + " | " +
               std::string(s.label.fr) + " |\n";
    }
    out += "\n| event | English | French |\n|---|---|---|\n";
    for (const auto& e : info.events) {
        out += "| " + code(e.id) + " | " + std::string(e.label.en) + " | " +
               std::string(e.label.fr) + " |\n";
    }
    return out + "\n";
}

std::string rows_table(const engine::machine_info& info)
{
    std::string out = "| from | event | to | if |\n|---|---|---|---|\n";
    for (const auto& row : info.rows) {
        std::string guards;
        for (const auto* g : row.guards) {
            join(guards, code(g->id));
        }
        out += "| " + code(row.source) + " | " + code(row.event) + " | " +
               (row.internal ? "(stays)" : code(row.target)) + " | " + guards + " |\n";
    }
    return out + "\n";
}

std::string guards_table(const engine::machine_info& info)
{
    std::vector<const engine::guard_info*> guards;
    for (const auto& row : info.rows) {
        for (const auto* g : row.guards) {
            if (std::find(guards.begin(), guards.end(), g) == guards.end()) {
                guards.push_back(g);
            }
        }
    }
    if (guards.empty()) {
        return {};
    }
    std::string out = "| condition | holds when | reason | rule |\n|---|---|---|---|\n";
    for (const auto* g : guards) {
        out += "| " + code(g->id) + (g->payload ? " (from the command)" : "") + " | " +
               std::string(g->words.en) + " " + cell_code(g->expr) + " | " + code(g->reason) +
               " | " + std::string(g->clause) + " |\n";
    }
    return out + "\n";
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

std::string keyed_list(std::string_view heading, const auto& items)
{
    if (items.empty()) {
        return {};
    }
    std::string out = std::string(heading) + "\n\n";
    for (const auto& item : items) {
        out += "- " + code(item.key) + ": " + item.title.en + " / " + item.title.fr + "\n";
    }
    return out + "\n";
}

std::string stages_of(const engine::definition& d)
{
    if (!d.stages) {
        return {};
    }
    std::string out = "| from | event | to | by |\n|---|---|---|---|\n";
    for (const auto& t : d.stages->transitions) {
        std::string by;
        for (const auto& role : t.by) {
            join(by, code(role));
        }
        out +=
            "| " + code(t.from) + " | " + code(t.event) + " | " + code(t.to) + " | " + by + " |\n";
    }
    return out + "\n";
}

std::string initiative_section(const engine::workflow_set& set, const engine::definition& d)
{
    std::string out = "### " + d.title.en + "\n\n" + code(d.id) + ", version " +
                      std::to_string(d.version) + ". In French: " + d.title.fr + ".";
    out += d.summary ? " " + d.summary->en : "";
    out += "\n\nArchetype " + code(d.archetype);
    if (const auto* a = set.archetype(d.archetype)) {
        std::string machines;
        for (const auto id : engine::regions_of(*a)) {
            join(machines, code(id));
        }
        out += " (" + machines + ")";
    }
    out += ", area " + code(d.area) + ".\n\n| rule | says | en français | rests on |\n";
    out += "|---|---|---|---|\n";
    for (const auto& rule : engine::rules_in_words(d)) {
        out += "| " + code(rule.topic) + " | " + cell(rule.says.en) + " | " + cell(rule.says.fr) +
               " | " + cell(rule.clause) + " |\n";
    }
    out += "\n" + keyed_list("Principles:", d.principles) + keyed_list("Steps:", d.steps) +
           keyed_list("Phases:", d.phases) + stages_of(d);
    if (!d.sources.empty()) {
        out += "Sources:\n\n";
        for (const auto& source : d.sources) {
            out += "- <" + source.uri + ">" + (source.title ? " " + *source.title : "") + "\n";
        }
        out += "\n";
    }
    return out;
}

}  // namespace

std::string workflows_document(
    const engine::workflow_set& set, const std::vector<engine::definition>& initiatives
)
{
    std::string out(opening);
    out += archetype_table(set);
    out +=
        "## Initiatives\n\nThe rules of each, as its definition of the catalogue states them.\n\n";
    for (const auto& d : initiatives) {
        out += initiative_section(set, d);
    }
    for (const auto* m : set.all()) {
        const auto& info = m->info();
        out += "## " + std::string(info.title.en) + "\n\n" + code(info.id) + ", version " +
               std::to_string(info.version) + ". In French: " + std::string(info.title.fr) +
               ".\n\n";
        out += "```mermaid\n" + to_mermaid(info) + "```\n\n";
        out += states_and_events(info) + rows_table(info) + guards_table(info);
    }
    out.pop_back();
    return out;
}

}  // namespace depositary::workflows
