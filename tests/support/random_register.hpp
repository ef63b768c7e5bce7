#pragma once

/// A register that is sent random commands: every method, mostly by somebody who may, on days that
/// are known exactly, roughly or not at all. One seed gives one history. All content is MADE UP.

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

#include <map>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "engine/proposal.hpp"
#include "tests/support/register_fixture.hpp"

namespace depositary::tests {

/// The compiled machines, keeping where each one moved last.
class watched_machine final : public engine::machine
{
public:
    using moves = std::map<std::string, std::string, std::less<>>;

    watched_machine(const engine::machine& inner, moves& moved) : inner_(inner), moved_(moved) {}
    [[nodiscard]] const engine::machine_info& info() const override { return inner_.info(); }
    [[nodiscard]] engine::step_result step(
        std::string_view state, std::string_view event, const engine::machine_facts& facts
    ) const override
    {
        auto result = inner_.step(state, event, facts);
        if (result.status == engine::step_status::moved) {
            moved_[std::string(inner_.info().id)] = result.to;
        }
        return result;
    }
    [[nodiscard]] std::vector<engine::allowed_row> allowed(
        std::string_view state, const engine::machine_facts& facts
    ) const override
    {
        return inner_.allowed(state, facts);
    }

private:
    const engine::machine& inner_;
    moves& moved_;
};

class watched_workflows final : public engine::workflow_set
{
public:
    watched_workflows()
    {
        for (const auto* m : compiled_.all()) {
            machines_[std::string(m->info().id)] = std::make_unique<watched_machine>(*m, moved);
        }
    }
    [[nodiscard]] const engine::machine* find(std::string_view id) const override
    {
        const auto found = machines_.find(id);
        return found == machines_.end() ? nullptr : found->second.get();
    }
    [[nodiscard]] const engine::archetype_info* archetype(std::string_view id) const override
    {
        return compiled_.archetype(id);
    }
    [[nodiscard]] std::span<const engine::archetype_info> archetypes() const override
    {
        return compiled_.archetypes();
    }
    [[nodiscard]] std::vector<const engine::machine*> all() const override
    {
        return compiled_.all();
    }
    [[nodiscard]] std::optional<std::string> draw(
        const engine::machine_info& info, std::string_view format,
        const std::optional<std::string>& current, const std::vector<engine::taken_step>& path
    ) const override
    {
        return compiled_.draw(info, format, current, path);
    }

    watched_machine::moves moved;

private:
    const engine::workflow_set& compiled_ = workflows::workflows();
    std::map<std::string, std::unique_ptr<watched_machine>, std::less<>> machines_;
};

struct attempt
{
    std::string method;
    std::string principal;
    std::string initiative;  ///< empty for commands of the register
    boost::json::object params;
    std::string reason;  ///< of the refusal; empty when accepted
    std::string field;   ///< at fault
    std::int64_t seq_before = 0;
    std::string state_before;  ///< canonical; when asked for
    watched_machine::moves moved;
};

class random_register
{
public:
    explicit random_register(unsigned seed) : stage("2024-01-10", set_), random_(seed)
    {
        for (const auto* id : {"AAA", "BBB", "CCC", "DDD"}) {
            stage.add_actor(id);
        }
        stage.add_actor("EUX", "regional_organisation");
        stage.add_actor("ACME", "company");
        stage.open("pact", "treaty", treaty_rules());
        stage.open("fund", "facility", political_rules());
        stage.open("talk", "call", political_rules());
        for (const auto* role : {"coordinator", "depositary", "recipient", "reviewer", "admin"}) {
            stage.grant(std::string(role) + "-1", role);
            stage.grant(std::string(role) + "-2", role);
        }
        for (const auto* actor : {"AAA", "BBB", "CCC", "EUX", "ACME"}) {
            stage.grant(
                std::string("of-") + actor, "focal_point",
                R"("actor":")" + std::string(actor) + R"(","full_powers_until":"2024-12-31")"
            );
        }
        plant();
    }

