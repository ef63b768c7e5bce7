#include "engine/methods.hpp"

namespace depositary::engine {

void reminder_due(decision& d)
{
    static_cast<void>(d);
}

}  // namespace depositary::engine
