#include "api/tls.hpp"

#include <boost/asio/ssl/context.hpp>

#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <ctime>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace depositary::api {

namespace ssl = boost::asio::ssl;
using boost::system::error_code;

namespace {

/// RFC 9325, 4.2: ephemeral keys and authenticated encryption. TLS 1.3 has nothing else.
constexpr const char* ciphers_of_tls_1_2 = "ECDHE+AESGCM:ECDHE+CHACHA20";

/// RFC 7301: the only protocol spoken here; HTTP/2 has no Upgrade.
constexpr std::string_view http_1_1{"\x08http/1.1"};

int choose_protocol(
    SSL* /*connection*/, const unsigned char** out, unsigned char* out_size,
    const unsigned char* offered, unsigned int offered_size, void* /*argument*/
)
{
    const auto* ours = reinterpret_cast<const unsigned char*>(http_1_1.data());
    unsigned char* chosen = nullptr;
    const int result = SSL_select_next_proto(
        &chosen, out_size, ours, static_cast<unsigned int>(http_1_1.size()), offered, offered_size
    );
    *out = chosen;
    return result == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

[[noreturn]] void fail(
    std::string_view setting, const std::filesystem::path& file, const error_code& why,
    std::string_view remedy
)
{
    throw std::runtime_error(
        std::string(setting) + " " + file.string() + ": " + why.message() + "; " +
        std::string(remedy)
    );
}

std::chrono::sys_seconds end_of(const X509* certificate)
{
    std::tm parts{};
    if (certificate == nullptr || ASN1_TIME_to_tm(X509_get0_notAfter(certificate), &parts) != 1) {
        return {};
    }
    return std::chrono::sys_seconds(std::chrono::seconds(::timegm(&parts)));
}

tls_identity::context_ptr make_context(
    const std::filesystem::path& certificate, const std::filesystem::path& key
)
{
    auto c = std::make_shared<ssl::context>(ssl::context::tls_server);
    auto* handle = c->native_handle();
    SSL_CTX_set_min_proto_version(handle, TLS1_2_VERSION);
    SSL_CTX_set_cipher_list(handle, ciphers_of_tls_1_2);
    // A client that renegotiates makes the server work for nothing (CVE-2011-1473).
    SSL_CTX_set_options(handle, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
    // 32 KiB a connection that would wait for the next record.
    SSL_CTX_set_mode(handle, SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_alpn_select_cb(handle, choose_protocol, nullptr);
    error_code ec;
    c->use_certificate_chain_file(certificate.string(), ec);
    if (ec) {
        fail(
            "tls_certificate", certificate, ec,
            "it takes a readable PEM file with the certificate, then its chain"
        );
    }
    c->use_private_key_file(key.string(), ssl::context::pem, ec);
    if (ec) {
        fail(
            "tls_key", key, ec,
            "it takes a readable PEM file with the unencrypted key of tls_certificate"
        );
    }
    return c;
}

}  // namespace

tls_identity::tls_identity(std::filesystem::path certificate, std::filesystem::path key)
    : certificate_(std::move(certificate)), key_(std::move(key))
{
    reload();
}

tls_identity::context_ptr tls_identity::current() const
{
    const std::lock_guard lock(mutex_);
    return context_;
}

void tls_identity::reload()
{
    auto fresh = make_context(certificate_, key_);
    const auto end = end_of(SSL_CTX_get0_certificate(fresh->native_handle()));
    const std::lock_guard lock(mutex_);
    context_ = std::move(fresh);
    expires_at_ = end;
}

std::chrono::sys_seconds tls_identity::expires_at() const
{
    const std::lock_guard lock(mutex_);
    return expires_at_;
}

}  // namespace depositary::api
