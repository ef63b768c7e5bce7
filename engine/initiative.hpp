#pragma once

/// One initiative on any date: the states of its regions, who takes part, and whether it is in
/// force.

#include <boost/describe.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/participation.hpp"
#include "engine/state.hpp"
#include "engine/workflow.hpp"

namespace depositary::engine {

struct decision;

/// One region of the initiative's machine.
struct region_view
{
    std::string region;  ///< machine id
    std::string state;
    std::optional<date_interval> since;
    std::optional<std::int64_t> seq;  ///< event that led there, when one was recorded
};
BOOST_DESCRIBE_STRUCT(region_view, (), (region, state, since, seq))

/// How many actors of one kind stand in one state. Kinds are never mixed in one figure.
struct count_view
{
    std::string kind;
    std::string state;
    std::int64_t certain = 0;
    std::int64_t possible = 0;
};
BOOST_DESCRIBE_STRUCT(count_view, (), (kind, state, certain, possible))

struct step_taken
{
    std::string region;
    std::string event;
    std::string from;
    std::string to;
    date_interval on;
    std::int64_t seq = 0;
};
BOOST_DESCRIBE_STRUCT(step_taken, (), (region, event, from, to, on, seq))

struct initiative_view
{
    std::string id;
    text title;
    std::string area;
    std::string archetype;
    definition_ref definition;
    std::int64_t version = 0;
    std::int64_t last_seq = 0;  ///< of its own last event
    civil_date as_of;
    std::string state;  ///< of the main region
    std::vector<region_view> regions;
    std::optional<force_view> force;
    bool in_force_certain = false;
    bool in_force_possible = false;
    std::vector<count_view> counts;
    std::vector<step_taken> path;
};
BOOST_DESCRIBE_STRUCT(
    initiative_view, (),
    (id, title, area, archetype, definition, version, last_seq, as_of, state, regions, force,
     in_force_certain, in_force_possible, counts, path)
)

[[nodiscard]] initiative_view view_initiative(
    const register_state& base, const initiative_state& s, const workflow_set& workflows,
    civil_date as_of
);

/// State of one region on a date.
[[nodiscard]] region_view view_region(
    const register_state& base, const initiative_state& s, const machine& region, civil_date as_of
);

/// Facts of the initiative's own machines, with nothing of a payload.
[[nodiscard]] machine_facts initiative_facts(const decision& d);

}  // namespace depositary::engine
