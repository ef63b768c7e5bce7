#include "storage/verify.hpp"

#include <boost/test/unit_test.hpp>

#include "storage/sqlite_log.hpp"
#include "tests/unit/storage/log_fixture.hpp"

namespace depositary::testing {
namespace {

using storage::verify_report;

/// A log of eight events in batches of one, with one answer.
struct eight_events
{
    eight_events()
    {
        grow(log->writer(), maker, 7);
        auto last = maker.next({"initiative-a"});
        last.answers = {made_up_answer("p", "k", 8)};
        if (log->writer().append(last, 7).status != engine::append_status::committed) {
            throw std::runtime_error("append failed");
        }
        root = last.root;
    }

    verify_report verify(const std::optional<storage::expected_root>& expected = {})
    {
        const auto reader = log->make_audit_reader();
        return storage::verify_log(*reader, storage::sha256, made_up_columns, {}, expected);
    }

    temporary_dir dir;
    std::unique_ptr<storage::store> log = storage::open_log(dir / "log.db");
    batch_maker maker;
    engine::digest root{};
};

struct tamper_case
{
    const char* sql;
    std::int64_t seq;
    const char* what;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(verify, eight_events)

BOOST_AUTO_TEST_CASE(an_untouched_log_is_intact_and_the_root_is_recomputed)
{
    const auto report = verify();
    BOOST_TEST(report.intact());
    BOOST_TEST(report.events == 8);
    BOOST_TEST(report.batches == 8);
    BOOST_TEST(report.answers == 1);
    BOOST_TEST(report.last_seq == 8);
    BOOST_TEST((report.root == root));
}

BOOST_AUTO_TEST_CASE(each_kind_of_damage_is_found_once_and_named_with_its_seq)
{
    // One bit or one value each; the problem must be the only one, not the first of many.
    const std::vector<tamper_case> cases{
        {"UPDATE events SET bytes = CAST(replace(CAST(bytes AS TEXT), 'XXA', 'XXB') AS BLOB), "
         "actor = 'XXB' WHERE seq = 3",
         3, "do not match their hash"},
        {"UPDATE events SET leaf = zeroblob(32) WHERE seq = 4", 4, "do not match their hash"},
        {"UPDATE batches SET root = zeroblob(32) WHERE last_seq = 5", 5, "tree head"},
        {"UPDATE events SET type = 'other' WHERE seq = 2", 2, "column type"},
        {"UPDATE events SET actor = 'XXB' WHERE seq = 6", 6, "column actor"},
        {"UPDATE events SET recorded_at_us = recorded_at_us + 1 WHERE seq = 7", 7,
         "column recorded_at_us"},
        {"DELETE FROM batches WHERE last_seq = 8", 8, "no tree head covers"},
        {"INSERT INTO batches VALUES (9, zeroblob(32), '1')", 9, "does not exist"},
        {"UPDATE batches SET stream_ids = '2' WHERE last_seq = 5", 5, "streams stored here"},
        {"UPDATE batches SET stream_ids = '1,1' WHERE last_seq = 5", 5, "streams stored here"},
        {"UPDATE batches SET stream_ids = '1;' WHERE last_seq = 5", 5, "streams stored here"},
        {"UPDATE answers SET id = 2", 8, "answers before number 2 are missing"},
        {"INSERT INTO answers SELECT 2, principal, key, fingerprint, last_seq, answer, sum "
         "FROM answers",
         8, "another answer has the key k"},
        {"UPDATE answers SET last_seq = 10, sum = NULL", 10, "does not exist"},
        {"UPDATE answers SET answer = 'another'", 8, "the answer to key k"},
        {"UPDATE answers SET fingerprint = zeroblob(32)", 8, "the answer to key k"},
        {"DROP TRIGGER IF EXISTS none; CREATE INDEX more ON events(actor)", 0, "index more"},
    };
    for (const auto& c : cases) {
        BOOST_TEST_CONTEXT(c.sql)
        {
            eight_events fresh;
            tamper(fresh.dir / "log.db", c.sql);
            const auto report = fresh.verify();
            BOOST_TEST(report.problem_count == 1);
            BOOST_TEST_REQUIRE(report.listed.size() == 1U);
            BOOST_TEST(report.listed[0].seq == c.seq);
            BOOST_TEST(report.listed[0].what.find(c.what) != std::string::npos);
        }
    }
}

BOOST_AUTO_TEST_CASE(an_event_rewritten_with_a_matching_leaf_breaks_every_later_root)
{
    auto forged = all_records(*log->make_reader()())[2];
    forged.actor = "XXB";
    forged.bytes = made_up_bytes(forged);
    tamper(
        dir / "log.db", "UPDATE events SET actor = 'XXB', bytes = CAST('" + forged.bytes +
                            "' AS BLOB), leaf = x'" +
                            engine::hex(storage::leaf_sha256(forged.bytes)) + "' WHERE seq = 3"
    );
    const auto report = verify();
    BOOST_TEST(report.problem_count == 6);
    BOOST_TEST_REQUIRE(!report.listed.empty());
    BOOST_TEST(report.listed[0].seq == 3);
}

BOOST_AUTO_TEST_CASE(a_missing_event_is_named_at_the_gap)
{
    tamper(dir / "log.db", "DELETE FROM events WHERE seq = 4");
    const auto report = verify();
    BOOST_TEST(!report.intact());
    BOOST_TEST_REQUIRE(!report.listed.empty());
    BOOST_TEST(report.listed[0].seq == 5);
    BOOST_TEST(report.listed[0].what == "seq 4 is missing before it");
}

BOOST_AUTO_TEST_CASE(a_moved_version_is_found_in_the_column_and_in_the_order)
{
    tamper(dir / "log.db", "UPDATE events SET version = 50 WHERE seq = 8");
    const auto report = verify();
    BOOST_TEST(report.problem_count == 2);
    BOOST_TEST_REQUIRE(!report.listed.empty());
    BOOST_TEST(report.listed[0].seq == 8);
}

BOOST_AUTO_TEST_CASE(a_renamed_stream_is_found_at_each_of_its_events)
{
    tamper(dir / "log.db", "UPDATE streams SET name = 'other' WHERE name = 'initiative-b'");
    const auto report = verify();
    BOOST_TEST(report.problem_count == 3);
    BOOST_TEST_REQUIRE(!report.listed.empty());
    BOOST_TEST(report.listed[0].seq == 2);
    BOOST_TEST(report.listed[0].what == "column stream differs from the bytes");
}

BOOST_AUTO_TEST_CASE(bytes_that_cannot_be_read_are_a_problem_with_the_reason)
{
    tamper(dir / "log.db", "UPDATE events SET bytes = CAST('?' AS BLOB) WHERE seq = 1");
    const auto report = verify();
    BOOST_TEST(report.problem_count == 2);  // the hash, and the reason
    BOOST_TEST_REQUIRE(report.listed.size() == 2U);
    BOOST_TEST(report.listed[1].what == "the bytes cannot be read: six parts expected");
}

BOOST_AUTO_TEST_CASE(an_expected_root_is_confirmed_or_contradicted)
{
    const auto middle = *log->make_reader()()->batch_root(5);
    BOOST_TEST(verify(storage::expected_root{5, middle}).intact());
    BOOST_TEST(verify(storage::expected_root{8, root}).intact());
    BOOST_TEST(verify(storage::expected_root{0, storage::sha256({})}).intact());
    for (const auto& wrong : {storage::expected_root{5, root}, {9, root}, {0, root}}) {
        const auto report = verify(wrong);
        BOOST_TEST(report.problem_count == 1);
        BOOST_TEST_REQUIRE(report.listed.size() == 1U);
        BOOST_TEST(report.listed[0].seq == wrong.seq);
    }
}

BOOST_AUTO_TEST_CASE(a_cut_off_tail_is_found_only_by_the_expected_root)
{
    tamper(
        dir / "log.db",
        "DELETE FROM events WHERE seq > 6; DELETE FROM batches WHERE last_seq > 6; "
        "DELETE FROM answers"
    );
    BOOST_TEST(verify().intact());
    BOOST_TEST(!verify(storage::expected_root{8, root}).intact());
}

BOOST_AUTO_TEST_CASE(the_list_is_bounded_and_the_count_is_not)
{
    grow(log->writer(), maker, 150);
    tamper(dir / "log.db", "UPDATE events SET type = 'other'");
    const auto report = verify();
    BOOST_TEST(report.problem_count == 150);
    BOOST_TEST(report.listed.size() == verify_report::listed_max);
}

BOOST_AUTO_TEST_CASE(events_appended_during_a_verification_are_not_part_of_it)
{
    const auto reader = log->make_audit_reader();
    BOOST_TEST(reader->head().seq == 8);
    grow(log->writer(), maker, 12);
    const auto report = storage::verify_log(*reader, storage::sha256, made_up_columns);
    BOOST_TEST(report.intact());
    BOOST_TEST(report.last_seq == 8);
}

BOOST_AUTO_TEST_CASE(progress_ends_at_the_total)
{
    std::int64_t done = 0;
    std::int64_t total = 0;
    const auto reader = log->make_audit_reader();
    static_cast<void>(storage::verify_log(
        *reader, storage::sha256, made_up_columns,
        [&](std::int64_t d, std::int64_t t) {
            done = d;
            total = t;
        }
    ));
    BOOST_TEST(done == 8);
    BOOST_TEST(total == 8);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace depositary::testing
