#pragma once

/// The documents port: what evidence says, kept by its content. A record names a document by the
/// address "/evidence/sha256-HEX"; from then on it is as public as the record. storage/ implements
/// it over a folder.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/log.hpp"

namespace depositary::engine {

/// The address of a document, before the 64 lower-case digits of its SHA-256.
inline constexpr std::string_view document_address = "/evidence/sha256-";

[[nodiscard]] inline std::string address_of(const digest& document)
{
    return std::string(document_address) + hex(document);
}

/// The hash in an address such as address_of() gives; nothing when it is none.
[[nodiscard]] inline std::optional<digest> document_at(std::string_view uri)
{
    const bool ours = uri.starts_with(document_address);
    const auto digits = ours ? uri.substr(document_address.size()) : std::string_view();
    const bool lower = digits.find_first_not_of("0123456789abcdef") == digits.npos;
    return ours && lower ? digest_from_hex(digits) : std::nullopt;
}

/// Calls `found` for each document that a record names. Of canonical bytes alone this needs no
/// parsing: within a text of theirs every quotation mark is escaped.
template <class F>
void for_each_document(std::string_view record, F&& found)
{
    static constexpr std::string_view member = "\"uri\":\"";
    constexpr std::size_t length = document_address.size() + 64;
    for (auto at = record.find(member); at != record.npos; at = record.find(member, at)) {
        at += member.size();
        const auto uri = record.substr(at, length);
        const auto named = at + length < record.size() && record[at + length] == '"'
                               ? document_at(uri)
                               : std::nullopt;
        if (named) {
            found(*named);
        }
    }
}

enum class keep_outcome
{
    kept,      ///< durable, now or since an earlier time
    no_space,  ///< the device or the folder's limit: nothing was kept
};

struct document
{
    std::string media_type;  ///< as it was given with the content first
    std::string content;
};

/// Thread-safety: every member may be called from any thread.
/// Errors: members throw std::runtime_error when the device cannot be read or written.
class document_port
{
public:
    virtual ~document_port() = default;

    /// Durability: content, name and media type survive a power cut once the call returns `kept`.
    /// The same content is kept once, whoever brings it.
    /// Requires: `hash` is the SHA-256 of `content`; `media_type` is "type/subtype" (RFC 6838).
    [[nodiscard]] virtual keep_outcome keep(
        const digest& hash, std::string_view media_type, std::string_view content
    ) = 0;

    [[nodiscard]] virtual bool has(const digest& hash) const = 0;

    /// Nothing when there is no such document. Throws std::runtime_error also when the content is
    /// no longer what it was: altered evidence is never served.
    [[nodiscard]] virtual std::optional<document> find(const digest& hash) const = 0;

    /// Bytes of all documents.
    [[nodiscard]] virtual std::uint64_t bytes() const = 0;
};

}  // namespace depositary::engine
