#include "storage/verify.hpp"

#include <boost/unordered/unordered_flat_set.hpp>

#include <array>
#include <cstring>
#include <exception>
#include <unordered_map>

#include "engine/merkle.hpp"

namespace depositary::storage {
namespace {

/// Often enough to show life, seldom enough to cost nothing.
constexpr std::int64_t progress_every = 10'000;

/// Half of a hash, which tells all keys there will ever be apart and needs half the memory.
using key_number = std::array<std::uint64_t, 2>;

key_number number_of(const engine::digest& hash)
{
    key_number number{};
    std::memcpy(number.data(), hash.data(), sizeof number);
    return number;
}

class verification
{
public:
    verification(
        audit_reader& reader, engine::sha256_function sha, const column_function& columns,
        const std::optional<expected_root>& expected
    )
        : reader_(reader), sha_(sha), columns_(columns), expected_(expected), tree_(sha)
    {}

    verify_report run(const verify_progress& on_progress);

private:
    void problem(std::int64_t seq, std::string what);
    void check_events(const verify_progress& on_progress);
    void check_leaf(const engine::log_record& record);
    void check_columns(const engine::log_record& record);
    void check_version(const engine::log_record& record);
    void check_roots(std::int64_t seq);
    void check_references();
    void check_expected_was_reached();

    audit_reader& reader_;
    engine::sha256_function sha_;
    const column_function& columns_;
    const std::optional<expected_root>& expected_;
    engine::merkle_frontier tree_;  ///< of the bytes
    /// Of the stored leaves, from the first one that differs from its bytes. A damaged event is
    /// then one problem, and not one more for every later tree head.
    std::optional<engine::merkle_frontier> stored_tree_;
    std::unordered_map<std::string, std::int64_t> versions_;
    std::int64_t rooted_ = 0;           ///< seq of the last tree head met on the way
    std::vector<std::string> streams_;  ///< of the events after it
    verify_report report_;
};

void verification::problem(std::int64_t seq, std::string what)
{
    ++report_.problem_count;
    if (report_.listed.size() < verify_report::listed_max) {
        report_.listed.push_back({seq, std::move(what)});
    }
}

void verification::check_leaf(const engine::log_record& record)
{
    const auto leaf = engine::leaf_hash(sha_, record.bytes);
    if (leaf != record.leaf) {
        problem(record.seq, "the bytes do not match their hash");
        if (!stored_tree_) {
            stored_tree_ = tree_;
        }
    }
    if (stored_tree_) {
        stored_tree_->append(record.leaf);
    }
    tree_.append(leaf);
}

void verification::check_columns(const engine::log_record& record)
{
    const auto stated = columns_(record.bytes);
    if (const auto* const fault = std::get_if<std::string>(&stated)) {
        problem(record.seq, "the bytes cannot be read: " + *fault);
        return;
    }
    const auto& bytes = std::get<engine::log_record>(stated);
    const auto compare = [&](bool equal, const char* column) {
        if (!equal) {
            problem(record.seq, std::string{"column "} + column + " differs from the bytes");
        }
    };
    compare(bytes.seq == record.seq, "seq");
    compare(bytes.stream == record.stream, "stream");
    compare(bytes.version == record.version, "version");
    compare(bytes.type == record.type, "type");
    compare(bytes.actor == record.actor, "actor");
    compare(bytes.recorded_at_us == record.recorded_at_us, "recorded_at_us");
}

void verification::check_version(const engine::log_record& record)
{
    auto& last = versions_[record.stream];
    if (record.version != last + 1) {
        problem(
            record.seq, "version " + std::to_string(record.version) + " of " + record.stream +
                            " follows " + std::to_string(last)
        );
    }
    last = record.version;
}

void verification::check_roots(std::int64_t seq)
{
    const auto stored = reader_.batch_root(seq);
    if (stored) {
        rooted_ = seq;
        if (*stored != tree_.root() && !(stored_tree_ && *stored == stored_tree_->root())) {
            problem(seq, "the tree head stored here is not that of the events up to here");
        }
        if (reader_.batch_streams(seq) != streams_) {
            problem(seq, "the streams stored here are not those of the events of the batch");
        }
        streams_.clear();
    }
    if (expected_ && expected_->seq == seq && tree_.root() != expected_->root) {
        problem(seq, "the tree head is not the expected one");
    }
}

void verification::check_events(const verify_progress& on_progress)
{
    const auto total = reader_.head().seq;
    reader_.read(0, INT64_MAX, [&](const engine::log_record& record) {
        if (record.seq != report_.last_seq + 1) {
            problem(
                record.seq, "seq " + std::to_string(report_.last_seq + 1) + " is missing before it"
            );
        }
        report_.last_seq = record.seq;
        ++report_.events;
        check_leaf(record);
        check_columns(record);
        check_version(record);
        streams_.push_back(record.stream);
        check_roots(record.seq);
        if (on_progress && report_.events % progress_every == 0) {
            on_progress(report_.events, total);
        }
        return true;
    });
    if (rooted_ != report_.last_seq) {
        problem(report_.last_seq, "no tree head covers the last event");
    }
    if (on_progress) {
        on_progress(report_.events, total);
    }
}

void verification::check_references()
{
    reader_.visit_batches([&](std::int64_t seq, const engine::digest&) {
        ++report_.batches;
        if (seq < 1 || seq > report_.last_seq) {
            problem(seq, "a tree head is stored for an event that does not exist");
        }
    });
    boost::unordered_flat_set<key_number> keys;
    reader_.visit_answers([&](std::int64_t id, const engine::answer_record& answer, bool sound) {
        ++report_.answers;
        if (id != report_.answers) {
            problem(
                answer.last_seq, "answers before number " + std::to_string(id) + " are missing"
            );
            report_.answers = id;
        }
        if (!keys.insert(number_of(sha_(answer.principal + '\0' + answer.key))).second) {
            problem(answer.last_seq, "another answer has the key " + answer.key + " as well");
        }
        if (!sound) {
            problem(
                answer.last_seq, "the answer to key " + answer.key + " does not match its hash"
            );
        }
        if (answer.last_seq < 0 || answer.last_seq > report_.last_seq) {
            problem(answer.last_seq, "an answer refers to an event that does not exist");
        }
    });
}

void verification::check_expected_was_reached()
{
    if (!expected_) {
        return;
    }
    if (expected_->seq > report_.last_seq) {
        problem(
            expected_->seq,
            "the log ends at seq " + std::to_string(report_.last_seq) + ", before the expected one"
        );
    }
    // No event has this seq, so no step of the scan compared it.
    if (expected_->seq == 0 && expected_->root != engine::merkle_frontier{sha_}.root()) {
        problem(0, "the tree head is not the expected one");
    }
}

verify_report verification::run(const verify_progress& on_progress)
{
    try {
        check_events(on_progress);
        check_references();
        reader_.visit_file_faults([&](std::int64_t seq, const std::string& what) {
            problem(seq, "the file is damaged: " + what);
        });
    } catch (const std::exception& e) {
        problem(report_.last_seq, std::string{"the log cannot be read further: "} + e.what());
    }
    check_expected_was_reached();
    report_.root = tree_.root();
    return std::move(report_);
}

}  // namespace

verify_report verify_log(
    audit_reader& reader, engine::sha256_function sha, const column_function& columns,
    const verify_progress& on_progress, const std::optional<expected_root>& expected
)
{
    return verification{reader, sha, columns, expected}.run(on_progress);
}

}  // namespace depositary::storage
