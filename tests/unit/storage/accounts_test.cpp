#include "storage/accounts.hpp"

#include <boost/test/unit_test.hpp>

#include <fstream>
#include <iterator>
#include <regex>
#include <set>

#include "storage/error.hpp"
#include "tests/unit/storage/log_fixture.hpp"

namespace depositary::testing {
namespace {

using engine::token_fault;
using namespace std::chrono_literals;

const std::chrono::sys_seconds now{1'700'000'000s};

struct with_accounts
{
    temporary_dir dir;
    std::unique_ptr<engine::account_port> accounts = storage::open_accounts(dir / "accounts.db");

    bool refused(const std::string& text, token_fault fault, std::chrono::sys_seconds at = now)
    {
        const auto found = accounts->find_token(text, at);
        const auto* const why = std::get_if<token_fault>(&found);
        return why != nullptr && *why == fault;
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(accounts, with_accounts)

BOOST_AUTO_TEST_CASE(an_issued_token_is_found_with_its_principal)
{
    const auto issued = accounts->issue_token({"p-1", "made up", now + 24h}, now);
    BOOST_TEST(std::regex_match(issued.text, std::regex{"dep_[0-9a-z]{8}_[A-Za-z0-9_-]{43}"}));
    const auto found = accounts->find_token(issued.text, now);
    const auto* const record = std::get_if<engine::token_record>(&found);
    BOOST_TEST_REQUIRE(record != nullptr);
    BOOST_TEST(record->id == issued.record.id);
    BOOST_TEST(record->principal == "p-1");
    BOOST_TEST(record->label == "made up");
    BOOST_TEST((record->created_at == now));
    BOOST_TEST((record->expires_at == now + 24h));
    BOOST_TEST((record->last_used == std::chrono::floor<std::chrono::days>(now)));
}

BOOST_AUTO_TEST_CASE(two_tokens_never_share_an_id_or_a_secret)
{
    std::set<std::string> ids;
    std::set<std::string> secrets;
    for (int i = 0; i < 50; ++i) {
        const auto issued = accounts->issue_token({"p-1", "made up", {}}, now);
        ids.insert(issued.record.id);
        secrets.insert(issued.text.substr(13));
    }
    BOOST_TEST(ids.size() == 50U);
    BOOST_TEST(secrets.size() == 50U);
}

BOOST_AUTO_TEST_CASE(the_secret_is_nowhere_in_the_files)
{
    const auto issued = accounts->issue_token({"p-1", "made up", {}}, now);
    accounts.reset();
    for (const auto& entry : std::filesystem::directory_iterator{dir.path()}) {
        std::ifstream file{entry.path(), std::ios::binary};
        const std::string bytes{std::istreambuf_iterator<char>{file}, {}};
        BOOST_TEST(bytes.find(issued.text.substr(13)) == std::string::npos);
    }
    BOOST_TEST(is_private(dir / "accounts.db"));
}

BOOST_AUTO_TEST_CASE(a_wrong_text_is_refused_without_telling_what_was_right)
{
    const auto issued = accounts->issue_token({"p-1", "made up", {}}, now);
    auto wrong_secret = issued.text;
    wrong_secret.back() = wrong_secret.back() == 'A' ? 'E' : 'A';
    auto wrong_id = issued.text;
    wrong_id[4] = wrong_id[4] == '0' ? '1' : '0';
    BOOST_TEST(refused(wrong_secret, token_fault::unknown));
    BOOST_TEST(refused(wrong_id, token_fault::unknown));
    for (const auto& text :
         {std::string{}, std::string{"dep_"}, issued.text + "x", "x" + issued.text,
          issued.text.substr(0, 55), std::string(56, '_')}) {
        BOOST_TEST(refused(text, token_fault::malformed));
    }
}

BOOST_AUTO_TEST_CASE(a_token_is_valid_strictly_before_its_expiry)
{
    const auto issued = accounts->issue_token({"p-1", "made up", now + 60s}, now);
    BOOST_TEST(!refused(issued.text, token_fault::expired, now + 59s));
    BOOST_TEST(refused(issued.text, token_fault::expired, now + 60s));
}

BOOST_AUTO_TEST_CASE(a_revocation_bites_at_once_and_happens_once)
{
    const auto issued = accounts->issue_token({"p-1", "made up", now + 60s}, now);
    BOOST_TEST(accounts->revoke_token(issued.record.id, now + 1s));
    BOOST_TEST(!accounts->revoke_token(issued.record.id, now + 2s));
    BOOST_TEST(!accounts->revoke_token("nobody00", now));
    BOOST_TEST(refused(issued.text, token_fault::revoked, now + 1s));
    BOOST_TEST(refused(issued.text, token_fault::revoked, now + 61s));
    const auto listed = accounts->list_tokens();
    BOOST_TEST_REQUIRE(listed.size() == 1U);
    BOOST_TEST((listed[0].revoked_at == now + 1s));
}

BOOST_AUTO_TEST_CASE(use_is_remembered_by_day_and_survives_a_restart)
{
    const auto first = accounts->issue_token({"p-1", "first", {}}, now);
    const auto second = accounts->issue_token({"p-2", "second", {}}, now);
    static_cast<void>(accounts->find_token(second.text, now + 48h));
    accounts.reset();
    accounts = storage::open_accounts(dir / "accounts.db");
    const auto listed = accounts->list_tokens();
    BOOST_TEST_REQUIRE(listed.size() == 2U);
    BOOST_TEST(listed[0].id == first.record.id);
    BOOST_TEST(!listed[0].last_used.has_value());
    BOOST_TEST((listed[1].last_used == std::chrono::floor<std::chrono::days>(now + 48h)));
}

BOOST_AUTO_TEST_CASE(a_token_without_a_principal_is_not_issued)
{
    BOOST_CHECK_THROW(
        static_cast<void>(accounts->issue_token({"", "made up", {}}, now)), std::runtime_error
    );
    BOOST_TEST(accounts->list_tokens().empty());
}

BOOST_AUTO_TEST_CASE(a_backup_of_the_accounts_opens_with_the_same_tokens)
{
    const auto issued = accounts->issue_token({"p-1", "made up", {}}, now);
    storage::backup_accounts(dir / "accounts.db", dir / "copy.db");
    const auto copy = storage::open_accounts(dir / "copy.db");
    BOOST_TEST(std::holds_alternative<engine::token_record>(copy->find_token(issued.text, now)));
    BOOST_CHECK_THROW(
        storage::backup_accounts(dir / "accounts.db", dir / "copy.db"), storage::storage_error
    );
}

BOOST_AUTO_TEST_CASE(a_name_means_one_person_for_ever)
{
    BOOST_TEST(accounts->add_user("made.up", "p-1", "hash", now));
    BOOST_TEST(!accounts->add_user("made.up", "p-2", "other", now));
    BOOST_TEST(accounts->disable_user("made.up", now + 1s));
    BOOST_TEST(!accounts->disable_user("made.up", now + 2s));
    BOOST_TEST(!accounts->add_user("made.up", "p-2", "other", now));
    const auto found = accounts->find_user("made.up");
    BOOST_TEST_REQUIRE(found.has_value());
    BOOST_TEST(found->record.principal == "p-1");
    BOOST_TEST(found->password_hash == "hash");
    BOOST_TEST((found->record.disabled_at == now + 1s));
    BOOST_TEST(!accounts->find_user("nobody").has_value());
    BOOST_TEST(!accounts->disable_user("nobody", now));
    BOOST_TEST(!accounts->set_password("nobody", "hash", now));
}

BOOST_AUTO_TEST_CASE(a_new_password_enables_its_user_and_ends_the_sessions)
{
    BOOST_TEST(accounts->add_user("made.up", "p-1", "hash", now));
    const auto opened = accounts->open_session({"p-1", "", "made.up", "hash", now + 1h}, now);
    BOOST_TEST_REQUIRE(opened.has_value());
    BOOST_TEST(accounts->find_session(opened->text, now).has_value());
    BOOST_TEST(accounts->disable_user("made.up", now));
    BOOST_TEST(!accounts->find_session(opened->text, now).has_value());
    BOOST_TEST(!accounts->open_session({"p-1", "", "made.up", "hash", now + 1h}, now));
    BOOST_TEST(accounts->set_password("made.up", "other", now));
    // The password was checked before it changed.
    BOOST_TEST(!accounts->open_session({"p-1", "", "made.up", "hash", now + 1h}, now));
    BOOST_TEST(accounts->open_session({"p-1", "", "made.up", "other", now + 1h}, now).has_value());
    const auto listed = accounts->list_users();
    BOOST_TEST_REQUIRE(listed.size() == 1U);
    BOOST_TEST(!listed[0].disabled_at.has_value());
    BOOST_TEST((listed[0].last_used == std::chrono::floor<std::chrono::days>(now)));
}

BOOST_AUTO_TEST_CASE(a_session_ends_at_its_time_at_its_end_and_with_its_token)
{
    const auto token = accounts->issue_token({"p-1", "made up", {}}, now);
    const auto open = [&] {
        const auto opened = accounts->open_session({"p-1", token.record.id, "", "", now + 1h}, now);
        BOOST_TEST_REQUIRE(opened.has_value());
        return opened->text;
    };
    const auto first = open();
    BOOST_TEST(std::regex_match(first, std::regex{"ses_[0-9a-z]{8}_[A-Za-z0-9_-]{43}"}));
    BOOST_TEST(accounts->find_session(first, now + 1h - 1s)->principal == "p-1");
    BOOST_TEST(!accounts->find_session(first, now + 1h).has_value());
    BOOST_TEST(refused(first, token_fault::malformed));
    BOOST_TEST(!accounts->find_session(token.text, now).has_value());
    auto forged = first;
    forged.back() = forged.back() == 'A' ? 'B' : 'A';
    BOOST_TEST(!accounts->find_session(forged, now).has_value());
    BOOST_TEST(!accounts->end_session(forged));
    BOOST_TEST(accounts->end_session(first));
    BOOST_TEST(!accounts->end_session(first));
    BOOST_TEST(!accounts->find_session(first, now).has_value());
    const auto second = open();
    BOOST_TEST(accounts->revoke_token(token.record.id, now));
    BOOST_TEST(!accounts->find_session(second, now).has_value());
    BOOST_TEST(!accounts->open_session({"p-1", token.record.id, "", "", now + 1h}, now));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace depositary::testing
