#pragma once

/// Conditions that several machines share. Each states its rule twice, as text for any
/// interpreter of an exported machine and as code; a test compares the two. Day numbers are days
/// since 1970-01-01; an open-ended window has -999999999 or 999999999.

#include "workflows/words.hpp"

namespace depositary::workflows::when {

struct eligible
{
    static constexpr guard_words words{
        .id = "eligible",
        .reason = "E_NOT_ELIGIBLE",
        .clause = "the terms: who may join",
        .en = "The actor is among those who may join on that day.",
        .fr = "L'acteur est parmi ceux qui peuvent participer ce jour-là.",
        .expr = "eligible == 1",
    };

    static bool test(const engine::machine_facts& facts) { return at(facts, "eligible") == 1; }
};

struct has_reason
{
    static constexpr guard_words words{
        .id = "has_reason",
        .reason = "E_REASON",
        .clause = "the record says why",
        .en = "A reason is given.",
        .fr = "Un motif est donné.",
        .expr = "has_reason == 1",
        .payload = true,
    };

    static bool test(const engine::machine_facts& facts) { return at(facts, "has_reason") == 1; }
};

struct has_evidence
{
    static constexpr guard_words words{
        .id = "has_evidence",
        .reason = "E_NO_EVIDENCE",
        .clause = "the record says on what evidence",
        .en = "Evidence is given.",
        .fr = "Une preuve est donnée.",
        .expr = "has_evidence == 1",
        .payload = true,
    };

    static bool test(const engine::machine_facts& facts) { return at(facts, "has_evidence") == 1; }
};

struct has_successor
{
    static constexpr guard_words words{
        .id = "has_successor",
        .reason = "E_NO_SUCCESSOR",
        .clause = "the record is never deleted",
        .en = "A successor is named.",
        .fr = "Un successeur est désigné.",
        .expr = "has_successor == 1",
        .payload = true,
    };

    static bool test(const engine::machine_facts& facts) { return at(facts, "has_successor") == 1; }
};

struct four_eyes
{
    static constexpr guard_words words{
        .id = "four_eyes",
        .reason = "E_FOUR_EYES",
        .clause = "four eyes",
        .en = "A second person has approved it.",
        .fr = "Une seconde personne l'a approuvé.",
        .expr = "four_eyes == 1",
    };

    static bool test(const engine::machine_facts& facts) { return at(facts, "four_eyes") == 1; }
};

struct due_day_come
{
    static constexpr guard_words words{
        .id = "due_day_come",
        .reason = "E_NOT_DUE",
        .clause = "the computed date",
        .en = "The due day has come.",
        .fr = "Le jour de l'échéance est venu.",
        .expr = "today >= due_day",
    };

    static bool test(const engine::machine_facts& facts)
    {
        return at(facts, "today") >= at(facts, "due_day");
    }
};

struct due_day_past
{
    static constexpr guard_words words{
        .id = "due_day_past",
        .reason = "E_NOT_DUE",
        .clause = "the computed date",
        .en = "The due day is past.",
        .fr = "Le jour de l'échéance est passé.",
        .expr = "today > due_day",
    };

    static bool test(const engine::machine_facts& facts)
    {
        return at(facts, "today") > at(facts, "due_day");
    }
};

struct reporter_does_not_confirm
{
    static constexpr guard_words words{
        .id = "reporter_does_not_confirm",
        .reason = "E_SELF_CONFIRM",
        .clause = "who reports does not confirm",
        .en = "The one who confirms is not the one who reported.",
        .fr = "Celui qui confirme n'est pas celui qui a déclaré.",
        .expr = "confirmer_is_reporter == 0",
    };

    static bool test(const engine::machine_facts& facts)
    {
        return at(facts, "confirmer_is_reporter") == 0;
    }
};

struct window_open
{
    static constexpr guard_words words{
        .id = "window_open",
        .reason = "E_WINDOW_CLOSED",
        .clause = "the terms: window",
        .en = "The day of the act lies in the window.",
        .fr = "Le jour de l'acte est dans la période prévue.",
        .expr = "on_day >= window_opens_day && on_day <= window_closes_day",
        .payload = true,
    };

    static bool test(const engine::machine_facts& facts)
    {
        return at(facts, "on_day") >= at(facts, "window_opens_day") &&
               at(facts, "on_day") <= at(facts, "window_closes_day");
    }
};

}  // namespace depositary::workflows::when
