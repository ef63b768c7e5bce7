#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "engine/currency.hpp"
#include "tests/unit/engine/pledge_stage.hpp"

using namespace depositary::engine;
using namespace depositary::engine::pledge_tests;

BOOST_AUTO_TEST_SUITE(totals_test)

namespace {

total_row row(
    const std::vector<total_row>& rows, std::string_view unit, std::string_view finance = "all"
)
{
    const auto found = std::find_if(rows.begin(), rows.end(), [&](const auto& r) {
        return r.unit == unit && r.finance == finance;
    });
    BOOST_REQUIRE(found != rows.end());
    return *found;
}

totals all(const stage& s)
{
    return compute_totals(s.state, {}, s.today());
}

totals of_actor(const stage& s, const std::string& actor)
{
    totals_filter f;
    f.actor = actor;
    return compute_totals(s.state, f, s.today());
}

/// The parts of a column of a row with two decimals add up to `shown`, and none is zero.
void expect_explained(
    const total_row& r, const std::string& column, const std::string& shown, int exponent = 2
)
{
    int128 sum = 0;
    const auto parts = r.explain.find(column);
    if (parts != r.explain.end()) {
        for (const auto& p : parts->second) {
            const auto minor = std::get<int128>(parse_decimal(p.amount, exponent));
            BOOST_TEST((minor != 0));
            sum += minor;
        }
    }
    BOOST_TEST(format_decimal(sum, exponent) == shown);
}

/// One line of CSV with double-quoted fields.
std::vector<std::string> fields(const std::string& line)
{
    std::vector<std::string> out(1);
    bool quoted = false;
    for (const char c : line) {
        if (c == '"') {
            quoted = !quoted;
        } else if (c == ',' && !quoted) {
            out.emplace_back();
        } else {
            out.back() += c;
        }
    }
    return out;
}

/// Rows that only add up single ones: an aggregate is an attestation, not a pledge.
bool aggregate(const std::vector<std::string>& f)
{
    return f[1] == "G7" || (f[1].find('+') != std::string::npos);
}

/// What the words of the row say waits for a condition.
std::string conditional_part(const std::vector<std::string>& f)
{
    if (f[0] == "GBR" && f[3] == "GBP") {
        return "250000000";
    }
    return f[6].starts_with("Conditional") ? f[2] : "";
}

void announce_row(stage& s, const std::vector<std::string>& f, int number)
{
    const auto id = "row-" + std::to_string(number);
    const auto actor = f[0].empty() ? "org-" + std::to_string(number) : f[0];
    if (s.state.find_actor(actor) == nullptr) {
        s.add_actor(actor, f[0].empty() ? "foundation" : "member_state", "none");
    }
    std::string more;
    if (f[3] == "doses") {
        more += R"(,"form":"in_kind")";
    }
    if (f[1] == "European Investment Bank") {
        more += R"(,"finance_type":"loan")";
    }
    if (const auto part = conditional_part(f); !part.empty()) {
        more += R"(,"conditional_amount":")" + part + R"(")";
    }
    BOOST_TEST(
        s.call("chair", "pledge.announce", money(id, actor, f[2], more, f[3])) == "",
        "row " << number
    );
}

}  // namespace

BOOST_AUTO_TEST_CASE(published_covax_pledges_add_up_by_unit_with_aggregates_left_out)
{
    stage s("2022-12-31");
    std::ifstream file(DEPOSITARY_SOURCE_DIR "/tests/data/covax_amc_pledges.csv");
    std::string line;
    std::getline(file, line);
    int left_out = 0;
    for (int n = 1; std::getline(file, line); ++n) {
        const auto f = fields(line);
        if (aggregate(f)) {
            ++left_out;
        } else {
            announce_row(s, f, n);
        }
    }
    BOOST_TEST(left_out == 3);
    const auto t = all(s);
    BOOST_TEST(row(t.by_unit, "EUR").announced == "3005000000.00");
    BOOST_TEST(row(t.by_unit, "EUR").announced_loan == "300000000.00");
    BOOST_TEST(row(t.rows, "EUR", "loan").announced == "300000000.00");
    BOOST_TEST(row(t.rows, "EUR", "unspecified").announced == "2705000000.00");
    BOOST_TEST(row(t.by_unit, "GBP").announced == "500000000.00");
    BOOST_TEST(row(t.by_unit, "GBP").announced_conditional == "250000000.00");
    BOOST_TEST(row(t.by_unit, "USD").announced == "6017602500.00");
    BOOST_TEST(row(t.by_unit, "USD").announced_conditional == "2000000000.00");
    BOOST_TEST(row(t.by_unit, "SEK").announced == "2250000000.00");
    BOOST_TEST(row(t.by_unit, "AUD").announced == "135000000.00");
    BOOST_TEST(row(t.by_unit, "CAD").announced == "220000000.00");
    BOOST_TEST(row(t.by_unit, "doses").announced == "733000000");
    for (const auto& r : t.by_unit) {
        BOOST_TEST(r.pledges == 0);
        expect_explained(r, "announced", r.announced, r.unit == "doses" ? 0 : 2);
    }
}

