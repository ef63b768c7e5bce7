#pragma once

/// Reading: one immutable state, the two time axes, and the methods that answer from them. Nothing
/// here waits for the writer; known_at reads the log through a reader of its own.

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "api/registrar.hpp"
#include "engine/log.hpp"
#include "engine/refusal.hpp"
#include "engine/workflow.hpp"

namespace depositary::api {

/// What a query sees.
struct query_context
{
    const engine::register_state& state;
    const engine::workflow_set& workflows;
    engine::log_reader& log;
    engine::log_head head;
    engine::civil_date today;  ///< UTC
    std::string principal;
    engine::sha256_function sha256 = nullptr;
};

using query_answer = std::variant<boost::json::value, engine::refusal>;

/// Rows of one page, unless the caller asks for fewer.
inline constexpr std::int64_t page_rows_max = 1'000;

class query_method
{
public:
    query_method(std::string_view name, std::string_view summary) : name_(name), summary_(summary)
    {}
    virtual ~query_method() = default;
    [[nodiscard]] std::string_view name() const { return name_; }
    [[nodiscard]] std::string_view summary() const { return summary_; }
    [[nodiscard]] virtual query_answer run(
        const query_context& c, const boost::json::object& params
    ) const = 0;
    [[nodiscard]] virtual boost::json::object params_schema() const = 0;

private:
    std::string_view name_;
    std::string_view summary_;
};

[[nodiscard]] std::span<const std::unique_ptr<query_method>> queries();
[[nodiscard]] const query_method* find_query(std::string_view name);

}  // namespace depositary::api
