#include "engine/proposal.hpp"

#include <boost/json/parse.hpp>

#include <algorithm>
#include <array>
#include <utility>

#include "engine/assert.hpp"
#include "engine/methods.hpp"

/// proposal.*: the second pair of eyes.

namespace depositary::engine {

namespace json = boost::json;

namespace {

/// A commitment binds both sides, so each side signs it (domain rule of countersignature).
constexpr std::string_view countersigned_method = "pledge.sign_commitment";
constexpr std::array<std::string_view, 2> countersigning_roles{"focal_point", "recipient"};

struct create_params
{
    std::string method;
    raw_json params;
    std::optional<std::string> proposal;   ///< id; given by the register when absent
    std::optional<civil_date> expires_on;  ///< last day
};
BOOST_DESCRIBE_STRUCT(create_params, (), (method, params, proposal, expires_on))

/// Moves an envelope member that the proposed command carries itself; it is part of the hash.
template <class T>
void take(json::object& from, std::string_view name, T& into, codec::fault_sink& faults)
{
    if (const auto* found = from.if_contains(name)) {
        codec::decode(*found, into, codec::place("params", name), faults);
        from.erase(name);
    }
}

decided check_envelope(const decision& outer, const envelope& head)
{
    const auto today = outer.when.today;
    if (head.initiative && *head.initiative != outer.initiative->id) {
        return refuse(
            "E_VALUE", "params.initiative", "It must be the proposal's own.",
            "Ce doit être celle de la proposition."
        );
    }
    if (head.effective_on && head.effective_on->not_before &&
        *head.effective_on->not_before > today) {
        return refuse("E_FUTURE_DATE", "params.effective_on");
    }
    if (head.known_on && head.known_on->not_after && *head.known_on->not_after > today) {
        return refuse("E_KNOWN_BEFORE", "params.known_on");
    }
    if (head.on_behalf_of && outer.state.find_actor(*head.on_behalf_of) == nullptr) {
        return refuse("E_NOT_FOUND", "params.on_behalf_of");
    }
    return std::nullopt;
}

/// Splits the proposed params into envelope and own members. Keys and versions belong to the
/// command that carries the proposal, so they are left behind and refused as unknown.
decided split(const decision& outer, const std::string& text, envelope& head, json::object& own)
{
    own = json::parse(text).as_object();
    codec::fault_sink faults;
    take(own, "initiative", head.initiative, faults);
    take(own, "evidence", head.sources, faults);
    take(own, "reason", head.reason, faults);
    take(own, "effective_on", head.effective_on, faults);
    take(own, "known_on", head.known_on, faults);
    take(own, "on_behalf_of", head.on_behalf_of, faults);
    if (!faults.ok()) {
        return faults.take();
    }
    head.initiative = outer.initiative->id;
    return std::nullopt;
}

/// Who acts, and in which role if that is fixed.
struct hand
{
    std::string principal;
    std::string role;  ///< empty: any that the method admits
};

/// The register in which `who` holds no other role than the one it is to act in.
register_state seen_by(const register_state& state, const hand& who)
{
    auto copy = state;
    for (const auto* g : state.grants_to(who.principal)) {
        if (g->role != who.role) {
            copy.grants.erase(g->id);
        }
    }
    return copy;
}

struct proposed_outcome
{
    std::string role;  ///< in which the hand acted
    std::vector<event> events;
};

/// Runs the proposed command as `who` would, as if the approval were given.
std::variant<proposed_outcome, refusal> run_as(
    const decision& outer, const command_method& command, const std::string& params,
    const hand& who, std::vector<std::string> signed_by
)
{
    envelope head;
    json::object own;
    if (auto r = split(outer, params, head, own)) {
        return std::move(*r);
    }
    if (auto r = check_envelope(outer, head)) {
        return std::move(*r);
    }
    const bool fixed = !who.role.empty();
    const auto narrowed = fixed ? seen_by(outer.state, who) : register_state{};
    auto when = outer.when;
    when.principal = who.principal;
    decision inner{
        fixed ? narrowed : outer.state,
        outer.workflows,
        std::move(when),
        std::move(head),
        outer.initiative,
        {},
        true,
        std::move(signed_by),
        {}};
    if (auto r = command.run(inner, own)) {
        return std::move(*r);
    }
    return proposed_outcome{std::move(inner.role), std::move(inner.events)};
}

std::vector<std::string> all_roles(const method_info& info)
{
    return {info.roles.begin(), info.roles.end()};
}

std::string content_hash(const decision& d, std::string_view method, const json::object& params)
{
    DEPOSITARY_ASSERT(d.when.sha256 != nullptr);
    return hex(d.when.sha256(fingerprint_text(method, params)));
}

/// Proposals happen when they are made: only what they propose has dates of its own.
decided check_outer(const decision& d)
{
    for (const auto& [given, name] :
         {std::pair{d.head.effective_on.has_value(), "effective_on"},
          std::pair{d.head.known_on.has_value(), "known_on"}}) {
        if (given) {
            return refuse("E_UNKNOWN_FIELD", name, "Put it into params.", "Placez-le dans params.");
        }
    }
    return std::nullopt;
}

std::variant<const command_method*, refusal> proposable(const std::string& method)
{
    const auto* command = find_command(method);
    if (command == nullptr) {
        return refuse("E_METHOD", "method", "See rpc.discover.", "Voir rpc.discover.");
    }
    if (!command->info().four_eyes || !command->info().needs_initiative) {
        return refuse(
            "E_VALUE", "method", "It needs no second person; call it directly.",
            "Elle ne demande pas de seconde personne ; appelez-la directement."
        );
    }
    return command;
}

decided check_created(const decision& d, const create_params& p, const std::string& id)
{
    if (id.empty() || id.size() > 100) {
        return refuse("E_VALUE", "proposal", "Use 1 to 100 bytes.", "Employez 1 à 100 octets.");
    }
    if (d.initiative->proposals.contains(id)) {
        return refuse("E_EXISTS", "proposal");
    }
    const auto last = d.when.today.add_days(proposal_days_max);
    if (p.expires_on && (*p.expires_on < d.when.today || *p.expires_on > last)) {
        auto r = refuse("E_VALUE", "expires_on");
        r.facts.push_back(
            {"expires_on", p.expires_on->to_string(),
             d.when.today.to_string() + " .. " + last.to_string()}
        );
        return r;
    }
    return std::nullopt;
}

decided create(decision& d, const create_params& p)
{
    const auto found = proposable(p.method);
    if (const auto* refused = std::get_if<refusal>(&found)) {
        return *refused;
    }
    const auto& command = *std::get<const command_method*>(found);
    auto value = json::parse(p.params.text);
    if (!value.is_object()) {
        return refuse("E_TYPE", "params", "Use an object.", "Employez un objet.");
    }
    // Named in the content, so that the hash binds the approval to this initiative.
    auto& params = value.as_object();
    if (!params.contains("initiative")) {
        params["initiative"] = d.initiative->id;
    }
    const auto id = p.proposal.value_or(d.when.fresh_id);
    if (auto r = check_created(d, p, id)) {
        return r;
    }
    auto text = canonical(value);
    // What cannot succeed is refused now and not after a second person has spent time on it.
    auto tried = run_as(d, command, text, {d.when.principal, {}}, all_roles(command.info()));
    if (auto* refused = std::get_if<refusal>(&tried)) {
        return std::move(*refused);
    }
    d.role = std::get<proposed_outcome>(tried).role;
    auto hash = content_hash(d, p.method, params);
    d.emit(proposal_created{
        id,
        p.method,
        {std::move(text)},
        std::move(hash),
        p.expires_on.value_or(d.when.today.add_days(proposal_days_default))});
    return std::nullopt;
}

decided look(const decision& d, const std::string& id, proposal_view& out)
{
    auto v = view_proposal(*d.initiative, id, d.when.today);
    if (!v) {
        return refuse("E_NOT_FOUND", "proposal", "See proposal.list.", "Voir proposal.list.");
    }
    out = std::move(*v);
    if (out.state == "open") {
        return std::nullopt;
    }
    auto r = refuse("E_PROPOSAL_CLOSED", "proposal");
    r.facts.push_back({"state", out.state, "open"});
    return r;
}

/// The two roles of an approval, or why the two persons cannot give it.
std::variant<std::pair<hand, hand>, refusal> any_two(
    const decision& d, const command_method& command, const proposal_view& v
)
{
    const auto assumed = all_roles(command.info());
    auto approver = run_as(d, command, v.params.text, {d.when.principal, {}}, assumed);
    if (auto* refused = std::get_if<refusal>(&approver)) {
        return std::move(*refused);
    }
    // A proposer whose rights have ended since no longer stands behind the proposal.
    auto proposer = run_as(d, command, v.params.text, {v.proposed_by, {}}, assumed);
    if (std::holds_alternative<refusal>(proposer)) {
        return refuse(
            "E_PROPOSAL_CLOSED", "proposal", "Who proposed it may no longer do so.",
            "Son auteur ne peut plus la faire."
        );
    }
    return std::pair{
        hand{v.proposed_by, std::get<proposed_outcome>(proposer).role},
        hand{d.when.principal, std::get<proposed_outcome>(approver).role}};
}

std::variant<std::pair<hand, hand>, refusal> both_sides(
    const decision& d, const command_method& command, const proposal_view& v
)
{
    const std::vector<std::string> both{countersigning_roles.begin(), countersigning_roles.end()};
    for (std::size_t i = 0; i < both.size(); ++i) {
        const hand proposer{v.proposed_by, both[i]};
        const hand approver{d.when.principal, both[1 - i]};
        const auto first = run_as(d, command, v.params.text, proposer, both);
        const auto second = run_as(d, command, v.params.text, approver, both);
        if (std::holds_alternative<proposed_outcome>(first) &&
            std::holds_alternative<proposed_outcome>(second)) {
            return std::pair{proposer, approver};
        }
    }
    auto any = any_two(d, command, v);
    if (auto* refused = std::get_if<refusal>(&any)) {
        return std::move(*refused);
    }
    auto r = refuse("E_COUNTERSIGN");
    const auto& [proposer, approver] = std::get<std::pair<hand, hand>>(any);
    r.facts.push_back({"roles", proposer.role + ", " + approver.role, "focal_point, recipient"});
    return r;
}

decided approve(decision& d, const proposal_approved& p)
{
    proposal_view v;
    if (auto r = look(d, p.proposal, v)) {
        return r;
    }
    if (v.proposed_by == d.when.principal) {
        return refuse("E_FOUR_EYES", {}, "You proposed it.", "Vous l'avez proposé.");
    }
    const auto* command = find_command(v.method);
    if (command == nullptr) {
        return refuse(
            "E_METHOD", "proposal", "The register no longer has the method proposed.",
            "Le registre n'a plus la méthode proposée."
        );
    }
    auto hands =
        v.method == countersigned_method ? both_sides(d, *command, v) : any_two(d, *command, v);
    if (auto* refused = std::get_if<refusal>(&hands)) {
        return std::move(*refused);
    }
    // Checked after the rights, so that a hash is no way to learn what a proposal says.
    if (p.hash != v.hash) {
        return refuse("E_PROPOSAL_HASH", "hash");
    }
    const auto& [proposer, approver] = std::get<std::pair<hand, hand>>(hands);
    auto done = run_as(d, *command, v.params.text, approver, {proposer.role, approver.role});
    if (auto* refused = std::get_if<refusal>(&done)) {
        return std::move(*refused);
    }
    d.role = approver.role;
    d.emit(p);
    auto& events = std::get<proposed_outcome>(done).events;
    std::move(events.begin(), events.end(), std::back_inserter(d.events));
    return std::nullopt;
}

decided withdraw_proposal(decision& d, const proposal_withdrawn& p)
{
    proposal_view v;
    if (auto r = look(d, p.proposal, v)) {
        return r;
    }
    if (v.proposed_by != d.when.principal) {
        return refuse(
            "E_BY", {}, "Only who proposed it withdraws it; others let it expire.",
            "Seul son auteur la retire ; les autres la laissent expirer."
        );
    }
    d.role = v.proposed_as;
    d.emit(p);
    return std::nullopt;
}

/// A command whose rights are those of the command it carries, not its own.
template <class P>
class proposal_command final : public command_method
{
public:
    using decide_fn = decided (*)(decision&, const P&);

