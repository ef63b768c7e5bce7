#include "workflows/msm_machine.hpp"

#include <boost/test/unit_test.hpp>

#include <optional>
#include <utility>
#include <vector>

/// The traps of Boost.MSM 1.81, on a MADE UP machine: what the wrapper promises, and that the raw
/// machine really has the trap, so that this file says when the wrapper is no longer needed.

namespace depositary::tests {

namespace {

using namespace depositary::workflows;

namespace in {

struct low : state
{
    static constexpr state_words words{"low", "Low", "Bas"};
};

struct middle : state
{
    static constexpr state_words words{"middle", "Middle", "Moyen"};
};

struct high : state
{
    static constexpr state_words words{"high", "High", "Haut", true};
};

}  // namespace in

namespace on {

struct rise
{
    static constexpr event_words words{"rise", "Rise", "Monter"};
};

}  // namespace on

struct steep
{
    static constexpr guard_words words{
        .id = "steep", .reason = "E_STATE", .clause = "", .en = "", .fr = "", .expr = "slope > 1"};

    static bool test(const engine::machine_facts& facts) { return at(facts, "slope") > 1; }
};

struct climb : front<climb>
{
    static constexpr machine_words words{"climb", "Climb", "Montée", 3};
    using initial_state = in::low;
    using transition_table = table<
        moves<in::low, on::rise, in::middle>, moves<in::low, on::rise, in::high, steep>,
        moves<in::middle, on::rise, in::high, steep>>;
};

const engine::machine_facts flat{{"slope", 0}};
const engine::machine_facts sheer{{"slope", 2}};

running<climb> at_middle()
{
    running<climb> r;
    r.machine().facts = &flat;
    r.machine().process_event(on::rise{});
    return r;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(msm_machine_wrapper)

BOOST_AUTO_TEST_CASE(a_running_machine_keeps_its_state_when_copied_moved_or_stored)
{
    auto first = at_middle();
    const int middle = first.current();
    BOOST_TEST(middle != running<climb>().current());
    running<climb> copy(first);
    BOOST_TEST(copy.current() == middle);
    running<climb> moved(std::move(copy));
    BOOST_TEST(moved.current() == middle);
    std::optional<running<climb>> kept = moved;
    BOOST_TEST(kept->current() == middle);
    std::vector<running<climb>> many;
    for (int i = 0; i < 9; ++i) {
        many.push_back(std::move(*kept));
    }
    BOOST_TEST(many.front().current() == middle);
    BOOST_TEST(many.back().current() == middle);
}

BOOST_AUTO_TEST_CASE(the_raw_machine_loses_its_state_when_copied_from_a_non_const_object)
{
    auto first = at_middle();
    auto& raw = first.machine();
    running<climb>::back copy(raw);
    BOOST_TEST(copy.current_state()[0] == running<climb>().current());
}

BOOST_AUTO_TEST_CASE(restoring_a_state_plants_it_without_running_anything)
{
    const int middle = at_middle().current();
    running<climb> r;
    r.restore(middle);
    BOOST_TEST(r.current() == middle);
    BOOST_TEST(!r.machine().unmatched);
}

BOOST_AUTO_TEST_CASE(the_last_row_of_a_state_and_event_is_tried_first_and_reflected_first)
{
    const msm_machine<climb> m;
    const auto& rows = m.info().rows;
    BOOST_TEST_REQUIRE(rows.size() == 3U);
    BOOST_TEST(rows[0].target == "high");
    BOOST_TEST(rows[1].target == "middle");
    BOOST_TEST(m.step("low", "rise", sheer).to == "high");
    BOOST_TEST(m.step("low", "rise", flat).to == "middle");
    BOOST_TEST(m.info().version == 3);
    BOOST_TEST(m.info().initial == "low");
}

BOOST_AUTO_TEST_CASE(a_rejected_guard_and_a_missing_row_are_told_apart)
{
    const msm_machine<climb> m;
    BOOST_TEST((m.step("middle", "rise", flat).status == engine::step_status::refused));
    BOOST_TEST((m.step("high", "rise", sheer).status == engine::step_status::not_defined));
    BOOST_TEST((m.step("low", "fall", sheer).status == engine::step_status::not_defined));
}

BOOST_AUTO_TEST_CASE(one_machine_serves_many_steps_without_remembering_any)
{
    const msm_machine<climb> m;
    BOOST_TEST(m.step("middle", "rise", sheer).to == "high");
    BOOST_TEST(m.step("low", "rise", flat).to == "middle");
    BOOST_TEST(m.step("middle", "rise", sheer).to == "high");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace depositary::tests
