#include "api/status.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <system_error>

#include "engine/log.hpp"

namespace depositary::api {

namespace json = boost::json;

namespace {

std::int64_t seconds_now()
{
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::seconds>(now).count();
}

json::value backup_status(const status_sources& from)
{
    const auto last = from.store.last_backup(from.settings.data);
    if (!last) {
        return nullptr;
    }
    return json::object{
        {"at_s", last->at_s},
        {"age_s", std::max<std::int64_t>(seconds_now() - last->at_s, 0)},
        {"seq", last->seq},
        {"root", engine::hex(last->root)},
        {"file", last->file.string()}};
}

/// Of the files of the log and the accounts: a file that goes meanwhile counts as nothing.
std::uint64_t bytes_of_files(const std::filesystem::path& folder)
{
    std::uint64_t sum = 0;
    std::error_code gone;
    for (const auto& one : std::filesystem::directory_iterator(folder, gone)) {
        const auto size = one.is_regular_file(gone) ? one.file_size(gone) : 0;
        sum += gone ? 0 : size;
    }
    return sum;
}

json::object disk_status(const status_sources& from)
{
    std::error_code unknown;
    const auto device = std::filesystem::space(from.settings.data, unknown);
    json::object out{
        {"data_bytes", bytes_of_files(from.settings.data)},
        {"evidence_bytes", from.opened.documents().bytes()},
        {"evidence_bytes_max", from.settings.evidence_bytes_max},
        {"min_free_bytes", from.settings.min_free_bytes}};
    if (!unknown) {
        out["free_bytes"] = device.available;
        out["total_bytes"] = device.capacity;
    }
    return out;
}

json::array configuration_status(const configuration& c)
{
    json::array out;
    for (const auto& s : settings()) {
        const auto& v = c.values.find(s.name)->second;
        out.push_back(json::object{
            {"name", s.name},
            {"value", v.value},
            {"unit", s.unit},
            {"default", s.default_text},
            {"origin", v.origin},
            {"what", s.doc}});
    }
    return out;
}

}  // namespace

json::object server_status(const status_sources& from)
{
    const auto& n = from.counts;
    const auto& bounds = from.settings.server.bounds;
    return {
        {"server", DEPOSITARY_VERSION},
        {"started_at_s", from.started.time_since_epoch().count()},
        {"now_s", seconds_now()},
        {"backup", backup_status(from)},
        {"disk", disk_status(from)},
        {"sockets",
         {{"connections", n.connections.load()},
          {"connections_max", bounds.connections_max},
          {"websockets", n.websockets.load()},
          {"subscriptions", n.subscriptions.load()}}},
        {"lag",
         {{"fell_behind_total", n.lagging.load()},
          {"catch_up_reads_total", n.catch_up_reads.load()},
          {"events_delivered_total", n.events_delivered.load()}}},
        {"configuration", configuration_status(from.settings)}};
}

}  // namespace depositary::api
