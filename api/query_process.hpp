#pragma once

/// How an initiative decides, as members of other answers.

#include <boost/json/object.hpp>

#include "engine/date.hpp"
#include "engine/state.hpp"

namespace depositary::api {

/// Adds steps to the answer, and silences and phases where the rules know them.
void add_process_members(
    boost::json::object& answer, const engine::initiative_state& s, engine::civil_date as_of
);

}  // namespace depositary::api
