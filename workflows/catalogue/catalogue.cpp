#include "workflows/catalogue/catalogue.hpp"

#include <array>

namespace depositary::workflows {

/// Defined by the file that embed.cmake writes from data/.
namespace catalogue_texts {

extern const std::string_view actors;
extern const std::string_view information_and_democracy_partnership_definition;
extern const std::string_view information_and_democracy_partnership_history;
extern const std::string_view gender_at_the_centre_definition;
extern const std::string_view gender_at_the_centre_history;
extern const std::string_view generation_equality_forum_definition;
extern const std::string_view generation_equality_forum_history;
extern const std::string_view humanitarian_call_for_action_definition;
extern const std::string_view humanitarian_call_for_action_history;
extern const std::string_view alliance_against_impunity_definition;
extern const std::string_view alliance_against_impunity_history;
extern const std::string_view laws_guiding_principles_definition;
extern const std::string_view laws_guiding_principles_history;
extern const std::string_view stockholm_initiative_definition;
extern const std::string_view stockholm_initiative_history;
extern const std::string_view paris_call_definition;
extern const std::string_view paris_call_history;
extern const std::string_view close_the_digital_divides_definition;
extern const std::string_view close_the_digital_divides_history;
extern const std::string_view covid_19_joint_declaration_definition;
extern const std::string_view covid_19_joint_declaration_history;
extern const std::string_view multilateral_health_architecture_definition;
extern const std::string_view multilateral_health_architecture_history;
extern const std::string_view covax_definition;
extern const std::string_view covax_history;
extern const std::string_view berlin_principles_one_health_definition;
extern const std::string_view berlin_principles_one_health_history;
extern const std::string_view climate_and_security_definition;
extern const std::string_view climate_and_security_history;
extern const std::string_view international_solar_alliance_definition;
extern const std::string_view international_solar_alliance_history;
extern const std::string_view un_funding_and_support_definition;
extern const std::string_view un_funding_and_support_history;

}  // namespace catalogue_texts

std::string_view catalogue_actors()
{
    return catalogue_texts::actors;
}

std::span<const catalogue_initiative> catalogue_initiatives()
{
    using namespace catalogue_texts;
    static const std::array list{
        catalogue_initiative{
            "information-and-democracy-partnership",
            information_and_democracy_partnership_definition,
            information_and_democracy_partnership_history},
        catalogue_initiative{
            "gender-at-the-centre", gender_at_the_centre_definition, gender_at_the_centre_history},
        catalogue_initiative{
            "generation-equality-forum", generation_equality_forum_definition,
            generation_equality_forum_history},
        catalogue_initiative{
            "humanitarian-call-for-action", humanitarian_call_for_action_definition,
            humanitarian_call_for_action_history},
        catalogue_initiative{
            "alliance-against-impunity", alliance_against_impunity_definition,
            alliance_against_impunity_history},
        catalogue_initiative{
            "laws-guiding-principles", laws_guiding_principles_definition,
            laws_guiding_principles_history},
        catalogue_initiative{
            "stockholm-initiative", stockholm_initiative_definition, stockholm_initiative_history},
        catalogue_initiative{"paris-call", paris_call_definition, paris_call_history},
        catalogue_initiative{
            "close-the-digital-divides", close_the_digital_divides_definition,
            close_the_digital_divides_history},
        catalogue_initiative{
            "covid-19-joint-declaration", covid_19_joint_declaration_definition,
            covid_19_joint_declaration_history},
        catalogue_initiative{
            "multilateral-health-architecture", multilateral_health_architecture_definition,
            multilateral_health_architecture_history},
        catalogue_initiative{"covax", covax_definition, covax_history},
        catalogue_initiative{
            "berlin-principles-one-health", berlin_principles_one_health_definition,
            berlin_principles_one_health_history},
        catalogue_initiative{
            "climate-and-security", climate_and_security_definition, climate_and_security_history},
        catalogue_initiative{
            "international-solar-alliance", international_solar_alliance_definition,
            international_solar_alliance_history},
        catalogue_initiative{
            "un-funding-and-support", un_funding_and_support_definition,
            un_funding_and_support_history},
    };
    return list;
}

}  // namespace depositary::workflows
