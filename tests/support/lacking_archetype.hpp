#pragma once

/// The compiled workflows, but for one archetype: what a program of another version has.

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/workflow.hpp"

namespace depositary::tests {

class lacking_archetype final : public engine::workflow_set
{
public:
    /// `version` 0: there is no such archetype. It runs no stage graphs.
    lacking_archetype(const engine::workflow_set& all, std::string archetype, int version)
        : all_(all), id_(std::move(archetype)), version_(version)
    {
        if (const auto* a = all_.archetype(id_)) {
            other_ = *a;
            other_.version = version;
        }
    }

    const engine::machine* find(std::string_view id) const override { return all_.find(id); }
    const engine::archetype_info* archetype(std::string_view id) const override
    {
        if (id != id_) {
            return all_.archetype(id);
        }
        return version_ == 0 ? nullptr : &other_;
    }
    std::span<const engine::archetype_info> archetypes() const override
    {
        return all_.archetypes();
    }
    std::vector<const engine::machine*> all() const override { return all_.all(); }
    std::optional<std::string> draw(
        const engine::machine_info& info, std::string_view format,
        const std::optional<std::string>& current, const std::vector<engine::taken_step>& path
    ) const override
    {
        return all_.draw(info, format, current, path);
    }

private:
    const engine::workflow_set& all_;
    engine::archetype_info other_;
    std::string id_;
    int version_;
};

}  // namespace depositary::tests
