#pragma once

/// Events of reservations and objections (VCLT art. 19-23), and of what the depositary tells the
/// addressees (VCLT art. 77-78).

#include <boost/describe.hpp>

#include <cstdint>
#include <optional>
#include <string>

#include "engine/date.hpp"
#include "engine/payload_types.hpp"

namespace depositary::engine {

/// `late`: proposed after consent was given; it stands only when nobody objects in the window.
struct reservation_formulated
{
    std::string reservation;
    std::string actor;
    std::string statement;
    std::optional<std::string> provision;
    bool late = false;
};
BOOST_DESCRIBE_STRUCT(reservation_formulated, (), (reservation, actor, statement, provision, late))

struct reservation_withdrawn
{
    std::string reservation;
};
BOOST_DESCRIBE_STRUCT(reservation_withdrawn, (), (reservation))

/// Express acceptance, by `actor`; without one, by the competent organ (VCLT art. 20(3)).
struct reservation_accepted
{
    std::string reservation;
    std::optional<std::string> by;
};
BOOST_DESCRIBE_STRUCT(reservation_accepted, (), (reservation, by))

/// `precludes`: the treaty does not enter into force between the two (VCLT art. 20(4)(b)).
/// `late`: after the window; kept as a communication without that effect.
struct reservation_objected
{
    std::string reservation;
    std::string by;
    bool precludes = false;
    std::optional<std::string> statement;
    bool late = false;
};
BOOST_DESCRIBE_STRUCT(reservation_objected, (), (reservation, by, precludes, statement, late))

struct objection_withdrawn
{
    std::string reservation;
    std::string by;
};
BOOST_DESCRIBE_STRUCT(objection_withdrawn, (), (reservation, by))

/// The depositary informed `actor` (VCLT art. 78(c)): the day from which windows run for it.
/// `number`: as in C.N.12.2026.initiative.
struct notification_delivered
{
    std::string number;
    std::string actor;
};
BOOST_DESCRIBE_STRUCT(notification_delivered, (), (number, actor))

struct notification_acknowledged
{
    std::string number;
    std::string actor;
};
BOOST_DESCRIBE_STRUCT(notification_acknowledged, (), (number, actor))

/// Recorded by the clock: `subject` (milestone, instalment, obligation, report, silence,
/// objection, correction) `key` falls due on `due`, in `days` days.
struct reminder_sent
{
    std::string subject;
    std::string key;
    std::optional<std::string> owner;  ///< the actor whose it is
    civil_date due;
    std::int64_t days = 0;
};
BOOST_DESCRIBE_STRUCT(reminder_sent, (), (subject, key, owner, due, days))

}  // namespace depositary::engine
