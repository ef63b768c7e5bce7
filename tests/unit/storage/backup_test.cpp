#include "storage/backup.hpp"

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <fstream>
#include <thread>

#include "storage/accounts.hpp"
#include "storage/error.hpp"
#include "storage/sqlite_log.hpp"
#include "tests/unit/storage/log_fixture.hpp"

namespace depositary::testing {
namespace {

using storage::errc;
using storage::open_log;

auto with_code(errc code)
{
    return [code](const storage::storage_error& e) { return e.code() == code; };
}

/// A data folder whose log has four events, and a backup of the first two.
struct backed_up
{
    backed_up()
    {
        const auto log = open_log(log_file);
        epoch = log->epoch();
        grow(log->writer(), maker, 2);
        head = log->backup(backup_file);
        grow(log->writer(), maker, 4);
    }

    bool nothing_changed() const
    {
        const auto log = open_log(log_file);
        return log->epoch() == epoch && log->make_reader()()->head().seq == 4 &&
               !std::filesystem::exists(storage::restoring_path(log_file));
    }

    temporary_dir dir;
    std::filesystem::path log_file = dir / storage::log_file_name;
    std::filesystem::path backup_file = dir / "backup.db";
    storage::data_dir_lock lock = storage::lock_data_dir(dir.path());
    batch_maker maker;
    std::string epoch;
    engine::log_head head;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(backup)

BOOST_AUTO_TEST_CASE(a_backup_taken_while_the_writer_works_is_one_intact_moment)
{
    const temporary_dir dir;
    const auto log = open_log(dir / "log.db");
    batch_maker maker;
    grow(log->writer(), maker, 20);
    std::atomic<bool> stop{false};
    std::thread writing{[&] {
        while (!stop) {
            grow(log->writer(), maker, maker.head() + 1);
        }
    }};
    std::vector<engine::log_head> heads;
    for (const char* const name : {"1.db", "2.db", "3.db"}) {
        heads.push_back(log->backup(dir / name));
    }
    stop = true;
    writing.join();
    BOOST_TEST(heads[0].seq >= 20);
    const auto reader = log->make_reader()();
    std::size_t index = 0;
    for (const char* const name : {"1.db", "2.db", "3.db"}) {
        const auto& head = heads[index++];
        BOOST_TEST((reader->batch_root(head.seq) == head.root));
        storage::log_options options;
        options.mode = storage::open_mode::read_only;
        const auto copy = open_log(dir / name, options);
        const auto audit = copy->make_audit_reader();
        const auto report = storage::verify_log(
            *audit, storage::sha256, made_up_columns, {},
            storage::expected_root{head.seq, head.root}
        );
        BOOST_TEST(report.intact());
        BOOST_TEST(report.last_seq == head.seq);
        BOOST_TEST(copy->epoch() == log->epoch());
    }
}

BOOST_AUTO_TEST_CASE(a_backup_is_one_file_and_never_overwrites)
{
    const backed_up given;
    for (const char* const companion : {"backup.db-wal", "backup.db-shm", "backup.db.partial"}) {
        BOOST_TEST(!std::filesystem::exists(given.dir / companion));
    }
    const auto log = open_log(given.log_file);
    BOOST_CHECK_EXCEPTION(
        log->backup(given.backup_file), storage::storage_error, with_code(errc::already_exists)
    );
    BOOST_CHECK_EXCEPTION(
        log->backup(given.dir / "no/such/folder.db"), storage::storage_error,
        with_code(errc::cannot_open)
    );
}

BOOST_AUTO_TEST_CASE(an_older_backup_is_refused_as_a_rollback_and_says_by_how_many_events)
{
    const backed_up given;
    BOOST_CHECK_EXCEPTION(
        storage::restore_log(given.lock, given.backup_file), storage::storage_error,
        [](const auto& e) {
            return e.code() == errc::rollback_refused &&
                   std::string_view{e.what()}.find("2 events") != std::string_view::npos;
        }
    );
    BOOST_TEST(given.nothing_changed());
}

BOOST_AUTO_TEST_CASE(a_forced_rollback_mints_an_epoch_and_keeps_the_old_log_aside)
{
    const backed_up given;
    const auto report =
        storage::restore_log(given.lock, given.backup_file, storage::rollback_policy::allow);
    BOOST_TEST(report.lost_events == 2);
    BOOST_TEST(report.head.seq == 2);
    BOOST_TEST((report.head.root == given.head.root));
    BOOST_TEST(report.epoch != given.epoch);
    BOOST_TEST_REQUIRE(report.replaced.has_value());
    BOOST_TEST(report.replaced->seq == 4);
    const auto log = open_log(given.log_file);
    BOOST_TEST(log->epoch() == report.epoch);
    BOOST_TEST(log->make_reader()()->head().seq == 2);
    BOOST_TEST(open_log(report.kept_aside)->make_reader()()->head().seq == 4);
    batch_maker again;
    grow(open_log(given.dir / "scratch.db")->writer(), again, 2);
    grow(log->writer(), again, 3);
    BOOST_TEST(log->make_reader()()->head().seq == 3);
}

BOOST_AUTO_TEST_CASE(a_backup_that_goes_on_from_the_log_needs_no_force)
{
    backed_up given;
    const auto newer = open_log(given.log_file)->backup(given.dir / "newer.db");
    BOOST_TEST(newer.seq == 4);
    static_cast<void>(
        storage::restore_log(given.lock, given.backup_file, storage::rollback_policy::allow)
    );
    const auto report = storage::restore_log(given.lock, given.dir / "newer.db");
    BOOST_TEST(report.head.seq == 4);
    BOOST_TEST(report.lost_events == 0);
}

BOOST_AUTO_TEST_CASE(a_backup_of_another_history_is_refused)
{
    const backed_up given;
    {
        batch_maker other;
        static_cast<void>(other.next({"unused"}));
        batch_maker longer;
        const auto log = open_log(given.dir / "other.db");
        auto batch = longer.next({"x", "x", "x", "x", "x", "x"});
        BOOST_REQUIRE((log->writer().append(batch, 0).status == engine::append_status::committed));
    }
    BOOST_CHECK_EXCEPTION(
        storage::restore_log(given.lock, given.dir / "other.db"), storage::storage_error,
        [](const auto& e) {
            return e.code() == errc::rollback_refused &&
                   std::string_view{e.what()}.find("another history") != std::string_view::npos;
        }
    );
    BOOST_TEST(given.nothing_changed());
}

BOOST_AUTO_TEST_CASE(a_restore_into_an_empty_folder_needs_no_force)
{
    const backed_up given;
    const temporary_dir fresh;
    const auto lock = storage::lock_data_dir(fresh.path());
    const auto report = storage::restore_log(lock, given.backup_file);
    BOOST_TEST(!report.replaced.has_value());
    BOOST_TEST(report.kept_aside.empty());
    const auto log = open_log(fresh / storage::log_file_name);
    BOOST_TEST(log->epoch() == report.epoch);
    BOOST_TEST(all_records(*log->make_reader()()).size() == 2U);
}

BOOST_AUTO_TEST_CASE(over_an_unreadable_log_only_force_restores)
{
    const backed_up given;
    std::ofstream{given.log_file, std::ios::trunc} << std::string(8192, '#');
    BOOST_CHECK_EXCEPTION(
        storage::restore_log(given.lock, given.backup_file), storage::storage_error,
        with_code(errc::rollback_refused)
    );
    const auto report =
        storage::restore_log(given.lock, given.backup_file, storage::rollback_policy::allow);
    BOOST_TEST(!report.replaced.has_value());
    BOOST_TEST(std::filesystem::file_size(report.kept_aside) == 8192U);
    BOOST_TEST(open_log(given.log_file)->make_reader()()->head().seq == 2);
}

BOOST_AUTO_TEST_CASE(a_file_that_is_no_backup_changes_nothing)
{
    const backed_up given;
    std::ofstream{given.dir / "text.db"} << std::string(8192, 'x');
    std::ofstream{given.dir / "empty.db"}.flush();
    for (const char* const name : {"text.db", "empty.db", "missing.db"}) {
        BOOST_TEST_CONTEXT(name)
        {
            BOOST_CHECK_THROW(
                storage::restore_log(given.lock, given.dir / name, storage::rollback_policy::allow),
                storage::storage_error
            );
            BOOST_TEST(given.nothing_changed());
        }
    }
}

BOOST_AUTO_TEST_CASE(an_interrupted_restore_is_not_mistaken_for_a_new_register)
{
    const temporary_dir dir;
    std::ofstream{dir / "log.db.restoring"} << "half";
    BOOST_CHECK_EXCEPTION(
        open_log(dir / "log.db"), storage::storage_error, with_code(errc::interrupted_restore)
    );
    BOOST_TEST(!std::filesystem::exists(dir / "log.db"));
    const backed_up given;
    const auto lock = storage::lock_data_dir(dir.path());
    BOOST_TEST(storage::restore_log(lock, given.backup_file).head.seq == 2);
    BOOST_TEST(open_log(dir / "log.db")->make_reader()()->head().seq == 2);
}

BOOST_AUTO_TEST_CASE(a_revoked_token_stays_revoked_after_a_restore_of_the_log)
{
    const backed_up given;
    const std::chrono::sys_seconds now{std::chrono::seconds{1'700'000'000}};
    const auto accounts = storage::open_accounts(given.dir / storage::accounts_file_name);
    const auto token = accounts->issue_token({"p-1", "made up", {}}, now);
    BOOST_TEST(accounts->revoke_token(token.record.id, now));
    static_cast<void>(
        storage::restore_log(given.lock, given.backup_file, storage::rollback_policy::allow)
    );
    const auto reopened = storage::open_accounts(given.dir / storage::accounts_file_name);
    const auto found = reopened->find_token(token.text, now);
    BOOST_TEST((std::get<engine::token_fault>(found) == engine::token_fault::revoked));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace depositary::testing
