#include "api/hub.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <atomic>
#include <charconv>
#include <exception>
#include <stdexcept>
#include <utility>

#include "api/jsonrpc.hpp"
#include "engine/assert.hpp"

namespace depositary::api {

namespace {

/// Events read at once while counting, and to catch up: bounds what one read holds in memory.
constexpr std::int64_t read_events_max = 500;
/// Events that a read may take along for nothing, rather than being split in two.
constexpr std::int64_t read_gap_max = 16;
/// Reads for one notification, so that a sparse topic does not hold a reader thread for long.
constexpr std::size_t reads_per_frame_max = 32;
/// Watchers told before their lane does something else: some 0.2 ms.
constexpr std::size_t told_at_once_max = 32;

/// Appends the event with its number in the topic. Its own text stays as the log gave it.
void append_numbered(std::string& out, const published_event& e, std::int64_t n)
{
    DEPOSITARY_ASSERT(e.json.size() >= 2 && e.json.back() == '}');
    out.append(e.json, 0, e.json.size() - 1);
    out += e.json.size() > 2 ? ",\"n\":" : "\"n\":";
    out += std::to_string(n);
    out += '}';
}

struct frame_start
{
    const std::string& topic;
    const std::string& epoch;
    std::int64_t n = 0;
    std::int64_t prev_seq = 0;
};

/// Encodes `events`, as many as the limits allow and at least one.
event_frame_ptr encode_frame(
    const frame_start& at, const std::vector<published>& events, const limits& l
)
{
    std::string list;
    auto f = std::make_shared<event_frame>();
    f->from_n = f->to_n = at.n;
    for (const auto& e : events) {
        const auto so_far = static_cast<std::size_t>(f->to_n - f->from_n);
        if (so_far > 0 &&
            (so_far >= l.frame_events_max || list.size() + e->json.size() > l.frame_bytes_max)) {
            f->full = true;
            break;
        }
        if (!list.empty()) {
            list += ',';
        }
        append_numbered(list, *e, ++f->to_n);
        f->to_seq = e->seq;
    }
    const auto cursor = [&](std::int64_t seq) { return at.epoch + ":" + std::to_string(seq); };
    std::string text;
    text.reserve(list.size() + 200);
    text += R"({"jsonrpc":"2.0","method":"event","params":{"topic":")" + at.topic;
    text += R"(","n":)" + std::to_string(at.n + 1);
    text += R"(,"prev":")" + cursor(at.prev_seq) + R"(","cursor":")" + cursor(f->to_seq);
    text += R"(","events":[)" + list + "]}}";
    f->message = std::make_shared<const ready_message>(std::move(text));
    return f;
}

}  // namespace

/// Guarded by the hub's mutex, except what never changes or says otherwise.
/// Everything but `size` is touched on the lane alone.
class lane_watchers : public std::enable_shared_from_this<lane_watchers>
{
public:
    explicit lane_watchers(hub::executor run) : run_(std::move(run)) {}

    [[nodiscard]] bool empty() const { return size_ == 0; }

    void add(feed_watcher& who)
    {
        list_.push_back(&who);
        ++size_;
    }

    void remove(const feed_watcher& who)
    {
        const auto it = std::find(list_.begin(), list_.end(), &who);
        if (it == list_.end()) {
            return;
        }
        *it = nullptr;
        --size_;
        forget_removed();
    }

    /// Any thread.
    void tell(feed_move_ptr move)
    {
        run_([self = shared_from_this(), move = std::move(move)]() mutable {
            ++self->walks_;
            self->tell_from(0, std::move(move));
        });
    }

private:
    /// A part of them at once: what else waits for this lane comes in between.
    void tell_from(std::size_t first, feed_move_ptr move)
    {
        const auto last = std::min(list_.size(), first + told_at_once_max);
        for (auto i = first; i < last; ++i) {
            ask_ahead(i);
            if (auto* who = list_[i]) {
                who->feed_moved(*move);
            }
        }
        if (last < list_.size()) {
            run_([self = shared_from_this(), last, move = std::move(move)]() mutable {
                self->tell_from(last, std::move(move));
            });
            return;
        }
        --walks_;
        forget_removed();
    }

