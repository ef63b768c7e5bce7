#pragma once

/// The Merkle tree over the log, RFC 6962 section 2.1: one leaf per event, in sequence order. The
/// tree head after event n proves everything up to n, so it is what an acknowledgement carries.

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "engine/log.hpp"

namespace depositary::engine {

/// SHA-256(0x00 || bytes).
[[nodiscard]] digest leaf_hash(sha256_function sha, std::string_view bytes);

/// SHA-256(0x01 || left || right). The prefixes keep a leaf from passing for a node.
[[nodiscard]] digest node_hash(sha256_function sha, const digest& left, const digest& right);

/// The right edge of a growing tree: the heads of its full subtrees, largest first, one for each
/// bit set in size(). At most 64 digests, whatever the length of the log.
///
/// Thread-safety: none; a value.
class merkle_frontier
{
public:
    /// The empty tree. Requires: `sha` is not null.
    explicit merkle_frontier(sha256_function sha);

    /// A frontier saved earlier as size() and peaks(). nullopt when the number of peaks does not
    /// belong to `size`; whether they are the right ones shows only in root().
    [[nodiscard]] static std::optional<merkle_frontier> restore(
        sha256_function sha, std::uint64_t size, std::vector<digest> peaks
    );

    /// `leaf` is leaf_hash() of the next event. O(1) amortised.
    void append(const digest& leaf);

    /// Tree head; SHA-256 of nothing for the empty tree.
    [[nodiscard]] digest root() const;

    /// Leaves so far.
    [[nodiscard]] std::uint64_t size() const { return size_; }
    [[nodiscard]] const std::vector<digest>& peaks() const { return peaks_; }

private:
    sha256_function sha_;
    std::uint64_t size_ = 0;
    std::vector<digest> peaks_;
};

}  // namespace depositary::engine
