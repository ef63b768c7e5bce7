/// Prints what the compiled machines do, as JSON lines, for an interpreter of their SCXML to be
/// compared with. Facts are MADE UP.
///
/// usage: machine_trace SEED STEPS
///
/// First one line per document ({"document", "scxml"}, and "definition" when its stages are data),
/// then one per step: {"d": document, "c": configuration before, "e": event, "f": facts, "fired":
/// bool, "to": configuration after}. Every state x event of every machine comes first, then every
/// configuration x event of the composed machines of the archetypes (table_test.cpp shows that each
/// is reached), then walks of STEPS steps in all, over both.

#include <boost/json.hpp>

#include <cstdlib>
#include <iostream>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "tests/support/archetype_machines.hpp"
#include "tests/unit/workflows/random_facts.hpp"
#include "workflows/diagram.hpp"
#include "workflows/workflows.hpp"

namespace {

namespace json = boost::json;
namespace engine = depositary::engine;
namespace workflows = depositary::workflows;

/// Machines that run side by side; one alone is drawn without the region's name before its states.
struct document
{
    std::string name;
    std::vector<depositary::tests::machine_ptr> regions;
    bool composed = false;

    [[nodiscard]] std::string qualified(std::size_t region, std::string_view what) const
    {
        const std::string id(what);
        return composed ? std::string(regions[region]->info().id) + "." + id : id;
    }
};

constexpr int fact_sets_per_cell = 6;

json::array configuration(const document& d, const std::vector<std::string>& states)
{
    json::array out;
    for (std::size_t i = 0; i < states.size(); ++i) {
        out.emplace_back(d.qualified(i, states[i]));
    }
    return out;
}

/// Runs one event on one region, prints what happened, and changes `states`.
void step(
    const document& d, std::vector<std::string>& states, std::size_t region, std::string_view event,
    const engine::machine_facts& facts
)
{
    const auto result = d.regions[region]->step(states[region], event, facts);
    json::object line{{"d", d.name}};
    line["c"] = configuration(d, states);
    line["e"] = d.qualified(region, event);
    json::object f;
    for (const auto& [name, value] : facts) {
        f[name] = value;
    }
    line["f"] = std::move(f);
    line["fired"] = result.status == engine::step_status::moved;
    if (result.status == engine::step_status::moved) {
        states[region] = std::string(result.to);
    }
    line["to"] = configuration(d, states);
    std::cout << json::serialize(line) << '\n';
}

engine::machine_facts facts_of(const document& d, depositary::tests::random_facts& random)
{
    engine::machine_facts all;
    for (const auto& m : d.regions) {
        const auto own = random.of(m->info());
        for (const auto& [name, value] : own) {
            if (!all.contains(name)) {
                all.named(name) = value;
            }
        }
    }
    return all;
}

void print_document(const document& d)
{
    std::vector<const engine::machine_info*> infos;
    for (const auto& m : d.regions) {
        infos.push_back(&m->info());
    }
    json::object line{{"document", d.name}};
    line["scxml"] =
        d.composed ? workflows::to_scxml(d.name, infos) : workflows::to_scxml(*infos.front());
    if (infos.front()->id == engine::staged_life) {
        line["definition"] = json::parse(
            depositary::tests::staged_definition(std::string(depositary::tests::made_up_staged_id))
        );
    }
    std::cout << json::serialize(line) << '\n';
}

void print_cells(const document& d, depositary::tests::random_facts& random)
{
    const auto& info = d.regions.front()->info();
    for (const auto& state : info.states) {
        for (const auto& event : info.events) {
            for (int i = 0; i < fact_sets_per_cell; ++i) {
                std::vector<std::string> states{std::string(state.id)};
                step(d, states, 0, event.id, facts_of(d, random));
            }
        }
    }
}

/// Every combination of the regions' states, and every event of every region from each.
void print_configurations(const document& d, depositary::tests::random_facts& random)
{
    std::vector<std::size_t> at(d.regions.size());
    for (bool more = true; more;) {
        std::vector<std::string> states;
        for (std::size_t i = 0; i < at.size(); ++i) {
            states.emplace_back(d.regions[i]->info().states[at[i]].id);
        }
        for (std::size_t region = 0; region < at.size(); ++region) {
            for (const auto& event : d.regions[region]->info().events) {
                auto now = states;
                step(d, now, region, event.id, facts_of(d, random));
            }
        }
        more = false;
        for (std::size_t i = 0; i < at.size() && !more; ++i) {
            at[i] = (at[i] + 1) % d.regions[i]->info().states.size();
            more = at[i] != 0;
        }
    }
}

std::vector<document> documents()
{
    std::vector<document> all;
    const auto& set = workflows::workflows();
    for (const auto* m : set.all()) {
        all.push_back(
            {std::string(m->info().id),
             {depositary::tests::machine_ptr(depositary::tests::machine_ptr(), m)},
             false}
        );
    }
    all.push_back({std::string(engine::staged_life), {depositary::tests::made_up_stages()}, false});
    for (const auto& a : set.archetypes()) {
        all.push_back({std::string(a.id), depositary::tests::machines_of(a), true});
    }
    return all;
}

}  // namespace

int main(int argc, char** argv)
{
    if (argc != 3) {
        std::cerr << "usage: machine_trace SEED STEPS\n";
        return 2;
    }
    const auto seed = static_cast<unsigned>(std::strtoul(argv[1], nullptr, 10));
    const auto steps = std::strtoul(argv[2], nullptr, 10);
    depositary::tests::random_facts random(seed);
    std::mt19937 choose(seed);
    const auto all = documents();
    for (const auto& d : all) {
        print_document(d);
    }
    for (const auto& d : all) {
        if (d.composed) {
            print_configurations(d, random);
        } else {
            print_cells(d, random);
        }
    }
    std::size_t walked = 0;
    while (walked < steps) {
        const auto& d = all[choose() % all.size()];
        std::vector<std::string> states;
        for (const auto& m : d.regions) {
            states.emplace_back(m->info().initial);
        }
        constexpr std::size_t walk_length = 50;
        for (std::size_t i = 0; i < walk_length && walked < steps; ++i, ++walked) {
            const auto region = choose() % d.regions.size();
            const auto& events = d.regions[region]->info().events;
            step(d, states, region, events[choose() % events.size()].id, facts_of(d, random));
        }
    }
    return 0;
}
