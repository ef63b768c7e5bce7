#include "engine/expression.hpp"

#include <boost/test/unit_test.hpp>

#include <random>

#include "tests/unit/workflows/expression.hpp"

using namespace depositary::engine;

BOOST_AUTO_TEST_SUITE(expression_test)

namespace {

/// "field" of the refusal; empty when it parses. MADE UP conditions throughout.
std::string fault(const std::string& json)
{
    terms rules;
    rules.pledges.emplace().units = {"doses"};
    const auto parsed = parse_condition(json, "when", &rules);
    const auto* r = std::get_if<refusal>(&parsed);
    if (r != nullptr) {
        BOOST_TEST(r->reason == "E_DEFINITION");
    }
    return r == nullptr ? "" : r->field;
}

condition parsed(const std::string& json)
{
    auto result = parse_condition(json, "when");
    const auto* r = std::get_if<refusal>(&result);
    BOOST_REQUIRE_MESSAGE(r == nullptr, json << ": " << (r != nullptr ? r->en : ""));
    return std::get<condition>(std::move(result));
}

bool holds_with(const std::string& json, const machine_facts& facts)
{
    return holds(parsed(json), facts);
}

}  // namespace

BOOST_AUTO_TEST_CASE(faults_name_the_path)
{
    BOOST_TEST(fault("5") == "when");
    BOOST_TEST(fault("[") == "when");
    BOOST_TEST(fault("{}") == "when");
    BOOST_TEST(fault(R"({"script":"1"})") == "when.script");
    BOOST_TEST(fault(R"({"all":[]})") == "when.all");
    BOOST_TEST(
        fault(R"({"all":[{"is":"has_reason"},{"any":[{"not":7}]}]})") == "when.all[1].any[0].not"
    );
    BOOST_TEST(fault(R"({"ge":["participants"]})") == "when.ge");
    BOOST_TEST(fault(R"({"ge":["no_such_fact",1]})") == "when.ge[0]");
    BOOST_TEST(
        fault(R"({"ge":[{"fact":"participants","colour":"red"},1]})") == "when.ge[0].colour"
    );
    BOOST_TEST(fault(R"({"is":{"fact":"milestone_met"}})") == "when.is");
    BOOST_TEST(fault(R"({"is":"participants"})") == "when.is");
    BOOST_TEST(fault(R"({"eq":["has_reason",1]})") == "when.eq[1]");
    BOOST_TEST(fault(R"({"ge":["today",20000]})") == "when.ge[1]");
    BOOST_TEST(fault(R"({"ge":["participants",-1]})") == "when.ge[1]");
    BOOST_TEST(fault(R"({"ge":["participants",1.5]})") == "when.ge[1]");
    BOOST_TEST(fault(R"({"ge":[{"fact":"paid","unit":"EUR"},"1.005"]})") == "when.ge[1]");
    BOOST_TEST(fault(R"({"ge":[{"fact":"paid","unit":"EUR"},5]})") == "when.ge[1]");
    BOOST_TEST(fault(R"({"ge":[{"fact":"paid","unit":"masks"},"5"]})") == "when.ge[0].unit");
    BOOST_TEST(fault(R"({"ge":[{"fact":"paid","unit":"doses"},"5"]})") == "");
}

BOOST_AUTO_TEST_CASE(size_and_depth_are_limited)
{
    std::string wide = R"({"any":[)";
    for (std::size_t i = 0; i < comparisons_max; ++i) {
        wide += (i == 0 ? "" : ",") + std::string(R"({"is":"has_reason"})");
    }
    BOOST_TEST(fault(wide + "]}") == "");
    BOOST_TEST(!fault(wide + R"(,{"is":"has_reason"}]})").empty());
    const auto deep = [](int levels) {
        std::string s = R"({"is":"has_reason"})";
        for (int i = 1; i < levels; ++i) {
            s = R"({"not":)" + s + "}";
        }
        return s;
    };
    BOOST_TEST(fault(deep(condition_depth_max)) == "");
    BOOST_TEST(!fault(deep(condition_depth_max + 1)).empty());
}

BOOST_AUTO_TEST_CASE(every_comparison_is_on_the_right_side_of_its_boundary)
{
    const auto at = [](const char* op, std::int64_t n) {
        return holds_with(
            std::string("{\"") + op + R"(":["participants",5]})", {{"participants", n}}
        );
    };
    BOOST_TEST((!at("eq", 4) && at("eq", 5) && !at("eq", 6)));
    BOOST_TEST((at("ne", 4) && !at("ne", 5) && at("ne", 6)));
    BOOST_TEST((at("lt", 4) && !at("lt", 5)));
    BOOST_TEST((at("le", 5) && !at("le", 6)));
    BOOST_TEST((!at("gt", 5) && at("gt", 6)));
    BOOST_TEST((!at("ge", 4) && at("ge", 5)));
}

BOOST_AUTO_TEST_CASE(dates_are_day_numbers_and_amounts_minor_units)
{
    BOOST_TEST(holds_with(R"({"ge":["today","1970-01-02"]})", {{"today", 1}}));
    BOOST_TEST(!holds_with(R"({"ge":["today","1970-01-02"]})", {{"today", 0}}));
    const std::string paid = R"({"ge":[{"fact":"paid","unit":"EUR"},"10.50"]})";
    BOOST_TEST(holds_with(paid, {{"paid__unit_EUR", 1050}}));
    BOOST_TEST(!holds_with(paid, {{"paid__unit_EUR", 1049}}));
    const std::string yen = R"({"ge":[{"fact":"paid","unit":"JPY"},"10"]})";
    BOOST_TEST(holds_with(yen, {{"paid__unit_JPY", 10}}));
}

