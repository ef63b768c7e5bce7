#pragma once

/// TLS of the server in process (OpenSSL): the certificate and the key it shows, read again on
/// demand, so that a renewed certificate needs no restart. TLS 1.2 and later, forward secrecy and
/// authenticated ciphers only (RFC 9325). Beast and Asio's TLS stay in the .cpp files.

#include <chrono>
#include <filesystem>
#include <memory>
#include <mutex>

namespace boost::asio::ssl {
class context;
}

namespace depositary::api {

/// Thread-safety: any thread.
class tls_identity
{
public:
    using context_ptr = std::shared_ptr<boost::asio::ssl::context>;

    /// PEM files: the certificate followed by its chain, and its unencrypted private key. Throws
    /// std::runtime_error that names the setting, the file and the remedy.
    tls_identity(std::filesystem::path certificate, std::filesystem::path key);

    /// What the next connection is greeted with; connections that are open keep what they have.
    [[nodiscard]] context_ptr current() const;

    /// Reads both files again. Throws as the constructor does, and then keeps what it has.
    void reload();

    /// When the certificate ends, UTC.
    [[nodiscard]] std::chrono::sys_seconds expires_at() const;

private:
    std::filesystem::path certificate_;
    std::filesystem::path key_;
    mutable std::mutex mutex_;
    context_ptr context_;
    std::chrono::sys_seconds expires_at_{};
};

}  // namespace depositary::api
