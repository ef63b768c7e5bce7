#pragma once

/// Pledges: one promise of one actor (or of several, by shares) on any date. States are those of
/// the machines pledge_life, _progress, _delivery, _undertaking, _condition, _commitment, _receipt,
/// _shipment, _instalment and _assessed, computed from the recorded acts. Amounts are exact and
/// each one names the events that make it. Rules: the definitions P0, P, C, R, Ru and X of
/// docs/workflows.md.

#include <boost/describe.hpp>

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/money.hpp"
#include "engine/state.hpp"

namespace depositary::engine {

/// Largest amount of one command, in minor units (10^18). Machine facts are 64-bit, and sums of
/// fewer than 10^20 such amounts fit 128 bits, so no total can overflow.
inline constexpr std::int64_t pledge_minor_max = 1'000'000'000'000'000'000;

/// Instalments due within so many days count as due soon.
inline constexpr std::int32_t due_soon_days = 30;
/// Months without a report after which a pledge is stale, and then silent.
inline constexpr std::int32_t stale_after_months = 12;
inline constexpr std::int32_t silent_after_months = 24;

/// What one event adds to a figure, in minor units, signed.
struct contribution
{
    std::int64_t seq = 0;
    int128 minor = 0;
    bool operator==(const contribution&) const = default;
};

/// An amount together with the events that make it: `minor()` is exactly the sum of `because()`, no
/// contribution is zero, and each event occurs once.
class figure
{
public:
    void add(std::int64_t seq, int128 minor);
    void add(const figure& other);
    void subtract(const figure& other);
    /// The part of `this` above `other`, zero when there is none.
    [[nodiscard]] figure above(const figure& other) const;
    [[nodiscard]] int128 minor() const { return minor_; }
    [[nodiscard]] const std::vector<contribution>& because() const { return because_; }
    bool operator==(const figure&) const = default;

private:
    int128 minor_ = 0;
    std::vector<contribution> because_;  ///< by seq
};

/// The amounts of one pledge in its own unit.
struct pledge_figures
{
    figure announced;    ///< promised in public, confirmed by nobody; counted nowhere else
    figure unconfirmed;  ///< the part of announced whose time to be confirmed has run out
    figure announced_conditional;  ///< the part of announced that waits for a condition
    figure original;               ///< P0: as registered
    figure pledged;                ///< P: as last amended
    figure committed;              ///< C: signed and not terminated
    figure paid;  ///< R: confirmed receipts, or accepted deliveries, net of reversals
    figure reported_unconfirmed;  ///< Ru
    figure released;              ///< X
    figure conditional;           ///< the part of pledged that waits for a condition
    // Derived; see derive().
    figure committed_unpaid;
    figure pledged_uncommitted;
    figure expected;
    figure outstanding;
    figure over_fulfilled;
    figure overdue;                 ///< binding instalments past due
    std::array<figure, 4> ageing;   ///< overdue by 1-30, 31-90, 91-365 and more than 365 days
    figure behind_indicative_date;  ///< non-binding date past; not a debt
};

/// Fills what follows from P, C, R and X: the buckets paid, committed_unpaid and
/// pledged_uncommitted exclude each other and sum to max(P, C, R).
void derive(pledge_figures& f);

/// The part of one receipt that went to one instalment.
struct instalment_payment
{
    std::int64_t seq = 0;  ///< of the confirmation
    date_interval on;      ///< when it arrived
    int128 minor = 0;
};

struct instalment_record
{
    std::string key;
    civil_date due;
    civil_date original_due;  ///< punctuality is judged against this one too
    std::string state;        ///< of pledge_instalment
    int128 minor = 0;
    int128 unpaid = 0;  ///< after confirmed receipts and released expectation
    std::vector<instalment_payment> payments{};  ///< what arrived for it; a release is none
};

struct commitment_record
{
    std::string id;
    std::string state;  ///< of pledge_commitment
    int128 minor = 0;
    bool qualified = false;
    civil_date signed_on;
    civil_date since;  ///< day of the signature in force
    std::int64_t seq = 0;
    std::vector<instalment_record> instalments;
};

/// A receipt of money or a delivery in kind.
struct receipt_record
{
    std::string id;
    std::string state;  ///< of pledge_receipt or pledge_shipment
    int128 reported = 0;
    std::optional<int128> accepted;  ///< what the recipient says arrived
    std::optional<std::string> instalment;
    std::string reporter;  ///< principal
    date_interval on;      ///< of the confirmation when there is one, else of the report
    std::int64_t report_seq = 0;
    std::int64_t confirm_seq = 0;
    std::int64_t reversal_seq = 0;
};

/// A pledge on one date.
struct pledge_record
{
    std::string id;
    std::string life = "unrecorded";
    std::string progress;  ///< of the machine that `form` has; empty before registration
    std::string condition = "unconditional";
    std::string dispute = "none";
    std::string schedule = "no_dates";
    std::string freshness = "never_reported";
    pledge_content content;
    int exponent = 0;            ///< decimals of the unit
    civil_date recorded_on;      ///< day of the first announcement or registration
    int128 condition_minor = 0;  ///< the part the condition covers
    civil_date condition_since;  ///< day of the latest act on the condition
    std::optional<condition_declared> declared;
    std::optional<std::string> successor;
    pledge_figures figures;
    std::vector<commitment_record> commitments;
    std::vector<receipt_record> receipts;
    std::vector<receipt_record> deliveries;
    std::optional<civil_date> last_report;
    std::int64_t last_report_seq = 0;
    std::optional<civil_date> announced_on;
    std::int64_t announced_seq = 0;
    std::optional<civil_date> registered_on;
    std::int64_t registered_seq = 0;
    std::string assessed = "not_assessed";  ///< what a reviewer found, never what the actor says
    std::optional<std::string> assessment;
    std::optional<civil_date> assessed_on;
    std::int64_t assessment_seq = 0;
    /// Facts whose amount cannot be read in the pledge's unit (after a correction of the unit).
    std::vector<std::int64_t> unreadable;

