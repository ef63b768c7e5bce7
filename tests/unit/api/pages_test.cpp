#include "api/pages.hpp"

#include <boost/test/unit_test.hpp>

#include <array>
#include <cstdlib>
#include <fstream>
#include <stdexcept>

namespace depositary::tests {

namespace {

using api::asset;

const std::array<asset, 3> files{{
    {"/", "text/html", "\"p\"", false, "page", "page-gz", "page-br"},
    {"/assets/a-1.js", "text/javascript", "\"a\"", true, "code", "code-gz", {}},
    {"/map.json", "application/json", "\"m\"", false, "{}", {}, {}},
}};
const std::array<std::string_view, 1> routes{"initiative"};
const api::site made_up{files, routes};

struct map_file
{
    explicit map_file(const std::string& text)
    {
        std::string name = (std::filesystem::temp_directory_path() / "depositary-XXXXXX").string();
        folder = ::mkdtemp(name.data());
        file = folder / "map.json";
        std::ofstream(file) << text;
    }
    ~map_file() { std::filesystem::remove_all(folder); }
    map_file(const map_file&) = delete;
    map_file& operator=(const map_file&) = delete;

    std::filesystem::path folder;
    std::filesystem::path file;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(pages)

BOOST_AUTO_TEST_CASE(smallest_form_that_the_browser_takes_is_served)
{
    const auto pages = api::make_pages(made_up, std::nullopt);
    BOOST_TEST(pages("/", "gzip, deflate, br")->body == "page-br");
    BOOST_TEST(pages("/", "gzip;q=0.5")->body == "page-gz");
    BOOST_TEST(pages("/", "br;q=0, gzip;q=0.0")->body == "page");
    BOOST_TEST(pages("/", "")->content_encoding == "");
    BOOST_TEST(pages("/assets/a-1.js", "br, gzip")->content_encoding == "gzip");
    BOOST_TEST(pages("/assets/a-1.js", "")->immutable);
}

BOOST_AUTO_TEST_CASE(addresses_of_the_page_give_the_page_and_others_nothing)
{
    const auto pages = api::make_pages(made_up, std::nullopt);
    BOOST_TEST(pages("/initiative/covax", "")->body == "page");
    BOOST_TEST(pages("/initiative", "")->body == "page");
    BOOST_TEST(!pages("/initiatives", ""));
    BOOST_TEST(!pages("/assets/none.js", ""));
    BOOST_TEST(!pages("", ""));
    BOOST_TEST(!api::make_pages(api::site{}, std::nullopt));
}

BOOST_AUTO_TEST_CASE(map_of_the_operator_takes_the_place_of_the_shipped_one)
{
    const map_file own(R"({"type":"Topology","objects":{"countries":{}},"arcs":[]})");
    const auto pages = api::make_pages(made_up, own.file);
    const auto served = pages("/map.json", "br, gzip");
    BOOST_TEST(served->body.find("Topology") != std::string_view::npos);
    BOOST_TEST(served->etag != "\"m\"");
    BOOST_TEST(pages("/", "")->body == "page");
}

BOOST_AUTO_TEST_CASE(map_that_is_none_is_refused_by_name)
{
    const map_file wrong(R"({"objects":{}})");
    BOOST_CHECK_THROW(static_cast<void>(api::make_pages(made_up, wrong.file)), std::runtime_error);
    BOOST_CHECK_THROW(
        static_cast<void>(api::make_pages(made_up, wrong.folder / "none")), std::runtime_error
    );
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace depositary::tests
