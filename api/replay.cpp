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

/// Decodes parts in the order they were given, each by whoever is free.
class decoders
{
public:
    decoders(engine::sha256_function sha256, std::size_t helpers) : sha256_(sha256)
    {
        for (std::size_t i = 0; i < helpers; ++i) {
            threads_.emplace_back([this] {
                name_thread("replay");
                help();
            });
        }
    }
    decoders(const decoders&) = delete;
    decoders& operator=(const decoders&) = delete;
    ~decoders()
    {
        {
            const std::lock_guard lock(mutex_);
            stopping_ = true;
        }
        wake_.notify_all();
        for (auto& t : threads_) {
            t.join();
        }
    }

    void give(part_ptr p)
    {
        {
            const std::lock_guard lock(mutex_);
            waiting_.push_back(std::move(p));
        }
        wake_.notify_one();
    }

    /// Returns when `p` is decoded, and decodes what waits until then.
    void finish(const part& p)
    {
        std::unique_lock lock(mutex_);
        while (!p.decoded) {
            if (!decode_next(lock)) {
                done_.wait(lock);
            }
        }
    }

private:
    void help()
    {
        std::unique_lock lock(mutex_);
        while (!stopping_) {
            if (!decode_next(lock)) {
                wake_.wait(lock);
            }
        }
    }

    /// False when none waits.
    bool decode_next(std::unique_lock<std::mutex>& lock)
    {
        if (waiting_.empty()) {
            return false;
        }
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
        done_.notify_one();
        return true;
    }

    engine::sha256_function sha256_;
    std::mutex mutex_;
    std::condition_variable wake_;
    std::condition_variable done_;  ///< the caller's
    std::deque<part_ptr> waiting_;
    bool stopping_ = false;
    std::vector<std::thread> threads_;
};

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
    decoders by(options.sha256, last - after > records_at_once ? options.helpers : 0);
    std::deque<part_ptr> ahead;
    std::string unread;  // why the log could not be read on
    bool ended = false;
    while (!ended || !ahead.empty()) {
        while (!ended && ahead.size() < parts_ahead_max) {
            part_ptr p;
            try {
                p = after < last ? read_part(reader, after, last) : std::make_shared<part>();
            } catch (const std::exception& e) {
                unread = e.what();
                p = std::make_shared<part>();
            }
            ended = p->records.empty();
            if (!ended) {
                after = p->records.back().seq;
                ahead.push_back(p);
                by.give(std::move(p));
            }
        }
        if (ahead.empty()) {
            break;
        }
        const auto p = std::move(ahead.front());
        ahead.pop_front();
        by.finish(*p);
        for (std::size_t i = 0; i < p->events.size(); ++i) {
            fold(p->events[i], p->records[i].leaf);
        }
        if (!p->fault.empty()) {
            throw std::runtime_error(p->fault);
        }
    }
    if (!unread.empty()) {
        throw std::runtime_error(unread);
    }
}

}  // namespace depositary::api
