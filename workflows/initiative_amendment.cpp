#include "workflows/guards_common.hpp"
#include "workflows/machines.hpp"
#include "workflows/msm_machine.hpp"

/// One amendment at a time. Its own threshold is not that of the treaty, so that it was reached,
/// and that it is in force, are statements of the depositary with evidence (VCLT art. 39-40).

namespace depositary::workflows {

namespace {

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
    static constexpr state_words words{"lapsed", "Lapsed", "Caduc"};
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

struct reach
{
    static constexpr event_words words{"reach", "Reach the threshold", "Atteindre le seuil"};
};

struct announce_in_force
{
    static constexpr event_words words{
        "announce_in_force", "Announce as in force", "Annoncer l'entrée en vigueur"};
};

struct lapse
{
    static constexpr event_words words{"lapse", "Lapse", "Devenir caduc"};
};

}  // namespace on

struct initiative_amendment_front : front<initiative_amendment_front>
{
    static constexpr machine_words words{"initiative_amendment", "Amendment", "Amendement"};
    using initial_state = in::none;
    using transition_table = table<
        moves<in::none, on::propose, in::proposed>, moves<in::in_force, on::propose, in::proposed>,
        moves<in::lapsed, on::propose, in::proposed>,
        moves<in::proposed, on::adopt, in::adopted, when::has_evidence>,
        moves<in::adopted, on::reach, in::threshold_met, when::has_evidence>,
        moves<in::adopted, on::announce_in_force, in::in_force, when::has_evidence>,
        moves<in::threshold_met, on::announce_in_force, in::in_force, when::has_evidence>,
        moves<in::proposed, on::lapse, in::lapsed>, moves<in::adopted, on::lapse, in::lapsed>,
        moves<in::threshold_met, on::lapse, in::lapsed>>;
};

}  // namespace

std::unique_ptr<engine::machine> make_initiative_amendment()
{
    return std::make_unique<msm_machine<initiative_amendment_front>>();
}

}  // namespace depositary::workflows
