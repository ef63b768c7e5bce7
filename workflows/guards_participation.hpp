#pragma once

/// Conditions of participation. Each states its rule twice, as text for any interpreter of an
/// exported machine and as code; a test compares the two. Day numbers are days since 1970-01-01;
/// an open-ended window has -999999999 or 999999999.

#include "workflows/words.hpp"

namespace depositary::workflows::when {

struct has_authority
{
    static constexpr guard_words words{
        .id = "has_authority",
        .reason = "E_NO_FULL_POWERS",
        .clause = "VCLT art. 7",
        .en = "The one who acts may bind the State: by office or by full powers.",
        .fr = "L'auteur de l'acte peut engager l'État : par sa fonction ou par pleins pouvoirs.",
        .expr = "has_authority == 1",
    };

    static bool test(const engine::machine_facts& facts) { return at(facts, "has_authority") == 1; }
};

struct authority_valid
{
    static constexpr guard_words words{
        .id = "authority_valid",
        .reason = "E_AUTHORITY_EXPIRED",
        .clause = "VCLT art. 7",
        .en = "The full powers were valid on the day of the act.",
        .fr = "Les pleins pouvoirs étaient valables au jour de l'acte.",
        .expr = "authority_until_day >= on_day",
        .payload = true,
    };

    static bool test(const engine::machine_facts& facts)
    {
        return at(facts, "authority_until_day") >= at(facts, "on_day");
    }
};

struct not_yet_signed
{
    static constexpr guard_words words{
        .id = "not_yet_signed",
        .reason = "E_ALREADY_SIGNED",
        .clause = "VCLT art. 10",
        .en = "The actor has not signed yet.",
        .fr = "L'acteur n'a pas encore signé.",
        .expr = "signed == 0",
    };

    static bool test(const engine::machine_facts& facts) { return at(facts, "signed") == 0; }
};

struct definitive_signature_allowed
{
    static constexpr guard_words words{
        .id = "definitive_signature_allowed",
        .reason = "E_DEFINITIVE_NOT_ALLOWED",
        .clause = "VCLT art. 12",
        .en = "The terms admit definitive signature.",
        .fr = "Les clauses admettent la signature définitive.",
        .expr = "definitive_allowed == 1",
    };

    static bool test(const engine::machine_facts& facts)
    {
        return at(facts, "definitive_allowed") == 1;
    }
};

struct act_admitted
{
    static constexpr guard_words words{
        .id = "act_admitted",
        .reason = "E_ACT_NOT_ADMITTED",
        .clause = "the terms: by which act",
        .en = "The terms admit this act.",
        .fr = "Les clauses admettent cet acte.",
        .expr = "act_admitted == 1",
        .payload = true,
    };

    static bool test(const engine::machine_facts& facts) { return at(facts, "act_admitted") == 1; }
};

struct signature_precedes
{
    static constexpr guard_words words{
        .id = "signature_precedes",
        .reason = "E_NOT_SIGNATORY",
        .clause = "VCLT art. 14",
        .en = "The actor has signed, the terms need no signature, or the sources do not show it.",
        .fr =
            "L'acteur a signé, les clauses n'exigent pas de signature, ou les sources ne la "
            "montrent pas.",
        .expr = "signed == 1 || signature_required == 0 || precondition_unsourced == 1",
    };

    static bool test(const engine::machine_facts& facts)
    {
        return at(facts, "signed") == 1 || at(facts, "signature_required") == 0 ||
               at(facts, "precondition_unsourced") == 1;
    }
};

struct due_form
{
    static constexpr guard_words words{
        .id = "due_form",
        .reason = "E_NOT_DUE_FORM",
        .clause = "VCLT art. 77(1)(d)",
        .en = "The instrument is in due form.",
        .fr = "L'instrument est en bonne et due forme.",
        .expr = "due_form == 1",
        .payload = true,
    };

    static bool test(const engine::machine_facts& facts) { return at(facts, "due_form") == 1; }
};

struct declaration_attached
{
    static constexpr guard_words words{
        .id = "declaration_attached",
        .reason = "E_DECLARATION_MISSING",
        .clause = "the terms: mandatory declaration",
        .en = "The declaration that the terms require is attached.",
        .fr = "La déclaration exigée par les clauses est jointe.",
        .expr = "declaration_attached == 1 || declaration_required == 0",
        .payload = true,
    };

