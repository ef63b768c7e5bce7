#include "engine/notification.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstddef>
#include <iterator>

#include "tests/support/register_fixture.hpp"

/// MADE UP treaties and calls, and what the depositary tells of them.

using namespace depositary::engine;
using depositary::tests::day;
using depositary::tests::register_fixture;

BOOST_AUTO_TEST_SUITE(notification_test)

namespace {

register_fixture pact(const std::string& more = "", const std::string& joining = "")
{
    register_fixture r("2024-03-01");
    for (const auto* id : {"AAA", "BBB", "CCC"}) {
        r.add_actor(id);
    }
    r.add_actor("ACME", "company");
    r.open(
        "pact", "treaty",
        R"({"joining":{"acts":["signature","ratification","accession","succession"])" + joining +
            "}" + more + "}"
    );
    r.grant("dep", "depositary");
    r.grant("aaa", "focal_point", R"("actor":"AAA")");
    return r;
}

text plain_name(std::string_view actor, std::int64_t)
{
    return {std::string(actor), {}};
}

/// In the order of recording, from 0.
const notification_record& notification_at(const initiative_state& s, std::ptrdiff_t nth)
{
    return std::next(s.notifications.begin(), nth)->second;
}

notification_view view(const register_fixture& r, std::ptrdiff_t nth)
{
    return view_notification(r.state, r.opened(), notification_at(r.opened(), nth), plain_name);
}

std::string sign(register_fixture& r, const std::string& actor, const std::string& more = "")
{
    return r.act("dep", "participation.sign", R"("actor":")" + actor + '"' + more);
}

std::string deliver(
    register_fixture& r, const std::string& number, const std::string& actor,
    const std::string& on = ""
)
{
    return r.act(
        "dep", "notification.deliver",
        R"("number":")" + number + R"(","actor":")" + actor + '"' +
            (on.empty() ? "" : R"(,"effective_on":")" + on + '"')
    );
}

}  // namespace

BOOST_AUTO_TEST_CASE(acts_are_numbered_per_year_of_recording)
{
    auto r = pact();
    BOOST_TEST(r.opened().notifications.empty());
    BOOST_TEST(sign(r, "AAA", R"(,"effective_on":"2023-11-05")") == "");
    BOOST_TEST(sign(r, "BBB") == "");
    r.go_to("2025-01-02");
    BOOST_TEST(sign(r, "CCC", R"(,"effective_on":"2024-05-05")") == "");
    BOOST_TEST(view(r, 0).number == "C.N.1.2024.pact");
    BOOST_TEST(view(r, 1).number == "C.N.2.2024.pact");
    BOOST_TEST(view(r, 2).number == "C.N.1.2025.pact");
    BOOST_TEST(view(r, 0).title.en == "AAA: signature");
    BOOST_TEST(view(r, 0).title.fr == "AAA : signature");
    BOOST_TEST(
        (view(r, 0).body.en.find("effected on 5 November 2023 and recorded on 1 March 2024") !=
         std::string::npos)
    );
}

BOOST_AUTO_TEST_CASE(what_others_need_not_know_is_not_notified)
{
    auto r = pact();
    BOOST_TEST(r.act("operator", "participation.invite", R"("actor":"AAA")") != "");
    r.grant("chair", "coordinator");
    BOOST_TEST(r.act("chair", "participation.invite", R"("actor":"AAA")") == "");
    BOOST_TEST(r.opened().notifications.empty());
}

BOOST_AUTO_TEST_CASE(a_political_call_tells_of_joining_and_leaving)
{
    register_fixture r("2024-03-01");
    r.add_actor("AAA");
    r.open("plea", "call", R"({"joining":{"acts":["endorsement"]}})");
    BOOST_TEST(r.act("import", "participation.endorse", R"("actor":"AAA")") == "");
    BOOST_TEST(r.act("import", "participation.withdraw_endorsement", R"("actor":"AAA")") == "");
    BOOST_TEST_REQUIRE(r.opened().notifications.size() == 2U);
    BOOST_TEST(view(r, 0).title.en == "AAA: endorsement");
    BOOST_TEST(view(r, 1).title.fr == "AAA : retrait de son soutien");
}

