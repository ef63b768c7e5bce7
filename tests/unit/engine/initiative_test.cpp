#include "engine/initiative.hpp"

#include <boost/test/unit_test.hpp>

#include "tests/support/register_fixture.hpp"

using namespace depositary::engine;
using depositary::tests::day;
using depositary::tests::register_fixture;

BOOST_AUTO_TEST_SUITE(initiative_test)

namespace {

/// A MADE UP treaty that needs two instruments and thirty days.
register_fixture treaty()
{
    register_fixture r;
    for (const auto* id : {"AAA", "BBB", "CCC"}) {
        r.add_actor(id);
    }
    r.add_actor("EUX", "regional_organisation");
    r.open(
        "pact", "treaty",
        R"({"joining":{"acts":["signature","ratification"],)"
        R"("signature":{"opens":"2024-01-10","closes":"2024-02-10"}},"entry_into_force":)"
        R"({"threshold":{"count":2},"delay":{"days":30},)"
        R"("not_counted_kinds":["regional_organisation"]}})"
    );
    r.grant("dep", "depositary");
    return r;
}

initiative_view seen(const register_fixture& r, std::string_view on)
{
    return view_initiative(r.state, r.opened(), depositary::workflows::workflows(), day(on));
}

std::string deposit(register_fixture& r, const std::string& actor, const std::string& on)
{
    return r.act(
        "dep", "participation.deposit",
        R"("act":"ratification","actor":")" + actor + R"(","effective_on":)" + on
    );
}

std::string advance(register_fixture& r, const std::string& event, const std::string& more = "")
{
    return r.act("import", "initiative.advance", R"("event":")" + event + '"' + more);
}

std::string region(const initiative_view& v, std::string_view id)
{
    for (const auto& r : v.regions) {
        if (r.region == id) {
            return r.state;
        }
    }
    return "";
}

const count_view* count_of(const initiative_view& v, std::string_view kind, std::string_view state)
{
    for (const auto& c : v.counts) {
        if (c.kind == kind && c.state == state) {
            return &c;
        }
    }
    return nullptr;
}

}  // namespace

BOOST_AUTO_TEST_CASE(windows_open_and_close_by_their_dates)
{
    const auto r = treaty();
    BOOST_TEST(region(seen(r, "2024-01-09"), "initiative_signature") == "not_open");
    BOOST_TEST(region(seen(r, "2024-01-10"), "initiative_signature") == "open");
    BOOST_TEST(region(seen(r, "2024-02-10"), "initiative_signature") == "open");
    BOOST_TEST(region(seen(r, "2024-02-11"), "initiative_signature") == "closed");
}

BOOST_AUTO_TEST_CASE(history_is_told_in_the_order_of_its_own_dates)
{
    auto r = treaty();
    BOOST_TEST(advance(r, "open_for_signature") == "E_NOT_DEFINED");
    BOOST_TEST(advance(r, "adopt_text", R"(,"effective_on":"2023-10-01")") == "");
    BOOST_TEST(
        advance(r, "open_for_signature", R"(,"effective_on":"2023-09-30")") == "E_NOT_DEFINED"
    );
    BOOST_TEST(advance(r, "open_for_signature", R"(,"effective_on":"2024-01-10")") == "");
    BOOST_TEST(seen(r, "2023-09-30").state == "draft");
    BOOST_TEST(seen(r, "2023-10-01").state == "adopted");
    BOOST_TEST(seen(r, "2024-01-10").state == "open");
    BOOST_TEST(seen(r, "2024-01-09").path.size() == 1U);
    BOOST_TEST(seen(r, "2024-01-10").path.size() == 2U);
}

BOOST_AUTO_TEST_CASE(what_follows_from_dates_is_not_commanded)
{
    auto r = treaty();
    for (const auto* event : {"reach_threshold", "lose_threshold", "enter_into_force"}) {
        BOOST_TEST(advance(r, event) == "E_BY");
    }
    BOOST_TEST(advance(r, "fly") == "E_NOT_DEFINED");
    BOOST_TEST(!r.last->allowed.empty());
}

