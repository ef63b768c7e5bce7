#include "workflows/diagram.hpp"

#include <boost/property_tree/ptree.hpp>
#include <boost/property_tree/xml_parser.hpp>
#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>

#include "tests/unit/workflows/expression.hpp"
#include "tests/unit/workflows/random_facts.hpp"
#include "workflows/catalogue/catalogue.hpp"
#include "workflows/document.hpp"
#include "workflows/workflows.hpp"

namespace depositary::tests {

namespace {

using boost::property_tree::ptree;
using workflows::taken_path;

ptree parsed(const std::string& xml)
{
    std::istringstream in(xml);
    ptree tree;
    boost::property_tree::read_xml(in, tree);
    return tree.get_child("scxml");
}

std::string attribute(const ptree& element, const std::string& name)
{
    return element.get<std::string>("<xmlattr>." + name, "");
}

/// One step of the exported document, by the SCXML rules for one flat state: transitions in
/// document order, the first with the event and a condition that holds; without target it stays.
/// Empty when none is taken.
std::string interpreted(
    const ptree& document, const std::string& state, const std::string& event,
    const engine::machine_facts& facts
)
{
    for (const auto& [name, element] : document) {
        if ((name != "state" && name != "final") || attribute(element, "id") != state) {
            continue;
        }
        for (const auto& [child, transition] : element) {
            if (child != "transition" || attribute(transition, "event") != event) {
                continue;
            }
            const auto cond = attribute(transition, "cond");
            if (cond.empty() || expression(cond, facts).holds()) {
                const auto target = attribute(transition, "target");
                return target.empty() ? state : target;
            }
        }
    }
    return {};
}

const engine::machine_info& info_of(std::string_view id)
{
    return workflows::workflows().find(id)->info();
}

std::size_t count_of(const std::string& text, const std::string& part)
{
    std::size_t count = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
        ++count;
    }
    return count;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(workflow_exports)

BOOST_AUTO_TEST_CASE(the_scxml_export_runs_as_the_machine_runs)
{
    BOOST_TEST_INFO_SCOPE("seed " << facts_seed);
    random_facts random(facts_seed);
    for (const auto* m : workflows::workflows().all()) {
        const auto& info = m->info();
        const auto document = parsed(workflows::to_scxml(info));
        for (int trial = 0; trial < 40; ++trial) {
            const auto facts = random.of(info);
            for (const auto& s : info.states) {
                for (const auto& e : info.events) {
                    const std::string state(s.id);
                    const std::string event(e.id);
                    const auto is = interpreted(document, state, event, facts);
                    if (is != m->step(s.id, e.id, facts).to) {
                        BOOST_ERROR(info.id << ": " << state << " -" << event << "-> " << is);
                    }
                }
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(the_scxml_export_declares_every_fact_and_state_once)
{
    for (const auto* m : workflows::workflows().all()) {
        const auto& info = m->info();
        const auto document = parsed(workflows::to_scxml(info));
        BOOST_TEST(attribute(document, "initial") == info.initial);
        BOOST_TEST(attribute(document, "name") == info.id);
        std::set<std::string> states;
        for (const auto& [name, element] : document) {
            if (name == "state" || name == "final") {
                BOOST_TEST(states.insert(attribute(element, "id")).second);
            }
        }
        BOOST_TEST(states.size() == info.states.size(), info.id);
        std::set<std::string> facts;
        if (const auto model = document.get_child_optional("datamodel")) {
            for (const auto& [name, element] : *model) {
                facts.insert(attribute(element, "id"));
            }
        }
        BOOST_TEST(facts.size() == info.facts.size(), info.id);
    }
}

BOOST_AUTO_TEST_CASE(an_instance_is_marked_with_its_state_and_its_path)
{
    const auto& info = info_of("participation_consent");
    const taken_path path{
        {"eligible", "sign", "signatory"},
        {"signatory", "deposit_ratification", "consent_established"}};
    const auto scxml = workflows::to_scxml(info, "consent_established", path);
    BOOST_TEST(attribute(parsed(scxml), "initial") == "consent_established");
    BOOST_TEST(count_of(scxml, "d:current=\"true\"") == 1U);
    BOOST_TEST(count_of(scxml, "d:taken=\"true\"") == 2U);
    const auto mermaid = workflows::to_mermaid(info, "consent_established", path);
    BOOST_TEST(count_of(mermaid, "class s_consent_established current\n") == 1U);
    BOOST_TEST(count_of(mermaid, "✓\n") == 2U);
    const auto dot = workflows::to_dot(info, "consent_established", path);
    BOOST_TEST(count_of(dot, "fillcolor") == 1U);
    BOOST_TEST(count_of(dot, "penwidth=3") == 2U);
}

BOOST_AUTO_TEST_CASE(a_drawing_without_instance_marks_nothing)
{
    const auto& info = info_of("life_treaty");
    BOOST_TEST(count_of(workflows::to_scxml(info), "d:current") == 0U);
    BOOST_TEST(count_of(workflows::to_mermaid(info), "class ") == 0U);
    BOOST_TEST(count_of(workflows::to_dot(info), "fillcolor") == 0U);
}

BOOST_AUTO_TEST_CASE(every_row_is_drawn_once_in_mermaid_and_dot)
{
    for (const auto* m : workflows::workflows().all()) {
        const auto& info = m->info();
        std::size_t ends = 1;
        for (const auto& s : info.states) {
            ends += s.terminal ? 1U : 0U;
        }
        const auto mermaid = workflows::to_mermaid(info);
        BOOST_TEST(count_of(mermaid, " --> ") == info.rows.size() + ends, info.id);
        const auto dot = workflows::to_dot(info);
        BOOST_TEST(count_of(dot, " -> ") == info.rows.size() + 1, info.id);
        BOOST_TEST(count_of(dot, "\"") % 2 == 0U, info.id);
        BOOST_TEST(count_of(dot, "{") == 1U, info.id);
        BOOST_TEST(dot.ends_with("}\n"), info.id);
    }
}

BOOST_AUTO_TEST_CASE(docs_workflows_is_current)
{
    const std::string path = std::string(DEPOSITARY_SOURCE_DIR) + "/docs/workflows.md";
    std::vector<engine::definition> initiatives;
    for (const auto& one : workflows::catalogue_initiatives()) {
        auto parsed = engine::parse_definition(one.definition);
        BOOST_REQUIRE_MESSAGE(std::holds_alternative<engine::definition>(parsed), one.id);
        initiatives.push_back(std::get<engine::definition>(std::move(parsed)));
    }
    const auto page = workflows::workflows_document(workflows::workflows(), initiatives);
    if (std::getenv("DEPOSITARY_WRITE_DOCS") != nullptr) {
        std::ofstream(path, std::ios::binary) << page;
    }
    std::ifstream in(path, std::ios::binary);
    std::ostringstream written;
    written << in.rdbuf();
    BOOST_TEST((written.str() == page), "docs/workflows.md is not what the machines say");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace depositary::tests
