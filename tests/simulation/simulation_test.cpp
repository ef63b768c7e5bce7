/// The server core under a simulated log, clock, network and readers. DEPOSITARY_SIMULATION_SEEDS
/// is the number of runs (400), DEPOSITARY_SEED the first; a failing seed is printed, and
/// DEPOSITARY_SEED=N DEPOSITARY_SIMULATION_SEEDS=1 repeats it.

#include <boost/test/unit_test.hpp>

#include <spdlog/spdlog.h>

#include <cstdlib>
#include <random>

#include "tests/simulation/world.hpp"

namespace depositary::simulation {

namespace {

constexpr std::uint32_t seeds_default = 400;
constexpr std::uint32_t broken_seeds_max = 400;

std::uint32_t from_environment(const char* name, std::uint32_t otherwise)
{
    const char* const text = std::getenv(name);
    return text == nullptr ? otherwise
                           : static_cast<std::uint32_t>(std::strtoul(text, nullptr, 10));
}

std::uint32_t first_seed()
{
    static const auto seed = from_environment("DEPOSITARY_SEED", std::random_device{}());
    return seed;
}

struct quiet
{
    // Thousands of planned crashes are no news.
    quiet() { spdlog::set_level(spdlog::level::off); }
};

/// Runs seeds until one notices the breakage; the number of runs that took, 0 when none did.
std::uint32_t runs_until_noticed(breakage broken, std::string& how)
{
    run_numbers numbers;
    for (std::uint32_t i = 0; i < broken_seeds_max; ++i) {
        how = run_seed(first_seed() + i, numbers, broken);
        if (!how.empty()) {
            return i + 1;
        }
    }
    return 0;
}

void must_be_noticed(breakage broken)
{
    std::string how;
    const auto runs = runs_until_noticed(broken, how);
    BOOST_TEST_MESSAGE("noticed in run " << runs << ": " << how);
    BOOST_TEST(runs > 0U, "a broken build passed " << broken_seeds_max << " seeds");
}

}  // namespace

BOOST_TEST_GLOBAL_FIXTURE(quiet);

BOOST_AUTO_TEST_SUITE(simulation)

BOOST_AUTO_TEST_CASE(every_seed_keeps_every_promise)
{
    const auto seeds = from_environment("DEPOSITARY_SIMULATION_SEEDS", seeds_default);
    run_numbers n;
    std::uint32_t failures = 0;
    for (std::uint32_t i = 0; i < seeds; ++i) {
        const auto seed = first_seed() + i;
        const auto wrong = run_seed(seed, n);
        if (!wrong.empty()) {
            ++failures;
            BOOST_ERROR("DEPOSITARY_SEED=" << seed << ": " << wrong);
        }
        if (failures == 5) {
            break;  // enough to see a pattern
        }
    }
    BOOST_TEST_MESSAGE(
        seeds << " seeds from DEPOSITARY_SEED=" << first_seed() << ": " << n.events << " events, "
              << n.acknowledged << " acknowledged, " << n.crashes << " crashes, " << n.dropped
              << " acknowledgements dropped, " << n.duplicates << " original answers given again, "
              << n.refusals << " times full, " << n.fell_due << " due dates passed, " << n.delivered
              << " events delivered, " << n.resumed << " subscriptions resumed"
    );
    BOOST_TEST(n.acknowledged > seeds);
    BOOST_TEST(n.crashes > seeds);
    if (seeds >= seeds_default) {
        BOOST_TEST(n.dropped > 0);
        BOOST_TEST(n.duplicates > 0);
        BOOST_TEST(n.delivered > 0);
        BOOST_TEST(n.resumed > 0);
        BOOST_TEST(n.fell_due > 0);
    }
}

BOOST_AUTO_TEST_CASE(one_seed_is_one_run)
{
    run_numbers first;
    run_numbers second;
    BOOST_TEST(run_seed(first_seed(), first) == run_seed(first_seed(), second));
    BOOST_TEST(first.events == second.events);
    BOOST_TEST(first.delivered == second.delivered);
    BOOST_TEST(first.crashes == second.crashes);
    BOOST_TEST(first.dropped == second.dropped);
}

BOOST_AUTO_TEST_CASE(a_build_that_acknowledges_before_the_flush_is_noticed)
{
    must_be_noticed(breakage::acknowledges_before_flush);
}

BOOST_AUTO_TEST_CASE(a_build_that_keeps_torn_batches_is_noticed)
{
    must_be_noticed(breakage::keeps_torn_batches);
}

BOOST_AUTO_TEST_CASE(a_build_that_forgets_keys_is_noticed)
{
    must_be_noticed(breakage::forgets_keys);
}

BOOST_AUTO_TEST_CASE(a_build_that_loses_notifications_is_noticed)
{
    must_be_noticed(breakage::loses_notifications);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace depositary::simulation
