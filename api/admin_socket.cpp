#include "api/admin_socket.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <boost/json.hpp>

#include <spdlog/spdlog.h>
#include <sys/stat.h>

#include <chrono>
#include <list>
#include <mutex>
#include <stdexcept>
#include <thread>

#include "engine/decision.hpp"

namespace depositary::api {

namespace json = boost::json;
namespace asio = boost::asio;
using local = asio::local::stream_protocol;

namespace {

/// How soon a thread that waits for a commit notices that its client or the server went away.
constexpr std::chrono::milliseconds watch_period{250};

json::object error_line(const rpc_error& e)
{
    return {{"error", {{"code", e.code}, {"message", e.message}, {"data", e.data}}}};
}

bool wanted(const published_event& e, const json::object& params)
{
    const auto* initiative = params.if_contains("initiative");
    return initiative == nullptr || !initiative->is_string() ||
           initiative->get_string() == e.stream;
}

}  // namespace

json::object answer_admin_request(service& s, const json::object& request)
{
    const auto text = [&](const char* name) -> std::string {
        const auto* v = request.if_contains(name);
        return v != nullptr && v->is_string() ? std::string(v->get_string()) : std::string();
    };
    std::string principal(engine::operator_principal);
    if (text("as") == engine::import_principal) {
        principal = engine::import_principal;
    }
    if (const auto token = text("token"); !token.empty()) {
        const auto who = s.authenticate(token);
        if (!who) {
            return error_line(to_rpc(engine::refuse("E_UNAUTHENTICATED", "token")));
        }
        principal = who->principal;
    }
    const auto* params = request.if_contains("params");
    auto reply = s.call_and_wait(
        principal, text("method"),
        params != nullptr && params->is_object() ? params->get_object() : json::object{}
    );
    if (const auto* e = std::get_if<rpc_error>(&reply)) {
        return error_line(*e);
    }
    return {{"result", json::parse(std::get<rpc_result>(reply).json)}};
}

struct admin_socket::impl
{
    std::filesystem::path path;
    service& register_service;
    asio::io_context io;
    local::acceptor acceptor{io};
    std::atomic<bool> stopping{false};
    std::mutex mutex;
    struct connection
    {
        explicit connection(local::socket s) : socket(std::move(s)) {}
        local::socket socket;
        std::thread thread;
        std::atomic<bool> done{false};
    };
    std::list<std::unique_ptr<connection>> connections;
    std::thread thread;

    impl(std::filesystem::path p, service& s) : path(std::move(p)), register_service(s)
    {
        std::filesystem::remove(path);
        const auto before = ::umask(0177);
        boost::system::error_code error;
        acceptor.open(local());
        acceptor.bind(local::endpoint(path.string()), error);
        ::umask(before);
        if (error) {
            throw std::runtime_error("cannot listen on " + path.string() + ": " + error.message());
        }
        acceptor.listen();
        thread = std::thread([this] { accept(); });
    }

    ~impl()
    {
        stopping = true;
        // accept() is blocking: a last connection of our own wakes it.
        boost::system::error_code ignored;
        local::socket wake(io);
        wake.connect(local::endpoint(path.string()), ignored);
        thread.join();
        {
            const std::lock_guard lock(mutex);
            for (auto& c : connections) {
                c->socket.shutdown(local::socket::shutdown_both, ignored);
            }
        }
        for (auto& c : connections) {
            c->thread.join();
        }
        std::error_code gone;
        std::filesystem::remove(path, gone);
    }

    void accept()
    {
        while (!stopping) {
            local::socket socket(io);
            boost::system::error_code error;
            acceptor.accept(socket, error);
            if (error || stopping) {
                continue;
            }
            const std::lock_guard lock(mutex);
            connections.remove_if([](auto& c) {
                if (c->done) {
                    c->thread.join();
                }
                return c->done.load();
            });
            if (connections.size() >= admin_connections_max) {
                continue;  // the socket closes; the client says that the server went away
            }
            auto& c = *connections.emplace_back(std::make_unique<connection>(std::move(socket)));
            c.thread = std::thread([this, &c] {
                serve(c);
                c.done = true;
            });
        }
    }

