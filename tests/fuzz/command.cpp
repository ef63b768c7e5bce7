#include <boost/json/parse.hpp>

#include <string>
#include <variant>

#include "engine/canonical.hpp"
#include "tests/fuzz/fuzz.hpp"
#include "tests/support/register_fixture.hpp"

/// A command as JSON, {"as": PRINCIPAL, "method": NAME, "params": {}}: refused with a known reason
/// and the state as it was, or accepted with events that the log can keep and the fold can take.

namespace {

using depositary::tests::register_fixture;

const register_fixture& made_up()
{
    static const auto fixture = [] {
        register_fixture r("2024-06-01");
        for (const auto* id : {"AAA", "BBB", "CCC"}) {
            r.add_actor(id);
        }
        r.open(
            "pact", "treaty",
            R"({"joining":{"acts":["signature","ratification","accession"]},)"
            R"("entry_into_force":{"threshold":{"count":2},"delay":{"days":30}},)"
            R"("pledges":{"admitted":true}})"
        );
        r.open(
            "call", "call", R"({"joining":{"acts":["endorsement"]},"pledges":{"admitted":true}})"
        );
        r.grant("aaa", "focal_point", R"("actor":"AAA")");
        r.grant("bbb", "focal_point", R"("actor":"BBB")");
        r.grant("coo", "coordinator");
        r.grant("dep", "depositary");
        return r;
    }();
    return fixture;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace depositary;
    boost::json::error_code ec;
    const auto parsed = boost::json::parse(fuzz::text_of(data, size), ec);
    const auto* request = ec ? nullptr : parsed.if_object();
    if (request == nullptr) {
        return 0;
    }
    const auto text = [&](const char* name) -> std::string {
        const auto* v = request->if_contains(name);
        return v != nullptr && v->is_string() ? std::string(v->get_string()) : std::string();
    };
    const auto* given = request->if_contains("params");
    const auto params =
        given != nullptr && given->is_object() ? given->get_object() : boost::json::object{};
    auto r = made_up();
    const auto before = r.state.seq;
    const auto reason = r.send(text("as"), text("method"), params);
    if (!reason.empty()) {
        fuzz::promise(r.state.seq == before, "a refusal records nothing");
        fuzz::promise(
            !r.last->en.empty() && !r.last->fr.empty(), "a refusal speaks both languages"
        );
    }
    r.clock();
    return 0;
}
