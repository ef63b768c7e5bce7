#pragma once

/// The last acknowledged tree head, kept beside the log in `log.db.head`. A log that was replaced
/// by an older copy, or whose write-ahead log was damaged, is shorter and intact; this file knows
/// that it was longer.
///
/// It is written after each commit and never flushed: after a power cut it may be older than the
/// log, which is harmless, and it is never newer, because the commit was flushed before it.

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "engine/log.hpp"

namespace depositary::storage {

/// Where the head of the log in `log_file` is kept.
[[nodiscard]] std::filesystem::path kept_head_path(const std::filesystem::path& log_file);

/// The kept head; none when there is no file, or when it is damaged.
[[nodiscard]] std::optional<engine::log_head> read_kept_head(const std::filesystem::path& log_file);

/// Why the log behind `reader` is not the one whose head was kept; empty when it may be.
[[nodiscard]] std::string differs_from_kept(
    const engine::log_head& kept, engine::log_reader& reader
);

/// Removes the kept head, durably: what comes is another history. A missing file is no error.
void forget_kept_head(const std::filesystem::path& log_file);

/// Writes the head after each commit. One thread.
class kept_head
{
public:
    /// The file is opened, and where it is missing created, by the first keep().
    kept_head(const std::filesystem::path& log_file, std::string epoch);
    kept_head(const kept_head&) = delete;
    kept_head& operator=(const kept_head&) = delete;
    ~kept_head();

    /// A failure is logged once and changes nothing: the log is the truth.
    void keep(std::int64_t seq, const engine::digest& root) noexcept;

private:
    std::filesystem::path file_;
    std::string epoch_;
    int descriptor_ = -1;
    bool failing_ = false;
};

}  // namespace depositary::storage
