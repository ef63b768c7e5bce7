#include "workflows/guards_milestone.hpp"
#include "workflows/machines.hpp"
#include "workflows/msm_machine.hpp"

/// The owner answers an assessment once, within a time limit; the reply is shown beside the
/// score.

namespace depositary::workflows {

namespace {

namespace milestone_reply_machine {

namespace in {

struct none : state
{
    static constexpr state_words words{"none", "No reply", "Pas de réponse"};
};

struct replied : state
{
    static constexpr state_words words{"replied", "Replied", "A répondu"};
};

}  // namespace in

namespace on {

struct reply
{
    static constexpr event_words words{"reply", "Reply", "Répondre"};
};

struct reset
{
    static constexpr event_words words{
        "reset", "Reset after reopening", "Remettre à zéro après réouverture"};
};

}  // namespace on

struct milestone_reply_front : front<milestone_reply_front>
{
    static constexpr machine_words words{"milestone_reply", "Right of reply", "Droit de réponse"};
    using initial_state = in::none;
    using transition_table = table<
        moves<in::none, on::reply, in::replied, when::is_assessed, when::reply_in_time>,
        moves<in::replied, on::reset, in::none>>;
};

}  // namespace milestone_reply_machine

}  // namespace

std::unique_ptr<engine::machine> make_milestone_reply()
{
    return std::make_unique<msm_machine<milestone_reply_machine::milestone_reply_front>>();
}

}  // namespace depositary::workflows
