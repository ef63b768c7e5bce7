#pragma once

/// Matching conditions: a promise that waits for what others promise, min(cap, ratio x others).
/// Others are all pledges registered for the initiative by other actors, each counted once (splits,
/// shares, umbrellas and restatements as in totals), in the pledge's own unit; money in another
/// currency is converted at the rate of the day it was promised, as in totals.

#include <boost/describe.hpp>

#include <optional>
#include <string>
#include <vector>

#include "engine/totals.hpp"

namespace depositary::engine {

/// The condition on a date; amounts in `unit`. `state`: reached, not_reached, or unknown: what
/// could be converted is not enough, and something else could not be.
struct matching_view
{
    std::string pledge;
    civil_date as_of;
    std::string unit;
    std::string state;
    std::string ratio;
    std::optional<std::string> cap;
    std::string others;   ///< rounded half to even
    std::string matched;  ///< min(cap, ratio x others), cut to minor units
    std::string needed;
    std::vector<converted_line> lines;
    std::vector<not_converted_line> not_converted;
};
BOOST_DESCRIBE_STRUCT(
    matching_view, (),
    (pledge, as_of, unit, state, ratio, cap, others, matched, needed, lines, not_converted)
)

/// nullopt when the pledge waits for no matching, or its amounts cannot be read.
[[nodiscard]] std::optional<matching_view> view_matching(
    const register_state& state, const initiative_state& s, const pledge_record& r, civil_date as_of
);

}  // namespace depositary::engine
