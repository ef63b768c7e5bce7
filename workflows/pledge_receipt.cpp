#include "workflows/guards_common.hpp"
#include "workflows/guards_pledge.hpp"
#include "workflows/machines.hpp"
#include "workflows/msm_machine.hpp"

/// One payment: the contributor reports, the recipient confirms. Only what is confirmed counts as
/// paid. A confirmation without a report has a row that never fires, for its reason.

namespace depositary::workflows {

namespace {

namespace pledge_receipt_machine {

namespace in {

struct unreported : state
{
    static constexpr state_words words{"unreported", "Not reported", "Non déclaré"};
};

struct reported : state
{
    static constexpr state_words words{"reported", "Reported", "Déclaré"};
};

struct confirmed : state
{
    static constexpr state_words words{"confirmed", "Confirmed", "Confirmé"};
};

struct disputed : state
{
    static constexpr state_words words{"disputed", "Disputed", "Contesté"};
};

struct reversed : state
{
    static constexpr state_words words{"reversed", "Reversed", "Contre-passé", true};
};

}  // namespace in

namespace on {

struct report
{
    static constexpr event_words words{"report", "Report", "Déclarer"};
};

struct confirm
{
    static constexpr event_words words{"confirm", "Confirm receipt", "Confirmer la réception"};
};

struct dispute
{
    static constexpr event_words words{"dispute", "Dispute", "Contester"};
};

struct reverse
{
    static constexpr event_words words{"reverse", "Reverse", "Contre-passer"};
};

}  // namespace on

struct pledge_receipt_front : front<pledge_receipt_front>
{
    static constexpr machine_words words{"pledge_receipt", "Payment", "Paiement"};
    using initial_state = in::unreported;
    using transition_table = table<
        moves<
            in::unreported, on::report, in::reported, when::amount_positive,
            when::allocation_matches>,
        stays<in::unreported, on::confirm, when::has_original>,
        stays<in::unreported, on::dispute, when::has_original>,
        stays<in::unreported, on::reverse, when::has_original>,
        moves<in::reported, on::confirm, in::confirmed, when::reporter_does_not_confirm>,
        moves<in::disputed, on::confirm, in::confirmed, when::reporter_does_not_confirm>,
        moves<
            in::reported, on::dispute, in::disputed, when::has_reason,
            when::reporter_does_not_confirm>,
        moves<in::confirmed, on::reverse, in::reversed, when::has_reason>>;
};

}  // namespace pledge_receipt_machine

}  // namespace

std::unique_ptr<engine::machine> make_pledge_receipt()
{
    return std::make_unique<msm_machine<pledge_receipt_machine::pledge_receipt_front>>();
}

}  // namespace depositary::workflows
