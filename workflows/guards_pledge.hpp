#pragma once

/// Conditions of pledges, commitments, payments and deliveries. Each states its rule twice, as
/// text for any interpreter of an exported machine and as code; a test compares the two. Day
/// numbers are days since 1970-01-01; an open-ended window has -999999999 or 999999999.

#include "workflows/words.hpp"

namespace depositary::workflows::when {

struct pledges_admitted
{
    static constexpr guard_words words{
        .id = "pledges_admitted",
        .reason = "E_PLEDGES_NOT_ADMITTED",
        .clause = "the terms: pledges",
        .en = "The terms admit such pledges.",
        .fr = "Les clauses admettent de telles promesses.",
        .expr = "pledges_admitted == 1",
    };

    static bool test(const engine::machine_facts& facts)
    {
        return at(facts, "pledges_admitted") == 1;
    }
};

struct unit_known
{
    static constexpr guard_words words{
        .id = "unit_known",
        .reason = "E_UNIT",
        .clause = "ISO 4217, or the units of the terms",
        .en = "The unit is an ISO 4217 currency or one that the terms name.",
        .fr = "L'unité est une devise ISO 4217 ou une unité prévue par les clauses.",
        .expr = "unit_known == 1",
        .payload = true,
    };

    static bool test(const engine::machine_facts& facts) { return at(facts, "unit_known") == 1; }
};

struct amount_or_undertaking
{
    static constexpr guard_words words{
        .id = "amount_or_undertaking",
        .reason = "E_AMOUNT",
        .clause = "domain rule: exact decimals",
        .en = "The amount is positive, or the pledge is an undertaking without amount.",
        .fr = "Le montant est positif, ou la promesse est un engagement d'action sans montant.",
        .expr = "amount_minor > 0 || undertaking == 1",
        .payload = true,
    };

    static bool test(const engine::machine_facts& facts)
    {
        return at(facts, "amount_minor") > 0 || at(facts, "undertaking") == 1;
    }
};

struct amount_positive
{
    static constexpr guard_words words{
        .id = "amount_positive",
        .reason = "E_AMOUNT",
        .clause = "domain rule: exact decimals",
        .en = "The amount is positive.",
        .fr = "Le montant est positif.",
        .expr = "amount_minor > 0",
        .payload = true,
    };

    static bool test(const engine::machine_facts& facts) { return at(facts, "amount_minor") > 0; }
};

struct amount_not_negative
{
    static constexpr guard_words words{
        .id = "amount_not_negative",
        .reason = "E_AMOUNT",
        .clause = "an amendment replaces the total",
        .en = "The new total is not negative.",
        .fr = "Le nouveau total n'est pas négatif.",
        .expr = "amount_minor >= 0",
        .payload = true,
    };

    static bool test(const engine::machine_facts& facts) { return at(facts, "amount_minor") >= 0; }
};

struct is_participant
{
    static constexpr guard_words words{
        .id = "is_participant",
        .reason = "E_NOT_PARTICIPANT",
        .clause = "the terms: pledging",
        .en = "The actor takes part and may pledge.",
        .fr = "L'acteur participe et peut promettre.",
        .expr = "participant == 1",
    };

    static bool test(const engine::machine_facts& facts) { return at(facts, "participant") == 1; }
};

struct not_duplicate
{
    static constexpr guard_words words{
        .id = "not_duplicate",
        .reason = "E_DUPLICATE",
        .clause = "no double counting",
        .en = "It is not a pledge already recorded.",
        .fr = "Ce n'est pas une promesse déjà enregistrée.",
        .expr = "not_duplicate == 1",
        .payload = true,
    };

    static bool test(const engine::machine_facts& facts) { return at(facts, "not_duplicate") == 1; }
};

struct shares_sum_to_one
{
    static constexpr guard_words words{
        .id = "shares_sum_to_one",
        .reason = "E_SHARES",
        .clause = "no double counting: joint pledges",
        .en = "The shares of a joint pledge sum to exactly 1.",
        .fr = "Les parts d'une promesse conjointe totalisent exactement 1.",
        .expr = "shares_sum_to_one == 1",
        .payload = true,
    };