BOOST_AUTO_TEST_CASE(a_treaty_is_in_force_from_the_day_that_its_clauses_give)
{
    auto r = treaty();
    BOOST_TEST(advance(r, "adopt_text", R"(,"effective_on":"2023-10-01")") == "");
    BOOST_TEST(advance(r, "open_for_signature", R"(,"effective_on":"2023-10-02")") == "");
    BOOST_TEST(deposit(r, "AAA", R"("2024-01-12")") == "");
    BOOST_TEST(deposit(r, "EUX", R"("2024-01-13")") == "");
    BOOST_TEST(seen(r, "2024-03-01").force->certain == 1);
    BOOST_TEST(deposit(r, "BBB", R"("2024-01-20")") == "");
    BOOST_TEST(seen(r, "2024-01-19").state == "open");
    BOOST_TEST(seen(r, "2024-01-20").state == "threshold_met");
    BOOST_TEST(seen(r, "2024-02-18").state == "threshold_met");
    BOOST_TEST(seen(r, "2024-02-19").state == "in_force");
    BOOST_TEST(seen(r, "2024-02-19").in_force_certain);
    BOOST_TEST(seen(r, "2024-02-19").force->required == 2);
}

BOOST_AUTO_TEST_CASE(a_rough_date_makes_force_possible_before_it_is_certain)
{
    auto r = treaty();
    BOOST_TEST(deposit(r, "AAA", R"("2024-01-12")") == "");
    BOOST_TEST(deposit(r, "BBB", R"("2024-01")") == "");
    const auto v = seen(r, "2024-02-15");
    BOOST_TEST(v.in_force_possible);
    BOOST_TEST(!v.in_force_certain);
    BOOST_TEST(seen(r, "2024-03-01").in_force_certain);  // 31 January + 30 days
    BOOST_TEST(!seen(r, "2024-02-29").in_force_certain);
    const auto then = seen(r, "2024-01-20");
    BOOST_TEST(then.force->certain == 1);
    BOOST_TEST(then.force->possible == 2);
}

BOOST_AUTO_TEST_CASE(kinds_are_counted_apart)
{
    auto r = treaty();
    BOOST_TEST(deposit(r, "AAA", R"("2024-01-12")") == "");
    BOOST_TEST(deposit(r, "EUX", R"("2024-01-13")") == "");
    const auto v = seen(r, "2024-03-01");
    const auto* states = count_of(v, "member_state", "consented");
    const auto* others = count_of(v, "regional_organisation", "consented");
    BOOST_REQUIRE(states != nullptr && others != nullptr);
    BOOST_TEST(states->certain == 1);
    BOOST_TEST(others->certain == 1);
}

BOOST_AUTO_TEST_CASE(an_ordinal_is_one_that_the_dates_admit)
{
    auto r = treaty();
    const auto state = [&](const std::string& actor, const std::string& n) {
        return r.act(
            "dep", "initiative.state_ordinal", R"("actor":")" + actor + R"(","ordinal":)" + n
        );
    };
    BOOST_TEST(state("AAA", "1") == "E_ORDINAL");
    BOOST_TEST(deposit(r, "AAA", R"("2024-01-12")") == "");
    BOOST_TEST(deposit(r, "BBB", R"("2024-01")") == "");
    BOOST_TEST(deposit(r, "CCC", R"("2024-02-12")") == "");
    BOOST_TEST(state("CCC", "2") == "E_ORDINAL");
    BOOST_TEST(state("CCC", "4") == "E_ORDINAL");
    BOOST_TEST(state("CCC", "3") == "");
    BOOST_TEST(state("BBB", "3") == "E_ORDINAL");
    BOOST_TEST(state("BBB", "2") == "");
    BOOST_TEST(state("AAA", "2") == "E_ORDINAL");
    BOOST_TEST(state("ZZZ", "1") == "E_NOT_FOUND");
}

BOOST_AUTO_TEST_SUITE_END()
