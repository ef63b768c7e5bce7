#include "engine/terms.hpp"

#include <boost/json/parse.hpp>

#include <algorithm>
#include <array>

#include "engine/codec.hpp"

namespace depositary::engine {

namespace {

using lint = std::optional<refusal>;

lint fault(std::string field, std::string en, std::string fr)
{
    return refuse("E_DEFINITION", std::move(field), std::move(en), std::move(fr));
}

template <std::size_t N>
lint one_of(
    const std::vector<std::string>& given, const std::array<std::string_view, N>& known,
    const std::string& field
)
{
    for (std::size_t i = 0; i < given.size(); ++i) {
        if (std::find(known.begin(), known.end(), given[i]) == known.end()) {
            std::string list;
            for (const auto k : known) {
                list += (list.empty() ? "" : ", ") + std::string(k);
            }
            return fault(
                field + "[" + std::to_string(i) + "]", "Use one of: " + list + ".",
                "Employez l'un de : " + list + "."
            );
        }
    }
    return std::nullopt;
}

lint check_threshold(const threshold_terms& t, const definition& d, const std::string& field)
{
    const int forms = int(t.count.has_value()) + int(t.percent.has_value()) + int(!t.all.empty()) +
                      int(!t.any.empty());
    if (forms != 1) {
        return fault(
            field, "Give exactly one of count, percent, all, any.",
            "Donnez exactement l'un de count, percent, all, any."
        );
    }
    if (t.count && (*t.count < 1 || *t.count > 100'000)) {
        return fault(field + ".count", "From 1 to 100000.", "De 1 à 100000.");
    }
    if (t.percent && (!t.weight || !d.weights.contains(*t.weight))) {
        return fault(
            field + ".weight", "Name a table of \"weights\".", "Nommez une table de « weights »."
        );
    }
    for (const auto* parts : {&t.all, &t.any}) {
        for (std::size_t i = 0; i < parts->size(); ++i) {
            const auto name = parts == &t.all ? ".all[" : ".any[";
            if (auto f = check_threshold((*parts)[i], d, field + name + std::to_string(i) + "]")) {
                return f;
            }
        }
    }
    return std::nullopt;
}

lint check_delay(const std::optional<delay_terms>& t, const std::string& field)
{
    if (!t) {
        return std::nullopt;
    }
    const auto in_range = [](const std::optional<std::int64_t>& n, std::int64_t most) {
        return !n || (*n >= 0 && *n <= most);
    };
    if (!in_range(t->days, 36'525) || !in_range(t->months, 1'200)) {
        return fault(
            field, "At most 36525 days and 1200 months, not negative.",
            "Au plus 36525 jours et 1200 mois, non négatifs."
        );
    }
    return std::nullopt;
}

lint check_window(const std::optional<window_terms>& w, const std::string& field)
{
    if (w && w->opens && w->closes && *w->closes < *w->opens) {
        return fault(field, "It closes before it opens.", "La clôture précède l'ouverture.");
    }
    return std::nullopt;
}

lint check_rules(const definition& d)
{
    static constexpr std::array<std::string_view, 10> acts{
        "signature", "definitive_signature", "ratification", "acceptance",  "approval",
        "accession", "formal_confirmation",  "succession",   "endorsement", "joining"};
    static constexpr std::array<std::string_view, 3> forms{"financial", "in_kind", "undertaking"};
    const auto& j = d.rules.joining;
    // A body adopts by consensus what nobody needs to join.
    if (j.acts.empty() && !d.rules.consensus) {
        return fault("rules.joining.acts", "Name at least one act.", "Nommez au moins un acte.");
    }
    if (auto f = one_of(j.acts, acts, "rules.joining.acts")) {
        return f;
    }
    if (auto f = check_window(j.signature, "rules.joining.signature")) {
        return f;
    }
    if (auto f = check_window(j.accession, "rules.joining.accession")) {
        return f;
    }
    if (const auto& e = d.rules.entry_into_force) {
        const std::string field = "rules.entry_into_force";
        if (auto f = check_threshold(e->threshold, d, field + ".threshold")) {
            return f;
        }
        if (auto f = check_delay(e->delay, field + ".delay")) {
            return f;
        }
        if (auto f = check_delay(e->own_delay, field + ".own_delay")) {
            return f;
        }
    }
    if (const auto& w = d.rules.withdrawal) {
        if (auto f = check_delay(w->notice, "rules.withdrawal.notice")) {
            return f;
        }
        if (auto f = check_delay(w->lock_in, "rules.withdrawal.lock_in")) {
            return f;
        }
    }
    if (const auto& p = d.rules.pledges) {
        return one_of(p->forms, forms, "rules.pledges.forms");
    }
    return std::nullopt;
}

bool identifier(std::string_view s)
{
    return !s.empty() && s.size() <= 80 && s != "register" && s.front() != '-' &&
           std::all_of(s.begin(), s.end(), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
           });
}

lint check(const definition& d)
{
    if (!identifier(d.id)) {
        return fault(
            "id", "Use 1 to 80 of a-z, 0-9 and -; \"register\" is reserved.",
            "Employez 1 à 80 caractères a-z, 0-9 et - ; « register » est réservé."
        );
    }
    if (d.version < 1) {
        return fault("version", "Versions count from 1.", "Les versions comptent depuis 1.");
    }
    const auto& areas = areas_of_action();
    const bool known_area =
        std::any_of(areas.begin(), areas.end(), [&](const auto& a) { return a.id == d.area; });
    if (!known_area) {
        std::string list;
        for (const auto& a : areas) {
            list += (list.empty() ? "" : ", ") + std::string(a.id);
        }
        return fault("area", "Use one of: " + list + ".", "Employez l'un de : " + list + ".");
    }
    if (d.title.en.empty() || d.title.fr.empty()) {
        return fault(
            "title", "Give the title in English and French.",
            "Donnez le titre en anglais et en français."
        );
    }
    for (const auto& [state, label] : d.labels) {
        if (label.en.empty() || label.fr.empty()) {
            return fault(
                "labels." + state, "Give the label in English and French.",
                "Donnez le libellé en anglais et en français."
            );
        }
    }
    return check_rules(d);
}

}  // namespace

bool admits_consent(const terms& rules)
{
    static constexpr std::array<std::string_view, 6> consent{
        "definitive_signature", "ratification", "acceptance", "approval", "accession",
        "formal_confirmation"};
    const auto& acts = rules.joining.acts;
    return std::any_of(acts.begin(), acts.end(), [](const auto& act) {
        return std::find(consent.begin(), consent.end(), act) != consent.end();
    });
}

const std::vector<area_info>& areas_of_action()
{
    static const std::vector<area_info> areas{
        {"human-rights", "Human rights", "Droits de l’homme"},
        {"international-law-accountability", "International law and accountability",
         "Droit international / Responsabilité"},
        {"disarmament-arms-control", "Disarmament and arms control",
         "Désarmement et maîtrise des armements"},
        {"cyberspace", "Cyberspace", "Cyberespace"},
        {"global-public-goods", "Global public goods", "Biens publics mondiaux"},
        {"climate", "Climate", "Climat"},
        {"strengthening-institutions", "Strengthening institutions",
         "Renforcement des institutions"},
    };
    return areas;
}

std::variant<definition, refusal> parse_definition(std::string_view text)
{
    boost::json::error_code error;
    const auto parsed = boost::json::parse(text, error);
    if (error) {
        return refuse("E_DEFINITION", "definition", "It is not JSON.", "Ce n'est pas du JSON.");
    }
    definition d;
    codec::fault_sink faults;
    codec::decode(parsed, d, "", faults);
    if (!faults.ok()) {
        return *faults.take();
    }
    if (auto f = check(d)) {
        return std::move(*f);
    }
    return d;
}

}  // namespace depositary::engine
