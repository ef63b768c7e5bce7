// The fan-out without sockets: tasks run when the test says so.
#include "api/hub.hpp"

#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>

#include <deque>
#include <random>

#include "api/metrics.hpp"
#include "tests/support/fake_backend.hpp"

namespace depositary::tests {

using made_up = fake_backend::made_up;

namespace {

struct stage
{
    explicit stage(api::limits l = {}) : bounds(l)
    {
        const auto later = [this](api::hub::task t) { tasks.push_back(std::move(t)); };
        hub = std::make_shared<api::hub>(log, bounds, counts, later, later, later);
    }
    void run_one()
    {
        const auto t = std::move(tasks.front());
        tasks.pop_front();
        t();
    }
    void run()
    {
        while (!tasks.empty()) {
            run_one();
        }
    }
    void open(std::string_view name, std::optional<std::int64_t> seq)
    {
        position.reset();
        hub->open(std::get<api::topic>(api::topic::parse(name)), seq, [this](auto opened) {
            position = std::get<api::feed_position>(std::move(opened));
        });
    }
    /// The next notification after `n` events, nothing at the head.
    api::event_frame_ptr next(const api::feed_ptr& f, std::int64_t n)
    {
        api::event_frame_ptr got;
        hub->next(f, n, [&](api::feed_step s) { got = std::move(s.next); });
        run();
        return got;
    }

    api::watch_lane lane()
    {
        return {this, [this](api::hub::task t) { tasks.push_back(std::move(t)); }};
    }

