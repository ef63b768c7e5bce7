#pragma once

/// The machines as engine/ sees them: names, integer facts and verdicts, never a template. Each one
/// is a Boost.MSM machine behind this interface (workflows/), restored from a state name, given one
/// event, and thrown away.

#include <algorithm>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace depositary::engine {

/// The name of a fact that the source code spells out, and which therefore lasts.
struct fact_name
{
    // NOLINTNEXTLINE(google-explicit-constructor): a literal is a name
    consteval fact_name(const char* literal) : text(literal) {}
    std::string_view text;
};

/// What guards compare: minor units, counts, day numbers (days since 1970-01-01), 0 or 1 for no or
/// yes. Integers only, so that any interpreter of an exported machine computes the same verdicts.
/// Made for every command and small, so a list: neither a name nor an item is allocated by itself.
class machine_facts
{
public:
    struct item
    {
        fact_name name;
        std::int64_t value = 0;
    };
    using value_type = std::pair<std::string_view, std::int64_t>;
    using const_iterator = std::vector<value_type>::const_iterator;

    machine_facts() = default;
    machine_facts(std::initializer_list<item> items)
    {
        items_.reserve(items.size());
        for (const auto& i : items) {
            items_.emplace_back(i.name.text, i.value);
        }
    }

    std::int64_t& operator[](fact_name name) { return at(name.text); }
    /// One whose name is data; it is kept here.
    std::int64_t& named(std::string_view name)
    {
        const auto found = find(name);
        if (found != end()) {
            return at(found->first);
        }
        kept_.push_back(std::make_shared<const std::string>(name));
        return at(*kept_.back());
    }

    [[nodiscard]] const_iterator begin() const { return items_.begin(); }
    [[nodiscard]] const_iterator end() const { return items_.end(); }
    [[nodiscard]] const_iterator find(std::string_view name) const
    {
        return std::find_if(begin(), end(), [&](const auto& i) { return i.first == name; });
    }
    [[nodiscard]] bool contains(std::string_view name) const { return find(name) != end(); }

private:
    std::int64_t& at(std::string_view lasting)
    {
        for (auto& [name, value] : items_) {
            if (name == lasting) {
                return value;
            }
        }
        return items_.emplace_back(lasting, 0).second;
    }

    std::vector<value_type> items_;
    std::vector<std::shared_ptr<const std::string>> kept_;  ///< copies share them
};

/// As a fact that is a day: one that never comes; negated, one that has always been.
inline constexpr std::int64_t open_ended = 999'999'999;

/// A text in the two working languages.
struct bilingual
{
    std::string_view en;
    std::string_view fr;
};

/// One condition of a transition.
struct guard_info
{
    std::string_view id;      ///< snake_case
    std::string_view reason;  ///< stable reason code, E_UPPER_SNAKE
    std::string_view clause;  ///< the rule it rests on, for example "VCLT art. 14"
    bilingual words;          ///< the condition, as a sentence of what must hold
    std::string_view expr;    ///< over fact names, in the C-like syntax of ECMAScript
    std::function<bool(const machine_facts& facts)> test;
    bool payload = false;  ///< depends on what the command carries, not on the state alone
    std::vector<std::string_view> facts;  ///< the facts `expr` names
};

struct state_info
{
    std::string_view id;
    bilingual label;
    bool terminal = false;
};

struct event_info
{
    std::string_view id;
    bilingual label;
};

/// One row of a transition table, in the order the machine tries them (first match fires).
struct row_info
{
    std::string_view source;
    std::string_view event;
    std::string_view target;  ///< equals source for an internal transition
    bool internal = false;
    std::vector<const guard_info*> guards;  ///< all must hold
};

struct machine_info
{
    std::string_view id;
    int version = 1;
    bilingual title;
    std::string_view initial;
    std::vector<state_info> states;
    std::vector<event_info> events;
    std::vector<row_info> rows;
    std::vector<std::string_view> facts;  ///< every fact its guards name
};

