#include "workflows/guards_common.hpp"
#include "workflows/guards_pledge.hpp"
#include "workflows/machines.hpp"
#include "workflows/msm_machine.hpp"

/// Whether a pledge depends on something still open. Conditional money is a column of its own
/// until the condition is met; matching is read from the ledger.

namespace depositary::workflows {

namespace {

namespace pledge_condition_machine {

namespace in {

struct unconditional : state
{
    static constexpr state_words words{"unconditional", "Unconditional", "Sans condition"};
};

struct pending : state
{
    static constexpr state_words words{"pending", "Condition pending", "Condition en attente"};
};

struct met : state
{
    static constexpr state_words words{"met", "Condition met", "Condition remplie"};
};

struct lapsed : state
{
    static constexpr state_words words{"lapsed", "Condition lapsed", "Condition caduque"};
};

}  // namespace in

namespace on {

struct declare_condition
{
    static constexpr event_words words{
        "declare_condition", "Declare a condition", "Déclarer une condition"};
};

struct meet
{
    static constexpr event_words words{"meet", "Meet the condition", "Remplir la condition"};
};

struct lapse
{
    static constexpr event_words words{"lapse", "Let the condition lapse", "Constater la caducité"};
};

}  // namespace on

struct pledge_condition_front : front<pledge_condition_front>
{
    static constexpr machine_words words{
        "pledge_condition", "Condition of a pledge", "Condition d'une promesse"};
    using initial_state = in::unconditional;
    using transition_table = table<
        moves<in::unconditional, on::declare_condition, in::pending, when::has_evidence>,
        moves<in::met, on::declare_condition, in::pending, when::has_evidence>,
        moves<in::pending, on::meet, in::met, when::has_evidence, when::matching_reached>,
        moves<in::pending, on::lapse, in::lapsed, when::has_reason>>;
};

}  // namespace pledge_condition_machine

}  // namespace

std::unique_ptr<engine::machine> make_pledge_condition()
{
    return std::make_unique<msm_machine<pledge_condition_machine::pledge_condition_front>>();
}

}  // namespace depositary::workflows
