#include <algorithm>
#include <array>

#include "engine/currency.hpp"
#include "engine/lint.hpp"
#include "engine/methods.hpp"

/// Commands that concern the register as a whole: actors, definitions, grants, rates, and the
/// opening of an initiative.

namespace depositary::engine {

namespace {

constexpr std::array roles{
    std::string_view("admin"),      std::string_view("coordinator"),
    std::string_view("depositary"), std::string_view("focal_point"),
    std::string_view("recipient"),  std::string_view("reviewer"),
    std::string_view("auditor"),    std::string_view("observer"),
};

bool actor_identifier(std::string_view s)
{
    return !s.empty() && s.size() <= 100 && std::all_of(s.begin(), s.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '-' || c == ':' || c == '.' || c == '_';
    });
}

decided register_actor(decision& d, const actor_registered& p)
{
    if (!actor_identifier(p.id)) {
        return refuse(
            "E_VALUE", "id", "Use 1 to 100 of A-Z a-z 0-9 - : . _",
            "Employez 1 à 100 caractères A-Z a-z 0-9 - : . _"
        );
    }
    if (auto r = one_of(p.kind, actor_kinds, "kind")) {
        return r;
    }
    if (p.name.en.empty()) {
        return refuse("E_MISSING_FIELD", "name.en");
    }
    if (p.un_member_since && !civil_date::parse(*p.un_member_since)) {
        return refuse("E_TYPE", "un_member_since", "Use YYYY-MM-DD.", "Employez AAAA-MM-JJ.");
    }
    if (d.state.actors.contains(p.id)) {
        return refuse(
            "E_EXISTS", "id", "Ids are never reused; see actor.rename.",
            "Les identifiants ne resservent jamais ; voir actor.rename."
        );
    }
    d.emit(p);
    return std::nullopt;
}

decided known_actor(const decision& d, const std::string& id, std::string field)
{
    if (d.state.actors.contains(id)) {
        return std::nullopt;
    }
    return refuse(
        "E_NOT_FOUND", std::move(field), "No actor has this id; see actor.list.",
        "Aucun acteur n'a cet identifiant ; voir actor.list."
    );
}

decided rename_actor(decision& d, const actor_renamed& p)
{
    if (auto r = known_actor(d, p.id, "id")) {
        return r;
    }
    d.emit(p);
    return std::nullopt;
}

decided merge_actors(decision& d, const actor_merged& p)
{
    if (auto r = known_actor(d, p.id, "id")) {
        return r;
    }
    if (auto r = known_actor(d, p.into, "into")) {
        return r;
    }
    const auto& source = *d.state.actors.at(p.id);
    if (source.merged_into) {
        return refuse(
            "E_STATE", "id", "It is merged into " + *source.merged_into + " already.",
            "Il est déjà fusionné dans " + *source.merged_into + "."
        );
    }
    if (d.state.find_actor(p.into)->id == p.id) {
        return refuse(
            "E_VALUE", "into", "An actor cannot be merged into itself.",
            "Un acteur ne peut être fusionné avec lui-même."
        );
    }
    if (source.kind != d.state.find_actor(p.into)->kind) {
        return refuse(
            "E_VALUE", "into", "Both must be of one kind.", "Tous deux doivent être du même type."
        );
    }
    d.emit(p);
    return std::nullopt;
}

struct publish_definition
{
    raw_json definition;
};
BOOST_DESCRIBE_STRUCT(publish_definition, (), (definition))

decided publish(decision& d, const publish_definition& p)
{
    auto parsed = parse_definition(p.definition.text);
    if (auto* r = std::get_if<refusal>(&parsed)) {
        return std::move(*r);
    }
    const auto& def = std::get<definition>(parsed);
    if (auto r = lint_definition(def)) {
        return r;
    }
    const auto* archetype = d.workflows.archetype(def.archetype);
    if (archetype == nullptr || archetype->version != def.archetype_version) {
        std::string list;
        for (const auto& a : d.workflows.archetypes()) {
            list += (list.empty() ? "" : ", ") + std::string(a.id) + " version " +
                    std::to_string(a.version);
        }
        return refuse(
            "E_DEFINITION", "archetype", "Compiled in: " + list + ".", "Disponibles : " + list + "."
        );
    }
    const auto known = d.state.definitions.find(def.id);
    const std::int64_t next =
        known == d.state.definitions.end() ? 1 : known->second.rbegin()->first + 1;
    if (def.version != next) {
        return refuse(
            "E_DEFINITION", "version",
            "The next version is " + std::to_string(next) + "; a published version never changes.",
            "La version suivante est " + std::to_string(next) +
                " ; une version publiée ne change jamais."
        );
    }
    d.emit(definition_published{
        def.id, def.version, hex(d.when.sha256(p.definition.text)), p.definition});
    return std::nullopt;
}

struct open_initiative
{
    std::optional<std::string> id;
    std::string definition;
    std::optional<std::int64_t> definition_version;
};
BOOST_DESCRIBE_STRUCT(open_initiative, (), (id, definition, definition_version))

decided open(decision& d, const open_initiative& p)
{
    const auto known = d.state.definitions.find(p.definition);
    if (known == d.state.definitions.end()) {
        return refuse(
            "E_NOT_FOUND", "definition", "Publish it first (definition.publish).",
            "Publiez-la d'abord (definition.publish)."
        );
    }
    const auto version = p.definition_version.value_or(known->second.rbegin()->first);
    const auto pinned = known->second.find(version);
    if (pinned == known->second.end()) {
        return refuse("E_NOT_FOUND", "definition_version");
    }
    const auto& def = *pinned->second.rules;
    const auto id = p.id.value_or(def.id);
    if (d.state.initiatives.contains(id) || id == register_stream || !actor_identifier(id)) {
        return refuse("E_EXISTS", "id", "Choose another \"id\".", "Choisissez un autre « id ».");
    }
    auto& e = d.emit(initiative_opened{
        def.id, version, pinned->second.hash, def.archetype, def.archetype_version, def.area,
        def.title});
    e.stream = id;
    e.definition = definition_ref{def.id, version, pinned->second.hash};
    e.archetype_version = def.archetype_version;
    return std::nullopt;
}

struct give_grant
{
    std::optional<std::string> grant;
    std::string to;
    std::string role;
    std::optional<std::string> initiative;  ///< its scope; every initiative when absent
    std::optional<std::string> actor;
    std::optional<civil_date> until;
    std::optional<civil_date> full_powers_until;
};
BOOST_DESCRIBE_STRUCT(
    give_grant, (), (grant, to, role, initiative, actor, until, full_powers_until)
)

decided give(decision& d, const give_grant& p)
{
    if (auto r = one_of(p.role, roles, "role")) {
        return r;
    }
    const bool per_initiative = p.role == "coordinator" || p.role == "depositary" ||
                                p.role == "recipient" || p.role == "reviewer";
    const auto& scope = p.initiative;
    if (scope && !d.state.find_initiative(*scope)) {
        return refuse("E_NOT_FOUND", "initiative", "See initiative.list.", "Voir initiative.list.");
    }
    if (scope && !per_initiative) {
        return refuse(
            "E_VALUE", "initiative", "This role has no initiative.", "Ce rôle n'a pas d'initiative."
        );
    }
    if ((p.role == "focal_point") != p.actor.has_value()) {
        return refuse(
            "E_VALUE", "actor", "A focal point has an actor; other roles have none.",
            "Un point focal a un acteur ; les autres rôles n'en ont pas."
        );
    }
    if (p.actor && d.state.find_actor(*p.actor) == nullptr) {
        return refuse("E_NOT_FOUND", "actor");
    }
    for (const auto own : {import_principal, clock_principal, operator_principal}) {
        if (p.to == own || p.to == "anonymous" || p.to.empty()) {
            return refuse(
                "E_VALUE", "to", "This principal is the register's own.",
                "Ce principal est celui du registre."
            );
        }
    }
    const auto id = p.grant.value_or("g-" + d.when.fresh_id);
    if (d.state.grants.contains(id)) {
        return refuse("E_EXISTS", "grant");
    }
    d.emit(grant_given{id, p.to, p.role, scope, p.actor, p.until, p.full_powers_until});
    return std::nullopt;
}

decided revoke(decision& d, const grant_revoked& p)
{
    const auto found = d.state.grants.find(p.grant);
    if (found == d.state.grants.end()) {
        return refuse("E_NOT_FOUND", "grant");
    }
    if (found->second.revoked) {
        return refuse("E_STATE", "grant", "It is revoked already.", "Elle est déjà révoquée.");
    }
    d.emit(p);
    return std::nullopt;
}

bool positive_decimal(std::string_view s)
{
    bool digit = false;
    bool point = false;
    bool nonzero = false;
    for (const char c : s) {
        if (c == '.') {
            if (point || !digit) {
                return false;
            }
            point = true;
        } else if (c >= '0' && c <= '9') {
            digit = true;
            nonzero = nonzero || c != '0';
        } else {
            return false;
        }
    }
    return digit && nonzero && s.size() <= 40 && s.back() != '.';
}

decided record_rate(decision& d, const rate_recorded& p)
{
    static constexpr std::array<std::string_view, 4> rate_kinds{
        "reference", "monthly_operational", "daily", "irrevocable"};
    if (auto r = one_of(p.kind, rate_kinds, "kind")) {
        return r;
    }
    if (!currency_exponent(p.base) || !currency_exponent(p.quote) || p.base == p.quote) {
        return refuse(
            "E_RATE", currency_exponent(p.base) ? "quote" : "base",
            "Use two different ISO 4217 codes.", "Employez deux codes ISO 4217 différents."
        );
    }
    if (!positive_decimal(p.rate)) {
        return refuse(
            "E_RATE", "rate", "Use a positive decimal as a string, without exponent.",
            "Employez une décimale positive en chaîne, sans exposant."
        );
    }
    if (p.source.empty()) {
        return refuse("E_RATE", "source", "Name the source.", "Nommez la source.");
    }
    d.emit(p);
    return std::nullopt;
}

decided record_restore(decision& d, const store_restored& p)
{
    d.emit(p);
    return std::nullopt;
}

}  // namespace

