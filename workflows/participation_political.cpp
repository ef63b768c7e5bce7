#include "workflows/guards_common.hpp"
#include "workflows/guards_participation.hpp"
#include "workflows/guards_process.hpp"
#include "workflows/machines.hpp"
#include "workflows/msm_machine.hpp"

/// Participation in initiatives without legal consent: endorsing a text, joining in a role. An
/// actor may hold several roles; endorsing is the more telling state and is kept when a role is
/// added.

namespace depositary::workflows {

namespace {

namespace participation_political_machine {

namespace in {

struct eligible : state
{
    static constexpr state_words words{"eligible", "Eligible", "Admissible"};
};

struct endorser : state
{
    static constexpr state_words words{"endorser", "Endorser", "Soutien"};
};

struct joined : state
{
    static constexpr state_words words{"joined", "Joined", "Membre"};
};

struct withdrawn : state
{
    static constexpr state_words words{"withdrawn", "Withdrawn", "Retiré"};
};

struct delisted : state
{
    static constexpr state_words words{"delisted", "Delisted", "Radié"};
};

}  // namespace in

namespace on {

struct endorse
{
    static constexpr event_words words{"endorse", "Endorse", "Souscrire"};
};

struct join
{
    static constexpr event_words words{"join", "Join in a role", "Se joindre dans un rôle"};
};

struct withdraw_endorsement
{
    static constexpr event_words words{
        "withdraw_endorsement", "Withdraw the endorsement", "Retirer le soutien"};
};

struct leave
{
    static constexpr event_words words{"leave", "Leave", "Quitter"};
};

struct delist
{
    static constexpr event_words words{"delist", "Delist", "Radier"};
};

}  // namespace on

struct participation_political_front : front<participation_political_front>
{
    static constexpr machine_words words{
        "participation_political", "Endorsement and joining", "Soutien et participation"};
    using initial_state = in::eligible;
    using transition_table = table<
        moves<
            in::eligible, on::endorse, in::endorser, when::eligible, when::vetted,
            when::window_open, when::accepted_where_required>,
        moves<
            in::withdrawn, on::endorse, in::endorser, when::eligible, when::vetted,
            when::window_open, when::accepted_where_required>,
        moves<
            in::joined, on::endorse, in::endorser, when::eligible, when::vetted, when::window_open,
            when::accepted_where_required>,
        stays<in::endorser, on::endorse, when::not_yet_endorsed>,
        moves<
            in::eligible, on::join, in::joined, when::eligible, when::role_admitted,
            when::accepted_where_required>,
        moves<
            in::withdrawn, on::join, in::joined, when::eligible, when::role_admitted,
            when::accepted_where_required>,
        stays<
            in::joined, on::join, when::role_not_held, when::role_admitted,
            when::accepted_where_required>,
        stays<
            in::endorser, on::join, when::role_not_held, when::role_admitted,
            when::accepted_where_required>,
        moves<in::endorser, on::withdraw_endorsement, in::withdrawn>,
        moves<in::joined, on::leave, in::withdrawn>,
        moves<in::endorser, on::delist, in::delisted, when::has_reason>,
        moves<in::joined, on::delist, in::delisted, when::has_reason>>;
};

}  // namespace participation_political_machine

}  // namespace

std::unique_ptr<engine::machine> make_participation_political()
{
    return std::make_unique<
        msm_machine<participation_political_machine::participation_political_front>>();
}

}  // namespace depositary::workflows
