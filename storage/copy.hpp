#pragma once

/// Copies of a whole SQLite file. Internal to storage/.

#include <filesystem>

namespace depositary::storage {

/// Copies `from`, one moment of it, to the new file `to`, through SQLite: a plain copy of a file
/// in use would miss what its write-ahead log holds. The copy is complete without a companion
/// file, and its content is durable; its folder entry is not yet.
///
/// Errors: storage_error errc::cannot_open; nothing is left at `to`.
void copy_database(const std::filesystem::path& from, const std::filesystem::path& to);

/// Removes the file and what SQLite keeps beside it. Missing files are no error.
void remove_database(const std::filesystem::path& file);

}  // namespace depositary::storage
