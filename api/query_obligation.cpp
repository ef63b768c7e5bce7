#include <set>

#include "api/query_support.hpp"
#include "engine/obligation.hpp"

/// Reading assessed obligations: each one, one period, and who is in arrears.

namespace depositary::api {

namespace {

/// `state`: a state of obligation_payment or of obligation_deadline.
struct obligations_params
{
    std::string initiative;
    std::optional<civil_date> as_of;
    std::optional<moment> known_at;
    std::optional<std::string> actor;
    std::optional<std::string> period;
    std::optional<std::string> state;
    std::optional<std::int64_t> limit;
    std::optional<std::string> after;
};
BOOST_DESCRIBE_STRUCT(
    obligations_params, (), (initiative, as_of, known_at, actor, period, state, limit, after)
)

struct period_params
{
    std::string initiative;
    std::string period;
    std::optional<civil_date> as_of;
    std::optional<moment> known_at;
};
BOOST_DESCRIBE_STRUCT(period_params, (), (initiative, period, as_of, known_at))

query_answer obligation_list(const query_context& c, const obligations_params& p)
{
    auto found = initiative_at(c, p.initiative, p.known_at);
    if (auto* r = std::get_if<refusal>(&found)) {
        return std::move(*r);
    }
    const auto& s = *std::get<initiative_ptr>(found);
    const auto as_of = p.as_of.value_or(c.today);
    const auto actor = canonical_id(c.state, p.actor);
    std::vector<obligation_record> rows;
    for (const auto& [id, facts] : s.obligations) {
        auto r = record_obligation(s, id, as_of);
        const bool fits = r.recorded && (!actor || r.actor == *actor) &&
                          (!p.period || r.period == *p.period) &&
                          (!p.state || r.state == *p.state || r.deadline == *p.state);
        if (fits) {
            rows.push_back(std::move(r));
        }
    }
    return paged(
        rows, p.limit, p.after, [](const auto& r) { return r.id; },
        [](const auto& r) { return codec::encode(view_obligation(r)); }
    );
}

query_answer obligation_summary_of(const query_context& c, const period_params& p)
{
    auto found = initiative_at(c, p.initiative, p.known_at);
    if (auto* r = std::get_if<refusal>(&found)) {
        return std::move(*r);
    }
    const auto& s = *std::get<initiative_ptr>(found);
    return codec::encode(summarise_obligations(s, p.period, p.as_of.value_or(c.today)));
}

query_answer arrears_list(const query_context& c, const rows_params& p)
{
    auto found = initiative_at(c, p.initiative, p.known_at);
    if (auto* r = std::get_if<refusal>(&found)) {
        return std::move(*r);
    }
    const auto& s = *std::get<initiative_ptr>(found);
    const auto as_of = p.as_of.value_or(c.today);
    const auto actor = canonical_id(c.state, p.actor);
    std::set<std::string> actors;
    for (const auto& [id, facts] : s.obligations) {
        auto r = record_obligation(s, id, as_of);
        if (r.recorded && (!actor || r.actor == *actor)) {
            actors.insert(std::move(r.actor));
        }
    }
    return paged(
        actors, p.limit, p.after, [](const auto& a) { return a; },
        [&](const auto& a) { return codec::encode(view_arrears(s, record_arrears(s, a, as_of))); }
    );
}

}  // namespace

void add_obligation_queries(query_list& list)
{
    add_query<obligations_params>(
        list, "obligation.list", "Assessed obligations on a date, with what is known to be paid.",
        obligation_list
    );
    add_query<period_params>(
        list, "obligation.summary", "One period on a date: paid in full, on time, late, unknown.",
        obligation_summary_of
    );
    add_query<rows_params>(
        list, "arrears.list", "Each actor's arrears on a date against the preceding full periods.",
        arrears_list
    );
}

}  // namespace depositary::api
