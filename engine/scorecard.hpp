#pragma once

/// Scorecards: for one actor, area, group or initiative, who joined what, what was promised and
/// paid, and the indicators, all as certainly known on a date and each figure with its events.
/// Money is by unit and kind of finance, never mixed. `money` and `figures` are of voluntary
/// pledges alone: what is assessed on members is another kind of obligation and stands by itself.

#include <boost/describe.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/indicators.hpp"
#include "engine/obligation.hpp"
#include "engine/totals.hpp"

namespace depositary::engine {

/// One actor's part in one initiative.
struct joined_row
{
    std::string initiative;
    std::string actor;
    std::string state;  ///< one word, as participation.list has it
    bool certain = false;
    bool possible = false;
    std::vector<std::int64_t> seqs;
};
BOOST_DESCRIBE_STRUCT(joined_row, (), (initiative, actor, state, certain, possible, seqs))

struct scorecard
{
    std::string by;
    std::string id;
    civil_date as_of;
    std::int64_t joined_certain = 0;   ///< participations, not actors
    std::int64_t joined_possible = 0;  ///< the certain ones among them
    std::vector<joined_row> joined;
    std::vector<total_row> money;        ///< equals the rows of compute_totals() of the same filter
    std::vector<assessed_row> assessed;  ///< initiative by initiative, unit by unit
    indicators figures;
    std::vector<coverage> covered;  ///< of a group: initiative by initiative
};
BOOST_DESCRIBE_STRUCT(
    scorecard, (),
    (by, id, as_of, joined_certain, joined_possible, joined, money, assessed, figures, covered)
)

/// What a scorecard counts: `by` is actor, area, group or initiative. nullopt for another word.
[[nodiscard]] std::optional<totals_filter> scorecard_filter(
    std::string_view by, const std::string& id
);

/// Requires: scorecard_filter(by, id) has a value.
[[nodiscard]] scorecard compute_scorecard(
    const register_state& state, std::string_view by, const std::string& id, civil_date as_of
);

/// One actor over all initiatives. A cell is the word of its participation, else "pledged" or
/// "announced" for an actor that promised something without taking part; no cell: nothing recorded.
struct matrix_row
{
    std::string actor;
    std::string kind;
    std::map<std::string, std::string> cells;  ///< by initiative
};
BOOST_DESCRIBE_STRUCT(matrix_row, (), (actor, kind, cells))

/// States, regional organisations, and whoever else has a cell, by id.
struct scorecard_matrix
{
    civil_date as_of;
    std::vector<std::string> initiatives;
    std::vector<matrix_row> rows;
};
BOOST_DESCRIBE_STRUCT(scorecard_matrix, (), (as_of, initiatives, rows))

[[nodiscard]] scorecard_matrix compute_matrix(const register_state& state, civil_date as_of);

}  // namespace depositary::engine
