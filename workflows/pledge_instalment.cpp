#include "workflows/guards_common.hpp"
#include "workflows/guards_pledge.hpp"
#include "workflows/machines.hpp"
#include "workflows/msm_machine.hpp"

/// One instalment of a commitment. Punctuality is judged against the original due date too, which
/// rescheduling never overwrites. A rescheduled instalment is scheduled again.

namespace depositary::workflows {

namespace {

namespace pledge_instalment_machine {

namespace in {

struct scheduled : state
{
    static constexpr state_words words{"scheduled", "Scheduled", "Prévue"};
};

struct due : state
{
    static constexpr state_words words{"due", "Due", "Échue"};
};

struct overdue : state
{
    static constexpr state_words words{"overdue", "Overdue", "En retard"};
};

struct paid : state
{
    static constexpr state_words words{"paid", "Paid", "Payée", true};
};

}  // namespace in

namespace on {

struct fall_due
{
    static constexpr event_words words{"fall_due", "Fall due", "Échoir"};
};

struct become_overdue
{
    static constexpr event_words words{"become_overdue", "Become overdue", "Passer en retard"};
};

struct settle
{
    static constexpr event_words words{"settle", "Settle", "Solder"};
};

struct reschedule
{
    static constexpr event_words words{"reschedule", "Reschedule", "Reporter"};
};

}  // namespace on

struct pledge_instalment_front : front<pledge_instalment_front>
{
    static constexpr machine_words words{"pledge_instalment", "Instalment", "Échéance"};
    using initial_state = in::scheduled;
    using transition_table = table<
        moves<in::scheduled, on::fall_due, in::due, when::due_day_come>,
        moves<in::due, on::become_overdue, in::overdue, when::due_day_past, when::something_unpaid>,
        moves<in::scheduled, on::settle, in::paid, when::fully_paid>,
        moves<in::due, on::settle, in::paid, when::fully_paid>,
        moves<in::overdue, on::settle, in::paid, when::fully_paid>,
        stays<in::scheduled, on::reschedule, when::has_reason, when::recipient_consents>,
        moves<in::due, on::reschedule, in::scheduled, when::has_reason, when::recipient_consents>,
        moves<
            in::overdue, on::reschedule, in::scheduled, when::has_reason,
            when::recipient_consents>>;
};

}  // namespace pledge_instalment_machine

}  // namespace

std::unique_ptr<engine::machine> make_pledge_instalment()
{
    return std::make_unique<msm_machine<pledge_instalment_machine::pledge_instalment_front>>();
}

}  // namespace depositary::workflows
