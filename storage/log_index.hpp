#pragma once

/// Where in the log the events of a stream are, and the answer to a key. Kept in memory and made
/// anew at each opening: on disk, an index costs a page for each stream and each key of a batch, at
/// every commit. Internal to storage/: no other folder includes it.

#include <boost/unordered/unordered_flat_map.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engine/log.hpp"

namespace SQLite {
class Database;
}

namespace depositary::storage {

/// The last event of a stream.
struct stream_end
{
    std::int64_t id = 0;       ///< streams.id
    std::int64_t version = 0;  ///< 0: no event yet
};

/// By name.
using stream_ends = std::map<std::string, stream_end, std::less<>>;

/// A run of a stream's events.
struct stream_run
{
    std::int64_t first_version = 0;
    std::vector<std::int64_t> seqs;  ///< ascending
};

/// By its tables 8 to 16 bytes an event and 20 to 40 an answer. Thread-safety: every member may be
/// called from any thread.
/// Errors: reading throws storage_error (errc::damaged) where the lists in the file contradict
///         themselves, and SQLite::Exception, which does not leave storage/.
class log_index
{
public:
    /// Reads all that the file holds. From then on the writer adds what it commits.
    void read_for_writer(SQLite::Database& db);

    /// Reads what the file holds beyond what was read before; nothing where a writer adds.
    void follow(SQLite::Database& db);

    /// A batch that was committed. `ends` are those of its streams after it.
    void add(const engine::log_batch& batch, const stream_ends& ends);

    [[nodiscard]] std::optional<stream_end> end_of(std::string_view stream) const;

    /// Events of `stream` with seq > `after`, at most `limit`, oldest first.
    [[nodiscard]] stream_run events_of(
        std::string_view stream, std::int64_t after, std::int64_t limit
    ) const;

    /// answers.id of each answer that may be the one to this key: nearly always none or one.
    [[nodiscard]] std::vector<std::int64_t> answers_to(
        std::string_view principal, std::string_view key
    ) const;

    /// Why a key that is not found may be in the file all the same; empty when it is not.
    [[nodiscard]] std::string keys_unread() const;

private:
    struct stream
    {
        std::int64_t id = 0;
        std::vector<std::int64_t> seqs;
    };

    void read_streams(SQLite::Database& db);
    void read_batches(SQLite::Database& db);
    void read_keys(SQLite::Database& db);
    void read_all(SQLite::Database& db);
    void add_key(std::string_view principal, std::string_view key);

    mutable std::shared_mutex mutex_;
    bool writer_adds_ = false;
    std::unordered_map<std::string, stream> streams_;
    std::unordered_map<std::int64_t, stream*> by_id_;
    std::int64_t last_seq_ = 0;
    /// answers.id by the number of its key, and further ones of the same number.
    boost::unordered_flat_map<std::uint64_t, std::int64_t> keys_;
    std::unordered_multimap<std::uint64_t, std::int64_t> more_keys_;
    std::int64_t last_answer_ = 0;
    std::string keys_unread_;
};

/// The numbers as batches.stream_ids holds them.
void append_stream_id(std::string& list, std::int64_t id);

/// Nothing when it is no such list.
[[nodiscard]] std::optional<std::vector<std::int64_t>> stream_ids_in(std::string_view list);

}  // namespace depositary::storage
