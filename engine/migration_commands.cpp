#include "engine/methods.hpp"

namespace depositary::engine {

void add_migration_commands(command_list& list)
{
    static_cast<void>(list);
}

}  // namespace depositary::engine
