#include "engine/reservation.hpp"

#include <boost/test/unit_test.hpp>

#include <array>
#include <random>

#include "engine/notification.hpp"
#include "tests/support/register_fixture.hpp"

/// MADE UP treaties, reservations and objections. Dates come in pairs: the last day of a window and
/// the first one after it.

using namespace depositary::engine;
using depositary::tests::day;
using depositary::tests::register_fixture;

BOOST_AUTO_TEST_SUITE(reservation_test)

namespace {

/// AAA, BBB and CCC; nobody has consented yet.
register_fixture pact(const std::string& reservations = "{}", const std::string& more = "")
{
    register_fixture r("2020-01-10");
    for (const auto* id : {"AAA", "BBB", "CCC"}) {
        r.add_actor(id);
    }
    r.open(
        "pact", "treaty",
        R"({"joining":{"acts":["signature","ratification","accession"],)"
        R"("full_powers_required":true},"withdrawal":{"admitted":true},"reservations":)" +
            reservations + more + "}"
    );
    r.grant("dep", "depositary");
    return r;
}

std::string deposit(register_fixture& r, const std::string& actor, const std::string& on = "")
{
    return r.act(
        "dep", "participation.deposit",
        R"("actor":")" + actor + R"(","act":"ratification")" +
            (on.empty() ? "" : R"(,"effective_on":")" + on + '"')
    );
}

std::string formulate(
    register_fixture& r, const std::string& actor, const std::string& more = "",
    const std::string& by = "dep"
)
{
    return r.act(
        by, "reservation.formulate",
        R"("reservation":"r1","actor":")" + actor + R"(","statement":"MADE UP")" + more
    );
}

std::string object(
    register_fixture& r, const std::string& actor, bool precludes, const std::string& more = ""
)
{
    return r.act(
        "dep", "reservation.object",
        R"("reservation":"r1","actor":")" + actor + R"(","precludes":)" +
            (precludes ? "true" : "false") + more
    );
}

/// The depositary told `actor` of the reservation (or of the event `seq`) today.
std::string tell(register_fixture& r, const std::string& actor, std::int64_t seq = 0)
{
    const auto& s = r.opened();
    const auto of = seq != 0 ? seq : view_reservation(r.state, s, "r1", r.today()).seq;
    return r.act(
        "dep", "notification.deliver",
        R"("number":")" + number_of(s, *notification_of(s, of)) + R"(","actor":")" + actor + '"'
    );
}

reservation_view view(const register_fixture& r, std::string_view on = "")
{
    return view_reservation(r.state, r.opened(), "r1", on.empty() ? r.today() : day(on));
}

response_view response(const register_fixture& r, std::string_view actor, std::string_view on = "")
{
    for (auto& one : view(r, on).responses) {
        if (one.actor == actor) {
            return one;
        }
    }
    response_view nobody;
    nobody.state = "nobody";
    nobody.relation = "nobody";
    return nobody;
}

std::string relation(
    const register_fixture& r, const std::string& a, const std::string& b, std::string_view on = ""
)
{
    const auto m = view_relations(r.state, r.opened(), on.empty() ? r.today() : day(on));
    for (const auto& pair : m.pairs) {
        if (pair.a == a && pair.b == b) {
            return pair.relation;
        }
    }
    return m.otherwise;
}

/// AAA ratified with a reservation on 2020-01-10, BBB before; BBB was told on 2020-02-01.
register_fixture told(const std::string& reservations = "{}")
{
    auto r = pact(reservations);
    BOOST_TEST_REQUIRE(deposit(r, "BBB") == "");
    BOOST_TEST_REQUIRE(formulate(r, "AAA") == "");
    BOOST_TEST_REQUIRE(deposit(r, "AAA") == "");
    r.go_to("2020-02-01");
    BOOST_TEST_REQUIRE(tell(r, "BBB") == "");
    return r;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_reservation_comes_no_later_than_consent)
{
    auto r = pact();
    BOOST_TEST(deposit(r, "AAA") == "");
    BOOST_TEST(formulate(r, "AAA") == "");
    auto next = pact();
    BOOST_TEST(deposit(next, "AAA") == "");
    next.go_to("2020-01-11");
    BOOST_TEST(formulate(next, "AAA") == "E_TIMING");
    BOOST_TEST(next.last->clause == "VCLT art. 19");
    BOOST_TEST(formulate(next, "AAA", R"(,"effective_on":"2020-01-10")") == "");
    BOOST_TEST(formulate(next, "BBB") == "E_EXISTS");
    BOOST_TEST(formulate(next, "ZZZ") == "E_NOT_FOUND");
}

