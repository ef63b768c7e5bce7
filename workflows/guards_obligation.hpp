#pragma once

/// Conditions of assessed obligations and of arrears. Each states its rule twice, as text for any
/// interpreter of an exported machine and as code; a test compares the two.

#include "workflows/words.hpp"

namespace depositary::workflows::when {

struct payer_does_not_record
{
    static constexpr guard_words words{
        .id = "payer_does_not_record",
        .reason = "E_SELF_CONFIRM",
        .clause = "who owes does not confirm",
        .en = "Whoever records it does not speak for the one who owes.",
        .fr = "Celui qui l'enregistre ne représente pas le débiteur.",
        .expr = "recorder_is_payer == 0",
    };

    static bool test(const engine::machine_facts& facts)
    {
        return at(facts, "recorder_is_payer") == 0;
    }
};

struct payment_is_new
{
    static constexpr guard_words words{
        .id = "payment_is_new",
        .reason = "E_EXISTS",
        .clause = "identifiers are never reused",
        .en = "No payment of this name is on record.",
        .fr = "Aucun paiement de ce nom n'est enregistré.",
        .expr = "payment_exists == 0",
        .payload = true,
    };

    static bool test(const engine::machine_facts& facts)
    {
        return at(facts, "payment_exists") == 0;
    }
};

struct payment_stands
{
    static constexpr guard_words words{
        .id = "payment_stands",
        .reason = "E_NO_ORIGINAL",
        .clause = "the ledger",
        .en = "A payment of this name stands on that day.",
        .fr = "Un paiement de ce nom est enregistré à ce jour.",
        .expr = "payment_stands == 1",
        .payload = true,
    };

    static bool test(const engine::machine_facts& facts)
    {
        return at(facts, "payment_stands") == 1;
    }
};

struct credit_within_owed
{
    static constexpr guard_words words{
        .id = "credit_within_owed",
        .reason = "E_CREDIT_EXCEEDS",
        .clause = "a credit reduces what is owed",
        .en = "The credit is not larger than what is owed.",
        .fr = "Le crédit ne dépasse pas ce qui est dû.",
        .expr = "amount_minor <= owed_minor",
        .payload = true,
    };

    static bool test(const engine::machine_facts& facts)
    {
        return at(facts, "amount_minor") <= at(facts, "owed_minor");
    }
};

struct not_contradicted
{
    static constexpr guard_words words{
        .id = "not_contradicted",
        .reason = "E_CONTRADICTED",
        .clause = "one truth on one day",
        .en = "No statement on record says the opposite for that day.",
        .fr = "Aucune déclaration enregistrée ne dit le contraire pour ce jour.",
        .expr = "contradicted == 0",
        .payload = true,
    };

    static bool test(const engine::machine_facts& facts) { return at(facts, "contradicted") == 0; }
};

struct obligation_settled
{
    static constexpr guard_words words{
        .id = "obligation_settled",
        .reason = "E_STATE",
        .clause = "the amounts",
        .en = "What was paid covers what is owed.",
        .fr = "Ce qui a été payé couvre ce qui est dû.",
        .expr = "paid_minor >= owed_minor",
    };

    static bool test(const engine::machine_facts& facts)
    {
        return at(facts, "paid_minor") >= at(facts, "owed_minor");
    }
};

struct obligation_partly_paid
{
    static constexpr guard_words words{
        .id = "obligation_partly_paid",
        .reason = "E_STATE",
        .clause = "the amounts",
        .en = "Something was paid, and less than what is owed.",
        .fr = "Une part a été payée, inférieure à ce qui est dû.",
        .expr = "paid_minor > 0 && paid_minor < owed_minor",
    };

    static bool test(const engine::machine_facts& facts)
    {
        return at(facts, "paid_minor") > 0 && at(facts, "paid_minor") < at(facts, "owed_minor");
    }
};

struct obligation_unpaid
{
    static constexpr guard_words words{
        .id = "obligation_unpaid",
        .reason = "E_STATE",
        .clause = "the amounts",
        .en = "Nothing was paid of what is owed.",
        .fr = "Rien n'a été payé de ce qui est dû.",
        .expr = "paid_minor <= 0 && owed_minor > 0",
    };

