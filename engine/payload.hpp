#pragma once

/// What happened, as data: one small struct per event type, in the past tense, each described by
/// Boost.Describe so that one codec serves log, protocol and schema. The name of a struct is the
/// event's `type`. Amounts are decimal strings in the unit beside them ("2500.50", "USD"), never
/// minor units and never binary floating point; dates are civil dates without time zone. An event
/// of schema 1 is never changed: a new shape is a new schema with an upcaster.

#include <boost/describe.hpp>
#include <boost/mp11.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/date.hpp"
#include "engine/obligation_payload.hpp"
#include "engine/payload_types.hpp"
#include "engine/process_payload.hpp"
#include "engine/statement_payload.hpp"

namespace depositary::engine {

#define DEPOSITARY_PAYLOAD(name, ...) BOOST_DESCRIBE_STRUCT(name, (), (__VA_ARGS__))

// ---- register -------------------------------------------------------------------------------

struct store_restored
{
    std::string epoch;
    std::string previous_epoch;
    std::int64_t from_seq = 0;
};
DEPOSITARY_PAYLOAD(store_restored, epoch, previous_epoch, from_seq)

/// `kind`: member_state, observer_state, other_state, regional_organisation,
/// international_organisation, local_authority, company, civil_society, foundation, academia.
struct actor_registered
{
    std::string id;  ///< ISO 3166-1 alpha-3 for states, EUU for the EU, else a register id
    std::string kind;
    text name;
    std::optional<text> official_name;
    std::optional<std::string> iso2;
    std::optional<std::string> m49;
    std::optional<std::string> un_member_since;
    std::optional<std::string> regional_group;
    std::optional<std::string> country;  ///< seat of an organisation, alpha-3
    std::vector<std::string> aliases;
};
DEPOSITARY_PAYLOAD(
    actor_registered, id, kind, name, official_name, iso2, m49, un_member_since, regional_group,
    country, aliases
)

struct actor_renamed
{
    std::string id;
    text name;
};
DEPOSITARY_PAYLOAD(actor_renamed, id, name)

/// Both ids stay valid for ever; `id` then resolves to `into`.
struct actor_merged
{
    std::string id;
    std::string into;
};
DEPOSITARY_PAYLOAD(actor_merged, id, into)

/// A group of actors (a regional group, the euro area): membership is dated.
struct group_registered
{
    std::string group;
    text name;
};
DEPOSITARY_PAYLOAD(group_registered, group, name)

/// `actor` belongs to `group` from `from` to `until`, both included; an absent day is open.
struct group_membership_recorded
{
    std::string group;
    std::string member;
    std::optional<civil_date> from;
    std::optional<civil_date> until;
};
DEPOSITARY_PAYLOAD(group_membership_recorded, group, member, from, until)

struct definition_published
{
    std::string id;
    std::int64_t version = 0;
    std::string hash;  ///< lower-case hex SHA-256 of the canonical document
    raw_json document;
};
DEPOSITARY_PAYLOAD(definition_published, id, version, hash, document)

struct grant_given
{
    std::string grant;
    std::string to;  ///< pseudonymous principal
    std::string role;
    std::optional<std::string> initiative;
    std::optional<std::string> actor;
    std::optional<civil_date> until;              ///< last day the grant holds
    std::optional<civil_date> full_powers_until;  ///< VCLT art. 7: may bind the actor until then
};
DEPOSITARY_PAYLOAD(grant_given, grant, to, role, initiative, actor, until, full_powers_until)

struct grant_revoked
{
    std::string grant;
};
DEPOSITARY_PAYLOAD(grant_revoked, grant)

/// 1 `base` = `rate` `quote` on `on`. `kind`: reference, monthly_operational, daily, irrevocable.
struct rate_recorded
{
    std::string base;
    std::string quote;
    std::string rate;
    civil_date on;
    std::string kind;
    std::string source;
};
DEPOSITARY_PAYLOAD(rate_recorded, base, quote, rate, on, kind, source)

// ---- initiative -----------------------------------------------------------------------------

struct initiative_opened
{
    std::string definition;
    std::int64_t definition_version = 0;
    std::string definition_hash;
    std::string archetype;
    std::int64_t archetype_version = 1;
    std::string area;
    text title;
};
DEPOSITARY_PAYLOAD(
    initiative_opened, definition, definition_version, definition_hash, archetype,
    archetype_version, area, title
)

/// A transition of one region of the initiative. `region` is a machine id.
struct initiative_advanced
{
    std::string region;
    std::string event;
    std::string from;
    std::string to;
    std::optional<std::string> note;
};
DEPOSITARY_PAYLOAD(initiative_advanced, region, event, from, to, note)

/// The depositary's own statement that `actor`'s instrument was the `ordinal`-th (VCLT 77(1)(f)).
struct ordinal_stated
{
    std::string actor;
    std::int64_t ordinal = 0;
};
DEPOSITARY_PAYLOAD(ordinal_stated, actor, ordinal)

/// Recorded by the clock; the rule and the computed dates are the event's own content.
struct threshold_reached
{
    std::string rule;
    date_interval reached;
    std::int64_t instruments = 0;
};
DEPOSITARY_PAYLOAD(threshold_reached, rule, reached, instruments)

struct entered_into_force
{
    std::string rule;
    date_interval in_force;
};
DEPOSITARY_PAYLOAD(entered_into_force, rule, in_force)

/// A count or an aggregate as somebody published it. Kept beside the record and never summed.
struct attestation_recorded
{
    std::string key;      ///< unique in the initiative
    std::string subject;  ///< for example "states", "ratified", "pledges"
    text statement;
    std::optional<std::string> figure;  ///< decimal string
    std::optional<std::string> unit;
    std::vector<std::string> overlaps;  ///< what it includes, by name, when it is an aggregate
};
DEPOSITARY_PAYLOAD(attestation_recorded, key, subject, statement, figure, unit, overlaps)

/// A command that needs a second person; `hash` binds approvals to exactly this content.
struct proposal_created
{
    std::string proposal;
    std::string method;
    raw_json params;
    std::string hash;
    civil_date expires_on;
};
DEPOSITARY_PAYLOAD(proposal_created, proposal, method, params, hash, expires_on)

struct proposal_approved
{
    std::string proposal;
    std::string hash;
};
DEPOSITARY_PAYLOAD(proposal_approved, proposal, hash)

struct proposal_withdrawn
{
    std::string proposal;
};
DEPOSITARY_PAYLOAD(proposal_withdrawn, proposal)

/// The event of sequence `seq` was recorded in error; it counts nowhere (VCLT art. 79 by analogy).
struct event_annulled
{
    std::int64_t seq = 0;
};
DEPOSITARY_PAYLOAD(event_annulled, seq)

// ---- participation --------------------------------------------------------------------------

struct participation_invited
{
    std::string actor;
};
DEPOSITARY_PAYLOAD(participation_invited, actor)

struct participation_declined
{
    std::string actor;
};
DEPOSITARY_PAYLOAD(participation_declined, actor)

struct participation_vetted
{
    std::string actor;
};
DEPOSITARY_PAYLOAD(participation_vetted, actor)

/// `definitive`: definitive signature, VCLT art. 12.
struct treaty_signed
{
    std::string actor;
    bool definitive = false;
    std::optional<std::string> authority;  ///< head_of_state, head_of_government, foreign_minister,
                                           ///< full_powers
};
DEPOSITARY_PAYLOAD(treaty_signed, actor, definitive, authority)

/// `act`: ratification, acceptance, approval, accession, formal_confirmation (VCLT art. 11-16).
struct instrument_deposited
{
    std::string actor;
    std::string act;
    std::optional<std::string> declaration;  ///< the mandatory declaration, where terms ask for one
    bool precondition_unsourced = false;     ///< imported without a sourced signature before it
};
DEPOSITARY_PAYLOAD(instrument_deposited, actor, act, declaration, precondition_unsourced)

struct succession_notified
{
    std::string actor;
    std::string predecessor;
};
DEPOSITARY_PAYLOAD(succession_notified, actor, predecessor)

struct endorsed
{
    std::string actor;
    std::optional<std::string> statement;
};
DEPOSITARY_PAYLOAD(endorsed, actor, statement)

/// `as`: contributor, country, donor, partner, observer, member ... (the roles terms admit).
struct participation_joined
{
    std::string actor;
    std::string as;
};
DEPOSITARY_PAYLOAD(participation_joined, actor, as)

struct endorsement_withdrawn
{
    std::string actor;
};
DEPOSITARY_PAYLOAD(endorsement_withdrawn, actor)

struct participation_left
{
    std::string actor;
};
DEPOSITARY_PAYLOAD(participation_left, actor)

struct participation_delisted
{
    std::string actor;
};
DEPOSITARY_PAYLOAD(participation_delisted, actor)

/// `kind`: interpretative, intent_not_to_become_party (VCLT 18(a)), intent_to_withdraw,
/// territorial, communication.
struct declaration_made
{
    std::string actor;
    std::string kind;
    std::string statement;
};
DEPOSITARY_PAYLOAD(declaration_made, actor, kind, statement)

struct withdrawal_notified
{
    std::string actor;
    civil_date effective;
};
DEPOSITARY_PAYLOAD(withdrawal_notified, actor, effective)

struct withdrawal_revoked
{
    std::string actor;
};
DEPOSITARY_PAYLOAD(withdrawal_revoked, actor)

struct withdrawal_took_effect
{
    std::string actor;
    std::string rule;
};
DEPOSITARY_PAYLOAD(withdrawal_took_effect, actor, rule)

/// Recorded by the clock when the treaty enters into force for one actor.
struct became_party
{
    std::string actor;
    std::string rule;
    date_interval in_force;
};
DEPOSITARY_PAYLOAD(became_party, actor, rule, in_force)

struct provisional_application_started
{
    std::string actor;
};
DEPOSITARY_PAYLOAD(provisional_application_started, actor)

struct provisional_application_ended
{
    std::string actor;
};
DEPOSITARY_PAYLOAD(provisional_application_ended, actor)

struct participation_suspended
{
    std::string actor;
};
DEPOSITARY_PAYLOAD(participation_suspended, actor)

struct participation_resumed
{
    std::string actor;
};
DEPOSITARY_PAYLOAD(participation_resumed, actor)

struct report_filed
{
    std::string actor;
    std::string period;
};
DEPOSITARY_PAYLOAD(report_filed, actor, period)

struct report_fell_overdue
{
    std::string actor;
    std::string period;
    civil_date due;
    std::string standing;  ///< late_report or inactive
};
DEPOSITARY_PAYLOAD(report_fell_overdue, actor, period, due, standing)

// ---- pledge ---------------------------------------------------------------------------------

/// A share of a joint pledge; decimal fraction, all shares sum to exactly 1.
struct pledge_share
{
    std::string actor;
    std::string share;
    bool operator==(const pledge_share&) const = default;
};
BOOST_DESCRIBE_STRUCT(pledge_share, (), (actor, share))

/// The part of one pledge that counts for another initiative; decimal per cent, at most 100 in all.
/// What is left counts here.
struct pledge_split
{
    std::string initiative;
    std::string percent;
    bool operator==(const pledge_split&) const = default;
};
BOOST_DESCRIBE_STRUCT(pledge_split, (), (initiative, percent))

/// The content of a promise. `form`: financial, in_kind, undertaking. `finance_type`: grant (IATI
/// 110), loan (421), guarantee (1100), equity (510), unspecified.
struct pledge_content
{
    std::string actor;
    std::string form = "financial";
    std::optional<std::string> amount;  ///< decimal string; none for an undertaking
    std::optional<std::string> unit;    ///< ISO 4217 code or named unit; none for an undertaking
    std::string finance_type = "unspecified";
    std::optional<std::string> description;
    std::optional<std::string> event;               ///< where it was announced
    std::optional<std::string> conditional_amount;  ///< part that waits for a condition
    std::optional<std::string> condition;           ///< in words
    std::optional<std::string> period;
    std::optional<civil_date> due;  ///< indicative date of a non-binding pledge
    std::optional<std::string> earmarking;
    std::vector<pledge_share> shares;
    std::optional<std::string> restates;   ///< pledge id this announcement repeats; adds nothing
    std::vector<std::string> composed_of;  ///< umbrella pledge: adds only its residual
    std::vector<pledge_split> splits;
};
BOOST_DESCRIBE_STRUCT(
    pledge_content, (),
    (actor, form, amount, unit, finance_type, description, event, conditional_amount, condition,
     period, due, earmarking, shares, restates, composed_of, splits)
)

struct pledge_announced
{
    std::string pledge;
    pledge_content content;
};
DEPOSITARY_PAYLOAD(pledge_announced, pledge, content)

struct pledge_registered
{
    std::string pledge;
    pledge_content content;
};
DEPOSITARY_PAYLOAD(pledge_registered, pledge, content)

struct pledge_became_unconfirmed
{
    std::string pledge;
    std::string rule;
};
DEPOSITARY_PAYLOAD(pledge_became_unconfirmed, pledge, rule)

/// Replaces the total; never adds.
struct pledge_amended
{
    std::string pledge;
    std::string amount;
};
DEPOSITARY_PAYLOAD(pledge_amended, pledge, amount)

struct pledge_reduced
{
    std::string pledge;
    std::string amount;
};
DEPOSITARY_PAYLOAD(pledge_reduced, pledge, amount)

struct pledge_withdrawn
{
    std::string pledge;
};
DEPOSITARY_PAYLOAD(pledge_withdrawn, pledge)

/// The recipient side gives up expecting `amount`; the promise itself is unchanged.
struct expectation_released
{
    std::string pledge;
    std::string amount;
};
DEPOSITARY_PAYLOAD(expectation_released, pledge, amount)

struct pledge_voided
{
    std::string pledge;
    std::string successor;
};
DEPOSITARY_PAYLOAD(pledge_voided, pledge, successor)

struct pledge_superseded
{
    std::string pledge;
    std::string successor;
};
DEPOSITARY_PAYLOAD(pledge_superseded, pledge, successor)

/// `kind`: parliamentary_approval, matching, max_share, policy, performance, date.
struct condition_declared
{
    std::string pledge;
    std::string kind;
    std::string statement;
    std::optional<std::string> amount;  ///< the part it covers; the whole pledge when absent
    std::optional<std::string> ratio;   ///< matching: own units per unit of others
    std::optional<std::string> cap;
};
DEPOSITARY_PAYLOAD(condition_declared, pledge, kind, statement, amount, ratio, cap)

struct condition_met
{
    std::string pledge;
};
DEPOSITARY_PAYLOAD(condition_met, pledge)

struct condition_lapsed
{
    std::string pledge;
};
DEPOSITARY_PAYLOAD(condition_lapsed, pledge)

struct instalment
{
    std::string key;
    civil_date due;
    std::string amount;
    bool operator==(const instalment&) const = default;
};
BOOST_DESCRIBE_STRUCT(instalment, (), (key, due, amount))

struct commitment_signed
{
    std::string pledge;
    std::string commitment;
    std::string amount;
    bool qualified = false;  ///< signed subject to a condition
    std::vector<instalment> instalments;
};
DEPOSITARY_PAYLOAD(commitment_signed, pledge, commitment, amount, qualified, instalments)

struct commitment_terminated
{
    std::string pledge;
    std::string commitment;
};
DEPOSITARY_PAYLOAD(commitment_terminated, pledge, commitment)

struct payment_reported
{
    std::string pledge;
    std::string receipt;
    std::string amount;
    std::optional<std::string> instalment;  ///< "COMMITMENT/INSTALMENT"
};
DEPOSITARY_PAYLOAD(payment_reported, pledge, receipt, amount, instalment)

struct receipt_confirmed
{
    std::string pledge;
    std::string receipt;
    std::string amount;  ///< what the recipient says arrived
};
DEPOSITARY_PAYLOAD(receipt_confirmed, pledge, receipt, amount)

struct receipt_disputed
{
    std::string pledge;
    std::string receipt;
};
DEPOSITARY_PAYLOAD(receipt_disputed, pledge, receipt)

struct receipt_reversed
{
    std::string pledge;
    std::string receipt;
};
DEPOSITARY_PAYLOAD(receipt_reversed, pledge, receipt)

struct delivery_reported
{
    std::string pledge;
    std::string delivery;
    std::string amount;
    std::optional<std::string> recipient;  ///< actor that received it
    std::optional<std::int64_t> shelf_life_days;
};
DEPOSITARY_PAYLOAD(delivery_reported, pledge, delivery, amount, recipient, shelf_life_days)

struct delivery_accepted
{
    std::string pledge;
    std::string delivery;
    std::string amount;
};
DEPOSITARY_PAYLOAD(delivery_accepted, pledge, delivery, amount)

struct delivery_rejected
{
    std::string pledge;
    std::string delivery;
};
DEPOSITARY_PAYLOAD(delivery_rejected, pledge, delivery)

struct instalment_rescheduled
{
    std::string pledge;
    std::string instalment;  ///< "COMMITMENT/INSTALMENT"
    civil_date due;
};
DEPOSITARY_PAYLOAD(instalment_rescheduled, pledge, instalment, due)

struct instalment_fell_overdue
{
    std::string pledge;
    std::string instalment;
    civil_date due;
    std::string unpaid;
};
DEPOSITARY_PAYLOAD(instalment_fell_overdue, pledge, instalment, due, unpaid)

/// `stage`: planning, in_progress, fulfilled, discontinued.
struct undertaking_reported
{
    std::string pledge;
    std::string stage;
    std::string statement;
};
DEPOSITARY_PAYLOAD(undertaking_reported, pledge, stage, statement)

/// What a reviewer found; never what the actor says of itself. `level`: no_evidence, not_started,
/// limited, substantial, complete (OGP IRM scale).
struct pledge_assessed
{
    std::string pledge;
    std::string level;
    std::string statement;
};
DEPOSITARY_PAYLOAD(pledge_assessed, pledge, level, statement)

// ---- milestone ------------------------------------------------------------------------------

struct milestone_planned
{
    std::string milestone;
    text title;
    std::optional<std::string> owner;  ///< actor, or absent for the initiative itself
    std::optional<std::string> pledge;
    std::optional<date_interval> due;
    std::optional<std::string> indicator;
    std::optional<std::string> baseline;
    std::optional<std::string> target;
    std::optional<std::string> unit;
    std::vector<std::string> after;       ///< milestones that come first
    std::optional<std::string> step;      ///< key of definition.steps that it belongs to
    std::vector<std::string> addressees;  ///< actors it depends on, participants or not
};
DEPOSITARY_PAYLOAD(
    milestone_planned, milestone, title, owner, pledge, due, indicator, baseline, target, unit,
    after, step, addressees
)

struct milestone_started
{
    std::string milestone;
};
DEPOSITARY_PAYLOAD(milestone_started, milestone)

struct milestone_progress_reported
{
    std::string milestone;
    std::string value;
    bool correction = false;
};
DEPOSITARY_PAYLOAD(milestone_progress_reported, milestone, value, correction)

/// `status`: on_track, delayed, at_risk. What the owner says, never an assessment.
struct milestone_status_reported
{
    std::string milestone;
    std::string status;
};
DEPOSITARY_PAYLOAD(milestone_status_reported, milestone, status)

struct milestone_completion_reported
{
    std::string milestone;
    std::optional<std::string> explanation;  ///< when the target was not met in full
};
DEPOSITARY_PAYLOAD(milestone_completion_reported, milestone, explanation)

/// `level`: no_evidence, not_started, limited, substantial, complete (OGP IRM scale).
struct milestone_assessed
{
    std::string milestone;
    std::string level;
    std::string statement;
};
DEPOSITARY_PAYLOAD(milestone_assessed, milestone, level, statement)

struct milestone_replied
{
    std::string milestone;
    std::string statement;
};
DEPOSITARY_PAYLOAD(milestone_replied, milestone, statement)

struct milestone_rescheduled
{
    std::string milestone;
    date_interval due;
};
DEPOSITARY_PAYLOAD(milestone_rescheduled, milestone, due)

struct milestone_cancelled
{
    std::string milestone;
};
DEPOSITARY_PAYLOAD(milestone_cancelled, milestone)

struct milestone_superseded
{
    std::string milestone;
    std::string successor;
};
DEPOSITARY_PAYLOAD(milestone_superseded, milestone, successor)

struct milestone_reopened
{
    std::string milestone;
};
DEPOSITARY_PAYLOAD(milestone_reopened, milestone)

/// A sourced outcome: `outcome` met or missed; `on` is when it was met. `cause` of a missed one:
/// consensus_blocked (the body could not agree), or absent.
struct milestone_outcome_recorded
{
    std::string milestone;
    std::string outcome;
    std::optional<date_interval> on;
    std::optional<std::string> statement;
    std::optional<std::string> cause;
};
DEPOSITARY_PAYLOAD(milestone_outcome_recorded, milestone, outcome, on, statement, cause)

/// Recorded by the clock: due passed, outcome unknown.
struct milestone_due_passed
{
    std::string milestone;
    civil_date due;
};
DEPOSITARY_PAYLOAD(milestone_due_passed, milestone, due)

#undef DEPOSITARY_PAYLOAD

/// Every event type, in the order they were introduced.
using payload_types = boost::mp11::mp_list<
    store_restored, actor_registered, actor_renamed, actor_merged, definition_published,
    grant_given, grant_revoked, rate_recorded, initiative_opened, initiative_advanced,
    ordinal_stated, threshold_reached, entered_into_force, attestation_recorded, proposal_created,
    proposal_approved, proposal_withdrawn, event_annulled, participation_invited,
    participation_declined, participation_vetted, treaty_signed, instrument_deposited,
    succession_notified, endorsed, participation_joined, endorsement_withdrawn, participation_left,
    participation_delisted, declaration_made, withdrawal_notified, withdrawal_revoked,
    withdrawal_took_effect, became_party, provisional_application_started,
    provisional_application_ended, participation_suspended, participation_resumed, report_filed,
    report_fell_overdue, pledge_announced, pledge_registered, pledge_became_unconfirmed,
    pledge_amended, pledge_reduced, pledge_withdrawn, expectation_released, pledge_voided,
    pledge_superseded, condition_declared, condition_met, condition_lapsed, commitment_signed,
    commitment_terminated, payment_reported, receipt_confirmed, receipt_disputed, receipt_reversed,
    delivery_reported, delivery_accepted, delivery_rejected, instalment_rescheduled,
    instalment_fell_overdue, undertaking_reported, milestone_planned, milestone_started,
    milestone_progress_reported, milestone_status_reported, milestone_completion_reported,
    milestone_assessed, milestone_replied, milestone_rescheduled, milestone_cancelled,
    milestone_superseded, milestone_reopened, milestone_outcome_recorded, milestone_due_passed,
    group_registered, group_membership_recorded, pledge_assessed, silence_opened, silence_broken,
    silence_ended, phase_reviewed, participation_applied, participation_accepted,
    participation_rejected, step_aligned, amendment_proposed, amendment_adopted, amendment_accepted,
    amendment_threshold_reached, amendment_entered_into_force, amendment_lapsed,
    correction_proposed, correction_objected, correction_withdrawn, correction_executed,
    definition_migrated, reservation_formulated, reservation_withdrawn, reservation_accepted,
    reservation_objected, objection_withdrawn, notification_delivered, notification_acknowledged,
    reminder_sent, scale_adopted, obligation_assessed, obligation_payment_recorded,
    obligation_payment_reversed, obligation_credited, obligation_paid_in_full,
    obligation_not_paid_in_full, obligation_fell_overdue, arrears_flagged, arrears_cleared,
    arrears_waived>;

/// The position of T among payload_types.
template <class T>
inline constexpr std::size_t payload_index = boost::mp11::mp_find<payload_types, T>::value;

template <class T>
concept payload_type = payload_index<T> < boost::mp11::mp_size<payload_types>::value;

/// The content of one event: an immutable value of one of payload_types, shared by its copies. A
/// class of its own and not std::variant, whose name, a hundred types long, would stand in every
/// symbol that touches an event.
class event_payload
{
public:
    event_payload() : event_payload(store_restored{}) {}

