#include "workflows/guards_pledge.hpp"
#include "workflows/machines.hpp"
#include "workflows/msm_machine.hpp"

/// How far a financial pledge has come, derived from its amounts so that the state can never
/// disagree with the totals. Exactly one of the five conditions holds for amounts that are not
/// negative. The rows are the twenty changes; reassess is the total event and otherwise stays
/// (msm_machine.hpp).

namespace depositary::workflows {

namespace {

namespace pledge_progress_machine {

namespace in {

struct registered : state
{
    static constexpr state_words words{"registered", "Registered", "Enregistrée"};
};

struct partly_committed : state
{
    static constexpr state_words words{
        "partly_committed", "Partly committed", "Partiellement engagée"};
};

struct committed : state
{
    static constexpr state_words words{"committed", "Committed", "Engagée"};
};

struct partly_fulfilled : state
{
    static constexpr state_words words{
        "partly_fulfilled", "Partly fulfilled", "Partiellement honorée"};
};

struct fulfilled : state
{
    static constexpr state_words words{"fulfilled", "Fulfilled", "Honorée"};
};

}  // namespace in

namespace on {

struct reassess
{
    static constexpr event_words words{
        "reassess", "Reassess from the amounts", "Réévaluer selon les montants"};
};

}  // namespace on

struct pledge_progress_front : front<pledge_progress_front>
{
    static constexpr machine_words words{
        "pledge_progress", "Progress of a financial pledge",
        "Avancement d'une promesse financière"};
    using initial_state = in::registered;
    using total_event = on::reassess;
    using transition_table = table<
        moves<in::registered, on::reassess, in::partly_committed, when::commitment_covers_part>,
        moves<in::registered, on::reassess, in::committed, when::commitment_covers_pledge>,
        moves<in::registered, on::reassess, in::partly_fulfilled, when::covers_part>,
        moves<in::registered, on::reassess, in::fulfilled, when::covers_pledge>,
        moves<in::partly_committed, on::reassess, in::registered, when::nothing_committed>,
        moves<in::partly_committed, on::reassess, in::committed, when::commitment_covers_pledge>,
        moves<in::partly_committed, on::reassess, in::partly_fulfilled, when::covers_part>,
        moves<in::partly_committed, on::reassess, in::fulfilled, when::covers_pledge>,
        moves<in::committed, on::reassess, in::registered, when::nothing_committed>,
        moves<in::committed, on::reassess, in::partly_committed, when::commitment_covers_part>,
        moves<in::committed, on::reassess, in::partly_fulfilled, when::covers_part>,
        moves<in::committed, on::reassess, in::fulfilled, when::covers_pledge>,
        moves<in::partly_fulfilled, on::reassess, in::registered, when::nothing_committed>,
        moves<
            in::partly_fulfilled, on::reassess, in::partly_committed, when::commitment_covers_part>,
        moves<in::partly_fulfilled, on::reassess, in::committed, when::commitment_covers_pledge>,
        moves<in::partly_fulfilled, on::reassess, in::fulfilled, when::covers_pledge>,
        moves<in::fulfilled, on::reassess, in::registered, when::nothing_committed>,
        moves<in::fulfilled, on::reassess, in::partly_committed, when::commitment_covers_part>,
        moves<in::fulfilled, on::reassess, in::committed, when::commitment_covers_pledge>,
        moves<in::fulfilled, on::reassess, in::partly_fulfilled, when::covers_part>>;
};

}  // namespace pledge_progress_machine

}  // namespace

std::unique_ptr<engine::machine> make_pledge_progress()
{
    return std::make_unique<msm_machine<pledge_progress_machine::pledge_progress_front>>();
}

}  // namespace depositary::workflows
