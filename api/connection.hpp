#pragma once

/// Where a command of the command line is carried out: in the running server when the data folder
/// is taken, else in this process over the folder itself.

#include <boost/json/object.hpp>

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "api/admin_socket.hpp"
#include "api/import.hpp"
#include "api/store_port.hpp"

namespace depositary::api {

class connection
{
public:
    virtual ~connection() = default;
    /// {"result"} or {"error"}; see admin_socket.hpp for the request.
    [[nodiscard]] virtual boost::json::object ask(const boost::json::object& request) = 0;
    [[nodiscard]] virtual bool live() const = 0;
    virtual void watch(
        const boost::json::object& request, const std::function<bool(const std::string&)>& line
    ) = 0;
};

/// Throws std::runtime_error when neither works.
[[nodiscard]] std::unique_ptr<connection> connect(
    const store_port& store, const std::filesystem::path& data_dir
);

/// A register over an open store, for this process.
[[nodiscard]] std::unique_ptr<service> make_service(
    const store_port& store, open_store& opened, service_options options = {}
);

/// Exit code when the outcome of a commit is unknown (an I/O error): restart, the log tells.
inline constexpr int exit_code_unknown_commit = 74;

/// Ends the process at once, without any exit handler: after a flush that failed nothing more may
/// be written, and no other flush be believed.
[[noreturn]] void stop_after_failed_flush(const std::string& why);

/// UTC now, in microseconds.
[[nodiscard]] std::int64_t system_now_us();

/// What an answer of the register means to an import.
[[nodiscard]] import_answer import_answer_of(const boost::json::object& answer);

/// Loads the catalogue's records that the register does not have yet. Returns how many were new.
struct catalogue_report
{
    std::size_t added = 0;
    std::size_t present = 0;
    std::vector<std::string> refused;
    std::vector<std::string> unsourced;
};
[[nodiscard]] catalogue_report load_catalogue(
    const std::function<boost::json::object(const boost::json::object&)>& ask,
    const std::function<void(std::size_t, std::size_t)>& progress
);

}  // namespace depositary::api
