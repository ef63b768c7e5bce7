#pragma once

/// Conditions of milestones. Each states its rule twice, as text for any interpreter of an
/// exported machine and as code; a test compares the two. Day numbers are days since 1970-01-01;
/// an open-ended window has -999999999 or 999999999.

#include "workflows/words.hpp"

namespace depositary::workflows::when {

struct smart
{
    static constexpr guard_words words{
        .id = "smart",
        .reason = "E_NOT_SMART",
        .clause = "SMART: owner, indicator, baseline, target, due",
        .en =
            "Owner, indicator, baseline, target and due date are given, where the terms ask for "
            "them.",
        .fr =
            "Responsable, indicateur, situation de départ, cible et échéance sont donnés, "
            "si les clauses les exigent.",
        .expr = "smart == 1 || smart_required == 0",
        .payload = true,
    };

    static bool test(const engine::machine_facts& facts)
    {
        return at(facts, "smart") == 1 || at(facts, "smart_required") == 0;
    }
};

struct stands
{
    static constexpr guard_words words{
        .id = "stands",
        .reason = "E_TERMINAL",
        .clause = "the workflow",
        .en = "The milestone was neither cancelled nor superseded.",
        .fr = "Le jalon n'est ni annulé ni remplacé.",
        .expr = "stands == 1",
    };

    static bool test(const engine::machine_facts& facts) { return at(facts, "stands") == 1; }
};

struct not_reported_complete
{
    static constexpr guard_words words{
        .id = "not_reported_complete",
        .reason = "E_STATE",
        .clause = "the workflow",
        .en = "The milestone is not reported complete.",
        .fr = "Le jalon n'est pas déclaré achevé.",
        .expr = "complete == 0",
    };

    static bool test(const engine::machine_facts& facts) { return at(facts, "complete") == 0; }
};

struct monotone
{
    static constexpr guard_words words{
        .id = "monotone",
        .reason = "E_NOT_MONOTONE",
        .clause = "progress reports",
        .en = "The value is not lower than the last, or it is marked as a correction.",
        .fr =
            "La valeur n'est pas inférieure à la précédente, ou elle est marquée comme "
            "correction.",
        .expr = "value >= previous_value || correction == 1",
        .payload = true,
    };

    static bool test(const engine::machine_facts& facts)
    {
        return at(facts, "value") >= at(facts, "previous_value") || at(facts, "correction") == 1;
    }
};

struct target_met
{
    static constexpr guard_words words{
        .id = "target_met",
        .reason = "E_TARGET_NOT_MET",
        .clause = "completion",
        .en = "The target is met, or the difference is explained.",
        .fr = "La cible est atteinte, ou l'écart est expliqué.",
        .expr = "target_met == 1 || explained == 1",
        .payload = true,
    };

    static bool test(const engine::machine_facts& facts)
    {
        return at(facts, "target_met") == 1 || at(facts, "explained") == 1;
    }
};

struct predecessors_complete
{
    static constexpr guard_words words{
        .id = "predecessors_complete",
        .reason = "E_DEPENDENCY",
        .clause = "completion",
        .en = "The milestones that come first are complete.",
        .fr = "Les jalons antérieurs sont achevés.",
        .expr = "open_predecessors == 0",
    };

    static bool test(const engine::machine_facts& facts)
    {
        return at(facts, "open_predecessors") == 0;
    }
};

struct coordinator_after_a_miss
{
    static constexpr guard_words words{
        .id = "coordinator_after_a_miss",
        .reason = "E_NEEDS_COORDINATOR",
        .clause = "rescheduling after a miss",
        .en = "The milestone was not missed, or the coordinator acts.",
        .fr = "Le jalon n'a pas été manqué, ou le coordonnateur agit.",
        .expr = "past_missed == 0 || by_coordinator == 1",
    };

    static bool test(const engine::machine_facts& facts)
    {
        return at(facts, "past_missed") == 0 || at(facts, "by_coordinator") == 1;
    }
};

struct independent
{
    static constexpr guard_words words{
        .id = "independent",
        .reason = "E_NOT_INDEPENDENT",
        .clause = "who assesses does not own",
        .en = "The reviewer is independent of the owner.",
        .fr = "L'évaluateur est indépendant du responsable.",
        .expr = "independent == 1",
    };

    static bool test(const engine::machine_facts& facts) { return at(facts, "independent") == 1; }
};

struct period_over
{
    static constexpr guard_words words{
        .id = "period_over",
        .reason = "E_PERIOD_NOT_OVER",
        .clause = "assessment after the period",
        .en = "The period to be assessed is over.",
        .fr = "La période à évaluer est terminée.",
        .expr = "today >= period_over_day",
        .payload = true,
    };

    static bool test(const engine::machine_facts& facts)
    {
        return at(facts, "today") >= at(facts, "period_over_day");
    }
};

struct is_assessed
{
    static constexpr guard_words words{
        .id = "is_assessed",
        .reason = "E_NOT_ASSESSED",
        .clause = "right of reply",
        .en = "There is an assessment to reply to.",
        .fr = "Il y a une évaluation à laquelle répondre.",
        .expr = "assessed == 1",
    };

    static bool test(const engine::machine_facts& facts) { return at(facts, "assessed") == 1; }
};

struct reply_in_time
{
    static constexpr guard_words words{
        .id = "reply_in_time",
        .reason = "E_WINDOW_CLOSED",
        .clause = "right of reply",
        .en = "The reply comes within its time limit.",
        .fr = "La réponse vient dans le délai.",
        .expr = "on_day <= reply_until_day",
        .payload = true,
    };

    static bool test(const engine::machine_facts& facts)
    {
        return at(facts, "on_day") <= at(facts, "reply_until_day");
    }
};

struct within_thirty_days
{
    static constexpr guard_words words{
        .id = "within_thirty_days",
        .reason = "E_NOT_DUE",
        .clause = "reminders: thirty days before",
        .en = "The due day is at most thirty days away.",
        .fr = "L'échéance est dans trente jours au plus.",
        .expr = "today >= due_day - 30",
    };

    static bool test(const engine::machine_facts& facts)
    {
        return at(facts, "today") >= at(facts, "due_day") - 30;
    }
};

struct outcome_in_time
{
    static constexpr guard_words words{
        .id = "outcome_in_time",
        .reason = "E_FUTURE_DATE",
        .clause = "an act is recorded after it happened",
        .en = "The milestone was met on or before its due day.",
        .fr = "Le jalon a été atteint au plus tard le jour de l'échéance.",
        .expr = "outcome_day <= due_day",
        .payload = true,
    };

    static bool test(const engine::machine_facts& facts)
    {
        return at(facts, "outcome_day") <= at(facts, "due_day");
    }
};

struct outcome_late
{
    static constexpr guard_words words{
        .id = "outcome_late",
        .reason = "E_STATE",
        .clause = "the workflow",
        .en = "The milestone was met after its due day.",
        .fr = "Le jalon a été atteint après le jour de l'échéance.",
        .expr = "outcome_day > due_day",
        .payload = true,
    };

    static bool test(const engine::machine_facts& facts)
    {
        return at(facts, "outcome_day") > at(facts, "due_day");
    }
};

}  // namespace depositary::workflows::when