    /// Something to act on from the beginning.
    void plant()
    {
        for (const auto* id : {"pact", "fund", "talk"}) {
            stage.initiative = id;
            for (const auto* n : {"0", "1", "2"}) {
                const auto actor = R"("actor":")" + some({"AAA", "BBB"}) + '"';
                stage.act(
                    "import", "pledge.register",
                    R"("pledge":"p)" + std::string(n) + R"(","content":{)" + actor +
                        R"(,"amount":"80","unit":"USD"})"
                );
                stage.act(
                    "import", "milestone.plan",
                    R"("milestone":"m)" + std::string(n) +
                        R"(","title":{"en":"MADE UP"},"owner":"AAA","due":"2024-04")"
                );
                stage.act(
                    "import", "participation.deposit",
                    R"("act":"ratification","precondition_unsourced":true,)" + actor
                );
            }
        }
    }

    /// Sends one command; time may have gone on before it.
    attempt command()
    {
        if (below(4) == 0) {
            stage.go_to(stage.today().add_days(below(25)));
            stage.clock();
        }
        attempt a;
        const auto& method = some_method();
        a.method = method.info().name;
        a.initiative = some({"pact", "pact", "fund", "talk"});
        a.params = a.method.starts_with("proposal.") ? proposal(a)
                                                     : content(a.method, method.params_schema());
        if (!a.method.starts_with("proposal.")) {
            a.principal = somebody(method.info());
        }
        add_envelope(a, method.info().needs_initiative);
        set_.moved.clear();
        a.seq_before = stage.state.seq;
        if (keep_state_before) {
            a.state_before = engine::canonical_state(stage.state);
        }
        a.reason = stage.send(a.principal, a.method, a.params);
        a.field = stage.last ? stage.last->field : "";
        a.moved = set_.moved;
        return a;
    }

    bool keep_state_before = false;

    /// Days from before the beginning to today and a little beyond.
    [[nodiscard]] std::vector<engine::civil_date> days(int count) const
    {
        const auto first = day("2023-11-01");
        const auto span = stage.today().days() - first.days() + 40;
        std::vector<engine::civil_date> out{stage.today()};
        for (int i = 0; i < count; ++i) {
            out.push_back(first.add_days(i * span / count));
        }
        return out;
    }

    unsigned below(unsigned n)
    {
        return std::uniform_int_distribution<unsigned>(0, n - 1)(random_);
    }

private:
    watched_workflows set_;

public:
    register_fixture stage;

