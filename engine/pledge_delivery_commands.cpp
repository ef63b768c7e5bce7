#include <algorithm>
#include <array>
#include <set>

#include "engine/methods.hpp"
#include "engine/pledge.hpp"
#include "engine/pledge_facts.hpp"

/// Commands on what follows a promise: commitments and their instalments, receipts, deliveries in
/// kind, and reports on undertakings. Who reports does not confirm.

namespace depositary::engine {

namespace {

struct commitment_params
{
    std::string pledge;
    std::optional<std::string> commitment;
    std::string amount;
    bool qualified = false;
    std::vector<instalment> instalments;
};
BOOST_DESCRIBE_STRUCT(commitment_params, (), (pledge, commitment, amount, qualified, instalments))

struct payment_params
{
    std::string pledge;
    std::optional<std::string> receipt;
    std::string amount;
    std::optional<std::string> instalment;
};
BOOST_DESCRIBE_STRUCT(payment_params, (), (pledge, receipt, amount, instalment))

/// `amount`: what arrived; the amount reported when absent.
struct confirm_params
{
    std::string pledge;
    std::string receipt;
    std::optional<std::string> amount;
};
BOOST_DESCRIBE_STRUCT(confirm_params, (), (pledge, receipt, amount))

struct delivery_params
{
    std::string pledge;
    std::optional<std::string> delivery;
    std::string amount;
    std::optional<std::string> recipient;
    std::optional<std::int64_t> shelf_life_days;
};
BOOST_DESCRIBE_STRUCT(delivery_params, (), (pledge, delivery, amount, recipient, shelf_life_days))

struct accept_params
{
    std::string pledge;
    std::string delivery;
    std::optional<std::string> amount;
};
BOOST_DESCRIBE_STRUCT(accept_params, (), (pledge, delivery, amount))

constexpr std::size_t instalments_max = 1'000;  // far above any schedule seen; bounds one event

bool has_role(const decision& d, std::string_view role)
{
    return d.role == role || std::find(d.signed_by_roles.begin(), d.signed_by_roles.end(), role) !=
                                 d.signed_by_roles.end();
}

decided check_schedule(const commitment_params& p, int exponent, int128 amount, int128& sum)
{
    if (p.instalments.size() > instalments_max) {
        return refuse("E_TOO_LONG", "instalments");
    }
    std::set<std::string> keys;
    sum = 0;
    for (const auto& i : p.instalments) {
        if (auto r = check_id(i.key, "instalments.key")) {
            return r;
        }
        int128 part = 0;
        if (auto r = read_minor(i.amount, exponent, "instalments.amount", part)) {
            return r;
        }
        if (part <= 0 || !keys.insert(i.key).second) {
            return refuse(part <= 0 ? "E_AMOUNT" : "E_EXISTS", "instalments");
        }
        sum += part;
    }
    if (p.instalments.empty()) {
        sum = amount;  // a commitment without a schedule has no dates, and nothing to add up
    }
    return std::nullopt;
}

/// Whether a pending condition stands in the way of `amount`; what is unconditional may be signed.
bool condition_blocks(const pledge_record& r, int128 amount, int128 replaced)
{
    const auto& f = r.figures;
    const auto free = f.pledged.minor() - f.conditional.minor();
    return r.condition == "pending" && f.committed.minor() - replaced + amount > free;
}

decided sign_commitment(decision& d, const commitment_params& p)
{
    pledge_scene s;
    if (auto r = look_registered(d, p.pledge, s)) {
        return r;
    }
    const auto id = p.commitment.value_or("commitment-" + d.when.fresh_id);
    if (auto r = check_id(id, "commitment")) {
        return r;
    }
    if (s.record.content.form == "undertaking") {
        return refuse(
            "E_VALUE", "pledge", "An undertaking has no amount and no unit.",
            "Un engagement d'action n'a ni montant ni unité."
        );
    }
    int128 amount = 0;
    if (auto r = read_minor(p.amount, s.record.exponent, "amount", amount)) {
        return r;
    }
    int128 sum = 0;
    if (auto r = check_schedule(p, s.record.exponent, amount, sum)) {
        return r;
    }
    std::string from = "unsigned";
    int128 replaced = 0;
    for (const auto& c : s.record.commitments) {
        if (c.id == id) {
            from = c.state;
            replaced = c.state == "signed" ? c.minor : 0;
            if (auto r = not_before(d, c.since)) {
                return r;
            }
        }
    }
    s.facts["countersigned"] = has_role(d, "focal_point") && has_role(d, "recipient") ? 1 : 0;
    s.facts["amount_minor"] = as_fact(amount);
    s.facts["instalments_minor"] = as_fact(sum);
    s.facts["qualified"] = p.qualified ? 1 : 0;
    s.facts["condition_pending"] = condition_blocks(s.record, amount, replaced) ? 1 : 0;
    const auto* event = from == "signed" ? "amend_commitment" : "sign";
    if (auto r = d.step("pledge_commitment", from, event, s.facts)) {
        return r;
    }
    d.emit(commitment_signed{p.pledge, id, p.amount, p.qualified, p.instalments});
    return std::nullopt;
}

decided terminate_commitment(decision& d, const commitment_terminated& p)
{
    pledge_scene s;
    if (auto r = look(d, p.pledge, s)) {
        return r;
    }
    for (const auto& c : s.record.commitments) {
        if (c.id == p.commitment) {
            if (auto r = d.step("pledge_commitment", c.state, "terminate", s.facts)) {
                return r;
            }
            if (auto r = not_before(d, c.since)) {
                return r;
            }
            d.emit(p);
            return std::nullopt;
        }
    }
    return refuse("E_NOT_FOUND", "commitment");
}

const receipt_record* find(const std::vector<receipt_record>& list, std::string_view id)
{
    const auto found =
        std::find_if(list.begin(), list.end(), [&](const auto& r) { return r.id == id; });
    return found == list.end() ? nullptr : &*found;
}

/// Money that arrives, or goods: what differs between the two.
struct arrival_kind
{
    std::string_view machine;
    std::vector<receipt_record> pledge_record::*list;
    std::string_view field;  ///< the member of params that names one
    bool goods = false;      ///< accepted only as shipped: never unreported, never more
};
constexpr arrival_kind payments{"pledge_receipt", &pledge_record::receipts, "receipt", false};
constexpr arrival_kind shipments{"pledge_shipment", &pledge_record::deliveries, "delivery", true};

/// Runs `event` on the receipt or delivery; facts of the payload are set.
decided step_arrival(
    const decision& d, const arrival_kind& kind, pledge_scene& s, const receipt_record* r,
    std::string_view event
)
{
    s.facts["has_original"] = r != nullptr && r->report_seq != 0 ? 1 : 0;
    // The importer is no person: it carries over what two parties said elsewhere.
    const bool same = r != nullptr && r->reporter == d.when.principal && !d.importing();
    s.facts["confirmer_is_reporter"] = same ? 1 : 0;
    return d.step(kind.machine, r == nullptr ? "unreported" : r->state, event, s.facts);
}

/// Finds the receipt or delivery that a command of the recipient names.
decided look_arrival(
    const decision& d, const arrival_kind& kind, const std::string& pledge, std::string_view id,
    pledge_scene& s, const receipt_record*& r
)
{
    if (auto refused = look(d, pledge, s)) {
        return refused;
    }
    r = find(s.record.*kind.list, id);
    if (r == nullptr && kind.goods) {
        return refuse("E_NO_ORIGINAL", std::string(kind.field));
    }
    return std::nullopt;
}

const instalment_record* find_instalment(const pledge_record& r, std::string_view name)
{
    for (const auto& c : r.commitments) {
        for (const auto& i : c.instalments) {
            if (c.state == "signed" && c.id + "/" + i.key == name) {
                return &i;
            }
        }
    }
    return nullptr;
}

decided report_payment(decision& d, const payment_params& p)
{
    pledge_scene s;
    if (auto r = look_registered(d, p.pledge, s)) {
        return r;
    }
    const auto id = p.receipt.value_or("receipt-" + d.when.fresh_id);
    if (auto r = check_id(id, "receipt")) {
        return r;
    }
    if (s.record.content.form != "financial") {
        return refuse(
            "E_VALUE", "pledge", "The pledge is not of money; see pledge.report_delivery.",
            "La promesse n'est pas d'argent ; voir pledge.report_delivery."
        );
    }
    int128 amount = 0;
    if (auto r = read_minor(p.amount, s.record.exponent, "amount", amount)) {
        return r;
    }
    const bool matches = !p.instalment || find_instalment(s.record, *p.instalment) != nullptr;
    s.facts["amount_minor"] = as_fact(amount);
    s.facts["allocation_matches"] = matches ? 1 : 0;
    if (auto r = step_arrival(d, payments, s, find(s.record.receipts, id), "report")) {
        return r;
    }
    d.emit(payment_reported{p.pledge, id, p.amount, p.instalment});
    return std::nullopt;
}

/// What arrived: `stated`, or the amount reported. Positive.
decided arrived(
    const pledge_scene& s, const receipt_record* r, const std::optional<std::string>& stated,
    std::string& text, int128& minor
)
{
    text = stated.value_or(format_decimal(r == nullptr ? 0 : r->reported, s.record.exponent));
    if (auto fault = read_minor(text, s.record.exponent, "amount", minor)) {
        return fault;
    }
    if (stated && minor <= 0) {
        return refuse("E_AMOUNT", "amount");
    }
    return std::nullopt;
}

/// The recipient says what arrived; `text` gets the amount for the record.
decided settle(
    const decision& d, const arrival_kind& kind, const std::string& pledge, const std::string& id,
    const std::optional<std::string>& amount, std::string_view event, std::string& text
)
{
    pledge_scene s;
    const receipt_record* r = nullptr;
    if (auto refused = look_arrival(d, kind, pledge, id, s, r)) {
        return refused;
    }
    int128 minor = 0;
    if (auto refused = arrived(s, r, amount, text, minor)) {
        return refused;
    }
    if (kind.goods && minor > r->reported) {
        return refuse(
            "E_AMOUNT", "amount", "More than was shipped.", "Plus que ce qui a été expédié."
        );
    }
    s.facts["amount_minor"] = as_fact(minor);
    return step_arrival(d, kind, s, r, event);
}

/// The recipient says that it did not arrive as reported.
decided judge(
    decision& d, const arrival_kind& kind, const std::string& pledge, const std::string& id,
    std::string_view event, event_payload payload
)
{
    pledge_scene s;
    const receipt_record* r = nullptr;
    if (auto refused = look_arrival(d, kind, pledge, id, s, r)) {
        return refused;
    }
    if (auto refused = step_arrival(d, kind, s, r, event)) {
        return refused;
    }
    d.emit(std::move(payload));
    return std::nullopt;
}

decided confirm_receipt(decision& d, const confirm_params& p)
{
    std::string amount;
    if (auto r = settle(d, payments, p.pledge, p.receipt, p.amount, "confirm", amount)) {
        return r;
    }
    d.emit(receipt_confirmed{p.pledge, p.receipt, amount});
    return std::nullopt;
}

decided dispute_receipt(decision& d, const receipt_disputed& p)
{
    return judge(d, payments, p.pledge, p.receipt, "dispute", p);
}

decided reverse_receipt(decision& d, const receipt_reversed& p)
{
    return judge(d, payments, p.pledge, p.receipt, "reverse", p);
}

decided report_delivery(decision& d, const delivery_params& p)
{
    pledge_scene s;
    if (auto r = look_registered(d, p.pledge, s)) {
        return r;
    }
    const auto id = p.delivery.value_or("delivery-" + d.when.fresh_id);
    if (auto r = check_id(id, "delivery")) {
        return r;
    }
    if (p.recipient && d.state.find_actor(*p.recipient) == nullptr) {
        return refuse(
            "E_NOT_FOUND", "recipient", "Register the actor first (actor.register).",
            "Enregistrez d'abord l'acteur (actor.register)."
        );
    }
    const bool in_kind = s.record.content.form == "in_kind";
    int128 amount = 1;  // in another form the unit is the fault to report
    if (in_kind) {
        if (auto r = read_minor(p.amount, s.record.exponent, "amount", amount)) {
            return r;
        }
    }
    s.facts["amount_minor"] = as_fact(amount);
    s.facts["unit_matches"] = in_kind ? 1 : 0;
    s.facts["shelf_life_days"] = p.shelf_life_days.value_or(0);
    if (auto r = step_arrival(d, shipments, s, find(s.record.deliveries, id), "report")) {
        return r;
    }
    d.emit(delivery_reported{p.pledge, id, p.amount, p.recipient, p.shelf_life_days});
    return std::nullopt;
}

decided accept_delivery(decision& d, const accept_params& p)
{
    std::string amount;
    if (auto r = settle(d, shipments, p.pledge, p.delivery, p.amount, "accept", amount)) {
        return r;
    }
    d.emit(delivery_accepted{p.pledge, p.delivery, amount});
    return std::nullopt;
}

decided reject_delivery(decision& d, const delivery_rejected& p)
{
    return judge(d, shipments, p.pledge, p.delivery, "reject", p);
}

decided reschedule(decision& d, const instalment_rescheduled& p)
{
    pledge_scene s;
    if (auto r = look_registered(d, p.pledge, s)) {
        return r;
    }
    const auto* i = find_instalment(s.record, p.instalment);
    if (i == nullptr) {
        return refuse(
            "E_NOT_FOUND", "instalment", "Name it as COMMITMENT/INSTALMENT.",
            "Nommez-le COMMITMENT/INSTALMENT."
        );
    }
    if (p.due <= d.act_day()) {
        return refuse(
            "E_VALUE", "due", "The new date lies after the day of the change.",
            "La nouvelle date est postérieure au jour de la modification."
        );
    }
    s.facts["due_day"] = i->due.days();
    s.facts["unpaid_minor"] = as_fact(i->unpaid);
    s.facts["recipient_consents"] = has_role(d, "recipient") || d.importing() ? 1 : 0;
    if (auto r = d.step("pledge_instalment", i->state, "reschedule", s.facts)) {
        return r;
    }
    d.emit(p);
    return std::nullopt;
}

decided report_undertaking(decision& d, const undertaking_reported& p)
{
    pledge_scene s;
    if (auto r = look_registered(d, p.pledge, s)) {
        return r;
    }
    if (s.record.content.form != "undertaking") {
        return refuse(
            "E_VALUE", "pledge", "The pledge is not an undertaking.",
            "La promesse n'est pas un engagement d'action."
        );
    }
    std::string_view event;
    if (p.stage == "in_progress") {
        event = s.record.progress == "planning" ? "start" : "report_progress";
    } else if (p.stage == "fulfilled") {
        event = "report_fulfilled";
    } else if (p.stage == "discontinued") {
        event = "discontinue";
    } else {
        return refuse(
            "E_VALUE", "stage", "Use one of: in_progress, fulfilled, discontinued.",
            "Employez l'un de : in_progress, fulfilled, discontinued."
        );
    }
    if (auto r = d.step("pledge_undertaking", s.record.progress, event, s.facts)) {
        return r;
    }
    d.emit(p);
    return std::nullopt;
}

void add_commitment_commands(command_list& list)
{
    const std::vector<std::string_view> both{"focal_point", "recipient", "import"};
    add(list,
        on_initiative(
            "pledge.sign_commitment",
            "Both sides sign a binding commitment with its "
            "instalments; naming a signed one replaces its terms. Two persons, one of each "
            "side.",
            {"focal_point", "recipient"}, true
        ),
        sign_commitment, its_pledge<commitment_params>);
    add(list,
        on_initiative("pledge.terminate_commitment", "Ends a commitment, with a reason.", both),
        terminate_commitment, its_pledge<commitment_terminated>);
    add(list,
        on_initiative(
            "pledge.reschedule_instalment",
            "Moves an instalment with the recipient's "
            "consent; the original date is kept.",
            both
        ),
        reschedule, its_pledge<instalment_rescheduled>);
}

}  // namespace

void add_delivery_standings(const decision& d, const pledge_scene& s, standings& out)
{
    const auto& r = s.record;
    if (r.life != "registered" || r.content.form == "undertaking") {
        return;
    }
    const auto add_one = [&](std::string_view machine, std::string item, std::string state) {
        out.push_back({std::string(machine), std::move(item), std::move(state), s.facts});
        return &out.back().facts;
    };
    // The smallest part of the pledge that could be signed.
    const auto blocked = condition_blocks(r, 1, 0) ? 1 : 0;
    (*add_one("pledge_commitment", {}, "unsigned"))["condition_pending"] = blocked;
    for (const auto& c : r.commitments) {
        (*add_one("pledge_commitment", c.id, c.state))["condition_pending"] = blocked;
        for (const auto& i : c.instalments) {
            auto& facts = *add_one("pledge_instalment", c.id + "/" + i.key, i.state);
            facts["due_day"] = i.due.days();
            facts["unpaid_minor"] = as_fact(i.unpaid);
            facts["recipient_consents"] = 1;  // two persons sign, one of each side
        }
    }
    const auto& kind = r.content.form == "financial" ? payments : shipments;
    add_one(kind.machine, {}, "unreported");
    for (const auto& one : r.*kind.list) {
        auto& facts = *add_one(kind.machine, one.id, one.state);
        facts["has_original"] = one.report_seq != 0 ? 1 : 0;
        facts["confirmer_is_reporter"] = one.reporter == d.when.principal ? 1 : 0;
    }
}

void add_pledge_delivery_commands(command_list& list)
{
    const std::vector<std::string_view> own{"focal_point", "import"};
    const std::vector<std::string_view> receiving{"recipient", "import"};
    add_commitment_commands(list);
    add(list,
        on_initiative(
            "pledge.report_payment",
            "The contributor reports a payment; it counts as paid "
            "once the recipient confirms it.",
            own
        ),
        report_payment, its_pledge<payment_params>);
    add(list,
        on_initiative("pledge.confirm_receipt", "The recipient confirms what arrived.", receiving),
        confirm_receipt, its_pledge<confirm_params>);
    add(list,
        on_initiative(
            "pledge.dispute_receipt", "The recipient disputes a reported payment.", receiving
        ),
        dispute_receipt, its_pledge<receipt_disputed>);
    add(list,
        on_initiative(
            "pledge.reverse_receipt",
            "The recipient reverses a confirmed receipt, with a "
            "reason.",
            receiving
        ),
        reverse_receipt, its_pledge<receipt_reversed>);
    add(list,
        on_initiative("pledge.report_delivery", "The contributor reports a delivery in kind.", own),
        report_delivery, its_pledge<delivery_params>);
    add(list,
        on_initiative(
            "pledge.accept_delivery", "The recipient accepts a delivery, whole or in part.",
            receiving
        ),
        accept_delivery, its_pledge<accept_params>);
    add(list,
        on_initiative(
            "pledge.reject_delivery", "The recipient rejects a delivery, with a reason.", receiving
        ),
        reject_delivery, its_pledge<delivery_rejected>);
    add(list,
        on_initiative(
            "pledge.report_undertaking", "The contributor reports how an undertaking goes.", own
        ),
        report_undertaking, its_pledge<undertaking_reported>);
}

}  // namespace depositary::engine
