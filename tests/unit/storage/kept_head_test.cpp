/// The last acknowledged head beside the log: what it knows that the log alone cannot.

#include "storage/kept_head.hpp"

#include <boost/test/unit_test.hpp>

#include <fstream>
#include <iterator>

#include "storage/backup.hpp"
#include "storage/error.hpp"
#include "storage/sqlite_log.hpp"
#include "tests/unit/storage/log_fixture.hpp"

namespace depositary::testing {
namespace {

using storage::read_kept_head;

struct kept_fixture
{
    std::filesystem::path file() const { return dir / "log.db"; }
    std::filesystem::path head_file() const { return storage::kept_head_path(file()); }

    void grow_to(std::int64_t head)
    {
        const auto log = storage::open_log(file());
        grow(log->writer(), maker, head);
    }

    bool refused() const
    {
        try {
            static_cast<void>(storage::open_log(file()));
            return false;
        } catch (const storage::storage_error& e) {
            return e.code() == storage::errc::rolled_back;
        }
    }

    temporary_dir dir;
    batch_maker maker;
};

std::string text_of(const std::filesystem::path& file)
{
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

void write(const std::filesystem::path& file, const std::string& text)
{
    std::ofstream(file, std::ios::binary | std::ios::trunc) << text;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(kept_head, kept_fixture)

BOOST_AUTO_TEST_CASE(each_batch_leaves_its_head_and_a_start_accepts_it)
{
    grow_to(3);
    const auto log = storage::open_log(file());
    const auto kept = read_kept_head(file());
    BOOST_TEST_REQUIRE(kept.has_value());
    BOOST_TEST(kept->seq == 3);
    BOOST_TEST((kept->root == log->make_reader()()->head().root));
    BOOST_TEST(kept->epoch == log->epoch());
    BOOST_TEST(is_private(head_file()));
}

BOOST_AUTO_TEST_CASE(a_log_that_is_shorter_than_its_kept_head_is_refused)
{
    grow_to(2);
    static_cast<void>(storage::open_log(file())->backup(dir / "old.db"));
    grow_to(5);
    std::filesystem::remove(file());
    std::filesystem::copy_file(dir / "old.db", file());
    BOOST_TEST(refused());
    // The operator may mean it.
    std::filesystem::remove(head_file());
    BOOST_TEST(!refused());
}

BOOST_AUTO_TEST_CASE(a_kept_head_that_is_older_than_the_log_is_accepted)
{
    grow_to(2);
    const auto old = text_of(head_file());
    grow_to(5);
    write(head_file(), old);  // what a power cut leaves
    BOOST_TEST(!refused());
}

BOOST_AUTO_TEST_CASE(another_history_of_the_same_length_is_refused)
{
    grow_to(3);
    const auto ours = text_of(head_file());
    const temporary_dir other;
    {
        batch_maker another;
        static_cast<void>(another.next({"elsewhere"}));
        const auto log = storage::open_log(other / "log.db");
        batch_maker fresh;
        grow(log->writer(), fresh, 3);
    }
    std::filesystem::remove(file());
    std::filesystem::copy_file(other / "log.db", file());
    write(head_file(), ours);
    BOOST_TEST(refused());  // its epoch is another one
}

BOOST_AUTO_TEST_CASE(a_log_that_is_gone_is_not_begun_anew)
{
    grow_to(3);
    std::filesystem::remove(file());
    BOOST_TEST(refused());
    BOOST_TEST(!std::filesystem::exists(file()));
}

BOOST_AUTO_TEST_CASE(a_restore_begins_a_history_that_the_kept_head_does_not_contradict)
{
    grow_to(2);
    static_cast<void>(storage::open_log(file())->backup(dir / "old.db"));
    grow_to(5);
    const auto lock = storage::lock_data_dir(dir.path());
    static_cast<void>(storage::restore_log(lock, dir / "old.db", storage::rollback_policy::allow));
    BOOST_TEST(!refused());
}

BOOST_AUTO_TEST_CASE(a_damaged_kept_head_is_no_head)
{
    grow_to(3);
    const auto good = text_of(head_file());
    for (std::size_t i = 0; i < good.size(); ++i) {
        auto bad = good;
        bad[i] = static_cast<char>(bad[i] ^ 1);
        write(head_file(), bad);
        BOOST_TEST(!read_kept_head(file()).has_value(), "byte " << i);
    }
    for (const auto* const text :
         {"", "\n", "3", "no head at all, and longer than one of them is"}) {
        write(head_file(), text);
        BOOST_TEST(!read_kept_head(file()).has_value());
    }
    write(head_file(), good + good);
    BOOST_TEST(!read_kept_head(file()).has_value());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace depositary::testing