BOOST_AUTO_TEST_CASE(a_joint_pledge_is_counted_once_and_by_shares_for_each_actor)
{
    stage s("2024-01-01");
    const std::string thirds = R"(,"shares":[{"actor":"AAA","share":"0.333333"},)"
                               R"({"actor":"BBB","share":"0.333333"},)"
                               R"({"actor":"CCC","share":"0.333334"}])";
    BOOST_TEST(s.call("ana", "pledge.register", money("p", "AAA", "0.10", thirds)) == "");
    BOOST_TEST(s.call("ana", "pledge.amend", amount_of("p", "100")) == "");
    BOOST_TEST(row(all(s).by_unit, "USD").pledged == "100.00");
    int128 sum = 0;
    for (const auto* actor : {"AAA", "BBB", "CCC"}) {
        const auto r = row(of_actor(s, actor).by_unit, "USD");
        expect_explained(r, "pledged", r.pledged);
        sum += std::get<int128>(parse_decimal(r.pledged, 2));
    }
    BOOST_TEST(format_decimal(sum, 2) == "100.00");
    BOOST_TEST(row(of_actor(s, "AAA").by_unit, "USD").pledged == "33.33");
}

BOOST_AUTO_TEST_CASE(an_umbrella_adds_only_what_its_parts_leave)
{
    stage s("2024-01-01");
    BOOST_TEST(s.call("ana", "pledge.register", money("a", "AAA", "30")) == "");
    BOOST_TEST(s.call("bob", "pledge.register", money("b", "BBB", "45")) == "");
    BOOST_TEST(
        s.call("ana", "pledge.register", money("u", "AAA", "100", R"(,"composed_of":["a","b"])")) ==
        ""
    );
    const auto r = row(all(s).by_unit, "USD");
    BOOST_TEST(r.pledged == "100.00");
    expect_explained(r, "pledged", "100.00");
    BOOST_TEST(row(of_actor(s, "AAA").by_unit, "USD").pledged == "55.00");
    BOOST_TEST(s.call("bob", "pledge.amend", amount_of("b", "85")) == "");
    BOOST_TEST(row(all(s).by_unit, "USD").pledged == "115.00");
}

BOOST_AUTO_TEST_CASE(an_umbrella_does_not_contain_itself)
{
    stage s("2024-01-01");
    BOOST_TEST(s.call("ana", "pledge.register", money("a", "AAA", "30")) == "");
    BOOST_TEST(
        s.call("ana", "pledge.register", money("u", "AAA", "100", R"(,"composed_of":["a","u"])")) ==
        "E_NOT_FOUND"
    );
    BOOST_TEST(
        s.call("ana", "pledge.register", money("u", "AAA", "100", R"(,"composed_of":["a","a"])")) ==
        "E_VALUE"
    );
}

BOOST_AUTO_TEST_CASE(a_restatement_adds_nothing)
{
    stage s("2024-01-01");
    BOOST_TEST(s.call("ana", "pledge.register", money("a", "AAA", "30")) == "");
    BOOST_TEST(
        s.call("chair", "pledge.announce", money("b", "AAA", "30", R"(,"restates":"a")")) == ""
    );
    const auto r = row(all(s).by_unit, "USD");
    BOOST_TEST(r.pledged == "30.00");
    BOOST_TEST(r.announced == "0.00");
    BOOST_TEST(r.announcements == 0);
}

