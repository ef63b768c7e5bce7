#include "api/server.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <spdlog/spdlog.h>

#include <array>
#include <atomic>
#include <exception>
#include <stdexcept>
#include <thread>

#include "api/await.hpp"
#include "api/connection_table.hpp"
#include "api/http_session.hpp"
#include "api/lane.hpp"
#include "api/log_text.hpp"
#include "api/thread_name.hpp"
#include "api/thread_priority.hpp"
#include "api/tls.hpp"

namespace depositary::api {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

/// When accepting fails (no file descriptors left), so that trying again does not spin.
constexpr std::chrono::milliseconds accept_retry{100};
constexpr std::chrono::milliseconds drain_poll{5};

}  // namespace

class lane : public asio::io_context
{
public:
    lane() : asio::io_context(1), work_(asio::make_work_guard(*this)) {}

    void start(const char* name, int nice)
    {
        thread_ = std::thread([this, name, nice] {
            name_thread(name);
            if (!step_back(nice)) {
                spdlog::warn("step_back_refused thread=\"{}\" nice={}", name, nice);
            }
            for (;;) {
                try {
                    run();
                    return;
                } catch (const std::exception& e) {
                    spdlog::error("io_failed error={}", log_value(e.what()));
                }
            }
        });
    }
    void join()
    {
        work_.reset();
        stop();
        thread_.join();
    }
    /// Drops what waits here, and so the connections that what waits belongs to.
    void drop() { shutdown(); }

private:
    asio::executor_work_guard<executor_type> work_;
    std::thread thread_;
};

class server::impl : public std::enable_shared_from_this<server::impl>
{
public:
    impl(server_options o, backend& source)
        : options(std::move(o)),
          lanes(1 + 2 * each_lanes()),
          acceptor(own_lane()),
          readers(options.reader_threads),
          lookups(options.reader_threads),
          places(std::make_shared<connection_table>(
              options.bounds.connections_max, options.bounds.connections_per_ip_max,
              &counts.connections, &counts.known_connections
          ))
    {
        const auto on_readers = [this](hub::task t) { asio::post(readers, guarded(std::move(t))); };
        const auto on_lookups = [this](hub::task t) { asio::post(lookups, guarded(std::move(t))); };
        const auto soon = [this](hub::task t) { asio::post(own_lane(), guarded(std::move(t))); };
        const auto in_a_while = [this](hub::task t) {
            const auto timer =
                std::make_shared<asio::steady_timer>(own_lane(), options.bounds.live_window);
            timer->async_wait([timer, run = guarded(std::move(t))](error_code ec) {
                if (!ec) {
                    run();
                }
            });
        };
        feeds = std::make_shared<hub>(source, options.bounds, counts, on_readers, soon, in_a_while);
        auto requests =
            std::make_shared<dispatcher>(source, feeds, options.bounds, counts, on_lookups);
        sessions = std::make_shared<session_shared>(session_shared{
            source, feeds, std::move(requests), options.bounds, counts});
        desk = std::make_shared<sign_in_desk>(options.bounds);
        http = std::make_shared<http_shared>(http_shared{
            options, sessions, desk, std::make_shared<std::atomic<std::size_t>>(0),
            [this](bool known) { return next_lane(known).get_executor(); }});
    }

    static hub::task guarded(hub::task t)
    {
        return [t = std::move(t)] {
            try {
                t();
            } catch (const std::exception& e) {
                spdlog::error("task_failed error={}", log_value(e.what()));
            }
        };
    }

    std::uint16_t listen();
    [[nodiscard]] std::size_t each_lanes() const
    {
        return std::max<std::size_t>(options.io_threads, 1);
    }
    /// The server's own work: accepting, and telling the others what to tell.
    lane& own_lane() { return lanes.front(); }
    /// One of those for known clients, or of those for everybody else, in turn.
    lane& next_lane(bool known)
    {
        return lanes[1 + (known ? each_lanes() : 0) + turns[known ? 1 : 0]++ % each_lanes()];
    }
    /// Has `answer` called once every lane from `first` on has come round.
    void pass_through(std::size_t first, std::function<void()> answer);
    asio::awaitable<void> accept_loop();

    server_options options;
    metrics counts;
    std::vector<lane> lanes;
    std::array<std::atomic<std::size_t>, 2> turns{};
    tcp::acceptor acceptor;
    asio::thread_pool readers;
    asio::thread_pool lookups;  ///< of tokens: nobody's cursor shall delay them
    std::shared_ptr<connection_table> places;
    std::shared_ptr<hub> feeds;
    std::shared_ptr<session_shared> sessions;
    std::shared_ptr<sign_in_desk> desk;
    std::shared_ptr<http_shared> http;
    bool started = false;
};

