#include "workflows/guards_common.hpp"
#include "workflows/guards_process.hpp"
#include "workflows/machines.hpp"
#include "workflows/msm_machine.hpp"

/// One text under silence: adopted when nobody objects by the end of its deadline. One objection is
/// enough, and one that was made in time counts whenever it is recorded.

namespace depositary::workflows {

namespace {

namespace silence_procedure_machine {

namespace in {

struct none : state
{
    static constexpr state_words words{"none", "None", "Aucune"};
};

struct running : state
{
    static constexpr state_words words{"running", "Running", "En cours"};
};

struct adopted : state
{
    static constexpr state_words words{"adopted", "Adopted", "Adopté"};
};

struct broken : state
{
    static constexpr state_words words{"broken", "Broken", "Rompue", true};
};

}  // namespace in

namespace on {

struct open_silence
{
    static constexpr event_words words{"open", "Open", "Ouvrir"};
};

struct break_silence
{
    static constexpr event_words words{"break", "Break", "Rompre"};
};

struct end_silence
{
    static constexpr event_words words{"end", "End", "Prendre fin"};
};

}  // namespace on

struct silence_procedure_front : front<silence_procedure_front>
{
    static constexpr machine_words words{
        "silence_procedure", "Silence procedure", "Procédure de silence"};
    using initial_state = in::none;
    using transition_table = table<
        moves<
            in::none, on::open_silence, in::running, when::deadline_far_enough,
            when::only_a_broken_text_resubmitted>,
        moves<
            in::running, on::break_silence, in::broken, when::objector_is_member,
            when::has_statement, when::objection_in_time>,
        moves<
            in::adopted, on::break_silence, in::broken, when::objector_is_member,
            when::has_statement, when::objection_in_time>,
        moves<in::running, on::end_silence, in::adopted, when::due_day_past>>;
};

}  // namespace silence_procedure_machine

}  // namespace

std::unique_ptr<engine::machine> make_silence_procedure()
{
    return std::make_unique<msm_machine<silence_procedure_machine::silence_procedure_front>>();
}

}  // namespace depositary::workflows
