#pragma once

/// What an operator asks of a running server: server.status. Paths and settings are in it, so it
/// is for administrators.

#include <boost/json/object.hpp>

#include <chrono>
#include <filesystem>

#include "api/config.hpp"
#include "api/metrics.hpp"
#include "api/store_port.hpp"

namespace depositary::api {

/// Everything outlives the answers.
struct status_sources
{
    const configuration& settings;
    const store_port& store;
    open_store& opened;
    const metrics& counts;
    std::chrono::sys_seconds started;  ///< UTC
};

/// Members: server, started_at_s, now_s, backup (null when none was ever made), disk, sockets, lag,
/// configuration. docs/protocol.md says what is in them. Any thread; reads the file system.
[[nodiscard]] boost::json::object server_status(const status_sources& from);

}  // namespace depositary::api
