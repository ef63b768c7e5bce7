#pragma once

/// How an initiative decides, on any date: texts under silence, the phases of its definition, and
/// what each actor says of each step. Everything follows from recorded facts and dates; what the
/// clock records of it changes nothing here.

#include <boost/describe.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/initiative.hpp"
#include "engine/state.hpp"
#include "engine/workflow.hpp"

namespace depositary::engine {

/// A text under silence. `state`: one of the machine silence_procedure.
struct silence_view
{
    std::string procedure;
    text title;
    std::string state = "none";
    date_interval opened;
    civil_date deadline;  ///< last day on which an objection counts
    std::optional<std::string> resubmits;
    std::optional<std::string> broken_by;
    std::optional<std::string> statement;
    std::optional<date_interval> ended;  ///< when it was broken, or the day after the deadline
    std::int64_t seq = 0;                ///< of its opening
};
BOOST_DESCRIBE_STRUCT(
    silence_view, (),
    (procedure, title, state, opened, deadline, resubmits, broken_by, statement, ended, seq)
)

/// Procedures that were certainly open by `as_of`, in the order of their opening.
[[nodiscard]] std::vector<silence_view> view_silences(const initiative_state& s, civil_date as_of);

struct review_view
{
    std::string outcome;
    std::string statement;
    date_interval on;
    std::int64_t seq = 0;
};
BOOST_DESCRIBE_STRUCT(review_view, (), (outcome, statement, on, seq))

/// One phase of the definition. `state`: pending, open, closed.
struct phase_view
{
    std::string phase;
    text title;
    std::string state = "pending";
    std::optional<date_interval> opened;
    std::optional<date_interval> closed;
    std::vector<review_view> reviews;

    /// What the last review says; earlier ones are history.
    [[nodiscard]] bool passed() const
    {
        return !reviews.empty() && reviews.back().outcome == "passed";
    }
};
BOOST_DESCRIBE_STRUCT(phase_view, (), (phase, title, state, opened, closed, reviews))

/// The phases of the definition, in its order.
[[nodiscard]] std::vector<phase_view> view_phases(const initiative_state& s, civil_date as_of);

/// What one actor says of one step or principle. `position`: a state of step_alignment.
struct position_view
{
    std::string actor;
    std::string kind;  ///< of the actor
    std::string step;
    std::string position = "unstated";
    bool participant = false;
    std::optional<std::string> statement;
    std::optional<date_interval> on;
    std::optional<std::int64_t> seq;
};
BOOST_DESCRIBE_STRUCT(
    position_view, (), (actor, kind, step, position, participant, statement, on, seq)
)

/// How many actors of the matrix hold each position on one step. `actors` is the denominator: it
/// has those that said nothing as well.
struct alignment_count
{
    std::string step;
    text title;
    std::int64_t supports = 0;
    std::int64_t supports_with_statement = 0;
    std::int64_t not_aligned = 0;
    std::int64_t unstated = 0;
    std::int64_t actors = 0;
};
BOOST_DESCRIBE_STRUCT(
    alignment_count, (),
    (step, title, supports, supports_with_statement, not_aligned, unstated, actors)
)

struct alignment_view
{
    civil_date as_of;
    std::vector<alignment_count> steps;
    std::vector<position_view> rows;  ///< every actor of the matrix for every step
};
BOOST_DESCRIBE_STRUCT(alignment_view, (), (as_of, steps, rows))

/// The matrix of steps and principles by those that certainly take part on that day, with whoever
/// else has stated a position.
[[nodiscard]] alignment_view view_alignment(
    const register_state& base, const initiative_state& s, civil_date as_of
);

/// One cell of it; `participant` is left unset.
[[nodiscard]] position_view view_position(
    const initiative_state& s, std::string_view actor, std::string_view step, civil_date as_of
);

/// What became of an actor's application: a state of participation_membership.
[[nodiscard]] std::string view_membership(
    const initiative_state& s, std::string_view actor, civil_date as_of
);

/// Moves the region life_principles on by what the silence procedures brought about since its last
/// recorded step. Other regions are left as they are.
void follow_silences(
    region_view& v, const initiative_state& s, const machine& region, civil_date as_of
);

/// Day on which a command looks at the record: history is told in the order of its own dates.
[[nodiscard]] civil_date day_looked_at(const decision& d);

/// Adds founders, steps, phases, silences and assessments to the facts of an initiative's regions.
void add_process_facts(const decision& d, machine_facts& f);

}  // namespace depositary::engine
