#include "engine/definition_diff.hpp"

#include <boost/test/unit_test.hpp>

#include "tests/support/staged_definition.hpp"

/// All definitions are MADE UP.

using namespace depositary::engine;
using namespace depositary::tests;

BOOST_AUTO_TEST_SUITE(definition_diff_test)

namespace {

definition parsed(const std::string& document)
{
    auto result = parse_definition(document);
    BOOST_REQUIRE(std::holds_alternative<definition>(result));
    return std::get<definition>(std::move(result));
}

std::string treaty(int count, const std::string& title = "MADE UP", const std::string& more = "")
{
    return R"({"id":"pact","version":1,"archetype":"treaty","archetype_version":1,)"
           R"("area":"climate","title":{"en":")" +
           title +
           R"(","fr":"FICTIF"},"rules":{"joining":{"acts":["ratification"]},)"
           R"("entry_into_force":{"threshold":{"count":)" +
           std::to_string(count) + "}}}" + more + "}";
}

}  // namespace

BOOST_AUTO_TEST_CASE(the_same_document_has_no_differences)
{
    auto other = parsed(treaty(15));
    other.version = 2;
    BOOST_TEST(diff_definitions(parsed(treaty(15)), other).empty());
}

BOOST_AUTO_TEST_CASE(a_rule_is_named_with_its_path_and_in_words)
{
    const auto d = diff_definitions(parsed(treaty(15)), parsed(treaty(20)));
    BOOST_TEST_REQUIRE(d.size() == 1U);
    BOOST_TEST(d[0].path == "rules.entry_into_force.threshold.count");
    BOOST_TEST(d[0].before->text == "15");
    BOOST_TEST(d[0].after->text == "20");
    BOOST_TEST(d[0].touches == "rules");
    BOOST_TEST(d[0].words.en == "The number of instruments needed for entry into force: 15 → 20.");
    BOOST_TEST(
        d[0].words.fr == "Le nombre d'instruments requis pour l'entrée en vigueur : 15 → 20."
    );
}

BOOST_AUTO_TEST_CASE(wording_is_no_rule)
{
    const auto d = diff_definitions(parsed(treaty(15)), parsed(treaty(15, "OTHER")));
    BOOST_TEST_REQUIRE(d.size() == 1U);
    BOOST_TEST(d[0].path == "title.en");
    BOOST_TEST(d[0].touches == "wording");
}

BOOST_AUTO_TEST_CASE(items_of_lists_go_by_their_keys)
{
    const auto principles = [](const std::string& items) {
        return treaty(15, "MADE UP", R"(,"principles":[)" + items + "]");
    };
    const std::string a = R"({"key":"a","title":{"en":"A","fr":"A"}})";
    const std::string b = R"({"key":"b","title":{"en":"B","fr":"B"}})";
    const auto added = diff_definitions(parsed(principles(b)), parsed(principles(a + "," + b)));
    BOOST_TEST_REQUIRE(added.size() == 1U);
    BOOST_TEST(added[0].path == "principles[a]");
    BOOST_TEST(!added[0].before.has_value());
    BOOST_TEST(added[0].words.en.starts_with("A principle (principles[a]): nothing → "));
    const auto swapped =
        diff_definitions(parsed(principles(a + "," + b)), parsed(principles(b + "," + a)));
    BOOST_TEST_REQUIRE(swapped.size() == 1U);
    BOOST_TEST(swapped[0].path == "principles");
}

BOOST_AUTO_TEST_CASE(stages_that_go_are_listed)
{
    const auto from = parsed(staged_definition("made-up"));
    const auto to = parsed(staged_definition(
        "made-up", made_up_graph(
                       made_up_stage("draft") + "," + made_up_stage("closed", true),
                       made_up_transition("draft", "close", "closed")
                   )
    ));
    BOOST_TEST(removed_stages(from, to) == (std::vector<std::string>{"open", "running"}));
    BOOST_TEST(removed_stages(to, from).empty());
    bool seen = false;
    for (const auto& d : diff_definitions(from, to)) {
        seen = seen || d.path == "stages.stages[open]";
        BOOST_TEST(d.touches == "stages");
        BOOST_TEST(!d.words.fr.empty());
    }
    BOOST_TEST(seen);
}

BOOST_AUTO_TEST_SUITE_END()
