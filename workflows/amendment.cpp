#include "workflows/guards_common.hpp"
#include "workflows/guards_initiative.hpp"
#include "workflows/guards_participation.hpp"
#include "workflows/machines.hpp"
#include "workflows/msm_machine.hpp"

/// One amendment. Its threshold and its day of entry into force are its own, by the terms or by a
/// statement of the depositary with evidence (VCLT art. 39-40). Parties go on accepting it after it
/// is in force, because it may bind only those that do.

namespace depositary::workflows {

namespace {

namespace amendment_machine {

namespace in {

struct none : state
{
    static constexpr state_words words{"none", "None", "Aucun"};
};

struct proposed : state
{
    static constexpr state_words words{"proposed", "Proposed", "Proposé"};
};

struct adopted : state
{
    static constexpr state_words words{"adopted", "Adopted", "Adopté"};
};

struct threshold_met : state
{
    static constexpr state_words words{"threshold_met", "Threshold met", "Seuil atteint"};
};

struct in_force : state
{
    static constexpr state_words words{"in_force", "In force", "En vigueur"};
};

struct lapsed : state
{
    static constexpr state_words words{"lapsed", "Lapsed", "Caduc", true};
};

}  // namespace in

namespace on {

struct propose
{
    static constexpr event_words words{"propose", "Propose", "Proposer"};
};

struct adopt
{
    static constexpr event_words words{"adopt", "Adopt", "Adopter"};
};

struct accept
{
    static constexpr event_words words{"accept", "Accept", "Accepter"};
};

struct reach_threshold
{
    static constexpr event_words words{
        "reach_threshold", "Reach the threshold", "Atteindre le seuil"};
};

struct enter_into_force
{
    static constexpr event_words words{"enter_into_force", "Enter into force", "Entrer en vigueur"};
};

struct state_in_force
{
    static constexpr event_words words{
        "state_in_force", "State the entry into force", "Constater l'entrée en vigueur"};
};

struct lapse
{
    static constexpr event_words words{"lapse", "Lapse", "Devenir caduc"};
};

}  // namespace on

struct amendment_front : front<amendment_front>
{
    static constexpr machine_words words{"amendment", "Amendment", "Amendement"};
    using initial_state = in::none;
    using transition_table = table<
        moves<in::none, on::propose, in::proposed>,
        moves<in::proposed, on::adopt, in::adopted, when::has_evidence>,
        stays<in::adopted, on::accept, when::is_party, when::not_yet_accepted>,
        stays<in::threshold_met, on::accept, when::is_party, when::not_yet_accepted>,
        stays<in::in_force, on::accept, when::is_party, when::not_yet_accepted>,
        moves<in::adopted, on::reach_threshold, in::threshold_met, when::threshold_reached>,
        moves<in::threshold_met, on::enter_into_force, in::in_force, when::in_force_day_come>,
        moves<in::adopted, on::state_in_force, in::in_force, when::has_evidence>,
        moves<in::threshold_met, on::state_in_force, in::in_force, when::has_evidence>,
        moves<in::proposed, on::lapse, in::lapsed, when::has_evidence>,
        moves<in::adopted, on::lapse, in::lapsed, when::has_evidence>,
        moves<in::threshold_met, on::lapse, in::lapsed, when::has_evidence>>;
};

}  // namespace amendment_machine

}  // namespace

std::unique_ptr<engine::machine> make_amendment()
{
    return std::make_unique<msm_machine<amendment_machine::amendment_front>>();
}

}  // namespace depositary::workflows
