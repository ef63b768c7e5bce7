#include "engine/groups.hpp"

#include <boost/test/unit_test.hpp>

#include "tests/unit/engine/pledge_stage.hpp"

using namespace depositary::engine;
using namespace depositary::engine::pledge_tests;

BOOST_AUTO_TEST_SUITE(groups_test)

namespace {

using ids = std::vector<std::string>;

void admit(stage& s, const std::string& id, const std::string& since, const std::string& group)
{
    actor_registered a;
    a.id = id;
    a.kind = "member_state";
    a.name = {"Made-up " + id, ""};
    a.un_member_since = since;
    a.regional_group = group;
    s.record(register_stream, a);
}

std::string membership(const std::string& actor, const std::string& more = "")
{
    return R"("group":"club","actor":")" + actor + R"(")" + more;
}

/// The group commands concern no initiative.
std::string call(stage& s, std::string_view method, const std::string& params)
{
    auto result = decide(
        s.state, depositary::workflows::workflows(),
        {"chair", std::int64_t{s.today().days()} * 86'400'000'000, s.today(), "1", &sha256}, method,
        boost::json::parse("{" + params + "}").as_object()
    );
    if (auto* refused = std::get_if<refusal>(&result)) {
        return refused->reason;
    }
    for (auto e : std::get<accepted>(result).events) {
        s.record(e.stream, e.payload);
    }
    return {};
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_regional_group_has_the_members_of_the_day_asked_about)
{
    stage s("2024-06-01");
    admit(s, "OLD", "1945-10-24", "north");
    admit(s, "NEW", "2011-07-14", "north");
    BOOST_TEST((members_of(s.state, "north", day("2011-07-13")) == ids{"OLD"}));
    BOOST_TEST((members_of(s.state, "north", day("2011-07-14")) == ids{"NEW", "OLD"}));
    BOOST_TEST((members_of(s.state, un_members_group, day("2000-01-01")) == ids{"OLD"}));
    BOOST_TEST(in_group(s.state, "north", "OLD", day("2000-01-01")));
    BOOST_TEST(!in_group(s.state, "north", "NEW", day("2000-01-01")));
    BOOST_TEST(!in_group(s.state, "west", "OLD", day("2024-01-01")));
}

BOOST_AUTO_TEST_CASE(a_recorded_membership_is_dated_and_can_be_closed)
{
    stage s("2024-06-01");
    BOOST_TEST(call(s, "group.record_membership", membership("AAA")) == "E_NOT_FOUND");
    BOOST_TEST(call(s, "group.register", R"("group":"club","name":{"en":"Club"})") == "");
    BOOST_TEST(call(s, "group.register", R"("group":"club","name":{"en":"Club"})") == "E_EXISTS");
    BOOST_TEST(
        call(s, "group.record_membership", membership("AAA", R"(,"from":"2010-01-01")")) == ""
    );
    BOOST_TEST(
        call(
            s, "group.record_membership",
            membership("BBB", R"(,"from":"2012-01-01","until":"2011-01-01")")
        ) == "E_VALUE"
    );
    BOOST_TEST(call(s, "group.record_membership", membership("ZZZ")) == "E_NOT_FOUND");
    BOOST_TEST((members_of(s.state, "club", day("2009-12-31")).empty()));
    BOOST_TEST((members_of(s.state, "club", day("2024-01-01")) == ids{"AAA"}));
    BOOST_TEST(
        call(
            s, "group.record_membership",
            membership("AAA", R"(,"from":"2010-01-01","until":"2020-01-31")")
        ) == ""
    );
    BOOST_TEST((members_of(s.state, "club", day("2020-01-31")) == ids{"AAA"}));
    BOOST_TEST(members_of(s.state, "club", day("2020-02-01")).empty());
    const auto v = view_group(s.state, "club", day("2015-01-01"));
    BOOST_TEST(v.memberships.size() == 1U);
    BOOST_TEST(v.name->en == "Club");
}

BOOST_AUTO_TEST_CASE(what_is_recorded_stands_above_the_register_of_actors)
{
    stage s("2024-06-01");
    admit(s, "OLD", "1945-10-24", "north");
    admit(s, "TWO", "1945-10-24", "north");
    s.record(register_stream, group_registered{"north", {"North", "Nord"}});
    s.record(
        register_stream, group_membership_recorded{"north", "OLD", std::nullopt, day("1999-12-31")}
    );
    BOOST_TEST((members_of(s.state, "north", day("1999-12-31")) == ids{"OLD", "TWO"}));
    BOOST_TEST((members_of(s.state, "north", day("2000-01-01")) == ids{"TWO"}));
    BOOST_TEST(!in_group(s.state, "north", "OLD", day("2000-01-01")));
}

BOOST_AUTO_TEST_CASE(totals_of_a_group_count_who_belonged_on_that_day)
{
    stage s("2024-06-01");
    s.record(register_stream, group_registered{"club", {"Club", "Club"}});
    s.record(
        register_stream, group_membership_recorded{"club", "AAA", std::nullopt, day("2024-12-31")}
    );
    BOOST_REQUIRE(s.call("ana", "pledge.register", money("p", "AAA", "100")) == "");
    totals_filter f;
    f.group = "club";
    const auto before = compute_totals(s.state, f, day("2024-12-31"));
    BOOST_REQUIRE(before.by_unit.size() == 1U);
    BOOST_TEST(before.by_unit.front().pledged == "100.00");
    BOOST_TEST(compute_totals(s.state, f, day("2025-01-01")).by_unit.empty());
}

BOOST_AUTO_TEST_CASE(both_ids_of_a_merged_actor_are_one_member)
{
    stage s("2024-06-01");
    s.record(register_stream, group_registered{"club", {"Club", "Club"}});
    s.record(register_stream, group_membership_recorded{"club", "BBB", std::nullopt, std::nullopt});
    s.record(register_stream, actor_merged{"BBB", "AAA"});
    BOOST_TEST((members_of(s.state, "club", s.today()) == ids{"AAA"}));
    BOOST_TEST(in_group(s.state, "club", "BBB", s.today()));
}

BOOST_AUTO_TEST_SUITE_END()
