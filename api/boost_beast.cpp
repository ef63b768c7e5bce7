// Beast's function bodies, compiled once for every target (BOOST_BEAST_SEPARATE_COMPILATION).
#include <boost/beast/src.hpp>
