#pragma once

/// Turns a Boost.MSM front-end into engine::machine by reflection on its transition table, so that
/// there is no second list of rows to keep in step. Private to workflows/*.cpp: MSM never reaches a
/// header that another folder includes. One machine per .cpp, because every further machine in a
/// translation unit costs some 85 MB of compiler memory.
///
/// A front-end is `struct x : front<x>` with `words`, `initial_state` and `transition_table`, a
/// `table` of at most 20 `moves` and `stays` entries (an MPL limit; split a machine rather than
/// raise it). Of several rows for one (state, event) MSM tries the LAST one first: write the
/// fallback first.
///
/// A front-end may name a `total_event`: an event whose rows are the changes only, and which leaves
/// the machine where it is when no row fires, instead of being refused. The reflection shows this
/// as one unguarded internal row per state, tried last.

#include <boost/mpl/vector.hpp>
#include <boost/msm/back/state_machine.hpp>
#include <boost/msm/back/tools.hpp>
#include <boost/msm/front/functor_row.hpp>
#include <boost/msm/front/state_machine_def.hpp>

#include <array>
#include <cstddef>
#include <string_view>
#include <type_traits>
#include <utility>

#include "engine/assert.hpp"
#include "workflows/reflected_machine.hpp"

namespace depositary::workflows {

inline constexpr std::size_t rows_max = 20;

struct state : boost::msm::front::state<>
{};

template <class T>
struct tag
{};

template <class... Guards>
struct guard_list
{};

/// All guards must hold. Every one is asked, whatever the others say: a fact that a command forgot
/// then shows in the first test, not on the rare path.
template <class... Guards>
struct require
{
    using guards = guard_list<Guards...>;

    template <class Event, class Machine, class Source, class Target>
    bool operator()(const Event&, Machine& m, Source&, Target&) const
    {
        bool all = true;
        ((all = Guards::test(*m.facts) && all), ...);
        return all;
    }
};

template <class Source, class Event, class Target, class... Guards>
using moves =
    boost::msm::front::Row<Source, Event, Target, boost::msm::front::none, require<Guards...>>;

template <class Source, class Event, class... Guards>
using stays = boost::msm::front::Row<
    Source, Event, boost::msm::front::none, boost::msm::front::none, require<Guards...>>;

template <class... Rows>
struct table : boost::mpl::vector<Rows...>
{
    static_assert(sizeof...(Rows) <= rows_max, "split the machine");

    static void each(auto visit) { (visit(tag<Rows>{}), ...); }
};

/// Base of every front-end. Both typedefs together or neither: with the queue, or with exceptions
/// caught, an escaping exception wedges the machine and later events report success.
template <class Derived>
struct front : boost::msm::front::state_machine_def<Derived>
{
    using no_exception_thrown = int;
    using no_message_queue = int;

    const engine::machine_facts* facts = nullptr;
    bool unmatched = false;

    // MSM's own versions of these two assert in debug builds and are silent in release builds.
    template <class Machine, class Event>
    void no_transition(const Event&, Machine&, int)
    {
        unmatched = true;
    }

    template <class Machine, class Event>
    void exception_caught(const Event&, Machine&, std::exception&)
    {
        DEPOSITARY_ASSERT(false);
    }
};

/// The running machine. MSM 1.81 loses the current state when it is moved, or copied from a
/// non-const object; the declared copy constructor takes a const one and rules out the move.
template <class Front>
class running
{
public:
    using back = boost::msm::back::state_machine<Front>;

    running() = default;
    running(const running&) = default;
    running& operator=(const running&) = default;

    /// MSM has no setter for the current state; its serialisation hook does it, and runs no entry
    /// actions.
    void restore(int id)
    {
        planter p{id};
        back_.serialize(p, 0U);
    }

    [[nodiscard]] int current() const { return back_.current_state()[0]; }
    back& machine() { return back_; }

private:
    struct planter
    {
        int id;

        template <std::size_t Regions>
        planter& operator&(int (&ids)[Regions])
        {
            static_assert(Regions == 1, "one region per machine");
            ids[0] = id;
            return *this;
        }

        template <class Other>
        planter& operator&(Other&)
        {
            return *this;
        }
    };

    back back_;
};

template <class Guard>
const engine::guard_info* described()
{
    static const engine::guard_info guard = describe(Guard::words, &Guard::test);
    return &guard;
}

template <class Front>
class msm_machine final : public reflected_machine
{
public:
    msm_machine() : reflected_machine(written()) {}

private:
    using back = typename running<Front>::back;
    using rows = typename Front::transition_table;

    template <class State>
    static constexpr int id_of = boost::msm::back::get_state_id<typename back::stt, State>::value;

    template <class... Guards>
    static std::vector<const engine::guard_info*> list(guard_list<Guards...>)
    {
        return {described<Guards>()...};
    }

    template <class Row>
    static void add_row(written_machine& w, tag<Row>)
    {
        w.add_state(Row::Source::words);
        w.add_state(Row::Target::words);
        w.add_event(Row::Evt::words);
        w.rows.push_back(
            {Row::Source::words.id, Row::Evt::words.id, Row::Target::words.id,
             std::is_same_v<typename Row::row_type_tag, boost::msm::g_irow_tag>,
             list(typename Row::Guard::guards{})}
        );
    }

    static written_machine written()
    {
        written_machine w;
        w.words = Front::words;
        w.initial = Front::initial_state::words.id;
        w.add_state(Front::initial_state::words);
        rows::each([&](auto row_tag) { add_row(w, row_tag); });
        if constexpr (requires { typename Front::total_event; }) {
            w.total_event = Front::total_event::words.id;
        }
        return w;
    }

    template <class State>
    static void match(std::string_view name, int& id)
    {
        id = State::words.id == name ? id_of<State> : id;
    }

    template <class Row>
    static void match_states(std::string_view name, int& id, tag<Row>)
    {
        match<typename Row::Source>(name, id);
        match<typename Row::Target>(name, id);
    }

    static int state_id(std::string_view name)
    {
        int id = -1;
        rows::each([&](auto row_tag) { match_states(name, id, row_tag); });
        return id;
    }

    template <class Row>
    static void match_names(int id, std::string_view& name, tag<Row>)
    {
        name = id_of<typename Row::Source> == id ? Row::Source::words.id : name;
        name = id_of<typename Row::Target> == id ? Row::Target::words.id : name;
    }

    static std::string_view state_name(int id)
    {
        std::string_view name;
        rows::each([&](auto row_tag) { match_names(id, name, row_tag); });
        DEPOSITARY_ASSERT(!name.empty());
        return name;
    }

    template <class Row>
    static void send(running<Front>& r, std::string_view event, int& handled, tag<Row>)
    {
        if (handled < 0 && Row::Evt::words.id == event) {
            handled = r.machine().process_event(typename Row::Evt{});
        }
    }

    [[nodiscard]] outcome fire(
        std::string_view state_now, std::string_view event, const engine::machine_facts& facts
    ) const override
    {
        const int id = state_id(state_now);
        DEPOSITARY_ASSERT(id >= 0);
        running<Front> r;
        r.restore(id);
        r.machine().facts = &facts;
        int handled = -1;
        rows::each([&](auto row_tag) { send(r, event, handled, row_tag); });
        if (handled < 0 || r.machine().unmatched) {
            return {verdict::no_row, {}};
        }
        const bool fired = (handled & boost::msm::back::HANDLED_TRUE) != 0;
        return {fired ? verdict::fired : verdict::rejected, state_name(r.current())};
    }
};

}  // namespace depositary::workflows
