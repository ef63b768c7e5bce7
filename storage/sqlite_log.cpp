#include "storage/sqlite_log.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <spdlog/spdlog.h>
#include <sqlite3.h>

#include <mutex>
#include <stdexcept>
#include <utility>

#include "storage/backup.hpp"
#include "storage/connection.hpp"
#include "storage/copy.hpp"
#include "storage/data_dir.hpp"
#include "storage/error.hpp"
#include "storage/kept_head.hpp"
#include "storage/random.hpp"
#include "storage/schema.hpp"

namespace depositary::storage {
namespace {

/// 128 bits: two epochs never meet, whoever mints them.
constexpr std::size_t epoch_bytes = 16;

class sqlite_store final : public store
{
public:
    sqlite_store(std::filesystem::path file, const log_options& options)
        : file_(std::move(file)), options_(options)
    {
        const auto db = connect(file_, options_);
        migration_.from = format_of(*db, log_schema, file_.string());
        migration_.to = log_schema.version();
        if (options_.mode == open_mode::read_write) {
            prepare(*db);
            refuse_rolled_back();
            writer_ = make_sqlite_writer(file_, options_, index_);
        } else if (migration_.from != migration_.to) {
            throw storage_error(
                errc::older_format,
                file_.string() + " has log format " + std::to_string(migration_.from) +
                    ", this version reads format " + std::to_string(migration_.to) +
                    "; start the server once, or restore a copy, to migrate it"
            );
        }
        epoch_ = db->execAndGet("SELECT value FROM meta WHERE key = 'epoch'").getString();
    }

    engine::log_writer& writer() override
    {
        if (!writer_) {
            throw storage_error(errc::read_only, file_.string() + " is open for reading only");
        }
        return *writer_;
    }

    engine::log_reader_factory make_reader() const override
    {
        return [file = file_, options = options_,
                index = index_]() -> std::unique_ptr<engine::log_reader> {
            return make_sqlite_reader(file, options, reader_kind::serving, index);
        };
    }

    std::unique_ptr<audit_reader> make_audit_reader() const override
    {
        return make_sqlite_reader(
            file_, options_, reader_kind::auditing, std::make_shared<log_index>()
        );
    }

    const std::string& epoch() const override { return epoch_; }
    const std::filesystem::path& path() const override { return file_; }
    migration_status migration() const override { return migration_; }
    checkpoint_status checkpoint() override;
    engine::log_head backup(const std::filesystem::path& file) const override;

private:
    void prepare(SQLite::Database& db);
    void refuse_rolled_back() const;

