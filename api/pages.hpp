#pragma once

/// The dashboard inside the binary: the files that the web build left in web/dist, in the forms a
/// browser can take. Without a web build there are none, and the server shows its plain page.

#include <filesystem>
#include <optional>
#include <span>
#include <string_view>

#include "api/server.hpp"

namespace depositary::api {

/// One file of the site. A form that was not worth its bytes is empty. The build makes the table
/// (web/scripts/assets.mjs); everything in it lives as long as the program.
struct asset
{
    std::string_view path;  ///< "/assets/app-1a2b.js"; the page itself is "/"
    std::string_view content_type;
    std::string_view etag;  ///< quoted, of the identity form
    bool immutable = false;
    std::string_view identity;
    std::string_view gzip;
    std::string_view brotli;
};

/// What the build put in: files sorted by path, and the first segments of the addresses that the
/// page itself shows ("initiative" in "/initiative/covax").
struct site
{
    std::span<const asset> files;
    std::span<const std::string_view> routes;
};

/// The site of this binary; no files when it was built without one.
[[nodiscard]] const site& embedded_site();

/// Serves a site. `map` takes the place of "/map.json"; throws std::runtime_error when it cannot be
/// read, is larger than 16 MiB, or is not a TopoJSON document with the object "countries". Nothing
/// when the site has no files.
[[nodiscard]] page_source make_pages(
    const site& from, const std::optional<std::filesystem::path>& map
);

}  // namespace depositary::api
