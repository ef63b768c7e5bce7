#pragma once

/// The bytes of one connection, plain or under TLS, as one type: what reads and writes HTTP and
/// WebSocket is compiled once and does not know which. What Beast writes of itself (the handshake,
/// answers to pings, the close frame) and the frames that are ready take turns here, whole ones.
/// For .cpp files: Asio's and Beast's templates are in here.

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/role.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/websocket/teardown.hpp>

#include <unistd.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <utility>

#include "api/await.hpp"
#include "api/lane.hpp"
#include "engine/assert.hpp"

namespace depositary::api {

using tcp_stream = boost::beast::basic_stream<boost::asio::ip::tcp, lane_executor>;

/// An AsyncStream of Beast; moved, never copied. Thread-safety: the socket's executor.
class wire
{
    /// A write that waits for its turn.
    struct waiter
    {
        virtual ~waiter() = default;
        virtual void start() = 0;
    };

    template <class F>
    struct waiter_of final : waiter
    {
        explicit waiter_of(F f) : run(std::move(f)) {}
        void start() override { run(); }
        F run;
    };

    struct layers
    {
        explicit layers(tcp_socket socket) : tcp(std::move(socket)) {}

        bool writing = false;
        bool closing = false;  ///< a close frame was written, or waits for its turn
        bool frames = false;   ///< what is written are WebSocket's frames
        tcp_stream tcp;
        std::shared_ptr<boost::asio::ssl::context> identity;
        std::optional<boost::asio::ssl::stream<tcp_stream&>> tls;
        /// One at most: Beast has one write at a time, and so has whoever sends frames.
        std::unique_ptr<waiter> next;

        template <class F>
        void in_turn(F write)
        {
            if (!writing) {
                writing = true;
                write();
                return;
            }
            DEPOSITARY_ASSERT(next == nullptr);
            next = std::make_unique<waiter_of<F>>(std::move(write));
        }
        void end_turn()
        {
            writing = false;
            if (const auto waits = std::move(next)) {
                writing = true;
                waits->start();
            }
        }
        /// Calls `to` with the layer that takes plain bytes.
        template <class F>
        void with_layer(F to)
        {
            if (tls) {
                to(*tls);
            } else {
                to(tcp);
            }
        }
    };

    /// Beast gives a control frame in one piece.
    template <class Buffers>
    static bool is_close_frame(const Buffers& frame)
    {
        constexpr unsigned char final_close = 0x88;
        unsigned char first = 0;
        boost::asio::buffer_copy(boost::asio::buffer(&first, 1), frame);
        return first == final_close;
    }

public:
    using executor_type = tcp_stream::executor_type;

    /// Under TLS when there is an identity to show; handshake() comes first then.
    wire(tcp_socket socket, std::shared_ptr<boost::asio::ssl::context> identity)
        : layers_(std::make_shared<layers>(std::move(socket)))
    {
        if (identity) {
            layers_->identity = std::move(identity);
            layers_->tls.emplace(layers_->tcp, *layers_->identity);
        }
    }

    [[nodiscard]] executor_type get_executor() { return layers_->tcp.get_executor(); }
    [[nodiscard]] bool secure() const { return layers_->tls.has_value(); }

    /// The upgrade is done: what is written from now on are frames.
    void begin_frames() { layers_->frames = true; }

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
            [](auto handler, layers* l, std::weak_ptr<layers> alive, const Buffers& from) {
                l->closing = l->closing || (l->frames && is_close_frame(from));
                l->in_turn([l, alive, from, h = std::move(handler)]() mutable {
                    const auto executor =
                        boost::asio::get_associated_executor(h, l->tcp.get_executor());
                    auto done = boost::asio::bind_executor(
                        executor,
                        [alive,
                         h = std::move(h)](boost::system::error_code ec, std::size_t n) mutable {
                            if (const auto still = alive.lock()) {
                                still->end_turn();
                            }
                            std::move(h)(ec, n);
                        }
                    );
                    // All of it: a control frame that is cut would have a frame of ours in it.
                    l->with_layer([&](auto& to) {
                        boost::asio::async_write(to, from, std::move(done));
                    });
                });
            },
            token, layers_.get(), std::weak_ptr(layers_), buffers
        );
    }

    /// Memory that send_now() needs.
    [[nodiscard]] std::array<const void*, 2> near() const
    {
        return {layers_.get(), &layers_->tcp.socket()};
    }

    /// Sends of a ready frame what the socket takes at once, and says how much that is: nothing
    /// where something else is being written, or under TLS. send_later() must send the rest.
    std::size_t send_now(boost::asio::const_buffer bytes, boost::system::error_code& ec)
    {
        auto& l = *layers_;
        if (l.closing || l.tls || l.writing) {
            return 0;
        }
        auto& socket = l.tcp.socket();
        if (!socket.non_blocking()) {
            socket.non_blocking(true, ec);
        }
        const auto taken = ec ? 0 : socket.send(bytes, 0, ec);
        if (ec == boost::asio::error::would_block) {
            ec = {};
        }
        return taken;
    }

    /// Sends the rest of a ready frame, or all of it, when its turn comes; `done(ec)` follows. Not
    /// when Beast has written its close frame, after which a peer takes nothing (RFC 6455 section
    /// 5.5.1). The bytes live until then. One at a time.
    template <class Done>
    void send_later(boost::asio::const_buffer bytes, Done done)
    {
        auto& l = *layers_;
        if (l.closing) {
            return;
        }
        l.in_turn([&l, bytes, alive = std::weak_ptr(layers_), done = std::move(done)]() mutable {
            auto ended = [alive, done = std::move(done
                                 )](boost::system::error_code failed, std::size_t) mutable {
                if (const auto still = alive.lock()) {
                    still->end_turn();
                }
                done(failed);
            };
            l.with_layer([&](auto& to) { boost::asio::async_write(to, bytes, std::move(ended)); });
        });
    }

    /// Goes on on another lane. Nothing is being read or written; whoever calls is still on the
    /// old lane, and touches it no more. Throws boost::system::system_error when the other lane
    /// cannot take the socket; the stream is closed then.
    void move_to(const lane_executor& lane)
    {
        auto& tcp = layers_->tcp;
        const auto protocol = tcp.socket().local_endpoint().protocol();
        tcp_socket moved(lane);
        const auto handle = tcp.socket().release();
        boost::system::error_code ec;
        moved.assign(protocol, handle, ec);
        if (ec) {
            ::close(handle);
            throw boost::system::system_error(ec, "a connection cannot move");
        }
        // In its place: TLS keeps a reference to it. Between two operations neither has a timer
        // that somebody waits for.
        std::destroy_at(&tcp);
        std::construct_at(&tcp, std::move(moved));
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
    std::shared_ptr<layers> layers_;
};

}  // namespace depositary::api
