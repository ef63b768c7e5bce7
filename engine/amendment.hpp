#pragma once

/// Amendments of a text on any date: where each stands, who accepted it, when it enters into force
/// by the terms, and whom it binds (VCLT art. 39-40).

#include <boost/describe.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/rules.hpp"
#include "engine/state.hpp"

namespace depositary::engine {

/// One instrument of acceptance, as recorded.
struct acceptance_view
{
    std::string actor;
    std::string act;
    date_interval on;
    std::int64_t seq = 0;
    bool counts = false;  ///< towards the threshold
};
BOOST_DESCRIBE_STRUCT(acceptance_view, (), (actor, act, on, seq, counts))

struct amendment_view
{
    std::string amendment;
    text title;
    std::string state = "none";  ///< of the machine "amendment"
    std::optional<date_interval> since;
    std::optional<std::int64_t> seq;  ///< of the event that led there, when one was recorded
    std::optional<date_interval> proposed;
    std::optional<date_interval> adopted;
    std::optional<date_interval> lapsed;
    std::string rule;           ///< of its entry into force, in words
    std::int64_t required = 0;  ///< when the threshold is a count
    std::int64_t certain = 0;   ///< acceptances that certainly count on the date asked about
    std::int64_t possible = 0;  ///< and possibly
    std::optional<date_interval> reached;
    std::optional<date_interval> in_force;
    bool stated = false;     ///< `in_force` is a statement of the depositary, not computed
    bool binds_all = false;  ///< every party, once in force; else those that accepted
    std::vector<acceptance_view> acceptances;
    std::vector<std::string> bound;  ///< parties certainly bound on that date, by actor id
};
BOOST_DESCRIBE_STRUCT(
    amendment_view, (),
    (amendment, title, state, since, seq, proposed, adopted, lapsed, rule, required, certain,
     possible, reached, in_force, stated, binds_all, acceptances, bound)
)

/// State "none" when nothing certain is recorded of it by `as_of`. A statement of the depositary
/// wins over the computed day; records of the clock are never read. A State that consents to the
/// treaty after the amendment entered into force is bound by the text as amended
/// (VCLT art. 40(5)(a)).
[[nodiscard]] amendment_view view_amendment(
    const register_state& base, const initiative_state& s, std::string_view id, civil_date as_of
);

/// The acceptances of an amendment that count towards its threshold, one per actor.
[[nodiscard]] std::vector<instrument> counted_acceptances(
    const register_state& base, const initiative_state& s, std::string_view id, civil_date as_of
);

/// All amendments known of by `as_of`, by id.
[[nodiscard]] std::vector<amendment_view> view_amendments(
    const register_state& base, const initiative_state& s, civil_date as_of
);

}  // namespace depositary::engine
