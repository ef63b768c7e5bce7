#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstdio>
#include <map>
#include <stdexcept>
#include <string>
#include <system_error>
#include <vector>

#include "tests/bench/wire.hpp"

/// The floor of every fan-out: a loop of send() over ready frames, `W` of them joined. A connection
/// that says S subscribes; one that says P sends lines with a W each.

namespace depositary::bench {
namespace {

int listening_socket()
{
    const int s = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    // Any loopback address: the clients come from several.
    socklen_t size = sizeof at;
    if (s < 0 || ::bind(s, reinterpret_cast<const sockaddr*>(&at), size) != 0 ||
        ::listen(s, SOMAXCONN) != 0 ||
        ::getsockname(s, reinterpret_cast<sockaddr*>(&at), &size) != 0) {
        throw std::system_error(errno, std::generic_category(), "listen");
    }
    std::printf("listening on http://127.0.0.1:%u\n", static_cast<unsigned>(ntohs(at.sin_port)));
    std::fflush(stdout);
    return s;
}

class sender
{
public:
    explicit sender(std::string frame) : frame_(std::move(frame)) {}

    void join(int descriptor) { to_.push_back(descriptor); }

    /// A line of the publisher is complete: everybody gets that many frames in one send().
    void publish(std::string_view line)
    {
        std::size_t count = 0;
        std::from_chars(line.data(), line.data() + line.size(), count);
        auto& ready = joined_[count];
        while (ready.size() < count * frame_.size()) {
            ready += frame_;
        }
        for (const int descriptor : to_) {
            send_all(descriptor, ready);
        }
    }

private:
    std::string frame_;
    std::map<std::size_t, std::string> joined_;
    std::vector<int> to_;
};

}  // namespace

int run_bare(const options& o)
{
    sender out(plain_frame(read_file(o.text("event"))));
    const int door = listening_socket();
    const int queue = ::epoll_create1(EPOLL_CLOEXEC);
    const auto add = [&](int descriptor) {
        epoll_event e{};
        e.events = EPOLLIN;
        e.data.fd = descriptor;
        ::epoll_ctl(queue, EPOLL_CTL_ADD, descriptor, &e);
    };
    add(door);
    std::string unread;
    for (;;) {
        epoll_event e{};
        if (::epoll_wait(queue, &e, 1, -1) < 1) {
            continue;
        }
        if (e.data.fd == door) {
            const int s = ::accept4(door, nullptr, nullptr, SOCK_CLOEXEC);
            const int on = 1;
            ::setsockopt(s, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
            add(s);
            continue;
        }
        char piece[64];
        const auto count = ::recv(e.data.fd, piece, sizeof piece, 0);
        if (count <= 0) {
            return 0;  // the load generator is done
        }
        const std::string_view said(piece, static_cast<std::size_t>(count));
        if (said == "S") {
            out.join(e.data.fd);
            ::epoll_ctl(queue, EPOLL_CTL_DEL, e.data.fd, nullptr);
            continue;
        }
        unread += said.front() == 'P' ? said.substr(1) : said;
        for (auto end = unread.find('\n'); end != unread.npos; end = unread.find('\n')) {
            out.publish(std::string_view(unread).substr(0, end));
            unread.erase(0, end + 1);
        }
    }
}

}  // namespace depositary::bench
