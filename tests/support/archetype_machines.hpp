#pragma once

/// The machines that run side by side in the initiatives of an archetype. The stages of `staged`
/// are data, so those of a MADE UP definition stand in.

#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "engine/initiative.hpp"
#include "engine/life.hpp"
#include "tests/support/staged_definition.hpp"
#include "workflows/workflows.hpp"

namespace depositary::tests {

using machine_ptr = std::shared_ptr<const engine::machine>;

inline constexpr std::string_view made_up_staged_id = "made-up-stages";

inline machine_ptr made_up_stages()
{
    const auto parsed = engine::parse_definition(staged_definition(std::string(made_up_staged_id)));
    return workflows::workflows().staged(*std::get<engine::definition>(parsed).stages);
}

inline std::vector<machine_ptr> machines_of(const engine::archetype_info& archetype)
{
    std::vector<machine_ptr> all;
    for (const auto id : engine::regions_of(archetype)) {
        all.push_back(
            id == engine::staged_life ? made_up_stages()
                                      : machine_ptr(machine_ptr(), workflows::workflows().find(id))
        );
    }
    return all;
}

}  // namespace depositary::tests
