#pragma once

/// What the subcommands do, once their arguments are read. Each returns the exit code.

#include <boost/json/object.hpp>

#include <cstdint>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

#include "api/store_port.hpp"

namespace depositary::api {

struct task_context
{
    const store_port* store = nullptr;
    std::filesystem::path data_dir = "./data";
};

/// The running server did not answer.
class server_gone : public std::runtime_error
{
public:
    using std::runtime_error::runtime_error;
};

struct grant_request
{
    std::string role;
    std::string initiative;
    std::string actor;
    std::string principal;
    std::string label;
    std::string until;
    std::string full_powers_until;
};

[[nodiscard]] std::string version_text();

int call_task(
    const task_context& c, const std::string& method, const std::string& params,
    const std::string& token_file
);
int simple_task(const task_context& c, const std::string& method, boost::json::object params);
int watch_task(const task_context& c, const std::string& initiative, std::int64_t since, bool json);
int token_issue_task(const task_context& c, const grant_request& request);
int user_task(
    const task_context& c, const std::string& method, const std::string& name,
    const std::string& principal, const std::string& password_file
);
int user_add_task(
    const task_context& c, const std::string& name, const grant_request& r,
    const std::string& password_file
);
int grant_give_task(const task_context& c, const grant_request& request);
int import_task(
    const task_context& c, const std::vector<std::string>& files, const std::string& initiative,
    const std::string& kind, bool check, const std::string& errors_file
);
int export_task(
    const task_context& c, const std::string& kind, const std::string& initiative,
    const std::string& as_of, const std::string& format
);
int verify_task(const task_context& c, const std::string& expect);
int backup_task(const task_context& c, const std::string& file);
int restore_task(const task_context& c, const std::string& file, bool force);
int diagram_task(
    const task_context& c, const std::string& machine, const std::string& format,
    const std::string& initiative
);
int config_task(const std::string& config_file, bool origin);
/// Prints a configuration file; `data_dir` empty: with the default.
int config_sample_task(const std::string& data_dir);

}  // namespace depositary::api
