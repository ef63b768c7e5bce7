#pragma once

/// Where a thing that an initiative keeps (a pledge, a milestone, a reservation) stands today in
/// each machine that commands move, with the facts that the guards compare: what one may ask before
/// one acts. What only a command can say (an amount, a reason) is at its most permissive; guards
/// that wait for it are marked `payload`.

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "engine/decision.hpp"

namespace depositary::engine {

struct standing
{
    std::string machine;
    std::string item;  ///< part of the thing: a commitment, a receipt; empty for the whole
    std::string state;
    machine_facts facts;
    subject owner{};  ///< whom a command speaks for, but for those that follow
    subject other{};  ///< who objects, accepts: `actor` of standings_of()
    std::vector<std::string_view> others{};  ///< events by which `other` speaks
    bool owner_alone = false;                ///< a coordinator does not speak for this owner
};

using standings = std::vector<standing>;

/// `d` has the initiative, the principal and today; `actor` is who would speak where the thing is
/// not its own (an objection, an acceptance), by canonical id. E_NOT_FOUND when there is no such
/// thing. `kind` is pledge, milestone, obligation, reservation, amendment or correction.
[[nodiscard]] std::variant<standings, refusal> standings_of(
    const decision& d, std::string_view kind, const std::string& id,
    const std::optional<std::string>& actor
);

/// Arrears of one actor where contributions are assessed; empty elsewhere.
[[nodiscard]] standings arrears_standing(const decision& d, const std::string& actor);

// One per domain file; standings_of() joins them.
using standing_function = std::variant<standings, refusal>(
    const decision& d, const std::string& id, const std::optional<std::string>& actor
);
standing_function pledge_standing, milestone_standing, obligation_standing, reservation_standing,
    amendment_standing, correction_standing;

}  // namespace depositary::engine
