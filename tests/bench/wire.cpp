#include "tests/bench/wire.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <system_error>

namespace depositary::bench {

namespace {

constexpr int answer_ms_max = 30'000;
/// Source addresses in turn: each has some 28,000 ports.
constexpr std::size_t source_addresses = 8;

[[noreturn]] void fail(const char* what)
{
    throw std::system_error(errno, std::generic_category(), what);
}

void wait_for(int descriptor, short event)
{
    pollfd p{descriptor, event, 0};
    const int count = ::poll(&p, 1, answer_ms_max);
    if (count < 0) {
        fail("poll");
    }
    if (count == 0) {
        throw std::runtime_error("nothing moved on a socket for 30 s");
    }
}

std::string frame(std::string_view text, unsigned char mask_bit)
{
    std::string out;
    out.reserve(text.size() + 14);
    out += static_cast<char>(0x81);
    const auto size = text.size();
    const auto big_endian = [&](int bytes) {
        for (int shift = (bytes - 1) * 8; shift >= 0; shift -= 8) {
            out += static_cast<char>((size >> static_cast<unsigned>(shift)) & 0xFFU);
        }
    };
    if (size < 126) {
        out += static_cast<char>(mask_bit | size);
    } else if (size < 65'536) {
        out += static_cast<char>(mask_bit | 126U);
        big_endian(2);
    } else {
        out += static_cast<char>(mask_bit | 127U);
        big_endian(8);
    }
    if (mask_bit != 0) {
        out.append(4, '\0');
    }
    out += text;
    return out;
}

}  // namespace

options::options(int argc, char** argv, int first)
{
    for (int i = first; i + 1 < argc; i += 2) {
        const std::string_view name = argv[i];
        if (!name.starts_with("--")) {
            throw std::runtime_error("expected --name value, found " + std::string(name));
        }
        values_[std::string(name.substr(2))] = argv[i + 1];
    }
}

std::string options::text(const std::string& name) const
{
    const auto found = values_.find(name);
    if (found == values_.end()) {
        throw std::runtime_error("--" + name + " is missing");
    }
    return found->second;
}

std::string options::text_or(const std::string& name, std::string other) const
{
    const auto found = values_.find(name);
    return found == values_.end() ? std::move(other) : found->second;
}

std::int64_t options::number(const std::string& name) const
{
    const auto value = text(name);
    std::int64_t out = 0;
    const auto* end = value.data() + value.size();
    const auto [stop, ec] = std::from_chars(value.data(), end, out);
    if (ec != std::errc() || stop != end) {
        throw std::runtime_error("--" + name + " needs a whole number");
    }
    return out;
}

std::int64_t options::number_or(const std::string& name, std::int64_t other) const
{
    return values_.contains(name) ? number(name) : other;
}

std::int64_t now_ns()
{
    timespec t{};
    ::clock_gettime(CLOCK_MONOTONIC, &t);
    return std::int64_t{t.tv_sec} * 1'000'000'000 + t.tv_nsec;
}

std::string read_file(const std::string& path)
{
    std::ifstream in(path, std::ios::binary);
    if (!in) {
        throw std::runtime_error("cannot read " + path);
    }
    return {std::istreambuf_iterator<char>(in), {}};
}

int connect_to(std::uint16_t port, std::size_t number)
{
    const int s = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (s < 0) {
        fail("socket");
    }
    const int on = 1;
    ::setsockopt(s, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
    sockaddr_in from{};
    from.sin_family = AF_INET;
    from.sin_addr.s_addr =
        htonl(INADDR_LOOPBACK + static_cast<std::uint32_t>(number % source_addresses));
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::bind(s, reinterpret_cast<const sockaddr*>(&from), sizeof from) != 0 ||
        ::connect(s, reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0) {
        fail("connect");
    }
    ::setsockopt(s, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return s;
}

void set_nonblocking(int descriptor)
{
    const int flags = ::fcntl(descriptor, F_GETFL);
    if (flags < 0 || ::fcntl(descriptor, F_SETFL, flags | O_NONBLOCK) < 0) {
        fail("fcntl");
    }
}

void send_all(int descriptor, std::string_view bytes)
{
    while (!bytes.empty()) {
        const auto count = ::send(descriptor, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (count > 0) {
            bytes.remove_prefix(static_cast<std::size_t>(count));
        } else if (errno == EAGAIN) {
            wait_for(descriptor, POLLOUT);
        } else if (errno != EINTR) {
            fail("send");
        }
    }
}

std::string read_until(int descriptor, std::string_view what)
{
    std::string got;
    char piece[4096];
    while (got.find(what) == got.npos) {
        wait_for(descriptor, POLLIN);
        const auto count = ::recv(descriptor, piece, sizeof piece, 0);
        if (count == 0) {
            throw std::runtime_error("the server closed; it had said: " + got);
        }
        if (count < 0) {
            fail("recv");
        }
        got.append(piece, static_cast<std::size_t>(count));
    }
    return got;
}

void upgrade(int descriptor, const std::string& path, const std::string& token)
{
    std::string request = "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n";
    request += "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n";
    request += "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
    if (!token.empty()) {
        request += "Authorization: Bearer " + token + "\r\n";
    }
    send_all(descriptor, request + "\r\n");
    const auto answer = read_until(descriptor, "\r\n\r\n");
    if (!answer.starts_with("HTTP/1.1 101")) {
        throw std::runtime_error("no upgrade: " + answer);
    }
}

std::string masked_frame(std::string_view text)
{
    return frame(text, 0x80);
}

std::string plain_frame(std::string_view text)
{
    return frame(text, 0);
}

bool take_frame(std::string_view& bytes, std::string_view& payload, unsigned& opcode)
{
    if (bytes.size() < 2) {
        return false;
    }
    const auto octet = [&](std::size_t i) {
        return static_cast<std::size_t>(static_cast<unsigned char>(bytes[i]));
    };
    opcode = static_cast<unsigned>(octet(0) & 0x0FU);
    std::size_t size = octet(1) & 0x7FU;
    const std::size_t extra = size == 126 ? 2 : (size == 127 ? 8 : 0);
    if (bytes.size() < 2 + extra) {
        return false;
    }
    if (extra > 0) {
        size = 0;
        for (std::size_t i = 0; i < extra; ++i) {
            size = size * 256 + octet(2 + i);
        }
    }
    if (bytes.size() < 2 + extra + size) {
        return false;
    }
    payload = bytes.substr(2 + extra, size);
    bytes.remove_prefix(2 + extra + size);
    return true;
}

std::int64_t cpu_ns(std::int64_t pid)
{
    std::int64_t sum = 0;
    const auto tasks = "/proc/" + std::to_string(pid) + "/task";
    for (const auto& task : std::filesystem::directory_iterator(tasks)) {
        std::int64_t ran = 0;
        std::ifstream(task.path() / "schedstat") >> ran;
        sum += ran;
    }
    return sum;
}

std::int64_t resident_bytes(std::int64_t pid)
{
    std::ifstream in("/proc/" + std::to_string(pid) + "/statm");
    std::int64_t total = 0;
    std::int64_t resident = 0;
    in >> total >> resident;
    return resident * ::sysconf(_SC_PAGESIZE);
}

double quantile_ms(const std::vector<std::int64_t>& sorted_ns, double share)
{
    if (sorted_ns.empty()) {
        return 0;
    }
    const auto rank = std::ceil(share * static_cast<double>(sorted_ns.size()));
    const auto at = static_cast<std::size_t>(std::max(rank, 1.0)) - 1;
    return static_cast<double>(sorted_ns[std::min(at, sorted_ns.size() - 1)]) / 1e6;
}

}  // namespace depositary::bench
