#include <boost/json.hpp>

#include <jemalloc/jemalloc.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "api/replay.hpp"
#include "api/service.hpp"
#include "engine/event_codec.hpp"
#include "engine/merkle.hpp"
#include "engine/state.hpp"
#include "storage/accounts.hpp"
#include "storage/data_dir.hpp"
#include "storage/random.hpp"
#include "storage/sha256.hpp"
#include "storage/sqlite_log.hpp"
#include "tests/bench/wire.hpp"
#include "tests/support/record_reader.hpp"
#include "workflows/workflows.hpp"

/// The register without a network, one line of JSON each:
///
///   bench_register replay --log F --ms N
///       the events of a real log, folded again and again as a start does it: reading JSON alone on
///       one thread, decoding on one thread, the fold, and with the check of every hash
///   bench_register grow --dir D --events N --initiatives M
///       MADE UP pledges until the log holds N events, then: the rate of the last commands, the
///       start, past days, memory and the file

namespace depositary::bench {
namespace {

namespace json = boost::json;
namespace fs = std::filesystem;

constexpr std::string_view coordinator = "p-made-up";

/// A day when all of it is in effect, and what was known at half of the log, are asked this often.
constexpr int asked = 21;

std::vector<engine::log_record> events_of(const std::string& file)
{
    storage::log_options options;
    options.mode = storage::open_mode::read_only;
    const auto log = storage::open_log(file, options);
    const auto reader = log->make_reader()();
    std::vector<engine::log_record> all;
    reader->read(0, reader->head().seq, [&](const engine::log_record& r) {
        all.push_back(r);
        return true;
    });
    return all;
}

/// Passes a second over all events, for as many passes as fit in the time.
double passes_per_second(std::int64_t ms, const std::function<void()>& pass)
{
    pass();
    std::int64_t passes = 0;
    const auto begin = now_ns();
    while (now_ns() - begin < ms * 1'000'000) {
        pass();
        ++passes;
    }
    return static_cast<double>(passes) / (static_cast<double>(now_ns() - begin) / 1e9);
}

int run_replay(const options& o)
{
    const auto all = events_of(o.text("log"));
    std::size_t bytes = 0;
    for (const auto& e : all) {
        bytes += e.bytes.size();
    }
    const auto ms = o.number("ms");
    const auto count = static_cast<double>(all.size());
    const auto parse = passes_per_second(ms, [&] {
        for (const auto& e : all) {
            if (json::parse(e.bytes).as_object().empty()) {
                throw std::runtime_error("an event is empty");
            }
        }
    });
    testing::record_reader log(all);
    const auto fold = [&](bool check) {
        engine::register_state state;
        api::replay_log(
            log, 0, static_cast<std::int64_t>(all.size()),
            {check ? storage::sha256 : nullptr, api::usual_replay_helpers()},
            [&](const engine::event& e, const engine::digest&) { engine::apply(state, e); }
        );
    };
    const auto decode = passes_per_second(ms, [&] {
        for (const auto& e : all) {
            if (engine::decode_event(e.bytes).index() != 0) {
                throw std::runtime_error("an event cannot be read");
            }
        }
    });
    const auto folded = passes_per_second(ms, [&] { fold(false); });
    const auto checked = passes_per_second(ms, [&] { fold(true); });
    std::printf(
        "{\"events\": %zu, \"mean_bytes\": %.0f, \"parse_per_second\": %.0f, "
        "\"decode_per_second\": %.0f, \"fold_per_second\": %.0f, \"checked_per_second\": %.0f}\n",
        all.size(), static_cast<double>(bytes) / count, parse * count, decode * count,
        folded * count, checked * count
    );
    return 0;
}

std::int64_t system_us()
{
    return std::chrono::duration_cast<std::chrono::microseconds>(
               std::chrono::system_clock::now().time_since_epoch()
    )
        .count();
}

/// A log and what is needed to open the register over it, as the composition root does.
struct opened_log
{
    explicit opened_log(const fs::path& dir)
        : log(storage::open_log(dir / "log.db")),
          accounts(storage::open_accounts(dir / storage::accounts_file_name))
    {}

