#include <algorithm>

#include "engine/correction.hpp"
#include "engine/methods.hpp"
#include "engine/participation.hpp"
#include "engine/standing.hpp"

/// correction.*, event.correct and event.annul: errors of the record.

namespace depositary::engine {

namespace {

machine_facts correction_facts(const decision& d, const correction_view& v)
{
    machine_facts f;
    f["today"] = d.when.today.days();
    f["has_reason"] = d.head.reason && !d.head.reason->empty() ? 1 : 0;
    f["has_evidence"] = d.head.sources.empty() ? 0 : 1;
    f["objections_until_day"] = v.objections_until.days();
    f["objections"] = static_cast<std::int64_t>(v.objections.size());
    return f;
}

decided no_window()
{
    return refuse(
        "E_CORRECTION", {}, "The terms have no correction procedure; use event.correct.",
        "Les clauses n'ont pas de procédure de correction ; employez event.correct."
    );
}

/// Signatory and contracting States are those whom a correction concerns (VCLT art. 79(1)); in
/// other forms, whoever takes part.
decided concerned(const decision& d, std::string_view actor_id)
{
    const auto* who = d.state.find_actor(actor_id);
    if (who == nullptr) {
        return refuse("E_NOT_FOUND", "actor", "See actor.list.", "Voir actor.list.");
    }
    const auto& s = *d.initiative;
    const auto today = d.when.today;
    const auto v = view_participation(d.state, s, who->id, today, view_force(d.state, s, today));
    const bool in = treaty_form(s) ? v.consent != "eligible" && v.exit != "withdrawn" : v.certain;
    if (in) {
        return std::nullopt;
    }
    return treaty_form(s) ? refuse("E_NOT_PARTY", "actor") : refuse("E_NOT_PARTICIPANT", "actor");
}

struct propose_params
{
    std::optional<std::string> correction;  ///< id; given by the register when absent
    std::int64_t seq = 0;
    std::optional<raw_json> payload;  ///< members to replace in the payload
    std::optional<bool> annul;        ///< the event is to go, in place of being replaced
};
BOOST_DESCRIBE_STRUCT(propose_params, (), (correction, seq, payload, annul))

/// A focal point proposes for the actor it names in on_behalf_of, else for the one it stands for.
subject proposer(const decision& d, const propose_params&)
{
    if (d.head.on_behalf_of) {
        return {.actor = *d.head.on_behalf_of, .binds = false};
    }
    for (const auto* g : d.state.grants_to(d.when.principal)) {
        if (g->actor && g->role == "focal_point") {
            return {.actor = *g->actor, .binds = false};
        }
    }
    return {};
}

decided may_be_corrected(const decision& d, const propose_params& p)
{
    auto outcome = corrected(*d.initiative, p.seq, p.payload, d.head.effective_on);
    auto* r = std::get_if<refusal>(&outcome);
    return r == nullptr ? std::nullopt : decided(std::move(*r));
}

decided may_be_annulled(const decision& d, std::int64_t seq)
{
    // Any interval will do: only whether the event can be corrected at all is asked.
    auto outcome = corrected(*d.initiative, seq, std::nullopt, date_interval{});
    auto* r = std::get_if<refusal>(&outcome);
    return r == nullptr ? std::nullopt : decided(std::move(*r));
}

decided propose(decision& d, const propose_params& p)
{
    const auto& terms = d.rules().corrections;
    if (!terms) {
        return no_window();
    }
    if (d.role == "focal_point") {
        if (auto r = concerned(d, proposer(d, p).actor)) {
            return r;
        }
    }
    const auto id = p.correction.value_or("c-" + d.when.fresh_id);
    if (id.empty() || d.initiative->corrections.contains(id)) {
        return refuse("E_EXISTS", "correction");
    }
    const bool annul = p.annul.value_or(false);
    if (annul && (p.payload || d.head.effective_on)) {
        return refuse(
            "E_VALUE", "annul", "What is annulled has no new content and no new day.",
            "Ce qui est annulé n'a ni nouveau contenu ni nouvelle date."
        );
    }
    if (auto r = annul ? may_be_annulled(d, p.seq) : may_be_corrected(d, p)) {
        return r;
    }
    correction_view v;
    v.objections_until = d.when.today.add_days(terms->objection_days);
    if (auto r = d.step("correction", "none", "propose", correction_facts(d, v))) {
        return r;
    }
    // The interval of the envelope is the corrected one; the proposal itself is of today.
    d.emit_dated(
        correction_proposed{
            id, p.seq, p.payload, d.head.effective_on, v.objections_until,
            annul ? std::optional(true) : std::nullopt},
        date_interval::day(d.when.today)
    );
    return std::nullopt;
}

decided look(const decision& d, const std::string& id, correction_view& v)
{
    v = view_correction(*d.initiative, id, d.when.today);
    if (v.state == "none") {
        return refuse("E_NOT_FOUND", "correction", "See correction.list.", "Voir correction.list.");
    }
    return std::nullopt;
}

template <class P>
decided take_step(decision& d, const P& p, std::string_view event, correction_view& v)
{
    if (auto r = look(d, p.correction, v)) {
        return r;
    }
    return d.step("correction", v.state, event, correction_facts(d, v));
}

decided object(decision& d, const correction_objected& p)
{
    if (auto r = concerned(d, p.actor)) {
        return r;
    }
    if (p.statement.empty()) {
        return refuse("E_MISSING_FIELD", "statement");
    }
    correction_view v;
    if (auto r = take_step(d, p, "object", v)) {
        return r;
    }
    const auto id = d.state.find_actor(p.actor)->id;
    const bool again = std::any_of(v.objections.begin(), v.objections.end(), [&](const auto& o) {
        return o.actor == id;
    });
    if (again) {
        return refuse("E_STATE", "actor", "It has objected already.", "Il a déjà fait objection.");
    }
    d.emit_dated(
        correction_objected{p.correction, id, p.statement}, date_interval::day(d.when.today)
    );
    return std::nullopt;
}

decided withdraw(decision& d, const correction_withdrawn& p)
{
    correction_view v;
    if (auto r = take_step(d, p, "withdraw", v)) {
        return r;
    }
    d.emit_dated(p, date_interval::day(d.when.today));
    return std::nullopt;
}

struct execute_params
{
    std::string correction;
};
BOOST_DESCRIBE_STRUCT(execute_params, (), (correction))

decided execute(decision& d, const execute_params& p)
{
    correction_view v;
    if (auto r = take_step(d, p, "execute", v)) {
        return r;
    }
    const auto today = date_interval::day(d.when.today);
    if (v.annul.value_or(false)) {
        if (auto r = may_be_annulled(d, v.seq)) {
            return r;
        }
        d.emit_dated(correction_executed{p.correction, v.seq}, today);
        d.emit_dated(event_annulled{v.seq}, today);
        return std::nullopt;
    }
    auto outcome = corrected(*d.initiative, v.seq, v.payload, v.effective_on);
    if (auto* r = std::get_if<refusal>(&outcome)) {
        return std::move(*r);
    }
    d.emit_dated(correction_executed{p.correction, v.seq}, today);
    auto& replacement = std::get<corrected_event>(outcome);
    auto& e = d.emit_dated(std::move(replacement.payload), replacement.on);
    e.supersedes = v.seq;
    return std::nullopt;
}

bool an_act(const initiative_state& s, std::int64_t seq)
{
    const auto in = [&](const entity_map& map) {
        return std::any_of(map.begin(), map.end(), [&](const auto& entry) {
            const auto& facts = *entry.second;
            return std::any_of(facts.begin(), facts.end(), [&](const auto& f) {
                return f->seq == seq;
            });
        });
    };
    return in(s.participations) || in(s.amendments) || in(s.reservations);
}

/// Others rely on the acts of a treaty: no change of one without time to object.
bool waits_for_objections(const decision& d, std::int64_t seq)
{
    return d.rules().corrections && !d.importing() && an_act(*d.initiative, seq);
}

decided reasoned(const decision& d)
{
    if (!d.head.reason || d.head.reason->empty()) {
        return refuse("E_REASON", "reason");
    }
    if (d.head.sources.empty()) {
        return refuse("E_NO_EVIDENCE", "evidence");
    }
    return std::nullopt;
}

struct correct_params
{
    std::int64_t seq = 0;
    std::optional<raw_json> payload;  ///< members to replace in the payload
};
BOOST_DESCRIBE_STRUCT(correct_params, (), (seq, payload))

decided correct(decision& d, const correct_params& p)
{
    if (waits_for_objections(d, p.seq)) {
        return refuse(
            "E_OBJECTION_PENDING", "seq",
            "Acts are corrected through correction.propose, which leaves time to object.",
            "Les actes se corrigent par correction.propose, qui laisse le temps d'objecter."
        );
    }
    auto outcome = corrected(*d.initiative, p.seq, p.payload, d.head.effective_on);
    auto* refused = std::get_if<refusal>(&outcome);
    const bool unknown = refused != nullptr && refused->field == "seq";
    if (unknown) {
        return std::move(*refused);
    }
    if (auto r = reasoned(d)) {
        return r;
    }
    if (refused != nullptr) {
        return std::move(*refused);
    }
    auto& replacement = std::get<corrected_event>(outcome);
    auto& e = d.emit_dated(std::move(replacement.payload), replacement.on);
    e.supersedes = p.seq;
    return std::nullopt;
}

decided annul(decision& d, const event_annulled& p)
{
    if (waits_for_objections(d, p.seq)) {
        return refuse(
            "E_OBJECTION_PENDING", "seq",
            "Acts are annulled through correction.propose with \"annul\", which leaves time to "
            "object.",
            "Les actes s'annulent par correction.propose avec « annul », qui laisse le temps "
            "d'objecter."
        );
    }
    if (auto r = may_be_annulled(d, p.seq)) {
        return r;
    }
    if (auto r = reasoned(d)) {
        return r;
    }
    d.emit(p);
    return std::nullopt;
}

}  // namespace

std::variant<standings, refusal> correction_standing(
    const decision& d, const std::string& id, const std::optional<std::string>& actor
)
{
    correction_view v;
    if (auto r = look(d, id, v)) {
        return std::move(*r);
    }
    standing s{"correction", {}, v.state, correction_facts(d, v)};
    s.other = {.actor = actor.value_or("")};
    s.others = {"object"};
    return standings{std::move(s)};
}

void add_correction_commands(command_list& list)
{
    add(list,
        on_initiative(
            "event.correct",
            "Replaces an event from the beginning (VCLT art. 79(4)); the original "
            "stays in the log.",
            {"depositary", "import"}
        ),
        correct, nobody<correct_params>);
    add(list,
        on_initiative("event.annul", "Says that an event was recorded in error.", {"depositary"}),
        annul, nobody<event_annulled>);
    add(list,
        on_initiative(
            "correction.propose",
            "Proposes to correct an error; effective_on is the corrected day (VCLT art. 79(1)).",
            {"depositary", "focal_point", "import"}
        ),
        propose, proposer);
    add(list,
        on_initiative(
            "correction.object", "Objects within the time for objections (VCLT art. 79(2)).",
            {"focal_point", "depositary", "import"}
        ),
        object, its_actor<correction_objected>);
    add(list,
        on_initiative(
            "correction.withdraw", "Withdraws a proposed correction.", {"depositary", "import"}
        ),
        withdraw, nobody<correction_withdrawn>);
    add(list,
        on_initiative(
            "correction.execute",
            "Corrects from the beginning, once nobody objected in time (VCLT art. 79(2)-(4)).",
            {"depositary", "import"}
        ),
        execute, nobody<execute_params>);
}

/// Nothing falls due by itself: the depositary executes a correction (VCLT art. 79(2)(a)).
void correction_due(decision&) {}

}  // namespace depositary::engine
