#include "workflows/guards_common.hpp"
#include "workflows/guards_obligation.hpp"
#include "workflows/machines.hpp"
#include "workflows/msm_machine.hpp"

/// Standing of one actor by its arrears (Charter of the United Nations, art. 19): flagged when they
/// reach what was assessed for the preceding full periods, waived while the organ permits the vote.

namespace depositary::workflows {

namespace {

namespace arrears_machine {

namespace in {

struct good_standing : state
{
    static constexpr state_words words{"good_standing", "In good standing", "En règle"};
};

struct flagged : state
{
    static constexpr state_words words{
        "flagged", "Flagged: arrears reach the limit", "Signalé : l'arriéré atteint la limite"};
};

struct waived : state
{
    static constexpr state_words words{"waived", "Waived", "Dérogation"};
};

}  // namespace in

namespace on {

struct flag
{
    static constexpr event_words words{"flag", "Flag", "Signaler"};
};

struct clear
{
    static constexpr event_words words{"clear", "Clear", "Lever le signalement"};
};

struct waive
{
    static constexpr event_words words{"waive", "Waive", "Accorder une dérogation"};
};

struct lapse
{
    static constexpr event_words words{"lapse", "Lapse of the waiver", "Fin de la dérogation"};
};

}  // namespace on

struct arrears_front : front<arrears_front>
{
    static constexpr machine_words words{"arrears", "Arrears", "Arriérés"};
    using initial_state = in::good_standing;
    using transition_table = table<
        moves<in::good_standing, on::flag, in::flagged, when::arrears_reach_limit>,
        moves<in::flagged, on::clear, in::good_standing, when::arrears_below_limit>,
        moves<in::waived, on::clear, in::good_standing, when::arrears_below_limit>,
        moves<in::flagged, on::waive, in::waived, when::has_evidence, when::waiver_runs>,
        stays<in::waived, on::waive, when::has_evidence, when::waiver_runs>,
        moves<
            in::good_standing, on::waive, in::waived, when::arrears_cannot_be_told,
            when::has_evidence, when::waiver_runs>,
        moves<in::waived, on::lapse, in::flagged, when::waiver_over, when::arrears_reach_limit>,
        moves<
            in::waived, on::lapse, in::good_standing, when::waiver_over,
            when::arrears_below_limit>>;
};

}  // namespace arrears_machine

}  // namespace

std::unique_ptr<engine::machine> make_arrears()
{
    return std::make_unique<msm_machine<arrears_machine::arrears_front>>();
}

}  // namespace depositary::workflows
