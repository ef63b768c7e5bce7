#pragma once

/// One WebSocket client as the protocol sees it: requests in, answers, notifications and events
/// out, subscriptions, heartbeat. Knows Asio's executor and timer, and nothing of Beast.

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "api/dispatch.hpp"
#include "api/hub.hpp"
#include "api/jsonrpc.hpp"
#include "api/lane.hpp"
#include "api/limits.hpp"
#include "api/metrics.hpp"
#include "api/ready_message.hpp"

namespace depositary::api {

/// Close codes (RFC 6455 section 7.4; 4000 and above are ours).
enum class close_code : std::uint16_t
{
    normal = 1000,
    going_away = 1001,      ///< the server stops
    not_accepted = 1003,    ///< a binary message
    not_text = 1007,        ///< a text message that is no UTF-8
    internal_error = 1011,  ///< the log could not be read
    token_ended = 4401,     ///< the token expired or was revoked
    slow_consumer = 4008,   ///< a write stayed incomplete; the reason has the cursor
};

/// The socket below a session. Called on its lane only.
class transport
{
public:
    virtual ~transport() = default;
    /// Writes one text message. True when the socket took it at once; else session::on_written()
    /// follows. One at a time.
    virtual bool send(const ready_message_ptr& message) = 0;
    virtual void close(close_code code, std::string reason) = 0;
    /// session::may_read() has become true.
    virtual void resume_reading() = 0;
    /// Memory that send() needs; null where that is less.
    [[nodiscard]] virtual std::array<const void*, 4> near() const { return {}; }
};

/// What sessions share.
struct session_shared
{
    backend& source;
    std::shared_ptr<hub> feeds;
    std::shared_ptr<dispatcher> requests;
    const limits& bounds;
    metrics& counts;
    /// What the references above live in: an answer may come after the server has stopped.
    std::shared_ptr<void> owner = {};
    /// The lanes are gone: what is still put there would keep itself, and the owner, for ever.
    std::shared_ptr<std::atomic<bool>> dropped = std::make_shared<std::atomic<bool>>(false);
};

/// Thread-safety: every function on the connection's lane.
class session : public feed_watcher, public std::enable_shared_from_this<session>
{
public:
    session(std::shared_ptr<session_shared> shared, lane_executor lane, client who, std::string id);
    ~session() override;

    /// `below` is kept until end().
    void start(std::shared_ptr<transport> below);
    void on_message(std::string_view text);
    void on_written();
    /// Stops everything; the socket is gone. `code` is why, for the metrics.
    void end(unsigned code);
    /// Asks the socket to close, once.
    void close(close_code code, std::string reason);

    /// The server stops: takes nothing new, writes the answers it owes, then closes with 1001.
    void drain();

    /// False while too many answers are owed: the client is not read until it has taken some.
    [[nodiscard]] bool may_read() const;

    void feed_moved(const feed_move& move) override;

private:
    struct subscription
    {
        std::string id;
        std::string topic_name;
        feed_ptr source;
        std::int64_t n = 0;    ///< topic events sent
        std::int64_t seq = 0;  ///< of the last of them
        bool active = false;   ///< its answer is in the outbox
        bool fetching = false;
        bool catching_up = false;
        bool lagging = false;
        event_frame_ptr ready;
    };
    /// An answer or a notification that waits to be written.
    struct outgoing
    {
        ready_message_ptr message;
        bool ends_message = false;  ///< a client's message is answered with it
    };
    using sub_ids = std::shared_ptr<std::vector<std::string>>;
    struct subscribe_params;

    void handle(
        rpc_request& item, const std::string& request_id, reply_function reply,
        const sub_ids& opened
    );
    void hello(rpc_request& item, reply_function reply);
    void adopt(std::optional<caller> who, std::string token, const reply_function& reply);
    void subscribe(rpc_request& item, reply_function reply, const sub_ids& opened);
    void read_snapshot(std::shared_ptr<subscribe_params> p);
    void open_feed(std::shared_ptr<subscribe_params> p);
    void opened_feed(subscribe_params& p, std::variant<feed_position, rpc_error> opened);
    void unsubscribe(rpc_request& item, const reply_function& reply);
    void answered(std::optional<std::string> text, const sub_ids& opened);

    void notify(std::string_view method, const boost::json::object& params);
    void put_out(std::string text, bool ends_message);
    static bool wants(const subscription& s, const feed_move& move);
    void take(const feed_move& move);
    void note_near();
    void pump();
    bool pump_feeds();
    void fetch(subscription& s);
    void on_step(const std::string& sub_id, feed_step step);
    void deliver(subscription& s, const event_frame& frame);
    void write(const ready_message_ptr& message);
    void written();
    void settle();
    /// Runs what an answer brings, from any thread.
    template <class F>
    void on_lane(F what) const;

    void schedule_tick();
    void tick();
    void heartbeat();
    void check_token();
    [[nodiscard]] std::string cursor(std::int64_t seq) const;
    [[nodiscard]] std::string resume_text() const;
    [[nodiscard]] watch_lane watched_on() const;
    [[nodiscard]] subscription* find(const std::string& sub_id);

    std::shared_ptr<session_shared> shared_;
    const limits& limits_;
    metrics& metrics_;
    lane_executor lane_;
    lane_timer timer_;
    client client_;
    std::string id_;
    std::shared_ptr<transport> transport_;

    std::uint64_t messages_ = 0;
    std::size_t in_flight_ = 0;   ///< messages whose answer has not been written
    std::list<outgoing> outbox_;  ///< a deque with nothing in it takes half a KiB
    std::size_t outbox_bytes_ = 0;
    bool writing_ = false;
    bool writing_answer_ = false;
    bool pumping_ = false;
    bool closing_ = false;
    bool draining_ = false;
    bool reading_paused_ = false;
    std::chrono::steady_clock::time_point write_begun_;
    std::chrono::steady_clock::time_point heartbeat_due_;

    std::vector<std::unique_ptr<subscription>> subs_;
    std::vector<std::string> opening_;  ///< topics whose subscribe is not answered yet
    std::uint64_t next_sub_ = 1;
    std::size_t turn_ = 0;  ///< the subscription that may write next: none starves the others
};

}  // namespace depositary::api
