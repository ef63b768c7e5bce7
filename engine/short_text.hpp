#pragma once

/// A text that does not change, made for the keys of large maps: up to 23 bytes stand in the object
/// itself, so a search finds them where it finds the node; of a longer one all copies share the
/// bytes, so to copy a node allocates nothing. Whoever reads a copy may do so from any thread.

#include <array>
#include <atomic>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <new>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>

#include "engine/assert.hpp"

namespace depositary::engine {

class short_text
{
public:
    short_text() noexcept { last() = 0; }

    // NOLINTNEXTLINE(google-explicit-constructor): it is made wherever a text is the key
    short_text(std::string_view text)
    {
        if (text.size() <= inline_max) {
            std::memcpy(bytes_.data(), text.data(), text.size());
            last() = static_cast<unsigned char>(text.size());
        } else {
            set_block(block::make(text));
        }
    }
    // NOLINTNEXTLINE(google-explicit-constructor)
    short_text(const std::string& text) : short_text(std::string_view(text)) {}
    // NOLINTNEXTLINE(google-explicit-constructor)
    short_text(const char* text) : short_text(std::string_view(text)) {}

    short_text(const short_text& other) noexcept : bytes_(other.bytes_)
    {
        if (is_long()) {
            get_block()->holders.fetch_add(1, std::memory_order_relaxed);
        }
    }
    short_text(short_text&& other) noexcept : bytes_(other.bytes_) { other.last() = 0; }
    short_text& operator=(short_text other) noexcept
    {
        std::swap(bytes_, other.bytes_);
        return *this;
    }
    ~short_text()
    {
        if (is_long() && get_block()->holders.fetch_sub(1, std::memory_order_acq_rel) == 1) {
            block::free(get_block());
        }
    }

    [[nodiscard]] std::string_view view() const noexcept
    {
        if (is_long()) {
            return get_block()->view();
        }
        return {bytes_.data(), last()};
    }
    // NOLINTNEXTLINE(google-explicit-constructor): it is read wherever a text is
    operator std::string_view() const noexcept { return view(); }
    // NOLINTNEXTLINE(google-explicit-constructor)
    operator std::string() const { return std::string(view()); }
    [[nodiscard]] std::string str() const { return std::string(view()); }

    friend bool operator==(const short_text& a, const short_text& b)
    {
        return a.view() == b.view();
    }
    friend bool operator==(const short_text& a, std::string_view b) { return a.view() == b; }
    friend bool operator==(const short_text& a, const std::string& b) { return a.view() == b; }
    friend std::strong_ordering operator<=>(const short_text& a, const short_text& b)
    {
        return a.view() <=> b.view();
    }
    friend std::ostream& operator<<(std::ostream& out, const short_text& text)
    {
        return out << text.view();
    }

private:
    static constexpr std::size_t inline_max = 23;
    static constexpr unsigned char long_mark = 0xff;

    /// The bytes of a long text, behind their head.
    struct block
    {
        std::atomic<std::uint32_t> holders{1};
        std::uint32_t size = 0;

        static block* make(std::string_view text)
        {
            DEPOSITARY_ASSERT(text.size() <= UINT32_MAX);
            void* const memory = ::operator new(sizeof(block) + text.size());
            auto* const made = ::new (memory) block;
            made->size = static_cast<std::uint32_t>(text.size());
            std::memcpy(made->data(), text.data(), text.size());
            return made;
        }
        static void free(block* b)
        {
            std::destroy_at(b);
            ::operator delete(b);
        }
        [[nodiscard]] char* data() { return reinterpret_cast<char*>(this + 1); }
        [[nodiscard]] std::string_view view() { return {data(), size}; }
    };

    [[nodiscard]] unsigned char last() const
    {
        return static_cast<unsigned char>(bytes_[inline_max]);
    }
    [[nodiscard]] unsigned char& last()
    {
        return reinterpret_cast<unsigned char&>(bytes_[inline_max]);
    }
    [[nodiscard]] bool is_long() const { return last() == long_mark; }
    [[nodiscard]] block* get_block() const
    {
        block* b = nullptr;
        std::memcpy(&b, bytes_.data(), sizeof b);
        return b;
    }
    void set_block(block* b)
    {
        std::memcpy(bytes_.data(), &b, sizeof b);
        last() = long_mark;
    }

    alignas(void*) std::array<char, inline_max + 1> bytes_;
};

}  // namespace depositary::engine
