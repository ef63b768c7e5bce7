#pragma once

/// MADE UP facts for machines. Small numbers, so that equal, next and past values all turn up.

#include <cstdint>
#include <random>

#include "engine/workflow.hpp"

namespace depositary::tests {

inline constexpr unsigned facts_seed = 20161104;

class random_facts
{
public:
    explicit random_facts(unsigned seed) : engine_(seed) {}

    /// Mostly 0 and 1; `lowest` bounds the rest from below.
    engine::machine_facts of(const engine::machine_info& info, std::int64_t lowest = -2)
    {
        std::uniform_int_distribution<int> wide(0, 3);
        std::uniform_int_distribution<std::int64_t> yes(0, 1);
        std::uniform_int_distribution<std::int64_t> other(lowest, 40);
        std::uniform_int_distribution<std::int64_t> near(lowest, 3);
        engine::machine_facts facts;
        for (const auto name : info.facts) {
            const int kind = wide(engine_);
            facts.named(name) = kind < 2    ? yes(engine_)
                                : kind == 2 ? near(engine_)
                                            : other(engine_);
        }
        return facts;
    }

private:
    std::mt19937 engine_;
};

}  // namespace depositary::tests
