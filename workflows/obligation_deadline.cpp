#include "workflows/guards_common.hpp"
#include "workflows/guards_obligation.hpp"
#include "workflows/machines.hpp"
#include "workflows/msm_machine.hpp"

/// Whether an assessed obligation was paid in time. Past its day without a word about payment it is
/// due_passed: overdue needs knowledge that it was not paid in full. A payment whose day may lie on
/// either side of the due day is paid, and neither on time nor late.

namespace depositary::workflows {

namespace {

namespace obligation_deadline_machine {

namespace in {

struct not_due : state
{
    static constexpr state_words words{"not_due", "Not due yet", "Pas encore exigible"};
};

struct due : state
{
    static constexpr state_words words{"due", "Due", "Exigible"};
};

struct due_passed : state
{
    static constexpr state_words words{
        "due_passed", "Due day past, payment not known", "Échéance passée, paiement non connu"};
};

struct overdue : state
{
    static constexpr state_words words{"overdue", "Overdue", "En retard"};
};

struct paid_on_time : state
{
    static constexpr state_words words{"paid_on_time", "Paid on time", "Réglée dans les délais"};
};

struct paid_late : state
{
    static constexpr state_words words{"paid_late", "Paid late", "Réglée en retard"};
};

struct paid : state
{
    static constexpr state_words words{
        "paid", "Paid, in time or not is unknown", "Réglée, dans les délais ou non"};
};

}  // namespace in

namespace on {

struct fall_due
{
    static constexpr event_words words{"fall_due", "Fall due", "Devenir exigible"};
};

struct pass
{
    static constexpr event_words words{"pass", "Pass the due day", "Dépasser l'échéance"};
};

struct become_overdue
{
    static constexpr event_words words{"become_overdue", "Become overdue", "Passer en retard"};
};

struct settle
{
    static constexpr event_words words{"settle", "Settle", "Solder"};
};

struct reopen
{
    static constexpr event_words words{"reopen", "Reopen", "Rouvrir"};
};

}  // namespace on

struct obligation_deadline_front : front<obligation_deadline_front>
{
    static constexpr machine_words words{
        "obligation_deadline", "Due date of an assessed obligation",
        "Échéance d'une contribution obligatoire"};
    using initial_state = in::not_due;
    using transition_table = table<
        moves<in::not_due, on::fall_due, in::due, when::due_day_come>,
        moves<in::due, on::pass, in::due_passed, when::due_day_past>,
        moves<
            in::due, on::become_overdue, in::overdue, when::due_day_past, when::known_not_in_full>,
        moves<
            in::due_passed, on::become_overdue, in::overdue, when::due_day_past,
            when::known_not_in_full>,
        moves<in::not_due, on::settle, in::paid_on_time, when::paid_by_due_day>,
        moves<in::due, on::settle, in::paid_on_time, when::paid_by_due_day>,
        moves<in::due_passed, on::settle, in::paid>,
        moves<in::due_passed, on::settle, in::paid_on_time, when::paid_by_due_day>,
        moves<in::due_passed, on::settle, in::paid_late, when::paid_after_due_day>,
        moves<in::overdue, on::settle, in::paid_late>,
        moves<in::paid_on_time, on::reopen, in::due_passed, when::known_not_in_full>,
        moves<in::paid_late, on::reopen, in::overdue, when::known_not_in_full>,
        moves<in::paid, on::reopen, in::due_passed, when::known_not_in_full>>;
};

}  // namespace obligation_deadline_machine

}  // namespace

std::unique_ptr<engine::machine> make_obligation_deadline()
{
    return std::make_unique<msm_machine<obligation_deadline_machine::obligation_deadline_front>>();
}

}  // namespace depositary::workflows
