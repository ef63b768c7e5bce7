#pragma once

/// Errors of opening, restoring and locking a store. They reach an operator, so each one names the
/// file and what to do next. Errors of appending are values: engine::append_status.

#include <stdexcept>
#include <string>

namespace depositary::storage {

enum class errc
{
    data_dir_locked,      ///< another process holds the data folder
    newer_format,         ///< the file was written by a later version of this product
    older_format,         ///< read-only, but the file first needs a migration
    foreign_file,         ///< a database of something else, or no database
    cannot_open,          ///< missing, unreadable, or refused by the operating system
    interrupted_restore,  ///< a restore stopped half-way: run it again
    already_exists,       ///< a backup never overwrites a file
    rolled_back,          ///< the log lacks events that it acknowledged: an older copy, or damage
    rollback_refused,     ///< the restore would lose events, and nobody said that it may
    damaged,              ///< the content contradicts itself
    read_only,            ///< a writer was asked of a store opened for reading
};

class storage_error : public std::runtime_error
{
public:
    storage_error(errc code, const std::string& what) : std::runtime_error(what), code_(code) {}
    [[nodiscard]] errc code() const noexcept { return code_; }

private:
    errc code_;
};

}  // namespace depositary::storage
