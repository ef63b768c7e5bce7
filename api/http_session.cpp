#include "api/http_session.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket/rfc6455.hpp>

#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>
#include <sstream>
#include <variant>

#include "api/await.hpp"
#include "api/evidence.hpp"
#include "api/forwarded.hpp"
#include "api/log_text.hpp"
#include "api/origin.hpp"
#include "api/own_methods.hpp"
#include "api/tls.hpp"
#include "api/websocket.hpp"
#include "api/wire.hpp"

namespace depositary::api {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using boost::system::error_code;
using request_type = http::request<http::string_body>;
using response_type = http::response<http::string_body>;
using upload_parser = http::request_parser<http::string_body>;

namespace {

constexpr std::string_view plain_page =
    "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Depositary</title>"
    "<h1>Depositary</h1><p>A register of multilateral commitments.</p><ul>"
    "<li><code>/ws</code> JSON-RPC 2.0 over WebSocket, with live events</li>"
    "<li><code>POST /rpc</code> JSON-RPC 2.0 over HTTP; <code>rpc.discover</code> lists the methods"
    "</li><li><a href=\"/healthz\">/healthz</a> the process lives</li>"
    "<li><a href=\"/readyz\">/readyz</a> the register takes requests</li>"
    "<li><a href=\"/metrics\">/metrics</a> Prometheus text</li></ul></html>\n";

std::string_view view(beast::string_view s)
{
    return {s.data(), s.size()};
}

/// Whether a failed read is no malformed request: the peer has gone, or was too slow.
bool is_silent(error_code why)
{
    const auto& http_errors = make_error_code(http::error::bad_method).category();
    const bool gone = why == http::error::end_of_stream || why == http::error::partial_message;
    return gone || why.category() != http_errors;
}

response_type make_response(
    const request_type& q, http::status status, std::string_view type, std::string body
)
{
    response_type r(status, q.version());
    r.set(http::field::server, "depositary");
    r.set(http::field::cache_control, "no-store");
    r.set("X-Content-Type-Options", "nosniff");
    if (!type.empty()) {
        r.set(http::field::content_type, type);
    }
    r.keep_alive(q.keep_alive());
    r.body() = std::move(body);
    r.prepare_payload();
    return r;
}

/// The request with what a WebSocket's handshake is about. Beast takes at most 1,536 bytes, and a
/// browser may send many cookies.
std::string upgrade_head(const request_type& q)
{
    auto request = http::request<http::empty_body>(q.method(), "/ws", q.version());
    for (const auto name :
         {http::field::host, http::field::upgrade, http::field::connection,
          http::field::sec_websocket_key, http::field::sec_websocket_version}) {
        if (const auto value = q[name]; !value.empty()) {
            request.set(name, value);
        }
    }
    std::ostringstream text;
    text << request;
    return std::move(text).str();
}

response_type plain(const request_type& q, http::status status, std::string text)
{
    return make_response(q, status, "text/plain; charset=utf-8", std::move(text) + "\n");
}

std::string_view path_of(std::string_view target)
{
    return target.substr(0, target.find('?'));
}

/// What a request is answered about: a command, a query, events or a document. Only there does it
/// matter who asks; a page is the same for everybody.
bool is_of_register(std::string_view target)
{
    const auto path = path_of(target);
    return path == "/rpc" || path == "/ws" || path == "/evidence" || path.starts_with("/evidence/");
}

/// A socket that goes on as a WebSocket. What HTTP needed for it is freed first: it would stay for
/// as long as the client does.
struct handover
{
    wire stream;
    upgrade_request request;
};

class http_connection : public std::enable_shared_from_this<http_connection>
{
public:
    http_connection(
        wire stream, std::shared_ptr<http_shared> shared, connection_table::place_ptr place
    )
        : stream_(std::move(stream)),
          shared_(std::move(shared)),
          sessions_(shared_->sessions),
          limits_(shared_->options.bounds),
          place_(std::move(place)),
          peer_(place_->address())
    {}

    enum class outcome
    {
        again,
        closed,
        upgraded,
        moved,
    };

    /// Ends when the socket has closed, as `closed`; when the client has `upgraded`; or when it
    /// has `moved` to another lane, where run() goes on.
    asio::awaitable<outcome> run();

