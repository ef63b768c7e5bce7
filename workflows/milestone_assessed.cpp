#include "workflows/assessment_scale.hpp"
#include "workflows/guards_milestone.hpp"
#include "workflows/machines.hpp"
#include "workflows/msm_machine.hpp"

/// What an independent reviewer says, on the five-point scale of OGP's Independent Reporting
/// Mechanism. A second assessment follows only after the milestone was reopened (reset).

namespace depositary::workflows {

namespace {

namespace milestone_assessed_machine {

namespace in = irm::in;

namespace on {

using namespace irm::on;

struct reset
{
    static constexpr event_words words{
        "reset", "Reset after reopening", "Remettre à zéro après réouverture"};
};

}  // namespace on

struct milestone_assessed_front : front<milestone_assessed_front>
{
    static constexpr machine_words words{
        "milestone_assessed", "Milestone, as assessed", "Jalon, selon son évaluation"};
    using initial_state = in::not_assessed;
    using transition_table = table<
        moves<
            in::not_assessed, on::assess_no_evidence, in::no_evidence, when::independent,
            when::period_over>,
        moves<
            in::not_assessed, on::assess_not_started, in::not_started, when::independent,
            when::period_over>,
        moves<
            in::not_assessed, on::assess_limited, in::limited, when::independent,
            when::period_over>,
        moves<
            in::not_assessed, on::assess_substantial, in::substantial, when::independent,
            when::period_over>,
        moves<
            in::not_assessed, on::assess_complete, in::complete, when::independent,
            when::period_over>,
        moves<in::no_evidence, on::reset, in::not_assessed>,
        moves<in::not_started, on::reset, in::not_assessed>,
        moves<in::limited, on::reset, in::not_assessed>,
        moves<in::substantial, on::reset, in::not_assessed>,
        moves<in::complete, on::reset, in::not_assessed>>;
};

}  // namespace milestone_assessed_machine

}  // namespace

std::unique_ptr<engine::machine> make_milestone_assessed()
{
    return std::make_unique<msm_machine<milestone_assessed_machine::milestone_assessed_front>>();
}

}  // namespace depositary::workflows
