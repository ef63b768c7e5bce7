#pragma once

/// Verification of a whole log against itself and against what somebody wrote down earlier. It
/// shows that a log is intact, not who wrote it: that needs signatures kept elsewhere.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "engine/log.hpp"

namespace depositary::storage {

/// A reader that shows one moment of the log and hides nothing: damaged records are returned, not
/// thrown. For verification only.
class audit_reader : public engine::log_reader
{
public:
    /// `sound`: it matches the hash that was stored with it, or has none.
    using answer_visitor =
        std::function<void(std::int64_t id, const engine::answer_record&, bool sound)>;

    /// In the order of their numbers, which are from 1 without gaps.
    virtual void visit_answers(const answer_visitor& visit) = 0;

    /// The streams of the events of the batch that ended exactly at `seq`, in their order; nothing
    /// when there is no such batch, or its list is none. An unknown stream is an empty name.
    [[nodiscard]] virtual std::optional<std::vector<std::string>> batch_streams(std::int64_t seq
    ) = 0;

    /// What is wrong with the file below the records: pages, indexes, tables, triggers. `seq` is
    /// the event concerned, 0 where that cannot be told.
    virtual void visit_file_faults(
        const std::function<void(std::int64_t seq, const std::string& what)>& visit
    ) = 0;

    /// Every stored tree head, by seq.
    virtual void visit_batches(
        const std::function<void(std::int64_t last_seq, const engine::digest& root)>& visit
    ) = 0;
};

/// The index columns as the canonical bytes state them (`leaf` and `bytes` unused), or what is
/// wrong with the bytes. engine::columns_of fits.
using column_function =
    std::function<std::variant<engine::log_record, std::string>(std::string_view bytes)>;

/// Called now and then with how many events are done of how many.
using verify_progress = std::function<void(std::int64_t done, std::int64_t total)>;

/// A tree head that somebody kept, from an acknowledgement or a backup.
struct expected_root
{
    std::int64_t seq = 0;
    engine::digest root{};
};

struct verify_problem
{
    std::int64_t seq = 0;  ///< the event it is about
    std::string what;
};

struct verify_report
{
    /// Problems listed, not counted: enough to see a pattern, bounded on a ruined file.
    static constexpr std::size_t listed_max = 100;

    std::int64_t events = 0;
    std::int64_t batches = 0;
    std::int64_t answers = 0;
    std::int64_t last_seq = 0;
    engine::digest root{};               ///< recomputed from the bytes of all events
    std::int64_t problem_count = 0;      ///< all of them
    std::vector<verify_problem> listed;  ///< the first `listed_max`, in the order of the log

    [[nodiscard]] bool intact() const { return problem_count == 0; }
};

/// Checks that seq and versions have no gap, that each leaf is the hash of its bytes, that the
/// index columns say what the bytes say, that each stored tree head is the one of the events and
/// beside it stand their streams, that answers match their hashes, have numbers without gaps and
/// keys of their own, that answers and tree heads refer to events that exist, that the file below
/// them is sound, and that the log still contains `expected`.
///
/// Errors: none of the log's: a store that cannot be read is a problem in the report, and ends it.
[[nodiscard]] verify_report verify_log(
    audit_reader& reader, engine::sha256_function sha, const column_function& columns,
    const verify_progress& on_progress = {}, const std::optional<expected_root>& expected = {}
);

}  // namespace depositary::storage
