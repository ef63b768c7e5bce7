#include "tests/simulation/world.hpp"

#include <boost/json.hpp>

#include <array>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <stdexcept>

#include "api/hub.hpp"
#include "api/metrics.hpp"
#include "api/registrar.hpp"
#include "engine/event_codec.hpp"
#include "engine/merkle.hpp"
#include "storage/sha256.hpp"
#include "tests/support/register_fixture.hpp"
#include "workflows/workflows.hpp"

namespace depositary::simulation {

namespace {

namespace json = boost::json;

constexpr int clients_count = 5;
constexpr int subscribers_count = 4;
constexpr int steps_max = 220;
constexpr int settle_rounds_max = 400;
constexpr std::int64_t us_per_day = 86'400'000'000;
constexpr std::int64_t noon_us = 1'709'294'400'000'000;  // 2024-03-01T12:00:00Z

struct violation : std::runtime_error
{
    using std::runtime_error::runtime_error;
};

void hold(bool condition, const std::string& what)
{
    if (!condition) {
        throw violation(what);
    }
}

/// One command of one client, from its first sending to its answer.
struct request
{
    std::string principal = "operator";
    std::string key;
    std::string method;
    json::object params;
    std::int64_t sent_at = 0;  ///< step
    bool waiting = false;      ///< sent, and neither answered nor given up
};

/// What a client was told, kept for the final verdict.
struct acknowledgement
{
    request what;
    json::object answer;
    std::int64_t at = 0;  ///< step
};

struct client
{
    std::optional<request> open;
    int count = 0;
};

struct subscriber
{
    std::string topic;
    std::optional<std::int64_t> from;  ///< seq to resume after
    api::feed_ptr source;
    bool opening = false;
    bool asking = false;
    bool began = false;
    std::uint64_t turn = 0;    ///< of the connection: what an earlier one asked for is not ours
    std::int64_t first_n = 0;  ///< events of the topic before the transcript
    std::int64_t n = 0;
    std::vector<std::int64_t> transcript;  ///< seqs, in the order they came
};

class world;

/// The register as the fan-out sees it, over the simulated log.
class core final : public api::backend
{
public:
    core(api::registrar& r, const engine::log_reader_factory& make_reader)
        : registrar_(r), reader_(make_reader())
    {}

    void
    call(const api::caller&, std::string_view, json::value, std::function<void(api::rpc_reply)>)
        override
    {}
    std::optional<api::caller> authenticate(std::string_view) override { return std::nullopt; }
    std::vector<api::published> read_events(std::int64_t after, std::int64_t limit) override
    {
        const auto state = registrar_.state();
        std::vector<api::published> out;
        reader_->read(after, limit, [&](const engine::log_record& r) {
            if (r.seq > state->seq) {
                return false;
            }
            out.push_back(
                api::publish(std::get<engine::event>(engine::decode_event(r.bytes)), *state)
            );
            return true;
        });
        return out;
    }
    std::int64_t listen(api::commit_listener listener) override
    {
        return registrar_.listen(std::move(listener));
    }
    std::int64_t head() const override { return registrar_.head().seq; }
    std::string epoch() const override { return registrar_.head().epoch; }
    bool has_method(std::string_view) const override { return false; }
    json::object openrpc() const override { return {}; }
    std::string metrics() const override { return {}; }
    bool ready(std::string&) const override { return true; }

private:
    api::registrar& registrar_;
    std::unique_ptr<engine::log_reader> reader_;
};

class world
{
public:
    world(std::uint32_t seed, run_numbers& numbers, breakage broken)
        : random_(seed), numbers_(numbers), broken_(broken), log_(broken)
    {
        static const std::vector<std::string> topics{
            "all", "type:actor", "initiative:d1", "actor:org:made-up-2"};
        bounds_.ring_events_max = 8;
        bounds_.frame_events_max = 3;
        for (int i = 0; i < subscribers_count; ++i) {
            subscribers_[static_cast<std::size_t>(i)].topic =
                topics[static_cast<std::size_t>(i) % topics.size()];
        }
    }
    ~world() { end_process(); }
    world(const world&) = delete;
    world& operator=(const world&) = delete;