    [[nodiscard]] lane_executor lane() { return stream_.get_executor(); }
    [[nodiscard]] handover take_upgraded() { return std::move(*upgraded_); }

private:
    void stop();
    asio::awaitable<error_code> wait_for_request();
    asio::awaitable<outcome> read_request();
    asio::awaitable<outcome> serve_request();
    asio::awaitable<bool> belongs_elsewhere(const request_type& q);
    void move();
    asio::awaitable<outcome> refuse_unread(error_code why);
    bool found_client(const request_type& q);
    asio::awaitable<outcome> refuse_client(const request_type& q);
    asio::awaitable<response_type> respond(const request_type& q);
    asio::awaitable<response_type> respond_rpc(const request_type& q, client who);
    asio::awaitable<std::optional<client>> identify(const request_type& q);
    asio::awaitable<std::optional<caller>> authenticate(std::string token);
    std::string token_in(const request_type& q) const;
    asio::awaitable<response_type> respond_session(const request_type& q);
    asio::awaitable<response_type> respond_sign_in(const request_type& q);
    asio::awaitable<std::optional<std::optional<signed_in>>> sign_in(credentials given);
    asio::awaitable<bool> sign_out(std::string secret);
    std::string cookie_secret(const request_type& q) const;
    asio::awaitable<std::optional<std::string>> answer(std::string text, client who);
    asio::awaitable<outcome> upgrade(const request_type& q);
    asio::awaitable<outcome> write(response_type r);
    asio::awaitable<outcome> take_upload(upload_parser& parser);
    asio::awaitable<std::variant<client, response_type>> admit_upload(const upload_parser& parser);
    asio::awaitable<outcome> refuse_upload(response_type r);
    asio::awaitable<response_type> respond_upload(const request_type& q, const client& from);
    asio::awaitable<response_type> respond_document(const request_type& q);
    template <class R, class Start>
    asio::awaitable<R> reply_of(Start start);
    response_type respond_page(const request_type& q);
    response_type respond_metrics(const request_type& q);

