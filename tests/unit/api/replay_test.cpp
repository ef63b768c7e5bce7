/// Reading a log on several threads: everything in order, and the first fault by its number.

#include "api/replay.hpp"

#include <boost/test/unit_test.hpp>

#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "engine/event_codec.hpp"
#include "engine/merkle.hpp"
#include "storage/sha256.hpp"
#include "tests/support/record_reader.hpp"

namespace depositary::testing {
namespace {

constexpr std::int64_t events_count = 2'000;

std::string bytes_of(std::int64_t seq)
{
    engine::event e;
    e.seq = seq;
    e.stream = "register";
    e.version = seq;
    e.recorded_at_us = seq;
    e.principal = "operator";
    e.role = "operator";
    engine::actor_registered actor;
    actor.id = "org:made-up-" + std::to_string(seq);
    actor.kind = "civil_society";
    actor.name.en = "MADE UP";
    e.payload = actor;
    return engine::encode_event(e);
}

std::vector<engine::log_record> made_up_records()
{
    std::vector<engine::log_record> records;
    for (std::int64_t seq = 1; seq <= events_count; ++seq) {
        engine::log_record r;
        r.seq = seq;
        r.bytes = bytes_of(seq);
        r.leaf = engine::leaf_hash(storage::sha256, r.bytes);
        records.push_back(std::move(r));
    }
    return records;
}

/// One of its records may be altered, or may not be there to be read.
class made_up_reader final : public record_reader
{
public:
    made_up_reader() : record_reader(made_up_records()) {}

    engine::log_record& at(std::int64_t seq) { return records[static_cast<std::size_t>(seq - 1)]; }
    void read(std::int64_t after, std::int64_t limit, const engine::record_visitor& visit) override
    {
        record_reader::read(after, limit, [&](const engine::log_record& r) {
            if (r.seq == unreadable) {
                throw std::runtime_error("the device cannot be read at " + std::to_string(r.seq));
            }
            return visit(r);
        });
    }

    std::int64_t unreadable = 0;
};

struct outcome
{
    std::vector<std::int64_t> folded;
    std::string fault;
};

outcome replayed(made_up_reader& log, std::int64_t after, std::int64_t last, std::size_t helpers)
{
    outcome out;
    try {
        api::replay_log(
            log, after, last, {storage::sha256, helpers},
            [&](const engine::event& e, const engine::digest& leaf) {
                BOOST_REQUIRE(leaf == log.at(e.seq).leaf);
                out.folded.push_back(e.seq);
            }
        );
    } catch (const std::runtime_error& e) {
        out.fault = e.what();
    }
    return out;
}

std::vector<std::int64_t> numbers(std::int64_t after, std::int64_t last)
{
    std::vector<std::int64_t> out;
    for (auto seq = after + 1; seq <= last; ++seq) {
        out.push_back(seq);
    }
    return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(replay_test)

BOOST_AUTO_TEST_CASE(every_event_is_folded_once_and_in_order_by_any_number_of_threads)
{
    made_up_reader log;
    for (const std::size_t helpers : {0U, 1U, 3U}) {
        for (const auto& [after, last] : std::vector<std::pair<std::int64_t, std::int64_t>>{
                 {0, events_count}, {0, 0}, {0, 1}, {255, 256}, {1'000, 1'513}, {1'999, 2'000}}) {
            const auto out = replayed(log, after, last, helpers);
            BOOST_TEST(out.fault == "");
            BOOST_TEST(out.folded == numbers(after, last), boost::test_tools::per_element());
        }
    }
}

BOOST_AUTO_TEST_CASE(the_first_record_that_is_wrong_is_named_and_what_is_before_it_is_folded)
{
    for (const std::size_t helpers : {0U, 1U, 3U}) {
        made_up_reader log;
        log.at(1'200).bytes = "{}";
        log.at(900).bytes = bytes_of(901);
        const auto out = replayed(log, 0, events_count, helpers);
        BOOST_TEST(out.fault == "event 900: its hash does not fit");
        BOOST_TEST(out.folded.size() == 899U);
        log.at(300).bytes = "{";
        BOOST_TEST(replayed(log, 0, events_count, helpers).fault == "event 300: not a JSON object");
    }
}

BOOST_AUTO_TEST_CASE(a_log_that_cannot_be_read_on_ends_the_replay)
{
    made_up_reader log;
    log.unreadable = 1'500;
    const auto out = replayed(log, 0, events_count, 2);
    BOOST_TEST(out.fault == "the device cannot be read at 1500");
    BOOST_TEST(out.folded.size() <= 1'499U);
    log.at(10).bytes = "{";
    BOOST_TEST(replayed(log, 0, events_count, 2).fault == "event 10: not a JSON object");
}

BOOST_AUTO_TEST_CASE(a_fold_that_throws_ends_the_threads_too)
{
    made_up_reader log;
    const auto fold = [](const engine::event& e, const engine::digest&) {
        if (e.seq == 700) {
            throw std::invalid_argument("made up");
        }
    };
    BOOST_CHECK_THROW(
        api::replay_log(log, 0, events_count, {storage::sha256, 3}, fold), std::invalid_argument
    );
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace depositary::testing
