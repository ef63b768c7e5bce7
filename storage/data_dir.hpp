#pragma once

/// The data folder: one process at a time works in it, and what is put into it stays after a power
/// cut.

#include <filesystem>
#include <string>

namespace depositary::storage {

/// Names of the files in the data folder.
inline constexpr const char* log_file_name = "log.db";
inline constexpr const char* accounts_file_name = "accounts.db";
inline constexpr const char* lock_file_name = "lock";

/// Holds the data folder while it lives. The kernel releases the lock when the process ends, in
/// whatever way, so there is no stale lock to remove by hand.
class data_dir_lock
{
public:
    data_dir_lock(data_dir_lock&& other) noexcept;
    data_dir_lock& operator=(data_dir_lock&& other) noexcept;
    data_dir_lock(const data_dir_lock&) = delete;
    data_dir_lock& operator=(const data_dir_lock&) = delete;
    ~data_dir_lock();

    [[nodiscard]] const std::filesystem::path& dir() const noexcept { return dir_; }

private:
    friend data_dir_lock lock_data_dir(const std::filesystem::path& dir);
    data_dir_lock(std::filesystem::path dir, int descriptor) noexcept;

    std::filesystem::path dir_;
    int descriptor_ = -1;
};

/// Takes the lock of `dir`, which is created (mode 0700) when missing.
///
/// Errors: storage_error with errc::data_dir_locked, naming the folder and the process that holds
///         it; errc::cannot_open when the folder or the lock file cannot be made.
[[nodiscard]] data_dir_lock lock_data_dir(const std::filesystem::path& dir);

/// Makes the content of a file durable. Throws storage_error when the device refuses.
void sync_file(const std::filesystem::path& file);

/// Makes the entries of a folder (created, renamed, removed files) durable.
void sync_dir(const std::filesystem::path& dir);

/// Creates an empty file that only its owner can read, or leaves an existing one as it is.
void create_private_file(const std::filesystem::path& file);

}  // namespace depositary::storage
