#include "api/registrar.hpp"

#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <future>

#include "api/missing_archetype.hpp"
#include "engine/event_codec.hpp"
#include "engine/snapshot.hpp"
#include "storage/sha256.hpp"
#include "tests/support/lacking_archetype.hpp"
#include "tests/support/memory_log.hpp"
#include "tests/support/staged_definition.hpp"
#include "workflows/workflows.hpp"

/// The one writer over a log in memory. All actors are MADE UP.

namespace {

namespace json = boost::json;
using namespace depositary;
using namespace std::chrono_literals;

constexpr std::int64_t noon_us = 1'709'294'400'000'000;  // 2024-03-01T12:00:00Z

struct bench
{
    testing::memory_log log;
    const engine::workflow_set* set = &workflows::workflows();
    std::string fatal;
    int ids = 0;

    std::unique_ptr<api::registrar> open(std::int64_t snapshot_events_min = 1'000'000)
    {
        api::registrar_ports ports;
        ports.writer = &log.writer();
        ports.make_reader = log.make_reader();
        ports.workflows = set;
        ports.sha256 = storage::sha256;
        ports.now_us = [] { return noon_us; };
        ports.fresh_id = [this] { return "id" + std::to_string(++ids); };
        ports.fatal = [this](const std::string& why) { fatal = why; };
        api::registrar_options options;
        options.snapshot_events_min = snapshot_events_min;
        auto r = std::make_unique<api::registrar>(std::move(ports), options);
        r->start();
        return r;
    }
};

api::rpc_reply send(api::registrar& r, const std::string& method, const std::string& params)
{
    std::promise<api::rpc_reply> answered;
    r.submit("operator", method, json::parse(params).as_object(), [&](api::rpc_reply reply) {
        answered.set_value(std::move(reply));
    });
    return answered.get_future().get();
}

json::object result(const api::rpc_reply& reply)
{
    const auto* ok = std::get_if<api::rpc_result>(&reply);
    BOOST_REQUIRE(ok != nullptr);
    return json::parse(ok->json).as_object();
}

std::string reason(const api::rpc_reply& reply)
{
    const auto* error = std::get_if<api::rpc_error>(&reply);
    BOOST_REQUIRE(error != nullptr);
    return json::value_to<std::string>(error->data.at("reason"));
}

std::string actor(int n, const std::string& key = {})
{
    const auto id = std::to_string(n);
    return R"({"id":"org:made-up-)" + id + R"(","kind":"company","name":{"en":"MADE UP )" + id +
           R"(","fr":"FICTIF"})" + (key.empty() ? "" : R"(,"idempotency_key":")" + key + R"(")") +
           "}";
}

