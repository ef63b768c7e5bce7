#pragma once

/// Named places where a test build kills itself, so that crash tests hit the narrow moments around
/// a commit and not only random ones. A build without DEPOSITARY_CRASH_POINTS has none.
///
/// DEPOSITARY_CRASH_AT names the place: before_commit, inside_commit, after_commit_before_ack,
/// inside_migration, inside_document. DEPOSITARY_CRASH_AFTER is the number of the batch at which it
/// bites (default 1, the first; documents count as the first), or the format that the migration is
/// about to leave.
///
/// DEPOSITARY_PLANTED_FAULT breaks one promise of the log in the same builds, for the negative
/// controls: a durability test that does not notice the fault proves nothing. It names one of
/// synchronous_normal (commits are not flushed), late_commit (batches are acknowledged while their
/// transaction is still open), ignore_io_error (a failed commit is called durable),
/// unflushed_document (neither a document nor its name is flushed).

#include <string_view>

namespace depositary::storage {

#if defined(DEPOSITARY_CRASH_POINTS)
/// Kills the process with SIGKILL when `name` is the chosen place and `batch` the chosen batch.
void crash_point(std::string_view name, long batch);
/// Whether this process was told to break the promise that `name` stands for.
[[nodiscard]] bool planted_fault(std::string_view name);
#else
inline void crash_point(std::string_view, long) {}
[[nodiscard]] constexpr bool planted_fault(std::string_view)
{
    return false;
}
#endif

}  // namespace depositary::storage