    void run()
    {
        log_.open();
        start_process();
        for (step_ = 0; step_ < steps_max; ++step_) {
            act();
            if (dead_) {
                crash();
            }
        }
        settle();
        judge();
    }

private:
    unsigned below(unsigned n) { return static_cast<unsigned>(random_() % n); }
    bool one_in(unsigned n) { return below(n) == 0; }

    void start_process();
    void end_process();
    void crash();
    void act();
    void act_client(client& c);
    void act_subscriber(subscriber& s);
    void plan_fault();
    void jump();
    void run_task();

    request fresh_request(int number, int count);
    void send(client& c);
    void answered(client* c, const std::string& key, std::uint64_t life, api::rpc_reply reply);
    void accept(client& c, json::object answer);
    void doubt(const acknowledgement& first);
    void open(subscriber& s);
    void take(subscriber& s, const api::event_frame& frame);

    void settle();
    [[nodiscard]] bool settled() const;
    void judge();
    void judge_log(const std::vector<engine::log_record>& records);
    void judge_acknowledgements(const std::vector<engine::log_record>& records);
    void judge_order();
    void judge_transcripts(const std::vector<engine::log_record>& records);
    void judge_state();

    std::mt19937 random_;
    run_numbers& numbers_;
    breakage broken_;
    simulated_log log_;
    std::int64_t now_us_ = noon_us;
    std::int64_t step_ = 0;
    int ids_ = 0;

    std::uint64_t life_ = 0;  ///< number of the process; callbacks of an earlier one are ignored
    bool dead_ = false;
    bool calm_ = false;  ///< no more faults
    int acks_until_death_ = -1;
    std::unique_ptr<api::registrar> registrar_;
    std::unique_ptr<core> core_;
    api::limits bounds_;
    api::metrics counts_;
    std::shared_ptr<api::hub> hub_;
    std::deque<api::hub::task> tasks_;

