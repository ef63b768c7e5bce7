#pragma once

/// The rules of a definition in words, for people who read neither JSON nor code.

#include <string>
#include <vector>

#include "engine/terms.hpp"

namespace depositary::engine {

/// One rule: what it is about, what it says, and the clause it rests on (empty when none is named).
struct rule_words
{
    std::string topic;  ///< path in the terms, for example "withdrawal"
    text says;
    std::string clause;
};
BOOST_DESCRIBE_STRUCT(rule_words, (), (topic, says, clause))

/// In the order of the terms. Only what the terms say; what they leave to the default is named
/// where the default decides something (the notice of a withdrawal, the window of an objection).
[[nodiscard]] std::vector<rule_words> rules_in_words(const definition& d);

/// "12 months", "12 mois"; "the first day of the month after 3 months".
[[nodiscard]] text delay_in_words(const delay_terms& delay);

/// "6 December 2017", "1er janvier 2021": as the notices of the United Nations write a day.
[[nodiscard]] text day_in_words(civil_date day);

}  // namespace depositary::engine
