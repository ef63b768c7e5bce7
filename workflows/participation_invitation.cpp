#include "workflows/machines.hpp"
#include "workflows/msm_machine.hpp"

/// Whether an actor was invited and what it answered. An invitation binds nobody.

namespace depositary::workflows {

namespace {

namespace participation_invitation_machine {

namespace in {

struct uninvited : state
{
    static constexpr state_words words{"uninvited", "Not invited", "Non invité"};
};

struct invited : state
{
    static constexpr state_words words{"invited", "Invited", "Invité"};
};

struct declined : state
{
    static constexpr state_words words{"declined", "Declined", "A décliné"};
};

}  // namespace in

namespace on {

struct invite
{
    static constexpr event_words words{"invite", "Invite", "Inviter"};
};

struct decline
{
    static constexpr event_words words{"decline", "Decline", "Décliner"};
};

}  // namespace on

struct participation_invitation_front : front<participation_invitation_front>
{
    static constexpr machine_words words{"participation_invitation", "Invitation", "Invitation"};
    using initial_state = in::uninvited;
    using transition_table = table<
        moves<in::uninvited, on::invite, in::invited>, moves<in::declined, on::invite, in::invited>,
        moves<in::invited, on::decline, in::declined>>;
};

}  // namespace participation_invitation_machine

}  // namespace

std::unique_ptr<engine::machine> make_participation_invitation()
{
    return std::make_unique<
        msm_machine<participation_invitation_machine::participation_invitation_front>>();
}

}  // namespace depositary::workflows