BOOST_AUTO_TEST_CASE(the_terms_say_what_may_be_reserved)
{
    auto none = pact(R"({"policy":"prohibited","clause":"MADE UP art. 9"})");
    BOOST_TEST(formulate(none, "AAA") == "E_PROHIBITED");
    BOOST_TEST(none.last->clause == "MADE UP art. 9");
    auto some = pact(R"({"policy":"listed","listed":["art. 3"]})");
    BOOST_TEST(formulate(some, "AAA") == "E_NOT_LISTED");
    BOOST_TEST(formulate(some, "AAA", R"(,"provision":"art. 4")") == "E_NOT_LISTED");
    BOOST_TEST(formulate(some, "AAA", R"(,"provision":"art. 3")") == "");
}

BOOST_AUTO_TEST_CASE(a_focal_point_reserves_for_its_own_and_with_full_powers)
{
    auto r = pact();
    r.grant("aaa", "focal_point", R"("actor":"AAA")");
    r.grant("bbb", "focal_point", R"("actor":"BBB","full_powers_until":"2020-12-31")");
    BOOST_TEST(formulate(r, "AAA", "", "aaa") == "E_NO_FULL_POWERS");
    BOOST_TEST(formulate(r, "AAA", "", "bbb") == "E_OTHER_ACTOR");
    BOOST_TEST(formulate(r, "BBB", "", "bbb") == "");
    BOOST_TEST(r.act("aaa", "reservation.withdraw", R"("reservation":"r1")") == "E_OTHER_ACTOR");
    BOOST_TEST(r.act("bbb", "reservation.withdraw", R"("reservation":"r1")") == "");
    BOOST_TEST(view(r).state == "withdrawn");
    BOOST_TEST(r.act("bbb", "reservation.withdraw", R"("reservation":"r1")") == "E_TERMINAL");
}

BOOST_AUTO_TEST_CASE(silence_is_acceptance_once_the_window_is_over)
{
    auto r = told();
    const auto w = response(r, "BBB").window;
    BOOST_TEST_REQUIRE(w.ends.has_value());
    BOOST_TEST((w.ends == date_interval::day(day("2021-02-01"))));
    BOOST_TEST(response(r, "BBB", "2021-02-01").state == "pending");
    BOOST_TEST(view(r, "2021-02-01").state == "formulated");
    BOOST_TEST(relation(r, "AAA", "BBB", "2021-02-01") == "pending");
    BOOST_TEST(response(r, "BBB", "2021-02-02").state == "accepted_tacitly");
    BOOST_TEST(view(r, "2021-02-02").state == "accepted");
    BOOST_TEST(relation(r, "AAA", "BBB", "2021-02-02") == "modified_by_reservation");
}

BOOST_AUTO_TEST_CASE(a_window_has_not_begun_for_who_was_not_told)
{
    auto r = told();
    BOOST_TEST(deposit(r, "CCC") == "");
    BOOST_TEST(!response(r, "CCC").window.ends.has_value());
    BOOST_TEST(response(r, "CCC", "2030-01-01").state == "pending");
}

