#include "api/import.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/test/unit_test.hpp>

#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <string>

#include "api/csv.hpp"

/// Every actor, amount and address below that is not read from tests/data is MADE UP.

namespace {

using namespace depositary::api;
namespace json = boost::json;

std::string data_file(const std::string& name)
{
    std::ifstream in(std::string(DEPOSITARY_SOURCE_DIR) + "/tests/data/" + name, std::ios::binary);
    BOOST_REQUIRE_MESSAGE(in, "tests/data/" + name + " is missing");
    return {std::istreambuf_iterator<char>(in), {}};
}

import_options options(import_kind kind = import_kind::automatic)
{
    import_options o;
    o.initiative = "made-up";
    o.kind = kind;
    return o;
}

std::string text(const json::object& o, std::string_view name)
{
    const auto* v = o.if_contains(name);
    return v != nullptr && v->is_string() ? std::string(v->get_string()) : std::string("(none)");
}

std::string only(const std::vector<std::string>& list)
{
    BOOST_REQUIRE_EQUAL(list.size(), 1U);
    return list.front();
}

/// A register that knows nothing but which keys it has seen, and who signed.
struct small_register
{
    std::map<std::string, std::int64_t> keys;
    std::set<std::string> signed_by;
    std::set<std::string> consented;
    std::vector<json::object> seen;

