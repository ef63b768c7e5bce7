#include "workflows/guards_common.hpp"
#include "workflows/guards_initiative.hpp"
#include "workflows/machines.hpp"
#include "workflows/msm_machine.hpp"

/// The main region of a treaty (VCLT art. 9, 10, 24, 54, 57). A treaty in force never ends
/// because the number of parties fell below the threshold (art. 55): lose_threshold exists only
/// before entry into force.

namespace depositary::workflows {

namespace {

namespace life_treaty_machine {

namespace in {

struct draft : state
{
    static constexpr state_words words{"draft", "Draft", "Projet"};
};

struct adopted : state
{
    static constexpr state_words words{"adopted", "Adopted", "Adopté"};
};

struct open : state
{
    static constexpr state_words words{"open", "Open for signature", "Ouvert à la signature"};
};

struct threshold_met : state
{
    static constexpr state_words words{"threshold_met", "Threshold met", "Seuil atteint"};
};

struct in_force : state
{
    static constexpr state_words words{"in_force", "In force", "En vigueur"};
};

struct suspended : state
{
    static constexpr state_words words{"suspended", "Suspended", "Suspendu"};
};

struct terminated : state
{
    static constexpr state_words words{"terminated", "Terminated", "Éteint", true};
};

struct superseded : state
{
    static constexpr state_words words{"superseded", "Superseded", "Remplacé", true};
};

}  // namespace in

namespace on {

struct adopt_text
{
    static constexpr event_words words{"adopt_text", "Adopt the text", "Adopter le texte"};
};

struct open_for_signature
{
    static constexpr event_words words{
        "open_for_signature", "Open for signature", "Ouvrir à la signature"};
};

struct reach_threshold
{
    static constexpr event_words words{
        "reach_threshold", "Reach the threshold", "Atteindre le seuil"};
};

struct lose_threshold
{
    static constexpr event_words words{"lose_threshold", "Lose the threshold", "Perdre le seuil"};
};

struct enter_into_force
{
    static constexpr event_words words{"enter_into_force", "Enter into force", "Entrer en vigueur"};
};

struct suspend
{
    static constexpr event_words words{"suspend", "Suspend", "Suspendre"};
};

struct resume
{
    static constexpr event_words words{"resume", "Resume", "Reprendre"};
};

struct terminate
{
    static constexpr event_words words{"terminate", "Terminate", "Éteindre"};
};

struct supersede
{
    static constexpr event_words words{"supersede", "Supersede", "Remplacer"};
};

}  // namespace on

struct life_treaty_front : front<life_treaty_front>
{
    static constexpr machine_words words{"life_treaty", "Life of a treaty", "Vie d'un traité"};
    using initial_state = in::draft;
    using transition_table = table<
        moves<in::draft, on::adopt_text, in::adopted, when::has_text, when::adopted_by_rule>,
        moves<in::adopted, on::open_for_signature, in::open, when::has_depositary>,
        moves<in::open, on::reach_threshold, in::threshold_met, when::threshold_reached>,
        moves<in::threshold_met, on::lose_threshold, in::open, when::threshold_no_longer_reached>,
        moves<
            in::threshold_met, on::enter_into_force, in::in_force, when::in_force_day_come,
            when::threshold_kept>,
        moves<in::in_force, on::suspend, in::suspended, when::all_consent>,
        moves<in::suspended, on::resume, in::in_force, when::all_consent>,
        moves<in::in_force, on::terminate, in::terminated, when::all_consent>,
        moves<in::suspended, on::terminate, in::terminated, when::all_consent>,
        moves<in::adopted, on::supersede, in::superseded, when::has_successor>,
        moves<in::open, on::supersede, in::superseded, when::has_successor>,
        moves<in::threshold_met, on::supersede, in::superseded, when::has_successor>,
        moves<in::in_force, on::supersede, in::superseded, when::has_successor>,
        moves<in::suspended, on::supersede, in::superseded, when::has_successor>>;
};

}  // namespace life_treaty_machine

}  // namespace

std::unique_ptr<engine::machine> make_life_treaty()
{
    return std::make_unique<msm_machine<life_treaty_machine::life_treaty_front>>();
}

}  // namespace depositary::workflows
