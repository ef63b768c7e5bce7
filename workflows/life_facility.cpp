#include "workflows/guards_common.hpp"
#include "workflows/guards_initiative.hpp"
#include "workflows/machines.hpp"
#include "workflows/msm_machine.hpp"

/// The main region of a financing facility. Where the terms name an effectiveness threshold, only
/// declare_effective leads to operation; shares are basis points of what was pledged.

namespace depositary::workflows {

namespace {

namespace life_facility_machine {

namespace in {

struct design : state
{
    static constexpr state_words words{"design", "Design", "Conception"};
};

struct enrolment : state
{
    static constexpr state_words words{"enrolment", "Enrolment", "Adhésion des participants"};
};

struct fundraising : state
{
    static constexpr state_words words{"fundraising", "Fundraising", "Mobilisation des ressources"};
};

struct operational : state
{
    static constexpr state_words words{"operational", "Operational", "Opérationnelle"};
};

struct winding_up : state
{
    static constexpr state_words words{"winding_up", "Winding up", "En liquidation"};
};

struct closed : state
{
    static constexpr state_words words{"closed", "Closed", "Close", true};
};

}  // namespace in

namespace on {

struct open_enrolment
{
    static constexpr event_words words{"open_enrolment", "Open enrolment", "Ouvrir l'adhésion"};
};

struct open_fundraising
{
    static constexpr event_words words{
        "open_fundraising", "Open fundraising", "Ouvrir la mobilisation"};
};

struct declare_effective
{
    static constexpr event_words words{
        "declare_effective", "Declare effective", "Déclarer l'effectivité"};
};

struct start_delivery
{
    static constexpr event_words words{
        "start_delivery", "Start delivery", "Commencer les livraisons"};
};

struct wind_up
{
    static constexpr event_words words{"wind_up", "Wind up", "Liquider"};
};

struct close
{
    static constexpr event_words words{"close", "Close", "Clore"};
};

}  // namespace on

struct life_facility_front : front<life_facility_front>
{
    static constexpr machine_words words{
        "life_facility", "Life of a financing facility", "Vie d'une facilité de financement"};
    using initial_state = in::design;
    using transition_table = table<
        moves<in::design, on::open_enrolment, in::enrolment>,
        moves<in::design, on::open_fundraising, in::fundraising>,
        moves<in::enrolment, on::open_fundraising, in::fundraising>,
        moves<
            in::fundraising, on::declare_effective, in::operational, when::effectiveness_reached,
            when::unqualified_share_reached>,
        moves<in::enrolment, on::start_delivery, in::operational, when::no_effectiveness_needed>,
        moves<in::fundraising, on::start_delivery, in::operational, when::no_effectiveness_needed>,
        moves<in::enrolment, on::wind_up, in::winding_up>,
        moves<in::fundraising, on::wind_up, in::winding_up>,
        moves<in::operational, on::wind_up, in::winding_up>,
        moves<in::winding_up, on::close, in::closed, when::has_reason>>;
};

}  // namespace life_facility_machine

}  // namespace

std::unique_ptr<engine::machine> make_life_facility()
{
    return std::make_unique<msm_machine<life_facility_machine::life_facility_front>>();
}

}  // namespace depositary::workflows
