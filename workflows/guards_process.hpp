#pragma once

/// Conditions of how an initiative decides: silence procedures, phases, founders, applications,
/// alignment. Each states its rule twice, as text for any interpreter of an exported machine and as
/// code; a test compares the two. Day numbers are days since 1970-01-01.

#include "workflows/words.hpp"

namespace depositary::workflows::when {

struct has_statement
{
    static constexpr guard_words words{
        .id = "has_statement",
        .reason = "E_NO_STATEMENT",
        .clause = "a position is stated in words",
        .en = "A statement is given.",
        .fr = "Une déclaration est donnée.",
        .expr = "has_statement == 1",
        .payload = true,
    };

    static bool test(const engine::machine_facts& facts) { return at(facts, "has_statement") == 1; }
};

struct application_admitted
{
    static constexpr guard_words words{
        .id = "application_admitted",
        .reason = "E_ACT_NOT_ADMITTED",
        .clause = "the terms: by which act",
        .en = "The terms ask for an application.",
        .fr = "Les clauses demandent une candidature.",
        .expr = "application_required == 1",
    };

    static bool test(const engine::machine_facts& facts)
    {
        return at(facts, "application_required") == 1;
    }
};

struct accepted_where_required
{
    static constexpr guard_words words{
        .id = "accepted_where_required",
        .reason = "E_NOT_ACCEPTED",
        .clause = "the terms: application",
        .en = "The application was accepted, or none is required.",
        .fr = "La demande a été acceptée, ou aucune n'est requise.",
        .expr = "application_required == 0 || application_accepted == 1",
    };

    static bool test(const engine::machine_facts& facts)
    {
        return at(facts, "application_required") == 0 || at(facts, "application_accepted") == 1;
    }
};

struct no_silence_running
{
    static constexpr guard_words words{
        .id = "no_silence_running",
        .reason = "E_SILENCE_RUNNING",
        .clause = "silence procedure",
        .en = "No silence procedure is running.",
        .fr = "Aucune procédure de silence n'est en cours.",
        .expr = "silence_running == 0",
    };

    static bool test(const engine::machine_facts& facts)
    {
        return at(facts, "silence_running") == 0;
    }
};

struct silence_running
{
    static constexpr guard_words words{
        .id = "silence_running",
        .reason = "E_STATE",
        .clause = "silence procedure",
        .en = "A silence procedure is running.",
        .fr = "Une procédure de silence est en cours.",
        .expr = "silence_running == 1",
    };

    static bool test(const engine::machine_facts& facts)
    {
        return at(facts, "silence_running") == 1;
    }
};

struct silence_over
{
    static constexpr guard_words words{
        .id = "silence_over",
        .reason = "E_SILENCE_RUNNING",
        .clause = "silence procedure",
        .en = "The deadline is past and nobody objected.",
        .fr = "Le délai est passé et personne n'a fait objection.",
        .expr = "silence_over == 1",
    };

    static bool test(const engine::machine_facts& facts) { return at(facts, "silence_over") == 1; }
};

struct consensus_unbroken
{
    static constexpr guard_words words{
        .id = "consensus_unbroken",
        .reason = "E_CONSENSUS_BROKEN",
        .clause = "adoption by consensus",
        .en = "No objection stands, or the consent of all is shown.",
        .fr = "Aucune objection ne subsiste, ou le consentement de tous est établi.",
        .expr = "silence_broken == 0 || consent_of_all == 1",
        .payload = true,
    };

    static bool test(const engine::machine_facts& facts)
    {
        return at(facts, "silence_broken") == 0 || at(facts, "consent_of_all") == 1;
    }
};

struct founders_present
{
    static constexpr guard_words words{
        .id = "founders_present",
        .reason = "E_FOUNDERS",
        .clause = "the terms: founders",
        .en = "As many take part as the terms ask for.",
        .fr = "Il y a autant de participants que les clauses le demandent.",
        .expr = "founders >= founders_min",
    };

    static bool test(const engine::machine_facts& facts)
    {
        return at(facts, "founders") >= at(facts, "founders_min");
    }
};

struct has_steps
{
    static constexpr guard_words words{
        .id = "has_steps",
        .reason = "E_NO_STEPS",
        .clause = "the definition: steps",
        .en = "The definition names the steps.",
        .fr = "La définition nomme les étapes.",
        .expr = "steps >= 1",
    };

    static bool test(const engine::machine_facts& facts) { return at(facts, "steps") >= 1; }
};

struct something_assessed
{
    static constexpr guard_words words{
        .id = "something_assessed",
        .reason = "E_NO_SCALE",
        .clause = "assessed contributions",
        .en = "A scale is adopted or an amount is assessed.",
        .fr = "Un barème est adopté ou un montant est fixé.",
        .expr = "assessments >= 1",
    };