    /// The watcher itself comes first, then what it names.
    void ask_ahead(std::size_t now) const
    {
        constexpr std::size_t soon = 2;
        constexpr std::size_t later = 4;
        if (now + later < list_.size()) {
            __builtin_prefetch(list_[now + later]);
        }
        if (now + soon < list_.size() && list_[now + soon] != nullptr) {
            list_[now + soon]->ask_ahead();
        }
    }

    void forget_removed()
    {
        if (walks_ == 0 && size_ < list_.size()) {
            std::erase(list_, nullptr);
        }
    }

    hub::executor run_;
    std::vector<feed_watcher*> list_;  ///< null: removed while they are walked
    std::atomic<std::size_t> size_{0};
    std::size_t walks_ = 0;
};

class feed
{
public:
    feed(topic t, std::uint64_t number, std::shared_ptr<std::vector<std::int64_t>> list)
        : what(std::move(t)), id(number), seqs(std::move(list))
    {}

    const topic what;
    const std::uint64_t id;
    const std::shared_ptr<std::vector<std::int64_t>> seqs;  ///< absent for `all`
    std::map<const void*, std::shared_ptr<lane_watchers>> lanes;
    std::atomic<std::int64_t> told{0};  ///< count at the last fan-out; read without the mutex
};

std::variant<std::int64_t, rpc_error> parse_cursor(
    std::string_view text, const std::string& epoch, std::int64_t head
)
{
    if (text == "0") {
        return std::int64_t{0};
    }
    const auto colon = text.rfind(':');
    std::int64_t seq = -1;
    if (colon != text.npos) {
        const auto digits = text.substr(colon + 1);
        const auto end = digits.data() + digits.size();
        const auto [stop, ec] = std::from_chars(digits.data(), end, seq);
        if (ec != std::errc() || stop != end) {
            seq = -1;
        }
    }
    if (seq < 0) {
        return make_error(
            -32602, "E_CURSOR", "This is not a cursor.",
            "Send a cursor as a notification gave it, or \"0\" for the whole history."
        );
    }
    if (text.substr(0, colon) != epoch) {
        auto e = make_error(
            -32020, "E_CURSOR_EXPIRED", "The register was restored since this cursor was given.",
            "Read the state again and subscribe without a cursor, or with \"0\"."
        );
        e.data.as_object()["epoch"] = epoch;
        return e;
    }
    if (seq > head) {
        auto e = make_error(
            -32021, "E_CURSOR_IN_FUTURE", "The register has not come so far.",
            "Use a cursor that this register gave."
        );
        e.data.as_object()["head"] = head;
        return e;
    }
    return seq;
}

hub::hub(
    backend& source, const limits& l, metrics& m, executor readers, executor soon,
    executor in_a_while
)
    : backend_(source),
      limits_(l),
      metrics_(m),
      readers_(std::move(readers)),
      soon_(std::move(soon)),
      in_a_while_(std::move(in_a_while)),
      epoch_(source.epoch())
{}

hub::~hub() = default;

void hub::start()
{
    // The register may outlive the hub and keeps the listener: it must not keep the hub alive.
    const auto first = backend_.listen([weak = weak_from_this()](const auto& events) {
        if (const auto self = weak.lock()) {
            self->on_commit(events);
        }
    });
    {
        const std::lock_guard lock(mutex_);
        head_ = std::max(head_, first);
        building_ = true;
    }
    readers_([self = shared_from_this()] { self->build_index(); });
}

std::int64_t hub::head() const
{
    const std::lock_guard lock(mutex_);
    return head_;
}

std::int64_t hub::behind(const feed_ptr& f, std::int64_t n) const
{
    const std::lock_guard lock(mutex_);
    return count(*f) - n;
}

void hub::on_commit(const std::vector<published>& events)
{
    const std::lock_guard lock(mutex_);
    if (stopped_) {
        return;
    }
    for (const auto& e : events) {
        keep(e);
    }
    // Answers and notifications leave from other threads: the writer must not wait for sockets.
    if (!std::exchange(fan_out_due_, true)) {
        in_a_while_([self = shared_from_this()] { self->fan_out(); });
    }
    for (auto& run : take_ready()) {
        soon_(std::move(run));
    }
}

void hub::stop()
{
    std::vector<waiting> dropped;
    const std::lock_guard lock(mutex_);
    stopped_ = true;
    dropped.swap(waiting_);
}

