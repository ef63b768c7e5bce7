#pragma once

#include <pthread.h>

namespace depositary::api {

/// Names the calling thread, so that an operator's `top -H` or a core shows which part it is.
/// At most 15 bytes; a longer name is not set.
inline void name_thread(const char* name)
{
    (void)::pthread_setname_np(::pthread_self(), name);
}

}  // namespace depositary::api
