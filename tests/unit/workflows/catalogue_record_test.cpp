#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>

#include <openssl/sha.h>

#include <map>
#include <string>
#include <variant>

#include "api/import.hpp"
#include "engine/amendment.hpp"
#include "engine/decision.hpp"
#include "engine/initiative.hpp"
#include "engine/participation.hpp"
#include "workflows/catalogue/catalogue.hpp"
#include "workflows/workflows.hpp"

/// The catalogue through the same decisions as any command, into a register in memory.

namespace {

using namespace depositary;
namespace json = boost::json;

engine::digest sha256(std::string_view bytes)
{
    engine::digest out{};
    SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), out.data());
    return out;
}

engine::civil_date day(std::string_view text)
{
    return engine::civil_date::parse(text).value();
}

class register_in_memory
{
public:
    api::import_answer call(const std::string& method, const json::object& params)
    {
        engine::arrival when;
        when.principal = std::string(engine::import_principal);
        when.today = today_;
        when.now_us = std::int64_t{today_.days()} * 86'400'000'000;
        when.fresh_id = std::to_string(state_.seq);
        when.sha256 = sha256;
        auto decided = engine::decide(state_, workflows::workflows(), when, method, params);
        if (const auto* r = std::get_if<engine::refusal>(&decided)) {
            return {api::import_outcome::refused, 0, r->reason, r->field + " " + r->en};
        }
        const auto first = state_.seq + 1;
        for (auto& e : std::get<engine::accepted>(decided).events) {
            record(std::move(e), when.now_us);
        }
        return {api::import_outcome::accepted, first, {}, {}};
    }

    void clock()
    {
        engine::arrival when;
        when.principal = std::string(engine::clock_principal);
        when.today = today_;
        when.now_us = std::int64_t{today_.days()} * 86'400'000'000;
        when.sha256 = sha256;
        for (auto& e : engine::fall_due(state_, workflows::workflows(), when)) {
            record(std::move(e), when.now_us);
        }
    }

    const engine::register_state& state() const { return state_; }

private:
    void record(engine::event e, std::int64_t now_us)
    {
        e.seq = state_.seq + 1;
        e.version = state_.version_of(e.stream) + 1;
        e.recorded_at_us = now_us;
        engine::apply(state_, e);
    }

    engine::register_state state_;
    engine::civil_date today_ = day("2026-11-24");
};

void expect_accepted(const api::import_report& report, std::string_view what)
{
    for (const auto& r : report.refused) {
        BOOST_ERROR(std::string(what) + " " + r.key + ": " + r.reason + " " + r.message);
    }
    BOOST_TEST(report.unsourced.empty());
}

const register_in_memory& loaded()
{
    static const register_in_memory* all = [] {
        auto* store = new register_in_memory;  // lives as long as the test program
        const auto call = [&](const std::string& m, const json::object& p) {
            return store->call(m, p);
        };
        api::import_options o;
        o.key_prefix = std::string(workflows::catalogue_key_prefix);
        o.kind = api::import_kind::history;
        const auto actors = api::read_import("actors", workflows::catalogue_actors(), o);
        expect_accepted(api::run_import(actors, call, false), "actors");
        for (const auto& i : workflows::catalogue_initiatives()) {
            const auto published =
                store->call("definition.publish", {{"definition", json::parse(i.definition)}});
            BOOST_TEST((published.outcome == api::import_outcome::accepted), published.message);
            o.initiative = std::string(i.id);
            const auto plan = api::read_import(i.id, i.history, o);
            expect_accepted(api::run_import(plan, call, false), i.id);
        }
        store->clock();
        return store;
    }();
    return *all;
}

engine::initiative_view view(std::string_view id, std::string_view on)
{
    const auto& state = loaded().state();
    const auto initiative = state.find_initiative(id);
    BOOST_REQUIRE(initiative);
    return engine::view_initiative(state, *initiative, workflows::workflows(), day(on));
}

