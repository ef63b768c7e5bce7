#pragma once

/// Why a program refuses to open a log that another version of it wrote.

#include <stdexcept>

namespace depositary::api {

/// The log needs an archetype, a version of one, or a stage graph that is not compiled in. The
/// message names it and the initiative that needs it; `depositary` ends with exit_invalid.
class missing_archetype : public std::runtime_error
{
public:
    using std::runtime_error::runtime_error;
};

}  // namespace depositary::api
