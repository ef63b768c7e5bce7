#include "engine/event.hpp"

#include <algorithm>

namespace depositary::engine {

namespace {
constexpr std::int64_t us_per_day = 86'400'000'000;
}

civil_date day_of(std::int64_t time_us)
{
    std::int64_t days = time_us / us_per_day;
    if (time_us % us_per_day < 0) {
        --days;
    }
    return civil_date(static_cast<std::int32_t>(days));
}

civil_date known_day(const event& e)
{
    return e.known_on.not_after.value_or(day_of(e.recorded_at_us));
}

civil_date settled_day(const event& e)
{
    // A month that is still running was recorded because the thing had happened in it already.
    const auto recorded = day_of(e.recorded_at_us);
    return std::min(e.effective_on.not_after.value_or(known_day(e)), recorded);
}

}  // namespace depositary::engine
