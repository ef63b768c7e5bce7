#include "workflows/guards_common.hpp"
#include "workflows/guards_initiative.hpp"
#include "workflows/guards_process.hpp"
#include "workflows/machines.hpp"
#include "workflows/msm_machine.hpp"

/// The main region of a partnership with institutions. Its phases are a region of their own
/// (initiative_phase).

namespace depositary::workflows {

namespace {

namespace life_partnership_machine {

namespace in {

struct draft : state
{
    static constexpr state_words words{"draft", "Draft", "Projet"};
};

struct adopted : state
{
    static constexpr state_words words{"adopted", "Adopted", "Adopté"};
};

struct launched : state
{
    static constexpr state_words words{"launched", "Launched", "Lancé"};
};

struct operating : state
{
    static constexpr state_words words{"operating", "Operating", "En activité"};
};

struct suspended : state
{
    static constexpr state_words words{"suspended", "Suspended", "Suspendu"};
};

struct closed : state
{
    static constexpr state_words words{"closed", "Closed", "Clos", true};
};

struct rolled_over : state
{
    static constexpr state_words words{"rolled_over", "Rolled over", "Reconduit", true};
};

struct merged : state
{
    static constexpr state_words words{"merged", "Merged", "Fusionné", true};
};

}  // namespace in

namespace on {

struct adopt
{
    static constexpr event_words words{"adopt", "Adopt the text", "Adopter le texte"};
};

struct launch
{
    static constexpr event_words words{"launch", "Launch", "Lancer"};
};

struct start_operating
{
    static constexpr event_words words{
        "start_operating", "Start operating", "Commencer l'activité"};
};

struct suspend
{
    static constexpr event_words words{"suspend", "Suspend", "Suspendre"};
};

struct resume
{
    static constexpr event_words words{"resume", "Resume", "Reprendre"};
};

struct close
{
    static constexpr event_words words{"close", "Close", "Clore"};
};

struct roll_over
{
    static constexpr event_words words{"roll_over", "Roll over", "Reconduire"};
};

struct merge
{
    static constexpr event_words words{"merge", "Merge", "Fusionner"};
};

}  // namespace on

struct life_partnership_front : front<life_partnership_front>
{
    static constexpr machine_words words{
        "life_partnership", "Life of a partnership", "Vie d'un partenariat"};
    using initial_state = in::draft;
    using transition_table = table<
        moves<in::draft, on::adopt, in::adopted, when::has_text>,
        moves<in::draft, on::launch, in::launched, when::founders_present>,
        moves<in::adopted, on::launch, in::launched, when::founders_present>,
        moves<in::launched, on::start_operating, in::operating>,
        moves<in::operating, on::suspend, in::suspended, when::all_consent>,
        moves<in::suspended, on::resume, in::operating, when::all_consent>,
        moves<in::launched, on::close, in::closed, when::has_reason>,
        moves<in::operating, on::close, in::closed, when::has_reason>,
        moves<in::suspended, on::close, in::closed, when::has_reason>,
        moves<in::operating, on::roll_over, in::rolled_over, when::has_successor>,
        moves<in::launched, on::merge, in::merged, when::has_successor>,
        moves<in::operating, on::merge, in::merged, when::has_successor>,
        moves<in::suspended, on::merge, in::merged, when::has_successor>>;
};

}  // namespace life_partnership_machine

}  // namespace

std::unique_ptr<engine::machine> make_life_partnership()
{
    return std::make_unique<msm_machine<life_partnership_machine::life_partnership_front>>();
}

}  // namespace depositary::workflows
