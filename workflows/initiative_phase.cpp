#include "workflows/guards_process.hpp"
#include "workflows/machines.hpp"
#include "workflows/msm_machine.hpp"

/// The phases of a definition, in its order: one is open at a time, and none is closed before a
/// review of it passed.

namespace depositary::workflows {

namespace {

namespace initiative_phase_machine {

namespace in {

struct not_started : state
{
    static constexpr state_words words{"not_started", "Not started", "Non commencée"};
};

struct in_phase : state
{
    static constexpr state_words words{"in_phase", "In a phase", "Dans une phase"};
};

struct between : state
{
    static constexpr state_words words{"between", "Between phases", "Entre deux phases"};
};

struct completed : state
{
    static constexpr state_words words{"completed", "Completed", "Achevée", true};
};

}  // namespace in

namespace on {

struct open_phase
{
    static constexpr event_words words{
        "open_phase", "Open the next phase", "Ouvrir la phase suivante"};
};

struct close_phase
{
    static constexpr event_words words{"close_phase", "Close the phase", "Clore la phase"};
};

struct complete_phases
{
    static constexpr event_words words{
        "complete_phases", "Complete the phases", "Achever les phases"};
};

}  // namespace on

struct initiative_phase_front : front<initiative_phase_front>
{
    static constexpr machine_words words{"initiative_phase", "Phases", "Phases"};
    using initial_state = in::not_started;
    using transition_table = table<
        moves<in::not_started, on::open_phase, in::in_phase, when::phase_left>,
        moves<in::between, on::open_phase, in::in_phase, when::phase_left>,
        moves<in::in_phase, on::close_phase, in::between, when::phase_reviewed>,
        moves<in::between, on::complete_phases, in::completed, when::no_phase_left>>;
};

}  // namespace initiative_phase_machine

}  // namespace

std::unique_ptr<engine::machine> make_initiative_phase()
{
    return std::make_unique<msm_machine<initiative_phase_machine::initiative_phase_front>>();
}

}  // namespace depositary::workflows
