#pragma once

/// What of each pledge counts where: its own figure (counted_figures), cut by initiative (splits)
/// and by actor (shares of a joint pledge). Include it in engine/*.cpp only.
///
/// Every sum over initiatives and actors adds up cells, one for each initiative and actor, so that
/// no way of adding them up again gives another figure.

#include <boost/multiprecision/cpp_int.hpp>

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "engine/totals.hpp"

namespace depositary::engine {

/// A stretch of a whole, in parts of it: what lies between two running sums of shares. Cutting at
/// both ends makes all stretches add up to the whole.
struct stretch
{
    boost::multiprecision::cpp_int from;
    boost::multiprecision::cpp_int to;
};

/// A pledge as one initiative counts it.
struct counted_cell
{
    std::string initiative;
    std::optional<std::string> percent;  ///< of the pledge; absent when all of it counts here
    stretch part;
};

struct counted_pledge
{
    const initiative_state& home;  ///< where it is recorded
    pledge_record record;
    pledge_figures figures;           ///< counted_figures()
    std::vector<counted_cell> cells;  ///< of the initiatives asked for; not empty
    std::vector<stretch> actors;      ///< of the actors asked for; not empty

    /// The part of `whole` that `cell` and the actors asked for have.
    [[nodiscard]] figure cut(const figure& whole, const counted_cell& cell) const;
    /// The same over all cells.
    [[nodiscard]] figure cut(const figure& whole) const;
    [[nodiscard]] int128 cut(int128 whole) const;
};

/// Whether an initiative is among those asked for.
[[nodiscard]] bool initiative_counts(const totals_filter& filter, const initiative_state& s);

/// Calls `use` for each pledge that the filter counts, in the order of initiative and id. A pledge
/// recorded in error is no pledge. Undertakings are among them; they have no amount.
void for_each_counted(
    const register_state& state, const totals_filter& filter, civil_date as_of,
    const std::function<void(const counted_pledge&)>& use
);

}  // namespace depositary::engine
