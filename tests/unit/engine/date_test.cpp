#include "engine/date.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

namespace {

using namespace depositary::engine;

civil_date day(const char* text)
{
    const auto d = civil_date::parse(text);
    BOOST_REQUIRE_MESSAGE(d, text);
    return *d;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(date_test)

BOOST_AUTO_TEST_CASE(every_day_of_the_calendar_survives_text_and_back)
{
    const auto last = day("9999-12-31");
    std::int64_t count = 0;
    bool same = true;
    for (auto d = day("0001-01-01");; d = d.add_days(1), ++count) {
        same = same && civil_date::parse(d.to_string()) == d &&
               civil_date::from_ymd(d.year(), d.month(), d.day()) == d;
        if (d == last) {
            break;
        }
    }
    BOOST_TEST(same);
    // 9999 years: 365 days each, and a leap day in 2424 of them.
    BOOST_TEST(count + 1 == 9999 * 365 + 2424);
}

BOOST_AUTO_TEST_CASE(days_count_from_1970)
{
    BOOST_TEST(civil_date().to_string() == "1970-01-01");
    BOOST_TEST(day("1970-01-01").days() == 0);
    BOOST_TEST(day("2000-03-01").days() == 11017);
    BOOST_TEST(day("1969-12-31").days() == -1);
}

BOOST_AUTO_TEST_CASE(what_is_not_a_day_is_not_parsed)
{
    for (const char* text : {"",           "2024",        "2024-02",     "2024-2-03",
                             "2024-02-30", "2023-02-29",  "1900-02-29",  "0000-01-01",
                             "2024-00-10", "2024-13-01",  "2024-01-00",  "2024-01-32",
                             "2024/01/01", "2024-01-01 ", " 2024-01-01", "2024-01-01T00:00:00Z",
                             "-024-01-01", "+024-01-01",  "2024-+1-01",  "20240101",
                             "12024-01-01"}) {
        BOOST_TEST(!civil_date::parse(text), "accepted: " << text);
    }
    BOOST_TEST(civil_date::parse("2000-02-29").has_value());
    BOOST_TEST(!civil_date::from_ymd(10000, 1, 1));
    BOOST_TEST(!civil_date::from_ymd(-1, 1, 1));
}

BOOST_AUTO_TEST_CASE(numbers_too_large_for_a_month_or_day_do_not_wrap_round)
{
    BOOST_TEST(!civil_date::from_ymd(2024, 257, 1));
    BOOST_TEST(!civil_date::from_ymd(2024, 1, 257));
    BOOST_TEST(!civil_date::from_ymd(65536 + 2024, 1, 1));
}

BOOST_AUTO_TEST_CASE(months_added_keep_the_day_or_end_with_the_month)
{
    BOOST_TEST(day("2024-01-31").add_months(1).to_string() == "2024-02-29");
    BOOST_TEST(day("2023-01-31").add_months(1).to_string() == "2023-02-28");
    BOOST_TEST(day("2023-11-30").add_months(3).to_string() == "2024-02-29");
    BOOST_TEST(day("2024-03-31").add_months(-1).to_string() == "2024-02-29");
    BOOST_TEST(day("2024-12-15").add_months(1).to_string() == "2025-01-15");
    BOOST_TEST(day("2024-01-15").add_months(-1).to_string() == "2023-12-15");
    BOOST_TEST(day("2024-02-29").add_months(12).to_string() == "2025-02-28");
    BOOST_TEST(day("2024-02-29").add_months(0).to_string() == "2024-02-29");
}

BOOST_AUTO_TEST_CASE(a_month_has_its_first_and_last_day)
{
    BOOST_TEST(day("2024-02-10").first_of_month().to_string() == "2024-02-01");
    BOOST_TEST(day("2024-02-10").last_of_month().to_string() == "2024-02-29");
    BOOST_TEST(day("2100-02-10").last_of_month().to_string() == "2100-02-28");
    BOOST_TEST(day("2023-12-31").last_of_month().to_string() == "2023-12-31");
    BOOST_TEST(day("9999-12-01").first_of_month().to_string() == "9999-12-01");
}

BOOST_AUTO_TEST_CASE(arithmetic_stays_within_the_calendar)
{
    const auto huge = std::int64_t{1} << 62;
    BOOST_TEST(day("2024-01-01").add_days(huge).to_string() == "9999-12-31");
    BOOST_TEST(day("2024-01-01").add_days(-huge).to_string() == "0001-01-01");
    BOOST_TEST(day("2024-01-01").add_months(huge).to_string() == "9999-12-31");
    BOOST_TEST(day("2024-01-01").add_months(-huge).to_string() == "0001-01-01");
}

BOOST_AUTO_TEST_CASE(dates_are_ordered)
{
    BOOST_TEST((day("2023-12-31") < day("2024-01-01")));
    BOOST_TEST((day("2024-01-01") == day("2024-01-01")));
}

BOOST_AUTO_TEST_CASE(a_stated_month_or_year_spans_it)
{
    const auto month = parse_stated("2024-02");
    BOOST_REQUIRE(month);
    BOOST_TEST(month->not_before->to_string() == "2024-02-01");
    BOOST_TEST(month->not_after->to_string() == "2024-02-29");
    BOOST_TEST(month->as_stated == "2024-02");
    BOOST_TEST(!month->is_day());

    const auto year = parse_stated("2023");
    BOOST_REQUIRE(year);
    BOOST_TEST(year->not_before->to_string() == "2023-01-01");
    BOOST_TEST(year->not_after->to_string() == "2023-12-31");

    const auto stated = parse_stated("2024-03-05");
    BOOST_REQUIRE(stated);
    BOOST_TEST(stated->is_day());
    BOOST_TEST((*stated == date_interval::day(day("2024-03-05"))));

    for (const char* text :
         {"", "24", "0000", "2024-13", "2024-00", "2024-", "2024-1", "2024-Q1", "March 2024",
          "2024-02-30", "2024 02"}) {
        BOOST_TEST(!parse_stated(text), "accepted: " << text);
    }
}

BOOST_AUTO_TEST_CASE(an_interval_tells_certain_from_possible)
{
    const auto month = *parse_stated("2024-03");
    BOOST_TEST(!month.possibly_by(day("2024-02-29")));
    BOOST_TEST(month.possibly_by(day("2024-03-01")));
    BOOST_TEST(!month.certainly_by(day("2024-03-30")));
    BOOST_TEST(month.certainly_by(day("2024-03-31")));

    const date_interval no_later{std::nullopt, day("2017-12-06"), {}};
    BOOST_TEST(no_later.possibly_by(day("0001-01-01")));
    BOOST_TEST(!no_later.certainly_by(day("2017-12-05")));
    BOOST_TEST(no_later.certainly_by(day("2017-12-06")));

    const date_interval unknown;
    BOOST_TEST(unknown.possibly_by(day("0001-01-01")));
    BOOST_TEST(!unknown.certainly_by(day("9999-12-31")));
    BOOST_TEST(!unknown.is_day());
    BOOST_TEST(unknown.consistent());

    const date_interval upside_down{day("2024-03-02"), day("2024-03-01"), {}};
    BOOST_TEST(!upside_down.consistent());
}

BOOST_AUTO_TEST_CASE(what_is_due_in_a_month_falls_due_on_its_last_day)
{
    BOOST_TEST(due_day(*parse_stated("2024-02"))->to_string() == "2024-02-29");
    BOOST_TEST(due_day(*parse_stated("2024"))->to_string() == "2024-12-31");
    BOOST_TEST(due_day(*parse_stated("2024-02-03"))->to_string() == "2024-02-03");
    BOOST_TEST(!due_day(date_interval{day("2024-02-03"), std::nullopt, {}}));
}

BOOST_AUTO_TEST_SUITE_END()
