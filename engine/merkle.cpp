#include "engine/merkle.hpp"

#include <bit>
#include <string>

#include "engine/assert.hpp"

namespace depositary::engine {

digest leaf_hash(sha256_function sha, std::string_view bytes)
{
    std::string input;
    input.reserve(bytes.size() + 1);
    input += '\0';
    input += bytes;
    return sha(input);
}

digest node_hash(sha256_function sha, const digest& left, const digest& right)
{
    std::string input;
    input.reserve(1 + left.size() + right.size());
    input += '\1';
    input.append(left.begin(), left.end());
    input.append(right.begin(), right.end());
    return sha(input);
}

merkle_frontier::merkle_frontier(sha256_function sha, std::uint64_t size, std::vector<digest> nodes)
    : sha_(sha), size_(size), nodes_(std::move(nodes))
{
    DEPOSITARY_ASSERT(nodes_.size() == static_cast<std::size_t>(std::popcount(size_)));
}

void merkle_frontier::append(const digest& leaf)
{
    digest node = leaf;
    // Every trailing set bit of the old size is a complete subtree as large as the new node.
    for (std::uint64_t s = size_; (s & 1U) != 0; s >>= 1U) {
        node = node_hash(sha_, nodes_.back(), node);
        nodes_.pop_back();
    }
    nodes_.push_back(node);
    ++size_;
}

digest merkle_frontier::root() const
{
    if (nodes_.empty()) {
        return sha_({});
    }
    digest node = nodes_.back();
    for (std::size_t i = nodes_.size() - 1; i-- > 0;) {
        node = node_hash(sha_, nodes_[i], node);
    }
    return node;
}

}  // namespace depositary::engine
