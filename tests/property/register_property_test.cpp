#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <map>
#include <memory>
#include <random>
#include <set>

#include "engine/codec.hpp"
#include "engine/initiative.hpp"
#include "engine/known.hpp"
#include "engine/milestone.hpp"
#include "engine/proposal.hpp"
#include "engine/totals.hpp"
#include "storage/sha256.hpp"
#include "tests/support/random_register.hpp"

/// What holds for every register, whatever anybody sends to it. A failing run prints its seed; set
/// DEPOSITARY_SEED to repeat it.

namespace storage = depositary::storage;
using namespace depositary::engine;
using namespace depositary::tests;

namespace json = boost::json;

BOOST_AUTO_TEST_SUITE(register_property_test)

namespace {

constexpr unsigned registers = 12;
constexpr unsigned commands_each = 800;

unsigned first_seed()
{
    if (const char* given = std::getenv("DEPOSITARY_SEED")) {
        return static_cast<unsigned>(std::strtoul(given, nullptr, 10));
    }
    return std::random_device{}();
}

/// Runs `check` on several registers grown at random; `each` follows every command.
template <class Each, class Last>
void grow(Each each, Last check)
{
    const auto seed = first_seed();
    const unsigned runs = std::getenv("DEPOSITARY_SEED") != nullptr ? 1 : registers;
    for (unsigned i = 0; i < runs; ++i) {
        BOOST_TEST_CONTEXT("DEPOSITARY_SEED=" << seed + i)
        {
            random_register r(seed + i);
            for (unsigned n = 0; n < commands_each; ++n) {
                const auto done = r.command();
                BOOST_TEST_CONTEXT(
                    "command " << n << " " << done.principal << " " << done.method << " "
                               << canonical(done.params)
                )
                {
                    each(r, done);
                }
            }
            check(r);
        }
    }
}

void nothing(const random_register&, const attempt&) {}

register_state replay(const std::vector<std::string>& bytes)
{
    register_state state;
    for (const auto& b : bytes) {
        apply(state, std::get<event>(decode_event(b)));
    }
    return state;
}

/// Events of `stream` that `keep` admits, less those that others among them replace or annul.
template <class Keep>
std::vector<event> left_standing(const std::vector<event>& log, std::string_view stream, Keep keep)
{
    std::vector<event> some;
    std::set<std::int64_t> gone;
    for (const auto& e : log) {
        if (e.stream != stream || !keep(e)) {
            continue;
        }
        some.push_back(e);
        if (e.supersedes) {
            gone.insert(*e.supersedes);
        }
        if (const auto* a = e.payload.get_if<event_annulled>()) {
            gone.insert(a->seq);
        }
    }
    std::erase_if(some, [&](const event& e) { return gone.contains(e.seq); });
    return some;
}

std::string facts_of(const register_state& base, const initiative_ptr& one)
{
    register_state only;
    only.epoch = base.epoch;
    if (one) {
        only.initiatives[one->id] = one;
    }
    return canonical_state(only);
}

/// Views of one initiative as text, without what only says how much was recorded.
struct views
{
    std::map<std::string, std::string> text;
};

template <class T>
std::string shown(const T& view, const std::vector<std::string_view>& without = {})
{
    auto value = codec::encode(view);
    for (const auto name : without) {
        value.as_object().erase(name);
    }
    return canonical(value);
}

/// An outcome speaks of a due date, not of the day on which it took effect, so a later fact may
/// change what an earlier day shows. Where one was recorded, what follows from it is left out.
std::vector<std::string_view> judged_later(
    const register_state& base, const initiative_state& s, const std::string& milestone
)
{
    const auto& facts = *base.initiatives.at(s.id)->milestones.at(milestone);
    const bool judged = std::any_of(facts.begin(), facts.end(), [](const auto& f) {
        return as<milestone_outcome_recorded>(*f) != nullptr;
    });
    return judged ? std::vector<std::string_view>{
                        "deadline", "outcome", "outcome_on", "outcome_since", "outcome_statement",
                        "outcome_seq", "outcome_timing_certain", "seqs"
                    }
                  : std::vector<std::string_view>{};
}

views certain_views(const register_state& base, const initiative_state& s, civil_date on)
{
    views v;
    const auto initiative = view_initiative(base, s, depositary::workflows::workflows(), on);
    v.text["state"] = initiative.state;
    v.text["regions"] = shown(initiative.regions);
    v.text["path"] = shown(initiative.path);
    v.text["in force"] = initiative.in_force_certain ? "yes" : "no";
    v.text["pledges"] = shown(view_pledges(s, on));
    for (const auto& m : view_milestones(s, on)) {
        v.text["milestone " + m.milestone] = shown(m, judged_later(base, s, m.milestone));
    }
    const auto force = view_force(base, s, on);
    for (const auto& [actor, registered] : base.actors) {
        const auto p = view_participation(base, s, actor, on, force);
        v.text["participation " + actor] = shown(p, {"possible", "certain", "acts", "in_force"});
    }
    return v;
}

void check_same(const views& a, const views& b)
{
    for (const auto& [name, text] : a.text) {
        BOOST_TEST_CONTEXT(name)
        {
            const auto other = b.text.find(name);
            BOOST_REQUIRE(other != b.text.end());
            BOOST_CHECK_EQUAL(text, other->second);
        }
    }
    BOOST_CHECK_EQUAL(a.text.size(), b.text.size());
}

int128 minor_of(std::string_view decimal)
{
    const auto parsed = parse_decimal(decimal, 6);
    BOOST_REQUIRE(std::holds_alternative<int128>(parsed));
    return std::get<int128>(parsed);
}

/// The columns of a row that have parts which explain them.
std::map<std::string, std::string> columns_of_row(const total_row& row)
{
    std::map<std::string, std::string> out;
    const auto value = codec::encode(row);
    for (const auto& [name, item] : value.get_object()) {
        if (item.is_string() && name != "unit" && name != "finance") {
            out[std::string(name)] = std::string(item.get_string());
        }
    }
    return out;
}

void check_row(const total_row& row)
{
    for (const auto& [name, amount] : columns_of_row(row)) {
        int128 sum = 0;
        const auto parts = row.explain.find(name);
        if (parts != row.explain.end()) {
            for (const auto& part : parts->second) {
                BOOST_CHECK(minor_of(part.amount) != 0);
                sum += minor_of(part.amount);
            }
        }
        BOOST_TEST_CONTEXT(row.unit << " " << row.finance << " " << name << " " << amount)
        {
            BOOST_CHECK(sum == minor_of(amount));
        }
    }
}

/// The same JSON with the members of every object in another order.
json::value shuffled(const json::value& v, std::mt19937& random)
{
    if (const auto* list = v.if_array()) {
        json::array out;
        for (const auto& item : *list) {
            out.push_back(shuffled(item, random));
        }
        return out;
    }
    if (const auto* object = v.if_object()) {
        std::vector<std::pair<std::string, json::value>> members;
        for (const auto& [name, value] : *object) {
            members.emplace_back(name, shuffled(value, random));
        }
        std::shuffle(members.begin(), members.end(), random);
        json::object out;
        for (auto& [name, value] : members) {
            out[name] = std::move(value);
        }
        return out;
    }
    return v;
}

}  // namespace