    [[nodiscard]] api::registrar_ports ports() const
    {
        api::registrar_ports p;
        p.writer = &log->writer();
        p.make_reader = log->make_reader();
        p.workflows = &workflows::workflows();
        p.sha256 = storage::sha256;
        p.now_us = system_us;
        p.fresh_id = [] { return storage::random_name(16); };
        p.fatal = [](const std::string& why) {
            std::fprintf(stderr, "bench_register: %s\n", why.c_str());
            std::_Exit(1);
        };
        return p;
    }

    std::unique_ptr<storage::store> log;
    std::unique_ptr<engine::account_port> accounts;
};

json::object definition()
{
    return json::parse(R"({"id":"made-up","version":1,"archetype":"partnership",
        "archetype_version":1,"area":"climate","title":{"en":"MADE UP","fr":"FICTIF"},"leads":[],
        "rules":{"joining":{"acts":["endorsement"]},"pledges":{"admitted":true}},
        "sources":[{"uri":"https://example.org/made-up","title":"MADE UP"}]})")
        .as_object();
}

json::object pledge(std::int64_t number, std::int64_t initiatives)
{
    return {
        {"initiative", "made-up-" + std::to_string(number % initiatives)},
        {"idempotency_key", "k-" + std::to_string(number)},
        {"reason", "MADE UP load"},
        {"content",
         {{"actor", "org:made-up"},
          {"form", "financial"},
          {"amount", "1000000"},
          {"unit", "EUR"},
          {"event", "MADE UP summit"}}},
        {"evidence", {{{"uri", "https://example.org/made-up"}, {"title", "MADE UP"}}}}};
}

class grower
{
public:
    explicit grower(const opened_log& store) : registrar_(store.ports(), {}) {}

    void open(std::int64_t initiatives)
    {
        const std::string op(engine::operator_principal);
        add(op, "actor.register",
            {{"id", "org:made-up"},
             {"kind", "civil_society"},
             {"name", {{"en", "MADE UP"}, {"fr", ""}}}});
        add(op, "definition.publish", {{"definition", definition()}});
        add(op, "grant.give", {{"to", coordinator}, {"role", "coordinator"}});
        for (std::int64_t i = 0; i < initiatives; ++i) {
            add(op, "initiative.open",
                {{"id", "made-up-" + std::to_string(i)}, {"definition", "made-up"}});
        }
        flush();
    }

    void fill(std::int64_t first, std::int64_t last, std::int64_t initiatives)
    {
        for (auto i = first; i < last; ++i) {
            add(std::string(coordinator), "pledge.announce", pledge(i, initiatives));
        }
        flush();
    }

    [[nodiscard]] std::int64_t head() const { return registrar_.head().seq; }

private:
    void add(std::string principal, std::string method, json::object params)
    {
        registrar_.submit(
            std::move(principal), std::move(method), std::move(params),
            [](const api::rpc_reply& r) {
                if (const auto* e = std::get_if<api::rpc_error>(&r)) {
                    throw std::runtime_error(e->message + " " + json::serialize(e->data));
                }
            }
        );
        if (++queued_ == api::registrar_options{}.batch_commands_max) {
            flush();
        }
    }

    void flush()
    {
        while (registrar_.step()) {
        }
        queued_ = 0;
    }

