#include "engine/standing.hpp"

#include <boost/test/unit_test.hpp>

#include <set>

#include "api/method_notes.hpp"
#include "engine/reservation.hpp"
#include "tests/support/register_fixture.hpp"

/// What is said beforehand of an act on a thing must be what happens when one acts. Every register
/// in here is MADE UP.

using namespace depositary::engine;
using depositary::tests::day;
using depositary::tests::register_fixture;

BOOST_AUTO_TEST_SUITE(standing_test)

namespace {

struct question
{
    std::string kind;
    std::string id;
    std::string principal;
    std::optional<std::string> actor = std::nullopt;
};

standings standing_for(const register_fixture& r, const question& q)
{
    arrival when;
    when.principal = q.principal;
    when.today = r.today();
    const auto s = r.state.find_initiative(r.initiative);
    decision d{r.state, depositary::workflows::workflows(), when, {}, s, {}, false, {}, {}};
    d.head.initiative = s->id;
    auto all = standings_of(d, q.kind, q.id, q.actor);
    if (const auto* refused = std::get_if<refusal>(&all)) {
        BOOST_FAIL(refused->reason);
    }
    return std::get<standings>(std::move(all));
}

/// The reason of the first condition that does not hold for MACHINE.EVENT; empty when all do,
/// "no row" when the state does not offer it.
std::string foreseen(
    const register_fixture& r, const question& q, std::string_view machine, std::string_view event,
    std::string_view item = ""
)
{
    for (const auto& s : standing_for(r, q)) {
        if (s.machine != machine || s.item != item) {
            continue;
        }
        const auto& m = *depositary::workflows::workflows().find(s.machine);
        for (const auto& row : m.allowed(s.state, s.facts)) {
            if (row.row->event == event) {
                return row.unmet.empty() ? "" : std::string(row.unmet.front()->reason);
            }
        }
        return "no row";
    }
    return "no machine";
}

register_fixture pact(const std::string& more)
{
    register_fixture r("2024-03-01");
    for (const auto* id : {"AAA", "BBB", "CCC"}) {
        r.add_actor(id);
    }
    r.open(
        "pact", "treaty",
        R"({"joining":{"acts":["ratification"]},"entry_into_force":{"threshold":{"count":1}},)" +
            more + "}"
    );
    r.grant("dep", "depositary");
    return r;
}

std::string deposit(register_fixture& r, const std::string& actor)
{
    return r.act("dep", "participation.deposit", R"("act":"ratification","actor":")" + actor + '"');
}

}  // namespace

BOOST_AUTO_TEST_CASE(an_amendment_is_accepted_by_a_party_once)
{
    auto r = pact(R"("amendment":{"entry_into_force":{"threshold":{"count":2}}})");
    BOOST_REQUIRE_EQUAL(deposit(r, "AAA"), "");
    const auto step = [&](const std::string& verb, const std::string& more) {
        return r.act("dep", "amendment." + verb, R"("amendment":"annex")" + more);
    };
    const auto accept = [&](const std::string& actor) {
        return step("accept", R"(,"act":"acceptance","actor":")" + actor + '"');
    };
    const auto says = [&](const std::string& actor) {
        return foreseen(r, {"amendment", "annex", "dep", actor}, "amendment", "accept");
    };
    BOOST_REQUIRE_EQUAL(step("propose", R"(,"title":{"en":"MADE UP"})"), "");
    BOOST_TEST(says("AAA") == "no row");
    BOOST_TEST(accept("AAA") == "E_NOT_DEFINED");
    BOOST_REQUIRE_EQUAL(step("adopt", ""), "");
    BOOST_TEST(says("CCC") == "E_NOT_PARTY");
    BOOST_TEST(accept("CCC") == "E_NOT_PARTY");
    BOOST_TEST(says("AAA") == "");
    BOOST_TEST(accept("AAA") == "");
    BOOST_TEST(accept("AAA") == "E_ALREADY_CONSENTED");
    // Nobody in particular: that there are parties who may.
    BOOST_TEST(foreseen(r, {"amendment", "annex", "dep"}, "amendment", "accept") == "");
}

BOOST_AUTO_TEST_CASE(a_correction_is_executed_when_nobody_objected_in_time)
{
    auto r = pact(R"("corrections":{"objection_days":90})");
    BOOST_REQUIRE_EQUAL(deposit(r, "AAA"), "");
    const auto seq = std::to_string(r.state.seq);
    const question q{"correction", "c1", "dep"};
    BOOST_REQUIRE_EQUAL(
        r.act(
            "dep", "correction.propose",
            R"("correction":"c1","effective_on":"2024-02-05","seq":)" + seq
        ),
        ""
    );
    const auto execute = [&] { return r.act("dep", "correction.execute", R"("correction":"c1")"); };
    BOOST_TEST(foreseen(r, q, "correction", "execute") == "E_OBJECTION_PENDING");
    BOOST_TEST(execute() == "E_OBJECTION_PENDING");
    BOOST_TEST(foreseen(r, q, "correction", "object") == "");
    r.go_to("2024-05-31");
    BOOST_TEST(foreseen(r, q, "correction", "object") == "E_WINDOW_CLOSED");
    BOOST_TEST(foreseen(r, q, "correction", "execute") == "");
    BOOST_TEST(execute() == "");
}