BOOST_AUTO_TEST_CASE(filters_by_initiative_area_group_and_kind_split_the_whole)
{
    stage s("2024-01-01");
    BOOST_TEST(s.call("ana", "pledge.register", money("a", "AAA", "30")) == "");
    s.grant_role("cyn", "focal_point", "CCC");
    BOOST_TEST(s.call("cyn", "pledge.register", money("c", "CCC", "12")) == "");
    BOOST_TEST(s.call("chair", "pledge.announce", money("t", "ACME", "5"), "talk") == "");
    const auto pledged = [&](totals_filter f) {
        const auto t = compute_totals(s.state, f, s.today());
        return t.by_unit.empty() ? std::string("none")
                                 : t.by_unit[0].pledged + "+" + t.by_unit[0].announced;
    };
    BOOST_TEST(pledged({}) == "42.00+5.00");
    BOOST_TEST(pledged({.initiatives = {"talk"}}) == "0.00+5.00");
    BOOST_TEST(pledged({.area = "global-public-goods"}) == "42.00+0.00");
    BOOST_TEST(pledged({.group = "east"}) == "12.00+0.00");
    BOOST_TEST(pledged({.kind = "company"}) == "0.00+5.00");
    BOOST_TEST(pledged({.actor = "nobody"}) == "none");
}

BOOST_AUTO_TEST_CASE(every_figure_is_the_sum_of_its_events_on_any_day)
{
    stage s("2024-01-01");
    BOOST_TEST(s.call("ana", "pledge.register", money("p", "AAA", "100")) == "");
    s.go_to("2024-02-01");
    BOOST_TEST(
        s.agree(
            "ana", "till", "pledge.sign_commitment",
            amount_of("p", "60") + R"(,"commitment":"c","instalments":[)"
                                   R"({"key":"1","due":"2024-03-01","amount":"60"}])"
        ) == ""
    );
    s.go_to("2024-04-01");
    BOOST_TEST(
        s.call("ana", "pledge.report_payment", amount_of("p", "25") + R"(,"receipt":"r")") == ""
    );
    BOOST_TEST(s.call("till", "pledge.confirm_receipt", named("p", R"("receipt":"r")")) == "");
    const auto r = row(all(s).by_unit, "USD");
    BOOST_TEST(r.paid == "25.00");
    BOOST_TEST(r.committed_unpaid == "35.00");
    BOOST_TEST(r.pledged_uncommitted == "40.00");
    BOOST_TEST(r.overdue == "35.00");
    BOOST_TEST(r.outstanding == "75.00");
    expect_explained(r, "paid", r.paid);
    expect_explained(r, "committed_unpaid", r.committed_unpaid);
    expect_explained(r, "pledged_uncommitted", r.pledged_uncommitted);
    expect_explained(r, "overdue", r.overdue);
    expect_explained(r, "outstanding", r.outstanding);
    const auto before = compute_totals(s.state, {}, day("2024-02-15"));
    BOOST_TEST(row(before.by_unit, "USD").committed_unpaid == "60.00");
    BOOST_TEST(row(before.by_unit, "USD").overdue == "0.00");
    BOOST_TEST(compute_totals(s.state, {}, day("2023-12-31")).rows.empty());
}

namespace {

void rate(
    stage& s, const std::string& base, const std::string& quote, const std::string& value,
    const std::string& on, const std::string& source = "made up"
)
{
    s.record(register_stream, rate_recorded{base, quote, value, day(on), "daily", source});
}

std::string minor_text(
    const stage& s, const std::string& amount, const std::string& from, const std::string& to,
    const std::string& on
)
{
    const auto rates = choose_rates(s.state.rates, from, to, day(on), 31);
    if (rates.empty()) {
        return "none";
    }
    const auto minor = parse_decimal(amount, currency_exponent(from).value());
    return convert_along(std::get<int128>(minor), from, to, rates);
}

}  // namespace

BOOST_AUTO_TEST_CASE(conversions_published_by_the_financial_tracking_service_come_out_to_the_cent)
{
    stage s("2024-01-01");
    rate(s, "USD", "EUR", "0.824", "2021-01-01");
    rate(s, "USD", "CAD", "1.298", "2021-01-01");
    BOOST_TEST(minor_text(s, "500000", "EUR", "USD", "2021-01-01") == "606796.12");
    BOOST_TEST(minor_text(s, "3000000", "CAD", "USD", "2021-01-01") == "2311248.07");
    rate(s, "USD", "EUR", "0.91", "2021-06-01");
    BOOST_TEST(minor_text(s, "1219400", "EUR", "USD", "2021-06-01") == "1340000.00");
}

