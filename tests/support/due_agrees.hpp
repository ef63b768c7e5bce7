#pragma once

#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include "engine/due_check.hpp"

namespace depositary::tests {

/// A look at the whole register, and a due_check that remembers what it saw before, must find the
/// same: wherever a test lets the clock look. Throws std::logic_error that names the difference.
inline void require_due_agrees(
    engine::due_check& check, const engine::register_state& state,
    const engine::workflow_set& workflows, const engine::arrival& when,
    const std::vector<engine::event>& due
)
{
    std::set<std::string> expected;
    for (const auto& e : due) {
        expected.insert(e.stream);
    }
    const auto found = check.find(state, workflows, when);
    if (std::set(found.begin(), found.end()) != expected) {
        std::string text = "due_check differs; it found";
        for (const auto& id : found) {
            text += " " + id;
        }
        text += ", but fall_due()";
        for (const auto& id : expected) {
            text += " " + id;
        }
        throw std::logic_error(text);
    }
    if (engine::fall_due(state, workflows, when, found).size() != due.size()) {
        throw std::logic_error("fall_due() of some initiatives has not their events");
    }
}

}  // namespace depositary::tests
