#pragma once

/// Where the clock has something to record. What fell due follows from the facts and the date, so
/// it can be looked for in a state that was committed, beside the commands: they would wait for
/// it, a minute's look at a large register for seconds.

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "engine/decision.hpp"

namespace depositary::engine {

class due_check
{
public:
    /// The initiatives of `state` in which something has fallen due by `when.today` and is not
    /// recorded yet, by id: those for which fall_due() has events. One in which nothing had is not
    /// looked at again before it changes, the register itself changes, or the day does.
    [[nodiscard]] std::vector<std::string> find(
        const register_state& state, const workflow_set& workflows, const arrival& when
    );

    /// Initiatives that the last find() looked at.
    [[nodiscard]] std::size_t looked_at() const { return looked_at_; }

private:
    /// What a look depended on.
    struct look
    {
        std::int64_t version = 0;
        std::int64_t register_version = 0;
        civil_date today;
        bool operator==(const look&) const = default;
    };

    std::map<std::string, look, std::less<>> nothing_due_;
    std::size_t looked_at_ = 0;
};

}  // namespace depositary::engine
