#pragma once

/// The life of an initiative whose stages are data: a fixed Boost.MSM machine (a shell) that runs a
/// stage graph, behind the same port as every compiled machine. Private to workflows/.

#include <memory>

#include "engine/terms.hpp"
#include "engine/workflow.hpp"

namespace depositary::workflows {

/// Of several transitions of one event from one stage, the first one listed whose condition holds
/// fires. Each part of a condition that must hold with the others becomes a guard of its own, so
/// that a refusal names what is missing and nothing else.
///
/// Owns a copy of the graph; every name it gives out lives as long as it does. nullptr when the
/// graph cannot run: a condition that does not parse, or an unknown stage.
[[nodiscard]] std::shared_ptr<const engine::machine> make_staged(const engine::stage_graph& graph);

}  // namespace depositary::workflows
