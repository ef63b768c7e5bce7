#include "api/query_support.hpp"
#include "engine/groups.hpp"
#include "engine/pledge_matching.hpp"
#include "engine/scorecard.hpp"

/// group.*, scorecard.*: groups, indicators and scorecards on any date.

namespace depositary::api {

namespace {

struct group_params
{
    std::string group;
    std::optional<civil_date> as_of;
};
BOOST_DESCRIBE_STRUCT(group_params, (), (group, as_of))

struct group_list_params
{
    std::optional<civil_date> as_of;
};
BOOST_DESCRIBE_STRUCT(group_list_params, (), (as_of))

query_answer group_get(const query_context& c, const group_params& p)
{
    if (!group_known(c.state, p.group)) {
        return refuse("E_NOT_FOUND", "group", "See group.list.", "Voir group.list.");
    }
    return codec::encode(view_group(c.state, p.group, p.as_of.value_or(c.today)));
}

query_answer group_list(const query_context& c, const group_list_params& p)
{
    const auto as_of = p.as_of.value_or(c.today);
    json::array rows;
    for (const auto& id : group_ids(c.state)) {
        const auto v = view_group(c.state, id, as_of);
        json::object row{{"group", id}, {"members", v.members.size()}};
        if (v.name) {
            row["name"] = codec::encode(*v.name);
        }
        rows.push_back(std::move(row));
    }
    return json::object{{"as_of", as_of.to_string()}, {"rows", std::move(rows)}};
}

struct scorecard_params
{
    std::string by;  ///< actor, area, group or initiative
    std::string id;
    std::optional<civil_date> as_of;
    std::optional<moment> known_at;
};
BOOST_DESCRIBE_STRUCT(scorecard_params, (), (by, id, as_of, known_at))

bool subject_known(const query_context& c, const scorecard_params& p)
{
    if (p.by == "actor") {
        return c.state.find_actor(p.id) != nullptr;
    }
    if (p.by == "group") {
        return group_known(c.state, p.id);
    }
    if (p.by == "initiative") {
        return c.state.initiatives.contains(p.id);
    }
    const auto& areas = areas_of_action();
    return std::any_of(areas.begin(), areas.end(), [&](const auto& a) { return a.id == p.id; });
}

query_answer scorecard_get(const query_context& c, const scorecard_params& p)
{
    if (!scorecard_filter(p.by, p.id)) {
        return refuse(
            "E_VALUE", "by", "Use actor, area, group or initiative.",
            "Employez actor, area, group ou initiative."
        );
    }
    if (!subject_known(c, p)) {
        return refuse("E_NOT_FOUND", "id");
    }
    const auto as_of = p.as_of.value_or(c.today);
    const auto then = register_at(c, p.known_at, as_of);
    if (const auto* r = std::get_if<refusal>(&then)) {
        return *r;
    }
    return codec::encode(compute_scorecard(*std::get<state_ptr>(then), p.by, p.id, as_of));
}

struct matrix_params
{
    std::optional<civil_date> as_of;
    std::optional<moment> known_at;
};
BOOST_DESCRIBE_STRUCT(matrix_params, (), (as_of, known_at))

query_answer scorecard_matrix_get(const query_context& c, const matrix_params& p)
{
    const auto as_of = p.as_of.value_or(c.today);
    const auto then = register_at(c, p.known_at, as_of);
    if (const auto* r = std::get_if<refusal>(&then)) {
        return *r;
    }
    return codec::encode(compute_matrix(*std::get<state_ptr>(then), as_of));
}

struct coverage_params
{
    std::string initiative;
    std::string group;
    std::optional<civil_date> as_of;
    std::optional<moment> known_at;
    std::optional<std::string> weights;
};
BOOST_DESCRIBE_STRUCT(coverage_params, (), (initiative, group, as_of, known_at, weights))

query_answer coverage_get(const query_context& c, const coverage_params& p)
{
    if (!group_known(c.state, p.group)) {
        return refuse("E_NOT_FOUND", "group", "See group.list.", "Voir group.list.");
    }
    auto then = initiative_at(c, p.initiative, p.known_at);
    if (auto* r = std::get_if<refusal>(&then)) {
        return std::move(*r);
    }
    const auto& s = *std::get<initiative_ptr>(then);
    if (p.weights && !s.rules->weights.contains(*p.weights)) {
        return refuse(
            "E_NOT_FOUND", "weights", "The definition has no such weights.",
            "La définition n'a pas de telles pondérations."
        );
    }
    return codec::encode(compute_coverage(c.state, s, p.group, p.as_of.value_or(c.today), p.weights)
    );
}

struct matching_params
{
    std::string initiative;
    std::string pledge;
    std::optional<civil_date> as_of;
    std::optional<moment> known_at;
};
BOOST_DESCRIBE_STRUCT(matching_params, (), (initiative, pledge, as_of, known_at))

query_answer pledge_matching(const query_context& c, const matching_params& p)
{
    auto then = initiative_at(c, p.initiative, p.known_at);
    if (auto* r = std::get_if<refusal>(&then)) {
        return std::move(*r);
    }
    const auto& s = *std::get<initiative_ptr>(then);
    const auto as_of = p.as_of.value_or(c.today);
    const auto v = view_matching(c.state, s, record_pledge(s, p.pledge, as_of), as_of);
    if (!v) {
        return refuse(
            "E_NOT_FOUND", "pledge", "No pledge of this id has a matching condition.",
            "Aucune promesse de cet identifiant n'a de condition de contrepartie."
        );
    }
    return codec::encode(*v);
}

}  // namespace

void add_scorecard_queries(query_list& list)
{
    add_query(list, "group.list", "Groups of actors, with how many belong on a date.", group_list);
    add_query(list, "group.get", "One group: its members on a date, and since when.", group_get);
    add_query(
        list, "pledge.matching", "A matching condition: what others promised, and what it needs.",
        pledge_matching
    );
    add_query(
        list, "coverage.get", "Parties among the members of a group, both as of a date.",
        coverage_get
    );
    add_query(
        list, "scorecard.get",
        "What an actor, area, group or initiative joined, promised and paid, with indicators.",
        scorecard_get
    );
    add_query(
        list, "scorecard.matrix", "Actors by initiatives, one word of state in each cell.",
        scorecard_matrix_get
    );
}

}  // namespace depositary::api
