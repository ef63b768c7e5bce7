#pragma once

/// The log on SQLite: write-ahead log, one transaction and one flush per batch. The file format is
/// docs/log-format.md; the reasons are storage/DESIGN.md.

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "engine/log.hpp"
#include "storage/verify.hpp"

namespace depositary::storage {

enum class open_mode
{
    read_write,  ///< creates a missing file, migrates an older one
    read_only,   ///< never writes; an older format is refused
};

enum class durability
{
    full,  ///< a commit is flushed before it is reported: the promise of engine::log_writer
    /// The negative control of the power-cut test, which must lose acknowledged events with it.
    /// MUST NOT be reachable from configuration.
    unsafe_loses_commits_on_power_cut,
};

struct log_options
{
    open_mode mode = open_mode::read_write;
    durability sync = durability::full;
    /// Free space of the file system, in bytes, below which append() refuses. Leaves room for the
    /// write-ahead log to be folded into the file and for an operator to work.
    std::uint64_t min_free_bytes = 64ULL << 20U;
    /// Pages of the write-ahead log (4 KiB each, so about 80 MB) after which a commit folds them
    /// into the file by itself. From half of it on they are folded beside the commits, and an idle
    /// register does it in checkpoint(): a commit that meets a fold waits for it.
    int wal_pages_max = 20'000;
    /// How long a statement waits for another connection's lock.
    std::chrono::milliseconds busy_timeout{5'000};
};

/// What opening did to the format of the file.
struct migration_status
{
    int from = 0;  ///< 0: the file was created
    int to = 0;
    [[nodiscard]] bool created() const { return from == 0; }
    [[nodiscard]] bool migrated() const { return from != 0 && from != to; }
};

struct checkpoint_status
{
    int wal_pages = 0;     ///< pages in the write-ahead log
    int folded_pages = 0;  ///< of these, how many are now in the file
};

/// An open log: the owner of its only writer and the source of its readers.
///
/// Thread-safety: writer() belongs to one thread; every other member may be called from any thread.
/// Lifetime: readers may outlive the store; the writer may not.
/// Errors: storage_error; std::runtime_error when SQLite fails, with its text.
class store
{
public:
    virtual ~store() = default;

    /// Errors: errc::read_only when opened for reading.
    [[nodiscard]] virtual engine::log_writer& writer() = 0;

    /// Each call of the factory opens one more connection. What its readers return was checked
    /// against the leaf hash: a damaged event is thrown, never served.
    [[nodiscard]] virtual engine::log_reader_factory make_reader() const = 0;

    /// A reader for verify_log: one moment of the log, unchecked, so that all damage is found.
    [[nodiscard]] virtual std::unique_ptr<audit_reader> make_audit_reader() const = 0;

    /// Identity of this history; a restore mints another.
    [[nodiscard]] virtual const std::string& epoch() const = 0;
    [[nodiscard]] virtual const std::filesystem::path& path() const = 0;
    [[nodiscard]] virtual migration_status migration() const = 0;

    /// Folds the write-ahead log into the file without delaying the writer. Call it when idle.
    virtual checkpoint_status checkpoint() = 0;

    /// Copies the log of one moment to a new file while the writer goes on.
    ///
    /// Returns: head of the copy. The file and its folder entry are then durable.
    /// Errors: errc::already_exists; nothing is left at `file` after an error.
    [[nodiscard]] virtual engine::log_head backup(const std::filesystem::path& file) const = 0;
};

/// Opens, and where needed creates or migrates, the log in `file`.
///
/// Errors: storage_error: errc::foreign_file, newer_format, older_format (read-only),
///         interrupted_restore, damaged (the lists of a log that is written), cannot_open.
[[nodiscard]] std::unique_ptr<store> open_log(
    const std::filesystem::path& file, const log_options& options = {}
);

}  // namespace depositary::storage
