#include "workflows/assessment_scale.hpp"
#include "workflows/guards_milestone.hpp"
#include "workflows/machines.hpp"
#include "workflows/msm_machine.hpp"

/// What an independent reviewer says of a pledge, on the five-point scale of OGP's Independent
/// Reporting Mechanism; what the contributor reports of itself is another region. A later
/// assessment takes the place of an earlier one, which the record keeps.

namespace depositary::workflows {

namespace {

namespace pledge_assessed_machine {

namespace in = irm::in;

namespace on {

using namespace irm::on;

struct reset
{
    static constexpr event_words words{"reset", "Assess anew", "Évaluer à nouveau"};
};

}  // namespace on

struct pledge_assessed_front : front<pledge_assessed_front>
{
    static constexpr machine_words words{
        "pledge_assessed", "Pledge, as assessed", "Promesse, selon son évaluation"};
    using initial_state = in::not_assessed;
    using transition_table = table<
        moves<in::not_assessed, on::assess_no_evidence, in::no_evidence, when::independent>,
        moves<in::not_assessed, on::assess_not_started, in::not_started, when::independent>,
        moves<in::not_assessed, on::assess_limited, in::limited, when::independent>,
        moves<in::not_assessed, on::assess_substantial, in::substantial, when::independent>,
        moves<in::not_assessed, on::assess_complete, in::complete, when::independent>,
        moves<in::no_evidence, on::reset, in::not_assessed, when::independent>,
        moves<in::not_started, on::reset, in::not_assessed, when::independent>,
        moves<in::limited, on::reset, in::not_assessed, when::independent>,
        moves<in::substantial, on::reset, in::not_assessed, when::independent>,
        moves<in::complete, on::reset, in::not_assessed, when::independent>>;
};

}  // namespace pledge_assessed_machine

}  // namespace

std::unique_ptr<engine::machine> make_pledge_assessed()
{
    return std::make_unique<msm_machine<pledge_assessed_machine::pledge_assessed_front>>();
}

}  // namespace depositary::workflows
