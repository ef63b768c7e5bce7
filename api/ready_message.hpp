#pragma once

/// A text message as a WebSocket server writes it, header and all (RFC 6455 section 5.2): one
/// frame, unmasked. Made once, and sent to any number of clients with one system call each.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace depositary::api {

/// Thread-safety: immutable.
class ready_message
{
public:
    explicit ready_message(std::string text) : bytes_(std::move(text))
    {
        const auto head = head_of(bytes_.size());
        head_size_ = head.size();
        bytes_.insert(0, head);
    }

    /// What goes to the socket.
    [[nodiscard]] std::string_view bytes() const { return bytes_; }
    [[nodiscard]] std::string_view text() const { return bytes().substr(head_size_); }

private:
    static std::string head_of(std::uint64_t size)
    {
        constexpr std::uint64_t final_text = 0x81;
        constexpr std::uint64_t in_two_bytes = 126;
        constexpr std::uint64_t in_eight_bytes = 127;
        std::string head;
        const auto put = [&](std::uint64_t number, unsigned width) {
            while (width > 0) {
                head += static_cast<char>((number >> (8 * --width)) & 0xffU);
            }
        };
        put(final_text, 1);
        if (size < in_two_bytes) {
            put(size, 1);
        } else if (size <= 0xffff) {
            put(in_two_bytes, 1);
            put(size, 2);
        } else {
            put(in_eight_bytes, 1);
            put(size, 8);
        }
        return head;
    }

    std::string bytes_;
    std::size_t head_size_ = 0;
};

using ready_message_ptr = std::shared_ptr<const ready_message>;

}  // namespace depositary::api