    template <payload_type T>
    event_payload(T content)
        : index_(payload_index<T>), content_(std::make_shared<const T>(std::move(content)))
    {}

    [[nodiscard]] std::size_t index() const { return index_; }
    [[nodiscard]] const void* content() const { return content_.get(); }

    /// nullptr when it is of another type.
    template <payload_type T>
    [[nodiscard]] const T* get_if() const
    {
        return index_ == payload_index<T> ? static_cast<const T*>(content_.get()) : nullptr;
    }

    template <payload_type T>
    [[nodiscard]] bool is() const
    {
        return index_ == payload_index<T>;
    }

    /// Requires: is<T>().
    template <payload_type T>
    [[nodiscard]] const T& get() const
    {
        return *static_cast<const T*>(content_.get());
    }

private:
    std::size_t index_;
    std::shared_ptr<const void> content_;
};

/// Calls `f` with the content. All results are of the type that `f` gives for store_restored.
template <class F>
auto visit(F&& f, const event_payload& payload)
{
    using result = decltype(f(std::declval<const store_restored&>()));
    return boost::mp11::mp_with_index<boost::mp11::mp_size<payload_types>::value>(
        payload.index(),
        [&](auto i) -> result {
            using content = boost::mp11::mp_at_c<payload_types, decltype(i)::value>;
            return f(*static_cast<const content*>(payload.content()));
        }
    );
}

}  // namespace depositary::engine
