#include <boost/test/unit_test.hpp>

#include "tests/unit/engine/milestone_stage.hpp"

using namespace depositary::engine;
using depositary::engine::milestone_tests::evidence_text;
using depositary::engine::milestone_tests::stage;

BOOST_AUTO_TEST_SUITE(attestation_test)

namespace {
std::string count_of_states(const std::string& more)
{
    return R"({"key":"count-2021","subject":"states","statement":{"en":"MADE UP: 12 states"})" +
           more + "," + evidence_text + "}";
}
}  // namespace

BOOST_AUTO_TEST_CASE(a_published_count_is_kept_as_its_source_has_it)
{
    stage s("2022-01-01");
    const auto params = count_of_states(R"(,"figure":"12","unit":"states","overlaps":["others"])");
    BOOST_TEST(s.call("chair", "attestation.record", params) == "");
    BOOST_REQUIRE_EQUAL(s.initiative().attestations.size(), 1U);
    const auto* kept = as<attestation_recorded>(*s.initiative().attestations.front());
    BOOST_REQUIRE(kept != nullptr);
    BOOST_TEST(kept->figure.value() == "12");
    BOOST_TEST(kept->overlaps.front() == "others");
    BOOST_TEST(s.initiative().attestations.front()->sourced);
}

BOOST_AUTO_TEST_CASE(a_figure_without_a_source_would_be_our_own_claim)
{
    stage s("2022-01-01");
    const std::string bare = R"({"key":"k","subject":"states","statement":{"en":"MADE UP"}})";
    BOOST_TEST(s.call("chair", "attestation.record", bare) == "E_NO_EVIDENCE");
    BOOST_TEST(s.initiative().attestations.empty());
}

BOOST_AUTO_TEST_CASE(a_key_is_used_once)
{
    stage s("2022-01-01");
    BOOST_TEST(s.call("chair", "attestation.record", count_of_states("")) == "");
    BOOST_TEST(s.call("chair", "attestation.record", count_of_states("")) == "E_EXISTS");
}

BOOST_AUTO_TEST_CASE(figures_are_plain_decimals)
{
    stage s("2022-01-01");
    for (const auto* figure : {"1e6", "1,000", "NaN", "", " 1"}) {
        const auto params = count_of_states(",\"figure\":\"" + std::string(figure) + "\"");
        BOOST_TEST(s.call("chair", "attestation.record", params) == "E_TYPE", figure);
    }
    BOOST_TEST(
        s.call("chair", "attestation.record", count_of_states(R"(,"unit":"states")")) ==
        "E_MISSING_FIELD"
    );
}

BOOST_AUTO_TEST_CASE(a_focal_point_does_not_attest)
{
    stage s("2022-01-01");
    BOOST_TEST(s.call("ana", "attestation.record", count_of_states("")) == "E_ROLE");
}

BOOST_AUTO_TEST_SUITE_END()