    import_answer operator()(const std::string& method, const json::object& params)
    {
        const auto key = text(params, "idempotency_key");
        if (const auto found = keys.find(key); found != keys.end()) {
            return {import_outcome::duplicate, found->second, {}, {}};
        }
        const auto actor = text(params, "actor");
        if (method == "participation.deposit") {
            if (consented.contains(actor)) {
                return {import_outcome::refused, 0, "E_ALREADY_CONSENTED", "already"};
            }
            if (text(params, "act") != "accession" && !signed_by.contains(actor) &&
                !params.contains("precondition_unsourced")) {
                return {import_outcome::refused, 0, "E_NOT_SIGNATORY", "sign first"};
            }
            consented.insert(actor);
        } else if (method == "participation.sign") {
            signed_by.insert(actor);
        }
        seen.push_back(params);
        const auto seq = static_cast<std::int64_t>(keys.size()) + 1;
        keys[key] = seq;
        return {import_outcome::accepted, seq, {}, {}};
    }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(import_test)

BOOST_AUTO_TEST_CASE(csv_reads_quotes_line_ends_and_a_byte_order_mark)
{
    const auto t = read_csv(
        "\xEF\xBB\xBF"
        "a,b\r\n\"x, \"\"y\"\"\",\"two\nlines\"\r\n\r\n1,\n"
    );
    BOOST_REQUIRE(t.faults.empty());
    BOOST_TEST(t.header == (std::vector<std::string>{"a", "b"}), boost::test_tools::per_element());
    BOOST_REQUIRE_EQUAL(t.rows.size(), 2U);
    BOOST_TEST(t.rows[0].cells[0] == "x, \"y\"");
    BOOST_TEST(t.rows[0].cells[1] == "two\nlines");
    BOOST_TEST(t.rows[0].line == 2U);
    BOOST_TEST(t.rows[1].cells[1].empty());
    BOOST_TEST(t.rows[1].line == 5U);
}

BOOST_AUTO_TEST_CASE(csv_names_the_line_and_the_cell_of_each_fault_and_reads_on)
{
    const auto t = read_csv("a,b\n1\n2,3,4\nx\"y,1\n\"z\"w,1\n\x01,1\n5,6\n");
    BOOST_REQUIRE_EQUAL(t.faults.size(), 5U);
    const std::size_t lines[] = {2, 3, 4, 5, 6};
    for (std::size_t i = 0; i < 5; ++i) {
        BOOST_TEST(t.faults[i].line == lines[i]);
    }
    BOOST_TEST(t.faults[2].column == 1U);
    BOOST_REQUIRE_EQUAL(t.rows.size(), 1U);
    BOOST_TEST(t.rows[0].cells[0] == "5");
}

BOOST_AUTO_TEST_CASE(csv_stops_at_a_quote_that_is_never_closed)
{
    const auto t = read_csv("a,b\n1,\"open\n2,3\n");
    BOOST_REQUIRE_EQUAL(t.faults.size(), 1U);
    BOOST_TEST(t.faults[0].line == 2U);
    BOOST_TEST(t.faults[0].column == 2U);
    BOOST_TEST(t.rows.empty());
}

BOOST_AUTO_TEST_CASE(csv_refuses_a_cell_a_row_and_a_table_beyond_the_limits)
{
    const auto cell = read_csv("a\n" + std::string(csv_cell_bytes_max + 1, 'x') + "\nok\n");
    BOOST_TEST(cell.faults.size() == 1U);
    BOOST_TEST(cell.rows.size() == 1U);
    const auto wide = read_csv(std::string(csv_columns_max + 1, ','));
    BOOST_TEST(wide.faults.size() == 1U);
    std::string tall = "a\n";
    for (std::size_t i = 0; i <= csv_rows_max; ++i) {
        tall += "1\n";
    }
    const auto many = read_csv(tall);
    BOOST_TEST(many.faults.size() == 1U);
    BOOST_TEST(many.rows.size() == csv_rows_max);
    BOOST_TEST(read_csv("").faults.size() == 1U);
}

BOOST_AUTO_TEST_CASE(all_kigali_instruments_are_read_in_the_order_of_their_days)
{
    const auto plan = read_import("kigali.csv", data_file("kigali_amendment_acts.csv"), options());
    BOOST_TEST(plan.problems.empty());
    BOOST_TEST(plan.warnings.empty());
    BOOST_REQUIRE_EQUAL(plan.commands.size(), 155U);
    std::map<std::string, int> acts;
    std::string day;
    for (const auto& c : plan.commands) {
        const auto on = text(c.params, "effective_on");
        BOOST_TEST(day <= on);
        day = on;
        ++acts[c.method == "participation.deposit" ? text(c.params, "act") : c.method];
        BOOST_TEST(text(c.params, "initiative") == "made-up");
    }
    BOOST_TEST(acts["ratification"] == 114);
    BOOST_TEST(acts["acceptance"] == 33);
    BOOST_TEST(acts["approval"] == 7);
    BOOST_TEST(acts["participation.apply_provisionally"] == 1);
}

BOOST_AUTO_TEST_CASE(bounds_stay_bounds_and_a_signature_stands_before_its_deposit)
{
    const auto plan = read_import("isa.csv", data_file("isa_acts.csv"), options());
    BOOST_TEST(plan.problems.empty());
    BOOST_REQUIRE_EQUAL(plan.commands.size(), 73U);
    std::map<std::string, std::size_t> signature;
    for (std::size_t i = 0; i < plan.commands.size(); ++i) {
        const auto& c = plan.commands[i];
        const auto actor = text(c.params, "actor");
        if (c.method == "participation.sign") {
            signature[actor] = i;
        }
        if (actor == "MUS" && c.method == "participation.deposit") {
            const auto& on = c.params.at("effective_on").as_object();
            BOOST_TEST(text(on, "not_after") == "2017-09-06");
            BOOST_TEST(!on.contains("not_before"));
            BOOST_REQUIRE(signature.contains("MUS"));
            BOOST_TEST(signature["MUS"] < i);
        }
        if (actor == "PAN") {
            BOOST_TEST(text(c.params, "effective_on") == "2024-03");
        }
    }
    BOOST_TEST(only(plan.warnings).find("statement of intent") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_table_in_a_list_is_one_record_a_row_and_null_is_no_member)
{
    const auto plan = read_import(
        "h.json",
        R"([{"key":"t","method":"obligation.assess","params":{"period":"2021"},)"
        R"("columns":["actor","amount","due"],)"
        R"("rows":[["AAA","1","2021-01-31"],["BBB","2",null],["CCC","3"]]},)"
        R"({"key":"u","method":"x","params":{},"columns":[],"rows":[]}])",
        options()
    );
    BOOST_TEST_REQUIRE(plan.commands.size() == 2U);
    BOOST_TEST(plan.commands[0].key == "t:AAA");
    BOOST_TEST(text(plan.commands[0].params, "idempotency_key") == "import:made-up:t:AAA");
    BOOST_TEST(text(plan.commands[0].params, "period") == "2021");
    BOOST_TEST(text(plan.commands[0].params, "due") == "2021-01-31");
    BOOST_TEST(!plan.commands[1].params.contains("due"));
    BOOST_TEST_REQUIRE(plan.problems.size() == 2U);
    BOOST_TEST(plan.problems[0].starts_with("h.json:#1.3:"));
    BOOST_TEST(plan.problems[1].starts_with("h.json:#2:"));
}

BOOST_AUTO_TEST_CASE(a_second_import_of_a_file_adds_nothing)
{
    small_register store;
    const auto call = [&](const std::string& m, const json::object& p) { return store(m, p); };
    const auto plan = read_import("isa.csv", data_file("isa_acts.csv"), options());
    const auto first = run_import(plan, call, false);
    BOOST_TEST(first.accepted == 73U);
    BOOST_TEST(first.refused.empty());
    // Ratifications whose signature no source dates: named, not silently accepted.
    BOOST_TEST(first.unsourced.size() == 4U);
    const auto again = read_import("renamed.csv", data_file("isa_acts.csv"), options());
    const auto second = run_import(again, call, false);
    BOOST_TEST(second.accepted == 0U);
    BOOST_TEST(second.duplicates == 73U);
    BOOST_TEST(second.refused.empty());
}

BOOST_AUTO_TEST_CASE(a_refused_row_is_reported_with_its_origin_and_does_not_stop_the_rest)
{
    const auto plan = read_import(
        "a.csv",
        "iso3,act,date\nFRA,ratification,2020-01-01\nDEU,accession,2021-01-01\n"
        "DEU,accession,2022-01-01\n",
        options()
    );
    small_register store;
    std::size_t last = 0;
    const auto report = run_import(
        plan,
        [&](const std::string& m, const json::object& p) -> import_answer {
            if (m == "participation.deposit" && p.contains("precondition_unsourced")) {
                return {import_outcome::refused, 0, "E_ALREADY_CONSENTED", "already"};
            }
            return store(m, p);
        },
        true, [&](std::size_t done, std::size_t total) { last = done * 10 + total; }
    );
    BOOST_TEST(report.check_only);
    BOOST_TEST(report.accepted == 1U);
    BOOST_REQUIRE_EQUAL(report.refused.size(), 2U);
    BOOST_TEST(report.refused[0].origin == "a.csv:2");
    BOOST_TEST(report.refused[0].reason == "E_NOT_SIGNATORY");
    BOOST_TEST(report.refused[1].origin == "a.csv:4");
    BOOST_TEST(report.unsourced.empty());
    BOOST_TEST(last == 33U);
}

BOOST_AUTO_TEST_CASE(codes_that_iso_3166_does_not_have_get_a_suggestion)
{
    const auto plan = read_import(
        "c.csv",
        "iso3,act,date\nROM,endorse,2019\nSCG,endorse,2019\nMTG,endorse,2019\n"
        "Atlantis,endorse,2019\n,endorse,2019\n",
        options()
    );
    BOOST_TEST(plan.commands.empty());
    BOOST_REQUIRE_EQUAL(plan.problems.size(), 5U);
    BOOST_TEST(
        plan.problems[0] == "c.csv:2:1: \"ROM\" is not a code of ISO 3166-1; did you mean ROU?"
    );
    BOOST_TEST(plan.problems[1].find("SRB") != std::string::npos);
    BOOST_TEST(plan.problems[2].find("MNE") != std::string::npos);
    BOOST_TEST(plan.problems[3].find("no actor \"Atlantis\"") != std::string::npos);
    BOOST_TEST(plan.problems[4] == "c.csv:6:1: no actor");
}

BOOST_AUTO_TEST_CASE(addresses_run_together_are_both_kept_with_a_warning)
{
    const auto plan = read_import(
        "u.csv",
        "iso3,act,date,source\nFRA,endorse,2019,https://a.example/xhttp://b.example/y\n"
        "IND,endorse,2019,https://a.example/?to=https://b.example\n",
        options()
    );
    BOOST_TEST(plan.problems.empty());
    BOOST_TEST(only(plan.warnings).starts_with("u.csv:2:4: addresses run together"));
    const auto& both = plan.commands[0].params.at("evidence").as_array();
    BOOST_REQUIRE_EQUAL(both.size(), 2U);
    BOOST_TEST(text(both[0].as_object(), "uri") == "https://a.example/x");
    BOOST_TEST(text(both[1].as_object(), "uri") == "http://b.example/y");
    BOOST_TEST(plan.commands[1].params.at("evidence").as_array().size() == 1U);
}

BOOST_AUTO_TEST_CASE(columns_go_by_their_aliases_and_unread_ones_are_named)
{
    const auto plan = read_import(
        "x.csv",
        "Participant,ALPHA3,Action,instrument_date,deposit_date,cn_no\n"
        "France,FRA,acceptance,2020-01-01,2020-02-02,C.N.1\n",
        options()
    );
    BOOST_TEST(plan.problems.empty());
    BOOST_REQUIRE_EQUAL(plan.commands.size(), 1U);
    BOOST_TEST(text(plan.commands[0].params, "actor") == "FRA");
    // What counts is the deposit (VCLT art. 16).
    BOOST_TEST(text(plan.commands[0].params, "effective_on") == "2020-02-02");
    BOOST_REQUIRE_EQUAL(plan.warnings.size(), 2U);
    BOOST_TEST(plan.warnings[0] == "x.csv:1:4: column \"instrument_date\" is not read");
    BOOST_TEST(plan.warnings[1] == "x.csv:1:6: column \"cn_no\" is not read");
    const auto none = read_import("n.csv", "iso3,date\nFRA,2020\n", options());
    BOOST_TEST(only(none.problems) == "n.csv:1:1: no column \"act\"; nothing can be read");
}

BOOST_AUTO_TEST_CASE(a_name_that_belongs_to_another_code_is_a_warning_and_the_code_is_kept)
{
    auto o = options();
    o.find_actor = [](std::string_view s) -> std::optional<std::string> {
        if (s == "FRA" || s == "France") {
            return "FRA";
        }
        return s == "India" ? std::optional<std::string>("IND") : std::nullopt;
    };
    const auto plan = read_import(
        "n.csv",
        "iso3,name,act,date\nFRA,India,endorse,2019\nFRA,Gaul,endorse,2020\n"
        ",India,endorse,2021\n",
        o
    );
    BOOST_TEST(plan.problems.empty());
    BOOST_REQUIRE_EQUAL(plan.commands.size(), 3U);
    BOOST_TEST(text(plan.commands[0].params, "actor") == "FRA");
    BOOST_TEST(text(plan.commands[2].params, "actor") == "IND");
    BOOST_TEST(only(plan.warnings).find("n.csv:2:2: \"India\" is IND") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(dates_that_a_reader_could_misread_are_refused)
{
    const auto plan = read_import(
        "d.csv",
        "iso3,act,date,not_before,not_after\nFRA,endorse,06/11/2017,,\n"
        "FRA,endorse,2017-02-30,,\nFRA,endorse,,2018-01-01,2017-01-01\n"
        "FRA,endorse,,2017-01,2017-02\nFRA,endorse,,,\n",
        options()
    );
    BOOST_REQUIRE_EQUAL(plan.problems.size(), 3U);
    BOOST_TEST(plan.problems[0].starts_with("d.csv:2:3: \"06/11/2017\" is not a date"));
    BOOST_REQUIRE_EQUAL(plan.commands.size(), 2U);
    const auto& span = plan.commands[0].params.at("effective_on").as_object();
    BOOST_TEST(text(span, "not_before") == "2017-01-01");
    BOOST_TEST(text(span, "not_after") == "2017-02-28");
    BOOST_TEST(plan.commands[1].params.at("effective_on").as_object().empty());
}

BOOST_AUTO_TEST_CASE(public_pledges_are_announced_and_aggregates_are_left_to_attestations)
{
    auto o = options();
    o.find_actor = [](std::string_view s) -> std::optional<std::string> {
        return s.size() == 3 ? std::optional(std::string(s)) : std::optional<std::string>("org:x");
    };
    o.find_actor = [inner = o.find_actor](std::string_view s) -> std::optional<std::string> {
        return s == "G7" || s.find('+') != s.npos ? std::nullopt : inner(s);
    };
    const auto plan = read_import("p.csv", data_file("covax_amc_pledges.csv"), o);
    BOOST_TEST(plan.commands.size() == 40U);
    BOOST_TEST(plan.problems.size() == 3U);
    std::set<std::string> ids;
    for (const auto& c : plan.commands) {
        BOOST_TEST(c.method == "pledge.announce");
        ids.insert(text(c.params, "pledge"));
        const auto& content = c.params.at("content").as_object();
        const bool doses = text(content, "unit") == "doses";
        BOOST_TEST(text(content, "form") == (doses ? "in_kind" : "financial"));
    }
    BOOST_TEST(ids.size() == 40U);
}

BOOST_AUTO_TEST_CASE(amounts_are_exact_decimals_and_units_are_currencies_or_named)
{
    const auto plan = read_import(
        "p.csv",
        "iso3,amount,unit\nFRA,\"1,000\",EUR\nFRA,1e6,EUR\nFRA,-5,EUR\nFRA,5.,EUR\n"
        "FRA,,EUR\nFRA,5,Euro\nFRA,5.50,EUR\nFRA,5,doses\n",
        options()
    );
    BOOST_TEST(plan.problems.size() == 6U);
    BOOST_REQUIRE_EQUAL(plan.commands.size(), 2U);
    BOOST_TEST(text(plan.commands[0].params.at("content").as_object(), "amount") == "5.50");
}

BOOST_AUTO_TEST_CASE(the_same_row_twice_is_kept_once_and_said)
{
    const auto plan =
        read_import("t.csv", "iso3,act,date\nFRA,endorse,2019\nFRA,endorse,2019\n", options());
    BOOST_TEST(plan.commands.size() == 1U);
    BOOST_TEST(only(plan.warnings) == "t.csv:3:1: the same record as t.csv:2; kept once");
}

BOOST_AUTO_TEST_CASE(milestones_and_attestations_are_read_from_tables)
{
    const auto m = read_import(
        "m.csv",
        "milestone,title,due,outcome,achieved,date\n"
        "report,Report,2021,met,2021-05-04,2020\n"
        "open,Open,2022-01,open,,2020\nlate,Late,2019,missed,,2018\nbad,Bad,soon,,,2018\n",
        options()
    );
    BOOST_TEST(only(m.problems).starts_with("m.csv:5:3:"));
    BOOST_REQUIRE_EQUAL(m.commands.size(), 5U);
    std::map<std::string, int> methods;
    for (const auto& c : m.commands) {
        ++methods[c.method];
    }
    BOOST_TEST(methods["milestone.plan"] == 3);
    BOOST_TEST(methods["milestone.record_outcome"] == 2);
    const auto a = read_import(
        "a.csv",
        "key,subject,statement,figure,overlaps,date\n"
        "c1,states,12 states,12,x; y,2020-01\n",
        options()
    );
    BOOST_TEST(a.problems.empty());
    BOOST_REQUIRE_EQUAL(a.commands.size(), 1U);
    BOOST_TEST(a.commands[0].method == "attestation.record");
    BOOST_TEST(a.commands[0].params.at("overlaps").as_array().size() == 2U);
}

BOOST_AUTO_TEST_CASE(history_files_keep_their_order_and_keys_and_corrections_find_their_event)
{
    auto o = options();
    o.key_prefix = "catalogue";
    const auto plan = read_import(
        "h.json", R"([
          {"key": "b", "method": "initiative.advance", "params": {"event": "e"}},
          {"key": "c", "method": "event.correct", "params": {"corrects_key": "b"}},
          {"key": "d", "method": "event.correct", "params": {"corrects_key": "nobody"}},
          {"key": "r", "method": "actor.register", "params": {"id": "org:made-up"}}
        ])",
        o
    );
    BOOST_TEST(plan.problems.empty());
    BOOST_REQUIRE_EQUAL(plan.commands.size(), 4U);
    BOOST_TEST(text(plan.commands[0].params, "idempotency_key") == "catalogue:made-up:b");
    BOOST_TEST(!plan.commands[3].params.contains("initiative"));
    std::vector<std::int64_t> corrected;
    const auto report = run_import(
        plan,
        [&](const std::string& m, const json::object& p) -> import_answer {
            if (m == "event.correct") {
                corrected.push_back(p.at("seq").as_int64());
                BOOST_TEST(!p.contains("corrects_key"));
            }
            return {import_outcome::accepted, 41, {}, {}};
        },
        false
    );
    BOOST_TEST(corrected == std::vector<std::int64_t>{41}, boost::test_tools::per_element());
    BOOST_REQUIRE_EQUAL(report.refused.size(), 1U);
    BOOST_TEST(report.refused[0].origin == "h.json:#3");
    BOOST_TEST(report.refused[0].reason == "E_NOT_FOUND");
}

BOOST_AUTO_TEST_CASE(lines_of_json_are_read_one_by_one_and_bad_ones_are_named)
{
    const auto plan = read_import(
        "l.ndjson",
        "{\"method\":\"a.b\",\"params\":{}}\n\nnot json\n{\"method\":\"a.b\"}\n"
        "{\"method\":\"a.b\",\"params\":{},\"extra\":1}\n"
        "{\"method\":\"a.b\",\"params\":{\"x\":1.5}}\n"
        "{\"method\":\"\",\"params\":{}}\n",
        options()
    );
    BOOST_TEST(plan.commands.size() == 1U);
    BOOST_REQUIRE_EQUAL(plan.problems.size(), 5U);
    BOOST_TEST(plan.problems[0].starts_with("l.ndjson:3:1: not JSON"));
    BOOST_TEST(plan.problems[2].find("\"extra\"") != std::string::npos);
    BOOST_TEST(plan.problems[4].starts_with("l.ndjson:7:1: expected"));
    BOOST_TEST(only(read_import("h.json", "{}", options()).problems).starts_with("h.json:1:1:"));
}

BOOST_AUTO_TEST_CASE(kinds_have_names_for_the_command_line)
{
    BOOST_TEST((import_kind_of("acts") == import_kind::acts));
    BOOST_TEST((import_kind_of("auto") == import_kind::automatic));
    BOOST_TEST(!import_kind_of("xml").has_value());
}

BOOST_AUTO_TEST_SUITE_END()
