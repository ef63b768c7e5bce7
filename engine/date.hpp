#pragma once

/// Civil dates and intervals of them. A legal date is a day of the proleptic Gregorian calendar,
/// years 1 to 9999, without time zone. What a source gives as a month, a year or a bound stays an
/// interval: nothing here turns a bound into a date.

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace depositary::engine {

/// A day. Default: 1970-01-01.
class civil_date
{
public:
    constexpr civil_date() = default;
    /// `days` since 1970-01-01.
    constexpr explicit civil_date(std::int32_t days) : days_(days) {}

    /// Nothing when there is no such day.
    [[nodiscard]] static std::optional<civil_date> from_ymd(int year, unsigned month, unsigned day);
    /// Exactly "YYYY-MM-DD".
    [[nodiscard]] static std::optional<civil_date> parse(std::string_view text);

    [[nodiscard]] constexpr std::int32_t days() const { return days_; }
    [[nodiscard]] int year() const;
    [[nodiscard]] unsigned month() const;
    [[nodiscard]] unsigned day() const;
    [[nodiscard]] std::string to_string() const;

    /// Results are clamped to years 1 to 9999.
    [[nodiscard]] civil_date add_days(std::int64_t n) const;
    /// Same day of the month, or the month's last day when it has no such day.
    [[nodiscard]] civil_date add_months(std::int64_t n) const;
    [[nodiscard]] civil_date first_of_month() const;
    [[nodiscard]] civil_date last_of_month() const;

    constexpr auto operator<=>(const civil_date&) const = default;

private:
    std::int32_t days_ = 0;
};

/// When something happened, as far as anybody knows: a day has both bounds equal, a month spans it,
/// a bound has one side, unknown has none. `as_stated` keeps the source's own words.
struct date_interval
{
    std::optional<civil_date> not_before;
    std::optional<civil_date> not_after;
    std::string as_stated;

    [[nodiscard]] static date_interval day(civil_date d) { return {d, d, {}}; }
    [[nodiscard]] bool is_day() const { return not_before && not_before == not_after; }
    [[nodiscard]] bool consistent() const
    {
        return !not_before || !not_after || *not_before <= *not_after;
    }
    /// It has happened by the end of `d`, whatever the open dates turn out to be.
    [[nodiscard]] bool certainly_by(civil_date d) const { return not_after && *not_after <= d; }
    /// It may have happened by the end of `d`.
    [[nodiscard]] bool possibly_by(civil_date d) const { return !not_before || *not_before <= d; }

    bool operator==(const date_interval&) const = default;
};

/// "2024-03-05", "2024-03" or "2024" as the interval it states.
[[nodiscard]] std::optional<date_interval> parse_stated(std::string_view text);

/// The day something due in `interval` falls due: its last day (a month, on the last of it).
[[nodiscard]] std::optional<civil_date> due_day(const date_interval& interval);

}  // namespace depositary::engine
