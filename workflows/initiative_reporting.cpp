#include "workflows/machines.hpp"
#include "workflows/msm_machine.hpp"

/// One reporting round after another: call, grace, closed.

namespace depositary::workflows {

namespace {

namespace initiative_reporting_machine {

namespace in {

struct idle : state
{
    static constexpr state_words words{"idle", "Idle", "Au repos"};
};

struct call_open : state
{
    static constexpr state_words words{"call_open", "Call open", "Appel ouvert"};
};

struct grace : state
{
    static constexpr state_words words{"grace", "Grace period", "Délai de grâce"};
};

struct closed : state
{
    static constexpr state_words words{"closed", "Closed", "Clos"};
};

}  // namespace in

namespace on {

struct open_call
{
    static constexpr event_words words{
        "open_call", "Open the call for reports", "Ouvrir l'appel à rapports"};
};

struct start_grace
{
    static constexpr event_words words{
        "start_grace", "Start the grace period", "Ouvrir le délai de grâce"};
};

struct close_call
{
    static constexpr event_words words{"close_call", "Close the call", "Clore l'appel"};
};

}  // namespace on

struct initiative_reporting_front : front<initiative_reporting_front>
{
    static constexpr machine_words words{
        "initiative_reporting", "Reporting round", "Cycle de rapports"};
    using initial_state = in::idle;
    using transition_table = table<
        moves<in::idle, on::open_call, in::call_open>,
        moves<in::closed, on::open_call, in::call_open>,
        moves<in::call_open, on::start_grace, in::grace>,
        moves<in::call_open, on::close_call, in::closed>,
        moves<in::grace, on::close_call, in::closed>>;
};

}  // namespace initiative_reporting_machine

}  // namespace

std::unique_ptr<engine::machine> make_initiative_reporting()
{
    return std::make_unique<msm_machine<initiative_reporting_machine::initiative_reporting_front>>(
    );
}

}  // namespace depositary::workflows
