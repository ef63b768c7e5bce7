#include "api/metrics.hpp"

#include <tuple>

namespace depositary::api {

namespace {

void line(
    std::string& out, std::string_view name, std::string_view type, std::string_view help,
    const std::string& value
)
{
    out.append("# HELP depositary_").append(name).append(" ").append(help).append("\n");
    out.append("# TYPE depositary_").append(name).append(" ").append(type).append("\n");
    out.append("depositary_").append(name).append(" ").append(value).append("\n");
}

std::uint64_t look_up(
    const std::map<std::string, std::uint64_t, std::less<>>& m, std::string_view key
)
{
    const auto it = m.find(key);
    return it == m.end() ? 0 : it->second;
}

}  // namespace

std::size_t counter::place_of_thread()
{
    static std::atomic<std::size_t> threads{0};
    thread_local const auto mine = threads++ % std::tuple_size_v<decltype(places_)>;
    return mine;
}

void metrics::add(labelled& to, std::string_view label)
{
    const std::lock_guard lock(mutex_);
    const auto it = to.find(label);
    if (it != to.end()) {
        ++it->second;
    } else {
        to.emplace(label, 1);
    }
}

std::uint64_t metrics::refused(std::string_view reason) const
{
    const std::lock_guard lock(mutex_);
    return look_up(refused_, reason);
}

std::uint64_t metrics::closed(unsigned code) const
{
    const std::lock_guard lock(mutex_);
    return look_up(closes_, std::to_string(code));
}

std::string metrics::text() const
{
    std::string out;
    const auto gauge = [&](auto name, auto help, const auto& v) {
        line(out, name, "gauge", help, std::to_string(v.load()));
    };
    const auto count = [&](auto name, auto help, const auto& v) {
        line(out, name, "counter", help, std::to_string(v.load()));
    };
    gauge("connections", "Open connections.", connections);
    gauge("known_connections", "Of these, with a valid token.", known_connections);
    gauge("websockets", "Open WebSocket sessions.", websockets);
    gauge("subscriptions", "Open subscriptions.", subscriptions);
    gauge(
        "tls_certificate_expires_seconds", "End of the TLS certificate, Unix time; 0 without TLS.",
        tls_certificate_expires
    );
    count("connections_total", "Connections accepted.", connections_total);
    count("http_requests_total", "HTTP requests answered.", http_requests);
    count("messages_in_total", "WebSocket messages received.", messages_in);
    count("messages_out_total", "WebSocket messages sent.", messages_out);
    count("bytes_out_total", "Bytes of WebSocket messages sent.", bytes_out);
    count("requests_total", "JSON-RPC requests.", requests);
    count("frames_encoded_total", "Event notifications encoded.", frames_encoded);
    count("frames_delivered_total", "Event notifications written.", frames_delivered);
    count("events_delivered_total", "Events in notifications written.", events_delivered);
    count("lagging_total", "Times a subscriber fell behind.", lagging);
    count("rate_limited_total", "Requests over their rate.", rate_limited);
    count("catch_up_reads_total", "Reads of the log for subscribers.", catch_up_reads);
    const std::lock_guard lock(mutex_);
    out += "# HELP depositary_refused_total Requests and connections refused, by reason.\n";
    out += "# TYPE depositary_refused_total counter\n";
    for (const auto& [reason, n] : refused_) {
        out += "depositary_refused_total{reason=\"" + reason + "\"} " + std::to_string(n) + "\n";
    }
    out += "# HELP depositary_websocket_closes_total Sessions ended, by close code.\n";
    out += "# TYPE depositary_websocket_closes_total counter\n";
    for (const auto& [code, n] : closes_) {
        out += "depositary_websocket_closes_total{code=\"" + code + "\"} " + std::to_string(n);
        out += '\n';
    }
    return out;
}

}  // namespace depositary::api
