#include "tests/tidy/tidy.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <span>
#include <stdexcept>

namespace depositary::tidy {

namespace {

using names = std::span<const std::string_view>;

bool is_word(char c)
{
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

bool starts_with_any(std::string_view text, names prefixes)
{
    return std::any_of(prefixes.begin(), prefixes.end(), [&](std::string_view p) {
        return text.starts_with(p);
    });
}

bool is_one_of(std::string_view text, names list)
{
    return std::find(list.begin(), list.end(), text) != list.end();
}

bool is_cpp(std::string_view path)
{
    return path.ends_with(".cpp");
}
bool is_code(std::string_view path)
{
    return is_cpp(path) || path.ends_with(".hpp");
}

std::string_view folder_of(std::string_view path)
{
    return path.substr(0, path.find('/'));
}

std::string_view name_of(std::string_view path)
{
    return path.substr(path.rfind('/') + 1);
}

std::string_view trimmed(std::string_view line)
{
    while (!line.empty() && std::isspace(static_cast<unsigned char>(line.front())) != 0) {
        line.remove_prefix(1);
    }
    while (!line.empty() && std::isspace(static_cast<unsigned char>(line.back())) != 0) {
        line.remove_suffix(1);
    }
    return line;
}

std::vector<std::string_view> lines_of(std::string_view text)
{
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        const auto end = text.find('\n');
        lines.push_back(text.substr(0, end));
        text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
    }
    return lines;
}

/// Where `word` stands in `line` with no letter, digit or underscore beside it.
bool has_word(std::string_view line, std::string_view word)
{
    for (auto at = line.find(word); at != std::string_view::npos; at = line.find(word, at + 1)) {
        const auto end = at + word.size();
        const bool free_left = at == 0 || !is_word(word.front()) || !is_word(line[at - 1]);
        const bool free_right = end >= line.size() || !is_word(word.back()) || !is_word(line[end]);
        if (free_left && free_right) {
            return true;
        }
    }
    return false;
}

/// End of the literal or comment that starts at `at`, or `at` when none starts there.
std::size_t skip_quiet(std::string_view text, std::size_t at)
{
    const auto rest = text.substr(at);
    const auto past = [&](std::size_t found, std::size_t length) {
        return found == std::string_view::npos ? text.size() : found + length;
    };
    if (rest.starts_with("//")) {
        return past(text.find('\n', at), 0);
    }
    if (rest.starts_with("/*")) {
        return past(text.find("*/", at + 2), 2);
    }
    if (rest.starts_with("R\"") && (at == 0 || !is_word(text[at - 1]))) {
        const auto open = text.find('(', at);
        if (open == std::string_view::npos) {
            return text.size();
        }
        const auto end = ")" + std::string(text.substr(at + 2, open - at - 2)) + "\"";
        return past(text.find(end, open), end.size());
    }
    // 1'000 is a number, not the start of a character.
    const bool separator = rest.front() == '\'' && at > 0 &&
                           std::isxdigit(static_cast<unsigned char>(text[at - 1])) != 0;
    if ((rest.front() != '"' && rest.front() != '\'') || separator) {
        return at;
    }
    for (auto i = at + 1; i < text.size(); ++i) {
        if (text[i] == '\\') {
            ++i;
        } else if (text[i] == rest.front() || text[i] == '\n') {
            return i + 1;
        }
    }
    return text.size();
}

/// What an #include line names, with its quotes or angle brackets; empty for any other line.
std::string_view included(std::string_view line)
{
    line = trimmed(line);
    if (!line.starts_with("#")) {
        return {};
    }
    line = trimmed(line.substr(1));
    if (!line.starts_with("include")) {
        return {};
    }
    line = trimmed(line.substr(7));
    const auto end = line.find(line.starts_with("<") ? '>' : '"', 1);
    return end == std::string_view::npos ? std::string_view() : line.substr(0, end + 1);
}

constexpr std::array<std::string_view, 4> layers{"engine", "workflows", "storage", "api"};
constexpr std::array<std::string_view, 2> pure_layers{"engine", "workflows"};

/// Standard headers that bring time, randomness, threads, files or the console.
constexpr std::array<std::string_view, 20> impure_headers{
    "thread", "mutex",    "shared_mutex", "condition_variable", "future",
    "random", "iostream", "fstream",      "filesystem",         "cstdio",
    "ctime",  "csignal",  "stop_token",   "semaphore",          "barrier",
    "latch",  "time.h",   "stdio.h",      "unistd.h",           "pthread.h"};

/// Boost.JSON's value types, which a pure header may name; parsing stays in sources.
constexpr std::array<std::string_view, 6> json_value_headers{
    "boost/json/fwd.hpp",   "boost/json/value.hpp",  "boost/json/object.hpp",
    "boost/json/array.hpp", "boost/json/string.hpp", "boost/json/kind.hpp"};

/// The only sources that instantiate Beast (docs/adr/0007); a client file is one named *client*.
constexpr std::array<std::string_view, 4> beast_sources{
    "websocket.cpp", "http_session.cpp", "boost_beast.cpp", "wire.hpp"};

/// Why `file` may not include the library header `header`, or nothing.
std::string refuse_pure(std::string_view file, std::string_view header)
{
    static constexpr std::array<std::string_view, 9> common{
        "boost/describe", "boost/mp11",       "boost/multiprecision",
        "boost/json/",    "boost/json.hpp",   "boost/system/",
        "boost/config",   "boost/container/", "boost/smart_ptr/intrusive_ptr.hpp"};
    static constexpr std::array<std::string_view, 3> machines{
        "boost/msm/", "boost/mpl/", "boost/fusion/"};
    if (header.find('/') == std::string_view::npos && !header.ends_with(".h")) {
        // The assert prints before it aborts: the one place where the engine may.
        const bool refused =
            is_one_of(header, impure_headers) && !file.starts_with("engine/assert.");
        return refused ? "a pure folder may not include" : "";
    }
    if (starts_with_any(header, common)) {
        const bool json = header.starts_with("boost/json");
        const bool quiet = !json || is_cpp(file) || is_one_of(header, json_value_headers);
        return quiet ? "" : "a pure header may include only Boost.JSON's value types, not";
    }
    if (file.starts_with("workflows/") && starts_with_any(header, machines)) {
        const bool indoors = is_cpp(file) || file.ends_with("_machine.hpp");
        return indoors ? "" : "Boost.MSM belongs in .cpp and *_machine.hpp files, so no";
    }
    return "a pure folder may not include";
}

std::string refuse_storage(std::string_view file, std::string_view header)
{
    static constexpr std::array<std::string_view, 5> sources_only{
        "SQLiteCpp/", "sqlite3.h", "spdlog/", "openssl/", "fmt/"};
    static constexpr std::array<std::string_view, 5> boost_allowed{
        "boost/json", "boost/system/", "boost/describe", "boost/mp11", "boost/unordered/"};
    if (starts_with_any(header, sources_only)) {
        return is_cpp(file) ? "" : "only a .cpp file of storage/ may include";
    }
    if (header.starts_with("boost/")) {
        return starts_with_any(header, boost_allowed) ? "" : "storage/ may not include";
    }
    return "";
}

std::string refuse_api(std::string_view file, std::string_view header)
{
    static constexpr std::array<std::string_view, 5> foreign{
        "SQLiteCpp/", "sqlite3", "boost/msm/", "boost/mpl/", "boost/fusion/"};
    if (starts_with_any(header, foreign)) {
        return "api/ may not include";
    }
    if (header.starts_with("boost/beast")) {
        const auto name = name_of(file);
        const bool client = is_cpp(file) && name.find("client") != std::string_view::npos;
        return is_one_of(name, beast_sources) || client ? "" : "this file may not include";
    }
    return "";
}

/// Why `file` may not include our own header `header`, or nothing.
std::string refuse_own(std::string_view file, std::string_view header)
{
    const auto from = folder_of(file);
    if (header.find('/') == std::string_view::npos) {
        return "name the folder when including";
    }
    const auto to = folder_of(header);
    if (to == from || file == "api/main.cpp") {
        return to == "tests" ? "nobody may include" : "";
    }
    const bool catalogue = from == "api" && header.starts_with("workflows/catalogue/");
    const bool engine = from != "engine" && to == "engine";
    return catalogue || engine ? "" : std::string(from) + "/ may not include";
}

std::string refuse(std::string_view file, std::string_view include)
{
    const auto header = include.substr(1, include.size() - 2);
    if (include.starts_with("\"")) {
        return refuse_own(file, header);
    }
    const auto folder = folder_of(file);
    if (is_one_of(header.substr(0, header.find('/')), layers)) {
        return "our own headers are included with quotes, not";
    }
    if (is_one_of(folder, pure_layers)) {
        return refuse_pure(file, header);
    }
    return folder == "storage" ? refuse_storage(file, header) : refuse_api(file, header);
}

/// Whether the lines that end before `brace` declare something other than a function.
bool opens_type(const std::vector<std::string_view>& lines, std::size_t brace)
{
    static constexpr std::array<std::string_view, 6> words{"class", "struct",    "union",
                                                           "enum",  "namespace", "extern"};
    std::size_t first = brace;
    while (first > 0) {
        const auto line = trimmed(lines[first - 1]);
        const bool boundary = line.empty() || line.ends_with(";") || line.ends_with("}") ||
                              line.ends_with("{") || line.ends_with(":") || line.starts_with("#");
        if (boundary) {
            break;
        }
        --first;
    }
    auto head = first < brace ? trimmed(lines[first]) : std::string_view();
    // template <...> may stand on the line before the word that counts.
    if (head.starts_with("template") && first + 1 < brace) {
        head = trimmed(lines[first + 1]);
    }
    const auto word = head.substr(0, head.find_first_of(" :<("));
    return is_one_of(word, words);
}

/// A function that opens its brace at the end of its own line, against the house style. Only at the
/// depth of a namespace or a class: deeper, such a line is the tail of a wrapped condition.
bool opens_function_inline(std::string_view line)
{
    static constexpr std::array<std::string_view, 8> control{"if",   "for",   "while", "switch",
                                                             "else", "catch", "do",    "return"};
    static constexpr std::array<std::string_view, 4> ends{
        ") {", ") const {", ") noexcept {", ") override {"};
    const auto text = trimmed(line);
    const bool shallow = line.find_first_not_of(' ') <= 4;
    const bool ended = std::any_of(ends.begin(), ends.end(), [&](std::string_view end) {
        return text.ends_with(end);
    });
    const auto word = text.substr(0, text.find_first_of(" (}"));
    const bool lambda = text.find("](") != std::string_view::npos;
    return shallow && ended && !lambda && !word.empty() && !text.starts_with(")") &&
           !is_one_of(word, control);
}

std::size_t code_points(std::string_view line)
{
    return static_cast<std::size_t>(std::count_if(line.begin(), line.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
    }));
}

std::string without_cmake_comments(std::string_view text)
{
    std::string out;
    for (const auto line : lines_of(text)) {
        out.append(line.substr(0, line.find('#')));
        out.push_back('\n');
    }
    return out;
}

bool named_in_cmake(const std::vector<source>& files, std::string_view path)
{
    for (auto slash = path.rfind('/'); slash != std::string_view::npos && slash > 0;
         slash = path.rfind('/', slash - 1)) {
        const auto list = std::string(path.substr(0, slash)) + "/CMakeLists.txt";
        const auto found = std::find_if(files.begin(), files.end(), [&](const source& f) {
            return f.path == list;
        });
        if (found == files.end()) {
            continue;
        }
        const auto text = without_cmake_comments(found->text);
        const auto relative = path.substr(slash + 1);
        for (auto at = text.find(relative); at != std::string::npos;
             at = text.find(relative, at + 1)) {
            const bool whole = at == 0 || (!is_word(text[at - 1]) && text[at - 1] != '/');
            if (whole) {
                return true;
            }
        }
    }
    return false;
}

bool looked_at(const std::filesystem::path& path)
{
    static constexpr std::array<std::string_view, 10> endings{
        ".cpp", ".hpp", ".cmake", ".md", ".py", ".ts", ".svelte", ".js", ".mjs", ".txt"};
    static constexpr std::array<std::string_view, 4> whole{
        "run", ".gitignore", "CMakePresets.json", "package.json"};
    const auto ending = path.extension().string();
    return is_one_of(ending, endings) || is_one_of(path.filename().string(), whole);
}

bool skipped_folder(std::string_view name)
{
    static constexpr std::array<std::string_view, 6> skipped{".git", "build", "node_modules",
                                                             "dist", "data",  ".cache"};
    return is_one_of(name, skipped);
}

}  // namespace

