#pragma once

/// A deterministic simulation of the server core: the registrar and the fan-out of the product over
/// a simulated log, clock, clients and subscribers, in one thread. One seed is one run.

#include <cstdint>
#include <string>

#include "tests/simulation/simulated_log.hpp"

namespace depositary::simulation {

/// What a run saw; for the summary that shows what the seeds reached.
struct run_numbers
{
    std::int64_t events = 0;
    std::int64_t acknowledged = 0;
    std::int64_t crashes = 0;
    std::int64_t dropped = 0;     ///< acknowledgements that the network lost
    std::int64_t duplicates = 0;  ///< answers that were an original answer given again
    std::int64_t refusals = 0;    ///< of the log: full
    std::int64_t delivered = 0;   ///< events to subscribers
    std::int64_t fell_due = 0;    ///< due dates that passed, recorded by the clock
    std::int64_t resumed = 0;     ///< subscriptions taken up again from a cursor
};

/// Runs one seed and adds to `numbers`. Returns what was wrong, empty when nothing was.
[[nodiscard]] std::string run_seed(
    std::uint32_t seed, run_numbers& numbers, breakage broken = breakage::none
);

}  // namespace depositary::simulation
