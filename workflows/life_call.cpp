#include "workflows/guards_common.hpp"
#include "workflows/guards_initiative.hpp"
#include "workflows/machines.hpp"
#include "workflows/msm_machine.hpp"

/// The main region of an open call: a text that actors endorse, without consent to be bound.

namespace depositary::workflows {

namespace {

namespace life_call_machine {

namespace in {

struct draft : state
{
    static constexpr state_words words{"draft", "Draft", "Projet"};
};

struct adopted : state
{
    static constexpr state_words words{"adopted", "Adopted", "Adopté"};
};

struct open : state
{
    static constexpr state_words words{"open", "Open", "Ouvert"};
};

struct dormant : state
{
    static constexpr state_words words{"dormant", "Dormant", "En sommeil"};
};

struct concluded : state
{
    static constexpr state_words words{"concluded", "Concluded", "Conclu", true};
};

struct superseded : state
{
    static constexpr state_words words{"superseded", "Superseded", "Remplacé", true};
};

}  // namespace in

namespace on {

struct adopt
{
    static constexpr event_words words{"adopt", "Adopt the text", "Adopter le texte"};
};

struct launch
{
    static constexpr event_words words{"launch", "Launch", "Lancer"};
};

struct mark_dormant
{
    static constexpr event_words words{
        "mark_dormant", "Mark as dormant", "Constater la mise en sommeil"};
};

struct revive
{
    static constexpr event_words words{"revive", "Revive", "Relancer"};
};

struct conclude
{
    static constexpr event_words words{"conclude", "Conclude", "Conclure"};
};

struct supersede
{
    static constexpr event_words words{"supersede", "Supersede", "Remplacer"};
};

}  // namespace on

struct life_call_front : front<life_call_front>
{
    static constexpr machine_words words{"life_call", "Life of a call", "Vie d'un appel"};
    using initial_state = in::draft;
    using transition_table = table<
        moves<in::draft, on::adopt, in::adopted, when::has_text>,
        moves<in::draft, on::launch, in::open, when::has_text>,
        moves<in::adopted, on::launch, in::open>, moves<in::open, on::mark_dormant, in::dormant>,
        moves<in::dormant, on::revive, in::open>,
        moves<in::open, on::conclude, in::concluded, when::has_reason>,
        moves<in::dormant, on::conclude, in::concluded, when::has_reason>,
        moves<in::adopted, on::supersede, in::superseded, when::has_successor>,
        moves<in::open, on::supersede, in::superseded, when::has_successor>,
        moves<in::dormant, on::supersede, in::superseded, when::has_successor>>;
};

}  // namespace life_call_machine

}  // namespace

std::unique_ptr<engine::machine> make_life_call()
{
    return std::make_unique<msm_machine<life_call_machine::life_call_front>>();
}

}  // namespace depositary::workflows
