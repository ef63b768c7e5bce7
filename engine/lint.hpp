#pragma once

/// What a definition must satisfy to be published, beyond what parse_definition() asks of every
/// document that a log may hold. Publishing asks it once; replay never does.

#include <optional>

#include "engine/refusal.hpp"
#include "engine/terms.hpp"

namespace depositary::engine {

/// Stages and transitions that one graph may have.
inline constexpr std::size_t stages_max = 100;
inline constexpr std::size_t transitions_max = 400;

/// nullopt when it may be published; else E_DEFINITION with the field at fault.
[[nodiscard]] std::optional<refusal> lint_definition(const definition& d);

}  // namespace depositary::engine