std::string to_string(const finding& f)
{
    return f.path + ":" + std::to_string(f.line) + ": " + f.message;
}

std::string code_only(std::string_view text)
{
    std::string out(text);
    for (std::size_t at = 0; at < text.size();) {
        const auto end = skip_quiet(text, at);
        for (auto i = at; i < end; ++i) {
            const bool quote = text[at] == '"' && (i == at || i + 1 == end);
            if (out[i] != '\n' && !quote) {
                out[i] = ' ';
            }
        }
        at = std::max(end, at + 1);
    }
    return out;
}

std::vector<finding> check_includes(const source& file)
{
    std::vector<finding> found;
    if (!is_one_of(folder_of(file.path), layers) || !is_code(file.path)) {
        return found;
    }
    const auto lines = lines_of(file.text);
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const auto include = included(lines[i]);
        const auto reason = include.size() < 3 ? std::string() : refuse(file.path, include);
        if (!reason.empty()) {
            found.push_back({file.path, i + 1, reason + " " + std::string(include)});
        }
    }
    return found;
}

std::vector<finding> check_purity(const source& file)
{
    static constexpr std::array<std::string_view, 28> banned{
        "system_clock",  "steady_clock",  "high_resolution_clock",
        "utc_clock",     "time(nullptr)", "time(NULL)",
        "clock_gettime", "gettimeofday",  "rand",
        "srand",         "random_device", "mt19937",
        "mt19937_64",    "std::thread",   "std::jthread",
        "std::async",    "std::mutex",    "this_thread",
        "std::cout",     "std::cerr",     "std::clog",
        "printf",        "getenv",        "spdlog",
        "sqlite3",       "SQLite",        "socket",
        "asio"};
    std::vector<finding> found;
    if (!is_one_of(folder_of(file.path), pure_layers) || !is_code(file.path)) {
        return found;
    }
    const auto code = code_only(file.text);
    const auto lines = lines_of(code);
    for (std::size_t i = 0; i < lines.size(); ++i) {
        for (const auto word : banned) {
            if (has_word(lines[i], word)) {
                found.push_back({file.path, i + 1, "pure folders may not use " + std::string(word)}
                );
            }
        }
    }
    return found;
}

