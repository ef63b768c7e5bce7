#include "api/registrar.hpp"

#include <boost/json.hpp>

#include <spdlog/spdlog.h>

#include <algorithm>
#include <chrono>
#include <stdexcept>
#include <unordered_map>

#include "api/missing_archetype.hpp"
#include "api/registrar_batch.hpp"
#include "api/replay.hpp"
#include "api/thread_name.hpp"
#include "engine/event_codec.hpp"

namespace depositary::api {

namespace json = boost::json;

namespace {

int code_of(engine::refusal_kind kind)
{
    using enum engine::refusal_kind;
    switch (kind) {
        case invalid:
            return -32602;
        case unauthenticated:
            return -32001;
        case forbidden:
            return -32002;
        case not_found:
            return -32003;
        case read_only:
            return -32005;
        case version_conflict:
            return -32010;
        case not_defined:
            return -32011;
        case guard:
            return -32012;
        case key_reused:
            return -32013;
        case definition:
            return -32014;
    }
    return -32603;
}

void add_actor(std::vector<std::string>& out, const std::string& id)
{
    if (!id.empty()) {
        out.push_back(id);
    }
}

}  // namespace

rpc_error to_rpc(const engine::refusal& r)
{
    rpc_error e;
    e.code = code_of(r.kind);
    if (r.reason == "E_METHOD") {
        e.code = -32601;
    }
    e.message = r.en;
    json::object data{{"reason", r.reason}, {"clause", r.clause}, {"message_fr", r.fr}};
    data["retryable"] = r.kind == engine::refusal_kind::read_only ||
                        r.kind == engine::refusal_kind::version_conflict;
    if (!r.field.empty()) {
        data["field"] = r.field;
    }
    if (!r.facts.empty()) {
        json::array facts;
        for (const auto& f : r.facts) {
            facts.push_back({{"fact", f.fact}, {"is", f.is}, {"needs", f.needs}});
        }
        data["why"] = std::move(facts);
    }
    if (!r.allowed.empty()) {
        json::array allowed;
        for (const auto& a : r.allowed) {
            allowed.emplace_back(a);
        }
        data["allowed"] = std::move(allowed);
    }
    e.data = std::move(data);
    return e;
}

namespace {

published publish(
    const engine::event& e, const engine::register_state& state, std::string public_json
)
{
    auto p = std::make_shared<published_event>();
    p->seq = e.seq;
    p->stream = e.stream;
    p->version = e.version;
    p->type = engine::type_of(e.payload);
    // Of the definition the event was decided under: a later version may name another area, and a
    // topic that has been read never changes.
    if (e.definition) {
        const auto versions = state.definitions.find(e.definition->id);
        if (versions != state.definitions.end() &&
            versions->second.contains(e.definition->version)) {
            p->area = versions->second.at(e.definition->version).rules->area;
        }
    }
    add_actor(p->actors, engine::actor_of(e.payload));
    p->json = std::move(public_json);
    return p;
}

}  // namespace

published publish(const engine::event& e, const engine::register_state& state)
{
    return publish(e, state, engine::write_event(e).shown());
}

registrar::registrar(registrar_ports ports, registrar_options options)
    : ports_(std::move(ports)),
      options_(options),
      reader_(ports_.make_reader()),
      committed_{nullptr, engine::merkle_frontier(ports_.sha256)},
      decided_{nullptr, engine::merkle_frontier(ports_.sha256)}
{
    replay();
}

registrar::~registrar()
{
    stop();
}

void registrar::need_archetype(
    const std::string& archetype, std::int64_t version, const std::string& initiative
) const
{
    const auto* compiled = ports_.workflows->archetype(archetype);
    if (compiled == nullptr || compiled->version != version) {
        throw missing_archetype(
            "this program has no archetype " + archetype + " version " + std::to_string(version) +
            ", which " + initiative + " needs"
        );
    }
}

namespace {

/// A stage graph may name facts that only a later program knows.
void need_stages(
    const engine::workflow_set& workflows, const engine::definition& rules,
    const std::string& initiative
)
{
    if (rules.stages && !workflows.staged(*rules.stages)) {
        throw missing_archetype(
            "this program cannot run the stages of definition " + rules.id + " version " +
            std::to_string(rules.version) + ", which " + initiative + " needs"
        );
    }
}

}  // namespace

void registrar::replay()
{
    const auto head = reader_->head();
    epoch_ = head.epoch;
    engine::register_state state;
    state.epoch = epoch_;
    auto& frontier = committed_.frontier;
    // The reader has held every event against its hash.
    const replay_options as_read{nullptr, usual_replay_helpers()};
    const auto fold = [&](const engine::event& e, const engine::digest& leaf) {
        if (const auto* opened = e.payload.get_if<engine::initiative_opened>()) {
            need_archetype(opened->archetype, opened->archetype_version, e.stream);
        }
        engine::apply(state, e);
        frontier.append(leaf);
    };
    replay_log(*reader_, 0, head.seq, as_read, fold);
    // Past days are answered by the rules that held then: every pin needs its machines.
    for (const auto& [id, s] : state.initiatives) {
        for (const auto& pin : s->pins) {
            need_archetype(pin.rules->archetype, pin.archetype_version, id);
            need_stages(*ports_.workflows, *pin.rules, id);
        }
    }
    if (state.seq != head.seq || (head.seq > 0 && frontier.root() != head.root)) {
        throw std::runtime_error("the log does not replay to its head " + std::to_string(head.seq));
    }
    committed_.state = std::make_shared<const engine::register_state>(std::move(state));
    decided_ = committed_;
    published_ = committed_.state;
    published_head_ = {head.seq, frontier.root(), epoch_};
    announced_seq_ = head.seq;
}

void registrar::start()
{
    thread_ = std::thread([this] {
        name_thread("registrar");
        run();
    });
    append_thread_ = std::thread([this] {
        name_thread("appender");
        run_appends();
    });
}

void registrar::stop()
{
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    wake_.notify_all();
    if (thread_.joinable()) {
        thread_.join();
        append_thread_.join();
    }
}

void registrar::submit(
    std::string principal, std::string method, json::object params,
    std::function<void(rpc_reply)> reply
)
{
    {
        const std::lock_guard lock(mutex_);
        if (!stopping_ && read_only_.empty() && queue_.size() < options_.queue_commands_max) {
            queue_.push_back(
                {std::move(principal), std::move(method), std::move(params), std::move(reply)}
            );
            numbers_.queue = queue_.size();
            wake_.notify_one();
            return;
        }
    }
    reply(to_rpc(engine::refuse(
        "E_READ_ONLY", {}, "Send it again with the same idempotency_key.",
        "Renvoyez-la avec la même idempotency_key."
    )));
}

void registrar::advance_clock(
    std::function<void(rpc_reply)> reply, std::optional<std::vector<std::string>> initiatives
)
{
    json::object params;
    if (initiatives) {
        params[clock_initiatives] = json::value_from(*initiatives);
    }
    submit(
        std::string(engine::clock_principal), std::string(clock_method), std::move(params),
        reply ? std::move(reply) : [](const rpc_reply&) {}
    );
}

void registrar::ask(std::function<void()> answer)
{
    const std::lock_guard lock(mutex_);
    asked_.push_back(std::move(answer));
    wake_.notify_one();
}

state_ptr registrar::state() const
{
    const std::lock_guard lock(published_mutex_);
    return published_;
}

engine::log_head registrar::head() const
{
    const std::lock_guard lock(published_mutex_);
    return published_head_;
}

bool registrar::taking_commands(std::string& why) const
{
    const std::lock_guard lock(mutex_);
    why = stopping_ ? "stopping" : read_only_;
    return why.empty();
}

void registrar::wait_beyond(std::int64_t seq, std::chrono::milliseconds most) const
{
    std::unique_lock lock(published_mutex_);
    published_wake_.wait_for(lock, most, [&] { return published_head_.seq > seq; });
}

std::int64_t registrar::listen(commit_listener listener)
{
    const std::lock_guard lock(published_mutex_);
    listener_ = std::move(listener);
    return announced_seq_;
}

std::vector<registrar::job> registrar::take_jobs(std::size_t most)
{
    std::vector<job> jobs;
    while (!queue_.empty() && jobs.size() < most) {
        jobs.push_back(std::move(queue_.front()));
        queue_.pop_front();
    }
    numbers_.queue = queue_.size();
    return jobs;
}

void registrar::run()
{
    for (;;) {
        std::vector<job> jobs;
        std::vector<std::function<void()>> asked;
        bool last = false;
        {
            std::unique_lock lock(mutex_);
            wake_.wait(lock, [&] {
                return stopping_ || !queue_.empty() || (!asked_.empty() && !appending_);
            });
            jobs = take_jobs(options_.batch_commands_max);
            if (!appending_) {
                asked.swap(asked_);
            }
            last = stopping_ && jobs.empty();
        }
        for (const auto& give : asked) {
            give();
        }
        if (last) {
            break;
        }
        if (!jobs.empty()) {
            auto b = std::make_unique<batch>(open_batch());
            decide_all(*b, std::move(jobs));
            decide_while_appending(*b);
            hand_over(std::move(b));
        }
    }
    {
        const std::lock_guard lock(mutex_);
        decided_all_ = true;
    }
    append_wake_.notify_one();
}

/// Until the batch before is durable this one only waits: what comes meanwhile joins it. Then the
/// writer is this thread's to give.
void registrar::decide_while_appending(batch& b)
{
    bool again = false;
    std::vector<std::function<void()>> asked;
    for (;;) {
        std::vector<job> jobs;
        {
            std::unique_lock lock(mutex_);
            const auto room = [&] { return options_.batch_commands_max - b.outcomes.size(); };
            wake_.wait(lock, [&] { return !appending_ || (!queue_.empty() && room() > 0); });
            if (!appending_) {
                appending_ = true;
                again = std::exchange(lost_, false);
                asked.swap(asked_);  // under load there is no other moment between two batches
                break;
            }
            jobs = take_jobs(room());
        }
        decide_all(b, std::move(jobs));
    }
    for (const auto& give : asked) {
        give();
    }
    if (again) {
        go_back();
        b = decide_again(std::move(b));
    }
}

/// The batch that was handed over did not come to be.
void registrar::go_back()
{
    decided_ = committed_;
    fresh_keys_.clear();
}

/// What was decided on top of a lost batch is decided on what is.
registrar::batch registrar::decide_again(batch b)
{
    std::vector<job> jobs;
    jobs.reserve(b.outcomes.size());
    for (auto& out : b.outcomes) {
        jobs.push_back(std::move(out.source));
    }
    auto anew = open_batch();
    decide_all(anew, std::move(jobs));
    return anew;
}

/// Where nobody else waits, another thread would only cost the time to wake it.
void registrar::hand_over(std::unique_ptr<batch> b)
{
    seal(*b);
    bool alone = b->outcomes.size() == 1;
    {
        const std::lock_guard lock(mutex_);
        alone = alone && queue_.empty();
        if (!alone) {
            handed_over_ = std::move(b);
        }
    }
    if (!alone) {
        append_wake_.notify_one();
        return;
    }
    const bool came_to_be = finish(*b);
    const std::lock_guard lock(mutex_);
    appending_ = false;
    lost_ = !came_to_be;
}

void registrar::run_appends()
{
    for (;;) {
        std::unique_ptr<batch> b;
        {
            std::unique_lock lock(mutex_);
            append_wake_.wait(lock, [&] { return handed_over_ || decided_all_; });
            if (!handed_over_) {
                return;
            }
            b = std::move(handed_over_);
        }
        const bool came_to_be = finish(*b);
        {
            const std::lock_guard lock(mutex_);
            appending_ = false;
            lost_ = lost_ || !came_to_be;
        }
        wake_.notify_one();
    }
}

bool registrar::step()
{
    std::vector<job> jobs;
    {
        const std::lock_guard lock(mutex_);
        jobs = take_jobs(options_.batch_commands_max);
    }
    std::unique_ptr<batch> next;
    if (!jobs.empty()) {
        next = std::make_unique<batch>(open_batch());
        decide_all(*next, std::move(jobs));
    }
    const auto before = std::exchange(stepping_, nullptr);
    const bool came_to_be = before == nullptr || finish(*before);
    if (!came_to_be) {
        go_back();
    }
    if (next != nullptr) {
        if (!came_to_be) {
            *next = decide_again(std::move(*next));
        }
        seal(*next);
        stepping_ = std::move(next);
    }
    return before != nullptr || stepping_ != nullptr;
}

registrar::batch registrar::open_batch() const
{
    return {decided_.state->seq, *decided_.state, decided_, {}, {}, {}, {}};
}

void registrar::decide_all(batch& b, std::vector<job> jobs)
{
    std::vector<outcome> asked;
    asked.reserve(jobs.size());
    for (auto& j : jobs) {
        asked.emplace_back().source = std::move(j);
    }
    recall(b, asked);
    b.outcomes.reserve(b.outcomes.size() + asked.size());
    for (auto& out : asked) {
        decide_one(b, std::move(out));
    }
}

void registrar::take(batch& b, std::vector<engine::event> events)
{
    for (auto& e : events) {
        e.seq = b.work.seq + 1;
        e.version = b.work.version_of(e.stream) + 1;
        engine::log_record r;
        auto text = engine::write_event(e);
        auto shown = text.shown();
        r.bytes = std::move(text.bytes);
        r.leaf = engine::leaf_hash(ports_.sha256, r.bytes);
        r.seq = e.seq;
        r.stream = e.stream;
        r.version = e.version;
        r.type = engine::type_of(e.payload);
        r.actor = engine::actor_of(e.payload);
        r.recorded_at_us = e.recorded_at_us;
        b.after.frontier.append(r.leaf);
        engine::apply(b.work, e);
        b.log.records.push_back(std::move(r));
        b.events.push_back({std::move(e), std::move(shown)});
    }
}

void registrar::accept(batch& b, engine::accepted accepted, outcome& out)
{
    out.accepted = true;
    out.dry_run = accepted.head.dry_run;
    const auto add = [&](const engine::event& e, const std::string& public_json) {
        out.events += (out.events.size() > 1 ? "," : "") + public_json;
        out.stream = e.stream;
        out.version = e.version;
        out.last_seq = e.seq;
        ++out.events_count;
    };
    out.events = "[";
    if (out.dry_run) {
        out.key.reset();
        for (const auto& e : accepted.events) {
            add(e, engine::write_event(e).shown());
        }
    } else {
        const auto before = b.events.size();
        take(b, std::move(accepted.events));
        for (auto at = before; at < b.events.size(); ++at) {
            add(b.events[at].event, b.events[at].public_json);
        }
    }
    out.events += "]";
}

void registrar::decide_one(batch& b, outcome out)
{
    const auto& j = out.source;
    const auto now = ports_.now_us();
    out.follows_events = !b.events.empty();
    if (j.method == clock_method) {
        const engine::arrival when{
            j.principal, now, engine::day_of(now), ports_.fresh_id(), ports_.sha256};
        const auto before = b.events.size();
        if (const auto* ids = j.params.if_contains(clock_initiatives)) {
            const auto some = json::value_to<std::vector<std::string>>(*ids);
            take(b, engine::fall_due(b.work, *ports_.workflows, when, some));
        } else {
            take(b, engine::fall_due(b.work, *ports_.workflows, when));
        }
        out.events = std::to_string(b.events.size() - before);
        out.accepted = true;
    } else if (answer_from_the_past(b, out)) {
        ++numbers_.duplicates;
    } else {
        const engine::arrival when{
            j.principal, now, engine::day_of(now), ports_.fresh_id(), ports_.sha256};
        auto decided = engine::decide(b.work, *ports_.workflows, when, j.method, j.params);
        if (const auto* r = std::get_if<engine::refusal>(&decided)) {
            out.error = to_rpc(*r);
            ++numbers_.refusals;
        } else {
            accept(b, std::get<engine::accepted>(std::move(decided)), out);
        }
    }
    if (out.key && out.accepted && out.last_seq > 0) {
        b.by_key.emplace(scoped(j.principal, *out.key), b.outcomes.size());
    }
    b.outcomes.push_back(std::move(out));
    ++numbers_.commands;
}

/// Gives every answer its place in the log, and the next batch its beginning.
void registrar::seal(batch& b)
{
    if (!b.log.records.empty()) {
        b.after.state = std::make_shared<const engine::register_state>(std::move(b.work));
    }
    b.log.root = b.after.frontier.root();
    const batch_end end(epoch_, b.after.state->seq, b.log.root);
    for (auto& out : b.outcomes) {
        if (out.accepted) {
            out.text = answer_text(out, end, out.events);
        } else if (out.twin_ahead) {
            answer_from_ahead(out);
        }
    }
    fresh_keys_.clear();
    for (const auto& [name, index] : b.by_key) {
        const auto& out = b.outcomes[index];
        b.log.answers.push_back(
            {out.source.principal, *out.key, out.fingerprint, out.last_seq,
             answer_text(out, end, std::to_string(out.events_count))}
        );
        fresh_keys_.emplace(name, out.fingerprint);
    }
    decided_ = b.after;
}

/// Whether the batch came to be.
bool registrar::finish(batch& b)
{
    const auto before = committed_.state;  // to take it apart costs more than an answer may wait
    std::string failure;
    if (!b.log.records.empty()) {
        if (!append(b, failure)) {
            return false;
        }
        if (failure.empty()) {
            publish_batch(b);
        }
    }
    answer(b, failure);
    // After the answers: however many subscribers there are, the one who acted does not wait for
    // them.
    if (failure.empty() && !b.events.empty()) {
        announce(b);
    }
    return failure.empty();
}

/// False when the outcome is unknown: answering anything would be a guess. The process stops,
/// clients retry with the same key, and the log then tells.
bool registrar::append(batch& b, std::string& failure)
{
    engine::append_result result;
    try {
        result = ports_.writer->append(b.log, b.base);
    } catch (const std::exception& e) {
        result.detail = e.what();
    }
    if (result.status == engine::append_status::committed) {
        return true;
    }
    ++numbers_.append_failures;
    failure = result.detail.empty() ? "the append failed" : result.detail;
    spdlog::error("append status={} detail=\"{}\"", int(result.status), failure);
    if (result.status != engine::append_status::refused) {
        ports_.fatal(failure);
        return false;
    }
    return true;
}

void registrar::publish_batch(const batch& b)
{
    committed_ = b.after;
    ++numbers_.batches;
    numbers_.events += b.events.size();
    const std::lock_guard lock(published_mutex_);
    published_ = b.after.state;
    published_head_ = {b.after.state->seq, b.log.root, epoch_};
    published_wake_.notify_all();
}

void registrar::announce(batch& b)
{
    std::vector<published> out;
    out.reserve(b.events.size());
    for (auto& e : b.events) {
        out.push_back(publish(e.event, *b.after.state, std::move(e.public_json)));
    }
    const std::lock_guard lock(published_mutex_);
    announced_seq_ = b.after.state->seq;
    if (listener_) {
        listener_(out);
    }
}

}  // namespace depositary::api
