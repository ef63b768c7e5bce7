#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <map>
#include <memory>
#include <random>

#include "tests/unit/engine/pledge_stage.hpp"

using namespace depositary::engine;
using namespace depositary::engine::pledge_tests;

BOOST_AUTO_TEST_SUITE(pledge_property_test)

namespace {

/// The compiled machines, keeping where each one moved last.
class recording_machine final : public machine
{
public:
    recording_machine(const machine& inner, std::map<std::string, std::string, std::less<>>& moved)
        : inner_(inner), moved_(moved)
    {}
    [[nodiscard]] const machine_info& info() const override { return inner_.info(); }
    [[nodiscard]] step_result step(
        std::string_view state, std::string_view event, const machine_facts& facts
    ) const override
    {
        auto result = inner_.step(state, event, facts);
        if (result.status == step_status::moved) {
            moved_[std::string(inner_.info().id)] = result.to;
        }
        return result;
    }
    [[nodiscard]] std::vector<allowed_row> allowed(
        std::string_view state, const machine_facts& facts
    ) const override
    {
        return inner_.allowed(state, facts);
    }

private:
    const machine& inner_;
    std::map<std::string, std::string, std::less<>>& moved_;
};

class recording_set final : public workflow_set
{
public:
    recording_set()
    {
        for (const auto* m : compiled_.all()) {
            machines_[std::string(m->info().id)] = std::make_unique<recording_machine>(*m, moved);
        }
    }
    [[nodiscard]] const machine* find(std::string_view id) const override
    {
        const auto found = machines_.find(id);
        return found == machines_.end() ? nullptr : found->second.get();
    }
    [[nodiscard]] const archetype_info* archetype(std::string_view id) const override
    {
        return compiled_.archetype(id);
    }
    [[nodiscard]] std::span<const archetype_info> archetypes() const override
    {
        return compiled_.archetypes();
    }
    [[nodiscard]] std::vector<const machine*> all() const override { return compiled_.all(); }
    [[nodiscard]] std::optional<std::string> draw(
        const machine_info& info, std::string_view format,
        const std::optional<std::string>& current, const std::vector<taken_step>& path
    ) const override
    {
        return compiled_.draw(info, format, current, path);
    }

    mutable std::map<std::string, std::string, std::less<>> moved;

private:
    const workflow_set& compiled_ = depositary::workflows::workflows();
    std::map<std::string, std::unique_ptr<recording_machine>, std::less<>> machines_;
};

/// Random acts on a few pledges; most are legal, and those that are not must change nothing.
class actor_at_random
{
public:
    actor_at_random(stage& s, unsigned seed) : s_(s), random_(seed) {}

    /// The pledge acted on.
    std::string act()
    {
        const auto id = "p" + std::to_string(below(3));
        const auto sub = std::to_string(below(3));
        const auto amount = std::to_string(below(120)) + "." + std::to_string(10 + below(90));
        switch (below(17)) {
            case 0:
                s_.call("chair", "pledge.announce", content(id, amount));
                break;
            case 1:
                s_.call("ana", "pledge.register", content(id, amount));
                break;
            case 2:
                s_.call("ana", "pledge.amend", amount_of(id, amount) + dated());
                break;
            case 3:
                s_.call("ana", "pledge.reduce", amount_of(id, amount) + dated());
                break;
            case 4:
                if (below(6) == 0) {
                    s_.call("ana", "pledge.withdraw", named(id));
                }
                break;
            case 5:
                release(id, amount);
                break;
            case 6:
                if (below(6) == 0) {
                    s_.call("ana", "pledge.supersede", named(id, R"("successor":"p0")"));
                }
                break;
            case 7:
                s_.call(
                    "ana", "pledge.declare_condition",
                    named(id, R"("kind":"policy","statement":"x","amount":"9.50")")
                );
                break;
            case 8:
                s_.call("ana", "pledge.meet_condition", named(id) + dated());
                break;
            default:
                act_on_money(id, sub, amount);
        }
        return id;
    }

    /// The acts that follow a promise.
    void act_on_money(const std::string& id, const std::string& sub, const std::string& amount)
    {
        const auto receipt = R"(,"receipt":"r)" + sub + R"(")";
        const auto delivery = R"(,"delivery":"d)" + sub + R"(")";
        switch (9 + below(8)) {
            case 9:
                s_.call("ana", "pledge.lapse_condition", named(id) + dated());
                break;
            case 10:
                sign(id, sub, amount);
                break;
            case 11:
                s_.call(
                    "till", "pledge.terminate_commitment",
                    named(id, R"("commitment":"c)" + sub + R"(")") + dated()
                );
                break;
            case 12:
                s_.call("ana", "pledge.report_payment", amount_of(id, amount) + receipt);
                break;
            case 13:
                s_.call("till", "pledge.confirm_receipt", named(id) + receipt + dated());
                break;
            case 14:
                s_.call(
                    "till", below(2) == 0 ? "pledge.dispute_receipt" : "pledge.reverse_receipt",
                    named(id) + receipt
                );
                break;
            case 15:
                s_.call(
                    "ana", "pledge.report_delivery",
                    named(id, R"("amount":"7","shelf_life_days":90)") + delivery
                );
                break;
            default:
                s_.call(
                    "till", below(3) == 0 ? "pledge.reject_delivery" : "pledge.accept_delivery",
                    named(id) + delivery
                );
        }
    }