    bool write_line(connection& c, std::string line)
    {
        line += '\n';
        boost::system::error_code error;
        asio::write(c.socket, asio::buffer(line), error);
        return !error;
    }

    void serve(connection& c)
    {
        std::string buffer;
        for (;;) {
            boost::system::error_code error;
            const auto n = asio::read_until(
                c.socket, asio::dynamic_buffer(buffer, admin_line_bytes_max), '\n', error
            );
            if (error) {
                return;
            }
            const std::string line = buffer.substr(0, n - 1);
            buffer.erase(0, n);
            boost::system::error_code bad;
            const auto parsed = json::parse(line, bad);
            if (bad || !parsed.is_object()) {
                write_line(c, R"({"error":{"code":-32700,"message":"Not a JSON object."}})");
                return;
            }
            const auto& request = parsed.get_object();
            const auto* method = request.if_contains("method");
            if (method != nullptr && *method == "watch") {
                watch(c, request);
                return;
            }
            try {
                if (!write_line(
                        c, json::serialize(answer_admin_request(register_service, request))
                    )) {
                    return;
                }
            } catch (const std::exception& e) {
                spdlog::error("admin error=\"{}\"", e.what());
                write_line(c, R"({"error":{"code":-32603,"message":"Internal error."}})");
                return;
            }
        }
    }

    void watch(connection& c, const json::object& request)
    {
        const auto* p = request.if_contains("params");
        const auto params = p != nullptr && p->is_object() ? p->get_object() : json::object{};
        const auto* after = params.if_contains("after");
        auto at =
            after != nullptr && after->is_int64() ? after->get_int64() : register_service.head();
        while (!stopping) {
            if (register_service.head() == at) {
                register_service.wait_beyond(at, watch_period);
                boost::system::error_code gone;
                c.socket.non_blocking(true);
                char byte = 0;
                c.socket.receive(asio::buffer(&byte, 1), 0, gone);
                c.socket.non_blocking(false);
                if (gone != asio::error::would_block && gone) {
                    return;
                }
                continue;
            }
            for (const auto& e : register_service.read_events(at, 500)) {
                at = e->seq;
                if (wanted(*e, params) && !write_line(c, e->json)) {
                    return;
                }
            }
        }
    }
};

admin_socket::admin_socket(std::filesystem::path path, service& register_service)
    : impl_(std::make_unique<impl>(std::move(path), register_service))
{}

admin_socket::~admin_socket() = default;

struct admin_client::impl
{
    asio::io_context io;
    local::socket socket{io};
    std::string buffer;

    void send(const json::object& request)
    {
        const auto line = json::serialize(request) + '\n';
        asio::write(socket, asio::buffer(line));
    }

    std::string read_line()
    {
        const auto n = asio::read_until(socket, asio::dynamic_buffer(buffer), '\n');
        std::string line = buffer.substr(0, n - 1);
        buffer.erase(0, n);
        return line;
    }
};

admin_client::admin_client(std::unique_ptr<impl> i) : impl_(std::move(i)) {}
admin_client::~admin_client() = default;

std::unique_ptr<admin_client> admin_client::connect(const std::filesystem::path& path)
{
    auto i = std::make_unique<impl>();
    boost::system::error_code error;
    i->socket.connect(local::endpoint(path.string()), error);
    if (error) {
        return nullptr;
    }
    return std::unique_ptr<admin_client>(new admin_client(std::move(i)));
}

json::object admin_client::ask(const json::object& request)
{
    try {
        impl_->send(request);
        return json::parse(impl_->read_line()).as_object();
    } catch (const boost::system::system_error& e) {
        throw std::runtime_error("the server went away: " + e.code().message());
    }
}

void admin_client::watch(
    const json::object& request, const std::function<bool(const std::string&)>& line
)
{
    try {
        impl_->send(request);
        while (line(impl_->read_line())) {
        }
    } catch (const boost::system::system_error& e) {
        throw std::runtime_error("the server went away: " + e.code().message());
    }
}

}  // namespace depositary::api
