#pragma once

/// SHA-256 for injection into engine/, which links no cryptographic library.

#include <string_view>

#include "engine/log.hpp"

namespace depositary::storage {

/// Thread-safety: every thread has a context of its own.
/// Errors: throws std::runtime_error when the cryptographic library fails (out of memory).
[[nodiscard]] engine::digest sha256(std::string_view bytes);

/// SHA-256(0x00 || bytes), RFC 6962 section 2.1, without copying the bytes.
[[nodiscard]] engine::digest leaf_sha256(std::string_view bytes);

}  // namespace depositary::storage
