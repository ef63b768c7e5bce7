#pragma once

/// Token buckets, one per key (a principal, or an address when nobody is signed in). Time comes in
/// as an argument.

#include <chrono>
#include <cstddef>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

namespace depositary::api {

struct rate
{
    double per_second = 1;
    double burst = 1;
};

/// Thread-safety: any thread.
class rate_limiter
{
public:
    using time_point = std::chrono::steady_clock::time_point;

    /// At `keys_max` keys the buckets that have refilled are forgotten: they say nothing.
    rate_limiter(rate r, std::size_t keys_max) : rate_(r), keys_max_(keys_max) {}

    /// Takes one token. Returns nothing when there was one, else how long to wait for it.
    [[nodiscard]] std::optional<std::chrono::milliseconds> take(
        const std::string& key, time_point now
    );

    [[nodiscard]] std::size_t keys() const;

private:
    struct bucket
    {
        double tokens = 0;
        time_point at;
    };

    void forget_full(time_point now);
    [[nodiscard]] double tokens_at(const bucket& b, time_point now) const;

    rate rate_;
    std::size_t keys_max_;
    mutable std::mutex mutex_;
    std::unordered_map<std::string, bucket> buckets_;
};

}  // namespace depositary::api
