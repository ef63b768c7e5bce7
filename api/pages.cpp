#include "api/pages.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <memory>
#include <stdexcept>
#include <string>

#include "api/origin.hpp"

#ifdef DEPOSITARY_SITE
namespace depositary::web {
// Defined by the source that web/scripts/assets.mjs writes.
extern const std::span<const depositary::api::asset> files;
extern const std::span<const std::string_view> routes;
}  // namespace depositary::web
#endif

namespace depositary::api {

namespace json = boost::json;

namespace {

constexpr std::string_view map_path = "/map.json";
constexpr std::size_t map_bytes_max = 16U << 20U;

/// Whether an Accept-Encoding field takes a coding; "q=0" refuses one (RFC 9110, 12.5.3).
bool takes(std::string_view header, std::string_view coding)
{
    while (!header.empty()) {
        const auto end = std::min(header.find(','), header.size());
        const auto item = header.substr(0, end);
        header.remove_prefix(std::min(end + 1, header.size()));
        const auto semicolon = std::min(item.find(';'), item.size());
        if (trimmed(item.substr(0, semicolon)) != coding) {
            continue;
        }
        const auto weight = trimmed(item.substr(std::min(semicolon + 1, item.size())));
        return !weight.starts_with("q=0") ||
               weight.find_first_of("123456789") != std::string_view::npos;
    }
    return false;
}

page page_of(const asset& a, std::string_view accept_encoding)
{
    page p;
    p.content_type = a.content_type;
    p.etag = a.etag;
    p.immutable = a.immutable;
    p.body = a.identity;
    if (!a.brotli.empty() && takes(accept_encoding, "br")) {
        p.body = a.brotli;
        p.content_encoding = "br";
    } else if (!a.gzip.empty() && takes(accept_encoding, "gzip")) {
        p.body = a.gzip;
        p.content_encoding = "gzip";
    }
    return p;
}

struct own_map
{
    std::string body;
    std::string etag;
};

/// FNV-1a: the tag only has to change when the file does.
std::string tag_of(std::string_view bytes)
{
    std::uint64_t h = 14695981039346656037ULL;
    for (const char c : bytes) {
        h = (h ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
    }
    return "\"map-" + std::to_string(h) + "\"";
}

std::shared_ptr<const own_map> read_map(const std::filesystem::path& file)
{
    const auto fail = [&](const std::string& why) {
        throw std::runtime_error("map " + file.string() + ": " + why);
    };
    std::ifstream in(file, std::ios::binary);
    if (!in) {
        fail("cannot be read");
    }
    if (std::filesystem::file_size(file) > map_bytes_max) {
        fail("is larger than 16 MiB");
    }
    auto map = std::make_shared<own_map>();
    map->body.assign(std::istreambuf_iterator<char>(in), {});
    boost::system::error_code ec;
    const auto document = json::parse(map->body, ec);
    const auto* root = ec ? nullptr : document.if_object();
    const auto* objects = root == nullptr ? nullptr : root->if_contains("objects");
    const auto* named = objects == nullptr ? nullptr : objects->if_object();
    if (named == nullptr || !named->contains("countries")) {
        fail("is not a TopoJSON document with the object \"countries\"");
    }
    map->etag = tag_of(map->body);
    return map;
}

const asset* find_file(const site& from, std::string_view path)
{
    const auto at = std::ranges::lower_bound(from.files, path, {}, &asset::path);
    return at != from.files.end() && at->path == path ? &*at : nullptr;
}

bool is_route(const site& from, std::string_view path)
{
    const auto segment = path.substr(1, std::min(path.find('/', 1), path.size()) - 1);
    return std::ranges::find(from.routes, segment) != from.routes.end();
}

}  // namespace

const site& embedded_site()
{
#ifdef DEPOSITARY_SITE
    static const site all{web::files, web::routes};
#else
    static const site all{};
#endif
    return all;
}

page_source make_pages(const site& from, const std::optional<std::filesystem::path>& map)
{
    if (from.files.empty()) {
        return {};
    }
    const auto own = map ? read_map(*map) : nullptr;
    return [&from,
            own](std::string_view path, std::string_view accept_encoding) -> std::optional<page> {
        if (path.empty() || path.front() != '/') {
            return std::nullopt;
        }
        if (own && path == map_path) {
            return page{"application/json", own->body, {}, own->etag, false};
        }
        const auto* found = find_file(from, path);
        if (found == nullptr && is_route(from, path)) {
            found = find_file(from, "/");
        }
        return found == nullptr ? std::nullopt : std::optional(page_of(*found, accept_encoding));
    };
}

}  // namespace depositary::api
