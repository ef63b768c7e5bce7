#include "workflows/reflected_machine.hpp"

#include <algorithm>
#include <cctype>
#include <utility>

#include "engine/assert.hpp"

namespace depositary::workflows {

namespace {

bool starts_name(char c)
{
    return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_';
}

bool continues_name(char c)
{
    return starts_name(c) || std::isdigit(static_cast<unsigned char>(c)) != 0;
}

void add_once(std::vector<std::string_view>& names, std::string_view name)
{
    if (std::find(names.begin(), names.end(), name) == names.end()) {
        names.push_back(name);
    }
}

bool same_question(const engine::row_info& a, const engine::row_info& b)
{
    return a.source == b.source && a.event == b.event;
}

/// MSM tries the rows of one (state, event) from the last to the first; the rest of the program
/// reads them in the order in which they are tried.
std::vector<engine::row_info> in_firing_order(const std::vector<engine::row_info>& written)
{
    std::vector<engine::row_info> rows;
    for (const auto& row : written) {
        const bool seen = std::any_of(rows.begin(), rows.end(), [&](const auto& r) {
            return same_question(r, row);
        });
        if (seen) {
            continue;
        }
        std::copy_if(
            written.rbegin(), written.rend(), std::back_inserter(rows),
            [&](const auto& r) { return same_question(r, row); }
        );
    }
    return rows;
}

}  // namespace

std::int64_t at(const engine::machine_facts& facts, std::string_view name)
{
    const auto found = facts.find(name);
    DEPOSITARY_ASSERT(found != facts.end());
    return found->second;
}

std::vector<std::string_view> names_in(std::string_view expr)
{
    std::vector<std::string_view> names;
    std::size_t i = 0;
    while (i < expr.size()) {
        if (!starts_name(expr[i])) {
            ++i;
            continue;
        }
        const auto start = i;
        while (i < expr.size() && continues_name(expr[i])) {
            ++i;
        }
        add_once(names, expr.substr(start, i - start));
    }
    return names;
}

engine::guard_info describe(const guard_words& words, bool (*test)(const engine::machine_facts&))
{
    engine::guard_info g;
    g.id = words.id;
    g.reason = words.reason;
    g.clause = words.clause;
    g.words = {words.en, words.fr};
    g.expr = words.expr;
    g.test = test;
    g.payload = words.payload;
    g.facts = names_in(words.expr);
    for (const auto name : names_in(words.shown)) {
        add_once(g.facts, name);
    }
    return g;
}

void written_machine::add_state(const state_words& w)
{
    const bool known =
        std::any_of(states.begin(), states.end(), [&](const auto& s) { return s.id == w.id; });
    if (!known) {
        states.push_back({w.id, {w.en, w.fr}, w.terminal});
    }
}

void written_machine::add_event(const event_words& w)
{
    const bool known =
        std::any_of(events.begin(), events.end(), [&](const auto& e) { return e.id == w.id; });
    if (!known) {
        events.push_back({w.id, {w.en, w.fr}});
    }
}

reflected_machine::reflected_machine(written_machine written) : total_event_(written.total_event)
{
    info_.id = written.words.id;
    info_.version = written.words.version;
    info_.title = {written.words.en, written.words.fr};
    info_.initial = written.initial;
    info_.states = std::move(written.states);
    info_.events = std::move(written.events);
    info_.rows = in_firing_order(written.rows);
    if (!total_event_.empty()) {
        for (const auto& s : info_.states) {
            info_.rows.push_back({s.id, total_event_, s.id, true, {}});
        }
    }
    for (const auto& row : info_.rows) {
        for (const auto* g : row.guards) {
            for (const auto name : g->facts) {
                add_once(info_.facts, name);
            }
        }
    }
}

engine::step_result reflected_machine::step(
    std::string_view state, std::string_view event, const engine::machine_facts& facts
) const
{
    for (const auto& row : info_.rows) {
        if (row.source == state && row.event == event) {
            for (const auto* g : row.guards) {
                for (const auto name : g->facts) {
                    DEPOSITARY_ASSERT(facts.contains(name));
                }
            }
        }
    }
    const auto done = fire(state, event, facts);
    switch (done.what) {
        case verdict::fired:
            return {engine::step_status::moved, done.to, {}};
        case verdict::rejected:
            if (event == total_event_) {
                return {engine::step_status::moved, done.to, {}};
            }
            return {engine::step_status::refused, {}, least_unmet(state, event, facts)};
        case verdict::no_row:
            break;
    }
    return {engine::step_status::not_defined, {}, {}};
}

std::vector<const engine::guard_info*> reflected_machine::least_unmet(
    std::string_view state, std::string_view event, const engine::machine_facts& facts
) const
{
    std::vector<const engine::guard_info*> least;
    bool first = true;
    for (const auto& row : info_.rows) {
        if (row.source != state || row.event != event) {
            continue;
        }
        std::vector<const engine::guard_info*> unmet;
        std::copy_if(
            row.guards.begin(), row.guards.end(), std::back_inserter(unmet),
            [&](const auto* g) { return !g->test(facts); }
        );
        if (first || unmet.size() < least.size()) {
            least = std::move(unmet);
            first = false;
        }
    }
    return least;
}

std::vector<engine::allowed_row> reflected_machine::allowed(
    std::string_view state, const engine::machine_facts& facts
) const
{
    const bool known = std::any_of(info_.states.begin(), info_.states.end(), [&](const auto& s) {
        return s.id == state;
    });
    DEPOSITARY_ASSERT(known);
    std::vector<engine::allowed_row> found;
    for (const auto& row : info_.rows) {
        if (row.source != state) {
            continue;
        }
        engine::allowed_row a;
        a.row = &row;
        for (const auto* g : row.guards) {
            if (g->payload) {
                a.payload.push_back(g);
            } else if (!g->test(facts)) {
                a.unmet.push_back(g);
            }
        }
        found.push_back(std::move(a));
    }
    return found;
}

}  // namespace depositary::workflows
