#include "api/methods_page.hpp"

#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <fstream>
#include <set>
#include <sstream>
#include <string>

#include "api/limits.hpp"
#include "api/method_notes.hpp"
#include "api/openrpc.hpp"
#include "api/own_methods.hpp"
#include "engine/refusal.hpp"
#include "workflows/workflows.hpp"

/// docs/methods.md, and the notes that it and rpc.discover are made of.

namespace {

namespace json = boost::json;
using namespace depositary;

json::object discovered()
{
    auto document = api::openrpc_document(workflows::workflows());
    api::add_own_methods(document, api::limits{});
    return document;
}

/// "METHOD PARAMETER" of every parameter and of every member of one.
void collect(
    std::set<std::string>& out, const std::string& method, const std::string& place,
    const json::object& schema
)
{
    out.insert(method + " " + place);
    const auto* items = schema.if_contains("items");
    const auto& inner = items == nullptr ? schema : items->as_object();
    const auto* members = inner.if_contains("properties");
    if (members == nullptr || members->as_object().contains("en")) {
        return;
    }
    for (const auto& [key, value] : members->as_object()) {
        collect(out, method, place + "." + std::string(key), value.as_object());
    }
}

std::set<std::string> parameters()
{
    std::set<std::string> out;
    const auto document = discovered();
    for (const auto& m : document.at("methods").as_array()) {
        for (const auto& p : m.at("params").as_array()) {
            collect(
                out, std::string(m.at("name").as_string()), std::string(p.at("name").as_string()),
                p.at("schema").as_object()
            );
        }
    }
    return out;
}

std::set<std::string> words(std::string_view text)
{
    std::istringstream in{std::string(text)};
    std::set<std::string> out;
    for (std::string word; in >> word;) {
        out.insert(word);
    }
    return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(methods_page)

BOOST_AUTO_TEST_CASE(docs_methods_is_current)
{
    const std::string path = std::string(DEPOSITARY_SOURCE_DIR) + "/docs/methods.md";
    const auto page = api::methods_page(discovered());
    if (std::getenv("DEPOSITARY_WRITE_DOCS") != nullptr) {
        std::ofstream(path, std::ios::binary) << page;
    }
    std::ifstream in(path, std::ios::binary);
    std::ostringstream written;
    written << in.rdbuf();
    BOOST_TEST((written.str() == page), "docs/methods.md is not what rpc.discover says");
}

BOOST_AUTO_TEST_CASE(every_parameter_says_what_it_means)
{
    const auto document = discovered();
    for (const auto& m : document.at("methods").as_array()) {
        const std::string method(m.at("name").as_string());
        for (const auto& p : m.at("params").as_array()) {
            const bool said = p.as_object().contains("description") ||
                              p.at("schema").as_object().contains("description");
            BOOST_TEST(said, method << " " << p.at("name").as_string());
        }
    }
    for (const auto& one : parameters()) {
        const auto gap = one.find(' ');
        if (one.find('.', gap) != one.npos) {
            BOOST_TEST(!api::meaning_of(one.substr(0, gap), one.substr(gap + 1)).empty(), one);
        }
    }
}

BOOST_AUTO_TEST_CASE(every_note_is_of_a_parameter_that_exists)
{
    const auto all = parameters();
    for (const auto& note : api::parameter_notes()) {
        const auto fits = [&](const std::string& one) {
            const auto gap = one.find(' ');
            const auto method = std::string_view(one).substr(0, gap);
            const bool there = note.method.empty() || note.method == method ||
                               (note.method.ends_with('.') && method.starts_with(note.method));
            return there && std::string_view(one).substr(gap + 1) == note.parameter;
        };
        BOOST_TEST(std::any_of(all.begin(), all.end(), fits), note.method << " " << note.parameter);
    }
}

BOOST_AUTO_TEST_CASE(every_method_has_one_note_with_reasons_and_steps_that_exist)
{
    std::set<std::string_view> noted;
    for (const auto& note : api::method_notes()) {
        BOOST_TEST(noted.insert(note.method).second, note.method);
        for (const auto& reason : words(note.reasons)) {
            BOOST_TEST(engine::find_reason(reason) != nullptr, note.method << " " << reason);
        }
        for (const auto& step : words(note.steps)) {
            const auto dot = step.find('.');
            const auto* m = workflows::workflows().find(step.substr(0, dot));
            BOOST_REQUIRE_MESSAGE(m != nullptr, step);
            const auto& rows = m->info().rows;
            const bool known = std::any_of(rows.begin(), rows.end(), [&](const auto& row) {
                return row.event == step.substr(dot + 1);
            });
            BOOST_TEST(known, note.method << " " << step);
        }
    }
    const auto document = discovered();
    const auto& methods = document.at("methods").as_array();
    BOOST_TEST(methods.size() == noted.size());
    for (const auto& m : methods) {
        const std::string_view method(m.at("name").as_string());
        BOOST_TEST(noted.contains(method), method);
        const bool command = m.at("result").at("schema").as_object().contains("$ref");
        BOOST_TEST(command == !m.at("result").as_object().contains("description"), method);
    }
}

BOOST_AUTO_TEST_SUITE_END()