/// VCLT art. 20(5): the later of so many months after notice, and the day of consent.
BOOST_AUTO_TEST_CASE(a_window_ends_with_the_later_of_its_months_and_own_consent)
{
    auto r = told(R"({"objection_months":6})");
    BOOST_TEST(tell(r, "CCC") == "");
    auto late = r;
    r.go_to("2020-05-31");
    BOOST_TEST(deposit(r, "CCC") == "");
    BOOST_TEST((response(r, "CCC").window.ends == date_interval::day(day("2020-08-01"))));
    late.go_to("2020-08-02");
    BOOST_TEST(deposit(late, "CCC") == "");
    BOOST_TEST((response(late, "CCC").window.ends == date_interval::day(day("2020-08-02"))));
    BOOST_TEST(response(late, "CCC", "2020-08-02").state == "pending");
    BOOST_TEST(response(late, "CCC", "2020-08-03").state == "accepted_tacitly");
    BOOST_TEST((response(r, "BBB").window.ends == date_interval::day(day("2020-08-01"))));
}

BOOST_AUTO_TEST_CASE(a_window_is_as_open_as_its_dates)
{
    const date_interval may{day("2020-05-01"), day("2020-05-31"), {}};
    const date_interval mid = date_interval::day(day("2020-05-10"));
    const auto w = window_of(may, mid, 12);
    BOOST_TEST((w.ends->not_before == day("2021-05-01")));
    BOOST_TEST((w.ends->not_after == day("2021-05-31")));
    const auto joined = window_of(may, date_interval{day("2021-05-10"), day("2021-06-10"), {}}, 12);
    BOOST_TEST((joined.ends->not_before == day("2021-05-10")));
    BOOST_TEST((joined.ends->not_after == day("2021-06-10")));
    const auto open = window_of(date_interval{day("2020-05-01"), {}, {}}, mid, 12);
    BOOST_TEST(!open.ends->not_after.has_value());
    BOOST_TEST(!open.certainly_over(day("2999-01-01")));
    BOOST_TEST(!window_of(std::nullopt, mid, 12).ends.has_value());
}

BOOST_AUTO_TEST_CASE(an_objection_says_whether_it_precludes)
{
    auto r = told();
    BOOST_TEST(
        r.act("dep", "reservation.object", R"("reservation":"r1","actor":"BBB")") ==
        "E_MISSING_FIELD"
    );
    BOOST_TEST(r.last->field == "precludes");
    BOOST_TEST(object(r, "CCC", false) == "E_NOT_CONTRACTING");
    BOOST_TEST(object(r, "AAA", false) == "E_NOT_CONTRACTING");
    BOOST_TEST(object(r, "BBB", false) == "");
    BOOST_TEST(response(r, "BBB").state == "objected");
    BOOST_TEST(relation(r, "AAA", "BBB") == "restricted_by_objection");
    r.go_to("2020-02-02");
    BOOST_TEST(object(r, "BBB", true) == "");
    BOOST_TEST(relation(r, "AAA", "BBB") == "excluded_by_objection");
    BOOST_TEST(relation(r, "AAA", "BBB", "2020-02-01") == "restricted_by_objection");
}

BOOST_AUTO_TEST_CASE(an_objection_after_the_window_is_a_communication)
{
    auto r = told();
    r.go_to("2021-02-02");
    BOOST_TEST(object(r, "BBB", true) == "");
    const auto* kept = r.log.back().payload.get_if<reservation_objected>();
    BOOST_TEST_REQUIRE((kept != nullptr));
    BOOST_TEST(kept->late);
    BOOST_TEST(response(r, "BBB").state == "accepted_tacitly");
    BOOST_TEST(response(r, "BBB").communications.size() == 1U);
    BOOST_TEST(relation(r, "AAA", "BBB") == "modified_by_reservation");
    // Recorded late, made on the last day: in time.
    BOOST_TEST(object(r, "BBB", true, R"(,"effective_on":"2021-02-01")") == "");
    BOOST_TEST(response(r, "BBB").state == "objected_precluding");
}

