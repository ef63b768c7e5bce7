#include <SQLiteCpp/SQLiteCpp.h>

#include <stdexcept>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "storage/connection.hpp"
#include "storage/log_index.hpp"
#include "storage/schema.hpp"
#include "storage/sha256.hpp"

namespace depositary::storage {
namespace {

// LEFT JOIN: events stay the outer loop whatever the planner thinks, and an event whose stream is
// gone is seen instead of skipped.
constexpr const char* select_events =
    "SELECT e.seq, s.name, e.version, e.type, e.actor, e.recorded_at_us, e.bytes, e.leaf "
    "FROM events e LEFT JOIN streams s ON s.id = e.stream_id ";

// One statement, so that the three answers are of one moment.
constexpr const char* select_head =
    "SELECT coalesce((SELECT max(seq) FROM events), 0), "
    "coalesce((SELECT max(last_seq) FROM batches), 0), "
    "(SELECT root FROM batches ORDER BY last_seq DESC LIMIT 1), "
    "(SELECT value FROM meta WHERE key = 'epoch')";

std::string text_of(const SQLite::Column& column)
{
    const auto* const first = static_cast<const char*>(column.getBlob());
    return first == nullptr ? std::string{}
                            : std::string{first, static_cast<std::size_t>(column.getBytes())};
}

/// Answers that are older than their hashes have none.
bool is_sound(const engine::answer_record& answer, const SQLite::Column& sum)
{
    return sum.isNull() || digest_in(sum, "an answer's hash") == sum_of(answer);
}

/// Gives the statement back for its next use, and with it the read lock, however the scope ends.
class statement_use
{
public:
    explicit statement_use(SQLite::Statement& statement) : statement_(statement) {}
    statement_use(const statement_use&) = delete;
    statement_use& operator=(const statement_use&) = delete;
    ~statement_use()
    {
        // The error of the last step, which tryReset repeats, was thrown by that step.
        static_cast<void>(statement_.tryReset());
    }

private:
    SQLite::Statement& statement_;
};

class sqlite_reader final : public audit_reader
{
public:
    sqlite_reader(
        const std::filesystem::path& file, const log_options& options, reader_kind kind,
        std::shared_ptr<log_index> index
    )
        : index_(std::move(index)),
          db_(connect(file, options)),
          kind_(kind),
          head_(*db_, select_head),
          after_(*db_, std::string{select_events} + "WHERE e.seq > ? ORDER BY e.seq LIMIT ?"),
          one_(*db_, std::string{select_events} + "WHERE e.seq = ?"),
          answer_(
              *db_,
              "SELECT fingerprint, last_seq, answer, sum FROM answers "
              "WHERE id = ? AND principal = ? AND key = ?"
          ),
          root_(*db_, "SELECT root FROM batches WHERE last_seq = ?"),
          streams_(*db_, "SELECT stream_ids FROM batches WHERE last_seq = ?")
    {
        if (kind_ == reader_kind::auditing) {
            // The writer goes on beside a long verification; its later events are not part of it.
            db_->exec("BEGIN");
        }
    }

    engine::log_head head() override;
    void read(std::int64_t after, std::int64_t limit, const engine::record_visitor& visit) override;
    void read_stream(
        std::string_view stream, std::int64_t after, std::int64_t limit,
        const engine::record_visitor& visit
    ) override;
    std::optional<engine::answer_record> find_answer(
        std::string_view principal, std::string_view key
    ) override;
    std::optional<engine::digest> batch_root(std::int64_t seq) override;
    std::optional<std::vector<std::string>> batch_streams(std::int64_t seq) override;
    void visit_answers(const answer_visitor& visit) override;
    void visit_file_faults(const std::function<void(std::int64_t, const std::string&)>& visit
    ) override;
    void visit_batches(const std::function<void(std::int64_t, const engine::digest&)>& visit
    ) override;

private:
    bool serving() const { return kind_ == reader_kind::serving; }
    engine::log_record record_in(SQLite::Statement& row) const;

