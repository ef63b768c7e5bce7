#include <variant>

#include "engine/event_codec.hpp"
#include "tests/fuzz/fuzz.hpp"

/// An event of a log: refused with a reason, or read and written again as the same bytes.

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace depositary;
    const auto decoded = engine::decode_event(fuzz::text_of(data, size));
    if (const auto* why = std::get_if<std::string>(&decoded)) {
        fuzz::promise(!why->empty(), "a refusal says why");
        return 0;
    }
    const auto bytes = engine::encode_event(std::get<engine::event>(decoded));
    const auto again = engine::decode_event(bytes);
    fuzz::promise(std::holds_alternative<engine::event>(again), "what was written can be read");
    fuzz::promise(
        engine::encode_event(std::get<engine::event>(again)) == bytes, "an event has one form"
    );
    return 0;
}