    [[nodiscard]] bool recorded() const { return life != "unrecorded"; }
    /// Withdrawn, superseded or voided: promises nothing any more.
    [[nodiscard]] bool ended() const;
};

/// The pledge as certainly in effect on `as_of`; life "unrecorded" when there was none yet.
[[nodiscard]] pledge_record record_pledge(
    const initiative_state& s, std::string_view id, civil_date as_of
);

// Reading a pledge costs microseconds, and to most the clock has nothing to say. These two tell
// from the facts what record_pledge() would.

/// Whether some commitment of the pledge was signed with instalments.
[[nodiscard]] bool has_instalments(const fact_list& facts);

/// The day of an announcement that nobody has confirmed by `as_of`, and that has not run out: the
/// pledge's life is "announced".
[[nodiscard]] std::optional<civil_date> awaits_confirmation_since(
    const fact_list& facts, civil_date as_of
);

/// Decimals of `unit` where `s` admits it (ISO 4217, or a unit its terms name); nullopt otherwise.
[[nodiscard]] std::optional<int> unit_exponent(const initiative_state& s, std::string_view unit);
/// Whether `unit` is money.
[[nodiscard]] bool is_currency(std::string_view unit);

struct explained
{
    std::int64_t seq = 0;
    std::string amount;  ///< signed decimal string
};
BOOST_DESCRIBE_STRUCT(explained, (), (seq, amount))

struct instalment_view
{
    std::string key;
    civil_date due;
    civil_date original_due;
    std::string amount;
    std::string unpaid;
    std::string state;
};
BOOST_DESCRIBE_STRUCT(instalment_view, (), (key, due, original_due, amount, unpaid, state))

struct commitment_view
{
    std::string id;
    std::string amount;
    std::string state;
    bool qualified = false;
    civil_date signed_on;
    std::vector<instalment_view> instalments;
};
BOOST_DESCRIBE_STRUCT(commitment_view, (), (id, amount, state, qualified, signed_on, instalments))

struct receipt_view
{
    std::string id;
    std::string reported;
    std::optional<std::string> accepted;
    std::string state;
    std::optional<std::string> instalment;
    date_interval on;
};
BOOST_DESCRIBE_STRUCT(receipt_view, (), (id, reported, accepted, state, instalment, on))

/// A pledge on one date as the protocol shows it; amounts are decimal strings in `unit`.
struct pledge_view
{
    std::string id;
    std::string actor;
    std::string life;
    std::string progress;
    std::string condition;
    std::string dispute;
    std::string schedule;
    std::string freshness;
    pledge_content content;
    std::optional<std::string> unit;
    std::string announced;
    std::string original;
    std::string pledged;
    std::string committed;
    std::string paid;
    std::string committed_unpaid;
    std::string pledged_uncommitted;
    std::string reported_unconfirmed;
    std::string released;
    std::string conditional;
    std::string expected;
    std::string outstanding;
    std::string over_fulfilled;
    std::string overdue;
    std::string overdue_1_30;
    std::string overdue_31_90;
    std::string overdue_91_365;
    std::string overdue_over_365;
    std::string behind_indicative_date;
    std::optional<std::string> paid_of_pledged;   ///< R/P as a fraction; absent when P is 0
    std::optional<std::string> paid_of_original;  ///< R/P0
    std::optional<std::string> successor;
    std::optional<civil_date> last_report;
    std::string assessed;  ///< of a reviewer, beside what the actor reports of itself
    std::optional<std::string> assessment;
    std::optional<civil_date> assessed_on;
    std::optional<std::int64_t> assessment_seq;
    std::vector<commitment_view> commitments;
    std::vector<receipt_view> receipts;
    std::vector<receipt_view> deliveries;
    std::map<std::string, std::vector<explained>> explain;  ///< by amount, where it is not zero
    std::vector<std::int64_t> unreadable;
};
BOOST_DESCRIBE_STRUCT(
    pledge_view, (),
    (id, actor, life, progress, condition, dispute, schedule, freshness, content, unit, announced,
     original, pledged, committed, paid, committed_unpaid, pledged_uncommitted,
     reported_unconfirmed, released, conditional, expected, outstanding, over_fulfilled, overdue,
     overdue_1_30, overdue_31_90, overdue_91_365, overdue_over_365, behind_indicative_date,
     paid_of_pledged, paid_of_original, successor, last_report, assessed, assessment, assessed_on,
     assessment_seq, commitments, receipts, deliveries, explain, unreadable)
)

[[nodiscard]] pledge_view show(const pledge_record& record);

/// show(record_pledge(...)).
[[nodiscard]] pledge_view view_pledge(
    const initiative_state& s, std::string_view id, civil_date as_of
);

/// All pledges recorded by `as_of`, by id.
[[nodiscard]] std::vector<pledge_view> view_pledges(const initiative_state& s, civil_date as_of);

/// The figures of `f` by name, in the order they are shown.
struct named_figure
{
    std::string_view name;
    const figure* value = nullptr;
};
[[nodiscard]] std::vector<named_figure> named_figures(const pledge_figures& f);

}  // namespace depositary::engine