BOOST_AUTO_TEST_CASE(words_are_in_both_languages)
{
    const auto c = parsed(R"({"all":[{"ge":[{"fact":"participants","kind":"member_state"},5]},)"
                          R"({"not":{"is":"in_force"}}]})");
    BOOST_TEST(
        in_words(c).en ==
        "the number of participants (kind: member_state) is at least 5 and it is not so that the "
        "instrument is in force"
    );
    BOOST_TEST(
        in_words(c).fr ==
        "le nombre de participants (kind: member_state) est d'au moins 5 et il n'est pas vrai que "
        "l'instrument est en vigueur"
    );
    BOOST_TEST(
        in_words(parsed(R"({"lt":["today","2030-01-01"]})")).en == "the day is before 2030-01-01"
    );
    BOOST_TEST(
        in_words(parsed(R"({"gt":[{"fact":"pledged","unit":"USD"},"7"]})")).fr ==
        "le montant promis est supérieur à 7.00 USD"
    );
}

BOOST_AUTO_TEST_CASE(an_all_splits_into_parts)
{
    const auto c =
        parsed(R"({"all":[{"is":"has_reason"},{"all":[{"is":"in_force"},{"ge":["pledges",1]}]}]})");
    BOOST_TEST(conjuncts(c).size() == 3U);
    BOOST_TEST(facts_of(c).size() == 3U);
    // Not one of them must hold: that is an "any".
    BOOST_TEST(conjuncts(negated(c)).size() == 1U);
}

BOOST_AUTO_TEST_CASE(what_cannot_hold_together_is_found)
{
    const auto never = [](const std::string& a, const std::string& b) {
        return never_together({parsed(a), parsed(b)});
    };
    BOOST_TEST(never(R"({"ge":["pledges",5]})", R"({"lt":["pledges",5]})"));
    BOOST_TEST(!never(R"({"ge":["pledges",5]})", R"({"le":["pledges",5]})"));
    BOOST_TEST(never(R"({"is":"in_force"})", R"({"not":{"is":"in_force"}})"));
    BOOST_TEST(never(R"({"eq":["pledges",5]})", R"({"ne":["pledges",5]})"));
    BOOST_TEST(never_together({parsed(R"({"lt":["pledges",0]})")}));
    BOOST_TEST(never(
        R"({"any":[{"ge":["pledges",5]},{"is":"in_force"}]})",
        R"({"all":[{"lt":["pledges",5]},{"not":{"is":"in_force"}}]})"
    ));
    BOOST_TEST(!never(R"({"ge":["pledges",5]})", R"({"lt":["participants",5]})"));
}

namespace {

std::string random_condition(std::mt19937& random, int depth)
{
    const auto pick = [&](int n) { return std::uniform_int_distribution<>(0, n - 1)(random); };
    if (depth == 0 || pick(3) == 0) {
        static constexpr std::array ops{"eq", "ne", "lt", "le", "gt", "ge"};
        static constexpr std::array facts{
            R"("pledges")", R"({"fact":"participants","role":"donor-country"})", R"("milestones")"};
        if (pick(4) == 0) {
            return R"({"is":"in_force"})";
        }
        return std::string("{\"") + ops.at(static_cast<std::size_t>(pick(6))) + "\":[" +
               facts.at(static_cast<std::size_t>(pick(3))) + "," + std::to_string(pick(4)) + "]}";
    }
    if (pick(4) == 0) {
        return R"({"not":)" + random_condition(random, depth - 1) + "}";
    }
    std::string out = pick(2) == 0 ? R"({"all":[)" : R"({"any":[)";
    const int parts = 1 + pick(3);
    for (int i = 0; i < parts; ++i) {
        out += (i == 0 ? "" : ",") + random_condition(random, depth - 1);
    }
    return out + "]}";
}

}  // namespace

BOOST_AUTO_TEST_CASE(an_interpreter_of_the_export_computes_the_same)
{
    std::mt19937 random(7);
    int yes = 0;
    for (int i = 0; i < 2'000; ++i) {
        const auto c = parsed(random_condition(random, 3));
        machine_facts facts;
        for (const auto& q : facts_of(c)) {
            facts.named(q.key) =
                std::uniform_int_distribution<>(0, q.info->kind == fact_kind::yes_no ? 1 : 4)(random
                );
        }
        const bool here = holds(c, facts);
        yes += here ? 1 : 0;
        BOOST_TEST(depositary::tests::expression(to_expr(c), facts).holds() == here, to_expr(c));
        BOOST_TEST(holds(negated(c), facts) == !here);
        bool all = true;
        for (const auto& part : conjuncts(c)) {
            all = all && holds(part, facts);
        }
        BOOST_TEST(all == here);
        if (here) {
            BOOST_TEST(!never_together({c}));
        }
    }
    BOOST_TEST(yes > 200);
    BOOST_TEST(yes < 1'800);
}

BOOST_AUTO_TEST_CASE(every_fact_has_words_and_a_name_for_exports)
{
    std::string last;
    for (const auto& f : stage_facts()) {
        BOOST_TEST((last < f.name), f.name);
        last = f.name;
        BOOST_TEST(!f.words.en.empty());
        BOOST_TEST(!f.words.fr.empty());
    }
    const auto c = parsed(R"({"is":{"fact":"milestone_met","milestone":"a b/é"}})");
    BOOST_TEST(to_expr(c) == "milestone_met__milestone_a_x20b_x2f_xc3_xa9 == 1");
}

BOOST_AUTO_TEST_SUITE_END()
