#include "api/session.hpp"

#include <boost/asio/dispatch.hpp>
#include <boost/asio/post.hpp>
#include <boost/json.hpp>

#include <spdlog/spdlog.h>

#include <algorithm>
#include <ctime>

#include "api/log_text.hpp"
#include "engine/assert.hpp"

namespace depositary::api {

namespace json = boost::json;
using std::chrono::steady_clock;

namespace {

/// A close reason is at most 123 bytes (RFC 6455 section 5.5).
constexpr std::size_t close_reason_bytes_max = 123;
constexpr std::size_t writes_in_a_row_max = 16;

std::string now_text()
{
    const auto now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
    std::tm utc{};
    gmtime_r(&now, &utc);
    char text[32];
    return {text, std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc)};
}

/// The seq that a snapshot says it was read at.
std::optional<std::int64_t> seq_of(const std::string& snapshot)
{
    json::error_code ec;
    const auto v = json::parse(snapshot, ec);
    const auto* o = v.if_object();
    const auto* seq = o == nullptr ? nullptr : o->if_contains("seq");
    if (seq == nullptr || !seq->is_int64()) {
        return std::nullopt;
    }
    return seq->get_int64();
}

std::optional<rpc_error> wrong_type(const json::object& o, const char* name, json::kind wanted)
{
    const auto* v = o.if_contains(name);
    if (v == nullptr || v->kind() == wanted) {
        return std::nullopt;
    }
    auto e = make_error(
        -32602, "E_PARAMS", "A parameter has the wrong type.", "rpc.discover lists the types."
    );
    e.data.as_object()["field"] = name;
    return e;
}

}  // namespace

/// A subscribe on its way to its answer.
struct session::subscribe_params
{
    topic what;
    std::optional<std::int64_t> seq;
    bool resumed = false;  ///< the client gave a cursor
    std::string snapshot;  ///< JSON, empty when not wanted
    reply_function reply;
    sub_ids opened;
};

template <class F>
void session::on_lane(F what) const
{
    if (!*shared_->dropped) {
        boost::asio::dispatch(lane_, std::move(what));
    }
}

session::session(
    std::shared_ptr<session_shared> shared, lane_executor lane, client who, std::string id
)
    : shared_(std::move(shared)),
      limits_(shared_->bounds),
      metrics_(shared_->counts),
      lane_(std::move(lane)),
      timer_(lane_),
      client_(std::move(who)),
      id_(std::move(id))
{}

session::~session() = default;

void session::start(std::shared_ptr<transport> below)
{
    transport_ = std::move(below);
    note_near();
    ++metrics_.websockets;
    heartbeat_due_ = steady_clock::now() + limits_.heartbeat_period;
    schedule_tick();
}

void session::end(unsigned code)
{
    if (!transport_) {
        return;
    }
    transport_.reset();
    closing_ = true;
    timer_.cancel();
    for (const auto& s : subs_) {
        shared_->feeds->unwatch(s->source, watched_on(), *this);
        --metrics_.subscriptions;
    }
    subs_.clear();
    outbox_.clear();
    --metrics_.websockets;
    metrics_.close(code);
}

void session::close(close_code code, std::string reason)
{
    if (closing_) {
        return;
    }
    closing_ = true;
    transport_->close(code, std::move(reason));
}

/// The members that a delivery needs stand beside transport_.
void session::note_near()
{
    const auto* const own = reinterpret_cast<const char*>(&transport_);
    const auto below = transport_->near();
    constexpr std::size_t cache_line = 64;
    near_ = {own,      own + cache_line, own + 2 * cache_line, below[0], below[1], below[2],
             below[3], nullptr};
    if (!subs_.empty()) {
        near_.back() = &subs_.front()->source;
    }
}

bool session::may_read() const
{
    return !draining_ && in_flight_ < limits_.requests_in_flight_max &&
           outbox_bytes_ < limits_.outbound_bytes_max;
}

void session::on_message(std::string_view text)
{
    if (closing_ || draining_) {
        return;
    }
    ++metrics_.messages_in;
    ++in_flight_;
    const auto request_id = id_ + "-" + std::to_string(++messages_);
    auto opened = std::make_shared<std::vector<std::string>>();
    auto message = parse_message(text, limits_);
    for (const auto& item : message.items) {
        if (item.fault) {
            metrics_.refuse("E_REQUEST");
        }
    }
    answer_message(
        std::move(message), request_id,
        [this, opened](rpc_request& item, const std::string& item_id, reply_function reply) {
            handle(item, item_id, std::move(reply), opened);
        },
        [self = shared_from_this(), opened](std::optional<std::string> answer) {
            self->on_lane([self, opened, answer = std::move(answer)]() mutable {
                self->answered(std::move(answer), opened);
            });
        }
    );
    reading_paused_ = !may_read();
}

