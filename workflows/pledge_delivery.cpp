#include "workflows/guards_pledge.hpp"
#include "workflows/machines.hpp"
#include "workflows/msm_machine.hpp"

/// How far a pledge in kind has come, in its own unit: shipped is not accepted. Same form as
/// pledge_progress.

namespace depositary::workflows {

namespace {

namespace pledge_delivery_machine {

namespace in {

struct registered : state
{
    static constexpr state_words words{"registered", "Registered", "Enregistrée"};
};

struct shipped : state
{
    static constexpr state_words words{"shipped", "Shipped", "Expédiée"};
};

struct partly_accepted : state
{
    static constexpr state_words words{
        "partly_accepted", "Partly accepted", "Partiellement acceptée"};
};

struct fulfilled : state
{
    static constexpr state_words words{"fulfilled", "Fulfilled", "Honorée"};
};

}  // namespace in

namespace on {

struct reassess
{
    static constexpr event_words words{
        "reassess", "Reassess from the quantities", "Réévaluer selon les quantités"};
};

}  // namespace on

struct pledge_delivery_front : front<pledge_delivery_front>
{
    static constexpr machine_words words{
        "pledge_delivery", "Delivery of a pledge in kind", "Livraison d'une promesse en nature"};
    using initial_state = in::registered;
    using total_event = on::reassess;
    using transition_table = table<
        moves<in::registered, on::reassess, in::shipped, when::only_shipped>,
        moves<in::registered, on::reassess, in::partly_accepted, when::acceptance_covers_part>,
        moves<in::registered, on::reassess, in::fulfilled, when::acceptance_covers_pledge>,
        moves<in::shipped, on::reassess, in::registered, when::nothing_shipped>,
        moves<in::shipped, on::reassess, in::partly_accepted, when::acceptance_covers_part>,
        moves<in::shipped, on::reassess, in::fulfilled, when::acceptance_covers_pledge>,
        moves<in::partly_accepted, on::reassess, in::registered, when::nothing_shipped>,
        moves<in::partly_accepted, on::reassess, in::shipped, when::only_shipped>,
        moves<in::partly_accepted, on::reassess, in::fulfilled, when::acceptance_covers_pledge>,
        moves<in::fulfilled, on::reassess, in::registered, when::nothing_shipped>,
        moves<in::fulfilled, on::reassess, in::shipped, when::only_shipped>,
        moves<in::fulfilled, on::reassess, in::partly_accepted, when::acceptance_covers_part>>;
};

}  // namespace pledge_delivery_machine

}  // namespace

std::unique_ptr<engine::machine> make_pledge_delivery()
{
    return std::make_unique<msm_machine<pledge_delivery_machine::pledge_delivery_front>>();
}

}  // namespace depositary::workflows
