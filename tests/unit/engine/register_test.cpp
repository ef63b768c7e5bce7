#include <boost/test/unit_test.hpp>

#include "tests/support/register_fixture.hpp"

using namespace depositary::engine;
using depositary::tests::made_up_definition;
using depositary::tests::register_fixture;

BOOST_AUTO_TEST_SUITE(register_test)

namespace {

const std::string call_rules = R"({"joining":{"acts":["endorsement"]}})";

std::string actor(const std::string& id, const std::string& more = R"("kind":"company")")
{
    return R"("id":")" + id + R"(","name":{"en":"MADE UP"},)" + more;
}

}  // namespace

BOOST_AUTO_TEST_CASE(an_actor_has_an_id_a_kind_and_a_name)
{
    register_fixture r;
    const auto send = [&](const std::string& p) { return r.call("operator", "actor.register", p); };
    BOOST_TEST(send(actor("")) == "E_VALUE");
    BOOST_TEST(send(actor("a b")) == "E_VALUE");
    BOOST_TEST(send(actor(std::string(101, 'a'))) == "E_VALUE");
    BOOST_TEST(send(actor(std::string(100, 'a'))) == "");
    BOOST_TEST(send(actor("x", R"("kind":"planet")")) == "E_VALUE");
    BOOST_TEST(r.last->field == "kind");
    BOOST_TEST(send(R"("id":"x","kind":"company","name":{"en":""})") == "E_MISSING_FIELD");
    BOOST_TEST(send(actor("x", R"("kind":"company","un_member_since":"1945")")) == "E_TYPE");
    BOOST_TEST(send(actor("x")) == "");
    BOOST_TEST(send(actor("x")) == "E_EXISTS");
    BOOST_TEST(r.call("nobody", "actor.register", actor("y")) == "E_ROLE");
}

BOOST_AUTO_TEST_CASE(a_new_name_keeps_the_old_one)
{
    register_fixture r;
    r.add_actor("AAA");
    BOOST_TEST(
        r.call("operator", "actor.rename", R"("id":"ZZZ","name":{"en":"x"})") == "E_NOT_FOUND"
    );
    r.must("operator", "actor.rename", R"("id":"AAA","name":{"en":"New"})");
    BOOST_TEST(r.state.find_actor("AAA")->name.en == "New");
    BOOST_TEST(r.state.find_actor("AAA")->former_names.at(0).en == "Made-up AAA");
}

BOOST_AUTO_TEST_CASE(only_two_actors_of_one_kind_can_be_one)
{
    register_fixture r;
    r.add_actor("AAA");
    r.add_actor("ACME", "company");
    const auto merge = [&](const std::string& id, const std::string& into) {
        return r.call("operator", "actor.merge", R"("id":")" + id + R"(","into":")" + into + '"');
    };
    BOOST_TEST(merge("ZZZ", "AAA") == "E_NOT_FOUND");
    BOOST_TEST(merge("AAA", "ZZZ") == "E_NOT_FOUND");
    BOOST_TEST(r.last->field == "into");
    BOOST_TEST(merge("AAA", "AAA") == "E_VALUE");
    BOOST_TEST(merge("AAA", "ACME") == "E_VALUE");
}

BOOST_AUTO_TEST_CASE(a_definition_is_published_version_by_version)
{
    register_fixture r;
    const auto publish = [&](std::string document) {
        return r.call("operator", "definition.publish", R"("definition":)" + document);
    };
    auto document = made_up_definition("talk", "call", call_rules);
    BOOST_TEST(publish(made_up_definition("talk", "opera", call_rules)) == "E_DEFINITION");
    BOOST_TEST(r.last->field == "archetype");
    BOOST_TEST(publish(document) == "");
    BOOST_TEST(publish(document) == "E_DEFINITION");
    BOOST_TEST(r.last->field == "version");
    const auto at = document.find(R"("version":1)");
    document.replace(at, 11, R"("version":3)");
    BOOST_TEST(publish(document) == "E_DEFINITION");
    document.replace(at, 11, R"("version":2)");
    BOOST_TEST(publish(document) == "");
    const auto& versions = r.state.definitions.at("talk");
    BOOST_TEST(versions.size() == 2U);
    BOOST_TEST(versions.at(1).hash == hex(depositary::storage::sha256(versions.at(1).document)));
    BOOST_TEST(versions.at(1).hash != versions.at(2).hash);
}

