#include "workflows/guards_common.hpp"
#include "workflows/guards_pledge.hpp"
#include "workflows/machines.hpp"
#include "workflows/msm_machine.hpp"

/// One signed agreement under a pledge, with its schedule of instalments. It may exceed the
/// pledge: that is flagged, not refused.

namespace depositary::workflows {

namespace {

namespace pledge_commitment_machine {

namespace in {

struct unsigned_ : state
{
    static constexpr state_words words{"unsigned", "Not signed", "Non signé"};
};

struct signed_ : state
{
    static constexpr state_words words{"signed", "Signed", "Signé"};
};

struct terminated : state
{
    static constexpr state_words words{"terminated", "Terminated", "Résilié", true};
};

}  // namespace in

namespace on {

struct sign
{
    static constexpr event_words words{"sign", "Sign", "Signer"};
};

struct amend_commitment
{
    static constexpr event_words words{"amend_commitment", "Amend", "Modifier"};
};

struct terminate
{
    static constexpr event_words words{"terminate", "Terminate", "Résilier"};
};

}  // namespace on

struct pledge_commitment_front : front<pledge_commitment_front>
{
    static constexpr machine_words words{"pledge_commitment", "Commitment", "Engagement signé"};
    using initial_state = in::unsigned_;
    using transition_table = table<
        moves<
            in::unsigned_, on::sign, in::signed_, when::countersigned, when::schedule_sums_up,
            when::condition_allows, when::amount_positive>,
        stays<
            in::signed_, on::amend_commitment, when::countersigned, when::schedule_sums_up,
            when::condition_allows, when::amount_positive>,
        moves<in::signed_, on::terminate, in::terminated, when::has_reason>>;
};

}  // namespace pledge_commitment_machine

}  // namespace

std::unique_ptr<engine::machine> make_pledge_commitment()
{
    return std::make_unique<msm_machine<pledge_commitment_machine::pledge_commitment_front>>();
}

}  // namespace depositary::workflows
