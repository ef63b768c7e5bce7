#pragma once

/// Configuration in layers: flag, then DEPOSITARY_* environment, then TOML file, then default. Each
/// value keeps where it came from. An unknown key is an error, in every layer.

#include <filesystem>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/server.hpp"

namespace depositary::api {

/// A wrong name or value; what() names the setting, its origin and what would be right.
struct config_error : std::runtime_error
{
    using std::runtime_error::runtime_error;
};

/// One row of the table that flags, `config show` and the documentation are made from. The name is
/// the TOML key; as a flag "log.level" is --log-level, in the environment
/// DEPOSITARY_LOG_LEVEL.
struct setting
{
    std::string_view name;
    std::string_view type;  ///< text, list, integer, number, boolean or a choice "a|b"
    std::string_view unit;  ///< "bytes", "ms", "1/s" or empty
    std::string_view doc;
    std::string default_text;
};

struct configured_value
{
    std::string value;
    std::string origin;  ///< "default", "file PATH", "environment NAME" or "flag --NAME"
};

struct configuration
{
    server_options server;
    std::filesystem::path data = "data";
    std::size_t min_free_bytes = 64U << 20U;        ///< below it, writes are refused
    std::size_t evidence_bytes_max = 10ULL << 30U;  ///< of all documents of evidence together
    bool catalogue = true;                          ///< bring the shipped catalogue at the start
    std::string map;              ///< base map of the dashboard; empty: the shipped one
    std::string tls_certificate;  ///< PEM file; empty: plain HTTP
    std::string tls_key;
    std::string trusted_proxies;  ///< as configured; server.proxies is what they mean
    std::string proxy_header = "x-forwarded-for";
    bool insecure_http = false;  ///< plain HTTP to other machines too
    std::string log_level = "info";
    std::string log_format = "text";
    std::map<std::string, configured_value, std::less<>> values;  ///< by name, all settings
};

/// All settings, in the order of the documentation.
[[nodiscard]] const std::vector<setting>& settings();

using environment = std::vector<std::pair<std::string, std::string>>;

/// The process's variables that begin with DEPOSITARY_.
[[nodiscard]] environment process_environment();

/// `flags` are setting names with their values. Throws config_error.
[[nodiscard]] configuration load_config(
    const std::vector<std::pair<std::string, std::string>>& flags,
    const std::optional<std::filesystem::path>& file,
    const environment& variables = process_environment()
);

/// What may not be served as configured: half an identity, or plain HTTP to other machines without
/// a proxy that stands for TLS. Throws config_error.
void check_exposure(const configuration& c);

/// Sets the logger's level and form, on standard error. Call before threads start.
void start_logging(const configuration& c);

/// "name = value  # origin" a line; without the origins it is a TOML file that gives the same.
[[nodiscard]] std::string show_config(const configuration& c, bool with_origin);

/// A TOML file of all settings with what they are for. Those that have their default are comments.
[[nodiscard]] std::string sample_config(const configuration& c);

/// The table of settings as Markdown.
[[nodiscard]] std::string settings_markdown();

}  // namespace depositary::api
