#include "workflows/guards_common.hpp"
#include "workflows/guards_pledge.hpp"
#include "workflows/machines.hpp"
#include "workflows/msm_machine.hpp"

/// The life of one pledge. Four ways to shrink are four events: the contributor reduces or
/// withdraws, the recipient side releases, the depositary voids an error. An amendment replaces
/// the total. An announced pledge (a public statement) counts in no total until its focal point
/// registers it.

namespace depositary::workflows {

namespace {

namespace pledge_life_machine {

namespace in {

struct unrecorded : state
{
    static constexpr state_words words{"unrecorded", "Not recorded", "Non enregistrée"};
};

struct announced : state
{
    static constexpr state_words words{"announced", "Announced", "Annoncée"};
};

struct unconfirmed : state
{
    static constexpr state_words words{"unconfirmed", "Unconfirmed", "Non confirmée"};
};

struct registered : state
{
    static constexpr state_words words{"registered", "Registered", "Enregistrée"};
};

struct withdrawn : state
{
    static constexpr state_words words{"withdrawn", "Withdrawn", "Retirée", true};
};

struct released : state
{
    static constexpr state_words words{
        "released", "Released", "Abandonnée par le bénéficiaire", true};
};

struct superseded : state
{
    static constexpr state_words words{"superseded", "Superseded", "Remplacée", true};
};

struct voided : state
{
    static constexpr state_words words{"voided", "Voided as an error", "Annulée pour erreur", true};
};

}  // namespace in

namespace on {

struct announce
{
    static constexpr event_words words{"announce", "Announce", "Annoncer"};
};

struct register_
{
    static constexpr event_words words{"register", "Register", "Enregistrer"};
};

struct expire
{
    static constexpr event_words words{"expire", "Expire to unconfirmed", "Passer à non confirmée"};
};

struct amend
{
    static constexpr event_words words{"amend", "Amend the total", "Modifier le total"};
};

struct reduce
{
    static constexpr event_words words{"reduce", "Reduce", "Réduire"};
};

struct withdraw
{
    static constexpr event_words words{"withdraw", "Withdraw", "Retirer"};
};

struct release
{
    static constexpr event_words words{
        "release", "Release the expectation", "Renoncer à l'attente"};
};

struct void_
{
    static constexpr event_words words{"void", "Void the record", "Annuler l'enregistrement"};
};

struct supersede
{
    static constexpr event_words words{"supersede", "Supersede", "Remplacer"};
};

}  // namespace on

struct pledge_life_front : front<pledge_life_front>
{
    static constexpr machine_words words{"pledge_life", "Pledge", "Promesse"};
    using initial_state = in::unrecorded;
    using transition_table = table<
        moves<
            in::unrecorded, on::announce, in::announced, when::has_evidence, when::pledges_admitted,
            when::unit_known, when::amount_or_undertaking>,
        moves<
            in::unrecorded, on::register_, in::registered, when::is_participant,
            when::pledges_admitted, when::unit_known, when::amount_or_undertaking,
            when::not_duplicate, when::shares_sum_to_one>,
        moves<
            in::announced, on::register_, in::registered, when::is_participant,
            when::pledges_admitted, when::unit_known, when::amount_or_undertaking,
            when::not_duplicate, when::shares_sum_to_one>,
        moves<
            in::unconfirmed, on::register_, in::registered, when::is_participant,
            when::pledges_admitted, when::unit_known, when::amount_or_undertaking,
            when::not_duplicate, when::shares_sum_to_one>,
        moves<in::announced, on::expire, in::unconfirmed, when::confirmation_overdue>,
        stays<in::announced, on::amend, when::amount_not_negative>,
        stays<in::registered, on::amend, when::amount_not_negative>,
        stays<in::registered, on::reduce, when::has_reason, when::smaller_than_now>,
        moves<in::announced, on::withdraw, in::withdrawn, when::has_reason>,
        moves<in::registered, on::withdraw, in::withdrawn, when::has_reason>,
        stays<in::registered, on::release, when::four_eyes, when::within_outstanding>,
        moves<
            in::registered, on::release, in::released, when::four_eyes, when::within_outstanding,
            when::releases_everything>,
        moves<in::announced, on::void_, in::voided, when::four_eyes, when::has_successor>,
        moves<in::unconfirmed, on::void_, in::voided, when::four_eyes, when::has_successor>,
        moves<in::registered, on::void_, in::voided, when::four_eyes, when::has_successor>,
        moves<in::announced, on::supersede, in::superseded, when::has_successor>,
        moves<in::unconfirmed, on::supersede, in::superseded, when::has_successor>,
        moves<in::registered, on::supersede, in::superseded, when::has_successor>>;
};

}  // namespace pledge_life_machine

}  // namespace

std::unique_ptr<engine::machine> make_pledge_life()
{
    return std::make_unique<msm_machine<pledge_life_machine::pledge_life_front>>();
}

}  // namespace depositary::workflows
