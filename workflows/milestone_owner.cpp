#include "workflows/guards_common.hpp"
#include "workflows/guards_milestone.hpp"
#include "workflows/machines.hpp"
#include "workflows/msm_machine.hpp"

/// What the owner says about a milestone. What a reviewer says is milestone_assessed, and the two
/// are never mixed. Rescheduling, cancelling and superseding are milestone_schedule: together
/// they would exceed twenty rows; `stands` keeps the two in step.

namespace depositary::workflows {

namespace {

namespace milestone_owner_machine {

namespace in {

struct unrecorded : state
{
    static constexpr state_words words{"unrecorded", "Not recorded", "Non enregistré"};
};

struct planned : state
{
    static constexpr state_words words{"planned", "Planned", "Prévu"};
};

struct in_progress : state
{
    static constexpr state_words words{"in_progress", "In progress", "En cours"};
};

struct delayed : state
{
    static constexpr state_words words{"delayed", "Delayed", "Retardé"};
};

struct at_risk : state
{
    static constexpr state_words words{"at_risk", "At risk", "À risque"};
};

struct reported_complete : state
{
    static constexpr state_words words{"reported_complete", "Reported complete", "Déclaré achevé"};
};

}  // namespace in

namespace on {

struct plan
{
    static constexpr event_words words{"plan", "Plan", "Prévoir"};
};

struct start
{
    static constexpr event_words words{"start", "Start", "Commencer"};
};

struct report_progress
{
    static constexpr event_words words{"report_progress", "Report progress", "Déclarer un progrès"};
};

struct report_delayed
{
    static constexpr event_words words{"report_delayed", "Report a delay", "Déclarer un retard"};
};

struct report_at_risk
{
    static constexpr event_words words{"report_at_risk", "Report a risk", "Déclarer un risque"};
};

struct report_on_track
{
    static constexpr event_words words{
        "report_on_track", "Report on track", "Déclarer dans les temps"};
};

struct report_complete
{
    static constexpr event_words words{"report_complete", "Report as complete", "Déclarer achevé"};
};

struct reopen
{
    static constexpr event_words words{"reopen", "Reopen", "Rouvrir"};
};

}  // namespace on

struct milestone_owner_front : front<milestone_owner_front>
{
    static constexpr machine_words words{
        "milestone_owner", "Milestone, as its owner reports it", "Jalon, selon son responsable"};
    using initial_state = in::unrecorded;
    using transition_table = table<
        moves<in::unrecorded, on::plan, in::planned, when::smart>,
        moves<in::planned, on::start, in::in_progress, when::stands>,
        moves<
            in::planned, on::report_progress, in::in_progress, when::stands, when::has_evidence,
            when::monotone>,
        stays<
            in::in_progress, on::report_progress, when::stands, when::has_evidence, when::monotone>,
        stays<in::delayed, on::report_progress, when::stands, when::has_evidence, when::monotone>,
        stays<in::at_risk, on::report_progress, when::stands, when::has_evidence, when::monotone>,
        moves<in::planned, on::report_delayed, in::delayed, when::stands, when::has_reason>,
        moves<in::in_progress, on::report_delayed, in::delayed, when::stands, when::has_reason>,
        moves<in::at_risk, on::report_delayed, in::delayed, when::stands, when::has_reason>,
        moves<in::planned, on::report_at_risk, in::at_risk, when::stands, when::has_reason>,
        moves<in::in_progress, on::report_at_risk, in::at_risk, when::stands, when::has_reason>,
        moves<in::delayed, on::report_at_risk, in::at_risk, when::stands, when::has_reason>,
        moves<in::delayed, on::report_on_track, in::in_progress, when::stands, when::has_reason>,
        moves<in::at_risk, on::report_on_track, in::in_progress, when::stands, when::has_reason>,
        moves<
            in::planned, on::report_complete, in::reported_complete, when::stands, when::target_met,
            when::predecessors_complete>,
        moves<
            in::in_progress, on::report_complete, in::reported_complete, when::stands,
            when::target_met, when::predecessors_complete>,
        moves<
            in::delayed, on::report_complete, in::reported_complete, when::stands, when::target_met,
            when::predecessors_complete>,
        moves<
            in::at_risk, on::report_complete, in::reported_complete, when::stands, when::target_met,
            when::predecessors_complete>,
        moves<
            in::reported_complete, on::reopen, in::in_progress, when::stands, when::has_evidence>>;
};

}  // namespace milestone_owner_machine

}  // namespace

std::unique_ptr<engine::machine> make_milestone_owner()
{
    return std::make_unique<msm_machine<milestone_owner_machine::milestone_owner_front>>();
}

}  // namespace depositary::workflows
