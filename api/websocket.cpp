#include "api/websocket.hpp"

#include <boost/asio/bind_executor.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/fields.hpp>
#include <boost/beast/websocket.hpp>

#include <spdlog/spdlog.h>

#include <cstdint>
#include <exception>

#include "api/await.hpp"
#include "api/log_text.hpp"
#include "api/own_methods.hpp"
#include "api/utf8.hpp"
#include "api/wire.hpp"

namespace depositary::api {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
namespace ws = beast::websocket;
using boost::system::error_code;

namespace {

/// Close codes we name when the peer sent none: RFC 6455 section 7.4.1.
constexpr unsigned no_status = 1005;
constexpr unsigned abnormal = 1006;

class connection : public transport, public std::enable_shared_from_this<connection>
{
public:
    connection(
        wire stream, std::shared_ptr<session_shared> shared, connection_table::place_ptr place
    )
        : stream_(std::move(stream)),
          shared_(std::move(shared)),
          place_(std::move(place)),
          gate_(stream_.get_executor()),
          kill_(stream_.get_executor())
    {}

    asio::awaitable<void> run(upgrade_request request);

    void send(std::shared_ptr<const std::string> text) override;
    void close(close_code code, std::string reason) override;
    void resume_reading() override { gate_.cancel(); }

private:
    void configure(bool answer_subprotocol);
    asio::awaitable<error_code> read_messages();
    [[nodiscard]] unsigned code_of(error_code ec) const;

    ws::stream<wire> stream_;
    std::shared_ptr<session_shared> shared_;
    connection_table::place_ptr place_;
    std::shared_ptr<session> session_;
    asio::steady_timer gate_;  ///< the reader waits here while the session owes too much
    asio::steady_timer kill_;  ///< drops a socket that does not finish its closing handshake
    unsigned closed_with_ = 0;
};

void connection::configure(bool answer_subprotocol)
{
    const auto& l = shared_->bounds;
    // The stream has timeouts of its own; two at once cancel each other (boostorg/beast 1901).
    beast::get_lowest_layer(stream_).expires_never();
    ws::stream_base::timeout timeouts{};
    timeouts.handshake_timeout = l.handshake_timeout;
    timeouts.idle_timeout = l.idle_timeout;
    timeouts.keep_alive_pings = true;
    stream_.set_option(timeouts);
    ws::permessage_deflate deflate;
    deflate.server_enable = false;
    stream_.set_option(deflate);
    stream_.set_option(ws::stream_base::decorator([answer_subprotocol](ws::response_type& r) {
        r.set(http::field::server, "depositary");
        if (answer_subprotocol) {
            r.set(http::field::sec_websocket_protocol, subprotocol);
        }
    }));
    stream_.read_message_max(l.message_bytes_max);
    // One message is one frame and one system call, however many events it has.
    stream_.auto_fragment(false);
    stream_.text(true);
    beast::get_lowest_layer(stream_).socket().set_option(asio::ip::tcp::no_delay(true));
}

asio::awaitable<void> connection::run(upgrade_request request)
{
    configure(request.offers_subprotocol);
    const auto [failed] = co_await stream_.async_accept(asio::buffer(request.head), use_tuple);
    if (failed) {
        spdlog::debug(
            "upgrade_failed connection=c{} error={}", place_->id(), log_value(failed.message())
        );
        co_return;
    }
    const auto id = "c" + std::to_string(place_->id());
    spdlog::info(
        "open connection={} address={} principal={}", id, place_->address(),
        log_value(request.who.who.principal)
    );
    session_ =
        std::make_shared<session>(shared_, stream_.get_executor(), std::move(request.who), id);
    session_->start(shared_from_this());
    // A server that stops by force destroys this frame where it stands; session and connection own
    // each other until end().
    struct ends
    {
        std::shared_ptr<session> what;
        ~ends() { what->end(abnormal); }
    };
    const ends at_the_end{session_};
    place_->on_stop([weak = std::weak_ptr(session_), lane = stream_.get_executor()] {
        asio::post(lane, [weak] {
            if (const auto s = weak.lock()) {
                s->drain();
            }
        });
    });
    error_code ec;
    try {
        ec = co_await read_messages();
    } catch (const std::exception& e) {
        spdlog::error("session_failed connection={} error={}", id, log_value(e.what()));
        ec = asio::error::fault;
    }
    const auto code = code_of(ec);
    session_->end(code);
    kill_.cancel();
    beast::get_lowest_layer(stream_).close();
    spdlog::info("close connection={} code={}", id, code);
}

asio::awaitable<error_code> connection::read_messages()
{
    beast::flat_buffer buffer(shared_->bounds.message_bytes_max + 1024);
    for (;;) {
        while (!session_->may_read() && closed_with_ == 0) {
            gate_.expires_at(asio::steady_timer::time_point::max());
            co_await gate_.async_wait(use_tuple);
        }
        const auto [ec, size] = co_await stream_.async_read(buffer, use_tuple);
        if (ec) {
            co_return ec;
        }
        const std::string_view message(
            static_cast<const char*>(buffer.cdata().data()), buffer.size()
        );
        if (stream_.got_binary()) {
            session_->close(close_code::not_accepted, "text messages only");
        } else if (!is_utf8(message)) {
            // Beast does not see a character that an empty last fragment cuts off.
            session_->close(close_code::not_text, "text messages are UTF-8");
        } else {
            session_->on_message(message);
        }
        buffer.clear();
    }
}

unsigned connection::code_of(error_code ec) const
{
    if (closed_with_ != 0) {
        return closed_with_;
    }
    if (ec == ws::error::message_too_big || ec == ws::error::buffer_overflow) {
        return ws::close_code::too_big;
    }
    if (ec == ws::error::bad_frame_payload) {
        return ws::close_code::bad_payload;
    }
    if (ec == ws::error::closed) {
        const unsigned given = stream_.reason().code;
        return given == 0 ? no_status : given;
    }
    return ec.category() == make_error_code(ws::error::closed).category()
               ? unsigned{ws::close_code::protocol_error}
               : abnormal;
}

void connection::send(std::shared_ptr<const std::string> text)
{
    const auto bytes = asio::buffer(*text);
    stream_.async_write(
        bytes,
        [self = shared_from_this(), text = std::move(text)](error_code ec, std::size_t) {
            // A failed write ends the reader too, and with it the session.
            if (!ec) {
                self->session_->on_written();
            }
        }
    );
}

void connection::close(close_code code, std::string reason)
{
    closed_with_ = static_cast<unsigned>(code);
    gate_.cancel();
    ws::close_reason why;
    why.code = static_cast<std::uint16_t>(code);
    why.reason.assign(reason.data(), std::min(reason.size(), why.reason.max_size()));
    stream_.async_close(why, [self = shared_from_this()](error_code) {});
    // The close frame waits behind a write that may never finish.
    kill_.expires_after(shared_->bounds.handshake_timeout);
    kill_.async_wait([self = shared_from_this()](error_code ec) {
        if (!ec) {
            beast::get_lowest_layer(self->stream_).close();
        }
    });
}

}  // namespace

asio::awaitable<void> run_websocket(
    wire stream, upgrade_request request, std::shared_ptr<session_shared> shared,
    connection_table::place_ptr place
)
{
    const auto c =
        std::make_shared<connection>(std::move(stream), std::move(shared), std::move(place));
    co_await c->run(std::move(request));
}

}  // namespace depositary::api
