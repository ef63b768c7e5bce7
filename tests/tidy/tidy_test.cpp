#include "tests/tidy/tidy.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

using namespace depositary::tidy;

namespace {

source file(std::string path, std::string text)
{
    return {std::move(path), std::move(text)};
}

/// What check_includes says of one include line in `path`.
std::size_t breaches(const std::string& path, const std::string& include)
{
    return check_includes(file(path, "#include " + include + "\n")).size();
}

std::string function_of(std::size_t lines, const std::string& head)
{
    std::string text = head;
    for (std::size_t i = 2; i < lines; ++i) {
        text += "    step();\n";
    }
    return text + "}\n";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(tidy)

BOOST_AUTO_TEST_CASE(the_tree_keeps_the_house_rules)
{
    const auto files = read_tree(DEPOSITARY_SOURCE_DIR);
    BOOST_TEST(files.size() > 20U);
    for (const auto& f : check_tree(files)) {
        BOOST_ERROR(to_string(f));
    }
}

BOOST_AUTO_TEST_CASE(a_folder_without_a_build_file_is_not_taken_for_a_clean_tree)
{
    BOOST_CHECK_THROW(
        (void)read_tree(std::string(DEPOSITARY_SOURCE_DIR) + "/docs"), std::runtime_error
    );
}

BOOST_AUTO_TEST_CASE(engine_includes_only_itself_and_quiet_libraries)
{
    BOOST_TEST(breaches("engine/x.cpp", "\"engine/y.hpp\"") == 0U);
    BOOST_TEST(breaches("engine/x.cpp", "<vector>") == 0U);
    BOOST_TEST(breaches("engine/x.hpp", "<boost/multiprecision/cpp_int.hpp>") == 0U);
    BOOST_TEST(breaches("engine/x.cpp", "\"workflows/y.hpp\"") == 1U);
    BOOST_TEST(breaches("engine/x.cpp", "\"storage/y.hpp\"") == 1U);
    BOOST_TEST(breaches("engine/x.cpp", "\"api/y.hpp\"") == 1U);
    BOOST_TEST(breaches("engine/x.cpp", "\"y.hpp\"") == 1U);
    BOOST_TEST(breaches("engine/x.cpp", "<engine/y.hpp>") == 1U);
    BOOST_TEST(breaches("engine/x.cpp", "<boost/asio.hpp>") == 1U);
    BOOST_TEST(breaches("engine/x.cpp", "<boost/msm/back/state_machine.hpp>") == 1U);
    BOOST_TEST(breaches("engine/x.cpp", "<SQLiteCpp/SQLiteCpp.h>") == 1U);
    BOOST_TEST(breaches("engine/x.cpp", "<spdlog/spdlog.h>") == 1U);
    BOOST_TEST(breaches("engine/x.cpp", "<openssl/sha.h>") == 1U);
    BOOST_TEST(breaches("engine/x.cpp", "<thread>") == 1U);
    BOOST_TEST(breaches("engine/x.cpp", "<random>") == 1U);
    BOOST_TEST(breaches("engine/x.cpp", "<sys/socket.h>") == 1U);
}

BOOST_AUTO_TEST_CASE(only_the_assert_may_print)
{
    BOOST_TEST(breaches("engine/assert.cpp", "<cstdio>") == 0U);
    BOOST_TEST(breaches("engine/money.cpp", "<cstdio>") == 1U);
}

BOOST_AUTO_TEST_CASE(a_pure_header_names_json_values_but_not_the_parser)
{
    BOOST_TEST(breaches("engine/x.hpp", "<boost/json/value.hpp>") == 0U);
    BOOST_TEST(breaches("engine/x.hpp", "<boost/json.hpp>") == 1U);
    BOOST_TEST(breaches("engine/x.hpp", "<boost/json/parse.hpp>") == 1U);
    BOOST_TEST(breaches("engine/x.cpp", "<boost/json.hpp>") == 0U);
}

BOOST_AUTO_TEST_CASE(state_machine_templates_stay_indoors_in_workflows)
{
    const std::string msm = "<boost/msm/back/state_machine.hpp>";
    BOOST_TEST(breaches("workflows/pledge.cpp", msm) == 0U);
    BOOST_TEST(breaches("workflows/msm_machine.hpp", msm) == 0U);
    BOOST_TEST(breaches("workflows/pledge.hpp", msm) == 1U);
    BOOST_TEST(breaches("api/pledge.cpp", msm) == 1U);
    BOOST_TEST(breaches("storage/pledge.cpp", msm) == 1U);
}

BOOST_AUTO_TEST_CASE(workflows_see_the_engine_alone)
{
    BOOST_TEST(breaches("workflows/x.cpp", "\"engine/y.hpp\"") == 0U);
    BOOST_TEST(breaches("workflows/catalogue/x.cpp", "\"workflows/catalogue/y.hpp\"") == 0U);
    BOOST_TEST(breaches("workflows/x.cpp", "\"storage/y.hpp\"") == 1U);
    BOOST_TEST(breaches("workflows/x.cpp", "\"api/y.hpp\"") == 1U);
}

BOOST_AUTO_TEST_CASE(storage_keeps_sqlite_and_logging_in_its_sources)
{
    BOOST_TEST(breaches("storage/x.cpp", "<SQLiteCpp/Database.h>") == 0U);
    BOOST_TEST(breaches("storage/x.cpp", "<sqlite3.h>") == 0U);
    BOOST_TEST(breaches("storage/x.cpp", "<spdlog/spdlog.h>") == 0U);
    BOOST_TEST(breaches("storage/x.cpp", "<openssl/evp.h>") == 0U);
    BOOST_TEST(breaches("storage/x.hpp", "<SQLiteCpp/Database.h>") == 1U);
    BOOST_TEST(breaches("storage/x.hpp", "<sqlite3.h>") == 1U);
    BOOST_TEST(breaches("storage/x.hpp", "<spdlog/spdlog.h>") == 1U);
    BOOST_TEST(breaches("storage/x.cpp", "\"api/y.hpp\"") == 1U);
    BOOST_TEST(breaches("storage/x.cpp", "\"workflows/y.hpp\"") == 1U);
    BOOST_TEST(breaches("storage/x.cpp", "<boost/asio.hpp>") == 1U);
    BOOST_TEST(breaches("storage/x.hpp", "<boost/unordered/unordered_flat_map.hpp>") == 0U);
}

BOOST_AUTO_TEST_CASE(only_the_composition_root_of_api_sees_storage)
{
    BOOST_TEST(breaches("api/main.cpp", "\"storage/y.hpp\"") == 0U);
    BOOST_TEST(breaches("api/main.cpp", "\"workflows/y.hpp\"") == 0U);
    BOOST_TEST(breaches("api/x.cpp", "\"storage/y.hpp\"") == 1U);
    BOOST_TEST(breaches("api/x.cpp", "\"workflows/y.hpp\"") == 1U);
    BOOST_TEST(breaches("api/x.cpp", "\"workflows/catalogue/y.hpp\"") == 0U);
    BOOST_TEST(breaches("api/x.cpp", "<SQLiteCpp/Database.h>") == 1U);
}

BOOST_AUTO_TEST_CASE(beast_is_instantiated_in_its_own_sources_only)
{
    const std::string beast = "<boost/beast/websocket.hpp>";
    BOOST_TEST(breaches("api/websocket.cpp", beast) == 0U);
    BOOST_TEST(breaches("api/http_session.cpp", beast) == 0U);
    BOOST_TEST(breaches("api/boost_beast.cpp", "<boost/beast/src.hpp>") == 0U);
    BOOST_TEST(breaches("api/rpc_client.cpp", beast) == 0U);
    BOOST_TEST(breaches("api/rpc_client.hpp", beast) == 1U);
    BOOST_TEST(breaches("api/websocket.hpp", beast) == 1U);
    BOOST_TEST(breaches("api/server.cpp", beast) == 1U);
}

BOOST_AUTO_TEST_CASE(nobody_includes_a_test)
{
    BOOST_TEST(breaches("api/main.cpp", "\"tests/support/x.hpp\"") == 1U);
    BOOST_TEST(breaches("engine/x.cpp", "\"tests/support/x.hpp\"") == 1U);
}

BOOST_AUTO_TEST_CASE(a_finding_names_file_line_and_header)
{
    const auto found = check_includes(file("engine/x.cpp", "\n\n#include \"api/y.hpp\"\n"));
    BOOST_REQUIRE(found.size() == 1U);
    BOOST_TEST(to_string(found[0]) == "engine/x.cpp:3: engine/ may not include \"api/y.hpp\"");
}

BOOST_AUTO_TEST_CASE(pure_folders_may_not_reach_the_outside)
{
    for (const std::string call :
         {"std::chrono::system_clock::now()", "std::chrono::steady_clock::now()", "rand()",
          "std::random_device d", "std::thread t", "std::mutex m", "spdlog::info(1)", "sqlite3* db",
          "SQLite::Database d", "std::cout << 1", "socket(1)", "getenv(x)"}) {
        const auto text = "void f() { " + call + "; }\n";
        BOOST_TEST(check_purity(file("engine/x.cpp", text)).size() >= 1U, call);
        BOOST_TEST(check_purity(file("workflows/x.hpp", text)).size() >= 1U, call);
        BOOST_TEST(check_purity(file("api/x.cpp", text)).empty(), call);
    }
}

BOOST_AUTO_TEST_CASE(words_in_comments_and_strings_are_no_calls)
{
    const auto text =
        "// a socket, rand()\n/* spdlog\n */ auto s = \"spdlog\";\n"
        "auto r = R\"x(sqlite3 \" )x\"; int operand = 1'000; char c = '\"';\n";
    BOOST_TEST(check_purity(file("engine/x.cpp", text)).empty());
    const auto after = std::string(text) + "int x = rand();\n";
    const auto found = check_purity(file("engine/x.cpp", after));
    BOOST_REQUIRE(found.size() == 1U);
    BOOST_TEST(found[0].line == 5U);
}

BOOST_AUTO_TEST_CASE(a_line_of_101_columns_is_one_too_many)
{
    BOOST_TEST(check_line_lengths(file("api/x.cpp", std::string(100, 'a') + "\n")).empty());
    BOOST_TEST(check_line_lengths(file("api/x.cpp", std::string(101, 'a') + "\n")).size() == 1U);
    BOOST_TEST(check_line_lengths(file("docs/x.md", std::string(101, 'a') + "\n")).empty());
    std::string accents;
    for (int i = 0; i < 100; ++i) {
        accents += "\xC3\xA9";
    }
    BOOST_TEST(check_line_lengths(file("api/x.cpp", accents + "\n")).empty());
}

BOOST_AUTO_TEST_CASE(a_function_of_71_lines_is_one_too_many)
{
    const auto length = [](const std::string& text) {
        return check_function_lengths(file("api/x.cpp", text)).size();
    };
    BOOST_TEST(length(function_of(70, "int f(int a)\n{\n")) == 0U);
    BOOST_TEST(length(function_of(71, "int f(int a)\n{\n")) == 1U);
    BOOST_TEST(length(function_of(71, "int f(\n    int a\n) const\n{\n")) == 1U);
    BOOST_TEST(length(function_of(71, "void f(int a) {\n")) == 1U);
    BOOST_TEST(length(function_of(71, "x::x(int a)\n    : a_(a)\n{\n")) == 1U);
    const auto wrapped = function_of(71, "void f(int a)\n{\n    if (a &&\n        (a)) {\n    }\n");
    BOOST_TEST(length(wrapped) == 1U);
    BOOST_TEST(length(function_of(200, "struct f\n{\n")) == 0U);
    BOOST_TEST(length(function_of(200, "template <class T>\nstruct f : g\n{\n")) == 0U);
    BOOST_TEST(length(function_of(200, "enum class f\n{\n")) == 0U);
    BOOST_TEST(length(function_of(200, "namespace f {\n")) == 0U);
}

BOOST_AUTO_TEST_CASE(work_left_undone_needs_a_number)
{
    const std::string word =
        "TO"
        "DO";
    BOOST_TEST(check_work_notes(file("api/x.cpp", "// " + word + ": later\n")).size() == 1U);
    BOOST_TEST(check_work_notes(file("api/x.cpp", "// " + word + "(soon)\n")).size() == 1U);
    BOOST_TEST(check_work_notes(file("api/x.cpp", "// " + word + "(#12): later\n")).empty());
    BOOST_TEST(
        check_work_notes(file(
                             "docs/x.md",
                             "FIX"
                             "ME\n"
                         ))
            .size() == 1U
    );
}

BOOST_AUTO_TEST_CASE(paths_of_one_machine_stay_out)
{
    BOOST_TEST(
        check_machine_paths(file(
                                "docs/x.md",
                                "see /ho"
                                "me/ann/notes\n"
                            ))
            .size() == 1U
    );
    BOOST_TEST(
        check_machine_paths(file(
                                "api/x.cpp",
                                "open(\"/wo"
                                "rk/x\")\n"
                            ))
            .size() == 1U
    );
    BOOST_TEST(check_machine_paths(file(
                                       "docs/x.md",
                                       "https://x.example/wo"
                                       "rk/\n"
                                   ))
                   .empty());
}

BOOST_AUTO_TEST_CASE(a_header_starts_with_pragma_once)
{
    BOOST_TEST(check_header_guard(file("api/x.hpp", "#pragma once\n")).empty());
    BOOST_TEST(check_header_guard(file("api/x.hpp", "// note\n#pragma once\n")).empty());
    BOOST_TEST(check_header_guard(file("api/x.hpp", "#include <map>\n")).size() == 1U);
    BOOST_TEST(check_header_guard(file("api/x.cpp", "#include <map>\n")).empty());
}

BOOST_AUTO_TEST_CASE(a_source_that_no_list_names_is_found)
{
    const auto lost = [](const std::string& list) {
        return check_cmake_lists({file("engine/CMakeLists.txt", list), file("engine/x.cpp", "")})
            .size();
    };
    BOOST_TEST(lost("add_library(e x.cpp)\n") == 0U);
    BOOST_TEST(lost("add_library(e y.cpp)\n") == 1U);
    BOOST_TEST(lost("add_library(e max.cpp)\n") == 1U);
    BOOST_TEST(lost("# x.cpp\n") == 1U);
    BOOST_TEST(check_cmake_lists({file("engine/x.cpp", "")}).size() == 1U);
    const std::vector<source> nested{
        file("tests/CMakeLists.txt", "depositary_test(unit SOURCES unit/engine/x_test.cpp)\n"),
        file("tests/unit/engine/x_test.cpp", "")};
    BOOST_TEST(check_cmake_lists(nested).empty());
}

BOOST_AUTO_TEST_SUITE_END()
