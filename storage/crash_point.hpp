#pragma once

/// Named places where a test build kills itself, so that crash tests hit the narrow moments around
/// a commit and not only random ones. A build without DEPOSITARY_CRASH_POINTS has none.
///
/// DEPOSITARY_CRASH_AT names the place: before_commit, inside_commit, after_commit_before_ack.
/// DEPOSITARY_CRASH_AFTER is the number of the batch at which it bites (default 1, the first).

#include <string_view>

namespace depositary::storage {

#if defined(DEPOSITARY_CRASH_POINTS)
/// Kills the process with SIGKILL when `name` is the chosen place and `batch` the chosen batch.
void crash_point(std::string_view name, long batch);
#else
inline void crash_point(std::string_view, long) {}
#endif

}  // namespace depositary::storage