void hub::keep(const published& e)
{
    head_ = e->seq;
    ring_.push_back(e);
    ring_bytes_ += e->json.size();
    while (ring_.size() > 1 &&
           (ring_.size() > limits_.ring_events_max || ring_bytes_ > limits_.ring_bytes_max)) {
        ring_bytes_ -= ring_.front()->json.size();
        ring_.pop_front();
    }
    if (index_ready_) {
        index(*e);
    }
}

void hub::index(const published_event& e)
{
    DEPOSITARY_ASSERT(e.seq == indexed_ + 1);
    indexed_ = e.seq;
    const auto terms = terms_of(e);
    for (const auto& term : terms) {
        auto& p = postings_[term];
        if (!p) {
            p = std::make_shared<posting>();
        }
        p->push_back(e.seq);
    }
    for (const auto& [name, weak] : feeds_) {
        const auto f = weak.lock();
        if (f && f->what.terms().size() > 1 &&
            std::includes(
                terms.begin(), terms.end(), f->what.terms().begin(), f->what.terms().end()
            )) {
            f->seqs->push_back(e.seq);
        }
    }
}

void hub::build_index()
{
    std::int64_t from = 0;
    {
        const std::lock_guard lock(mutex_);
        from = indexed_;
    }
    std::vector<published> events;
    try {
        events = backend_.read_events(from, read_events_max);
    } catch (const std::exception& e) {
        spdlog::error("topic_count_failed after={} error=\"{}\"", from, e.what());
        const std::lock_guard lock(mutex_);
        building_ = false;  // the next filtered subscription tries again
        return;
    }
    std::vector<task> ready;
    {
        const std::lock_guard lock(mutex_);
        for (const auto& e : events) {
            // What is after the head has not been published yet, and will be counted then.
            if (e->seq <= head_ && e->seq == indexed_ + 1) {
                index(*e);
            }
        }
        index_ready_ = indexed_ >= head_;
        ready = take_ready();
        building_ = !index_ready_ && indexed_ > from;
        if (!index_ready_ && !building_) {
            spdlog::error("topic_count_failed after={} error=\"the log ends early\"", from);
        }
    }
    for (auto& run : ready) {
        soon_(std::move(run));
    }
    const std::lock_guard lock(mutex_);
    if (building_) {
        readers_([self = shared_from_this()] { self->build_index(); });
    }
}

std::vector<hub::task> hub::take_ready()
{
    std::vector<task> ready;
    std::erase_if(waiting_, [&](waiting& w) {
        const bool due = w.seq <= head_ && (index_ready_ || !w.needs_index);
        if (due) {
            ready.push_back(std::move(w.run));
        }
        return due;
    });
    return ready;
}

void hub::fan_out()
{
    std::vector<std::pair<std::shared_ptr<lane_watchers>, feed_move_ptr>> due;
    {
        const std::lock_guard lock(mutex_);
        fan_out_due_ = false;
        for (auto it = feeds_.begin(); it != feeds_.end();) {
            const auto f = it->second.lock();
            if (!f) {
                it = feeds_.erase(it);
                continue;
            }
            ++it;
            const auto before = f->told.load();
            const auto now = count(*f);
            if (now == before) {
                continue;
            }
            f->told = now;
            feed_move_ptr move;
            for (const auto& [id, watchers] : f->lanes) {
                if (!watchers->empty()) {
                    if (!move) {
                        move = std::make_shared<const feed_move>(feed_move{f, made(*f, before)});
                    }
                    due.emplace_back(watchers, move);
                }
            }
        }
    }
    for (const auto& [watchers, move] : due) {
        watchers->tell(move);
    }
}

void hub::open(topic t, std::optional<std::int64_t> seq, open_function done)
{
    feed_position p;
    {
        const std::lock_guard lock(mutex_);
        const bool counted = t.is_all() || index_ready_;
        if (!counted || seq.value_or(0) > head_) {
            waiting w;
            w.seq = seq.value_or(0);
            w.needs_index = !t.is_all();
            w.run = [self = shared_from_this(), t = std::move(t), seq, done = std::move(done)] {
                self->open(t, seq, done);
            };
            waiting_.push_back(std::move(w));
            if (!counted && !building_) {
                building_ = true;
                readers_([self = shared_from_this()] { self->build_index(); });
            }
            return;
        }
        p = position(t, seq);
    }
    done(std::move(p));
}

