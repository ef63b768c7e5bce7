#pragma once

/// Fan-out of committed events to subscribers. No queue per subscriber: each keeps its position in
/// its topic and asks for what comes next; what it gets is a notification encoded once for all that
/// stand at the same position. Recent events come from a shared ring, older ones from the log.

#include <array>
#include <cstdint>
#include <deque>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <variant>
#include <vector>

#include "api/backend.hpp"
#include "api/limits.hpp"
#include "api/metrics.hpp"
#include "api/ready_message.hpp"
#include "api/topic.hpp"

namespace depositary::api {

/// An `event` notification, ready to be written. Shared and immutable.
struct event_frame
{
    ready_message_ptr message;
    std::int64_t from_n = 0;  ///< topic events before it
    std::int64_t to_n = 0;    ///< topic events up to its last
    std::int64_t to_seq = 0;  ///< seq of its last event
    bool full = false;        ///< ended by a limit and not by the head: never grows
};

using event_frame_ptr = std::shared_ptr<const event_frame>;

/// Those of one lane who watch a topic. Opaque.
class lane_watchers;

/// A topic in use. Opaque; owned by the subscriptions that read it.
class feed;
using feed_ptr = std::shared_ptr<feed>;

/// A topic has new events: what follows for whoever had all of the others. Shared by all of them.
struct feed_move
{
    feed_ptr source;
    event_frame_ptr next;  ///< absent when it has to be read from the log
};

using feed_move_ptr = std::shared_ptr<const feed_move>;

/// Told that one of its topics has new events. Called on its lane; neither watches nor unwatches
/// while it is told.
class feed_watcher
{
public:
    virtual ~feed_watcher() = default;
    virtual void feed_moved(const feed_move& move) = 0;

    /// Asks the processor for the memory that feed_moved() will need. Since the event before, what
    /// the other watchers need has pushed it out of the cache.
    void ask_ahead() const
    {
        for (const auto* const place : near_) {
            __builtin_prefetch(place);
        }
    }

protected:
    using places = std::array<const void*, 8>;

    places near_{};  ///< null, or memory that may be gone: it is only asked for
};

/// Where watchers are told: one thread, which `run` has tasks run on, later and in order.
struct watch_lane
{
    const void* id = nullptr;
    std::function<void(std::function<void()>)> run;
};

/// Where a new subscription stands.
struct feed_position
{
    feed_ptr source;
    std::int64_t n = 0;       ///< events of the topic up to here
    std::int64_t seq = 0;     ///< seq of the last of them, 0 for none
    std::int64_t behind = 0;  ///< events of the topic after it
    std::int64_t head = 0;    ///< seq of the last event published
};

/// Nothing and no failure: the position is the head.
struct feed_step
{
    event_frame_ptr next;
    bool failed = false;  ///< the log could not be read
};

/// A cursor "EPOCH:SEQ" or "0" as a seq. Errors: -32602 malformed, -32020 of another epoch,
/// -32021 after `head`.
[[nodiscard]] std::variant<std::int64_t, rpc_error> parse_cursor(
    std::string_view text, const std::string& epoch, std::int64_t head
);

/// Thread-safety: any thread. Lifetime: the backend outlives the hub.
class hub : public std::enable_shared_from_this<hub>
{
public:
    using task = std::function<void()>;
    /// Runs a task later, on a thread that may block (`readers`) or must not (`soon`).
    using executor = std::function<void(task)>;

    /// `in_a_while` runs a task as `soon` does, after limits::live_window.
    hub(backend& source, const limits& l, metrics& m, executor readers, executor soon,
        executor in_a_while);
    ~hub();

    /// Starts to listen, and to count what the log holds for each topic.
    void start();
    /// Takes no further events; its executors are not used by the register's thread afterwards.
    void stop();

