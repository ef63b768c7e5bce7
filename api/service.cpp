#include "api/service.hpp"

#include <boost/asio/post.hpp>
#include <boost/json.hpp>

#include <spdlog/spdlog.h>

#include <algorithm>
#include <chrono>

#include "api/account_methods.hpp"
#include "api/openrpc.hpp"
#include "api/query.hpp"
#include "api/thread_name.hpp"
#include "api/thread_priority.hpp"
#include "engine/codec.hpp"
#include "engine/event_codec.hpp"

namespace depositary::api {

namespace json = boost::json;
using engine::refuse;

namespace {

engine::refusal unknown_method(std::string_view method)
{
    auto names = account_method_names();
    for (const auto& c : engine::commands()) {
        names.push_back(c->info().name);
    }
    for (const auto& q : queries()) {
        names.push_back(q->name());
    }
    const auto near = engine::nearest(method, names);
    return refuse(
        "E_METHOD", "method", near.empty() ? "See rpc.discover." : "Did you mean \"" + near + "\"?",
        near.empty() ? "Voir rpc.discover." : "Vouliez-vous dire « " + near + " » ?"
    );
}

std::chrono::sys_seconds seconds_of(std::int64_t us)
{
    return std::chrono::sys_seconds(std::chrono::seconds(us / 1'000'000));
}

}  // namespace

/// A reader for each query that runs at the same time; readers are kept for the next one.
class service::readers
{
public:
    explicit readers(engine::log_reader_factory make) : make_(std::move(make)) {}

