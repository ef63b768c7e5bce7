#pragma once

/// Factories of the machines of reservations; each is defined in the .cpp of its name. Private to
/// workflows/.

#include <memory>

#include "engine/workflow.hpp"

namespace depositary::workflows {

[[nodiscard]] std::unique_ptr<engine::machine> make_reservation();
[[nodiscard]] std::unique_ptr<engine::machine> make_reservation_response();

}  // namespace depositary::workflows
