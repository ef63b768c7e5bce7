#include <boost/test/unit_test.hpp>

#include "tests/support/register_fixture.hpp"

using namespace depositary::engine;
using depositary::tests::made_up_definition;

BOOST_AUTO_TEST_SUITE(terms_test)

namespace {

/// "REASON field" of the refusal; empty when the MADE UP document passes.
std::string fault(const std::string& document)
{
    const auto parsed = parse_definition(document);
    const auto* r = std::get_if<refusal>(&parsed);
    return r == nullptr ? "" : r->reason + " " + r->field;
}

std::string rules(const std::string& more)
{
    return made_up_definition(
        "pact", "treaty", R"({"joining":{"acts":["ratification"])" + more + "}"
    );
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_document_that_says_little_is_enough)
{
    BOOST_TEST(fault(rules("}")) == "");
    const auto d = std::get<definition>(parse_definition(rules("}")));
    BOOST_TEST(d.version == 1);
    BOOST_TEST(!d.rules.entry_into_force.has_value());
    BOOST_TEST(!d.rules.joining.signature_required);
}

BOOST_AUTO_TEST_CASE(what_is_no_document_is_said_to_be_none)
{
    BOOST_TEST(fault("{") == "E_DEFINITION definition");
    BOOST_TEST(fault("{}") == "E_MISSING_FIELD id");
    BOOST_TEST(
        fault(rules(R"(,"sginature_required":true})")) ==
        "E_UNKNOWN_FIELD rules.joining.sginature_required"
    );
    BOOST_TEST(
        fault(rules(R"(,"signature":{"opens":"2024-13-01"}})")) ==
        "E_TYPE rules.joining.signature.opens"
    );
}

BOOST_AUTO_TEST_CASE(acts_are_of_the_list)
{
    BOOST_TEST(
        fault(made_up_definition("x", "treaty", R"({"joining":{"acts":[]}})")) ==
        "E_DEFINITION rules.joining.acts"
    );
    BOOST_TEST(
        fault(made_up_definition("x", "treaty", R"({"joining":{"acts":["sign"]}})")) ==
        "E_DEFINITION rules.joining.acts[0]"
    );
}

BOOST_AUTO_TEST_CASE(a_window_opens_before_it_closes)
{
    const auto window = [](const std::string& name, const std::string& closes) {
        return rules(",\"" + name + R"(":{"opens":"2024-02-02","closes":")" + closes + "\"}}");
    };
    for (const auto* name : {"signature", "accession"}) {
        BOOST_TEST(fault(window(name, "2024-02-02")) == "");
        BOOST_TEST(
            fault(window(name, "2024-02-01")) == "E_DEFINITION rules.joining." + std::string(name)
        );
    }
}

BOOST_AUTO_TEST_CASE(a_threshold_has_exactly_one_form)
{
    const auto entry = [](const std::string& threshold, const std::string& more = "") {
        return fault(rules(R"(},"entry_into_force":{"threshold":)" + threshold + more + "}"));
    };
    const std::string field = "E_DEFINITION rules.entry_into_force.threshold";
    BOOST_TEST(entry("{}") == field);
    BOOST_TEST(entry(R"({"count":1,"percent":"50"})") == field);
    BOOST_TEST(entry(R"({"count":0})") == field + ".count");
    BOOST_TEST(entry(R"({"count":1})") == "");
    BOOST_TEST(entry(R"({"count":100000})") == "");
    BOOST_TEST(entry(R"({"count":100001})") == field + ".count");
    BOOST_TEST(entry(R"({"percent":"55","weight":"emissions"})") == field + ".weight");
    BOOST_TEST(
        entry(R"({"all":[{"count":1},{"any":[{"count":0}]}]})") == field + ".all[1].any[0].count"
    );
    const std::string delay = "E_DEFINITION rules.entry_into_force.";
    BOOST_TEST(entry(R"({"count":1})", R"(,"delay":{"days":-1})") == delay + "delay");
    BOOST_TEST(entry(R"({"count":1})", R"(,"own_delay":{"months":1201})") == delay + "own_delay");
    BOOST_TEST(entry(R"({"count":1})", R"(,"delay":{"days":36525,"months":1200})") == "");
}

BOOST_AUTO_TEST_CASE(other_rules_are_linted_too)
{
    BOOST_TEST(
        fault(rules(R"(},"withdrawal":{"notice":{"days":36526}})")) ==
        "E_DEFINITION rules.withdrawal.notice"
    );
    BOOST_TEST(
        fault(rules(R"(},"withdrawal":{"lock_in":{"months":-1}})")) ==
        "E_DEFINITION rules.withdrawal.lock_in"
    );
    BOOST_TEST(
        fault(rules(R"(},"pledges":{"forms":["gold"]})")) == "E_DEFINITION rules.pledges.forms[0]"
    );
}

BOOST_AUTO_TEST_CASE(there_are_seven_areas_of_action)
{
    BOOST_TEST(areas_of_action().size() == 7U);
    auto document = rules("}");
    document.replace(document.find("climate"), 7, "weather");
    BOOST_TEST(fault(document) == "E_DEFINITION area");
    const std::string least = R"({"joining":{"acts":["joining"]}})";
    BOOST_TEST(fault(made_up_definition("register", "treaty", least)) == "E_DEFINITION id");
    BOOST_TEST(fault(made_up_definition("Pact", "treaty", least)) == "E_DEFINITION id");
}

BOOST_AUTO_TEST_SUITE_END()
