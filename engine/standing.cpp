#include "engine/standing.hpp"

#include <algorithm>
#include <array>

#include "engine/assert.hpp"

namespace depositary::engine {

namespace {

struct standing_kind
{
    std::string_view name;
    standing_function* standing;
};

constexpr std::array kinds_that_stand{
    standing_kind{"pledge", pledge_standing},
    standing_kind{"milestone", milestone_standing},
    standing_kind{"obligation", obligation_standing},
    standing_kind{"reservation", reservation_standing},
    standing_kind{"amendment", amendment_standing},
    standing_kind{"correction", correction_standing},
};

}  // namespace

std::variant<standings, refusal> standings_of(
    const decision& d, std::string_view kind, const std::string& id,
    const std::optional<std::string>& actor
)
{
    const auto found =
        std::find_if(kinds_that_stand.begin(), kinds_that_stand.end(), [&](const auto& k) {
            return k.name == kind;
        });
    DEPOSITARY_ASSERT(found != kinds_that_stand.end());
    return found->standing(d, id, actor);
}

}  // namespace depositary::engine
