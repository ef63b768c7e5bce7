#include "api/method_notes.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <vector>

namespace depositary::api {

namespace {

constexpr auto methods = std::to_array<method_note>({
    // The register.
    {"actor.register", "", "E_EXISTS E_MISSING_FIELD E_TYPE E_VALUE", ""},
    {"actor.rename", "", "E_NOT_FOUND", ""},
    {"actor.merge", "", "E_NOT_FOUND E_STATE E_VALUE", ""},
    {"definition.publish", "", "E_DEFINITION", ""},
    {"initiative.open", "", "E_EXISTS E_NOT_FOUND", ""},
    {"grant.give", "", "E_EXISTS E_NOT_FOUND E_VALUE", ""},
    {"grant.revoke", "", "E_NOT_FOUND E_STATE", ""},
    {"rate.record", "", "E_RATE E_VALUE", ""},
    {"store.record_restore", "", "", ""},
    {"group.register", "", "E_EXISTS E_MISSING_FIELD E_VALUE", ""},
    {"group.record_membership", "", "E_NOT_FOUND E_VALUE", ""},

    // Initiatives. What initiative.advance runs depends on the archetype: docs/workflows.md.
    {"initiative.advance", "", "E_BY E_GUARD E_MAPPING E_NOT_DEFINED", ""},
    {"initiative.state_ordinal", "", "E_NOT_FOUND E_NO_EVIDENCE E_ORDINAL", ""},
    {"initiative.migrate", "", "E_DEFINITION E_MAPPING E_NOT_FOUND E_REASON E_STATE E_VALUE", ""},
    {"attestation.record", "", "E_EXISTS E_MISSING_FIELD E_NO_EVIDENCE E_TYPE E_VALUE", ""},
    {"proposal.create", "",
     "E_EXISTS E_FUTURE_DATE E_KNOWN_BEFORE E_METHOD E_NOT_FOUND E_TYPE E_UNKNOWN_FIELD E_VALUE",
     ""},
    {"proposal.approve", "",
     "E_COUNTERSIGN E_FOUR_EYES E_NOT_FOUND E_PROPOSAL_CLOSED "
     "E_PROPOSAL_HASH E_UNKNOWN_FIELD",
     ""},
    {"proposal.withdraw", "", "E_BY E_NOT_FOUND E_PROPOSAL_CLOSED E_UNKNOWN_FIELD", ""},
    {"silence.open", "",
     "E_ACT_NOT_ADMITTED E_EXISTS E_FUTURE_DATE E_MISSING_FIELD E_NOT_FOUND E_VALUE",
     "silence_procedure.open life_principles.open_silence"},
    {"silence.break", "", "E_FUTURE_DATE E_NOT_FOUND", "silence_procedure.break"},
    {"phase.review", "", "E_FUTURE_DATE E_NOT_FOUND E_NO_EVIDENCE E_NO_STATEMENT E_STATE E_VALUE",
     ""},
    {"step.align", "", "E_FUTURE_DATE E_NOT_FOUND E_VALUE",
     "step_alignment.support step_alignment.support_with_statement step_alignment.not_align"},
    {"amendment.propose", "", "E_EXISTS E_MISSING_FIELD E_VALUE", "amendment.propose"},
    {"amendment.adopt", "", "E_NOT_FOUND", "amendment.adopt"},
    {"amendment.accept", "", "E_NOT_FOUND E_VALUE E_NO_FULL_POWERS E_AUTHORITY_EXPIRED",
     "amendment.accept"},
    {"amendment.state_in_force", "", "E_NOT_FOUND", "amendment.state_in_force"},
    {"amendment.lapse", "", "E_NOT_FOUND", "amendment.lapse"},

    // Participations.
    {"participation.invite", "", "E_NOT_FOUND", "participation_invitation.invite"},
    {"participation.decline", "", "E_NOT_FOUND", "participation_invitation.decline"},
    {"participation.vet", "", "E_NOT_FOUND E_STATE", ""},
    {"participation.apply", "", "E_FUTURE_DATE E_NOT_FOUND E_ROLE_NOT_ADMITTED",
     "participation_membership.apply"},
    {"participation.accept", "", "E_FUTURE_DATE E_NOT_FOUND", "participation_membership.accept"},
    {"participation.reject", "", "E_FUTURE_DATE E_NOT_FOUND", "participation_membership.reject"},
    {"participation.sign", "",
     "E_ACT_NOT_ADMITTED E_NOT_FOUND E_NO_FULL_POWERS E_AUTHORITY_EXPIRED",
     "participation_consent.sign participation_consent.sign_definitively "
     "participation_exit.rejoin"},
    {"participation.deposit", "", "E_BY E_NOT_FOUND E_VALUE E_NO_FULL_POWERS E_AUTHORITY_EXPIRED",
     "participation_consent.deposit_ratification participation_consent.deposit_accession "
     "participation_exit.rejoin"},
    {"participation.succeed", "",
     "E_ACT_NOT_ADMITTED E_NOT_FOUND E_NO_FULL_POWERS E_AUTHORITY_EXPIRED",
     "participation_consent.notify_succession participation_exit.rejoin"},
    {"participation.declare", "", "E_NOT_FOUND E_VALUE",
     "participation_consent.declare_intent_not_to_become_party"},
    {"participation.notify_withdrawal", "", "E_NOT_FOUND E_NO_FULL_POWERS E_AUTHORITY_EXPIRED",
     "participation_exit.notify_withdrawal"},
    {"participation.revoke_withdrawal", "", "E_NOT_FOUND E_NO_FULL_POWERS E_AUTHORITY_EXPIRED",
     "participation_exit.revoke_withdrawal"},
    {"participation.apply_provisionally", "", "E_NOT_FOUND E_NO_FULL_POWERS E_AUTHORITY_EXPIRED",
     "participation_provisional.apply_provisionally"},
    {"participation.end_provisional_application", "",
     "E_NOT_FOUND E_NO_FULL_POWERS E_AUTHORITY_EXPIRED",
     "participation_provisional.end_provisional_application"},
    {"participation.suspend", "", "E_NOT_FOUND", "participation_exit.suspend"},
    {"participation.resume", "", "E_NOT_FOUND", "participation_exit.resume"},
    {"participation.endorse", "", "E_ACT_NOT_ADMITTED E_NOT_FOUND E_OTHER_ACTOR",
     "participation_political.endorse"},
    {"participation.join", "", "E_ACT_NOT_ADMITTED E_NOT_FOUND E_OTHER_ACTOR",
     "participation_political.join"},
    {"participation.withdraw_endorsement", "", "E_NOT_FOUND",
     "participation_political.withdraw_endorsement"},
    {"participation.leave", "", "E_NOT_FOUND", "participation_political.leave"},
    {"participation.delist", "", "E_NOT_FOUND", "participation_political.delist"},
    {"participation.report", "", "E_NOT_FOUND E_NOT_PARTICIPANT",
     "participation_standing.report_filed"},

    // Pledges.
    {"pledge.announce", "",
     "E_AMOUNT E_EXISTS E_FUTURE_DATE E_MISSING_FIELD E_NOT_FOUND E_SHARES E_SPLITS E_UNIT E_VALUE",
     "pledge_life.announce"},
    {"pledge.register", "",
     "E_AMOUNT E_EXISTS E_FUTURE_DATE E_MISSING_FIELD E_NOT_FOUND E_NOT_SMART "
     "E_ROLE_CANNOT_PLEDGE E_SHARES E_SPLITS E_UNIT E_VALUE",
     "pledge_life.register"},
    {"pledge.amend", "", "E_AMOUNT E_FUTURE_DATE E_NOT_FOUND E_VALUE", "pledge_life.amend"},
    {"pledge.reduce", "", "E_AMOUNT E_FUTURE_DATE E_NOT_FOUND E_VALUE", "pledge_life.reduce"},
    {"pledge.withdraw", "", "E_FUTURE_DATE E_NOT_FOUND E_STATE E_VALUE", "pledge_life.withdraw"},
    {"pledge.release", "", "E_AMOUNT E_FUTURE_DATE E_NOT_FOUND E_VALUE", "pledge_life.release"},
    {"pledge.void", "", "E_FUTURE_DATE E_NOT_FOUND E_VALUE", "pledge_life.void"},
    {"pledge.supersede", "", "E_FUTURE_DATE E_NOT_FOUND E_STATE E_VALUE", "pledge_life.supersede"},
    {"pledge.declare_condition", "",
     "E_AMOUNT E_FUTURE_DATE E_MISSING_FIELD E_NOT_FOUND E_TERMINAL E_VALUE",
     "pledge_condition.declare_condition"},
    {"pledge.meet_condition", "", "E_FUTURE_DATE E_NOT_FOUND E_TERMINAL E_VALUE",
     "pledge_condition.meet"},
    {"pledge.lapse_condition", "", "E_FUTURE_DATE E_NOT_FOUND E_TERMINAL E_VALUE",
     "pledge_condition.lapse"},
    {"pledge.assess", "", "E_FUTURE_DATE E_MISSING_FIELD E_NOT_FOUND E_TERMINAL E_VALUE",
     "pledge_assessed.assess_no_evidence pledge_assessed.assess_not_started "
     "pledge_assessed.assess_limited pledge_assessed.assess_substantial "
     "pledge_assessed.assess_complete pledge_assessed.reset"},
    {"pledge.sign_commitment", "",
     "E_AMOUNT E_EXISTS E_FUTURE_DATE E_NOT_FOUND E_STATE E_TERMINAL E_TOO_LONG E_VALUE",
     "pledge_commitment.sign pledge_commitment.amend_commitment"},
    {"pledge.terminate_commitment", "", "E_FUTURE_DATE E_NOT_FOUND E_VALUE",
     "pledge_commitment.terminate"},
    {"pledge.reschedule_instalment", "", "E_FUTURE_DATE E_NOT_FOUND E_STATE E_TERMINAL E_VALUE",
     "pledge_instalment.reschedule"},
    {"pledge.report_payment", "", "E_AMOUNT E_FUTURE_DATE E_NOT_FOUND E_STATE E_TERMINAL E_VALUE",
     "pledge_receipt.report"},
    {"pledge.confirm_receipt", "", "E_AMOUNT E_FUTURE_DATE E_NOT_FOUND E_NO_ORIGINAL E_VALUE",
     "pledge_receipt.confirm"},
    {"pledge.dispute_receipt", "", "E_FUTURE_DATE E_NOT_FOUND E_NO_ORIGINAL E_VALUE",
     "pledge_receipt.dispute"},
    {"pledge.reverse_receipt", "", "E_FUTURE_DATE E_NOT_FOUND E_NO_ORIGINAL E_VALUE",
     "pledge_receipt.reverse"},
    {"pledge.report_delivery", "", "E_AMOUNT E_FUTURE_DATE E_NOT_FOUND E_STATE E_TERMINAL E_VALUE",
     "pledge_shipment.report"},
    {"pledge.accept_delivery", "", "E_AMOUNT E_FUTURE_DATE E_NOT_FOUND E_NO_ORIGINAL E_VALUE",
     "pledge_shipment.accept"},
    {"pledge.reject_delivery", "", "E_FUTURE_DATE E_NOT_FOUND E_NO_ORIGINAL E_VALUE",
     "pledge_shipment.reject"},
    {"pledge.report_undertaking", "", "E_FUTURE_DATE E_NOT_FOUND E_STATE E_TERMINAL E_VALUE",
     "pledge_undertaking.start pledge_undertaking.report_progress "
     "pledge_undertaking.report_fulfilled pledge_undertaking.discontinue"},

    // Milestones.
    {"milestone.plan", "", "E_EXISTS E_MISSING_FIELD E_NOT_FOUND E_TYPE E_VALUE",
     "milestone_owner.plan"},
    {"milestone.start", "", "E_NOT_FOUND E_STATE", "milestone_owner.start"},
    {"milestone.report_progress", "", "E_NOT_FOUND E_STATE E_TYPE",
     "milestone_owner.report_progress"},
    {"milestone.report_status", "", "E_NOT_FOUND E_STATE E_VALUE",
     "milestone_owner.report_on_track milestone_owner.report_delayed "
     "milestone_owner.report_at_risk"},
    {"milestone.report_complete", "", "E_NOT_FOUND E_STATE", "milestone_owner.report_complete"},
    {"milestone.assess", "", "E_NOT_FOUND E_STATE E_TERMINAL E_VALUE",
     "milestone_assessed.assess_no_evidence milestone_assessed.assess_not_started "
     "milestone_assessed.assess_limited milestone_assessed.assess_substantial "
     "milestone_assessed.assess_complete"},
    {"milestone.reply", "", "E_NOT_FOUND E_STATE", "milestone_reply.reply"},
    {"milestone.reschedule", "", "E_NOT_FOUND E_STATE E_VALUE",
     "milestone_schedule.reschedule milestone_deadline.set_due"},
    {"milestone.cancel", "", "E_NOT_FOUND E_STATE", "milestone_schedule.cancel"},
    {"milestone.supersede", "", "E_NOT_FOUND E_STATE", "milestone_schedule.supersede"},
    {"milestone.reopen", "", "E_NOT_FOUND E_STATE",
     "milestone_owner.reopen milestone_assessed.reset milestone_reply.reset"},
    {"milestone.record_outcome", "",
     "E_FUTURE_DATE E_MISSING_FIELD E_NOT_DUE E_NOT_FOUND E_STATE E_TERMINAL E_VALUE",
     "milestone_deadline.record_met milestone_deadline.record_missed"},

    // Errors of the record.
    {"event.correct", "",
     "E_CORRECTION E_MISSING_FIELD E_NO_EVIDENCE E_OBJECTION_PENDING E_REASON E_TYPE E_VALUE", ""},
    {"event.annul", "", "E_CORRECTION E_NO_EVIDENCE E_OBJECTION_PENDING E_REASON", ""},
    {"correction.propose", "",
     "E_CORRECTION E_EXISTS E_MISSING_FIELD E_NOT_FOUND E_NOT_PARTICIPANT E_NOT_PARTY E_TYPE "
     "E_VALUE",
     "correction.propose"},
    {"correction.object", "", "E_MISSING_FIELD E_NOT_FOUND E_NOT_PARTICIPANT E_NOT_PARTY E_STATE",
     "correction.object"},
    {"correction.withdraw", "", "E_NOT_FOUND", "correction.withdraw"},
    {"correction.execute", "", "E_CORRECTION E_MISSING_FIELD E_NOT_FOUND E_TYPE E_VALUE",
     "correction.execute"},

    // Reservations and notifications.
    {"reservation.formulate", "",
     "E_ACT_NOT_ADMITTED E_EXISTS E_NOT_FOUND E_VALUE E_NO_FULL_POWERS E_AUTHORITY_EXPIRED",
     "reservation.formulate reservation.propose_late"},
    {"reservation.withdraw", "", "E_NOT_FOUND E_VALUE E_NO_FULL_POWERS E_AUTHORITY_EXPIRED",
     "reservation.withdraw"},
    {"reservation.accept", "", "E_NOT_FOUND E_VALUE E_NO_FULL_POWERS E_AUTHORITY_EXPIRED",
     "reservation.accept reservation.accept_by_organ reservation_response.accept"},
    {"reservation.object", "",
     "E_MISSING_FIELD E_NOT_FOUND E_VALUE E_NO_FULL_POWERS E_AUTHORITY_EXPIRED",
     "reservation.object reservation_response.object reservation_response.object_precluding "
     "reservation_response.communicate"},
    {"objection.withdraw", "", "E_NOT_FOUND E_VALUE E_NO_FULL_POWERS E_AUTHORITY_EXPIRED",
     "reservation.withdraw_objection reservation_response.withdraw_objection"},
    {"notification.deliver", "", "E_DUPLICATE E_NOT_FOUND E_VALUE", ""},
    {"notification.acknowledge", "", "E_DUPLICATE E_NOT_FOUND E_VALUE", ""},

    // Assessed contributions.
    {"scale.adopt", "",
     "E_EXISTS E_NOT_FOUND E_NO_ASSESSED_TERMS E_RATE_BOUNDS E_RATE_SUM E_TOO_LONG E_VALUE", ""},
    {"assessment.issue", "",
     "E_AMOUNT E_EXISTS E_FUTURE_DATE E_NOT_FOUND E_NO_ASSESSED_TERMS E_UNIT E_VALUE", ""},
    {"obligation.assess", "",
     "E_AMOUNT E_EXISTS E_FUTURE_DATE E_MISSING_FIELD E_NOT_FOUND E_NO_ASSESSED_TERMS E_UNIT "
     "E_VALUE",
     ""},
    {"obligation.record_payment", "", "E_AMOUNT E_FUTURE_DATE E_NOT_FOUND E_VALUE",
     "obligation_payment.record_payment"},
    {"obligation.reverse_payment", "", "E_FUTURE_DATE E_NOT_FOUND E_VALUE",
     "obligation_payment.reverse_payment"},
    {"obligation.credit", "", "E_AMOUNT E_FUTURE_DATE E_NOT_FOUND E_VALUE",
     "obligation_payment.credit"},
    {"obligation.record_paid_in_full", "", "E_FUTURE_DATE E_NOT_FOUND E_VALUE",
     "obligation_payment.state_in_full"},
    {"obligation.record_not_paid_in_full", "", "E_FUTURE_DATE E_NOT_FOUND E_VALUE",
     "obligation_payment.state_not_in_full"},
    {"arrears.waive", "", "E_FUTURE_DATE E_NOT_FOUND E_NO_ASSESSED_TERMS", "arrears.waive"},

    // Queries.
    {"session.roles",
     "`principal`, and `roles`: each `role` with `initiative`, `actor`, `until`, "
     "`full_powers_until` where it has them",
     "", ""},
    {"initiative.list",
     "`rows`, `next`; `areas` of action with their titles; `seq` of the state that was read", "",
     ""},
    {"initiative.get",
     "`id`, `title`, `area`, `archetype`, `definition`, `version`, `state`, `regions`, `force`, "
     "`counts` by kind of actor and state, `path`; `milestones` in full; how many "
     "`participations`, "
     "`pledges`, `attestations`; `principles`, `steps`, `silences`, `phases`; `seq` of the state "
     "that was read",
     "E_NOT_FOUND", ""},
    {"initiative.allowed",
     "`initiative`, `version`, `state`, and `events`: `region`, `state`, `event`, `to` and a "
     "`verdict`. `guard`: conditions in `why` do not hold; `role`: it is for those in `whose`; "
     "`payload`: it depends on what the command brings; `may`: yes. Of an actor's participation "
     "and of a thing also the `methods` that run the event (none: the clock does), `four_eyes` "
     "where two persons must, and the `item` of a pledge: COMMITMENT, COMMITMENT/INSTALMENT, "
     "receipt or "
     "delivery; without one it is about a new one",
     "E_NOT_FOUND E_VALUE", ""},
    {"participation.list",
     "`rows`: `actor`, `state`, the state of each machine, `roles`, `certain`, `possible`, `acts`; "
     "`next`",
     "E_NOT_FOUND", ""},
    {"pledge.list",
     "`rows`: `id`, `actor`, states, `content`, and every figure as a decimal string; `next`",
     "E_NOT_FOUND", ""},
    {"milestone.list",
     "`rows`: `milestone`, `title`, states, due dates, `outcome`; `planned_certain`: whether it "
     "was planned by then, or only may have been; `next`",
     "E_NOT_FOUND", ""},
    {"proposal.list",
     "`rows`: `proposal`, `state` (open, executed, withdrawn, expired), `method`, `params`, "
     "`hash`, who proposed and approved it and when, `expires_on`; `next`",
     "E_NOT_FOUND", ""},
    {"attestation.list",
     "`rows`: `key`, `subject`, `statement`, `figure`, `unit`, `overlaps`, `on`, `seq`; `next`",
     "E_NOT_FOUND", ""},
    {"actor.list", "`rows`: `id`, `kind`, `name`, codes, `former_names`, `merged_into`; `next`", "",
     ""},
    {"actor.get",
     "the actor, and its `participations` and `pledges` in all initiatives, each with `initiative`",
     "E_NOT_FOUND", ""},
    {"event.list",
     "`rows`: events as recorded, with `leaf`, the hash of each in the log's tree; "
     "`next_after_seq` when there is more",
     "", ""},
    {"event.get", "`event` and its `leaf` hash", "E_NOT_FOUND", ""},
    {"definition.list", "`rows`: `id`, `version`, `hash`, `archetype`", "", ""},
    {"definition.get",
     "`id`, `version`, `hash`, the rules `in_words`, and the `document` as published",
     "E_NOT_FOUND", ""},
    {"definition.diff",
     "`differences`, `removed_stages`, and the initiatives that follow `from` (`followed_by`)",
     "E_NOT_FOUND", ""},
    {"grant.list",
     "`rows`: `grant`, `principal`, `role`, `revoked`, and `initiative`, `actor`, `until`, "
     "`full_powers_until` where it has them",
     "", ""},
    {"machine.list", "`machines` and `archetypes`, with their versions", "", ""},
    {"machine.export", "`machine`, `format`, `document`: a text, or an object for `json`",
     "E_NOT_FOUND E_VALUE", ""},
    {"reason.list", "`rows`: `reason`, `clause`, `en`, `fr`", "", ""},
    {"log.head", "`seq`, `root` of the Merkle tree in hex, `epoch`", "", ""},
    {"log.digest", "`seq` and `state`, a SHA-256 in hex", "", ""},
    {"totals.get",
     "`as_of`; `rows` by unit and kind of finance, `by_unit` over all kinds; every figure a "
     "decimal string",
     "E_NOT_FOUND E_UNIT", ""},
    {"totals.explain",
     "`as_of`, and `rows` by unit whose `explain` names, for each figure, what "
     "adds up to it",
     "E_NOT_FOUND E_UNIT", ""},
    {"initiative.what_if",
     "`acts` with `accepted` or the `refusal`; counts, entry into force and who may still consent "
     "`before` and `after` them",
     "E_NOT_FOUND E_TOO_LONG", ""},
    {"alignment.list", "`rows`: `actor`, `step`, `position`; `steps` with their counts; `next`",
     "E_NOT_FOUND", ""},
    {"reservation.list", "`rows`: reservations with their `responses`; `next`", "E_NOT_FOUND", ""},
    {"relation.matrix", "`states`, and what holds between two of them where a reservation stands",
     "E_NOT_FOUND", ""},
    {"notification.list",
     "`rows`: `number`, `initiative`, `seq`, `type`, `actor`, `issued`, `title`, `body`, "
     "`addressees`; `next`",
     "E_MISSING_FIELD E_NOT_FOUND", ""},
    {"notification.get", "one row of `notification.list`", "E_NOT_FOUND", ""},
    {"amendment.list",
     "`rows`: `amendment`, `title`, `state`, instruments `required`, `certain` and `possible`, "
     "`in_force`, who is `bound`; `seq`",
     "E_NOT_FOUND", ""},
    {"correction.list", "`rows`: corrections with their objections; `seq`", "E_NOT_FOUND", ""},
    {"obligation.list", "`rows`: assessed obligations and what is known of each; `next`",
     "E_NOT_FOUND", ""},
    {"obligation.summary",
     "`obligations`, `assessed`, `in_full`, `on_time`, `late`, `not_in_full`, `unknown`, known "
     "sums, `honour_roll`",
     "E_NOT_FOUND", ""},
    {"arrears.list",
     "`rows`: `actor`, `unit`, `arrears`, `unknown`, `limit`, `periods`, `waived_until`, `state`, "
     "`rule`; `next`",
     "E_NOT_FOUND", ""},
    {"group.list", "`as_of`, and `rows`: `group`, `name`, number of `members`", "", ""},
    {"group.get", "`group`, `as_of`, `members` on that day, and all `memberships`", "E_NOT_FOUND",
     ""},
    {"pledge.matching", "what the condition asks for, and what others promised", "E_NOT_FOUND", ""},
    {"coverage.get", "`members`, `parties`, and the shares as bounds: certain and possible",
     "E_NOT_FOUND", ""},
    {"scorecard.get", "`joined`, `money`, `assessed`, and `figures`, the indicators",
     "E_NOT_FOUND E_VALUE", ""},
    {"scorecard.matrix", "`initiatives`, and `rows`: `actor`, `kind`, `cells` by initiative", "",
     ""},

    // Accounts and the server.
    {"token.issue",
     "`id`, `principal`, `label`, `created_at_s`, `expires_at_s`, and `token`, told this once", "",
     ""},
    {"token.revoke", "`revoked`: true", "E_NOT_FOUND", ""},
    {"token.list",
     "`rows`: `id`, `principal`, `label`, `created_at_s`, `expires_at_s`, `revoked_at_s`, "
     "`last_used_day`",
     "", ""},
    {"user.add", "`name`, `principal`", "E_EXISTS E_VALUE", ""},
    {"user.reset", "`reset`: true", "E_NOT_FOUND E_VALUE", ""},
    {"user.disable", "`disabled`: true", "E_NOT_FOUND", ""},
    {"user.list",
     "`rows`: `name`, `principal`, `created_at_s`, `password_set_at_s`, `disabled_at_s`, "
     "`last_used_day`",
     "", ""},
    {"server.status", "see [what an operator asks](protocol.md#what-an-operator-asks)", "", ""},
    {"rpc.discover", "the OpenRPC document, as machines read this page", "", ""},
    {"session.hello",
     "`principal`, `roles` as in `session.roles`, `epoch`, `head`, `heartbeat_ms`, `limits`, "
     "`server`; `token_expires_at_s` when the token ends",
     "", ""},
    {"subscribe",
     "`sub`, `topic`, `cursor`, `n`, `head`, `recovered`, `behind`, and the `snapshot` when asked",
     "", ""},
    {"unsubscribe", "`sub`, and the `cursor` to resume from", "", ""},
});

constexpr auto parameters = std::to_array<parameter_note>({
    // Of every command.
    {"", "initiative", "id of the initiative"},
    {"", "evidence", "where the statement comes from: public record, no personal data"},
    {"", "evidence.uri", "address of the document"},
    {"", "evidence.title", "what it is called"},
    {"", "evidence.sha256", "of its bytes, lower-case hex"},
    {"", "reason", "why, in words; kept with the event"},
    {"", "idempotency_key", "1 to 200 bytes that name this command among the caller's"},
    {"", "expected_version",
     "refuse unless `initiative`, or without one the register, is at this version"},
    {"", "dry_run", "decide and answer, record nothing"},
    {"", "effective_on", "when it took effect in the world; today when absent"},
    {"", "known_on", "when it became known, if that was before it was recorded"},
    {"", "on_behalf_of", "actor for which it is recorded"},

    // Of many queries.
    {"", "as_of", "what held on this day; today when absent"},
    {"", "known_at", "what the register knew at a moment: exactly one member"},
    {"", "known_at.seq", "the log up to this sequence number"},
    {"", "known_at.recorded", "what was recorded by this time, RFC 3339 in UTC"},
    {"", "known_at.known_on", "what was known in the world by this day"},
    {"", "limit", "rows of a page, 1 to 1000; 1000 when absent"},
    {"", "after", "`next` of the page before"},
    {"", "actor", "id of the actor"},

    {"actor.", "id", "id of the actor"},
    {"actor.register", "id", "1 to 100 of `A-Z a-z 0-9 - : . _`: ISO 3166-1 alpha-3 for States"},
    {"actor.register", "kind",
     "`member_state`, `observer_state`, `other_state`, `territory`, `regional_organisation`, "
     "`international_organisation`, `local_authority`, `company`, `civil_society`, `foundation`, "
     "`academia` or `uncategorised`"},
    {"actor.", "name", "name to show"},
    {"actor.register", "official_name", "name in full"},
    {"actor.register", "iso2", "ISO 3166-1 alpha-2"},
    {"actor.register", "m49", "M49 code of the United Nations"},
    {"actor.register", "un_member_since", "YYYY-MM-DD"},
    {"actor.register", "regional_group", "of the United Nations"},
    {"actor.register", "country", "seat of an organisation, ISO 3166-1 alpha-3"},
    {"actor.register", "aliases", "other names that sources use"},
    {"actor.merge", "into", "actor, of the same kind, that `id` then resolves to"},
    {"actor.list", "kind", "only of this kind, as in `actor.register`"},

    {"definition.publish", "definition",
     "the document: [initiatives without code](staged.md), and `definition.get` for examples"},
    {"definition.", "definition", "id of the definition"},
    {"definition.get", "version", "the last one when absent"},
    {"definition.diff", "from", "version"},
    {"definition.diff", "to", "version"},

    {"initiative.open", "id", "id of the initiative; that of the definition when absent"},
    {"initiative.open", "definition", "id of a published definition"},
    {"initiative.open", "definition_version", "the last one when absent"},
    {"initiative.advance", "event",
     "as `initiative.allowed` and [workflows](workflows.md) name it"},
    {"initiative.advance", "region", "machine; the first that knows the event when absent"},
    {"initiative.advance", "note", "in words"},
    {"initiative.advance", "successor", "initiative that takes its place"},
    {"initiative.advance", "consent_of_all", "the evidence shows it (VCLT art. 54(b))"},
    {"initiative.state_ordinal", "ordinal", "the instrument was the n-th to count"},
    {"initiative.migrate", "version", "of the same definition"},
    {"initiative.migrate", "mapping", "states that the new rules name otherwise"},
    {"initiative.migrate", "mapping.region", "machine"},
    {"initiative.migrate", "mapping.from", "state under the old rules"},
    {"initiative.migrate", "mapping.to", "state under the new rules"},
    {"initiative.list", "area", "only of this area of action"},
    {"initiative.allowed", "actor",
     "also what this actor may do; beside a thing, who would accept it or object to it"},
    {"initiative.allowed", "pledge", "what may be done with this pledge, in place of the life"},
    {"initiative.allowed", "milestone", "the same of a milestone"},
    {"initiative.allowed", "obligation", "the same of an assessed obligation"},
    {"initiative.allowed", "reservation", "the same of a reservation"},
    {"initiative.allowed", "amendment", "the same of an amendment"},
    {"initiative.allowed", "correction", "the same of a correction of the record"},
    {"initiative.allowed", "as", "principal to judge the roles of; the caller when absent"},
    {"initiative.what_if", "acts", "at most 500, decided in this order"},
    {"initiative.what_if", "acts.actor", "who acts"},
    {"initiative.what_if", "acts.act",
     "`signature`, `definitive_signature`, `ratification`, `acceptance`, `approval`, `accession`, "
     "`formal_confirmation`, `succession`, `endorsement`, `joining`, `withdrawal`, "
     "`withdrawal_of_endorsement` or `leaving`"},
    {"initiative.what_if", "acts.on", "today when absent; it may lie ahead"},
    {"initiative.what_if", "acts.as", "role, of `joining`"},
    {"initiative.what_if", "acts.predecessor", "of `succession`"},
    {"initiative.what_if", "acts.declaration", "where the terms ask for one"},
    {"initiative.what_if", "acts.amendment", "it is this amendment that is accepted"},

    {"grant.give", "initiative", "only there; everywhere when absent"},
    {"grant.give", "grant", "id; given by the register when absent"},
    {"grant.give", "to", "principal"},
    {"grant.give", "role",
     "`admin`, `coordinator`, `depositary`, `focal_point`, `recipient`, `reviewer`, `auditor` or "
     "`observer`"},
    {"grant.give", "actor", "whom a focal point speaks for: needed for that role, of no other"},
    {"grant.give", "until", "last day it holds"},
    {"grant.give", "full_powers_until", "last day on which it may bind the actor (VCLT art. 7)"},
    {"grant.revoke", "grant", "id of the grant"},

    {"rate.record", "base", "ISO 4217: 1 `base` is `rate` `quote`"},
    {"rate.record", "quote", "ISO 4217, another one"},
    {"rate.record", "rate", "positive decimal"},
    {"rate.record", "on", "day it holds for"},
    {"rate.record", "kind", "`reference`, `monthly_operational`, `daily` or `irrevocable`"},
    {"rate.record", "source", "who published it"},

    {"store.record_restore", "epoch", "from now on"},
    {"store.record_restore", "previous_epoch", "before the restore"},
    {"store.record_restore", "from_seq", "last event that the backup had"},

    {"group.", "group", "id of the group"},
    {"group.register", "group", "1 to 100 of `A-Z a-z 0-9 - : . _`"},
    {"group.register", "name", "name to show"},
    {"group.record_membership", "from", "first day; open when absent"},
    {"group.record_membership", "until", "last day; open when absent"},

    {"attestation.record", "key", "unique in the initiative, 1 to 100 bytes"},
    {"attestation.record", "subject", "what is counted, such as `states` or `pledges`"},
    {"attestation.record", "statement", "as the source says it"},
    {"attestation.record", "figure", "decimal"},
    {"attestation.record", "unit", "of the figure"},
    {"attestation.record", "overlaps", "what an aggregate includes, by name"},

    {"proposal.create", "method", "a method for two persons"},
    {"proposal.create", "params", "its parameters, with their evidence, reason and dates"},
    {"proposal.create", "proposal", "id, 1 to 100 bytes; given by the register when absent"},
    {"proposal.create", "expires_on",
     "last day to approve it; 30 days ahead when absent, 366 at "
     "most"},
    {"proposal.", "proposal", "id of the proposal"},
    {"proposal.approve", "hash", "of the proposal, from its event or `proposal.list`"},

    {"silence.", "procedure", "id of the procedure"},
    {"silence.open", "title", "what is put under silence"},
    {"silence.open", "deadline", "last day to object"},
    {"silence.open", "resubmits", "procedure whose broken text this one replaces"},
    {"silence.break", "actor", "member that objects"},
    {"silence.break", "statement", "why"},
    {"phase.review", "phase", "key of the definition's phases"},
    {"phase.review", "outcome", "`passed` or `failed`"},
    {"phase.review", "statement", "what the review found"},
    {"step.align", "step", "key of the definition's steps or principles"},
    {"step.align", "position", "`supports`, `supports_with_statement` or `not_aligned`"},
    {"step.align", "statement", "needed for the last two"},
    {"alignment.list", "actor", "only this actor"},
    {"alignment.list", "step", "only this step or principle"},

    {"amendment.", "amendment", "id of the amendment"},
    {"amendment.propose", "amendment", "id, 1 to 100 bytes"},
    {"amendment.propose", "title", "title to show"},
    {"amendment.accept", "act", "`ratification`, `acceptance`, `approval` or `accession`"},
    {"amendment.state_in_force", "in_force", "`effective_on` when absent"},

    {"participation.sign", "definitive", "definitive signature (VCLT art. 12)"},
    {"participation.sign", "authority",
     "`head_of_state`, `head_of_government`, `foreign_minister` or `full_powers`"},
    {"participation.deposit", "act",
     "`ratification`, `acceptance`, `approval`, `accession` or `formal_confirmation`"},
    {"participation.deposit", "declaration", "the mandatory one, where the terms ask for it"},
    {"participation.deposit", "precondition_unsourced",
     "import only: no source for the signature before it"},
    {"participation.succeed", "predecessor", "actor that was bound"},
    {"participation.declare", "kind",
     "`interpretative`, `intent_not_to_become_party`, `intent_to_withdraw`, `territorial` or "
     "`communication`"},
    {"participation.declare", "statement", "its text"},
    {"participation.notify_withdrawal", "effective",
     "day it takes effect; the earliest that the terms admit when absent"},
    {"participation.endorse", "statement", "in words"},
    {"participation.join", "as", "one of the roles that the terms admit"},
    {"participation.apply", "as", "one of the roles that the terms admit"},
    {"participation.apply", "statement", "the letter of intent"},
    {"participation.report", "period", "that the report is for"},
    {"participation.list", "actor", "only this actor"},

    {"pledge.", "pledge", "id of the pledge"},
    {"pledge.announce", "pledge", "id, 1 to 100 of `A-Z a-z 0-9 - : . _`; given when absent"},
    {"pledge.register", "pledge", "id of the announced one, or as in `pledge.announce`"},
    {"pledge.", "content", "what is promised"},
    {"pledge.", "content.actor", "who promises"},
    {"pledge.", "content.form", "`financial` (when absent), `in_kind` or `undertaking`"},
    {"pledge.", "content.amount", "decimal; none for an undertaking"},
    {"pledge.", "content.unit", "ISO 4217, or a unit of the terms; none for an undertaking"},
    {"pledge.", "content.finance_type",
     "`grant`, `loan`, `guarantee`, `equity` or `unspecified` (when absent)"},
    {"pledge.", "content.description", "in words"},
    {"pledge.", "content.event", "where it was announced"},
    {"pledge.", "content.conditional_amount", "part that waits for a condition"},
    {"pledge.", "content.condition", "the condition in words"},
    {"pledge.", "content.period", "that it is for"},
    {"pledge.", "content.due", "indicative day"},
    {"pledge.", "content.earmarking", "in words"},
    {"pledge.", "content.shares", "of a joint pledge; they sum to exactly 1"},
    {"pledge.", "content.shares.actor", "who promises with it"},
    {"pledge.", "content.shares.share", "decimal fraction"},
    {"pledge.", "content.restates", "pledge that it repeats; it then adds nothing"},
    {"pledge.", "content.composed_of", "pledges that it contains; it adds only the rest"},
    {"pledge.", "content.splits", "parts that count for other initiatives, at most 100 in all"},
    {"pledge.", "content.splits.initiative", "another initiative"},
    {"pledge.", "content.splits.percent", "decimal"},
    {"pledge.", "amount", "decimal in the pledge's unit"},
    {"pledge.amend", "amount", "the new total, decimal; it never adds"},
    {"pledge.reduce", "amount", "decimal"},
    {"pledge.release", "amount", "no longer expected, decimal"},
    {"pledge.", "successor", "pledge that takes its place"},
    {"pledge.declare_condition", "kind",
     "`parliamentary_approval`, `matching`, `max_share`, `policy`, `performance` or `date`"},
    {"pledge.declare_condition", "statement", "the condition in words"},
    {"pledge.declare_condition", "amount", "the part it covers; the whole pledge when absent"},
    {"pledge.declare_condition", "ratio",
     "own units for each unit of others; needed for "
     "`matching`"},
    {"pledge.declare_condition", "cap", "at most this amount"},
    {"pledge.assess", "level",
     "`no_evidence`, `not_started`, `limited`, `substantial` or `complete`"},
    {"pledge.assess", "statement", "what the reviewer found"},
    {"pledge.", "commitment", "id of the commitment"},
    {"pledge.sign_commitment", "commitment", "id; a signed one gets new terms; given when absent"},
    {"pledge.sign_commitment", "qualified", "signed subject to a condition"},
    {"pledge.sign_commitment", "instalments", "they sum to the amount; 1000 at most"},
    {"pledge.sign_commitment", "instalments.key", "unique in the commitment"},
    {"pledge.sign_commitment", "instalments.due", "day it falls due"},
    {"pledge.sign_commitment", "instalments.amount", "decimal"},
    {"pledge.", "instalment", "COMMITMENT/INSTALMENT"},
    {"pledge.reschedule_instalment", "due", "the new day"},
    {"pledge.", "receipt", "id of the payment"},
    {"pledge.report_payment", "receipt", "id of the payment; given when absent"},
    {"pledge.confirm_receipt", "amount", "what arrived; the amount reported when absent"},
    {"pledge.", "delivery", "id of the delivery"},
    {"pledge.report_delivery", "delivery", "id of the delivery; given when absent"},
    {"pledge.report_delivery", "recipient", "actor that received it"},
    {"pledge.report_delivery", "shelf_life_days", "that remained on arrival"},
    {"pledge.accept_delivery", "amount", "what is accepted; the amount reported when absent"},
    {"pledge.report_undertaking", "stage", "`in_progress`, `fulfilled` or `discontinued`"},
    {"pledge.report_undertaking", "statement", "how it goes"},
    {"pledge.list", "actor", "only this actor's"},

    {"milestone.", "milestone", "key of the milestone"},
    {"milestone.plan", "milestone", "key, 1 to 100 of `A-Z a-z 0-9 - _ .`"},
    {"milestone.plan", "title", "title to show"},
    {"milestone.plan", "owner", "actor; the initiative itself when absent"},
    {"milestone.plan", "pledge", "that it belongs to"},
    {"milestone.plan", "due", "with a last day"},
    {"milestone.plan", "indicator", "what is measured"},
    {"milestone.plan", "baseline", "decimal of at most 9 decimals"},
    {"milestone.plan", "target", "the same; below the baseline, less is better"},
    {"milestone.plan", "unit", "of the indicator"},
    {"milestone.plan", "after", "milestones that come first"},
    {"milestone.plan", "step", "key of the definition's steps that it belongs to"},
    {"milestone.plan", "addressees", "actors that it depends on"},
    {"milestone.report_progress", "value", "decimal of at most 9 decimals"},
    {"milestone.report_progress", "correction", "it may be worse than the value before"},
    {"milestone.report_status", "status", "`on_track`, `delayed` or `at_risk`"},
    {"milestone.report_complete", "explanation", "when the target was not met in full"},
    {"milestone.assess", "level",
     "`no_evidence`, `not_started`, `limited`, `substantial` or `complete`"},
    {"milestone.", "statement", "in words"},
    {"milestone.reschedule", "due", "the new date, with a last day"},
    {"milestone.supersede", "successor", "milestone that takes its place"},
    {"milestone.record_outcome", "outcome", "`met` or `missed`"},
    {"milestone.record_outcome", "on", "when it was met"},
    {"milestone.record_outcome", "cause", "of a missed one: `consensus_blocked`"},
    {"milestone.list", "actor", "only those that this actor owns"},

    {"event.", "seq", "sequence number of the event"},
    {"event.correct", "payload", "members to replace in the event's payload"},
    {"event.correct", "effective_on", "the corrected day; that of the event when absent"},
    {"event.list", "actor",
     "only what concerns it: its acts, and what became of its pledges, milestones and obligations"},
    {"event.list", "concerns", "true: rows name the actor that they concern, where there is one"},
    {"event.list", "initiative", "only of this initiative"},
    {"event.list", "type", "only of this type, such as `pledge_registered`"},
    {"event.list", "after_seq", "`next_after_seq` of the page before"},
    {"correction.", "correction", "id of the correction"},
    {"correction.propose", "correction", "id; given by the register when absent"},
    {"correction.propose", "seq", "sequence number of the event to correct"},
    {"correction.propose", "payload", "members to replace in the event's payload"},
    {"correction.propose", "annul", "true: the event goes; then neither payload nor effective_on"},
    {"correction.propose", "effective_on", "the corrected day; that of the event when absent"},
    {"correction.object", "statement", "why"},

    {"reservation.", "reservation", "id of the reservation"},
    {"reservation.formulate", "reservation", "id; given by the register when absent"},
    {"reservation.formulate", "statement", "its text"},
    {"reservation.formulate", "provision", "that it is made to"},
    {"reservation.accept", "actor", "contracting State; the competent organ when absent"},
    {"reservation.object", "precludes",
     "the treaty does not enter into force between the two; must be given, there is no default"},
    {"reservation.object", "statement", "why"},
    {"reservation.list", "actor", "its own, and of others' what is between the two"},
    {"objection.", "reservation", "id of the reservation objected to"},
    {"notification.", "number", "such as `C.N.12.2026.INITIATIVE`"},
    {"notification.list", "initiative", "this, `actor`, or both must be given"},
    {"notification.list", "actor", "what is addressed to it, or its own act"},
    {"notification.list", "year", "only of this year"},
    {"notification.list", "limit", "rows of a page, 1 to 100; 100 when absent"},

    {"", "scale", "id of the scale"},
    {"scale.adopt", "from", "first day of the periods it is for"},
    {"scale.adopt", "until", "last day of the periods it is for"},
    {"scale.adopt", "rates", "they sum to 100; 1000 at most"},
    {"scale.adopt", "rates.actor", "who is assessed"},
    {"scale.adopt", "rates.percent", "decimal from 0 to 100"},
    {"", "period", "such as `2021`"},
    {"", "letter", "day on which the assessment was received"},
    {"assessment.issue", "total", "decimal, shared out by the scale"},
    {"assessment.issue", "unit", "that of the terms, also when absent"},
    {"obligation.", "obligation", "id of the obligation"},
    {"obligation.assess", "obligation", "id; PERIOD:ACTOR when absent"},
    {"obligation.", "amount", "decimal"},
    {"obligation.assess", "unit", "that of the terms, also when absent"},
    {"obligation.assess", "due", "follows from `letter` by the terms when absent"},
    {"obligation.record_payment", "payment", "id of the payment; given when absent"},
    {"obligation.reverse_payment", "payment", "id of the payment"},
    {"obligation.list", "actor", "only this actor's"},
    {"obligation.list", "period", "only of this period"},
    {"obligation.list", "state", "of payment or of deadline: only those that stand there"},
    {"arrears.waive", "until", "last day of the permission"},
    {"arrears.list", "actor", "only this actor"},

    {"totals.", "initiative", "only this one"},
    {"totals.", "actor", "only this actor's"},
    {"totals.", "area", "only initiatives of this area of action"},
    {"totals.", "group", "only of actors that belong to it on that day"},
    {"totals.", "kind", "only of actors of this kind, as in `actor.register`"},
    {"totals.", "currency", "ISO 4217: adds totals converted to it"},
    {"totals.get", "column", "of `totals.explain` only"},
    {"totals.get", "unit", "of `totals.explain` only"},
    {"totals.explain", "column", "only this figure, such as `paid`"},
    {"totals.explain", "unit", "only this unit"},
    {"coverage.get", "group", "id of the group"},
    {"coverage.get", "weights", "key of the definition's weights: shares of these as well"},
    {"scorecard.get", "by", "`actor`, `area`, `group` or `initiative`"},
    {"scorecard.get", "id", "of which one"},

    {"machine.export", "machine", "id of a machine, or of an archetype (SCXML only)"},
    {"machine.export", "format", "`scxml` (when absent), `mermaid`, `dot` or `json`"},
    {"machine.export", "initiative", "marks where this one stands and how it came there"},

    {"token.issue", "principal", "whom it stands for; a new one when absent"},
    {"token.issue", "label", "what the list shows"},
    {"token.issue", "expires_on", "last day, UTC; never when absent"},
    {"token.revoke", "id", "of the token, from `token.list`"},
    {"user.", "name", "that the person signs in with"},
    {"user.add", "name", "1 to 64 of `a-z 0-9 . - _ @`"},
    {"user.", "password", "12 characters or more, 1024 bytes at most"},
    {"user.add", "principal", "a new one when absent"},
});

}  // namespace

std::span<const method_note> method_notes()
{
    return methods;
}

std::span<const parameter_note> parameter_notes()
{
    return parameters;
}

const method_note* find_method_note(std::string_view method)
{
    const auto* at = std::ranges::find(methods, method, &method_note::method);
    return at == methods.end() ? nullptr : at;
}

std::span<const std::string_view> methods_of_step(std::string_view machine, std::string_view event)
{
    static const auto by_step = [] {
        std::map<std::string, std::vector<std::string_view>, std::less<>> all;
        for (const auto& note : methods) {
            auto rest = note.steps;
            while (!rest.empty()) {
                const auto end = std::min(rest.find(' '), rest.size());
                all[std::string(rest.substr(0, end))].push_back(note.method);
                rest.remove_prefix(std::min(end + 1, rest.size()));
            }
        }
        return all;
    }();
    const auto found = by_step.find(std::string(machine) + "." + std::string(event));
    return found == by_step.end() ? std::span<const std::string_view>() : found->second;
}

std::string_view meaning_of(std::string_view method, std::string_view parameter)
{
    const auto group = method.substr(0, method.find('.') + 1);
    for (const auto scope : {method, group, std::string_view()}) {
        const auto* at = std::ranges::find_if(parameters, [&](const auto& note) {
            return note.method == scope && note.parameter == parameter;
        });
        if (at != parameters.end()) {
            return at->text;
        }
    }
    return {};
}

}  // namespace depositary::api