std::vector<finding> check_line_lengths(const source& file)
{
    std::vector<finding> found;
    const auto name = name_of(file.path);
    const bool ruled = is_code(file.path) || name == "CMakeLists.txt" || name == "run" ||
                       name.ends_with(".cmake") || name.ends_with(".py");
    if (!ruled) {
        return found;
    }
    const auto lines = lines_of(file.text);
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const auto columns = code_points(lines[i]);
        if (columns > line_columns_max) {
            found.push_back(
                {file.path, i + 1,
                 std::to_string(columns) + " columns, " + std::to_string(line_columns_max) +
                     " are allowed"}
            );
        }
    }
    return found;
}

std::vector<finding> check_function_lengths(const source& file)
{
    std::vector<finding> found;
    if (!is_code(file.path)) {
        return found;
    }
    const auto code = code_only(file.text);
    const auto lines = lines_of(code);
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const bool own_line = trimmed(lines[i]) == "{" && !opens_type(lines, i);
        if (!own_line && !opens_function_inline(lines[i])) {
            continue;
        }
        const auto indent = lines[i].find_first_not_of(' ');
        auto end = i + 1;
        while (end < lines.size() &&
               !(lines[end].find_first_not_of(' ') == indent && lines[end][indent] == '}')) {
            ++end;
        }
        const auto length = end - i + 1;
        if (end < lines.size() && length > function_lines_max) {
            found.push_back(
                {file.path, i + 1,
                 "a function of " + std::to_string(length) + " lines, " +
                     std::to_string(function_lines_max) + " are allowed"}
            );
        }
    }
    return found;
}

