#pragma once

/// The names that states, events, guards and machines of workflows/ carry: stable snake_case ids
/// (persisted, never reused for another meaning) and labels in both working languages.

#include <cstdint>
#include <string_view>

#include "engine/workflow.hpp"

namespace depositary::workflows {

struct state_words
{
    std::string_view id;
    std::string_view en;
    std::string_view fr;
    bool terminal = false;
};

struct event_words
{
    std::string_view id;
    std::string_view en;
    std::string_view fr;
};

struct machine_words
{
    std::string_view id;
    std::string_view en;
    std::string_view fr;
    int version = 1;
};

struct guard_words
{
    std::string_view id;
    std::string_view reason;
    std::string_view clause;
    std::string_view en;
    std::string_view fr;
    std::string_view expr;
    bool payload = false;
    std::string_view shown = {};  ///< facts shown beside the verdict, separated by spaces
};

/// The value of a fact. Asserts that it is there: a command that leaves out a fact is our mistake.
[[nodiscard]] std::int64_t at(const engine::machine_facts& facts, std::string_view name);

}  // namespace depositary::workflows
