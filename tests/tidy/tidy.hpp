#pragma once

/// The house rules that a machine can check: who may include what, what the pure folders may not
/// call, and how long lines and functions may be. Pure text in, findings out, so that each rule is
/// tested on made-up text before it is let loose on the tree (docs/CONTRIBUTING.md).

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace depositary::tidy {

/// A line that a reader must be able to take in without scrolling sideways, in code points.
inline constexpr std::size_t line_columns_max = 100;
/// A function that fits on one page: its lines from opening to closing brace, both included.
inline constexpr std::size_t function_lines_max = 70;

/// A text file of the tree. `path` is relative to the root, with forward slashes.
struct source
{
    std::string path;
    std::string text;
};

/// One breach; `line` counts from 1, 0 when the whole file is meant.
struct finding
{
    std::string path;
    std::size_t line = 0;
    std::string message;
};

/// "engine/x.cpp:3: engine/ may not include api/y.hpp"
[[nodiscard]] std::string to_string(const finding& f);

/// `text` with comments and the insides of string and character literals blanked. Line breaks stay
/// where they are, so that positions hold.
[[nodiscard]] std::string code_only(std::string_view text);

/// The include table of docs/CONTRIBUTING.md, for files of engine/, workflows/, storage/ and api/.
[[nodiscard]] std::vector<finding> check_includes(const source& file);
/// Clocks, randomness, threads, sockets, SQL and logging in engine/ and workflows/.
[[nodiscard]] std::vector<finding> check_purity(const source& file);
[[nodiscard]] std::vector<finding> check_line_lengths(const source& file);
[[nodiscard]] std::vector<finding> check_function_lengths(const source& file);
/// A note of work left must say which issue tracks it: a number in parentheses after the word.
[[nodiscard]] std::vector<finding> check_work_notes(const source& file);
/// Paths that exist on one person's machine only.
[[nodiscard]] std::vector<finding> check_machine_paths(const source& file);
/// Headers say `#pragma once` before anything else.
[[nodiscard]] std::vector<finding> check_header_guard(const source& file);
/// Every .cpp among `files` must be named by a CMakeLists.txt of its folder or one above it.
[[nodiscard]] std::vector<finding> check_cmake_lists(const std::vector<source>& files);

/// Every rule that applies, over the whole tree.
[[nodiscard]] std::vector<finding> check_tree(const std::vector<source>& files);

/// Every text file that the rules look at under `root`. Throws std::runtime_error when `root` holds
/// no CMakeLists.txt: a wrong folder must not pass for a clean one.
[[nodiscard]] std::vector<source> read_tree(const std::string& root);

}  // namespace depositary::tidy
