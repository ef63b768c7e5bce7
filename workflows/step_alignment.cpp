#include "workflows/guards_process.hpp"
#include "workflows/machines.hpp"
#include "workflows/msm_machine.hpp"

/// What one actor says of one step or principle. Saying nothing is a state of its own and is never
/// taken for support.

namespace depositary::workflows {

namespace {

namespace step_alignment_machine {

namespace in {

struct unstated : state
{
    static constexpr state_words words{"unstated", "Unstated", "Non exprimé"};
};

struct supports : state
{
    static constexpr state_words words{"supports", "Supports", "Soutient"};
};

struct supports_with_statement : state
{
    static constexpr state_words words{
        "supports_with_statement", "Supports with a statement", "Soutient avec une déclaration"};
};

struct not_aligned : state
{
    static constexpr state_words words{"not_aligned", "Not aligned", "Non aligné"};
};

}  // namespace in

namespace on {

struct support
{
    static constexpr event_words words{"support", "Support", "Soutenir"};
};

struct support_with_statement
{
    static constexpr event_words words{
        "support_with_statement", "Support with a statement", "Soutenir avec une déclaration"};
};

struct not_align
{
    static constexpr event_words words{
        "not_align", "State that it is not aligned", "Se déclarer non aligné"};
};

}  // namespace on

struct step_alignment_front : front<step_alignment_front>
{
    static constexpr machine_words words{
        "step_alignment", "Alignment with a step", "Alignement sur une étape"};
    using initial_state = in::unstated;
    using transition_table = table<
        moves<in::unstated, on::support, in::supports, when::may_align>,
        moves<in::supports_with_statement, on::support, in::supports, when::may_align>,
        moves<in::not_aligned, on::support, in::supports, when::may_align>,
        moves<
            in::unstated, on::support_with_statement, in::supports_with_statement, when::may_align,
            when::has_statement>,
        moves<
            in::supports, on::support_with_statement, in::supports_with_statement, when::may_align,
            when::has_statement>,
        moves<
            in::not_aligned, on::support_with_statement, in::supports_with_statement,
            when::may_align, when::has_statement>,
        stays<
            in::supports_with_statement, on::support_with_statement, when::may_align,
            when::has_statement>,
        moves<in::unstated, on::not_align, in::not_aligned, when::may_align>,
        moves<in::supports, on::not_align, in::not_aligned, when::may_align>,
        moves<in::supports_with_statement, on::not_align, in::not_aligned, when::may_align>,
        stays<in::not_aligned, on::not_align, when::may_align, when::has_statement>>;
};

}  // namespace step_alignment_machine

}  // namespace

std::unique_ptr<engine::machine> make_step_alignment()
{
    return std::make_unique<msm_machine<step_alignment_machine::step_alignment_front>>();
}

}  // namespace depositary::workflows
