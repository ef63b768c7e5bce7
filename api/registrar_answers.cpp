#include <boost/json.hpp>

#include <spdlog/spdlog.h>

#include <stdexcept>

#include "api/registrar_batch.hpp"
#include "engine/canonical.hpp"
#include "engine/event_codec.hpp"

/// What a command is answered, and what one is answered that was sent before.

namespace depositary::api {

namespace json = boost::json;

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

/// Reads, for every command that has a key, what the log remembers of it.
void registrar::recall(const batch& b, std::vector<outcome>& asked)
{
    for (auto& out : asked) {
        const auto& j = out.source;
        const auto* key = j.params.if_contains("idempotency_key");
        if (key == nullptr || !key->is_string() || engine::canonical_fault(j.params)) {
            continue;
        }
        out.key = std::string(key->get_string());
        out.fingerprint = ports_.sha256(engine::fingerprint_text(j.method, j.params));
        const auto name = scoped(j.principal, *out.key);
        if (b.by_key.contains(name) || fresh_keys_.contains(name)) {
            continue;
        }
        try {
            out.remembered = reader_->find_answer(j.principal, *out.key);
        } catch (const std::exception& e) {
            // Neither the original answer nor a second effect: what the key stands for is unknown.
            spdlog::error("answer of key=\"{}\" cannot be read: {}", *out.key, e.what());
            out.error = unreadable_answer();
        }
    }
}

/// The answer that was given to a command, as it is given to one sent again.
std::string registrar::retold(const engine::answer_record& earlier)
{
    auto answer = json::parse(earlier.answer).get_object();
    answer["duplicate"] = true;
    const auto& events = answer.at("events");
    if (events.is_array()) {  // the log format before 4
        return engine::canonical(answer);
    }
    const auto count = events.to_number<std::int64_t>();
    std::string list = "[";
    reader_->read(earlier.last_seq - count, count, [&](const engine::log_record& r) {
        const auto decoded = engine::decode_event(r.bytes);
        if (const auto* why = std::get_if<std::string>(&decoded)) {
            throw std::runtime_error("event " + std::to_string(r.seq) + ": " + *why);
        }
        list += (list.size() > 1 ? "," : "") +
                engine::write_event(std::get<engine::event>(decoded)).shown();
        return true;
    });
    // The events are text already and stay as they are. Members are sorted, and what stands before
    // this one are numbers and texts without quotes.
    constexpr std::string_view hole = "\"events\":";
    const auto number = std::to_string(count);
    auto text = engine::canonical(answer);
    text.replace(text.find(hole) + hole.size(), number.size(), list + "]");
    return text;
}

bool registrar::answer_from_the_past(batch& b, outcome& out)
{
    if (out.error) {
        return true;
    }
    if (!out.key) {
        return false;
    }
    const auto is_same = [&](const engine::digest& fingerprint) {
        if (fingerprint == out.fingerprint) {
            return true;
        }
        out.error = to_rpc(engine::refuse(
            "E_KEY_REUSED", "idempotency_key", "Use a new key for a new command.",
            "Employez une nouvelle clé pour une nouvelle commande."
        ));
        return false;
    };
    const auto name = scoped(out.source.principal, *out.key);
    if (const auto here = b.by_key.find(name); here != b.by_key.end()) {
        if (is_same(b.outcomes[here->second].fingerprint)) {
            out.twin = here->second;
        }
        return true;
    }
    if (const auto ahead = fresh_keys_.find(name); ahead != fresh_keys_.end()) {
        out.twin_ahead = is_same(ahead->second);
        return true;
    }
    if (!out.remembered) {
        return false;
    }
    try {
        if (is_same(out.remembered->fingerprint)) {
            out.past_answer = retold(*out.remembered);
        }
    } catch (const std::exception& e) {
        spdlog::error("answer of key=\"{}\" cannot be read: {}", *out.key, e.what());
        out.error = unreadable_answer();
    }
    return true;
}

/// Canonical JSON; `events` is JSON too.
std::string registrar::answer_text(
    const outcome& out, const batch_end& end, std::string_view events
)
{
    std::string text = R"({"cursor":")" + end.cursor + '"';
    text.reserve(text.size() + events.size() + 400);
    if (out.source.method != clock_method) {
        text += out.dry_run ? R"(,"dry_run":true)" : R"(,"dry_run":false)";
        text += R"(,"duplicate":false)";
    }
    text += R"(,"events":)";
    text += events;
    text += R"(,"head":)" + end.head;
    if (out.events_count > 0) {
        text += R"(,"initiative":)";
        engine::append_text(text, out.stream);
        text += R"(,"seq":)";
        engine::append_integer(text, out.last_seq);
        text += R"(,"version":)";
        engine::append_integer(text, out.version);
    }
    text += '}';
    return text;
}

/// The batch before is durable by now, and its answers with it.
void registrar::answer_from_ahead(outcome& out)
{
    try {
        const auto found = reader_->find_answer(out.source.principal, *out.key);
        if (found) {
            out.past_answer = retold(*found);
            return;
        }
        spdlog::error("answer of key=\"{}\" is gone", *out.key);
    } catch (const std::exception& e) {
        spdlog::error("answer of key=\"{}\" cannot be read: {}", *out.key, e.what());
    }
    out.error = unreadable_answer();
}

void registrar::answer(batch& b, const std::string& failure)
{
    for (auto& out : b.outcomes) {
        // What was told before stands in the log, whatever became of this batch.
        const bool hung_on_it =
            !out.past_answer && (out.last_seq > 0 || out.twin || out.follows_events);
        if (!failure.empty() && hung_on_it) {
            out.source.reply(to_rpc(engine::refuse(
                "E_READ_ONLY", {}, "Send it again later with the same idempotency_key.",
                "Renvoyez-la plus tard avec la même idempotency_key."
            )));
        } else if (out.error) {
            out.source.reply(std::move(*out.error));
        } else if (out.twin) {
            auto twin = json::parse(b.outcomes[*out.twin].text).get_object();
            twin["duplicate"] = true;
            out.source.reply(rpc_result{engine::canonical(twin)});
        } else if (out.past_answer) {
            out.source.reply(rpc_result{std::move(*out.past_answer)});
        } else {
            out.source.reply(rpc_result{out.text});
        }
    }
}

}  // namespace depositary::api
