#include "workflows/machines.hpp"
#include "workflows/msm_machine.hpp"

/// Whether the initiative is open for signature. Windows that the terms date open and close by
/// themselves; a closed one may be opened again by the parties.

namespace depositary::workflows {

namespace {

namespace initiative_signature_machine {

namespace in {

struct not_open : state
{
    static constexpr state_words words{"not_open", "Not open", "Pas encore ouverte"};
};

struct open : state
{
    static constexpr state_words words{"open", "Open", "Ouverte"};
};

struct closed : state
{
    static constexpr state_words words{"closed", "Closed", "Close"};
};

}  // namespace in

namespace on {

struct open
{
    static constexpr event_words words{"open", "Open", "Ouvrir"};
};

struct close
{
    static constexpr event_words words{"close", "Close", "Clore"};
};

}  // namespace on

struct initiative_signature_front : front<initiative_signature_front>
{
    static constexpr machine_words words{"initiative_signature", "Signature", "Signature"};
    using initial_state = in::not_open;
    using transition_table = table<
        moves<in::not_open, on::open, in::open>, moves<in::open, on::close, in::closed>,
        moves<in::closed, on::open, in::open>>;
};

}  // namespace initiative_signature_machine

}  // namespace

std::unique_ptr<engine::machine> make_initiative_signature()
{
    return std::make_unique<msm_machine<initiative_signature_machine::initiative_signature_front>>(
    );
}

}  // namespace depositary::workflows
