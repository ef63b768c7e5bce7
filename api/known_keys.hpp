#pragma once

/// Which idempotency keys the log may hold an answer of. A new key, as nearly every one is, then
/// costs no look into the log.

#include <boost/unordered/unordered_flat_set.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string_view>

namespace depositary::api {

/// Keeps a number of 64 bits for each, some 12 bytes a key. Two keys of one number cost a look in
/// vain, and change no answer. Thread-safety: one thread at a time.
class known_keys
{
public:
    void add(std::string_view scoped_key) { numbers_.insert(number_of(scoped_key)); }

    /// The keys of the log could not be read: any may be there.
    void forget()
    {
        complete_ = false;
        numbers_ = {};
    }

    /// False only of a key that was never added.
    [[nodiscard]] bool may_hold(std::string_view scoped_key) const
    {
        return !complete_ || numbers_.contains(number_of(scoped_key));
    }

    [[nodiscard]] std::size_t size() const { return numbers_.size(); }

private:
    static std::uint64_t number_of(std::string_view key)
    {
        return std::hash<std::string_view>{}(key);
    }

    boost::unordered_flat_set<std::uint64_t> numbers_;
    bool complete_ = true;
};

}  // namespace depositary::api
