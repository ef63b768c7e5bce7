// The server over real loopback sockets, in front of a made-up register.
#include "api/server.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>

#include <spdlog/spdlog.h>

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "tests/support/fake_backend.hpp"
#include "tests/support/ws_client.hpp"

namespace depositary::tests {

namespace json = boost::json;
namespace http = boost::beast::http;
using namespace std::chrono_literals;
using made_up = fake_backend::made_up;

namespace {

struct running_server
{
    explicit running_server(const std::function<void(api::server_options&)>& change = {})
    {
        spdlog::set_level(spdlog::level::off);
        api::server_options o;
        o.port = 0;
        // Tests ask faster than people do.
        o.bounds.read_rate = 1e6;
        o.bounds.read_burst = 1e6;
        if (change) {
            change(o);
        }
        server = std::make_unique<api::server>(o, register_);
        port = server->start();
    }
    ws_client connect(headers extra = {}) const { return ws_client(port, std::move(extra)); }

    fake_backend register_;
    std::unique_ptr<api::server> server;
    std::uint16_t port = 0;
};

bool eventually(const std::function<bool()>& holds, std::chrono::milliseconds patience = 10s)
{
    const auto until = std::chrono::steady_clock::now() + patience;
    while (!holds()) {
        if (std::chrono::steady_clock::now() > until) {
            return false;
        }
        std::this_thread::sleep_for(2ms);
    }
    return true;
}

std::int64_t code_of(const json::object& answer)
{
    return answer.at("error").at("code").as_int64();
}

std::string reason_of(const json::object& answer)
{
    return answer.at("error").at("data").at("reason").as_string().c_str();
}

/// The numbers and seqs of a topic's events until its number reaches `last`; checks the chain.
std::vector<std::int64_t> seqs_until(
    ws_client& c, std::int64_t first, std::int64_t last, std::string prev
)
{
    std::vector<std::int64_t> seqs;
    while (first <= last) {
        const auto e = c.event();
        BOOST_REQUIRE_EQUAL(e.at("n").as_int64(), first);
        BOOST_REQUIRE_EQUAL(e.at("prev").as_string(), prev);
        for (const auto& item : e.at("events").as_array()) {
            BOOST_REQUIRE_EQUAL(item.at("n").as_int64(), first++);
            seqs.push_back(item.at("seq").as_int64());
        }
        prev = e.at("cursor").as_string().c_str();
        BOOST_REQUIRE_EQUAL(prev, "ep1:" + std::to_string(seqs.back()));
    }
    return seqs;
}

/// France acts on covax at 3, 6, 9 ...; other events lie between.
void mixed_history(fake_backend& r, int thirds)
{
    for (int i = 0; i < thirds; ++i) {
        r.commit(std::vector<made_up>{
            {"covax", "pledge_registered", {"KEN"}},
            {"paris-call", "participation_joined", {"FRA"}, "cyber"},
            {"covax", "pledge_paid", {"FRA"}}});
    }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(server_test)

BOOST_AUTO_TEST_CASE(a_request_is_answered_and_ids_come_back_as_they_were)
{
    const running_server s;
    auto c = s.connect();
    for (const std::string id : {"7", "\"text\"", "null", "1.5E0"}) {
        c.send(R"({"jsonrpc":"2.0","id":)" + id + R"(,"method":"test.echo","params":{"a":1}})");
        const auto o = c.read_json();
        BOOST_TEST(o.at("id") == json::parse(id));
        BOOST_TEST(o.at("result").at("a").as_int64() == 1);
    }
}

BOOST_AUTO_TEST_CASE(what_is_not_json_rpc_gets_the_code_of_the_specification)
{
    const running_server s;
    auto c = s.connect();
    const std::vector<std::pair<std::string, int>> cases{
        {"{", -32700},
        {R"({"jsonrpc":"2.0","id":1,"id":2,"method":"test.echo"})", -32700},
        {std::string(40, '[') + std::string(40, ']'), -32700},
        {"[]", -32600},
        {"1", -32600},
        {R"({"jsonrpc":"1.0","id":1,"method":"test.echo"})", -32600},
        {R"({"jsonrpc":"2.0","id":{},"method":"test.echo"})", -32600},
        {R"({"jsonrpc":"2.0","id":1,"method":1})", -32600},
        {R"({"jsonrpc":"2.0","id":1,"method":"no.such"})", -32601},
        {R"({"jsonrpc":"2.0","id":1,"method":"test.echo","params":[1]})", -32602},
        {R"({"jsonrpc":"2.0","id":1,"method":"test.throw"})", -32603},
    };
    for (const auto& [text, code] : cases) {
        c.send(text);
        const auto o = c.read_json();
        BOOST_TEST_CONTEXT(text)
        {
            BOOST_TEST(code_of(o) == code);
            const auto& data = o.at("error").at("data").as_object();
            BOOST_TEST(data.at("reason").is_string());
            BOOST_TEST(data.at("retryable").is_bool());
            BOOST_TEST(data.at("request_id").as_string().starts_with("c1-"));
        }
    }
}

BOOST_AUTO_TEST_CASE(a_bad_item_of_a_batch_fails_alone)
{
    const running_server s;
    auto c = s.connect();
    c.send(R"([{"jsonrpc":"2.0","id":1,"method":"test.echo","params":{"a":1}},
               17,
               {"jsonrpc":"2.0","method":"test.echo"},
               {"jsonrpc":"2.0","id":2,"method":"test.refuse"}])");
    const auto answers = json::parse(c.read()).as_array();
    BOOST_REQUIRE_EQUAL(answers.size(), 3U);
    BOOST_TEST(answers[0].at("result").at("a").as_int64() == 1);
    BOOST_TEST(answers[1].at("error").at("code").as_int64() == -32600);
    BOOST_TEST(answers[1].at("id").is_null());
    BOOST_TEST(reason_of(answers[2].as_object()) == "E_TEST");
}

BOOST_AUTO_TEST_CASE(notifications_are_run_and_never_answered)
{
    running_server s;
    auto c = s.connect();
    c.send(R"({"jsonrpc":"2.0","method":"pledge.register"})");
    c.send(R"([{"jsonrpc":"2.0","method":"pledge.register"},
               {"jsonrpc":"2.0","method":"no.such"}])");
    c.send(R"({"jsonrpc":"2.0","id":"last","method":"test.echo"})");
    BOOST_TEST(c.read_json().at("id").as_string() == "last");
    BOOST_TEST(s.register_.head() == 2);
}

BOOST_AUTO_TEST_CASE(the_subprotocol_is_echoed_when_offered_and_not_needed)
{
    const running_server s;
    auto with = s.connect({{"Sec-WebSocket-Protocol", "other, depositary.v1"}});
    BOOST_TEST(with.response[http::field::sec_websocket_protocol] == "depositary.v1");
    auto without = s.connect();
    BOOST_TEST(without.response[http::field::sec_websocket_protocol] == "");
    BOOST_TEST(without.result("session.hello").at("principal").as_string() == "anonymous");
}

BOOST_AUTO_TEST_CASE(hello_tells_who_i_am_and_takes_a_token)
{
    running_server s;
    s.register_.add_token("dep_good", {"p-fra", "t1", {}});
    auto c = s.connect();
    BOOST_TEST(code_of(c.call("session.hello", {{"token", "dep_bad"}})) == -32001);
    const auto me = c.result("session.hello", {{"token", "dep_good"}, {"client", "test"}});
    BOOST_TEST(me.at("principal").as_string() == "p-fra");
    BOOST_TEST(me.at("roles").as_array().size() == 1U);
    BOOST_TEST(me.at("epoch").as_string() == "ep1");
    BOOST_TEST(me.at("head").as_int64() == 0);
    BOOST_TEST(me.at("heartbeat_ms").as_int64() == 15'000);
    BOOST_TEST(me.at("limits").at("subscriptions_per_socket_max").as_int64() == 32);
    auto bearer = s.connect({{"Authorization", "Bearer dep_good"}});
    BOOST_TEST(bearer.result("session.hello").at("principal").as_string() == "p-fra");
    BOOST_CHECK_THROW(s.connect({{"Authorization", "Bearer dep_bad"}}), std::exception);
}

BOOST_AUTO_TEST_CASE(known_clients_do_not_wait_behind_the_public)
{
    running_server s([](auto& o) { o.io_threads = 1; });
    // When a check fails, too: at its end the server waits for its lanes.
    const std::shared_ptr<void> at_end(nullptr, [&](void*) { s.register_.unblock(); });
    s.register_.add_token("dep_good", {"p-fra", "t1", {}});
    const headers good{{"Authorization", "Bearer dep_good"}};
    auto known = s.connect(good);
    known.result("session.hello");
    auto open = s.connect();
    open.result("session.hello");
    auto crowd = s.connect();
    crowd.send(R"({"jsonrpc":"2.0","id":1,"method":"test.block","params":{}})");
    BOOST_REQUIRE(eventually([&] { return s.register_.blocking == 1; }));

    BOOST_TEST(known.result("test.echo", {{"a", 1}}).at("a").as_int64() == 1);
    BOOST_TEST(known.result("subscribe", {{"topic", "all"}}).at("n").as_int64() == 0);
    s.register_.commit(made_up{});
    BOOST_TEST(known.event().at("n").as_int64() == 1);
    // The control: the public's only lane is taken.
    open.send(R"({"jsonrpc":"2.0","id":9,"method":"test.echo","params":{"a":1}})");
    BOOST_CHECK_THROW(open.read(300ms), no_message);

    s.register_.unblock();
    BOOST_TEST(crowd.read_json().at("result").as_string() == "unblocked");
}

BOOST_AUTO_TEST_CASE(each_request_is_served_where_its_sender_belongs)
{
    running_server s([](auto& o) { o.io_threads = 1; });
    s.register_.add_token("dep_good", {"p-fra", "t1", {}});
    const auto known = [&] { return s.server->counts().known_connections.load(); };
    const auto rpc = [](const std::string& id, const std::string& token) {
        const std::string body =
            R"({"jsonrpc":"2.0","id":)" + id + R"(,"method":"session.hello","params":{}})";
        return "POST /rpc HTTP/1.1\r\nHost: x\r\n" +
               (token.empty() ? "" : "Authorization: Bearer " + token + "\r\n") +
               "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
    };
    raw_client c(s.port);
    // All at once: what was read ahead goes with the connection.
    c.send(
        rpc("1", "") + rpc("2", "dep_good") + rpc("3", "dep_good") + rpc("4", "") +
        rpc("5", "dep_good") + rpc("6", "dep_bad") + rpc("7", "dep_good")
    );
    for (const auto* who : {"anonymous", "p-fra", "p-fra", "anonymous", "p-fra", "", "p-fra"}) {
        const auto r = c.read();
        BOOST_TEST(r.result_int() == (*who == 0 ? 401U : 200U));
        BOOST_TEST(
            (*who == 0 ||
             r.body().find("\"principal\":\"" + std::string(who) + '"') != std::string::npos)
        );
    }
    BOOST_TEST(known() == 1);
    // A page is the same for everybody, and is served wherever the connection is.
    c.send("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n");
    BOOST_TEST(c.read().body() == "ok\n");
    BOOST_TEST(known() == 1);
    // A body that comes in parts, the last of them after the move.
    const auto whole = rpc("8", "");
    const auto cut = whole.size() - 20;
    c.send(whole.substr(0, cut));
    BOOST_TEST(eventually([&] { return known() == 0; }));
    c.send(whole.substr(cut));
    BOOST_TEST(c.read().result_int() == 200U);
    c.close();

    auto socket = s.connect({{"Authorization", "Bearer dep_good"}});
    BOOST_TEST(socket.result("session.hello").at("principal").as_string() == "p-fra");
    BOOST_TEST(known() == 1);
    BOOST_TEST(socket.close());
    BOOST_TEST(eventually([&] { return known() == 0; }));
}

BOOST_AUTO_TEST_CASE(a_server_stops_while_connections_go_from_lane_to_lane)
{
    running_server s;
    s.register_.add_token("dep_good", {"p-fra", "t1", {}});
    std::atomic<bool> stopped{false};
    std::atomic<int> answered{0};
    std::vector<std::thread> clients;
    for (int n = 0; n < 4; ++n) {
        clients.emplace_back([&] {
            for (int k = 0; !stopped; ++k) {
                try {
                    http_call(
                        s.port, http::verb::post, "/rpc",
                        R"({"jsonrpc":"2.0","id":1,"method":"test.echo","params":{}})",
                        k % 2 == 0 ? headers{{"Authorization", "Bearer dep_good"}} : headers{}
                    );
                    ++answered;
                } catch (const std::exception&) {
                    // the server is stopping
                }
            }
        });
    }
    BOOST_TEST(eventually([&] { return answered > 200; }));
    s.server->stop();
    BOOST_TEST(s.server->counts().connections.load() == 0);
    BOOST_TEST(s.server->counts().known_connections.load() == 0);
    stopped = true;
    for (auto& c : clients) {
        c.join();
    }
}

BOOST_AUTO_TEST_CASE(discover_lists_the_registers_methods_and_the_servers)
{
    const running_server s;
    auto c = s.connect();
    const auto doc = c.result("rpc.discover");
    std::string names;
    for (const auto& m : doc.at("methods").as_array()) {
        names += std::string(m.at("name").as_string()) + " ";
    }
    for (const auto* name : {"pledge.register", "subscribe", "unsubscribe", "session.hello"}) {
        BOOST_TEST(names.find(name) != std::string::npos);
    }
    BOOST_TEST(doc.at("x-notifications").as_array().size() == 4U);
}

BOOST_AUTO_TEST_CASE(two_subscribers_get_the_same_bytes)
{
    running_server s;
    mixed_history(s.register_, 2);
    auto a = s.connect();
    auto b = s.connect();
    // The second stands after events that are not of the topic: its position is the same.
    a.result("subscribe", {{"topic", "actor:KEN"}});
    s.register_.commit({"paris-call", "participation_joined", {"FRA"}, "cyber"});
    b.result("subscribe", {{"topic", "all"}});
    b.result("subscribe", {{"topic", "actor:KEN"}});
    s.register_.commit({"covax", "pledge_paid", {"KEN"}});
    const auto one = a.event_text();
    auto two = b.event_text();
    if (two.find("\"topic\":\"all\"") != two.npos) {
        two = b.event_text();
    }
    BOOST_TEST(one == two);
    BOOST_TEST(one.find("\"n\":3") != one.npos);
}

BOOST_AUTO_TEST_CASE(intersections_are_canonical_and_count_without_a_hole)
{
    running_server s;
    mixed_history(s.register_, 40);
    auto c = s.connect();
    const auto at =
        c.result("subscribe", {{"topic", "initiative:covax&actor:FRA"}, {"cursor", "0"}});
    BOOST_TEST(at.at("topic").as_string() == "actor:FRA&initiative:covax");
    BOOST_TEST(at.at("behind").as_int64() == 40);
    BOOST_TEST(at.at("recovered").as_bool());
    const auto seqs = seqs_until(c, 1, 40, "ep1:0");
    for (std::size_t i = 0; i < seqs.size(); ++i) {
        BOOST_TEST(seqs[i] == static_cast<std::int64_t>(3 * (i + 1)));
    }
    BOOST_TEST(c.notification("caught_up").at("cursor").as_string() == "ep1:120");
    mixed_history(s.register_, 1);
    BOOST_TEST(seqs_until(c, 41, 41, "ep1:120").front() == 123);
}

BOOST_AUTO_TEST_CASE(one_initiative_counts_by_its_version_and_all_by_seq)
{
    running_server s;
    mixed_history(s.register_, 5);
    auto c = s.connect();
    BOOST_TEST(c.result("subscribe", {{"topic", "initiative:covax"}}).at("n").as_int64() == 10);
    BOOST_TEST(c.result("subscribe", {{"topic", "all"}}).at("n").as_int64() == 15);
    s.register_.commit(made_up{});
    for (int i = 0; i < 2; ++i) {
        const auto e = c.event();
        BOOST_TEST(e.at("n").as_int64() == (e.at("topic") == "all" ? 16 : 11));
    }
}

BOOST_AUTO_TEST_CASE(a_type_topic_takes_whole_names_and_first_words)
{
    running_server s;
    mixed_history(s.register_, 3);
    auto c = s.connect();
    BOOST_TEST(c.result("subscribe", {{"topic", "type:pledge"}}).at("n").as_int64() == 6);
    BOOST_TEST(c.result("subscribe", {{"topic", "type:pledge_paid"}}).at("n").as_int64() == 3);
    BOOST_TEST(c.result("subscribe", {{"topic", "area:cyber"}}).at("n").as_int64() == 3);
}

BOOST_AUTO_TEST_CASE(a_client_resumes_from_any_cursor_it_ever_had)
{
    // A ring of 8 events: most of the history comes from the log.
    running_server s([](auto& o) {
        o.bounds.ring_events_max = 8;
        o.bounds.frame_events_max = 7;
    });
    mixed_history(s.register_, 10);
    for (const std::int64_t from : {0, 1, 7, 14, 22, 29, 30}) {
        auto c = s.connect();
        const auto cursor = "ep1:" + std::to_string(from);
        const auto at = c.result("subscribe", {{"topic", "all"}, {"cursor", cursor}});
        BOOST_TEST(at.at("behind").as_int64() == 30 - from);
        const auto seqs = seqs_until(c, from + 1, 30, cursor);
        BOOST_TEST(seqs.size() == static_cast<std::size_t>(30 - from));
        BOOST_TEST(c.notification("caught_up").at("n").as_int64() == 30);
    }
    BOOST_TEST(s.register_.reads.load() > 1);
}

BOOST_AUTO_TEST_CASE(cursors_of_another_epoch_or_of_the_future_are_refused)
{
    const running_server s;
    auto c = s.connect();
    const auto expired = c.call("subscribe", {{"topic", "all"}, {"cursor", "old:0"}});
    BOOST_TEST(code_of(expired) == -32020);
    BOOST_TEST(expired.at("error").at("data").at("epoch").as_string() == "ep1");
    BOOST_TEST(code_of(c.call("subscribe", {{"topic", "all"}, {"cursor", "ep1:1"}})) == -32021);
    for (const auto* bad : {"", "1", "ep1:", "ep1:-1", "ep1:1x", "ep1:99999999999999999999"}) {
        BOOST_TEST(code_of(c.call("subscribe", {{"topic", "all"}, {"cursor", bad}})) == -32602);
    }
}

BOOST_AUTO_TEST_CASE(topics_of_unknown_kind_are_refused_with_a_remedy)
{
    const running_server s;
    auto c = s.connect();
    for (const auto* bad : {"planet:mars", "actor:", "actor:a b", "", "area:a&area:b"}) {
        const auto o = c.call("subscribe", {{"topic", bad}});
        BOOST_TEST(code_of(o) == -32602);
        BOOST_TEST(reason_of(o) == "E_TOPIC");
        BOOST_TEST(o.at("error").at("data").as_object().contains("remedy"));
    }
    BOOST_TEST(code_of(c.call("subscribe", {{"topic", "all"}, {"colour", "red"}})) == -32602);
}

BOOST_AUTO_TEST_CASE(the_answer_to_subscribe_comes_before_the_first_event)
{
    running_server s;
    std::atomic<bool> done{false};
    std::thread writer([&] {
        while (!done) {
            s.register_.commit(made_up{});
        }
    });
    for (int i = 0; i < 20; ++i) {
        auto c = s.connect();
        c.send(R"({"jsonrpc":"2.0","id":1,"method":"subscribe","params":{"topic":"all"}})");
        const auto first = c.read_json();
        BOOST_TEST(first.contains("id"));
        const auto n = first.at("result").at("n").as_int64();
        BOOST_TEST(c.event().at("n").as_int64() == n + 1);
    }
    done = true;
    writer.join();
}

BOOST_AUTO_TEST_CASE(a_snapshot_and_its_cursor_belong_together)
{
    running_server s;
    mixed_history(s.register_, 2);
    auto c = s.connect();
    const auto at = c.result("subscribe", {{"topic", "initiative:covax"}, {"snapshot", true}});
    BOOST_TEST(at.at("snapshot").at("method").as_string() == "initiative.get");
    BOOST_TEST(at.at("snapshot").at("seq").as_int64() == 6);
    BOOST_TEST(at.at("cursor").as_string() == "ep1:6");
    const auto both = c.call("subscribe", {{"topic", "all"}, {"snapshot", true}, {"cursor", "0"}});
    BOOST_TEST(code_of(both) == -32602);
}

BOOST_AUTO_TEST_CASE(unsubscribing_ends_the_events_and_frees_the_place)
{
    running_server s([](auto& o) { o.bounds.subscriptions_per_socket_max = 1; });
    auto c = s.connect();
    const auto sub = c.result("subscribe", {{"topic", "all"}}).at("sub");
    BOOST_TEST(reason_of(c.call("subscribe", {{"topic", "all"}})) == "E_ALREADY_SUBSCRIBED");
    BOOST_TEST(code_of(c.call("subscribe", {{"topic", "actor:FRA"}})) == -32022);
    BOOST_TEST(c.result("unsubscribe", {{"sub", sub}}).at("cursor").as_string() == "ep1:0");
    BOOST_TEST(code_of(c.call("unsubscribe", {{"sub", sub}})) == -32003);
    s.register_.commit(made_up{});
    BOOST_TEST(c.result("test.echo").empty());
    BOOST_TEST(c.events.empty());
    c.result("subscribe", {{"topic", "actor:FRA"}});
}

BOOST_AUTO_TEST_CASE(pending_events_go_out_as_one_message_encoded_once)
{
    running_server s;
    std::vector<std::unique_ptr<ws_client>> clients;
    for (int i = 0; i < 10; ++i) {
        clients.push_back(std::make_unique<ws_client>(s.port));
        clients.back()->result("subscribe", {{"topic", "all"}});
    }
    s.register_.commit_many(64, made_up{});
    for (auto& c : clients) {
        BOOST_TEST(c->event().at("events").as_array().size() == 64U);
    }
    BOOST_TEST(s.server->counts().frames_encoded.load() == 1U);
    BOOST_TEST(s.server->counts().events_delivered.load() == 640U);
}

BOOST_AUTO_TEST_CASE(what_is_committed_within_the_window_is_told_together)
{
    running_server s([](auto& o) { o.bounds.live_window = 500ms; });
    auto c = s.connect();
    c.result("subscribe", {{"topic", "all"}});
    for (int i = 0; i < 3; ++i) {
        s.register_.commit(made_up{});
    }
    BOOST_TEST(c.notification("event").at("events").as_array().size() == 3U);
    s.register_.commit(made_up{});
    BOOST_TEST(c.notification("event").at("events").as_array().size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_notification_stays_within_its_limits)
{
    running_server s([](auto& o) { o.bounds.frame_bytes_max = 4096; });
    s.register_.commit_many(100, {"covax", "pledge_paid", {"FRA"}, "health", 1000});
    auto c = s.connect();
    c.result("subscribe", {{"topic", "all"}, {"cursor", "0"}});
    std::size_t got = 0;
    while (got < 100) {
        const auto text = c.event_text();
        BOOST_TEST(text.size() < 4096U + 400U);
        got += json::parse(text).at("params").at("events").as_array().size();
    }
    BOOST_TEST(got == 100U);
}

BOOST_AUTO_TEST_CASE(a_slow_reader_costs_little_and_hears_that_it_lags)
{
    running_server s([](auto& o) {
        o.bounds.ring_events_max = 50;
        o.bounds.lagging_events_min = 100;
        o.bounds.frame_cache_bytes_max = 512 * 1024;
    });
    ws_client slow(s.port, {}, 4096);
    slow.result("subscribe", {{"topic", "all"}});
    auto quick = s.connect();
    quick.result("subscribe", {{"topic", "all"}});
    constexpr std::int64_t count = 3000;
    for (int i = 0; i < count; ++i) {
        s.register_.commit({"covax", "pledge_paid", {"FRA"}, "health", 8000});
    }
    seqs_until(quick, 1, count, "ep1:0");
    // 24 MB were published; what the server wrote for the slow one is bounded by socket buffers.
    const auto sent = s.server->counts().events_delivered.load();
    BOOST_TEST(sent < static_cast<std::uint64_t>(2 * count));
    bool lagged = false;
    for (std::int64_t n = 0; n < count;) {
        const auto o = slow.read_json();
        lagged = lagged || o.at("method") == "lagging";
        if (o.at("method") == "event") {
            BOOST_REQUIRE_EQUAL(o.at("params").at("n").as_int64(), n + 1);
            n += static_cast<std::int64_t>(o.at("params").at("events").as_array().size());
        }
    }
    BOOST_TEST(lagged);
    BOOST_TEST(slow.notification("caught_up").at("n").as_int64() == count);
}

/// Beast answers pings and closes, the server writes the other frames: each waits for the other's.
BOOST_AUTO_TEST_CASE(control_frames_come_between_whole_messages)
{
    running_server s([](auto& o) { o.bounds.frame_bytes_max = 1'000'000; });
    ws_client slow(s.port, {}, 4096);
    slow.result("subscribe", {{"topic", "all"}});
    constexpr std::int64_t count = 1000;
    std::int64_t n = 0;
    std::size_t pings = 0;
    for (; n < count; n += 100) {
        for (int i = 0; i < 100; ++i) {
            s.register_.commit({"covax", "pledge_paid", {"FRA"}, "health", 8000});
        }
        slow.ping(std::to_string(++pings));
        slow.send(R"({"jsonrpc":"2.0","id":1,"method":"test.echo","params":{}})");
    }
    std::int64_t seen = 0;
    for (std::size_t answers = 0; seen < count || answers < pings;) {
        const auto o = slow.read_json();
        answers += o.contains("result") ? 1 : 0;
        if (const auto* params = o.if_contains("params"); params && o.at("method") == "event") {
            seen += static_cast<std::int64_t>(params->at("events").as_array().size());
        }
    }
    BOOST_TEST(seen == count);
    for (int i = 0; slow.pongs.empty() && i < 100; ++i) {
        slow.result("test.echo");
    }
    // Pings that came together may be answered by the last of them (RFC 6455 section 5.5.3).
    BOOST_TEST_REQUIRE(!slow.pongs.empty());
    BOOST_TEST(slow.pongs.back() == std::to_string(pings));
    for (int i = 0; i < 500; ++i) {
        s.register_.commit({"covax", "pledge_paid", {"FRA"}, "health", 8000});
    }
    BOOST_TEST(slow.close());
    BOOST_TEST(eventually([&] { return s.server->counts().closed(1000) == 1; }));
}

BOOST_AUTO_TEST_CASE(a_write_that_never_ends_closes_the_socket)
{
    running_server s([](auto& o) {
        o.bounds.write_stall_timeout = 200ms;
        o.bounds.handshake_timeout = 200ms;
    });
    ws_client stuck(s.port, {}, 4096);
    stuck.result("subscribe", {{"topic", "all"}});
    for (int i = 0; i < 3000; ++i) {
        s.register_.commit({"covax", "pledge_paid", {"FRA"}, "health", 8000});
    }
    BOOST_TEST(eventually([&] { return s.server->counts().closed(4008) == 1; }));
    BOOST_TEST(eventually([&] { return s.server->counts().subscriptions == 0; }));
}

BOOST_AUTO_TEST_CASE(a_heartbeat_carries_cursors_that_move_without_events)
{
    running_server s([](auto& o) { o.bounds.heartbeat_period = 50ms; });
    auto c = s.connect();
    const auto sub = c.result("subscribe", {{"topic", "actor:XKX"}}).at("sub").as_string();
    s.register_.commit_many(5, made_up{});
    for (;;) {
        const auto beat = c.notification("heartbeat");
        BOOST_TEST(beat.at("time").as_string().size() == 20U);
        if (beat.at("head").as_int64() == 5) {
            BOOST_TEST(beat.at("subs").at(sub).as_string() == "ep1:5");
            break;
        }
    }
}

BOOST_AUTO_TEST_CASE(oversized_messages_close_with_1009)
{
    const running_server s;
    auto c = s.connect();
    c.send('"' + std::string(64 * 1024, 'x') + '"');
    BOOST_TEST(c.closed_with() == 1009U);
    BOOST_TEST(eventually([&] { return s.server->counts().closed(1009) == 1; }));
}

BOOST_AUTO_TEST_CASE(invalid_utf8_closes_with_1007)
{
    const running_server s;
    auto c = s.connect();
    c.send("\"\xff\xfe\"");
    BOOST_TEST(c.closed_with() == 1007U);
}

BOOST_AUTO_TEST_CASE(binary_messages_close_with_1003)
{
    const running_server s;
    auto c = s.connect();
    c.send_binary("{}");
    BOOST_TEST(c.closed_with() == 1003U);
}

BOOST_AUTO_TEST_CASE(a_browser_with_many_cookies_may_upgrade)
{
    const running_server s;
    ws_client c(s.port, {{"Cookie", "of-another-server=" + std::string(3000, 'x')}});
    BOOST_TEST(c.call("test.echo").contains("result"));
}

BOOST_AUTO_TEST_CASE(a_foreign_origin_is_refused_and_a_known_one_is_not)
{
    const running_server s([](auto& o) { o.allowed_origins = {"https://un.example"}; });
    const auto own = "http://127.0.0.1:" + std::to_string(s.port);
    BOOST_CHECK_NO_THROW(s.connect({{"Origin", own}}));
    BOOST_CHECK_NO_THROW(s.connect({{"Origin", "https://un.example"}}));
    for (const std::string bad : {"https://evil.example", "null", "http://127.0.0.1"}) {
        BOOST_CHECK_THROW(s.connect({{"Origin", bad}}), std::exception);
        const auto r = http_call(s.port, http::verb::post, "/rpc", "{}", {{"Origin", bad}});
        BOOST_TEST(r.result_int() == 403U);
    }
    BOOST_TEST(s.server->counts().refused("E_ORIGIN") == 6U);
}

BOOST_AUTO_TEST_CASE(commands_over_the_rate_are_refused_with_the_time_to_wait)
{
    running_server s([](auto& o) {
        o.bounds.command_rate = 1;
        o.bounds.command_burst = 3;
    });
    auto c = s.connect();
    for (int i = 0; i < 3; ++i) {
        c.result("pledge.register");
    }
    const auto refused = c.call("pledge.register");
    BOOST_TEST(code_of(refused) == -32004);
    BOOST_TEST(refused.at("error").at("data").at("retryable").as_bool());
    const auto wait = refused.at("error").at("data").at("retry_after_ms").as_int64();
    BOOST_TEST(wait > 0);
    BOOST_TEST(wait <= 1000);
    // Reads have a bucket of their own, and so has a named principal.
    c.result("test.echo");
    s.register_.add_token("dep_good", {"p-fra", "t1", {}});
    c.result("session.hello", {{"token", "dep_good"}});
    c.result("pledge.register");
    BOOST_TEST(s.register_.head() == 4);
}

BOOST_AUTO_TEST_CASE(connections_over_the_cap_get_503)
{
    const running_server s([](auto& o) { o.bounds.connections_per_ip_max = 2; });
    auto a = std::make_unique<ws_client>(s.port);
    auto b = s.connect();
    BOOST_TEST(http_call(s.port, http::verb::get, "/healthz").result_int() == 503U);
    a.reset();
    BOOST_TEST(eventually([&] {
        return http_call(s.port, http::verb::get, "/healthz").result_int() == 200U;
    }));
}

BOOST_AUTO_TEST_CASE(slow_headers_end_the_connection_and_delay_nobody)
{
    const running_server s([](auto& o) { o.bounds.header_timeout = 150ms; });
    boost::asio::io_context io;
    std::vector<boost::asio::ip::tcp::socket> dribblers;
    for (int i = 0; i < 50; ++i) {
        auto& d = dribblers.emplace_back(io);
        d.connect({boost::asio::ip::address_v4::loopback(), s.port});
        boost::asio::write(d, boost::asio::buffer(std::string_view("GET / HTTP/1.1\r\nHo")));
    }
    BOOST_TEST(http_call(s.port, http::verb::get, "/healthz").result_int() == 200U);
    const auto begun = std::chrono::steady_clock::now();
    char byte = 0;
    boost::system::error_code ec;
    boost::asio::read(dribblers.front(), boost::asio::buffer(&byte, 1), ec);
    BOOST_TEST(ec.failed());
    BOOST_TEST((std::chrono::steady_clock::now() - begun < 5s));
    BOOST_TEST(eventually([&] { return s.server->counts().connections == 0; }));
}

BOOST_AUTO_TEST_CASE(http_serves_rpc_health_and_metrics)
{
    running_server s;
    const auto post = [&](std::string body, const headers& extra = {}) {
        return http_call(s.port, http::verb::post, "/rpc", std::move(body), extra);
    };
    const auto one = post(R"({"jsonrpc":"2.0","id":1,"method":"test.echo","params":{"a":1}})");
    BOOST_TEST(one.result_int() == 200U);
    BOOST_TEST(one.body() == R"({"jsonrpc":"2.0","id":1,"result":{"a":1}})");
    BOOST_TEST(post(R"({"jsonrpc":"2.0","method":"test.echo"})").result_int() == 204U);
    const auto sub = post(R"({"jsonrpc":"2.0","id":1,"method":"subscribe"})");
    BOOST_TEST(sub.body().find("E_NEEDS_WEBSOCKET") != std::string::npos);
    BOOST_TEST(post("{}", {{"Authorization", "Bearer nobody"}}).result_int() == 401U);
    BOOST_TEST(post(std::string(1024 * 1024 + 1, ' ')).result_int() == 413U);
    BOOST_TEST(http_call(s.port, http::verb::get, "/rpc").result_int() == 405U);
    BOOST_TEST(http_call(s.port, http::verb::get, "/nowhere").result_int() == 404U);
    BOOST_TEST(http_call(s.port, http::verb::get, "/?a=b").result_int() == 200U);
    BOOST_TEST(http_call(s.port, http::verb::get, "/readyz").result_int() == 200U);
    s.register_.is_ready = false;
    const auto not_ready = http_call(s.port, http::verb::get, "/readyz");
    BOOST_TEST(not_ready.result_int() == 503U);
    BOOST_TEST(not_ready.body() == "made up reason\n");
    const auto m = http_call(s.port, http::verb::get, "/metrics").body();
    BOOST_TEST(m.find("depositary_made_up 1") != std::string::npos);
    BOOST_TEST(m.find("depositary_refused_total{reason=\"E_UNAUTHENTICATED\"} 1") != m.npos);
}

BOOST_AUTO_TEST_CASE(headers_over_the_limit_get_431)
{
    const running_server s;
    const auto r =
        http_call(s.port, http::verb::get, "/healthz", {}, {{"X-Long", std::string(9000, 'x')}});
    BOOST_TEST(r.result_int() == 431U);
}

BOOST_AUTO_TEST_CASE(an_expired_or_revoked_token_closes_with_4401)
{
    running_server s([](auto& o) { o.bounds.heartbeat_period = 100ms; });
    const auto soon = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    s.register_.add_token("dep_short", {"p-a", "t1", soon + 2s});
    s.register_.add_token("dep_long", {"p-b", "t2", {}});
    auto expiring = s.connect({{"Authorization", "Bearer dep_short"}});
    auto revoked = s.connect();
    revoked.result("session.hello", {{"token", "dep_long"}});
    s.register_.revoke_token("dep_long");
    BOOST_TEST(revoked.closed_with() == 4401U);
    BOOST_TEST(expiring.closed_with() == 4401U);
    BOOST_TEST((std::chrono::system_clock::now() >= soon + 2s));
}

BOOST_AUTO_TEST_CASE(a_client_that_takes_no_answers_is_not_read_further)
{
    running_server s([](auto& o) { o.bounds.requests_in_flight_max = 4; });
    auto c = s.connect();
    for (int i = 0; i < 10; ++i) {
        c.send(R"({"jsonrpc":"2.0","id":1,"method":"test.hold"})");
    }
    BOOST_TEST(eventually([&] { return s.register_.holding() == 4; }));
    std::this_thread::sleep_for(50ms);
    BOOST_TEST(s.register_.holding() == 4U);
    std::size_t answered = 0;
    while (answered < 10) {
        BOOST_REQUIRE(eventually([&] { return s.register_.holding() > 0; }));
        const auto held = s.register_.holding();
        s.register_.release();
        for (std::size_t i = 0; i < held; ++i, ++answered) {
            BOOST_TEST(c.read_json().at("result").as_string() == "released");
        }
    }
}

BOOST_AUTO_TEST_CASE(stopping_answers_what_is_in_flight_and_closes_with_1001)
{
    running_server s;
    auto idle = s.connect();
    idle.result("subscribe", {{"topic", "all"}});
    auto busy = s.connect();
    busy.send(R"({"jsonrpc":"2.0","id":1,"method":"test.hold"})");
    BOOST_REQUIRE(eventually([&] { return s.register_.holding() == 1; }));
    std::thread stopper([&] { s.server->stop(); });
    BOOST_TEST(idle.closed_with() == 1001U);
    BOOST_TEST(idle.close_reason().find("s1=ep1:0") != std::string::npos);
    s.register_.release();
    BOOST_TEST(busy.read_json().at("result").as_string() == "released");
    BOOST_TEST(busy.closed_with() == 1001U);
    stopper.join();
    BOOST_CHECK_THROW(s.connect(), std::exception);
}

BOOST_AUTO_TEST_CASE(stopping_does_not_wait_for_ever_and_late_answers_do_no_harm)
{
    fake_backend made_up_register;
    {
        api::server_options o;
        o.port = 0;
        o.bounds.drain_timeout = 100ms;
        api::server server(o, made_up_register);
        ws_client c(server.start());
        c.send(R"({"jsonrpc":"2.0","id":1,"method":"test.hold"})");
        BOOST_REQUIRE(eventually([&] { return made_up_register.holding() == 1; }));
        const auto begun = std::chrono::steady_clock::now();
        server.stop();
        BOOST_TEST((std::chrono::steady_clock::now() - begun < 5s));
    }
    made_up_register.release();
    made_up_register.commit(made_up{});
}

BOOST_AUTO_TEST_CASE(a_log_that_cannot_be_read_closes_the_reader_with_1011)
{
    running_server s([](auto& o) { o.bounds.ring_events_max = 1; });
    s.register_.commit_many(20, made_up{});
    auto c = s.connect();
    s.register_.fail_reads = true;
    c.result("subscribe", {{"topic", "all"}, {"cursor", "0"}});
    BOOST_TEST(c.closed_with() == 1011U);
    s.register_.fail_reads = false;
    auto again = s.connect();
    again.result("subscribe", {{"topic", "all"}, {"cursor", "0"}});
    BOOST_TEST(again.event().at("n").as_int64() == 1);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace depositary::tests
