// The main() of every test program; BOOST_TEST_MODULE and BOOST_TEST_DYN_LINK come from CMake.
#include <boost/test/unit_test.hpp>