    static bool test(const engine::machine_facts& facts)
    {
        return at(facts, "shares_sum_to_one") == 1;
    }
};

struct confirmation_overdue
{
    static constexpr guard_words words{
        .id = "confirmation_overdue",
        .reason = "E_NOT_DUE",
        .clause = "announced pledges expire to unconfirmed",
        .en = "The time for confirmation has run out.",
        .fr = "Le délai de confirmation est écoulé.",
        .expr = "today >= unconfirmed_day",
    };

    static bool test(const engine::machine_facts& facts)
    {
        return at(facts, "today") >= at(facts, "unconfirmed_day");
    }
};

struct smaller_than_now
{
    static constexpr guard_words words{
        .id = "smaller_than_now",
        .reason = "E_AMOUNT",
        .clause = "a reduction lowers the total",
        .en = "The new total is smaller than the present one and not negative.",
        .fr = "Le nouveau total est inférieur au total actuel et non négatif.",
        .expr = "amount_minor < current_minor && amount_minor >= 0",
        .payload = true,
    };

    static bool test(const engine::machine_facts& facts)
    {
        return at(facts, "amount_minor") < at(facts, "current_minor") &&
               at(facts, "amount_minor") >= 0;
    }
};

struct within_outstanding
{
    static constexpr guard_words words{
        .id = "within_outstanding",
        .reason = "E_AMOUNT",
        .clause = "at most what is outstanding is released",
        .en = "The amount is positive and at most what is outstanding.",
        .fr = "Le montant est positif et au plus ce qui reste dû.",
        .expr = "amount_minor > 0 && amount_minor <= outstanding_minor",
        .payload = true,
    };

    static bool test(const engine::machine_facts& facts)
    {
        return at(facts, "amount_minor") > 0 &&
               at(facts, "amount_minor") <= at(facts, "outstanding_minor");
    }
};

struct releases_everything
{
    static constexpr guard_words words{
        .id = "releases_everything",
        .reason = "E_AMOUNT",
        .clause = "the pledge ends when nothing was paid and nothing is expected",
        .en = "All that is outstanding is released, and nothing was paid.",
        .fr = "Tout ce qui reste attendu est abandonné, et rien n'a été payé.",
        .expr = "amount_minor == outstanding_minor && paid_minor == 0",
        .payload = true,
    };

    static bool test(const engine::machine_facts& facts)
    {
        return at(facts, "amount_minor") == at(facts, "outstanding_minor") &&
               at(facts, "paid_minor") == 0;
    }
};

struct covers_pledge
{
    static constexpr guard_words words{
        .id = "covers_pledge",
        .reason = "E_STATE",
        .clause = "the state follows from the amounts",
        .en = "What was paid covers the pledge.",
        .fr = "Ce qui est payé couvre la promesse.",
        .expr = "paid_minor >= pledged_minor && paid_minor > 0",
    };

    static bool test(const engine::machine_facts& facts)
    {
        return at(facts, "paid_minor") >= at(facts, "pledged_minor") && at(facts, "paid_minor") > 0;
    }
};

struct covers_part
{
    static constexpr guard_words words{
        .id = "covers_part",
        .reason = "E_STATE",
        .clause = "the state follows from the amounts",
        .en = "A part of the pledge was paid.",
        .fr = "Une partie de la promesse est payée.",
        .expr = "paid_minor > 0 && paid_minor < pledged_minor",
    };

    static bool test(const engine::machine_facts& facts)
    {
        return at(facts, "paid_minor") > 0 && at(facts, "paid_minor") < at(facts, "pledged_minor");
    }
};

struct commitment_covers_pledge
{
    static constexpr guard_words words{
        .id = "commitment_covers_pledge",
        .reason = "E_STATE",
        .clause = "the state follows from the amounts",
        .en = "Nothing was paid; commitments cover the pledge.",
        .fr = "Rien n'est payé ; les engagements couvrent la promesse.",
        .expr = "paid_minor == 0 && committed_minor >= pledged_minor && committed_minor > 0",
    };

    static bool test(const engine::machine_facts& facts)
    {
        return at(facts, "paid_minor") == 0 &&
               at(facts, "committed_minor") >= at(facts, "pledged_minor") &&
               at(facts, "committed_minor") > 0;
    }
};

struct commitment_covers_part
{
    static constexpr guard_words words{
        .id = "commitment_covers_part",
        .reason = "E_STATE",
        .clause = "the state follows from the amounts",
        .en = "Nothing was paid; commitments cover a part of the pledge.",
        .fr = "Rien n'est payé ; les engagements couvrent une partie de la promesse.",
        .expr = "paid_minor == 0 && committed_minor > 0 && committed_minor < pledged_minor",
    };

