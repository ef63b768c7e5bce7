#include "workflows/guards_common.hpp"
#include "workflows/guards_initiative.hpp"
#include "workflows/machines.hpp"
#include "workflows/msm_machine.hpp"

/// The main region of a political declaration: a text that is adopted, and open to others from then
/// on or from a later day. It binds nobody, so it ends by being concluded or replaced.

namespace depositary::workflows {

namespace {

namespace life_declaration_machine {

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

struct open_to_others
{
    static constexpr event_words words{"open", "Open to others", "Ouvrir à d'autres"};
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

struct life_declaration_front : front<life_declaration_front>
{
    static constexpr machine_words words{
        "life_declaration", "Life of a declaration", "Vie d'une déclaration"};
    using initial_state = in::draft;
    using transition_table = table<
        moves<in::draft, on::adopt, in::adopted, when::has_text>,
        moves<in::draft, on::open_to_others, in::open, when::has_text>,
        moves<in::adopted, on::open_to_others, in::open>,
        moves<in::adopted, on::conclude, in::concluded, when::has_reason>,
        moves<in::open, on::conclude, in::concluded, when::has_reason>,
        moves<in::adopted, on::supersede, in::superseded, when::has_successor>,
        moves<in::open, on::supersede, in::superseded, when::has_successor>>;
};

}  // namespace life_declaration_machine

}  // namespace

std::unique_ptr<engine::machine> make_life_declaration()
{
    return std::make_unique<msm_machine<life_declaration_machine::life_declaration_front>>();
}

}  // namespace depositary::workflows
