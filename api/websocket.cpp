#include "api/websocket.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <boost/beast/http/fields.hpp>
#include <boost/beast/websocket.hpp>

#include <spdlog/spdlog.h>

#include <algorithm>
#include <cstdint>
#include <exception>
#include <optional>

#include "api/lane.hpp"
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

/// Bytes that an idle client keeps for its next message; a request of a dashboard fits. More is
/// taken when a message has more, and given back beyond `kept_bytes_max`.
constexpr std::size_t first_read_bytes = 256;
constexpr std::size_t next_read_bytes = 4096;
constexpr std::size_t kept_bytes_max = 4096;

class connection : public transport, public std::enable_shared_from_this<connection>
{
public:
    connection(
        wire stream, client who, std::shared_ptr<session_shared> shared,
        connection_table::place_ptr place
    )
        : stream_(std::move(stream)),
          shared_(std::move(shared)),
          place_(std::move(place)),
          who_(std::make_unique<client>(std::move(who)))
    {}

    void accept(const upgrade_request& request);

    bool send(const ready_message_ptr& message) override;
    void close(close_code code, std::string reason) override;
    void resume_reading() override;
    [[nodiscard]] std::array<const void*, 4> near() const override;

private:
    /// What waits for the client holds one: session and connection own each other until end(), and
    /// a server that stops by force destroys what waits without calling it.
    class reader
    {
    public:
        explicit reader(std::shared_ptr<connection> of) : of_(std::move(of)) {}
        reader(reader&&) = default;
        reader& operator=(reader&&) = default;
        ~reader()
        {
            if (of_) {
                of_->end(abnormal);
            }
        }
        connection* operator->() const { return of_.get(); }

    private:
        std::shared_ptr<connection> of_;
    };

    void configure(bool answer_subprotocol);
    void accepted(reader self);
    void read(reader self);
    void have_read(reader self, error_code ec, std::size_t size);
    void take_message();
    void wait_for_answers(reader self);
    void finish(error_code ec);
    void end(unsigned code);
    void drop() { beast::get_lowest_layer(stream_).close(); }
    [[nodiscard]] unsigned code_of(error_code ec) const;

    ws::stream<wire> stream_;
    std::shared_ptr<session_shared> shared_;
    connection_table::place_ptr place_;
    std::unique_ptr<client> who_;  ///< until there is a session
    std::shared_ptr<session> session_;
    std::string message_;  ///< its first `size_` bytes are the message so far
    std::size_t size_ = 0;
    /// The reader waits here while the session owes too much.
    std::optional<lane_timer> gate_;
    /// Drops a socket that does not finish its closing handshake.
    std::optional<lane_timer> kill_;
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
    beast::get_lowest_layer(stream_).socket().set_option(asio::ip::tcp::no_delay(true));
}

void connection::accept(const upgrade_request& request)
{
    configure(request.offers_subprotocol);
    stream_.async_accept(
        asio::buffer(request.head),
        [self = reader(shared_from_this())](error_code ec) mutable {
            if (ec) {
                spdlog::debug(
                    "upgrade_failed connection=c{} error={}", self->place_->id(),
                    log_value(ec.message())
                );
                return;
            }
            const auto c = self.operator->();
            c->accepted(std::move(self));
        }
    );
}

void connection::accepted(reader self)
{
    const auto id = "c" + std::to_string(place_->id());
    spdlog::info(
        "open connection={} address={} principal={}", id, place_->address(),
        log_value(who_->who.principal)
    );
    session_ = std::make_shared<session>(shared_, stream_.get_executor(), std::move(*who_), id);
    who_.reset();
    stream_.next_layer().begin_frames();
    session_->start(shared_from_this());
    place_->on_stop([weak = std::weak_ptr(session_), lane = stream_.get_executor()] {
        asio::post(lane, [weak] {
            if (const auto s = weak.lock()) {
                s->drain();
            }
        });
    });
    read(std::move(self));
}

