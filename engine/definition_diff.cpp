#include "engine/definition_diff.hpp"

#include <algorithm>
#include <array>
#include <map>

#include "engine/codec.hpp"

namespace depositary::engine {

namespace json = boost::json;

namespace {

struct phrase
{
    std::string_view path;  ///< longest prefix wins
    std::string_view en;
    std::string_view fr;
};

/// What a field of the document is, as the subject of "changes from ... to ...".
constexpr std::array<phrase, 36> phrases{{
    {"rules.joining.acts", "The acts by which actors join", "Les actes d'adhésion"},
    {"rules.joining.roles", "The roles of participants", "Les rôles des participants"},
    {"rules.joining.eligibility", "Who may join", "Qui peut adhérer"},
    {"rules.joining.signature_required", "The need of a signature before consent",
     "L'exigence d'une signature avant le consentement"},
    {"rules.joining.full_powers_required", "The need of full powers",
     "L'exigence de pleins pouvoirs"},
    {"rules.joining.signature", "The window for signature", "La période de signature"},
    {"rules.joining.accession", "The window for accession", "La période d'adhésion"},
    {"rules.joining", "How actors join", "Les modalités d'adhésion"},
    {"rules.entry_into_force.threshold.count",
     "The number of instruments needed for entry into force",
     "Le nombre d'instruments requis pour l'entrée en vigueur"},
    {"rules.entry_into_force.threshold", "The threshold of entry into force",
     "Le seuil d'entrée en vigueur"},
    {"rules.entry_into_force.delay", "The delay before entry into force",
     "Le délai avant l'entrée en vigueur"},
    {"rules.entry_into_force.own_delay", "The delay for a state that consents later",
     "Le délai pour un État qui consent plus tard"},
    {"rules.entry_into_force", "The rule of entry into force", "La règle d'entrée en vigueur"},
    {"rules.withdrawal.admitted", "Whether withdrawal is admitted", "L'admission du retrait"},
    {"rules.withdrawal.notice", "The notice of withdrawal", "Le préavis de retrait"},
    {"rules.withdrawal.lock_in", "The time before withdrawal may be notified",
     "Le temps avant qu'un retrait puisse être notifié"},
    {"rules.withdrawal", "The rule of withdrawal", "La règle de retrait"},
    {"rules.pledges", "The rule of pledges", "La règle des promesses"},
    {"rules.milestones", "The rule of milestones", "La règle des jalons"},
    {"rules.reporting", "The rule of reports", "La règle des rapports"},
    {"rules.lifecycle", "The rule of suspension, termination and launch",
     "La règle de suspension, d'extinction et de lancement"},
    {"rules.reservations", "The rule of reservations", "La règle des réserves"},
    {"rules.notifications", "The rule of notifications", "La règle des notifications"},
    {"rules.amendment", "How amendments enter into force", "L'entrée en vigueur des amendements"},
    {"rules.corrections", "The time to object to corrections",
     "Le délai d'objection aux corrections"},
    {"rules.consensus", "The rule of consensus", "La règle du consensus"},
    {"rules.assessment", "The rule of assessed contributions",
     "La règle des contributions mises en recouvrement"},
    {"rules.reminders", "The days of reminders", "Les jours de rappel"},
    {"weights", "The table of weights", "La table des pondérations"},
    {"stages.initial", "The initial stage", "L'étape initiale"},
    {"stages.transitions", "A transition between stages", "Une transition entre étapes"},
    {"stages.stages", "A stage", "Une étape"},
    {"steps", "A step to align with", "Une étape d'alignement"},
    {"phases", "A phase", "Une phase"},
    {"principles", "A principle", "Un principe"},
    {"archetype", "The shape of the workflow", "La forme du processus"},
}};

std::string_view touches_of(std::string_view path)
{
    const auto under = [&](std::string_view name) {
        return path.starts_with(name) &&
               (path.size() == name.size() || path[name.size()] == '.' || path[name.size()] == '[');
    };
    const bool label = path.ends_with(".label") || path.ends_with(".label.en") ||
                       path.ends_with(".label.fr") || path.ends_with(".title.en") ||
                       path.ends_with(".title.fr") || path.ends_with(".clause");
    if (label || under("title") || under("summary") || under("labels") || under("sources")) {
        return "wording";
    }
    if (under("stages")) {
        return "stages";
    }
    for (const auto* name : {"archetype", "archetype_version", "area", "depositary", "leads"}) {
        if (under(name)) {
            return "identity";
        }
    }
    return "rules";
}

std::string shown(const std::optional<raw_json>& v, bool french)
{
    constexpr std::size_t bytes_max = 120;
    if (!v) {
        return french ? "rien" : "nothing";
    }
    return v->text.size() <= bytes_max ? v->text : french ? "un autre contenu" : "other content";
}

text words_of(const difference& d)
{
    const phrase* best = nullptr;
    for (const auto& p : phrases) {
        const bool fits = d.path.starts_with(p.path) &&
                          (d.path.size() == p.path.size() || d.path[p.path.size()] == '.' ||
                           d.path[p.path.size()] == '[');
        if (fits && (best == nullptr || best->path.size() < p.path.size())) {
            best = &p;
        }
    }
    const std::string en = best != nullptr ? std::string(best->en) : "\"" + d.path + "\"";
    const std::string fr = best != nullptr ? std::string(best->fr) : "« " + d.path + " »";
    const std::string where = best == nullptr || best->path == d.path ? "" : " (" + d.path + ")";
    return {
        en + where + ": " + shown(d.before, false) + " → " + shown(d.after, false) + ".",
        fr + where + " : " + shown(d.before, true) + " → " + shown(d.after, true) + "."};
}

/// What names an item of a list: its key or id, or which way a transition goes.
std::optional<std::string> name_of(const json::value& item)
{
    if (!item.is_object()) {
        return std::nullopt;
    }
    const auto& o = item.get_object();
    const auto member = [&](const char* name) -> std::string {
        const auto* v = o.if_contains(name);
        return v != nullptr && v->is_string() ? std::string(v->get_string()) : std::string();
    };
    for (const auto* name : {"key", "id"}) {
        if (const auto value = member(name); !value.empty()) {
            return value;
        }
    }
    if (o.contains("from") && o.contains("event") && o.contains("to")) {
        return member("from") + " " + member("event") + " " + member("to");
    }
    return std::nullopt;
}

/// Items by name, in order; empty when one has no name of its own.
std::vector<std::pair<std::string, const json::value*>> named(const json::array& list)
{
    std::vector<std::pair<std::string, const json::value*>> out;
    std::map<std::string, int> used;
    for (const auto& item : list) {
        auto name = name_of(item);
        if (!name) {
            return {};
        }
        const int n = ++used[*name];
        out.emplace_back(n == 1 ? *name : *name + " " + std::to_string(n), &item);
    }
    return out;
}

class comparison_of
{
public:
    std::vector<difference> found;

