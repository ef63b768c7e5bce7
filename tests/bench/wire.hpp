#pragma once

/// What the load generator says on the wire: blocking handshakes, masked WebSocket frames, and
/// numbers about the process under load. Raw sockets, so that 10,000 of them cost the generator
/// little and the server is what is measured.

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace depositary::bench {

/// `--name value` pairs. Throws std::runtime_error for a missing or malformed one.
class options
{
public:
    options(int argc, char** argv, int first);
    [[nodiscard]] std::string text(const std::string& name) const;
    [[nodiscard]] std::string text_or(const std::string& name, std::string other) const;
    [[nodiscard]] std::int64_t number(const std::string& name) const;
    [[nodiscard]] std::int64_t number_or(const std::string& name, std::int64_t other) const;

private:
    std::map<std::string, std::string> values_;
};

/// Monotonic nanoseconds.
[[nodiscard]] std::int64_t now_ns();

[[nodiscard]] std::string read_file(const std::string& path);

/// A connected TCP socket with Nagle off. `number` spreads the clients over loopback addresses, so
/// that ten thousand of them find free ports. Throws std::system_error.
[[nodiscard]] int connect_to(std::uint16_t port, std::size_t number);

void set_nonblocking(int descriptor);

/// Writes everything, waiting when the socket is full. Throws std::system_error.
void send_all(int descriptor, std::string_view bytes);

/// Reads until `what` has come; returns all that was read. Throws when it does not within 30 s.
std::string read_until(int descriptor, std::string_view what);

/// The opening handshake of RFC 6455, with a bearer token unless that is empty.
void upgrade(int descriptor, const std::string& path, const std::string& token);

/// One text frame of a client, under a masking key of zero: the server's work is the same.
[[nodiscard]] std::string masked_frame(std::string_view text);

/// One text frame of a server.
[[nodiscard]] std::string plain_frame(std::string_view text);

/// Takes the first complete frame out of `bytes`: its payload, and its opcode. False when it is not
/// complete yet.
bool take_frame(std::string_view& bytes, std::string_view& payload, unsigned& opcode);

/// Processor time of all threads of a process so far, ns.
[[nodiscard]] std::int64_t cpu_ns(std::int64_t pid);

/// Resident memory of a process, bytes.
[[nodiscard]] std::int64_t resident_bytes(std::int64_t pid);

/// The value below which `share` of the sorted values lie.
[[nodiscard]] double quantile_ms(const std::vector<std::int64_t>& sorted_ns, double share);

int run_commands(const options& o);
int run_fanout(const options& o);
int run_bare(const options& o);

}  // namespace depositary::bench
