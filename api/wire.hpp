#pragma once

/// The bytes of one connection, plain or under TLS, as one type: what reads and writes HTTP and
/// WebSocket is compiled once and does not know which. For .cpp files: Asio's and Beast's templates
/// are in here.

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/core/role.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/websocket/teardown.hpp>

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <utility>

#include "api/await.hpp"
#include "api/lane.hpp"

namespace depositary::api {

using tcp_stream = boost::beast::basic_stream<boost::asio::ip::tcp, lane_executor>;

/// An AsyncStream of Beast; moved, never copied. Thread-safety: the socket's executor.
class wire
{
    struct layers
    {
        explicit layers(tcp_socket socket) : tcp(std::move(socket)) {}

        tcp_stream tcp;
        std::shared_ptr<boost::asio::ssl::context> identity;
        std::optional<boost::asio::ssl::stream<tcp_stream&>> tls;
    };

public:
    using executor_type = tcp_stream::executor_type;

    /// Under TLS when there is an identity to show; handshake() comes first then.
    wire(tcp_socket socket, std::shared_ptr<boost::asio::ssl::context> identity)
        : layers_(std::make_unique<layers>(std::move(socket)))
    {
        if (identity) {
            layers_->identity = std::move(identity);
            layers_->tls.emplace(layers_->tcp, *layers_->identity);
        }
    }

    [[nodiscard]] executor_type get_executor() { return layers_->tcp.get_executor(); }
    [[nodiscard]] bool secure() const { return layers_->tls.has_value(); }

    /// Where Beast finds timeouts and the socket.
    [[nodiscard]] tcp_stream& next_layer() { return layers_->tcp; }
    [[nodiscard]] const tcp_stream& next_layer() const { return layers_->tcp; }

    void expires_after(std::chrono::milliseconds most) { layers_->tcp.expires_after(most); }
    void expires_never() { layers_->tcp.expires_never(); }
    /// At once; whatever waits ends with an error.
    void close() { layers_->tcp.close(); }

    boost::asio::awaitable<boost::system::error_code> handshake()
    {
        boost::system::error_code result;
        if (layers_->tls) {
            const auto [ec] = co_await layers_->tls->async_handshake(
                boost::asio::ssl::stream_base::server, use_tuple
            );
            result = ec;
        }
        co_return result;
    }

    /// Says that nothing more will be sent, while more may be read. Under TLS it says nothing:
    /// there the end of an answer is known by its length.
    void stop_sending(boost::system::error_code& ec)
    {
        if (!layers_->tls) {
            layers_->tcp.socket().shutdown(boost::asio::ip::tcp::socket::shutdown_send, ec);
        }
    }

    /// Ends the connection so that the peer can tell it from a cut, and closes it.
    boost::asio::awaitable<void> end()
    {
        boost::system::error_code ignored;  // the peer may have gone already
        if (layers_->tls) {
            // The peer's own close_notify is waited for, but not for long.
            layers_->tcp.expires_after(std::chrono::milliseconds(250));
            co_await layers_->tls->async_shutdown(use_tuple);
        }
        layers_->tcp.socket().shutdown(boost::asio::ip::tcp::socket::shutdown_send, ignored);
        layers_->tcp.close();
    }

    template <class Buffers, class Token>
    auto async_read_some(const Buffers& buffers, Token&& token)
    {
        return boost::asio::async_initiate<Token, void(boost::system::error_code, std::size_t)>(
            [](auto handler, layers* l, const Buffers& into) {
                if (l->tls) {
                    l->tls->async_read_some(into, std::move(handler));
                } else {
                    l->tcp.async_read_some(into, std::move(handler));
                }
            },
            token, layers_.get(), buffers
        );
    }

    template <class Buffers, class Token>
    auto async_write_some(const Buffers& buffers, Token&& token)
    {
        return boost::asio::async_initiate<Token, void(boost::system::error_code, std::size_t)>(
            [](auto handler, layers* l, const Buffers& from) {
                if (l->tls) {
                    l->tls->async_write_some(from, std::move(handler));
                } else {
                    l->tcp.async_write_some(from, std::move(handler));
                }
            },
            token, layers_.get(), buffers
        );
    }

    /// What ends a WebSocket's transport; Beast finds both by name.
    friend void teardown(boost::beast::role_type role, wire& w, boost::system::error_code& ec)
    {
        boost::beast::websocket::teardown(role, w.layers_->tcp.socket(), ec);
    }

    template <class Handler>
    friend void async_teardown(boost::beast::role_type role, wire& w, Handler&& handler)
    {
        auto& l = *w.layers_;
        if (!l.tls) {
            boost::beast::websocket::async_teardown(
                role, l.tcp.socket(), std::forward<Handler>(handler)
            );
            return;
        }
        const auto executor = boost::asio::get_associated_executor(handler, w.get_executor());
        l.tls->async_shutdown(boost::asio::bind_executor(
            executor,
            [&l, h = std::forward<Handler>(handler)](boost::system::error_code) mutable {
                // The closing handshake was WebSocket's: a peer that cuts here breaks nothing.
                l.tcp.close();
                std::move(h)(boost::system::error_code());
            }
        ));
    }

private:
    std::unique_ptr<layers> layers_;
};

}  // namespace depositary::api
