#include "api/evidence.hpp"

#include <boost/json.hpp>

#include <algorithm>

#include "api/utf8.hpp"

namespace depositary::api {

namespace json = boost::json;

namespace {

/// Characters of a type or subtype name; RFC 6838 admits more, which no registered type uses.
bool is_name(std::string_view text, std::string_view more)
{
    constexpr std::size_t name_length_max = 127;
    const auto fits = [&](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || more.find(c) != more.npos;
    };
    return !text.empty() && text.size() <= name_length_max && more.find(text[0]) == more.npos &&
           std::all_of(text.begin(), text.end(), fits);
}

bool is_text(std::string_view content)
{
    const auto control = [](char c) {
        return c >= 0 && c < 0x20 && c != '\t' && c != '\n' && c != '\r';
    };
    return is_utf8(content) && std::none_of(content.begin(), content.end(), control);
}

std::optional<std::string> wrong_reference(
    const json::object& o, const engine::document_port& documents
)
{
    const auto* uri = o.if_contains("uri");
    const auto* text = uri == nullptr ? nullptr : uri->if_string();
    const std::string_view address = text == nullptr ? "" : std::string_view(*text);
    if (!address.starts_with("/evidence/")) {
        return std::nullopt;
    }
    const auto named = engine::document_at(address);
    const auto* hash = o.if_contains("sha256");
    const bool agrees = hash == nullptr ||
                        (named && hash->is_string() && hash->get_string() == engine::hex(*named));
    return named && agrees && documents.has(*named) ? std::nullopt
                                                    : std::optional(std::string(address));
}

}  // namespace

bool is_media_type(std::string_view text)
{
    const auto stroke = text.find('/');
    return stroke != text.npos && is_name(text.substr(0, stroke), "-") &&
           is_name(text.substr(stroke + 1), ".+-");
}

bool looks_like(std::string_view media_type, std::string_view content)
{
    if (media_type == "application/pdf") {
        return content.starts_with("%PDF-");
    }
    if (media_type == "image/png") {
        return content.starts_with("\x89PNG\r\n\x1a\n");
    }
    if (media_type == "image/jpeg") {
        return content.starts_with("\xff\xd8\xff");
    }
    return media_type.starts_with("text/") ? is_text(content) : !content.empty();
}

std::string file_name_of(std::string_view name, std::string_view media_type)
{
    const auto subtype = media_type.substr(media_type.find('/') + 1);
    const auto extension = subtype == "plain" ? "txt" : subtype.substr(0, subtype.find('+'));
    return std::string(name) + "." + std::string(extension);
}

bool named_documents::contains(const engine::digest& document, engine::log_reader& log)
{
    const std::lock_guard lock(mutex_);
    const auto head = log.head().seq;
    if (seen_ < head) {
        log.read(seen_, head - seen_, [&](const engine::log_record& r) {
            engine::for_each_document(r.bytes, [&](const engine::digest& d) { named_.insert(d); });
            return true;
        });
        seen_ = head;
    }
    return named_.contains(document);
}

std::optional<std::string> wrong_document(
    const json::value& params, const engine::document_port& documents
)
{
    std::optional<std::string> wrong;
    if (const auto* list = params.if_array()) {
        for (const auto& item : *list) {
            wrong = wrong ? wrong : wrong_document(item, documents);
        }
    } else if (const auto* o = params.if_object()) {
        wrong = wrong_reference(*o, documents);
        for (const auto& [key, value] : *o) {
            wrong = wrong ? wrong : wrong_document(value, documents);
        }
    }
    return wrong;
}

}  // namespace depositary::api
