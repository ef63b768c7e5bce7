#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "tests/bench/wire.hpp"

/// Subscribers that only read, and one publisher that sends a burst, waits until every subscriber
/// has all of it, and sends the next. Deliveries are counted by a text that each event has once.

namespace depositary::bench {
namespace {

constexpr std::string_view channel = "bench";

struct subscriber
{
    int descriptor = -1;
    std::int64_t got = 0;  ///< events of this burst
    std::string cut;       ///< the end of the last read, which may hold half a marker
};

struct figures
{
    std::int64_t bursts = 0;
    std::int64_t deliveries = 0;
    std::int64_t cpu_ns = 0;
    std::int64_t wall_ns = 0;
    std::vector<std::int64_t> ack_ns;
    std::vector<std::int64_t> reached_ns;  ///< burst sent to last subscriber has it
};

std::string bulk(std::string_view text)
{
    return "$" + std::to_string(text.size()) + "\r\n" + std::string(text) + "\r\n";
}

/// What differs between the servers under test.
class protocol
{
public:
    explicit protocol(const options& o)
        : name_(o.text("protocol")),
          path_(o.text_or("path", "/ws")),
          token_(o.text_or("token", "")),
          topic_(o.text_or("topic", "all")),
          text_(read_file(o.text("event")))
    {}

    [[nodiscard]] bool acknowledges() const { return name_ == "product"; }

    void greet_subscriber(int s) const
    {
        if (name_ == "product") {
            upgrade(s, path_, token_);
            send_all(
                s, masked_frame(
                       R"({"jsonrpc":"2.0","id":1,"method":"subscribe","params":{"topic":")" +
                       topic_ + "\"}}"
                   )
            );
            read_until(s, "\"sub\":");
        } else if (name_ == "websocket") {
            upgrade(s, path_, "");
        } else if (name_ == "redis") {
            send_all(s, "*2\r\n" + bulk("SUBSCRIBE") + bulk(channel));
            read_until(s, ":1\r\n");
        } else if (name_ == "nats") {
            greet_nats(s);
            send_all(s, "SUB bench 1\r\nPING\r\n");
            read_until(s, "PONG\r\n");
        } else {
            send_all(s, "S");
        }
    }

    void greet_publisher(int s) const
    {
        if (name_ == "product" || name_ == "websocket") {
            upgrade(s, path_, token_);
        } else if (name_ == "nats") {
            greet_nats(s);
        } else if (name_ == "bare") {
            send_all(s, "P");
        }
    }

    /// Everything the publisher sends for `count` events, from number `first`.
    [[nodiscard]] std::string burst(std::int64_t first, std::int64_t count) const
    {
        if (name_ == "bare") {
            return std::to_string(count) + "\n";
        }
        std::string all;
        for (std::int64_t i = 0; i < count; ++i) {
            if (name_ == "product") {
                auto text = text_;
                const auto at = text.find("@KEY@");
                text.replace(at, 5, "f-" + std::to_string(first + i));
                all += (i == 0 ? "" : ",") + text;
            } else if (name_ == "websocket") {
                all += masked_frame(text_);
            } else if (name_ == "redis") {
                all += "*3\r\n" + bulk("PUBLISH") + bulk(channel) + bulk(text_);
            } else {
                all += "PUB bench " + std::to_string(text_.size()) + "\r\n" + text_ + "\r\n";
            }
        }
        if (name_ == "product") {
            return masked_frame(count == 1 ? all : "[" + all + "]");
        }
        return all;
    }

private:
    static void greet_nats(int s)
    {
        read_until(s, "INFO ");
        send_all(s, "CONNECT {\"verbose\":false}\r\nPING\r\n");
        read_until(s, "PONG\r\n");
    }

