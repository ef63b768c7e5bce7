#include "workflows/guards_common.hpp"
#include "workflows/guards_participation.hpp"
#include "workflows/machines.hpp"
#include "workflows/msm_machine.hpp"

/// Consent of one actor to be bound by a treaty (VCLT art. 2(1)(e)-(h), 10-18, 24): contracting
/// is not yet party. A second signature or instrument has rows of its own that never fire, so
/// that the refusal says E_ALREADY_SIGNED or E_ALREADY_CONSENTED and not merely that nothing is
/// defined.

namespace depositary::workflows {

namespace {

namespace participation_consent_machine {

namespace in {

struct eligible : state
{
    static constexpr state_words words{"eligible", "Eligible", "Admissible"};
};

struct signatory : state
{
    static constexpr state_words words{"signatory", "Signatory", "Signataire"};
};

struct intent_not_to_become_party : state
{
    static constexpr state_words words{
        "intent_not_to_become_party", "Does not intend to become a party",
        "N'entend pas devenir partie"};
};

struct consent_established : state
{
    static constexpr state_words words{
        "consent_established", "Consent established", "Consentement établi"};
};

struct party : state
{
    static constexpr state_words words{"party", "Party", "Partie"};
};

}  // namespace in

namespace on {

struct sign
{
    static constexpr event_words words{"sign", "Sign", "Signer"};
};

struct sign_definitively
{
    static constexpr event_words words{
        "sign_definitively", "Sign definitively", "Signer définitivement"};
};

struct deposit_ratification
{
    static constexpr event_words words{
        "deposit_ratification", "Deposit ratification, acceptance or approval",
        "Déposer la ratification, l'acceptation ou l'approbation"};
};

struct deposit_accession
{
    static constexpr event_words words{
        "deposit_accession", "Deposit accession", "Déposer l'adhésion"};
};

struct notify_succession
{
    static constexpr event_words words{
        "notify_succession", "Notify succession", "Notifier la succession"};
};

struct enter_into_force
{
    static constexpr event_words words{
        "enter_into_force", "Enter into force for the actor", "Entrer en vigueur pour l'acteur"};
};

struct declare_intent_not_to_become_party
{
    static constexpr event_words words{
        "declare_intent_not_to_become_party", "Declare the intent not to become a party",
        "Déclarer l'intention de ne pas devenir partie"};
};

}  // namespace on

struct participation_consent_front : front<participation_consent_front>
{
    static constexpr machine_words words{
        "participation_consent", "Consent to be bound", "Consentement à être lié"};
    using initial_state = in::eligible;
    using transition_table = table<
        moves<
            in::eligible, on::sign, in::signatory, when::eligible, when::window_open,
            when::has_authority, when::authority_valid>,
        moves<
            in::intent_not_to_become_party, on::sign, in::signatory, when::eligible,
            when::window_open, when::has_authority, when::authority_valid>,
        stays<in::signatory, on::sign, when::not_yet_signed>,
        stays<in::consent_established, on::sign, when::not_yet_signed>,
        stays<in::party, on::sign, when::not_yet_signed>,
        moves<
            in::eligible, on::sign_definitively, in::consent_established, when::eligible,
            when::window_open, when::has_authority, when::authority_valid,
            when::definitive_signature_allowed>,
        moves<
            in::signatory, on::sign_definitively, in::consent_established, when::eligible,
            when::window_open, when::has_authority, when::authority_valid,
            when::definitive_signature_allowed>,
        moves<
            in::intent_not_to_become_party, on::sign_definitively, in::consent_established,
            when::eligible, when::window_open, when::has_authority, when::authority_valid,
            when::definitive_signature_allowed>,
        moves<
            in::eligible, on::deposit_ratification, in::consent_established, when::eligible,
            when::act_admitted, when::signature_precedes, when::due_form,
            when::declaration_attached>,
        moves<
            in::signatory, on::deposit_ratification, in::consent_established, when::eligible,
            when::act_admitted, when::signature_precedes, when::due_form,
            when::declaration_attached>,
        moves<
            in::intent_not_to_become_party, on::deposit_ratification, in::consent_established,
            when::eligible, when::act_admitted, when::signature_precedes, when::due_form,
            when::declaration_attached>,
        moves<
            in::eligible, on::deposit_accession, in::consent_established, when::eligible,
            when::act_admitted, when::accession_open, when::due_form, when::declaration_attached>,
        moves<
            in::intent_not_to_become_party, on::deposit_accession, in::consent_established,
            when::eligible, when::act_admitted, when::accession_open, when::due_form,
            when::declaration_attached>,
        moves<
            in::eligible, on::notify_succession, in::consent_established, when::predecessor_bound>,
        moves<
            in::consent_established, on::enter_into_force, in::party, when::in_force_for_the_actor>,
        moves<
            in::signatory, on::declare_intent_not_to_become_party, in::intent_not_to_become_party>,
        stays<in::consent_established, on::deposit_ratification, when::not_yet_consented>,
        stays<in::party, on::deposit_ratification, when::not_yet_consented>,
        stays<in::consent_established, on::deposit_accession, when::not_yet_consented>,
        stays<in::party, on::deposit_accession, when::not_yet_consented>>;
};

}  // namespace participation_consent_machine

}  // namespace

std::unique_ptr<engine::machine> make_participation_consent()
{
    return std::make_unique<
        msm_machine<participation_consent_machine::participation_consent_front>>();
}

}  // namespace depositary::workflows
