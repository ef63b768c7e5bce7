#include "engine/terms_words.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>

namespace depositary::tests {

namespace {

using engine::definition;
using engine::rule_words;

/// MADE UP.
definition example()
{
    definition d;
    d.rules.joining.acts = {"signature", "formal_confirmation"};
    d.rules.entry_into_force.emplace();
    auto& entry = *d.rules.entry_into_force;
    entry.threshold.all.resize(2);
    entry.threshold.all[0].count = 55;
    entry.threshold.all[1].percent = "55";
    entry.threshold.all[1].weight = "greenhouse_gas_emissions";
    entry.delay.emplace().days = 30;
    entry.clause = "art. 21(1)";
    return d;
}

std::string said(const definition& d, std::string_view topic, bool french = false)
{
    const auto rules = engine::rules_in_words(d);
    const auto found = std::find_if(rules.begin(), rules.end(), [&](const rule_words& r) {
        return r.topic == topic;
    });
    if (found == rules.end()) {
        return "(nothing)";
    }
    return french ? found->says.fr : found->says.en;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(terms_words_suite)

BOOST_AUTO_TEST_CASE(a_double_threshold_reads_as_one_sentence_in_both_languages)
{
    const auto d = example();
    BOOST_TEST(
        said(d, "entry_into_force") ==
        "55 instruments and 55 % of greenhouse gas emissions, then 30 days"
    );
    BOOST_TEST(
        said(d, "entry_into_force", true) ==
        "55 instruments et 55 % de greenhouse gas emissions, puis 30 jours"
    );
    BOOST_TEST(said(d, "joining.acts") == "By signature or formal confirmation");
}

BOOST_AUTO_TEST_CASE(what_the_terms_do_not_say_is_not_said)
{
    definition d;
    d.rules.joining.acts = {"endorsement"};
    BOOST_TEST(engine::rules_in_words(d).size() == 1U);
    BOOST_TEST(said(d, "withdrawal") == "(nothing)");
}

BOOST_AUTO_TEST_CASE(a_default_that_decides_is_named)
{
    auto d = example();
    d.rules.withdrawal.emplace().admitted = true;
    BOOST_TEST(said(d, "withdrawal") == "Withdrawal with notice of 12 months");
    d.rules.withdrawal->notice.emplace().months = 3;
    BOOST_TEST(said(d, "withdrawal") == "Withdrawal with notice of 3 months");
    d.rules.withdrawal->admitted = false;
    BOOST_TEST(said(d, "withdrawal") == "The terms admit no withdrawal");
}

BOOST_AUTO_TEST_CASE(delays_name_the_first_day_of_a_following_month)
{
    engine::delay_terms following;
    following.months = 3;
    following.first_day_of_following_month = true;
    const auto words = engine::delay_in_words(following);
    BOOST_TEST(words.en == "the first day of the month after 3 months");
    BOOST_TEST(engine::delay_in_words({}).fr == "aucun délai");
}

BOOST_AUTO_TEST_CASE(a_day_is_written_as_notices_write_it)
{
    const auto words = [](std::string_view day) {
        return engine::day_in_words(engine::civil_date::parse(day).value());
    };
    BOOST_TEST(words("2017-12-06").en == "6 December 2017");
    BOOST_TEST(words("2017-12-06").fr == "6 décembre 2017");
    BOOST_TEST(words("2021-01-01").fr == "1er janvier 2021");
    BOOST_TEST(words("2024-08-31").fr == "31 août 2024");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace depositary::tests
