#include "engine/expression.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>

#include <algorithm>
#include <array>
#include <limits>

#include "engine/assert.hpp"
#include "engine/currency.hpp"
#include "engine/date.hpp"
#include "engine/money.hpp"

namespace depositary::engine {

namespace json = boost::json;

namespace {

using enum fact_kind;

struct operator_info
{
    comparison op;
    std::string_view name;
    std::string_view symbol;
    std::string_view en;
    std::string_view fr;
    comparison opposite;
};

constexpr std::array<operator_info, 6> operators{{
    {comparison::eq, "eq", "==", "is exactly", "est exactement", comparison::ne},
    {comparison::ne, "ne", "!=", "is other than", "est autre que", comparison::eq},
    {comparison::lt, "lt", "<", "is less than", "est inférieur à", comparison::ge},
    {comparison::le, "le", "<=", "is at most", "est d'au plus", comparison::gt},
    {comparison::gt, "gt", ">", "is more than", "est supérieur à", comparison::le},
    {comparison::ge, "ge", ">=", "is at least", "est d'au moins", comparison::lt},
}};

/// The same for days.
struct day_words
{
    std::string_view en;
    std::string_view fr;
};
constexpr std::array<day_words, 6> day_operators{{
    {"is exactly", "est exactement le"},
    {"is not", "n'est pas le"},
    {"is before", "précède le"},
    {"is not after", "ne dépasse pas le"},
    {"is after", "est postérieur au"},
    {"is not before", "ne précède pas le"},
}};

const operator_info& info_of(comparison op)
{
    return operators[static_cast<std::size_t>(op)];
}

refusal expression_fault(std::string field, std::string en, std::string fr)
{
    return refuse("E_DEFINITION", std::move(field), std::move(en), std::move(fr));
}

std::string listed(const std::vector<std::string_view>& names)
{
    std::string out;
    for (const auto name : names) {
        out += (out.empty() ? "" : ", ") + std::string(name);
    }
    return out;
}

/// An identifier in every language that conditions are exported to.
std::string identifier(std::string_view text)
{
    static constexpr std::string_view hex_digits = "0123456789abcdef";
    std::string out;
    for (const char c : text) {
        const bool plain =
            (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
        if (plain) {
            out += c;
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        out += "_x";
        out += hex_digits[byte >> 4U];
        out += hex_digits[byte & 15U];
    }
    return out;
}

/// The text of {"fact": ...}, nullptr when there is none.
const json::value* fact_member(const json::value& v)
{
    const auto* fact = v.is_object() ? v.get_object().if_contains("fact") : nullptr;
    return fact != nullptr && fact->is_string() ? fact : nullptr;
}

class parser
{
public:
    explicit parser(const terms* rules) : rules_(rules) {}

    std::optional<condition> condition_of(
        const json::value& v, const std::string& path, bool negate, int depth
    )
    {
        if (depth > condition_depth_max) {
            return fail(
                path, "At most " + std::to_string(condition_depth_max) + " levels.",
                "Au plus " + std::to_string(condition_depth_max) + " niveaux."
            );
        }
        if (!v.is_object() || v.get_object().size() != 1) {
            return fail(
                path, "Give an object with one member: all, any, not, is, eq, ne, lt, le, gt, ge.",
                "Donnez un objet à un seul membre : all, any, not, is, eq, ne, lt, le, gt, ge."
            );
        }
        const auto& member = *v.get_object().begin();
        const std::string name(member.key());
        const auto inner = path + "." + name;
        if (name == "not") {
            return condition_of(member.value(), inner, !negate, depth + 1);
        }
        if (name == "all" || name == "any") {
            return group_of(member.value(), inner, (name == "all") != negate, negate, depth);
        }
        if (name == "is") {
            return yes_of(member.value(), inner, negate);
        }
        for (const auto& o : operators) {
            if (o.name == name) {
                return compare_of(member.value(), inner, negate ? o.opposite : o.op);
            }
        }
        return fail(
            inner, "Use all, any, not, is, eq, ne, lt, le, gt or ge.",
            "Employez all, any, not, is, eq, ne, lt, le, gt ou ge."
        );
    }

    std::optional<refusal> error;

private:
    std::nullopt_t fail(std::string field, std::string en, std::string fr)
    {
        if (!error) {
            error = expression_fault(std::move(field), std::move(en), std::move(fr));
        }
        return std::nullopt;
    }

    std::optional<condition> group_of(
        const json::value& v, const std::string& path, bool all, bool negate, int depth
    )
    {
        if (!v.is_array() || v.get_array().empty()) {
            return fail(path, "Give a list of conditions.", "Donnez une liste de conditions.");
        }
        condition c;
        c.what = all ? condition::form::all : condition::form::any;
        for (std::size_t i = 0; i < v.get_array().size(); ++i) {
            auto part = condition_of(
                v.get_array()[i], path + "[" + std::to_string(i) + "]", negate, depth + 1
            );
            if (!part) {
                return std::nullopt;
            }
            c.parts.push_back(std::move(*part));
        }
        return c;
    }

    bool counted(const std::string& path)
    {
        if (++comparisons_ <= comparisons_max) {
            return true;
        }
        fail(
            path, "At most " + std::to_string(comparisons_max) + " comparisons.",
            "Au plus " + std::to_string(comparisons_max) + " comparaisons."
        );
        return false;
    }

    std::optional<condition> yes_of(const json::value& v, const std::string& path, bool negate)
    {
        auto fact = fact_of(v, path);
        if (!fact || !counted(path)) {
            return std::nullopt;
        }
        if (fact->info->kind != yes_no) {
            return fail(
                path, "\"is\" takes a fact that is yes or no; compare this one.",
                "« is » demande un fait qui est oui ou non ; comparez celui-ci."
            );
        }
        condition c;
        c.what = condition::form::compare;
        c.fact = std::move(*fact);
        c.op = comparison::eq;
        c.value = negate ? 0 : 1;
        return c;
    }

    std::optional<condition> compare_of(
        const json::value& v, const std::string& path, comparison op
    )
    {
        if (!v.is_array() || v.get_array().size() != 2) {
            return fail(path, "Give [fact, value].", "Donnez [fait, valeur].");
        }
        auto fact = fact_of(v.get_array()[0], path + "[0]");
        if (!fact || !counted(path)) {
            return std::nullopt;
        }
        auto value = value_of(v.get_array()[1], path + "[1]", *fact);
        if (!value) {
            return std::nullopt;
        }
        condition c;
        c.what = condition::form::compare;
        c.fact = std::move(*fact);
        c.op = op;
        c.value = *value;
        return c;
    }

    std::optional<std::int64_t> value_of(
        const json::value& v, const std::string& path, const fact_query& fact
    )
    {
        const auto kind = fact.info->kind;
        if (kind == yes_no) {
            return v.is_bool() ? std::optional<std::int64_t>(v.get_bool() ? 1 : 0)
                               : fail(path, "Give true or false.", "Donnez true ou false.");
        }
        if (kind == day) {
            const auto d =
                v.is_string() ? civil_date::parse(v.get_string()) : std::optional<civil_date>{};
            return d ? std::optional<std::int64_t>(d->days())
                     : fail(path, "Give a date: YYYY-MM-DD.", "Donnez une date : AAAA-MM-JJ.");
        }
        if (kind == amount) {
            return amount_of(v, path, fact);
        }
        constexpr std::int64_t most = 1'000'000'000;
        const bool whole = v.is_int64() && v.get_int64() >= 0 && v.get_int64() <= most;
        return whole ? std::optional(v.get_int64())
                     : fail(
                           path, "Give a whole number from 0 to 1000000000.",
                           "Donnez un nombre entier de 0 à 1000000000."
                       );
    }

    std::optional<std::int64_t> amount_of(
        const json::value& v, const std::string& path, const fact_query& fact
    )
    {
        const auto parsed = parse_decimal(
            v.is_string() ? std::string_view(v.get_string()) : std::string_view(), fact.exponent
        );
        const auto* minor = std::get_if<int128>(&parsed);
        // Interpreters of exports compute in binary floating point, exact up to 2^53.
        constexpr int128 most = int128{1} << 53;
        if (minor == nullptr || *minor < 0 || *minor > most) {
            return fail(
                path,
                "Give a decimal string of at most " + std::to_string(fact.exponent) +
                    " decimals, below 2^53 minor units.",
                "Donnez une chaîne décimale d'au plus " + std::to_string(fact.exponent) +
                    " décimales, sous 2^53 unités mineures."
            );
        }
        return static_cast<std::int64_t>(*minor);
    }

    std::optional<fact_query> fact_of(const json::value& v, const std::string& path)
    {
        fact_query q;
        std::string name;
        if (v.is_string()) {
            name = v.get_string();
        } else if (const auto* fact = fact_member(v); fact != nullptr) {
            name = fact->get_string();
        } else {
            return fail(
                path, "Name a fact: \"today\", or {\"fact\": \"participants\", ...}.",
                "Nommez un fait : \"today\", ou {\"fact\": \"participants\", ...}."
            );
        }
        for (const auto& f : stage_facts()) {
            q.info = f.name == name ? &f : q.info;
        }
        if (q.info == nullptr) {
            std::vector<std::string_view> names;
            for (const auto& f : stage_facts()) {
                names.push_back(f.name);
            }
            return fail(
                path, "Use one of: " + listed(names) + ".",
                "Employez l'un de : " + listed(names) + "."
            );
        }
        if (v.is_object() && !parameters_of(v.get_object(), path, q)) {
            return std::nullopt;
        }
        return finished(std::move(q), path);
    }

    bool parameters_of(const json::object& given, const std::string& path, fact_query& q)
    {
        for (const auto& [key, value] : given) {
            if (key == "fact") {
                continue;
            }
            const std::string_view name = key;
            const auto in = [&](const std::vector<std::string_view>& names) {
                return std::find(names.begin(), names.end(), name) != names.end();
            };
            const auto field = path + "." + std::string(key);
            if (!in(q.info->required) && !in(q.info->optional)) {
                auto known = q.info->required;
                known.insert(known.end(), q.info->optional.begin(), q.info->optional.end());
                fail(
                    field,
                    known.empty() ? "This fact takes no parameters." : "It takes: " + listed(known),
                    known.empty() ? "Ce fait n'a pas de paramètre."
                                  : "Paramètres : " + listed(known)
                );
                return false;
            }
            if (key == "possible" && value.is_bool()) {
                if (value.get_bool()) {
                    q.with["possible"] = "true";
                }
                continue;
            }
            if (!value.is_string() || value.get_string().empty() ||
                value.get_string().size() > 100) {
                fail(field, "Give 1 to 100 bytes of text.", "Donnez 1 à 100 octets de texte.");
                return false;
            }
            q.with[std::string(key)] = value.get_string();
        }
        return true;
    }

    [[nodiscard]] bool named_unit(const std::string& unit) const
    {
        if (!rules_->pledges) {
            return false;
        }
        const auto& named = rules_->pledges->units;
        return std::find(named.begin(), named.end(), unit) != named.end();
    }

    std::optional<fact_query> finished(fact_query q, const std::string& path)
    {
        for (const auto name : q.info->required) {
            if (!q.with.contains(std::string(name))) {
                return fail(
                    path, "Add \"" + std::string(name) + "\".",
                    "Ajoutez « " + std::string(name) + " »."
                );
            }
        }
        if (q.info->kind == amount) {
            const auto& unit = q.with.at("unit");
            const auto exponent = currency_exponent(unit);
            if (rules_ != nullptr && !exponent && !named_unit(unit)) {
                return fail(
                    path + ".unit", "Use an ISO 4217 code or a unit of rules.pledges.units.",
                    "Employez un code ISO 4217 ou une unité de rules.pledges.units."
                );
            }
            q.exponent = exponent.value_or(0);
        }
        q.key = q.info->name;
        for (const auto& [name, value] : q.with) {
            q.key += "__" + name + "_" + identifier(value);
        }
        return q;
    }

    const terms* rules_;
    std::size_t comparisons_ = 0;
};

std::int64_t fact_at(const machine_facts& facts, std::string_view key)
{
    const auto found = facts.find(key);
    DEPOSITARY_ASSERT(found != facts.end());
    return found->second;
}

bool compares(std::int64_t left, comparison op, std::int64_t right)
{
    switch (op) {
        case comparison::eq:
            return left == right;
        case comparison::ne:
            return left != right;
        case comparison::lt:
            return left < right;
        case comparison::le:
            return left <= right;
        case comparison::gt:
            return left > right;
        case comparison::ge:
            return left >= right;
    }
    return false;
}

std::string shown_value(const condition& c)
{
    switch (c.fact.info->kind) {
        case day:
            return civil_date(static_cast<std::int32_t>(c.value)).to_string();
        case amount:
            return format_decimal(c.value, c.fact.exponent) + " " + c.fact.with.at("unit");
        case yes_no:
        case count:
            break;
    }
    return std::to_string(c.value);
}

/// "(kind: member_state, role: donor)"; nothing when the fact has no parameters.
std::string shown_parameters(const fact_query& q)
{
    std::string out;
    for (const auto& [name, value] : q.with) {
        if (name == "unit" && q.info->kind == amount) {
            continue;  // stands behind the amount
        }
        out += (out.empty() ? "" : ", ") + name + ": " + value;
    }
    return out.empty() ? out : " (" + out + ")";
}

text words_of_comparison(const condition& c)
{
    const auto parameters = shown_parameters(c.fact);
    const std::string en(c.fact.info->words.en);
    const std::string fr(c.fact.info->words.fr);
    if (c.fact.info->kind == yes_no) {
        const bool yes = compares(1, c.op, c.value);
        return {
            (yes ? "" : "it is not so that ") + en + parameters,
            (yes ? "" : "il n'est pas vrai que ") + fr + parameters};
    }
    const auto at = static_cast<std::size_t>(c.op);
    const bool is_day = c.fact.info->kind == day;
    const auto en_op = is_day ? day_operators[at].en : operators[at].en;
    const auto fr_op = is_day ? day_operators[at].fr : operators[at].fr;
    return {
        en + parameters + " " + std::string(en_op) + " " + shown_value(c),
        fr + parameters + " " + std::string(fr_op) + " " + shown_value(c)};
}

std::string joined(const std::vector<std::string>& parts, std::string_view between, bool brackets)
{
    std::string out;
    for (const auto& p : parts) {
        out += out.empty() ? "" : std::string(between);
        out += brackets ? "(" + p + ")" : p;
    }
    return out;
}

/// Bounds of a fact's values, both included.
struct bounds
{
    std::int64_t least = 0;
    std::int64_t most = std::numeric_limits<std::int64_t>::max();
};
using box = std::map<std::string, bounds, std::less<>>;

bounds bounds_of(const fact_query& q)
{
    switch (q.info->kind) {
        case yes_no:
            return {0, 1};
        case day:
            return {
                std::numeric_limits<std::int32_t>::min(), std::numeric_limits<std::int32_t>::max()};
        case count:
        case amount:
            break;
    }
    return {};
}

/// Narrows the box; false when nothing is left. `ne` leaves a hole only where it is at an end.
bool narrow(box& b, const condition& c)
{
    auto& range = b.try_emplace(c.fact.key, bounds_of(c.fact)).first->second;
    switch (c.op) {
        case comparison::eq:
            range.least = std::max(range.least, c.value);
            range.most = std::min(range.most, c.value);
            break;
        case comparison::ne:
            range.least += range.least == c.value ? 1 : 0;
            range.most -= range.most == c.value ? 1 : 0;
            break;
        case comparison::lt:
            range.most = std::min(range.most, c.value - 1);
            break;
        case comparison::le:
            range.most = std::min(range.most, c.value);
            break;
        case comparison::gt:
            range.least = std::max(range.least, c.value + 1);
            break;
        case comparison::ge:
            range.least = std::max(range.least, c.value);
            break;
    }
    return range.least <= range.most;
}

/// Whether some box of values lets everything in `open` hold; gives up as "some" with the budget.
bool some_values(std::vector<condition> open, box b, int& budget)
{
    std::vector<condition> choices;
    std::vector<condition> holes;
    while (!open.empty()) {
        auto c = std::move(open.back());
        open.pop_back();
        if (c.what == condition::form::all) {
            std::move(c.parts.begin(), c.parts.end(), std::back_inserter(open));
        } else if (c.what == condition::form::any) {
            choices.push_back(std::move(c));
        } else if (c.op == comparison::ne) {
            holes.push_back(std::move(c));
        } else if (!narrow(b, c)) {
            return false;
        }
    }
    // A hole tells once the bounds have come close to it; one may bring the next one close.
    for (std::size_t pass = 0; pass < holes.size(); ++pass) {
        for (const auto& hole : holes) {
            if (!narrow(b, hole)) {
                return false;
            }
        }
    }
    if (choices.empty()) {
        return true;
    }
    auto choice = std::move(choices.back());
    choices.pop_back();
    for (auto& part : choice.parts) {
        if (--budget < 0) {
            return true;
        }
        auto rest = choices;
        rest.insert(rest.end(), holes.begin(), holes.end());
        rest.push_back(std::move(part));
        if (some_values(std::move(rest), b, budget)) {
            return true;
        }
    }
    return false;
}

void collect(const condition& c, std::vector<fact_query>& out)
{
    if (c.what == condition::form::compare) {
        if (std::find(out.begin(), out.end(), c.fact) == out.end()) {
            out.push_back(c.fact);
        }
        return;
    }
    for (const auto& part : c.parts) {
        collect(part, out);
    }
}

/// By name, in two halves.
std::vector<fact_info> earlier_facts()
{
    return {
        {"aligned",
         count,
         {},
         {"step", "position"},
         false,
         {"the number of alignments with a step", "le nombre d'alignements sur une étape"}},
        {"committed",
         amount,
         {"unit"},
         {"kind"},
         false,
         {"the amount committed", "le montant engagé"}},
        {"days_in_stage",
         count,
         {},
         {},
         false,
         {"the number of days in this stage", "le nombre de jours dans cette étape"}},
        {"has_evidence", yes_no, {}, {}, true, {"evidence is given", "une preuve est donnée"}},
        {"has_reason", yes_no, {}, {}, true, {"a reason is given", "un motif est donné"}},
        {"in_force",
         yes_no,
         {},
         {"possible"},
         false,
         {"the instrument is in force", "l'instrument est en vigueur"}},
        {"instruments",
         count,
         {},
         {"possible"},
         false,
         {"the number of instruments", "le nombre d'instruments"}},
        {"milestone_met",
         yes_no,
         {"milestone"},
         {},
         false,
         {"the milestone was met", "le jalon a été atteint"}},
        {"milestone_missed",
         yes_no,
         {"milestone"},
         {},
         false,
         {"the milestone was missed", "le jalon a été manqué"}},
        {"milestones",
         count,
         {},
         {"outcome", "level"},
         false,
         {"the number of milestones", "le nombre de jalons"}},
        {"paid", amount, {"unit"}, {"kind"}, false, {"the amount paid", "le montant payé"}}};
}

std::vector<fact_info> later_facts()
{
    return {
        {"participants",
         count,
         {},
         {"kind", "role", "state", "possible"},
         false,
         {"the number of participants", "le nombre de participants"}},
        {"pledged", amount, {"unit"}, {"kind"}, false, {"the amount pledged", "le montant promis"}},
        {"pledges",
         count,
         {},
         {"form"},
         false,
         {"the number of pledges", "le nombre de promesses"}},
        {"reviewed",
         yes_no,
         {"phase"},
         {"outcome"},
         false,
         {"the phase was reviewed", "la phase a été examinée"}},
        {"threshold_reached",
         yes_no,
         {},
         {},
         false,
         {"the threshold of entry into force is reached",
          "le seuil d'entrée en vigueur est atteint"}},
        {"times_entered",
         count,
         {"stage"},
         {},
         false,
         {"the number of entries into a stage", "le nombre d'entrées dans une étape"}},
        {"today", day, {}, {}, false, {"the day", "le jour"}}};
}

}  // namespace

std::span<const fact_info> stage_facts()
{
    static const auto facts = [] {
        auto all = earlier_facts();
        const auto more = later_facts();
        all.insert(all.end(), more.begin(), more.end());
        return all;
    }();
    return facts;
}

std::variant<condition, refusal> parse_condition(
    std::string_view text, const std::string& path, const terms* rules
)
{
    json::error_code error;
    const auto v = json::parse(text, error);
    if (error) {
        return expression_fault(path, "It is not JSON.", "Ce n'est pas du JSON.");
    }
    parser p(rules);
    auto c = p.condition_of(v, path, false, 1);
    if (!c) {
        return std::move(*p.error);
    }
    return std::move(*c);
}

bool holds(const condition& c, const machine_facts& facts)
{
    // Every part is asked, whatever the others say: a fact that was forgotten shows at once.
    switch (c.what) {
        case condition::form::all:
            return std::count_if(c.parts.begin(), c.parts.end(), [&](const auto& p) {
                       return holds(p, facts);
                   }) == static_cast<std::ptrdiff_t>(c.parts.size());
        case condition::form::any:
            return std::count_if(c.parts.begin(), c.parts.end(), [&](const auto& p) {
                       return holds(p, facts);
                   }) > 0;
        case condition::form::compare:
            break;
    }
    return compares(fact_at(facts, c.fact.key), c.op, c.value);
}

text in_words(const condition& c)
{
    if (c.what == condition::form::compare) {
        return words_of_comparison(c);
    }
    std::vector<std::string> en;
    std::vector<std::string> fr;
    bool nested = false;
    for (const auto& part : c.parts) {
        auto words = in_words(part);
        nested = nested || part.what != condition::form::compare;
        en.push_back(std::move(words.en));
        fr.push_back(std::move(words.fr));
    }
    const bool all = c.what == condition::form::all;
    return {joined(en, all ? " and " : " or ", nested), joined(fr, all ? " et " : " ou ", nested)};
}

std::string to_expr(const condition& c)
{
    if (c.what == condition::form::compare) {
        // No unary minus and no !=, which some interpreters of conditions lack.
        const auto number = [](std::int64_t v) {
            return v < 0 ? "(0 - " + std::to_string(-v) + ")" : std::to_string(v);
        };
        if (c.op == comparison::ne) {
            return "(" + c.fact.key + " < " + number(c.value) + " || " + c.fact.key + " > " +
                   number(c.value) + ")";
        }
        return c.fact.key + " " + std::string(info_of(c.op).symbol) + " " + number(c.value);
    }
    std::vector<std::string> parts;
    for (const auto& part : c.parts) {
        parts.push_back(to_expr(part));
    }
    return joined(parts, c.what == condition::form::all ? " && " : " || ", parts.size() > 1);
}

std::vector<fact_query> facts_of(const condition& c)
{
    std::vector<fact_query> out;
    collect(c, out);
    return out;
}

std::vector<condition> conjuncts(const condition& c)
{
    if (c.what != condition::form::all) {
        return {c};
    }
    std::vector<condition> out;
    for (const auto& part : c.parts) {
        auto inner = conjuncts(part);
        std::move(inner.begin(), inner.end(), std::back_inserter(out));
    }
    return out;
}

condition negated(condition c)
{
    if (c.what == condition::form::compare) {
        c.op = info_of(c.op).opposite;
        return c;
    }
    c.what = c.what == condition::form::all ? condition::form::any : condition::form::all;
    for (auto& part : c.parts) {
        part = negated(std::move(part));
    }
    return c;
}

bool never_together(const std::vector<condition>& list)
{
    int budget = 4'096;
    return !some_values(list, {}, budget);
}

}  // namespace depositary::engine
