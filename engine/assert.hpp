#pragma once

/// For our own mistakes only, on in every build: nothing that a client sends or a file holds may
/// trip it. Prints where and aborts.

namespace depositary::engine {
[[noreturn]] void assert_failed(const char* expression, const char* file, int line);
}

#define DEPOSITARY_ASSERT(expression) \
    ((expression) ? void(0) : ::depositary::engine::assert_failed(#expression, __FILE__, __LINE__))
