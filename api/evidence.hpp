#pragma once

/// Documents of evidence between the network and the documents port: what may be kept, and who may
/// see it. Visibility follows the records: a document is public from the moment a record names it.

#include <boost/json/value.hpp>

#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "engine/documents.hpp"
#include "engine/log.hpp"

namespace depositary::api {

/// "type/subtype" without parameters, as RFC 6838 section 4.2 spells names; lower case.
[[nodiscard]] bool is_media_type(std::string_view text);

/// Whether content may be what `media_type` says: begins as PDF, JPEG and PNG files begin, and is
/// UTF-8 without control characters when it is text. Other types are not looked into.
[[nodiscard]] bool looks_like(std::string_view media_type, std::string_view content);

/// What a browser saves a document as: `name` with the extension of its type.
[[nodiscard]] std::string file_name_of(std::string_view name, std::string_view media_type);

/// The documents that records name. Reads the log once, on the first question, then what is new.
/// Thread-safety: any thread.
class named_documents
{
public:
    /// Whether a record up to the reader's head names it.
    [[nodiscard]] bool contains(const engine::digest& document, engine::log_reader& log);

private:
    std::mutex mutex_;
    std::set<engine::digest> named_;
    std::int64_t seen_ = 0;
};

/// The first address of a document in a command's parameters that cannot be recorded: there is no
/// such document, or the hash beside the address is another. Nothing when all are right.
[[nodiscard]] std::optional<std::string> wrong_document(
    const boost::json::value& params, const engine::document_port& documents
);

}  // namespace depositary::api