void session::handle(
    rpc_request& item, const std::string& request_id, reply_function reply, const sub_ids& opened
)
{
    const bool own = item.method == "subscribe" || item.method == "unsubscribe" ||
                     (item.method == "session.hello" && item.params.contains("token"));
    if (!own) {
        shared_->requests->run(client_, item, request_id, std::move(reply));
        return;
    }
    if (auto refused = shared_->requests->admit(client_, item.method)) {
        metrics_.refuse("E_RATE_LIMITED");
        reply(std::move(*refused));
    } else if (item.method == "subscribe") {
        subscribe(item, std::move(reply), opened);
    } else if (item.method == "unsubscribe") {
        unsubscribe(item, reply);
    } else {
        hello(item, std::move(reply));
    }
}

void session::hello(rpc_request& item, reply_function reply)
{
    auto wrong = refuse_unknown(item.params, {"token", "client"});
    if (!wrong) {
        wrong = wrong_type(item.params, "token", json::kind::string);
    }
    if (wrong) {
        reply(std::move(*wrong));
        return;
    }
    std::string token(item.params.at("token").as_string().c_str());
    shared_->requests->authenticate(
        token,
        [self = shared_from_this(), token, reply = std::move(reply)](std::optional<caller> who) {
            self->on_lane([self, token, reply, who = std::move(who)]() {
                self->adopt(who, token, reply);
            });
        }
    );
}

void session::adopt(std::optional<caller> who, std::string token, const reply_function& reply)
{
    if (!who) {
        metrics_.refuse("E_UNAUTHENTICATED");
        spdlog::info("hello_refused connection={} address={}", id_, client_.address);
        reply(not_authenticated());
        return;
    }
    client_.who = std::move(*who);
    client_.token = std::move(token);
    spdlog::info("hello connection={} principal={}", id_, log_value(client_.who.principal));
    if (!closing_) {
        schedule_tick();
    }
    shared_->requests->hello(client_.who, reply);
}

void session::subscribe(rpc_request& item, reply_function reply, const sub_ids& opened)
{
    auto wrong = refuse_unknown(item.params, {"topic", "cursor", "snapshot"});
    for (const auto& [name, kind] :
         {std::pair("topic", json::kind::string), std::pair("cursor", json::kind::string),
          std::pair("snapshot", json::kind::bool_)}) {
        wrong = wrong ? wrong : wrong_type(item.params, name, kind);
    }
    const auto* name = item.params.if_contains("topic");
    if (!wrong && name == nullptr) {
        wrong = make_error(-32602, "E_PARAMS", "topic is missing.", "Name one, such as \"all\".");
    }
    if (wrong) {
        reply(std::move(*wrong));
        return;
    }
    auto parsed = topic::parse(name->get_string());
    if (auto* e = std::get_if<rpc_error>(&parsed)) {
        reply(std::move(*e));
        return;
    }
    auto p = std::make_shared<subscribe_params>();
    p->what = std::move(std::get<topic>(parsed));
    if (const auto* given = item.params.if_contains("cursor")) {
        auto seq =
            parse_cursor(given->get_string(), shared_->feeds->epoch(), shared_->source.head());
        if (auto* e = std::get_if<rpc_error>(&seq)) {
            reply(std::move(*e));
            return;
        }
        p->seq = std::get<std::int64_t>(seq);
        p->resumed = true;
    }
    const auto& topic_name = p->what.name();
    const bool held = std::find(opening_.begin(), opening_.end(), topic_name) != opening_.end() ||
                      std::any_of(subs_.begin(), subs_.end(), [&](const auto& s) {
                          return s->topic_name == topic_name;
                      });
    if (held) {
        reply(make_error(
            -32602, "E_ALREADY_SUBSCRIBED", "This socket has this topic already.",
            "Unsubscribe first, or use the events you get."
        ));
        return;
    }
    if (subs_.size() + opening_.size() >= limits_.subscriptions_per_socket_max) {
        metrics_.refuse("E_TOO_MANY_SUBSCRIPTIONS");
        reply(make_error(
            -32022, "E_TOO_MANY_SUBSCRIPTIONS", "This socket has its most topics.",
            "Unsubscribe from one, or use a wider topic."
        ));
        return;
    }
    const auto* snapshot = item.params.if_contains("snapshot");
    const bool with_snapshot = snapshot != nullptr && snapshot->get_bool();
    if (with_snapshot && p->resumed) {
        reply(make_error(
            -32602, "E_PARAMS", "A snapshot has its own cursor.", "Send either cursor or snapshot."
        ));
        return;
    }
    p->reply = std::move(reply);
    p->opened = opened;
    opening_.push_back(topic_name);
    if (with_snapshot) {
        read_snapshot(std::move(p));
    } else {
        open_feed(std::move(p));
    }
}

