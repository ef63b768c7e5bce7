#include <boost/json.hpp>

#include <spdlog/spdlog.h>
#include <sys/stat.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <fstream>
#include <iostream>
#include <optional>
#include <thread>
#include <utility>

#include "api/admin_socket.hpp"
#include "api/cli.hpp"
#include "api/cli_output.hpp"
#include "api/config.hpp"
#include "api/connection.hpp"
#include "api/log_text.hpp"
#include "api/notify.hpp"
#include "api/pages.hpp"
#include "api/server.hpp"
#include "api/status.hpp"
#include "api/tls.hpp"

/// `depositary serve`.

namespace depositary::api {

namespace json = boost::json;

namespace {

/// Signals that end the server, and SIGHUP, which makes it read its certificate again; blocked in
/// every thread and waited for in one.
sigset_t awaited_signals()
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGHUP);
    return set;
}

/// The first administrator's token, in a file that only the owner can read. It is written once; the
/// file may be deleted after use.
void first_administrator(const store_port& store, service& s, const std::filesystem::path& dir)
{
    const auto principal = "p-" + store.fresh_id();
    const auto give = answer_admin_request(
        s, {{"method", "grant.give"}, {"params", {{"to", principal}, {"role", "admin"}}}}
    );
    if (give.contains("error")) {
        throw std::runtime_error("cannot give the first administrator's role");
    }
    const auto issued = answer_admin_request(
        s, {{"method", "token.issue"},
            {"params", {{"principal", principal}, {"label", "first administrator"}}}}
    );
    const auto file = dir / "admin-token";
    const auto before = ::umask(0177);
    std::ofstream out(file);
    ::umask(before);
    out << json::value_to<std::string>(issued.at("result").at("token")) << "\n";
    out.close();
    std::filesystem::permissions(
        file, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write
    );
    spdlog::info("first start: an administrator's token is in {}", file.string());
}

/// Brings the catalogue's records that the register lacks. A refused one is a fault of the
/// catalogue, not a reason to stay down.
void bring_catalogue(service& s)
{
    const auto begin = std::chrono::steady_clock::now();
    const auto report = load_catalogue(
        [&](const json::object& request) { return answer_admin_request(s, request); },
        progress_line("catalogue")
    );
    const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::steady_clock::now() - begin
    );
    for (const auto& r : report.refused) {
        spdlog::error("catalogue refused=\"{}\"", r);
    }
    spdlog::info(
        "catalogue added={} present={} unsourced={} refused={} ms={}", report.added, report.present,
        report.unsourced.size(), report.refused.size(), ms.count()
    );
}

/// Folding the write-ahead log while nobody waits keeps the commits short (storage/DESIGN.md).
void fold(open_store& opened)
{
    try {
        opened.checkpoint();
    } catch (const std::exception& e) {
        stop_after_failed_flush(e.what());
    }
}

std::string status_text(const service& s, const server& network)
{
    std::string why;
    const bool taking = s.ready(why);
    return "seq " + std::to_string(s.head()) + ", " +
           std::to_string(network.counts().connections.load()) + " connections" +
           (taking ? "" : ", commands are refused: " + why);
}

/// Reads the certificate again, between two words to the service manager.
void reload(server& network, service_manager& told, const std::string& status)
{
    told.reloading();
    try {
        network.reload_identity();
        spdlog::info("reloaded");
    } catch (const std::exception& e) {
        spdlog::error("reload_failed error={}", log_value(e.what()));
    }
    told.ready(status);
}

/// How often the main thread looks at what is to do: the fold, and the sign of life. An eighth of
/// the service manager's patience, so that a beat comes at half of it and an eighth at most.
timespec idle_period(std::chrono::microseconds patience)
{
    constexpr std::chrono::microseconds longest = std::chrono::seconds(5);
    constexpr std::chrono::microseconds shortest = std::chrono::milliseconds(1);
    const auto period =
        patience.count() == 0 ? longest : std::clamp(patience / 8, shortest, longest);
    const auto seconds = std::chrono::floor<std::chrono::seconds>(period);
    return {seconds.count(), std::chrono::nanoseconds(period - seconds).count()};
}

