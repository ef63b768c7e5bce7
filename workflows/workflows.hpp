#pragma once

/// The machines that are compiled in, behind the port that engine/ states.

#include "engine/workflow.hpp"

namespace depositary::workflows {

/// Thread-safety: immutable after the first call; any thread.
[[nodiscard]] const engine::workflow_set& workflows();

}  // namespace depositary::workflows
