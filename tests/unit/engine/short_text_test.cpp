#include "engine/short_text.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <atomic>
#include <random>
#include <set>
#include <string>
#include <thread>
#include <vector>

/// Texts of every length around the one that still stands in the object itself.

using depositary::engine::short_text;

BOOST_AUTO_TEST_SUITE(short_text_test)

BOOST_AUTO_TEST_CASE(a_text_of_any_length_and_of_any_bytes_comes_back_as_it_was)
{
    for (std::size_t size = 0; size <= 300; ++size) {
        std::string text;
        for (std::size_t i = 0; i < size; ++i) {
            text += static_cast<char>((i * 37 + size) % 256);  // zero and 0xff, too
        }
        const short_text kept(text);
        BOOST_REQUIRE(kept.view() == text);
        BOOST_REQUIRE(std::string(kept) == text);
        BOOST_REQUIRE(kept == text);
    }
}

BOOST_AUTO_TEST_CASE(copies_moves_and_assignments_keep_the_text_and_a_moved_one_is_empty)
{
    for (const auto size : {0U, 1U, 22U, 23U, 24U, 100U}) {
        const std::string text(size, 'x');
        short_text first(text);
        short_text second(first);
        BOOST_TEST((first == second));
        short_text third(std::move(first));
        BOOST_TEST(third.view() == text);
        BOOST_TEST(first.view().empty());
        third = second;
        const auto& same = third;
        third = same;
        BOOST_TEST(third.view() == text);
        second = short_text("another, which is longer than it was");
        BOOST_TEST(third.view() == text);
        third = std::move(second);
        BOOST_TEST(third.view() == "another, which is longer than it was");
    }
}

BOOST_AUTO_TEST_CASE(the_order_is_that_of_the_texts)
{
    std::mt19937 random(7);
    std::set<std::string> texts;
    std::set<short_text> kept;
    for (int i = 0; i < 2'000; ++i) {
        std::string text(random() % 40, 'a');
        for (auto& c : text) {
            c = static_cast<char>("ab\xff"[random() % 3]);
        }
        texts.insert(text);
        kept.insert(text);
    }
    BOOST_TEST(std::equal(kept.begin(), kept.end(), texts.begin(), texts.end()));
}

BOOST_AUTO_TEST_CASE(threads_copy_and_drop_one_long_text)
{
    const short_text shared(std::string(100, 'y'));
    std::atomic<int> wrong{0};  // what Boost.Test counts, it counts on one thread
    std::vector<std::thread> threads;
    for (int n = 0; n < 4; ++n) {
        threads.emplace_back([mine = shared, &wrong] {
            for (int i = 0; i < 10'000; ++i) {
                const short_text copy(mine);
                wrong += copy.view().size() == 100U ? 0 : 1;
            }
        });
    }
    for (auto& t : threads) {
        t.join();
    }
    BOOST_TEST(wrong == 0);
    BOOST_TEST(shared.view() == std::string(100, 'y'));
}

BOOST_AUTO_TEST_SUITE_END()
