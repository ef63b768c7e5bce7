#include <algorithm>

#include "engine/initiative.hpp"
#include "engine/life.hpp"
#include "engine/methods.hpp"

/// initiative.migrate: pins an initiative to another version of its definition. History stays under
/// the definition that was in effect on its day.

namespace depositary::engine {

namespace {

struct migrate_params
{
    std::int64_t version = 0;
    std::vector<region_mapping> mapping;  ///< states that the new rules name otherwise
};
BOOST_DESCRIBE_STRUCT(migrate_params, (), (version, mapping))

bool is_life(const machine& m)
{
    return m.info().id.starts_with("life_");
}

/// A region before and after.
struct moved_region
{
    machine_ptr before;  ///< nullptr for a region that the old archetype has not
    machine_ptr after;
    std::string state;  ///< where it stands on the day of the migration
};

std::vector<moved_region> regions_between(const decision& d, const definition& to, civil_date on)
{
    const auto old_regions = regions_of(d.workflows, *d.initiative->rules);
    std::vector<moved_region> out;
    for (const auto& after : regions_of(d.workflows, to)) {
        moved_region r;
        r.after = after;
        for (const auto& before : old_regions) {
            const bool same = before->info().id == after->info().id;
            if (same || (is_life(*before) && is_life(*after))) {
                r.before = before;
                r.state = view_region(d.state, *d.initiative, *before, on).state;
            }
        }
        out.push_back(std::move(r));
    }
    return out;
}

decided check_mapping(
    const std::vector<region_mapping>& mapping, const std::vector<moved_region>& regions
)
{
    for (std::size_t i = 0; i < mapping.size(); ++i) {
        const auto& m = mapping[i];
        const auto field = "mapping[" + std::to_string(i) + "]";
        const auto found = std::find_if(regions.begin(), regions.end(), [&](const auto& r) {
            return r.after->info().id == m.region;
        });
        if (found == regions.end() || !found->before) {
            auto r = refuse("E_VALUE", field + ".region");
            for (const auto& known : regions) {
                r.allowed.emplace_back(known.after->info().id);
            }
            return r;
        }
        for (const auto* name : {&m.from, &m.to}) {
            const auto& side = name == &m.from ? *found->before : *found->after;
            if (has_state(side, *name)) {
                continue;
            }
            auto r = refuse("E_VALUE", field + (name == &m.from ? ".from" : ".to"));
            for (const auto& s : side.info().states) {
                r.allowed.emplace_back(s.id);
            }
            return r;
        }
        const auto twice = std::count_if(mapping.begin(), mapping.end(), [&](const auto& other) {
            return other.region == m.region && other.from == m.from;
        });
        if (twice > 1) {
            return refuse(
                "E_VALUE", field + ".from", "The state is mapped twice.",
                "L'état est transposé deux fois."
            );
        }
    }
    return std::nullopt;
}

/// Where a state of the old rules is found under the new ones; nothing when it must be mapped.
std::optional<std::string> target_of(
    const std::vector<region_mapping>& mapping, const moved_region& r, const std::string& state
)
{
    for (const auto& m : mapping) {
        if (m.region == r.after->info().id && m.from == state) {
            return m.to;
        }
    }
    return has_state(*r.after, state) ? std::optional(state) : std::nullopt;
}

/// Completes the mapping, or says what is missing. A region that never moved stands in the initial
/// state of its rules, whatever that is called: an empty "from" says where it goes.
decided complete(
    const std::vector<region_mapping>& given, const std::vector<moved_region>& regions,
    std::vector<region_mapping>& out
)
{
    auto missing = refuse("E_MAPPING", "mapping");
    for (const auto& r : regions) {
        if (!r.before) {
            continue;
        }
        const std::string id(r.after->info().id);
        const std::string initial(r.before->info().initial);
        if (!target_of(given, r, r.state)) {
            std::string states;
            for (const auto& s : r.after->info().states) {
                states += (states.empty() ? "" : " | ") + std::string(s.id);
            }
            missing.facts.push_back({id, r.state, states});
            missing.en += " " + id + ": " + r.state + ".";
            missing.fr += " " + id + " : " + r.state + ".";
        }
        const auto start = target_of(given, r, initial);
        if (start && initial != r.after->info().initial) {
            out.push_back({id, "", *start});
        }
    }
    if (!missing.facts.empty()) {
        return missing;
    }
    out.insert(out.end(), given.begin(), given.end());
    return std::nullopt;
}

std::vector<std::string> left_out(const decision& d, const definition& to, civil_date on)
{
    std::vector<std::string> out;
    for (const auto& v : view_participations(d.state, *d.initiative, on)) {
        const auto* who = d.state.find_actor(v.actor);
        if (v.possible && who != nullptr && !eligible(d.state, to.rules, *who, on)) {
            out.push_back(v.actor);
        }
    }
    return out;
}

/// The version to go to, or why it cannot be gone to.
std::variant<const published_definition*, refusal> target(
    const decision& d, const migrate_params& p
)
{
    const auto& s = *d.initiative;
    const auto versions = d.state.definitions.find(s.pinned.id);
    const auto found = versions->second.find(p.version);
    if (found == versions->second.end()) {
        return refuse(
            "E_NOT_FOUND", "version",
            "The last published one is " + std::to_string(versions->second.rbegin()->first) + ".",
            "La dernière publiée est " + std::to_string(versions->second.rbegin()->first) + "."
        );
    }
    if (p.version == s.pinned.version) {
        return refuse(
            "E_STATE", "version", "The initiative follows this version already.",
            "L'initiative suit déjà cette version."
        );
    }
    const auto& rules = *found->second.rules;
    const auto* archetype = d.workflows.archetype(rules.archetype);
    if (archetype == nullptr || archetype->version != rules.archetype_version) {
        return refuse("E_DEFINITION", "version", "Archetype: " + rules.archetype + ".");
    }
    return &found->second;
}

decided migrate(decision& d, const migrate_params& p)
{
    if (!d.head.reason || d.head.reason->empty()) {
        return refuse("E_REASON", "reason");
    }
    const auto on = d.act_day();
    const auto& last = d.initiative->pins.back();
    if (d.initiative->pins.size() > 1 && on < last.from) {
        return refuse(
            "E_STATE", "effective_on",
            "The rules in effect now hold since " + last.from.to_string() + ".",
            "Les règles en vigueur le sont depuis le " + last.from.to_string() + "."
        );
    }
    auto found = target(d, p);
    if (auto* r = std::get_if<refusal>(&found)) {
        return std::move(*r);
    }
    const auto& to = *std::get<const published_definition*>(found);
    const auto regions = regions_between(d, *to.rules, on);
    if (auto r = check_mapping(p.mapping, regions)) {
        return r;
    }
    definition_migrated e{d.initiative->pinned.id,
                          d.initiative->pinned.version,
                          p.version,
                          to.hash,
                          to.rules->archetype,
                          to.rules->archetype_version,
                          {},
                          left_out(d, *to.rules, on)};
    if (auto r = complete(p.mapping, regions, e.mapping)) {
        return r;
    }
    d.emit(std::move(e));
    return std::nullopt;
}

}  // namespace

void add_migration_commands(command_list& list)
{
    add(list,
        method_info{
            "initiative.migrate",
            "Pins the initiative to another version of its definition; try it with dry_run first.",
            {"coordinator", "import", "operator"},
            true,
            false},
        migrate, nobody<migrate_params>);
}

}  // namespace depositary::engine
