#include "api/replay.hpp"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <variant>
#include <vector>

#include "api/thread_name.hpp"
#include "engine/event_codec.hpp"
#include "engine/merkle.hpp"

namespace depositary::api {

namespace {

/// Records decoded at once: enough that handing them over costs nothing beside it.
constexpr std::int64_t records_at_once = 256;
/// Parts read ahead of the fold. Bounds the memory to some thousand events.
constexpr std::size_t parts_ahead_max = 8;

struct record
{
    std::int64_t seq = 0;
    std::string bytes;
    engine::digest leaf{};
};

struct part
{
    std::vector<record> records;
    std::vector<engine::event> events;  ///< of the records up to the first that is wrong
    std::string fault;                  ///< of that one
    bool decoded = false;
};

using part_ptr = std::shared_ptr<part>;

void decode(part& p, engine::sha256_function sha256)
{
    p.events.reserve(p.records.size());
    for (const auto& r : p.records) {
        auto decoded = engine::decode_event(r.bytes);
        if (const auto* why = std::get_if<std::string>(&decoded)) {
            p.fault = "event " + std::to_string(r.seq) + ": " + *why;
            return;
        }
        if (sha256 != nullptr && engine::leaf_hash(sha256, r.bytes) != r.leaf) {
            p.fault = "event " + std::to_string(r.seq) + ": its hash does not fit";
            return;
        }
        p.events.push_back(std::get<engine::event>(std::move(decoded)));
    }
}

part_ptr read_part(engine::log_reader& reader, std::int64_t after, std::int64_t last)
{
    auto p = std::make_shared<part>();
    const auto most = std::min(records_at_once, last - after);
    p->records.reserve(static_cast<std::size_t>(most));
    reader.read(after, most, [&](const engine::log_record& r) {
        if (r.seq > last) {
            return false;
        }
        p->records.push_back({r.seq, r.bytes, r.leaf});
        return true;
    });
    return p;
}

/// The parts of a log in their order, read and decoded by whoever is free: one thread reads at a
/// time, any number decode.
class pipeline
{
public:
    pipeline(
        engine::log_reader& reader, std::int64_t after, std::int64_t last,
        const replay_options& options
    )
        : reader_(reader), after_(after), last_(last), sha256_(options.sha256)
    {
        const auto helpers = last - after > records_at_once ? options.helpers : 0;
        for (std::size_t i = 0; i < helpers; ++i) {
            threads_.emplace_back([this] {
                name_thread("replay");
                help();
            });
        }
    }
    pipeline(const pipeline&) = delete;
    pipeline& operator=(const pipeline&) = delete;
    ~pipeline()
    {
        {
            const std::lock_guard lock(mutex_);
            stopping_ = true;
        }
        more_to_do_.notify_all();
        for (auto& t : threads_) {
            t.join();
        }
    }

    /// The next part, decoded; nullptr after the last. The caller works, too, until it is there.
    part_ptr next()
    {
        std::unique_lock lock(mutex_);
        while (ahead_.empty() ? !ended_ : !ahead_.front()->decoded) {
            if (!do_some(lock)) {
                done_some_.wait(lock);
            }
        }
        if (ahead_.empty()) {
            return nullptr;
        }
        auto p = std::move(ahead_.front());
        ahead_.pop_front();
        more_to_do_.notify_one();
        return p;
    }

    /// Why the log could not be read on, after the last part.
    [[nodiscard]] const std::string& unread() const { return unread_; }

private:
    void help()
    {
        std::unique_lock lock(mutex_);
        while (!stopping_) {
            if (!do_some(lock)) {
                more_to_do_.wait(lock);
            }
        }
    }

    /// False when there is nothing for one more thread.
    bool do_some(std::unique_lock<std::mutex>& lock)
    {
        if (!waiting_.empty()) {
            decode_next(lock);
        } else if (!ended_ && !reading_ && ahead_.size() < parts_ahead_max) {
            read_next(lock);
        } else {
            return false;
        }
        done_some_.notify_one();
        return true;
    }

    void decode_next(std::unique_lock<std::mutex>& lock)
    {
        const auto p = std::move(waiting_.front());
        waiting_.pop_front();
        lock.unlock();
        try {
            decode(*p, sha256_);
        } catch (const std::exception& e) {
            p->fault = e.what();
        }
        lock.lock();
        p->decoded = true;
    }

    void read_next(std::unique_lock<std::mutex>& lock)
    {
        reading_ = true;
        const auto after = after_;
        lock.unlock();
        auto p = std::make_shared<part>();
        std::string why;
        try {
            if (after < last_) {
                p = read_part(reader_, after, last_);
            }
        } catch (const std::exception& e) {
            why = e.what();
        }
        lock.lock();
        reading_ = false;
        if (!why.empty() || p->records.empty()) {
            unread_ = why;
            ended_ = true;
            return;
        }
        after_ = p->records.back().seq;
        ahead_.push_back(p);
        waiting_.push_back(std::move(p));
        more_to_do_.notify_one();
    }

    engine::log_reader& reader_;
    std::int64_t after_;
    const std::int64_t last_;
    engine::sha256_function sha256_;
    std::mutex mutex_;
    std::condition_variable more_to_do_;
    std::condition_variable done_some_;  ///< the caller's
    std::deque<part_ptr> ahead_;         ///< read, the oldest first
    std::deque<part_ptr> waiting_;       ///< of these, what nobody decodes yet
    bool reading_ = false;
    bool ended_ = false;
    bool stopping_ = false;
    std::string unread_;
    std::vector<std::thread> threads_;
};

}  // namespace

std::size_t usual_replay_helpers()
{
    return std::max(2U, std::thread::hardware_concurrency()) - 1U;
}

void replay_log(
    engine::log_reader& reader, std::int64_t after, std::int64_t last,
    const replay_options& options, const replay_fold& fold
)
{
    pipeline parts(reader, after, last, options);
    while (const auto p = parts.next()) {
        for (std::size_t i = 0; i < p->events.size(); ++i) {
            fold(p->events[i], p->records[i].leaf);
        }
        if (!p->fault.empty()) {
            throw std::runtime_error(p->fault);
        }
    }
    if (!parts.unread().empty()) {
        throw std::runtime_error(parts.unread());
    }
}

}  // namespace depositary::api
