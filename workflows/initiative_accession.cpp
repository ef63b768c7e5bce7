#include "workflows/machines.hpp"
#include "workflows/msm_machine.hpp"

/// Whether the initiative is open for accession. Windows that the terms date open and close by
/// themselves; a closed one may be opened again by the parties.

namespace depositary::workflows {

namespace {

namespace initiative_accession_machine {

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

struct initiative_accession_front : front<initiative_accession_front>
{
    static constexpr machine_words words{"initiative_accession", "Accession", "Adhésion"};
    using initial_state = in::not_open;
    using transition_table = table<
        moves<in::not_open, on::open, in::open>, moves<in::open, on::close, in::closed>,
        moves<in::closed, on::open, in::open>>;
};

}  // namespace initiative_accession_machine

}  // namespace

std::unique_ptr<engine::machine> make_initiative_accession()
{
    return std::make_unique<msm_machine<initiative_accession_machine::initiative_accession_front>>(
    );
}

}  // namespace depositary::workflows
