// Boost.JSON, compiled once: Debian has its headers, and a shared library of it would cost every start half a
// millisecond. Who prints JSON links halberd::json and includes <boost/json.hpp> in its .cpp files.

#include <boost/json/src.hpp>
