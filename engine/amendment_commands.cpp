#include "engine/methods.hpp"

namespace depositary::engine {

void add_amendment_commands(command_list& list)
{
    static_cast<void>(list);
}

void amendment_due(decision& d)
{
    static_cast<void>(d);
}

}  // namespace depositary::engine
