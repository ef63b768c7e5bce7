#include "workflows/guards_reservation.hpp"
#include "workflows/msm_machine.hpp"
#include "workflows/reservation.hpp"

/// What one contracting State says of another's reservation, or what its silence means
/// (VCLT art. 20-22).

namespace depositary::workflows {

namespace {

namespace reservation_response_machine {

namespace in {

struct pending : state
{
    static constexpr state_words words{"pending", "May still object", "Peut encore objecter"};
};

struct accepted_tacitly : state
{
    static constexpr state_words words{
        "accepted_tacitly", "Considered to have accepted", "Réputé avoir accepté"};
};

struct accepted : state
{
    static constexpr state_words words{"accepted", "Accepted", "A accepté"};
};

struct objected : state
{
    static constexpr state_words words{"objected", "Objected", "A objecté"};
};

struct objected_precluding : state
{
    static constexpr state_words words{
        "objected_precluding", "Objected, precluding relations",
        "A objecté, empêchant les relations conventionnelles"};
};

}  // namespace in

namespace on {

struct accept
{
    static constexpr event_words words{"accept", "Accept", "Accepter"};
};

struct object
{
    static constexpr event_words words{"object", "Object", "Objecter"};
};

struct object_precluding
{
    static constexpr event_words words{
        "object_precluding", "Object and preclude relations",
        "Objecter et empêcher les relations conventionnelles"};
};

struct communicate
{
    static constexpr event_words words{
        "communicate", "Object after the period", "Objecter après le délai"};
};

struct withdraw_objection
{
    static constexpr event_words words{
        "withdraw_objection", "Withdraw the objection", "Retirer l'objection"};
};

struct period_ends
{
    static constexpr event_words words{
        "period_ends", "The period for objections ends", "Le délai d'objection expire"};
};

}  // namespace on

struct reservation_response_front : front<reservation_response_front>
{
    static constexpr machine_words words{
        "reservation_response", "Response to a reservation", "Réponse à une réserve"};
    using initial_state = in::pending;
    using transition_table = table<
        moves<in::pending, on::accept, in::accepted, when::other_contracting_state>,
        moves<
            in::pending, on::object, in::objected, when::other_contracting_state,
            when::within_period>,
        moves<
            in::pending, on::object_precluding, in::objected_precluding,
            when::other_contracting_state, when::within_period>,
        moves<in::pending, on::period_ends, in::accepted_tacitly, when::period_ended>,
        moves<in::accepted_tacitly, on::accept, in::accepted, when::other_contracting_state>,
        stays<in::accepted_tacitly, on::communicate, when::other_contracting_state>,
        stays<in::accepted, on::communicate, when::other_contracting_state>,
        moves<
            in::objected, on::object_precluding, in::objected_precluding,
            when::other_contracting_state, when::within_period>,
        stays<in::objected, on::communicate, when::other_contracting_state>,
        moves<in::objected, on::withdraw_objection, in::accepted>,
        moves<in::objected_precluding, on::object, in::objected, when::other_contracting_state>,
        stays<in::objected_precluding, on::communicate, when::other_contracting_state>,
        moves<in::objected_precluding, on::withdraw_objection, in::accepted>>;
};

}  // namespace reservation_response_machine

}  // namespace

std::unique_ptr<engine::machine> make_reservation_response()
{
    return std::make_unique<msm_machine<reservation_response_machine::reservation_response_front>>(
    );
}

}  // namespace depositary::workflows