    unsigned below(unsigned n)
    {
        return std::uniform_int_distribution<unsigned>(0, n - 1)(random_);
    }

private:
    std::string content(const std::string& id, const std::string& amount)
    {
        // The third pledge is in kind, so that both forms are walked.
        return id == "p2"
                   ? money(id, "AAA", std::to_string(below(90)), R"(,"form":"in_kind")", "doses")
                   : money(id, "AAA", amount);
    }
    std::string dated()
    {
        const auto on = s_.today().add_days(-static_cast<int>(below(40)));
        return below(3) == 0 ? R"(,"effective_on":")" + on.to_string() + R"(")" : "";
    }
    void release(const std::string& id, const std::string& amount)
    {
        const auto all = below(2) == 0 ? s_.pledge(id).outstanding : amount;
        s_.agree("chair", "till", "pledge.release", amount_of(id, all));
    }
    void sign(const std::string& id, const std::string& sub, const std::string& amount)
    {
        const auto due = s_.today().add_days(static_cast<int>(below(60)) - 20).to_string();
        s_.agree(
            "ana", "till", "pledge.sign_commitment",
            amount_of(id, amount) + R"(,"commitment":"c)" + sub +
                R"(","instalments":[{"key":"1","due":")" + due + R"(","amount":")" + amount +
                R"("}])"
        );
    }

    stage& s_;
    std::mt19937 random_;
};

int128 sum(const figure& f)
{
    int128 total = 0;
    for (const auto& c : f.because()) {
        BOOST_REQUIRE((c.minor != 0));
        total += c.minor;
    }
    return total;
}

void check_amounts(const pledge_record& r)
{
    const auto& f = r.figures;
    const auto largest = std::max({f.pledged.minor(), f.committed.minor(), f.paid.minor()});
    const auto buckets =
        f.paid.minor() + f.committed_unpaid.minor() + f.pledged_uncommitted.minor();
    BOOST_REQUIRE((buckets == largest));
    BOOST_REQUIRE((f.expected.minor() == std::max<int128>(0, largest - f.released.minor())));
    for (const auto& named : named_figures(f)) {
        BOOST_REQUIRE_MESSAGE((named.value->minor() >= 0), named.name);
        BOOST_REQUIRE_MESSAGE((sum(*named.value) == named.value->minor()), named.name);
    }
    int128 aged = 0;
    for (const auto& a : f.ageing) {
        aged += a.minor();
    }
    BOOST_REQUIRE((aged == f.overdue.minor()));
    BOOST_REQUIRE((f.overdue.minor() <= f.outstanding.minor()));
    BOOST_REQUIRE((f.announced.minor() == 0 || f.pledged.minor() == 0));
    BOOST_REQUIRE(r.unreadable.empty());
}

/// The machine that has the progress, asked from every state, comes to the view's.
void check_progress(const pledge_record& r)
{
    if (r.life == "unrecorded" || r.progress.empty()) {
        return;
    }
    const bool in_kind = r.content.form == "in_kind";
    const auto* m =
        depositary::workflows::workflows().find(in_kind ? "pledge_delivery" : "pledge_progress");
    BOOST_REQUIRE(m != nullptr);
    const auto as_int = [](int128 v) { return static_cast<std::int64_t>(v); };
    const auto& f = r.figures;
    const machine_facts facts{
        {"pledged_minor", as_int(f.pledged.minor())},
        {"committed_minor", as_int(f.committed.minor())},
        {"paid_minor", as_int(f.paid.minor())},
        {"accepted_minor", as_int(f.paid.minor())},
        {"shipped_minor", as_int(f.paid.minor() + f.reported_unconfirmed.minor())},
    };
    for (const auto& state : m->info().states) {
        const auto result = m->step(state.id, "reassess", facts);
        BOOST_REQUIRE((result.status == step_status::moved));
        BOOST_REQUIRE_EQUAL(result.to, r.progress);
    }
}

