#pragma once

/// Depositary notifications: what the depositary tells the States concerned of each act of the
/// record (VCLT art. 77(1)(e)-(f), 78). The fold numbers them, per initiative and year of
/// recording, as C.N.NUMBER.YEAR.INITIATIVE; a number is never given twice and never taken back,
/// also when the act is corrected or annulled afterwards: that is a notification of its own.

#include <boost/describe.hpp>

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/state.hpp"

namespace depositary::engine {

/// One kind of act that is notified. The titles name the actor as {actor} and what it did as
/// {what}.
struct notice_words
{
    std::string_view type;  ///< of the event
    std::string_view en;
    std::string_view fr;
};

/// Every kind of act that is notified; nothing else is.
[[nodiscard]] std::span<const notice_words> notified_acts();

/// Appends the notification of `e`, when it is one of notified_acts(). Called by the fold, after
/// the event's own fact was added. The annulment of an act is notified when the act was.
void issue_notification(initiative_state& s, const event& e);

/// "C.N.12.2026.initiative".
[[nodiscard]] std::string number_of(const initiative_state& s, const notification_record& n);
/// nullptr when the initiative never issued that number.
[[nodiscard]] const notification_record* find_notification(
    const initiative_state& s, std::string_view number
);
/// The notification of the event `seq`; nullptr when there is none.
[[nodiscard]] const notification_record* notification_of(
    const initiative_state& s, std::int64_t seq
);

/// What one addressee knows of one notification.
struct addressee_view
{
    std::string actor;
    std::optional<date_interval> notified;  ///< absent: not informed yet, so nothing runs for it
    bool deemed = false;                    ///< by terms.notifications, not by a recorded delivery
    std::optional<date_interval> acknowledged;
};
BOOST_DESCRIBE_STRUCT(addressee_view, (), (actor, notified, deemed, acknowledged))

/// Day on which `actor` was informed: its recorded delivery, else so many days after the issue
/// where the terms say so, else nothing (VCLT art. 78(c)).
[[nodiscard]] addressee_view view_addressee(
    const initiative_state& s, const notification_record& n, std::string_view actor
);

/// Who is told: who took part when it was issued and, for a treaty, the States entitled to become
/// parties on that day (VCLT art. 77(1)(e)). In order of ids.
[[nodiscard]] std::vector<std::string> addressees_of(
    const register_state& base, const initiative_state& s, const notification_record& n
);

/// Whether addressees_of() names `who`.
[[nodiscard]] bool is_addressee(
    const register_state& base, const initiative_state& s, const notification_record& n,
    const actor& who
);

struct notification_view
{
    std::string number;
    std::string initiative;
    std::int64_t seq = 0;  ///< of the event it tells of
    std::string type;
    std::optional<std::string> actor;
    date_interval effective;  ///< of the act
    civil_date issued;
    bool stands = true;  ///< false: the act was corrected or annulled since
    text title;
    text body;
    std::vector<addressee_view> addressees;
};
BOOST_DESCRIBE_STRUCT(
    notification_view, (),
    (number, initiative, seq, type, actor, effective, issued, stands, title, body, addressees)
)

/// The name of an actor on the day of the event `seq`.
using name_function = std::function<text(std::string_view actor, std::int64_t seq)>;

[[nodiscard]] notification_view view_notification(
    const register_state& base, const initiative_state& s, const notification_record& n,
    const name_function& name
);

}  // namespace depositary::engine
