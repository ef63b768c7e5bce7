#include "engine/money.hpp"

#include <boost/multiprecision/cpp_int.hpp>

#include <algorithm>

#include "engine/assert.hpp"

namespace depositary::engine {

namespace {

using big = boost::multiprecision::cpp_int;

big power_of_ten(int n)
{
    return boost::multiprecision::pow(big(10), static_cast<unsigned>(n));
}

struct parsed_rate
{
    big digits = 0;
    int decimals = 0;
};

std::optional<parsed_rate> parse_rate(std::string_view text)
{
    parsed_rate out;
    bool point = false;
    if (text.empty() || text.size() > rate_digits_max + 1 || text.front() == '.' ||
        text.back() == '.') {
        return std::nullopt;
    }
    for (const char c : text) {
        if (c == '.' && !point) {
            point = true;
        } else if (c >= '0' && c <= '9') {
            out.digits = out.digits * 10 + (c - '0');
            out.decimals += point ? 1 : 0;
        } else {
            return std::nullopt;
        }
    }
    return out.digits > 0 ? std::optional(out) : std::nullopt;
}

/// numerator / denominator, rounded half to even. Requires: denominator > 0.
big divide_half_even(const big& numerator, const big& denominator)
{
    const bool negative = numerator < 0;
    const big n = negative ? big(-numerator) : numerator;
    big quotient = n / denominator;
    const big twice = (n % denominator) * 2;
    if (twice > denominator || (twice == denominator && quotient % 2 != 0)) {
        ++quotient;
    }
    return negative ? big(-quotient) : quotient;
}

}  // namespace

std::variant<int128, parse_fault> parse_decimal(std::string_view text, int exponent)
{
    DEPOSITARY_ASSERT(exponent >= 0 && exponent <= exponent_max);
    if (text.empty()) {
        return parse_fault::empty;
    }
    const bool negative = text.front() == '-';
    if (negative) {
        text.remove_prefix(1);
    }
    const auto point = text.find('.');
    const auto whole = text.substr(0, point);
    const auto fraction =
        point == std::string_view::npos ? std::string_view{} : text.substr(point + 1);
    const auto all_digits = [](std::string_view s) {
        return std::all_of(s.begin(), s.end(), [](char c) { return c >= '0' && c <= '9'; });
    };
    const bool dangling = whole.empty() || (point != std::string_view::npos && fraction.empty());
    if (dangling || !all_digits(whole) || !all_digits(fraction)) {
        return parse_fault::syntax;
    }
    if (fraction.size() > static_cast<std::size_t>(exponent)) {
        return parse_fault::too_many_decimals;
    }
    const auto first = std::min(whole.find_first_not_of('0'), whole.size());
    if (whole.size() - first > integer_digits_max) {
        return parse_fault::too_large;
    }
    std::string digits(whole.substr(first));
    digits += fraction;
    digits.append(static_cast<std::size_t>(exponent) - fraction.size(), '0');
    int128 value = 0;
    for (const char c : digits) {
        if (__builtin_mul_overflow(value, int128{10}, &value) ||
            __builtin_add_overflow(value, int128{c - '0'}, &value)) {
            return parse_fault::too_large;
        }
    }
    return negative ? -value : value;
}

std::string format_decimal(int128 minor, int exponent)
{
    DEPOSITARY_ASSERT(exponent >= 0 && exponent <= exponent_max);
    const bool negative = minor < 0;
    std::string digits;
    // Digits are taken with their own sign, so that the most negative value needs no special case.
    do {
        const int digit = static_cast<int>(minor % 10);
        digits += static_cast<char>('0' + (digit < 0 ? -digit : digit));
        minor /= 10;
    } while (minor != 0);
    while (digits.size() <= static_cast<std::size_t>(exponent)) {
        digits += '0';
    }
    std::reverse(digits.begin(), digits.end());
    if (exponent > 0) {
        digits.insert(digits.size() - static_cast<std::size_t>(exponent), 1, '.');
    }
    return negative ? "-" + digits : digits;
}

std::optional<int128> checked_add(int128 a, int128 b)
{
    int128 sum = 0;
    return __builtin_add_overflow(a, b, &sum) ? std::nullopt : std::optional(sum);
}

std::optional<int128> checked_sub(int128 a, int128 b)
{
    int128 difference = 0;
    return __builtin_sub_overflow(a, b, &difference) ? std::nullopt : std::optional(difference);
}

std::optional<int128> convert(
    int128 minor, int from_exponent, std::string_view rate, int to_exponent, bool divide
)
{
    DEPOSITARY_ASSERT(from_exponent >= 0 && from_exponent <= exponent_max);
    DEPOSITARY_ASSERT(to_exponent >= 0 && to_exponent <= exponent_max);
    const auto r = parse_rate(rate);
    if (!r) {
        return std::nullopt;
    }
    big numerator = big(minor) * power_of_ten(to_exponent);
    big denominator = power_of_ten(from_exponent);
    (divide ? denominator : numerator) *= r->digits;
    (divide ? numerator : denominator) *= power_of_ten(r->decimals);
    const big result = divide_half_even(numerator, denominator);
    if (boost::multiprecision::abs(result) >= (big(1) << 126U)) {
        return std::nullopt;
    }
    return static_cast<int128>(result);
}

}  // namespace depositary::engine