/// Where the machines moved, the view is.
void check_moves(const recording_set& set, const pledge_record& r)
{
    const auto moved = [&](std::string_view id, std::string_view is) {
        const auto found = set.moved.find(id);
        if (found != set.moved.end()) {
            BOOST_REQUIRE_EQUAL(found->second, is);
        }
    };
    moved("pledge_life", r.life);
    moved("pledge_condition", r.condition);
    if (!r.commitments.empty() && set.moved.contains("pledge_commitment")) {
        const auto& to = set.moved.find("pledge_commitment")->second;
        BOOST_REQUIRE(std::any_of(r.commitments.begin(), r.commitments.end(), [&](const auto& c) {
            return c.state == to;
        }));
    }
}

/// What is told from the facts alone is what reading the pledge tells.
void check_shortcuts(const initiative_state& fund, civil_date as_of)
{
    for (const auto& [id, facts] : fund.pledges) {
        const auto r = record_pledge(fund, id, as_of);
        const auto since = awaits_confirmation_since(*facts, as_of);
        BOOST_REQUIRE_EQUAL(since.has_value(), r.life == "announced");
        BOOST_REQUIRE((!since || *since == r.recorded_on));
        BOOST_REQUIRE(
            (has_instalments(*facts) || std::all_of(
                                            r.commitments.begin(), r.commitments.end(),
                                            [](const auto& c) { return c.instalments.empty(); }
                                        ))
        );
    }
}

}  // namespace

BOOST_AUTO_TEST_CASE(views_agree_with_the_machines_and_amounts_with_their_events)
{
    const recording_set set;
    int accepted_acts = 0;
    std::map<std::string, int> kinds;
    for (unsigned seed = 1; seed <= 120; ++seed) {
        BOOST_TEST_CONTEXT("seed " << seed)
        {
            stage s("2024-01-01", &set);
            actor_at_random random(s, seed);
            for (int i = 0; i < 80; ++i) {
                s.go_to(s.today().add_days(random.below(9)).to_string());
                set.moved.clear();
                const auto seq = s.state.seq;
                const auto id = random.act();
                const auto r = record_pledge(s.fund(), id, s.today());
                if (!s.last && s.state.seq > seq) {
                    ++accepted_acts;
                    ++kinds[std::string(type_of(s.events.back().payload))];
                    check_moves(set, r);
                }
                check_amounts(r);
                check_progress(r);
                const auto past = s.today().add_days(-60);
                check_amounts(record_pledge(s.fund(), id, past));
                check_shortcuts(s.fund(), s.today());
                check_shortcuts(s.fund(), past);
                s.clock();
            }
        }
    }
    BOOST_TEST(accepted_acts > 1'000);
    // A walk that never released, reversed or terminated anything would prove little.
    for (const auto* kind :
         {"expectation_released", "receipt_reversed", "commitment_terminated", "condition_lapsed",
          "delivery_accepted", "pledge_reduced", "pledge_withdrawn", "pledge_superseded"}) {
        BOOST_TEST(kinds[kind] > 0, kind);
    }
}

BOOST_AUTO_TEST_CASE(totals_are_the_sums_of_their_pledges_and_actors_add_up_to_the_whole)
{
    for (unsigned seed = 1; seed <= 15; ++seed) {
        BOOST_TEST_CONTEXT("seed " << seed)
        {
            stage s("2024-01-01");
            std::mt19937 engine(seed);
            std::uniform_int_distribution<int> cents(1, 99'999);
            for (int i = 0; i < 6; ++i) {
                const auto a = std::uniform_int_distribution<int>(1, 998)(engine);
                const auto shares = R"(,"shares":[{"actor":"AAA","share":"0.)" +
                                    std::to_string(1000 + a).substr(1) +
                                    R"("},{"actor":"BBB","share":"0.)" +
                                    std::to_string(1000 + 1000 - a).substr(1) + R"("}])";
                const auto amount = format_decimal(cents(engine), 2);
                const auto id = "p" + std::to_string(i);
                BOOST_REQUIRE_EQUAL(
                    s.call("ana", "pledge.register", money(id, "AAA", amount, shares)), ""
                );
                BOOST_REQUIRE_EQUAL(
                    s.call("ana", "pledge.amend", amount_of(id, format_decimal(cents(engine), 2))),
                    ""
                );
            }
            const auto pledged = [&](const totals_filter& f) {
                const auto t = compute_totals(s.state, f, s.today());
                return std::get<int128>(parse_decimal(t.by_unit.at(0).pledged, 2));
            };
            int128 whole = 0;
            for (const auto& v : view_pledges(s.fund(), s.today())) {
                whole += std::get<int128>(parse_decimal(v.pledged, 2));
            }
            BOOST_TEST((pledged({}) == whole));
            BOOST_TEST((pledged({.actor = "AAA"}) + pledged({.actor = "BBB"}) == whole));
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
