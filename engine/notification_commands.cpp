#include "engine/methods.hpp"

namespace depositary::engine {

void add_notification_commands(command_list& list)
{
    static_cast<void>(list);
}

void notification_due(decision& d)
{
    static_cast<void>(d);
}

}  // namespace depositary::engine
