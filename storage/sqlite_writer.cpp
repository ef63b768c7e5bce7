#include <SQLiteCpp/SQLiteCpp.h>
#include <spdlog/spdlog.h>
#include <sqlite3.h>
#include <sys/statvfs.h>

#include <set>
#include <stdexcept>
#include <string>
#include <utility>

#include "storage/connection.hpp"
#include "storage/crash_point.hpp"
#include "storage/kept_head.hpp"
#include "storage/log_index.hpp"
#include "storage/sha256.hpp"
#include "storage/transaction.hpp"
#include "storage/wal_fold.hpp"

namespace depositary::storage {
namespace {

/// Free bytes for an unprivileged process on the file system of `file`; the largest value when
/// the system does not say, because a guess of "none" would stop a healthy register.
std::uint64_t free_bytes(const std::filesystem::path& file)
{
    struct statvfs status = {};
    if (::statvfs(file.c_str(), &status) != 0) {
        return UINT64_MAX;
    }
    return static_cast<std::uint64_t>(status.f_bavail) * status.f_frsize;
}

/// Text and blobs are bound without a copy: the batch outlives the step.
void bind_blob(SQLite::Statement& statement, int index, std::string_view bytes)
{
    statement.bindNoCopy(index, bytes.data(), static_cast<int>(bytes.size()));
}

void bind_digest(SQLite::Statement& statement, int index, const engine::digest& value)
{
    statement.bindNoCopy(index, value.data(), static_cast<int>(value.size()));
}

void run(SQLite::Statement& statement)
{
    statement.exec();
    statement.reset();
}

class sqlite_writer final : public engine::log_writer
{
public:
    sqlite_writer(
        const std::filesystem::path& file, const log_options& options,
        std::shared_ptr<log_index> index
    );
    ~sqlite_writer() override = default;

    engine::append_result append(const engine::log_batch& batch, std::int64_t expected_head)
        override;

private:
    enum class phase
    {
        writing,
        committing,
    };

    std::int64_t head();
    bool below_watermark();
    stream_end end_of(const std::string& stream);
    stream_ends insert_records(const engine::log_batch& batch, std::int64_t expected_head);
    void insert_record(const engine::log_record& record, stream_end& end);
    void insert_answers(const engine::log_batch& batch, std::int64_t last_seq);
    void refuse_used_key(const engine::answer_record& answer);
    engine::append_result outcome_of(const SQLite::Exception& e, phase at, std::int64_t expected);
    void commit();
    void after_commit(int pages) noexcept;
    void fold() noexcept;
    void fold_failed(const std::string& detail) noexcept;
    void release() noexcept;

