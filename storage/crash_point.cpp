#include "storage/crash_point.hpp"

#if defined(DEPOSITARY_CRASH_POINTS)

#include <csignal>
#include <cstdlib>

namespace depositary::storage {

void crash_point(std::string_view name, long batch)
{
    // Read each time: a test sets the variables after the store is open.
    const char* const place = std::getenv("DEPOSITARY_CRASH_AT");
    if (place == nullptr || name != place) {
        return;
    }
    const char* const after = std::getenv("DEPOSITARY_CRASH_AFTER");
    const long chosen = after == nullptr ? 1 : std::strtol(after, nullptr, 10);
    if (batch == chosen) {
        // No exit handler may run: they would flush and close what a power cut would not.
        static_cast<void>(std::raise(SIGKILL));
    }
}

bool planted_fault(std::string_view name)
{
    const char* const planted = std::getenv("DEPOSITARY_PLANTED_FAULT");
    return planted != nullptr && name == planted;
}

}  // namespace depositary::storage

#endif
