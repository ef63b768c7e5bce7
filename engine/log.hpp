#pragma once

/// The log port: the append-only sequence of events that is the register's only truth. storage/
/// implements it over SQLite, tests/support in memory; engine/ never looks inside the bytes here.

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace depositary::engine {

/// A SHA-256 value (32 bytes).
using digest = std::array<std::uint8_t, 32>;

/// SHA-256 as an injected pure function, so that engine/ links no cryptographic library.
using sha256_function = digest (*)(std::string_view bytes);

/// Lower-case hexadecimal, 64 characters.
[[nodiscard]] std::string hex(const digest& value);
[[nodiscard]] std::optional<digest> digest_from_hex(std::string_view text);

/// One event as it is stored. `bytes` is the canonical form and is never re-serialised; all other
/// members are indexes extracted from it.
struct log_record
{
    std::int64_t seq = 0;             ///< global, from 1 without gaps
    std::string stream;               ///< initiative id, or "register" for register-wide events
    std::int64_t version = 0;         ///< per stream, from 1 without gaps
    std::string type;                 ///< snake_case event type
    std::string actor;                ///< actor concerned, empty when none
    std::int64_t recorded_at_us = 0;  ///< UTC, microseconds since 1970-01-01
    std::string bytes;                ///< canonical JSON, UTF-8
    digest leaf{};                    ///< SHA-256(0x00 || bytes), RFC 6962 section 2.1
};

/// The remembered answer of an accepted command. Kept for ever, in the events' transaction.
struct answer_record
{
    std::string principal;  ///< scope of the key
    std::string key;        ///< the client's idempotency key
    digest fingerprint{};   ///< of the canonical command without key, expected_version, dry_run
    std::int64_t last_seq = 0;
    /// Canonical JSON of the original result, with the number of its events in place of them: they
    /// end at last_seq and are in the log. Up to log format 3, with the events.
    std::string answer;
};

struct log_batch
{
    std::vector<log_record> records;
    std::vector<answer_record> answers;
    digest root{};  ///< Merkle tree head after the last record of the batch (RFC 6962)
};

struct log_head
{
    std::int64_t seq = 0;  ///< 0: empty log
    digest root{};         ///< tree head at `seq`
    std::string epoch;     ///< changes only when the store is replaced by a restore
};

enum class append_status
{
    committed,  ///< every record of the batch is durable (survives a power cut)
    conflict,   ///< the head was not the expected one; nothing was written
    refused,    ///< no space or a full watermark; nothing was written, reads go on
    unknown,    ///< an I/O error at commit: the process must stop, a restart tells
};

struct append_result
{
    append_status status = append_status::unknown;
    std::int64_t head = 0;  ///< the real head after the call (committed, conflict, refused)
    std::string detail;     ///< for the operator's log; empty when committed
};

/// Called once per record, oldest first; return false to stop.
using record_visitor = std::function<bool(const log_record&)>;

/// Read side of the log. Each instance has a connection of its own.
///
/// Thread-safety: none; one thread at a time uses an instance, many instances may exist.
/// Errors: members throw std::runtime_error when the store cannot be read or is corrupt; the
/// message names the sequence number. Callers catch at the edge of their own folder.
class log_reader
{
public:
    virtual ~log_reader() = default;

    [[nodiscard]] virtual log_head head() = 0;

    /// Visits records with seq > `after`, at most `limit`, oldest first.
    virtual void read(std::int64_t after, std::int64_t limit, const record_visitor& visit) = 0;

    /// Visits records of `stream` with seq > `after`, at most `limit`, oldest first.
    virtual void read_stream(
        std::string_view stream, std::int64_t after, std::int64_t limit, const record_visitor& visit
    ) = 0;

    /// Costs no look into the store for a key that is not there, as nearly every one is.
    [[nodiscard]] virtual std::optional<answer_record> find_answer(
        std::string_view principal, std::string_view key
    ) = 0;

    /// Tree head stored with the batch that ended exactly at `seq`, if one did.
    [[nodiscard]] virtual std::optional<digest> batch_root(std::int64_t seq) = 0;
};

/// The only writer of a log.
///
/// Thread-safety: none; one thread at a time uses the writer.
/// Durability: when append() says committed, the batch survives a power cut. It MUST NOT say so
/// earlier.
class log_writer
{
public:
    virtual ~log_writer() = default;

    /// Appends the whole batch or nothing, in one transaction.
    ///
    /// Requires: records are contiguous from `expected_head` + 1; versions contiguous per stream.
    [[nodiscard]] virtual append_result append(
        const log_batch& batch, std::int64_t expected_head
    ) = 0;
};

/// Opens one more read connection on the same store.
using log_reader_factory = std::function<std::unique_ptr<log_reader>()>;

}  // namespace depositary::engine