feed_position hub::position(const topic& t, std::optional<std::int64_t> seq)
{
    feed_position p;
    p.source = find_feed(t);
    p.head = head_;
    const auto after = seq.value_or(head_);
    if (const auto& seqs = p.source->seqs) {
        p.n = std::upper_bound(seqs->begin(), seqs->end(), after) - seqs->begin();
    } else {
        p.n = after;
    }
    p.seq = seq_at(*p.source, p.n);
    p.behind = count(*p.source) - p.n;
    return p;
}

feed_ptr hub::find_feed(const topic& t)
{
    auto& weak = feeds_[t.name()];
    if (auto f = weak.lock()) {
        return f;
    }
    posting_ptr seqs;
    if (t.terms().size() == 1) {
        auto& p = postings_[t.terms().front()];
        if (!p) {
            p = std::make_shared<posting>();
        }
        seqs = p;
    } else if (!t.is_all()) {
        seqs = intersect(t);
    }
    auto f = std::make_shared<feed>(t, next_feed_id_++, std::move(seqs));
    f->told = count(*f);
    weak = f;
    return f;
}

hub::posting_ptr hub::intersect(const topic& t)
{
    auto out = std::make_shared<posting>();
    std::vector<const posting*> lists;
    for (const auto& term : t.terms()) {
        const auto it = postings_.find(term);
        if (it == postings_.end()) {
            return out;
        }
        lists.push_back(it->second.get());
    }
    std::sort(lists.begin(), lists.end(), [](auto a, auto b) { return a->size() < b->size(); });
    for (const auto seq : *lists.front()) {
        if (std::all_of(lists.begin() + 1, lists.end(), [&](const auto* l) {
                return std::binary_search(l->begin(), l->end(), seq);
            })) {
            out->push_back(seq);
        }
    }
    return out;
}

std::int64_t hub::count(const feed& f) const
{
    return f.seqs ? static_cast<std::int64_t>(f.seqs->size()) : head_;
}

std::int64_t hub::seq_at(const feed& f, std::int64_t n) const
{
    if (n == 0 || !f.seqs) {
        return n;
    }
    return (*f.seqs)[static_cast<std::size_t>(n - 1)];
}

std::int64_t hub::ring_first() const
{
    return ring_.empty() ? head_ + 1 : ring_.front()->seq;
}

event_frame_ptr hub::cached(const frame_key& key, std::int64_t total)
{
    const auto it = cache_index_.find(key);
    if (it == cache_index_.end()) {
        return nullptr;
    }
    const auto f = it->second->second;
    // A short one is replaced when more has come: one write for all of it is what makes us fast.
    if (!f->full && f->to_n < total) {
        return nullptr;
    }
    cache_.splice(cache_.begin(), cache_, it->second);
    return f;
}

void hub::cache(const frame_key& key, const event_frame_ptr& f)
{
    if (const auto it = cache_index_.find(key); it != cache_index_.end()) {
        cache_bytes_ -= it->second->second->message->bytes().size();
        cache_.erase(it->second);
        cache_index_.erase(it);
    }
    cache_.emplace_front(key, f);
    cache_index_[key] = cache_.begin();
    cache_bytes_ += f->message->bytes().size();
    while (cache_bytes_ > limits_.frame_cache_bytes_max && cache_.size() > 1) {
        cache_bytes_ -= cache_.back().second->message->bytes().size();
        cache_index_.erase(cache_.back().first);
        cache_.pop_back();
    }
}

event_frame_ptr hub::from_ring(const feed& f, std::int64_t n)
{
    std::vector<published> events;
    const auto total = count(f);
    const auto last = std::min(total, n + static_cast<std::int64_t>(limits_.frame_events_max));
    for (auto k = n + 1; k <= last; ++k) {
        events.push_back(ring_[static_cast<std::size_t>(seq_at(f, k) - ring_first())]);
    }
    ++metrics_.frames_encoded;
    auto made = encode_frame({f.what.name(), epoch_, n, seq_at(f, n)}, events, limits_);
    if (made->to_n == last && last < total) {
        auto marked = std::make_shared<event_frame>(*made);
        marked->full = true;
        return marked;
    }
    return made;
}

