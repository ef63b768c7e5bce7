#include "workflows/staged.hpp"

#include <algorithm>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/expression.hpp"
#include "engine/life.hpp"
#include "workflows/msm_machine.hpp"

namespace depositary::workflows {

namespace {

/// A guard with the texts that its description points to.
struct owned_guard
{
    std::string id;
    std::string reason;
    std::string clause;
    engine::text words;
    std::string expr;
    std::vector<std::string> facts;
    engine::guard_info info;
};

struct edge
{
    std::string_view from;
    std::string_view event;
    std::string_view to;
    std::vector<const engine::guard_info*> guards;
    bool to_terminal = false;
};

/// A graph ready to run. Never moved after it was built: views point into it.
struct compiled_graph
{
    engine::stage_graph graph;
    std::deque<owned_guard> guards;
    std::vector<edge> edges;

    [[nodiscard]] const engine::stage_terms* stage(std::string_view id) const
    {
        const auto found = std::find_if(
            graph.stages.begin(), graph.stages.end(), [&](const auto& s) { return s.id == id; }
        );
        return found == graph.stages.end() ? nullptr : &*found;
    }
};

void add_guard(
    compiled_graph& g, edge& e, const engine::stage_transition& t, const engine::condition& part,
    std::size_t number
)
{
    auto& o = g.guards.emplace_back();
    o.id = t.from + "_" + t.event + "_" + std::to_string(number);
    o.reason = t.reason.value_or("E_GUARD");
    o.clause = t.clause.value_or("the definition: stages");
    o.words = engine::in_words(part);
    o.expr = engine::to_expr(part);
    bool payload = false;
    for (const auto& q : engine::facts_of(part)) {
        o.facts.push_back(q.key);
        payload = payload || q.info->payload;
    }
    o.info.id = o.id;
    o.info.reason = o.reason;
    o.info.clause = o.clause;
    o.info.words = {o.words.en, o.words.fr};
    o.info.expr = o.expr;
    o.info.payload = payload;
    o.info.facts.assign(o.facts.begin(), o.facts.end());
    o.info.test = [part](const engine::machine_facts& facts) { return holds(part, facts); };
    e.guards.push_back(&o.info);
}

std::shared_ptr<const compiled_graph> compile(const engine::stage_graph& graph)
{
    auto g = std::make_shared<compiled_graph>();
    g->graph = graph;
    if (g->stage(g->graph.initial) == nullptr) {
        return nullptr;
    }
    std::size_t number = 0;
    for (const auto& t : g->graph.transitions) {
        const auto* to = g->stage(t.to);
        const auto* from = g->stage(t.from);
        if (from == nullptr || to == nullptr || from->terminal) {
            return nullptr;
        }
        edge e{t.from, t.event, t.to, {}, to->terminal};
        if (t.when) {
            const auto parsed = engine::parse_condition(t.when->text, "when");
            const auto* whole = std::get_if<engine::condition>(&parsed);
            if (whole == nullptr) {
                return nullptr;
            }
            for (const auto& part : engine::conjuncts(*whole)) {
                add_guard(*g, e, t, part, ++number);
            }
        }
        g->edges.push_back(std::move(e));
    }
    return g;
}

/// Reflection hands rows over in the order in which MSM is written: the first to be tried last.
std::vector<engine::row_info> rows_of(const compiled_graph& g)
{
    std::vector<engine::row_info> rows;
    for (auto e = g.edges.rbegin(); e != g.edges.rend(); ++e) {
        rows.push_back({e->from, e->event, e->to, e->from == e->to, e->guards});
    }
    // Questions in the order of the document, each with its rows reversed.
    const auto place = [&](const engine::row_info& r) {
        return std::find_if(g.edges.begin(), g.edges.end(), [&](const edge& e) {
            return e.from == r.source && e.event == r.event;
        });
    };
    std::stable_sort(rows.begin(), rows.end(), [&](const auto& a, const auto& b) {
        return place(a) < place(b);
    });
    return rows;
}

written_machine written(const compiled_graph& g)
{
    written_machine w;
    w.words = {
        engine::staged_life, "Life in stages of its own definition",
        "Vie par étapes propres à sa définition"};
    w.initial = g.graph.initial;
    for (const auto& s : g.graph.stages) {
        w.states.push_back({s.id, {s.label.en, s.label.fr}, s.terminal});
    }
    for (const auto& t : g.graph.transitions) {
        w.add_event({t.event, t.label.en, t.label.fr});
    }
    w.rows = rows_of(g);
    return w;
}

namespace in {

struct running_stage : state
{
    static constexpr state_words words{"running", "Running", "En cours"};
};

struct ended : state
{
    static constexpr state_words words{"ended", "Ended", "Terminé", true};
};

}  // namespace in

/// One event of the graph, from the stage where the initiative stands.
struct take
{
    std::string_view stage;
    std::string_view event;
};

/// The shell. MSM owns what is legal: nothing leaves `ended`, and a running life takes an edge only
/// when there is one that its conditions let pass; the graph says which.
struct shell : front<shell>
{
    const compiled_graph* graph = nullptr;
    const edge* taken = nullptr;

