#pragma once

/// A folded state as text: a cache that spares a start the replay of the whole log. It is
/// discardable and believed only when its hash is the one it states; the log alone is the truth.
///
///   SHA-256 of the rest in hexadecimal, a line feed, the state as canonical JSON

#include <optional>
#include <string>
#include <string_view>

#include "engine/log.hpp"
#include "engine/merkle.hpp"
#include "engine/state.hpp"

namespace depositary::engine {

/// Shape of the text below; a snapshot of another shape is ignored.
inline constexpr int snapshot_shape = 4;

struct restored_snapshot
{
    register_state state;
    merkle_frontier frontier;  ///< of the log up to state.seq
};

[[nodiscard]] std::string encode_snapshot(
    const register_state& state, const merkle_frontier& frontier, sha256_function sha
);

/// nullopt when the text is damaged or of another shape.
[[nodiscard]] std::optional<restored_snapshot> decode_snapshot(
    std::string_view text, sha256_function sha
);

}  // namespace depositary::engine
