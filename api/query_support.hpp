#pragma once

/// How a file of api/ contributes query methods: a params struct and a function that answers.
/// Include it in api/query*.cpp only.

#include <boost/json.hpp>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "api/query.hpp"
#include "engine/codec.hpp"
#include "engine/state.hpp"

namespace depositary::api {

namespace json = boost::json;
using namespace engine;

using query_list = std::vector<std::unique_ptr<query_method>>;

template <class P>
class typed_query final : public query_method
{
public:
    using run_fn = query_answer (*)(const query_context&, const P&);
    typed_query(std::string_view name, std::string_view summary, run_fn fn)
        : query_method(name, summary), fn_(fn)
    {}
    query_answer run(const query_context& c, const json::object& params) const override
    {
        P p{};
        codec::fault_sink faults;
        codec::decode(json::value(params), p, "", faults);
        if (!faults.ok()) {
            return *faults.take();
        }
        return fn_(c, p);
    }
    json::object params_schema() const override { return codec::schema<P>(); }

private:
    run_fn fn_;
};

template <class P>
void add_query(
    query_list& list, std::string_view name, std::string_view summary,
    query_answer (*fn)(const query_context&, const P&)
)
{
    list.push_back(std::make_unique<typed_query<P>>(name, summary, fn));
}

/// The moment of knowledge: exactly one member.
struct moment
{
    std::optional<std::int64_t> seq;
    std::optional<std::string> recorded;  ///< RFC 3339, UTC ("2026-11-24T10:00:00Z")
    std::optional<civil_date> known_on;
};
BOOST_DESCRIBE_STRUCT(moment, (), (seq, recorded, known_on))

/// The initiative as it was known at a moment, or the refusal that says what is wrong with it.
[[nodiscard]] std::variant<initiative_ptr, refusal> initiative_at(
    const query_context& c, const std::string& id, const std::optional<moment>& when
);

using state_ptr = std::shared_ptr<const engine::register_state>;

/// The register with every initiative as it was known at a moment, under the rules of `as_of`;
/// what was not known then is left out. Actors, groups and rates are today's. The present register
/// when no moment is given; it lives as long as the context.
[[nodiscard]] std::variant<state_ptr, refusal> register_at(
    const query_context& c, const std::optional<moment>& when, civil_date as_of
);

inline std::int64_t rows_of(const std::optional<std::int64_t>& limit)
{
    return std::clamp<std::int64_t>(limit.value_or(page_rows_max), 1, page_rows_max);
}

/// Rows after `after`, by an ordered key, with the cursor of the next page.
template <class Rows, class Key, class Show>
json::object paged(
    const Rows& rows, const std::optional<std::int64_t>& limit,
    const std::optional<std::string>& after, Key key, Show show
)
{
    json::array out;
    json::object answer;
    const auto most = static_cast<std::size_t>(rows_of(limit));
    std::string last;
    for (const auto& row : rows) {
        if (after && key(row) <= *after) {
            continue;
        }
        if (out.size() == most) {
            answer["next"] = last;
            break;
        }
        last = key(row);
        out.push_back(show(row));
    }
    answer["rows"] = std::move(out);
    return answer;
}

struct initiative_params
{
    std::string initiative;
    std::optional<civil_date> as_of;
    std::optional<moment> known_at;
};
BOOST_DESCRIBE_STRUCT(initiative_params, (), (initiative, as_of, known_at))

struct page_params
{
    std::string initiative;
    std::optional<civil_date> as_of;
    std::optional<moment> known_at;
    std::optional<std::int64_t> limit;
    std::optional<std::string> after;
};
BOOST_DESCRIBE_STRUCT(page_params, (), (initiative, as_of, known_at, limit, after))

struct rows_params
{
    std::string initiative;
    std::optional<civil_date> as_of;
    std::optional<moment> known_at;
    std::optional<std::string> actor;
    std::optional<std::int64_t> limit;
    std::optional<std::string> after;
};
BOOST_DESCRIBE_STRUCT(rows_params, (), (initiative, as_of, known_at, actor, limit, after))

/// The id that `actor` leads to after merges; an id that nobody has stays as it is.
[[nodiscard]] inline std::optional<std::string> canonical_id(
    const engine::register_state& state, const std::optional<std::string>& actor
)
{
    const auto* who = actor ? state.find_actor(*actor) : nullptr;
    return who == nullptr ? actor : who->id;
}

// One per domain file; queries() joins them.
void add_allowed_query(query_list& list);
void add_definition_queries(query_list& list);
void add_process_queries(query_list& list);
void add_statement_queries(query_list& list);
void add_amendment_queries(query_list& list);
void add_obligation_queries(query_list& list);
void add_scorecard_queries(query_list& list);

}  // namespace depositary::api
