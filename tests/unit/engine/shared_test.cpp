#include "engine/shared.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <bit>
#include <cstdint>
#include <map>
#include <random>
#include <string>
#include <vector>

namespace depositary::engine {

BOOST_AUTO_TEST_SUITE(shared_containers)

namespace {

/// Tells how often it was copied.
struct counted
{
    counted() = default;
    counted(const counted& other) : value(other.value) { ++copies; }
    counted(counted&& other) noexcept = default;
    counted& operator=(const counted&) = default;
    counted& operator=(counted&&) noexcept = default;
    ~counted() = default;

    int value = 0;
    static inline int copies = 0;
};

using map_type = shared_map<std::string, int>;
using model_type = std::map<std::string, int>;

void check_same(const map_type& map, const model_type& model)
{
    BOOST_TEST_REQUIRE(map.size() == model.size());
    auto expected = model.begin();
    for (const auto& [key, value] : map) {
        BOOST_TEST_REQUIRE(key == expected->first);
        BOOST_TEST_REQUIRE(value == expected->second);
        ++expected;
    }
    BOOST_TEST_REQUIRE((expected == model.end()));
}

std::string key_of(std::mt19937::result_type n)
{
    return "k" + std::to_string(n);
}

}  // namespace

BOOST_AUTO_TEST_CASE(agrees_with_a_map_over_random_changes_and_copies)
{
    const auto seed = std::random_device{}();
    BOOST_TEST_MESSAGE("seed " << seed);
    BOOST_TEST_INFO_SCOPE("seed " << seed);
    std::mt19937 random(seed);
    map_type map;
    model_type model;
    std::vector<std::pair<map_type, model_type>> kept;
    for (int step = 0; step < 20'000; ++step) {
        const auto key = key_of(random() % 500);
        if (random() % 3 == 0) {
            BOOST_TEST_REQUIRE(map.erase(key) == (model.erase(key) > 0));
        } else {
            map[key] = step;
            model[key] = step;
        }
        const auto probe = key_of(random() % 500);
        const auto found = map.find(probe);
        const auto expected = model.find(probe);
        BOOST_TEST_REQUIRE((found == map.end()) == (expected == model.end()));
        BOOST_TEST_REQUIRE(map.contains(probe) == model.contains(probe));
        const auto from = map.lower_bound(probe);
        const auto from_expected = model.lower_bound(probe);
        BOOST_TEST_REQUIRE((from == map.end()) == (from_expected == model.end()));
        if (from != map.end()) {
            BOOST_TEST_REQUIRE(from->first == from_expected->first);
        }
        if (!map.empty()) {
            BOOST_TEST_REQUIRE(map.back().first == model.rbegin()->first);
        }
        if (step % 1'000 == 0) {
            kept.emplace_back(map, model);
            map = map_type::from_sorted({model.begin(), model.end()});  // and goes on from there
        }
    }
    kept.emplace_back(map, model);
    for (const auto& [then, as_it_was] : kept) {
        check_same(then, as_it_was);
    }
}

BOOST_AUTO_TEST_CASE(stays_shallow_in_whatever_order_keys_come)
{
    // An iterator asserts beyond 80 levels; a list of 100,000 would be as deep as it is long.
    shared_map<int, int> rising;
    shared_map<int, int> falling;
    for (int i = 0; i < 100'000; ++i) {
        rising[i] = i;
        falling[-i] = i;
    }
    BOOST_TEST(rising.size() == 100'000U);
    BOOST_TEST(rising.begin()->first == 0);
    BOOST_TEST(falling.begin()->first == -99'999);
    for (int i = 0; i < 99'990; ++i) {
        rising.erase(i);
    }
    BOOST_TEST(rising.size() == 10U);
    BOOST_TEST(rising.begin()->first == 99'990);
}

BOOST_AUTO_TEST_CASE(a_sorted_run_becomes_a_map_of_the_least_depth)
{
    for (std::size_t count = 0; count < 70; ++count) {
        std::vector<std::pair<int, counted>> items(count);
        for (std::size_t i = 0; i < count; ++i) {
            items[i].first = static_cast<int>(i);
        }
        counted::copies = 0;
        auto map = shared_map<int, counted>::from_sorted(std::move(items));
        BOOST_TEST(counted::copies == 0);
        BOOST_TEST_REQUIRE(map.size() == count);
        const auto before = map;
        int deepest = 0;
        for (std::size_t i = 0; i < count; ++i) {
            map = before;
            counted::copies = 0;
            map[static_cast<int>(i)].value = 1;
            deepest = std::max(deepest, counted::copies);
        }
        BOOST_TEST(deepest == std::bit_width(count));
    }
}

BOOST_AUTO_TEST_CASE(a_change_copies_the_path_to_it_and_no_more)
{
    shared_map<int, counted> map;
    for (int i = 0; i < 100'000; ++i) {
        map[i].value = i;
    }
    counted::copies = 0;
    map[7].value = 8;
    BOOST_TEST(counted::copies == 0, "nobody else holds the map: nothing is copied");
    const auto before = map;
    BOOST_TEST(counted::copies == 0, "a copy of the map copies no item");
    map[7].value = 9;
    BOOST_TEST(counted::copies > 0);
    BOOST_TEST(counted::copies <= 41, "log(100,000) / log(4/3) is 40");
    BOOST_TEST(before.at(7).value == 8);
    BOOST_TEST(map.at(7).value == 9);
}

BOOST_AUTO_TEST_CASE(erase_if_takes_out_what_fits)
{
    shared_map<int, int> map;
    for (int i = 0; i < 100; ++i) {
        map[i] = i;
    }
    const auto before = map;
    map.erase_if([](const auto& item) { return item.first % 2 == 1; });
    BOOST_TEST(map.size() == 50U);
    BOOST_TEST(!map.contains(51));
    BOOST_TEST(map.contains(50));
    BOOST_TEST(before.size() == 100U);
}

BOOST_AUTO_TEST_CASE(a_list_is_copied_by_its_first_change)
{
    shared_list<int> list;
    BOOST_TEST(list.empty());
    list.change() = {1, 2};
    const auto before = list;
    list.change().push_back(3);
    BOOST_TEST(before.size() == 2U);
    BOOST_TEST(list.back() == 3);
    BOOST_TEST(list.front() == 1);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace depositary::engine