BOOST_AUTO_TEST_CASE(a_reservation_is_for_the_others_to_answer_and_for_its_author_to_withdraw)
{
    auto r = pact(R"("reservations":{})");
    r.grant("aaa", "focal_point", R"("actor":"AAA")");
    for (const auto* id : {"BBB", "AAA"}) {
        if (std::string_view(id) == "AAA") {
            BOOST_REQUIRE_EQUAL(
                r.act(
                    "dep", "reservation.formulate",
                    R"("reservation":"r1","actor":"AAA","statement":"MADE UP")"
                ),
                ""
            );
        }
        BOOST_REQUIRE_EQUAL(deposit(r, id), "");
    }
    const auto says = [&](const std::string& actor) {
        return foreseen(r, {"reservation", "r1", "dep", actor}, "reservation", "accept");
    };
    const auto accept = [&](const std::string& actor) {
        return r.act("dep", "reservation.accept", R"("reservation":"r1","actor":")" + actor + '"');
    };
    const auto by_author = says("AAA");
    BOOST_TEST(by_author != "");
    BOOST_TEST(accept("AAA") == by_author);
    BOOST_TEST(says("CCC") == accept("CCC"));
    BOOST_TEST(says("BBB") == "");
    const auto all = standing_for(r, {"reservation", "r1", "dep", "BBB"});
    BOOST_TEST(all.front().owner.actor == "AAA");
    BOOST_TEST(all.front().other.actor == "BBB");
    BOOST_TEST(all.size() == 2U);
    BOOST_TEST(accept("BBB") == "");
}

BOOST_AUTO_TEST_CASE(what_a_payer_owes_is_recorded_by_another)
{
    register_fixture r("2021-03-01");
    r.add_actor("AAA");
    r.open(
        "dues", "facility",
        R"({"joining":{"acts":["joining"]},"assessment":{"unit":"USD","due_days":30,)"
        R"("arrears_periods":2,"minimum_percent":"0.001","maximum_percent":"100",)"
        R"("clause":"MADE UP art. 19"}})"
    );
    r.grant("chair", "coordinator");
    for (const auto* who : {"till", "both"}) {
        r.grant(who, "recipient");
    }
    r.grant("both", "focal_point", R"("actor":"AAA")");
    BOOST_REQUIRE_EQUAL(
        r.act(
            "chair", "scale.adopt",
            R"("scale":"s","from":"2021-01-01","until":"2026-12-31",)"
            R"("rates":[{"actor":"AAA","percent":"100"}])"
        ),
        ""
    );
    BOOST_REQUIRE_EQUAL(
        r.act(
            "chair", "assessment.issue",
            R"("period":"2021","total":"100","scale":"s","letter":"2021-01-01")"
        ),
        ""
    );
    const auto id = (*r.opened().obligations.begin()).first;
    const auto pay = [&](const std::string& who) {
        return r.act(
            who, "obligation.record_payment",
            R"("payment":"p1","amount":"1","effective_on":"2021-02-01","obligation":")" + id.str() +
                '"'
        );
    };
    const auto says = [&](const std::string& who) {
        return foreseen(r, {"obligation", id, who}, "obligation_payment", "record_payment");
    };
    const auto own = says("both");
    BOOST_TEST(own != "");
    BOOST_TEST(pay("both") == own);
    BOOST_TEST(says("till") == "");
    BOOST_TEST(pay("till") == "");
}

