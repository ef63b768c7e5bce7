#include "engine/methods.hpp"

namespace depositary::engine {

void add_group_commands(command_list& list)
{
    static_cast<void>(list);
}

}  // namespace depositary::engine
