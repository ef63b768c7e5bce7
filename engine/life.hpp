#pragma once

/// The machines that one initiative runs on. The life of the archetype `staged` is the graph of its
/// definition; every other life is compiled in. Whoever needs the life of an initiative asks here.

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/date.hpp"
#include "engine/refusal.hpp"
#include "engine/state.hpp"
#include "engine/workflow.hpp"

namespace depositary::engine {

/// Machine id of every life that is a stage graph.
inline constexpr std::string_view staged_life = "life_staged";

/// A compiled machine (not owned) or one built from data (owned): hold it while its names are used.
using machine_ptr = std::shared_ptr<const machine>;

/// The main region of an initiative with these rules.
[[nodiscard]] machine_ptr life_of(const workflow_set& workflows, const definition& rules);

/// Every region of an initiative with these rules, the life first.
[[nodiscard]] std::vector<machine_ptr> regions_of(
    const workflow_set& workflows, const definition& rules
);

/// Whether `state` is one of the machine's. A record that arrives after a migration may leave a
/// region in a state that the new rules do not know; nothing moves it then until it is mapped.
[[nodiscard]] bool has_state(const machine& m, std::string_view state);

/// As decision::step, on a machine in hand.
[[nodiscard]] std::optional<refusal> step_on(
    const machine& m, std::string_view from, std::string_view event, const machine_facts& facts,
    std::string* to = nullptr
);

/// Adds the facts that the conditions of the stage graph name, as they are on `at`. has_reason and
/// has_evidence are left as they are: they come from the command.
void add_stage_facts(
    const register_state& base, const initiative_state& s, const workflow_set& workflows,
    civil_date at, machine_facts& facts
);

/// The transition that `event` takes from `stage`: the first one listed whose condition holds.
/// nullptr when none does. Requires: the facts of add_stage_facts.
[[nodiscard]] const stage_transition* firing(
    const definition& rules, std::string_view stage, std::string_view event,
    const machine_facts& facts
);

/// Roles that may take a transition of a stage graph, coordinator when it names none; with the
/// principal that brings history.
[[nodiscard]] std::vector<std::string_view> roles_of(const stage_transition& t);

/// The definition in effect on a day (initiative_state::pins).
[[nodiscard]] const pinned_definition& rules_on(const initiative_state& s, civil_date day);

/// The initiative with the rules of that day: the same object when they are today's. Views of a
/// past day, and commands that bring history of it, look at this.
[[nodiscard]] initiative_ptr on_day(const initiative_ptr& s, civil_date day);

}  // namespace depositary::engine
