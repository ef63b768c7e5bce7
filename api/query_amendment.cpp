#include "api/query_support.hpp"
#include "engine/amendment.hpp"
#include "engine/correction.hpp"

namespace depositary::api {

namespace {

query_answer amendment_list(const query_context& c, const initiative_params& p)
{
    auto found = initiative_at(c, p.initiative, p.known_at);
    if (auto* r = std::get_if<refusal>(&found)) {
        return std::move(*r);
    }
    const auto& s = *std::get<initiative_ptr>(found);
    const auto rows = view_amendments(c.state, s, p.as_of.value_or(c.today));
    return json::object{{"rows", codec::encode(rows)}, {"seq", c.state.seq}};
}

query_answer correction_list(const query_context& c, const initiative_params& p)
{
    auto found = initiative_at(c, p.initiative, p.known_at);
    if (auto* r = std::get_if<refusal>(&found)) {
        return std::move(*r);
    }
    const auto& s = *std::get<initiative_ptr>(found);
    const auto rows = view_corrections(s, p.as_of.value_or(c.today));
    return json::object{{"rows", codec::encode(rows)}, {"seq", c.state.seq}};
}

}  // namespace

void add_amendment_queries(query_list& list)
{
    add_query(
        list, "amendment.list",
        "Amendments on a date: where each stands, who accepted it and whom it binds.",
        amendment_list
    );
    add_query(
        list, "correction.list",
        "Corrections with the time for objections and the objections made.", correction_list
    );
}

}  // namespace depositary::api
