#include "workflows/guards_common.hpp"
#include "workflows/guards_process.hpp"
#include "workflows/machines.hpp"
#include "workflows/msm_machine.hpp"

/// A letter of intent and what came of it, where the terms ask for one. Acceptance admits; the
/// actor still joins or endorses by its own act.

namespace depositary::workflows {

namespace {

namespace participation_membership_machine {

namespace in {

struct none : state
{
    static constexpr state_words words{"none", "No application", "Aucune demande"};
};

struct applied : state
{
    static constexpr state_words words{"applied", "Applied", "Demandée"};
};

struct accepted : state
{
    static constexpr state_words words{"accepted", "Accepted", "Acceptée"};
};

struct rejected : state
{
    static constexpr state_words words{"rejected", "Rejected", "Rejetée"};
};

}  // namespace in

namespace on {

struct apply
{
    static constexpr event_words words{"apply", "Apply", "Demander"};
};

struct accept
{
    static constexpr event_words words{"accept", "Accept", "Accepter"};
};

struct reject
{
    static constexpr event_words words{"reject", "Reject", "Rejeter"};
};

}  // namespace on

struct participation_membership_front : front<participation_membership_front>
{
    static constexpr machine_words words{
        "participation_membership", "Membership by application", "Adhésion sur demande"};
    using initial_state = in::none;
    using transition_table = table<
        moves<in::none, on::apply, in::applied, when::eligible, when::application_admitted>,
        moves<in::rejected, on::apply, in::applied, when::eligible, when::application_admitted>,
        moves<in::applied, on::accept, in::accepted>,
        moves<in::applied, on::reject, in::rejected, when::has_reason>>;
};

}  // namespace participation_membership_machine

}  // namespace

std::unique_ptr<engine::machine> make_participation_membership()
{
    return std::make_unique<
        msm_machine<participation_membership_machine::participation_membership_front>>();
}

}  // namespace depositary::workflows