    void values(const std::string& path, const json::value* before, const json::value* after)
    {
        if (before != nullptr && after != nullptr) {
            if (*before == *after) {
                return;
            }
            if (before->is_object() && after->is_object()) {
                objects(path, before->get_object(), after->get_object());
                return;
            }
            if (before->is_array() && after->is_array() &&
                lists(path, before->get_array(), after->get_array())) {
                return;
            }
        }
        difference d;
        d.path = path;
        if (before != nullptr) {
            d.before = raw_json{canonical(*before)};
        }
        if (after != nullptr) {
            d.after = raw_json{canonical(*after)};
        }
        d.touches = touches_of(path);
        d.words = words_of(d);
        found.push_back(std::move(d));
    }

    void objects(const std::string& path, const json::object& before, const json::object& after)
    {
        const auto inner = [&](std::string_view name) {
            return path.empty() ? std::string(name) : path + "." + std::string(name);
        };
        for (const auto& [name, value] : before) {
            values(inner(name), &value, after.if_contains(name));
        }
        for (const auto& [name, value] : after) {
            if (!before.contains(name)) {
                values(inner(name), nullptr, &value);
            }
        }
    }

private:
    bool lists(const std::string& path, const json::array& before, const json::array& after)
    {
        const auto was = named(before);
        const auto is = named(after);
        if (was.size() != before.size() || is.size() != after.size()) {
            return false;
        }
        const auto find = [](const auto& items, const std::string& name) -> const json::value* {
            for (const auto& [key, value] : items) {
                if (key == name) {
                    return value;
                }
            }
            return nullptr;
        };
        const auto old_count = found.size();
        for (const auto& [name, value] : was) {
            values(path + "[" + name + "]", value, find(is, name));
        }
        for (const auto& [name, value] : is) {
            if (find(was, name) == nullptr) {
                values(path + "[" + name + "]", nullptr, value);
            }
        }
        // The same items in another order: the order of transitions decides which one fires.
        return found.size() > old_count;
    }
};

}  // namespace

std::vector<difference> diff_definitions(const definition& from, const definition& to)
{
    auto before = codec::encode(from).as_object();
    auto after = codec::encode(to).as_object();
    before.erase("version");
    after.erase("version");
    comparison_of c;
    c.objects("", before, after);
    return std::move(c.found);
}

std::vector<std::string> removed_stages(const definition& from, const definition& to)
{
    std::vector<std::string> out;
    if (!from.stages) {
        return out;
    }
    for (const auto& s : from.stages->stages) {
        const bool stays =
            to.stages &&
            std::any_of(to.stages->stages.begin(), to.stages->stages.end(), [&](const auto& other) {
                return other.id == s.id;
            });
        if (!stays) {
            out.push_back(s.id);
        }
    }
    return out;
}

}  // namespace depositary::engine
