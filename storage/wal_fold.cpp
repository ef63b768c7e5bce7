#include "storage/wal_fold.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <spdlog/spdlog.h>
#include <sqlite3.h>

#include <exception>
#include <utility>

#include "storage/connection.hpp"

namespace depositary::storage {

wal_fold::wal_fold(std::filesystem::path file, const log_options& options)
    : file_(std::move(file)), options_(options)
{}

wal_fold::~wal_fold()
{
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    wake_.notify_one();
    if (thread_.joinable()) {
        thread_.join();
    }
}

void wal_fold::start() noexcept
{
    try {
        if (!thread_.joinable()) {
            thread_ = std::thread([this] { run(); });
        }
    } catch (const std::exception& e) {
        spdlog::warn("log.fold_not_started detail=\"{}\"", e.what());
        return;  // the writer folds when the log is long enough
    }
    {
        const std::lock_guard lock(mutex_);
        state_ = state::folding;
    }
    wake_.notify_one();
}

wal_fold::state wal_fold::now() const
{
    const std::lock_guard lock(mutex_);
    return state_;
}

void wal_fold::rest()
{
    const std::lock_guard lock(mutex_);
    state_ = state::idle;
}

std::string wal_fold::failure() const
{
    const std::lock_guard lock(mutex_);
    return failure_;
}

void wal_fold::run()
{
    std::unique_lock lock(mutex_);
    for (;;) {
        wake_.wait(lock, [&] { return stopping_ || state_ == state::folding; });
        if (stopping_) {
            return;
        }
        lock.unlock();
        auto failure = fold_once();
        lock.lock();
        state_ = failure.empty() ? state::folded : state::failed;
        failure_ = std::move(failure);
    }
}

/// Why the device failed, if it did. What else may come in the way is over at the next fold.
std::string wal_fold::fold_once()
{
    try {
        if (!db_) {
            db_ = connect(file_, options_);
            prepare_for_writing(*db_, options_);
            // A connection that has read nothing does not know yet that there is a log to fold.
            static_cast<void>(db_->execAndGet("SELECT count(*) FROM meta").getInt());
        }
        const int code = sqlite3_wal_checkpoint_v2(
            db_->getHandle(), nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr
        );
        return (code & 0xFF) == SQLITE_IOERR ? sqlite3_errstr(code) : "";
    } catch (const std::exception& e) {
        spdlog::warn("log.fold_postponed detail=\"{}\"", e.what());
        db_.reset();
        return {};
    }
}

}  // namespace depositary::storage
