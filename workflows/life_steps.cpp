#include "workflows/guards_common.hpp"
#include "workflows/guards_process.hpp"
#include "workflows/machines.hpp"
#include "workflows/msm_machine.hpp"

/// The main region of an initiative of steps that participants align with one by one. The steps are
/// named by the definition and may be adopted after the launch.

namespace depositary::workflows {

namespace {

namespace life_steps_machine {

namespace in {

struct draft : state
{
    static constexpr state_words words{"draft", "Draft", "Projet"};
};

struct launched : state
{
    static constexpr state_words words{"launched", "Launched", "Lancé"};
};

struct advancing : state
{
    static constexpr state_words words{
        "advancing", "Advancing the steps", "Mise en œuvre des étapes"};
};

struct merged : state
{
    static constexpr state_words words{"merged", "Merged", "Fusionné", true};
};

struct concluded : state
{
    static constexpr state_words words{"concluded", "Concluded", "Conclu", true};
};

struct superseded : state
{
    static constexpr state_words words{"superseded", "Superseded", "Remplacé", true};
};

}  // namespace in

namespace on {

struct launch
{
    static constexpr event_words words{"launch", "Launch", "Lancer"};
};

struct adopt_steps
{
    static constexpr event_words words{"adopt_steps", "Adopt the steps", "Adopter les étapes"};
};

struct merge
{
    static constexpr event_words words{"merge", "Merge", "Fusionner"};
};

struct conclude
{
    static constexpr event_words words{"conclude", "Conclude", "Conclure"};
};

struct supersede
{
    static constexpr event_words words{"supersede", "Supersede", "Remplacer"};
};

}  // namespace on

struct life_steps_front : front<life_steps_front>
{
    static constexpr machine_words words{
        "life_steps", "Life of stepping stones", "Vie de jalons progressifs"};
    using initial_state = in::draft;
    using transition_table = table<
        moves<in::draft, on::launch, in::launched, when::founders_present, when::has_steps>,
        moves<in::launched, on::adopt_steps, in::advancing, when::has_evidence, when::has_steps>,
        moves<in::launched, on::merge, in::merged, when::has_successor>,
        moves<in::advancing, on::merge, in::merged, when::has_successor>,
        moves<in::launched, on::conclude, in::concluded, when::has_reason>,
        moves<in::advancing, on::conclude, in::concluded, when::has_reason>,
        moves<in::launched, on::supersede, in::superseded, when::has_successor>,
        moves<in::advancing, on::supersede, in::superseded, when::has_successor>>;
};

}  // namespace life_steps_machine

}  // namespace

std::unique_ptr<engine::machine> make_life_steps()
{
    return std::make_unique<msm_machine<life_steps_machine::life_steps_front>>();
}

}  // namespace depositary::workflows