    wire stream_;
    std::shared_ptr<http_shared> shared_;
    std::shared_ptr<session_shared> sessions_;
    const limits& limits_;
    connection_table::place_ptr place_;
    std::string peer_;  ///< address that connected: the client's, or a proxy's
    beast::flat_buffer buffer_;
    std::uint64_t requests_ = 0;
    bool waiting_ = true;
    bool stopping_ = false;
    std::shared_ptr<bool> is_here_;          ///< whether this lane is still the connection's
    std::unique_ptr<upload_parser> parser_;  ///< while there is a request
    bool looked_up_ = false;                 ///< who sent it; `known_` says
    std::optional<caller> known_;
    std::optional<handover> upgraded_;
};

asio::awaitable<http_connection::outcome> http_connection::run()
{
    is_here_ = std::make_shared<bool>(true);
    place_->on_stop([weak = weak_from_this(), lane = stream_.get_executor(), here = is_here_] {
        asio::post(lane, [weak, here] {
            if (const auto self = weak.lock(); self && *here) {
                self->stop();
            }
        });
    });
    auto state = outcome::again;
    if (parser_) {
        state = co_await serve_request();  // it came here in the middle of one
    }
    while (state == outcome::again && !stopping_) {
        parser_.reset();
        if (co_await wait_for_request()) {
            state = outcome::closed;
            break;
        }
        state = co_await read_request();
    }
    if (state == outcome::again || state == outcome::closed) {
        co_await stream_.end();
        state = outcome::closed;
    }
    co_return state;
}

void http_connection::stop()
{
    stopping_ = true;
    if (waiting_) {
        stream_.close();
    }
}

/// A kept connection may be idle for long, but a request that has begun must come quickly.
asio::awaitable<error_code> http_connection::wait_for_request()
{
    error_code result;
    if (buffer_.size() == 0 && requests_ > 0) {
        waiting_ = true;
        stream_.expires_after(limits_.keep_alive_timeout);
        const auto [ec, size] = co_await stream_.async_read_some(buffer_.prepare(1024), use_tuple);
        buffer_.commit(size);
        result = ec;
    }
    waiting_ = buffer_.size() == 0;
    co_return result;
}

asio::awaitable<http_connection::outcome> http_connection::refuse_unread(error_code why)
{
    request_type q;
    q.version(11);
    q.keep_alive(false);
    auto status = http::status::bad_request;
    if (why == http::error::header_limit) {
        status = http::status::request_header_fields_too_large;
    } else if (why == http::error::body_limit) {
        status = http::status::payload_too_large;
    } else if (is_silent(why)) {
        if (why == beast::error::timeout) {
            sessions_->counts.refuse("E_HTTP_TIMEOUT");
        }
        co_return outcome::closed;
    }
    sessions_->counts.refuse("E_HTTP");
    co_await write(plain(q, status, why.message()));
    co_return outcome::closed;
}

asio::awaitable<http_connection::outcome> http_connection::read_request()
{
    parser_ = std::make_unique<upload_parser>();
    looked_up_ = false;
    known_.reset();
    auto& parser = *parser_;
    parser.header_limit(static_cast<std::uint32_t>(limits_.http_header_bytes_max));
    // Beast compares the announced length while it reads the headers, before it is known which
    // limit counts: both are set below.
    parser.body_limit(boost::none);
    stream_.expires_after(limits_.header_timeout);
    const auto [ec, n] = co_await http::async_read_header(stream_, buffer_, parser, use_tuple);
    waiting_ = false;
    if (ec) {
        co_return co_await refuse_unread(ec);
    }
    ++requests_;
    ++sessions_->counts.http_requests;
    if (!found_client(parser.get())) {
        co_return co_await refuse_client(parser.get());
    }
    if (co_await belongs_elsewhere(parser.get())) {
        move();
        co_return outcome::moved;
    }
    co_return co_await serve_request();
}

/// Whoever is known is served apart from everybody else, whose crowd they would wait behind: ten
/// thousand sockets of one lane that all have something to say.
asio::awaitable<bool> http_connection::belongs_elsewhere(const request_type& q)
{
    if (!is_of_register(view(q.target()))) {
        co_return false;
    }
    if (auto token = token_in(q); !token.empty()) {
        stream_.expires_never();
        known_ = co_await authenticate(std::move(token));
        looked_up_ = true;
    }
    co_return known_.has_value() != place_->is_known() && !stopping_;
}

void http_connection::move()
{
    place_->mark_known(!place_->is_known());
    *is_here_ = false;  // who is told to stop here has gone; run() takes the word over there
    stream_.move_to(shared_->lane_for(place_->is_known()));
}

asio::awaitable<http_connection::outcome> http_connection::serve_request()
{
    auto& parser = *parser_;
    const auto target = parser.get().target();
    if (beast::websocket::is_upgrade(parser.get()) && path_of(view(target)) == "/ws") {
        co_return co_await upgrade(parser.get());
    }
    if (target == "/evidence" && parser.get().method() == http::verb::post) {
        co_return co_await take_upload(parser);
    }
    if (parser.content_length().value_or(0) > limits_.http_body_bytes_max) {
        co_return co_await refuse_unread(http::error::body_limit);
    }
    parser.body_limit(limits_.http_body_bytes_max);
    if (parser.get()[http::field::expect] == "100-continue") {
        http::response<http::empty_body> go_on(http::status::continue_, 11);
        const auto [failed, sent] = co_await http::async_write(stream_, go_on, use_tuple);
        if (failed) {
            co_return outcome::closed;
        }
    }
    stream_.expires_after(limits_.body_timeout);
    const auto [body_ec, body_n] = co_await http::async_read(stream_, buffer_, parser, use_tuple);
    if (body_ec) {
        co_return co_await refuse_unread(body_ec);
    }
    stream_.expires_never();  // the register answers in its own time
    co_return co_await write(co_await respond(parser.get()));
}

/// A proxy's connection is that of whom it passes on; the next request on it may be another's.
/// False when that address has too many.
bool http_connection::found_client(const request_type& q)
{
    const auto& options = shared_->options;
    if (!is_trusted(peer_, options.proxies)) {
        return true;
    }
    const auto form = options.proxy_header;
    std::string header;
    const auto fields =
        q.equal_range(form == forwarded_form::forwarded ? "Forwarded" : "X-Forwarded-For");
    for (auto field = fields.first; field != fields.second; ++field) {
        header.append(header.empty() ? "" : ",").append(view(field->value()));
    }
    const auto client = client_address(peer_, header, form, options.proxies);
    return client == peer_ || place_->move_to(client);
}

asio::awaitable<http_connection::outcome> http_connection::refuse_client(const request_type& q)
{
    sessions_->counts.refuse("E_TOO_MANY_CONNECTIONS");
    auto r = plain(q, http::status::service_unavailable, "Too many connections of this address.");
    r.set(http::field::retry_after, "5");
    r.keep_alive(false);
    co_return co_await write(std::move(r));
}

asio::awaitable<http_connection::outcome> http_connection::write(response_type r)
{
    if (stopping_) {
        r.keep_alive(false);
    }
    stream_.expires_after(limits_.body_timeout);
    const auto [ec, n] = co_await http::async_write(stream_, r, use_tuple);
    co_return ec || r.need_eof() ? outcome::closed : outcome::again;
}

asio::awaitable<response_type> http_connection::respond(const request_type& q)
{
    const auto target = view(q.target());
    const auto path = path_of(target);
    const bool reads = q.method() == http::verb::get || q.method() == http::verb::head;
    if (path == "/rpc") {
        if (q.method() != http::verb::post) {
            auto r = plain(q, http::status::method_not_allowed, "POST a JSON-RPC 2.0 request.");
            r.set(http::field::allow, "POST");
            co_return r;
        }
        if (!origin_allowed(
                view(q[http::field::origin]), view(q[http::field::host]),
                shared_->options.allowed_origins
            )) {
            sessions_->counts.refuse("E_ORIGIN");
            co_return plain(q, http::status::forbidden, "This origin is not allowed.");
        }
        auto who = co_await identify(q);
        if (!who) {
            auto r = plain(q, http::status::unauthorized, "This token is not valid.");
            r.set(http::field::www_authenticate, "Bearer");
            co_return r;
        }
        co_return co_await respond_rpc(q, std::move(*who));
    }
    if (path == "/session") {
        co_return co_await respond_session(q);
    }
    if (path == "/evidence") {
        auto r = plain(q, http::status::method_not_allowed, "POST a document.");
        r.set(http::field::allow, "POST");
        co_return r;
    }
    if (!reads) {
        auto r = plain(q, http::status::method_not_allowed, "GET only.");
        r.set(http::field::allow, "GET, HEAD");
        co_return r;
    }
    if (path == "/healthz") {
        co_return plain(q, http::status::ok, "ok");
    }
    if (path == "/readyz") {
        std::string why;
        const bool ready = sessions_->source.ready(why) && !stopping_;
        co_return plain(
            q, ready ? http::status::ok : http::status::service_unavailable,
            ready         ? "ready"
            : why.empty() ? "stopping"
                          : why
        );
    }
    if (path == "/metrics") {
        co_return respond_metrics(q);
    }
    if (path.starts_with("/evidence/")) {
        co_return co_await respond_document(q);
    }
    co_return respond_page(q);
}

/// Waits for what `start(callback)` calls back with, on any thread. The callback keeps the
/// connection alive until it is called.
template <class R, class Start>
asio::awaitable<R> http_connection::reply_of(Start start)
{
    return asio::async_initiate<decltype(asio::use_awaitable), void(R)>(
        [self = shared_from_this(), start = std::move(start)](auto handler) mutable {
            auto shared = std::make_shared<decltype(handler)>(std::move(handler));
            start([self, shared](R result) {
                if (*self->sessions_->dropped) {
                    return;
                }
                asio::post(
                    self->stream_.get_executor(),
                    [shared, result = std::move(result)]() mutable {
                        std::move (*shared)(std::move(result));
                    }
                );
            });
        },
        asio::use_awaitable
    );
}

/// One of the uploads that may run at the same time.
class upload_place
{
public:
    upload_place(std::shared_ptr<std::atomic<std::size_t>> running, std::size_t most)
        : running_(std::move(running)), held_(running_->fetch_add(1) < most)
    {}
    upload_place(const upload_place&) = delete;
    upload_place& operator=(const upload_place&) = delete;
    ~upload_place() { --*running_; }
    [[nodiscard]] bool held() const { return held_; }

private:
    std::shared_ptr<std::atomic<std::size_t>> running_;
    bool held_;
};

std::string_view media_type_of(const request_type& q)
{
    const auto field = view(q[http::field::content_type]);
    return trimmed(field.substr(0, field.find(';')));
}

http::status status_of(const rpc_error& e)
{
    const auto* o = e.data.if_object();
    const auto* r = o == nullptr ? nullptr : o->if_contains("reason");
    const auto* text = r == nullptr ? nullptr : r->if_string();
    const auto reason = text == nullptr ? std::string_view() : std::string_view(*text);
    if (reason == "E_UNAUTHENTICATED") {
        return http::status::unauthorized;
    }
    if (reason == "E_READ_ONLY") {
        return http::status::insufficient_storage;
    }
    return reason == "E_INTERNAL" ? http::status::internal_server_error : http::status::forbidden;
}

/// Everything that can be said before the body is read: who sends it, what, and how much. A form
/// of another site is refused by its origin, and its cookie would not count either.
asio::awaitable<std::variant<client, response_type>> http_connection::admit_upload(
    const upload_parser& parser
)
{
    const auto& q = parser.get();
    const auto& options = shared_->options;
    if (!origin_allowed(
            view(q[http::field::origin]), view(q[http::field::host]), options.allowed_origins
        )) {
        sessions_->counts.refuse("E_ORIGIN");
        co_return plain(q, http::status::forbidden, "This origin is not allowed.");
    }
    auto from = co_await identify(q);
    if (!from) {
        co_return plain(q, http::status::unauthorized, "This token is not valid.");
    }
    if (const auto no = sessions_->source.refuse_document(from->who)) {
        co_return plain(q, status_of(*no), no->message);
    }
    if (const auto no = sessions_->requests->admit(*from, upload_name)) {
        auto r = plain(q, http::status::too_many_requests, no->message);
        r.set(http::field::retry_after, "1");
        co_return r;
    }
    const auto& admitted = options.evidence_media_types;
    if (std::find(admitted.begin(), admitted.end(), media_type_of(q)) == admitted.end()) {
        std::string list;
        for (const auto& type : admitted) {
            list += (list.empty() ? "" : ", ") + type;
        }
        co_return plain(q, http::status::unsupported_media_type, "Send one of: " + list + ".");
    }
    if (parser.content_length().value_or(0) > limits_.evidence_bytes_max) {
        co_return plain(
            q, http::status::payload_too_large,
            "A document has at most " + std::to_string(limits_.evidence_bytes_max) + " bytes."
        );
    }
    co_return std::move(*from);
}

/// Answers before the body has come. Closing at once would reset the connection and lose the
/// answer, so what still comes is read and thrown away, for a moment.
asio::awaitable<http_connection::outcome> http_connection::refuse_upload(response_type r)
{
    constexpr std::chrono::seconds linger{2};
    r.keep_alive(false);
    co_await write(std::move(r));
    error_code failed;
    stream_.stop_sending(failed);
    stream_.expires_after(linger);
    std::array<char, 16 * 1024> thrown_away{};
    std::size_t read = 0;
    while (!failed && read <= limits_.evidence_bytes_max) {
        const auto [ec, n] = co_await stream_.async_read_some(asio::buffer(thrown_away), use_tuple);
        failed = ec;
        read += n;
    }
    co_return outcome::closed;
}

asio::awaitable<http_connection::outcome> http_connection::take_upload(upload_parser& parser)
{
    stream_.expires_never();
    auto admitted = co_await admit_upload(parser);
    if (auto* refused = std::get_if<response_type>(&admitted)) {
        co_return co_await refuse_upload(std::move(*refused));
    }
    const upload_place place(shared_->uploads, limits_.uploads_max);
    if (!place.held()) {
        auto busy = plain(parser.get(), http::status::service_unavailable, "Too many uploads.");
        busy.set(http::field::retry_after, "1");
        co_return co_await refuse_upload(std::move(busy));
    }
    if (parser.get()[http::field::expect] == "100-continue") {
        http::response<http::empty_body> go_on(http::status::continue_, 11);
        const auto [failed, sent] = co_await http::async_write(stream_, go_on, use_tuple);
        if (failed) {
            co_return outcome::closed;
        }
    }
    parser.body_limit(limits_.evidence_bytes_max);
    stream_.expires_after(limits_.upload_timeout);
    const auto [ec, n] = co_await http::async_read(stream_, buffer_, parser, use_tuple);
    if (ec) {
        co_return co_await refuse_unread(ec);
    }
    stream_.expires_never();
    co_return co_await write(co_await respond_upload(parser.get(), std::get<client>(admitted)));
}

asio::awaitable<response_type> http_connection::respond_upload(
    const request_type& q, const client& from
)
{
    const auto type = std::string(media_type_of(q));
    if (!looks_like(type, q.body())) {
        co_return plain(
            q, http::status::unsupported_media_type, "The content is not what its type says."
        );
    }
    auto reply = co_await reply_of<rpc_reply>([&, this](auto done) {
        sessions_->source.keep_document(from.who, type, q.body(), std::move(done));
    });
    if (const auto* no = std::get_if<rpc_error>(&reply)) {
        co_return plain(q, status_of(*no), no->message);
    }
    co_return make_response(
        q, http::status::created, "application/json", std::move(std::get<rpc_result>(reply).json)
    );
}

/// A document is somebody else's file: never shown as a page of this server, never run.
asio::awaitable<response_type> http_connection::respond_document(const request_type& q)
{
    auto from = co_await identify(q);
    if (!from) {
        co_return plain(q, http::status::unauthorized, "This token is not valid.");
    }
    if (const auto no = sessions_->requests->admit(*from, document_name)) {
        co_return plain(q, http::status::too_many_requests, no->message);
    }
    const auto target = view(q.target());
    const std::string uri(path_of(target));
    auto reply = co_await reply_of<document_reply>([&, this](auto done) {
        sessions_->source.find_document(from->who, uri, std::move(done));
    });
    if (const auto* no = std::get_if<rpc_error>(&reply)) {
        co_return plain(q, status_of(*no), no->message);
    }
    auto* found = std::get_if<kept_document>(&reply);
    if (found == nullptr) {
        co_return plain(q, http::status::not_found, "There is no such document.");
    }
    const auto name = uri.substr(uri.rfind('/') + 1);
    const auto file = file_name_of(name, found->media_type);
    const auto tag = "\"" + name + "\"";
    const bool known = header_lists(view(q[http::field::if_none_match]), tag);
    auto r = make_response(
        q, known ? http::status::not_modified : http::status::ok, found->media_type,
        known ? std::string() : std::move(found->content)
    );
    if (known) {
        r.erase(http::field::content_length);
    }
    if (q.method() == http::verb::head) {
        r.body().clear();  // the length stays that of the document
    }
    r.set(http::field::etag, tag);
    r.set(http::field::cache_control, "private, no-cache");
    r.set(http::field::content_disposition, "attachment; filename=\"" + file + "\"");
    r.set("Content-Security-Policy", "sandbox; default-src 'none'");
    r.set("Cross-Origin-Resource-Policy", "same-origin");
    r.set("Referrer-Policy", "no-referrer");
    co_return r;
}

response_type http_connection::respond_metrics(const request_type& q)
{
    return make_response(
        q, http::status::ok, "text/plain; version=0.0.4; charset=utf-8",
        sessions_->counts.text() + sessions_->source.metrics()
    );
}

response_type http_connection::respond_page(const request_type& q)
{
    const auto target = view(q.target());
    const auto path = path_of(target);
    std::optional<page> found;
    if (shared_->options.pages) {
        found = shared_->options.pages(path, view(q[http::field::accept_encoding]));
    } else if (path == "/") {
        found = page{"text/html; charset=utf-8", plain_page, {}, {}, false};
    }
    if (!found) {
        return plain(q, http::status::not_found, "There is nothing here. See / for what is.");
    }
    const bool known =
        !found->etag.empty() && header_lists(view(q[http::field::if_none_match]), found->etag);
    auto r = make_response(
        q, known ? http::status::not_modified : http::status::ok, found->content_type,
        known ? std::string() : std::string(found->body)
    );
    if (known) {
        r.erase(http::field::content_length);
    }
    if (q.method() == http::verb::head) {
        r.body().clear();  // the length stays that of the page
    }
    if (!found->content_encoding.empty()) {
        r.set(http::field::content_encoding, found->content_encoding);
    }
    if (!found->etag.empty()) {
        r.set(http::field::etag, found->etag);
        r.set(http::field::vary, "Accept-Encoding");
        r.set(http::field::cache_control, "no-cache");
    }
    if (found->immutable) {
        r.set(http::field::cache_control, "public, max-age=31536000, immutable");
    }
    // A page that is shown inside another one never reads a sign-in (web/src/lib/session.ts).
    const bool embedded = target.find("embed=1", path.size()) != target.npos;
    r.set(
        "Content-Security-Policy",
        std::string("default-src 'self'; img-src 'self' data: blob:; object-src 'none'; "
                    "base-uri 'none'; form-action 'self'; frame-ancestors "
        ) + (embedded ? "*" : "'self'")
    );
    r.set("Referrer-Policy", "no-referrer");
    return r;
}

/// Nothing when a token was sent that is not valid.
asio::awaitable<std::optional<client>> http_connection::identify(const request_type& q)
{
    client c;
    c.address = place_->address();
    c.token = token_in(q);
    auto who = std::exchange(known_, std::nullopt);
    if (!std::exchange(looked_up_, false) && !c.token.empty()) {
        who = co_await authenticate(c.token);
    }
    if (who) {
        c.who = std::move(*who);
        co_return c;
    }
    c.token.clear();
    if (q[http::field::authorization].empty()) {
        co_return c;  // a cookie that has ended is no fault: the page goes on as anybody's
    }
    sessions_->counts.refuse("E_UNAUTHENTICATED");
    spdlog::info("token_refused connection=c{} address={}", place_->id(), place_->address());
    co_return std::nullopt;
}

std::string http_connection::token_in(const request_type& q) const
{
    const auto header = view(q[http::field::authorization]);
    return header.empty() ? cookie_secret(q) : std::string(bearer_token(header));
}

/// The sign-in that a browser sent of itself. Only our own pages may use it, and a page that asks
/// to be anybody's (embed=1) does not.
std::string http_connection::cookie_secret(const request_type& q) const
{
    const auto target = view(q.target());
    if (target.find("anonymous=1") != target.npos ||
        !same_origin(view(q[http::field::origin]), view(q[http::field::host]))) {
        return {};
    }
    return std::string(session_in(view(q[http::field::cookie]), shared_->options.secure_cookie));
}

asio::awaitable<response_type> http_connection::respond_session(const request_type& q)
{
    const auto origin = view(q[http::field::origin]);
    if (!origin.empty() && !same_origin(origin, view(q[http::field::host]))) {
        sessions_->counts.refuse("E_ORIGIN");
        co_return plain(q, http::status::forbidden, "This origin is not allowed.");
    }
    if (q.method() == http::verb::post) {
        co_return co_await respond_sign_in(q);
    }
    if (q.method() != http::verb::delete_) {
        auto r = plain(q, http::status::method_not_allowed, "POST to sign in, DELETE to sign out.");
        r.set(http::field::allow, "POST, DELETE");
        co_return r;
    }
    auto secret = cookie_secret(q);
    if (!secret.empty()) {
        const bool ended = co_await sign_out(std::move(secret));
        if (!ended) {
            auto busy = plain(q, http::status::service_unavailable, "The sign-in has not ended.");
            busy.set(http::field::retry_after, "1");
            co_return busy;
        }
    }
    auto r = make_response(q, http::status::no_content, {}, {});
    r.set(http::field::set_cookie, session_cookie({}, {}, shared_->options.secure_cookie));
    co_return r;
}

asio::awaitable<response_type> http_connection::respond_sign_in(const request_type& q)
{
    // A form of another site cannot send this type without asking first.
    if (!view(q[http::field::content_type]).starts_with("application/json")) {
        co_return plain(q, http::status::unsupported_media_type, "Send application/json.");
    }
    auto given = credentials_in(q.body(), limits_.json_depth_max);
    if (!given) {
        co_return plain(
            q, http::status::bad_request, "Send {\"token\"} or {\"user\", \"password\"}."
        );
    }
    if (const auto wait = shared_->desk->admit(*given, place_->address())) {
        sessions_->counts.refuse("E_RATE_LIMITED");
        auto r = plain(q, http::status::too_many_requests, "Too many sign-ins were tried.");
        r.set(http::field::retry_after, std::to_string(wait->count() / 1000 + 1));
        co_return r;
    }
    const auto opened = co_await sign_in(std::move(*given));
    if (!opened) {
        auto r = plain(q, http::status::service_unavailable, "Too many sign-ins wait.");
        r.set(http::field::retry_after, "1");
        co_return r;
    }
    if (!*opened) {
        sessions_->counts.refuse("E_SIGN_IN");
        spdlog::info("sign_in_refused connection=c{} address={}", place_->id(), place_->address());
        co_return plain(q, http::status::unauthorized, "The sign-in is not valid.");
    }
    const auto& session = **opened;
    spdlog::info(
        "sign_in connection=c{} address={} session={} principal={}", place_->id(),
        place_->address(), session.who.token_id, log_value(session.who.principal)
    );
    const auto ends = session.who.token_expires_at.value_or(std::chrono::sys_seconds{});
    const auto lifetime =
        std::chrono::duration_cast<std::chrono::seconds>(ends - std::chrono::system_clock::now());
    auto r = make_response(q, http::status::no_content, {}, {});
    r.set(
        http::field::set_cookie,
        session_cookie(session.secret, lifetime, shared_->options.secure_cookie)
    );
    co_return r;
}

/// Nothing when too many wait for their turn.
asio::awaitable<std::optional<std::optional<signed_in>>> http_connection::sign_in(credentials given)
{
    using result_type = std::optional<std::optional<signed_in>>;
    return reply_of<result_type>([this, given = std::move(given)](auto done) {
        const bool taken = shared_->desk->run([this, given, done] {
            std::optional<signed_in> opened;
            try {
                opened = sessions_->source.sign_in(
                    given,
                    std::chrono::duration_cast<std::chrono::seconds>(limits_.session_lifetime)
                );
            } catch (const std::exception& e) {
                spdlog::error("sign_in_failed error={}", log_value(e.what()));
            }
            done(result_type(std::in_place, std::move(opened)));
        });
        if (!taken) {
            done(std::nullopt);
        }
    });
}

asio::awaitable<bool> http_connection::sign_out(std::string secret)
{
    return reply_of<bool>([this, secret = std::move(secret)](auto done) {
        const bool taken = shared_->desk->run([this, secret, done] {
            bool ended = false;
            try {
                sessions_->source.sign_out(secret);
                ended = true;
            } catch (const std::exception& e) {
                spdlog::error("sign_out_failed error={}", log_value(e.what()));
            }
            done(ended);
        });
        if (!taken) {
            done(false);
        }
    });
}

asio::awaitable<std::optional<caller>> http_connection::authenticate(std::string token)
{
    return reply_of<std::optional<caller>>([this, token = std::move(token)](auto done) {
        sessions_->requests->authenticate(token, std::move(done));
    });
}

asio::awaitable<std::optional<std::string>> http_connection::answer(std::string text, client who)
{
    return reply_of<std::optional<std::string>>([this, text = std::move(text),
                                                 who = std::move(who)](auto done) {
        const auto id = "h" + std::to_string(place_->id()) + "-" + std::to_string(requests_);
        answer_message(
            parse_message(text, limits_), id,
            [self = shared_from_this(), who](
                rpc_request& item, const std::string& item_id, reply_function reply
            ) { self->sessions_->requests->run(who, item, item_id, std::move(reply)); },
            std::move(done)
        );
    });
}

asio::awaitable<response_type> http_connection::respond_rpc(const request_type& q, client who)
{
    auto text = co_await answer(q.body(), std::move(who));
    if (!text) {
        co_return make_response(q, http::status::no_content, {}, {});
    }
    co_return make_response(q, http::status::ok, "application/json", std::move(*text));
}

asio::awaitable<http_connection::outcome> http_connection::upgrade(const request_type& q)
{
    if (!origin_allowed(
            view(q[http::field::origin]), view(q[http::field::host]),
            shared_->options.allowed_origins
        )) {
        sessions_->counts.refuse("E_ORIGIN");
        spdlog::info(
            "origin_refused connection=c{} origin={}", place_->id(),
            log_value(view(q[http::field::origin]))
        );
        auto r = plain(q, http::status::forbidden, "This origin is not allowed.");
        r.keep_alive(false);
        co_return co_await write(std::move(r));
    }
    stream_.expires_never();
    auto who = co_await identify(q);
    if (!who) {
        auto r = plain(q, http::status::unauthorized, "This token is not valid.");
        r.set(http::field::www_authenticate, "Bearer");
        r.keep_alive(false);
        co_return co_await write(std::move(r));
    }
    upgrade_request request{upgrade_head(q), false, std::move(*who)};
    request.head.append(static_cast<const char*>(buffer_.cdata().data()), buffer_.size());
    request.offers_subprotocol =
        header_lists(view(q[http::field::sec_websocket_protocol]), subprotocol);
    upgraded_.emplace(handover{std::move(stream_), std::move(request)});
    co_return outcome::upgraded;
}

/// Where the connection is now.
asio::awaitable<void> carry_on(
    std::shared_ptr<http_connection> c, std::shared_ptr<session_shared> sessions,
    connection_table::place_ptr place
)
{
    const auto state = co_await c->run();
    if (state == http_connection::outcome::moved) {
        const auto lane = c->lane();
        asio::co_spawn(lane, carry_on(std::move(c), std::move(sessions), std::move(place)), report);
    } else if (state == http_connection::outcome::upgraded) {
        auto upgraded = c->take_upgraded();
        c.reset();
        run_websocket(
            std::move(upgraded.stream), std::move(upgraded.request), std::move(sessions),
            std::move(place)
        );
    }
}

}  // namespace

void report(const std::exception_ptr& e)
{
    if (!e) {
        return;
    }
    try {
        std::rethrow_exception(e);
    } catch (const std::exception& why) {
        spdlog::error("connection_failed error={}", log_value(why.what()));
    } catch (...) {
        spdlog::error("connection_failed error=unknown");
    }
}

asio::awaitable<void> serve_connection(
    tcp_socket socket, std::shared_ptr<http_shared> shared, connection_table::place_ptr place
)
{
    auto sessions = shared->sessions;
    const auto& identity = shared->options.identity;
    wire stream(std::move(socket), identity ? identity->current() : nullptr);
    stream.expires_after(shared->options.bounds.tls_handshake_timeout);
    if (const auto failed = co_await stream.handshake()) {
        sessions->counts.refuse("E_TLS");
        spdlog::debug(
            "tls_failed connection=c{} address={} error={}", place->id(), place->address(),
            log_value(failed.message())
        );
        co_return;
    }
    auto c = std::make_shared<http_connection>(std::move(stream), std::move(shared), place);
    co_await carry_on(std::move(c), std::move(sessions), std::move(place));
}

asio::awaitable<void> refuse_connection(tcp_socket socket)
{
    static constexpr std::string_view answer =
        "HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nRetry-After: 5\r\n"
        "Content-Length: 0\r\n\r\n";
    // Closing with unread bytes resets the connection, and the answer would be lost with it.
    constexpr std::chrono::milliseconds linger{250};
    tcp_stream stream(std::move(socket));
    stream.expires_after(linger);
    co_await asio::async_write(stream, asio::buffer(answer), use_tuple);
    error_code ignored;  // it is refused either way
    stream.socket().shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
    char rest[1024];
    co_await stream.async_read_some(asio::buffer(rest), use_tuple);
}

}  // namespace depositary::api
