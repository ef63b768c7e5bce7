/// Prints what the compiled machines do, as JSON lines, for an interpreter of their SCXML to be
/// compared with. Facts are MADE UP.
///
/// usage: machine_trace SEED STEPS
///
/// First one line per document ({"document", "scxml"}), then one per step: {"d": document, "c":
/// configuration before, "e": event, "f": facts, "fired": bool, "to": configuration after}. Every
/// state x event of every machine comes first, then walks of STEPS steps in all, over the machines
/// and over the composed machines of the archetypes.

#include <boost/json.hpp>

#include <cstdlib>
#include <iostream>
#include <random>
#include <string>
#include <vector>

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
    std::vector<const engine::machine*> regions;
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
    for (const auto* m : d.regions) {
        all.merge(random.of(m->info()));
    }
    return all;
}

void print_document(const document& d)
{
    std::vector<const engine::machine_info*> infos;
    for (const auto* m : d.regions) {
        infos.push_back(&m->info());
    }
    const auto text =
        d.composed ? workflows::to_scxml(d.name, infos) : workflows::to_scxml(*infos.front());
    std::cout << json::serialize(json::object{{"document", d.name}, {"scxml", text}}) << '\n';
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

std::vector<document> documents()
{
    std::vector<document> all;
    const auto& set = workflows::workflows();
    for (const auto* m : set.all()) {
        all.push_back({std::string(m->info().id), {m}, false});
    }
    for (const auto& a : set.archetypes()) {
        if (set.find(a.life) == nullptr) {
            continue;  // the stages of one definition, not of the archetype
        }
        document d{std::string(a.id), {}, true};
        for (const auto id : engine::regions_of(a)) {
            d.regions.push_back(set.find(id));
        }
        all.push_back(std::move(d));
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
        if (!d.composed) {
            print_cells(d, random);
        }
    }
    std::size_t walked = 0;
    while (walked < steps) {
        const auto& d = all[choose() % all.size()];
        std::vector<std::string> states;
        for (const auto* m : d.regions) {
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
