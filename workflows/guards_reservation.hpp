#pragma once

/// Conditions of reservations and of what others say of them (VCLT art. 19-23). Each states its
/// rule twice, as text for any interpreter of an exported machine and as code; a test compares the
/// two. Day numbers are days since 1970-01-01; a window that has not begun ends on 999999999.

#include "workflows/words.hpp"

namespace depositary::workflows::when {

struct not_prohibited
{
    static constexpr guard_words words{
        .id = "not_prohibited",
        .reason = "E_PROHIBITED",
        .clause = "VCLT art. 19(a)",
        .en = "The treaty does not prohibit reservations.",
        .fr = "Le traité n'interdit pas les réserves.",
        .expr = "prohibited == 0",
    };

    static bool test(const engine::machine_facts& facts) { return at(facts, "prohibited") == 0; }
};

struct provision_listed
{
    static constexpr guard_words words{
        .id = "provision_listed",
        .reason = "E_NOT_LISTED",
        .clause = "VCLT art. 19(b)",
        .en = "The provision is one to which the treaty admits reservations.",
        .fr = "La disposition est de celles auxquelles le traité admet des réserves.",
        .expr = "listed == 1",
        .payload = true,
    };

    static bool test(const engine::machine_facts& facts) { return at(facts, "listed") == 1; }
};

struct not_after_consent
{
    static constexpr guard_words words{
        .id = "not_after_consent",
        .reason = "E_TIMING",
        .clause = "VCLT art. 19",
        .en = "It is formulated no later than the State's own consent to be bound.",
        .fr = "Elle est formulée au plus tard avec le consentement de l'État à être lié.",
        .expr = "on_day <= consent_day",
        .payload = true,
    };

    static bool test(const engine::machine_facts& facts)
    {
        return at(facts, "on_day") <= at(facts, "consent_day");
    }
};

struct late_admitted
{
    static constexpr guard_words words{
        .id = "late_admitted",
        .reason = "E_TIMING",
        .clause = "VCLT art. 19",
        .en = "The terms admit that a reservation is proposed after consent to be bound.",
        .fr = "Les clauses admettent une réserve proposée après le consentement à être lié.",
        .expr = "late_admitted == 1",
    };

    static bool test(const engine::machine_facts& facts) { return at(facts, "late_admitted") == 1; }
};

struct other_contracting_state
{
    static constexpr guard_words words{
        .id = "other_contracting_state",
        .reason = "E_NOT_CONTRACTING",
        .clause = "VCLT art. 20(4)",
        .en = "It is a contracting State other than the one that made the reservation.",
        .fr = "C'est un État contractant autre que l'auteur de la réserve.",
        .expr = "contracting == 1 && is_author == 0",
    };

    static bool test(const engine::machine_facts& facts)
    {
        return at(facts, "contracting") == 1 && at(facts, "is_author") == 0;
    }
};

struct organ_decides
{
    static constexpr guard_words words{
        .id = "organ_decides",
        .reason = "E_ORGAN",
        .clause = "VCLT art. 20(3)",
        .en = "The terms ask for the acceptance of the competent organ.",
        .fr = "Les clauses exigent l'acceptation de l'organe compétent.",
        .expr = "organ == 1",
    };

    static bool test(const engine::machine_facts& facts) { return at(facts, "organ") == 1; }
};

struct no_organ_decides
{
    static constexpr guard_words words{
        .id = "no_organ_decides",
        .reason = "E_ORGAN",
        .clause = "VCLT art. 20(3)",
        .en = "The contracting States accept one by one; no organ does.",
        .fr = "Les États contractants acceptent un à un ; aucun organe ne le fait.",
        .expr = "organ == 0",
    };

    static bool test(const engine::machine_facts& facts) { return at(facts, "organ") == 0; }
};

struct within_period
{
    static constexpr guard_words words{
        .id = "within_period",
        .reason = "E_WINDOW_CLOSED",
        .clause = "VCLT art. 20(5)",
        .en = "The period for objections is not over for this State.",
        .fr = "Le délai d'objection n'est pas expiré pour cet État.",
        .expr = "on_day <= window_ends_day",
        .payload = true,
    };

    static bool test(const engine::machine_facts& facts)
    {
        return at(facts, "on_day") <= at(facts, "window_ends_day");
    }
};

struct period_ended
{
    static constexpr guard_words words{
        .id = "period_ended",
        .reason = "E_NOT_DUE",
        .clause = "VCLT art. 20(5)",
        .en = "The period for objections is over.",
        .fr = "Le délai d'objection est expiré.",
        .expr = "today > window_ends_day",
    };

    static bool test(const engine::machine_facts& facts)
    {
        return at(facts, "today") > at(facts, "window_ends_day");
    }
};

struct last_objection
{
    static constexpr guard_words words{
        .id = "last_objection",
        .reason = "E_STATE",
        .clause = "the workflow",
        .en = "No other objection stands.",
        .fr = "Aucune autre objection ne subsiste.",
        .expr = "standing_objections <= 1",
    };

    static bool test(const engine::machine_facts& facts)
    {
        return at(facts, "standing_objections") <= 1;
    }
};

}  // namespace depositary::workflows::when