BOOST_AUTO_TEST_CASE(a_rate_is_of_the_day_or_the_latest_within_the_window)
{
    stage s("2024-01-01");
    rate(s, "USD", "EUR", "0.5", "2021-01-01");
    rate(s, "USD", "EUR", "0.8", "2021-01-20");
    BOOST_TEST(minor_text(s, "100", "EUR", "USD", "2020-12-31") == "none");
    BOOST_TEST(minor_text(s, "100", "EUR", "USD", "2021-01-19") == "200.00");
    BOOST_TEST(minor_text(s, "100", "EUR", "USD", "2021-02-20") == "125.00");
    BOOST_TEST(minor_text(s, "100", "EUR", "USD", "2021-02-21") == "none");
}

BOOST_AUTO_TEST_CASE(a_cross_rate_goes_through_the_base_of_one_source)
{
    stage s("2024-01-01");
    rate(s, "USD", "EUR", "0.8", "2021-01-01", "one");
    rate(s, "USD", "GBP", "0.7", "2021-01-01", "other");
    BOOST_TEST(minor_text(s, "80", "EUR", "GBP", "2021-01-01") == "none");
    rate(s, "USD", "GBP", "0.6", "2021-01-01", "one");
    BOOST_TEST(minor_text(s, "80", "EUR", "GBP", "2021-01-01") == "60.00");
}

BOOST_AUTO_TEST_CASE(a_withdrawn_currency_converts_at_its_irrevocable_rate)
{
    stage s("2024-01-01");
    BOOST_TEST(minor_text(s, "753.45", "HRK", "EUR", "2023-06-01") == "100.00");
}

BOOST_AUTO_TEST_CASE(promises_keep_the_rate_of_their_day_and_receipts_have_their_own)
{
    stage s("2024-01-01");
    rate(s, "USD", "EUR", "0.8", "2024-01-01");
    rate(s, "USD", "EUR", "0.5", "2024-06-01");
    BOOST_TEST(s.call("ana", "pledge.register", money("p", "AAA", "100", "", "EUR")) == "");
    BOOST_TEST(s.call("bob", "pledge.register", money("q", "BBB", "7", "", "KES")) == "");
    BOOST_TEST(s.call("bob", "pledge.register", money("w", "BBB", "3", "", "USD")) == "");
    s.go_to("2024-06-01");
    BOOST_TEST(s.call("ana", "pledge.amend", amount_of("p", "200")) == "");
    BOOST_TEST(
        s.call("ana", "pledge.report_payment", amount_of("p", "40") + R"(,"receipt":"r")") == ""
    );
    BOOST_TEST(s.call("till", "pledge.confirm_receipt", named("p", R"("receipt":"r")")) == "");
    const auto t = compute_totals(s.state, {}, s.today(), "USD");
    BOOST_REQUIRE(t.converted.has_value());
    BOOST_REQUIRE_EQUAL(t.converted->rows.size(), 1U);
    const auto& r = t.converted->rows[0];
    BOOST_TEST(r.pledged == "253.00");
    BOOST_TEST(r.paid == "80.00");
    BOOST_TEST(r.fx_difference == "30.00");
    BOOST_REQUIRE_EQUAL(t.converted->not_converted.size(), 1U);
    BOOST_TEST(t.converted->not_converted[0].unit == "KES");
    BOOST_TEST(t.converted->not_converted[0].amount == "7.00");
    for (const auto& line : t.converted->lines) {
        BOOST_TEST(line.rates.empty() == (line.unit == "USD"));
    }
    BOOST_TEST(!compute_totals(s.state, {}, s.today(), "shells").converted.has_value());
}

BOOST_AUTO_TEST_CASE(doses_are_never_converted_to_money)
{
    stage s("2024-01-01");
    BOOST_TEST(
        s.call(
            "ana", "pledge.register", money("p", "AAA", "1000", R"(,"form":"in_kind")", "doses")
        ) == ""
    );
    const auto t = compute_totals(s.state, {}, s.today(), "USD");
    BOOST_TEST(t.converted->rows.empty());
    BOOST_TEST(t.converted->not_converted.empty());
    BOOST_TEST(row(t.by_unit, "doses").pledged == "1000");
}

