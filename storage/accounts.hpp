#pragma once

/// The accounts database: API tokens, apart from the log and with a backup of its own, so that
/// restoring an old log does not bring a revoked token back.

#include <filesystem>
#include <memory>

#include "engine/accounts.hpp"

namespace depositary::storage {

/// Opens, and where needed creates (readable by its owner alone) or migrates, the database.
///
/// Errors: storage_error: errc::foreign_file, newer_format, cannot_open.
[[nodiscard]] std::unique_ptr<engine::account_port> open_accounts(const std::filesystem::path& file
);

/// Copies the accounts of one moment to the new file while others work.
///
/// Errors: storage_error: errc::already_exists, cannot_open.
void backup_accounts(
    const std::filesystem::path& accounts_file, const std::filesystem::path& backup_file
);

}  // namespace depositary::storage