    using open_function = std::function<void(std::variant<feed_position, rpc_error>)>;
    /// Takes a position: after `seq`, or at the head when absent. `done` may be called later: a
    /// filtered topic waits until the log has been counted, a `seq` that the register has answered
    /// with but not yet published waits for it.
    void open(topic t, std::optional<std::int64_t> seq, open_function done);

    using step_function = std::function<void(feed_step)>;
    /// What comes after the first `n` events of the topic. `done` may be called before next()
    /// returns, or on a reader thread.
    void next(const feed_ptr& from, std::int64_t n, step_function done);

    /// Whether the topic has events after its first `n` that its watchers were told of, or are
    /// being told of. Takes no lock: asked after every write.
    [[nodiscard]] static bool has_more(const feed_ptr& f, std::int64_t n);

    /// On the lane, as unwatch() is; `who` lives until then. A watcher may be told of what it has.
    void watch(const feed_ptr& f, const watch_lane& lane, feed_watcher& who);
    void unwatch(const feed_ptr& f, const watch_lane& lane, const feed_watcher& who);

    [[nodiscard]] std::int64_t head() const;
    [[nodiscard]] const std::string& epoch() const { return epoch_; }
    /// Events of the topic after its first `n`.
    [[nodiscard]] std::int64_t behind(const feed_ptr& f, std::int64_t n) const;

private:
    using posting = std::vector<std::int64_t>;
    using posting_ptr = std::shared_ptr<posting>;
    using frame_key = std::pair<std::uint64_t, std::int64_t>;
    struct waiting
    {
        std::int64_t seq = 0;
        bool needs_index = false;
        task run;
    };

    void on_commit(const std::vector<published>& events);
    void keep(const published& e);
    void index(const published_event& e);
    void build_index();
    void fan_out();
    [[nodiscard]] std::shared_ptr<lane_watchers> find_lane(
        const feed_ptr& f, const watch_lane& lane
    );
    [[nodiscard]] std::vector<task> take_ready();
    [[nodiscard]] feed_ptr find_feed(const topic& t);
    [[nodiscard]] posting_ptr intersect(const topic& t);
    [[nodiscard]] feed_position position(const topic& t, std::optional<std::int64_t> seq);

    [[nodiscard]] std::int64_t count(const feed& f) const;
    [[nodiscard]] std::int64_t seq_at(const feed& f, std::int64_t n) const;
    [[nodiscard]] std::int64_t ring_first() const;
    [[nodiscard]] event_frame_ptr cached(const frame_key& key, std::int64_t total);
    void cache(const frame_key& key, const event_frame_ptr& f);
    [[nodiscard]] event_frame_ptr made(const feed& f, std::int64_t n);
    [[nodiscard]] event_frame_ptr from_ring(const feed& f, std::int64_t n);
    void read_and_deliver(const feed_ptr& f, std::int64_t n, std::vector<std::int64_t> wanted);
    [[nodiscard]] std::vector<published> read_wanted(const std::vector<std::int64_t>& wanted);

    backend& backend_;
    const limits& limits_;
    metrics& metrics_;
    executor readers_;
    executor soon_;
    executor in_a_while_;
    std::string epoch_;

    mutable std::mutex mutex_;
    std::int64_t head_ = 0;
    std::deque<published> ring_;
    std::size_t ring_bytes_ = 0;
    bool fan_out_due_ = false;
    bool stopped_ = false;

    std::unordered_map<std::string, posting_ptr> postings_;  ///< term -> seqs, ascending
    std::int64_t indexed_ = 0;
    bool index_ready_ = false;
    bool building_ = false;
    std::vector<waiting> waiting_;

    std::map<std::string, std::weak_ptr<feed>> feeds_;
    std::uint64_t next_feed_id_ = 1;

    std::list<std::pair<frame_key, event_frame_ptr>> cache_;  ///< most recently used first
    std::map<frame_key, std::list<std::pair<frame_key, event_frame_ptr>>::iterator> cache_index_;
    std::size_t cache_bytes_ = 0;
    std::map<frame_key, std::vector<step_function>> reading_;
};

}  // namespace depositary::api