void session::read_snapshot(std::shared_ptr<subscribe_params> p)
{
    json::object params;
    const auto initiative = p->what.value_of("initiative");
    const auto area = p->what.value_of("area");
    if (!initiative.empty()) {
        params["initiative"] = initiative;
    } else if (!area.empty()) {
        params["area"] = area;
    }
    // Read before the snapshot: events that it shows already may come again, none is missed.
    const auto before = shared_->source.head();
    shared_->requests->ask(
        client_.who, initiative.empty() ? "initiative.list" : "initiative.get", std::move(params),
        [self = shared_from_this(), p, before](rpc_reply r) {
            self->on_lane([self, p, before, r = std::move(r)]() mutable {
                if (auto* ok = std::get_if<rpc_result>(&r)) {
                    p->seq = seq_of(ok->json).value_or(before);
                    p->snapshot = std::move(ok->json);
                    self->open_feed(p);
                } else {
                    self->opened_feed(*p, std::move(std::get<rpc_error>(r)));
                }
            });
        }
    );
}

void session::open_feed(std::shared_ptr<subscribe_params> p)
{
    shared_->feeds->open(
        p->what, p->seq,
        [self = shared_from_this(), p](std::variant<feed_position, rpc_error> opened) {
            self->on_lane([self, p, opened = std::move(opened)]() mutable {
                self->opened_feed(*p, std::move(opened));
            });
        }
    );
}

void session::opened_feed(subscribe_params& p, std::variant<feed_position, rpc_error> opened)
{
    std::erase(opening_, p.what.name());
    if (auto* e = std::get_if<rpc_error>(&opened)) {
        p.reply(std::move(*e));
        return;
    }
    if (closing_) {
        p.reply(make_error(-32603, "E_CLOSING", "The connection closes.", {}, true));
        return;
    }
    const auto& at = std::get<feed_position>(opened);
    auto s = std::make_unique<subscription>();
    s->id = "s" + std::to_string(next_sub_++);
    s->topic_name = p.what.name();
    s->source = at.source;
    s->n = at.n;
    s->seq = at.seq;
    s->catching_up = p.resumed;
    shared_->feeds->watch(at.source, watched_on(), *this);
    ++metrics_.subscriptions;
    std::string answer = R"({"sub":")" + s->id + R"(","topic":")" + s->topic_name;
    answer += R"(","cursor":")" + cursor(at.seq) + R"(","n":)" + std::to_string(at.n);
    answer += R"(,"head":)" + std::to_string(at.head);
    answer += R"(,"recovered":)" + std::string(p.resumed ? "true" : "false");
    answer += R"(,"behind":)" + std::to_string(at.behind);
    if (!p.snapshot.empty()) {
        answer += R"(,"snapshot":)" + p.snapshot;
    }
    answer += '}';
    spdlog::debug(
        "subscribe connection={} sub={} topic={} n={} seq={}", id_, s->id, s->topic_name, at.n,
        at.seq
    );
    p.opened->push_back(s->id);
    subs_.push_back(std::move(s));
    note_near();
    p.reply(rpc_result{std::move(answer)});
}

void session::unsubscribe(rpc_request& item, const reply_function& reply)
{
    auto wrong = refuse_unknown(item.params, {"sub"});
    wrong = wrong ? wrong : wrong_type(item.params, "sub", json::kind::string);
    if (!wrong && !item.params.contains("sub")) {
        wrong = make_error(-32602, "E_PARAMS", "sub is missing.", "Name what subscribe answered.");
    }
    if (wrong) {
        reply(std::move(*wrong));
        return;
    }
    auto* s = find(item.params.at("sub").as_string().c_str());
    if (s == nullptr) {
        reply(make_error(-32003, "E_NOT_FOUND", "This socket has no such subscription."));
        return;
    }
    const json::object answer{{"sub", s->id}, {"cursor", cursor(s->seq)}};
    shared_->feeds->unwatch(s->source, watched_on(), *this);
    --metrics_.subscriptions;
    // One watch per subscription, and the hub forgets by watcher: a topic is held only once.
    std::erase_if(subs_, [&](const auto& held) { return held.get() == s; });
    note_near();
    reply(rpc_result{json::serialize(answer)});
}