void add_register_commands(command_list& list)
{
    const auto info = [](std::string_view name, std::string_view summary,
                         std::vector<std::string_view> who) {
        return method_info{name, summary, std::move(who), false, false};
    };
    add(list,
        info(
            "actor.register", "Registers an actor; its id is never reused.",
            {"coordinator", "import", "operator"}
        ),
        register_actor, nobody<actor_registered>);
    add(list,
        info(
            "actor.rename", "Gives an actor a new name; the old one stays in its history.",
            {"coordinator", "import", "operator"}
        ),
        rename_actor, nobody<actor_renamed>);
    add(list,
        info(
            "actor.merge", "Says that two ids are one actor; both stay valid.",
            {"coordinator", "import", "operator"}
        ),
        merge_actors, nobody<actor_merged>);
    add(list,
        info(
            "definition.publish", "Publishes an immutable version of a definition.",
            {"coordinator", "import", "operator"}
        ),
        publish, nobody<publish_definition>);
    add(list,
        info(
            "initiative.open", "Opens an initiative, pinned to a published definition.",
            {"coordinator", "import", "operator"}
        ),
        open, nobody<open_initiative>);
    add(list,
        info("grant.give", "Gives a principal a role, scoped and dated.", {"admin", "operator"}),
        give, nobody<give_grant>);
    add(list, info("grant.revoke", "Ends a grant at once.", {"admin", "operator"}), revoke,
        nobody<grant_revoked>);
    add(list,
        info(
            "rate.record", "Records an exchange rate with its source.",
            {"coordinator", "import", "operator"}
        ),
        record_rate, nobody<rate_recorded>);
    add(list,
        info(
            "store.record_restore", "Records that the log was restored from a backup.", {"operator"}
        ),
        record_restore, nobody<store_restored>);
}

}  // namespace depositary::engine
