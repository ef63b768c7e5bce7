/// The keys that a register may have answered.

#include "api/known_keys.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

namespace depositary::testing {

BOOST_AUTO_TEST_SUITE(known_keys_test)

BOOST_AUTO_TEST_CASE(what_was_added_may_be_there_and_what_was_not_is_not)
{
    api::known_keys keys;
    for (int i = 0; i < 1000; ++i) {
        keys.add("p\n" + std::to_string(i));
    }
    int in_vain = 0;
    for (int i = 0; i < 1000; ++i) {
        BOOST_REQUIRE(keys.may_hold("p\n" + std::to_string(i)));
        in_vain += keys.may_hold("q\n" + std::to_string(i)) ? 1 : 0;
    }
    BOOST_TEST(in_vain == 0);
    BOOST_TEST(keys.size() == 1000U);
}

BOOST_AUTO_TEST_CASE(where_they_could_not_be_read_any_may_be_there)
{
    api::known_keys keys;
    keys.add("one");
    keys.forget();
    BOOST_TEST(keys.may_hold("another"));
    keys.add("one");
    BOOST_TEST(keys.may_hold("another"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace depositary::testing
