/// A device that fails a flush, through SQLite's own file layer: what was asked to be durable may
/// or may not be, and only a restart can tell.

#include <boost/test/unit_test.hpp>

#include <sqlite3.h>

#include <atomic>
#include <climits>
#include <map>
#include <mutex>
#include <thread>

#include "storage/sqlite_log.hpp"
#include "storage/wal_fold.hpp"
#include "tests/unit/storage/log_fixture.hpp"

namespace depositary::testing {
namespace {

using engine::append_status;

/// Wraps the default file layer while it lives. Every file opened meanwhile fails its flushes when
/// told to, and counts the ones it was asked for.
class failing_device
{
public:
    failing_device()
    {
        original_ = ::sqlite3_vfs_find(nullptr);
        layer_ = *original_;
        layer_.zName = "failing_device";
        layer_.xOpen = &open;
        ::sqlite3_vfs_register(&layer_, 1);
    }
    failing_device(const failing_device&) = delete;
    failing_device& operator=(const failing_device&) = delete;
    ~failing_device()
    {
        failing = false;
        failing_after = INT_MAX;
        failing_file = false;
        ::sqlite3_vfs_unregister(&layer_);
        ::sqlite3_vfs_register(original_, 1);
    }

    static inline std::atomic<bool> failing = false;
    static inline std::atomic<int> flushes = 0;
    static inline std::atomic<int> failing_after = INT_MAX;  ///< flushes that still succeed
    static inline std::atomic<bool> failing_file = false;

private:
    static int open(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* flags_out)
    {
        const int code = original_->xOpen(original_, name, file, flags, flags_out);
        if (code == SQLITE_OK && file->pMethods != nullptr) {
            // One table per locking style: the main file's has what the others' lack.
            const std::lock_guard lock(opening_);
            const auto [at, first] = patched_.try_emplace(file->pMethods, *file->pMethods);
            if (first) {
                real_sync_ = at->second.xSync;  // the same in each of them
                at->second.xSync = &sync;
            }
            file->pMethods = &at->second;
        }
        return code;
    }

    static int sync(sqlite3_file* file, int flags)
    {
        ++flushes;
        const bool fails = failing || flushes > failing_after || (failing_file && is_file(file));
        return fails ? SQLITE_IOERR_FSYNC : real_sync_.load()(file, flags);
    }

    /// The database's own file and not its log: it alone has shared memory.
    static bool is_file(sqlite3_file* file) { return file->pMethods->xShmMap != nullptr; }