std::vector<finding> check_work_notes(const source& file)
{
    // Written in two pieces so that this file does not find itself.
    static constexpr std::array<std::string_view, 2> words{
        "TO"
        "DO",
        "FIX"
        "ME"};
    std::vector<finding> found;
    const auto lines = lines_of(file.text);
    for (std::size_t i = 0; i < lines.size(); ++i) {
        for (const auto word : words) {
            const auto at = lines[i].find(word);
            if (at == std::string_view::npos || !has_word(lines[i], word)) {
                continue;
            }
            const auto rest = lines[i].substr(at + word.size());
            const bool numbered = rest.starts_with("(#") && rest.size() > 2 &&
                                  std::isdigit(static_cast<unsigned char>(rest[2])) != 0;
            if (!numbered) {
                found.push_back({file.path, i + 1, std::string(word) + " without a number"});
            }
        }
    }
    return found;
}

std::vector<finding> check_machine_paths(const source& file)
{
    static constexpr std::array<std::string_view, 4> places{
        "/wo"
        "rk/",
        "/ho"
        "me/",
        "/ro"
        "ot/",
        "/Us"
        "ers/"};
    std::vector<finding> found;
    const auto lines = lines_of(file.text);
    for (std::size_t i = 0; i < lines.size(); ++i) {
        for (const auto place : places) {
            for (auto at = lines[i].find(place); at != std::string_view::npos;
                 at = lines[i].find(place, at + 1)) {
                // A path inside another path, or of a URL, is no absolute path of a machine.
                const bool inner = at > 0 && (is_word(lines[i][at - 1]) ||
                                              lines[i][at - 1] == '.' || lines[i][at - 1] == '/');
                if (!inner) {
                    found.push_back(
                        {file.path, i + 1, "a path of one machine: " + std::string(place)}
                    );
                }
            }
        }
    }
    return found;
}

