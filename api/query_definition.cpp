#include "api/query_support.hpp"
#include "engine/definition_diff.hpp"
#include "engine/life.hpp"
#include "engine/what_if.hpp"

/// Queries about rules: what a version changes, and what acts would lead to.

namespace depositary::api {

namespace {

struct diff_params
{
    std::string definition;
    std::int64_t from = 0;
    std::int64_t to = 0;
};
BOOST_DESCRIBE_STRUCT(diff_params, (), (definition, from, to))

query_answer definition_diff(const query_context& c, const diff_params& p)
{
    const auto found = c.state.definitions.find(p.definition);
    if (found == c.state.definitions.end()) {
        return refuse("E_NOT_FOUND", "definition", "See definition.list.", "Voir definition.list.");
    }
    const auto from = found->second.find(p.from);
    const auto to = found->second.find(p.to);
    if (from == found->second.end() || to == found->second.end()) {
        return refuse("E_NOT_FOUND", from == found->second.end() ? "from" : "to");
    }
    const auto& before = *from->second.rules;
    const auto& after = *to->second.rules;
    json::array followers;
    for (const auto& [id, s] : c.state.initiatives) {
        if (s->pinned.id == p.definition && s->pinned.version == p.from) {
            followers.emplace_back(id);
        }
    }
    return json::object{
        {"definition", p.definition},
        {"from", p.from},
        {"to", p.to},
        {"differences", codec::encode(diff_definitions(before, after))},
        {"removed_stages", codec::encode(removed_stages(before, after))},
        {"followed_by", std::move(followers)}};
}

struct what_if_params
{
    std::string initiative;
    std::vector<hypothetical_act> acts;
    std::optional<civil_date> as_of;
};
BOOST_DESCRIBE_STRUCT(what_if_params, (), (initiative, acts, as_of))

/// Acts that one question may hold: every actor there is may act once.
constexpr std::size_t acts_max = 500;

json::object show(const force_outlook& o)
{
    json::object shown{
        {"participants",
         {{"certain", o.participants_certain}, {"possible", o.participants_possible}}},
        {"may_still_consent", codec::encode(o.may_still_consent)}};
    if (!o.amendments.empty()) {
        shown["amendments"] = codec::encode(o.amendments);
    }
    if (o.force) {
        shown["force"] = codec::encode(*o.force);
        shown["more_needed"] = codec::encode(o.more_needed);
    }
    return shown;
}

json::object show(const hypothetical_outcome& outcome)
{
    auto shown = codec::encode(outcome.act).as_object();
    shown["accepted"] = !outcome.refused;
    if (!outcome.refused) {
        return shown;
    }
    const auto error = to_rpc(*outcome.refused);
    shown["refusal"] = error.data;
    shown["refusal"].as_object()["message"] = error.message;
    return shown;
}

query_answer initiative_what_if(const query_context& c, const what_if_params& p)
{
    if (!c.state.find_initiative(p.initiative)) {
        return refuse("E_NOT_FOUND", "initiative", "See initiative.list.", "Voir initiative.list.");
    }
    if (p.acts.size() > acts_max) {
        return refuse("E_TOO_LONG", "acts", "At most 500.", "Au plus 500.");
    }
    const auto answer =
        what_if(c.state, c.workflows, {p.initiative, p.acts, p.as_of, c.today}, c.sha256);
    json::array acts;
    for (const auto& a : answer.acts) {
        acts.push_back(show(a));
    }
    return json::object{
        {"initiative", p.initiative},
        {"as_of", answer.as_of.to_string()},
        {"acts", std::move(acts)},
        {"before", show(answer.before)},
        {"after", show(answer.after)}};
}

}  // namespace

void add_definition_queries(query_list& list)
{
    add_query(
        list, "definition.diff", "What changes from one version of a definition to another.",
        definition_diff
    );
    add_query(
        list, "initiative.what_if", "What acts that nobody has done would lead to; writes nothing.",
        initiative_what_if
    );
}

}  // namespace depositary::api
