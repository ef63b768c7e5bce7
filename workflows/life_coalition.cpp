#include "workflows/guards_common.hpp"
#include "workflows/guards_initiative.hpp"
#include "workflows/guards_process.hpp"
#include "workflows/machines.hpp"
#include "workflows/msm_machine.hpp"

/// The main region of a coalition with commitments: one cycle of commitments after another, the
/// last of which is concluded, or rolled over into another initiative.

namespace depositary::workflows {

namespace {

namespace life_coalition_machine {

namespace in {

struct draft : state
{
    static constexpr state_words words{"draft", "Draft", "Projet"};
};

struct launched : state
{
    static constexpr state_words words{"launched", "Launched", "Lancé"};
};

struct running : state
{
    static constexpr state_words words{"running", "Cycle running", "Cycle en cours"};
};

struct cycle_closed : state
{
    static constexpr state_words words{"cycle_closed", "Cycle closed", "Cycle clos"};
};

struct suspended : state
{
    static constexpr state_words words{"suspended", "Suspended", "Suspendu"};
};

struct rolled_over : state
{
    static constexpr state_words words{"rolled_over", "Rolled over", "Reconduite", true};
};

struct concluded : state
{
    static constexpr state_words words{"concluded", "Concluded", "Conclue", true};
};

}  // namespace in

namespace on {

struct launch
{
    static constexpr event_words words{"launch", "Launch", "Lancer"};
};

struct start_cycle
{
    static constexpr event_words words{"start_cycle", "Start a cycle", "Ouvrir un cycle"};
};

struct close_cycle
{
    static constexpr event_words words{"close_cycle", "Close the cycle", "Clore le cycle"};
};

struct suspend
{
    static constexpr event_words words{"suspend", "Suspend", "Suspendre"};
};

struct resume
{
    static constexpr event_words words{"resume", "Resume", "Reprendre"};
};

struct roll_over
{
    static constexpr event_words words{"roll_over", "Roll over", "Reconduire"};
};

struct conclude
{
    static constexpr event_words words{"conclude", "Conclude", "Conclure"};
};

}  // namespace on

struct life_coalition_front : front<life_coalition_front>
{
    static constexpr machine_words words{
        "life_coalition", "Life of a coalition", "Vie d'une coalition"};
    using initial_state = in::draft;
    using transition_table = table<
        moves<in::draft, on::launch, in::launched, when::founders_present>,
        moves<in::launched, on::start_cycle, in::running>,
        moves<in::cycle_closed, on::start_cycle, in::running>,
        moves<in::running, on::close_cycle, in::cycle_closed>,
        moves<in::running, on::suspend, in::suspended, when::all_consent>,
        moves<in::suspended, on::resume, in::running, when::all_consent>,
        moves<in::running, on::roll_over, in::rolled_over, when::has_successor>,
        moves<in::cycle_closed, on::roll_over, in::rolled_over, when::has_successor>,
        moves<in::launched, on::conclude, in::concluded, when::has_reason>,
        moves<in::cycle_closed, on::conclude, in::concluded, when::has_reason>,
        moves<in::suspended, on::conclude, in::concluded, when::has_reason>>;
};

}  // namespace life_coalition_machine

}  // namespace

std::unique_ptr<engine::machine> make_life_coalition()
{
    return std::make_unique<msm_machine<life_coalition_machine::life_coalition_front>>();
}

}  // namespace depositary::workflows
