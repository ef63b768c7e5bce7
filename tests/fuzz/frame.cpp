#include <boost/asio/io_context.hpp>
#include <boost/beast/_experimental/test/stream.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket.hpp>

#include <string>

#include "api/jsonrpc.hpp"
#include "tests/fuzz/fuzz.hpp"

/// Frames of a client after the handshake, as the server reads them: a message within its limit and
/// in UTF-8 when it is text, or the end of the connection.

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    namespace asio = boost::asio;
    namespace beast = boost::beast;
    using namespace depositary;
    constexpr const char* handshake =
        "GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n";
    const api::limits bounds;
    asio::io_context io;
    beast::test::stream client(io);
    beast::websocket::stream<beast::test::stream> server(io);
    server.next_layer().connect(client);
    server.next_layer().append(handshake);
    boost::system::error_code ec;
    server.accept(ec);
    fuzz::promise(!ec, "the handshake is accepted");
    server.read_message_max(bounds.message_bytes_max);
    server.next_layer().append(fuzz::text_of(data, size));
    client.close();  // then the input ends, and a read of more fails in place of waiting
    beast::flat_buffer buffer(bounds.message_bytes_max + 1024);
    while (!ec) {
        server.read(buffer, ec);
        if (!ec) {
            fuzz::promise(buffer.size() <= bounds.message_bytes_max, "a message has its limit");
            if (!server.got_binary()) {
                const std::string text = beast::buffers_to_string(buffer.data());
                fuzz::promise(!api::parse_message(text, bounds).items.empty(), "it is answered");
            }
            buffer.clear();
        }
    }
    return 0;
}
