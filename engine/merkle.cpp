#include "engine/merkle.hpp"

#include <bit>
#include <string>
#include <utility>

#include "engine/assert.hpp"

namespace depositary::engine {

digest leaf_hash(sha256_function sha, std::string_view bytes)
{
    std::string input(1, '\x00');
    input += bytes;
    return sha(input);
}

digest node_hash(sha256_function sha, const digest& left, const digest& right)
{
    std::string input(1, '\x01');
    input.append(left.begin(), left.end());
    input.append(right.begin(), right.end());
    return sha(input);
}

merkle_frontier::merkle_frontier(sha256_function sha) : sha_(sha)
{
    DEPOSITARY_ASSERT(sha != nullptr);
}

std::optional<merkle_frontier> merkle_frontier::restore(
    sha256_function sha, std::uint64_t size, std::vector<digest> peaks
)
{
    if (peaks.size() != static_cast<std::size_t>(std::popcount(size))) {
        return std::nullopt;
    }
    merkle_frontier out(sha);
    out.size_ = size;
    out.peaks_ = std::move(peaks);
    return out;
}

void merkle_frontier::append(const digest& leaf)
{
    digest carry = leaf;
    // Each trailing one of the size is a full subtree that the new one completes to twice its size.
    for (auto bits = size_; (bits & 1U) != 0; bits >>= 1U) {
        carry = node_hash(sha_, peaks_.back(), carry);
        peaks_.pop_back();
    }
    peaks_.push_back(carry);
    ++size_;
}

digest merkle_frontier::root() const
{
    if (peaks_.empty()) {
        return sha_(std::string_view{});
    }
    digest head = peaks_.back();
    for (std::size_t i = peaks_.size() - 1; i-- > 0;) {
        head = node_hash(sha_, peaks_[i], head);
    }
    return head;
}

}  // namespace depositary::engine
