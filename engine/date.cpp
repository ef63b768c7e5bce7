#include "engine/date.hpp"

#include <algorithm>
#include <array>
#include <chrono>

namespace depositary::engine {

namespace {

using std::chrono::year_month_day;

/// Takes the number, not the date: GCC 12 at -O1 and -Os otherwise takes a temporary date that is
/// only read through here for one that nobody reads, and drops its value.
year_month_day calendar(std::int32_t days)
{
    return year_month_day(std::chrono::sys_days(std::chrono::days(days)));
}

civil_date from_calendar(year_month_day ymd)
{
    return civil_date(static_cast<std::int32_t>(std::chrono::sys_days(ymd).time_since_epoch().count(
    )));
}

civil_date earliest()
{
    return from_calendar(std::chrono::year(1) / 1 / 1);
}

civil_date latest()
{
    return from_calendar(std::chrono::year(9999) / 12 / 31);
}

/// Digits only, exactly `n` of them.
std::optional<int> digits(std::string_view text, std::size_t n)
{
    if (text.size() != n) {
        return std::nullopt;
    }
    int value = 0;
    for (const char c : text) {
        if (c < '0' || c > '9') {
            return std::nullopt;
        }
        value = value * 10 + (c - '0');
    }
    return value;
}

}  // namespace

std::optional<civil_date> civil_date::from_ymd(int year, unsigned month, unsigned day)
{
    // Checked first: <chrono> keeps them in narrow integers, where month 257 would pass for 1.
    if (year < 1 || year > 9999 || month > 12 || day > 31) {
        return std::nullopt;
    }
    const year_month_day ymd{
        std::chrono::year(year), std::chrono::month(month), std::chrono::day(day)};
    return ymd.ok() ? std::optional(from_calendar(ymd)) : std::nullopt;
}

std::optional<civil_date> civil_date::parse(std::string_view text)
{
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') {
        return std::nullopt;
    }
    const auto y = digits(text.substr(0, 4), 4);
    const auto m = digits(text.substr(5, 2), 2);
    const auto d = digits(text.substr(8, 2), 2);
    if (!y || !m || !d) {
        return std::nullopt;
    }
    return from_ymd(*y, static_cast<unsigned>(*m), static_cast<unsigned>(*d));
}

int civil_date::year() const
{
    return int(calendar(days_).year());
}

unsigned civil_date::month() const
{
    return unsigned(calendar(days_).month());
}

unsigned civil_date::day() const
{
    return unsigned(calendar(days_).day());
}

std::string civil_date::to_string() const
{
    std::string out = "0000-00-00";
    const auto put = [&](std::size_t at, std::size_t width, unsigned value) {
        for (std::size_t i = width; i-- > 0; value /= 10) {
            out[at + i] = static_cast<char>('0' + value % 10);
        }
    };
    put(0, 4, static_cast<unsigned>(year()));
    put(5, 2, month());
    put(8, 2, day());
    return out;
}

civil_date civil_date::add_days(std::int64_t n) const
{
    const std::int64_t sum = std::clamp<std::int64_t>(
        days_ + std::clamp<std::int64_t>(n, -10'000'000, 10'000'000), earliest().days(),
        latest().days()
    );
    return civil_date(static_cast<std::int32_t>(sum));
}

civil_date civil_date::add_months(std::int64_t n) const
{
    const auto from = calendar(days_);
    const std::int64_t index = std::int64_t{int(from.year())} * 12 + (unsigned(from.month()) - 1) +
                               std::clamp<std::int64_t>(n, -120'000, 120'000);
    if (index < 12) {
        return earliest();
    }
    if (index >= 10'000 * 12) {
        return latest();
    }
    const auto y = std::chrono::year(static_cast<int>(index / 12));
    const auto m = std::chrono::month(static_cast<unsigned>(index % 12) + 1);
    const auto last = std::chrono::year_month_day_last(y, std::chrono::month_day_last(m)).day();
    return from_calendar({y, m, std::min(from.day(), last)});
}

civil_date civil_date::first_of_month() const
{
    return add_days(1 - std::int64_t{unsigned(calendar(days_).day())});
}

civil_date civil_date::last_of_month() const
{
    return first_of_month().add_months(1).add_days(-1);
}

std::optional<date_interval> parse_stated(std::string_view text)
{
    if (const auto day = civil_date::parse(text)) {
        return date_interval::day(*day);  // a day says it all
    }
    const auto year = digits(text.substr(0, 4), 4);
    if (!year) {
        return std::nullopt;
    }
    const bool whole_year = text.size() == 4;
    const bool one_month = text.size() == 7 && text[4] == '-';
    const auto month = one_month ? digits(text.substr(5), 2) : std::optional(whole_year ? 1 : 0);
    const auto first = civil_date::from_ymd(*year, static_cast<unsigned>(month.value_or(0)), 1);
    if (!first) {
        return std::nullopt;
    }
    const civil_date last = (whole_year ? first->add_months(11) : *first).last_of_month();
    return date_interval{*first, last, std::string(text)};
}

std::optional<civil_date> due_day(const date_interval& interval)
{
    return interval.not_after;
}

}  // namespace depositary::engine
