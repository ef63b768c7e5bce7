#include "storage/data_dir.hpp"

#include <boost/test/unit_test.hpp>

#include <unistd.h>

#include <optional>
#include <string>

#include "storage/error.hpp"
#include "storage/random.hpp"
#include "tests/unit/storage/log_fixture.hpp"

namespace depositary::testing {

BOOST_AUTO_TEST_SUITE(data_dir)

BOOST_AUTO_TEST_CASE(a_second_holder_is_refused_by_the_name_of_the_first)
{
    const temporary_dir dir;
    const auto held = storage::lock_data_dir(dir / "data");
    BOOST_TEST(held.dir() == dir / "data");
    BOOST_CHECK_EXCEPTION(
        storage::lock_data_dir(dir / "data"), storage::storage_error,
        [&](const auto& e) {
            const std::string text = e.what();
            return e.code() == storage::errc::data_dir_locked &&
                   text.find((dir / "data").string()) != std::string::npos &&
                   text.find(std::to_string(::getpid())) != std::string::npos;
        }
    );
}

BOOST_AUTO_TEST_CASE(the_lock_ends_with_its_holder_and_moves_with_it)
{
    const temporary_dir dir;
    std::optional first{storage::lock_data_dir(dir.path())};
    std::optional second{std::move(*first)};
    first.reset();
    BOOST_CHECK_THROW(
        static_cast<void>(storage::lock_data_dir(dir.path())), storage::storage_error
    );
    second.reset();
    BOOST_CHECK_NO_THROW(static_cast<void>(storage::lock_data_dir(dir.path())));
}

BOOST_AUTO_TEST_CASE(a_new_data_folder_is_its_owners_alone)
{
    const temporary_dir dir;
    const auto held = storage::lock_data_dir(dir / "data");
    BOOST_TEST(is_private(dir / "data"));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(sha256)

BOOST_AUTO_TEST_CASE(the_hash_is_the_one_of_the_standard)
{
    // FIPS 180-4, the one-block example "abc".
    BOOST_TEST(
        engine::hex(storage::sha256("abc")) ==
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    );
    BOOST_TEST((storage::leaf_sha256("abc") == storage::sha256(std::string_view{"\0abc", 4})));
}

BOOST_AUTO_TEST_CASE(random_text_has_the_stated_length_and_alphabet)
{
    BOOST_TEST(storage::random_base64url(32).size() == 43U);
    BOOST_TEST(storage::random_hex(16).size() == 32U);
    BOOST_TEST(storage::random_name(8).size() == 8U);
    BOOST_TEST(
        storage::random_base64url(64).find_first_not_of(
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
        ) == std::string::npos
    );
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace depositary::testing
