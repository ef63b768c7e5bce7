#include "workflows/guards_common.hpp"
#include "workflows/guards_milestone.hpp"
#include "workflows/machines.hpp"
#include "workflows/msm_machine.hpp"

/// Whether a milestone stands, and for which date. The original due date is never overwritten; a
/// cancelled milestone stays in the denominators of its cycle.

namespace depositary::workflows {

namespace {

namespace milestone_schedule_machine {

namespace in {

struct scheduled : state
{
    static constexpr state_words words{"scheduled", "Stands", "Maintenu"};
};

struct cancelled : state
{
    static constexpr state_words words{"cancelled", "Cancelled", "Annulé", true};
};

struct superseded : state
{
    static constexpr state_words words{"superseded", "Superseded", "Remplacé", true};
};

}  // namespace in

namespace on {

struct reschedule
{
    static constexpr event_words words{"reschedule", "Reschedule", "Reporter"};
};

struct cancel
{
    static constexpr event_words words{"cancel", "Cancel", "Annuler"};
};

struct supersede
{
    static constexpr event_words words{"supersede", "Supersede", "Remplacer"};
};

}  // namespace on

struct milestone_schedule_front : front<milestone_schedule_front>
{
    static constexpr machine_words words{
        "milestone_schedule", "Whether a milestone stands", "Maintien du jalon"};
    using initial_state = in::scheduled;
    using transition_table = table<
        stays<
            in::scheduled, on::reschedule, when::has_reason, when::not_reported_complete,
            when::coordinator_after_a_miss>,
        moves<in::scheduled, on::cancel, in::cancelled, when::has_reason>,
        moves<in::scheduled, on::supersede, in::superseded, when::has_successor>>;
};

}  // namespace milestone_schedule_machine

}  // namespace

std::unique_ptr<engine::machine> make_milestone_schedule()
{
    return std::make_unique<msm_machine<milestone_schedule_machine::milestone_schedule_front>>();
}

}  // namespace depositary::workflows
