#include "workflows/guards_common.hpp"
#include "workflows/guards_obligation.hpp"
#include "workflows/guards_pledge.hpp"
#include "workflows/machines.hpp"
#include "workflows/msm_machine.hpp"

/// What was paid of an assessed obligation. The amounts decide (reassess); the recipient may also
/// state that it was paid in full, or that it was not, without knowing the single payments. Who
/// owes records none of it.

namespace depositary::workflows {

namespace {

namespace obligation_payment_machine {

namespace in {

struct assessed : state
{
    static constexpr state_words words{"assessed", "Assessed", "Mise en recouvrement"};
};

struct partly_paid : state
{
    static constexpr state_words words{"partly_paid", "Partly paid", "Partiellement payée"};
};

struct paid_in_full : state
{
    static constexpr state_words words{"paid_in_full", "Paid in full", "Réglée en totalité"};
};

}  // namespace in

namespace on {

struct record_payment
{
    static constexpr event_words words{
        "record_payment", "Record a payment", "Enregistrer un paiement"};
};

struct reverse_payment
{
    static constexpr event_words words{
        "reverse_payment", "Reverse a payment", "Contre-passer un paiement"};
};

struct credit
{
    static constexpr event_words words{"credit", "Credit", "Créditer"};
};

struct state_in_full
{
    static constexpr event_words words{
        "state_in_full", "State that it was paid in full", "Déclarer le règlement total"};
};

struct state_not_in_full
{
    static constexpr event_words words{
        "state_not_in_full", "State that it was not paid in full",
        "Déclarer l'absence de règlement total"};
};

struct reassess
{
    static constexpr event_words words{
        "reassess", "Reassess from the amounts", "Réévaluer selon les montants"};
};

}  // namespace on

struct obligation_payment_front : front<obligation_payment_front>
{
    static constexpr machine_words words{
        "obligation_payment", "Payment of an assessed obligation",
        "Paiement d'une contribution obligatoire"};
    using initial_state = in::assessed;
    using total_event = on::reassess;
    using transition_table = table<
        stays<
            in::assessed, on::record_payment, when::amount_positive, when::payment_is_new,
            when::payer_does_not_record>,
        stays<
            in::partly_paid, on::record_payment, when::amount_positive, when::payment_is_new,
            when::payer_does_not_record>,
        stays<
            in::paid_in_full, on::record_payment, when::amount_positive, when::payment_is_new,
            when::payer_does_not_record>,
        stays<
            in::assessed, on::reverse_payment, when::payment_stands, when::has_reason,
            when::payer_does_not_record>,
        stays<
            in::partly_paid, on::reverse_payment, when::payment_stands, when::has_reason,
            when::payer_does_not_record>,
        stays<
            in::paid_in_full, on::reverse_payment, when::payment_stands, when::has_reason,
            when::payer_does_not_record>,
        stays<
            in::assessed, on::credit, when::amount_positive, when::credit_within_owed,
            when::payer_does_not_record>,
        stays<
            in::partly_paid, on::credit, when::amount_positive, when::credit_within_owed,
            when::payer_does_not_record>,
        stays<
            in::paid_in_full, on::credit, when::amount_positive, when::credit_within_owed,
            when::payer_does_not_record>,
        moves<
            in::assessed, on::state_in_full, in::paid_in_full, when::not_contradicted,
            when::payer_does_not_record>,
        moves<
            in::partly_paid, on::state_in_full, in::paid_in_full, when::not_contradicted,
            when::payer_does_not_record>,
        stays<
            in::assessed, on::state_not_in_full, when::not_contradicted,
            when::payer_does_not_record>,
        stays<
            in::partly_paid, on::state_not_in_full, when::not_contradicted,
            when::payer_does_not_record>,
        stays<
            in::paid_in_full, on::state_not_in_full, when::not_contradicted,
            when::payer_does_not_record>,
        moves<in::assessed, on::reassess, in::partly_paid, when::obligation_partly_paid>,
        moves<in::assessed, on::reassess, in::paid_in_full, when::obligation_settled>,
        moves<in::partly_paid, on::reassess, in::assessed, when::obligation_unpaid>,
        moves<in::partly_paid, on::reassess, in::paid_in_full, when::obligation_settled>,
        moves<in::paid_in_full, on::reassess, in::assessed, when::obligation_unpaid>,
        moves<in::paid_in_full, on::reassess, in::partly_paid, when::obligation_partly_paid>>;
};

}  // namespace obligation_payment_machine

}  // namespace

std::unique_ptr<engine::machine> make_obligation_payment()
{
    return std::make_unique<msm_machine<obligation_payment_machine::obligation_payment_front>>();
}

}  // namespace depositary::workflows