engine::participation_view participant(
    std::string_view initiative, std::string_view actor, std::string_view on
)
{
    const auto& state = loaded().state();
    const auto found = state.find_initiative(initiative);
    const auto force = engine::view_force(state, *found, day(on));
    return engine::view_participation(state, *found, actor, day(on), force);
}

constexpr std::string_view isa = "international-solar-alliance";

std::string amendment(std::string_view on)
{
    const auto& state = loaded().state();
    return engine::view_amendment(state, *state.find_initiative(isa), "membership", day(on)).state;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(catalogue_record_test)

BOOST_AUTO_TEST_CASE(every_record_of_the_catalogue_is_accepted)
{
    const auto& state = loaded().state();
    BOOST_TEST(state.initiatives.size() == 16U);
    BOOST_TEST(state.actors.size() == 279U);
}

BOOST_AUTO_TEST_CASE(the_solar_alliance_is_in_force_from_2017_12_06_and_not_a_day_earlier)
{
    BOOST_TEST(view(isa, "2016-11-14").state == "draft");
    BOOST_TEST(view(isa, "2016-11-15").state == "open");
    BOOST_TEST(view(isa, "2017-12-05").state == "threshold_met");
    const auto v = view(isa, "2017-12-06");
    BOOST_TEST(v.state == "in_force");
    BOOST_REQUIRE(v.force && v.force->in_force);
    BOOST_TEST(v.force->reached->not_after->to_string() == "2017-11-06");
    BOOST_TEST(v.force->in_force->not_before->to_string() == "2017-12-06");
    BOOST_TEST(v.force->in_force->not_after->to_string() == "2017-12-06");
}

BOOST_AUTO_TEST_CASE(the_amendment_is_in_force_from_the_corrected_day)
{
    BOOST_TEST(amendment("2018-10-03") == "adopted");
    BOOST_TEST(amendment("2020-08-01") == "adopted");
    BOOST_TEST(amendment("2021-01-08") == "in_force");
}

BOOST_AUTO_TEST_CASE(a_ratification_with_a_bound_makes_a_party_whatever_the_bound_of_the_signature)
{
    BOOST_TEST(participant(isa, "MUS", "2026-01-01").consent == "party");
    BOOST_TEST(participant(isa, "IND", "2026-01-01").consent == "party");
    BOOST_TEST(participant(isa, "TGO", "2026-01-01").consent == "signatory");
}

BOOST_AUTO_TEST_CASE(a_statement_of_intent_withdraws_nobody)
{
    const auto usa = participant(isa, "USA", "2026-02-01");
    BOOST_TEST(usa.exit == "participating");
    BOOST_TEST(usa.consent == "signatory");
}

BOOST_AUTO_TEST_CASE(the_paris_call_counts_its_states_and_keeps_the_delisted_apart)
{
    const auto v = view("paris-call", "2026-01-01");
    BOOST_TEST(v.state == "dormant");
    std::map<std::string, std::int64_t> endorsers;
    for (const auto& c : v.counts) {
        if (c.state == "endorser") {
            endorsers[c.kind] += c.certain;
        }
    }
    BOOST_TEST(endorsers["member_state"] == 81);
    BOOST_TEST(endorsers["regional_organisation"] == 1);
    BOOST_TEST(participant("paris-call", "org:maldon-wat", "2026-01-01").political == "delisted");
    BOOST_TEST(participant("paris-call", "org:maldon-wat", "2020-02-18").political != "delisted");
}

BOOST_AUTO_TEST_CASE(covax_runs_from_design_to_closure)
{
    BOOST_TEST(view("covax", "2020-05-01").state == "design");
    BOOST_TEST(view("covax", "2020-06-04").state == "fundraising");
    BOOST_TEST(view("covax", "2021-02-24").state == "operational");
    BOOST_TEST(view("covax", "2023-12-31").state == "closed");
    const auto state = loaded().state().find_initiative("covax");
    BOOST_TEST(state->pledges.size() == 40U);
    BOOST_TEST(state->milestones.size() == 12U);
}

BOOST_AUTO_TEST_SUITE_END()
