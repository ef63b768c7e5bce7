#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/bench/wire.hpp"

/// Clients that each send a command, wait for its answer and send the next.

namespace depositary::bench {
namespace {

struct client
{
    int descriptor = -1;
    std::int64_t sent_at = 0;
    std::int64_t sent = 0;
    std::string unread;
};

/// A command with places for a number that no other command has, and for one of `streams`.
class command_text
{
public:
    command_text(std::string text, std::string prefix, std::int64_t streams)
        : text_(std::move(text)), prefix_(std::move(prefix)), streams_(streams)
    {}

    [[nodiscard]] std::string next()
    {
        const auto number = ++made_;
        auto out = text_;
        replace(out, "@KEY@", prefix_ + "-" + std::to_string(number));
        replace(out, "@STREAM@", std::to_string(number * stride % streams_));
        return out;
    }

private:
    /// Coprime to any count of streams in use: neighbours go to different ones.
    static constexpr std::int64_t stride = 7919;

    static void replace(std::string& text, std::string_view what, const std::string& with)
    {
        for (auto at = text.find(what); at != text.npos; at = text.find(what, at + with.size())) {
            text.replace(at, what.size(), with);
        }
    }

    std::string text_;
    std::string prefix_;
    std::int64_t streams_;
    std::int64_t made_ = 0;
};

struct tally
{
    std::int64_t measure_from = 0;
    std::vector<std::int64_t> latency_ns;
    std::int64_t failed = 0;
    std::string first_failure;
};

void send_next(client& c, command_text& text)
{
    const auto frame = masked_frame(text.next());
    c.sent_at = now_ns();
    ++c.sent;
    send_all(c.descriptor, frame);
}

/// Whether a message was the answer that the client waits for: a heartbeat is none.
bool count_answer(client& c, std::string_view message, tally& t)
{
    const auto head = message.substr(0, 200);
    const bool good = head.find("\"result\"") != head.npos;
    if (!good && head.find("\"error\"") == head.npos) {
        return false;
    }
    const auto now = now_ns();
    if (!good) {
        ++t.failed;
        if (t.first_failure.empty()) {
            t.first_failure = message;
        }
    } else if (c.sent_at >= t.measure_from) {
        t.latency_ns.push_back(now - c.sent_at);
    }
    return true;
}

/// Reads what has come; returns how many answers were in it.
int read_answers(client& c, tally& t)
{
    char piece[65'536];
    const auto count = ::recv(c.descriptor, piece, sizeof piece, MSG_DONTWAIT);
    if (count == 0 || (count < 0 && errno != EAGAIN)) {
        throw std::runtime_error("the server closed a connection");
    }
    if (count > 0) {
        c.unread.append(piece, static_cast<std::size_t>(count));
    }
    int answers = 0;
    std::string_view rest = c.unread;
    std::string_view payload;
    unsigned opcode = 0;
    while (take_frame(rest, payload, opcode)) {
        answers += opcode == 1 && count_answer(c, payload, t) ? 1 : 0;
    }
    c.unread.erase(0, c.unread.size() - rest.size());
    return answers;
}

void run_until(std::vector<client>& clients, command_text& text, tally& t, std::int64_t until)
{
    const int queue = ::epoll_create1(EPOLL_CLOEXEC);
    for (std::size_t i = 0; i < clients.size(); ++i) {
        epoll_event e{};
        e.events = EPOLLIN;
        e.data.u64 = i;
        ::epoll_ctl(queue, EPOLL_CTL_ADD, clients[i].descriptor, &e);
        send_next(clients[i], text);
    }
    std::size_t open = clients.size();
    std::vector<epoll_event> ready(clients.size());
    while (open > 0) {
        const int count = ::epoll_wait(queue, ready.data(), static_cast<int>(ready.size()), 30'000);
        if (count == 0) {
            throw std::runtime_error("no answer for 30 s");
        }
        for (int i = 0; i < count; ++i) {
            auto& c = clients[ready[static_cast<std::size_t>(i)].data.u64];
            if (read_answers(c, t) == 0) {
                continue;
            }
            if (now_ns() < until) {
                send_next(c, text);
            } else {
                --open;
            }
        }
    }
    ::close(queue);
}

}  // namespace

int run_commands(const options& o)
{
    const auto port = static_cast<std::uint16_t>(o.number("port"));
    std::vector<client> clients(static_cast<std::size_t>(o.number("clients")));
    for (std::size_t i = 0; i < clients.size(); ++i) {
        clients[i].descriptor = connect_to(port, i);
        upgrade(clients[i].descriptor, o.text_or("path", "/ws"), o.text_or("token", ""));
    }
    command_text text(
        read_file(o.text("command")), o.text_or("prefix", "k"), o.number_or("streams", 1)
    );
    tally t;
    const auto begin = now_ns();
    t.measure_from = begin + o.number_or("warm-ms", 500) * 1'000'000;
    const auto until = t.measure_from + o.number("ms") * 1'000'000;
    run_until(clients, text, t, until);
    const auto seconds = static_cast<double>(now_ns() - t.measure_from) / 1e9;
    for (const auto& c : clients) {
        ::close(c.descriptor);
    }
    std::sort(t.latency_ns.begin(), t.latency_ns.end());
    const auto answers = static_cast<double>(t.latency_ns.size());
    std::printf(
        "{\"answers\": %zu, \"per_second\": %.1f, \"p50_ms\": %.4f, \"p99_ms\": %.4f, "
        "\"failed\": %lld}\n",
        t.latency_ns.size(), answers / seconds, quantile_ms(t.latency_ns, 0.5),
        quantile_ms(t.latency_ns, 0.99), static_cast<long long>(t.failed)
    );
    if (t.failed > 0) {
        std::fprintf(stderr, "first failure: %s\n", t.first_failure.c_str());
    }
    return t.failed == 0 ? 0 : 1;
}

}  // namespace depositary::bench