namespace {

totals of_initiatives(const stage& s, std::vector<std::string> initiatives)
{
    totals_filter f;
    f.initiatives = std::move(initiatives);
    return compute_totals(s.state, f, s.today());
}

std::string splits(const std::string& list)
{
    return R"(,"splits":[)" + list + "]";
}

std::string split(const std::string& initiative, const std::string& percent)
{
    return R"({"initiative":")" + initiative + R"(","percent":")" + percent + R"("})";
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_split_pledge_counts_in_each_initiative_by_its_share_and_once_in_all)
{
    stage s("2024-06-01");
    BOOST_REQUIRE(
        s.call(
            "ana", "pledge.register", money("p", "AAA", "100.01", splits(split("talk", "33.3")))
        ) == ""
    );
    const auto here = row(of_initiatives(s, {"fund"}).by_unit, "USD");
    const auto there = row(of_initiatives(s, {"talk"}).by_unit, "USD");
    const auto both = row(all(s).by_unit, "USD");
    BOOST_TEST(there.pledged == "33.30");
    BOOST_TEST(here.pledged == "66.71");
    BOOST_TEST(both.pledged == "100.01");
    BOOST_TEST(both.pledges == 1);
    const auto& part = there.explain.at("pledged").front();
    BOOST_TEST(part.pledge == "p");
    BOOST_TEST(part.percent.value() == "33.3");
    BOOST_TEST(part.recorded_in.value() == "fund");
    BOOST_TEST(here.explain.at("pledged").front().percent.value() == "66.7");
    BOOST_TEST(!here.explain.at("pledged").front().recorded_in);
    expect_explained(both, "pledged", "100.01");
}

BOOST_AUTO_TEST_CASE(a_split_of_the_whole_leaves_nothing_at_home)
{
    stage s("2024-06-01");
    BOOST_REQUIRE(
        s.call("ana", "pledge.register", money("p", "AAA", "50", splits(split("talk", "100")))) ==
        ""
    );
    BOOST_TEST(of_initiatives(s, {"fund"}).by_unit.empty());
    BOOST_TEST(row(of_initiatives(s, {"talk"}).by_unit, "USD").pledged == "50.00");
}

BOOST_AUTO_TEST_CASE(splits_that_double_count_are_refused)
{
    stage s("2024-06-01");
    const auto refused = [&](const std::string& list) {
        return s.call("ana", "pledge.register", money("p", "AAA", "100", splits(list)));
    };
    BOOST_TEST(refused(split("talk", "100.0000000001")) == "E_SPLITS");
    BOOST_TEST(refused(split("talk", "60") + "," + split("talk", "10")) == "E_SPLITS");
    BOOST_TEST(refused(split("talk", "0")) == "E_SPLITS");
    BOOST_TEST(refused(split("talk", "1e1")) == "E_SPLITS");
    BOOST_TEST(refused(split("fund", "10")) == "E_NOT_FOUND");
    BOOST_TEST(refused(split("nowhere", "10")) == "E_NOT_FOUND");
    BOOST_TEST(refused(split("talk", "100")) == "");
}

BOOST_AUTO_TEST_CASE(splits_and_shares_add_up_in_every_order)
{
    stage s("2024-06-01");
    const auto shares =
        R"(,"shares":[{"actor":"AAA","share":"0.3"},{"actor":"BBB","share":"0.7"}])";
    BOOST_REQUIRE(
        s.call(
            "ana", "pledge.register",
            money("p", "AAA", "0.07", shares + splits(split("talk", "33.333")))
        ) == ""
    );
    int128 cells = 0;
    int128 actors = 0;
    for (const auto* actor : {"AAA", "BBB"}) {
        for (const auto* initiative : {"fund", "talk"}) {
            totals_filter f;
            f.actor = actor;
            f.initiatives = {initiative};
            const auto t = compute_totals(s.state, f, s.today());
            cells += t.by_unit.empty()
                         ? 0
                         : std::get<int128>(parse_decimal(t.by_unit.front().pledged, 2));
        }
        actors +=
            std::get<int128>(parse_decimal(row(of_actor(s, actor).by_unit, "USD").pledged, 2));
    }
    BOOST_TEST((cells == 7));
    BOOST_TEST((actors == 7));
}

BOOST_AUTO_TEST_SUITE_END()