    std::string name_;
    std::string path_;
    std::string token_;
    std::string topic_;
    std::string text_;
};

class crowd
{
public:
    crowd(const options& o, const protocol& how)
        : marker_(o.text("marker")), capture_(o.text_or("capture", "")), queue_(::epoll_create1(0))
    {
        const auto port = static_cast<std::uint16_t>(o.number("port"));
        all_.resize(static_cast<std::size_t>(o.number("subscribers")));
        for (std::size_t i = 0; i < all_.size(); ++i) {
            all_[i].descriptor = connect_to(port, i + 1);
            how.greet_subscriber(all_[i].descriptor);
            set_nonblocking(all_[i].descriptor);
            add(all_[i].descriptor, i);
        }
        publisher_ = connect_to(port, 0);
        how.greet_publisher(publisher_);
        set_nonblocking(publisher_);
        add(publisher_, all_.size());
    }
    ~crowd()
    {
        for (const auto& s : all_) {
            ::close(s.descriptor);
        }
        ::close(publisher_);
        ::close(queue_);
    }
    crowd(const crowd&) = delete;
    crowd& operator=(const crowd&) = delete;

    [[nodiscard]] std::int64_t size() const { return static_cast<std::int64_t>(all_.size()); }

    /// Sends one burst and reads until everybody has all of it, and the publisher its answer.
    void round(std::string_view bytes, std::int64_t events, bool answered, figures& f)
    {
        const auto begin = now_ns();
        for (auto& s : all_) {
            s.got = 0;
        }
        lacking_ = all_.size();
        waiting_ = answered;
        said_.clear();
        send_all(publisher_, bytes);
        while (lacking_ > 0 || waiting_) {
            step(events);
            if (answered && !waiting_) {
                f.ack_ns.push_back(now_ns() - begin);
                answered = false;
            }
        }
        f.reached_ns.push_back(now_ns() - begin);
        ++f.bursts;
        f.deliveries += events * static_cast<std::int64_t>(all_.size());
    }

    /// Reads what comes unasked (heartbeats), until `until`.
    void idle(std::int64_t until)
    {
        while (now_ns() < until) {
            const auto left = (until - now_ns()) / 1'000'000;
            read_ready(static_cast<int>(std::max<std::int64_t>(left, 1)), -1);
        }
    }

private:
    void add(int descriptor, std::size_t number) const
    {
        epoll_event e{};
        e.events = EPOLLIN;
        e.data.u64 = number;
        ::epoll_ctl(queue_, EPOLL_CTL_ADD, descriptor, &e);
    }

