#pragma once

/// Conditions as data: a closed tree over named facts (docs/staged.md), with no scripting. Parsed
/// with errors that name the path; evaluated on integers; printed in words in both languages, and
/// as a C-like expression, so that any interpreter of an exported machine computes the same.

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "engine/payload_types.hpp"
#include "engine/refusal.hpp"
#include "engine/terms.hpp"
#include "engine/workflow.hpp"

namespace depositary::engine {

/// What values a fact takes, and so what it may be compared with.
enum class fact_kind
{
    count,   ///< 0, 1, 2 ...
    yes_no,  ///< 0 or 1
    day,     ///< days since 1970-01-01, written YYYY-MM-DD
    amount,  ///< minor units of its unit, written as a decimal string
};

/// A fact that conditions may name, and the parameters that it takes.
struct fact_info
{
    std::string_view name;
    fact_kind kind;
    std::vector<std::string_view> required;
    std::vector<std::string_view> optional;
    bool payload = false;  ///< what the command carries, not what the record holds
    bilingual words;       ///< a noun phrase (a sentence for yes_no), masculine singular in French
};

/// The closed list.
[[nodiscard]] std::span<const fact_info> stage_facts();

/// One fact with its parameters. `key` is its name among machine facts and in exports.
struct fact_query
{
    const fact_info* info = nullptr;
    std::map<std::string, std::string> with;
    std::string key;
    int exponent = 0;  ///< decimals of an amount's unit

    bool operator==(const fact_query& other) const
    {
        return info == other.info && with == other.with;
    }
};

enum class comparison
{
    eq,
    ne,
    lt,
    le,
    gt,
    ge,
};

/// A condition without "not": negation is pushed down to the comparisons when it is parsed.
struct condition
{
    enum class form
    {
        all,
        any,
        compare,
    };
    form what = form::all;
    std::vector<condition> parts;  ///< of all and any
    fact_query fact;               ///< of compare, as are the next two
    comparison op = comparison::ge;
    std::int64_t value = 0;
};

/// Comparisons that one condition may hold, and how deep it may nest.
inline constexpr std::size_t comparisons_max = 64;
inline constexpr int condition_depth_max = 8;

/// `path` leads the field of refusals. `rules` gives the units that amounts may be in, beside
/// currencies; nullptr where the condition passed the lint before.
[[nodiscard]] std::variant<condition, refusal> parse_condition(
    std::string_view json, const std::string& path, const terms* rules = nullptr
);

/// Requires: `facts` has every fact of facts_of(c).
[[nodiscard]] bool holds(const condition& c, const machine_facts& facts);

/// As a sentence of what must hold.
[[nodiscard]] text in_words(const condition& c);

/// Over the keys of its facts, in the syntax that C and ECMAScript share: || && == < <= > >= + -
/// ().
[[nodiscard]] std::string to_expr(const condition& c);

/// Every fact it names, once.
[[nodiscard]] std::vector<fact_query> facts_of(const condition& c);

/// The parts that must all hold: several for an "all", else the condition itself.
[[nodiscard]] std::vector<condition> conjuncts(const condition& c);

/// The condition that holds exactly when `c` does not.
[[nodiscard]] condition negated(condition c);

/// True when no values of its facts let all of `list` hold together. False when some may, or when
/// the tree is too large to tell.
[[nodiscard]] bool never_together(const std::vector<condition>& list);

}  // namespace depositary::engine
