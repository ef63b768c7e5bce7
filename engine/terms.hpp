#pragma once

/// The rules of one initiative as data ("final clauses"): guards read them, code holds no number.
/// A definition is archetype + terms + labels + milestones, immutable once published.

#include <boost/describe.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "engine/date.hpp"
#include "engine/payload.hpp"
#include "engine/refusal.hpp"

namespace depositary::engine {

struct window_terms
{
    std::optional<civil_date> opens;   ///< first day; open from the start when absent
    std::optional<civil_date> closes;  ///< last day; never closes when absent
};
BOOST_DESCRIBE_STRUCT(window_terms, (), (opens, closes))

/// Who may join from `from` to `until` (both included): actors named, or of the kinds listed.
struct eligibility_terms
{
    std::optional<civil_date> from;
    std::optional<civil_date> until;
    std::vector<std::string> kinds;
    std::vector<std::string> actors;
    bool un_members_only = false;
};
BOOST_DESCRIBE_STRUCT(eligibility_terms, (), (from, until, kinds, actors, un_members_only))

/// `acts`: signature, definitive_signature, ratification, acceptance, approval, accession,
/// formal_confirmation, succession, endorsement, joining. `roles`: for joining.
struct joining_terms
{
    std::vector<std::string> acts;
    std::vector<std::string> roles;
    std::vector<eligibility_terms> eligibility;
    bool signature_required = false;    ///< ratification needs a signature first
    bool full_powers_required = false;  ///< acts that bind need full powers (VCLT art. 7)
    bool declaration_required = false;
    bool vetting_required = false;         ///< supporters that are not states are vetted first
    bool application_required = false;     ///< a letter of intent, then acceptance
    bool provisional_application = false;  ///< VCLT art. 25
    std::optional<window_terms> signature;
    std::optional<window_terms> accession;
};
BOOST_DESCRIBE_STRUCT(
    joining_terms, (),
    (acts, roles, eligibility, signature_required, full_powers_required, declaration_required,
     vetting_required, application_required, provisional_application, signature, accession)
)

/// "on the 30th day after": {days: 30}; "three months after": {months: 3}; "on the first day of the
/// month following the expiration of three months":
/// {months: 3, first_day_of_following_month: true}.
struct delay_terms
{
    std::optional<std::int64_t> days;
    std::optional<std::int64_t> months;
    bool first_day_of_following_month = false;
};
BOOST_DESCRIBE_STRUCT(delay_terms, (), (days, months, first_day_of_following_month))

/// Exactly one of: `count`; `percent` of `weight` (of `total`, or of the table's sum); `all`;
/// `any`.
struct threshold_terms
{
    std::optional<std::int64_t> count;
    std::optional<std::string> weight;   ///< key of definition.weights
    std::optional<std::string> percent;  ///< decimal string
    std::optional<std::string> total;    ///< decimal string
    std::vector<threshold_terms> all;
    std::vector<threshold_terms> any;
};
BOOST_DESCRIBE_STRUCT(threshold_terms, (), (count, weight, percent, total, all, any))

struct entry_terms
{
    threshold_terms threshold;
    std::optional<delay_terms> delay;
    std::optional<civil_date> not_before;        ///< a fixed date that wins when it is later
    std::vector<std::string> not_counted_kinds;  ///< e.g. regional_organisation
    bool withdrawn_count = false;
    bool successors_count = false;
    std::optional<delay_terms> own_delay;  ///< for a state that consents later; `delay` when absent
    /// The own delay applies to consent given after the threshold was reached (Paris Agreement
    /// art. 21(3)), not only after entry into force (Montreal Protocol art. 16(3), the default).
    bool own_delay_from_threshold = false;
    std::optional<std::string> clause;
};
BOOST_DESCRIBE_STRUCT(
    entry_terms, (),
    (threshold, delay, not_before, not_counted_kinds, withdrawn_count, successors_count, own_delay,
     own_delay_from_threshold, clause)
)

struct withdrawal_terms
{
    bool admitted = false;
    std::optional<delay_terms> lock_in;  ///< from entry into force for the state
    std::optional<delay_terms> notice;   ///< 12 months when absent (VCLT art. 56(2))
    std::optional<std::string> clause;
};
BOOST_DESCRIBE_STRUCT(withdrawal_terms, (), (admitted, lock_in, notice, clause))

struct pledge_terms
{
    bool admitted = false;
    std::vector<std::string> forms;  ///< financial, in_kind, undertaking
    std::vector<std::string> units;  ///< named units beside ISO 4217 currencies, e.g. doses
    std::optional<std::string> reference_currency;
    std::optional<std::int64_t> rate_window_days;        ///< 31 when absent
    std::optional<std::int64_t> unconfirmed_after_days;  ///< then announced becomes unconfirmed
    std::optional<std::int64_t> shelf_life_days_min;
    std::optional<std::string> effectiveness_percent;  ///< signed share that makes it effective
    std::optional<std::string> unqualified_percent;
    std::vector<std::string> roles;  ///< roles that may pledge; every participant when empty
    bool smart_required = false;     ///< an undertaking names what, by when and how measured
};
BOOST_DESCRIBE_STRUCT(
    pledge_terms, (),
    (admitted, forms, units, reference_currency, rate_window_days, unconfirmed_after_days,
     shelf_life_days_min, effectiveness_percent, unqualified_percent, roles, smart_required)
)

struct milestone_terms
{
    bool smart_required = false;
    std::optional<std::int64_t> assessed_after_months;  ///< 0 when absent
    std::optional<std::int64_t> reply_days;             ///< 30 when absent
};
BOOST_DESCRIBE_STRUCT(milestone_terms, (), (smart_required, assessed_after_months, reply_days))

/// Periodic reports of participants (engine/reporting.hpp).
struct reporting_terms
{
    std::optional<std::int64_t> every_months;           ///< from one report to the next
    std::optional<std::int64_t> grace_months;           ///< late after so many more
    std::optional<std::int64_t> inactive_after_months;  ///< of silence, from the last report
};
BOOST_DESCRIBE_STRUCT(reporting_terms, (), (every_months, grace_months, inactive_after_months))

struct lifecycle_terms
{
    bool suspension_allowed = false;
    bool termination_allowed = false;
    std::optional<std::int64_t> founders_min;  ///< participants needed before it is launched
};
BOOST_DESCRIBE_STRUCT(lifecycle_terms, (), (suspension_allowed, termination_allowed, founders_min))

/// `policy`: allowed, prohibited, listed (VCLT art. 19). `organ`: a reservation to a constituent
/// instrument needs the organ's acceptance (VCLT art. 20(3)).
struct reservation_terms
{
    std::string policy = "allowed";
    std::vector<std::string> listed;               ///< provisions it may concern
    std::optional<std::int64_t> objection_months;  ///< 12 when absent (VCLT art. 20(5))
    bool late_admitted = false;
    bool organ = false;
    std::optional<std::string> clause;
};
BOOST_DESCRIBE_STRUCT(
    reservation_terms, (), (policy, listed, objection_months, late_admitted, organ, clause)
)

/// A notification counts as received when the depositary informed the addressee (VCLT art. 78(c));
/// `deemed_received_days`: or so many days after it was issued, where the terms say so.
struct notification_terms
{
    std::optional<std::int64_t> deemed_received_days;
};
BOOST_DESCRIBE_STRUCT(notification_terms, (), (deemed_received_days))

/// How an amendment enters into force; instruments of acceptance count.
struct amendment_terms
{
    entry_terms entry_into_force;
    bool binds_all = false;  ///< for every party, not only for those that accepted it
    std::optional<std::string> clause;
};
BOOST_DESCRIBE_STRUCT(amendment_terms, (), (entry_into_force, binds_all, clause))

/// Corrections wait so many days for objections (VCLT art. 79; 90 in United Nations practice).
struct correction_terms
{
    std::int64_t objection_days = 0;
    std::optional<std::string> clause;
};
BOOST_DESCRIBE_STRUCT(correction_terms, (), (objection_days, clause))

/// Adoption by consensus of a body. `members`: who may break a silence; every eligible actor when
/// empty.
struct consensus_terms
{
    text body;
    std::vector<std::string> members;
    std::optional<std::int64_t> silence_days_min;
    std::optional<std::string> clause;
};
BOOST_DESCRIBE_STRUCT(consensus_terms, (), (body, members, silence_days_min, clause))

/// Assessed contributions. `arrears_periods`: preceding full periods whose assessed amount flags an
/// actor (Charter art. 19: 2). Percentages are decimal strings.
struct assessment_terms
{
    std::string unit;
    std::int64_t due_days = 0;  ///< after the assessment was received
    std::optional<std::int64_t> arrears_periods;
    std::optional<std::string> minimum_percent;
    std::optional<std::string> maximum_percent;
    std::optional<std::string> clause;
};
BOOST_DESCRIBE_STRUCT(
    assessment_terms, (),
    (unit, due_days, arrears_periods, minimum_percent, maximum_percent, clause)
)

/// Days before a due date on which the clock reminds; none when absent.
struct reminder_terms
{
    std::vector<std::int64_t> days_before;
};
BOOST_DESCRIBE_STRUCT(reminder_terms, (), (days_before))

struct terms
{
    joining_terms joining;
    std::optional<entry_terms> entry_into_force;
    std::optional<withdrawal_terms> withdrawal;
    std::optional<pledge_terms> pledges;
    std::optional<milestone_terms> milestones;
    std::optional<reporting_terms> reporting;
    std::optional<lifecycle_terms> lifecycle;
    std::optional<reservation_terms> reservations;
    std::optional<notification_terms> notifications;
    std::optional<amendment_terms> amendment;
    std::optional<correction_terms> corrections;
    std::optional<consensus_terms> consensus;
    std::optional<assessment_terms> assessment;
    std::optional<reminder_terms> reminders;
};
BOOST_DESCRIBE_STRUCT(
    terms, (),
    (joining, entry_into_force, withdrawal, pledges, milestones, reporting, lifecycle, reservations,
     notifications, amendment, corrections, consensus, assessment, reminders)
)

struct principle
{
    std::string key;
    text title;
};
BOOST_DESCRIBE_STRUCT(principle, (), (key, title))

/// A step that participants align with one by one. `addressees`: actors it is addressed to,
/// participants or not.
struct step_terms
{
    std::string key;
    text title;
    std::vector<std::string> addressees;
};
BOOST_DESCRIBE_STRUCT(step_terms, (), (key, title, addressees))

struct stage_terms
{
    std::string id;  ///< snake_case
    text label;
    bool terminal = false;
};
BOOST_DESCRIBE_STRUCT(stage_terms, (), (id, label, terminal))

/// `when`: an expression of docs/staged.md; always allowed when absent. `by`: roles that may take
/// it; coordinator when empty. `reason`: the code of its refusal, E_GUARD when absent.
struct stage_transition
{
    std::string event;
    text label;
    std::string from;
    std::string to;
    std::vector<std::string> by;
    std::optional<raw_json> when;
    std::optional<std::string> reason;
    std::optional<std::string> clause;
};
BOOST_DESCRIBE_STRUCT(stage_transition, (), (event, label, from, to, by, when, reason, clause))

/// The life of an initiative of the archetype `staged`, as data.
struct stage_graph
{
    std::string initial;
    std::vector<stage_terms> stages;
    std::vector<stage_transition> transitions;
};
BOOST_DESCRIBE_STRUCT(stage_graph, (), (initial, stages, transitions))

struct definition
{
    std::string id;
    std::int64_t version = 0;
    std::string archetype;
    std::int64_t archetype_version = 0;
    std::string area;
    text title;
    std::optional<text> summary;
    std::optional<std::string> depositary;
    std::vector<std::string> leads;
    terms rules;
    std::vector<principle> principles;
    std::vector<step_terms> steps;
    std::vector<principle> phases;  ///< of a partnership or a cycle, in order
    std::optional<stage_graph> stages;
    std::map<std::string, text> labels;
    std::map<std::string, std::map<std::string, std::string>> weights;
    std::vector<evidence> sources;
};
BOOST_DESCRIBE_STRUCT(
    definition, (),
    (id, version, archetype, archetype_version, area, title, summary, depositary, leads, rules,
     principles, steps, phases, stages, labels, weights, sources)
)

/// The areas of action of the Alliance for Multilateralism, in its own order.
struct area_info
{
    std::string_view id;
    std::string_view en;
    std::string_view fr;
};
[[nodiscard]] const std::vector<area_info>& areas_of_action();

/// Decodes and lints a definition document (JSON text). Refusals name the field.
[[nodiscard]] std::variant<definition, refusal> parse_definition(std::string_view json);

/// Whether an act that joins is consent to be bound (VCLT art. 11); else endorsements count.
[[nodiscard]] bool admits_consent(const terms& rules);

}  // namespace depositary::engine
