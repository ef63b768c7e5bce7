#pragma once

/// Conditions of a correction. Each states its rule twice, as text for any interpreter of an
/// exported machine and as code; a test compares the two. Day numbers are days since 1970-01-01.

#include "workflows/words.hpp"

namespace depositary::workflows::when {

struct objection_window_open
{
    static constexpr guard_words words{
        .id = "objection_window_open",
        .reason = "E_WINDOW_CLOSED",
        .clause = "VCLT art. 79(2)",
        .en = "The time for objections is still running.",
        .fr = "Le délai d'objection court encore.",
        .expr = "today <= objections_until_day",
    };

    static bool test(const engine::machine_facts& facts)
    {
        return at(facts, "today") <= at(facts, "objections_until_day");
    }
};

struct objection_window_over
{
    static constexpr guard_words words{
        .id = "objection_window_over",
        .reason = "E_OBJECTION_PENDING",
        .clause = "VCLT art. 79(2)",
        .en = "The time for objections is over.",
        .fr = "Le délai d'objection est écoulé.",
        .expr = "today > objections_until_day",
    };

    static bool test(const engine::machine_facts& facts)
    {
        return at(facts, "today") > at(facts, "objections_until_day");
    }
};

struct no_objection
{
    static constexpr guard_words words{
        .id = "no_objection",
        .reason = "E_OBJECTION_PENDING",
        .clause = "VCLT art. 79(2)",
        .en = "Nobody has objected.",
        .fr = "Personne n'a fait objection.",
        .expr = "objections == 0",
    };

    static bool test(const engine::machine_facts& facts) { return at(facts, "objections") == 0; }
};

}  // namespace depositary::workflows::when