BOOST_AUTO_TEST_CASE(members_are_read_in_whatever_order_they_come)
{
    std::mt19937 random(1);
    grow(nothing, [&](const random_register& r) {
        for (const auto& bytes : r.stage.bytes) {
            const auto decoded =
                decode_event(json::serialize(shuffled(json::parse(bytes), random)));
            BOOST_REQUIRE(std::holds_alternative<event>(decoded));
            BOOST_CHECK_EQUAL(encode_event(std::get<event>(decoded)), bytes);
        }
    });
}

BOOST_AUTO_TEST_CASE(replay_of_the_stored_bytes_gives_the_live_state)
{
    grow(nothing, [](const random_register& r) {
        for (std::size_t i = 0; i < r.stage.bytes.size(); ++i) {
            const auto decoded = decode_event(r.stage.bytes[i]);
            BOOST_REQUIRE(std::holds_alternative<event>(decoded));
            BOOST_CHECK_EQUAL(encode_event(std::get<event>(decoded)), r.stage.bytes[i]);
            BOOST_CHECK_EQUAL(canonical(boost::json::parse(r.stage.bytes[i])), r.stage.bytes[i]);
        }
        BOOST_CHECK_EQUAL(canonical_state(replay(r.stage.bytes)), canonical_state(r.stage.state));
    });
}