/// The frame after position `n`, unless it has to be read from the log.
event_frame_ptr hub::made(const feed& f, std::int64_t n)
{
    const frame_key key{f.id, n};
    auto frame = cached(key, count(f));
    if (!frame && seq_at(f, n + 1) >= ring_first()) {
        frame = from_ring(f, n);
        cache(key, frame);
    }
    return frame;
}

bool hub::has_more(const feed_ptr& f, std::int64_t n)
{
    return f->told.load() > n;
}

void hub::next(const feed_ptr& from, std::int64_t n, step_function done)
{
    const auto& f = *from;
    feed_step step;
    std::vector<std::int64_t> wanted;
    {
        const std::lock_guard lock(mutex_);
        const auto total = count(f);
        const frame_key key{f.id, n};
        if (n < total) {
            step.next = made(f, n);
            if (!step.next) {
                auto& waiters = reading_[key];
                waiters.push_back(std::move(done));
                if (waiters.size() > 1) {
                    return;  // somebody at the same position has asked the log already
                }
                const auto last =
                    std::min(total, n + static_cast<std::int64_t>(limits_.frame_events_max));
                for (auto k = n + 1; k <= last; ++k) {
                    wanted.push_back(seq_at(f, k));
                }
            }
        }
    }
    if (wanted.empty()) {
        done(std::move(step));
        return;
    }
    readers_([self = shared_from_this(), from, n, wanted = std::move(wanted)]() mutable {
        self->read_and_deliver(from, n, std::move(wanted));
    });
}

std::vector<published> hub::read_wanted(const std::vector<std::int64_t>& wanted)
{
    std::vector<published> events;
    std::size_t bytes = 0;
    std::size_t at = 0;
    for (std::size_t reads = 0; reads < reads_per_frame_max && at < wanted.size(); ++reads) {
        auto end = at + 1;
        while (end < wanted.size() && wanted[end] - wanted[end - 1] <= read_gap_max &&
               wanted[end] - wanted[at] < read_events_max) {
            ++end;
        }
        ++metrics_.catch_up_reads;
        const auto first = wanted[at];
        for (auto& e : backend_.read_events(first - 1, wanted[end - 1] - first + 1)) {
            if (at < end && e->seq == wanted[at]) {
                bytes += e->json.size();
                events.push_back(std::move(e));
                ++at;
            }
        }
        if (at < end) {
            throw std::runtime_error("event " + std::to_string(wanted[at]) + " is missing");
        }
        if (bytes > limits_.frame_bytes_max) {
            break;
        }
    }
    return events;
}

void hub::read_and_deliver(const feed_ptr& f, std::int64_t n, std::vector<std::int64_t> wanted)
{
    feed_step step;
    std::int64_t prev = 0;
    {
        const std::lock_guard lock(mutex_);
        prev = seq_at(*f, n);
    }
    try {
        const auto events = read_wanted(wanted);
        auto made = std::make_shared<event_frame>(
            *encode_frame({f->what.name(), epoch_, n, prev}, events, limits_)
        );
        // What came from the log is behind the ring, so it is as long as it will ever be.
        made->full = true;
        step.next = std::move(made);
        ++metrics_.frames_encoded;
    } catch (const std::exception& e) {
        spdlog::error(
            "catch_up_failed topic={} seq={} error=\"{}\"", f->what.name(), prev, e.what()
        );
        step.failed = true;
    }
    std::vector<step_function> waiters;
    {
        const std::lock_guard lock(mutex_);
        const frame_key key{f->id, n};
        if (step.next) {
            cache(key, step.next);
        }
        waiters = std::move(reading_[key]);
        reading_.erase(key);
    }
    for (const auto& done : waiters) {
        done(step);
    }
}

std::shared_ptr<lane_watchers> hub::find_lane(const feed_ptr& f, const watch_lane& lane)
{
    const std::lock_guard lock(mutex_);
    auto& watchers = f->lanes[lane.id];
    if (!watchers) {
        watchers = std::make_shared<lane_watchers>(lane.run);
    }
    return watchers;
}

void hub::watch(const feed_ptr& f, const watch_lane& lane, feed_watcher& who)
{
    find_lane(f, lane)->add(who);
}

void hub::unwatch(const feed_ptr& f, const watch_lane& lane, const feed_watcher& who)
{
    find_lane(f, lane)->remove(who);
}

}  // namespace depositary::api
