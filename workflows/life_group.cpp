#include "workflows/guards_common.hpp"
#include "workflows/guards_process.hpp"
#include "workflows/machines.hpp"
#include "workflows/msm_machine.hpp"

/// The main region of a group of friends: a group without a text of its own, that lasts as long as
/// its members meet.

namespace depositary::workflows {

namespace {

namespace life_group_machine {

namespace in {

struct forming : state
{
    static constexpr state_words words{"forming", "Forming", "En formation"};
};

struct active : state
{
    static constexpr state_words words{"active", "Active", "Actif"};
};

struct dormant : state
{
    static constexpr state_words words{"dormant", "Dormant", "En sommeil"};
};

struct merged : state
{
    static constexpr state_words words{"merged", "Merged", "Fusionné", true};
};

struct dissolved : state
{
    static constexpr state_words words{"dissolved", "Dissolved", "Dissous", true};
};

}  // namespace in

namespace on {

struct launch
{
    static constexpr event_words words{"launch", "Launch", "Lancer"};
};

struct mark_dormant
{
    static constexpr event_words words{
        "mark_dormant", "Mark as dormant", "Constater la mise en sommeil"};
};

struct revive
{
    static constexpr event_words words{"revive", "Revive", "Relancer"};
};

struct merge
{
    static constexpr event_words words{"merge", "Merge", "Fusionner"};
};

struct dissolve
{
    static constexpr event_words words{"dissolve", "Dissolve", "Dissoudre"};
};

}  // namespace on

struct life_group_front : front<life_group_front>
{
    static constexpr machine_words words{
        "life_group", "Life of a group of friends", "Vie d'un groupe d'amis"};
    using initial_state = in::forming;
    using transition_table = table<
        moves<in::forming, on::launch, in::active, when::founders_present>,
        moves<in::active, on::mark_dormant, in::dormant>,
        moves<in::dormant, on::revive, in::active>,
        moves<in::active, on::merge, in::merged, when::has_successor>,
        moves<in::dormant, on::merge, in::merged, when::has_successor>,
        moves<in::forming, on::dissolve, in::dissolved, when::has_reason>,
        moves<in::active, on::dissolve, in::dissolved, when::has_reason>,
        moves<in::dormant, on::dissolve, in::dissolved, when::has_reason>>;
};

}  // namespace life_group_machine

}  // namespace

std::unique_ptr<engine::machine> make_life_group()
{
    return std::make_unique<msm_machine<life_group_machine::life_group_front>>();
}

}  // namespace depositary::workflows