BOOST_AUTO_TEST_CASE(a_refused_command_changes_nothing)
{
    std::size_t refused = 0;
    grow(
        [&](random_register& r, const attempt& done) {
            r.keep_state_before = true;
            if (done.reason.empty() || done.state_before.empty()) {
                return;
            }
            ++refused;
            BOOST_CHECK_EQUAL(canonical_state(r.stage.state), done.state_before);
            BOOST_CHECK_EQUAL(r.stage.state.seq, done.seq_before);
            BOOST_CHECK(find_reason(done.reason) != nullptr);
        },
        [](const random_register&) {}
    );
    BOOST_TEST(refused > 0U);
}

BOOST_AUTO_TEST_CASE(a_past_day_is_what_was_certainly_in_effect_on_it)
{
    grow(nothing, [](const random_register& r) {
        for (const auto& [id, s] : r.stage.state.initiatives) {
            for (const auto& on : r.days(8)) {
                // What replaces or annuls does so from the beginning, whatever its own day.
                auto events = left_standing(r.stage.log, id, [](const event&) { return true; });
                std::vector<event> in_effect;
                for (auto& e : events) {
                    const bool planned =
                        e.payload.is<milestone_planned>() && e.effective_on.possibly_by(on);
                    const bool always =
                        e.payload.is<initiative_opened>() || e.payload.is<ordinal_stated>();
                    e.supersedes.reset();
                    if (settled_day(e) <= on || planned || always) {
                        in_effect.push_back(std::move(e));
                    }
                }
                const auto naive = fold_initiative(r.stage.state, in_effect);
                BOOST_REQUIRE(naive);
                BOOST_TEST_CONTEXT(id << " on " << on.to_string())
                {
                    check_same(
                        certain_views(r.stage.state, *s, on),
                        certain_views(r.stage.state, *naive, on)
                    );
                }
            }
        }
    });
}

BOOST_AUTO_TEST_CASE(what_was_known_then_is_the_fold_of_what_was_known)
{
    grow(nothing, [](const random_register& r) {
        for (const auto& [id, s] : r.stage.state.initiatives) {
            for (const auto& by : r.days(6)) {
                const auto known = [&](const event& e) { return known_day(e) <= by; };
                std::vector<event> run;
                for (const auto& e : r.stage.log) {
                    if (e.stream == id && known(e)) {
                        run.push_back(e);
                    }
                }
                const auto folded = fold_initiative(r.stage.state, run);
                const auto naive =
                    fold_initiative(r.stage.state, left_standing(r.stage.log, id, known));
                BOOST_CHECK_EQUAL(facts_of(r.stage.state, folded), facts_of(r.stage.state, naive));
            }
        }
    });
}