    api::limits bounds;
    api::metrics counts;
    fake_backend log;
    std::deque<api::hub::task> tasks;
    std::shared_ptr<api::hub> hub;
    std::optional<api::feed_position> position;
};

struct counting_watcher : api::feed_watcher
{
    void feed_moved(const api::feed_move& move) override
    {
        ++moves;
        last = move;
    }
    int moves = 0;
    std::optional<api::feed_move> last;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(hub_test)

BOOST_AUTO_TEST_CASE(a_filtered_topic_waits_until_the_log_has_been_counted)
{
    stage s;
    s.log.commit_many(1234, made_up{});
    s.hub->start();
    s.open("initiative:covax", std::nullopt);
    BOOST_TEST(!s.position.has_value());
    s.open("all", std::nullopt);
    BOOST_TEST(s.position.value().n == 1234);
    s.open("initiative:covax", 1000);
    s.run();
    BOOST_TEST(s.position.value().n == 1000);
    BOOST_TEST(s.position.value().behind == 234);
}

BOOST_AUTO_TEST_CASE(events_committed_while_the_log_is_counted_are_counted_once)
{
    stage s;
    s.log.commit_many(1200, made_up{});
    s.hub->start();
    for (int i = 0; i < 3 && !s.tasks.empty(); ++i) {
        const auto t = std::move(s.tasks.front());
        s.tasks.pop_front();
        t();
        s.log.commit_many(10, made_up{});
    }
    s.run();
    s.log.commit_many(10, made_up{});
    s.open("type:pledge", std::nullopt);
    BOOST_TEST(s.position.value().n == s.log.head());
}

BOOST_AUTO_TEST_CASE(a_log_that_cannot_be_counted_is_tried_again_by_the_next_subscriber)
{
    stage s;
    s.log.commit_many(5, made_up{});
    s.log.fail_reads = true;
    s.hub->start();
    s.run();
    s.log.fail_reads = false;
    s.open("initiative:covax", std::nullopt);
    s.run();
    BOOST_TEST(s.position.value().n == 5);
}

BOOST_AUTO_TEST_CASE(a_cursor_that_is_answered_but_not_published_yet_is_waited_for)
{
    stage s;
    s.hub->start();
    s.run();
    s.open("all", 2);
    BOOST_TEST(!s.position.has_value());
    s.log.commit(made_up{});
    s.run();
    BOOST_TEST(!s.position.has_value());
    s.log.commit(made_up{});
    s.run();
    BOOST_TEST(s.position.value().n == 2);
}

BOOST_AUTO_TEST_CASE(one_read_of_the_log_serves_all_that_stand_at_one_position)
{
    api::limits l;
    l.ring_events_max = 2;
    stage s(l);
    s.log.commit_many(50, made_up{});
    s.hub->start();
    s.run();
    s.open("all", 0);
    const auto before = s.log.reads.load();
    std::vector<api::event_frame_ptr> got;
    for (int i = 0; i < 5; ++i) {
        s.hub->next(s.position->source, 0, [&](api::feed_step step) { got.push_back(step.next); });
    }
    s.run();
    BOOST_TEST(s.log.reads.load() == before + 1);
    BOOST_REQUIRE_EQUAL(got.size(), 5U);
    for (const auto& f : got) {
        BOOST_TEST(f == got.front());
    }
}

BOOST_AUTO_TEST_CASE(a_sparse_topic_is_read_where_its_events_are)
{
    api::limits l;
    l.ring_events_max = 1;
    stage s(l);
    for (int i = 0; i < 5; ++i) {
        s.log.commit(made_up{"rare", "initiative_opened", {}});
        s.log.commit_many(1000, made_up{});
    }
    s.hub->start();
    s.run();
    s.open("initiative:rare", 0);
    const auto before = s.log.reads.load();
    const auto f = s.next(s.position->source, 0);
    BOOST_TEST(f->to_n == 5);
    BOOST_TEST(f->to_seq == 4 * 1001 + 1);
    BOOST_TEST(s.log.reads.load() - before == 5);
}

BOOST_AUTO_TEST_CASE(the_cache_of_notifications_keeps_within_its_bytes)
{
    api::limits l;
    l.frame_cache_bytes_max = 2000;
    l.frame_events_max = 1;
    stage s(l);
    s.hub->start();
    s.run();
    s.log.commit_many(100, {"covax", "pledge_paid", {}, "health", 500});
    s.open("all", 0);
    for (std::int64_t n = 0; n < 100; ++n) {
        BOOST_TEST(s.next(s.position->source, n)->to_n == n + 1);
    }
    const auto made = s.counts.frames_encoded.load();
    (void)s.next(s.position->source, 99);
    BOOST_TEST(s.counts.frames_encoded.load() == made);
    (void)s.next(s.position->source, 0);
    BOOST_TEST(s.counts.frames_encoded.load() == made + 1);
}

BOOST_AUTO_TEST_CASE(only_those_whose_topic_moved_are_woken)
{
    stage s;
    s.hub->start();
    s.run();
    counting_watcher covax;
    counting_watcher other;
    s.open("initiative:covax", std::nullopt);
    const auto kept = s.position->source;
    s.hub->watch(kept, s.lane(), covax);
    s.open("initiative:paris-call", std::nullopt);
    const auto kept_other = s.position->source;
    s.hub->watch(kept_other, s.lane(), other);
    s.log.commit_many(3, made_up{});
    s.log.commit_many(3, made_up{});
    s.run();
    BOOST_TEST(covax.moves == 1);
    BOOST_TEST(other.moves == 0);
    s.hub->unwatch(kept, s.lane(), covax);
    s.log.commit(made_up{});
    s.run();
    BOOST_TEST(covax.moves == 1);
}

BOOST_AUTO_TEST_CASE(who_has_all_is_handed_what_follows)
{
    stage s;
    s.log.commit_many(5, made_up{});
    s.hub->start();
    s.run();
    counting_watcher watcher;
    s.open("all", std::nullopt);
    const auto source = s.position->source;
    s.hub->watch(source, s.lane(), watcher);
    BOOST_TEST(!api::hub::has_more(source, 5));
    s.log.commit_many(3, made_up{});
    s.run();
    BOOST_TEST_REQUIRE(watcher.last.has_value());
    BOOST_CHECK(watcher.last->source == source);
    const auto frame = watcher.last->next;
    BOOST_TEST_REQUIRE(frame != nullptr);
    BOOST_TEST(frame->from_n == 5);
    BOOST_TEST(frame->to_n == 8);
    BOOST_CHECK(s.next(source, 5) == frame);  // whoever asks gets the same bytes
    BOOST_TEST(api::hub::has_more(source, 5));
    BOOST_TEST(!api::hub::has_more(source, 8));
}

/// A thousand, of whom some leave while the others are told, part by part.
BOOST_AUTO_TEST_CASE(everybody_who_stays_is_told_though_others_leave)
{
    stage s;
    s.hub->start();
    s.run();
    s.open("all", std::nullopt);
    const auto source = s.position->source;
    std::deque<counting_watcher> watchers(1000);
    for (auto& w : watchers) {
        s.hub->watch(source, s.lane(), w);
    }
    const auto leave = [&](std::size_t i) { s.hub->unwatch(source, s.lane(), watchers[i]); };
    s.log.commit(made_up{});
    while (watchers[0].moves == 0) {
        s.run_one();
    }
    BOOST_TEST(watchers[999].moves == 0);  // the lane does something else in between
    leave(0);
    leave(1);
    leave(998);
    s.run();
    for (std::size_t i = 0; i < watchers.size(); ++i) {
        BOOST_TEST(watchers[i].moves == (i == 998 ? 0 : 1));
    }
    s.log.commit(made_up{});
    s.run();
    for (std::size_t i = 0; i < watchers.size(); ++i) {
        BOOST_TEST(watchers[i].moves == (i < 2 ? 1 : i == 998 ? 0 : 2));
    }
}

BOOST_AUTO_TEST_CASE(any_topic_from_any_cursor_gives_exactly_its_events)
{
    const auto seed = std::random_device{}();
    BOOST_TEST_MESSAGE("seed " << seed);
    std::mt19937 random(seed);
    const auto one_of = [&](const std::vector<std::string>& v) { return v[random() % v.size()]; };
    api::limits l;
    l.ring_events_max = 20;
    l.frame_events_max = 5;
    stage s(l);
    std::vector<made_up> all;
    const auto commit_some = [&] {
        for (int i = 0; i < 60; ++i) {
            all.push_back(
                {one_of({"a", "b", "c"}),
                 one_of({"pledge_paid", "milestone_reached"}),
                 {one_of({"FRA", "KEN"})},
                 "health"}
            );
            s.log.commit(all.back());
        }
    };
    commit_some();
    s.hub->start();
    s.run();
    commit_some();
    for (int round = 0; round < 40; ++round) {
        const auto stream = one_of({"a", "b", "c"});
        const auto actor = one_of({"FRA", "KEN"});
        const auto from = static_cast<std::int64_t>(random() % (all.size() + 1));
        s.open("initiative:" + stream + "&actor:" + actor + "&type:pledge", from);
        std::vector<std::int64_t> expected;
        std::int64_t n = 0;
        for (std::size_t i = 0; i < all.size(); ++i) {
            if (all[i].stream == stream && all[i].actors.front() == actor &&
                all[i].type == "pledge_paid") {
                const auto seq = static_cast<std::int64_t>(i + 1);
                n += seq <= from ? 1 : 0;
                if (seq > from) {
                    expected.push_back(seq);
                }
            }
        }
        BOOST_REQUIRE_EQUAL(s.position->n, n);
        std::vector<std::int64_t> got;
        while (const auto f = s.next(s.position->source, n)) {
            const auto p = boost::json::parse(f->message->text()).at("params").as_object();
            for (const auto& e : p.at("events").as_array()) {
                BOOST_REQUIRE_EQUAL(e.at("n").as_int64(), ++n);
                got.push_back(e.at("seq").as_int64());
            }
        }
        BOOST_TEST(got == expected, boost::test_tools::per_element());
        commit_some();
    }
}

BOOST_AUTO_TEST_CASE(a_stopped_hub_asks_nobody_to_run_anything)
{
    stage s;
    s.hub->start();
    s.run();
    s.hub->stop();
    s.log.commit(made_up{});
    BOOST_TEST(s.tasks.empty());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace depositary::tests
