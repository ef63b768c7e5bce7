#include "workflows/guards_common.hpp"
#include "workflows/guards_participation.hpp"
#include "workflows/machines.hpp"
#include "workflows/msm_machine.hpp"

/// Provisional application for one actor (VCLT art. 25). It needs no signature where the terms
/// admit it: negotiating and other eligible States may apply a treaty they have not signed.

namespace depositary::workflows {

namespace {

namespace participation_provisional_machine {

namespace in {

struct none : state
{
    static constexpr state_words words{
        "none", "Not applied provisionally", "Pas d'application provisoire"};
};

struct active : state
{
    static constexpr state_words words{
        "active", "Applied provisionally", "Appliqué provisoirement"};
};

struct ended : state
{
    static constexpr state_words words{
        "ended", "Provisional application ended", "Application provisoire terminée"};
};

}  // namespace in

namespace on {

struct apply_provisionally
{
    static constexpr event_words words{
        "apply_provisionally", "Apply provisionally", "Appliquer provisoirement"};
};

struct end_provisional_application
{
    static constexpr event_words words{
        "end_provisional_application", "End provisional application",
        "Mettre fin à l'application provisoire"};
};

}  // namespace on

struct participation_provisional_front : front<participation_provisional_front>
{
    static constexpr machine_words words{
        "participation_provisional", "Provisional application", "Application provisoire"};
    using initial_state = in::none;
    using transition_table = table<
        moves<
            in::none, on::apply_provisionally, in::active, when::provisional_application_allowed,
            when::eligible, when::not_yet_in_force>,
        moves<in::active, on::end_provisional_application, in::ended>>;
};

}  // namespace participation_provisional_machine

}  // namespace

std::unique_ptr<engine::machine> make_participation_provisional()
{
    return std::make_unique<
        msm_machine<participation_provisional_machine::participation_provisional_front>>();
}

}  // namespace depositary::workflows
