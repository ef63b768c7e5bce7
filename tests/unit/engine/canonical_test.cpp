#include "engine/canonical.hpp"

#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

#include "engine/decision.hpp"

using namespace depositary::engine;

BOOST_AUTO_TEST_SUITE(canonical_test)

namespace {

std::string canonical_of(std::string_view text)
{
    return canonical(boost::json::parse(text));
}

std::string fault_of(std::string_view text)
{
    return canonical_fault(boost::json::parse(text)).value_or("");
}

}  // namespace

BOOST_AUTO_TEST_CASE(members_are_sorted_by_bytes_and_white_space_goes)
{
    BOOST_TEST(
        canonical_of(R"({ "b": 1, "a" : [ true, null , false ], "B": {} })") ==
        R"({"B":{},"a":[true,null,false],"b":1})"
    );
    // "é" is 0xC3 0xA9 and comes after every ASCII name.
    BOOST_TEST(canonical_of(R"({"é":1,"z":2,"":3})") == R"({"":3,"z":2,"é":1})");
    BOOST_TEST(canonical_of("[]") == "[]");
}

BOOST_AUTO_TEST_CASE(strings_use_the_shortest_escapes)
{
    BOOST_TEST(
        canonical_of(R"("\u0041\u00e9\/\"\\\b\f\n\r\t\u0001\u001f")") ==
        R"("Aé/\"\\\b\f\n\r\t\u0001\u001f")"
    );
    BOOST_TEST(canonical_of(R"("\ud83d\ude00")") == "\"\xF0\x9F\x98\x80\"");
}

BOOST_AUTO_TEST_CASE(integers_end_below_two_to_the_power_of_53)
{
    BOOST_TEST(
        canonical_of("[0,-0,9007199254740991,-9007199254740991]") ==
        "[0,0,9007199254740991,-9007199254740991]"
    );
    BOOST_TEST(fault_of("9007199254740991") == "");
    BOOST_TEST(fault_of(R"({"a":[1,9007199254740992]})").starts_with("\"a[1]\""));
    BOOST_TEST(fault_of("-9007199254740992") != "");
    BOOST_TEST(fault_of("18446744073709551615") != "");
}

BOOST_AUTO_TEST_CASE(fractions_have_no_canonical_form)
{
    BOOST_TEST(fault_of(R"({"rate":{"x":1.5}})").starts_with("\"rate.x\""));
    BOOST_TEST(fault_of("1e2") != "");
    BOOST_TEST(fault_of(R"("1.5")") == "");
}

BOOST_AUTO_TEST_CASE(a_typo_finds_its_word)
{
    BOOST_TEST(nearest("amout", {"actor", "amount"}) == "amount");
    BOOST_TEST(nearest("completely_else", {"actor", "amount"}) == "");
}

BOOST_AUTO_TEST_CASE(a_name_of_megabytes_is_near_to_nothing_and_costs_nothing)
{
    // Compared letter by letter with each of the thousand, this takes hours.
    const std::string given(20'000'000, 'a');
    const std::vector<std::string_view> known(1000, "amount");
    BOOST_TEST(nearest(given, known) == "");
}

BOOST_AUTO_TEST_CASE(a_fingerprint_is_of_method_and_content_alone)
{
    const auto of = [](std::string_view text) {
        return fingerprint_text("pledge.amend", boost::json::parse(text).as_object());
    };
    const std::string expected =
        R"({"method":"pledge.amend","params":{"amount":"1","initiative":"x"}})";
    BOOST_TEST(of(R"({"initiative":"x","amount":"1"})") == expected);
    BOOST_TEST(
        of(R"({"idempotency_key":"k","expected_version":3,"dry_run":true,)"
           R"("amount":"1","initiative":"x"})") == expected
    );
    BOOST_TEST(of(R"({"initiative":"x","amount":"2"})") != expected);
    BOOST_TEST(of(R"({"initiative":"x","amount":"1","reason":"r"})") != expected);
}

BOOST_AUTO_TEST_SUITE_END()
