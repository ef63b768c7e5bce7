#include "api/rate_limit.hpp"

#include <algorithm>
#include <cmath>

namespace depositary::api {

double rate_limiter::tokens_at(const bucket& b, time_point now) const
{
    const auto passed = std::chrono::duration<double>(now - b.at).count();
    return std::min(rate_.burst, b.tokens + std::max(0.0, passed) * rate_.per_second);
}

std::optional<std::chrono::milliseconds> rate_limiter::take(const std::string& key, time_point now)
{
    const std::lock_guard lock(mutex_);
    if (buckets_.size() >= keys_max_ && !buckets_.contains(key)) {
        forget_full(now);
    }
    auto [it, fresh] = buckets_.try_emplace(key, bucket{rate_.burst, now});
    auto& b = it->second;
    b.tokens = tokens_at(b, now);
    b.at = now;
    if (b.tokens >= 1) {
        b.tokens -= 1;
        return std::nullopt;
    }
    const auto wait_ms = std::ceil((1 - b.tokens) / rate_.per_second * 1000);
    return std::chrono::milliseconds(static_cast<std::int64_t>(wait_ms));
}

void rate_limiter::forget_full(time_point now)
{
    std::erase_if(buckets_, [&](const auto& kv) {
        return tokens_at(kv.second, now) >= rate_.burst;
    });
    // Nobody has refilled: someone invents keys. Starting all over favours them for one burst, and
    // bounds the memory for everybody.
    if (buckets_.size() >= keys_max_) {
        buckets_.clear();
    }
}

std::size_t rate_limiter::keys() const
{
    const std::lock_guard lock(mutex_);
    return buckets_.size();
}

}  // namespace depositary::api