std::string digest_of(const api::registrar& r)
{
    return engine::hex(storage::sha256(engine::canonical_state(*r.state())));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(registrar)

BOOST_AUTO_TEST_CASE(an_acknowledgement_carries_the_head_and_the_root_of_its_batch)
{
    bench b;
    const auto r = b.open();
    const auto answer = result(send(*r, "actor.register", actor(1)));
    BOOST_TEST(answer.at("head").at("seq").as_int64() == 1);
    BOOST_TEST(answer.at("head").at("root").as_string() == engine::hex(r->head().root));
}

BOOST_AUTO_TEST_CASE(a_program_without_an_archetype_that_the_log_needs_names_it)
{
    for (const std::int64_t snapshot_events_min : {std::int64_t{1}, std::int64_t{1'000'000}}) {
        bench b;
        {
            const auto r = b.open(snapshot_events_min);
            const auto document = tests::staged_definition("made-up");
            result(send(*r, "definition.publish", R"({"definition":)" + document + "}"));
            result(send(*r, "initiative.open", R"({"definition":"made-up"})"));
            r->stop();
        }
        const auto names_it = [](const api::missing_archetype& e) {
            const std::string_view what = e.what();
            return what.find("staged") != what.npos && what.find("made-up") != what.npos;
        };
        // None, another version, and one that cannot run this graph.
        for (const int version : {0, 2}) {
            const tests::lacking_archetype other(workflows::workflows(), "staged", version);
            b.set = &other;
            BOOST_CHECK_EXCEPTION(b.open(), api::missing_archetype, names_it);
        }
        const tests::lacking_archetype cannot_run(workflows::workflows(), "staged", 1);
        b.set = &cannot_run;
        BOOST_CHECK_THROW(b.open(), api::missing_archetype);
        b.set = &workflows::workflows();
        BOOST_CHECK_NO_THROW(b.open());
    }
}

BOOST_AUTO_TEST_CASE(a_key_sent_again_gets_the_original_answer_and_adds_nothing)
{
    bench b;
    const auto r = b.open();
    const auto first = result(send(*r, "actor.register", actor(1, "k")));
    BOOST_REQUIRE(result(send(*r, "actor.register", actor(2))).at("seq").as_int64() == 2);
    auto again = result(send(*r, "actor.register", actor(1, "k")));
    BOOST_TEST(again.at("duplicate").as_bool());
    again["duplicate"] = false;
    BOOST_TEST(again == first);
    BOOST_TEST(r->head().seq == 2);
    BOOST_TEST(reason(send(*r, "actor.register", actor(3, "k"))) == "E_KEY_REUSED");
}

BOOST_AUTO_TEST_CASE(a_key_is_in_the_log_and_shown_to_nobody)
{
    for (const std::string key : {"k", "a \\\"b\\\", \\\\c", "\\u00e9,\\\"initiative\\\":"}) {
        bench b;
        const auto r = b.open();
        const auto answer = result(send(*r, "actor.register", actor(1, key)));
        const auto shown = answer.at("events").as_array().at(0).as_object();
        BOOST_TEST(!shown.contains("idempotency_key"));
        BOOST_TEST(shown.at("initiative").as_string() == "register");
        const auto reader = b.log.make_reader()();
        reader->read(0, 1, [&](const engine::log_record& record) {
            auto kept = json::parse(record.bytes).as_object();
            BOOST_TEST(kept.contains("idempotency_key"));
            kept.erase("idempotency_key");
            BOOST_TEST(kept == shown);
            return true;
        });
    }
}

BOOST_AUTO_TEST_CASE(a_dry_run_answers_and_writes_nothing)
{
    bench b;
    const auto r = b.open();
    auto params = json::parse(actor(1, "k")).as_object();
    params["dry_run"] = true;
    const auto answer = result(send(*r, "actor.register", json::serialize(params)));
    BOOST_TEST(answer.at("events").as_array().size() == 1);
    BOOST_TEST(r->head().seq == 0);
    BOOST_TEST(!result(send(*r, "actor.register", actor(1, "k"))).at("duplicate").as_bool());
}

BOOST_AUTO_TEST_CASE(a_refused_append_changes_nothing_and_may_be_sent_again)
{
    bench b;
    const auto r = b.open();
    const auto before = digest_of(*r);
    b.log.fail_next(testing::append_fault::refuse);
    BOOST_TEST(reason(send(*r, "actor.register", actor(1, "k"))) == "E_READ_ONLY");
    BOOST_TEST(digest_of(*r) == before);
    BOOST_TEST(!result(send(*r, "actor.register", actor(1, "k"))).at("duplicate").as_bool());
}

BOOST_AUTO_TEST_CASE(the_writer_answers_between_two_batches_and_not_from_within_one)
{
    bench b;
    const auto r = b.open();
    std::promise<void> idle;
    r->ask([&] { idle.set_value(); });
    BOOST_CHECK(idle.get_future().wait_for(10s) == std::future_status::ready);

    // A listener that does not return is what a stuck disk is: the writer is inside a batch.
    std::promise<void> held;
    std::promise<void> release;
    r->listen([&](const auto&) {
        held.set_value();
        release.get_future().wait();
    });
    r->submit("operator", "actor.register", json::parse(actor(1)).as_object(), [](auto) {});
    held.get_future().wait();
    std::promise<void> asked;
    auto answered = asked.get_future();
    r->ask([&] { asked.set_value(); });
    BOOST_CHECK(answered.wait_for(50ms) == std::future_status::timeout);
    release.set_value();
    BOOST_CHECK(answered.wait_for(10s) == std::future_status::ready);
}

BOOST_AUTO_TEST_CASE(a_start_from_a_snapshot_equals_a_start_from_the_log)
{
    bench b;
    {
        const auto r = b.open(1);
        for (int i = 0; i < 20; ++i) {
            result(send(*r, "actor.register", actor(i)));
        }
        r->stop();
    }
    BOOST_REQUIRE(b.log.make_reader()()->latest_snapshot().has_value());
    const auto with = b.open();
    auto snapshot = *b.log.make_reader()()->latest_snapshot();
    b.log.writer().put_snapshot({snapshot.seq, "another build", snapshot.bytes});
    const auto without = b.open();
    BOOST_TEST(digest_of(*with) == digest_of(*without));
    BOOST_TEST(with->head().root == without->head().root);
}

BOOST_AUTO_TEST_CASE(a_damaged_snapshot_is_ignored)
{
    bench b;
    std::string digest;
    {
        const auto r = b.open(1);
        for (int i = 0; i < 5; ++i) {
            result(send(*r, "actor.register", actor(i)));
        }
        digest = digest_of(*r);
        r->stop();
    }
    const auto whole = *b.log.make_reader()()->latest_snapshot();
    const auto at = whole.bytes.find("MADE UP 3");
    BOOST_REQUIRE(at != std::string::npos);
    auto damaged = whole;
    damaged.bytes[at] = 'm';
    BOOST_TEST(!engine::decode_snapshot(damaged.bytes, storage::sha256).has_value());
    BOOST_TEST(engine::decode_snapshot(whole.bytes, storage::sha256).has_value());
    b.log.writer().put_snapshot(damaged);
    BOOST_TEST(digest_of(*b.open()) == digest);
}

BOOST_AUTO_TEST_SUITE_END()
