#include "api/notify.hpp"

#include <spdlog/spdlog.h>
#include <systemd/sd-daemon.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <stdexcept>
#include <utility>

#include "api/log_text.hpp"

namespace depositary::api {

namespace {

std::string status_line(std::string_view status)
{
    return "STATUS=" + std::string(status);
}

std::string variable_or_nothing(const char* name)
{
    const auto* value = std::getenv(name);
    return value == nullptr ? "(not set)" : "\"" + std::string(value) + "\"";
}

}  // namespace

service_manager::service_manager()
{
    std::uint64_t period_us = 0;
    const int watched = sd_watchdog_enabled(0, &period_us);
    if (watched < 0) {
        throw std::runtime_error(
            "WATCHDOG_USEC = " + variable_or_nothing("WATCHDOG_USEC") +
            ", WATCHDOG_PID = " + variable_or_nothing("WATCHDOG_PID") +
            ": needs microseconds from 1 and a process id; set WatchdogSec= in the unit, or unset "
            "both"
        );
    }
    if (watched > 0) {
        patience_ = std::chrono::microseconds(period_us);
    }
}

void service_manager::send(const std::string& message)
{
    const int sent = sd_notify(0, message.c_str());
    if (sent < 0 && !failed_) {
        failed_ = true;
        spdlog::error(
            "service_manager_unreachable NOTIFY_SOCKET={} error={}",
            variable_or_nothing("NOTIFY_SOCKET"), log_value(std::strerror(-sent))
        );
    }
}

void service_manager::ready(std::string_view status)
{
    last_status_ = status;
    send("READY=1\n" + status_line(status));
}

void service_manager::alive(std::string_view status)
{
    last_status_ = status;
    send("WATCHDOG=1\n" + status_line(status));
}

void service_manager::tell(std::string_view status)
{
    if (status == last_status_) {
        return;
    }
    last_status_ = status;
    send(status_line(status));
}

void service_manager::reloading()
{
    send("RELOADING=1");
}

void service_manager::stopping()
{
    send("STOPPING=1\n" + status_line("stopping"));
}

heartbeat::heartbeat(std::vector<living_part> parts)
{
    for (auto& part : parts) {
        parts_.push_back({std::move(part), std::make_shared<std::atomic<bool>>(false)});
    }
    ask_all();
}

void heartbeat::ask_all()
{
    for (auto& one : parts_) {
        one.answered->store(false);
        one.part.ask([answered = one.answered] { answered->store(true); });
    }
}

bool heartbeat::beats()
{
    const bool all = std::all_of(parts_.begin(), parts_.end(), [](const asked_part& one) {
        return one.answered->load();
    });
    if (all) {
        ask_all();
    }
    return all;
}

std::string heartbeat::silent() const
{
    std::string names;
    for (const auto& one : parts_) {
        if (!one.answered->load()) {
            names += (names.empty() ? "" : ",") + std::string(one.part.name);
        }
    }
    return names;
}

}  // namespace depositary::api