    static bool test(const engine::machine_facts& facts)
    {
        return at(facts, "paid_minor") == 0 && at(facts, "committed_minor") > 0 &&
               at(facts, "committed_minor") < at(facts, "pledged_minor");
    }
};

struct nothing_committed
{
    static constexpr guard_words words{
        .id = "nothing_committed",
        .reason = "E_STATE",
        .clause = "the state follows from the amounts",
        .en = "Nothing was paid or committed.",
        .fr = "Rien n'est payé ni engagé.",
        .expr = "paid_minor == 0 && committed_minor == 0",
    };

    static bool test(const engine::machine_facts& facts)
    {
        return at(facts, "paid_minor") == 0 && at(facts, "committed_minor") == 0;
    }
};

struct acceptance_covers_pledge
{
    static constexpr guard_words words{
        .id = "acceptance_covers_pledge",
        .reason = "E_STATE",
        .clause = "the state follows from the amounts",
        .en = "What was accepted covers the pledge.",
        .fr = "Ce qui est accepté couvre la promesse.",
        .expr = "accepted_minor >= pledged_minor && accepted_minor > 0",
    };

    static bool test(const engine::machine_facts& facts)
    {
        return at(facts, "accepted_minor") >= at(facts, "pledged_minor") &&
               at(facts, "accepted_minor") > 0;
    }
};

struct acceptance_covers_part
{
    static constexpr guard_words words{
        .id = "acceptance_covers_part",
        .reason = "E_STATE",
        .clause = "the state follows from the amounts",
        .en = "A part of the pledge was accepted.",
        .fr = "Une partie de la promesse est acceptée.",
        .expr = "accepted_minor > 0 && accepted_minor < pledged_minor",
    };

    static bool test(const engine::machine_facts& facts)
    {
        return at(facts, "accepted_minor") > 0 &&
               at(facts, "accepted_minor") < at(facts, "pledged_minor");
    }
};

struct only_shipped
{
    static constexpr guard_words words{
        .id = "only_shipped",
        .reason = "E_STATE",
        .clause = "the state follows from the amounts",
        .en = "Goods were shipped, none accepted yet.",
        .fr = "Des biens sont expédiés, aucun n'est encore accepté.",
        .expr = "accepted_minor == 0 && shipped_minor > 0",
    };

    static bool test(const engine::machine_facts& facts)
    {
        return at(facts, "accepted_minor") == 0 && at(facts, "shipped_minor") > 0;
    }
};

struct nothing_shipped
{
    static constexpr guard_words words{
        .id = "nothing_shipped",
        .reason = "E_STATE",
        .clause = "the state follows from the amounts",
        .en = "Nothing was shipped.",
        .fr = "Rien n'est expédié.",
        .expr = "accepted_minor == 0 && shipped_minor == 0",
    };

    static bool test(const engine::machine_facts& facts)
    {
        return at(facts, "accepted_minor") == 0 && at(facts, "shipped_minor") == 0;
    }
};

struct matching_reached
{
    static constexpr guard_words words{
        .id = "matching_reached",
        .reason = "E_CONDITION_NOT_MET",
        .clause = "matching: min(cap, ratio x others)",
        .en = "The ledger shows the matching amount.",
        .fr = "Le registre montre le montant de contrepartie.",
        .expr = "matching_minor >= matching_needed_minor",
    };

    static bool test(const engine::machine_facts& facts)
    {
        return at(facts, "matching_minor") >= at(facts, "matching_needed_minor");
    }
};

struct countersigned
{
    static constexpr guard_words words{
        .id = "countersigned",
        .reason = "E_COUNTERSIGN",
        .clause = "a commitment is signed by both sides",
        .en = "Contributor and recipient have both signed.",
        .fr = "Le contributeur et le bénéficiaire ont signé tous deux.",
        .expr = "countersigned == 1",
    };

