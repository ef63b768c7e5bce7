#pragma once

/// The log port in memory: for tests of everything above the log, which need its contract and not
/// its durability. The conformance suite runs the same cases against it and against storage/.

#include <algorithm>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "engine/log.hpp"
#include "storage/sha256.hpp"

namespace depositary::testing {

/// A fault that the next append meets.
enum class append_fault
{
    refuse,               ///< disk full: nothing is written
    unknown_written,      ///< an I/O error, and a restart finds the batch
    unknown_not_written,  ///< an I/O error, and a restart does not find it
};

/// Thread-safety: as the port says; all state is behind one lock.
/// Lifetime: the readers share the content and may outlive the log; the writer may not.
class memory_log
{
public:
    explicit memory_log(std::string epoch = "memory") { content_->epoch = std::move(epoch); }

    [[nodiscard]] engine::log_writer& writer() { return writer_; }

    [[nodiscard]] engine::log_reader_factory make_reader() const
    {
        return [content = content_]() -> std::unique_ptr<engine::log_reader> {
            return std::make_unique<memory_reader>(content);
        };
    }

    /// The faults of the appends to come, one each, in this order.
    void fail_next(append_fault fault)
    {
        const std::lock_guard guard{content_->lock};
        content_->faults.push_back(fault);
    }

    /// What a restart of the process does: after an unknown outcome the log takes batches again.
    void restart()
    {
        const std::lock_guard guard{content_->lock};
        content_->broken = false;
    }

private:
    struct content
    {
        std::mutex lock;
        std::string epoch;
        std::vector<engine::log_record> records;
        std::map<std::string, std::int64_t, std::less<>> versions;
        std::map<std::pair<std::string, std::string>, engine::answer_record> answers;
        std::map<std::int64_t, engine::digest> roots;
        std::deque<append_fault> faults;
        bool broken = false;

        [[nodiscard]] std::int64_t head() const
        {
            return static_cast<std::int64_t>(records.size());
        }
    };

    static void check(const content& held, const engine::log_batch& batch)
    {
        auto versions = held.versions;
        auto seq = held.head();
        for (const auto& record : batch.records) {
            if (record.seq != ++seq) {
                throw std::logic_error("memory log: a gap at seq " + std::to_string(seq));
            }
            if (record.version != ++versions[record.stream]) {
                throw std::logic_error("memory log: a version gap at seq " + std::to_string(seq));
            }
            if (record.leaf != storage::leaf_sha256(record.bytes)) {
                throw std::logic_error("memory log: a wrong leaf at seq " + std::to_string(seq));
            }
        }
        auto keys = std::map<std::pair<std::string, std::string>, bool>{};
        for (const auto& answer : batch.answers) {
            const std::pair key{answer.principal, answer.key};
            if (held.answers.contains(key) || !keys.emplace(key, true).second) {
                throw std::runtime_error("memory log: idempotency key used before");
            }
            if (answer.last_seq > seq) {
                throw std::logic_error("memory log: an answer refers beyond the head");
            }
        }
    }

    static void write(content& held, const engine::log_batch& batch)
    {
        for (const auto& record : batch.records) {
            held.versions[record.stream] = record.version;
            held.records.push_back(record);
        }
        for (const auto& answer : batch.answers) {
            held.answers.emplace(std::pair{answer.principal, answer.key}, answer);
        }
        if (!batch.records.empty()) {
            held.roots[held.head()] = batch.root;
        }
    }

    class memory_writer final : public engine::log_writer
    {
    public:
        explicit memory_writer(std::shared_ptr<content> held) : held_(std::move(held)) {}

        engine::append_result append(const engine::log_batch& batch, std::int64_t expected_head)
            override
        {
            const std::lock_guard guard{held_->lock};
            if (held_->broken) {
                return {engine::append_status::unknown, 0, "broken since an earlier batch"};
            }
            if (held_->head() != expected_head) {
                return {engine::append_status::conflict, held_->head(), "another head"};
            }
            check(*held_, batch);
            if (held_->faults.empty()) {
                write(*held_, batch);
                return {engine::append_status::committed, held_->head(), {}};
            }
            return fail(batch);
        }

    private:
        engine::append_result fail(const engine::log_batch& batch)
        {
            const auto fault = held_->faults.front();
            held_->faults.pop_front();
            if (fault == append_fault::refuse) {
                return {engine::append_status::refused, held_->head(), "no space"};
            }
            if (fault == append_fault::unknown_written) {
                write(*held_, batch);
            }
            held_->broken = true;
            return {engine::append_status::unknown, 0, "I/O error at commit"};
        }

        std::shared_ptr<content> held_;
    };

    class memory_reader final : public engine::log_reader
    {
    public:
        explicit memory_reader(std::shared_ptr<content> held) : held_(std::move(held)) {}

        engine::log_head head() override
        {
            const std::lock_guard guard{held_->lock};
            const auto seq = held_->head();
            return {seq, seq == 0 ? storage::sha256({}) : held_->roots.at(seq), held_->epoch};
        }

        void read(std::int64_t after, std::int64_t limit, const engine::record_visitor& visit)
            override
        {
            visit_all(limit, visit, [after](const auto& record) { return record.seq > after; });
        }

        void read_stream(
            std::string_view stream, std::int64_t after, std::int64_t limit,
            const engine::record_visitor& visit
        ) override
        {
            visit_all(limit, visit, [stream, after](const auto& record) {
                return record.stream == stream && record.seq > after;
            });
        }

        std::optional<engine::answer_record> find_answer(
            std::string_view principal, std::string_view key
        ) override
        {
            const std::lock_guard guard{held_->lock};
            const auto at = held_->answers.find({std::string{principal}, std::string{key}});
            return at == held_->answers.end() ? std::nullopt : std::optional{at->second};
        }

        std::optional<engine::digest> batch_root(std::int64_t seq) override
        {
            const std::lock_guard guard{held_->lock};
            const auto at = held_->roots.find(seq);
            return at == held_->roots.end() ? std::nullopt : std::optional{at->second};
        }

    private:
        template <class Wanted>
        void visit_all(std::int64_t limit, const engine::record_visitor& visit, Wanted wanted)
        {
            std::vector<engine::log_record> found;
            {
                // Visited outside the lock: a visitor may well append.
                const std::lock_guard guard{held_->lock};
                for (const auto& record : held_->records) {
                    if (static_cast<std::int64_t>(found.size()) == limit) {
                        break;
                    }
                    if (wanted(record)) {
                        found.push_back(record);
                    }
                }
            }
            static_cast<void>(std::all_of(found.begin(), found.end(), visit));
        }

        std::shared_ptr<content> held_;
    };

    std::shared_ptr<content> content_ = std::make_shared<content>();
    memory_writer writer_{content_};
};

}  // namespace depositary::testing