    void step(std::int64_t events)
    {
        if (read_ready(30'000, events) == 0) {
            throw std::runtime_error(
                std::to_string(lacking_) + " subscribers lack events after 30 s"
            );
        }
    }

    int read_ready(int ms, std::int64_t events)
    {
        std::array<epoll_event, 512> ready;
        const int count = ::epoll_wait(queue_, ready.data(), static_cast<int>(ready.size()), ms);
        for (int i = 0; i < count; ++i) {
            const auto number = ready[static_cast<std::size_t>(i)].data.u64;
            if (number == all_.size()) {
                read_publisher();
            } else {
                read_subscriber(all_[number], events);
            }
        }
        return count;
    }

    std::string_view read(int descriptor, std::size_t after)
    {
        const auto count =
            ::recv(descriptor, buffer_.data() + after, buffer_.size() - after, MSG_DONTWAIT);
        if (count == 0 || (count < 0 && errno != EAGAIN)) {
            throw std::runtime_error("the server closed a connection");
        }
        const auto got = count > 0 ? static_cast<std::size_t>(count) : 0;
        return {buffer_.data(), after + got};
    }

    void read_publisher()
    {
        said_ += read(publisher_, 0);
        if (said_.find("\"error\"") != said_.npos) {
            throw std::runtime_error("refused: " + said_.substr(0, 600));
        }
        if (waiting_ && said_.find("\"result\"") != said_.npos) {
            waiting_ = false;
        }
    }

    void read_subscriber(subscriber& s, std::int64_t events)
    {
        std::memcpy(buffer_.data(), s.cut.data(), s.cut.size());
        const auto bytes = read(s.descriptor, s.cut.size());
        std::size_t end = 0;
        const auto before = s.got;
        for (auto at = bytes.find(marker_); at != bytes.npos; at = bytes.find(marker_, end)) {
            ++s.got;
            end = at + marker_.size();
        }
        const auto keep = std::min(bytes.size() - end, marker_.size() - 1);
        s.cut = bytes.substr(bytes.size() - keep);
        if (before < events && s.got >= events) {
            --lacking_;
        }
        if (!capture_.empty() && s.got > 0) {
            capture(bytes);
        }
    }

    void capture(std::string_view bytes)
    {
        std::string_view payload;
        unsigned opcode = 0;
        while (take_frame(bytes, payload, opcode)) {
            if (payload.find(marker_) != payload.npos) {
                std::ofstream(capture_, std::ios::binary) << payload;
                capture_.clear();
                return;
            }
        }
    }

    std::string marker_;
    std::string capture_;
    int queue_;
    int publisher_ = -1;
    std::vector<subscriber> all_;
    std::size_t lacking_ = 0;
    bool waiting_ = false;
    std::string said_;
    std::vector<char> buffer_ = std::vector<char>(std::size_t{256} << 10U);
};

void print(figures& f, double kib_each)
{
    std::sort(f.ack_ns.begin(), f.ack_ns.end());
    std::sort(f.reached_ns.begin(), f.reached_ns.end());
    const auto cpu_s = static_cast<double>(f.cpu_ns) / 1e9;
    const auto per_cpu_s = cpu_s > 0 ? static_cast<double>(f.deliveries) / cpu_s : 0.0;
    std::printf(
        "{\"bursts\": %lld, \"deliveries\": %lld, \"cpu_s\": %.4f, \"wall_s\": %.3f, "
        "\"per_cpu_second\": %.0f, \"ack_p50_ms\": %.4f, \"ack_p99_ms\": %.4f, "
        "\"reached_p50_ms\": %.4f, \"reached_p99_ms\": %.4f, \"kib_each\": %.2f}\n",
        static_cast<long long>(f.bursts), static_cast<long long>(f.deliveries), cpu_s,
        static_cast<double>(f.wall_ns) / 1e9, per_cpu_s, quantile_ms(f.ack_ns, 0.5),
        quantile_ms(f.ack_ns, 0.99), quantile_ms(f.reached_ns, 0.5),
        quantile_ms(f.reached_ns, 0.99), kib_each
    );
}

}  // namespace

int run_fanout(const options& o)
{
    const protocol how(o);
    const auto pid = o.number("pid");
    const auto events = o.number("burst");
    const auto period_ns = o.number_or("period-ms", 0) * 1'000'000;
    const auto before = resident_bytes(pid);
    crowd people(o, how);
    people.idle(now_ns() + o.number_or("settle-ms", 500) * 1'000'000);
    const auto grown = static_cast<double>(resident_bytes(pid) - before) / 1024;
    const auto each = grown / static_cast<double>(std::max<std::int64_t>(people.size(), 1));

    figures f;
    std::int64_t sent = o.number_or("first", 0);
    const auto one = [&] {
        people.round(how.burst(sent, events), events, how.acknowledges(), f);
        sent += events;
    };
    for (int warm = 0; warm < 3; ++warm) {
        one();
    }
    f = {};
    const auto begin = now_ns();
    const auto cpu = cpu_ns(pid);
    const auto until = begin + o.number("ms") * 1'000'000;
    for (auto next = begin; now_ns() < until || f.bursts < 3; next += period_ns) {
        people.idle(period_ns > 0 ? next : 0);
        one();
    }
    f.cpu_ns = cpu_ns(pid) - cpu;
    f.wall_ns = now_ns() - begin;
    print(f, each);
    return 0;
}

}  // namespace depositary::bench
