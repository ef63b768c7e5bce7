/// Makes of the program one of another version: linked with `--wrap` around workflows::workflows(),
/// so that all the rest is what users run. OTHER_ARCHETYPE=NAME:VERSION says which
/// archetype has another version, or none (version 0); without it nothing differs.

#include <cstdlib>
#include <string>

#include "tests/support/lacking_archetype.hpp"

namespace depositary::tests {

using engine::workflow_set;

// The names that the linker gives to workflows::workflows() of the library, and to what the program
// calls in its place.
const workflow_set& compiled() asm("__real__ZN10depositary9workflows9workflowsEv");
const workflow_set& called() asm("__wrap__ZN10depositary9workflows9workflowsEv");

const workflow_set& called()
{
    static const workflow_set* const set = []() -> const workflow_set* {
        const char* given = std::getenv("OTHER_ARCHETYPE");
        if (given == nullptr) {
            return &compiled();
        }
        const std::string text(given);
        const auto colon = text.find(':');
        static const lacking_archetype other(
            compiled(), text.substr(0, colon), std::stoi(text.substr(colon + 1))
        );
        return &other;
    }();
    return *set;
}

}  // namespace depositary::tests
