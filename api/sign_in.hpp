#pragma once

/// What a browser's sign-in needs beside HTTP: the password hash, the cookie, and how often
/// somebody may try. Rules and reasons: docs/operations.md, "Signing in".

#include <boost/asio/thread_pool.hpp>

#include <atomic>
#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "api/backend.hpp"
#include "api/limits.hpp"
#include "api/rate_limit.hpp"

namespace depositary::api {

/// Argon2id with a salt of its own; some 64 MiB and a tenth of a second. Blocks.
/// Throws std::bad_alloc when there is no memory for it.
[[nodiscard]] std::string hash_password(std::string_view password);

/// As slow for a wrong password as for the right one. Blocks.
[[nodiscard]] bool password_matches(const std::string& hash, std::string_view password);

/// A hash that no password matches, so that an unknown user costs what a known one costs.
[[nodiscard]] const std::string& nobodys_hash();

/// Why a password cannot be taken, in English and French; nothing when it can.
struct password_fault
{
    std::string en;
    std::string fr;
};
[[nodiscard]] std::optional<password_fault> weakness_of(std::string_view password);

/// `{"token": ...}` or `{"user": ..., "password": ...}` and nothing else.
[[nodiscard]] std::optional<credentials> credentials_in(
    std::string_view body, std::size_t depth_max
);

/// The value of a Set-Cookie field; an empty secret takes the cookie away. With `secure` the name
/// has the prefix that browsers refuse to set over plain HTTP or for a wider domain.
[[nodiscard]] std::string session_cookie(
    std::string_view secret, std::chrono::seconds lifetime, bool secure
);

/// The secret in a Cookie field; empty when there is none.
[[nodiscard]] std::string_view session_in(std::string_view cookie_field, bool secure);

/// Sign-ins of one server. Thread-safety: any thread.
class sign_in_desk
{
public:
    explicit sign_in_desk(const limits& l);

    /// How long the sender has to wait when this account or this address has tried too often. The
    /// answer is the same whether the account exists.
    [[nodiscard]] std::optional<std::chrono::milliseconds> admit(
        const credentials& c, const std::string& address
    );

    /// Runs `work` on one of the few threads that hash passwords. False when too many wait.
    [[nodiscard]] bool run(std::function<void()> work);

    void stop();

private:
    const limits& limits_;
    rate_limiter by_account_;
    rate_limiter by_address_;
    std::atomic<std::size_t> waiting_{0};
    boost::asio::thread_pool pool_;
};

}  // namespace depositary::api
