#include "workflows/catalogue/catalogue.hpp"

#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "api/import.hpp"
#include "engine/date.hpp"
#include "engine/terms.hpp"

namespace {

using namespace depositary;
namespace json = boost::json;

const workflows::catalogue_initiative& initiative(std::string_view id)
{
    for (const auto& i : workflows::catalogue_initiatives()) {
        if (i.id == id) {
            return i;
        }
    }
    BOOST_FAIL("not in the catalogue: " + std::string(id));
    throw std::logic_error("unreachable");
}

api::import_plan plan_of(const workflows::catalogue_initiative& i)
{
    api::import_options o;
    o.initiative = std::string(i.id);
    o.kind = api::import_kind::history;
    o.key_prefix = std::string(workflows::catalogue_key_prefix);
    return api::read_import(std::string(i.id) + ".json", i.history, o);
}

std::string text(const json::object& o, std::string_view name)
{
    const auto* v = o.if_contains(name);
    return v != nullptr && v->is_string() ? std::string(v->get_string()) : std::string();
}

std::map<std::string, std::string> kinds_of_actors()
{
    std::map<std::string, std::string> out;
    const auto actors = json::parse(workflows::catalogue_actors());
    for (const auto& item : actors.as_array()) {
        const auto& p = item.at("params").as_object();
        BOOST_TEST(out.emplace(text(p, "id"), text(p, "kind")).second, text(p, "id") << " twice");
    }
    return out;
}

/// method, or method with what tells its records apart.
std::map<std::string, int> tally(const workflows::catalogue_initiative& i)
{
    std::map<std::string, int> out;
    for (const auto& c : plan_of(i).commands) {
        ++out[c.method];
        if (c.method == "participation.deposit") {
            ++out[text(c.params, "act")];
        }
    }
    return out;
}

bool dated(const json::value& v)
{
    if (v.is_string()) {
        return engine::parse_stated(v.get_string()).has_value();
    }
    if (!v.is_object()) {
        return false;
    }
    for (const auto& [name, bound] : v.get_object()) {
        if ((name != "not_before" && name != "not_after") || !bound.is_string() ||
            !engine::civil_date::parse(bound.get_string())) {
            return false;
        }
    }
    return true;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(catalogue_test)

BOOST_AUTO_TEST_CASE(there_are_193_member_states_and_no_claim_about_the_rest)
{
    std::map<std::string, int> count;
    for (const auto& [id, kind] : kinds_of_actors()) {
        ++count[kind];
    }
    BOOST_TEST(count["member_state"] == 193);
    BOOST_TEST(count["observer_state"] == 2);
    // 249 codes of ISO 3166-1 in all.
    BOOST_TEST(
        count["member_state"] + count["observer_state"] + count["other_state"] +
            count["territory"] ==
        249
    );
    const auto kinds = kinds_of_actors();
    BOOST_TEST(kinds.at("EUU") == "regional_organisation");
    BOOST_TEST(kinds.at("VAT") == "observer_state");
    BOOST_TEST(kinds.at("PSE") == "observer_state");
}

BOOST_AUTO_TEST_CASE(every_member_state_is_dated_and_in_a_regional_group_or_said_to_be_in_none)
{
    std::map<std::string, int> groups;
    const auto actors = json::parse(workflows::catalogue_actors());
    for (const auto& item : actors.as_array()) {
        const auto& p = item.at("params").as_object();
        if (text(p, "kind") == "member_state") {
            BOOST_TEST(engine::civil_date::parse(text(p, "un_member_since")).has_value());
            ++groups[text(p, "regional_group")];
        } else {
            BOOST_TEST(!p.contains("un_member_since"), text(p, "id"));
        }
        BOOST_TEST(!text(p.at("name").as_object(), "en").empty());
        BOOST_TEST(!text(p.at("name").as_object(), "fr").empty());
    }
    BOOST_TEST(groups["African Group"] == 54);
}

BOOST_AUTO_TEST_CASE(every_definition_passes_its_lint_and_has_the_id_of_its_initiative)
{
    for (const auto& i : workflows::catalogue_initiatives()) {
        const auto parsed = engine::parse_definition(i.definition);
        if (const auto* r = std::get_if<engine::refusal>(&parsed)) {
            BOOST_ERROR(std::string(i.id) + ": " + r->field + ": " + r->en);
            continue;
        }
        const auto& d = std::get<engine::definition>(parsed);
        BOOST_TEST(d.id == i.id);
        BOOST_TEST(d.version == 1);
        BOOST_TEST(!d.sources.empty());
        const auto actors = kinds_of_actors();
        for (const auto& lead : d.leads) {
            BOOST_TEST(actors.contains(lead), lead << " leads and is not registered");
        }
    }
}

BOOST_AUTO_TEST_CASE(the_solar_alliance_enters_into_force_thirty_days_after_the_fifteenth)
{
    const auto parsed =
        engine::parse_definition(initiative("international-solar-alliance").definition);
    const auto& d = std::get<engine::definition>(parsed);
    BOOST_TEST(d.rules.entry_into_force->threshold.count.value() == 15);
    BOOST_TEST(d.rules.entry_into_force->delay->days.value() == 30);
    BOOST_TEST(d.rules.joining.signature_required);
    BOOST_TEST(d.rules.joining.signature->opens->to_string() == "2016-11-15");
    BOOST_TEST(!d.rules.withdrawal->admitted);
    BOOST_TEST(!d.rules.withdrawal->notice.has_value());
}

BOOST_AUTO_TEST_CASE(every_record_has_evidence_a_date_and_known_actors)
{
    const auto actors = kinds_of_actors();
    for (const auto& i : workflows::catalogue_initiatives()) {
        const auto plan = plan_of(i);
        BOOST_TEST(plan.problems.empty());
        BOOST_TEST(plan.warnings.empty());
        for (const auto& c : plan.commands) {
            const auto where = std::string(i.id) + " " + c.key;
            BOOST_TEST(
                text(c.params, "idempotency_key") == "catalogue:" + std::string(i.id) + ":" + c.key
            );
            const auto& evidence = c.params.at("evidence").as_array();
            BOOST_TEST(!evidence.empty(), where);
            for (const auto& e : evidence) {
                BOOST_TEST(text(e.as_object(), "uri").starts_with("http"), where);
            }
            BOOST_TEST(dated(c.params.at("effective_on")), where);
            if (c.params.contains("known_on")) {
                BOOST_TEST(dated(c.params.at("known_on")), where);
            }
            auto actor = text(c.params, "actor");
            if (const auto* content = c.params.if_contains("content")) {
                actor = text(content->as_object(), "actor");
            }
            BOOST_TEST((actor.empty() || actors.contains(actor)), where << ": " << actor);
        }
    }
}

BOOST_AUTO_TEST_CASE(the_solar_alliance_has_the_73_acts_of_its_source)
{
    auto t = tally(initiative("international-solar-alliance"));
    BOOST_TEST(t["participation.sign"] == 48);
    BOOST_TEST(t["ratification"] == 23);
    BOOST_TEST(t["accession"] == 1);
    // A presidential memorandum is a statement of intent, not the notice of withdrawal.
    BOOST_TEST(t["participation.declare"] == 1);
    BOOST_TEST(t["participation.notify_withdrawal"] == 0);
    BOOST_TEST(t["initiative.state_ordinal"] == 1);
    BOOST_TEST(t["event.correct"] == 1);
    BOOST_TEST(t["milestone.plan"] == 11);
    BOOST_TEST(t["milestone.record_outcome"] == 10);
}

BOOST_AUTO_TEST_CASE(the_paris_call_has_its_81_states_and_the_european_union)
{
    const auto actors = kinds_of_actors();
    int states = 0;
    std::set<std::string> bounded;
    for (const auto& c : plan_of(initiative("paris-call")).commands) {
        if (c.method != "participation.endorse") {
            continue;
        }
        const auto actor = text(c.params, "actor");
        states += actors.at(actor) == "member_state" ? 1 : 0;
        if (c.params.at("effective_on").is_object()) {
            bounded.insert(actor);
        }
    }
    BOOST_TEST(states == 81);
    // The register's own date of the 2019 bulk import is a default, so it is no date here.
    BOOST_TEST(bounded.contains("AUS"));
    BOOST_TEST(!bounded.contains("FRA"));
    auto t = tally(initiative("paris-call"));
    BOOST_TEST(t["participation.endorse"] == 85);
    BOOST_TEST(t["participation.delist"] == 3);
    const auto parsed = engine::parse_definition(initiative("paris-call").definition);
    BOOST_TEST(std::get<engine::definition>(parsed).principles.size() == 9U);
}

BOOST_AUTO_TEST_CASE(covax_has_forty_pledges_and_keeps_overlapping_totals_apart)
{
    std::map<std::string, json::object> pledges;
    int aggregates = 0;
    int shipments = 0;
    for (const auto& c : plan_of(initiative("covax")).commands) {
        if (c.method == "pledge.announce") {
            pledges[text(c.params, "pledge")] = c.params.at("content").as_object();
        } else if (c.method == "attestation.record") {
            const auto subject = text(c.params, "subject");
            shipments += subject == "shipments" ? 1 : 0;
            if (subject == "pledges") {
                ++aggregates;
                BOOST_TEST(!c.params.at("overlaps").as_array().empty());
            }
        }
    }
    BOOST_TEST(pledges.size() == 40U);
    BOOST_TEST(aggregates == 3);
    BOOST_TEST(shipments == 26);
    int conditional = 0;
    for (const auto& [id, content] : pledges) {
        conditional += content.contains("conditional_amount") ? 1 : 0;
    }
    BOOST_TEST(conditional == 2);
    BOOST_TEST(
        text(pledges.at("covax-gbr-by-2020-10-07-gbp"), "conditional_amount") == "250000000"
    );
}

BOOST_AUTO_TEST_CASE(a_bound_stays_a_bound_and_an_unknown_day_unknown)
{
    std::map<std::string, int> form;
    for (const auto& c : plan_of(initiative("humanitarian-call-for-action")).commands) {
        if (c.method == "participation.endorse") {
            const auto& on = c.params.at("effective_on");
            const auto* o = on.if_object();
            ++form[o == nullptr ? "day" : o->contains("not_before") ? "between" : "by"];
        }
    }
    BOOST_TEST(form["day"] == 2);  // the two that presented the Call
    BOOST_TEST(form["by"] == 44);
    BOOST_TEST(form["between"] == 5);
    int undated = 0;
    for (const auto& c : plan_of(initiative("gender-at-the-centre")).commands) {
        const auto* on = c.params.at("effective_on").if_object();
        undated += c.method == "participation.join" && on != nullptr && on->empty() ? 1 : 0;
    }
    BOOST_TEST(undated == 13);
}

BOOST_AUTO_TEST_CASE(generation_equality_keeps_overlapping_totals_apart_from_single_commitments)
{
    const auto& forum = initiative("generation-equality-forum");
    int aggregates = 0;
    for (const auto& c : plan_of(forum).commands) {
        if (c.method == "attestation.record" && text(c.params, "key").starts_with("aggregate-")) {
            ++aggregates;
            BOOST_TEST(text(c.params, "unit") == "USD");
        }
    }
    BOOST_TEST(aggregates == 5);
    auto t = tally(forum);
    BOOST_TEST(t["pledge.announce"] == 16);
    BOOST_TEST(t["pledge.register"] == 0);
    BOOST_TEST(t["participation.apply"] == t["participation.accept"]);
    BOOST_TEST(t["participation.invite"] == 9);
    // The memorandum concerns the convenor; no notice of withdrawal from the Forum was seen.
    BOOST_TEST(t["participation.declare"] == 1);
    BOOST_TEST(t["participation.leave"] == 0);
    const auto parsed = engine::parse_definition(forum.definition);
    const auto& rules = std::get<engine::definition>(parsed).rules;
    BOOST_TEST(rules.joining.application_required);
    BOOST_TEST(rules.pledges->smart_required);
    BOOST_TEST(rules.reporting->every_months.value() == 12);
}

BOOST_AUTO_TEST_CASE(the_stockholm_initiative_is_sixteen_states_and_steps_addressed_to_others)
{
    const auto& stockholm = initiative("stockholm-initiative");
    const auto parsed = engine::parse_definition(stockholm.definition);
    const auto& d = std::get<engine::definition>(parsed);
    const auto& members = d.rules.joining.eligibility.at(0).actors;
    BOOST_TEST(members.size() == 16U);
    BOOST_TEST(d.steps.size() == 3U);
    for (const auto& step : d.steps) {
        for (const auto& addressee : step.addressees) {
            BOOST_TEST(
                (std::find(members.begin(), members.end(), addressee) == members.end()), addressee
            );
        }
    }
    auto t = tally(stockholm);
    BOOST_TEST(t["participation.join"] == 16);
    BOOST_TEST(t["milestone.reschedule"] == 3);
    BOOST_TEST(t["step.align"] == 0);  // no position of a single member is sourced
    int blocked = 0;
    for (const auto& c : plan_of(stockholm).commands) {
        blocked += text(c.params, "cause") == "consensus_blocked" ? 1 : 0;
    }
    BOOST_TEST(blocked == 2);
}

BOOST_AUTO_TEST_CASE(whoever_has_due_dates_reminds_thirty_and_seven_days_before)
{
    for (const auto& i : workflows::catalogue_initiatives()) {
        const auto parsed = engine::parse_definition(i.definition);
        const auto& reminders = std::get<engine::definition>(parsed).rules.reminders;
        if (reminders) {
            const std::vector<std::int64_t> days{30, 7};
            BOOST_TEST(reminders->days_before == days, i.id);
        }
    }
}

BOOST_AUTO_TEST_CASE(a_text_adopted_by_consensus_names_its_body)
{
    const auto parsed = engine::parse_definition(initiative("laws-guiding-principles").definition);
    const auto& d = std::get<engine::definition>(parsed);
    BOOST_TEST(d.archetype == "principles");
    BOOST_TEST(d.rules.consensus.has_value());
    BOOST_TEST(!d.rules.consensus->body.en.empty());
    BOOST_TEST(!d.rules.consensus->body.fr.empty());
}

BOOST_AUTO_TEST_SUITE_END()
