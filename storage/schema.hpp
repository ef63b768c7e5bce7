#pragma once

/// Identity and forward migrations of the SQLite files of this folder. Internal to storage/.

#include <cstdint>
#include <span>
#include <string>

namespace SQLite {
class Database;
}

namespace depositary::storage {

/// What a file of ours is, and how an older one becomes a current one.
struct schema
{
    const char* name = "";            ///< for messages: "log", "accounts"
    std::int32_t application_id = 0;  ///< SQLite header field; tells our files from others
    /// steps[i] takes a file from format i to format i + 1. A released step never changes.
    std::span<const char* const> steps;

    [[nodiscard]] int version() const { return static_cast<int>(steps.size()); }
};

/// "DEPS": the log.
extern const schema log_schema;
/// "DEPA": the accounts.
extern const schema accounts_schema;

/// Format of the file, 0 for a new one.
///
/// Errors: storage_error with errc::foreign_file when the file is not ours, errc::newer_format
///         when a later version of the product wrote it. The file is not touched in either case.
[[nodiscard]] int format_of(SQLite::Database& db, const schema& wanted, const std::string& file);

/// Brings the file from `format` to the current one, each step in a transaction of its own: a crash
/// leaves a complete file of some format, and the next start goes on from there.
void migrate(SQLite::Database& db, const schema& wanted, int format);

/// The first table, index or trigger that is not as the steps make it; empty when all are.
[[nodiscard]] std::string differing_object(SQLite::Database& db, const schema& wanted);

}  // namespace depositary::storage