    api::registrar registrar_;
    std::size_t queued_ = 0;
};

/// Opens the register over the log; nanoseconds until it can answer.
std::unique_ptr<api::service> start(const opened_log& store, std::int64_t& took_ns)
{
    const auto begin = now_ns();
    auto s = std::make_unique<api::service>(store.ports(), *store.accounts, api::service_options{});
    took_ns = now_ns() - begin;
    return s;
}

double p50_ms(api::service& s, const json::object& params)
{
    std::vector<std::int64_t> took;
    for (int i = 0; i < asked; ++i) {
        const auto begin = now_ns();
        const auto answer =
            s.call_and_wait(std::string(engine::operator_principal), "initiative.get", params);
        took.push_back(now_ns() - begin);
        if (const auto* e = std::get_if<api::rpc_error>(&answer)) {
            throw std::runtime_error("initiative.get: " + e->message);
        }
    }
    std::sort(took.begin(), took.end());
    return quantile_ms(took, 0.5);
}

double mib(std::int64_t bytes)
{
    return static_cast<double>(bytes) / (1U << 20U);
}

std::int64_t resident()
{
    // Of all arenas; what is free goes back to the system now, and not within seconds.
    const auto purge = "arena." + std::to_string(MALLCTL_ARENAS_ALL) + ".purge";
    if (::mallctl(purge.c_str(), nullptr, nullptr, nullptr, 0) != 0) {
        throw std::runtime_error("the heap cannot be purged");
    }
    return resident_bytes(::getpid());
}

int run_grow(const options& o)
{
    const fs::path dir = o.text("dir");
    const auto wanted = o.number("events");
    const auto initiatives = o.number("initiatives");
    const opened_log store(dir);
    const auto empty = resident();
    std::int64_t rate_events = 0;
    std::int64_t rate_ns = 0;
    std::int64_t head = 0;
    {
        grower g(store);
        g.open(initiatives);
        // The last tenth, at most 20,000 of them, is timed: that is what commands cost at the size.
        const auto todo = std::max<std::int64_t>(wanted - g.head(), 0);
        rate_events = std::min<std::int64_t>(std::max<std::int64_t>(todo / 10, 1), 20'000);
        g.fill(0, todo - rate_events, initiatives);
        const auto begin = now_ns();
        g.fill(todo - rate_events, todo, initiatives);
        rate_ns = now_ns() - begin;
        head = g.head();
    }
    store.log->checkpoint();
    std::int64_t start_ns = 0;
    std::int64_t memory = 0;
    double as_of_ms = 0;
    double known_at_ms = 0;
    {
        const auto s = start(store, start_ns);
        memory = resident() - empty;
        const std::string one = "made-up-0";
        as_of_ms = p50_ms(*s, {{"initiative", one}, {"as_of", "2100-01-01"}});
        known_at_ms = p50_ms(*s, {{"initiative", one}, {"known_at", {{"seq", head / 2}}}});
        s->stop();
    }
    std::printf(
        "{\"events\": %lld, \"initiatives\": %lld, \"commands_per_second\": %.0f, "
        "\"start_s\": %.3f, \"as_of_p50_ms\": %.3f, "
        "\"known_at_p50_ms\": %.3f, \"memory_mib\": %.1f, \"file_mib\": %.1f}\n",
        static_cast<long long>(head), static_cast<long long>(initiatives),
        static_cast<double>(rate_events) / (static_cast<double>(rate_ns) / 1e9),
        static_cast<double>(start_ns) / 1e9, as_of_ms, known_at_ms, mib(memory),
        mib(static_cast<std::int64_t>(fs::file_size(dir / "log.db")))
    );
    return 0;
}

}  // namespace
}  // namespace depositary::bench

int main(int argc, char** argv)
{
    namespace bench = depositary::bench;
    const std::string_view mode = argc > 1 ? argv[1] : "";
    try {
        const bench::options o(argc, argv, 2);
        if (mode == "replay") {
            return bench::run_replay(o);
        }
        if (mode == "grow") {
            return bench::run_grow(o);
        }
        std::fprintf(stderr, "bench_register: replay or grow\n");
    } catch (const std::exception& e) {
        std::fprintf(stderr, "bench_register: %s\n", e.what());
    }
    return 2;
}
