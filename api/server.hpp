#pragma once

/// The network side of the register: accepts connections, serves HTTP and WebSocket, stops cleanly.
/// Protocol: docs/protocol.md.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/backend.hpp"
#include "api/forwarded.hpp"
#include "api/limits.hpp"
#include "api/metrics.hpp"

namespace depositary::api {

class tls_identity;

/// A page of the dashboard. `body` outlives the server.
struct page
{
    std::string_view content_type;
    std::string_view body;
    std::string_view content_encoding;  ///< "gzip", "br" or empty
    std::string_view etag;              ///< quoted; empty: none
    bool immutable = false;             ///< its name holds its hash: caches may keep it
};

/// The page at a path such as "/" or "/assets/app.js", in a form that an Accept-Encoding field
/// takes; nothing when there is none. Any thread.
using page_source =
    std::function<std::optional<page>(std::string_view path, std::string_view accept_encoding)>;

struct server_options
{
    std::string host = "127.0.0.1";            ///< address, or a name that resolves to one
    std::uint16_t port = 8080;                 ///< 0 picks a free one
    std::size_t io_threads = 2;                ///< for the public; as many again for known clients
    int public_nice = 10;                      ///< how far the public's threads step back, 0 to 19
    std::size_t reader_threads = 2;            ///< that read the log; as many look up tokens
    std::vector<std::string> allowed_origins;  ///< "https://host[:port]", beside our own
    bool secure_cookie = false;                ///< browsers reach the server over HTTPS alone
    std::shared_ptr<tls_identity> identity;    ///< empty: plain HTTP and WebSocket
    std::vector<address_block> proxies;        ///< whose word for the client's address counts
    forwarded_form proxy_header = forwarded_form::x_forwarded_for;
    /// What a document of evidence may be: what browsers never run as a page of ours.
    std::vector<std::string> evidence_media_types{
        "application/pdf", "image/jpeg", "image/png", "text/plain"};
    limits bounds;
    page_source pages;  ///< empty: a plain page at "/" that lists the addresses
};

/// Lifetime: the backend outlives the server. Thread-safety: start() and stop() from one thread.
class server
{
public:
    server(server_options options, backend& source);
    /// Stops when it has not been stopped.
    ~server();
    server(const server&) = delete;
    server& operator=(const server&) = delete;

    /// Listens and returns the port. Throws std::runtime_error naming the address when it cannot.
    std::uint16_t start();

    /// No new connections; what is in flight is answered, then closed with 1001. Returns when all
    /// is closed, at most limits::drain_timeout later.
    void stop();

    /// Reads certificate and key again, for connections from now on. Throws std::runtime_error when
    /// they cannot be used, and then keeps what it has. Does nothing without TLS.
    void reload_identity();

    /// Has `answer` called where connections are accepted, by a thread that serves sockets; never
    /// when all of these are stuck. Thread-safety: any thread, between start() and stop().
    void ask(std::function<void()> answer);

    [[nodiscard]] const metrics& counts() const;

private:
    class impl;
    std::shared_ptr<impl> impl_;
};

}  // namespace depositary::api
