#include "workflows/catalogue/catalogue.hpp"

#include <array>

namespace depositary::workflows {

/// Defined by the file that embed.cmake writes from data/.
namespace catalogue_texts {

extern const std::string_view actors;
extern const std::string_view paris_call_definition;
extern const std::string_view paris_call_history;
extern const std::string_view covax_definition;
extern const std::string_view covax_history;
extern const std::string_view international_solar_alliance_definition;
extern const std::string_view international_solar_alliance_history;

}  // namespace catalogue_texts

std::string_view catalogue_actors()
{
    return catalogue_texts::actors;
}

std::span<const catalogue_initiative> catalogue_initiatives()
{
    using namespace catalogue_texts;
    static const std::array list{
        catalogue_initiative{"paris-call", paris_call_definition, paris_call_history},
        catalogue_initiative{"covax", covax_definition, covax_history},
        catalogue_initiative{
            "international-solar-alliance", international_solar_alliance_definition,
            international_solar_alliance_history},
    };
    return list;
}

}  // namespace depositary::workflows
