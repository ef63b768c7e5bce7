#pragma once

/// The five-point scale of OGP's Independent Reporting Mechanism, as states and events: whatever a
/// reviewer assesses (a pledge, a milestone) has a region of its own with these. What ends an
/// assessment is that region's own event. Private to workflows/.

#include "workflows/msm_machine.hpp"

namespace depositary::workflows::irm {

namespace in {

struct not_assessed : state
{
    static constexpr state_words words{"not_assessed", "Not assessed", "Non évalué"};
};

struct no_evidence : state
{
    static constexpr state_words words{
        "no_evidence", "No evidence available", "Aucune preuve disponible"};
};

struct not_started : state
{
    static constexpr state_words words{"not_started", "Not started", "Non commencé"};
};

struct limited : state
{
    static constexpr state_words words{"limited", "Limited", "Limité"};
};

struct substantial : state
{
    static constexpr state_words words{"substantial", "Substantial", "Substantiel"};
};

struct complete : state
{
    static constexpr state_words words{"complete", "Complete", "Achevé"};
};

}  // namespace in

namespace on {

struct assess_no_evidence
{
    static constexpr event_words words{
        "assess_no_evidence", "Assess: no evidence", "Évaluer : aucune preuve"};
};

struct assess_not_started
{
    static constexpr event_words words{
        "assess_not_started", "Assess: not started", "Évaluer : non commencé"};
};

struct assess_limited
{
    static constexpr event_words words{"assess_limited", "Assess: limited", "Évaluer : limité"};
};

struct assess_substantial
{
    static constexpr event_words words{
        "assess_substantial", "Assess: substantial", "Évaluer : substantiel"};
};

struct assess_complete
{
    static constexpr event_words words{"assess_complete", "Assess: complete", "Évaluer : achevé"};
};

}  // namespace on

}  // namespace depositary::workflows::irm
