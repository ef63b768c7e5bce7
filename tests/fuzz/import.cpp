#include "api/import.hpp"

#include <array>
#include <string_view>

#include "tests/fuzz/fuzz.hpp"

/// A file to import: its first byte picks the kind, the rest is the file. Every command of the plan
/// says where it comes from, every problem where it is.

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace depositary;
    static constexpr std::array<std::string_view, 4> names{
        "made-up.csv", "made-up.json", "made-up.ndjson", "made-up"};
    if (size == 0) {
        return 0;
    }
    api::import_options options;
    options.kind = static_cast<api::import_kind>(data[0] % 7);
    options.initiative = "made-up";
    options.find_actor = [](std::string_view name) -> std::optional<std::string> {
        return name.size() == 3 ? std::optional<std::string>(name) : std::nullopt;
    };
    const auto plan = api::read_import(
        names[data[0] / 7U % names.size()], fuzz::text_of(data + 1, size - 1), options
    );
    for (const auto& c : plan.commands) {
        fuzz::promise(!c.method.empty() && !c.origin.empty(), "a command says where it is from");
    }
    for (const auto& p : plan.problems) {
        fuzz::promise(p.starts_with("made-up"), "a problem names its file");
    }
    return 0;
}