/// Sends a sign of life each half of the service manager's patience, if the writer and the sockets
/// have given one.
class life_sign
{
public:
    life_sign(service_manager& told, service& writer, server& network)
        : told_(told),
          writer_(writer),
          network_(network),
          beat_(
              {{"writer", [&](auto answer) { writer.ask_writer(std::move(answer)); }},
               {"io", [&](auto answer) { network.ask(std::move(answer)); }}}
          )
    {}

    void look()
    {
        const auto now = std::chrono::steady_clock::now();
        if (told_.patience().count() == 0) {
            told_.tell(status_text(writer_, network_));
        } else if (now - last_ >= told_.patience() / 2) {
            if (beat_.beats()) {
                told_.alive(status_text(writer_, network_));
                last_ = now;
                said_ = false;
            } else if (!std::exchange(said_, true)) {
                spdlog::error("watchdog_beat_withheld silent={}", log_value(beat_.silent()));
            }
        }
    }

private:
    service_manager& told_;
    service& writer_;
    server& network_;
    heartbeat beat_;
    std::chrono::steady_clock::time_point last_ = std::chrono::steady_clock::now();
    bool said_ = false;
};

/// Folds the log and gives signs of life until a signal ends the server; returns the signal.
int idle_until_signal(
    const sigset_t& signals, open_store& opened, service& s, server& network, service_manager& told
)
{
    const auto period = idle_period(told.patience());
    life_sign sign(told, s, network);
    std::int64_t folded = s.head();
    for (;;) {
        const int signal = sigtimedwait(&signals, nullptr, &period);
        if (signal == SIGHUP) {
            reload(network, told, status_text(s, network));
        } else if (signal >= 0) {
            return signal;
        }
        if (s.head() != folded) {
            folded = s.head();
            fold(opened);
        }
        sign.look();
    }
}

}  // namespace

int run_serve(
    const store_port& store, const std::vector<std::pair<std::string, std::string>>& flags,
    const std::optional<std::filesystem::path>& config_file
)
{
    const auto signals = awaited_signals();
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    std::signal(SIGPIPE, SIG_IGN);

    auto loaded = load_config(flags, config_file);
    check_exposure(loaded);
    if (!loaded.tls_certificate.empty()) {
        loaded.server.identity =
            std::make_shared<tls_identity>(loaded.tls_certificate, loaded.tls_key);
        loaded.server.secure_cookie = true;
    }
    loaded.server.pages = make_pages(
        embedded_site(),
        loaded.map.empty() ? std::nullopt : std::optional<std::filesystem::path>(loaded.map)
    );
    const auto& data_dir = loaded.data;
    start_logging(loaded);
    service_manager manager;
    manager.tell("reading the log");
    std::unique_ptr<open_store> opened;
    try {
        opened = store.open(data_dir, {loaded.min_free_bytes, loaded.evidence_bytes_max});
    } catch (const data_dir_busy& e) {
        std::cerr << "depositary: " << e.what() << "\n";
        return exit_conflict;
    }
    service_options served;
    served.public_nice = loaded.server.public_nice;
    const auto register_service = make_service(store, *opened, served);
    register_service->start();
    const bool first_start = register_service->head() == 0;
    if (loaded.catalogue) {
        manager.tell("bringing the catalogue");
        bring_catalogue(*register_service);
    }
    if (first_start) {
        first_administrator(store, *register_service, data_dir);
    }
    register_service->catch_up();
    server network(loaded.server, *register_service);
    const auto started = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    const status_sources sources{loaded, store, *opened, network.counts(), started};
    register_service->show_status([&sources] { return server_status(sources); });
    std::optional<admin_socket> local(std::in_place, data_dir / "admin.sock", *register_service);
    const auto port = network.start();
    std::cout << "listening on " << (loaded.server.identity ? "https://" : "http://")
              << loaded.server.host << ":" << port << std::endl;
    manager.ready(status_text(*register_service, network));

    const int signal = idle_until_signal(signals, *opened, *register_service, network, manager);
    manager.stopping();
    spdlog::info("stopping signal={}", signal);
    // A second signal ends at once.
    pthread_sigmask(SIG_UNBLOCK, &signals, nullptr);
    network.stop();
    local.reset();
    register_service->stop();  // what it answers of the server and the store ends before them
    return exit_ok;
}

}  // namespace depositary::api
