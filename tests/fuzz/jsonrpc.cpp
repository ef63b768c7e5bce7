#include "api/jsonrpc.hpp"

#include <boost/json/parse.hpp>

#include "tests/fuzz/fuzz.hpp"

/// A message of a client: whatever it is, it is answered item by item with JSON, within the limits.

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace depositary;
    const api::limits bounds;
    auto message = api::parse_message(fuzz::text_of(data, size), bounds);
    fuzz::promise(!message.items.empty(), "there is an item for everything");
    fuzz::promise(message.items.size() <= bounds.batch_items_max, "a batch has its limit");
    std::size_t answered = 0;
    api::answer_message(
        std::move(message), "f",
        [](api::rpc_request& item, const std::string&, const api::reply_function& reply) {
            fuzz::promise(!item.fault.has_value(), "what is faulty is never run");
            reply(api::rpc_result{"{}"});
        },
        [&](const std::optional<std::string>& text) {
            ++answered;
            boost::json::error_code ec;
            fuzz::promise(
                !text || !boost::json::parse(*text, ec).is_null(), "an answer is a JSON text"
            );
            fuzz::promise(!ec, "an answer is well formed");
        }
    );
    fuzz::promise(answered == 1, "a message is answered once");
    return 0;
}
