#include "engine/merkle.hpp"

#include <boost/test/unit_test.hpp>

#include <openssl/sha.h>

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace depositary::engine;

digest sha256(std::string_view bytes)
{
    digest out{};
    SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), out.data());
    return out;
}

std::string text(const digest& d)
{
    return {d.begin(), d.end()};
}

/// RFC 6962 section 2.1 as it is written: split at the largest power of two below the size.
digest tree_head(std::span<const std::string> entries)
{
    if (entries.empty()) {
        return sha256("");
    }
    if (entries.size() == 1) {
        return sha256(std::string(1, '\0') + entries.front());
    }
    std::size_t k = 1;
    while (k * 2 < entries.size()) {
        k *= 2;
    }
    const auto left = tree_head(entries.first(k));
    const auto right = tree_head(entries.subspan(k));
    return sha256("\1" + text(left) + text(right));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(merkle_test)

/// The reference inputs of the Certificate Transparency test suite and their tree heads.
BOOST_AUTO_TEST_CASE(known_tree_heads_are_reproduced)
{
    using namespace std::string_view_literals;
    const std::vector<std::string_view> inputs{
        ""sv,
        "\x00"sv,
        "\x10"sv,
        "\x20\x21"sv,
        "\x30\x31"sv,
        "\x40\x41\x42\x43"sv,
        "\x50\x51\x52\x53\x54\x55\x56\x57"sv,
        "\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f"sv,
    };
    const std::vector<std::string> heads{
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    };
    merkle_frontier tree(sha256);
    BOOST_TEST(
        hex(tree.root()) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    );
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        tree.append(leaf_hash(sha256, inputs[i]));
        BOOST_TEST(hex(tree.root()) == heads[i]);
        BOOST_TEST(tree.size() == i + 1);
    }
}

BOOST_AUTO_TEST_CASE(the_frontier_agrees_with_the_definition_at_every_size)
{
    std::vector<std::string> entries;
    merkle_frontier tree(sha256);
    for (int n = 0; n <= 300; ++n) {
        BOOST_TEST_REQUIRE(hex(tree.root()) == hex(tree_head(entries)), "size " << n);
        entries.push_back("event " + std::to_string(n * n));
        tree.append(leaf_hash(sha256, entries.back()));
    }
}

BOOST_AUTO_TEST_CASE(a_restored_frontier_goes_on_as_if_never_saved)
{
    merkle_frontier whole(sha256);
    for (int n = 0; n < 130; ++n) {
        merkle_frontier again(sha256, whole.size(), whole.nodes());
        BOOST_TEST_REQUIRE(hex(again.root()) == hex(whole.root()));
        const auto leaf = leaf_hash(sha256, std::to_string(n));
        again.append(leaf);
        whole.append(leaf);
        BOOST_TEST_REQUIRE(hex(again.root()) == hex(whole.root()), "size " << n);
    }
}

BOOST_AUTO_TEST_CASE(order_and_content_of_every_leaf_change_the_head)
{
    const auto head = [](const std::vector<std::string>& entries) {
        merkle_frontier tree(sha256);
        for (const auto& e : entries) {
            tree.append(leaf_hash(sha256, e));
        }
        return hex(tree.root());
    };
    const auto reference = head({"a", "b", "c"});
    BOOST_TEST(head({"b", "a", "c"}) != reference);
    BOOST_TEST(head({"a", "b", "d"}) != reference);
    BOOST_TEST(head({"a", "b"}) != reference);
    BOOST_TEST(head({"a", "b", "c", "c"}) != reference);
}

BOOST_AUTO_TEST_CASE(a_leaf_cannot_pass_for_a_node)
{
    const auto a = leaf_hash(sha256, "a");
    const auto b = leaf_hash(sha256, "b");
    BOOST_TEST(hex(node_hash(sha256, a, b)) != hex(leaf_hash(sha256, text(a) + text(b))));
    BOOST_TEST(hex(node_hash(sha256, a, b)) != hex(node_hash(sha256, b, a)));
}

BOOST_AUTO_TEST_SUITE_END()