    std::shared_ptr<log_index> index_;
    std::unique_ptr<SQLite::Database> db_;
    reader_kind kind_;
    SQLite::Statement head_;
    SQLite::Statement after_;
    SQLite::Statement one_;
    SQLite::Statement answer_;
    SQLite::Statement root_;
    SQLite::Statement streams_;
    std::unordered_map<std::int64_t, std::string> stream_names_;  ///< filled by batch_streams()
};

engine::log_head sqlite_reader::head()
{
    const statement_use use{head_};
    head_.executeStep();
    const std::int64_t seq = head_.getColumn(0).getInt64();
    const std::int64_t rooted = head_.getColumn(1).getInt64();
    if (seq != rooted && serving()) {
        throw std::runtime_error(
            "log: the last event is seq " + std::to_string(seq) +
            " but the last tree head is of seq " + std::to_string(rooted)
        );
    }
    const auto root = rooted == 0 ? sha256({}) : digest_in(head_.getColumn(2), "the last batch");
    return {seq, root, text_of(head_.getColumn(3))};
}

engine::log_record sqlite_reader::record_in(SQLite::Statement& row) const
{
    engine::log_record record;
    record.seq = row.getColumn(0).getInt64();
    record.stream = text_of(row.getColumn(1));
    record.version = row.getColumn(2).getInt64();
    record.type = text_of(row.getColumn(3));
    record.actor = text_of(row.getColumn(4));
    record.recorded_at_us = row.getColumn(5).getInt64();
    record.bytes = text_of(row.getColumn(6));
    record.leaf = digest_in(row.getColumn(7), "event seq " + std::to_string(record.seq));
    if (serving() && leaf_sha256(record.bytes) != record.leaf) {
        throw std::runtime_error(
            "log: the bytes of event seq " + std::to_string(record.seq) + " do not match their hash"
        );
    }
    return record;
}

void sqlite_reader::read(
    std::int64_t after, std::int64_t limit, const engine::record_visitor& visit
)
{
    const statement_use use{after_};
    after_.bind(1, after);
    after_.bind(2, limit);
    std::int64_t previous = after;
    try {
        while (after_.executeStep()) {
            const auto record = record_in(after_);
            if (serving() && record.seq != previous + 1) {
                throw std::runtime_error(
                    "log: event seq " + std::to_string(previous + 1) + " is missing"
                );
            }
            previous = record.seq;
            if (!visit(record)) {
                return;
            }
        }
    } catch (const SQLite::Exception& e) {
        throw std::runtime_error(
            "log: cannot read after seq " + std::to_string(previous) + ": " + e.what()
        );
    }
}

void sqlite_reader::read_stream(
    std::string_view stream, std::int64_t after, std::int64_t limit,
    const engine::record_visitor& visit
)
{
    index_->follow(*db_);
    const auto run = index_->events_of(stream, after, limit);
    auto version = run.first_version;
    for (const auto seq : run.seqs) {
        const statement_use use{one_};
        one_.bind(1, seq);
        if (!one_.executeStep()) {
            throw std::runtime_error("log: event seq " + std::to_string(seq) + " is missing");
        }
        const auto record = record_in(one_);
        if (record.stream != stream || record.version != version) {
            throw std::runtime_error(
                "log: event seq " + std::to_string(seq) + " is version " +
                std::to_string(record.version) + " of " + record.stream + ", and not version " +
                std::to_string(version) + " of " + std::string{stream}
            );
        }
        ++version;
        if (!visit(record)) {
            return;
        }
    }
}

std::optional<engine::answer_record> sqlite_reader::find_answer(
    std::string_view principal, std::string_view key
)
{
    index_->follow(*db_);
    engine::answer_record found{std::string{principal}, std::string{key}, {}, 0, {}};
    for (const auto id : index_->answers_to(principal, key)) {
        const statement_use use{answer_};
        answer_.bind(1, id);
        answer_.bindNoCopy(2, found.principal);
        answer_.bindNoCopy(3, found.key);
        if (!answer_.executeStep()) {
            continue;
        }
        found.fingerprint = digest_in(answer_.getColumn(0), "an answer's fingerprint");
        found.last_seq = answer_.getColumn(1).getInt64();
        found.answer = text_of(answer_.getColumn(2));
        if (!is_sound(found, answer_.getColumn(3))) {
            throw std::runtime_error(
                "log: the answer to key " + found.key + ", seq " + std::to_string(found.last_seq) +
                ", does not match its hash"
            );
        }
        return found;
    }
    if (const auto why = index_->keys_unread(); !why.empty()) {
        throw std::runtime_error("log: not all keys of answers can be read: " + why);
    }
    return std::nullopt;
}

std::optional<engine::digest> sqlite_reader::batch_root(std::int64_t seq)
{
    const statement_use use{root_};
    root_.bind(1, seq);
    if (!root_.executeStep()) {
        return std::nullopt;
    }
    return digest_in(root_.getColumn(0), "the tree head of seq " + std::to_string(seq));
}

std::optional<std::vector<std::string>> sqlite_reader::batch_streams(std::int64_t seq)
{
    if (stream_names_.empty()) {
        SQLite::Statement all{*db_, "SELECT id, name FROM streams"};
        while (all.executeStep()) {
            stream_names_[all.getColumn(0).getInt64()] = text_of(all.getColumn(1));
        }
    }
    const statement_use use{streams_};
    streams_.bind(1, seq);
    if (!streams_.executeStep()) {
        return std::nullopt;
    }
    const auto ids = stream_ids_in(text_of(streams_.getColumn(0)));
    if (!ids) {
        return std::nullopt;
    }
    std::vector<std::string> names;
    for (const auto id : *ids) {
        names.push_back(stream_names_[id]);
    }
    return names;
}

void sqlite_reader::visit_answers(const answer_visitor& visit)
{
    SQLite::Statement all{
        *db_,
        "SELECT id, principal, key, fingerprint, last_seq, answer, sum FROM answers ORDER BY id"};
    while (all.executeStep()) {
        const engine::answer_record answer{
            text_of(all.getColumn(1)),
            text_of(all.getColumn(2)),
            digest_in(all.getColumn(3), "an answer's fingerprint"),
            all.getColumn(4).getInt64(),
            text_of(all.getColumn(5)),
        };
        visit(all.getColumn(0).getInt64(), answer, is_sound(answer, all.getColumn(6)));
    }
}

void sqlite_reader::visit_file_faults(
    const std::function<void(std::int64_t, const std::string&)>& visit
)
{
    if (const auto object = differing_object(*db_, log_schema); !object.empty()) {
        visit(0, object + " is not as this program makes it");
    }
    SQLite::Statement check{*db_, "PRAGMA integrity_check"};
    while (check.executeStep()) {
        if (const auto fault = text_of(check.getColumn(0)); fault != "ok") {
            visit(0, fault);
        }
    }
}

void sqlite_reader::visit_batches(
    const std::function<void(std::int64_t, const engine::digest&)>& visit
)
{
    SQLite::Statement all{*db_, "SELECT last_seq, root FROM batches ORDER BY last_seq"};
    while (all.executeStep()) {
        const std::int64_t seq = all.getColumn(0).getInt64();
        visit(seq, digest_in(all.getColumn(1), "the tree head of seq " + std::to_string(seq)));
    }
}

}  // namespace

std::unique_ptr<audit_reader> make_sqlite_reader(
    const std::filesystem::path& file, const log_options& options, reader_kind kind,
    std::shared_ptr<log_index> index
)
{
    // A reader that could write could also create a missing file, and read an empty log from it.
    auto reading = options;
    reading.mode = open_mode::read_only;
    return std::make_unique<sqlite_reader>(file, reading, kind, std::move(index));
}

}  // namespace depositary::storage
