#pragma once

/// Connections to our SQLite files, and what their readers and writers are made from. Internal to
/// storage/: no other folder includes it.

#include <filesystem>
#include <memory>
#include <string>

#include "engine/log.hpp"
#include "storage/log_index.hpp"
#include "storage/sqlite_log.hpp"
#include "storage/verify.hpp"

namespace SQLite {
class Column;
class Database;
}  // namespace SQLite

namespace depositary::storage {

enum class reader_kind
{
    serving,   ///< damage is thrown
    auditing,  ///< damage is returned; one moment of the log for the life of the reader
};

[[nodiscard]] std::unique_ptr<SQLite::Database> connect(
    const std::filesystem::path& file, const log_options& options
);

/// Write-ahead log, flush policy and fold limit of a connection that writes.
void prepare_for_writing(SQLite::Database& db, const log_options& options);

/// The single file that is complete without a companion, as backups are.
void prepare_for_moving(SQLite::Database& db);

/// `index` may be shared by the readers of a store.
[[nodiscard]] std::unique_ptr<audit_reader> make_sqlite_reader(
    const std::filesystem::path& file, const log_options& options, reader_kind kind,
    std::shared_ptr<log_index> index
);

/// Reads the log into `index`, and from then on adds what it commits.
[[nodiscard]] std::unique_ptr<engine::log_writer> make_sqlite_writer(
    const std::filesystem::path& file, const log_options& options, std::shared_ptr<log_index> index
);

/// What is kept beside an answer, so that a damaged one is seen.
[[nodiscard]] engine::digest sum_of(const engine::answer_record& answer);

/// Throws std::runtime_error when the column does not hold 32 bytes.
[[nodiscard]] engine::digest digest_in(const SQLite::Column& column, const std::string& where);

}  // namespace depositary::storage
