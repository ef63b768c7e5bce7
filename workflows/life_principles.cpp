#include "workflows/guards_common.hpp"
#include "workflows/guards_initiative.hpp"
#include "workflows/guards_process.hpp"
#include "workflows/machines.hpp"
#include "workflows/msm_machine.hpp"

/// The main region of principles that a body adopts by consensus, in a meeting or under a silence
/// procedure. What a silence procedure brings about follows from its own record (silence.open); its
/// events are here because they move this region. A review leaves the adopted text in effect: an
/// objection to a revision does not undo it. Where an objection stands, adoption needs the consent
/// of all to be shown.

namespace depositary::workflows {

namespace {

namespace life_principles_machine {

namespace in {

struct draft : state
{
    static constexpr state_words words{"draft", "Draft", "Projet"};
};

struct under_silence : state
{
    static constexpr state_words words{
        "under_silence", "Under silence procedure", "Sous procédure de silence"};
};

struct adopted : state
{
    static constexpr state_words words{"adopted", "Adopted", "Adopté"};
};

struct broken : state
{
    static constexpr state_words words{"broken", "Silence broken", "Silence rompu"};
};

struct under_review : state
{
    static constexpr state_words words{"under_review", "Under review", "En réexamen"};
};

struct superseded : state
{
    static constexpr state_words words{"superseded", "Superseded", "Remplacé", true};
};

}  // namespace in

namespace on {

struct open_silence
{
    static constexpr event_words words{
        "open_silence", "Open a silence procedure", "Ouvrir une procédure de silence"};
};

struct break_silence
{
    static constexpr event_words words{"break_silence", "Break the silence", "Rompre le silence"};
};

struct end_silence
{
    static constexpr event_words words{"end_silence", "End of the silence", "Fin du silence"};
};

struct adopt
{
    static constexpr event_words words{"adopt", "Adopt the text", "Adopter le texte"};
};

struct start_review
{
    static constexpr event_words words{"start_review", "Start a review", "Ouvrir un réexamen"};
};

struct conclude_review
{
    static constexpr event_words words{
        "conclude_review", "Conclude the review", "Clore le réexamen"};
};

struct supersede
{
    static constexpr event_words words{"supersede", "Supersede", "Remplacer"};
};

}  // namespace on

struct life_principles_front : front<life_principles_front>
{
    static constexpr machine_words words{
        "life_principles", "Life of consensus principles", "Vie de principes consensuels"};
    using initial_state = in::draft;
    using transition_table = table<
        moves<in::draft, on::open_silence, in::under_silence, when::no_silence_running>,
        moves<in::broken, on::open_silence, in::under_silence, when::no_silence_running>,
        stays<in::under_review, on::open_silence, when::no_silence_running>,
        stays<in::under_silence, on::open_silence, when::no_silence_running>,
        moves<in::under_silence, on::break_silence, in::broken>,
        stays<in::under_review, on::break_silence, when::silence_running>,
        moves<in::under_silence, on::end_silence, in::adopted, when::silence_over>,
        moves<in::under_review, on::end_silence, in::adopted, when::silence_over>,
        moves<in::draft, on::adopt, in::adopted, when::has_text, when::adopted_by_rule>,
        moves<
            in::broken, on::adopt, in::adopted, when::has_text, when::adopted_by_rule,
            when::consensus_unbroken>,
        moves<
            in::under_silence, on::adopt, in::adopted, when::has_text, when::adopted_by_rule,
            when::no_silence_running>,
        moves<in::adopted, on::start_review, in::under_review, when::has_reason>,
        moves<
            in::under_review, on::conclude_review, in::adopted, when::has_text,
            when::adopted_by_rule, when::no_silence_running, when::consensus_unbroken>,
        moves<in::adopted, on::supersede, in::superseded, when::has_successor>,
        moves<in::under_review, on::supersede, in::superseded, when::has_successor>>;
};

}  // namespace life_principles_machine

}  // namespace

std::unique_ptr<engine::machine> make_life_principles()
{
    return std::make_unique<msm_machine<life_principles_machine::life_principles_front>>();
}

}  // namespace depositary::workflows
