/// Documents of evidence: media types, what content may claim to be, and what records name.

#include "api/evidence.hpp"

#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>

#include <map>

#include "api/utf8.hpp"
#include "engine/canonical.hpp"
#include "storage/sha256.hpp"

namespace depositary::testing {
namespace {

namespace json = boost::json;
using api::is_media_type;
using api::looks_like;

const engine::digest note = storage::sha256("a note verbale (MADE UP)");

/// Documents in memory: has what it was given.
class held final : public engine::document_port
{
public:
    explicit held(engine::digest d) : document_(d) {}
    engine::keep_outcome keep(const engine::digest&, std::string_view, std::string_view) override
    {
        return engine::keep_outcome::no_space;
    }
    bool has(const engine::digest& d) const override { return d == document_; }
    std::optional<engine::document> find(const engine::digest&) const override { return {}; }
    std::uint64_t bytes() const override { return 0; }

private:
    engine::digest document_;
};

json::object command_with(std::string uri)
{
    return {{"initiative", "covax"}, {"evidence", json::array{json::object{{"uri", uri}}}}};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(evidence)

BOOST_AUTO_TEST_CASE(a_media_type_is_two_names_without_parameters)
{
    BOOST_TEST(is_media_type("application/pdf"));
    BOOST_TEST(is_media_type("application/vnd.oasis.opendocument.text"));
    BOOST_TEST(is_media_type("image/svg+xml"));
    for (const auto* wrong :
         {"", "pdf", "/pdf", "application/", "a/b/c", "text/plain; charset=utf-8", "Text/plain",
          "../x", "application/..", "text/plain\r\nSet-Cookie: a=b"}) {
        BOOST_TEST(!is_media_type(wrong), wrong);
    }
}

BOOST_AUTO_TEST_CASE(content_must_begin_as_its_type_does)
{
    BOOST_TEST(looks_like("application/pdf", "%PDF-1.7\n"));
    BOOST_TEST(!looks_like("application/pdf", "<html><script>"));
    BOOST_TEST(looks_like("image/png", std::string("\x89PNG\r\n\x1a\n....")));
    BOOST_TEST(!looks_like("image/png", "\xff\xd8\xff"));
    BOOST_TEST(looks_like("image/jpeg", "\xff\xd8\xff\xe0"));
    BOOST_TEST(!looks_like("application/zip", ""));
}

BOOST_AUTO_TEST_CASE(text_of_a_damaged_file_is_shown_byte_by_byte_where_it_is_none)
{
    BOOST_TEST(api::printable("reçu\t1 000 €") == "reçu\t1 000 €");
    BOOST_TEST(api::printable("a\nb\x1b[2J\x7f") == "a\\x0ab\\x1b[2J\\x7f");
    BOOST_TEST(api::printable("key \xe6 b") == "key \\xe6 b");
    BOOST_TEST(api::printable("cut \xe2\x82") == "cut \\xe2\\x82");
    BOOST_TEST(api::printable("\xc2\x9b") == "\\xc2\\x9b");  // a control character of its own
    BOOST_TEST(api::is_utf8(api::printable("\xff\xfe\xed\xa0\x80")));
}

BOOST_AUTO_TEST_CASE(text_is_utf8_without_control_characters)
{
    BOOST_TEST(looks_like("text/plain", "Note verbale nº 12\r\n\tÉtat — 国"));
    BOOST_TEST(!looks_like("text/plain", std::string("a\0b", 3)));
    BOOST_TEST(!looks_like("text/plain", "a\xc3"));
    BOOST_TEST(!looks_like("text/plain", "\xc0\xaf"));
    BOOST_TEST(!looks_like("text/plain", "\xff\xfe"));
}

BOOST_AUTO_TEST_CASE(a_file_is_saved_with_the_extension_of_its_type)
{
    BOOST_TEST(api::file_name_of("sha256-1", "application/pdf") == "sha256-1.pdf");
    BOOST_TEST(api::file_name_of("sha256-1", "text/plain") == "sha256-1.txt");
    BOOST_TEST(api::file_name_of("sha256-1", "image/svg+xml") == "sha256-1.svg");
}

BOOST_AUTO_TEST_CASE(an_address_is_read_as_it_is_written)
{
    const auto address = engine::address_of(note);
    BOOST_TEST((engine::document_at(address) == note));
    BOOST_TEST(!engine::document_at(address + "0"));
    BOOST_TEST(!engine::document_at(address.substr(0, address.size() - 1)));
    BOOST_TEST(!engine::document_at("https://example.org" + address));
    auto upper = address;
    upper.back() = 'A';
    BOOST_TEST(!engine::document_at(upper));
}

BOOST_AUTO_TEST_CASE(a_record_names_the_documents_of_its_evidence_and_no_text_that_looks_like_it)
{
    const auto address = engine::address_of(note);
    auto record = command_with(address);
    record["reason"] = "\"uri\":\"" + engine::address_of(storage::sha256("another")) + "\"";
    std::vector<engine::digest> named;
    engine::for_each_document(engine::canonical(record), [&](const engine::digest& d) {
        named.push_back(d);
    });
    BOOST_TEST_REQUIRE(named.size() == 1U);
    BOOST_TEST((named.front() == note));
}

BOOST_AUTO_TEST_CASE(a_command_may_name_only_documents_that_are_kept)
{
    const held documents(note);
    const auto address = engine::address_of(note);
    BOOST_TEST(!api::wrong_document(command_with(address), documents));
    BOOST_TEST(!api::wrong_document(command_with("https://example.org/evidence/x"), documents));
    const auto other = engine::address_of(storage::sha256("another"));
    BOOST_TEST(api::wrong_document(command_with(other), documents).value() == other);
    BOOST_TEST(api::wrong_document(command_with("/evidence/../log.db"), documents).has_value());
}

BOOST_AUTO_TEST_CASE(the_hash_beside_an_address_is_that_of_the_address)
{
    const held documents(note);
    auto command = command_with(engine::address_of(note));
    auto& item = command["evidence"].as_array()[0].as_object();
    item["sha256"] = engine::hex(note);
    BOOST_TEST(!api::wrong_document(command, documents));
    item["sha256"] = engine::hex(storage::sha256("another"));
    BOOST_TEST(api::wrong_document(command, documents).has_value());
}

BOOST_AUTO_TEST_CASE(a_command_within_a_proposal_is_looked_into_as_well)
{
    const held documents(note);
    const auto other = engine::address_of(storage::sha256("another"));
    const json::object proposal{{"method", "pledge.commit"}, {"params", command_with(other)}};
    BOOST_TEST(api::wrong_document(proposal, documents).value() == other);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace depositary::testing
