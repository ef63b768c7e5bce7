#include "storage/connection.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <algorithm>
#include <stdexcept>

#include "storage/crash_point.hpp"
#include "storage/error.hpp"
#include "storage/sha256.hpp"

namespace depositary::storage {

std::unique_ptr<SQLite::Database> connect(
    const std::filesystem::path& file, const log_options& options
)
{
    // NOMUTEX: each connection has one thread, or a lock of its own.
    const int access = options.mode == open_mode::read_only
                           ? SQLite::OPEN_READONLY
                           : SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE;
    try {
        return std::make_unique<SQLite::Database>(
            file.string(), access | SQLite::OPEN_NOMUTEX,
            static_cast<int>(options.busy_timeout.count())
        );
    } catch (const SQLite::Exception& e) {
        throw storage_error(errc::cannot_open, "cannot open " + file.string() + ": " + e.what());
    }
}

void prepare_for_writing(SQLite::Database& db, const log_options& options)
{
    if (db.execAndGet("PRAGMA journal_mode = WAL").getString() != "wal") {
        throw storage_error(
            errc::cannot_open, db.getFilename() + ": this file system has no write-ahead log"
        );
    }
    const bool flushed = options.sync == durability::full && !planted_fault("synchronous_normal");
    db.exec(flushed ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
    db.exec("PRAGMA wal_autocheckpoint = " + std::to_string(options.wal_pages_max));
}

void prepare_for_moving(SQLite::Database& db)
{
    if (db.execAndGet("PRAGMA journal_mode = DELETE").getString() != "delete") {
        throw storage_error(errc::cannot_open, db.getFilename() + ": is in use");
    }
}

engine::digest sum_of(const engine::answer_record& answer)
{
    // Zero bytes between the parts: no two records give the same text.
    std::string text = answer.principal;
    text += '\0';
    text += answer.key;
    text += '\0';
    text.append(
        reinterpret_cast<const char*>(answer.fingerprint.data()), answer.fingerprint.size()
    );
    text += std::to_string(answer.last_seq);
    text += '\0';
    text += answer.answer;
    return sha256(text);
}

engine::digest digest_in(const SQLite::Column& column, const std::string& where)
{
    engine::digest out{};
    if (!column.isBlob() || static_cast<std::size_t>(column.getBytes()) != out.size()) {
        throw std::runtime_error("log: " + where + " does not hold a hash of 32 bytes");
    }
    const auto* const first = static_cast<const std::uint8_t*>(column.getBlob());
    std::copy_n(first, out.size(), out.begin());
    return out;
}

}  // namespace depositary::storage
