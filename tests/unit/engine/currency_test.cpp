#include "engine/currency.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <string>
#include <variant>

#include "engine/money.hpp"

using namespace depositary::engine;

BOOST_AUTO_TEST_SUITE(currency_test)

BOOST_AUTO_TEST_CASE(minor_units_are_those_of_the_standard)
{
    const auto check = [](int exponent, std::initializer_list<const char*> codes) {
        for (const char* code : codes) {
            BOOST_TEST(currency_exponent(code).value_or(-1) == exponent, code);
        }
    };
    check(
        0, {"BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI",
            "VND", "VUV", "XAF", "XOF", "XPF"}
    );
    check(
        2,
        {"AFN", "ALL", "EUR", "GBP", "IRR", "LBP", "MGA", "MMK", "MRU", "RSD", "SYP", "USD", "YER"}
    );
    check(3, {"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"});
    check(4, {"CLF", "UYW"});
}

BOOST_AUTO_TEST_CASE(only_codes_of_the_standard_are_found)
{
    for (const char* code : {"", "US", "USDX", "usd", "Usd", "ZZZ", "XXX", "XDR", "XAU", "doses"}) {
        BOOST_TEST(!currency_exponent(code), "found: " << code);
    }
}

BOOST_AUTO_TEST_CASE(the_table_is_sorted_and_has_each_code_once)
{
    const auto table = currencies();
    const auto not_after = [](const auto& a, const auto& b) { return a.code >= b.code; };
    BOOST_TEST((std::adjacent_find(table.begin(), table.end(), not_after) == table.end()));
    for (const auto& c : table) {
        BOOST_TEST(c.code.size() == 3U, c.code);
        BOOST_TEST(find_currency(c.code) == &c, c.code);
    }
}

BOOST_AUTO_TEST_CASE(every_withdrawn_currency_leads_to_one_in_use)
{
    for (const auto& c : currencies()) {
        BOOST_TEST((c.per_successor.empty() || !c.successor.empty()), c.code);
        const auto* at = &c;
        for (int steps = 0; !at->successor.empty(); ++steps) {
            BOOST_REQUIRE_MESSAGE(steps < 4, c.code << " goes in a circle");
            at = find_currency(at->successor);
            BOOST_REQUIRE_MESSAGE(at != nullptr, c.code << " leads nowhere");
        }
    }
}

/// Article 1 of Council Regulation (EC) No 2866/98 and its amendments.
BOOST_AUTO_TEST_CASE(amounts_in_former_currencies_convert_at_the_irrevocable_rate)
{
    const auto in_successor = [](const char* code, std::string_view amount) -> std::string {
        const auto* c = find_currency(code);
        BOOST_REQUIRE(c != nullptr);
        const auto minor = std::get<int128>(parse_decimal(amount, c->exponent));
        const int to = currency_exponent(c->successor).value();
        const auto result = convert(minor, c->exponent, c->per_successor, to, true);
        return format_decimal(result.value(), to) + " " + std::string(c->successor);
    };
    BOOST_TEST(in_successor("HRK", "7534.50") == "1000.00 EUR");
    BOOST_TEST(in_successor("DEM", "1955.83") == "1000.00 EUR");
    BOOST_TEST(in_successor("FRF", "100.00") == "15.24 EUR");
    BOOST_TEST(in_successor("ITL", "1936270") == "1000.00 EUR");
    BOOST_TEST(in_successor("BGN", "195.58") == "100.00 EUR");
    BOOST_TEST(in_successor("VEF", "100000.00") == "1.00 VES");
    BOOST_TEST(in_successor("BYR", "10000") == "1.00 BYN");
}

BOOST_AUTO_TEST_SUITE_END()
