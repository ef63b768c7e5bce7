#pragma once

/// A socket that has asked for /ws, run as a WebSocket (RFC 6455) until it ends. Beast stays in the
/// .cpp file.

#include <memory>
#include <string>

#include "api/connection_table.hpp"
#include "api/session.hpp"

namespace depositary::api {

class wire;

/// The client's upgrade request, as text: what was read of it already cannot be read again.
struct upgrade_request
{
    std::string head;
    bool offers_subprotocol = false;
    client who;
};

/// Goes on until the socket has closed, and keeps the place until then. Called on the stream's
/// lane.
void run_websocket(
    wire stream, upgrade_request request, std::shared_ptr<session_shared> shared,
    connection_table::place_ptr place
);

}  // namespace depositary::api