void connection::read(reader self)
{
    if (size_ == message_.size()) {
        message_.resize(size_ == 0 ? first_read_bytes : std::max(next_read_bytes, 2 * size_));
    }
    const auto room = asio::buffer(message_.data() + size_, message_.size() - size_);
    stream_.async_read_some(
        room,
        [self = std::move(self)](error_code ec, std::size_t size) mutable {
            const auto c = self.operator->();
            c->have_read(std::move(self), ec, size);
        }
    );
}

void connection::have_read(reader self, error_code ec, std::size_t size)
{
    size_ += size;
    if (ec) {
        finish(ec);
        return;
    }
    if (stream_.is_message_done()) {
        try {
            take_message();
        } catch (const std::exception& e) {
            spdlog::error(
                "session_failed connection=c{} error={}", place_->id(), log_value(e.what())
            );
            finish(asio::error::fault);
            return;
        }
        size_ = 0;
        if (message_.size() > kept_bytes_max) {
            std::string().swap(message_);
        }
        if (!session_->may_read() && closed_with_ == 0) {
            wait_for_answers(std::move(self));
            return;
        }
    }
    read(std::move(self));
}

void connection::take_message()
{
    const auto message = std::string_view(message_).substr(0, size_);
    if (stream_.got_binary()) {
        session_->close(close_code::not_accepted, "text messages only");
    } else if (!is_utf8(message)) {
        // Beast does not see a character that an empty last fragment cuts off.
        session_->close(close_code::not_text, "text messages are UTF-8");
    } else {
        session_->on_message(message);
    }
}

void connection::finish(error_code ec)
{
    const auto code = code_of(ec);
    end(code);
    drop();
    spdlog::info("close connection=c{} code={}", place_->id(), code);
}

void connection::end(unsigned code)
{
    kill_.reset();
    if (session_) {
        session_->end(code);
    }
}

void connection::wait_for_answers(reader self)
{
    gate_.emplace(stream_.get_executor(), lane_timer::time_point::max());
    gate_->async_wait([self = std::move(self)](error_code) mutable {
        const auto c = self.operator->();
        c->gate_.reset();
        c->read(std::move(self));
    });
}

void connection::resume_reading()
{
    if (gate_) {
        gate_->cancel();
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

bool connection::send(const ready_message_ptr& message)
{
    // Written here and not by Beast's stream, which takes three times as long for it.
    error_code ec;
    auto& below = stream_.next_layer();
    asio::const_buffer rest = asio::buffer(message->bytes());
    rest += below.send_now(rest, ec);
    if (ec) {
        drop();
    } else if (rest.size() > 0) {
        below.send_later(rest, [weak = weak_from_this(), message](error_code failed) {
            // A failed write ends the reader too, and with it the session.
            const auto self = weak.lock();
            if (self && !failed) {
                self->session_->on_written();
            }
        });
    }
    return !ec && rest.size() == 0;
}

std::array<const void*, 4> connection::near() const
{
    const auto& below = stream_.next_layer();
    const auto places = below.near();
    return {this, &below, places[0], places[1]};
}

void connection::close(close_code code, std::string reason)
{
    closed_with_ = static_cast<unsigned>(code);
    ws::close_reason why;
    why.code = static_cast<std::uint16_t>(code);
    why.reason.assign(reason.data(), std::min(reason.size(), why.reason.max_size()));
    stream_.async_close(why, [self = shared_from_this()](error_code) {});
    // The close frame waits behind a write that may never finish.
    kill_.emplace(stream_.get_executor(), shared_->bounds.handshake_timeout);
    kill_->async_wait([weak = weak_from_this()](error_code ec) {
        const auto self = weak.lock();
        if (self && !ec) {
            self->drop();
        }
    });
    resume_reading();
}

}  // namespace

void run_websocket(
    wire stream, upgrade_request request, std::shared_ptr<session_shared> shared,
    connection_table::place_ptr place
)
{
    std::make_shared<connection>(
        std::move(stream), std::move(request.who), std::move(shared), std::move(place)
    )
        ->accept(request);
}

}  // namespace depositary::api