BOOST_AUTO_TEST_CASE(a_milestone_is_reported_by_its_owner_after_what_comes_first)
{
    register_fixture r("2024-03-01");
    r.add_actor("AAA");
    r.open(
        "fund", "facility",
        R"({"joining":{"acts":["joining"],"roles":["contributor"]},"milestones":{}})"
    );
    r.grant("chair", "coordinator");
    r.grant("ana", "focal_point", R"("actor":"AAA")");
    const auto plan = [&](const std::string& key, const std::string& more) {
        return r.act(
            "chair", "milestone.plan",
            R"("title":{"en":"MADE UP"},"due":"2030-01-01","milestone":")" + key + '"' + more
        );
    };
    BOOST_REQUIRE_EQUAL(plan("first", ""), "");
    BOOST_REQUIRE_EQUAL(
        r.act(
            "ana", "milestone.plan",
            R"("title":{"en":"MADE UP"},"due":"2030-01-01","milestone":"second","owner":"AAA",)"
            R"("after":["first"])"
        ),
        ""
    );
    const auto says = [&](const std::string& key) {
        return foreseen(r, {"milestone", key, "ana"}, "milestone_owner", "report_complete");
    };
    const auto done = [&](const std::string& who, const std::string& key) {
        return r.act(
            who, "milestone.report_complete", R"("explanation":"MADE UP","milestone":")" + key + '"'
        );
    };
    const auto too_early = says("second");
    BOOST_TEST(too_early != "");
    BOOST_TEST(done("ana", "second") == too_early);
    BOOST_TEST(standing_for(r, {"milestone", "second", "chair"}).front().owner_alone);
    BOOST_TEST(!standing_for(r, {"milestone", "first", "chair"}).front().owner_alone);
    BOOST_TEST(done("chair", "first") == "");
    BOOST_TEST(says("second") == "");
    BOOST_TEST(done("ana", "second") == "");
}

BOOST_AUTO_TEST_CASE(a_receipt_is_not_confirmed_by_the_one_who_reported_it)
{
    register_fixture r("2024-03-01");
    r.add_actor("AAA");
    r.open(
        "fund", "facility",
        R"({"joining":{"acts":["joining"],"roles":["contributor"]},)"
        R"("pledges":{"admitted":true,"forms":["financial"]}})"
    );
    for (const auto* who : {"till", "both"}) {
        r.grant(who, "recipient");
    }
    r.grant("both", "focal_point", R"("actor":"AAA")");
    BOOST_REQUIRE_EQUAL(
        r.act(
            "both", "pledge.register",
            R"("pledge":"p","content":{"actor":"AAA","amount":"5","unit":"EUR"})"
        ),
        ""
    );
    const auto receipt = [&](const std::string& who, const std::string& verb) {
        return r.act(who, "pledge." + verb, R"("pledge":"p","receipt":"one")");
    };
    const auto says = [&](const std::string& who, std::string_view item) {
        return foreseen(r, {"pledge", "p", who}, "pledge_receipt", "confirm", item);
    };
    BOOST_REQUIRE_EQUAL(
        r.act("both", "pledge.report_payment", R"("pledge":"p","receipt":"one","amount":"5")"), ""
    );
    const auto own = says("both", "one");
    BOOST_TEST(own != "");
    BOOST_TEST(receipt("both", "confirm_receipt") == own);
    BOOST_TEST(says("till", "one") == "");
    BOOST_TEST(says("till", "two") == "no machine");
    BOOST_TEST(receipt("till", "confirm_receipt") == "");
    BOOST_TEST(foreseen(r, {"pledge", "p", "both"}, "pledge_life", "withdraw") == "");
    BOOST_TEST(r.act("both", "pledge.withdraw", R"("pledge":"p")") == "");
    BOOST_TEST(foreseen(r, {"pledge", "p", "both"}, "pledge_life", "withdraw") == "no row");
}

BOOST_AUTO_TEST_CASE(every_event_of_the_machines_of_things_is_a_command_s_or_the_clock_s)
{
    // What fall_due() records by itself, or what follows from amounts and dates without a record.
    const std::set<std::string> clock{
        "amendment.enter_into_force",
        "amendment.reach_threshold",
        "arrears.clear",
        "arrears.flag",
        "arrears.lapse",
        "milestone_deadline.approach",
        "milestone_deadline.fall_due",
        "milestone_deadline.pass",
        "obligation_payment.reassess",
        "pledge_delivery.reassess",
        "pledge_instalment.become_overdue",
        "pledge_instalment.fall_due",
        "pledge_instalment.settle",
        "pledge_life.expire",
        "pledge_progress.reassess",
        "reservation.period_ends",
        "reservation_response.period_ends",
    };
    std::set<std::string> orphans;
    for (const auto* m : depositary::workflows::workflows().all()) {
        const std::string id(m->info().id);
        const bool of_a_thing = id.starts_with("pledge_") || id.starts_with("milestone_") ||
                                id.starts_with("reservation") || id == "amendment" ||
                                id == "correction" || id == "obligation_payment" || id == "arrears";
        for (const auto& row : m->info().rows) {
            if (of_a_thing && depositary::api::methods_of_step(id, row.event).empty()) {
                orphans.insert(id + "." + std::string(row.event));
            }
        }
    }
    for (const auto& event : orphans) {
        BOOST_TEST(clock.contains(event), event + " is run by no method that has a note");
    }
    for (const auto& event : clock) {
        BOOST_TEST(orphans.contains(event), event + " is no event of the clock alone");
    }
}

BOOST_AUTO_TEST_SUITE_END()
