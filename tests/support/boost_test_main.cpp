// The main() of every test program. The module name stands here and not in CMake: Boost.Test
// defines main() in each source that sees it.
#define BOOST_TEST_MODULE depositary
#include <boost/test/unit_test.hpp>
