#pragma once

/// An event and its canonical bytes. The bytes are what is hashed and stored; they are written once
/// and never re-serialised, so an old event keeps its identity under every later version of the
/// code.

#include <boost/json/fwd.hpp>

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "engine/event.hpp"
#include "engine/log.hpp"
#include "engine/refusal.hpp"

namespace depositary::engine {

/// Shape of the envelope below; raised with an upcaster, never changed in place.
inline constexpr std::int64_t event_schema = 1;

/// The canonical bytes of an event, and where its idempotency key stands in them.
struct event_text
{
    std::string bytes;
    std::size_t key_at = 0;
    std::size_t key_size = 0;  ///< 0: it has no key

    /// What the public may see: everything but the key.
    [[nodiscard]] std::string shown() const;
};

[[nodiscard]] event_text write_event(const event& e);
/// The bytes alone.
[[nodiscard]] std::string encode_event(const event& e);

/// The event, or what is wrong with the bytes (a corrupt record or an unknown type, by name).
[[nodiscard]] std::variant<event, std::string> decode_event(std::string_view bytes);

[[nodiscard]] boost::json::value payload_to_json(const event_payload& payload);
/// Its canonical text.
[[nodiscard]] std::string payload_text(const event_payload& payload);

/// A payload by the name of its type, or what does not fit: fields are named as "payload.FIELD".
[[nodiscard]] std::variant<event_payload, refusal> decode_payload(
    std::string_view type, const boost::json::value& members
);

/// The payload as `change` leaves its texts, at any depth; absent when it changed none. `change`
/// sees the name of the member that holds the text, or holds the list it is in, and returns whether
/// it changed it.
[[nodiscard]] std::optional<event_payload> with_texts(
    const event_payload& payload,
    const std::function<bool(std::string_view member, std::string& value)>& change
);

/// The index columns of the log, extracted from the bytes; `leaf` is left empty.
[[nodiscard]] std::variant<log_record, std::string> columns_of(std::string_view bytes);

/// The actor an event concerns, empty when none.
[[nodiscard]] std::string actor_of(const event_payload& payload);

}  // namespace depositary::engine