    static bool test(const engine::machine_facts& facts) { return at(facts, "assessments") >= 1; }
};

struct terms_provide
{
    static constexpr guard_words words{
        .id = "terms_provide",
        .reason = "E_PERPETUAL",
        .clause = "the terms: suspension and termination",
        .en = "The terms provide for it.",
        .fr = "Les clauses le prévoient.",
        .expr = "terms_allow == 1",
        .payload = true,
    };

    static bool test(const engine::machine_facts& facts) { return at(facts, "terms_allow") == 1; }
};

struct phase_left
{
    static constexpr guard_words words{
        .id = "phase_left",
        .reason = "E_NO_PHASE",
        .clause = "the definition: phases",
        .en = "A phase is left to open.",
        .fr = "Il reste une phase à ouvrir.",
        .expr = "phases_left >= 1",
    };

    static bool test(const engine::machine_facts& facts) { return at(facts, "phases_left") >= 1; }
};

struct no_phase_left
{
    static constexpr guard_words words{
        .id = "no_phase_left",
        .reason = "E_GATE_REVIEW",
        .clause = "the definition: phases",
        .en = "Every phase is closed.",
        .fr = "Toutes les phases sont closes.",
        .expr = "phases_left == 0",
    };

    static bool test(const engine::machine_facts& facts) { return at(facts, "phases_left") == 0; }
};

struct phase_reviewed
{
    static constexpr guard_words words{
        .id = "phase_reviewed",
        .reason = "E_GATE_REVIEW",
        .clause = "a phase gate needs its review",
        .en = "The last review of the phase passed.",
        .fr = "Le dernier examen de la phase est favorable.",
        .expr = "phase_review_passed == 1",
    };

    static bool test(const engine::machine_facts& facts)
    {
        return at(facts, "phase_review_passed") == 1;
    }
};

struct deadline_far_enough
{
    static constexpr guard_words words{
        .id = "deadline_far_enough",
        .reason = "E_NOTICE_TOO_SHORT",
        .clause = "the terms: silence procedure",
        .en = "The silence lasts as long as the terms ask for.",
        .fr = "Le silence dure aussi longtemps que les clauses le demandent.",
        .expr = "deadline_day - on_day >= silence_days_min",
        .payload = true,
    };

    static bool test(const engine::machine_facts& facts)
    {
        return at(facts, "deadline_day") - at(facts, "on_day") >= at(facts, "silence_days_min");
    }
};

struct only_a_broken_text_resubmitted
{
    static constexpr guard_words words{
        .id = "only_a_broken_text_resubmitted",
        .reason = "E_STATE",
        .clause = "silence procedure",
        .en = "Only a text whose silence was broken is submitted again.",
        .fr = "Seul un texte dont le silence a été rompu est soumis à nouveau.",
        .expr = "resubmits == 0 || resubmitted_broken == 1",
        .payload = true,
    };

    static bool test(const engine::machine_facts& facts)
    {
        return at(facts, "resubmits") == 0 || at(facts, "resubmitted_broken") == 1;
    }
};

struct objector_is_member
{
    static constexpr guard_words words{
        .id = "objector_is_member",
        .reason = "E_NOT_MEMBER",
        .clause = "the terms: members of the body",
        .en = "The objector is a member of the body.",
        .fr = "L'auteur de l'objection est membre de l'organe.",
        .expr = "objector_member == 1",
        .payload = true,
    };

    static bool test(const engine::machine_facts& facts)
    {
        return at(facts, "objector_member") == 1;
    }
};

struct objection_in_time
{
    static constexpr guard_words words{
        .id = "objection_in_time",
        .reason = "E_WINDOW_CLOSED",
        .clause = "silence procedure",
        .en = "The objection was made before the end of the deadline.",
        .fr = "L'objection a été faite avant la fin du délai.",
        .expr = "on_day >= opened_day && on_day <= deadline_day",
        .payload = true,
    };

    static bool test(const engine::machine_facts& facts)
    {
        return at(facts, "on_day") >= at(facts, "opened_day") &&
               at(facts, "on_day") <= at(facts, "deadline_day");
    }
};

struct may_align
{
    static constexpr guard_words words{
        .id = "may_align",
        .reason = "E_NOT_PARTICIPANT",
        .clause = "the terms: who takes part",
        .en = "The actor takes part, or may speak where nobody joins.",
        .fr = "L'acteur participe, ou peut s'exprimer là où personne n'adhère.",
        .expr = "participant == 1 || (joining_admitted == 0 && eligible == 1)",
    };

    static bool test(const engine::machine_facts& facts)
    {
        return at(facts, "participant") == 1 ||
               (at(facts, "joining_admitted") == 0 && at(facts, "eligible") == 1);
    }
};

}  // namespace depositary::workflows::when