BOOST_AUTO_TEST_CASE(a_withdrawn_objection_operates_when_the_other_was_told)
{
    auto r = told();
    BOOST_TEST(object(r, "BBB", true) == "");
    const std::string its = R"("reservation":"r1","actor":"BBB")";
    BOOST_TEST(r.act("dep", "objection.withdraw", its) == "");
    const auto seq = r.log.back().seq;
    BOOST_TEST(response(r, "BBB").objection_withdrawn);
    BOOST_TEST(relation(r, "AAA", "BBB") == "excluded_by_objection");
    BOOST_TEST(r.act("dep", "objection.withdraw", its) == "E_NOT_DEFINED");
    r.go_to("2020-02-20");
    BOOST_TEST(tell(r, "AAA", seq) == "");
    BOOST_TEST(relation(r, "AAA", "BBB") == "modified_by_reservation");
    BOOST_TEST(relation(r, "AAA", "BBB", "2020-02-19") == "excluded_by_objection");
}

BOOST_AUTO_TEST_CASE(a_withdrawn_reservation_operates_for_who_was_told)
{
    auto r = told();
    BOOST_TEST(r.act("dep", "reservation.accept", R"("reservation":"r1","actor":"BBB")") == "");
    BOOST_TEST(view(r).state == "accepted");
    BOOST_TEST(r.act("dep", "reservation.withdraw", R"("reservation":"r1")") == "");
    const auto seq = r.log.back().seq;
    BOOST_TEST(relation(r, "AAA", "BBB") == "modified_by_reservation");
    r.go_to("2020-03-01");
    BOOST_TEST(tell(r, "BBB", seq) == "");
    BOOST_TEST(relation(r, "AAA", "BBB") == "treaty_relations");
    BOOST_TEST(relation(r, "AAA", "BBB", "2020-02-29") == "modified_by_reservation");
}

BOOST_AUTO_TEST_CASE(express_acceptance_is_final)
{
    auto r = told();
    const std::string its = R"("reservation":"r1","actor":"BBB")";
    BOOST_TEST(
        r.act("dep", "reservation.accept", R"("reservation":"r1","actor":"CCC")") ==
        "E_NOT_CONTRACTING"
    );
    BOOST_TEST(r.act("dep", "reservation.accept", R"("reservation":"r1")") == "E_ORGAN");
    BOOST_TEST(r.act("dep", "reservation.accept", its) == "");
    BOOST_TEST(object(r, "BBB", false) == "E_NOT_DEFINED");
}

BOOST_AUTO_TEST_CASE(an_organ_accepts_where_the_terms_say_so)
{
    auto r = told(R"({"organ":true})");
    BOOST_TEST(
        r.act("dep", "reservation.accept", R"("reservation":"r1","actor":"BBB")") == "E_ORGAN"
    );
    BOOST_TEST(relation(r, "AAA", "BBB", "2030-01-01") == "pending");
    BOOST_TEST(r.act("dep", "reservation.accept", R"("reservation":"r1")") == "");
    BOOST_TEST(view(r).state == "accepted");
    BOOST_TEST(relation(r, "AAA", "BBB") == "modified_by_reservation");
}

