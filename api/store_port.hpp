#pragma once

/// What the command line needs of storage/, as functions that main.cpp fills in: only the
/// composition root sees both folders.

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "engine/accounts.hpp"
#include "engine/documents.hpp"
#include "engine/log.hpp"
#include "engine/workflow.hpp"

namespace depositary::api {

/// Another process works in the data folder. The command line then speaks to it.
class data_dir_busy : public std::runtime_error
{
public:
    using std::runtime_error::runtime_error;
};

/// The data folder, locked and open.
class open_store
{
public:
    virtual ~open_store() = default;
    [[nodiscard]] virtual engine::log_writer& writer() = 0;
    [[nodiscard]] virtual engine::log_reader_factory make_reader() const = 0;
    [[nodiscard]] virtual engine::account_port& accounts() = 0;
    [[nodiscard]] virtual engine::document_port& documents() = 0;
    [[nodiscard]] virtual std::string epoch() const = 0;
    /// Folds the write-ahead log into the file; called when idle.
    virtual void checkpoint() = 0;
    [[nodiscard]] virtual engine::log_head backup(const std::filesystem::path& file) = 0;
};

struct verification
{
    bool intact = false;
    std::int64_t events = 0;
    std::int64_t last_seq = 0;
    engine::digest root{};
    std::int64_t problem_count = 0;
    std::vector<std::string> problems;  ///< "seq N: what", the first hundred
    std::string state_digest;           ///< SHA-256 of the replayed state; empty when not intact
};

struct restoration
{
    std::string epoch;
    std::string previous_epoch;
    std::int64_t seq = 0;
    std::int64_t lost_events = 0;
    std::filesystem::path kept_aside;
    std::size_t documents = 0;        ///< brought back from beside the backup
    std::vector<std::string> faults;  ///< documents that the records name and nobody has
};

using progress_function = std::function<void(std::int64_t done, std::int64_t total)>;

struct backup_note
{
    std::int64_t at_s = 0;  ///< UTC, seconds since 1970-01-01
    std::int64_t seq = 0;
    engine::digest root{};
    std::filesystem::path file;
};

struct store_limits
{
    std::uint64_t min_free_bytes = 64ULL << 20U;       ///< below it, appends are refused
    std::uint64_t documents_bytes_max = 10ULL << 30U;  ///< of all documents together
};

struct store_port
{
    /// Throws data_dir_busy, or std::runtime_error with what is wrong.
    std::function<
        std::unique_ptr<open_store>(const std::filesystem::path& dir, const store_limits& limits)>
        open;
    /// Reads while a server works as well.
    std::function<verification(
        const std::filesystem::path& dir,
        const std::optional<std::pair<std::int64_t, engine::digest>>& expected,
        const progress_function& progress
    )>
        verify;
    /// A copy of the log while a server works as well, and of the documents beside it.
    std::function<
        engine::log_head(const std::filesystem::path& dir, const std::filesystem::path& file)>
        backup;
    /// The last backup that was made of the folder, in whatever process.
    std::function<std::optional<backup_note>(const std::filesystem::path& dir)> last_backup;
    std::function<restoration(
        const std::filesystem::path& dir, const std::filesystem::path& file, bool allow_rollback
    )>
        restore;
    engine::sha256_function sha256 = nullptr;
    std::function<std::string()> fresh_id;  ///< 16 random characters a-z2-7
    const engine::workflow_set* workflows = nullptr;
};

}  // namespace depositary::api
