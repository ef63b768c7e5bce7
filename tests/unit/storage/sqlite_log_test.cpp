#include "storage/sqlite_log.hpp"

#include <boost/test/unit_test.hpp>

#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>

#include "storage/error.hpp"
#include "tests/unit/storage/log_fixture.hpp"

namespace depositary::testing {
namespace {

using engine::append_status;
using storage::errc;
using storage::open_log;

auto with_code(errc code)
{
    return [code](const storage::storage_error& e) { return e.code() == code; };
}

storage::log_options reading()
{
    storage::log_options options;
    options.mode = storage::open_mode::read_only;
    return options;
}

bool says(const std::exception& e, const char* text)
{
    return std::string_view{e.what()}.find(text) != std::string_view::npos;
}

int pragma(const std::filesystem::path& file, const char* name)
{
    SQLite::Database db{file.string()};
    return db.execAndGet(std::string{"PRAGMA "} + name).getInt();
}

/// Appends one event per batch in a child process that dies at the named place of the n-th batch,
/// and returns how many batches the child saw acknowledged.
int acknowledged_before_crash(const std::filesystem::path& file, const char* place, const char* nth)
{
    int pipe_ends[2] = {};
    BOOST_TEST_REQUIRE(::pipe(pipe_ends) == 0);
    const pid_t child = ::fork();
    if (child == 0) {
        ::setenv("DEPOSITARY_CRASH_AT", place, 1);
        ::setenv("DEPOSITARY_CRASH_AFTER", nth, 1);
        const auto log = open_log(file);
        batch_maker maker;
        for (int i = 0; i < 10; ++i) {
            const auto before = maker.head();
            if (log->writer().append(maker.next({"a"}), before).status ==
                append_status::committed) {
                static_cast<void>(!::write(pipe_ends[1], "x", 1));
            }
        }
        ::_exit(0);
    }
    ::close(pipe_ends[1]);
    int acknowledged = 0;
    char mark = 0;
    while (::read(pipe_ends[0], &mark, 1) == 1) {
        ++acknowledged;
    }
    ::close(pipe_ends[0]);
    int status = 0;
    BOOST_TEST_REQUIRE(::waitpid(child, &status, 0) == child);
    BOOST_TEST((WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL));
    return acknowledged;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(sqlite_log)

BOOST_AUTO_TEST_CASE(a_new_file_says_what_it_is_and_only_its_owner_reads_it)
{
    const temporary_dir dir;
    const auto log = open_log(dir / "log.db");
    BOOST_TEST(log->migration().created());
    BOOST_TEST(!log->migration().migrated());
    BOOST_TEST(log->epoch().size() == 32U);
    BOOST_TEST(log->path() == dir / "log.db");
    BOOST_TEST(pragma(dir / "log.db", "application_id") == 0x44455053);
    BOOST_TEST(pragma(dir / "log.db", "user_version") == log->migration().to);
    SQLite::Database db{(dir / "log.db").string()};
    BOOST_TEST(db.execAndGet("PRAGMA journal_mode").getString() == "wal");
    BOOST_TEST(is_private(dir / "log.db"));
}

BOOST_AUTO_TEST_CASE(a_reopened_log_goes_on_where_it_was)
{
    const temporary_dir dir;
    batch_maker maker;
    std::string epoch;
    {
        const auto log = open_log(dir / "log.db");
        epoch = log->epoch();
        grow(log->writer(), maker, 5);
    }
    const auto log = open_log(dir / "log.db");
    BOOST_TEST(log->epoch() == epoch);
    BOOST_TEST(!log->migration().created());
    BOOST_TEST(log->make_reader()()->head().seq == 5);
    grow(log->writer(), maker, 7);
    const auto records = all_records(*log->make_reader()());
    BOOST_TEST_REQUIRE(records.size() == 7U);
    BOOST_TEST(records.back().version == 4);
}

BOOST_AUTO_TEST_CASE(two_logs_have_different_epochs)
{
    const temporary_dir dir;
    BOOST_TEST(open_log(dir / "a.db")->epoch() != open_log(dir / "b.db")->epoch());
}

BOOST_AUTO_TEST_CASE(the_read_only_store_reads_and_has_no_writer)
{
    const temporary_dir dir;
    batch_maker maker;
    const auto log = open_log(dir / "log.db");
    grow(log->writer(), maker, 3);
    const auto reader = open_log(dir / "log.db", reading());
    BOOST_TEST(reader->make_reader()()->head().seq == 3);
    BOOST_CHECK_EXCEPTION(reader->writer(), storage::storage_error, with_code(errc::read_only));
    BOOST_CHECK_EXCEPTION(reader->checkpoint(), storage::storage_error, with_code(errc::read_only));
}

BOOST_AUTO_TEST_CASE(a_missing_file_is_not_created_by_a_read_only_open)
{
    const temporary_dir dir;
    BOOST_CHECK_EXCEPTION(
        open_log(dir / "log.db", reading()), storage::storage_error, with_code(errc::cannot_open)
    );
    BOOST_TEST(!std::filesystem::exists(dir / "log.db"));
}

BOOST_AUTO_TEST_CASE(what_an_index_would_find_is_found_after_an_opening_as_well)
{
    const temporary_dir dir;
    const auto file = dir / "log.db";
    batch_maker maker;
    auto first = maker.next({"a", "b", "a"});
    first.answers = {made_up_answer("p", "k", 3), made_up_answer("q", "k", 2)};
    auto second = maker.next({"c", "a"});
    second.answers = {made_up_answer("p", "l", 5)};
    {
        const auto log = open_log(file);
        BOOST_REQUIRE((log->writer().append(first, 0).status == append_status::committed));
        BOOST_REQUIRE((log->writer().append(second, 3).status == append_status::committed));
    }
    const auto seqs = [](engine::log_reader& reader, const char* stream, std::int64_t after) {
        std::vector<std::int64_t> found;
        reader.read_stream(stream, after, 2, [&](const engine::log_record& r) {
            found.push_back(r.seq);
            return true;
        });
        return found;
    };
    using list = std::vector<std::int64_t>;
    const auto other = open_log(file, reading())->make_reader()();  // of another process, say
    BOOST_TEST((seqs(*other, "a", 0) == list{1, 3}));
    const auto log = open_log(file);
    const auto reader = log->make_reader()();
    BOOST_TEST((seqs(*reader, "a", 1) == list{3, 5}));
    BOOST_TEST((seqs(*reader, "c", 0) == list{4}));
    BOOST_TEST(reader->find_answer("q", "k")->last_seq == 2);
    BOOST_TEST(!reader->find_answer("q", "l"));
    auto third = maker.next({"c", "d"});
    third.answers = {made_up_answer("q", "l", 7)};
    BOOST_REQUIRE((log->writer().append(third, 5).status == append_status::committed));
    for (auto* const r : {reader.get(), other.get()}) {
        BOOST_TEST((seqs(*r, "c", 0) == list{4, 6}));
        BOOST_TEST((seqs(*r, "d", 0) == list{7}));
        BOOST_TEST(r->find_answer("q", "l")->last_seq == 7);
    }
    auto again = maker.next({"a"});
    again.answers = {made_up_answer("p", "l", 8)};
    BOOST_CHECK_THROW(static_cast<void>(log->writer().append(again, 7)), std::runtime_error);
    again.answers = {made_up_answer("p", "m", 8), made_up_answer("p", "m", 8)};
    BOOST_CHECK_THROW(static_cast<void>(log->writer().append(again, 7)), std::runtime_error);
    again.answers.clear();
    BOOST_TEST((log->writer().append(again, 7).status == append_status::committed));
}

BOOST_AUTO_TEST_CASE(streams_that_are_not_those_of_the_events_are_never_served)
{
    const auto with = [](const char* sql) {
        auto dir = std::make_unique<temporary_dir>();
        batch_maker maker;
        const auto batch = maker.next({"a", "b", "a"});
        const auto log = open_log(*dir / "log.db");
        BOOST_REQUIRE((log->writer().append(batch, 0).status == append_status::committed));
        tamper(*dir / "log.db", sql);
        return dir;
    };
    for (const char* const list : {"1,2", "1,2,1,1", "1,2,9", "1,2,", "1,,2", "", "a,b,a"}) {
        const auto dir =
            with((std::string{"UPDATE batches SET stream_ids = '"} + list + "'").c_str());
        BOOST_CHECK_EXCEPTION(open_log(*dir / "log.db"), std::exception, [](const auto& e) {
            return says(e, "batch that ends at seq 3");
        });
    }
    const auto dir = with("UPDATE batches SET stream_ids = '1,1,2'");
    const auto reader = open_log(*dir / "log.db")->make_reader()();
    BOOST_CHECK_EXCEPTION(
        reader->read_stream("a", 0, 9, [](const auto&) { return true; }), std::runtime_error,
        [](const auto& e) { return says(e, "seq 2 is version 1 of b, and not version 2 of a"); }
    );
}

BOOST_AUTO_TEST_CASE(where_keys_cannot_be_read_no_key_is_taken_for_a_new_one)
{
    const temporary_dir dir;
    const auto file = dir / "log.db";
    batch_maker maker;
    for (int i = 0; i < 100; ++i) {
        auto batch = maker.next({"a"});
        const auto key = "k" + std::to_string(i);
        batch.answers = {made_up_answer("p", key.c_str(), maker.head())};
        BOOST_REQUIRE(
            (open_log(file)->writer().append(batch, maker.head() - 1).status ==
             append_status::committed)
        );
    }
    const auto sqlite = [&](const std::string& sql) {
        SQLite::Database db{file.string()};
        return db.execAndGet(sql).getInt64();
    };
    const auto root = sqlite("SELECT rootpage FROM sqlite_schema WHERE name = 'answers'");
    const auto page_bytes = sqlite("PRAGMA page_size");
    const auto pages = sqlite("PRAGMA page_count");
    BOOST_REQUIRE_GT(pages, root);
    {
        // The root of the tree names its leaves; an unknown kind of page ends every walk over it.
        std::fstream bytes{file, std::ios::in | std::ios::out | std::ios::binary};
        bytes.seekp((root - 1) * page_bytes);
        bytes.put('\x7f');
    }
    const auto log = open_log(file);
    const auto reader = log->make_reader()();
    BOOST_TEST(reader->head().seq == 100);
    BOOST_TEST(all_records(*reader).size() == 100U);
    BOOST_CHECK_EXCEPTION(
        static_cast<void>(reader->find_answer("p", "new")), std::runtime_error,
        [](const auto& e) { return says(e, "not all keys"); }
    );
}

BOOST_AUTO_TEST_CASE(a_file_of_format_1_is_migrated_with_its_events)
{
    const temporary_dir dir;
    batch_maker maker;
    const auto file = dir / "log.db";
    {
        const auto log = open_log(file);
        auto batch = maker.next({"initiative-a", "initiative-b", "initiative-a"});
        batch.answers = {made_up_answer("p", "k", 2), made_up_answer("o", "z", 3)};
        BOOST_REQUIRE((log->writer().append(batch, 0).status == append_status::committed));
    }
    {
        SQLite::Database old{file.string(), SQLite::OPEN_READWRITE};
        for (const char* const trigger :
             {"events_are_never_changed", "events_are_never_removed", "roots_are_never_changed",
              "roots_are_never_removed", "answers_are_never_changed",
              "answers_are_never_removed"}) {
            old.exec(std::string{"DROP TRIGGER "} + trigger);
        }
        old.exec("ALTER TABLE answers RENAME TO later");
        old.exec(
            "CREATE TABLE answers(principal TEXT NOT NULL, key TEXT NOT NULL, "
            "fingerprint BLOB NOT NULL CHECK (length(fingerprint) = 32), "
            "last_seq INTEGER NOT NULL, answer TEXT NOT NULL, PRIMARY KEY (principal, key)) "
            "STRICT, WITHOUT ROWID"
        );
        old.exec(
            "INSERT INTO answers SELECT principal, key, fingerprint, last_seq, answer FROM later"
        );
        old.exec("DROP TABLE later");
        old.exec("ALTER TABLE batches DROP COLUMN stream_ids");
        old.exec("CREATE UNIQUE INDEX events_by_stream ON events(stream_id, version)");
        old.exec(
            "CREATE TABLE snapshots(seq INTEGER PRIMARY KEY, build TEXT NOT NULL, "
            "bytes BLOB NOT NULL) STRICT"
        );
        old.exec("PRAGMA user_version = 1");
    }
    BOOST_CHECK_EXCEPTION(
        open_log(file, reading()), storage::storage_error, with_code(errc::older_format)
    );
    const auto log = open_log(file);
    BOOST_TEST(log->migration().migrated());
    BOOST_TEST(log->migration().from == 1);
    BOOST_TEST(pragma(file, "user_version") == log->migration().to);
    const auto reader = log->make_reader()();
    BOOST_TEST(all_records(*reader).size() == 3U);
    std::vector<std::int64_t> of_a;
    reader->read_stream("initiative-a", 0, 9, [&](const engine::log_record& r) {
        of_a.push_back(r.seq);
        return true;
    });
    BOOST_TEST((of_a == std::vector<std::int64_t>{1, 3}));
    BOOST_TEST(reader->find_answer("p", "k")->last_seq == 2);
    BOOST_TEST(reader->find_answer("o", "z")->last_seq == 3);
    grow(log->writer(), maker, 4);
    const auto audit = log->make_audit_reader();
    BOOST_TEST(storage::verify_log(*audit, storage::sha256, made_up_columns).intact());
    SQLite::Database db{file.string(), SQLite::OPEN_READWRITE};
    for (const char* const sql :
         {"UPDATE events SET actor = ''", "DELETE FROM events WHERE seq = 4", "DELETE FROM batches",
          "UPDATE batches SET last_seq = 9 WHERE last_seq = 4"}) {
        BOOST_CHECK_THROW(db.exec(sql), SQLite::Exception);
    }
}

BOOST_AUTO_TEST_CASE(an_empty_file_of_format_0_becomes_a_log)
{
    const temporary_dir dir;
    {
        SQLite::Database db{
            (dir / "log.db").string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE};
        db.exec("PRAGMA application_id = 0x44455053");
    }
    const auto log = open_log(dir / "log.db");
    BOOST_TEST(log->migration().from == 0);
    BOOST_TEST(log->make_reader()()->head().seq == 0);
}

BOOST_AUTO_TEST_CASE(a_newer_format_is_refused_by_name_and_version_and_not_touched)
{
    const temporary_dir dir;
    const auto file = dir / "log.db";
    open_log(file).reset();
    tamper(file, "PRAGMA user_version = 99");
    BOOST_CHECK_EXCEPTION(open_log(file), storage::storage_error, [&](const auto& e) {
        return e.code() == errc::newer_format && says(e, "log.db") && says(e, "99");
    });
    BOOST_TEST(pragma(file, "user_version") == 99);
}

BOOST_AUTO_TEST_CASE(a_file_of_something_else_is_refused_and_not_touched)
{
    const temporary_dir dir;
    std::ofstream{dir / "text.db"} << std::string(8192, 'x');
    BOOST_CHECK_EXCEPTION(
        open_log(dir / "text.db"), storage::storage_error, with_code(errc::foreign_file)
    );
    {
        SQLite::Database db{
            (dir / "other.db").string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE};
        db.exec("CREATE TABLE recipes(name TEXT)");
    }
    BOOST_CHECK_EXCEPTION(
        open_log(dir / "other.db"), storage::storage_error, with_code(errc::foreign_file)
    );
    BOOST_TEST(pragma(dir / "other.db", "application_id") == 0);
}

BOOST_AUTO_TEST_CASE(a_damaged_event_is_thrown_with_its_seq_and_never_served)
{
    const temporary_dir dir;
    batch_maker maker;
    const auto log = open_log(dir / "log.db");
    grow(log->writer(), maker, 5);
    tamper(dir / "log.db", "UPDATE events SET bytes = CAST('forged' AS BLOB) WHERE seq = 3");
    const auto reader = log->make_reader()();
    std::int64_t served = 0;
    BOOST_CHECK_EXCEPTION(
        reader->read(
            0, 100,
            [&](const auto& record) {
                served = record.seq;
                return true;
            }
        ),
        std::runtime_error, [](const auto& e) { return says(e, "seq 3"); }
    );
    BOOST_TEST(served == 2);
    tamper(dir / "log.db", "DELETE FROM events WHERE seq = 1");
    BOOST_CHECK_EXCEPTION(all_records(*reader), std::runtime_error, [](const auto& e) {
        return says(e, "seq 1");
    });
    tamper(dir / "log.db", "DELETE FROM events WHERE seq = 5");
    BOOST_CHECK_EXCEPTION(reader->head(), std::runtime_error, [](const auto& e) {
        return says(e, "seq 4");
    });
}

BOOST_AUTO_TEST_CASE(a_second_writer_meets_a_conflict_not_a_lost_event)
{
    const temporary_dir dir;
    batch_maker maker;
    const auto one = open_log(dir / "log.db");
    const auto two = open_log(dir / "log.db");
    grow(one->writer(), maker, 2);
    batch_maker late;
    const auto result = two->writer().append(late.next({"x"}), 0);
    BOOST_TEST((result.status == append_status::conflict));
    BOOST_TEST(result.head == 2);
}

BOOST_AUTO_TEST_CASE(below_the_watermark_writes_are_refused_and_reads_go_on)
{
    const temporary_dir dir;
    batch_maker maker;
    {
        const auto log = open_log(dir / "log.db");
        grow(log->writer(), maker, 2);
    }
    storage::log_options options;
    options.min_free_bytes = UINT64_MAX;
    const auto log = open_log(dir / "log.db", options);
    const auto result = log->writer().append(maker.next({"a"}), 2);
    BOOST_TEST((result.status == append_status::refused));
    BOOST_TEST(result.head == 2);
    BOOST_TEST(all_records(*log->make_reader()()).size() == 2U);
}

BOOST_AUTO_TEST_CASE(a_full_disk_refuses_keeps_reads_and_recovers_by_itself)
{
    const temporary_dir dir;
    if (::mount("none", dir.path().c_str(), "tmpfs", 0, "size=4m") != 0) {
        BOOST_TEST_MESSAGE("NOT RUN: needs the right to mount a small file system");
        return;
    }
    const auto unmount = [&](void*) { ::umount2(dir.path().c_str(), MNT_DETACH); };
    const std::unique_ptr<void, decltype(unmount)> mounted{const_cast<char*>(""), unmount};
    // Ballast that an operator can remove.
    std::ofstream{dir / "ballast"} << std::string(1U << 20U, 'b');
    storage::log_options options;
    options.min_free_bytes = 0;
    const auto log = open_log(dir / "log.db", options);
    batch_maker maker;
    engine::append_result result;
    engine::log_batch batch;
    std::int64_t acknowledged = 0;
    for (int i = 0; i < 5'000; ++i) {
        batch = maker.next({"a"});
        result = log->writer().append(batch, acknowledged);
        if (result.status != append_status::committed) {
            break;
        }
        acknowledged = result.head;
    }
    BOOST_TEST((result.status == append_status::refused));
    BOOST_TEST(result.head == acknowledged);
    BOOST_TEST(acknowledged > 50);
    BOOST_TEST(all_records(*log->make_reader()()).size() == static_cast<std::size_t>(acknowledged));
    std::filesystem::remove(dir / "ballast");
    result = log->writer().append(batch, acknowledged);
    BOOST_TEST((result.status == append_status::committed));
    BOOST_TEST(log->make_reader()()->head().seq == acknowledged + 1);
}

BOOST_AUTO_TEST_CASE(the_checkpoint_folds_the_write_ahead_log)
{
    const temporary_dir dir;
    batch_maker maker;
    const auto log = open_log(dir / "log.db");
    grow(log->writer(), maker, 20);
    const auto status = log->checkpoint();
    BOOST_TEST(status.wal_pages > 0);
    BOOST_TEST(status.folded_pages == status.wal_pages);
    grow(log->writer(), maker, 21);
    BOOST_TEST(all_records(*log->make_reader()()).size() == 21U);
    const auto later = log->checkpoint();
    BOOST_TEST(later.wal_pages < status.wal_pages);
}

/// Readers hold nothing here, so the log begins anew each time and stays short.
BOOST_AUTO_TEST_CASE(a_log_that_is_written_to_without_a_pause_stays_short)
{
    const temporary_dir dir;
    batch_maker maker;
    storage::log_options options;
    options.wal_pages_max = 100;
    const auto log = open_log(dir / "log.db", options);
    grow(log->writer(), maker, 1'000);
    constexpr std::uintmax_t page_bytes = 4096 + 24;
    // Folded by the writer alone it has 100 pages, never begun anew 4,000 and more.
    BOOST_TEST(std::filesystem::file_size(dir / "log.db-wal") < 2'000 * page_bytes);
    BOOST_TEST(std::filesystem::file_size(dir / "log.db") > 30 * page_bytes);
    BOOST_TEST(all_records(*log->make_reader()()).size() == 1'000U);
}

BOOST_AUTO_TEST_CASE(a_kill_around_the_commit_keeps_every_acknowledged_batch)
{
#if !defined(DEPOSITARY_CRASH_POINTS)
    BOOST_TEST_MESSAGE("NOT RUN: this build has no crash points");
#else
    struct kill_case
    {
        const char* place;
        std::int64_t expected_head;
    };
    // The third batch: two were acknowledged in each case; the last place is past the commit.
    for (const auto& c :
         {kill_case{"before_commit", 2}, {"inside_commit", 2}, {"after_commit_before_ack", 3}}) {
        BOOST_TEST_CONTEXT(c.place)
        {
            const temporary_dir dir;
            BOOST_TEST(acknowledged_before_crash(dir / "log.db", c.place, "3") == 2);
            const auto log = open_log(dir / "log.db");
            BOOST_TEST(log->make_reader()()->head().seq == c.expected_head);
            BOOST_TEST(
                all_records(*log->make_reader()()).size() ==
                static_cast<std::size_t>(c.expected_head)
            );
        }
    }
#endif
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace depositary::testing