    template <class F>
    auto with(F&& f)
    {
        std::unique_ptr<engine::log_reader> reader;
        {
            const std::lock_guard lock(mutex_);
            if (!idle_.empty()) {
                reader = std::move(idle_.back());
                idle_.pop_back();
            }
        }
        if (!reader) {
            reader = make_();
        }
        auto result = f(*reader);
        const std::lock_guard lock(mutex_);
        idle_.push_back(std::move(reader));
        return result;
    }

private:
    engine::log_reader_factory make_;
    std::mutex mutex_;
    std::vector<std::unique_ptr<engine::log_reader>> idle_;
};

service::service(registrar_ports ports, engine::account_port& accounts, service_options options)
    : ports_(ports),
      options_(options),
      accounts_(accounts),
      registrar_(std::move(ports), options.registrar),
      readers_(std::make_unique<readers>(ports_.make_reader)),
      known_pool_(options.reader_threads),
      public_pool_(options.reader_threads)
{}

service::~service()
{
    stop();
}

void service::start()
{
    registrar_.start();
    ticker_ = std::thread([this] { tick(); });
}

void service::stop()
{
    {
        const std::lock_guard lock(tick_mutex_);
        if (stopping_) {
            return;
        }
        stopping_ = true;
    }
    tick_wake_.notify_all();
    if (ticker_.joinable()) {
        ticker_.join();
    }
    registrar_.stop();
    known_pool_.join();
    public_pool_.join();
}

void service::run_for(const caller& who, std::function<void()> task)
{
    if (!who.anonymous()) {
        boost::asio::post(known_pool_, std::move(task));
        return;
    }
    boost::asio::post(public_pool_, [task = std::move(task), nice = options_.public_nice] {
        // The pool makes its threads by itself: each steps back at its first task.
        static thread_local const bool stepped_back = step_back(nice);
        (void)stepped_back;  // the sockets' threads have said so if it is refused
        task();
    });
}

/// The registrar gets to do only where there is something to record: to look takes seconds in a
/// large register, for which commands would wait.
void service::look_for_due(const std::function<void(rpc_reply)>& done)
{
    std::vector<std::string> due;
    {
        const std::lock_guard lock(due_mutex_);
        const auto now = ports_.now_us();
        const engine::arrival when{
            std::string(engine::clock_principal), now, engine::day_of(now), {}, ports_.sha256};
        due = due_.find(*registrar_.state(), *ports_.workflows, when);
    }
    if (due.empty()) {
        done(rpc_result{});
    } else {
        registrar_.advance_clock(done, std::move(due));
    }
}

void service::tick()
{
    name_thread("clock");
    if (!step_back(options_.public_nice)) {
        spdlog::warn("step_back_refused thread=clock nice={}", options_.public_nice);
    }
    std::unique_lock lock(tick_mutex_);
    while (!stopping_) {
        lock.unlock();
        try {
            look_for_due([](const rpc_reply&) {});
        } catch (const std::exception& e) {
            spdlog::error("clock_failed error=\"{}\"", e.what());
        }
        lock.lock();
        tick_wake_.wait_for(lock, options_.clock_period, [&] { return stopping_; });
    }
}

void service::call(
    const caller& who, std::string_view method, json::value params,
    std::function<void(rpc_reply)> reply
)
{
    auto object = params.is_object() ? std::move(params.get_object()) : json::object{};
    if (engine::find_command(method) != nullptr) {
        if (auto wrong = refuse_evidence(object)) {
            reply(std::move(*wrong));
            return;
        }
        registrar_.submit(who.principal, std::string(method), std::move(object), std::move(reply));
        return;
    }
    run_for(
        who,
        [this, principal = who.principal, name = std::string(method), p = std::move(object),
         done = std::move(reply)]() {
            try {
                if (auto answer = answer_administrator(principal, name, p)) {
                    done(std::move(*answer));
                } else {
                    done(run_query(principal, name, p));
                }
            } catch (const std::exception& e) {
                spdlog::error("query method={} error=\"{}\"", name, e.what());
                done(rpc_error{
                    -32603, "The register could not read this.",
                    json::object{{"reason", "E_INTERNAL"}, {"retryable", true}}});
            }
        }
    );
}

rpc_reply service::run_query(
    const std::string& principal, std::string_view method, const json::object& params
)
{
    const auto* query = find_query(method);
    if (query == nullptr) {
        return to_rpc(unknown_method(method));
    }
    auto answer = readers_->with([&](engine::log_reader& log) {
        // The head first: a state that is newer than the head it is read with misses nothing.
        const auto head = registrar_.head();
        const auto state = registrar_.state();
        const query_context c{
            *state,    *ports_.workflows, log, head, engine::day_of(ports_.now_us()),
            principal, ports_.sha256};
        return query->run(c, params);
    });
    if (auto* r = std::get_if<engine::refusal>(&answer)) {
        return to_rpc(*r);
    }
    return rpc_result{json::serialize(std::get<json::value>(answer))};
}

bool service::is_admin(const std::string& principal) const
{
    if (principal == engine::operator_principal) {
        return true;
    }
    return has_role(principal, [](std::string_view role) { return role == "admin"; });
}

bool service::has_role(
    const std::string& principal, const std::function<bool(std::string_view role)>& fits
) const
{
    const auto today = engine::day_of(ports_.now_us());
    const auto state = registrar_.state();
    for (const auto& [id, g] : state->grants) {
        if (g.principal == principal && fits(g.role) && !g.revoked &&
            (!g.until || *g.until >= today)) {
            return true;
        }
    }
    return false;
}

std::optional<rpc_reply> service::answer_administrator(
    const std::string& principal, std::string_view method, const json::object& params
)
{
    if (!is_account_method(method) && method != status_method) {
        return std::nullopt;
    }
    if (!is_admin(principal)) {
        return to_rpc(refuse(
            principal == "anonymous" ? "E_UNAUTHENTICATED" : "E_ROLE", {}, "It is for: admin.",
            "Réservé à : admin."
        ));
    }
    if (method == status_method) {
        return status();
    }
    return run_account_method(
        {accounts_, seconds_of(ports_.now_us()), ports_.fresh_id}, method, params
    );
}

rpc_reply service::status() const
{
    auto out = status_ ? status_() : json::object{};
    const auto head = registrar_.head();
    out["head"] = {{"seq", head.seq}, {"root", engine::hex(head.root)}, {"epoch", head.epoch}};
    out["queue"] = {
        {"commands", registrar_.numbers().queue.load()},
        {"commands_max", options_.registrar.queue_commands_max}};
    std::string why;
    out["taking_commands"] = registrar_.taking_commands(why);
    out["why_not"] = why;
    return rpc_result{json::serialize(out)};
}

rpc_reply service::call_and_wait(
    const std::string& principal, std::string_view method, json::object params
)
{
    if (engine::find_command(method) == nullptr) {
        if (auto answer = answer_administrator(principal, method, params)) {
            return std::move(*answer);
        }
        return run_query(principal, method, params);
    }
    if (auto wrong = refuse_evidence(params)) {
        return std::move(*wrong);
    }
    std::mutex m;
    std::condition_variable done;
    std::optional<rpc_reply> answer;
    registrar_.submit(principal, std::string(method), std::move(params), [&](rpc_reply r) {
        const std::lock_guard lock(m);
        answer = std::move(r);
        done.notify_one();
    });
    std::unique_lock lock(m);
    done.wait(lock, [&] { return answer.has_value(); });
    return std::move(*answer);
}

void service::catch_up()
{
    std::mutex m;
    std::condition_variable done;
    bool answered = false;
    look_for_due([&](const rpc_reply&) {
        const std::lock_guard lock(m);
        answered = true;
        done.notify_one();
    });
    std::unique_lock lock(m);
    done.wait(lock, [&] { return answered; });
}

std::optional<caller> service::authenticate(std::string_view token)
{
    return caller_of(accounts_, token, seconds_of(ports_.now_us()));
}

std::optional<signed_in> service::sign_in(const credentials& given, std::chrono::seconds lifetime)
{
    return open_session({accounts_, seconds_of(ports_.now_us()), ports_.fresh_id}, given, lifetime);
}

void service::sign_out(std::string_view secret)
{
    (void)accounts_.end_session(secret);  // one that has ended already is as well out
}

std::optional<rpc_error> service::refuse_evidence(const json::object& params) const
{
    if (options_.documents == nullptr) {
        return std::nullopt;
    }
    const auto wrong = wrong_document(params, *options_.documents);
    return wrong ? std::optional(to_rpc(refuse("E_DOCUMENT", "evidence", *wrong, *wrong)))
                 : std::nullopt;
}

std::optional<rpc_error> service::refuse_document(const caller& who)
{
    if (options_.documents == nullptr) {
        return backend::refuse_document(who);
    }
    if (who.anonymous()) {
        return to_rpc(refuse("E_UNAUTHENTICATED"));
    }
    const auto records = [](std::string_view role) {
        return role != "observer" && role != "auditor" && role != "admin";
    };
    if (who.principal != engine::operator_principal && !has_role(who.principal, records)) {
        return to_rpc(refuse(
            "E_ROLE", {}, "It is for those who may record something.",
            "Réservé à qui peut inscrire quelque chose."
        ));
    }
    return std::nullopt;
}

void service::keep_document(
    const caller& who, std::string media_type, std::string content,
    std::function<void(rpc_reply)> reply
)
{
    if (auto no = refuse_document(who)) {
        reply(std::move(*no));
        return;
    }
    run_for(
        who,
        [this, principal = who.principal, type = std::move(media_type), text = std::move(content),
         done = std::move(reply)] {
            try {
                const auto hash = ports_.sha256(text);
                if (options_.documents->keep(hash, type, text) == engine::keep_outcome::no_space) {
                    done(to_rpc(refuse(
                        "E_READ_ONLY", {}, "There is no space for this document.",
                        "Il n'y a pas de place pour ce document."
                    )));
                    return;
                }
                spdlog::info(
                    "document_kept principal={} sha256={} bytes={}", principal, engine::hex(hash),
                    text.size()
                );
                done(rpc_result{json::serialize(json::object{
                    {"sha256", engine::hex(hash)},
                    {"uri", engine::address_of(hash)},
                    {"media_type", type},
                    {"bytes", text.size()}})});
            } catch (const std::exception& e) {
                spdlog::error("document_not_kept error=\"{}\"", e.what());
                done(rpc_error{
                    -32603, "The document could not be kept.",
                    json::object{{"reason", "E_INTERNAL"}, {"retryable", true}}});
            }
        }
    );
}

document_reply service::look_up(const caller& who, const std::string& uri)
{
    const auto hash = engine::document_at(uri);
    if (!hash || !options_.documents->has(*hash)) {
        return std::monostate{};
    }
    const bool public_record =
        readers_->with([&](engine::log_reader& log) { return named_.contains(*hash, log); });
    const auto audits = [](std::string_view role) { return role == "auditor"; };
    if (!public_record && !has_role(who.principal, audits)) {
        return std::monostate{};
    }
    auto found = options_.documents->find(*hash);
    if (!found) {
        return std::monostate{};
    }
    return kept_document{std::move(found->media_type), std::move(found->content)};
}

void service::find_document(
    const caller& who, const std::string& uri, std::function<void(document_reply)> reply
)
{
    if (options_.documents == nullptr) {
        reply(std::monostate{});
        return;
    }
    run_for(who, [this, who, uri, done = std::move(reply)] {
        try {
            done(look_up(who, uri));
        } catch (const std::exception& e) {
            spdlog::error("document_unreadable error=\"{}\"", e.what());
            done(rpc_error{
                -32603, "The document cannot be read as it was kept.",
                json::object{{"reason", "E_INTERNAL"}, {"retryable", false}}});
        }
    });
}

std::vector<published> service::read_events(std::int64_t after, std::int64_t limit)
{
    return readers_->with([&](engine::log_reader& log) {
        const auto state = registrar_.state();
        std::vector<published> out;
        log.read(after, limit, [&](const engine::log_record& r) {
            if (r.seq > state->seq) {
                return false;
            }
            auto decoded = engine::decode_event(r.bytes);
            if (const auto* why = std::get_if<std::string>(&decoded)) {
                throw std::runtime_error("event " + std::to_string(r.seq) + ": " + *why);
            }
            out.push_back(publish(std::get<engine::event>(decoded), *state));
            return true;
        });
        return out;
    });
}

std::int64_t service::listen(commit_listener listener)
{
    return registrar_.listen(std::move(listener));
}

std::int64_t service::head() const
{
    return registrar_.head().seq;
}

std::string service::epoch() const
{
    return registrar_.head().epoch;
}

bool service::has_method(std::string_view method) const
{
    return engine::find_command(method) != nullptr || find_query(method) != nullptr ||
           is_account_method(method) || method == status_method;
}

json::object service::openrpc() const
{
    return openrpc_document(*ports_.workflows);
}

std::string service::metrics() const
{
    const auto& n = registrar_.numbers();
    std::string out;
    const auto line = [&](std::string_view name, std::string_view kind, std::string_view help,
                          std::uint64_t value) {
        out += "# HELP depositary_" + std::string(name) + " " + std::string(help) + "\n";
        out += "# TYPE depositary_" + std::string(name) + " " + std::string(kind) + "\n";
        out += "depositary_" + std::string(name) + " " + std::to_string(value) + "\n";
    };
    line(
        "log_head_seq", "gauge", "Sequence number of the last event.",
        static_cast<std::uint64_t>(registrar_.head().seq)
    );
    line("commands_total", "counter", "Commands decided.", n.commands);
    line("commands_refused_total", "counter", "Commands refused with a reason.", n.refusals);
    line(
        "commands_duplicate_total", "counter", "Commands answered from an earlier one.",
        n.duplicates
    );
    line("events_total", "counter", "Events appended since the start.", n.events);
    line("batches_total", "counter", "Transactions committed since the start.", n.batches);
    line(
        "append_failures_total", "counter", "Batches that could not be appended.", n.append_failures
    );
    line("command_queue", "gauge", "Commands waiting for the writer.", n.queue);
    return out;
}

bool service::ready(std::string& why) const
{
    return registrar_.taking_commands(why);
}

}  // namespace depositary::api