void session::answered(std::optional<std::string> text, const sub_ids& opened)
{
    if (closing_) {
        return;
    }
    if (text) {
        put_out(std::move(*text), true);
    } else {
        --in_flight_;
    }
    // Events flow only now, behind their answer.
    for (const auto& sub_id : *opened) {
        if (auto* s = find(sub_id)) {
            s->active = true;
        }
    }
    pump();
    settle();
}

void session::notify(std::string_view method, const json::object& params)
{
    put_out(encode_notification(method, json::serialize(params)), false);
}

void session::put_out(std::string text, bool ends_message)
{
    auto message = std::make_shared<const ready_message>(std::move(text));
    outbox_bytes_ += message->bytes().size();
    outbox_.push_back({std::move(message), ends_message});
}

void session::feed_moved(const feed_move& move)
{
    const bool free = !pumping_ && !writing_ && !closing_ && !draining_ && outbox_.empty();
    if (free && subs_.size() == 1 && wants(*subs_.front(), move)) {
        // Nearly everybody, nearly always. The frame is not even held: its count is shared by all
        // lanes, and to count costs more than to look.
        pumping_ = true;
        deliver(*subs_.front(), *move.next);
        pumping_ = false;
    } else {
        take(move);
    }
    pump();
}

bool session::wants(const subscription& s, const feed_move& move)
{
    return s.source == move.source && s.active && !s.ready && !s.fetching && move.next &&
           move.next->from_n == s.n;
}

/// What everybody gets who has the rest; whoever has not will ask for what comes next to him.
void session::take(const feed_move& move)
{
    for (const auto& s : subs_) {
        if (wants(*s, move)) {
            s->ready = move.next;
        }
    }
}

void session::pump()
{
    if (pumping_) {
        return;
    }
    pumping_ = true;
    for (std::size_t written = 0; !writing_ && !closing_; ++written) {
        if (written == writes_in_a_row_max) {
            // A client that takes everything at once must not keep the others of its lane waiting.
            boost::asio::post(lane_, [self = shared_from_this()] {
                self->pump();
                self->settle();
            });
            break;
        }
        if (!outbox_.empty()) {
            auto next = std::move(outbox_.front());
            outbox_.pop_front();
            outbox_bytes_ -= next.message->bytes().size();
            writing_answer_ = next.ends_message;
            write(next.message);
        } else if (draining_ || !pump_feeds()) {
            break;
        }
    }
    pumping_ = false;
}

/// Returns whether there is something to write now.
bool session::pump_feeds()
{
    for (std::size_t i = 0; i < subs_.size(); ++i) {
        auto& s = *subs_[(turn_ + i) % subs_.size()];
        const bool more = s.catching_up || hub::has_more(s.source, s.n);
        if (s.active && more && !s.ready && !s.fetching) {
            fetch(s);
        }
        if (closing_ || !outbox_.empty()) {
            return !closing_;
        }
        if (s.ready) {
            turn_ = (turn_ + i + 1) % subs_.size();
            deliver(s, *std::exchange(s.ready, nullptr));
            return true;
        }
    }
    return false;
}

void session::fetch(subscription& s)
{
    s.fetching = true;
    shared_->feeds->next(s.source, s.n, [self = shared_from_this(), sub_id = s.id](feed_step step) {
        self->on_lane([self, sub_id, step = std::move(step)]() mutable {
            self->on_step(sub_id, std::move(step));
        });
    });
}

void session::on_step(const std::string& sub_id, feed_step step)
{
    auto* s = find(sub_id);
    if (s == nullptr || closing_) {
        return;
    }
    s->fetching = false;
    if (step.failed) {
        close(close_code::internal_error, "the log could not be read; " + resume_text());
        return;
    }
    if (step.next) {
        s->ready = std::move(step.next);
    } else if (s->catching_up) {
        s->catching_up = false;
        s->lagging = false;
        notify("caught_up", {{"sub", s->id}, {"cursor", cursor(s->seq)}, {"n", s->n}});
    }
    pump();
}

void session::deliver(subscription& s, const event_frame& frame)
{
    DEPOSITARY_ASSERT(frame.from_n == s.n);
    s.n = frame.to_n;
    s.seq = frame.to_seq;
    ++metrics_.frames_delivered;
    metrics_.events_delivered += static_cast<std::uint64_t>(frame.to_n - frame.from_n);
    writing_answer_ = false;
    write(frame.message);
    if (!frame.full || s.lagging || s.catching_up) {
        return;
    }
    const auto behind = shared_->feeds->behind(s.source, s.n);
    if (behind >= static_cast<std::int64_t>(limits_.lagging_events_min)) {
        s.lagging = s.catching_up = true;
        ++metrics_.lagging;
        notify("lagging", {{"sub", s.id}, {"behind", behind}, {"cursor", cursor(s.seq)}});
    }
}

