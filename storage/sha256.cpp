#include "storage/sha256.hpp"

#include <openssl/evp.h>

#include <memory>
#include <stdexcept>

namespace depositary::storage {
namespace {

struct free_context
{
    void operator()(EVP_MD_CTX* context) const noexcept { EVP_MD_CTX_free(context); }
};

void require(bool ok)
{
    if (!ok) {
        throw std::runtime_error("SHA-256 is not available from the cryptographic library");
    }
}

struct free_method
{
    void operator()(EVP_MD* method) const noexcept { EVP_MD_free(method); }
};

/// Fetched once: EVP_sha256() is looked up anew by every hash that names it.
const EVP_MD* method()
{
    static const std::unique_ptr<EVP_MD, free_method> fetched{
        EVP_MD_fetch(nullptr, "SHA256", nullptr)};
    require(fetched != nullptr);
    return fetched.get();
}

engine::digest hash(std::string_view prefix, std::string_view bytes)
{
    // A fresh context per call costs more than hashing a short event.
    thread_local const std::unique_ptr<EVP_MD_CTX, free_context> context{EVP_MD_CTX_new()};
    require(context != nullptr);
    engine::digest out{};
    require(EVP_DigestInit_ex(context.get(), method(), nullptr) == 1);
    require(EVP_DigestUpdate(context.get(), prefix.data(), prefix.size()) == 1);
    require(EVP_DigestUpdate(context.get(), bytes.data(), bytes.size()) == 1);
    require(EVP_DigestFinal_ex(context.get(), out.data(), nullptr) == 1);
    return out;
}

}  // namespace

engine::digest sha256(std::string_view bytes)
{
    return hash({}, bytes);
}

engine::digest leaf_sha256(std::string_view bytes)
{
    return hash(std::string_view{"\0", 1}, bytes);
}

}  // namespace depositary::storage
