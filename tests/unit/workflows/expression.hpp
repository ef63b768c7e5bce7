#pragma once

/// A small interpreter of the conditions that machines export, written from the ECMAScript rules
/// of precedence and from nothing in workflows/: the independent second statement of each rule.

#include <cctype>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

#include "engine/workflow.hpp"

namespace depositary::tests {

class expression
{
public:
    expression(std::string_view text, const engine::machine_facts& facts)
        : text_(text), facts_(facts)
    {}

    /// Errors: throws std::runtime_error on anything that is not an expression over `facts`.
    [[nodiscard]] bool holds()
    {
        const auto value = any_of();
        skip();
        if (at_ != text_.size()) {
            fail("trailing text");
        }
        return value != 0;
    }

private:
    [[noreturn]] void fail(const std::string& why) const
    {
        throw std::runtime_error(why + " in: " + std::string(text_));
    }

    void skip()
    {
        while (at_ < text_.size() && text_[at_] == ' ') {
            ++at_;
        }
    }

    bool take(std::string_view token)
    {
        skip();
        if (text_.substr(at_, token.size()) != token) {
            return false;
        }
        at_ += token.size();
        return true;
    }

    std::int64_t any_of()
    {
        auto value = all_of();
        while (take("||")) {
            const auto right = all_of();
            value = value != 0 || right != 0 ? 1 : 0;
        }
        return value;
    }

    std::int64_t all_of()
    {
        auto value = comparison();
        while (take("&&")) {
            const auto right = comparison();
            value = value != 0 && right != 0 ? 1 : 0;
        }
        return value;
    }

    std::int64_t comparison()
    {
        const auto left = sum();
        if (take("==")) {
            return left == sum() ? 1 : 0;
        }
        if (take(">=")) {
            return left >= sum() ? 1 : 0;
        }
        if (take("<=")) {
            return left <= sum() ? 1 : 0;
        }
        if (take(">")) {
            return left > sum() ? 1 : 0;
        }
        if (take("<")) {
            return left < sum() ? 1 : 0;
        }
        return left;
    }

    std::int64_t sum()
    {
        auto value = atom();
        while (true) {
            if (take("+")) {
                value += atom();
            } else if (take("-")) {
                value -= atom();
            } else {
                return value;
            }
        }
    }

    std::int64_t atom()
    {
        if (take("(")) {
            const auto value = any_of();
            if (!take(")")) {
                fail("no closing bracket");
            }
            return value;
        }
        const auto start = at_;
        while (at_ < text_.size() &&
               (std::isalnum(static_cast<unsigned char>(text_[at_])) != 0 || text_[at_] == '_')) {
            ++at_;
        }
        const auto word = text_.substr(start, at_ - start);
        if (word.empty()) {
            fail("nothing to read");
        }
        if (std::isdigit(static_cast<unsigned char>(word.front())) != 0) {
            return std::stoll(std::string(word));
        }
        const auto found = facts_.find(word);
        if (found == facts_.end()) {
            fail("unknown fact " + std::string(word));
        }
        return found->second;
    }

    std::string_view text_;
    const engine::machine_facts& facts_;
    std::size_t at_ = 0;
};

}  // namespace depositary::tests
