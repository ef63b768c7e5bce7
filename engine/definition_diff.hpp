#pragma once

/// What changes from one version of a definition to another, field by field, in words.

#include <boost/describe.hpp>

#include <optional>
#include <string>
#include <vector>

#include "engine/terms.hpp"

namespace depositary::engine {

/// `path`: as in the document; an item of a list that has a key or an id is named by it
/// (`steps[ceasefire].title.en`). `before` and `after` are absent where there is nothing.
/// `touches`: `rules` (what the initiative must satisfy), `stages` (its life), `wording` (names and
/// sources alone), `identity` (archetype, area, depositary, leads).
struct difference
{
    std::string path;
    std::optional<raw_json> before;
    std::optional<raw_json> after;
    std::string touches;
    text words;
};
BOOST_DESCRIBE_STRUCT(difference, (), (path, before, after, touches, words))

/// In the order of the document. The version number itself is no difference.
[[nodiscard]] std::vector<difference> diff_definitions(
    const definition& from, const definition& to
);

/// Stages of `from` that `to` does not have: what a migration must map when it stands there.
[[nodiscard]] std::vector<std::string> removed_stages(const definition& from, const definition& to);

}  // namespace depositary::engine
