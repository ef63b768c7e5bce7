#include "api/registrar.hpp"

#include <boost/json.hpp>

#include <spdlog/spdlog.h>

#include <algorithm>
#include <chrono>
#include <stdexcept>
#include <unordered_map>

#include "api/missing_archetype.hpp"
#include "api/thread_name.hpp"
#include "engine/canonical.hpp"
#include "engine/event_codec.hpp"
#include "engine/snapshot.hpp"

namespace depositary::api {

namespace json = boost::json;

namespace {

constexpr std::string_view clock_method = "clock.advance";

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

/// What the public may see of an event that was encoded.
json::object shown_of(json::object encoded)
{
    encoded.erase("idempotency_key");
    return encoded;
}

/// The same of its canonical text. Members are sorted and the payload comes later, so the first
/// member of that name is the envelope's; "initiative" follows it always.
std::string shown_text(const std::string& bytes, const engine::event& e)
{
    if (!e.idempotency_key) {
        return bytes;
    }
    const auto key = engine::canonical(json::value(*e.idempotency_key));
    const auto member = "\"idempotency_key\":" + key + ",";
    const auto at = bytes.find(member);
    return bytes.substr(0, at) + bytes.substr(at + member.size());
}

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
    return publish(e, state, engine::canonical(shown_of(engine::event_to_json(e))));
}

/// What became of one job; answered when the batch is durable.
struct registrar::outcome
{
    job source;
    std::optional<rpc_error> error;
    bool accepted = false;
    json::object answer;                     ///< of what was accepted, but for `events`
    std::string events;                      ///< JSON, the value of `events` in the answer
    std::string text;                        ///< the whole answer, canonical JSON
    std::optional<std::string> past_answer;  ///< of an earlier command with the same key
    std::optional<std::size_t> twin;         ///< that command, when it is in this very batch
    std::optional<std::string> key;          ///< to be remembered
    engine::digest fingerprint{};
    std::int64_t last_seq = 0;
};

struct registrar::sealed_event
{
    engine::event event;
    std::string public_json;  ///< canonical, one line
};

struct registrar::batch
{
    engine::register_state work;
    engine::merkle_frontier frontier;
    engine::log_batch log;
    std::vector<sealed_event> events;
    std::vector<outcome> outcomes;
    std::unordered_map<std::string, std::size_t> by_key;  ///< scoped key -> index in outcomes
};

namespace {

std::string scoped(const std::string& principal, const std::string& key)
{
    return principal + '\n' + key;
}

}  // namespace

registrar::registrar(registrar_ports ports, registrar_options options)
    : ports_(std::move(ports)),
      options_(options),
      reader_(ports_.make_reader()),
      frontier_(ports_.sha256)
{
    replay();
}

registrar::~registrar()
{
    stop();
}

namespace {

/// Whose folds are believed: the same version of the product, folding the same way.
std::string build_identity()
{
    return std::string(DEPOSITARY_VERSION) + "/" + std::to_string(engine::event_schema) + "/" +
           std::to_string(engine::snapshot_shape);
}

}  // namespace

void registrar::start_from_snapshot(const engine::log_head& head)
{
    const auto latest = reader_->latest_snapshot();
    if (!latest || latest->build != build_identity() || latest->seq > head.seq) {
        return;
    }
    auto restored = engine::decode_snapshot(latest->bytes, ports_.sha256);
    // The tree head binds the snapshot to this log: another history has another one.
    const auto root = reader_->batch_root(latest->seq);
    if (!restored || restored->state.seq != latest->seq || !root ||
        restored->frontier.root() != *root) {
        spdlog::warn("snapshot seq={} ignored: it does not fit the log", latest->seq);
        return;
    }
    committed_ = std::move(restored->state);
    committed_.epoch = epoch_;
    frontier_ = std::move(restored->frontier);
    snapshot_seq_ = latest->seq;
}

void registrar::leave_snapshot()
{
    if (committed_.seq - snapshot_seq_ < options_.snapshot_events_min) {
        return;
    }
    snapshot_seq_ = committed_.seq;
    ports_.writer->put_snapshot(
        {committed_.seq, build_identity(),
         engine::encode_snapshot(committed_, frontier_, ports_.sha256)}
    );
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
    committed_.epoch = epoch_;
    start_from_snapshot(head);
    const auto missing = head.seq - committed_.seq;
    reader_->read(
        committed_.seq, std::max<std::int64_t>(missing, 1),
        [&](const engine::log_record& r) {
            if (r.seq > head.seq) {
                return false;
            }
            auto decoded = engine::decode_event(r.bytes);
            if (const auto* why = std::get_if<std::string>(&decoded)) {
                throw std::runtime_error("event " + std::to_string(r.seq) + ": " + *why);
            }
            const auto leaf = engine::leaf_hash(ports_.sha256, r.bytes);
            if (leaf != r.leaf) {
                throw std::runtime_error(
                    "event " + std::to_string(r.seq) + ": its hash does not fit"
                );
            }
            const auto& e = std::get<engine::event>(decoded);
            if (const auto* opened = e.payload.get_if<engine::initiative_opened>()) {
                need_archetype(opened->archetype, opened->archetype_version, e.stream);
            }
            engine::apply(committed_, e);
            frontier_.append(leaf);
            return true;
        }
    );
    // Past days are answered by the rules that held then: every pin needs its machines.
    for (const auto& [id, s] : committed_.initiatives) {
        for (const auto& pin : s->pins) {
            need_archetype(pin.rules->archetype, pin.archetype_version, id);
            need_stages(*ports_.workflows, *pin.rules, id);
        }
    }
    if (committed_.seq != head.seq || (head.seq > 0 && frontier_.root() != head.root)) {
        throw std::runtime_error("the log does not replay to its head " + std::to_string(head.seq));
    }
    leave_snapshot();
    published_ = std::make_shared<const engine::register_state>(committed_);
    published_head_ = {head.seq, frontier_.root(), epoch_};
    announced_seq_ = head.seq;
}

void registrar::start()
{
    thread_ = std::thread([this] {
        name_thread("registrar");
        run();
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
        leave_snapshot();
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

void registrar::advance_clock(std::function<void(rpc_reply)> reply)
{
    submit(
        std::string(engine::clock_principal), std::string(clock_method), {},
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

std::vector<registrar::job> registrar::take_jobs()
{
    std::vector<job> jobs;
    while (!queue_.empty() && jobs.size() < options_.batch_commands_max) {
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
            wake_.wait(lock, [&] { return stopping_ || !queue_.empty() || !asked_.empty(); });
            jobs = take_jobs();
            asked.swap(asked_);
            last = stopping_ && jobs.empty();
        }
        for (const auto& answer : asked) {
            answer();
        }
        if (last) {
            return;
        }
        if (!jobs.empty()) {
            process(std::move(jobs));
        }
    }
}

bool registrar::step()
{
    std::vector<job> jobs;
    {
        const std::lock_guard lock(mutex_);
        jobs = take_jobs();
    }
    if (jobs.empty()) {
        return false;
    }
    process(std::move(jobs));
    return true;
}

void registrar::process(std::vector<job> jobs)
{
    batch b{committed_, frontier_, {}, {}, {}, {}};
    b.outcomes.reserve(jobs.size());
    for (auto& j : jobs) {
        decide_one(b, j);
    }
    finish(b);
}

namespace {

rpc_error unreadable_answer()
{
    rpc_error e;
    e.code = -32603;
    e.message = "The stored answer to this idempotency_key is damaged; the operator must verify.";
    e.data = json::object{{"reason", "E_INTERNAL"}, {"retryable", true}};
    return e;
}

}  // namespace

bool registrar::answer_from_the_past(batch& b, const job& j, outcome& out)
{
    const auto* key = j.params.if_contains("idempotency_key");
    if (key == nullptr || !key->is_string() || engine::canonical_fault(j.params)) {
        return false;
    }
    out.key = std::string(key->get_string());
    out.fingerprint = ports_.sha256(engine::fingerprint_text(j.method, j.params));
    const auto tell = [&](const engine::digest& fingerprint, const std::string& answer) {
        if (fingerprint != out.fingerprint) {
            out.error = to_rpc(engine::refuse(
                "E_KEY_REUSED", "idempotency_key", "Use a new key for a new command.",
                "Employez une nouvelle clé pour une nouvelle commande."
            ));
        } else {
            out.past_answer = answer;
        }
        return true;
    };
    if (const auto earlier = b.by_key.find(scoped(j.principal, *out.key));
        earlier != b.by_key.end()) {
        out.twin = earlier->second;
        return tell(b.outcomes[earlier->second].fingerprint, {});
    }
    try {
        if (const auto found = reader_->find_answer(j.principal, *out.key)) {
            return tell(found->fingerprint, found->answer);
        }
        return false;
    } catch (const std::exception& e) {
        // Neither the original answer nor a second effect: what the key stands for is unknown.
        spdlog::error("answer of key=\"{}\" cannot be read: {}", *out.key, e.what());
        out.error = unreadable_answer();
        return true;
    }
}

void registrar::take(batch& b, std::vector<engine::event> events)
{
    for (auto& e : events) {
        e.seq = b.work.seq + 1;
        e.version = b.work.version_of(e.stream) + 1;
        engine::log_record r;
        r.bytes = engine::canonical(engine::event_to_json(e));
        r.leaf = engine::leaf_hash(ports_.sha256, r.bytes);
        r.seq = e.seq;
        r.stream = e.stream;
        r.version = e.version;
        r.type = engine::type_of(e.payload);
        r.actor = engine::actor_of(e.payload);
        r.recorded_at_us = e.recorded_at_us;
        b.frontier.append(r.leaf);
        engine::apply(b.work, e);
        auto shown = shown_text(r.bytes, e);
        b.log.records.push_back(std::move(r));
        b.events.push_back({std::move(e), std::move(shown)});
    }
}

namespace {

/// The answer with its events, which are text already; null while it waits for its place in the
/// log.
std::string answer_text(json::object answer, const std::string& events)
{
    answer["events"] = nullptr;
    auto text = engine::canonical(answer);
    // Members are sorted, and what stands before this one are numbers and texts without quotes.
    constexpr std::string_view hole = "\"events\":null";
    text.replace(text.find(hole) + hole.size() - 4, 4, events);
    return text;
}

}  // namespace

void registrar::accept(batch& b, engine::accepted accepted, outcome& out)
{
    out.accepted = true;
    out.answer["dry_run"] = accepted.head.dry_run;
    out.answer["duplicate"] = false;
    const auto add = [&](const engine::event& e, const std::string& public_json) {
        out.events += (out.events.size() > 1 ? "," : "") + public_json;
        out.answer["initiative"] = e.stream;
        out.answer["version"] = e.version;
        out.answer["seq"] = e.seq;
        out.last_seq = e.seq;
    };
    out.events = "[";
    if (accepted.head.dry_run) {
        out.key.reset();
        for (const auto& e : accepted.events) {
            add(e, engine::canonical(shown_of(engine::event_to_json(e))));
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

void registrar::decide_one(batch& b, job& j)
{
    outcome out;
    const auto now = ports_.now_us();
    const engine::arrival when{
        j.principal, now, engine::day_of(now), ports_.fresh_id(), ports_.sha256};
    if (j.method == clock_method) {
        const auto before = b.events.size();
        take(b, engine::fall_due(b.work, *ports_.workflows, when));
        out.events = std::to_string(b.events.size() - before);
        out.accepted = true;
    } else if (!answer_from_the_past(b, j, out)) {
        auto decided = engine::decide(b.work, *ports_.workflows, when, j.method, j.params);
        if (const auto* r = std::get_if<engine::refusal>(&decided)) {
            out.error = to_rpc(*r);
            ++numbers_.refusals;
        } else {
            accept(b, std::get<engine::accepted>(std::move(decided)), out);
        }
    } else {
        out.key.reset();
        ++numbers_.duplicates;
    }
    if (out.key && !out.error && out.last_seq > 0) {
        b.by_key.emplace(scoped(j.principal, *out.key), b.outcomes.size());
    }
    out.source = std::move(j);
    b.outcomes.push_back(std::move(out));
    ++numbers_.commands;
}

void registrar::publish_batch(batch& b)
{
    committed_ = std::move(b.work);
    frontier_ = std::move(b.frontier);
    ++numbers_.batches;
    numbers_.events += b.events.size();
    const std::lock_guard lock(published_mutex_);
    published_ = std::make_shared<const engine::register_state>(committed_);
    published_head_ = {committed_.seq, b.log.root, epoch_};
    published_wake_.notify_all();
}

void registrar::announce(batch& b)
{
    std::vector<published> out;
    out.reserve(b.events.size());
    for (auto& e : b.events) {
        out.push_back(publish(e.event, committed_, std::move(e.public_json)));
    }
    const std::lock_guard lock(published_mutex_);
    announced_seq_ = committed_.seq;
    if (listener_) {
        listener_(out);
    }
}

void registrar::finish(batch& b)
{
    const auto expected = committed_.seq;
    b.log.root = b.frontier.root();
    const json::object head{{"seq", b.work.seq}, {"root", engine::hex(b.log.root)}};
    for (auto& out : b.outcomes) {
        if (out.accepted) {
            out.answer["head"] = head;
            out.answer["cursor"] = epoch_ + ":" + std::to_string(b.work.seq);
            out.text = answer_text(std::move(out.answer), out.events);
        }
    }
    for (const auto& [key, index] : b.by_key) {
        const auto& out = b.outcomes[index];
        b.log.answers.push_back(
            {out.source.principal, *out.key, out.fingerprint, out.last_seq, out.text}
        );
    }
    std::string failure;
    if (!b.log.records.empty()) {
        engine::append_result result;
        try {
            result = ports_.writer->append(b.log, expected);
        } catch (const std::exception& e) {
            result.detail = e.what();
        }
        if (result.status != engine::append_status::committed) {
            ++numbers_.append_failures;
            failure = result.detail.empty() ? "the append failed" : result.detail;
            spdlog::error("append status={} detail=\"{}\"", int(result.status), failure);
            if (result.status != engine::append_status::refused) {
                // The outcome is unknown: answering anything would be a guess. The process stops,
                // clients retry with the same key, and the log then tells.
                ports_.fatal(failure);
                return;
            }
        } else {
            publish_batch(b);
        }
    }
    for (auto& out : b.outcomes) {
        if (out.error) {
            out.source.reply(std::move(*out.error));
        } else if (!failure.empty() && (out.last_seq > 0 || out.twin)) {
            out.source.reply(to_rpc(engine::refuse(
                "E_READ_ONLY", {}, "Send it again later with the same idempotency_key.",
                "Renvoyez-la plus tard avec la même idempotency_key."
            )));
        } else if (out.past_answer) {
            auto past = json::parse(out.twin ? b.outcomes[*out.twin].text : *out.past_answer);
            past.as_object()["duplicate"] = true;
            out.source.reply(rpc_result{json::serialize(past)});
        } else {
            out.source.reply(rpc_result{out.text});
        }
    }
    // After the answers: however many subscribers there are, the one who acted does not wait for
    // them.
    if (failure.empty() && !b.events.empty()) {
        announce(b);
    }
}

}  // namespace depositary::api
