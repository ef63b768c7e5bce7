#pragma once

/// A decoder under fuzzing: one program per decoder, under libFuzzer (preset `fuzz`) or under
/// smoke.cpp, which is plain C++ and runs everywhere. A target aborts when a promise is broken; a
/// refusal of the input is no fault.

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace depositary::fuzz {

inline std::string_view text_of(const std::uint8_t* data, std::size_t size)
{
    return {reinterpret_cast<const char*>(data), size};
}

/// Aborts, saying what was promised.
inline void promise(bool kept, const char* what)
{
    if (!kept) {
        std::fprintf(stderr, "promise broken: %s\n", what);
        std::abort();
    }
}

}  // namespace depositary::fuzz