    static bool test(const engine::machine_facts& facts)
    {
        return at(facts, "paid_minor") <= 0 && at(facts, "owed_minor") > 0;
    }
};

struct known_not_in_full
{
    static constexpr guard_words words{
        .id = "known_not_in_full",
        .reason = "E_STATE",
        .clause = "unknown is not unpaid",
        .en = "The record tells that it was not paid in full by then.",
        .fr = "Le registre indique qu'elle n'était pas réglée en totalité à ce jour.",
        .expr = "not_in_full == 1",
    };

    static bool test(const engine::machine_facts& facts) { return at(facts, "not_in_full") == 1; }
};

struct paid_by_due_day
{
    static constexpr guard_words words{
        .id = "paid_by_due_day",
        .reason = "E_STATE",
        .clause = "the due date",
        .en = "It was paid in full no later than the due day.",
        .fr = "Elle a été réglée en totalité au plus tard le jour de l'échéance.",
        .expr = "paid_by_day <= due_day",
    };

    static bool test(const engine::machine_facts& facts)
    {
        return at(facts, "paid_by_day") <= at(facts, "due_day");
    }
};

struct paid_after_due_day
{
    static constexpr guard_words words{
        .id = "paid_after_due_day",
        .reason = "E_STATE",
        .clause = "the due date",
        .en = "It was paid in full after the due day.",
        .fr = "Elle a été réglée en totalité après le jour de l'échéance.",
        .expr = "paid_from_day > due_day",
    };

    static bool test(const engine::machine_facts& facts)
    {
        return at(facts, "paid_from_day") > at(facts, "due_day");
    }
};

struct arrears_reach_limit
{
    static constexpr guard_words words{
        .id = "arrears_reach_limit",
        .reason = "E_NOT_IN_ARREARS",
        .clause = "the terms: arrears (Charter art. 19)",
        .en = "The arrears reach what was assessed for the preceding full periods.",
        .fr = "L'arriéré atteint le montant dû pour les exercices complets écoulés.",
        .expr = "limit_minor > 0 && arrears_minor >= limit_minor",
    };

    static bool test(const engine::machine_facts& facts)
    {
        return at(facts, "limit_minor") > 0 &&
               at(facts, "arrears_minor") >= at(facts, "limit_minor");
    }
};

struct arrears_below_limit
{
    static constexpr guard_words words{
        .id = "arrears_below_limit",
        .reason = "E_STATE",
        .clause = "the terms: arrears (Charter art. 19)",
        .en = "The arrears are below what was assessed for the preceding full periods.",
        .fr = "L'arriéré est inférieur au montant dû pour les exercices complets écoulés.",
        .expr = "limit_minor <= 0 || arrears_minor < limit_minor",
    };

    static bool test(const engine::machine_facts& facts)
    {
        return at(facts, "limit_minor") <= 0 ||
               at(facts, "arrears_minor") < at(facts, "limit_minor");
    }
};

struct arrears_cannot_be_told
{
    static constexpr guard_words words{
        .id = "arrears_cannot_be_told",
        .reason = "E_NOT_IN_ARREARS",
        .clause = "unknown is not unpaid",
        .en = "The record does not tell whether the arrears reach the limit.",
        .fr = "Le registre ne permet pas de dire si l'arriéré atteint la limite.",
        .expr = "arrears_unknown == 1",
    };

    static bool test(const engine::machine_facts& facts)
    {
        return at(facts, "arrears_unknown") == 1;
    }
};

struct waiver_runs
{
    static constexpr guard_words words{
        .id = "waiver_runs",
        .reason = "E_VALUE",
        .clause = "Charter art. 19, second sentence",
        .en = "The waiver ends on the day of the decision or later.",
        .fr = "La dérogation prend fin au plus tôt le jour de la décision.",
        .expr = "until_day >= on_day",
        .payload = true,
    };

    static bool test(const engine::machine_facts& facts)
    {
        return at(facts, "until_day") >= at(facts, "on_day");
    }
};

struct waiver_over
{
    static constexpr guard_words words{
        .id = "waiver_over",
        .reason = "E_NOT_DUE",
        .clause = "Charter art. 19, second sentence",
        .en = "The waiver has ended.",
        .fr = "La dérogation a pris fin.",
        .expr = "today > until_day",
    };

    static bool test(const engine::machine_facts& facts)
    {
        return at(facts, "today") > at(facts, "until_day");
    }
};

}  // namespace depositary::workflows::when
