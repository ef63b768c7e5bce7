#include "api/query_support.hpp"

namespace depositary::api {

void add_statement_queries(query_list& list)
{
    static_cast<void>(list);
}

}  // namespace depositary::api