    static bool test(const engine::machine_facts& facts)
    {
        return at(facts, "declaration_attached") == 1 || at(facts, "declaration_required") == 0;
    }
};

struct accession_open
{
    static constexpr guard_words words{
        .id = "accession_open",
        .reason = "E_ACCESSION_NOT_OPEN",
        .clause = "VCLT art. 15",
        .en = "Accession is open on the day of the act.",
        .fr = "L'adhésion est ouverte au jour de l'acte.",
        .expr = "accession_opens_day <= on_day && on_day <= accession_closes_day",
        .payload = true,
    };

    static bool test(const engine::machine_facts& facts)
    {
        return at(facts, "accession_opens_day") <= at(facts, "on_day") &&
               at(facts, "on_day") <= at(facts, "accession_closes_day");
    }
};

struct predecessor_bound
{
    static constexpr guard_words words{
        .id = "predecessor_bound",
        .reason = "E_PREDECESSOR_NOT_BOUND",
        .clause = "succession of States",
        .en = "The predecessor was bound.",
        .fr = "Le prédécesseur était lié.",
        .expr = "predecessor_bound == 1",
        .payload = true,
    };

    static bool test(const engine::machine_facts& facts)
    {
        return at(facts, "predecessor_bound") == 1;
    }
};

struct in_force_for_the_actor
{
    static constexpr guard_words words{
        .id = "in_force_for_the_actor",
        .reason = "E_NOT_IN_FORCE",
        .clause = "VCLT art. 24",
        .en = "The day of entry into force for the actor has come.",
        .fr = "Le jour de l'entrée en vigueur pour l'acteur est venu.",
        .expr = "in_force_day <= today",
    };

    static bool test(const engine::machine_facts& facts)
    {
        return at(facts, "in_force_day") <= at(facts, "today");
    }
};

struct not_yet_in_force
{
    static constexpr guard_words words{
        .id = "not_yet_in_force",
        .reason = "E_IN_FORCE",
        .clause = "VCLT art. 25(1)",
        .en = "It is not yet in force for the actor.",
        .fr = "Il n'est pas encore en vigueur pour l'acteur.",
        .expr = "in_force_day > today",
    };

    static bool test(const engine::machine_facts& facts)
    {
        return at(facts, "in_force_day") > at(facts, "today");
    }
};

struct not_yet_consented
{
    static constexpr guard_words words{
        .id = "not_yet_consented",
        .reason = "E_ALREADY_CONSENTED",
        .clause = "VCLT art. 11",
        .en = "The actor has not consented to be bound yet.",
        .fr = "L'acteur n'a pas encore consenti à être lié.",
        .expr = "consented == 0",
    };

    static bool test(const engine::machine_facts& facts) { return at(facts, "consented") == 0; }
};

struct not_yet_accepted
{
    static constexpr guard_words words{
        .id = "not_yet_accepted",
        .reason = "E_ALREADY_CONSENTED",
        .clause = "VCLT art. 39-40",
        .en = "The actor has not accepted the amendment yet.",
        .fr = "L'acteur n'a pas encore accepté l'amendement.",
        .expr = "accepted == 0",
        .payload = true,
    };

    static bool test(const engine::machine_facts& facts) { return at(facts, "accepted") == 0; }
};

struct is_party
{
    static constexpr guard_words words{
        .id = "is_party",
        .reason = "E_NOT_PARTY",
        .clause = "VCLT art. 2(1)(g), 54",
        .en = "The actor is a party.",
        .fr = "L'acteur est partie.",
        .expr = "is_party == 1",
    };

    static bool test(const engine::machine_facts& facts) { return at(facts, "is_party") == 1; }
};

struct withdrawal_admitted
{
    static constexpr guard_words words{
        .id = "withdrawal_admitted",
        .reason = "E_WITHDRAWAL_NOT_ADMITTED",
        .clause = "VCLT art. 56",
        .en = "The terms admit withdrawal.",
        .fr = "Les clauses admettent le retrait.",
        .expr = "withdrawal_admitted == 1",
    };

    static bool test(const engine::machine_facts& facts)
    {
        return at(facts, "withdrawal_admitted") == 1;
    }
};

struct lock_in_over
{
    static constexpr guard_words words{
        .id = "lock_in_over",
        .reason = "E_LOCK_IN",
        .clause = "the terms: lock-in",
        .en = "The time in which withdrawal may not be notified is over.",
        .fr = "Le délai pendant lequel le retrait ne peut être notifié est écoulé.",
        .expr = "on_day >= lock_in_until_day",
        .payload = true,
    };

