#include "api/query_process.hpp"

#include "api/query_support.hpp"
#include "engine/process.hpp"

namespace depositary::api {

namespace {

struct alignment_params
{
    std::string initiative;
    std::optional<civil_date> as_of;
    std::optional<moment> known_at;
    std::optional<std::string> actor;
    std::optional<std::string> step;
    std::optional<std::int64_t> limit;
    std::optional<std::string> after;
};
BOOST_DESCRIBE_STRUCT(
    alignment_params, (), (initiative, as_of, known_at, actor, step, limit, after)
)

query_answer alignment_list(const query_context& c, const alignment_params& p)
{
    auto found = initiative_at(c, p.initiative, p.known_at);
    if (auto* r = std::get_if<refusal>(&found)) {
        return std::move(*r);
    }
    const auto& s = *std::get<initiative_ptr>(found);
    auto v = view_alignment(c.state, s, p.as_of.value_or(c.today));
    const auto has_step = [&](const auto& one) { return one.step == *p.step; };
    if (p.step && std::none_of(v.steps.begin(), v.steps.end(), has_step)) {
        return refuse("E_NOT_FOUND", "step");
    }
    if (p.step) {
        std::erase_if(v.rows, [&](const auto& row) { return !has_step(row); });
        std::erase_if(v.steps, [&](const auto& row) { return !has_step(row); });
    }
    if (p.actor) {
        const auto* who = c.state.find_actor(*p.actor);
        if (who == nullptr) {
            return refuse("E_NOT_FOUND", "actor", "See actor.list.", "Voir actor.list.");
        }
        std::erase_if(v.rows, [&](const auto& row) { return row.actor != who->id; });
    }
    // Pages need one order for the cursor; the counts are of the whole matrix on every page.
    const auto key = [](const position_view& row) { return row.actor + " " + row.step; };
    std::sort(v.rows.begin(), v.rows.end(), [&](const auto& a, const auto& b) {
        return key(a) < key(b);
    });
    auto answer = paged(v.rows, p.limit, p.after, key, [](const position_view& row) {
        return codec::encode(row);
    });
    answer["as_of"] = v.as_of.to_string();
    answer["steps"] = codec::encode(v.steps);
    return answer;
}

}  // namespace

void add_process_members(json::object& answer, const initiative_state& s, civil_date as_of)
{
    answer["steps"] = codec::encode(s.rules->steps);
    if (auto silences = view_silences(s, as_of); !silences.empty() || s.rules->rules.consensus) {
        answer["silences"] = codec::encode(silences);
    }
    if (!s.rules->phases.empty()) {
        answer["phases"] = codec::encode(view_phases(s, as_of));
    }
}

void add_process_queries(query_list& list)
{
    add_query(
        list, "alignment.list", "Who supports which step, with those that said nothing.",
        alignment_list
    );
}

}  // namespace depositary::api
