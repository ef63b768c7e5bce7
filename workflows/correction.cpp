#include "workflows/guards_common.hpp"
#include "workflows/guards_correction.hpp"
#include "workflows/machines.hpp"
#include "workflows/msm_machine.hpp"

/// Correction of an error in the record or in the text: proposed, open to objection for a time,
/// then executed from the beginning unless somebody objected (VCLT art. 79).

namespace depositary::workflows {

namespace {

namespace correction_machine {

namespace in {

struct none : state
{
    static constexpr state_words words{"none", "None", "Aucune"};
};

struct proposed : state
{
    static constexpr state_words words{"proposed", "Proposed", "Proposée"};
};

struct objected : state
{
    static constexpr state_words words{"objected", "Objected to", "Contestée"};
};

struct executed : state
{
    static constexpr state_words words{"executed", "Executed", "Exécutée", true};
};

struct withdrawn : state
{
    static constexpr state_words words{"withdrawn", "Withdrawn", "Retirée", true};
};

}  // namespace in

namespace on {

struct propose
{
    static constexpr event_words words{"propose", "Propose", "Proposer"};
};

struct object
{
    static constexpr event_words words{"object", "Object", "Faire objection"};
};

struct withdraw
{
    static constexpr event_words words{"withdraw", "Withdraw", "Retirer"};
};

struct execute
{
    static constexpr event_words words{"execute", "Execute", "Exécuter"};
};

}  // namespace on

/// An objection that stands has a row of its own that never fires, so that the refusal says
/// E_OBJECTION_PENDING and not merely that nothing is defined.
struct correction_front : front<correction_front>
{
    static constexpr machine_words words{"correction", "Correction", "Correction"};
    using initial_state = in::none;
    using transition_table = table<
        moves<in::none, on::propose, in::proposed, when::has_reason, when::has_evidence>,
        moves<in::proposed, on::object, in::objected, when::objection_window_open>,
        stays<in::objected, on::object, when::objection_window_open>,
        moves<in::proposed, on::execute, in::executed, when::objection_window_over>,
        stays<in::objected, on::execute, when::no_objection>,
        moves<in::proposed, on::withdraw, in::withdrawn>,
        moves<in::objected, on::withdraw, in::withdrawn>>;
};

}  // namespace correction_machine

}  // namespace

std::unique_ptr<engine::machine> make_correction()
{
    return std::make_unique<msm_machine<correction_machine::correction_front>>();
}

}  // namespace depositary::workflows
