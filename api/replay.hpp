#pragma once

/// Reading a log from its beginning, as every start does: records are read, hashed and decoded on
/// several threads, and folded on one, in order.

#include <cstddef>
#include <cstdint>
#include <functional>

#include "engine/event.hpp"
#include "engine/log.hpp"

namespace depositary::api {

struct replay_options
{
    /// Checks that each record's leaf is that of its bytes; without it, leaves are believed.
    engine::sha256_function sha256 = nullptr;
    /// Threads that read and decode beside the caller's, which does so too while it waits.
    std::size_t helpers = 1;
};

/// One helper a processor, less the caller's own, and at least one.
[[nodiscard]] std::size_t usual_replay_helpers();

using replay_fold = std::function<void(const engine::event&, const engine::digest& leaf)>;

/// Gives every event after `after`, up to and with `last`, to `fold`, in the order of the log, on
/// the calling thread. The reader is used by one thread at a time, not always the same. Throws
/// std::runtime_error naming the first record that cannot be read, is not what its leaf says or is
/// no event; what came before it has been folded.
void replay_log(
    engine::log_reader& reader, std::int64_t after, std::int64_t last,
    const replay_options& options, const replay_fold& fold
);

}  // namespace depositary::api
