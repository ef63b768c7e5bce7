#pragma once

/// Documents in a folder of the data folder, one file each: "sha256-HEX.application.pdf". The name
/// holds the hash of the content and its media type, so that one rename publishes both and nothing
/// beside the file needs a backup.

#include <cstdint>
#include <filesystem>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "engine/documents.hpp"

namespace depositary::storage {

/// Of the documents within the data folder, and of those beside a backup ("FILE.evidence").
inline constexpr const char* documents_folder_name = "evidence";

struct document_limits
{
    std::uint64_t min_free_bytes = 64ULL << 20U;    ///< left on the device by every document
    std::uint64_t folder_bytes_max = 10ULL << 30U;  ///< of all documents together
};

/// Opens the documents below `data_dir`, whose lock the caller holds, and removes what an upload
/// that was cut off left behind. The folder is made with the first document.
///
/// Errors: storage_error errc::cannot_open.
[[nodiscard]] std::unique_ptr<engine::document_port> open_documents(
    const std::filesystem::path& data_dir, const document_limits& limits = {}
);

/// Copies the documents that `to` lacks, durably, and returns how many; a missing `from` has none.
/// A document that is not what its name says is left out: verify_documents tells of it.
///
/// Errors: storage_error errc::cannot_open.
std::size_t copy_documents(const std::filesystem::path& from, const std::filesystem::path& to);

/// What is wrong with the documents of a folder, a line each: those of `named` that are missing,
/// and those whose content is not what their name says.
[[nodiscard]] std::vector<std::string> verify_documents(
    const std::filesystem::path& folder, const std::set<engine::digest>& named
);

/// Where a backup keeps the documents.
[[nodiscard]] std::filesystem::path documents_beside(const std::filesystem::path& backup_file);

}  // namespace depositary::storage