BOOST_AUTO_TEST_CASE(terms_that_could_never_hold_are_not_published)
{
    const auto field = [](const std::string& acts, const std::string& rules) {
        register_fixture r;
        const auto document = made_up_definition(
            "pact", "treaty", R"({"joining":{"acts":[")" + acts + R"("]},)" + rules + "}"
        );
        const auto reason = r.call("operator", "definition.publish", R"("definition":)" + document);
        return reason.empty() ? reason : r.last->field;
    };
    const auto amended = [&](const std::string& entry) {
        return field("ratification", R"("amendment":{"entry_into_force":{)" + entry + "}}");
    };
    const std::string path = "rules.amendment.entry_into_force";
    BOOST_TEST(amended(R"("threshold":{"count":1})") == "");
    BOOST_TEST(amended(R"("threshold":{"count":0})") == path + ".threshold.count");
    BOOST_TEST(
        amended(R"("threshold":{"percent":"50","weight":"shares"})") == path + ".threshold.weight"
    );
    BOOST_TEST(amended(R"("threshold":{"count":1,"weight":"x"})") == path + ".threshold.weight");
    BOOST_TEST(amended(R"("threshold":{"count":1,"total":"9"})") == path + ".threshold.total");
    BOOST_TEST(
        amended(R"("threshold":{"count":1},"not_counted_kinds":["company","planet"])") ==
        path + ".not_counted_kinds[1]"
    );
    BOOST_TEST(
        amended(R"("threshold":{"all":[{"count":1},{"count":0}]})") ==
        path + ".threshold.all[1].count"
    );
    BOOST_TEST(amended(R"("threshold":{"count":1},"delay":{"days":-1})") == path + ".delay.days");
    const std::string one = R"("amendment":{"entry_into_force":{"threshold":{"count":1}}})";
    BOOST_TEST(field("endorsement", one) == "rules.amendment");
    BOOST_TEST(field("endorsement", R"("reservations":{})") == "rules.reservations");
    BOOST_TEST(field("accession", R"("reservations":{})") == "");
    for (const auto* days : {"0", "-1", "3661"}) {
        BOOST_TEST(
            field("accession", R"("corrections":{"objection_days":)" + std::string(days) + "}") ==
            "rules.corrections.objection_days"
        );
    }
    BOOST_TEST(field("accession", R"("corrections":{"objection_days":1})") == "");
}

BOOST_AUTO_TEST_CASE(an_initiative_is_pinned_to_a_published_version)
{
    register_fixture r;
    BOOST_TEST(r.call("operator", "initiative.open", R"("definition":"talk")") == "E_NOT_FOUND");
    r.open("talk", "call", call_rules);
    BOOST_TEST(r.opened().pinned.version == 1);
    BOOST_TEST(r.call("operator", "initiative.open", R"("definition":"talk")") == "E_EXISTS");
    BOOST_TEST(
        r.call(
            "operator", "initiative.open", R"("definition":"talk","id":"x","definition_version":2)"
        ) == "E_NOT_FOUND"
    );
    BOOST_TEST(
        r.call("operator", "initiative.open", R"("definition":"talk","id":"register")") ==
        "E_EXISTS"
    );
    BOOST_TEST(r.call("operator", "initiative.open", R"("definition":"talk","id":"second")") == "");
    BOOST_TEST(r.state.version_of("second") == 1);
}

