#pragma once

/// A reader over records in memory, and nothing else of a log: what a replay reads.

#include <algorithm>
#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/log.hpp"

namespace depositary::testing {

class record_reader : public engine::log_reader
{
public:
    /// Their sequence numbers are 1, 2, 3 and so on.
    explicit record_reader(std::vector<engine::log_record> all) : records(std::move(all)) {}

    engine::log_head head() override { return {}; }
    void read(std::int64_t after, std::int64_t limit, const engine::record_visitor& visit) override
    {
        const auto last = std::min(after + limit, static_cast<std::int64_t>(records.size()));
        for (auto at = after; at < last; ++at) {
            if (!visit(records[static_cast<std::size_t>(at)])) {
                return;
            }
        }
    }
    void read_stream(std::string_view, std::int64_t, std::int64_t, const engine::record_visitor&)
        override
    {}
    std::optional<engine::answer_record> find_answer(std::string_view, std::string_view) override
    {
        return std::nullopt;
    }
    std::optional<engine::digest> batch_root(std::int64_t) override { return std::nullopt; }

    std::vector<engine::log_record> records;
};

}  // namespace depositary::testing
