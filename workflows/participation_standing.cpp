#include "workflows/guards_common.hpp"
#include "workflows/machines.hpp"
#include "workflows/msm_machine.hpp"

/// Whether an actor reports as the terms ask. Silence is recorded, never read as refusal.

namespace depositary::workflows {

namespace {

namespace participation_standing_machine {

namespace in {

struct good : state
{
    static constexpr state_words words{"good", "In good standing", "En règle"};
};

struct late_report : state
{
    static constexpr state_words words{"late_report", "Report late", "Rapport en retard"};
};

struct inactive : state
{
    static constexpr state_words words{"inactive", "Inactive", "Inactif"};
};

}  // namespace in

namespace on {

struct report_overdue
{
    static constexpr event_words words{"report_overdue", "Report overdue", "Rapport échu"};
};

struct fall_inactive
{
    static constexpr event_words words{"fall_inactive", "Fall inactive", "Devenir inactif"};
};

struct report_filed
{
    static constexpr event_words words{"report_filed", "Report filed", "Rapport remis"};
};

}  // namespace on

struct participation_standing_front : front<participation_standing_front>
{
    static constexpr machine_words words{"participation_standing", "Standing", "Situation"};
    using initial_state = in::good;
    using transition_table = table<
        moves<in::good, on::report_overdue, in::late_report, when::due_day_past>,
        moves<in::late_report, on::fall_inactive, in::inactive, when::due_day_past>,
        stays<in::good, on::report_filed>, moves<in::late_report, on::report_filed, in::good>,
        moves<in::inactive, on::report_filed, in::good>>;
};

}  // namespace participation_standing_machine

}  // namespace

std::unique_ptr<engine::machine> make_participation_standing()
{
    return std::make_unique<
        msm_machine<participation_standing_machine::participation_standing_front>>();
}

}  // namespace depositary::workflows
