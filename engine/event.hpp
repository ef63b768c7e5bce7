#pragma once

/// One event of the log: who recorded what, on whose behalf, why and on what evidence, and on both
/// time axes. The canonical bytes of an event are its identity; see engine/event_codec.hpp.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/date.hpp"
#include "engine/payload.hpp"

namespace depositary::engine {

/// Stream of events that concern the register as a whole.
inline constexpr std::string_view register_stream = "register";

struct definition_ref
{
    std::string id;
    std::int64_t version = 0;
    std::string hash;
    bool operator==(const definition_ref&) const = default;
};
BOOST_DESCRIBE_STRUCT(definition_ref, (), (id, version, hash))

struct event
{
    std::int64_t seq = 0;             ///< global, from 1 without gaps; given at append
    std::string stream;               ///< initiative id, or "register"
    std::int64_t version = 0;         ///< per stream, from 1 without gaps; given at append
    std::int64_t recorded_at_us = 0;  ///< UTC, microseconds since 1970-01-01
    date_interval effective_on;       ///< when it took effect
    date_interval known_on;           ///< when the source or the depositary made it known
    std::string principal;            ///< pseudonymous; "import" and "clock" are the register's own
    std::string role;                 ///< the role that authorised it
    std::optional<std::string> on_behalf_of;  ///< the actor it was done for
    std::string reason;
    std::vector<evidence> sources;
    std::optional<std::string> idempotency_key;
    std::optional<definition_ref> definition;  ///< what the initiative was pinned to
    std::int64_t archetype_version = 0;        ///< 0 for register events
    std::optional<std::int64_t> supersedes;    ///< seq of the event replaced from the start
    event_payload payload;
};

/// snake_case name of the payload's type, for example "pledge_registered".
[[nodiscard]] std::string_view type_of(const event_payload& payload);

/// The last day on which the event may have taken effect: `effective_on.not_after`, else the last
/// day it may have become known, else the day it was recorded. Never later than the day it was
/// recorded: what is recorded has happened.
[[nodiscard]] civil_date settled_day(const event& e);

/// The last day on which the event may have become known; the day of recording when not stated.
[[nodiscard]] civil_date known_day(const event& e);

/// UTC calendar day of a time in microseconds.
[[nodiscard]] civil_date day_of(std::int64_t time_us);

}  // namespace depositary::engine
