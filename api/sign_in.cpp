#include "api/sign_in.hpp"

#include <boost/asio/post.hpp>
#include <boost/json.hpp>

#include <sodium.h>

#include <array>
#include <new>
#include <stdexcept>

namespace depositary::api {

namespace json = boost::json;

namespace {

/// OWASP's password storage advice asks for 19 MiB at t=2 or more; this leaves room to two at once
/// on a small machine.
constexpr unsigned long long hash_passes = 2;
constexpr std::size_t hash_bytes = 64U << 20U;

/// Unicode has no upper bound that matters here; a longer text is a mistake or an attack.
constexpr std::size_t password_bytes_max = 1024;
constexpr std::size_t password_bytes_min = 12;
constexpr std::size_t user_bytes_max = 64;

void need_sodium()
{
    static const int ready = sodium_init();
    if (ready < 0) {
        throw std::runtime_error("libsodium could not be started");
    }
}

std::string_view cookie_name(bool secure)
{
    return secure ? "__Host-depositary" : "depositary";
}

std::string text_of(const json::object& o, std::string_view name)
{
    const auto* v = o.if_contains(name);
    return v != nullptr && v->is_string() ? std::string(v->get_string()) : std::string();
}

}  // namespace

std::string hash_password(std::string_view password)
{
    need_sodium();
    std::array<char, crypto_pwhash_STRBYTES> out{};
    if (crypto_pwhash_str(out.data(), password.data(), password.size(), hash_passes, hash_bytes) !=
        0) {
        throw std::bad_alloc();
    }
    return out.data();
}

bool password_matches(const std::string& hash, std::string_view password)
{
    need_sodium();
    return crypto_pwhash_str_verify(hash.c_str(), password.data(), password.size()) == 0;
}

const std::string& nobodys_hash()
{
    static const std::string hash = [] {
        need_sodium();
        std::array<char, 32> nobody_knows{};
        randombytes_buf(nobody_knows.data(), nobody_knows.size());
        return hash_password({nobody_knows.data(), nobody_knows.size()});
    }();
    return hash;
}

std::optional<password_fault> weakness_of(std::string_view password)
{
    if (password.size() < password_bytes_min) {
        return password_fault{
            "A password has at least 12 characters.", "Un mot de passe a au moins 12 caractères."};
    }
    if (password.size() > password_bytes_max) {
        return password_fault{
            "A password has at most 1024 bytes.", "Un mot de passe a au plus 1024 octets."};
    }
    return std::nullopt;
}

std::optional<credentials> credentials_in(std::string_view body, std::size_t depth_max)
{
    json::parse_options options;
    options.max_depth = depth_max;
    boost::system::error_code ec;
    const auto parsed = json::parse({body.data(), body.size()}, ec, json::storage_ptr(), options);
    const auto* o = ec ? nullptr : parsed.if_object();
    if (o == nullptr) {
        return std::nullopt;
    }
    credentials c{text_of(*o, "token"), text_of(*o, "user"), text_of(*o, "password")};
    const bool by_token = o->size() == 1 && !c.token.empty();
    const bool by_password = o->size() == 2 && !c.user.empty() && !c.password.empty() &&
                             c.user.size() <= user_bytes_max &&
                             c.password.size() <= password_bytes_max;
    return by_token || by_password ? std::optional(std::move(c)) : std::nullopt;
}

std::string session_cookie(std::string_view secret, std::chrono::seconds lifetime, bool secure)
{
    std::string out(cookie_name(secure));
    out += '=';
    out += secret;
    out += "; Path=/; HttpOnly; SameSite=Strict; Max-Age=";
    out += secret.empty() ? "0" : std::to_string(lifetime.count());
    return secure ? out + "; Secure" : out;
}

std::string_view session_in(std::string_view cookie_field, bool secure)
{
    const auto name = cookie_name(secure);
    while (!cookie_field.empty()) {
        const auto end = std::min(cookie_field.find(';'), cookie_field.size());
        auto one = cookie_field.substr(0, end);
        cookie_field.remove_prefix(std::min(end + 1, cookie_field.size()));
        one.remove_prefix(std::min(one.find_first_not_of(' '), one.size()));
        if (one.starts_with(name) && one.substr(name.size()).starts_with('=')) {
            return one.substr(name.size() + 1);
        }
    }
    return {};
}

sign_in_desk::sign_in_desk(const limits& l)
    : limits_(l),
      by_account_({l.sign_in_account_rate, l.sign_in_account_burst}, l.rate_principals_max),
      by_address_({l.sign_in_address_rate, l.sign_in_address_burst}, l.rate_principals_max),
      pool_(l.password_threads)
{}

std::optional<std::chrono::milliseconds> sign_in_desk::admit(
    const credentials& c, const std::string& address
)
{
    const auto now = std::chrono::steady_clock::now();
    if (const auto wait = by_address_.take(address, now)) {
        return wait;
    }
    // A token has 256 random bits: guessing it is no danger that its own bucket would lessen.
    return c.user.empty() ? std::nullopt : by_account_.take(c.user, now);
}

bool sign_in_desk::run(std::function<void()> work)
{
    if (waiting_.fetch_add(1) >= limits_.sign_ins_waiting_max) {
        --waiting_;
        return false;
    }
    boost::asio::post(pool_, [this, work = std::move(work)] {
        work();
        --waiting_;
    });
    return true;
}

void sign_in_desk::stop()
{
    pool_.stop();
    pool_.join();
}

}  // namespace depositary::api