    proposal_command(method_info info, decide_fn decide)
        : command_method(std::move(info)), decide_(decide)
    {}

    decided run(decision& d, const json::object& params) const override
    {
        P decoded{};
        codec::fault_sink faults;
        codec::decode(json::value(params), decoded, "", faults);
        if (!faults.ok()) {
            return faults.take();
        }
        if (d.when.principal.empty() || d.when.principal == "anonymous") {
            return refuse("E_UNAUTHENTICATED");
        }
        if (auto r = check_outer(d)) {
            return r;
        }
        return decide_(d, decoded);
    }

    json::object params_schema() const override { return codec::schema<P>(); }

private:
    decide_fn decide_;
};

template <class P>
void add_proposal(
    command_list& list, std::string_view name, std::string_view summary,
    decided (*decide)(decision&, const P&)
)
{
    // Listed for readers; the rights are those of the proposed method.
    method_info info{
        name, summary, {"depositary", "coordinator", "focal_point", "recipient"}, true, false};
    list.push_back(std::make_unique<proposal_command<P>>(std::move(info), decide));
}

}  // namespace

std::optional<proposal_view> view_proposal(
    const initiative_state& s, std::string_view id, civil_date as_of
)
{
    const auto found = s.proposals.find(id);
    if (found == s.proposals.end()) {
        return std::nullopt;
    }
    std::optional<proposal_view> v;
    for (const auto& f : *found->second) {
        if (!f->certainly_by(as_of)) {
            continue;
        }
        if (const auto* created = as<proposal_created>(*f)) {
            v.emplace();
            v->proposal = id;
            v->method = created->method;
            v->params = created->params;
            v->hash = created->hash;
            v->proposed_by = f->principal;
            v->proposed_as = f->role;
            v->proposed_on = f->settled;
            v->expires_on = created->expires_on;
            v->seqs.push_back(f->seq);
        } else if (v && as<proposal_approved>(*f) != nullptr) {
            v->approved_by = f->principal;
            v->approved_as = f->role;
            v->approved_on = f->settled;
            v->seqs.push_back(f->seq);
        } else if (v && as<proposal_withdrawn>(*f) != nullptr) {
            v->withdrawn_on = f->settled;
            v->seqs.push_back(f->seq);
        }
    }
    if (v) {
        v->state = v->approved_by          ? "executed"
                   : v->withdrawn_on       ? "withdrawn"
                   : as_of > v->expires_on ? "expired"
                                           : "open";
    }
    return v;
}

std::vector<proposal_view> view_proposals(const initiative_state& s, civil_date as_of)
{
    std::vector<proposal_view> all;
    for (const auto& [id, facts] : s.proposals) {
        if (auto v = view_proposal(s, id, as_of)) {
            all.push_back(std::move(*v));
        }
    }
    return all;
}

void add_proposal_commands(command_list& list)
{
    add_proposal(
        list, "proposal.create", "Proposes a command that needs a second person: {method, params}.",
        create
    );
    add_proposal(
        list, "proposal.approve",
        "Another person approves exactly the proposal of this hash; it runs at once.", approve
    );
    add_proposal(list, "proposal.withdraw", "Who proposed it withdraws it.", withdraw_proposal);
}

}  // namespace depositary::engine