std::vector<finding> check_header_guard(const source& file)
{
    if (!file.path.ends_with(".hpp")) {
        return {};
    }
    const auto code = code_only(file.text);
    for (const auto line : lines_of(code)) {
        if (trimmed(line) == "#pragma once") {
            return {};
        }
        if (!trimmed(line).empty()) {
            break;
        }
    }
    return {{file.path, 1, "a header starts with #pragma once"}};
}

std::vector<finding> check_cmake_lists(const std::vector<source>& files)
{
    std::vector<finding> found;
    for (const auto& file : files) {
        if (is_cpp(file.path) && !named_in_cmake(files, file.path)) {
            found.push_back({file.path, 0, "no CMakeLists.txt names this file"});
        }
    }
    return found;
}

std::vector<finding> check_tree(const std::vector<source>& files)
{
    auto found = check_cmake_lists(files);
    const auto add = [&](std::vector<finding> more) {
        found.insert(found.end(), more.begin(), more.end());
    };
    for (const auto& file : files) {
        add(check_includes(file));
        add(check_purity(file));
        add(check_line_lengths(file));
        add(check_function_lengths(file));
        add(check_work_notes(file));
        add(check_machine_paths(file));
        add(check_header_guard(file));
    }
    return found;
}

std::vector<source> read_tree(const std::string& root)
{
    namespace fs = std::filesystem;
    if (!fs::exists(fs::path(root) / "CMakeLists.txt")) {
        throw std::runtime_error("no CMakeLists.txt in " + root);
    }
    std::vector<source> files;
    for (auto it = fs::recursive_directory_iterator(root); it != fs::recursive_directory_iterator();
         ++it) {
        if (it->is_directory() && skipped_folder(it->path().filename().string())) {
            it.disable_recursion_pending();
        } else if (it->is_regular_file() && looked_at(it->path())) {
            std::ifstream in(it->path(), std::ios::binary);
            files.push_back(
                {fs::relative(it->path(), root).generic_string(),
                 std::string(std::istreambuf_iterator<char>(in), {})}
            );
        }
    }
    std::sort(files.begin(), files.end(), [](const source& a, const source& b) {
        return a.path < b.path;
    });
    return files;
}

}  // namespace depositary::tidy
