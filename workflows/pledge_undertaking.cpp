#include "workflows/guards_common.hpp"
#include "workflows/machines.hpp"
#include "workflows/msm_machine.hpp"

/// Progress of a pledge without amount, as its owner reports it.

namespace depositary::workflows {

namespace {

namespace pledge_undertaking_machine {

namespace in {

struct planning : state
{
    static constexpr state_words words{"planning", "Planning", "En préparation"};
};

struct in_progress : state
{
    static constexpr state_words words{"in_progress", "In progress", "En cours"};
};

struct fulfilled : state
{
    static constexpr state_words words{"fulfilled", "Fulfilled", "Honoré", true};
};

struct discontinued : state
{
    static constexpr state_words words{"discontinued", "Discontinued", "Abandonné", true};
};

}  // namespace in

namespace on {

struct start
{
    static constexpr event_words words{"start", "Start", "Commencer"};
};

struct report_progress
{
    static constexpr event_words words{"report_progress", "Report progress", "Déclarer un progrès"};
};

struct report_fulfilled
{
    static constexpr event_words words{
        "report_fulfilled", "Report as fulfilled", "Déclarer honoré"};
};

struct discontinue
{
    static constexpr event_words words{"discontinue", "Discontinue", "Abandonner"};
};

}  // namespace on

struct pledge_undertaking_front : front<pledge_undertaking_front>
{
    static constexpr machine_words words{
        "pledge_undertaking", "Undertaking", "Engagement d'action"};
    using initial_state = in::planning;
    using transition_table = table<
        moves<in::planning, on::start, in::in_progress>,
        moves<in::planning, on::report_progress, in::in_progress, when::has_evidence>,
        stays<in::in_progress, on::report_progress, when::has_evidence>,
        moves<in::planning, on::report_fulfilled, in::fulfilled, when::has_evidence>,
        moves<in::in_progress, on::report_fulfilled, in::fulfilled, when::has_evidence>,
        moves<in::planning, on::discontinue, in::discontinued, when::has_reason>,
        moves<in::in_progress, on::discontinue, in::discontinued, when::has_reason>>;
};

}  // namespace pledge_undertaking_machine

}  // namespace

std::unique_ptr<engine::machine> make_pledge_undertaking()
{
    return std::make_unique<msm_machine<pledge_undertaking_machine::pledge_undertaking_front>>();
}

}  // namespace depositary::workflows
