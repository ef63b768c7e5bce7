#pragma once

/// The log port over a simulated device, for the simulation of the server core. A batch is a run of
/// frames that ends with a commit frame. What a crash leaves is a prefix of what was written after
/// the last flush, and may tear a batch; recovery drops a batch without its commit frame.

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "engine/log.hpp"
#include "tests/support/memory_log.hpp"

namespace depositary::simulation {

/// A promise that a broken build breaks; each must be noticed.
enum class breakage
{
    none,
    acknowledges_before_flush,  ///< a batch is called durable, and flushed some batches later
    keeps_torn_batches,         ///< recovery believes a batch without its commit frame
    forgets_keys,               ///< answers are not stored with their events
    loses_notifications,        ///< a subscriber is counted on without having been told
};

/// What the next append meets.
enum class log_fault
{
    full,                ///< refused, nothing written
    dies_while_writing,  ///< any prefix of the batch is on the device; the outcome is unknown
    dies_after_flush,    ///< all of it is, and the outcome is unknown too
};

class simulated_log final : public engine::log_writer
{
public:
    simulated_log(breakage broken) : broken_(broken) {}

    void fail_next(log_fault fault) { fault_ = fault; }

    engine::append_result append(const engine::log_batch& batch, std::int64_t expected) override
    {
        if (fault_ && *fault_ == log_fault::full) {
            fault_.reset();
            return {engine::append_status::refused, expected, "no space"};
        }
        const auto stored = without_keys(batch);
        write(stored);
        if (fault_) {
            if (*std::exchange(fault_, std::nullopt) == log_fault::dies_after_flush) {
                flushed_ = frames_.size();
            }
            return {engine::append_status::unknown, 0, "I/O error at commit"};
        }
        ++batches_;
        if (broken_ != breakage::acknowledges_before_flush || batches_ % 4 == 0) {
            flushed_ = frames_.size();
        }
        return cached_->writer().append(stored, expected);
    }

    /// The device after a crash: `kept` of the frames that no flush covered, in order. Then the log
    /// is opened again.
    void crash(std::size_t kept)
    {
        frames_.resize(flushed_ + kept);
        fault_.reset();
        recover();
    }

    [[nodiscard]] std::size_t unflushed() const { return frames_.size() - flushed_; }

    [[nodiscard]] engine::log_reader_factory make_reader() const { return cached_->make_reader(); }

    void open() { recover(); }

private:
    struct commit
    {
        engine::digest root{};
    };
    using frame = std::variant<engine::log_record, engine::answer_record, commit>;

    [[nodiscard]] engine::log_batch without_keys(engine::log_batch batch) const
    {
        if (broken_ == breakage::forgets_keys) {
            batch.answers.clear();
        }
        return batch;
    }

    void write(const engine::log_batch& batch)
    {
        for (const auto& record : batch.records) {
            frames_.emplace_back(record);
        }
        for (const auto& answer : batch.answers) {
            frames_.emplace_back(answer);
        }
        frames_.emplace_back(commit{batch.root});
    }

    void recover()
    {
        cached_.emplace("simulated");
        engine::log_batch batch;
        std::size_t whole = 0;
        std::int64_t head = 0;
        for (std::size_t i = 0; i < frames_.size(); ++i) {
            if (const auto* const record = std::get_if<engine::log_record>(&frames_[i])) {
                batch.records.push_back(*record);
            } else if (const auto* const answer = std::get_if<engine::answer_record>(&frames_[i])) {
                batch.answers.push_back(*answer);
            } else {
                batch.root = std::get<commit>(frames_[i]).root;
                head = replay(std::exchange(batch, {}), head);
                whole = i + 1;
            }
        }
        if (broken_ == breakage::keeps_torn_batches && !batch.records.empty()) {
            static_cast<void>(replay(std::move(batch), head));
        } else {
            frames_.resize(whole);
        }
        flushed_ = frames_.size();
    }

    std::int64_t replay(const engine::log_batch& batch, std::int64_t head)
    {
        return cached_->writer().append(batch, head).head;
    }

    breakage broken_;
    std::vector<frame> frames_;
    std::size_t flushed_ = 0;
    std::optional<log_fault> fault_;
    int batches_ = 0;
    std::optional<testing::memory_log> cached_;  ///< what the process reads
};

}  // namespace depositary::simulation