    static bool test(const engine::machine_facts& facts)
    {
        return at(facts, "on_day") >= at(facts, "lock_in_until_day");
    }
};

struct notice_long_enough
{
    static constexpr guard_words words{
        .id = "notice_long_enough",
        .reason = "E_NOTICE_TOO_SHORT",
        .clause = "VCLT art. 56(2)",
        .en = "The day requested leaves the full notice.",
        .fr = "Le jour demandé respecte le préavis entier.",
        .expr = "requested_day >= earliest_day",
        .payload = true,
    };

    static bool test(const engine::machine_facts& facts)
    {
        return at(facts, "requested_day") >= at(facts, "earliest_day");
    }
};

struct withdrawal_not_effective
{
    static constexpr guard_words words{
        .id = "withdrawal_not_effective",
        .reason = "E_ALREADY_EFFECTIVE",
        .clause = "VCLT art. 68",
        .en = "The withdrawal has not taken effect on the day of the act.",
        .fr = "Le retrait n'a pas pris effet au jour de l'acte.",
        .expr = "effective_day > on_day",
    };

    static bool test(const engine::machine_facts& facts)
    {
        return at(facts, "effective_day") > at(facts, "on_day");
    }
};

struct withdrawal_due
{
    static constexpr guard_words words{
        .id = "withdrawal_due",
        .reason = "E_NOT_DUE",
        .clause = "VCLT art. 56(2)",
        .en = "The day on which the withdrawal takes effect has come.",
        .fr = "Le jour où le retrait prend effet est venu.",
        .expr = "effective_day <= today",
    };

    static bool test(const engine::machine_facts& facts)
    {
        return at(facts, "effective_day") <= at(facts, "today");
    }
};

struct provisional_application_allowed
{
    static constexpr guard_words words{
        .id = "provisional_application_allowed",
        .reason = "E_PROVISIONAL_NOT_ALLOWED",
        .clause = "VCLT art. 25(1)",
        .en = "The terms admit provisional application.",
        .fr = "Les clauses admettent l'application provisoire.",
        .expr = "provisional_allowed == 1",
    };

    static bool test(const engine::machine_facts& facts)
    {
        return at(facts, "provisional_allowed") == 1;
    }
};

struct vetted
{
    static constexpr guard_words words{
        .id = "vetted",
        .reason = "E_NOT_VETTED",
        .clause = "the terms: vetting of supporters",
        .en = "The supporter has been vetted, where the terms ask for it.",
        .fr = "Le soutien a été vérifié, si les clauses l'exigent.",
        .expr = "vetted == 1 || vetting_required == 0",
    };

    static bool test(const engine::machine_facts& facts)
    {
        return at(facts, "vetted") == 1 || at(facts, "vetting_required") == 0;
    }
};

struct role_admitted
{
    static constexpr guard_words words{
        .id = "role_admitted",
        .reason = "E_ROLE_NOT_ADMITTED",
        .clause = "the terms: roles of participants",
        .en = "The terms admit the role.",
        .fr = "Les clauses admettent le rôle.",
        .expr = "role_admitted == 1",
        .payload = true,
    };

    static bool test(const engine::machine_facts& facts) { return at(facts, "role_admitted") == 1; }
};

struct not_yet_endorsed
{
    static constexpr guard_words words{
        .id = "not_yet_endorsed",
        .reason = "E_ALREADY_ENDORSED",
        .clause = "the workflow",
        .en = "The actor has not endorsed yet.",
        .fr = "L'acteur n'a pas encore souscrit.",
        .expr = "endorsed == 0",
    };

    static bool test(const engine::machine_facts& facts) { return at(facts, "endorsed") == 0; }
};

struct role_not_held
{
    static constexpr guard_words words{
        .id = "role_not_held",
        .reason = "E_ALREADY_JOINED",
        .clause = "the workflow",
        .en = "The actor does not hold the role yet.",
        .fr = "L'acteur ne tient pas encore ce rôle.",
        .expr = "role_held == 0",
        .payload = true,
    };

    static bool test(const engine::machine_facts& facts) { return at(facts, "role_held") == 0; }
};

}  // namespace depositary::workflows::when
