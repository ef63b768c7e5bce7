#pragma once

/// Every limit of the network side, with its unit and its default. Each is a configuration value
/// (api/config.cpp) and none is silently exceeded: the comment says what happens at the limit.
/// Source of the numbers: RFC 6455, OWASP ASVS 5.0 chapter 4, and measurements in docs.

#include <chrono>
#include <cstddef>

namespace depositary::api {

struct limits
{
    /// Bytes of one WebSocket message from a client. Above: close 1009.
    std::size_t message_bytes_max = 64 * 1024;
    /// Requests in one JSON-RPC batch. Above: the batch is refused with -32600.
    std::size_t batch_items_max = 100;
    /// Nesting of a JSON text from a client. Above: -32700.
    std::size_t json_depth_max = 32;
    /// Bytes of an HTTP request line with its headers. Above: 431.
    std::size_t http_header_bytes_max = 8 * 1024;
    /// Bytes of an HTTP request body. Above: 413.
    std::size_t http_body_bytes_max = 1024 * 1024;

    /// From the first byte of a request to the end of its headers. Above: the connection closes.
    std::chrono::milliseconds header_timeout{5'000};
    /// From the headers to the end of the body, and for sending an answer. Above: closes.
    std::chrono::milliseconds body_timeout{10'000};
    /// Between two requests of a kept connection. Above: closes.
    std::chrono::milliseconds keep_alive_timeout{30'000};
    /// For the TLS handshake, from the connection's first moment. Above: closes.
    std::chrono::milliseconds tls_handshake_timeout{5'000};
    /// For the WebSocket handshake and the closing handshake. Above: the socket is dropped.
    std::chrono::milliseconds handshake_timeout{5'000};
    /// Without a byte from a WebSocket client. A ping goes out at half of it; above: dropped.
    std::chrono::milliseconds idle_timeout{300'000};
    /// Between two `heartbeat` notifications, and between two checks that a token still holds.
    std::chrono::milliseconds heartbeat_period{15'000};
    /// One write that stays incomplete. Above: close 4008 with the cursors to resume from.
    std::chrono::milliseconds write_stall_timeout{30'000};
    /// For what is in flight when the server stops. Above: the rest is dropped.
    std::chrono::milliseconds drain_timeout{10'000};

    /// Open connections in total. Above: 503 and closed.
    std::size_t connections_max = 12'000;
    /// Open connections from one address. Above: 503 and closed.
    std::size_t connections_per_ip_max = 100;
    /// Subscriptions of one socket. Above: -32022.
    std::size_t subscriptions_per_socket_max = 32;
    /// Messages of one socket that wait for their answer. At it the socket is not read further, so
    /// the client waits and nothing is lost.
    std::size_t requests_in_flight_max = 64;

    /// Bytes of answers that wait to be written to one socket. At it the socket is not read
    /// further.
    std::size_t outbound_bytes_max = 1024 * 1024;

    /// Commands per second of one principal (of one address when anonymous), and the burst above
    /// it. Above: -32004 with retry_after_ms.
    double command_rate = 20;
    double command_burst = 40;
    /// The same for reads and for subscribing.
    double read_rate = 200;
    double read_burst = 400;
    /// Principals whose buckets are kept; the fullest go first, and a full bucket holds no news.
    std::size_t rate_principals_max = 50'000;

    /// How long a sign-in with a cookie lasts; then the socket closes with 4401.
    std::chrono::milliseconds session_lifetime{8 * 3'600'000};
    /// Sign-ins tried for one user's name, and the burst above it, whether there is such a user.
    /// Above: 429 with Retry-After. Six passwords a minute find no password of 12 characters.
    double sign_in_account_rate = 0.1;
    double sign_in_account_burst = 10;
    /// The same for one address: an office behind one address signs in at nine o'clock.
    double sign_in_address_rate = 1;
    double sign_in_address_burst = 60;
    /// Passwords that are checked at the same time, 64 MiB each.
    std::size_t password_threads = 2;
    /// Sign-ins that wait for their turn. Above: 503 with Retry-After.
    std::size_t sign_ins_waiting_max = 64;

    /// Bytes of one document of evidence. Above: 413.
    std::size_t evidence_bytes_max = 16 * 1024 * 1024;
    /// From the headers of an upload to its end. Above: the connection closes.
    std::chrono::milliseconds upload_timeout{120'000};
    /// Uploads that are received or written at the same time: each is in memory until it is
    /// durable. Above: 503 with Retry-After.
    std::size_t uploads_max = 4;

    /// From a commit to the notification of it: what is committed meanwhile is told with it, in one
    /// write per subscriber in place of many. Less than a screen takes to draw.
    std::chrono::milliseconds live_window{16};
    /// Events and bytes of one `event` notification. The rest follows in the next.
    std::size_t frame_events_max = 500;
    std::size_t frame_bytes_max = 256 * 1024;
    /// Committed events kept in memory for subscribers. Older ones are read from the log.
    std::size_t ring_events_max = 20'000;
    std::size_t ring_bytes_max = 32 * 1024 * 1024;
    /// Encoded notifications kept for the next subscriber at the same position; oldest go first.
    std::size_t frame_cache_bytes_max = 16 * 1024 * 1024;
    /// A live subscription this many events behind gets `lagging`, and `caught_up` afterwards.
    std::size_t lagging_events_min = 1'000;
};

}  // namespace depositary::api