    std::filesystem::path file_;
    std::uint64_t min_free_bytes_;
    int wal_pages_max_;
    std::shared_ptr<log_index> index_;
    std::unique_ptr<SQLite::Database> db_;
    SQLite::Statement begin_;
    SQLite::Statement commit_;
    SQLite::Statement head_;
    SQLite::Statement same_key_;
    SQLite::Statement add_stream_;
    SQLite::Statement add_event_;
    SQLite::Statement add_answer_;
    SQLite::Statement add_batch_;
    long batches_ = 0;        ///< appended by this writer; crash points count them
    bool refusing_ = false;   ///< so that the operator reads one line, not one per batch
    bool open_late_ = false;  ///< the planted fault late_commit has left a transaction open
    kept_head kept_;
    std::string broken_;  ///< why no further batch is taken; empty while healthy
    int wal_pages_ = 0;   ///< of the log after the last commit
    int fold_at_;         ///< pages at which a fold beside the commits begins
    wal_fold beside_;
};

std::unique_ptr<SQLite::Database> connect_writer(
    const std::filesystem::path& file, const log_options& options
)
{
    auto db = connect(file, options);
    prepare_for_writing(*db, options);
    return db;
}

sqlite_writer::sqlite_writer(
    const std::filesystem::path& file, const log_options& options, std::shared_ptr<log_index> index
)
    : file_(file),
      min_free_bytes_(options.min_free_bytes),
      wal_pages_max_(options.wal_pages_max),
      index_(std::move(index)),
      db_(connect_writer(file, options)),
      begin_(*db_, "BEGIN IMMEDIATE"),
      commit_(*db_, "COMMIT"),
      head_(*db_, "SELECT coalesce(max(seq), 0) FROM events"),
      same_key_(*db_, "SELECT 1 FROM answers WHERE id = ? AND principal = ? AND key = ?"),
      add_stream_(*db_, "INSERT INTO streams(name) VALUES (?)"),
      add_event_(
          *db_,
          "INSERT INTO events(seq, stream_id, version, type, actor, recorded_at_us, bytes, leaf) "
          "VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
      ),
      add_answer_(
          *db_,
          "INSERT INTO answers(principal, key, fingerprint, last_seq, answer, sum) "
          "VALUES (?, ?, ?, ?, ?, ?)"
      ),
      add_batch_(*db_, "INSERT INTO batches(last_seq, root, stream_ids) VALUES (?, ?, ?)"),
      kept_(file, db_->execAndGet("SELECT value FROM meta WHERE key = 'epoch'").getString()),
      fold_at_(wal_pages_max_ / 2),
      beside_(file, options)
{
    index_->read_for_writer(*db_);
    // In place of SQLite's own hook, which folds as well and forgets that a flush failed.
    sqlite3_wal_hook(
        db_->getHandle(),
        [](void* self, sqlite3*, const char*, int pages) {
            static_cast<sqlite_writer*>(self)->after_commit(pages);
            return SQLITE_OK;  // the commit is durable whatever became of the fold
        },
        this
    );
#if defined(DEPOSITARY_CRASH_POINTS)
    // SQLite calls this inside COMMIT, before the commit record is written.
    sqlite3_commit_hook(
        db_->getHandle(),
        [](void* self) {
            crash_point("inside_commit", static_cast<sqlite_writer*>(self)->batches_);
            return 0;
        },
        this
    );
#endif
}

std::int64_t sqlite_writer::head()
{
    head_.reset();
    head_.executeStep();
    const std::int64_t seq = head_.getColumn(0).getInt64();
    head_.reset();
    return seq;
}

bool sqlite_writer::below_watermark()
{
    const auto available = free_bytes(file_);
    const bool low = available < min_free_bytes_;
    if (low != refusing_) {
        refusing_ = low;
        if (low) {
            spdlog::error(
                "log.refusing_writes free_bytes={} min_free_bytes={}", available, min_free_bytes_
            );
        } else {
            spdlog::info("log.accepting_writes free_bytes={}", available);
        }
    }
    return low;
}

stream_end sqlite_writer::end_of(const std::string& stream)
{
    if (const auto known = index_->end_of(stream)) {
        return *known;
    }
    add_stream_.bindNoCopy(1, stream);
    run(add_stream_);
    return {db_->getLastInsertRowid(), 0};
}

void sqlite_writer::insert_record(const engine::log_record& record, stream_end& end)
{
    if (record.version != end.version + 1) {
        throw std::logic_error(
            "log: seq " + std::to_string(record.seq) + " has version " +
            std::to_string(record.version) + " of " + record.stream + ", whose last is " +
            std::to_string(end.version)
        );
    }
    if (leaf_sha256(record.bytes) != record.leaf) {
        throw std::logic_error(
            "log: the leaf of seq " + std::to_string(record.seq) + " is not that of its bytes"
        );
    }
    end.version = record.version;
    add_event_.bind(1, record.seq);
    add_event_.bind(2, end.id);
    add_event_.bind(3, record.version);
    add_event_.bindNoCopy(4, record.type);
    add_event_.bindNoCopy(5, record.actor);
    add_event_.bind(6, record.recorded_at_us);
    bind_blob(add_event_, 7, record.bytes);
    bind_digest(add_event_, 8, record.leaf);
    run(add_event_);
}

stream_ends sqlite_writer::insert_records(
    const engine::log_batch& batch, std::int64_t expected_head
)
{
    stream_ends ends;
    std::string stream_ids;
    std::int64_t next = expected_head;
    for (const auto& record : batch.records) {
        if (record.seq != ++next) {
            throw std::logic_error(
                "log: seq " + std::to_string(record.seq) + " where " + std::to_string(next) +
                " follows"
            );
        }
        auto at = ends.find(record.stream);
        if (at == ends.end()) {
            at = ends.emplace(record.stream, end_of(record.stream)).first;
        }
        insert_record(record, at->second);
        append_stream_id(stream_ids, at->second.id);
    }
    if (!batch.records.empty()) {
        add_batch_.bind(1, next);
        bind_digest(add_batch_, 2, batch.root);
        add_batch_.bindNoCopy(3, stream_ids);
        run(add_batch_);
    }
    return ends;
}

void sqlite_writer::refuse_used_key(const engine::answer_record& answer)
{
    for (const auto id : index_->answers_to(answer.principal, answer.key)) {
        same_key_.bind(1, id);
        same_key_.bindNoCopy(2, answer.principal);
        same_key_.bindNoCopy(3, answer.key);
        const bool used = same_key_.executeStep();
        same_key_.reset();
        if (used) {
            throw std::runtime_error(
                "log: the key " + answer.key + " of " + answer.principal + " was used before"
            );
        }
    }
}

void sqlite_writer::insert_answers(const engine::log_batch& batch, std::int64_t last_seq)
{
    std::set<std::pair<std::string_view, std::string_view>> keys;
    for (const auto& answer : batch.answers) {
        if (!keys.emplace(answer.principal, answer.key).second) {
            throw std::runtime_error("log: one batch uses the key " + answer.key + " twice");
        }
        refuse_used_key(answer);
        if (answer.last_seq > last_seq) {
            throw std::logic_error(
                "log: an answer refers to seq " + std::to_string(answer.last_seq) +
                ", the last is " + std::to_string(last_seq)
            );
        }
        add_answer_.bindNoCopy(1, answer.principal);
        add_answer_.bindNoCopy(2, answer.key);
        bind_digest(add_answer_, 3, answer.fingerprint);
        add_answer_.bind(4, answer.last_seq);
        add_answer_.bindNoCopy(5, answer.answer);
        const auto sum = sum_of(answer);
        bind_digest(add_answer_, 6, sum);
        run(add_answer_);
    }
}

void sqlite_writer::commit()
{
    constexpr long late_batches = 8;
    open_late_ = planted_fault("late_commit") && batches_ % late_batches != 0;
    if (!open_late_) {
        run(commit_);
    }
}

/// Most of a long log is folded beside the commits, and the rest by this thread as soon as that is
/// done: only then does the log begin anew, for a fold beside them never meets its end.
void sqlite_writer::after_commit(int pages) noexcept
{
    using enum wal_fold::state;
    if (pages < wal_pages_) {
        fold_at_ = wal_pages_max_ / 2;
    }
    wal_pages_ = pages;
    const auto beside = beside_.now();
    if (beside == failed) {
        fold_failed(beside_.failure());
    } else if (beside == folded) {
        beside_.rest();
        fold();
        fold_at_ = pages + wal_pages_max_ / 4;  // a reader kept it from beginning anew
    } else if (beside == idle && pages >= wal_pages_max_) {
        fold();
    } else if (beside == idle && pages >= fold_at_) {
        beside_.start();
    }
}

void sqlite_writer::fold() noexcept
{
    const int code = sqlite3_wal_checkpoint_v2(
        db_->getHandle(), nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr
    );
    if ((code & 0xFF) == SQLITE_IOERR) {
        fold_failed(sqlite3_errstr(code));
    }
}

/// As after a failed commit: this batch is durable, the next one would lean on the device.
void sqlite_writer::fold_failed(const std::string& detail) noexcept
{
    if (broken_.empty()) {
        broken_ = "cannot fold the write-ahead log: " + detail;
        spdlog::critical("log.fold_failed detail=\"{}\"", broken_);
    }
}

engine::append_result sqlite_writer::append(
    const engine::log_batch& batch, std::int64_t expected_head
)
{
    if (beside_.now() == wal_fold::state::failed) {
        fold_failed(beside_.failure());
    }
    if (!broken_.empty()) {
        return {engine::append_status::unknown, 0, broken_};
    }
    phase at = phase::writing;
    try {
        if (below_watermark()) {
            return {engine::append_status::refused, head(), "free space is below the watermark"};
        }
        if (!open_late_) {
            run(begin_);
        }
        if (const auto actual = head(); actual != expected_head) {
            release();
            return {
                engine::append_status::conflict, actual,
                "expected head " + std::to_string(expected_head) + ", found " +
                    std::to_string(actual)};
        }
        const auto last = expected_head + static_cast<std::int64_t>(batch.records.size());
        const auto ends = insert_records(batch, expected_head);
        insert_answers(batch, last);
        ++batches_;
        crash_point("before_commit", batches_);
        at = phase::committing;
        commit();
        crash_point("after_commit_before_ack", batches_);
        index_->add(batch, ends);
        if (!batch.records.empty()) {
            kept_.keep(last, batch.root);
        }
        return {engine::append_status::committed, last, {}};
    } catch (const SQLite::Exception& e) {
        return outcome_of(e, at, expected_head);
    } catch (...) {
        release();
        throw;
    }
}

engine::append_result sqlite_writer::outcome_of(
    const SQLite::Exception& e, phase at, std::int64_t expected
)
{
    // SQLite reports extended codes in the upper bytes of some results.
    const int code = e.getErrorCode() & 0xFF;
    const std::string detail =
        "SQLite error " + std::to_string(e.getExtendedErrorCode()) + ": " + e.what();
    release();
    if (code == SQLITE_FULL) {
        spdlog::error("log.disk_full after_seq={} detail=\"{}\"", expected, detail);
        return {engine::append_status::refused, head(), detail};
    }
    if (code == SQLITE_IOERR && planted_fault("ignore_io_error")) {
        return {engine::append_status::committed, expected, {}};
    }
    if (code == SQLITE_IOERR && at == phase::committing) {
        // The kernel may have dropped the dirty pages and report success next time: a second
        // flush would prove nothing. Only a restart, reading what the device has, can tell.
        broken_ = detail;
        spdlog::critical("log.commit_unknown after_seq={} detail=\"{}\"", expected, detail);
        return {engine::append_status::unknown, 0, detail};
    }
    throw std::runtime_error(
        "log: cannot append after seq " + std::to_string(expected) + ": " + detail
    );
}

void sqlite_writer::release() noexcept
{
    for (auto* const statement :
         {&begin_, &commit_, &head_, &same_key_, &add_stream_, &add_event_, &add_answer_,
          &add_batch_}) {
        // Repeats the error of the failed step, which is being handled already.
        static_cast<void>(statement->tryReset());
    }
    roll_back(*db_);
}

}  // namespace

std::unique_ptr<engine::log_writer> make_sqlite_writer(
    const std::filesystem::path& file, const log_options& options, std::shared_ptr<log_index> index
)
{
    return std::make_unique<sqlite_writer>(file, options, std::move(index));
}

}  // namespace depositary::storage
