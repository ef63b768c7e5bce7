#include "workflows/reservation.hpp"

#include "workflows/guards_reservation.hpp"
#include "workflows/msm_machine.hpp"

/// A reservation as a whole (VCLT art. 19-20, 22). One that was proposed after consent to be bound
/// stands only when nobody objects in the period.

namespace depositary::workflows {

namespace {

namespace reservation_machine {

namespace in {

struct none : state
{
    static constexpr state_words words{"none", "Not formulated", "Non formulée"};
};

struct formulated : state
{
    static constexpr state_words words{"formulated", "Formulated", "Formulée"};
};

struct proposed_late : state
{
    static constexpr state_words words{
        "proposed_late", "Proposed after consent", "Proposée après le consentement"};
};

struct accepted : state
{
    static constexpr state_words words{"accepted", "Accepted", "Acceptée"};
};

struct not_accepted : state
{
    static constexpr state_words words{"not_accepted", "Not accepted", "Non acceptée"};
};

struct withdrawn : state
{
    static constexpr state_words words{"withdrawn", "Withdrawn", "Retirée", true};
};

}  // namespace in

namespace on {

struct formulate
{
    static constexpr event_words words{"formulate", "Formulate", "Formuler"};
};

struct propose_late
{
    static constexpr event_words words{
        "propose_late", "Propose after consent", "Proposer après le consentement"};
};

struct accept
{
    static constexpr event_words words{
        "accept", "A contracting State accepts", "Un État contractant accepte"};
};

struct accept_by_organ
{
    static constexpr event_words words{
        "accept_by_organ", "The competent organ accepts", "L'organe compétent accepte"};
};

struct object
{
    static constexpr event_words words{
        "object", "A contracting State objects", "Un État contractant objecte"};
};

struct withdraw_objection
{
    static constexpr event_words words{
        "withdraw_objection", "An objection is withdrawn", "Une objection est retirée"};
};

struct period_ends
{
    static constexpr event_words words{
        "period_ends", "The period for objections ends", "Le délai d'objection expire"};
};

struct withdraw
{
    static constexpr event_words words{"withdraw", "Withdraw", "Retirer"};
};

}  // namespace on

struct reservation_front : front<reservation_front>
{
    static constexpr machine_words words{"reservation", "Reservation", "Réserve"};
    using initial_state = in::none;
    using transition_table = table<
        moves<
            in::none, on::formulate, in::formulated, when::not_prohibited, when::provision_listed,
            when::not_after_consent>,
        moves<
            in::none, on::propose_late, in::proposed_late, when::not_prohibited,
            when::provision_listed, when::late_admitted>,
        moves<
            in::formulated, on::accept, in::accepted, when::no_organ_decides,
            when::other_contracting_state>,
        moves<in::formulated, on::accept_by_organ, in::accepted, when::organ_decides>,
        moves<
            in::formulated, on::period_ends, in::accepted, when::no_organ_decides,
            when::period_ended>,
        stays<in::formulated, on::object, when::other_contracting_state>,
        stays<in::formulated, on::withdraw_objection>,
        moves<in::formulated, on::withdraw, in::withdrawn>,
        stays<in::proposed_late, on::accept, when::other_contracting_state>,
        moves<
            in::proposed_late, on::object, in::not_accepted, when::other_contracting_state,
            when::within_period>,
        moves<in::proposed_late, on::period_ends, in::accepted, when::period_ended>,
        moves<in::proposed_late, on::withdraw, in::withdrawn>,
        stays<in::accepted, on::accept, when::no_organ_decides, when::other_contracting_state>,
        stays<in::accepted, on::object, when::other_contracting_state>,
        stays<in::accepted, on::withdraw_objection>,
        moves<in::accepted, on::withdraw, in::withdrawn>,
        stays<in::not_accepted, on::object, when::other_contracting_state>,
        stays<in::not_accepted, on::withdraw_objection>,
        moves<
            in::not_accepted, on::withdraw_objection, in::proposed_late, when::last_objection,
            when::within_period>,
        moves<in::not_accepted, on::withdraw, in::withdrawn>>;
};

}  // namespace reservation_machine

}  // namespace

std::unique_ptr<engine::machine> make_reservation()
{
    return std::make_unique<msm_machine<reservation_machine::reservation_front>>();
}

}  // namespace depositary::workflows
