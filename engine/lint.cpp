#include "engine/lint.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <span>

#include "engine/expression.hpp"
#include "engine/life.hpp"
#include "engine/money.hpp"
#include "engine/state.hpp"

namespace depositary::engine {

namespace {

using lint = std::optional<refusal>;

/// Roles that a transition may name. A focal point speaks for an actor, never for the initiative.
constexpr std::array<std::string_view, 4> step_roles{
    "coordinator", "depositary", "recipient", "reviewer"};

lint fault(std::string field, std::string en, std::string fr)
{
    return refuse("E_DEFINITION", std::move(field), std::move(en), std::move(fr));
}

std::string at(const std::string& path, std::size_t i)
{
    return path + "[" + std::to_string(i) + "]";
}

lint both_languages(const text& t, const std::string& field)
{
    if (!t.en.empty() && !t.fr.empty()) {
        return std::nullopt;
    }
    return fault(field, "Give it in English and French.", "Donnez-le en anglais et en français.");
}

bool snake_case(std::string_view s)
{
    return !s.empty() && s.size() <= 60 && s.front() >= 'a' && s.front() <= 'z' &&
           std::all_of(s.begin(), s.end(), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
           });
}

lint in_range(
    const std::optional<std::int64_t>& n, std::int64_t least, std::int64_t most,
    const std::string& field
)
{
    if (!n || (*n >= least && *n <= most)) {
        return std::nullopt;
    }
    return fault(
        field, "From " + std::to_string(least) + " to " + std::to_string(most) + ".",
        "De " + std::to_string(least) + " à " + std::to_string(most) + "."
    );
}

lint is_percent(const std::optional<std::string>& p, const std::string& field)
{
    if (!p) {
        return std::nullopt;
    }
    const auto parsed = parse_decimal(*p, 6);
    const auto* value = std::get_if<int128>(&parsed);
    if (value != nullptr && *value >= 0 && *value <= 100'000'000) {
        return std::nullopt;
    }
    return fault(
        field, "A decimal string from 0 to 100, at most 6 decimals.",
        "Une chaîne décimale de 0 à 100, au plus 6 décimales."
    );
}

lint delay_in_range(const std::optional<delay_terms>& d, const std::string& field)
{
    if (!d) {
        return std::nullopt;
    }
    if (auto f = in_range(d->days, 0, 36'525, field + ".days")) {
        return f;
    }
    return in_range(d->months, 0, 1'200, field + ".months");
}

/// The first of several verdicts that finds a fault.
template <class... Checks>
lint first_of(Checks... checks)
{
    lint found;
    ((found ? void() : void(found = checks())), ...);
    return found;
}

template <class Items>
lint unique_keys(const Items& items, const std::string& path)
{
    std::set<std::string, std::less<>> seen;
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (items[i].key.empty() || items[i].key.size() > 100) {
            return fault(at(path, i) + ".key", "1 to 100 bytes.", "De 1 à 100 octets.");
        }
        if (!seen.insert(items[i].key).second) {
            return fault(
                at(path, i) + ".key", "The key is used twice.", "La clé est employée deux fois."
            );
        }
        if (auto f = both_languages(items[i].title, at(path, i) + ".title")) {
            return f;
        }
    }
    return std::nullopt;
}

/// Else there is nothing to reserve, and no text in force to amend.
lint check_consent(const terms& r, const std::string& path)
{
    if (admits_consent(r)) {
        return std::nullopt;
    }
    return fault(
        path, "Nobody consents to be bound by the acts of rules.joining.acts.",
        "Aucun acte de rules.joining.acts n'exprime le consentement à être lié."
    );
}

/// A part of a weight: of which table, and of which whole.
lint check_weight(const threshold_terms& t, const definition& d, const std::string& path)
{
    const auto zero = [](const std::string& decimal) {
        return decimal.find_first_not_of("0.") == decimal.npos;
    };
    if (!t.percent && (t.weight || t.total)) {
        return fault(
            path + (t.weight ? ".weight" : ".total"), "It belongs to a percent.",
            "Il appartient à un percent."
        );
    }
    if (t.percent && (!t.weight || !d.weights.contains(*t.weight))) {
        return fault(
            path + ".weight", "Name a table of \"weights\".", "Nommez une table de « weights »."
        );
    }
    if (t.percent && zero(*t.percent)) {
        return fault(
            path + ".percent", "Zero is reached before anybody acts.",
            "Zéro est atteint avant tout acte."
        );
    }
    const auto total = t.total ? parse_decimal(*t.total, 6) : std::variant<int128, parse_fault>(1);
    const auto* whole = std::get_if<int128>(&total);
    if (whole == nullptr || *whole <= 0) {
        return fault(
            path + ".total", "A positive decimal string, at most 6 decimals.",
            "Une chaîne décimale positive, au plus 6 décimales."
        );
    }
    return std::nullopt;
}

lint kinds_known(const std::vector<std::string>& kinds, const std::string& path)
{
    for (std::size_t i = 0; i < kinds.size(); ++i) {
        if (std::find(actor_kinds.begin(), actor_kinds.end(), kinds[i]) == actor_kinds.end()) {
            return fault(
                at(path, i), "Use a kind of actor.register.", "Employez un type de actor.register."
            );
        }
    }
    return std::nullopt;
}

lint check_reservations(const terms& r)
{
    if (!r.reservations) {
        return std::nullopt;
    }
    const auto& v = *r.reservations;
    const std::string path = "rules.reservations";
    if (auto f = check_consent(r, path)) {
        return f;
    }
    if (v.policy != "allowed" && v.policy != "prohibited" && v.policy != "listed") {
        return fault(
            path + ".policy", "Use allowed, prohibited or listed.",
            "Employez allowed, prohibited ou listed."
        );
    }
    if (v.policy == "listed" && v.listed.empty()) {
        return fault(path + ".listed", "Name the provisions.", "Nommez les dispositions.");
    }
    return in_range(v.objection_months, 0, 1'200, path + ".objection_months");
}

lint check_threshold(const threshold_terms& t, const definition& d, const std::string& path)
{
    const int forms = int(t.count.has_value()) + int(t.percent.has_value()) + int(!t.all.empty()) +
                      int(!t.any.empty());
    if (forms != 1) {
        return fault(
            path, "Give exactly one of count, percent, all, any.",
            "Donnez exactement l'un de count, percent, all, any."
        );
    }
    if (auto f = first_of(
            [&] { return in_range(t.count, 1, 100'000, path + ".count"); },
            [&] { return is_percent(t.percent, path + ".percent"); },
            [&] { return check_weight(t, d, path); }
        )) {
        return f;
    }
    for (const auto* parts : {&t.all, &t.any}) {
        const auto name = path + (parts == &t.all ? ".all" : ".any");
        for (std::size_t i = 0; i < parts->size(); ++i) {
            if (auto f = check_threshold((*parts)[i], d, at(name, i))) {
                return f;
            }
        }
    }
    return std::nullopt;
}

lint check_entry(const entry_terms& e, const definition& d, const std::string& path)
{
    return first_of(
        [&] { return check_threshold(e.threshold, d, path + ".threshold"); },
        [&] { return delay_in_range(e.delay, path + ".delay"); },
        [&] { return delay_in_range(e.own_delay, path + ".own_delay"); },
        [&] { return kinds_known(e.not_counted_kinds, path + ".not_counted_kinds"); }
    );
}

lint check_amendment(const definition& d)
{
    const std::string path = "rules.amendment";
    if (!d.rules.amendment) {
        return std::nullopt;
    }
    return first_of(
        [&] { return check_consent(d.rules, path); },
        [&] {
            return check_entry(d.rules.amendment->entry_into_force, d, path + ".entry_into_force");
        }
    );
}

lint check_consensus(const terms& r)
{
    if (!r.consensus) {
        return std::nullopt;
    }
    return first_of(
        [&] { return both_languages(r.consensus->body, "rules.consensus.body"); },
        [&] {
            return in_range(
                r.consensus->silence_days_min, 0, 3'660, "rules.consensus.silence_days_min"
            );
        }
    );
}

lint check_assessment(const terms& r)
{
    if (!r.assessment) {
        return std::nullopt;
    }
    const auto& a = *r.assessment;
    const std::string path = "rules.assessment";
    if (a.unit.empty()) {
        return fault(path + ".unit", "Name a unit.", "Nommez une unité.");
    }
    return first_of(
        [&] { return in_range(a.due_days, 0, 36'525, path + ".due_days"); },
        [&] { return in_range(a.arrears_periods, 1, 100, path + ".arrears_periods"); },
        [&] { return is_percent(a.minimum_percent, path + ".minimum_percent"); },
        [&] { return is_percent(a.maximum_percent, path + ".maximum_percent"); }
    );
}

lint check_reminders(const terms& r)
{
    if (!r.reminders) {
        return std::nullopt;
    }
    std::set<std::int64_t> seen;
    const auto& days = r.reminders->days_before;
    for (std::size_t i = 0; i < days.size(); ++i) {
        const auto field = at("rules.reminders.days_before", i);
        if (auto f = in_range(days[i], 0, 3'660, field)) {
            return f;
        }
        if (!seen.insert(days[i]).second) {
            return fault(field, "The day is listed twice.", "Le jour figure deux fois.");
        }
    }
    return std::nullopt;
}

lint check_other_terms(const definition& d)
{
    const auto& r = d.rules;
    return first_of(
        [&]() -> lint {
            return r.entry_into_force
                       ? check_entry(*r.entry_into_force, d, "rules.entry_into_force")
                       : std::nullopt;
        },
        [&] { return check_reservations(r); }, [&] { return check_amendment(d); },
        [&] { return check_consensus(r); }, [&] { return check_assessment(r); },
        [&] { return check_reminders(r); },
        [&]() -> lint {
            return r.corrections ? in_range(
                                       r.corrections->objection_days, 1, 3'660,
                                       "rules.corrections.objection_days"
                                   )
                                 : std::nullopt;
        },
        [&]() -> lint {
            return r.notifications ? in_range(
                                         r.notifications->deemed_received_days, 0, 3'660,
                                         "rules.notifications.deemed_received_days"
                                     )
                                   : std::nullopt;
        },
        [&]() -> lint {
            return r.lifecycle
                       ? in_range(
                             r.lifecycle->founders_min, 1, 100'000, "rules.lifecycle.founders_min"
                         )
                       : std::nullopt;
        }
    );
}

/// A stage graph on its way through the lint.
class graph_lint
{
public:
    graph_lint(const stage_graph& graph, const terms& rules) : g_(graph), rules_(rules) {}

    lint run()
    {
        return first_of(
            [&] { return sizes(); }, [&] { return stages(); }, [&] { return transitions(); },
            [&] { return conditions(); }, [&] { return reachable(); }, [&] { return ends(); },
            [&] { return shadowed(); }
        );
    }

private:
    lint sizes() const
    {
        if (g_.stages.empty() || g_.stages.size() > stages_max) {
            return fault("stages.stages", "From 1 to 100 stages.", "De 1 à 100 étapes.");
        }
        if (g_.transitions.size() > transitions_max) {
            return fault(
                "stages.transitions", "At most 400 transitions.", "Au plus 400 transitions."
            );
        }
        return std::nullopt;
    }

    lint stages()
    {
        for (std::size_t i = 0; i < g_.stages.size(); ++i) {
            const auto& s = g_.stages[i];
            const auto path = at("stages.stages", i);
            if (!snake_case(s.id)) {
                return fault(path + ".id", "Use a-z, 0-9 and _.", "Employez a-z, 0-9 et _.");
            }
            if (!by_id_.emplace(s.id, &s).second) {
                return fault(
                    path + ".id", "The stage is defined twice.", "L'étape est définie deux fois."
                );
            }
            if (auto f = both_languages(s.label, path + ".label")) {
                return f;
            }
        }
        if (!by_id_.contains(g_.initial)) {
            return fault("stages.initial", "Name one of the stages.", "Nommez l'une des étapes.");
        }
        return std::nullopt;
    }

    lint transitions() const
    {
        std::map<std::string, text, std::less<>> labels;
        for (std::size_t i = 0; i < g_.transitions.size(); ++i) {
            const auto& t = g_.transitions[i];
            const auto path = at("stages.transitions", i);
            if (!snake_case(t.event)) {
                return fault(path + ".event", "Use a-z, 0-9 and _.", "Employez a-z, 0-9 et _.");
            }
            for (const auto* end : {&t.from, &t.to}) {
                if (!by_id_.contains(*end)) {
                    return fault(
                        path + (end == &t.from ? ".from" : ".to"), "There is no such stage.",
                        "Il n'y a pas de telle étape."
                    );
                }
            }
            if (by_id_.at(t.from)->terminal) {
                return fault(
                    path + ".from", "Nothing leaves a terminal stage.",
                    "Rien ne quitte une étape finale."
                );
            }
            if (auto f = first_of(
                    [&] { return both_languages(t.label, path + ".label"); },
                    [&] { return roles(t, path); }, [&] { return reason(t, path); }
                )) {
                return f;
            }
            const auto& label = labels.try_emplace(t.event, t.label).first->second;
            if (label.en != t.label.en || label.fr != t.label.fr) {
                return fault(
                    path + ".label", "One event has one label.", "Un événement a un seul libellé."
                );
            }
        }
        return std::nullopt;
    }

    static lint roles(const stage_transition& t, const std::string& path)
    {
        for (std::size_t i = 0; i < t.by.size(); ++i) {
            if (std::find(step_roles.begin(), step_roles.end(), t.by[i]) == step_roles.end()) {
                return fault(
                    at(path + ".by", i), "Use coordinator, depositary, recipient or reviewer.",
                    "Employez coordinator, depositary, recipient ou reviewer."
                );
            }
        }
        return std::nullopt;
    }

    static lint reason(const stage_transition& t, const std::string& path)
    {
        if (!t.reason) {
            return std::nullopt;
        }
        const auto* known = find_reason(*t.reason);
        if (known != nullptr && known->kind == refusal_kind::guard) {
            return std::nullopt;
        }
        return fault(
            path + ".reason", "Use a code of reason.list that stands for a condition.",
            "Employez un code de reason.list qui désigne une condition."
        );
    }

    lint conditions()
    {
        std::map<std::string, fact_query, std::less<>> keys;
        for (std::size_t i = 0; i < g_.transitions.size(); ++i) {
            const auto& t = g_.transitions[i];
            auto& parsed = conditions_.emplace_back();
            if (!t.when) {
                continue;
            }
            const auto path = at("stages.transitions", i) + ".when";
            auto result = parse_condition(t.when->text, path, &rules_);
            if (auto* r = std::get_if<refusal>(&result)) {
                return std::move(*r);
            }
            parsed = std::get<condition>(std::move(result));
            for (const auto& q : facts_of(*parsed)) {
                const auto& first = keys.try_emplace(q.key, q).first->second;
                if (!(first == q)) {
                    return fault(
                        path, "Two facts would have one name in exports: " + q.key + ".",
                        "Deux faits auraient un même nom dans les exports : " + q.key + "."
                    );
                }
                if (q.info->name == "times_entered" && !by_id_.contains(q.with.at("stage"))) {
                    return fault(
                        path, "There is no such stage: " + q.with.at("stage") + ".",
                        "Il n'y a pas de telle étape : " + q.with.at("stage") + "."
                    );
                }
            }
            if (never_together({*parsed})) {
                return fault(path, "It can never hold.", "Elle ne peut jamais être remplie.");
            }
        }
        return std::nullopt;
    }

    lint reachable() const
    {
        std::set<std::string, std::less<>> reached{g_.initial};
        for (std::size_t pass = 0; pass < g_.stages.size(); ++pass) {
            for (const auto& t : g_.transitions) {
                if (reached.contains(t.from)) {
                    reached.insert(t.to);
                }
            }
        }
        for (std::size_t i = 0; i < g_.stages.size(); ++i) {
            if (!reached.contains(g_.stages[i].id)) {
                return fault(
                    at("stages.stages", i), "No transitions lead there from the initial stage.",
                    "Aucune suite de transitions n'y mène depuis l'étape initiale."
                );
            }
        }
        return std::nullopt;
    }

    lint ends() const
    {
        for (std::size_t i = 0; i < g_.stages.size(); ++i) {
            const auto& s = g_.stages[i];
            const bool leaves =
                std::any_of(g_.transitions.begin(), g_.transitions.end(), [&](const auto& t) {
                    return t.from == s.id && t.to != s.id;
                });
            if (!leaves && !s.terminal) {
                return fault(
                    at("stages.stages", i), "Nothing leaves it: say \"terminal\": true.",
                    "Rien ne la quitte : indiquez « \"terminal\": true »."
                );
            }
        }
        return std::nullopt;
    }

    /// The order of the list decides between transitions whose conditions may hold together; what
    /// the earlier ones leave nothing for is a mistake.
    lint shadowed() const
    {
        for (std::size_t i = 0; i < g_.transitions.size(); ++i) {
            const auto& t = g_.transitions[i];
            std::vector<condition> left;
            if (conditions_[i]) {
                left.push_back(*conditions_[i]);
            }
            for (std::size_t j = 0; j < i; ++j) {
                const auto& earlier = g_.transitions[j];
                if (earlier.from != t.from || earlier.event != t.event) {
                    continue;
                }
                if (!conditions_[j]) {
                    return never_taken(i, j);
                }
                left.push_back(negated(*conditions_[j]));
                if (never_together(left)) {
                    return never_taken(i, j);
                }
            }
        }
        return std::nullopt;
    }

    static lint never_taken(std::size_t later, std::size_t earlier)
    {
        return fault(
            at("stages.transitions", later),
            "It is never taken: " + at("transitions", earlier) +
                " and those before it come first and leave it nothing.",
            "Elle n'est jamais prise : " + at("transitions", earlier) +
                " et celles qui précèdent passent avant et ne lui laissent rien."
        );
    }

    const stage_graph& g_;
    const terms& rules_;
    std::map<std::string, const stage_terms*, std::less<>> by_id_;
    std::vector<std::optional<condition>> conditions_;
};

lint check_stages(const definition& d)
{
    if (d.archetype != "staged") {
        return d.stages ? fault(
                              "stages", "Only the archetype \"staged\" has stages.",
                              "Seul l'archétype « staged » a des étapes."
                          )
                        : std::nullopt;
    }
    if (!d.stages) {
        return fault("stages", "The archetype \"staged\" needs them.", "« staged » les requiert.");
    }
    return graph_lint(*d.stages, d.rules).run();
}

}  // namespace

std::optional<refusal> lint_definition(const definition& d)
{
    return first_of(
        [&] { return unique_keys(d.principles, "principles"); },
        [&] { return unique_keys(d.steps, "steps"); },
        [&] { return unique_keys(d.phases, "phases"); }, [&] { return check_other_terms(d); },
        [&] { return check_stages(d); }
    );
}

}  // namespace depositary::engine
