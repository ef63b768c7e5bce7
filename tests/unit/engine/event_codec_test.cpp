#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>

#include "engine/canonical.hpp"
#include "tests/support/register_fixture.hpp"

using namespace depositary::engine;
using depositary::tests::day;

BOOST_AUTO_TEST_SUITE(event_codec_test)

namespace {

/// MADE UP.
event full_event()
{
    event e;
    e.seq = 7;
    e.stream = "made-up";
    e.version = 3;
    e.recorded_at_us = 1'709'294'400'000'000;
    e.effective_on = {day("2024-02-01"), day("2024-02-29"), "February 2024"};
    e.known_on = {std::nullopt, day("2024-03-01"), ""};
    e.principal = "p-1";
    e.role = "depositary";
    e.on_behalf_of = "AAA";
    e.reason = "made up";
    e.sources = {{"https://example.org/a", "A", std::string(64, 'a')}};
    e.idempotency_key = "k";
    e.definition = definition_ref{"made-up", 1, "00"};
    e.archetype_version = 1;
    e.supersedes = 5;
    e.payload = instrument_deposited{"AAA", "ratification", "declared", false};
    return e;
}

/// The canonical bytes of full_event() with one member replaced, or taken out when null.
std::string altered(std::string_view member, const boost::json::value& value)
{
    auto object = boost::json::parse(encode_event(full_event())).as_object();
    if (value.is_null()) {
        object.erase(member);
    } else {
        object[member] = value;
    }
    return boost::json::serialize(object);
}

std::string fault(const std::string& bytes)
{
    const auto decoded = decode_event(bytes);
    const auto* why = std::get_if<std::string>(&decoded);
    return why == nullptr ? "" : *why;
}

}  // namespace

BOOST_AUTO_TEST_CASE(the_bytes_of_an_event_are_fixed)
{
    event e;
    e.seq = 1;
    e.stream = "register";
    e.version = 1;
    e.principal = "operator";
    e.role = "operator";
    e.payload = actor_merged{"AAA", "BBB"};
    BOOST_TEST(
        encode_event(e) ==
        R"({"archetype_version":0,"initiative":"register","payload":{"id":"AAA",)"
        R"("into":"BBB"},"principal":"operator","recorded_at_us":0,"role":"operator",)"
        R"("schema":1,"seq":1,"type":"actor_merged","version":1})"
    );
}

BOOST_AUTO_TEST_CASE(every_member_survives_the_bytes)
{
    const auto bytes = encode_event(full_event());
    const auto decoded = decode_event(bytes);
    BOOST_REQUIRE(std::holds_alternative<event>(decoded));
    const auto& e = std::get<event>(decoded);
    BOOST_TEST(encode_event(e) == bytes);
    BOOST_CHECK(e.effective_on == full_event().effective_on);
    BOOST_CHECK(e.known_on == full_event().known_on);
    BOOST_CHECK(e.sources == full_event().sources);
    BOOST_CHECK(e.definition == full_event().definition);
    BOOST_TEST(e.supersedes.value() == 5);
    BOOST_TEST(e.on_behalf_of.value() == "AAA");
    BOOST_TEST(e.payload.get<instrument_deposited>().declaration.value() == "declared");
}

BOOST_AUTO_TEST_CASE(the_bytes_are_canonical)
{
    auto e = full_event();
    e.reason = "made up: \"\\\b\f\n\r\t\x01\x1f\x7f \u00e9 \U0001f54a";
    for (const bool with_key : {true, false}) {
        e.idempotency_key = with_key ? std::optional<std::string>("\"k\",\\") : std::nullopt;
        const auto text = write_event(e);
        auto parsed = boost::json::parse(text.bytes).as_object();
        BOOST_TEST(canonical(parsed) == text.bytes);
        BOOST_TEST(parsed.contains("idempotency_key") == with_key);
        parsed.erase("idempotency_key");
        BOOST_TEST(canonical(parsed) == text.shown());
    }
}

BOOST_AUTO_TEST_CASE(the_columns_come_from_the_bytes)
{
    const auto bytes = encode_event(full_event());
    const auto columns = std::get<log_record>(columns_of(bytes));
    BOOST_TEST(columns.seq == 7);
    BOOST_TEST(columns.stream == "made-up");
    BOOST_TEST(columns.version == 3);
    BOOST_TEST(columns.type == "instrument_deposited");
    BOOST_TEST(columns.actor == "AAA");
    BOOST_TEST(columns.recorded_at_us == 1'709'294'400'000'000);
    BOOST_TEST(columns.bytes == bytes);
    BOOST_CHECK(std::holds_alternative<std::string>(columns_of("{")));
}

BOOST_AUTO_TEST_CASE(what_is_wrong_with_bytes_is_named)
{
    BOOST_TEST(fault("{") == "not a JSON object");
    BOOST_TEST(fault("[]") == "not a JSON object");
    BOOST_TEST(fault(altered("schema", 2)) == "unknown schema 2");
    BOOST_TEST(fault(altered("type", "invented")) == "unknown event type invented");
    BOOST_TEST(fault(altered("principal", nullptr)) == "E_MISSING_FIELD principal");
    BOOST_TEST(fault(altered("surplus", 1)) == "E_UNKNOWN_FIELD surplus");
    BOOST_TEST(fault(altered("effective_on", "2024-02-30")) == "E_TYPE effective_on");
    BOOST_TEST(
        fault(altered("payload", boost::json::object{{"actor", "AAA"}})) ==
        "E_MISSING_FIELD payload.act"
    );
}

BOOST_AUTO_TEST_CASE(an_event_has_happened_by_the_day_it_was_recorded)
{
    auto e = full_event();  // recorded on 2024-03-01
    BOOST_TEST(settled_day(e).to_string() == "2024-02-29");
    e.effective_on = {day("2024-03-01"), day("2024-03-31"), "March 2024"};
    BOOST_TEST(settled_day(e).to_string() == "2024-03-01");
    e.effective_on = {};
    e.known_on = {{}, day("2024-02-10"), ""};
    BOOST_TEST(settled_day(e).to_string() == "2024-02-10");
    e.known_on = {};
    BOOST_TEST(settled_day(e).to_string() == "2024-03-01");
    BOOST_TEST(day_of(-1).to_string() == "1969-12-31");
}

BOOST_AUTO_TEST_CASE(the_actor_of_an_event_is_whom_it_concerns)
{
    pledge_registered p;
    p.content.actor = "AAA";
    BOOST_TEST(actor_of(p) == "AAA");
    BOOST_TEST(actor_of(endorsed{"BBB", {}}) == "BBB");
    milestone_planned m;
    m.owner = "CCC";
    BOOST_TEST(actor_of(m) == "CCC");
    BOOST_TEST(actor_of(event_annulled{3}) == "");
}

BOOST_AUTO_TEST_SUITE_END()
