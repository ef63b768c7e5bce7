#pragma once

/// The one writer. A thread of its own drains whatever is queued and decides each command on the
/// state left by the one before it; all of such a batch is appended in one transaction, and only
/// then answered and published. A second thread appends, so that the next batch is decided while
/// the device flushes this one. When an append fails nothing of the batch happened, readers never
/// saw it, and what was decided on top of it is decided again.

#include <boost/json/object.hpp>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

#include "api/backend.hpp"
#include "engine/decision.hpp"
#include "engine/log.hpp"
#include "engine/merkle.hpp"
#include "engine/state.hpp"

namespace depositary::api {

using state_ptr = std::shared_ptr<const engine::register_state>;

/// UTC in microseconds since 1970-01-01. Injected, so that tests and simulations own the time.
using clock_function = std::function<std::int64_t()>;

struct registrar_options
{
    /// Commands waiting for the writer; above this a command is refused with E_READ_ONLY and may be
    /// sent again. Bounds memory, and keeps the wait of the last one bearable.
    std::size_t queue_commands_max = 20'000;
    /// Commands of one transaction. More gains nothing: the flush is already shared by hundreds.
    std::size_t batch_commands_max = 512;
};

/// Text for ids that a command does not name, unique per call.
using id_function = std::function<std::string()>;

struct registrar_ports
{
    engine::log_writer* writer = nullptr;
    engine::log_reader_factory make_reader;
    const engine::workflow_set* workflows = nullptr;
    engine::sha256_function sha256 = nullptr;
    clock_function now_us;
    id_function fresh_id;
    /// Called when the outcome of a commit is unknown: the process must stop, a restart tells.
    std::function<void(const std::string& why)> fatal;
};

struct registrar_numbers
{
    std::atomic<std::uint64_t> batches{0};
    std::atomic<std::uint64_t> commands{0};
    std::atomic<std::uint64_t> refusals{0};
    std::atomic<std::uint64_t> duplicates{0};
    std::atomic<std::uint64_t> events{0};
    std::atomic<std::uint64_t> append_failures{0};
    std::atomic<std::uint64_t> queue{0};
};

class registrar
{
public:
    /// Replays the log (verifying each leaf hash) and takes its place behind the head. Throws
    /// std::runtime_error, naming the sequence number, when the log cannot be replayed.
    registrar(registrar_ports ports, registrar_options options);
    ~registrar();
    registrar(const registrar&) = delete;
    registrar& operator=(const registrar&) = delete;

    void start();
    /// Finishes what is queued and ends the threads.
    void stop();

    /// What the threads do at the same time, one after the other in the calling thread: decides a
    /// batch of what is queued, and appends and answers the one that the call before decided. False
    /// when there was neither. Instead of start(), for a caller that owns the order of everything:
    /// a simulation.
    bool step();

    /// Queues a command. `reply` is called on a thread of the registrar, after the commit.
    /// Thread-safety: any thread.
    void submit(
        std::string principal, std::string method, boost::json::object params,
        std::function<void(rpc_reply)> reply
    );

    /// Records what fell due, in every initiative or in these alone. Thread-safety: any.
    void advance_clock(
        std::function<void(rpc_reply)> reply = {},
        std::optional<std::vector<std::string>> initiatives = {}
    );

    /// The state as committed. Immutable; holds what it was for as long as it is held.
    [[nodiscard]] state_ptr state() const;
    [[nodiscard]] engine::log_head head() const;
    [[nodiscard]] const registrar_numbers& numbers() const { return numbers_; }
    [[nodiscard]] bool taking_commands(std::string& why) const;

    /// Has `answer` called between two batches, when none is being appended. Never called when the
    /// registrar is stuck or stopped. Thread-safety: any thread.
    void ask(std::function<void()> answer);

    /// Waits until something after `seq` is committed, or `most` has passed. Thread-safety: any.
    void wait_beyond(std::int64_t seq, std::chrono::milliseconds most) const;

    /// One listener, called on a thread of the registrar after each commit and its answers, in
    /// order. Returns the sequence number after which it will be told.
    std::int64_t listen(commit_listener listener);

private:
    struct job
    {
        std::string principal;
        std::string method;
        boost::json::object params;
        std::function<void(rpc_reply)> reply;
    };
    struct outcome;
    struct sealed_event;
    struct batch;
    struct batch_end;
    /// A state, and the tree that ends where it does.
    struct tip
    {
        state_ptr state;
        engine::merkle_frontier frontier;
    };

    void replay();
    void need_archetype(
        const std::string& archetype, std::int64_t version, const std::string& initiative
    ) const;

    void run();
    [[nodiscard]] std::vector<job> take_jobs(std::size_t most);
    [[nodiscard]] batch open_batch() const;
    void decide_all(batch& b, std::vector<job> jobs);
    void recall(const batch& b, std::vector<outcome>& asked);
    [[nodiscard]] std::string retold(const engine::answer_record& earlier);
    bool answer_from_the_past(batch& b, outcome& out);
    void decide_one(batch& b, outcome out);
    void accept(batch& b, engine::accepted accepted, outcome& out);
    void take(batch& b, std::vector<engine::event> events);

    void decide_while_appending(batch& b);
    void go_back();
    [[nodiscard]] batch decide_again(batch b);
    void seal(batch& b);
    [[nodiscard]] static std::string answer_text(
        const outcome& out, const batch_end& end, std::string_view events
    );
    void answer_from_ahead(outcome& out);
    void hand_over(std::unique_ptr<batch> b);
    void run_appends();
    [[nodiscard]] bool finish(batch& b);
    [[nodiscard]] bool append(batch& b, std::string& failure);
    void publish_batch(const batch& b);
    void answer(batch& b, const std::string& failure);
    void announce(batch& b);

    registrar_ports ports_;
    registrar_options options_;
    std::unique_ptr<engine::log_reader> reader_;
    tip committed_;  ///< whoever appends owns it
    tip decided_;    ///< what the next command is decided on; the deciding thread's own
    /// Keys of the batch that was handed over last, with their fingerprints: a look may miss them.
    std::unordered_map<std::string, engine::digest> fresh_keys_;
    std::unique_ptr<batch> stepping_;  ///< step() decided it and will append it
    std::string epoch_;
    registrar_numbers numbers_;

    mutable std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<job> queue_;
    std::vector<std::function<void()>> asked_;
    bool stopping_ = false;
    std::unique_ptr<batch> handed_over_;
    bool appending_ = false;  ///< somebody uses the writer, or is about to
    bool lost_ = false;       ///< an append failed, so `decided_` never came to be
    bool decided_all_ = false;
    std::condition_variable append_wake_;
    std::string read_only_;  ///< why no commands are taken, empty when they are

    mutable std::mutex published_mutex_;
    mutable std::condition_variable published_wake_;
    state_ptr published_;
    engine::log_head published_head_;
    std::int64_t announced_seq_ = 0;  ///< up to where the listener was told
    commit_listener listener_;
    std::thread thread_;
    std::thread append_thread_;
};

/// A refusal as JSON-RPC shows it (docs/protocol.md).
[[nodiscard]] rpc_error to_rpc(const engine::refusal& r);

/// An event as the public may see it: everything but the client's idempotency key.
[[nodiscard]] published publish(const engine::event& e, const engine::register_state& state);

}  // namespace depositary::api