private:
    using list = std::vector<std::string>;

    std::string some(const list& from) { return from[below(static_cast<unsigned>(from.size()))]; }
    std::string numbered(const std::string& prefix, unsigned n)
    {
        return prefix + std::to_string(below(n));
    }

    std::string treaty_rules()
    {
        const auto number = std::to_string(1 + below(3));
        const auto delay = std::to_string(below(3) * 15);
        const auto flag = [&] { return std::string(below(2) == 0 ? "true" : "false"); };
        return R"({"joining":{"acts":["signature","definitive_signature","ratification",)"
               R"("accession","succession"],"signature_required":)" +
               flag() + R"(,"full_powers_required":)" + flag() +
               R"(,"provisional_application":true,)" +
               R"("signature":{"opens":"2023-12-01","closes":"2024-11-30"},)" +
               R"("accession":{"opens":"2024-02-01"}},"entry_into_force":{"threshold":{"count":)" +
               number + R"(},"delay":{"days":)" + delay +
               R"(},"not_counted_kinds":["regional_organisation"],"withdrawn_count":)" + flag() +
               R"(,"own_delay_from_threshold":)" + flag() +
               R"(},"withdrawal":{"admitted":true,"notice":{"days":20},"lock_in":{"days":)" +
               delay + R"(}},"milestones":{},"pledges":)" + pledge_rules() +
               R"(,"lifecycle":{"suspension_allowed":true},"corrections":{"objection_days":10},)"
               R"("reservations":{"late_admitted":true},)"
               R"("assessment":{"unit":"USD","due_days":30,"arrears_periods":2}})";
    }

    static std::string pledge_rules()
    {
        return R"({"admitted":true,"forms":["financial","in_kind","undertaking"],)"
               R"("units":["doses"],"reference_currency":"USD","unconfirmed_after_days":60})";
    }

    std::string political_rules()
    {
        return R"({"joining":{"acts":["endorsement","joining"],"roles":["member","donor"],)"
               R"("eligibility":[{"kinds":["member_state","company"]}],"vetting_required":)" +
               std::string(below(2) == 0 ? "true" : "false") + R"(},"pledges":)" + pledge_rules() +
               R"(,"milestones":{"smart_required":false})"
               R"(,"consensus":{"body":{"en":"MADE UP","fr":"INVENTÉ"}})"
               R"(,"assessment":{"unit":"USD","due_days":30})"
               R"(,"lifecycle":{"termination_allowed":true}})";
    }

    const engine::command_method& some_method()
    {
        const auto all = engine::commands();
        for (;;) {
            const auto& c = *all[below(static_cast<unsigned>(all.size()))];
            const auto name = c.info().name;
            const bool rare = name == "pledge.withdraw" || name == "pledge.supersede" ||
                              name == "milestone.cancel" || name == "milestone.supersede" ||
                              name == "initiative.advance" || name == "actor.merge" ||
                              name == "grant.revoke" || name == "event.annul" ||
                              name == "participation.delist";
            if (!rare || below(5) == 0) {
                return c;
            }
        }
    }

    std::string somebody(const engine::method_info& info)
    {
        if (below(12) == 0) {
            return some({"anonymous", "nobody", "clock", "of-AAA", "coordinator-1"});
        }
        const auto role = std::string(info.roles[below(static_cast<unsigned>(info.roles.size()))]);
        if (role == "focal_point") {
            return "of-" + (last_actor_.empty() ? some({"AAA", "BBB"}) : last_actor_);
        }
        const bool own = role == "import" || role == "operator" || role == "clock";
        return own ? role : role + (below(2) == 0 ? "-1" : "-2");
    }

    void add_envelope(attempt& a, bool needs_initiative)
    {
        if (needs_initiative) {
            a.params["initiative"] = a.initiative;
        } else {
            a.initiative.clear();
        }
        const bool proposal = a.method.starts_with("proposal.");
        if (below(10) != 0) {
            a.params["reason"] = "made up";
        }
        if (below(6) != 0) {
            a.params["evidence"] = boost::json::array{boost::json::object{
                {"uri", "https://example.org/made-up"}, {"sha256", std::string(64, 'a')}}};
        }
        if (!proposal && below(3) == 0) {
            a.params["effective_on"] = interval();
        }
        if (!proposal && below(10) == 0) {
            a.params["known_on"] = interval();
        }
        if (below(25) == 0) {
            a.params["expected_version"] = std::int64_t{below(200)};
        }
    }

    engine::civil_date around() { return stage.today().add_days(static_cast<int>(below(60)) - 45); }

    boost::json::value interval()
    {
        const auto from = around();
        const auto until = from.add_days(below(20));
        switch (below(6)) {
            case 0:
                return boost::json::value(from.to_string().substr(0, 7));
            case 1:
                return boost::json::object{{"not_after", from.to_string()}};
            case 2:
                return boost::json::object{{"not_before", from.to_string()}};
            case 3:
                return boost::json::object{{"as_stated", "one day"}};
            case 4:
                return boost::json::object{
                    {"not_before", from.to_string()}, {"not_after", until.to_string()}};
            default:
                return boost::json::value(from.to_string());
        }
    }

    boost::json::object proposal(attempt& a)
    {
        const auto all =
            engine::view_proposals(*stage.state.initiatives.at(a.initiative), stage.today());
        if (a.method == "proposal.create" || all.empty()) {
            a.method = "proposal.create";
            const auto* command = four_eyes_method();
            auto params = content(std::string(command->info().name), command->params_schema());
            params["reason"] = "made up";
            a.principal = somebody(command->info());
            return {{"method", command->info().name}, {"params", std::move(params)}};
        }
        const auto& p = all[below(static_cast<unsigned>(all.size()))];
        const auto* command = engine::find_command(p.method);
        a.principal = below(6) == 0 ? p.proposed_by : somebody(command->info());
        if (a.method == "proposal.withdraw") {
            return {{"proposal", p.proposal}};
        }
        return {{"proposal", p.proposal}, {"hash", below(9) == 0 ? "00" : p.hash}};
    }

    const engine::command_method* four_eyes_method()
    {
        std::vector<const engine::command_method*> fit;
        for (const auto& c : engine::commands()) {
            if (c->info().four_eyes) {
                fit.push_back(c.get());
            }
        }
        return fit[below(static_cast<unsigned>(fit.size()))];
    }

    /// Params for `method` from its schema, with values that have a chance to be right.
    boost::json::object content(const std::string& method, const boost::json::object& schema)
    {
        last_actor_.clear();
        method_ = method;
        return object(schema);
    }

    boost::json::object object(const boost::json::object& schema)
    {
        std::set<std::string_view> required;
        if (const auto* names = schema.if_contains("required")) {
            for (const auto& name : names->as_array()) {
                required.insert(name.as_string());
            }
        }
        boost::json::object out;
        for (const auto& [key, item] : schema.at("properties").as_object()) {
            const std::string name(key);
            static const std::set<std::string_view> seldom{"composed_of",
                                                           "restates",
                                                           "shares",
                                                           "condition",
                                                           "conditional_amount",
                                                           "region",
                                                           "until",
                                                           "definition_version",
                                                           "grant",
                                                           "after",
                                                           "precondition_unsourced"};
            static const std::set<std::string_view> often{"pledge",   "receipt", "commitment",
                                                          "delivery", "amount",  "unit",
                                                          "payload",  "owner",   "due"};
            const unsigned one_in = seldom.contains(name) ? 12 : often.contains(name) ? 1 : 3;
            if (required.contains(name) || below(one_in) == 0) {
                out[name] = value(name, item.as_object());
            }
        }
        return out;
    }

    boost::json::value value(const std::string& name, const boost::json::object& schema)
    {
        if (schema.contains("$ref")) {
            return interval();
        }
        if (schema.contains("description")) {
            return any_json(name);
        }
        const std::string type(schema.at("type").as_string());
        if (type == "object") {
            return schema.contains("properties") ? object(schema) : boost::json::object{};
        }
        if (type == "array") {
            boost::json::array items;
            for (unsigned n = name == "aliases" ? 0 : 1 + below(2); n > 0; --n) {
                items.push_back(value(name, schema.at("items").as_object()));
            }
            return items;
        }
        if (type == "boolean") {
            return below(4) == 0;
        }
        if (type == "integer") {
            return number(name);
        }
        return schema.contains("format") ? boost::json::value(around().to_string())
                                         : boost::json::value(text(name));
    }

    boost::json::value number(const std::string& name)
    {
        if (name == "seq") {
            return std::int64_t{1} + below(static_cast<unsigned>(stage.state.seq) + 2);
        }
        return name == "shelf_life_days" ? std::int64_t{40} + below(90)
                                         : std::int64_t{1} + below(4);
    }

    boost::json::value any_json(const std::string& name)
    {
        if (name == "definition") {
            return boost::json::parse(
                made_up_definition(numbered("more-", 3), "call", political_rules())
            );
        }
        switch (below(4)) {
            case 0:
                return boost::json::object{{"amount", amount()}};
            case 1:
                return boost::json::object{{"statement", "corrected"}};
            case 2:
                return boost::json::object{{text("word"), text("word")}};
            default:
                return boost::json::object{};
        }
    }

    std::string amount()
    {
        const auto whole = std::to_string(below(90));
        return below(3) == 0 ? whole : whole + "." + std::to_string(10 + below(90));
    }

    std::string text(const std::string& name)
    {
        using table = std::map<std::string, list, std::less<>>;
        static const table words{
            {"act", {"ratification", "ratification", "accession", "acceptance"}},
            {"as", {"member", "donor", "observer"}},
            {"status", {"on_track", "delayed", "at_risk", "nonsense"}},
            {"level", {"no_evidence", "not_started", "limited", "substantial", "complete"}},
            {"stage", {"planning", "in_progress", "fulfilled", "discontinued"}},
            {"outcome", {"met", "missed", "passed", "failed", "nonsense"}},
            {"position", {"supports", "supports_with_statement", "not_aligned"}},
            {"form", {"financial", "financial", "in_kind", "undertaking"}},
            {"finance_type", {"grant", "loan", "unspecified"}},
            {"unit", {"USD", "USD", "EUR", "doses"}},
            {"base", {"USD", "EUR"}},
            {"quote", {"EUR", "USD"}},
            {"share", {"0.5", "1"}},
            {"role", {"coordinator", "depositary", "focal_point", "reviewer"}},
            {"to", {"late-1", "recipient-1", "of-AAA"}},
            {"period", {"2023", "2024"}},
            {"instalment", {"c0/1", "c1/1", "c0/2"}},
            {"key", {"1", "2"}},
            {"un_member_since", {"1945-10-24", "1971-09-21"}},
            {"word", {"to", "event", "status", "outcome", "pledge", "nonsense", "kind", "actor"}},
        };
        static const std::set<std::string_view> actors{
            "actor", "owner", "into", "member", "by", "predecessor", "recipient", "on_behalf_of"};
        static const std::set<std::string_view> amounts{"amount",   "value",  "target",
                                                        "baseline", "figure", "cap",
                                                        "ratio",    "rate",   "conditional_amount"};
        if (actors.contains(name)) {
            last_actor_ = some({"AAA", "BBB", "CCC", "EUX", "ACME", "DDD"});
            return last_actor_;
        }
        if (amounts.contains(name)) {
            return amount();
        }
        if (const auto found = words.find(name); found != words.end()) {
            return some(found->second);
        }
        return named(name);
    }

    std::string named(const std::string& name)
    {
        static const std::map<std::string, std::string, std::less<>> prefixes{
            {"receipt", "r"},   {"delivery", "d"},   {"commitment", "c"},     {"milestone", "m"},
            {"after", "m"},     {"grant", "g-"},     {"definition", "more-"}, {"reservation", "v"},
            {"procedure", "q"}, {"group", "h"},      {"correction", "x"},     {"amendment", "a"},
            {"scale", "l"},     {"obligation", "o"}, {"payment", "y"}};
        if (const auto found = prefixes.find(name); found != prefixes.end()) {
            return numbered(found->second, 3);
        }
        if (name == "pledge" || name == "restates" || name == "composed_of") {
            return numbered("p", 5);
        }
        if (name == "number") {
            return numbered("C.N.", 12) + ".2024." + some({"pact", "pact", "fund", "talk"});
        }
        if (name == "successor") {
            return method_.starts_with("milestone.") ? numbered("m", 3) : numbered("p", 5);
        }
        if (name == "kind") {
            return some(kinds());
        }
        if (name == "event" && method_ == "initiative.advance") {
            return some_event();
        }
        if (name == "id") {
            return method_.starts_with("actor.re") && below(2) == 0 ? numbered("N", 9) : "DDD";
        }
        return "made up";
    }

    list kinds() const
    {
        if (method_ == "participation.declare") {
            return {"interpretative", "intent_not_to_become_party", "territorial"};
        }
        if (method_ == "rate.record") {
            return {"reference", "daily"};
        }
        return method_ == "actor.register" ? list{"member_state", "company"}
                                           : list{"policy", "date", "matching", "nonsense"};
    }

    std::string some_event()
    {
        list all;
        for (const auto* m : set_.all()) {
            const auto id = m->info().id;
            if (id.starts_with("life_") || id.starts_with("initiative_")) {
                for (const auto& e : m->info().events) {
                    all.emplace_back(e.id);
                }
            }
        }
        return some(all);
    }

    std::mt19937 random_;
    std::string last_actor_;
    std::string method_;
};

}  // namespace depositary::tests
