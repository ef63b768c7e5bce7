#include "workflows/guards_common.hpp"
#include "workflows/guards_milestone.hpp"
#include "workflows/machines.hpp"
#include "workflows/msm_machine.hpp"

/// Where a milestone stands against its due date. The clock only says that a date has passed,
/// outcome unknown; that it was missed needs evidence. Met without a due date is achieved, never
/// on time.

namespace depositary::workflows {

namespace {

namespace milestone_deadline_machine {

namespace in {

struct no_due_date : state
{
    static constexpr state_words words{"no_due_date", "No due date", "Sans échéance"};
};

struct future : state
{
    static constexpr state_words words{"future", "In the future", "À venir"};
};

struct due_soon : state
{
    static constexpr state_words words{"due_soon", "Due soon", "Échéance proche"};
};

struct due : state
{
    static constexpr state_words words{"due", "Due", "À échéance"};
};

struct due_passed : state
{
    static constexpr state_words words{
        "due_passed", "Due date passed, outcome unknown", "Échéance passée, résultat inconnu"};
};

struct missed : state
{
    static constexpr state_words words{"missed", "Missed", "Manqué"};
};

struct met_on_time : state
{
    static constexpr state_words words{"met_on_time", "Met on time", "Atteint à temps"};
};

struct met_late : state
{
    static constexpr state_words words{"met_late", "Met late", "Atteint en retard"};
};

struct achieved : state
{
    static constexpr state_words words{"achieved", "Achieved", "Atteint"};
};

}  // namespace in

namespace on {

struct set_due
{
    static constexpr event_words words{"set_due", "Set the due date", "Fixer l'échéance"};
};

struct approach
{
    static constexpr event_words words{"approach", "Due date approaches", "L'échéance approche"};
};

struct fall_due
{
    static constexpr event_words words{"fall_due", "Fall due", "Échoir"};
};

struct pass
{
    static constexpr event_words words{"pass", "Due date passes", "L'échéance passe"};
};

struct record_met
{
    static constexpr event_words words{"record_met", "Record as met", "Constater l'atteinte"};
};

struct record_missed
{
    static constexpr event_words words{
        "record_missed", "Record as missed", "Constater le manquement"};
};

}  // namespace on

struct milestone_deadline_front : front<milestone_deadline_front>
{
    static constexpr machine_words words{
        "milestone_deadline", "Due date of a milestone", "Échéance d'un jalon"};
    using initial_state = in::no_due_date;
    using transition_table = table<
        moves<in::no_due_date, on::set_due, in::future>, stays<in::future, on::set_due>,
        moves<in::due_soon, on::set_due, in::future>, moves<in::due, on::set_due, in::future>,
        moves<in::due_passed, on::set_due, in::future>, moves<in::missed, on::set_due, in::future>,
        moves<in::future, on::approach, in::due_soon, when::within_thirty_days>,
        moves<in::future, on::fall_due, in::due, when::due_day_come>,
        moves<in::due_soon, on::fall_due, in::due, when::due_day_come>,
        moves<in::due, on::pass, in::due_passed, when::due_day_past>,
        moves<in::no_due_date, on::record_met, in::achieved>,
        moves<in::future, on::record_met, in::met_on_time, when::outcome_in_time>,
        moves<in::due_soon, on::record_met, in::met_on_time, when::outcome_in_time>,
        moves<in::due, on::record_met, in::met_on_time, when::outcome_in_time>,
        moves<in::due_passed, on::record_met, in::met_late, when::outcome_late>,
        moves<in::due_passed, on::record_met, in::met_on_time, when::outcome_in_time>,
        moves<in::missed, on::record_met, in::met_late>,
        moves<in::due_passed, on::record_missed, in::missed, when::has_evidence>>;
};

}  // namespace milestone_deadline_machine

}  // namespace

std::unique_ptr<engine::machine> make_milestone_deadline()
{
    return std::make_unique<msm_machine<milestone_deadline_machine::milestone_deadline_front>>();
}

}  // namespace depositary::workflows
