#include "api/query_support.hpp"

#include <charconv>

#include "engine/known.hpp"
#include "engine/life.hpp"

namespace depositary::api {

namespace {

/// Microseconds of "YYYY-MM-DDTHH:MM:SS[.ffffff]Z".
std::optional<std::int64_t> parse_rfc3339(std::string_view s)
{
    if (s.size() < 20 || s.back() != 'Z' || (s[10] != 'T' && s[10] != 't') || s[13] != ':' ||
        s[16] != ':') {
        return std::nullopt;
    }
    const auto day = civil_date::parse(s.substr(0, 10));
    const auto number = [&](std::size_t at) -> int {
        int v = -1;
        std::from_chars(s.data() + at, s.data() + at + 2, v);
        return v;
    };
    const int h = number(11);
    const int m = number(14);
    const int sec = number(17);
    if (!day || h < 0 || h > 23 || m < 0 || m > 59 || sec < 0 || sec > 60) {
        return std::nullopt;
    }
    std::int64_t us = ((std::int64_t{day->days()} * 24 + h) * 60 + m) * 60 + sec;
    us *= 1'000'000;
    if (s[19] == '.') {
        std::int64_t unit = 100'000;
        for (std::size_t i = 20; i + 1 < s.size(); ++i, unit /= 10) {
            if (s[i] < '0' || s[i] > '9') {
                return std::nullopt;
            }
            us += (s[i] - '0') * unit;
        }
    } else if (s.size() != 20) {
        return std::nullopt;
    }
    return us;
}

/// What tells the facts that were known at a moment, or why there is no such moment.
std::variant<knowledge, refusal> knowledge_at(const query_context& c, const moment& when)
{
    const int given =
        int(when.seq.has_value()) + int(when.recorded.has_value()) + int(when.known_on.has_value());
    if (given != 1) {
        return refuse(
            "E_VALUE", "known_at", "Give exactly one of seq, recorded, known_on.",
            "Donnez exactement l'un de seq, recorded, known_on."
        );
    }
    if (when.seq) {
        if (*when.seq > c.head.seq) {
            return refuse(
                "E_VALUE", "known_at.seq", "The head is " + std::to_string(c.head.seq) + ".",
                "La tête est " + std::to_string(c.head.seq) + "."
            );
        }
        return [k = *when.seq](const fact& f) { return f.seq <= k; };
    }
    if (when.recorded) {
        const auto us = parse_rfc3339(*when.recorded);
        if (!us) {
            return refuse(
                "E_TYPE", "known_at.recorded", "Use RFC 3339 in UTC: 2026-11-24T10:00:00Z.",
                "Employez RFC 3339 en UTC : 2026-11-24T10:00:00Z."
            );
        }
        return [k = *us](const fact& f) { return f.recorded_at_us <= k; };
    }
    return [k = *when.known_on](const fact& f) {
        // What the register itself was told first (that there is an initiative, by which rules) has
        // no date of its own in the world.
        return f.known <= k || f.payload.is<initiative_opened>();
    };
}

}  // namespace

std::variant<initiative_ptr, refusal> initiative_at(
    const query_context& c, const std::string& id, const std::optional<moment>& when
)
{
    auto now = c.state.find_initiative(id);
    if (!now) {
        return refuse("E_NOT_FOUND", "initiative", "See initiative.list.", "Voir initiative.list.");
    }
    if (!when) {
        return now;
    }
    auto known = knowledge_at(c, *when);
    if (auto* r = std::get_if<refusal>(&known)) {
        return std::move(*r);
    }
    auto then = known_by(now, std::get<knowledge>(known));
    if (!then) {
        return refuse(
            "E_NOT_FOUND", "known_at", "It was not in the register then.",
            "Elle n'était pas alors dans le registre."
        );
    }
    return then;
}

std::variant<state_ptr, refusal> register_at(
    const query_context& c, const std::optional<moment>& when, civil_date as_of
)
{
    if (!when) {
        return state_ptr(state_ptr(), &c.state);
    }
    auto known = knowledge_at(c, *when);
    if (auto* r = std::get_if<refusal>(&known)) {
        return std::move(*r);
    }
    auto then = std::make_shared<register_state>(c.state);
    then->initiatives = {};
    for (const auto& [id, now] : c.state.initiatives) {
        if (const auto known_then = known_by(now, std::get<knowledge>(known))) {
            then->initiatives[id] = on_day(known_then, as_of);
        }
    }
    return state_ptr(std::move(then));
}

}  // namespace depositary::api
