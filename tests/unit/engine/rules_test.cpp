#include "engine/rules.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

/// Actors of three capital X and all weights are MADE UP.

namespace {

using namespace depositary::engine;

civil_date day(std::string_view text)
{
    const auto d = civil_date::parse(text);
    BOOST_REQUIRE_MESSAGE(d, text);
    return *d;
}

date_interval on(std::string_view text)
{
    const auto interval = parse_stated(text);
    BOOST_REQUIRE_MESSAGE(interval, text);
    return *interval;
}

date_interval by(std::string_view text)
{
    return {std::nullopt, day(text), {}};
}

/// "from..to" with nothing on the side that is open, or "never".
std::string shown(const std::optional<date_interval>& when)
{
    if (!when) {
        return "never";
    }
    const auto side = [](const std::optional<civil_date>& d) {
        return d ? d->to_string() : std::string();
    };
    return when->is_day() ? side(when->not_before)
                          : side(when->not_before) + ".." + side(when->not_after);
}

delay_terms days(std::int64_t n)
{
    delay_terms d;
    d.days = n;
    return d;
}

delay_terms months(std::int64_t n, bool following = false)
{
    delay_terms d;
    d.months = n;
    d.first_day_of_following_month = following;
    return d;
}

std::string delayed(const delay_terms& terms, std::string_view from)
{
    return to_delay(terms).apply(day(from)).to_string();
}

threshold_terms count_of(std::int64_t n)
{
    threshold_terms t;
    t.count = n;
    return t;
}

threshold_terms share_of(std::string weight, std::string percent)
{
    threshold_terms t;
    t.weight = std::move(weight);
    t.percent = std::move(percent);
    return t;
}

/// Rows of a file of tests/data, split at commas up to `columns` fields; no field used has a quote.
std::vector<std::vector<std::string>> rows(const std::string& name, std::size_t columns)
{
    std::ifstream in(std::string(DEPOSITARY_SOURCE_DIR) + "/tests/data/" + name);
    BOOST_REQUIRE_MESSAGE(in, "tests/data/" + name + " is missing");
    std::vector<std::vector<std::string>> out;
    std::string line;
    std::getline(in, line);
    while (std::getline(in, line)) {
        std::vector<std::string> row;
        std::istringstream fields(line);
        for (std::string field; row.size() < columns && std::getline(fields, field, ',');) {
            row.push_back(field);
        }
        out.push_back(std::move(row));
    }
    return out;
}

/// Ratifications of the Solar Alliance agreement dated or bounded on or before 2017-12-06.
std::vector<instrument> solar_alliance()
{
    std::vector<instrument> out;
    for (const auto& row : rows("isa_acts.csv", 4)) {
        if (row[1] != "ratify") {
            continue;
        }
        const auto when = row[2].empty() ? by(row[3]) : on(row[2]);
        if (when.certainly_by(day("2017-12-06"))) {
            out.push_back({row[0], when, std::nullopt});
        }
    }
    return out;
}

entry_terms solar_alliance_terms()
{
    entry_terms t;
    t.threshold = count_of(15);
    t.delay = days(30);
    return t;
}

/// The European Union's instrument does not count beside those of its members.
std::vector<instrument> kigali()
{
    std::vector<instrument> out;
    for (const auto& row : rows("kigali_amendment_acts.csv", 4)) {
        // Names with commas are quoted, so the date is looked for from the end of the row.
        const auto date = std::find_if(row.begin(), row.end(), [](const std::string& field) {
            return civil_date::parse(field).has_value();
        });
        BOOST_REQUIRE_MESSAGE(date != row.end(), row[0]);
        if (row[0] != "EUU") {
            out.push_back({row[0], on(*date), std::nullopt});
        }
    }
    return out;
}

instrument made_up(char letter, date_interval when)
{
    return {std::string("XX") + letter, std::move(when), std::nullopt};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(rules_test)

BOOST_AUTO_TEST_CASE(the_thirtieth_day_after_is_that_of_the_paris_agreement)
{
    BOOST_TEST(delayed(days(30), "2016-10-05") == "2016-11-04");
    BOOST_TEST(delayed(days(30), "2016-10-20") == "2016-11-19");
    BOOST_TEST(delayed(days(30), "2016-11-09") == "2016-12-09");
    BOOST_TEST(delayed(days(30), "2017-02-15") == "2017-03-17");
    BOOST_TEST(delayed(days(30), "2017-03-24") == "2017-04-23");
    BOOST_TEST(delayed(days(30), "2017-04-06") == "2017-05-06");
    BOOST_TEST(delayed(days(30), "2017-09-19") == "2017-10-19");
}

BOOST_AUTO_TEST_CASE(the_ninetieth_day_after_is_that_of_the_montreal_protocol)
{
    BOOST_TEST(delayed(days(90), "2004-06-17") == "2004-09-15");
    BOOST_TEST(delayed(days(90), "1999-10-08") == "2000-01-06");
    BOOST_TEST(delayed(days(90), "1992-10-20") == "1993-01-18");
    BOOST_TEST(delayed(days(90), "2009-01-26") == "2009-04-26");
    BOOST_TEST(delayed(days(90), "2000-05-17") == "2000-08-15");
    BOOST_TEST(delayed(days(90), "1989-05-19") == "1989-08-17");
    BOOST_TEST(delayed(days(90), "1993-05-04") == "1993-08-02");
}

BOOST_AUTO_TEST_CASE(months_and_the_first_of_the_following_month)
{
    BOOST_TEST(delayed(months(3), "2023-11-30") == "2024-02-29");
    BOOST_TEST(delayed(months(3, true), "2024-01-15") == "2024-05-01");
    BOOST_TEST(delayed(months(3, true), "2024-01-01") == "2024-05-01");
    BOOST_TEST(delayed(months(3, true), "2023-11-30") == "2024-03-01");
    delay_terms both = months(1, true);
    both.days = 1;
    BOOST_TEST(delayed(both, "2024-01-31") == "2024-04-01");
    BOOST_TEST(to_delay(std::nullopt).apply(day("2024-01-31")).to_string() == "2024-01-31");
}

BOOST_AUTO_TEST_CASE(a_delay_keeps_an_interval_an_interval)
{
    BOOST_TEST(shown(to_delay(days(30)).apply(on("2024-02"))) == "2024-03-02..2024-03-30");
    BOOST_TEST(shown(to_delay(days(30)).apply(by("2017-12-06"))) == "..2018-01-05");
    BOOST_TEST(shown(to_delay(months(1, true)).apply(on("2024-02"))) == "2024-04-01");
    BOOST_TEST(shown(to_delay(days(30)).apply(date_interval{})) == "..");
}

BOOST_AUTO_TEST_CASE(a_count_at_a_date_is_certain_and_possible)
{
    const auto list = solar_alliance();
    const auto then = count_by(list, day("2017-11-06"));
    BOOST_TEST(then.certain == 11);
    BOOST_TEST(then.possible == 19);
    const auto later = count_by(list, day("2017-12-06"));
    BOOST_TEST(later.certain == 19);
    BOOST_TEST(later.possible == 19);
    // Nauru's and Guinea's days are known: neither may count before its own.
    BOOST_TEST(count_by(list, day("2017-05-21")).possible == 17);
    BOOST_TEST(count_by(list, day("2017-05-22")).certain == 1);
}

BOOST_AUTO_TEST_CASE(the_record_bounds_the_place_of_an_instrument)
{
    const auto range = feasible_ordinals(solar_alliance(), "GIN");
    BOOST_REQUIRE(range);
    BOOST_TEST(range->lowest == 11);
    BOOST_TEST(range->highest == 19);
    BOOST_TEST(!feasible_ordinals(solar_alliance(), "XXA"));
}

BOOST_AUTO_TEST_CASE(instruments_of_one_day_may_stand_in_any_order)
{
    const std::vector<instrument> list{
        made_up('A', on("2024-01-01")), made_up('B', on("2024-01-02")),
        made_up('C', on("2024-01-02")), made_up('D', on("2024-01-03"))};
    const auto range = feasible_ordinals(list, "XXB");
    BOOST_REQUIRE(range);
    BOOST_TEST(range->lowest == 2);
    BOOST_TEST(range->highest == 3);
}

BOOST_AUTO_TEST_CASE(the_solar_alliance_enters_into_force_by_the_depositarys_statement)
{
    const auto list = solar_alliance();
    const auto terms = solar_alliance_terms();
    const auto recorded = reached(terms.threshold, {}, list);
    BOOST_TEST(shown(recorded) == "..2017-12-06");

    const auto stated = reached(terms.threshold, {}, list, {{"GIN", 15}});
    BOOST_TEST(shown(stated) == "2017-11-06");
    BOOST_TEST(shown(entry_into_force(terms, stated.value())) == "2017-12-06");
}

BOOST_AUTO_TEST_CASE(statements_of_other_places_narrow_from_one_side)
{
    const auto list = solar_alliance();
    BOOST_TEST(shown(reached(count_of(15), {}, list, {{"GIN", 14}})) == "2017-11-06..2017-12-06");
    BOOST_TEST(shown(reached(count_of(15), {}, list, {{"GIN", 16}})) == "..2017-11-06");
    BOOST_TEST(shown(reached(count_of(15), {}, list, {{"XXA", 15}})) == "..2017-12-06");
}

BOOST_AUTO_TEST_CASE(a_statement_settles_what_the_deposits_leave_open)
{
    const std::vector<instrument> list{
        made_up('A', date_interval{}), made_up('B', on("2024-05-02"))};
    BOOST_TEST(shown(reached(count_of(2), {}, list)) == "never");
    BOOST_TEST(shown(reached(count_of(2), {}, list, {{"XXB", 2}})) == "2024-05-02");
}

BOOST_AUTO_TEST_CASE(a_statement_that_later_deposits_contradict_is_left_out)
{
    const std::vector<instrument> list{
        made_up('A', on("2024-01-01")), made_up('B', on("2024-02-01")),
        made_up('C', on("2024-03-01"))};
    BOOST_TEST(shown(reached(count_of(2), {}, list, {{"XXC", 2}})) == "2024-02-01");
}

BOOST_AUTO_TEST_CASE(the_kigali_amendment_takes_its_fixed_date)
{
    const auto list = kigali();
    BOOST_TEST(list.size() == 154U);
    BOOST_TEST(count_by(list, day("2017-11-16")).certain < 20);
    BOOST_TEST(count_by(list, day("2017-11-17")).certain >= 20);
    entry_terms terms;
    terms.threshold = count_of(20);
    terms.delay = days(90);
    terms.not_before = day("2019-01-01");
    const auto when = reached(terms.threshold, {}, list);
    BOOST_TEST(shown(when) == "2017-11-17");
    BOOST_TEST(shown(entry_into_force(terms, when.value())) == "2019-01-01");
    terms.not_before.reset();
    BOOST_TEST(shown(entry_into_force(terms, when.value())) == "2018-02-15");
}

BOOST_AUTO_TEST_CASE(a_fixed_date_wins_only_when_it_is_later)
{
    entry_terms terms;
    terms.delay = days(30);
    terms.not_before = day("2024-03-15");
    BOOST_TEST(shown(entry_into_force(terms, on("2024-03-01"))) == "2024-03-31");
    BOOST_TEST(shown(entry_into_force(terms, on("2024-02"))) == "2024-03-15..2024-03-30");
    BOOST_TEST(shown(entry_into_force(terms, on("2024-01"))) == "2024-03-15");
}

BOOST_AUTO_TEST_CASE(the_montreal_protocol_counts_the_own_delay_from_its_entry_into_force)
{
    entry_terms terms;
    terms.own_delay = days(90);
    const auto force = on("1989-01-01");
    const auto own = [&](std::string_view deposited) {
        return shown(own_entry(terms, on("1988-12-16"), force, on(deposited)));
    };
    BOOST_TEST(own("1988-12-30") == "1989-01-01");
    BOOST_TEST(own("1988-03-31") == "1989-01-01");
    BOOST_TEST(own("1989-05-19") == "1989-08-17");
    BOOST_TEST(own("2004-06-17") == "2004-09-15");
}

BOOST_AUTO_TEST_CASE(the_paris_agreement_counts_the_own_delay_from_the_threshold)
{
    entry_terms terms;
    terms.delay = days(30);
    terms.own_delay_from_threshold = true;
    const auto own = [&](std::string_view deposited) {
        return shown(own_entry(terms, on("2016-10-05"), on("2016-11-04"), on(deposited)));
    };
    BOOST_TEST(own("2016-09-21") == "2016-11-04");
    BOOST_TEST(own("2016-10-05") == "2016-11-04");
    BOOST_TEST(own("2016-10-20") == "2016-11-19");
    BOOST_TEST(own("2016-11-09") == "2016-12-09");
    // From entry into force, the default, the same deposit would have joined with the treaty.
    terms.own_delay_from_threshold = false;
    BOOST_TEST(own("2016-10-20") == "2016-11-04");
}

BOOST_AUTO_TEST_CASE(nobody_is_bound_before_the_treaty_is_in_force)
{
    entry_terms terms;
    terms.delay = days(30);
    terms.own_delay = days(90);
    terms.own_delay_from_threshold = true;
    const auto own = [&](std::string_view force, std::string_view deposited) {
        return shown(own_entry(terms, on("2024-01-10"), on(force), on(deposited)));
    };
    BOOST_TEST(own("2025-01-01", "2024-02-01") == "2025-01-01");
    BOOST_TEST(own("2024-02-09", "2024-01-11") == "2024-04-10");
    // The instrument that completes the threshold is bound with the treaty, not by its own delay.
    BOOST_TEST(own("2024-02-09", "2024-01-10") == "2024-02-09");
}

BOOST_AUTO_TEST_CASE(own_entry_of_an_open_date_is_an_interval)
{
    const auto terms = solar_alliance_terms();
    const auto own = [&](const date_interval& force, const date_interval& deposited) {
        return shown(own_entry(terms, force, force, deposited));
    };
    BOOST_TEST(own(on("2017-12-06"), on("2017-12")) == "2017-12-06..2018-01-30");
    BOOST_TEST(own(on("2017-12-06"), by("2018-01-10")) == "2017-12-06..2018-02-09");
    BOOST_TEST(own(on("2017-12-06"), by("2017-12-05")) == "2017-12-06");
    BOOST_TEST(own(on("2017-12"), on("2017-12-10")) == "2017-12-01..2018-01-09");
    // In force at an unknown time after the deposit: the actor's own delay may not matter at all.
    BOOST_TEST(own({day("2017-12-06"), std::nullopt, {}}, on("2018-03-01")) == "2017-12-06..");
}

BOOST_AUTO_TEST_CASE(a_withdrawn_instrument_stops_counting)
{
    std::vector<instrument> list{made_up('A', on("2024-01-10")), made_up('B', on("2024-03-01"))};
    list[0].ceased = on("2024-02");
    BOOST_TEST(count_by(list, day("2024-01-31")).certain == 1);
    BOOST_TEST(count_by(list, day("2024-02-01")).certain == 0);
    BOOST_TEST(count_by(list, day("2024-02-28")).possible == 1);
    BOOST_TEST(count_by(list, day("2024-02-29")).possible == 0);
    BOOST_TEST(shown(reached(count_of(2), {}, list)) == "never");
    BOOST_TEST(shown(reached(count_of(1), {}, list)) == "2024-01-10");
    list[0].ceased = on("2024-03-02");
    BOOST_TEST(shown(reached(count_of(2), {}, list)) == "2024-03-01");
}

BOOST_AUTO_TEST_CASE(a_share_is_compared_exactly)
{
    // Green Climate Fund: 58.5 % signed on 2015-05-21, in thousand million USD, against 50 %.
    BOOST_TEST(!share_reached("4.0", "9.3", "50"));
    BOOST_TEST(share_reached("5.47", "9.3", "50"));
    BOOST_TEST(share_reached("0.55", "1", "55"));
    BOOST_TEST(!share_reached("0.54999999999999999999999999999999", "1", "55"));
    BOOST_TEST(share_reached("1", "3", "33.333333333333333333"));
    BOOST_TEST(!share_reached("1", "3", "33.333333333333333334"));
    BOOST_TEST(!share_reached("", "1", "50"));
    BOOST_TEST(!share_reached("1", "1", "1e2"));
    BOOST_TEST(!share_reached("1", "-1", "50"));
}

BOOST_AUTO_TEST_CASE(a_share_of_the_table_is_reached_on_the_day_it_is_complete)
{
    const weight_tables weights{{"emissions", {{"XXA", "30.5"}, {"XXB", "24.5"}, {"XXC", "45"}}}};
    const std::vector<instrument> list{
        made_up('A', on("2024-01")), made_up('B', on("2024-03-05")),
        made_up('D', on("2024-01-01"))};
    BOOST_TEST(shown(reached(share_of("emissions", "55"), weights, list)) == "2024-03-05");
    BOOST_TEST(
        shown(reached(share_of("emissions", "30.5"), weights, list)) == "2024-01-01..2024-01-31"
    );
    BOOST_TEST(shown(reached(share_of("emissions", "55.01"), weights, list)) == "never");

    auto of_total = share_of("emissions", "55");
    of_total.total = "110.000";
    BOOST_TEST(shown(reached(of_total, weights, list)) == "never");
    of_total.total = "95.0";
    BOOST_TEST(shown(reached(of_total, weights, list)) == "2024-03-05");
}

BOOST_AUTO_TEST_CASE(a_share_that_cannot_be_computed_never_holds)
{
    const std::vector<instrument> list{made_up('A', on("2024-01-01"))};
    const weight_tables good{{"w", {{"XXA", "1"}}}};
    const auto certain = [&](const threshold_terms& t, const weight_tables& weights) {
        return evaluate(t, weights, list, day("2024-02-01")).certain;
    };
    BOOST_TEST(certain(share_of("w", "100"), good));
    BOOST_TEST(!certain(share_of("other", "1"), good));
    BOOST_TEST(!certain(share_of("w", "one"), good));
    BOOST_TEST(!certain(share_of("w", "50"), {{"w", {{"XXA", "1e9"}}}}));
    BOOST_TEST(!certain(share_of("w", "50"), {{"w", {{"XXA", "0"}}}}));
}

BOOST_AUTO_TEST_CASE(all_and_any_combine_counts_and_shares)
{
    const weight_tables weights{{"w", {{"XXA", "60"}, {"XXB", "20"}, {"XXC", "20"}}}};
    const std::vector<instrument> list{
        made_up('B', on("2024-01-01")), made_up('C', on("2024-02-01")),
        made_up('A', on("2024-03-01"))};
    threshold_terms all;
    all.all = {count_of(2), share_of("w", "55")};
    BOOST_TEST(shown(reached(all, weights, list)) == "2024-03-01");
    threshold_terms any;
    any.any = {count_of(2), share_of("w", "55")};
    BOOST_TEST(shown(reached(any, weights, list)) == "2024-02-01");
    threshold_terms nested;
    nested.any = {all, count_of(4)};
    BOOST_TEST(shown(reached(nested, weights, list)) == "2024-03-01");
    BOOST_TEST(shown(reached(threshold_terms{}, weights, list)) == "never");
    const auto midway = evaluate(any, weights, list, day("2024-01-31"));
    BOOST_TEST(!midway.possible);
}

BOOST_AUTO_TEST_CASE(a_threshold_holds_possibly_before_it_holds_certainly)
{
    const auto list = solar_alliance();
    const auto early = evaluate(count_of(15), {}, list, day("2017-11-06"));
    BOOST_TEST(!early.certain);
    BOOST_TEST(early.possible);
    BOOST_TEST(!evaluate(count_of(18), {}, list, day("2017-05-21")).possible);
    BOOST_TEST(evaluate(count_of(15), {}, list, day("2017-12-06")).certain);
}

BOOST_AUTO_TEST_CASE(a_rule_is_told_in_words)
{
    entry_terms t = solar_alliance_terms();
    BOOST_TEST(in_words(t) == "15 instruments, then the 30th day after");
    t.delay = days(22);
    BOOST_TEST(in_words(t) == "15 instruments, then the 22nd day after");
    t.delay = days(112);
    BOOST_TEST(in_words(t) == "15 instruments, then the 112th day after");
    t.delay = months(3, true);
    t.threshold.all = {count_of(55), share_of("emissions", "55")};
    t.threshold.count.reset();
    t.not_before = day("2019-01-01");
    BOOST_TEST(
        in_words(t) ==
        "55 instruments and 55 % of emissions, then the first day of the "
        "month following 3 months after, not before 2019-01-01"
    );
}

BOOST_AUTO_TEST_SUITE_END()