BOOST_AUTO_TEST_CASE(what_was_known_needs_no_log)
{
    std::size_t put_back = 0;
    grow(nothing, [&](const random_register& r) {
        const auto check = [&](const std::string& id, const auto& known) {
            std::vector<event> run;
            std::copy_if(
                r.stage.log.begin(), r.stage.log.end(), std::back_inserter(run),
                [&](const event& e) {
                    return e.stream == id && known(e.seq, known_day(e), e.recorded_at_us);
                }
            );
            const auto folded = fold_initiative(r.stage.state, run);
            const auto of_fact = [&](const fact& f) {
                return known(f.seq, f.known, f.recorded_at_us);
            };
            const auto found = known_by(r.stage.state.initiatives.at(id), of_fact);
            const bool opened = !run.empty() && run.front().payload.is<initiative_opened>();
            BOOST_REQUIRE_EQUAL(found != nullptr, opened);
            if (opened) {
                BOOST_CHECK_EQUAL(facts_of(r.stage.state, found), facts_of(r.stage.state, folded));
                BOOST_CHECK_EQUAL(found->last_seq, folded->last_seq);
                BOOST_CHECK_EQUAL(found->pins.size(), folded->pins.size());
                BOOST_CHECK(found->rules == folded->rules);
                BOOST_CHECK_EQUAL(found->superseded.size(), folded->superseded.size());
            }
            const auto& now = r.stage.state.initiatives.at(id)->superseded;
            put_back += std::count_if(now.begin(), now.end(), [&](const superseded_fact& gone) {
                return of_fact(*gone.fact) && !of_fact(*gone.by);
            });
        };
        for (const auto& [id, s] : r.stage.state.initiatives) {
            check(id, [](auto, auto, auto) { return true; });
            for (const auto& by : r.days(4)) {
                check(id, [&](auto, civil_date day, auto) { return day <= by; });
                check(id, [&](auto, auto, std::int64_t us) { return day_of(us) <= by; });
            }
            for (std::int64_t seq = 1; seq <= r.stage.state.seq; seq += 37) {
                check(id, [&](std::int64_t at, auto, auto) { return at <= seq; });
            }
        }
    });
    BOOST_TEST(put_back > 0U);
}

BOOST_AUTO_TEST_CASE(the_state_at_a_sequence_number_is_what_it_was_then)
{
    std::map<std::int64_t, std::string> then;
    grow(
        [&](const random_register& r, const attempt&) {
            if (r.stage.state.seq % 40 == 0) {
                then[r.stage.state.seq] = canonical_state(r.stage.state);
            }
        },
        [&](const random_register& r) {
            for (const auto& [seq, text] : then) {
                const auto end = r.stage.bytes.begin() + static_cast<std::ptrdiff_t>(seq);
                const auto state = replay({r.stage.bytes.begin(), end});
                BOOST_CHECK_EQUAL(canonical_state(state), text);
                for (const auto& [id, s] : state.initiatives) {
                    const auto run = [&](const event& e) { return e.seq <= seq; };
                    const auto naive = fold_initiative(state, left_standing(r.stage.log, id, run));
                    BOOST_CHECK_EQUAL(facts_of(state, s), facts_of(state, naive));
                }
            }
            then.clear();
        }
    );
}

BOOST_AUTO_TEST_CASE(the_buckets_of_a_pledge_exclude_each_other)
{
    std::size_t seen = 0;
    grow(nothing, [&](const random_register& r) {
        for (const auto& [id, s] : r.stage.state.initiatives) {
            for (const auto& on : r.days(5)) {
                for (const auto& [pledge, facts] : s->pledges) {
                    const auto f = record_pledge(*s, pledge, on).figures;
                    const auto largest =
                        std::max({f.pledged.minor(), f.committed.minor(), f.paid.minor()});
                    BOOST_CHECK(f.paid.minor() >= 0);
                    BOOST_CHECK(f.committed_unpaid.minor() >= 0);
                    BOOST_CHECK(f.pledged_uncommitted.minor() >= 0);
                    BOOST_CHECK(
                        f.paid.minor() + f.committed_unpaid.minor() +
                            f.pledged_uncommitted.minor() ==
                        largest
                    );
                    seen += largest > 0 ? 1 : 0;
                }
            }
        }
    });
    BOOST_TEST(seen > 0U);
}

