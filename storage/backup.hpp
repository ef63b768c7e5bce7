#pragma once

/// Putting a backup of the log back in place. The accounts database is not touched: a revoked
/// token stays revoked.

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "engine/log.hpp"
#include "storage/data_dir.hpp"

namespace depositary::storage {

enum class rollback_policy
{
    refuse,
    allow,  ///< the operator has said that losing events is meant
};

struct restore_report
{
    std::string epoch;      ///< minted now; the caller records `store_restored` under it
    engine::log_head head;  ///< of the restored log, with the new epoch
    /// Head of the log that was replaced, none when there was none or it could not be read.
    std::optional<engine::log_head> replaced;
    std::int64_t lost_events = 0;      ///< events of the replaced log beyond the restored head
    std::filesystem::path kept_aside;  ///< where the replaced log is now; empty when there was none
};

/// Replaces the log of the locked folder by a copy of `backup_file`, under a new epoch. The
/// replaced log is renamed, not removed. A power cut at any moment leaves either the old log or
/// the new one in place, or a state that open_log refuses by name until restore runs again.
///
/// Requires: no store is open on the folder.
/// Errors: storage_error: errc::rollback_refused when the log in place has events that the backup
///         lacks, or cannot be read (how many is named where it is known), errc::damaged when the
///         backup is; and those of open_log. The log in place is then as it was.
[[nodiscard]] restore_report restore_log(
    const data_dir_lock& lock, const std::filesystem::path& backup_file,
    rollback_policy policy = rollback_policy::refuse
);

/// The last backup that was made of a data folder, so that an operator can see its age.
struct backup_note
{
    std::int64_t at_s = 0;  ///< UTC, seconds since 1970-01-01
    std::int64_t seq = 0;
    engine::digest root{};
    std::filesystem::path file;  ///< absolute; where it was written, not where it is now
};

/// Leaves the note in the data folder in place of the one before. A note that cannot be left makes
/// the backup no worse: it is logged.
void leave_backup_note(const std::filesystem::path& dir, const backup_note& note);

/// Nothing when no backup was made, or the note cannot be read.
[[nodiscard]] std::optional<backup_note> last_backup(const std::filesystem::path& dir);

/// Where a restore prepares its copy, beside the log it will replace.
[[nodiscard]] std::filesystem::path restoring_path(const std::filesystem::path& log_file);

}  // namespace depositary::storage