    static bool test(const engine::machine_facts& facts) { return at(facts, "countersigned") == 1; }
};

struct schedule_sums_up
{
    static constexpr guard_words words{
        .id = "schedule_sums_up",
        .reason = "E_SCHEDULE_SUM",
        .clause = "commitment schedule",
        .en = "The instalments sum to the amount of the commitment.",
        .fr = "Les échéances totalisent le montant de l'engagement.",
        .expr = "instalments_minor == amount_minor",
        .payload = true,
    };

    static bool test(const engine::machine_facts& facts)
    {
        return at(facts, "instalments_minor") == at(facts, "amount_minor");
    }
};

struct condition_allows
{
    static constexpr guard_words words{
        .id = "condition_allows",
        .reason = "E_CONDITION",
        .clause = "conditions of a pledge",
        .en = "No condition is pending, or the commitment is qualified.",
        .fr = "Aucune condition n'est en attente, ou l'engagement est assorti de réserves.",
        .expr = "condition_pending == 0 || qualified == 1",
    };

    static bool test(const engine::machine_facts& facts)
    {
        return at(facts, "condition_pending") == 0 || at(facts, "qualified") == 1;
    }
};

struct allocation_matches
{
    static constexpr guard_words words{
        .id = "allocation_matches",
        .reason = "E_ALLOCATION",
        .clause = "allocation of receipts",
        .en = "The instalment or commitment named fits.",
        .fr = "L'échéance ou l'engagement désigné convient.",
        .expr = "allocation_matches == 1",
        .payload = true,
    };

    static bool test(const engine::machine_facts& facts)
    {
        return at(facts, "allocation_matches") == 1;
    }
};

struct has_original
{
    static constexpr guard_words words{
        .id = "has_original",
        .reason = "E_NO_ORIGINAL",
        .clause = "the ledger",
        .en = "There is a report to act on.",
        .fr = "Il y a une déclaration à traiter.",
        .expr = "has_original == 1",
    };

    static bool test(const engine::machine_facts& facts) { return at(facts, "has_original") == 1; }
};

struct unit_matches
{
    static constexpr guard_words words{
        .id = "unit_matches",
        .reason = "E_UNIT",
        .clause = "units are never summed with others",
        .en = "The unit is that of the pledge.",
        .fr = "L'unité est celle de la promesse.",
        .expr = "unit_matches == 1",
        .payload = true,
    };

    static bool test(const engine::machine_facts& facts) { return at(facts, "unit_matches") == 1; }
};

struct shelf_life_long_enough
{
    static constexpr guard_words words{
        .id = "shelf_life_long_enough",
        .reason = "E_SHELF_LIFE",
        .clause = "the terms: quality of deliveries",
        .en = "The remaining shelf life is as long as the terms ask.",
        .fr = "La durée de conservation restante est celle qu'exigent les clauses.",
        .expr = "shelf_life_days >= shelf_life_needed_days",
        .payload = true,
    };

    static bool test(const engine::machine_facts& facts)
    {
        return at(facts, "shelf_life_days") >= at(facts, "shelf_life_needed_days");
    }
};

struct something_unpaid
{
    static constexpr guard_words words{
        .id = "something_unpaid",
        .reason = "E_STATE",
        .clause = "the ledger",
        .en = "A part of the instalment is unpaid.",
        .fr = "Une partie de l'échéance n'est pas payée.",
        .expr = "unpaid_minor > 0",
    };

    static bool test(const engine::machine_facts& facts) { return at(facts, "unpaid_minor") > 0; }
};

struct fully_paid
{
    static constexpr guard_words words{
        .id = "fully_paid",
        .reason = "E_UNPAID",
        .clause = "the ledger",
        .en = "The instalment is fully paid.",
        .fr = "L'échéance est entièrement payée.",
        .expr = "unpaid_minor <= 0",
    };

    static bool test(const engine::machine_facts& facts) { return at(facts, "unpaid_minor") <= 0; }
};

struct recipient_consents
{
    static constexpr guard_words words{
        .id = "recipient_consents",
        .reason = "E_COUNTERSIGN",
        .clause = "rescheduling needs the recipient",
        .en = "The recipient consents.",
        .fr = "Le bénéficiaire consent.",
        .expr = "recipient_consents == 1",
    };

    static bool test(const engine::machine_facts& facts)
    {
        return at(facts, "recipient_consents") == 1;
    }
};

}  // namespace depositary::workflows::when
