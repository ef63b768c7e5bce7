#include "engine/due_check.hpp"

#include <array>

namespace depositary::engine {

std::vector<std::string> due_check::find(
    const register_state& state, const workflow_set& workflows, const arrival& when
)
{
    std::vector<std::string> due;
    looked_at_ = 0;
    for (const auto& [id, initiative] : state.initiatives) {
        const look now{initiative->version, state.register_version, when.today};
        const auto before = nothing_due_.find(id);
        if (before != nothing_due_.end() && before->second == now) {
            continue;
        }
        ++looked_at_;
        if (fall_due(state, workflows, when, std::array{id}).empty()) {
            nothing_due_[id] = now;
        } else {
            due.push_back(id);
        }
    }
    return due;
}

}  // namespace depositary::engine
