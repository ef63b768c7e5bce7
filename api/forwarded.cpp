#include "api/forwarded.hpp"

#include <boost/asio/ip/network_v4.hpp>
#include <boost/asio/ip/network_v6.hpp>

#include <algorithm>
#include <charconv>

#include "api/origin.hpp"

namespace depositary::api {

namespace ip = boost::asio::ip;
using boost::system::error_code;

namespace {

/// An IPv4 address that came over an IPv6 socket is that IPv4 address.
ip::address plain_form(const ip::address& a)
{
    return a.is_v6() && a.to_v6().is_v4_mapped() ? ip::make_address_v4(ip::v4_mapped, a.to_v6())
                                                 : a;
}

std::optional<ip::address> address_in(std::string_view text)
{
    error_code ec;
    const auto a = ip::make_address(std::string(text), ec);
    return ec ? std::nullopt : std::optional(plain_form(a));
}

/// "192.0.2.1", "192.0.2.1:80", "[2001:db8::1]", "[2001:db8::1]:80", "2001:db8::1".
std::optional<ip::address> node_address(std::string_view text)
{
    if (text.starts_with('[')) {
        const auto end = text.find(']');
        return end == text.npos ? std::nullopt : address_in(text.substr(1, end - 1));
    }
    if (std::count(text.begin(), text.end(), ':') == 1) {
        text = text.substr(0, text.find(':'));
    }
    return address_in(text);
}

bool same_name(std::string_view a, std::string_view lower)
{
    return std::equal(a.begin(), a.end(), lower.begin(), lower.end(), [](char x, char y) {
        return (x >= 'A' && x <= 'Z' ? static_cast<char>(x - 'A' + 'a') : x) == y;
    });
}

/// The "for" parameter of one element of RFC 7239, without its quotes; empty when there is none.
std::string_view for_parameter(std::string_view element)
{
    while (!element.empty()) {
        const auto end = std::min(element.find(';'), element.size());
        const auto pair = trimmed(element.substr(0, end));
        const auto equals = pair.find('=');
        if (equals != pair.npos && same_name(trimmed(pair.substr(0, equals)), "for")) {
            auto value = trimmed(pair.substr(equals + 1));
            if (value.size() >= 2 && value.front() == '"' && value.back() == '"') {
                value = value.substr(1, value.size() - 2);
            }
            return value;
        }
        element.remove_prefix(std::min(end + 1, element.size()));
    }
    return {};
}

bool in_any(const ip::address& a, const std::vector<address_block>& blocks)
{
    return std::any_of(blocks.begin(), blocks.end(), [&](const auto& b) { return b.contains(a); });
}

}  // namespace

std::optional<address_block> address_block::parse(std::string_view text)
{
    const auto slash = text.find('/');
    const auto base = address_in(text.substr(0, slash));
    if (!base) {
        return std::nullopt;
    }
    address_block b;
    b.base_ = *base;
    b.prefix_ = base->is_v4() ? 32 : 128;
    if (slash != text.npos) {
        const auto digits = text.substr(slash + 1);
        unsigned bits = 0;
        const auto [stop, ec] = std::from_chars(digits.data(), digits.data() + digits.size(), bits);
        if (ec != std::errc() || stop != digits.data() + digits.size() || bits > b.prefix_) {
            return std::nullopt;
        }
        b.prefix_ = bits;
    }
    return b;
}

bool address_block::contains(const ip::address& given) const
{
    const auto a = plain_form(given);
    if (a.is_v4() != base_.is_v4()) {
        return false;
    }
    if (a.is_v4()) {
        const auto bits = static_cast<unsigned short>(prefix_);
        return ip::network_v4(a.to_v4(), bits).canonical() ==
               ip::network_v4(base_.to_v4(), bits).canonical();
    }
    const auto bits = static_cast<unsigned short>(prefix_);
    return ip::network_v6(a.to_v6(), bits).canonical() ==
           ip::network_v6(base_.to_v6(), bits).canonical();
}

bool is_trusted(std::string_view address, const std::vector<address_block>& trusted)
{
    const auto a = address_in(address);
    return a && in_any(*a, trusted);
}

std::string client_address(
    const std::string& peer, std::string_view header, forwarded_form form,
    const std::vector<address_block>& trusted
)
{
    if (!is_trusted(peer, trusted)) {
        return peer;
    }
    auto client = peer;
    while (!header.empty()) {
        const auto comma = header.rfind(',');
        auto element = trimmed(comma == header.npos ? header : header.substr(comma + 1));
        if (form == forwarded_form::forwarded) {
            element = for_parameter(element);
        }
        const auto a = node_address(element);
        if (!a) {
            break;  // "unknown", an obfuscated name, or nonsense: nothing left of it can be
                    // believed
        }
        client = a->to_string();
        if (!in_any(*a, trusted)) {
            break;
        }
        header = comma == header.npos ? std::string_view() : header.substr(0, comma);
    }
    return client;
}

}  // namespace depositary::api
