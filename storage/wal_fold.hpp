#pragma once

/// Folding the write-ahead log into the file while the writer goes on: on a thread and a connection
/// of its own, so that most of it makes no commit wait.

#include <condition_variable>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "storage/sqlite_log.hpp"

namespace SQLite {
class Database;
}

namespace depositary::storage {

/// Thread-safety: its owner's thread.
class wal_fold
{
public:
    wal_fold(std::filesystem::path file, const log_options& options);
    wal_fold(const wal_fold&) = delete;
    wal_fold& operator=(const wal_fold&) = delete;
    /// Waits for a fold under way.
    ~wal_fold();

    enum class state
    {
        idle,
        folding,
        folded,  ///< what the log held when the fold began is in the file
        failed,  ///< the device failed; nothing more may be written
    };

    /// From idle. Nothing happens when there is no thread to be had.
    void start() noexcept;
    [[nodiscard]] state now() const;
    /// From folded to idle.
    void rest();
    /// Why it failed.
    [[nodiscard]] std::string failure() const;

private:
    void run();
    [[nodiscard]] std::string fold_once();

    std::filesystem::path file_;
    log_options options_;
    std::unique_ptr<SQLite::Database> db_;  ///< the thread's own, made at the first fold
    mutable std::mutex mutex_;
    std::condition_variable wake_;
    state state_ = state::idle;
    bool stopping_ = false;
    std::string failure_;
    std::thread thread_;
};

}  // namespace depositary::storage
