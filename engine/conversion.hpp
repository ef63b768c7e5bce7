#pragma once

/// Conversion of the money in totals to one currency: exact fractions until they are shown. Include
/// it in engine/*.cpp only.

#include <boost/multiprecision/cpp_int.hpp>

#include <map>
#include <string>
#include <vector>

#include "engine/totals.hpp"

namespace depositary::engine {

/// Adds up amounts pledge by pledge. Keeps a reference to `rates`; use it while they live.
class conversion
{
public:
    conversion(const std::vector<rate_recorded>& rates, std::string currency)
        : rates_(rates), currency_(std::move(currency))
    {}

    void add(
        const initiative_state& home, const std::string& counted_for, const pledge_record& r,
        const figure& announced, const figure& pledged, const figure& paid
    );
    /// What is promised alone; the unrounded minor units of the currency, zero where no rate leads.
    boost::multiprecision::cpp_rational add_promise(
        const initiative_state& home, const std::string& counted_for, const pledge_record& r,
        const figure& pledged
    );
    [[nodiscard]] converted_totals finish();

private:
    using fraction = boost::multiprecision::cpp_rational;
    struct sums
    {
        fraction announced, pledged, paid, fx;
    };

    static converted_line line_of(
        const initiative_state& home, const std::string& counted_for, const pledge_record& r,
        std::int64_t& window
    );
    /// Adds a line; nullopt when no rate reaches the amount. Unrounded minor units of the currency.
    std::optional<fraction> line(const converted_line& of, int128 minor, std::int64_t window);
    std::optional<fraction> exact(
        int128 minor, std::string_view from, civil_date on, std::int64_t window,
        std::vector<rate_used>& rates
    ) const;
    void add_paid(
        const pledge_record& r, const figure& paid, converted_line of, std::int64_t window
    );

    const std::vector<rate_recorded>& rates_;
    std::string currency_;
    std::map<std::string, sums> rows_;
    converted_totals out_;
};

/// Minor units, half to even, as a decimal string.
[[nodiscard]] std::string rounded_decimal(
    const boost::multiprecision::cpp_rational& minor, int exponent
);

}  // namespace depositary::engine
