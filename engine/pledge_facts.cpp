#include "engine/pledge_facts.hpp"

#include <algorithm>
#include <limits>
#include <set>

namespace depositary::engine {

namespace {

/// A day no act reaches, for dates that terms do not give.
constexpr std::int64_t never_day = 999'999'999;
constexpr int ratio_decimals = 12;
constexpr int percent_decimals = 16;

decided unreadable_amount(std::string field, parse_fault fault, int exponent)
{
    switch (fault) {
        case parse_fault::too_many_decimals:
            return refuse(
                "E_AMOUNT", std::move(field),
                "The unit has " + std::to_string(exponent) + " decimals.",
                "L'unité a " + std::to_string(exponent) + " décimales."
            );
        case parse_fault::too_large:
            return refuse(
                "E_AMOUNT", std::move(field), "The amount is too large.",
                "Le montant est trop grand."
            );
        case parse_fault::empty:
        case parse_fault::syntax:
            break;
    }
    return refuse(
        "E_AMOUNT", std::move(field),
        "Write a plain decimal such as \"2500.50\", without exponent or separators.",
        "Écrivez un nombre décimal simple comme « 2500.50 », sans exposant ni "
        "séparateurs."
    );
}

}  // namespace

std::int64_t as_fact(int128 minor)
{
    constexpr auto high = std::numeric_limits<std::int64_t>::max();
    constexpr auto low = std::numeric_limits<std::int64_t>::min();
    return minor > high ? high : minor < low ? low : static_cast<std::int64_t>(minor);
}

machine_facts pledge_facts(const decision& d, const pledge_record& r)
{
    const auto& rules = d.initiative->rules->rules.pledges;
    const auto& f = r.figures;
    const auto current = f.pledged.minor() + f.announced.minor();
    const auto shipped = f.paid.minor() + f.reported_unconfirmed.minor();
    const bool reason = d.head.reason && !d.head.reason->empty();
    const bool expires = r.recorded() && rules && rules->unconfirmed_after_days;
    return {
        {"today", d.when.today.days()},
        {"unconfirmed_day",
         expires ? r.recorded_on.add_days(*rules->unconfirmed_after_days).days() : never_day},
        {"has_evidence", d.head.sources.empty() ? 0 : 1},
        {"has_reason", reason ? 1 : 0},
        {"four_eyes", d.four_eyes ? 1 : 0},
        {"pledges_admitted", rules && rules->admitted ? 1 : 0},
        {"unit_known", 1},
        {"undertaking", r.content.form == "undertaking" ? 1 : 0},
        {"participant", 1},
        {"not_duplicate", 1},
        {"shares_sum_to_one", 1},
        {"has_successor", 0},
        {"amount_minor", as_fact(current)},
        {"current_minor", as_fact(current)},
        {"outstanding_minor", as_fact(f.outstanding.minor())},
        {"pledged_minor", as_fact(f.pledged.minor())},
        {"committed_minor", as_fact(f.committed.minor())},
        {"paid_minor", as_fact(f.paid.minor())},
        {"accepted_minor", as_fact(f.paid.minor())},
        {"shipped_minor", as_fact(shipped)},
        {"matching_minor", 0},
        {"matching_needed_minor", 0},
        {"countersigned", 1},
        {"instalments_minor", as_fact(current)},
        {"condition_pending", r.condition == "pending" ? 1 : 0},
        {"qualified", 0},
        {"allocation_matches", 1},
        {"confirmer_is_reporter", 0},
        {"has_original", 0},
        {"unit_matches", 1},
        {"shelf_life_days", 0},
        {"shelf_life_needed_days", rules ? rules->shelf_life_days_min.value_or(0) : 0},
        {"due_day", never_day},
        {"unpaid_minor", 0},
        {"recipient_consents", 0},
        {"independent", 0},
    };
}

decided check_splits(const decision& d, const pledge_content& c)
{
    if (!c.splits.empty() && c.form == "undertaking") {
        return refuse(
            "E_SPLITS", "content.splits", "An undertaking has no amount to split.",
            "Un engagement d'action n'a pas de montant à répartir."
        );
    }
    const int128 whole = std::get<int128>(parse_decimal("100", percent_decimals));
    int128 sum = 0;
    std::set<std::string> seen;
    for (const auto& s : c.splits) {
        if (s.initiative == d.initiative->id || !d.state.initiatives.contains(s.initiative)) {
            return refuse(
                "E_NOT_FOUND", "content.splits", "Name other initiatives; see initiative.list.",
                "Nommez d'autres initiatives ; voir initiative.list."
            );
        }
        const auto parsed = parse_decimal(s.percent, percent_decimals);
        const auto* percent = std::get_if<int128>(&parsed);
        if (percent == nullptr || *percent <= 0 || *percent > whole ||
            !seen.insert(s.initiative).second) {
            return refuse("E_SPLITS", "content.splits");
        }
        sum += *percent;
    }
    return sum > whole ? decided(refuse("E_SPLITS", "content.splits")) : std::nullopt;
}

decided check_matching(const condition_declared& p, int exponent)
{
    if (p.ratio) {
        const auto ratio = parse_decimal(*p.ratio, ratio_decimals);
        const auto* value = std::get_if<int128>(&ratio);
        if (value == nullptr || *value <= 0) {
            return refuse(
                "E_VALUE", "ratio", "Write a positive decimal such as \"0.25\".",
                "Écrivez un nombre décimal positif comme « 0.25 »."
            );
        }
    }
    if (p.cap) {
        int128 cap = 0;
        if (auto r = read_minor(*p.cap, exponent, "cap", cap)) {
            return r;
        }
        if (cap <= 0) {
            return refuse("E_AMOUNT", "cap");
        }
    }
    return std::nullopt;
}

std::optional<matching_view> add_matching_facts(const decision& d, pledge_scene& s)
{
    auto v = view_matching(d.state, *d.initiative, s.record, d.when.today);
    if (!v) {
        return v;
    }
    const auto fact = [&](const std::string& text) {
        const auto parsed = parse_decimal(text, s.record.exponent);
        const auto* minor = std::get_if<int128>(&parsed);
        return minor == nullptr ? 0 : as_fact(*minor);
    };
    s.facts["matching_minor"] = fact(v->matched);
    s.facts["matching_needed_minor"] = fact(v->needed);
    return v;
}

decided check_past(const decision& d)
{
    const auto& on = d.head.effective_on;
    if (on && on->not_after && *on->not_after > d.when.today) {
        return refuse(
            "E_FUTURE_DATE", "effective_on", "Today is " + d.when.today.to_string() + ".",
            "Nous sommes le " + d.when.today.to_string() + "."
        );
    }
    return std::nullopt;
}

decided look(const decision& d, const std::string& pledge, pledge_scene& s)
{
    if (auto r = check_past(d)) {
        return r;
    }
    s.record = record_pledge(*d.initiative, pledge, d.when.today);
    if (!s.record.recorded()) {
        return refuse(
            "E_NOT_FOUND", "pledge", "The initiative has no such pledge.",
            "L'initiative n'a pas de telle promesse."
        );
    }
    s.facts = pledge_facts(d, s.record);
    return std::nullopt;
}

decided look_live(const decision& d, const std::string& pledge, pledge_scene& s)
{
    if (auto r = look(d, pledge, s)) {
        return r;
    }
    if (s.record.ended() || s.record.life == "released") {
        return refuse(
            "E_TERMINAL", "pledge", "State: " + s.record.life + ".", "État : " + s.record.life + "."
        );
    }
    return std::nullopt;
}

decided look_registered(const decision& d, const std::string& pledge, pledge_scene& s)
{
    if (auto r = look_live(d, pledge, s)) {
        return r;
    }
    if (s.record.life != "registered") {
        return refuse(
            "E_STATE", "pledge", "The contributor registers the pledge first.",
            "Le contributeur enregistre d'abord la promesse."
        );
    }
    return std::nullopt;
}

decided not_before_record(const decision& d, const pledge_scene& s)
{
    return not_before(d, s.record.recorded_on);
}

decided not_before(const decision& d, civil_date first)
{
    if (d.act_day() >= first) {
        return std::nullopt;
    }
    const auto day = first.to_string();
    return refuse(
        "E_VALUE", "effective_on", "What it changes is of " + day + ".",
        "Ce qu'il modifie est du " + day + "."
    );
}

decided check_id(std::string_view id, std::string field)
{
    const bool plain =
        !id.empty() && id.size() <= 100 && std::all_of(id.begin(), id.end(), [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                   c == '-' || c == ':' || c == '.' || c == '_';
        });
    if (plain) {
        return std::nullopt;
    }
    return refuse(
        "E_VALUE", std::move(field), "Use 1 to 100 of A-Z a-z 0-9 - : . _",
        "Employez 1 à 100 caractères A-Z a-z 0-9 - : . _"
    );
}

decided read_minor(std::string_view text, int exponent, std::string field, int128& minor)
{
    const auto parsed = parse_decimal(text, exponent);
    if (const auto* fault = std::get_if<parse_fault>(&parsed)) {
        return unreadable_amount(std::move(field), *fault, exponent);
    }
    minor = std::get<int128>(parsed);
    if (minor > pledge_minor_max || minor < -int128(pledge_minor_max)) {
        return unreadable_amount(std::move(field), parse_fault::too_large, exponent);
    }
    return std::nullopt;
}

}  // namespace depositary::engine
