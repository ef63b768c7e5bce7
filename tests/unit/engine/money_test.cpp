#include "engine/money.hpp"

#include <boost/test/unit_test.hpp>

#include <limits>
#include <optional>
#include <string>
#include <variant>

namespace {

using namespace depositary::engine;

constexpr int128 largest = ((int128{1} << 126) - 1) * 2 + 1;
constexpr int128 least = -largest - 1;

/// The minor units in decimal, or the name of the fault.
std::string parsed(std::string_view text, int exponent)
{
    const auto result = parse_decimal(text, exponent);
    if (const auto* minor = std::get_if<int128>(&result)) {
        return format_decimal(*minor, 0);
    }
    switch (std::get<parse_fault>(result)) {
        case parse_fault::empty:
            return "empty";
        case parse_fault::syntax:
            return "syntax";
        case parse_fault::too_many_decimals:
            return "too_many_decimals";
        case parse_fault::too_large:
            return "too_large";
    }
    return "?";
}

/// The conversion as it is shown, or "none".
std::string converted(
    std::string_view amount, std::string_view rate, int to_exponent = 2, bool divide = false
)
{
    const auto minor = std::get<int128>(parse_decimal(amount, 2));
    const auto result = convert(minor, 2, rate, to_exponent, divide);
    return result ? format_decimal(*result, to_exponent) : "none";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(money_test)

BOOST_AUTO_TEST_CASE(decimals_become_minor_units)
{
    BOOST_TEST(parsed("1234.5", 2) == "123450");
    BOOST_TEST(parsed("1234.56", 2) == "123456");
    BOOST_TEST(parsed("1234", 0) == "1234");
    BOOST_TEST(parsed("0.001", 3) == "1");
    BOOST_TEST(parsed("-0.05", 2) == "-5");
    BOOST_TEST(parsed("-0", 2) == "0");
    BOOST_TEST(parsed("007", 2) == "700");
}

BOOST_AUTO_TEST_CASE(the_nearest_binary_fraction_is_never_taken)
{
    BOOST_TEST(parsed("0.1", 2) == "10");
    BOOST_TEST(parsed("90071992547409.93", 2) == "9007199254740993");
}

BOOST_AUTO_TEST_CASE(anything_but_a_plain_decimal_is_refused)
{
    BOOST_TEST(parsed("", 2) == "empty");
    for (const char* text :
         {"-",   ".",     "1.",    ".5",      "-.5",   "+1",       "--1",  "1-",   " 1",
          "1 ",  "1 000", "1,000", "1.000,5", "1.2.3", "2E7",      "2e7",  "1e-2", "0x10",
          "NaN", "nan",   "inf",   "-inf",    "1_000", "\xd9\xa1", "USD 5"}) {
        BOOST_TEST(parsed(text, 2) == "syntax", "accepted: " << text);
    }
    BOOST_TEST(parsed(std::string_view("1\0", 2), 2) == "syntax");
}

BOOST_AUTO_TEST_CASE(more_decimals_than_the_unit_has_are_refused_not_rounded)
{
    BOOST_TEST(parsed("1.5", 0) == "too_many_decimals");
    BOOST_TEST(parsed("1.234", 2) == "too_many_decimals");
    BOOST_TEST(parsed("1.230", 2) == "too_many_decimals");
}

BOOST_AUTO_TEST_CASE(amounts_beyond_the_limit_are_refused_not_wrapped)
{
    const std::string limit(integer_digits_max, '9');
    BOOST_TEST(parsed(limit, 2) == limit + "00");
    BOOST_TEST(parsed("-" + limit, 2) == "-" + limit + "00");
    BOOST_TEST(parsed("000" + limit, 2) == limit + "00");
    BOOST_TEST(parsed(limit + "0", 2) == "too_large");
    BOOST_TEST(parsed("1" + std::string(40, '0'), 2) == "too_large");
    BOOST_TEST(parsed(std::string(100'000, '9'), 0) == "too_large");
}

BOOST_AUTO_TEST_CASE(many_decimals_of_a_large_amount_do_not_overflow)
{
    const std::string limit(integer_digits_max, '9');
    BOOST_TEST(parsed(limit, 8) == limit + "00000000");
    BOOST_TEST(parsed(limit, 9) == "too_large");
    BOOST_TEST(parsed(limit, exponent_max) == "too_large");
    BOOST_TEST(parsed("1", exponent_max) == "1000000000000000000");
}

BOOST_AUTO_TEST_CASE(minor_units_are_shown_with_all_decimals)
{
    BOOST_TEST(format_decimal(123450, 2) == "1234.50");
    BOOST_TEST(format_decimal(0, 2) == "0.00");
    BOOST_TEST(format_decimal(5, 2) == "0.05");
    BOOST_TEST(format_decimal(-5, 2) == "-0.05");
    BOOST_TEST(format_decimal(-5, 0) == "-5");
    BOOST_TEST(format_decimal(7, 3) == "0.007");
    BOOST_TEST(format_decimal(largest, 0) == "170141183460469231731687303715884105727");
    BOOST_TEST(format_decimal(least, 0) == "-170141183460469231731687303715884105728");
}

BOOST_AUTO_TEST_CASE(what_is_shown_parses_to_the_same_amount)
{
    for (int exponent = 0; exponent <= 4; ++exponent) {
        for (int128 minor = -20'011; minor <= 20'011; minor += 37) {
            const auto back = parse_decimal(format_decimal(minor, exponent), exponent);
            BOOST_TEST_REQUIRE((std::get<int128>(back) == minor));
        }
    }
}

BOOST_AUTO_TEST_CASE(sums_that_do_not_fit_are_nothing)
{
    BOOST_TEST((checked_add(2, 3) == std::optional<int128>(5)));
    BOOST_TEST((checked_sub(2, 3) == std::optional<int128>(-1)));
    BOOST_TEST((checked_add(largest, 0) == std::optional<int128>(largest)));
    BOOST_TEST((checked_add(largest, 1) == std::nullopt));
    BOOST_TEST((checked_add(least, -1) == std::nullopt));
    BOOST_TEST((checked_sub(least, 1) == std::nullopt));
    BOOST_TEST((checked_sub(0, least) == std::nullopt));
}

/// Published conversions of the Financial Tracking Service: the rate is in the currency per USD.
BOOST_AUTO_TEST_CASE(published_conversions_are_reproduced)
{
    BOOST_TEST(converted("500000", "0.824", 2, true) == "606796.12");
    BOOST_TEST(converted("3000000", "1.298", 2, true) == "2311248.07");
    BOOST_TEST(converted("1219400", "0.91", 2, true) == "1340000.00");
}

BOOST_AUTO_TEST_CASE(conversion_rounds_once_and_half_to_even)
{
    BOOST_TEST(converted("0.01", "0.5") == "0.00");
    BOOST_TEST(converted("0.03", "0.5") == "0.02");
    BOOST_TEST(converted("0.05", "0.5") == "0.02");
    BOOST_TEST(converted("-0.03", "0.5") == "-0.02");
    BOOST_TEST(converted("-0.05", "0.5") == "-0.02");
    BOOST_TEST(converted("0.05", "0.5000000000000000000000000000001") == "0.03");
    BOOST_TEST(converted("1.00", "3", 2, true) == "0.33");
    BOOST_TEST(converted("2.00", "3", 2, true) == "0.67");
}

BOOST_AUTO_TEST_CASE(conversion_minds_the_decimals_of_both_units)
{
    BOOST_TEST(converted("100.00", "151.37", 0) == "15137");
    BOOST_TEST(converted("100.00", "0.30745", 3) == "30.745");
    BOOST_TEST((convert(15137, 0, "151.37", 2, true) == std::optional<int128>(10000)));
}

BOOST_AUTO_TEST_CASE(a_rate_that_is_no_positive_decimal_converts_nothing)
{
    for (const char* rate : {"", "0", "0.000", "-1", "+1", "1e3", ".5", "1.", "1..2", ".", "1,5"}) {
        BOOST_TEST(converted("1.00", rate) == "none", "accepted: " << rate);
    }
    BOOST_TEST(converted("1.00", "0." + std::string(100'000, '0') + "1") == "none");
}

BOOST_AUTO_TEST_CASE(a_conversion_that_does_not_fit_is_nothing)
{
    BOOST_TEST((convert(largest, 0, "2", 0) == std::nullopt));
    BOOST_TEST((convert(least, 0, "1", 2) == std::nullopt));
    BOOST_TEST((convert(largest, 0, "4", 0, true).has_value()));
}

BOOST_AUTO_TEST_SUITE_END()