BOOST_AUTO_TEST_CASE(a_grant_fits_its_role)
{
    register_fixture r;
    r.add_actor("AAA");
    r.open("talk", "call", call_rules);
    const auto give = [&](const std::string& to, const std::string& role, const std::string& more) {
        return r.call(
            "operator", "grant.give", R"("to":")" + to + R"(","role":")" + role + '"' + more
        );
    };
    BOOST_TEST(give("p", "king", "") == "E_VALUE");
    BOOST_TEST(give("p", "focal_point", "") == "E_VALUE");
    BOOST_TEST(give("p", "reviewer", R"(,"actor":"AAA")") == "E_VALUE");
    BOOST_TEST(give("p", "focal_point", R"(,"actor":"ZZZ")") == "E_NOT_FOUND");
    BOOST_TEST(give("p", "admin", R"(,"initiative":"talk")") == "E_VALUE");
    BOOST_TEST(give("p", "reviewer", R"(,"initiative":"none")") == "E_NOT_FOUND");
    for (const auto* own : {"import", "clock", "operator", "anonymous", ""}) {
        BOOST_TEST(give(own, "reviewer", "") == "E_VALUE");
    }
    BOOST_TEST(give("p", "reviewer", R"(,"initiative":"talk","grant":"g")") == "");
    BOOST_TEST(give("q", "reviewer", R"(,"grant":"g")") == "E_EXISTS");
    BOOST_TEST(r.call("operator", "grant.revoke", R"("grant":"none")") == "E_NOT_FOUND");
    BOOST_TEST(r.call("chair", "grant.give", R"("to":"p","role":"admin")") == "E_ROLE");
}

BOOST_AUTO_TEST_CASE(a_grant_for_one_initiative_does_not_reach_the_register)
{
    register_fixture r;
    r.open("talk", "call", call_rules);
    r.grant("scoped", "coordinator", R"("initiative":"talk")");
    r.grant("free", "coordinator");
    const auto before = r.state.seq;
    const auto within = [](const std::string& members) {
        return R"("initiative":"talk",)" + members;
    };
    BOOST_TEST(r.call("scoped", "actor.register", actor("x")) == "E_OTHER_INITIATIVE");
    BOOST_TEST(r.call("scoped", "actor.register", within(actor("x"))) == "E_UNKNOWN_FIELD");
    BOOST_TEST(r.last->field == "initiative");
    BOOST_TEST(r.call("free", "actor.register", within(actor("x"))) == "E_UNKNOWN_FIELD");
    BOOST_TEST(r.state.seq == before);
    BOOST_TEST(r.call("free", "actor.register", actor("x")) == "");
}

BOOST_AUTO_TEST_CASE(a_rate_is_a_positive_decimal_between_two_currencies)
{
    register_fixture r;
    const auto rate = [&](const std::string& quote, const std::string& value,
                          const std::string& source = "MADE UP") {
        return r.call(
            "operator", "rate.record",
            R"("base":"USD","quote":")" + quote + R"(","rate":")" + value +
                R"(","on":"2024-02-01","kind":"daily","source":")" + source + '"'
        );
    };
    BOOST_TEST(rate("USD", "1") == "E_RATE");
    BOOST_TEST(rate("XXQ", "1") == "E_RATE");
    for (const auto* wrong : {"0", "0.00", "-1", "1.", ".5", "1.2.3", "1e3", ""}) {
        BOOST_TEST(rate("EUR", wrong) == "E_RATE");
    }
    BOOST_TEST(rate("EUR", "0.92", "") == "E_RATE");
    BOOST_TEST(rate("EUR", "0.92") == "");
    BOOST_TEST(r.state.rates.size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_restore_gives_the_register_a_new_epoch)
{
    register_fixture r;
    r.must(
        "operator", "store.record_restore", R"("epoch":"e2","previous_epoch":"e1","from_seq":0)"
    );
    BOOST_TEST(r.state.epoch == "e2");
    BOOST_TEST(
        r.call(
            "import", "store.record_restore", R"("epoch":"e3","previous_epoch":"e2","from_seq":1)"
        ) == "E_BY"
    );
}

BOOST_AUTO_TEST_SUITE_END()