    [[nodiscard]] const edge* passable(const take& t) const
    {
        for (const auto& e : graph->edges) {
            const bool asked = e.from == t.stage && e.event == t.event;
            if (asked && std::all_of(e.guards.begin(), e.guards.end(), [&](const auto* g) {
                    return g->test(*facts);
                })) {
                return &e;
            }
        }
        return nullptr;
    }

    template <bool ToTerminal>
    struct edge_passes
    {
        template <class Machine, class Source, class Target>
        bool operator()(const take& t, Machine& m, Source&, Target&) const
        {
            const auto* e = m.passable(t);
            return e != nullptr && e->to_terminal == ToTerminal;
        }
    };

    struct follow
    {
        template <class Machine, class Source, class Target>
        void operator()(const take& t, Machine& m, Source&, Target&) const
        {
            m.taken = m.passable(t);
        }
    };

    using initial_state = in::running_stage;
    using transition_table = boost::mpl::vector<
        boost::msm::front::Row<
            in::running_stage, take, boost::msm::front::none, follow, edge_passes<false>>,
        boost::msm::front::Row<in::running_stage, take, in::ended, follow, edge_passes<true>>>;
};

/// Builds the graph before the base class, which points into it.
struct graph_holder
{
    explicit graph_holder(std::shared_ptr<const compiled_graph> g) : graph(std::move(g)) {}
    std::shared_ptr<const compiled_graph> graph;
};

class staged_machine final : private graph_holder, public reflected_machine
{
public:
    explicit staged_machine(std::shared_ptr<const compiled_graph> g)
        : graph_holder(std::move(g)), reflected_machine(written(*graph))
    {}

private:
    template <class State>
    static constexpr int id_of =
        boost::msm::back::get_state_id<running<shell>::back::stt, State>::value;

    [[nodiscard]] outcome fire(
        std::string_view stage, std::string_view event, const engine::machine_facts& facts
    ) const override
    {
        const auto* now = graph->stage(stage);
        DEPOSITARY_ASSERT(now != nullptr);
        running<shell> r;
        r.restore(now->terminal ? id_of<in::ended> : id_of<in::running_stage>);
        r.machine().facts = &facts;
        r.machine().graph = graph.get();
        const int handled = r.machine().process_event(take{stage, event});
        const bool known =
            std::any_of(graph->edges.begin(), graph->edges.end(), [&](const edge& e) {
                return e.from == stage && e.event == event;
            });
        if (!known || r.machine().unmatched) {
            return {verdict::no_row, {}};
        }
        if ((handled & boost::msm::back::HANDLED_TRUE) == 0) {
            return {verdict::rejected, stage};
        }
        return {verdict::fired, r.machine().taken->to};
    }
};

}  // namespace

std::shared_ptr<const engine::machine> make_staged(const engine::stage_graph& graph)
{
    auto compiled = compile(graph);
    return compiled ? std::make_shared<staged_machine>(std::move(compiled)) : nullptr;
}

}  // namespace depositary::workflows