BOOST_AUTO_TEST_CASE(totals_are_exactly_what_explains_them)
{
    grow(nothing, [](const random_register& r) {
        for (const auto& on : r.days(5)) {
            const auto t = compute_totals(r.stage.state, {}, on, "USD");
            std::map<std::string, int128> by_unit;
            for (const auto& row : t.rows) {
                check_row(row);
                by_unit[row.unit] += minor_of(row.pledged);
            }
            for (const auto& row : t.by_unit) {
                check_row(row);
                BOOST_CHECK(by_unit[row.unit] == minor_of(row.pledged));
            }
        }
    });
}

BOOST_AUTO_TEST_CASE(what_is_certain_is_possible)
{
    grow(nothing, [](const random_register& r) {
        for (const auto& [id, s] : r.stage.state.initiatives) {
            for (const auto& on : r.days(8)) {
                const auto v =
                    view_initiative(r.stage.state, *s, depositary::workflows::workflows(), on);
                for (const auto& c : v.counts) {
                    BOOST_CHECK_LE(c.certain, c.possible);
                }
                if (v.force) {
                    BOOST_CHECK_LE(v.force->certain, v.force->possible);
                }
                BOOST_CHECK(!v.in_force_certain || v.in_force_possible);
                for (const auto& p : view_participations(r.stage.state, *s, on)) {
                    BOOST_TEST_CONTEXT(id << " " << p.actor << " on " << on.to_string())
                    {
                        BOOST_CHECK(!p.certain || p.possible);
                    }
                }
            }
        }
    });
}

BOOST_AUTO_TEST_CASE(who_approved_did_not_propose)
{
    std::size_t executed = 0;
    grow(nothing, [&](const random_register& r) {
        for (const auto& [id, s] : r.stage.state.initiatives) {
            for (const auto& p : view_proposals(*s, r.stage.today())) {
                if (p.state == "executed") {
                    BOOST_CHECK_NE(p.approved_by.value(), p.proposed_by);
                    ++executed;
                }
            }
        }
    });
    BOOST_TEST_MESSAGE("proposals executed: " << executed);
}

