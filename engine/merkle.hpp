#pragma once

/// The Merkle tree over the log, RFC 6962 section 2.1: leaf = SHA-256(0x00 || bytes), node =
/// SHA-256(0x01 || left || right). Leaf index i is the event of sequence number i + 1.

#include <cstdint>
#include <string_view>
#include <vector>

#include "engine/log.hpp"

namespace depositary::engine {

[[nodiscard]] digest leaf_hash(sha256_function sha, std::string_view bytes);
[[nodiscard]] digest node_hash(sha256_function sha, const digest& left, const digest& right);

/// The right edge of the tree: what is needed to append and to compute the root, in O(log n) space.
class merkle_frontier
{
public:
    explicit merkle_frontier(sha256_function sha) : sha_(sha) {}
    /// Restores a saved frontier. Requires: nodes.size() is the number of bits set in `size`.
    merkle_frontier(sha256_function sha, std::uint64_t size, std::vector<digest> nodes);

    void append(const digest& leaf);
    /// Tree head; SHA-256 of nothing for the empty tree.
    [[nodiscard]] digest root() const;
    [[nodiscard]] std::uint64_t size() const { return size_; }
    /// Roots of the complete subtrees, largest first.
    [[nodiscard]] const std::vector<digest>& nodes() const { return nodes_; }

private:
    sha256_function sha_;
    std::uint64_t size_ = 0;
    std::vector<digest> nodes_;
};

}  // namespace depositary::engine
