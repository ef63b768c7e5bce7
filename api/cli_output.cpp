#include "api/cli_output.hpp"

#include <boost/json.hpp>

#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <iostream>

#include "api/cli.hpp"
#include "engine/date.hpp"

namespace depositary::api {

namespace json = boost::json;

namespace {

void print(std::string& out, const json::value& v, std::size_t depth)
{
    const std::string pad(2 * (depth + 1), ' ');
    const std::string end(2 * depth, ' ');
    if (const auto* o = v.if_object(); o != nullptr && !o->empty()) {
        out += "{\n";
        std::size_t left = o->size();
        for (const auto& [key, item] : *o) {
            out += pad + json::serialize(json::value(key)) + ": ";
            print(out, item, depth + 1);
            out += --left > 0 ? ",\n" : "\n";
        }
        out += end + "}";
    } else if (const auto* a = v.if_array(); a != nullptr && !a->empty()) {
        out += "[\n";
        std::size_t left = a->size();
        for (const auto& item : *a) {
            out += pad;
            print(out, item, depth + 1);
            out += --left > 0 ? ",\n" : "\n";
        }
        out += end + "]";
    } else {
        out += json::serialize(v);
    }
}

std::string text_of(const json::object& o, std::string_view name)
{
    const auto* v = o.if_contains(name);
    if (v == nullptr) {
        return {};
    }
    return v->is_string() ? std::string(v->get_string()) : json::serialize(*v);
}

std::string clock_text(std::int64_t us)
{
    const std::int64_t seconds = us / 1'000'000;
    const auto day = engine::civil_date(static_cast<std::int32_t>(seconds / 86'400));
    const auto rest = seconds % 86'400;
    char buffer[16];
    std::snprintf(
        buffer, sizeof buffer, "T%02d:%02d:%02dZ", int(rest / 3'600), int(rest / 60 % 60),
        int(rest % 60)
    );
    return day.to_string() + buffer;
}

}  // namespace

std::string pretty(const json::value& value)
{
    std::string out;
    print(out, value, 0);
    return out;
}

bool colour_wanted()
{
    const char* term = std::getenv("TERM");
    return std::getenv("NO_COLOR") == nullptr && term != nullptr &&
           std::string_view(term) != "dumb" && isatty(STDERR_FILENO) == 1;
}

int report_error(const json::object& error)
{
    const bool colour = colour_wanted();
    std::cerr << (colour ? "\033[1m" : "") << text_of(error, "message") << (colour ? "\033[0m" : "")
              << "\n";
    if (const auto* data = error.if_contains("data"); data != nullptr && data->is_object()) {
        const auto& d = data->get_object();
        for (const auto name : {"reason", "field", "clause"}) {
            if (const auto t = text_of(d, name); !t.empty()) {
                std::cerr << "  " << name << ": " << t << "\n";
            }
        }
        if (const auto* why = d.if_contains("why"); why != nullptr && why->is_array()) {
            for (const auto& f : why->get_array()) {
                const auto& fact = f.as_object();
                std::cerr << "  " << text_of(fact, "fact") << " is " << text_of(fact, "is")
                          << ", needs " << text_of(fact, "needs") << "\n";
            }
        }
        if (const auto* allowed = d.if_contains("allowed")) {
            std::cerr << "  allowed: " << json::serialize(*allowed) << "\n";
        }
    }
    return exit_code_of(static_cast<int>(error.at("code").to_number<std::int64_t>()));
}

std::string event_line(const json::object& e)
{
    std::string who = text_of(e, "principal");
    if (const auto on = text_of(e, "on_behalf_of"); !on.empty()) {
        who += " for " + on;
    }
    std::string line = "#" + text_of(e, "seq") + "  " +
                       clock_text(e.at("recorded_at_us").to_number<std::int64_t>()) + "  " +
                       text_of(e, "initiative") + "/" + text_of(e, "version") + "  " +
                       text_of(e, "type") + "  ";
    if (const auto* p = e.if_contains("payload"); p != nullptr && p->is_object()) {
        std::size_t shown = 0;
        for (const auto& [key, value] : p->get_object()) {
            if (value.is_string() && value.get_string().size() <= 60 && shown < 6) {
                line += std::string(key) + "=" + std::string(value.get_string()) + " ";
                ++shown;
            }
            if (key == "content" && value.is_object()) {
                for (const auto name : {"actor", "amount", "unit"}) {
                    if (const auto t = text_of(value.get_object(), name); !t.empty()) {
                        line += std::string(name) + "=" + t + " ";
                    }
                }
            }
        }
    }
    return line + " by " + who;
}

std::function<void(std::size_t, std::size_t)> progress_line(std::string label)
{
    using clock = std::chrono::steady_clock;
    const bool terminal = isatty(STDERR_FILENO) == 1;
    auto last = std::make_shared<clock::time_point>(clock::now());
    return [label = std::move(label), terminal, last](std::size_t done, std::size_t total) {
        const auto now = clock::now();
        const auto every = terminal ? std::chrono::milliseconds(100) : std::chrono::seconds(10);
        if (now - *last < every && !(terminal && done == total)) {
            return;
        }
        *last = now;
        std::cerr << (terminal ? "\r" : "") << label << " " << done << "/" << total
                  << (terminal && done < total ? "" : "\n") << std::flush;
    };
}

std::string csv_cell(std::string_view text)
{
    if (text.find_first_of(",\"\r\n") == std::string_view::npos) {
        return std::string(text);
    }
    std::string out = "\"";
    for (const char c : text) {
        out += c;
        if (c == '"') {
            out += '"';
        }
    }
    return out + '"';
}

}  // namespace depositary::api
