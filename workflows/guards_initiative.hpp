#pragma once

/// Conditions of an initiative's own regions. Each states its rule twice, as text for any
/// interpreter of an exported machine and as code; a test compares the two. Day numbers are days
/// since 1970-01-01; an open-ended window has -999999999 or 999999999.

#include "workflows/words.hpp"

namespace depositary::workflows::when {

struct has_text
{
    static constexpr guard_words words{
        .id = "has_text",
        .reason = "E_NO_TEXT",
        .clause = "VCLT art. 9-10",
        .en = "The text is given as evidence, with its hash.",
        .fr = "Le texte est donné en preuve, avec son empreinte.",
        .expr = "has_text == 1",
        .payload = true,
    };

    static bool test(const engine::machine_facts& facts) { return at(facts, "has_text") == 1; }
};

struct adopted_by_rule
{
    static constexpr guard_words words{
        .id = "adopted_by_rule",
        .reason = "E_NOT_ADOPTED",
        .clause = "VCLT art. 9",
        .en = "The text was adopted as its rule of adoption asks.",
        .fr = "Le texte a été adopté selon sa règle d'adoption.",
        .expr = "adopted_by_rule == 1",
        .payload = true,
    };

    static bool test(const engine::machine_facts& facts)
    {
        return at(facts, "adopted_by_rule") == 1;
    }
};

struct has_depositary
{
    static constexpr guard_words words{
        .id = "has_depositary",
        .reason = "E_NO_DEPOSITARY",
        .clause = "VCLT art. 76",
        .en = "A depositary is designated.",
        .fr = "Un dépositaire est désigné.",
        .expr = "has_depositary == 1",
    };

    static bool test(const engine::machine_facts& facts)
    {
        return at(facts, "has_depositary") == 1;
    }
};

struct threshold_reached
{
    static constexpr guard_words words{
        .id = "threshold_reached",
        .reason = "E_THRESHOLD",
        .clause = "the terms: entry into force",
        .en = "The threshold for entry into force is reached.",
        .fr = "Le seuil d'entrée en vigueur est atteint.",
        .expr = "threshold_reached == 1",
        .shown = "instruments_certain instruments_required",
    };

    static bool test(const engine::machine_facts& facts)
    {
        return at(facts, "threshold_reached") == 1;
    }
};

struct threshold_no_longer_reached
{
    static constexpr guard_words words{
        .id = "threshold_no_longer_reached",
        .reason = "E_STATE",
        .clause = "the terms: entry into force",
        .en = "The threshold is no longer reached.",
        .fr = "Le seuil n'est plus atteint.",
        .expr = "threshold_reached == 0",
        .shown = "instruments_certain instruments_required",
    };

    static bool test(const engine::machine_facts& facts)
    {
        return at(facts, "threshold_reached") == 0;
    }
};

struct threshold_kept
{
    static constexpr guard_words words{
        .id = "threshold_kept",
        .reason = "E_THRESHOLD_LOST",
        .clause = "the terms: entry into force",
        .en = "The threshold is still met.",
        .fr = "Le seuil est toujours atteint.",
        .expr = "threshold_reached == 1",
    };

    static bool test(const engine::machine_facts& facts)
    {
        return at(facts, "threshold_reached") == 1;
    }
};

struct in_force_day_come
{
    static constexpr guard_words words{
        .id = "in_force_day_come",
        .reason = "E_NOT_DUE",
        .clause = "VCLT art. 24",
        .en = "The computed day of entry into force has come.",
        .fr = "Le jour calculé de l'entrée en vigueur est venu.",
        .expr = "in_force_day <= today",
    };

    static bool test(const engine::machine_facts& facts)
    {
        return at(facts, "in_force_day") <= at(facts, "today");
    }
};

struct all_consent
{
    static constexpr guard_words words{
        .id = "all_consent",
        .reason = "E_CONSENT_OF_ALL",
        .clause = "VCLT art. 54(b), 57(b)",
        .en = "The terms allow it, or the consent of all parties is shown.",
        .fr = "Les clauses le permettent, ou le consentement de toutes les parties est établi.",
        .expr = "consent_of_all == 1 || terms_allow == 1",
        .payload = true,
    };

    static bool test(const engine::machine_facts& facts)
    {
        return at(facts, "consent_of_all") == 1 || at(facts, "terms_allow") == 1;
    }
};

struct effectiveness_reached
{
    static constexpr guard_words words{
        .id = "effectiveness_reached",
        .reason = "E_EFFECTIVENESS",
        .clause = "the terms: effectiveness",
        .en = "The signed share reaches the effectiveness threshold.",
        .fr = "La part signée atteint le seuil d'effectivité.",
        .expr = "signed_bp >= effectiveness_bp",
    };

    static bool test(const engine::machine_facts& facts)
    {
        return at(facts, "signed_bp") >= at(facts, "effectiveness_bp");
    }
};

struct unqualified_share_reached
{
    static constexpr guard_words words{
        .id = "unqualified_share_reached",
        .reason = "E_UNQUALIFIED",
        .clause = "the terms: effectiveness",
        .en = "The unqualified share reaches its threshold.",
        .fr = "La part sans réserve atteint son seuil.",
        .expr = "unqualified_bp >= unqualified_needed_bp",
    };

    static bool test(const engine::machine_facts& facts)
    {
        return at(facts, "unqualified_bp") >= at(facts, "unqualified_needed_bp");
    }
};

struct no_effectiveness_needed
{
    static constexpr guard_words words{
        .id = "no_effectiveness_needed",
        .reason = "E_EFFECTIVENESS",
        .clause = "the terms: effectiveness",
        .en = "The terms ask for no effectiveness threshold.",
        .fr = "Les clauses n'exigent aucun seuil d'effectivité.",
        .expr = "effectiveness_bp == 0 && unqualified_needed_bp == 0",
    };

    static bool test(const engine::machine_facts& facts)
    {
        return at(facts, "effectiveness_bp") == 0 && at(facts, "unqualified_needed_bp") == 0;
    }
};

}  // namespace depositary::workflows::when
