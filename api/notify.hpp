#pragma once

/// What the service manager that started the process is told (sd_notify(3)), and when it may be
/// told that the process is alive. Operation: docs/operations.md.

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace depositary::api {

/// Told through the socket that NOTIFY_SOCKET names; without it nothing is sent. A message that
/// cannot be sent is logged once and does not stop the process. Thread-safety: one thread.
class service_manager
{
public:
    /// Reads WATCHDOG_USEC and WATCHDOG_PID. Throws std::runtime_error naming them when they are
    /// not what a service manager sets.
    service_manager();

    /// `status` is one line of text for people.
    void tell(std::string_view status);
    void ready(std::string_view status);
    void alive(std::string_view status);
    /// ready() must follow.
    void reloading();
    void stopping();

    /// How long it waits for a sign of life before it restarts the process; 0: it does not watch.
    [[nodiscard]] std::chrono::microseconds patience() const { return patience_; }

private:
    void send(const std::string& message);

    std::chrono::microseconds patience_{0};
    std::string last_status_;
    bool failed_ = false;
};

/// A part of the process that must do something of its own for the process to be alive. `ask` must
/// not wait; it has `answer` called by the part itself, from whatever thread does its work.
struct living_part
{
    std::string_view name;
    std::function<void(std::function<void()> answer)> ask;
};

/// One sign of life of several parts: none of them can be stuck while it beats. Lifetime: answers
/// may come after its end. Thread-safety: one thread asks; answers come from any.
class heartbeat
{
public:
    /// Asks every part.
    explicit heartbeat(std::vector<living_part> parts);

    /// Whether every part has answered since the last time that this was true. Then all are asked
    /// again; a part that owes an answer never is, so what piles up in a stuck one has a bound.
    [[nodiscard]] bool beats();

    /// The names of the parts that owe an answer, separated by commas.
    [[nodiscard]] std::string silent() const;

private:
    struct asked_part
    {
        living_part part;
        std::shared_ptr<std::atomic<bool>> answered;
    };

    void ask_all();

    std::vector<asked_part> parts_;
};

}  // namespace depositary::api
