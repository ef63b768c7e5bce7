#include <boost/json.hpp>

#include <spdlog/spdlog.h>
#include <sys/stat.h>

#include <chrono>
#include <csignal>
#include <fstream>
#include <iostream>
#include <optional>
#include <thread>

#include "api/admin_socket.hpp"
#include "api/cli.hpp"
#include "api/cli_output.hpp"
#include "api/config.hpp"
#include "api/connection.hpp"
#include "api/log_text.hpp"
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

void reload(server& network)
{
    try {
        network.reload_identity();
        spdlog::info("reloaded");
    } catch (const std::exception& e) {
        spdlog::error("reload_failed error={}", log_value(e.what()));
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
    std::unique_ptr<open_store> opened;
    try {
        opened = store.open(data_dir, {loaded.min_free_bytes, loaded.evidence_bytes_max});
    } catch (const data_dir_busy& e) {
        std::cerr << "depositary: " << e.what() << "\n";
        return exit_conflict;
    }
    const auto register_service = make_service(store, *opened);
    register_service->start();
    const bool first_start = register_service->head() == 0;
    if (loaded.catalogue) {
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

    constexpr timespec idle_period{5, 0};
    std::int64_t folded = register_service->head();
    int signal = -1;
    while (signal < 0) {
        signal = sigtimedwait(&signals, nullptr, &idle_period);
        if (signal == SIGHUP) {
            reload(network);
            signal = -1;
        }
        if (signal < 0 && register_service->head() != folded) {
            folded = register_service->head();
            fold(*opened);
        }
    }
    spdlog::info("stopping signal={}", signal);
    // A second signal ends at once.
    pthread_sigmask(SIG_UNBLOCK, &signals, nullptr);
    network.stop();
    local.reset();
    register_service->stop();  // what it answers of the server and the store ends before them
    return exit_ok;
}

}  // namespace depositary::api
