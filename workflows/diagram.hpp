#pragma once

/// Drawings and exports of a machine, made from its own transition table: SCXML (W3C, for any
/// interpreter), Mermaid and Graphviz DOT. UTF-8, English labels, French beside them in SCXML.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/workflow.hpp"

namespace depositary::workflows {

using taken_path = std::vector<engine::taken_step>;

/// A document that an SCXML interpreter with the ECMAScript data model can run: the facts are its
/// data (all 0: the caller sets them), guards are `cond`, rows stand in the order in which they are
/// tried. With `current`, the document starts there, and the state is marked `d:current`; rows of
/// `path` are marked `d:taken`. Integers beyond 2^53 are exact in our machines, not in ECMAScript.
///
/// Requires: `current`, if given, is one of info.states.
[[nodiscard]] std::string to_scxml(
    const engine::machine_info& info, const std::optional<std::string>& current = std::nullopt,
    const taken_path& path = {}
);

/// Machines side by side in a <parallel>, one region each, states and events named REGION.NAME;
/// facts of the same name are the same datum. Otherwise as above.
[[nodiscard]] std::string to_scxml(
    std::string_view name, const std::vector<const engine::machine_info*>& regions
);

/// A Mermaid stateDiagram-v2. `current` is filled; taken transitions carry a check mark.
[[nodiscard]] std::string to_mermaid(
    const engine::machine_info& info, const std::optional<std::string>& current = std::nullopt,
    const taken_path& path = {}
);

/// A Graphviz digraph. `current` is filled; taken transitions are bold.
[[nodiscard]] std::string to_dot(
    const engine::machine_info& info, const std::optional<std::string>& current = std::nullopt,
    const taken_path& path = {}
);

}  // namespace depositary::workflows
