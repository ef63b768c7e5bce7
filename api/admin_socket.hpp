#pragma once

/// DIR/admin.sock: how the command line speaks to a running server. Who can open the socket (mode
/// 0600) owns the data folder, so it may act as the register's operator; a token narrows that to
/// the token's own rights. One JSON object a line in, one a line out.
///
/// Request: {"method", "params", "token"?, "as"?: "import"}. Answer: {"result"} or {"error"}.
/// "watch" answers one event a line until the client goes.

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "api/service.hpp"

namespace depositary::api {

/// Connections at the same time; the command line needs one each.
inline constexpr int admin_connections_max = 32;
/// Bytes of one request line: an import sends one command a line.
inline constexpr std::size_t admin_line_bytes_max = 1U << 20U;

class admin_socket
{
public:
    /// Listens at once. Throws std::runtime_error when the socket cannot be made.
    admin_socket(std::filesystem::path path, service& register_service);
    ~admin_socket();
    admin_socket(const admin_socket&) = delete;
    admin_socket& operator=(const admin_socket&) = delete;

private:
    struct impl;
    std::unique_ptr<impl> impl_;
};

/// One connection to a running server.
class admin_client
{
public:
    /// nullptr when no server listens there.
    [[nodiscard]] static std::unique_ptr<admin_client> connect(const std::filesystem::path& path);
    ~admin_client();

    /// Sends one request and waits. Throws std::runtime_error when the server goes away.
    [[nodiscard]] boost::json::object ask(const boost::json::object& request);
    /// Sends a watch request and calls `line` for each event until it returns false.
    void watch(
        const boost::json::object& request, const std::function<bool(const std::string&)>& line
    );

private:
    struct impl;
    explicit admin_client(std::unique_ptr<impl> i);
    std::unique_ptr<impl> impl_;
};

/// What one request line is answered with (without "watch"); shared with the offline commands.
[[nodiscard]] boost::json::object answer_admin_request(
    service& s, const boost::json::object& request
);

}  // namespace depositary::api