namespace {

/// Where every thing with a terminal state stands on `on`, by name.
std::map<std::string, std::pair<std::string, std::string>> standing(
    const register_state& base, const initiative_state& s, civil_date on
)
{
    std::map<std::string, std::pair<std::string, std::string>> out;
    const auto& set = depositary::workflows::workflows();
    for (const auto& r : view_initiative(base, s, set, on).regions) {
        out["region " + r.region] = {r.region, r.state};
    }
    for (const auto& p : view_participations(base, s, on)) {
        out["political " + p.actor] = {"participation_political", p.political};
        out["exit " + p.actor] = {"participation_exit", p.exit};
    }
    for (const auto& p : view_pledges(s, on)) {
        out["pledge " + p.id] = {"pledge_life", p.life};
    }
    for (const auto& m : view_milestones(s, on)) {
        out["milestone " + m.milestone] = {"milestone_schedule", m.schedule};
    }
    return out;
}

bool is_terminal(std::string_view machine_id, std::string_view state)
{
    const auto* m = depositary::workflows::workflows().find(machine_id);
    BOOST_REQUIRE(m != nullptr);
    const auto& states = m->info().states;
    return std::any_of(states.begin(), states.end(), [&](const auto& s) {
        return s.id == state && s.terminal;
    });
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_terminal_state_is_left_by_a_correction_alone)
{
    std::map<std::string, std::map<std::string, std::pair<std::string, std::string>>> ended;
    std::size_t seen = 0;
    grow(
        [&](const random_register& r, const attempt& done) {
            const auto id = done.initiative;
            const auto s = r.stage.state.find_initiative(id);
            if (!s || !done.reason.empty()) {
                return;
            }
            auto& known = ended[id];
            if (done.method.starts_with("event.")) {
                known.clear();
            }
            const auto now = standing(r.stage.state, *s, r.stage.today());
            for (const auto& [name, was] : known) {
                BOOST_TEST_CONTEXT(id << " " << name)
                {
                    const auto is = now.find(name);
                    BOOST_REQUIRE(is != now.end());
                    BOOST_CHECK_EQUAL(is->second.second, was.second);
                }
            }
            for (const auto& [name, is] : now) {
                if (is_terminal(is.first, is.second)) {
                    known[name] = is;
                    ++seen;
                }
            }
        },
        [&](const random_register&) { ended.clear(); }
    );
    BOOST_TEST(seen > 0U);
}

namespace {

/// What the view says of the region that `machine_id` moved for what `params` are about; nullopt
/// where the machine is of a kind that other tests compare.
std::optional<std::string> state_now(
    const random_register& r, const attempt& done, std::string_view machine_id
)
{
    const auto s = r.stage.state.find_initiative(done.initiative);
    if (!s) {
        return std::nullopt;
    }
    if (done.method == "initiative.advance") {
        const auto* m = depositary::workflows::workflows().find(machine_id);
        return view_region(r.stage.state, *s, *m, r.stage.today()).state;
    }
    const auto* named = done.params.if_contains("actor");
    if (!machine_id.starts_with("participation_") || named == nullptr) {
        return std::nullopt;
    }
    const auto* who = r.stage.state.find_actor(named->as_string());
    const auto force = view_force(r.stage.state, *s, r.stage.today());
    const auto v = view_participation(r.stage.state, *s, who->id, r.stage.today(), force);
    const std::map<std::string_view, std::string> of{
        {"participation_consent", v.consent},       {"participation_exit", v.exit},
        {"participation_invitation", v.invitation}, {"participation_provisional", v.provisional},
        {"participation_political", v.political},
    };
    const auto found = of.find(machine_id);
    return found == of.end() ? std::nullopt : std::optional(found->second);
}

/// The clock's own steps may follow at once: a delay of no days, a threshold already reached.
bool follows_by_date(std::string_view to, std::string_view now)
{
    return (to == "consent_established" && now == "party") ||
           (to == "withdrawal_notified" && now == "withdrawn") ||
           (to == "open" && (now == "threshold_met" || now == "in_force")) ||
           (to == "threshold_met" && now == "in_force");
}

}  // namespace

BOOST_AUTO_TEST_CASE(an_accepted_command_leads_where_the_machine_said)
{
    std::size_t compared = 0;
    grow(
        [&](const random_register& r, const attempt& done) {
            const bool today = !done.params.contains("effective_on");
            if (!done.reason.empty() || !today || done.method.starts_with("event.")) {
                return;
            }
            for (const auto& [machine_id, to] : done.moved) {
                const auto now = state_now(r, done, machine_id);
                if (now && !follows_by_date(to, *now)) {
                    BOOST_CHECK_EQUAL(*now, to);
                    ++compared;
                }
            }
        },
        [](const random_register&) {}
    );
    BOOST_TEST(compared > 0U);
}

BOOST_AUTO_TEST_CASE(random_commands_reach_most_methods)
{
    std::map<std::string, std::size_t> done_by_method;
    std::map<std::string, std::map<std::string, int>> why;
    grow(
        [&](const random_register&, const attempt& done) {
            done_by_method[done.method] += done.reason.empty() ? 1 : 0;
            ++why[done.method][done.reason + " " + done.field];
        },
        [](const random_register&) {}
    );
    std::string never;
    std::size_t accepted = 0;
    for (const auto& c : commands()) {
        const bool happened = done_by_method[std::string(c->info().name)] > 0;
        accepted += happened ? 1 : 0;
        if (!happened) {
            never += "\n" + std::string(c->info().name);
            for (const auto& [reason, times] : why[std::string(c->info().name)]) {
                never += ", " + reason + " " + std::to_string(times);
            }
        }
    }
    BOOST_TEST_MESSAGE("never accepted:" << never);
    // Which are reached is chance; fewer than half would mean that the generator is broken.
    BOOST_TEST(accepted * 2 > commands().size());
}

BOOST_AUTO_TEST_SUITE_END()
