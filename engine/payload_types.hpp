#pragma once

/// What event payloads share: texts, evidence, documents kept as they are.

#include <boost/describe.hpp>

#include <optional>
#include <string>

namespace depositary::engine {

/// JSON text kept as it is; for documents whose shape the event does not own.
/// Invariant: `text` is in canonical form (engine/canonical.hpp).
struct raw_json
{
    std::string text = "null";
    bool operator==(const raw_json&) const = default;
};

/// Where a statement comes from. Public record: no personal data.
struct evidence
{
    std::string uri;
    std::optional<std::string> title;
    std::optional<std::string> sha256;  ///< lower-case hex of the document, when one is kept
    bool operator==(const evidence&) const = default;
};
BOOST_DESCRIBE_STRUCT(evidence, (), (uri, title, sha256))

/// A text in the two working languages; `fr` may be empty while a translation is awaited.
struct text
{
    std::string en;
    std::string fr;
    bool operator==(const text&) const = default;
};
BOOST_DESCRIBE_STRUCT(text, (), (en, fr))

}  // namespace depositary::engine
