#pragma once

/// Counters of the network side, as Prometheus text (exposition format 0.0.4).

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

namespace depositary::api {

/// A number that only grows. Each thread adds to a place of its own: the threads that deliver would
/// otherwise hand one cache line to and fro with every message. Thread-safety: any thread.
class counter
{
public:
    counter& operator+=(std::uint64_t n)
    {
        places_[place_of_thread()].value.fetch_add(n, std::memory_order_relaxed);
        return *this;
    }
    counter& operator++() { return *this += 1; }

    [[nodiscard]] std::uint64_t load() const
    {
        std::uint64_t sum = 0;
        for (const auto& p : places_) {
            sum += p.value.load(std::memory_order_relaxed);
        }
        return sum;
    }

private:
    static constexpr std::size_t cache_line = 64;
    struct alignas(cache_line) place
    {
        std::atomic<std::uint64_t> value{0};
    };

    static std::size_t place_of_thread();

    std::array<place, 8> places_;  ///< more threads share them
};

/// Thread-safety: any thread.
struct metrics
{
    std::atomic<std::int64_t> connections{0};
    std::atomic<std::int64_t> known_connections{0};  ///< with a valid token
    std::atomic<std::int64_t> websockets{0};
    std::atomic<std::int64_t> subscriptions{0};
    std::atomic<std::int64_t> tls_certificate_expires{0};  ///< Unix time, 0 without TLS
    counter connections_total;
    counter http_requests;
    counter messages_in;
    counter messages_out;
    counter bytes_out;
    counter requests;
    counter frames_encoded;    ///< `event` notifications made from events
    counter frames_delivered;  ///< `event` notifications written to a socket
    counter events_delivered;
    counter lagging;
    counter rate_limited;
    counter catch_up_reads;  ///< reads of the log for subscribers behind the ring

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