enum class step_status
{
    moved,        ///< a row fired; `to` may equal the source state
    refused,      ///< rows exist for (state, event) but a guard of each said no
    not_defined,  ///< the machine has no such transition
};

struct step_result
{
    step_status status = step_status::not_defined;
    std::string_view to;
    std::vector<const guard_info*> unmet;  ///< when refused: what the best row still lacks
};

/// One row as seen from a state, with its verdict; see machine::allowed.
struct allowed_row
{
    const row_info* row = nullptr;
    std::vector<const guard_info*> unmet;    ///< state guards that say no
    std::vector<const guard_info*> payload;  ///< guards that wait for what the command carries
};

/// One region: at most 20 rows, stateless between calls.
///
/// Thread-safety: const and free of shared state; any thread.
class machine
{
public:
    virtual ~machine() = default;
    [[nodiscard]] virtual const machine_info& info() const = 0;

    /// Restores `state`, processes `event` against `facts`, and says what happened.
    /// Requires: `state` is one of info().states; `facts` has every name in info().facts.
    [[nodiscard]] virtual step_result step(
        std::string_view state, std::string_view event, const machine_facts& facts
    ) const = 0;

    /// Every row that leaves `state` (or stays in it), with what still blocks it.
    [[nodiscard]] virtual std::vector<allowed_row> allowed(
        std::string_view state, const machine_facts& facts
    ) const = 0;
};

/// One step that an instance has taken.
struct taken_step
{
    std::string from;
    std::string event;
    std::string to;
};

/// The machines of one archetype and the regions its instances are composed of.
struct archetype_info
{
    std::string_view id;
    int version = 1;
    bilingual title;
    std::string_view life;                        ///< machine id of the initiative's main region
    std::vector<std::string_view> regions;        ///< further machine ids of the initiative
    std::vector<std::string_view> participation;  ///< machine ids, main region first
};

/// The machines of an archetype's initiatives, main region first.
[[nodiscard]] inline std::vector<std::string_view> regions_of(const archetype_info& archetype)
{
    std::vector<std::string_view> ids{archetype.life};
    ids.insert(ids.end(), archetype.regions.begin(), archetype.regions.end());
    return ids;
}

struct stage_graph;

/// What is compiled in. Injected, so that engine/ includes no other folder.
class workflow_set
{
public:
    virtual ~workflow_set() = default;
    /// Returns nullptr when no such machine is compiled in.
    [[nodiscard]] virtual const machine* find(std::string_view machine_id) const = 0;
    [[nodiscard]] virtual const archetype_info* archetype(std::string_view id) const = 0;
    [[nodiscard]] virtual std::span<const archetype_info> archetypes() const = 0;
    [[nodiscard]] virtual std::vector<const machine*> all() const = 0;

    /// The regions of an archetype's initiatives side by side, as one SCXML document whose states
    /// and events are named REGION.NAME. `life` is the life of one initiative whose stages are
    /// data. nullopt when there is no such archetype, or when its life is data and not given.
    [[nodiscard]] virtual std::optional<std::string> draw_composed(
        std::string_view archetype, const machine* life = nullptr
    ) const
    {
        static_cast<void>(archetype);
        static_cast<void>(life);
        return std::nullopt;
    }

    /// The life of an initiative whose stages are data. nullptr when the graph cannot run.
    [[nodiscard]] virtual std::shared_ptr<const machine> staged(const stage_graph& graph) const
    {
        static_cast<void>(graph);
        return nullptr;
    }

    /// A machine as a document of `format` (scxml, mermaid or dot), with where an instance stands
    /// and the steps it took marked. nullopt when there is no such format.
    [[nodiscard]] virtual std::optional<std::string> draw(
        const machine_info& info, std::string_view format,
        const std::optional<std::string>& current, const std::vector<taken_step>& path
    ) const = 0;
};

}  // namespace depositary::engine
