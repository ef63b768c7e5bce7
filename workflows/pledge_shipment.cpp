#include "workflows/guards_common.hpp"
#include "workflows/guards_pledge.hpp"
#include "workflows/machines.hpp"
#include "workflows/msm_machine.hpp"

/// One shipment of goods: shipped is reported by the contributor, acceptance by the recipient.

namespace depositary::workflows {

namespace {

namespace pledge_shipment_machine {

namespace in {

struct unreported : state
{
    static constexpr state_words words{"unreported", "Not reported", "Non déclarée"};
};

struct reported : state
{
    static constexpr state_words words{"reported", "Reported", "Déclarée"};
};

struct accepted : state
{
    static constexpr state_words words{"accepted", "Accepted", "Acceptée", true};
};

struct rejected : state
{
    static constexpr state_words words{"rejected", "Rejected", "Refusée", true};
};

}  // namespace in

namespace on {

struct report
{
    static constexpr event_words words{"report", "Report the shipment", "Déclarer l'expédition"};
};

struct accept
{
    static constexpr event_words words{"accept", "Accept", "Accepter"};
};

struct reject
{
    static constexpr event_words words{"reject", "Reject", "Refuser"};
};

}  // namespace on

struct pledge_shipment_front : front<pledge_shipment_front>
{
    static constexpr machine_words words{"pledge_shipment", "Shipment", "Expédition"};
    using initial_state = in::unreported;
    using transition_table = table<
        moves<
            in::unreported, on::report, in::reported, when::amount_positive, when::unit_matches,
            when::shelf_life_long_enough>,
        moves<in::reported, on::accept, in::accepted, when::reporter_does_not_confirm>,
        moves<in::reported, on::reject, in::rejected, when::has_reason>>;
};

}  // namespace pledge_shipment_machine

}  // namespace

std::unique_ptr<engine::machine> make_pledge_shipment()
{
    return std::make_unique<msm_machine<pledge_shipment_machine::pledge_shipment_front>>();
}

}  // namespace depositary::workflows
