#pragma once

/// Small blocking clients for tests: WebSocket and HTTP over loopback, every read with a deadline.

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket.hpp>
#include <boost/json.hpp>

#include <chrono>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>

namespace depositary::tests {

using headers = std::map<std::string, std::string>;

/// Thrown when nothing came in time, or the socket closed instead.
struct no_message : std::runtime_error
{
    using std::runtime_error::runtime_error;
};

class ws_client
{
public:
    using stream = boost::beast::websocket::stream<boost::beast::tcp_stream>;

    /// Connects and upgrades; throws boost::system::system_error when that is refused.
    explicit ws_client(std::uint16_t port, headers extra = {}, int receive_buffer = 0)
    {
        namespace asio = boost::asio;
        namespace ws = boost::beast::websocket;
        auto& tcp = boost::beast::get_lowest_layer(ws_);
        const asio::ip::tcp::endpoint to(asio::ip::address_v4::loopback(), port);
        tcp.socket().open(to.protocol());
        if (receive_buffer > 0) {
            tcp.socket().set_option(asio::socket_base::receive_buffer_size(receive_buffer));
        }
        tcp.socket().connect(to);
        ws_.set_option(ws::stream_base::decorator([extra](ws::request_type& r) {
            for (const auto& [name, value] : extra) {
                r.set(name, value);
            }
        }));
        ws_.read_message_max(16 * 1024 * 1024);
        ws_.control_callback([this](ws::frame_type kind, boost::beast::string_view payload) {
            if (kind == ws::frame_type::pong) {
                pongs.emplace_back(payload.data(), payload.size());
            }
        });
        ws_.handshake(response, "127.0.0.1:" + std::to_string(port), "/ws");
        ws_.text(true);
    }

    void send(std::string_view text) { ws_.write(boost::asio::buffer(text)); }
    void send_binary(std::string_view bytes)
    {
        ws_.binary(true);
        ws_.write(boost::asio::buffer(bytes));
    }
    /// Bytes on the wire as they are, frame header included.
    void send_raw(std::string_view bytes)
    {
        boost::asio::write(
            boost::beast::get_lowest_layer(ws_).socket(), boost::asio::buffer(bytes)
        );
    }

    void ping(std::string_view payload) { ws_.ping({payload.data(), payload.size()}); }
    /// The closing handshake; what still comes is read and thrown away. False when it breaks off.
    bool close()
    {
        boost::system::error_code ec;
        ws_.close(boost::beast::websocket::close_code::normal, ec);
        return !ec;
    }

    /// The next message as text; throws no_message.
    std::string read(std::chrono::milliseconds patience = std::chrono::seconds(10))
    {
        boost::beast::flat_buffer buffer;
        std::optional<boost::system::error_code> result;
        ws_.async_read(buffer, [&](boost::system::error_code ec, std::size_t) { result = ec; });
        io_.restart();
        io_.run_for(patience);
        if (!result) {
            // The read owns `buffer`: it must end before we leave.
            boost::beast::get_lowest_layer(ws_).cancel();
            io_.restart();
            io_.run();
            throw no_message("nothing came in time");
        }
        if (*result) {
            throw no_message("closed: " + result->message());
        }
        return boost::beast::buffers_to_string(buffer.data());
    }
    boost::json::object read_json() { return boost::json::parse(read()).as_object(); }

    /// The next notification of this name; answers and others are kept for answer().
    boost::json::object notification(std::string_view method)
    {
        for (;;) {
            auto o = read_json();
            const auto* m = o.if_contains("method");
            if (m != nullptr && m->as_string() == method) {
                return o.at("params").as_object();
            }
        }
    }

    /// Sends a request and returns its answer; event texts met on the way go to `events`.
    boost::json::object call(std::string_view method, boost::json::object params = {})
    {
        const auto id = ++last_id_;
        send(boost::json::serialize(boost::json::object{
            {"jsonrpc", "2.0"}, {"id", id}, {"method", method}, {"params", std::move(params)}}));
        for (;;) {
            auto text = read();
            auto o = boost::json::parse(text).as_object();
            if (o.contains("id") && o.at("id") == boost::json::value(id)) {
                return o;
            }
            events.push_back(std::move(text));
        }
    }
    boost::json::object result(std::string_view method, boost::json::object params = {})
    {
        auto o = call(method, std::move(params));
        if (!o.contains("result")) {
            throw std::runtime_error("refused: " + boost::json::serialize(o));
        }
        return o.at("result").as_object();
    }
    /// The next `event` notification as text, also one met by call().
    std::string event_text()
    {
        for (;;) {
            std::string text;
            if (!events.empty()) {
                text = std::move(events.front());
                events.pop_front();
            } else {
                text = read();
            }
            if (text.find(R"("method":"event")") != text.npos) {
                return text;
            }
        }
    }
    boost::json::object event()
    {
        return boost::json::parse(event_text()).at("params").as_object();
    }

    /// Reads until the server closes and returns its code, 0 when it just went.
    unsigned closed_with(std::chrono::milliseconds patience = std::chrono::seconds(10))
    {
        try {
            for (;;) {
                read(patience);
            }
        } catch (const no_message&) {
            return ws_.reason().code;
        }
    }
    std::string close_reason() const { return ws_.reason().reason.c_str(); }

    boost::beast::websocket::response_type response;
    std::deque<std::string> events;
    std::vector<std::string> pongs;

private:
    boost::asio::io_context io_;
    stream ws_{boost::beast::tcp_stream(io_)};
    int last_id_ = 0;
};

/// Bytes of one's own on a connection that is kept; answers are read one by one.
class raw_client
{
public:
    explicit raw_client(std::uint16_t port)
    {
        socket_.connect({boost::asio::ip::address_v4::loopback(), port});
    }
    void send(const std::string& bytes) { boost::asio::write(socket_, boost::asio::buffer(bytes)); }
    boost::beast::http::response<boost::beast::http::string_body> read()
    {
        boost::beast::http::response<boost::beast::http::string_body> r;
        boost::beast::http::read(socket_, buffer_, r);
        return r;
    }
    void close() { socket_.close(); }

private:
    boost::asio::io_context io_;
    boost::asio::ip::tcp::socket socket_{io_};
    boost::beast::flat_buffer buffer_;
};

/// One HTTP request on a connection of its own.
inline boost::beast::http::response<boost::beast::http::string_body> http_call(
    std::uint16_t port, boost::beast::http::verb verb, std::string_view target,
    std::string body = {}, const headers& extra = {}
)
{
    namespace http = boost::beast::http;
    boost::asio::io_context io;
    boost::beast::tcp_stream stream(io);
    stream.connect({boost::asio::ip::address_v4::loopback(), port});
    http::request<http::string_body> q(verb, target, 11, std::move(body));
    q.set(http::field::host, "127.0.0.1:" + std::to_string(port));
    for (const auto& [name, value] : extra) {
        q.set(name, value);
    }
    q.prepare_payload();
    http::write(stream, q);
    boost::beast::flat_buffer buffer;
    http::response<http::string_body> r;
    http::read(stream, buffer, r);
    return r;
}

}  // namespace depositary::tests
