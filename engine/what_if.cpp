#include "engine/what_if.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <algorithm>
#include <map>

#include "engine/amendment.hpp"
#include "engine/decision.hpp"
#include "engine/life.hpp"
#include "engine/money.hpp"

namespace depositary::engine {

namespace json = boost::json;

namespace {

/// Of nobody in the world: grants for it exist in the copy of the state alone.
constexpr std::string_view principal = "what-if";
constexpr std::string_view asked = "A question, not an act.";

struct command
{
    std::string_view method;
    json::object params;
};

std::optional<command> command_of(const hypothetical_act& a)
{
    static const std::map<std::string, std::string_view, std::less<>> methods{
        {"signature", "participation.sign"},
        {"definitive_signature", "participation.sign"},
        {"ratification", "participation.deposit"},
        {"acceptance", "participation.deposit"},
        {"approval", "participation.deposit"},
        {"accession", "participation.deposit"},
        {"formal_confirmation", "participation.deposit"},
        {"succession", "participation.succeed"},
        {"endorsement", "participation.endorse"},
        {"joining", "participation.join"},
        {"withdrawal", "participation.notify_withdrawal"},
        {"withdrawal_of_endorsement", "participation.withdraw_endorsement"},
        {"leaving", "participation.leave"},
    };
    const auto found = methods.find(a.act);
    if (found == methods.end()) {
        return std::nullopt;
    }
    command c{found->second, {{"actor", a.actor}}};
    if (a.amendment) {
        c.method = "amendment.accept";
        c.params["act"] = a.act;
        c.params["amendment"] = *a.amendment;
        return c;
    }
    if (c.method == "participation.deposit") {
        c.params["act"] = a.act;
    }
    if (a.act == "definitive_signature") {
        c.params["definitive"] = true;
    }
    const auto put = [&](const char* name, const std::optional<std::string>& value) {
        if (value) {
            c.params[name] = *value;
        }
    };
    put("as", a.as);
    put("predecessor", a.predecessor);
    put("declaration", a.declaration);
    return c;
}

/// Rights to do everything asked about, in the copy alone: the question is what the rules say, not
/// who is asking. Grants are tried by id: the actor speaks for itself before others speak for it.
void grant_all(register_state& copy, const std::string& initiative, const std::string& actor)
{
    const std::string to(principal);
    const auto for_ever = civil_date::from_ymd(9999, 12, 31);
    int order = 0;
    const auto give = [&](const char* role, std::optional<std::string> of) {
        const auto id = to + ":" + std::to_string(order++);
        copy.give({id, to, role, initiative, std::move(of), for_ever, for_ever, false});
    };
    give("focal_point", actor);
    give("depositary", std::nullopt);
    give("coordinator", std::nullopt);
}

std::optional<refusal> try_act(
    register_state& copy, const workflow_set& workflows, const what_if_question& q,
    const hypothetical_act& a, sha256_function sha256
)
{
    auto c = command_of(a);
    if (!c) {
        return refuse("E_VALUE", "act", "\"" + a.act + "\".");
    }
    grant_all(copy, q.initiative, a.actor);
    const auto on = a.on.value_or(q.today);
    arrival when;
    when.principal = principal;
    when.today = std::max(q.today, on);
    constexpr std::int64_t us_per_day = 86'400'000'000;
    when.now_us = when.today.days() * us_per_day;
    when.fresh_id = "what-if-" + std::to_string(copy.seq);
    when.sha256 = sha256;
    c->params["initiative"] = q.initiative;
    c->params["effective_on"] = on.to_string();
    c->params["reason"] = std::string(asked);
    c->params["evidence"] =
        json::array{json::object{{"uri", "urn:depositary:what-if"}, {"title", asked}}};
    auto result = decide(copy, workflows, when, c->method, c->params);
    if (auto* r = std::get_if<refusal>(&result)) {
        return std::move(*r);
    }
    for (auto& e : std::get<accepted>(result).events) {
        e.seq = copy.seq + 1;
        e.version = copy.version_of(e.stream) + 1;
        apply(copy, e);
    }
    return std::nullopt;
}

/// The first table of weights that a threshold names; empty for plain counts.
std::string table_of(const threshold_terms& t)
{
    if (t.weight) {
        return *t.weight;
    }
    for (const auto* parts : {&t.all, &t.any}) {
        for (const auto& part : *parts) {
            if (auto name = table_of(part); !name.empty()) {
                return name;
            }
        }
    }
    return {};
}

int128 weight_of(const definition& rules, const std::string& table, const std::string& actor)
{
    const auto found = rules.weights.find(table);
    if (found == rules.weights.end()) {
        return 0;
    }
    const auto own = found->second.find(actor);
    if (own == found->second.end()) {
        return 0;
    }
    const auto parsed = parse_decimal(own->second, 6);
    const auto* value = std::get_if<int128>(&parsed);
    return value == nullptr ? 0 : *value;
}

/// The fewest of `candidates` that make `list` reach the threshold of `entry`.
std::optional<std::int64_t> more_needed(
    const register_state& base, const initiative_state& s, const entry_terms& entry,
    std::vector<instrument> list, const std::vector<std::string>& candidates, civil_date as_of
)
{
    const auto& weights = s.rules->weights;
    const auto reached_now = [&] {
        return evaluate(entry.threshold, weights, list, as_of).certain;
    };
    if (reached_now()) {
        return 0;
    }
    const auto table = table_of(entry.threshold);
    auto order = candidates;
    std::stable_sort(order.begin(), order.end(), [&](const auto& a, const auto& b) {
        return weight_of(*s.rules, table, a) > weight_of(*s.rules, table, b);
    });
    std::int64_t more = 0;
    for (const auto& id : order) {
        const auto& kind = base.find_actor(id)->kind;
        const auto& none = entry.not_counted_kinds;
        if (std::find(none.begin(), none.end(), kind) != none.end()) {
            continue;
        }
        list.push_back({id, date_interval::day(as_of), std::nullopt});
        ++more;
        if (reached_now()) {
            return more;
        }
    }
    return std::nullopt;
}

bool certainly(const std::optional<date_interval>& day, civil_date as_of)
{
    return day && day->certainly_by(as_of);
}

std::vector<amendment_outlook> amendments_of(
    const register_state& base, const initiative_state& s,
    const std::vector<participation_view>& participants, civil_date as_of
)
{
    std::vector<amendment_outlook> all;
    if (!s.rules->rules.amendment) {
        return all;
    }
    for (const auto& v : view_amendments(base, s, as_of)) {
        if (v.state == "lapsed") {
            continue;
        }
        amendment_outlook o{v.amendment, v.state,    v.certain, v.possible,
                            v.reached,   v.in_force, {},        {}};
        for (const auto& p : participants) {
            const bool accepted =
                std::any_of(v.acceptances.begin(), v.acceptances.end(), [&](const auto& a) {
                    return a.actor == p.actor;
                });
            if (p.consent == "party" && p.exit != "withdrawn" && !accepted) {
                o.may_still_accept.push_back(p.actor);
            }
        }
        o.more_needed =
            certainly(v.reached, as_of)
                ? 0
                : more_needed(
                      base, s, s.rules->rules.amendment->entry_into_force,
                      counted_acceptances(base, s, v.amendment, as_of), o.may_still_accept, as_of
                  );
        all.push_back(std::move(o));
    }
    return all;
}

force_outlook outlook_of(const register_state& base, const std::string& id, civil_date as_of)
{
    const auto s = on_day(base.find_initiative(id), as_of);
    force_outlook o;
    o.force = view_force(base, *s, as_of);
    std::vector<participation_view> participants;
    for (const auto& [actor_id, who] : base.actors) {
        if (who->merged_into) {
            continue;
        }
        auto v = view_participation(base, *s, actor_id, as_of, o.force);
        o.participants_certain += v.certain ? 1 : 0;
        o.participants_possible += v.possible ? 1 : 0;
        if (!v.certain && eligible(base, s->rules->rules, *who, as_of)) {
            o.may_still_consent.push_back(actor_id);
        }
        participants.push_back(std::move(v));
    }
    if (o.force) {
        o.more_needed = certainly(o.force->reached, as_of)
                            ? 0
                            : more_needed(
                                  base, *s, *s->rules->rules.entry_into_force,
                                  counted_instruments(base, *s), o.may_still_consent, as_of
                              );
    }
    o.amendments = amendments_of(base, *s, participants, as_of);
    return o;
}

}  // namespace

what_if_answer what_if(
    const register_state& state, const workflow_set& workflows, const what_if_question& question,
    sha256_function sha256
)
{
    auto acts = question.acts;
    const auto day = [&](const hypothetical_act& a) { return a.on.value_or(question.today); };
    std::stable_sort(acts.begin(), acts.end(), [&](const auto& a, const auto& b) {
        return day(a) < day(b);
    });
    what_if_answer answer;
    answer.as_of = question.as_of.value_or(
        acts.empty() ? question.today : std::max(question.today, day(acts.back()))
    );
    answer.before = outlook_of(state, question.initiative, answer.as_of);
    register_state copy = state;
    for (const auto& a : acts) {
        answer.acts.push_back({a, try_act(copy, workflows, question, a, sha256)});
    }
    answer.after = outlook_of(copy, question.initiative, answer.as_of);
    return answer;
}

}  // namespace depositary::engine