void session::write(const ready_message_ptr& message)
{
    ++metrics_.messages_out;
    metrics_.bytes_out += message->bytes().size();
    if (transport_->send(message)) {
        written();
    } else {
        writing_ = true;
        write_begun_ = steady_clock::now();
    }
}

void session::on_written()
{
    writing_ = false;
    written();
    if (closing_) {
        return;
    }
    pump();
    settle();
}

void session::written()
{
    if (std::exchange(writing_answer_, false)) {
        --in_flight_;
    }
}

/// After something was answered: reads on, or closes when that was the last thing owed.
void session::settle()
{
    if (draining_) {
        if (in_flight_ == 0 && outbox_.empty() && !writing_) {
            close(close_code::going_away, "the server stops; " + resume_text());
        }
    } else if (reading_paused_ && may_read()) {
        reading_paused_ = false;
        transport_->resume_reading();
    }
}

void session::drain()
{
    if (!draining_ && !closing_) {
        draining_ = true;
        settle();
    }
}

void session::schedule_tick()
{
    using std::chrono::milliseconds;
    auto wait = std::min(limits_.heartbeat_period, limits_.write_stall_timeout / 4);
    if (const auto& ends = client_.who.token_expires_at) {
        const auto left =
            std::chrono::duration_cast<milliseconds>(*ends - std::chrono::system_clock::now());
        wait = std::min(wait, left);
    }
    timer_.expires_after(std::max(wait, milliseconds(1)));
    timer_.async_wait([self = shared_from_this()](boost::system::error_code ec) {
        if (!ec && !self->closing_) {
            self->tick();
        }
    });
}

void session::tick()
{
    const auto now = steady_clock::now();
    const auto& ends = client_.who.token_expires_at;
    if (ends && *ends <= std::chrono::system_clock::now()) {
        close(close_code::token_ended, "the token has expired");
        return;
    }
    if (writing_ && now - write_begun_ > limits_.write_stall_timeout) {
        spdlog::info("slow_consumer connection={} {}", id_, resume_text());
        close(close_code::slow_consumer, "slow consumer; " + resume_text());
        return;
    }
    if (now >= heartbeat_due_) {
        heartbeat_due_ = now + limits_.heartbeat_period;
        check_token();
        heartbeat();
    }
    schedule_tick();
}

void session::heartbeat()
{
    // While something is being written the client can see that we live; never queue behind it.
    if (writing_ || !outbox_.empty()) {
        return;
    }
    const auto head = shared_->feeds->head();
    json::object subs;
    for (const auto& s : subs_) {
        if (s->active) {
            const bool at_head = shared_->feeds->behind(s->source, s->n) == 0;
            subs[s->id] = cursor(at_head ? std::max(head, s->seq) : s->seq);
        }
    }
    notify("heartbeat", {{"head", head}, {"time", now_text()}, {"subs", std::move(subs)}});
    pump();
}

void session::check_token()
{
    if (client_.token.empty()) {
        return;
    }
    shared_->requests->authenticate(
        client_.token,
        [self = shared_from_this(), token = client_.token](std::optional<caller> who) {
            self->on_lane([self, token, valid = who.has_value()] {
                if (!valid && !self->closing_ && self->client_.token == token) {
                    self->close(close_code::token_ended, "the token is no longer valid");
                }
            });
        }
    );
}

std::string session::cursor(std::int64_t seq) const
{
    return shared_->feeds->epoch() + ":" + std::to_string(seq);
}

/// "resume s1=EPOCH:SEQ s2=...", as many as a close reason holds.
std::string session::resume_text() const
{
    std::string text = "resume";
    for (const auto& s : subs_) {
        const auto more = " " + s->id + "=" + cursor(s->seq);
        if (text.size() + more.size() > close_reason_bytes_max - 40) {
            break;
        }
        text += more;
    }
    return text;
}

watch_lane session::watched_on() const
{
    return {
        &lane_.context(), [lane = lane_](hub::task t) { boost::asio::post(lane, std::move(t)); }};
}

session::subscription* session::find(const std::string& sub_id)
{
    const auto it =
        std::find_if(subs_.begin(), subs_.end(), [&](const auto& s) { return s->id == sub_id; });
    return it == subs_.end() ? nullptr : it->get();
}

}  // namespace depositary::api