    std::filesystem::path file_;
    log_options options_;
    migration_status migration_;
    std::string epoch_;
    std::shared_ptr<log_index> index_ = std::make_shared<log_index>();
    std::unique_ptr<engine::log_writer> writer_;
    std::mutex checkpoint_lock_;
    std::unique_ptr<SQLite::Database> checkpoint_db_;  ///< made at the first use
};

void sqlite_store::prepare(SQLite::Database& db)
{
    prepare_for_writing(db, options_);
    migrate(db, log_schema, migration_.from);
    SQLite::Statement mint{db, "INSERT OR IGNORE INTO meta(key, value) VALUES ('epoch', ?)"};
    mint.bind(1, random_hex(epoch_bytes));
    mint.exec();
    if (migration_.created()) {
        // The commits are durable, but so must be the name of the file that holds them.
        sync_dir(file_.parent_path());
    }
    if (migration_.migrated()) {
        spdlog::info(
            "log.migrated file=\"{}\" from={} to={}", file_.string(), migration_.from, migration_.to
        );
    }
}

void sqlite_store::refuse_rolled_back() const
{
    const auto kept = read_kept_head(file_);
    if (!kept) {
        return;
    }
    const auto reader = make_audit_reader();
    const auto fault = differs_from_kept(*kept, *reader);
    if (!fault.empty()) {
        throw storage_error(
            errc::rolled_back, file_.string() + ": " + fault + "; restore a backup, or remove " +
                                   kept_head_path(file_).string() + " to go on with what is there"
        );
    }
}

checkpoint_status sqlite_store::checkpoint()
{
    if (options_.mode == open_mode::read_only) {
        throw storage_error(errc::read_only, file_.string() + " is open for reading only");
    }
    const std::lock_guard guard{checkpoint_lock_};
    if (!checkpoint_db_) {
        checkpoint_db_ = connect(file_, options_);
        prepare_for_writing(*checkpoint_db_, options_);
        // A connection that has read nothing does not know yet that there is a log to fold.
        static_cast<void>(checkpoint_db_->execAndGet("SELECT count(*) FROM meta").getInt());
    }
    checkpoint_status status;
    // PASSIVE: what a reader or the writer is using stays for the next time; nobody waits.
    const int code = sqlite3_wal_checkpoint_v2(
        checkpoint_db_->getHandle(), nullptr, SQLITE_CHECKPOINT_PASSIVE, &status.wal_pages,
        &status.folded_pages
    );
    if ((code & 0xFF) == SQLITE_FULL) {
        // Reads and the log go on without the fold; the next one may find space.
        spdlog::warn("log.fold_postponed wal_pages={} detail=\"disk full\"", status.wal_pages);
        return status;
    }
    // BUSY: another connection is folding it now, which is as good.
    if (code != SQLITE_OK && code != SQLITE_BUSY) {
        throw std::runtime_error(
            "log: cannot fold the write-ahead log of " + file_.string() + ": " +
            sqlite3_errstr(code)
        );
    }
    return status;
}

engine::log_head sqlite_store::backup(const std::filesystem::path& file) const
{
    if (std::filesystem::exists(file)) {
        throw storage_error(
            errc::already_exists, file.string() + " exists; a backup never overwrites a file"
        );
    }
    // Under another name until complete: a half copy must not pass for a backup.
    const std::filesystem::path partial{file.string() + ".partial"};
    remove_database(partial);
    copy_database(file_, partial);
    engine::log_head head;
    try {
        log_options reading;
        reading.mode = open_mode::read_only;
        head = open_log(partial, reading)->make_reader()()->head();
        // A hard link, unlike a rename, fails when somebody has made `file` meanwhile.
        std::filesystem::create_hard_link(partial, file);
    } catch (...) {
        remove_database(partial);
        throw;
    }
    remove_database(partial);
    sync_dir(file.parent_path());
    return head;
}

void refuse_half_restored(const std::filesystem::path& file)
{
    if (std::filesystem::exists(file)) {
        return;
    }
    // Creating an empty log here would hide that a history is waiting beside it.
    for (const auto& left : {restoring_path(file), std::filesystem::path{file.string() + "-wal"}}) {
        if (std::filesystem::exists(left)) {
            throw storage_error(
                errc::interrupted_restore, file.string() + " is missing but " + left.string() +
                                               " exists: a restore was interrupted; run it again"
            );
        }
    }
    // The end of an empty log is no acknowledged one.
    if (const auto kept = read_kept_head(file)) {
        throw storage_error(
            errc::rolled_back, file.string() + " is missing, but seq " + std::to_string(kept->seq) +
                                   " was acknowledged; restore a backup, or remove " +
                                   kept_head_path(file).string() + " to begin anew"
        );
    }
}

}  // namespace

std::unique_ptr<store> open_log(const std::filesystem::path& file, const log_options& options)
{
    refuse_half_restored(file);
    if (options.mode == open_mode::read_write && !std::filesystem::exists(file)) {
        create_private_file(file);
    }
    try {
        return std::make_unique<sqlite_store>(file, options);
    } catch (const SQLite::Exception& e) {
        throw storage_error(errc::cannot_open, "cannot open " + file.string() + ": " + e.what());
    }
}

}  // namespace depositary::storage
