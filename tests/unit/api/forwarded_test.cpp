#include "api/forwarded.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

#include "api/connection_table.hpp"

namespace depositary::tests {

using api::address_block;
using api::client_address;
using api::forwarded_form;

namespace {

std::vector<address_block> blocks(const std::vector<std::string>& texts)
{
    std::vector<address_block> out;
    for (const auto& text : texts) {
        out.push_back(address_block::parse(text).value());
    }
    return out;
}

bool holds(const std::string& block, const std::string& address)
{
    return api::is_trusted(address, blocks({block}));
}

std::string of_x(const std::string& header)
{
    const auto proxies = blocks({"10.0.0.0/8", "::1"});
    return client_address("10.1.1.1", header, forwarded_form::x_forwarded_for, proxies);
}

std::string of_forwarded(const std::string& header)
{
    return client_address("::1", header, forwarded_form::forwarded, blocks({"10.0.0.0/8", "::1"}));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(forwarded_test)

BOOST_AUTO_TEST_CASE(a_block_ends_at_its_last_address)
{
    BOOST_TEST(holds("10.0.0.0/8", "10.255.255.255"));
    BOOST_TEST(!holds("10.0.0.0/8", "11.0.0.0"));
    BOOST_TEST(holds("192.0.2.7", "192.0.2.7"));
    BOOST_TEST(!holds("192.0.2.7", "192.0.2.8"));
    BOOST_TEST(holds("192.0.2.4/30", "192.0.2.7"));
    BOOST_TEST(!holds("192.0.2.4/30", "192.0.2.8"));
    BOOST_TEST(holds("2001:db8::/32", "2001:db8:ffff::1"));
    BOOST_TEST(!holds("2001:db8::/32", "2001:db9::"));
    BOOST_TEST(holds("0.0.0.0/0", "203.0.113.9"));
    BOOST_TEST(!holds("0.0.0.0/0", "2001:db8::1"));
    BOOST_TEST(holds("192.0.2.0/24", "::ffff:192.0.2.9"), "IPv4 over an IPv6 socket");
}

BOOST_AUTO_TEST_CASE(what_is_no_block_is_refused)
{
    for (const auto* text :
         {"", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1", "10.0.0/8", "::/129", "example.org",
          "10.0.0.0/8x", "10.0.0.0/8/8"}) {
        BOOST_TEST(!address_block::parse(text).has_value(), text);
    }
}

BOOST_AUTO_TEST_CASE(the_last_address_that_is_no_proxy_is_the_client)
{
    BOOST_TEST(of_x("203.0.113.5") == "203.0.113.5");
    BOOST_TEST(of_x("203.0.113.5, 10.2.2.2") == "203.0.113.5");
    BOOST_TEST(of_x("198.51.100.1, 203.0.113.5") == "203.0.113.5", "what a client made up");
    BOOST_TEST(of_x("203.0.113.5:4711") == "203.0.113.5");
    BOOST_TEST(of_x("[2001:db8::7]:4711") == "2001:db8::7");
    BOOST_TEST(of_x("2001:db8::7") == "2001:db8::7");
    BOOST_TEST(of_x("10.3.3.3, 10.2.2.2") == "10.3.3.3", "proxies alone: the farthest");
}

BOOST_AUTO_TEST_CASE(what_cannot_be_read_is_not_believed)
{
    BOOST_TEST(of_x("") == "10.1.1.1");
    BOOST_TEST(of_x("unknown") == "10.1.1.1");
    BOOST_TEST(of_x("203.0.113.5, unknown, 10.2.2.2") == "10.2.2.2");
    BOOST_TEST(of_x(",") == "10.1.1.1");
    BOOST_TEST(of_x("203.0.113.5 evil") == "10.1.1.1");
    BOOST_TEST(of_x("[::1") == "10.1.1.1");
}

BOOST_AUTO_TEST_CASE(a_peer_that_is_no_proxy_speaks_for_itself)
{
    BOOST_TEST(
        client_address(
            "203.0.113.9", "198.51.100.1", forwarded_form::x_forwarded_for, blocks({"::1"})
        ) == "203.0.113.9"
    );
    BOOST_TEST(
        client_address("127.0.0.1", "198.51.100.1", forwarded_form::x_forwarded_for, {}) ==
        "127.0.0.1"
    );
}

BOOST_AUTO_TEST_CASE(rfc_7239_names_its_client)
{
    // The examples of RFC 7239, sections 4 and 7.1.
    BOOST_TEST(of_forwarded("for=192.0.2.43, for=198.51.100.17") == "198.51.100.17");
    BOOST_TEST(of_forwarded("For=\"[2001:db8:cafe::17]:4711\"") == "2001:db8:cafe::17");
    BOOST_TEST(of_forwarded("for=192.0.2.60;proto=http;by=203.0.113.43") == "192.0.2.60");
    BOOST_TEST(of_forwarded("proto=http; FOR = 192.0.2.60") == "192.0.2.60");
    BOOST_TEST(of_forwarded("for=_hidden") == "::1");
    BOOST_TEST(of_forwarded("by=203.0.113.43") == "::1");
}

BOOST_AUTO_TEST_CASE(a_place_counts_for_whom_it_turned_out_to_be)
{
    const auto table = std::make_shared<api::connection_table>(10, 1);
    const auto first = table->enter("10.1.1.1", true);
    const auto second = table->enter("10.1.1.1", true);
    BOOST_TEST_REQUIRE((first && second), "a proxy's own address has no limit");
    BOOST_TEST(first->move_to("203.0.113.5"));
    BOOST_TEST(!second->move_to("203.0.113.5"), "one is the most here");
    BOOST_TEST(second->address() == "10.1.1.1");
    BOOST_TEST(first->move_to("203.0.113.5"), "it is there already");
    BOOST_TEST(first->move_to("203.0.113.6"));
    BOOST_TEST(second->move_to("203.0.113.5"), "its place was given back");
    BOOST_TEST((table->enter("203.0.113.5") == nullptr));
    BOOST_TEST((table->enter("10.1.1.1") != nullptr));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace depositary::tests
