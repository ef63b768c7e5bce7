#include "workflows/guards_common.hpp"
#include "workflows/guards_participation.hpp"
#include "workflows/machines.hpp"
#include "workflows/msm_machine.hpp"

/// Withdrawal, suspension and succession of one actor (VCLT art. 54-57, 68). Notice and effect
/// are two events: until the notice has run, the actor is bound and may revoke.

namespace depositary::workflows {

namespace {

namespace participation_exit_machine {

namespace in {

struct participating : state
{
    static constexpr state_words words{"participating", "Participating", "Participe"};
};

struct withdrawal_notified : state
{
    static constexpr state_words words{
        "withdrawal_notified", "Withdrawal notified", "Retrait notifié"};
};

struct withdrawn : state
{
    static constexpr state_words words{"withdrawn", "Withdrawn", "Retiré"};
};

struct suspended : state
{
    static constexpr state_words words{"suspended", "Suspended", "Suspendu"};
};

struct succeeded : state
{
    static constexpr state_words words{
        "succeeded", "Replaced by its successor", "Remplacé par son successeur"};
};

}  // namespace in

namespace on {

struct notify_withdrawal
{
    static constexpr event_words words{
        "notify_withdrawal", "Notify withdrawal", "Notifier le retrait"};
};

struct revoke_withdrawal
{
    static constexpr event_words words{
        "revoke_withdrawal", "Revoke the withdrawal", "Révoquer le retrait"};
};

struct withdrawal_takes_effect
{
    static constexpr event_words words{
        "withdrawal_takes_effect", "Withdrawal takes effect", "Le retrait prend effet"};
};

struct suspend
{
    static constexpr event_words words{"suspend", "Suspend", "Suspendre"};
};

struct resume
{
    static constexpr event_words words{"resume", "Resume", "Reprendre"};
};

struct replaced_by_successor
{
    static constexpr event_words words{
        "replaced_by_successor", "Replaced by a successor", "Remplacé par un successeur"};
};

struct rejoin
{
    static constexpr event_words words{"rejoin", "Rejoin", "Revenir"};
};

}  // namespace on

struct participation_exit_front : front<participation_exit_front>
{
    static constexpr machine_words words{"participation_exit", "Leaving", "Sortie"};
    using initial_state = in::participating;
    using transition_table = table<
        moves<
            in::participating, on::notify_withdrawal, in::withdrawal_notified, when::is_party,
            when::withdrawal_admitted, when::lock_in_over, when::notice_long_enough>,
        moves<
            in::withdrawal_notified, on::revoke_withdrawal, in::participating,
            when::withdrawal_not_effective>,
        stays<in::withdrawn, on::revoke_withdrawal, when::withdrawal_not_effective>,
        moves<
            in::withdrawal_notified, on::withdrawal_takes_effect, in::withdrawn,
            when::withdrawal_due>,
        moves<in::participating, on::suspend, in::suspended, when::has_reason>,
        moves<in::suspended, on::resume, in::participating>,
        moves<in::participating, on::replaced_by_successor, in::succeeded>,
        moves<in::withdrawn, on::rejoin, in::participating, when::eligible>>;
};

}  // namespace participation_exit_machine

}  // namespace

std::unique_ptr<engine::machine> make_participation_exit()
{
    return std::make_unique<msm_machine<participation_exit_machine::participation_exit_front>>();
}

}  // namespace depositary::workflows
