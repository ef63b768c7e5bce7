#pragma once

/// The command line: data on standard output, talk on standard error, exit codes as below.

#include "api/store_port.hpp"

namespace depositary::api {

enum exit_code : int
{
    exit_ok = 0,
    exit_unexpected = 1,
    exit_usage = 2,
    exit_not_found = 3,
    exit_invalid = 4,  ///< validation failed
    exit_refused = 5,  ///< a guard or the workflow said no
    exit_not_authorised = 6,
    exit_conflict = 7,     ///< the version moved, or a key was reused
    exit_not_intact = 8,   ///< verify found something
    exit_unreachable = 9,  ///< the server went away
    exit_try_again = 75,
    exit_interrupted = 130,
};

/// Runs one invocation. Never throws.
[[nodiscard]] int run_cli(int argc, char** argv, const store_port& store);

/// `serve`: builds the register and the server, and stays until SIGTERM or SIGINT.
[[nodiscard]] int run_serve(
    const store_port& store, const std::vector<std::pair<std::string, std::string>>& flags,
    const std::optional<std::filesystem::path>& config_file
);

/// Exit code for a JSON-RPC error code.
[[nodiscard]] int exit_code_of(int rpc_code);

}  // namespace depositary::api
