#pragma once

/// Whose request a proxy passes on. Only an address configured as a proxy is believed, and only in
/// the one header that is configured: the other may be what a client made up.

#include <boost/asio/ip/address.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace depositary::api {

/// An address block in CIDR form; a single address is a block of one.
class address_block
{
public:
    /// "10.0.0.0/8", "::1"; nothing when it is neither.
    [[nodiscard]] static std::optional<address_block> parse(std::string_view text);

    [[nodiscard]] bool contains(const boost::asio::ip::address& a) const;

private:
    boost::asio::ip::address base_;
    unsigned prefix_ = 0;  ///< bits
};

enum class forwarded_form
{
    x_forwarded_for,  ///< "client, proxy"
    forwarded,        ///< RFC 7239, "for=client, for=proxy"
};

/// The client's address: the last one of the header that is not itself a trusted proxy's; `peer`
/// when the peer is no trusted proxy, or what it says cannot be read. `header` holds all fields of
/// that name in order, joined by commas.
[[nodiscard]] std::string client_address(
    const std::string& peer, std::string_view header, forwarded_form form,
    const std::vector<address_block>& trusted
);

/// Whether `address` is in one of the blocks.
[[nodiscard]] bool is_trusted(std::string_view address, const std::vector<address_block>& trusted);

}  // namespace depositary::api
