#pragma once

/// What a new register starts with: the actors, and for each initiative of the catalogue its
/// definition and its history, as the files under workflows/catalogue/data hold them. Text only;
/// nothing here decides. Every text is a command or a document that a person could send as well
/// (docs/import.md), and goes through the same decisions. Sources and licences: docs/sources.md.
///
/// Lifetime: the texts live as long as the program.
/// Thread-safety: immutable; any thread.

#include <span>
#include <string_view>

namespace depositary::workflows {

/// Changes whenever a text changes in a way that a register should know of. Records are added by
/// their stable keys; none is rewritten.
inline constexpr int catalogue_version = 2;

/// First part of the idempotency key of every catalogue record:
/// "catalogue:INITIATIVE:KEY", or "catalogue:register:KEY" for actors.
inline constexpr std::string_view catalogue_key_prefix = "catalogue";

struct catalogue_initiative
{
    std::string_view id;          ///< initiative and definition id
    std::string_view definition;  ///< JSON document for definition.publish, version 1
    std::string_view history;     ///< JSON list of {key, method, params}, in the order to record
};

/// JSON list of {key, method, params} with one actor.register for each actor.
[[nodiscard]] std::string_view catalogue_actors();

/// Every initiative that has a definition and a history, in the Alliance's own order.
[[nodiscard]] std::span<const catalogue_initiative> catalogue_initiatives();

}  // namespace depositary::workflows
