#include "workflows/guards_common.hpp"
#include "workflows/guards_process.hpp"
#include "workflows/machines.hpp"
#include "workflows/msm_machine.hpp"

/// The main region of a standing assessed obligation. It lasts as long as the membership that
/// carries it: it is suspended or terminated only where its terms provide for that.

namespace depositary::workflows {

namespace {

namespace life_assessed_machine {

namespace in {

struct draft : state
{
    static constexpr state_words words{"draft", "Draft", "Projet"};
};

struct in_force : state
{
    static constexpr state_words words{"in_force", "In force", "En vigueur"};
};

struct suspended : state
{
    static constexpr state_words words{"suspended", "Suspended", "Suspendue"};
};

struct terminated : state
{
    static constexpr state_words words{"terminated", "Terminated", "Éteinte", true};
};

struct superseded : state
{
    static constexpr state_words words{"superseded", "Superseded", "Remplacée", true};
};

}  // namespace in

namespace on {

struct establish
{
    static constexpr event_words words{"establish", "Establish", "Établir"};
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

struct life_assessed_front : front<life_assessed_front>
{
    static constexpr machine_words words{
        "life_assessed", "Life of a standing obligation", "Vie d'une obligation permanente"};
    using initial_state = in::draft;
    using transition_table = table<
        moves<in::draft, on::establish, in::in_force, when::has_evidence, when::something_assessed>,
        moves<in::in_force, on::suspend, in::suspended, when::terms_provide>,
        moves<in::suspended, on::resume, in::in_force, when::terms_provide>,
        moves<in::in_force, on::terminate, in::terminated, when::terms_provide, when::has_reason>,
        moves<in::suspended, on::terminate, in::terminated, when::terms_provide, when::has_reason>,
        moves<in::in_force, on::supersede, in::superseded, when::has_successor>,
        moves<in::suspended, on::supersede, in::superseded, when::has_successor>>;
};

}  // namespace life_assessed_machine

}  // namespace

std::unique_ptr<engine::machine> make_life_assessed()
{
    return std::make_unique<msm_machine<life_assessed_machine::life_assessed_front>>();
}

}  // namespace depositary::workflows