namespace {

/// AAA and BBB are bound; AAA proposes a reservation a year later and BBB is told at once.
register_fixture late()
{
    auto r = pact(R"({"late_admitted":true})");
    BOOST_TEST_REQUIRE(deposit(r, "AAA") == "");
    BOOST_TEST_REQUIRE(deposit(r, "BBB") == "");
    r.go_to("2021-01-10");
    BOOST_TEST_REQUIRE(formulate(r, "AAA") == "");
    BOOST_TEST_REQUIRE(tell(r, "BBB") == "");
    return r;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_late_reservation_stands_when_nobody_objects)
{
    const auto r = late();
    BOOST_TEST(view(r).late);
    BOOST_TEST(view(r).state == "proposed_late");
    BOOST_TEST(relation(r, "AAA", "BBB") == "treaty_relations");
    BOOST_TEST(view(r, "2022-01-10").state == "proposed_late");
    BOOST_TEST(view(r, "2022-01-11").state == "accepted");
    BOOST_TEST(relation(r, "AAA", "BBB", "2022-01-11") == "modified_by_reservation");
}

BOOST_AUTO_TEST_CASE(one_objection_stops_a_late_reservation)
{
    auto r = late();
    BOOST_TEST(object(r, "BBB", false) == "");
    BOOST_TEST(view(r).state == "not_accepted");
    BOOST_TEST(view(r, "2025-01-01").state == "not_accepted");
    BOOST_TEST(relation(r, "AAA", "BBB", "2025-01-01") == "treaty_relations");
    r.go_to("2021-06-01");
    const std::string its = R"("reservation":"r1","actor":"BBB")";
    BOOST_TEST(r.act("dep", "objection.withdraw", its) == "");
    // Who takes its objection back has accepted, and there is nobody else.
    BOOST_TEST(view(r).state == "accepted");
    BOOST_TEST(view(r, "2021-05-31").state == "not_accepted");
}

BOOST_AUTO_TEST_CASE(who_joins_later_does_not_hold_up_a_late_reservation)
{
    auto r = late();
    r.go_to("2021-12-01");
    BOOST_TEST(deposit(r, "CCC") == "");
    BOOST_TEST(tell(r, "CCC") == "");
    BOOST_TEST(view(r, "2022-01-11").state == "accepted");
}

BOOST_AUTO_TEST_CASE(a_state_that_left_has_no_relations_to_modify)
{
    auto r = told();
    BOOST_TEST(
        (contracting_since(r.opened(), "BBB", r.today()) == date_interval::day(day("2020-01-10")))
    );
    BOOST_TEST(!contracting_since(r.opened(), "BBB", day("2020-01-09")).has_value());
    BOOST_TEST(!contracting_since(r.opened(), "CCC", r.today()).has_value());
}

BOOST_AUTO_TEST_CASE(random_acts_replay_to_the_same_and_windows_only_close)
{
    const auto seed = std::random_device{}();
    BOOST_TEST_INFO_SCOPE("seed " << seed);
    std::mt19937 random(seed);
    const auto pick = [&](int n) { return std::uniform_int_distribution<int>(0, n - 1)(random); };
    for (int trial = 0; trial < 8; ++trial) {
        auto r = pact(pick(2) == 0 ? R"({"late_admitted":true})" : R"({"objection_months":3})");
        const std::array<std::string, 3> actors{"AAA", "BBB", "CCC"};
        std::size_t accepted = 0;
        for (int n = 0; n < 60; ++n) {
            r.go_to(r.today().add_days(pick(40)));
            const auto& actor = actors[static_cast<std::size_t>(pick(3))];
            const std::string its = R"("reservation":"r1","actor":")" + actor + '"';
            const int what = pick(8);
            std::string refused = "skipped";
            if (what == 0) {
                refused = deposit(r, actor);
            } else if (what == 1) {
                refused = formulate(r, actor);
            } else if (what == 2) {
                refused = object(r, actor, pick(2) == 0);
            } else if (what == 3) {
                refused = r.act("dep", "objection.withdraw", its);
            } else if (what == 4) {
                refused = r.act("dep", "reservation.accept", its);
            } else if (what == 5 && pick(4) == 0) {
                refused = r.act("dep", "reservation.withdraw", R"("reservation":"r1")");
            } else if (!r.opened().notifications.empty()) {
                const auto& list = r.opened().notifications;
                const auto& one = std::next(list.begin(), pick(int(list.size())))->second;
                refused = r.act(
                    "dep", "notification.deliver",
                    R"("number":")" + number_of(r.opened(), one) + R"(","actor":")" + actor + '"'
                );
            }
            accepted += refused.empty() ? 1 : 0;
            r.clock();
        }
        BOOST_TEST(accepted > 0U);
        register_state again;
        for (const auto& bytes : r.bytes) {
            apply(again, std::get<event>(decode_event(bytes)));
        }
        BOOST_TEST(canonical_state(again) == canonical_state(r.state));
        for (const auto& actor : actors) {
            bool closed = false;
            for (int months = 0; months < 90; ++months) {
                const auto on = day("2020-01-01").add_months(months);
                const auto v = view_reservation(r.state, r.opened(), "r1", on);
                for (const auto& one : v.responses) {
                    if (one.actor == actor) {
                        const bool now = one.window.certainly_over(on);
                        BOOST_TEST((now || !closed), actor << " on " << on.to_string());
                        closed = now;
                    }
                }
            }
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
