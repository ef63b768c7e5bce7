/// Documents in their folder: kept once, bounded, never served altered, copied and verified.

#include "storage/documents.hpp"

#include <boost/test/unit_test.hpp>

#include <fstream>

#include "storage/sha256.hpp"
#include "tests/unit/storage/log_fixture.hpp"

namespace depositary::testing {
namespace {

namespace fs = std::filesystem;
using engine::keep_outcome;
using storage::document_limits;
using storage::open_documents;
using storage::sha256;

struct documents_fixture
{
    fs::path folder() const { return dir / storage::documents_folder_name; }

    keep_outcome keep(const std::string& content, const document_limits& limits = {})
    {
        return open_documents(dir.path(), limits)
            ->keep(sha256(content), "application/pdf", content);
    }

    std::vector<fs::path> files() const
    {
        std::vector<fs::path> found;
        if (fs::exists(folder())) {
            for (const auto& one : fs::directory_iterator(folder())) {
                found.push_back(one.path());
            }
        }
        return found;
    }

    temporary_dir dir;
    std::string note = "%PDF-1.7 a note verbale (MADE UP)";
};

void alter(const fs::path& file)
{
    std::fstream f(file, std::ios::binary | std::ios::in | std::ios::out);
    f.seekp(9);
    f << "X";
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(documents, documents_fixture)

BOOST_AUTO_TEST_CASE(a_document_is_found_again_with_its_type_after_a_restart)
{
    BOOST_TEST((keep(note) == keep_outcome::kept));
    const auto found = open_documents(dir.path())->find(sha256(note));
    BOOST_TEST_REQUIRE(found.has_value());
    BOOST_TEST(found->content == note);
    BOOST_TEST(found->media_type == "application/pdf");
}

BOOST_AUTO_TEST_CASE(one_content_is_one_file_that_only_its_owner_reads)
{
    const auto open = open_documents(dir.path());
    BOOST_TEST((open->keep(sha256(note), "application/pdf", note) == keep_outcome::kept));
    BOOST_TEST((open->keep(sha256(note), "text/plain", note) == keep_outcome::kept));
    BOOST_TEST_REQUIRE(files().size() == 1U);
    BOOST_TEST(open->bytes() == note.size());
    const auto mode = fs::status(files().front()).permissions();
    BOOST_TEST((mode == (fs::perms::owner_read | fs::perms::owner_write)));
}

BOOST_AUTO_TEST_CASE(a_subtype_with_dots_is_read_back_as_it_was)
{
    const std::string type = "application/vnd.oasis.opendocument.text";
    BOOST_TEST((open_documents(dir.path())->keep(sha256(note), type, note) == keep_outcome::kept));
    BOOST_TEST(open_documents(dir.path())->find(sha256(note))->media_type == type);
}

BOOST_AUTO_TEST_CASE(above_the_limit_of_the_folder_nothing_is_kept)
{
    const document_limits limits{0, note.size() + 3};
    BOOST_TEST((keep(note, limits) == keep_outcome::kept));
    BOOST_TEST((keep("four", limits) == keep_outcome::no_space));
    BOOST_TEST((keep("abc", limits) == keep_outcome::kept));
    BOOST_TEST(files().size() == 2U);
}

BOOST_AUTO_TEST_CASE(below_the_watermark_of_the_device_nothing_is_kept)
{
    BOOST_TEST((keep(note, {UINT64_MAX, 1U << 20U}) == keep_outcome::no_space));
    BOOST_TEST(files().empty());
}

BOOST_AUTO_TEST_CASE(an_altered_document_is_never_served)
{
    BOOST_TEST((keep(note) == keep_outcome::kept));
    alter(files().front());
    BOOST_CHECK_THROW(
        static_cast<void>(open_documents(dir.path())->find(sha256(note))), std::runtime_error
    );
}

BOOST_AUTO_TEST_CASE(what_an_upload_left_half_done_is_removed_at_the_start)
{
    BOOST_TEST((keep(note) == keep_outcome::kept));
    std::ofstream(folder() / ".upload-0123456789abcdef") << "half";
    const auto open = open_documents(dir.path());
    BOOST_TEST(files().size() == 1U);
    BOOST_TEST(open->bytes() == note.size());
}

BOOST_AUTO_TEST_CASE(verification_names_what_is_missing_and_what_was_altered)
{
    BOOST_TEST((keep(note) == keep_outcome::kept));
    BOOST_TEST(storage::verify_documents(folder(), {sha256(note)}).empty());

    const auto missing = storage::verify_documents(folder(), {sha256(note), sha256("lost")});
    BOOST_TEST_REQUIRE(missing.size() == 1U);
    BOOST_TEST(missing.front().find(engine::hex(sha256("lost"))) != std::string::npos);

    alter(files().front());
    const auto altered = storage::verify_documents(folder(), {sha256(note)});
    BOOST_TEST_REQUIRE(altered.size() == 1U);
    BOOST_TEST(altered.front().find("altered") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_copy_brings_what_is_missing_once_and_leaves_out_what_was_altered)
{
    BOOST_TEST((keep(note) == keep_outcome::kept));
    BOOST_TEST((keep("%PDF-1.7 another (MADE UP)") == keep_outcome::kept));
    const auto beside = storage::documents_beside(dir / "backup.db");
    BOOST_TEST(storage::copy_documents(folder(), beside) == 2U);
    BOOST_TEST(storage::copy_documents(folder(), beside) == 0U);
    BOOST_TEST(storage::verify_documents(beside, {sha256(note)}).empty());

    alter(files().front());
    BOOST_TEST(storage::copy_documents(folder(), dir / "third") == 1U);
    BOOST_TEST(storage::copy_documents(dir / "nowhere", beside) == 0U);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace depositary::testing