BOOST_AUTO_TEST_CASE(nobody_is_notified_until_a_delivery_is_recorded)
{
    auto r = pact();
    BOOST_TEST(sign(r, "AAA") == "");
    BOOST_TEST(sign(r, "BBB") == "");
    const auto& s = r.opened();
    BOOST_TEST(!view_addressee(s, notification_at(s, 0), "BBB").notified.has_value());
    BOOST_TEST(deliver(r, "C.N.9.2024.pact", "BBB") == "E_NOT_FOUND");
    BOOST_TEST(deliver(r, "C.N.1.2024.pact", "ZZZ") == "E_NOT_FOUND");
    BOOST_TEST(deliver(r, "C.N.1.2024.pact", "BBB", "2024-02-29") == "E_VALUE");
    r.go_to("2024-03-09");
    BOOST_TEST(deliver(r, "C.N.1.2024.pact", "BBB", "2024-03-04") == "");
    BOOST_TEST(deliver(r, "C.N.1.2024.pact", "BBB") == "E_DUPLICATE");
    const auto& now = r.opened();
    const auto told = view_addressee(now, notification_at(now, 0), "BBB");
    BOOST_TEST_REQUIRE(told.notified.has_value());
    BOOST_TEST((told.notified == date_interval::day(day("2024-03-04"))));
    BOOST_TEST(!view_addressee(now, notification_at(now, 1), "BBB").notified.has_value());
}

BOOST_AUTO_TEST_CASE(receipt_is_deemed_only_where_the_terms_say_so)
{
    auto r = pact(R"(,"notifications":{"deemed_received_days":15})");
    BOOST_TEST(sign(r, "AAA") == "");
    const auto& s = r.opened();
    const auto told = view_addressee(s, notification_at(s, 0), "BBB");
    BOOST_TEST(told.deemed);
    BOOST_TEST((told.notified == date_interval::day(day("2024-03-16"))));
    BOOST_TEST(deliver(r, "C.N.1.2024.pact", "BBB") == "");
    const auto& now = r.opened();
    const auto recorded = view_addressee(now, notification_at(now, 0), "BBB");
    BOOST_TEST(!recorded.deemed);
    BOOST_TEST((recorded.notified == date_interval::day(day("2024-03-01"))));
}

BOOST_AUTO_TEST_CASE(an_addressee_acknowledges_once_and_for_itself)
{
    auto r = pact();
    BOOST_TEST(sign(r, "BBB") == "");
    const std::string one = R"("number":"C.N.1.2024.pact","actor":")";
    BOOST_TEST(r.act("aaa", "notification.acknowledge", one + R"(BBB")") == "E_OTHER_ACTOR");
    BOOST_TEST(r.act("dep", "notification.acknowledge", one + R"(AAA")") == "E_ROLE");
    BOOST_TEST(r.act("aaa", "notification.deliver", one + R"(AAA")") == "E_ROLE");
    BOOST_TEST(r.act("aaa", "notification.acknowledge", one + R"(AAA")") == "");
    BOOST_TEST(r.act("aaa", "notification.acknowledge", one + R"(AAA")") == "E_DUPLICATE");
    const auto& s = r.opened();
    const auto told = view_addressee(s, notification_at(s, 0), "AAA");
    BOOST_TEST(told.acknowledged.has_value());
    BOOST_TEST(!told.notified.has_value());
}

BOOST_AUTO_TEST_CASE(states_entitled_to_become_parties_are_told_and_companies_are_not)
{
    auto r = pact("", R"(,"eligibility":[{"kinds":["member_state"]}])");
    BOOST_TEST(sign(r, "AAA") == "");
    BOOST_TEST(
        addressees_of(r.state, r.opened(), notification_at(r.opened(), 0)) ==
            (std::vector<std::string>{"AAA", "BBB", "CCC"}),
        boost::test_tools::per_element()
    );
    auto open = pact();
    BOOST_TEST(sign(open, "AAA") == "");
    BOOST_TEST(
        addressees_of(open.state, open.opened(), notification_at(open.opened(), 0)) ==
            (std::vector<std::string>{"AAA"}),
        boost::test_tools::per_element()
    );
}

BOOST_AUTO_TEST_CASE(a_replay_gives_the_same_numbers)
{
    auto r = pact();
    BOOST_TEST(sign(r, "AAA") == "");
    BOOST_TEST(sign(r, "BBB") == "");
    BOOST_TEST(deliver(r, "C.N.1.2024.pact", "BBB") == "");
    register_state again;
    for (const auto& bytes : r.bytes) {
        apply(again, std::get<event>(decode_event(bytes)));
    }
    BOOST_TEST(canonical_state(again) == canonical_state(r.state));
    std::vector<event> late;
    std::copy_if(r.log.begin(), r.log.end(), std::back_inserter(late), [](const event& e) {
        const auto* s = e.payload.get_if<treaty_signed>();
        return e.stream == "pact" && (s == nullptr || s->actor != "AAA");
    });
    // The second signature keeps its number where the first one was not known.
    const auto partly = fold_initiative(r.state, late);
    const auto* second = notification_of(*partly, late[1].seq);
    BOOST_TEST_REQUIRE(second != nullptr);
    BOOST_TEST(number_of(*partly, *second) == "C.N.2.2024.pact");
}

BOOST_AUTO_TEST_SUITE_END()
