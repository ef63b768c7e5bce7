#pragma once

/// What was known of an initiative at an earlier moment, from what is known now: a fact that was
/// replaced since is kept beside what replaced it, so nothing has to be read or folded again.

#include <functional>

#include "engine/state.hpp"

namespace depositary::engine {

/// Whether a fact was known at the moment that is asked about.
using knowledge = std::function<bool(const fact&)>;

/// The initiative as fold_initiative() makes it of the events whose facts were known; depositary
/// notifications keep the numbers they were given. nullptr when its opening was not known.
///
/// Costs a look at every fact of it, and a node for each entity of a map of which some were not.
[[nodiscard]] initiative_ptr known_by(const initiative_ptr& now, const knowledge& known);

}  // namespace depositary::engine
