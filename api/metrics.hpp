#pragma once

/// Counters of the network side, as Prometheus text (exposition format 0.0.4).

#include <atomic>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

namespace depositary::api {

/// Thread-safety: any thread.
struct metrics
{
    using counter = std::atomic<std::uint64_t>;

    std::atomic<std::int64_t> connections{0};
    std::atomic<std::int64_t> websockets{0};
    std::atomic<std::int64_t> subscriptions{0};
    std::atomic<std::int64_t> tls_certificate_expires{0};  ///< Unix time, 0 without TLS
    counter connections_total{0};
    counter http_requests{0};
    counter messages_in{0};
    counter messages_out{0};
    counter bytes_out{0};
    counter requests{0};
    counter frames_encoded{0};    ///< `event` notifications made from events
    counter frames_delivered{0};  ///< `event` notifications written to a socket
    counter events_delivered{0};
    counter lagging{0};
    counter rate_limited{0};
    counter catch_up_reads{0};  ///< reads of the log for subscribers behind the ring

    void refuse(std::string_view reason) { add(refused_, reason); }
    void close(unsigned code) { add(closes_, std::to_string(code)); }

    [[nodiscard]] std::uint64_t refused(std::string_view reason) const;
    [[nodiscard]] std::uint64_t closed(unsigned code) const;
    [[nodiscard]] std::string text() const;

private:
    using labelled = std::map<std::string, std::uint64_t, std::less<>>;

    void add(labelled& to, std::string_view label);

    mutable std::mutex mutex_;
    labelled refused_;  ///< by reason code: ours, so few
    labelled closes_;   ///< by close code
};

}  // namespace depositary::api
