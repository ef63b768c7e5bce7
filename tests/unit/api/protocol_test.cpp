// What needs no socket: JSON as we take it, topics, rates, origins, log text.
#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>

#include <functional>
#include <variant>

#include "api/json_strict.hpp"
#include "api/jsonrpc.hpp"
#include "api/log_text.hpp"
#include "api/metrics.hpp"
#include "api/origin.hpp"
#include "api/rate_limit.hpp"
#include "api/topic.hpp"

namespace depositary::tests {

using namespace std::chrono_literals;

namespace {

std::string fault_of(std::string_view text)
{
    const auto parsed = api::parse_strict(text, 32);
    const auto* fault = std::get_if<api::json_fault>(&parsed);
    return fault == nullptr ? "" : fault->reason;
}

std::string canonical(std::string_view name)
{
    const auto parsed = api::topic::parse(name);
    const auto* t = std::get_if<api::topic>(&parsed);
    return t == nullptr ? "refused" : t->name();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(protocol_test)

BOOST_AUTO_TEST_CASE(an_object_may_not_name_a_member_twice_at_any_depth)
{
    BOOST_TEST(fault_of(R"({"a":1,"a":2})") == "E_JSON_DUPLICATE");
    BOOST_TEST(fault_of(R"([{"x":{"a":1,"b":2,"a":1}}])") == "E_JSON_DUPLICATE");
    BOOST_TEST(fault_of(R"({"a":1,"\u0061":2})") == "E_JSON_DUPLICATE");
    BOOST_TEST(fault_of(R"({"a":1,"b":{"a":2},"c":[{"a":3}]})") == "");
    BOOST_TEST(fault_of(R"({"a":"x:\"y\":z","b:":"\\"})") == "");
}

BOOST_AUTO_TEST_CASE(text_that_is_not_json_or_too_deep_or_not_utf8_is_refused)
{
    BOOST_TEST(fault_of("") == "E_JSON");
    BOOST_TEST(fault_of("{} x") == "E_JSON");
    BOOST_TEST(fault_of("\"\xff\"") == "E_JSON");
    BOOST_TEST(fault_of(std::string(32, '[') + std::string(32, ']')) == "");
    BOOST_TEST(fault_of(std::string(33, '[') + std::string(33, ']')) == "E_JSON_DEPTH");
}

BOOST_AUTO_TEST_CASE(a_batch_above_its_limit_is_refused_as_one)
{
    api::limits l;
    l.batch_items_max = 2;
    const auto m = api::parse_message("[1,2,3]", l);
    BOOST_TEST(!m.batch);
    BOOST_REQUIRE_EQUAL(m.items.size(), 1U);
    BOOST_TEST(m.items[0].fault->code == -32600);
}

BOOST_AUTO_TEST_CASE(an_id_that_json_cannot_say_is_refused_and_not_echoed)
{
    const auto m = api::parse_message(R"({"jsonrpc":"2.0","id":1e6662,"method":"a"})", {});
    BOOST_REQUIRE_EQUAL(m.items.size(), 1U);
    BOOST_TEST(m.items[0].fault.value().code == -32600);
    BOOST_TEST(m.items[0].id.is_null());
    BOOST_TEST(!api::parse_message(R"({"jsonrpc":"2.0","id":1.5,"method":"a"})", {}).items[0].fault
    );
}

BOOST_AUTO_TEST_CASE(a_batch_answers_in_its_own_order_whatever_comes_first)
{
    std::vector<api::reply_function> open;
    std::optional<std::string> sent;
    api::answer_message(
        api::parse_message(
            R"([{"jsonrpc":"2.0","id":1,"method":"a"},{"jsonrpc":"2.0","id":2,"method":"b"}])", {}
        ),
        "r", [&](auto&, const auto&, auto reply) { open.push_back(std::move(reply)); },
        [&](auto text) { sent = std::move(text); }
    );
    open[1](api::rpc_result{"\"second\""});
    BOOST_TEST(!sent.has_value());
    open[0](api::rpc_result{"\"first\""});
    BOOST_TEST(
        sent.value() ==
        R"([{"jsonrpc":"2.0","id":1,"result":"first"},{"jsonrpc":"2.0","id":2,"result":"second"}])"
    );
}

BOOST_AUTO_TEST_CASE(a_topic_has_one_name_whatever_the_order)
{
    BOOST_TEST(canonical("initiative:covax&actor:FRA") == "actor:FRA&initiative:covax");
    BOOST_TEST(canonical("actor:FRA&actor:FRA") == "actor:FRA");
    BOOST_TEST(canonical("all&actor:FRA") == "actor:FRA");
    BOOST_TEST(canonical("all") == "all");
    for (const auto* bad :
         {"", "covax", "actor", "actor:", "actor:\"", "color:red", "actor:FRA&", "area:a&area:b",
          "type:a&type:b&type:c&type:d&type:e"}) {
        BOOST_TEST_CONTEXT(bad)
        {
            BOOST_TEST(canonical(bad) == "refused");
        }
    }
    BOOST_TEST(canonical("actor:" + std::string(65, 'x')) == "refused");
}

BOOST_AUTO_TEST_CASE(an_event_answers_to_each_of_its_terms)
{
    api::published_event e;
    e.stream = "covax";
    e.area = "health";
    e.type = "pledge_registered";
    e.actors = {"FRA", "EUU"};
    const std::vector<std::string> expected{"actor:EUU",   "actor:FRA",
                                            "area:health", "initiative:covax",
                                            "type:pledge", "type:pledge_registered"};
    BOOST_TEST(api::terms_of(e) == expected, boost::test_tools::per_element());
    e = {};
    e.stream = "register";
    e.type = "opened";
    BOOST_TEST(api::terms_of(e) == std::vector<std::string>{"type:opened"});
}

BOOST_AUTO_TEST_CASE(a_bucket_gives_its_burst_and_then_its_rate)
{
    api::rate_limiter r({20, 40}, 100);
    const api::rate_limiter::time_point t0{};
    for (int i = 0; i < 40; ++i) {
        BOOST_TEST(!r.take("a", t0).has_value());
    }
    BOOST_TEST(r.take("a", t0).value() == 50ms);
    BOOST_TEST(!r.take("b", t0).has_value());
    BOOST_TEST(!r.take("a", t0 + 50ms).has_value());
    BOOST_TEST(r.take("a", t0 + 50ms).has_value());
    for (int i = 0; i < 40; ++i) {
        BOOST_TEST(!r.take("a", t0 + 1h).has_value());
    }
    BOOST_TEST(r.take("a", t0 + 1h).has_value());
}

BOOST_AUTO_TEST_CASE(buckets_of_invented_names_do_not_pile_up)
{
    api::rate_limiter r({1, 2}, 10);
    const api::rate_limiter::time_point t0{};
    for (int i = 0; i < 1000; ++i) {
        (void)r.take("name " + std::to_string(i), t0 + std::chrono::milliseconds(i));
        BOOST_TEST(r.keys() <= 10U);
    }
}

BOOST_AUTO_TEST_CASE(only_known_origins_are_allowed)
{
    const std::vector<std::string> known{"https://un.example"};
    BOOST_TEST(api::origin_allowed("", "h:1", known));
    BOOST_TEST(api::origin_allowed("http://h:1", "h:1", known));
    BOOST_TEST(api::origin_allowed("HTTPS://UN.example", "h:1", known));
    for (const auto* bad :
         {"null", "http://h", "http://h:1.evil.example", "h:1", "http://",
          "https://un.example.evil", "http://un.example"}) {
        BOOST_TEST_CONTEXT(bad)
        {
            BOOST_TEST(!api::origin_allowed(bad, "h:1", known));
        }
    }
    BOOST_TEST(!api::origin_allowed("http://", "", {}));
}

BOOST_AUTO_TEST_CASE(a_bearer_token_is_taken_from_its_header_only)
{
    BOOST_TEST(api::bearer_token("Bearer dep_1") == "dep_1");
    BOOST_TEST(api::bearer_token("bearer  dep_1 ") == "dep_1");
    BOOST_TEST(api::bearer_token("Basic dep_1") == "");
    BOOST_TEST(api::bearer_token("Bearer") == "");
    BOOST_TEST(api::header_lists("a, depositary.v1", "depositary.v1"));
    BOOST_TEST(!api::header_lists("depositary.v10", "depositary.v1"));
}

BOOST_AUTO_TEST_CASE(a_client_cannot_write_a_line_of_its_own_into_the_log)
{
    BOOST_TEST(api::log_value("plain") == "plain");
    BOOST_TEST(api::log_value("two words") == "\"two words\"");
    BOOST_TEST(api::log_value("") == "\"\"");
    for (const auto* hostile :
         {"a\nerror x=1", "a\rb", "\x1b[2J", "q\" forged=1", "\xe2\x80\xa8"}) {
        const auto shown = api::log_value(hostile);
        BOOST_TEST(shown.front() == '"');
        BOOST_TEST(shown.back() == '"');
        for (const char c : shown) {
            BOOST_TEST((c >= 0x20 && c < 0x7f));
        }
    }
    BOOST_TEST(api::log_value(std::string(5000, 'x')).size() < 300U);
}

BOOST_AUTO_TEST_CASE(a_log_line_becomes_json_with_the_same_keys)
{
    const auto line = "rpc method=a.b principal=" + api::log_value("x\" y=\\\n") + " ms=0.5 end";
    const auto o = boost::json::parse("{" + api::line_to_json_members(line) + "}").as_object();
    BOOST_TEST(o.at("event").as_string() == "rpc end");
    BOOST_TEST(o.at("method").as_string() == "a.b");
    BOOST_TEST(o.at("principal").as_string() == "x\" y=\\\\x0a");
    BOOST_TEST(o.at("ms").as_string() == "0.5");
    BOOST_TEST(boost::json::parse("{" + api::line_to_json_members("a=\"open") + "}").is_object());
}

BOOST_AUTO_TEST_CASE(metrics_count_refusals_and_closes_by_label)
{
    api::metrics m;
    m.refuse("E_ORIGIN");
    m.refuse("E_ORIGIN");
    m.close(1009);
    const auto text = m.text();
    BOOST_TEST(text.find("depositary_refused_total{reason=\"E_ORIGIN\"} 2\n") != text.npos);
    BOOST_TEST(text.find("depositary_websocket_closes_total{code=\"1009\"} 1\n") != text.npos);
    BOOST_TEST(text.find("# TYPE depositary_connections gauge\n") != text.npos);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace depositary::tests
