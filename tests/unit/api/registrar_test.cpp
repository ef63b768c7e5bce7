#include "api/registrar.hpp"

#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <future>
#include <optional>
#include <semaphore>
#include <thread>

#include "api/missing_archetype.hpp"
#include "engine/event_codec.hpp"
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

/// Holds the first appends of two records or more, each until it is let go.
class held_writer final : public engine::log_writer
{
public:
    held_writer(engine::log_writer& below, int holds) : below_(below), holds_(holds) {}

    engine::append_result append(const engine::log_batch& batch, std::int64_t expected) override
    {
        if (batch.records.size() > 1 && holds_ > 0) {
            --holds_;
            reached_.release();
            released_.acquire();
        }
        return below_.append(batch, expected);
    }

    void wait_until_appending() { BOOST_REQUIRE(reached_.try_acquire_for(60s)); }
    void let_go() { released_.release(); }

private:
    engine::log_writer& below_;
    int holds_;
    std::counting_semaphore<> reached_{0};
    std::counting_semaphore<> released_{0};
};

struct bench
{
    testing::memory_log log;
    engine::log_writer* writer = &log.writer();
    const engine::workflow_set* set = &workflows::workflows();
    std::string fatal;
    int ids = 0;

    std::unique_ptr<api::registrar> open()
    {
        api::registrar_ports ports;
        ports.writer = writer;
        ports.make_reader = log.make_reader();
        ports.workflows = set;
        ports.sha256 = storage::sha256;
        ports.now_us = [] { return noon_us; };
        ports.fresh_id = [this] { return "id" + std::to_string(++ids); };
        ports.fatal = [this](const std::string& why) { fatal = why; };
        auto r = std::make_unique<api::registrar>(std::move(ports), api::registrar_options{});
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

/// A command on its way.
struct pending
{
    std::promise<api::rpc_reply> answered;
    std::future<api::rpc_reply> reply = answered.get_future();

    pending(api::registrar& r, const std::string& params)
    {
        r.submit("operator", "actor.register", json::parse(params).as_object(), [this](auto given) {
            answered.set_value(std::move(given));
        });
    }
    pending(const pending&) = delete;
    pending& operator=(const pending&) = delete;
};

/// A registrar whose first batch, of the commands 1 and 2, is being appended and goes no further.
struct busy_bench : bench
{
    held_writer held;
    std::unique_ptr<api::registrar> r;
    std::promise<void> blocked;
    std::optional<pending> first, second;

    explicit busy_bench(int holds = 1) : held(log.writer(), holds)
    {
        writer = &held;
        r = open();
        // Both are queued while the registrar is held up, and so make one batch.
        std::promise<void> reached;
        r->ask([&] {
            reached.set_value();
            blocked.get_future().wait();
        });
        reached.get_future().wait();
        first.emplace(*r, actor(1, "k1"));
        second.emplace(*r, actor(2, "k2"));
        blocked.set_value();
        held.wait_until_appending();
    }
};

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
    bench b;
    {
        const auto r = b.open();
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

BOOST_AUTO_TEST_CASE(what_comes_while_a_batch_is_appended_follows_it)
{
    busy_bench b;
    pending third(*b.r, actor(3, "k3"));
    pending again(*b.r, actor(1, "k1"));
    pending other(*b.r, actor(4, "k2"));
    pending taken(*b.r, actor(2));
    BOOST_CHECK(third.reply.wait_for(50ms) == std::future_status::timeout);
    BOOST_TEST(b.r->head().seq == 0);
    b.held.let_go();
    auto first = result(b.first->reply.get());
    BOOST_TEST(result(b.second->reply.get()).at("seq").as_int64() == 2);
    BOOST_TEST(result(third.reply.get()).at("seq").as_int64() == 3);
    first["duplicate"] = true;
    BOOST_TEST(result(again.reply.get()) == first);
    BOOST_TEST(reason(other.reply.get()) == "E_KEY_REUSED");
    BOOST_TEST(reason(taken.reply.get()) == "E_EXISTS");
    BOOST_TEST(b.r->head().seq == 3);
}

BOOST_AUTO_TEST_CASE(what_was_decided_on_a_batch_that_failed_is_decided_again)
{
    busy_bench b;
    b.log.fail_next(testing::append_fault::refuse);
    pending again(*b.r, actor(1, "k1"));
    pending free_now(*b.r, actor(2, "k3"));
    BOOST_CHECK(again.reply.wait_for(50ms) == std::future_status::timeout);
    b.held.let_go();
    BOOST_TEST(reason(b.first->reply.get()) == "E_READ_ONLY");
    BOOST_TEST(reason(b.second->reply.get()) == "E_READ_ONLY");
    const auto sent_again = result(again.reply.get());
    BOOST_TEST(!sent_again.at("duplicate").as_bool());
    BOOST_TEST(sent_again.at("seq").as_int64() == 1);
    BOOST_TEST(result(free_now.reply.get()).at("seq").as_int64() == 2);
    BOOST_TEST(b.r->head().seq == 2);
}

BOOST_AUTO_TEST_CASE(an_answer_of_before_is_told_though_the_batch_fails)
{
    busy_bench b;
    pending third(*b.r, actor(3, "k3"));
    b.held.let_go();
    auto first = result(b.first->reply.get());
    result(third.reply.get());
    b.log.fail_next(testing::append_fault::refuse);
    std::promise<void> reached;
    std::promise<void> go_on;
    b.r->ask([&] {
        reached.set_value();
        go_on.get_future().wait();
    });
    reached.get_future().wait();
    pending fourth(*b.r, actor(4));
    pending again(*b.r, actor(1, "k1"));
    pending taken(*b.r, actor(4));
    go_on.set_value();
    BOOST_TEST(reason(fourth.reply.get()) == "E_READ_ONLY");
    BOOST_TEST(reason(taken.reply.get()) == "E_READ_ONLY");
    first["duplicate"] = true;
    BOOST_TEST(result(again.reply.get()) == first);
}

BOOST_AUTO_TEST_CASE(nothing_is_asked_of_the_writer_while_a_batch_is_appended)
{
    busy_bench b;
    std::promise<void> asked;
    auto answered = asked.get_future();
    b.r->ask([&] { asked.set_value(); });
    BOOST_CHECK(answered.wait_for(50ms) == std::future_status::timeout);
    b.held.let_go();
    BOOST_CHECK(answered.wait_for(10s) == std::future_status::ready);
}

BOOST_AUTO_TEST_CASE(a_registrar_that_never_rests_still_gives_a_sign_of_life)
{
    busy_bench b(2);
    pending third(*b.r, actor(3));
    pending fourth(*b.r, actor(4));
    std::promise<void> asked;
    auto answered = asked.get_future();
    b.r->ask([&] { asked.set_value(); });
    // Both have joined the next batch before this one ends.
    for (auto until = std::chrono::steady_clock::now() + 60s; b.r->numbers().queue > 0;) {
        BOOST_REQUIRE(std::chrono::steady_clock::now() < until);
        std::this_thread::sleep_for(1ms);
    }
    b.held.let_go();
    b.held.wait_until_appending();
    BOOST_CHECK(answered.wait_for(10s) == std::future_status::ready);
    b.held.let_go();
    result(third.reply.get());
    result(fourth.reply.get());
}

BOOST_AUTO_TEST_CASE(an_answer_of_an_older_log_format_repeats_its_events)
{
    bench b;
    auto first = [&] {
        const auto r = b.open();
        return result(send(*r, "actor.register", actor(1, "k")));
    }();
    const auto kept = *b.log.make_reader()()->find_answer("operator", "k");
    BOOST_TEST(json::parse(kept.answer).at("events").as_int64() == 1);

    bench old;
    engine::log_batch batch;
    b.log.make_reader()()->read(0, 1, [&](const engine::log_record& record) {
        batch.records.push_back(record);
        return true;
    });
    batch.root = *b.log.make_reader()()->batch_root(1);
    batch.answers.push_back(kept);
    batch.answers.back().answer = json::serialize(first);
    BOOST_REQUIRE(old.log.writer().append(batch, 0).status == engine::append_status::committed);
    const auto r = old.open();
    first["duplicate"] = true;
    BOOST_TEST(result(send(*r, "actor.register", actor(1, "k"))) == first);
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

BOOST_AUTO_TEST_CASE(a_start_finds_the_state_that_was_left)
{
    bench b;
    std::string digest;
    engine::log_head head;
    {
        const auto r = b.open();
        for (int i = 0; i < 20; ++i) {
            result(send(*r, "actor.register", actor(i)));
        }
        digest = digest_of(*r);
        head = r->head();
        r->stop();
    }
    const auto again = b.open();
    BOOST_TEST(digest_of(*again) == digest);
    BOOST_TEST(again->head().root == head.root);
}

BOOST_AUTO_TEST_SUITE_END()
