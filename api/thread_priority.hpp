#pragma once

#include <sys/resource.h>

namespace depositary::api {

/// Puts the calling thread behind the process's others where processors are short: `nice` from 0,
/// no change, to 19. False when the system refuses; nothing changes then.
inline bool step_back(int nice)
{
    constexpr ::id_t calling_thread = 0;  // on Linux a thread has a priority of its own
    return nice == 0 || ::setpriority(PRIO_PROCESS, calling_thread, nice) == 0;
}

}  // namespace depositary::api