    static inline sqlite3_vfs* original_ = nullptr;
    static inline sqlite3_vfs layer_{};
    static inline std::mutex opening_;
    static inline std::atomic<int (*)(sqlite3_file*, int)> real_sync_ = nullptr;
    static inline std::map<const sqlite3_io_methods*, sqlite3_io_methods> patched_;
};

storage::wal_fold::state after_folding(const storage::wal_fold& beside)
{
    while (beside.now() == storage::wal_fold::state::folding) {
        std::this_thread::yield();
    }
    return beside.now();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(io_error)

BOOST_AUTO_TEST_CASE(a_failed_flush_is_unknown_and_the_writer_takes_no_more)
{
    const temporary_dir dir;
    batch_maker maker;
    engine::log_batch batch;
    {
        const failing_device device;
        const auto log = storage::open_log(dir / "log.db");
        grow(log->writer(), maker, 3);
        failing_device::failing = true;
        batch = maker.next({"a"});
        const auto lost = log->writer().append(batch, 3);
        BOOST_TEST((lost.status == append_status::unknown));
        BOOST_TEST(!lost.detail.empty());
        // The device says that it is well again: a second flush would prove nothing.
        failing_device::failing = false;
        BOOST_TEST((log->writer().append(batch, 3).status == append_status::unknown));
        BOOST_TEST((log->writer().append(batch, 4).status == append_status::unknown));
    }
    const auto log = storage::open_log(dir / "log.db");
    const auto head = log->make_reader()()->head().seq;
    BOOST_TEST((head == 3 || head == 4));
    BOOST_TEST(all_records(*log->make_reader()()).size() == static_cast<std::size_t>(head));
    if (head == 3) {
        BOOST_TEST((log->writer().append(batch, 3).status == append_status::committed));
    }
}

BOOST_AUTO_TEST_CASE(a_batch_whose_fold_fails_is_durable_and_the_last_one_taken)
{
    const temporary_dir dir;
    batch_maker maker;
    {
        const failing_device device;
        storage::log_options options;
        options.wal_pages_max = 1;  // every commit folds
        const auto log = storage::open_log(dir / "log.db", options);
        grow(log->writer(), maker, 3);
        failing_device::flushes = 0;
        grow(log->writer(), maker, 4);
        // The last flush of a batch is that of the file it is folded into.
        failing_device::failing_after = failing_device::flushes - 1;
        failing_device::flushes = 0;
        const auto batch = maker.next({"a"});
        BOOST_TEST((log->writer().append(batch, 4).status == append_status::committed));
        failing_device::failing_after = INT_MAX;
        const auto next = maker.next({"a"});
        BOOST_TEST((log->writer().append(next, 5).status == append_status::unknown));
    }
    BOOST_TEST(storage::open_log(dir / "log.db")->make_reader()()->head().seq == 5);
}

BOOST_AUTO_TEST_CASE(after_a_fold_beside_the_commits_has_failed_no_batch_is_taken)
{
    const temporary_dir dir;
    batch_maker maker;
    std::int64_t acknowledged = 0;
    {
        const failing_device device;
        storage::log_options options;
        options.wal_pages_max = 1'000'000;
        const auto log = storage::open_log(dir / "log.db", options);
        grow(log->writer(), maker, 3);
        storage::wal_fold beside(dir / "log.db", options);
        failing_device::failing = true;
        beside.start();
        BOOST_TEST((after_folding(beside) == storage::wal_fold::state::failed));
        BOOST_TEST(!beside.failure().empty());
    }
    {
        const failing_device device;
        storage::log_options options;
        options.wal_pages_max = 40;
        const auto log = storage::open_log(dir / "log.db", options);
        failing_device::failing_file = true;  // commits flush the log, only folds the file
        auto status = append_status::committed;
        for (int i = 0; i < 10'000 && status == append_status::committed; ++i) {
            const auto before = maker.head();
            status = log->writer().append(maker.next({"a"}), before).status;
            acknowledged = status == append_status::committed ? before + 1 : acknowledged;
        }
        BOOST_TEST((status == append_status::unknown));
        failing_device::failing_file = false;
        const auto next = maker.next({"a"});
        BOOST_TEST((log->writer().append(next, acknowledged).status == append_status::unknown));
    }
    BOOST_TEST(storage::open_log(dir / "log.db")->make_reader()()->head().seq >= acknowledged);
}

BOOST_AUTO_TEST_CASE(each_batch_is_flushed_once_before_it_is_reported_whatever_its_size)
{
    const temporary_dir dir;
    batch_maker maker;
    const failing_device device;
    const auto log = storage::open_log(dir / "log.db");
    grow(log->writer(), maker, 2);
    for (const auto& streams :
         {std::vector<std::string>{"a"}, std::vector<std::string>(100, "a")}) {
        failing_device::flushes = 0;
        const auto before = maker.head();
        const auto batch = maker.next(streams);
        BOOST_TEST((log->writer().append(batch, before).status == append_status::committed));
        BOOST_TEST(failing_device::flushes == 1);
    }
}

BOOST_AUTO_TEST_CASE(the_unsafe_control_reports_without_a_flush)
{
    const temporary_dir dir;
    batch_maker maker;
    const failing_device device;
    storage::log_options options;
    options.sync = storage::durability::unsafe_loses_commits_on_power_cut;
    const auto log = storage::open_log(dir / "log.db", options);
    grow(log->writer(), maker, 2);
    failing_device::flushes = 0;
    grow(log->writer(), maker, 6);
    BOOST_TEST(failing_device::flushes == 0);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace depositary::testing