    std::array<client, clients_count> clients_;
    std::array<subscriber, subscribers_count> subscribers_;
    std::vector<acknowledgement> acknowledged_;
    std::set<std::string> refused_;  ///< keys whose command the rules refused
    std::set<std::string> resent_;   ///< keys that were sent more than once
};

void world::start_process()
{
    dead_ = false;
    acks_until_death_ = -1;
    ++life_;
    api::registrar_ports ports;
    ports.writer = &log_;
    ports.make_reader = log_.make_reader();
    ports.workflows = &workflows::workflows();
    ports.sha256 = storage::sha256;
    ports.now_us = [this] { return now_us_; };
    ports.fresh_id = [this] { return "id" + std::to_string(++ids_); };
    ports.fatal = [this](const std::string&) { dead_ = true; };
    api::registrar_options options;
    options.batch_commands_max = 1 + below(6);
    registrar_ = std::make_unique<api::registrar>(std::move(ports), options);
    core_ = std::make_unique<core>(*registrar_, log_.make_reader());
    const auto later = [this](api::hub::task t) { tasks_.push_back(std::move(t)); };
    hub_ = std::make_shared<api::hub>(*core_, bounds_, counts_, later, later, later);
    hub_->start();
}

void world::end_process()
{
    ++life_;  // what is still on its way belongs to nobody
    for (auto& s : subscribers_) {
        s.source.reset();
        s.opening = s.asking = false;
    }
    for (auto& c : clients_) {
        if (c.open) {
            c.open->waiting = false;
        }
    }
    if (hub_) {
        hub_->stop();
    }
    tasks_.clear();
    hub_.reset();
    core_.reset();
    registrar_.reset();
}

void world::crash()
{
    ++numbers_.crashes;
    end_process();
    const auto unflushed = static_cast<unsigned>(log_.unflushed());
    log_.crash(unflushed == 0 ? 0 : below(unflushed + 1));
    start_process();
}

void world::act()
{
    switch (below(16)) {
        case 0:
        case 1:
        case 2:
        case 3:
        case 4:
            act_client(clients_[below(clients_count)]);
            break;
        case 5:
        case 6:
        case 7:
            static_cast<void>(registrar_->step());
            break;
        case 8:
        case 9:
        case 10:
            run_task();
            break;
        case 11:
        case 12:
        case 13:
            act_subscriber(subscribers_[below(subscribers_count)]);
            break;
        case 14:
            jump();
            break;
        default:
            plan_fault();
    }
}

/// The clock of a machine is set, forwards and backwards; what falls due is recorded.
void world::jump()
{
    const auto days = static_cast<std::int64_t>(below(60)) - 25;
    now_us_ += days * us_per_day + static_cast<std::int64_t>(below(1000));
    registrar_->advance_clock();
}

void world::plan_fault()
{
    if (calm_) {
        return;
    }
    switch (below(5)) {
        case 0:
            log_.fail_next(log_fault::full);
            ++numbers_.refusals;
            break;
        case 1:
            log_.fail_next(log_fault::dies_while_writing);
            break;
        case 2:
            log_.fail_next(log_fault::dies_after_flush);
            break;
        case 3:
            acks_until_death_ = static_cast<int>(below(3));
            break;
        default:
            dead_ = one_in(2);
    }
}

void world::run_task()
{
    if (tasks_.empty()) {
        return;
    }
    // Executors of several threads promise no order.
    const auto at = tasks_.begin() + static_cast<std::ptrdiff_t>(below(unsigned(tasks_.size())));
    const auto task = std::move(*at);
    tasks_.erase(at);
    task();
}

request world::fresh_request(int number, int count)
{
    request r;
    r.key = "k" + std::to_string(number) + "-" + std::to_string(count);
    const auto id = std::to_string(below(40));
    switch (below(8)) {
        case 0:
            r.method = "definition.publish";
            r.params["definition"] = json::parse(tests::made_up_definition(
                "d" + std::to_string(1 + below(3)), "call",
                R"({"joining":{"acts":["endorsement"],"roles":["member"],)"
                R"("eligibility":[{"kinds":["company"]}]}})"
            ));
            break;
        case 1:
            r.method = "initiative.open";
            r.params["definition"] = "d" + std::to_string(1 + below(3));
            break;
        case 2:
            r.method = "grant.give";
            r.params["to"] = one_in(2) ? "coordinator-1" : "made-up-" + id;
            r.params["role"] = "coordinator";
            break;
        case 3:
        case 4:
            r.principal = "coordinator-1";
            r.method = "milestone.plan";
            r.params["initiative"] = "d" + std::to_string(1 + below(3));
            r.params["milestone"] = "m" + std::to_string(below(6));
            r.params["title"] = json::object{{"en", "MADE UP"}, {"fr", "FICTIF"}};
            r.params["due"] = engine::day_of(now_us_ + us_per_day * below(30)).to_string();
            r.params["evidence"] =
                json::array{json::object{{"uri", "https://example.org/made-up"}}};
            break;
        default:
            r.method = "actor.register";
            r.params["id"] = "org:made-up-" + id;
            r.params["kind"] = "company";
            r.params["name"] = json::object{{"en", "MADE UP " + r.key}, {"fr", "FICTIF"}};
    }
    r.params["idempotency_key"] = r.key;
    return r;
}

void world::act_client(client& c)
{
    const auto number = static_cast<int>(&c - clients_.data());
    if (!c.open) {
        c.open = fresh_request(number, c.count++);
        c.open->sent_at = step_;
        send(c);
    } else if (!c.open->waiting || one_in(4)) {
        resent_.insert(c.open->key);
        send(c);  // the same key: after a silence, or out of impatience
    }
}

void world::send(client& c)
{
    c.open->waiting = true;
    registrar_->submit(
        c.open->principal, c.open->method, c.open->params,
        [this, at = &c, key = c.open->key, life = life_](api::rpc_reply reply) {
            answered(at, key, life, std::move(reply));
        }
    );
}

void world::answered(client* c, const std::string& key, std::uint64_t life, api::rpc_reply reply)
{
    if (life != life_ || dead_) {
        return;
    }
    if (acks_until_death_ == 0) {
        dead_ = true;  // in the middle of the answers of a batch
        return;
    }
    acks_until_death_ -= acks_until_death_ > 0 ? 1 : 0;
    if (!c->open || c->open->key != key) {
        return;  // the answer to an impatient second sending
    }
    if (!calm_ && one_in(6)) {
        ++numbers_.dropped;
        c->open->waiting = false;
        return;
    }
    if (const auto* const error = std::get_if<api::rpc_error>(&reply)) {
        const auto reason = json::value_to<std::string>(error->data.at("reason"));
        hold(reason != "E_KEY_REUSED", key + " was refused as reused, and is not");
        if (reason == "E_READ_ONLY") {
            c->open->waiting = false;
        } else {
            refused_.insert(key);
            c->open.reset();
        }
        return;
    }
    accept(*c, json::parse(std::get<api::rpc_result>(reply).json).as_object());
}

void world::accept(client& c, json::object answer)
{
    ++numbers_.acknowledged;
    numbers_.duplicates += answer.at("duplicate").as_bool() ? 1 : 0;
    answer["duplicate"] = false;
    acknowledged_.push_back({*c.open, std::move(answer), step_});
    doubt(acknowledged_.back());
    c.open.reset();
}

/// What the register says of a key that it has answered.
void world::doubt(const acknowledgement& first)
{
    // Now and then the client did not believe it: the second answer must be the first.
    if (one_in(5)) {
        registrar_->submit(
            first.what.principal, first.what.method, first.what.params,
            [this, first, life = life_](api::rpc_reply reply) {
                if (life != life_ || dead_) {
                    return;
                }
                const auto* const ok = std::get_if<api::rpc_result>(&reply);
                hold(ok != nullptr || !calm_, first.what.key + " is refused the second time");
                if (ok != nullptr) {
                    auto second = json::parse(ok->json).as_object();
                    hold(second.at("duplicate").as_bool(), first.what.key + " had a second effect");
                    second["duplicate"] = false;
                    hold(second == first.answer, first.what.key + " got another answer");
                    ++numbers_.duplicates;
                }
            }
        );
    }
    if (one_in(10)) {
        auto other = first.what.params;
        other["reason"] = "another command under a key that is taken";
        registrar_->submit(
            first.what.principal, first.what.method, std::move(other),
            [this, key = first.what.key, life = life_](api::rpc_reply reply) {
                if (life != life_ || dead_) {
                    return;
                }
                const auto* const error = std::get_if<api::rpc_error>(&reply);
                hold(error != nullptr, key + " stands for two commands");
                const auto reason = json::value_to<std::string>(error->data.at("reason"));
                hold(reason == "E_KEY_REUSED" || reason == "E_READ_ONLY", key + ": " + reason);
            }
        );
    }
}

void world::act_subscriber(subscriber& s)
{
    if (s.source && !calm_ && one_in(10)) {
        s.source.reset();  // vanishes, and comes back with its cursor
        ++s.turn;
        s.asking = false;
        return;
    }
    if (!s.source && !s.opening) {
        open(s);
    } else if (s.source && !s.asking) {
        s.asking = true;
        hub_->next(s.source, s.n, [this, &s, life = life_, turn = s.turn](api::feed_step step) {
            if (life != life_ || turn != s.turn) {
                return;
            }
            s.asking = false;
            hold(!step.failed, "the log could not be read");
            if (step.next) {
                take(s, *step.next);
            }
        });
    }
}

void world::open(subscriber& s)
{
    s.opening = true;
    if (!s.began) {
        // From the beginning, from the head, or from somewhere between.
        const auto head = static_cast<unsigned>(hub_->head());
        s.from = one_in(3) ? std::nullopt : std::optional<std::int64_t>(below(head + 1));
    } else {
        ++numbers_.resumed;
    }
    auto t = std::get<api::topic>(api::topic::parse(s.topic));
    hub_->open(std::move(t), s.from, [this, &s, life = life_](auto opened) {
        if (life != life_) {
            return;
        }
        s.opening = false;
        const auto* const at = std::get_if<api::feed_position>(&opened);
        hold(at != nullptr, s.topic + " cannot be subscribed to");
        if (s.began) {
            hold(at->n == s.n, s.topic + " is resumed at another place");
        }
        s.source = at->source;
        s.asking = false;
        if (!s.began) {
            s.began = true;
            s.first_n = s.n = at->n;
            s.from = s.from ? s.from : std::optional(at->head);
        }
    });
}

void world::take(subscriber& s, const api::event_frame& frame)
{
    const auto params = json::parse(frame.message->text()).at("params").as_object();
    for (const auto& e : params.at("events").as_array()) {
        hold(e.at("n").as_int64() == ++s.n, s.topic + " has a gap or a repetition");
        if (broken_ == breakage::loses_notifications && one_in(20)) {
            continue;
        }
        s.transcript.push_back(e.at("seq").as_int64());
        s.from = s.transcript.back();
        ++numbers_.delivered;
    }
}

bool world::settled() const
{
    for (const auto& c : clients_) {
        if (c.open) {
            return false;
        }
    }
    return tasks_.empty();
}

/// No more faults: everybody gets an answer and everything there is to see.
void world::settle()
{
    calm_ = true;
    crash();
    for (int round = 0; !settled(); ++round) {
        hold(round < settle_rounds_max, "somebody waits for ever");
        ++step_;
        for (auto& c : clients_) {
            if (c.open && !c.open->waiting) {
                resent_.insert(c.open->key);
                send(c);
            }
        }
        while (registrar_->step()) {
        }
        while (!tasks_.empty()) {
            run_task();
        }
    }
    for (auto& s : subscribers_) {
        for (auto before = std::int64_t{-1}; before != s.n;) {
            before = s.source ? s.n : -2;
            act_subscriber(s);
            while (!tasks_.empty()) {
                run_task();
            }
            hold(s.source != nullptr, s.topic + " is never opened");
        }
    }
    hold(!dead_, "it died without a fault");
}

void world::judge()
{
    std::vector<engine::log_record> records;
    log_.make_reader()()->read(0, INT64_MAX, [&](const engine::log_record& r) {
        records.push_back(r);
        return true;
    });
    numbers_.events += static_cast<std::int64_t>(records.size());
    judge_log(records);
    judge_acknowledgements(records);
    judge_order();
    judge_transcripts(records);
    judge_state();
}

/// No gap, each version once, and the root is that of the bytes.
void world::judge_log(const std::vector<engine::log_record>& records)
{
    engine::merkle_frontier tree(storage::sha256);
    std::map<std::string, std::int64_t> versions;
    std::set<std::string> due_passed;  ///< the clock crosses a date in both directions
    std::int64_t seq = 0;
    for (const auto& r : records) {
        ++seq;
        hold(r.seq == seq, "the log has a gap at " + std::to_string(seq));
        hold(r.version == ++versions[r.stream], "a version has a gap at " + std::to_string(seq));
        tree.append(engine::leaf_hash(storage::sha256, r.bytes));
        if (r.type == "milestone_due_passed") {
            ++numbers_.fell_due;
            const auto e = std::get<engine::event>(engine::decode_event(r.bytes));
            const auto& passed = *e.payload.get_if<engine::milestone_due_passed>();
            hold(
                due_passed.insert(r.stream + "/" + passed.milestone).second,
                passed.milestone + " passed its due date twice"
            );
        }
    }
    hold(seq == registrar_->head().seq, "the head is not the end of the log");
    hold(seq == 0 || tree.root() == registrar_->head().root, "the root is not that of the log");
}

/// What was acknowledged is there at its place, and every key had one effect.
void world::judge_acknowledgements(const std::vector<engine::log_record>& records)
{
    std::map<std::string, std::vector<std::int64_t>> by_key;
    for (const auto& r : records) {
        const auto e = std::get<engine::event>(engine::decode_event(r.bytes));
        if (e.idempotency_key) {
            by_key[*e.idempotency_key].push_back(e.seq);
        }
    }
    std::set<std::string> acknowledged;
    for (const auto& a : acknowledged_) {
        const auto& key = a.what.key;
        hold(acknowledged.insert(key).second, key + " was acknowledged as two commands");
        std::vector<std::int64_t> told;
        for (const auto& e : a.answer.at("events").as_array()) {
            told.push_back(e.at("seq").as_int64());
        }
        hold(by_key[key] == told, key + " was acknowledged, and is not there once, as it was said");
    }
    for (const auto& [key, seqs] : by_key) {
        const auto span = seqs.back() - seqs.front() + 1;
        hold(span == static_cast<std::int64_t>(seqs.size()), key + " had two effects");
        // A refusal is not remembered: a second sending of the command may be accepted later.
        const bool second = refused_.contains(key) && resent_.contains(key);
        hold(second || acknowledged.contains(key), key + " is recorded, and nobody was told");
        hold(second || !refused_.contains(key), key + " was refused, and is recorded");
    }
}

/// A command that was sent after another was acknowledged comes after it.
void world::judge_order()
{
    for (const auto& earlier : acknowledged_) {
        for (const auto& later : acknowledged_) {
            if (earlier.at < later.what.sent_at) {
                hold(
                    earlier.answer.at("seq").as_int64() < later.answer.at("seq").as_int64(),
                    later.what.key + " overtook " + earlier.what.key
                );
            }
        }
    }
}

/// Every subscriber saw a run of its topic without gap, repetition or rewriting, up to the end.
void world::judge_transcripts(const std::vector<engine::log_record>& records)
{
    for (const auto& s : subscribers_) {
        std::vector<std::int64_t> wanted;
        std::int64_t before = 0;
        for (const auto& r : records) {
            const bool member =
                s.topic == "all" || (s.topic == "type:actor" && r.type.starts_with("actor_")) ||
                s.topic == "initiative:" + r.stream || s.topic == "actor:" + r.actor;
            if (member && ++before > s.first_n) {
                wanted.push_back(r.seq);
            }
        }
        hold(s.transcript == wanted, s.topic + " was told something else than the log says");
    }
}

/// A start, a fold of the whole log, and the server that lived agree.
void world::judge_state()
{
    engine::register_state folded;
    folded.epoch = registrar_->head().epoch;
    log_.make_reader()()->read(0, INT64_MAX, [&](const engine::log_record& r) {
        engine::apply(folded, std::get<engine::event>(engine::decode_event(r.bytes)));
        return true;
    });
    const auto wanted = engine::canonical_state(folded);
    hold(
        engine::canonical_state(*registrar_->state()) == wanted, "the state is not that of the log"
    );
    crash();
    hold(engine::canonical_state(*registrar_->state()) == wanted, "a restart changed the state");
}

}  // namespace

std::string run_seed(std::uint32_t seed, run_numbers& numbers, breakage broken)
{
    try {
        world{seed, numbers, broken}.run();
        return {};
    } catch (const std::exception& e) {
        return e.what();
    }
}

}  // namespace depositary::simulation
