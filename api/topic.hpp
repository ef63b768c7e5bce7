#pragma once

/// Topics: what a subscriber asks for. A topic is `all` or the intersection of terms, each
/// `area:X`, `initiative:X`, `actor:X` or `type:X`. Its canonical name is the sorted terms joined
/// by `&`, the same on every connection.

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "api/backend.hpp"

namespace depositary::api {

class topic
{
public:
    /// Terms of one intersection. More never narrows anything further: one of each kind exists.
    static constexpr std::size_t terms_max = 4;
    static constexpr std::size_t value_length_max = 64;

    /// Reads a name in any order of terms. The error is -32602 and says what would be right.
    [[nodiscard]] static std::variant<topic, rpc_error> parse(std::string_view text);

    [[nodiscard]] const std::string& name() const { return name_; }
    /// Sorted, unique; empty for `all`.
    [[nodiscard]] const std::vector<std::string>& terms() const { return terms_; }
    [[nodiscard]] bool is_all() const { return terms_.empty(); }
    /// The value of the term of this kind ("initiative"), or nothing.
    [[nodiscard]] std::string_view value_of(std::string_view kind) const;

private:
    std::string name_;
    std::vector<std::string> terms_;
};

/// The terms an event answers to. `type` answers twice: by its whole name, and by what stands
/// before the first underscore ("pledge" of "pledge_registered").
[[nodiscard]] std::vector<std::string> terms_of(const published_event& e);

}  // namespace depositary::api
