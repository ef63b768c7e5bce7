#pragma once

/// What every machine of workflows/ does apart from running Boost.MSM: describing itself, finding
/// what a refusal lacks, listing what a state allows. Private to workflows/.

#include <span>
#include <string_view>
#include <vector>

#include "engine/workflow.hpp"
#include "workflows/words.hpp"

namespace depositary::workflows {

/// Facts named by `expr`, in order of appearance, without repetition. Views into `expr`.
[[nodiscard]] std::vector<std::string_view> names_in(std::string_view expr);

[[nodiscard]] engine::guard_info describe(
    const guard_words& words, bool (*test)(const engine::machine_facts&)
);

/// What reflection reads from a transition table, in the order it is written there.
struct written_machine
{
    machine_words words;
    std::string_view initial;
    std::vector<engine::state_info> states;
    std::vector<engine::event_info> events;
    std::vector<engine::row_info> rows;
    std::string_view total_event;  ///< see msm_machine.hpp; empty when there is none

    void add_state(const state_words& words);
    void add_event(const event_words& words);
};

/// Thread-safety: const and free of shared state; any thread.
class reflected_machine : public engine::machine
{
public:
    [[nodiscard]] const engine::machine_info& info() const final { return info_; }

    /// Requires: `state` is one of info().states (asserts); `facts` has every fact that the rows of
    /// (state, event) name (asserts, whichever way the verdict goes).
    [[nodiscard]] engine::step_result step(
        std::string_view state, std::string_view event, const engine::machine_facts& facts
    ) const final;

    [[nodiscard]] std::vector<engine::allowed_row> allowed(
        std::string_view state, const engine::machine_facts& facts
    ) const final;

protected:
    enum class verdict
    {
        fired,
        rejected,
        no_row,
    };

    struct outcome
    {
        verdict what = verdict::no_row;
        std::string_view to;
    };

    explicit reflected_machine(written_machine written);

    /// Runs the MSM machine once, restored to `state`.
    [[nodiscard]] virtual outcome fire(
        std::string_view state, std::string_view event, const engine::machine_facts& facts
    ) const = 0;

private:
    [[nodiscard]] std::vector<const engine::guard_info*> least_unmet(
        std::string_view state, std::string_view event, const engine::machine_facts& facts
    ) const;

    engine::machine_info info_;
    std::string_view total_event_;
};

}  // namespace depositary::workflows