std::uint16_t server::impl::listen()
{
    error_code ec;
    tcp::resolver resolver(own_lane());
    const auto found =
        resolver.resolve(options.host, std::to_string(options.port), tcp::resolver::passive, ec);
    if (!ec && !found.empty()) {
        const auto endpoint = found.begin()->endpoint();
        acceptor.open(endpoint.protocol(), ec);
        if (!ec) {
            acceptor.set_option(asio::socket_base::reuse_address(true), ec);
        }
        if (!ec) {
            acceptor.bind(endpoint, ec);
        }
        if (!ec) {
            acceptor.listen(asio::socket_base::max_listen_connections, ec);
        }
    }
    if (ec) {
        throw std::runtime_error(
            "cannot listen on " + options.host + ":" + std::to_string(options.port) + ": " +
            ec.message()
        );
    }
    return acceptor.local_endpoint().port();
}

void server::impl::pass_through(std::size_t first, std::function<void()> answer)
{
    asio::post(lanes[first], [this, next = first + 1, answer = std::move(answer)]() mutable {
        if (next == lanes.size()) {
            answer();
        } else {
            pass_through(next, std::move(answer));
        }
    });
}

asio::awaitable<void> server::impl::accept_loop()
{
    for (;;) {
        auto [ec, socket] =
            co_await acceptor.async_accept(next_lane(false).get_executor(), use_tuple);
        if (!acceptor.is_open() || ec == asio::error::operation_aborted) {
            co_return;
        }
        if (ec) {
            spdlog::error("accept_failed error={}", log_value(ec.message()));
            asio::steady_timer pause(acceptor.get_executor(), accept_retry);
            co_await pause.async_wait(use_tuple);
            continue;
        }
        error_code gone;
        const auto peer = socket.remote_endpoint(gone);
        if (gone) {
            continue;
        }
        ++counts.connections_total;
        const auto address = peer.address().to_string();
        auto place = places->enter(address, is_trusted(address, options.proxies));
        const auto executor = socket.get_executor();
        if (!place) {
            counts.refuse("E_TOO_MANY_CONNECTIONS");
            if (!options.identity) {  // an answer would cost a handshake
                asio::co_spawn(executor, refuse_connection(std::move(socket)), report);
            }
            continue;
        }
        asio::co_spawn(
            executor, serve_connection(std::move(socket), http, std::move(place)), report
        );
    }
}

server::server(server_options options, backend& source)
    : impl_(std::make_shared<impl>(std::move(options), source))
{}

server::~server()
{
    stop();
}

std::uint16_t server::start()
{
    const auto port = impl_->listen();
    if (const auto& identity = impl_->options.identity) {
        impl_->counts.tls_certificate_expires = identity->expires_at().time_since_epoch().count();
    }
    impl_->started = true;
    impl_->sessions->owner = impl_;
    impl_->feeds->start();
    asio::co_spawn(impl_->acceptor.get_executor(), impl_->accept_loop(), report);
    for (std::size_t i = 0; i < impl_->lanes.size(); ++i) {
        const bool open = i > 0 && i <= impl_->each_lanes();
        const auto* name = i == 0 ? "io" : open ? "io public" : "io known";
        impl_->lanes[i].start(name, open ? impl_->options.public_nice : 0);
    }
    spdlog::info(
        "listening host={} port={} tls={}", impl_->options.host, port,
        impl_->options.identity != nullptr
    );
    return port;
}

void server::stop()
{
    if (!impl_->started) {
        return;
    }
    impl_->started = false;
    spdlog::info("stopping connections={}", impl_->places->count());
    asio::post(impl_->acceptor.get_executor(), [i = impl_.get()] {
        error_code ignored;  // it is closed either way
        i->acceptor.close(ignored);
    });
    impl_->places->stop_all();
    const auto until = std::chrono::steady_clock::now() + impl_->options.bounds.drain_timeout;
    const auto busy = [&] {
        return impl_->places->count() > 0 || impl_->sessions->requests->in_flight() > 0;
    };
    while (busy() && std::chrono::steady_clock::now() < until) {
        std::this_thread::sleep_for(drain_poll);
    }
    for (auto& l : impl_->lanes) {
        l.join();
    }
    impl_->desk->stop();
    impl_->readers.stop();
    impl_->lookups.stop();
    impl_->readers.join();
    impl_->lookups.join();
    impl_->feeds->stop();
    *impl_->sessions->dropped = true;
    for (auto& l : impl_->lanes) {
        l.drop();
    }
    impl_->sessions.reset();
    impl_->http.reset();
    spdlog::info("stopped connections={}", impl_->places->count());
}

void server::reload_identity()
{
    if (const auto& identity = impl_->options.identity) {
        identity->reload();
        impl_->counts.tls_certificate_expires = identity->expires_at().time_since_epoch().count();
    }
}

void server::ask(std::function<void()> answer)
{
    impl_->pass_through(0, std::move(answer));
}

const metrics& server::counts() const
{
    return impl_->counts;
}

}  // namespace depositary::api
