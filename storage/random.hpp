#pragma once

/// Unpredictable text for epochs, tokens and ids. The pure folders get such values as arguments
/// from whoever composes the program.

#include <cstddef>
#include <string>

namespace depositary::storage {

/// `bytes` random bytes in lower-case hexadecimal. Throws std::runtime_error without entropy.
[[nodiscard]] std::string random_hex(std::size_t bytes);

/// `bytes` random bytes in base64url without padding (RFC 4648 section 5).
[[nodiscard]] std::string random_base64url(std::size_t bytes);

/// `count` characters, 5 bits each, of an alphabet that is easy to read aloud (no i, l, o, u).
[[nodiscard]] std::string random_name(std::size_t count);

}  // namespace depositary::storage
