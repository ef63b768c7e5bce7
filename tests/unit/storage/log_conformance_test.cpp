/// The contract of engine/log.hpp, run against every implementation of it.

#include <boost/test/unit_test.hpp>

#include <string>
#include <tuple>

#include "storage/sqlite_log.hpp"
#include "tests/support/memory_log.hpp"
#include "tests/unit/storage/log_fixture.hpp"

namespace depositary::testing {
namespace {

using engine::append_status;

struct over_sqlite
{
    temporary_dir dir;
    std::unique_ptr<storage::store> opened = storage::open_log(dir / "log.db");
    engine::log_writer& writer() { return opened->writer(); }
    engine::log_reader_factory make_reader() { return opened->make_reader(); }
};

struct in_memory
{
    memory_log log;
    engine::log_writer& writer() { return log.writer(); }
    engine::log_reader_factory make_reader() { return log.make_reader(); }
};

using implementations = std::tuple<over_sqlite, in_memory>;

std::int64_t head_of(const engine::log_reader_factory& make_reader)
{
    return make_reader()->head().seq;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(log_conformance)

BOOST_AUTO_TEST_CASE_TEMPLATE(an_empty_log_has_head_zero_and_the_empty_root, Log, implementations)
{
    Log log;
    const auto reader = log.make_reader()();
    const auto head = reader->head();
    BOOST_TEST(head.seq == 0);
    // SHA-256 of nothing, from FIPS 180-4's well-known examples.
    BOOST_TEST(
        engine::hex(head.root) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    );
    BOOST_TEST(!head.epoch.empty());
    BOOST_TEST(all_records(*reader).empty());
    BOOST_TEST(!reader->batch_root(0).has_value());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(what_is_committed_is_read_back_in_order, Log, implementations)
{
    Log log;
    batch_maker maker;
    const auto first = maker.next({"a", "b", "a"});
    const auto second = maker.next({"b"});
    const auto one = log.writer().append(first, 0);
    BOOST_TEST((one.status == append_status::committed));
    BOOST_TEST(one.head == 3);
    const auto two = log.writer().append(second, 3);
    BOOST_TEST((two.status == append_status::committed));
    BOOST_TEST(two.head == 4);

    const auto reader = log.make_reader()();
    const auto records = all_records(*reader);
    BOOST_TEST_REQUIRE(records.size() == 4U);
    for (std::size_t i = 0; i < records.size(); ++i) {
        const auto& written = i < 3 ? first.records[i] : second.records[0];
        BOOST_TEST(records[i].seq == static_cast<std::int64_t>(i) + 1);
        BOOST_TEST(records[i].stream == written.stream);
        BOOST_TEST(records[i].version == written.version);
        BOOST_TEST(records[i].type == written.type);
        BOOST_TEST(records[i].actor == written.actor);
        BOOST_TEST(records[i].recorded_at_us == written.recorded_at_us);
        BOOST_TEST(records[i].bytes == written.bytes);
        BOOST_TEST((records[i].leaf == written.leaf));
    }
    BOOST_TEST((reader->head().root == second.root));
    BOOST_TEST((reader->batch_root(3) == first.root));
    BOOST_TEST(!reader->batch_root(2).has_value());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(reading_honours_position_limit_and_stop, Log, implementations)
{
    Log log;
    batch_maker maker;
    grow(log.writer(), maker, 10);
    const auto reader = log.make_reader()();
    std::vector<std::int64_t> seen;
    const auto note = [&](const engine::log_record& record) {
        seen.push_back(record.seq);
        return seen.size() < 3;
    };
    reader->read(4, 2, note);
    BOOST_TEST(seen == (std::vector<std::int64_t>{5, 6}), boost::test_tools::per_element());
    seen.clear();
    reader->read(0, 100, note);
    BOOST_TEST(seen == (std::vector<std::int64_t>{1, 2, 3}), boost::test_tools::per_element());
    seen.clear();
    reader->read(10, 100, note);
    BOOST_TEST(seen.empty());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_stream_is_read_alone_from_a_position_on, Log, implementations)
{
    Log log;
    batch_maker maker;
    BOOST_REQUIRE(
        (log.writer().append(maker.next({"a", "b", "a", "b", "a"}), 0).status ==
         append_status::committed)
    );
    const auto reader = log.make_reader()();
    std::vector<std::int64_t> seqs;
    reader->read_stream("a", 2, 100, [&](const engine::log_record& record) {
        BOOST_TEST(record.stream == "a");
        BOOST_TEST(record.version == static_cast<std::int64_t>(seqs.size()) + 2);
        seqs.push_back(record.seq);
        return true;
    });
    BOOST_TEST(seqs == (std::vector<std::int64_t>{3, 5}), boost::test_tools::per_element());
    reader->read_stream("nobody", 0, 100, [](const auto&) {
        BOOST_ERROR("a stream that nobody wrote has no events");
        return true;
    });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(another_head_is_a_conflict_and_writes_nothing, Log, implementations)
{
    Log log;
    batch_maker maker;
    grow(log.writer(), maker, 2);
    for (const std::int64_t expected : {0, 1, 3}) {
        batch_maker other;
        const auto result = log.writer().append(other.next({"c"}), expected);
        BOOST_TEST((result.status == append_status::conflict));
        BOOST_TEST(result.head == 2);
        BOOST_TEST(!result.detail.empty());
    }
    BOOST_TEST(head_of(log.make_reader()) == 2);
    grow(log.writer(), maker, 3);
    BOOST_TEST(head_of(log.make_reader()) == 3);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_batch_with_a_gap_is_thrown_whole, Log, implementations)
{
    const auto spoilt = [](auto spoil) {
        batch_maker maker;
        auto batch = maker.next({"a", "a"});
        spoil(batch);
        Log log;
        BOOST_CHECK_THROW(static_cast<void>(log.writer().append(batch, 0)), std::logic_error);
        BOOST_TEST(head_of(log.make_reader()) == 0);
        batch_maker fresh;
        BOOST_TEST((log.writer().append(fresh.next({"a"}), 0).status == append_status::committed));
    };
    spoilt([](auto& batch) { batch.records[1].seq = 3; });
    spoilt([](auto& batch) { batch.records[1].version = 3; });
    spoilt([](auto& batch) { batch.records[1].version = 1; });
    spoilt([](auto& batch) { batch.records[1].leaf[0] ^= 1U; });
    spoilt([](auto& batch) { batch.answers.push_back(made_up_answer("p", "k", 3)); });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(an_answer_is_kept_under_principal_and_key, Log, implementations)
{
    Log log;
    batch_maker maker;
    auto batch = maker.next({"a"});
    batch.answers = {made_up_answer("p1", "k", 1), made_up_answer("p2", "k", 1)};
    batch.answers[1].answer = R"({"seq":"other"})";
    BOOST_REQUIRE((log.writer().append(batch, 0).status == append_status::committed));
    const auto reader = log.make_reader()();
    const auto found = reader->find_answer("p2", "k");
    BOOST_TEST_REQUIRE(found.has_value());
    BOOST_TEST(found->principal == "p2");
    BOOST_TEST(found->key == "k");
    BOOST_TEST(found->answer == R"({"seq":"other"})");
    BOOST_TEST(found->last_seq == 1);
    BOOST_TEST((found->fingerprint == storage::sha256("k")));
    BOOST_TEST(!reader->find_answer("p3", "k").has_value());
    BOOST_TEST(!reader->find_answer("p1", "K").has_value());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_key_used_twice_writes_nothing_of_its_batch, Log, implementations)
{
    Log log;
    batch_maker maker;
    auto first = maker.next({"a"});
    first.answers = {made_up_answer("p", "k", 1)};
    BOOST_REQUIRE((log.writer().append(first, 0).status == append_status::committed));
    auto second = maker.next({"a"});
    second.answers = {made_up_answer("p", "k", 2)};
    BOOST_CHECK_THROW(static_cast<void>(log.writer().append(second, 1)), std::runtime_error);
    BOOST_TEST(head_of(log.make_reader()) == 1);
    BOOST_TEST(log.make_reader()()->find_answer("p", "k")->last_seq == 1);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(an_open_reader_sees_later_batches, Log, implementations)
{
    Log log;
    batch_maker maker;
    const auto reader = log.make_reader()();
    BOOST_TEST(reader->head().seq == 0);
    grow(log.writer(), maker, 2);
    BOOST_TEST(reader->head().seq == 2);
    BOOST_TEST(all_records(*reader).size() == 2U);
}

BOOST_AUTO_TEST_CASE(the_memory_log_plays_the_faults_it_is_told)
{
    memory_log log;
    batch_maker maker;
    const auto batch = maker.next({"a"});
    log.fail_next(append_fault::refuse);
    log.fail_next(append_fault::unknown_written);
    BOOST_TEST((log.writer().append(batch, 0).status == append_status::refused));
    BOOST_TEST(head_of(log.make_reader()) == 0);
    BOOST_TEST((log.writer().append(batch, 0).status == append_status::unknown));
    BOOST_TEST((log.writer().append(maker.next({"a"}), 1).status == append_status::unknown));
    log.restart();
    BOOST_TEST(head_of(log.make_reader()) == 1);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace depositary::testing
