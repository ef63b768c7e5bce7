#pragma once

/// The page docs/workflows.md: every initiative of the catalogue with its rules and sources, then
/// every machine with its drawing, rows, conditions and reason codes.

#include <string>
#include <vector>

#include "engine/terms.hpp"
#include "engine/workflow.hpp"

namespace depositary::workflows {

/// Markdown, UTF-8, LF line ends. A test keeps docs/workflows.md equal to it.
[[nodiscard]] std::string workflows_document(
    const engine::workflow_set& set, const std::vector<engine::definition>& initiatives
);

}  // namespace depositary::workflows
