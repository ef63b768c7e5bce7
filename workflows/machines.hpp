#pragma once

/// One factory per machine; each is defined in the .cpp of its name. Private to workflows/.

#include <memory>

#include "engine/workflow.hpp"

namespace depositary::workflows {

[[nodiscard]] std::unique_ptr<engine::machine> make_participation_consent();
[[nodiscard]] std::unique_ptr<engine::machine> make_participation_exit();
[[nodiscard]] std::unique_ptr<engine::machine> make_participation_invitation();
[[nodiscard]] std::unique_ptr<engine::machine> make_participation_provisional();
[[nodiscard]] std::unique_ptr<engine::machine> make_participation_standing();
[[nodiscard]] std::unique_ptr<engine::machine> make_participation_political();
[[nodiscard]] std::unique_ptr<engine::machine> make_participation_membership();
[[nodiscard]] std::unique_ptr<engine::machine> make_pledge_life();
[[nodiscard]] std::unique_ptr<engine::machine> make_pledge_progress();
[[nodiscard]] std::unique_ptr<engine::machine> make_pledge_delivery();
[[nodiscard]] std::unique_ptr<engine::machine> make_pledge_undertaking();
[[nodiscard]] std::unique_ptr<engine::machine> make_pledge_condition();
[[nodiscard]] std::unique_ptr<engine::machine> make_pledge_commitment();
[[nodiscard]] std::unique_ptr<engine::machine> make_pledge_receipt();
[[nodiscard]] std::unique_ptr<engine::machine> make_pledge_shipment();
[[nodiscard]] std::unique_ptr<engine::machine> make_pledge_instalment();
[[nodiscard]] std::unique_ptr<engine::machine> make_pledge_assessed();
[[nodiscard]] std::unique_ptr<engine::machine> make_milestone_owner();
[[nodiscard]] std::unique_ptr<engine::machine> make_milestone_schedule();
[[nodiscard]] std::unique_ptr<engine::machine> make_milestone_assessed();
[[nodiscard]] std::unique_ptr<engine::machine> make_milestone_reply();
[[nodiscard]] std::unique_ptr<engine::machine> make_milestone_deadline();
[[nodiscard]] std::unique_ptr<engine::machine> make_life_treaty();
[[nodiscard]] std::unique_ptr<engine::machine> make_life_call();
[[nodiscard]] std::unique_ptr<engine::machine> make_life_facility();
[[nodiscard]] std::unique_ptr<engine::machine> make_life_declaration();
[[nodiscard]] std::unique_ptr<engine::machine> make_life_principles();
[[nodiscard]] std::unique_ptr<engine::machine> make_life_partnership();
[[nodiscard]] std::unique_ptr<engine::machine> make_life_coalition();
[[nodiscard]] std::unique_ptr<engine::machine> make_life_group();
[[nodiscard]] std::unique_ptr<engine::machine> make_life_steps();
[[nodiscard]] std::unique_ptr<engine::machine> make_life_assessed();
[[nodiscard]] std::unique_ptr<engine::machine> make_initiative_signature();
[[nodiscard]] std::unique_ptr<engine::machine> make_initiative_accession();
[[nodiscard]] std::unique_ptr<engine::machine> make_amendment();
[[nodiscard]] std::unique_ptr<engine::machine> make_correction();
[[nodiscard]] std::unique_ptr<engine::machine> make_initiative_reporting();
[[nodiscard]] std::unique_ptr<engine::machine> make_initiative_phase();
[[nodiscard]] std::unique_ptr<engine::machine> make_silence_procedure();
[[nodiscard]] std::unique_ptr<engine::machine> make_step_alignment();
[[nodiscard]] std::unique_ptr<engine::machine> make_obligation_payment();
[[nodiscard]] std::unique_ptr<engine::machine> make_obligation_deadline();
[[nodiscard]] std::unique_ptr<engine::machine> make_arrears();

}  // namespace depositary::workflows
