#include "api/config.hpp"

#include <boost/asio/ip/address.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/string.hpp>

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <charconv>
#include <functional>
#include <limits>
#include <numeric>
#include <sstream>
#include <toml++/toml.h>

#include "api/evidence.hpp"
#include "api/log_text.hpp"

extern char** environ;

namespace depositary::api {

namespace {

constexpr std::string_view prefix = "DEPOSITARY_";
/// Not settings: where tests find the program, where it shall crash for them, and which promise it
/// shall break (storage/crash_point.hpp).
constexpr std::string_view test_prefix = "DEPOSITARY_BINARY";
constexpr std::string_view crash_prefix = "DEPOSITARY_CRASH_";
constexpr std::string_view fault_prefix = "DEPOSITARY_PLANTED_";

/// Where a setting lives: reads its text into a configuration, and back. `read` says what would be
/// right when the text is wrong.
struct slot
{
    setting what;
    std::function<std::optional<std::string>(configuration&, std::string_view)> read;
    std::function<std::string(const configuration&)> write;
};

template <class T>
std::optional<T> number_in(std::string_view text)
{
    T value{};
    const auto end = text.data() + text.size();
    const auto [stop, ec] = std::from_chars(text.data(), end, value);
    return ec == std::errc() && stop == end ? std::optional(value) : std::nullopt;
}

std::string number_text(double v)
{
    std::ostringstream out;
    out << v;
    return out.str();
}

/// A whole number; `range` says which, to whoever gives another.
template <class Number, class Get>
slot whole_slot(
    std::string_view name, std::string_view unit, std::string_view doc, Number least, Number most,
    std::string_view range, Get get
)
{
    return {
        {name, "integer", unit, doc, {}},
        [=](configuration& c, std::string_view text) -> std::optional<std::string> {
            const auto v = number_in<Number>(text);
            if (!v || *v < least || *v > most) {
                return std::string(range);
            }
            get(c) = *v;
            return std::nullopt;
        },
        [get](const configuration& c) {
            return std::to_string(get(const_cast<configuration&>(c)));
        }};
}

template <class Get>
slot count_slot(std::string_view name, std::string_view unit, std::string_view doc, Get get)
{
    constexpr auto most = std::numeric_limits<std::size_t>::max();
    return whole_slot<std::size_t>(name, unit, doc, 1, most, "a whole number from 1", get);
}

template <class Get>
slot duration_slot(std::string_view name, std::string_view doc, Get get)
{
    return {
        {name, "integer", "ms", doc, {}},
        [get](configuration& c, std::string_view text) -> std::optional<std::string> {
            const auto v = number_in<std::int64_t>(text);
            if (!v || *v < 1) {
                return "milliseconds from 1";
            }
            get(c) = std::chrono::milliseconds(*v);
            return std::nullopt;
        },
        [get](const configuration& c) {
            return std::to_string(get(const_cast<configuration&>(c)).count());
        }};
}

template <class Get>
slot rate_slot(std::string_view name, std::string_view unit, std::string_view doc, Get get)
{
    return {
        {name, "number", unit, doc, {}},
        [get](configuration& c, std::string_view text) -> std::optional<std::string> {
            const auto v = number_in<double>(text);
            // Written so that a value that is not a number is refused too.
            if (!v || !(*v > 0 && *v <= 1e9)) {
                return "a number above 0";
            }
            get(c) = *v;
            return std::nullopt;
        },
        [get](const configuration& c) { return number_text(get(const_cast<configuration&>(c))); }};
}

template <class Get>
slot boolean_slot(std::string_view name, std::string_view doc, Get get)
{
    return {
        {name, "boolean", {}, doc, {}},
        [get](configuration& c, std::string_view text) -> std::optional<std::string> {
            if (text != "true" && text != "false") {
                return "true or false";
            }
            get(c) = text == "true";
            return std::nullopt;
        },
        [get](const configuration& c) {
            return get(const_cast<configuration&>(c)) ? "true" : "false";
        }};
}

slot choice_slot(
    std::string_view name, std::string_view choices, std::string_view doc,
    std::string configuration::*member
)
{
    return {
        {name, choices, {}, doc, {}},
        [choices, member](configuration& c, std::string_view text) -> std::optional<std::string> {
            std::string_view rest = choices;
            while (!rest.empty()) {
                const auto end = std::min(rest.find('|'), rest.size());
                if (rest.substr(0, end) == text) {
                    c.*member = text;
                    return std::nullopt;
                }
                rest.remove_prefix(std::min(end + 1, rest.size()));
            }
            return "one of " + std::string(choices);
        },
        [member](const configuration& c) { return c.*member; }};
}

std::optional<std::string> read_listen(configuration& c, std::string_view text)
{
    const auto colon = text.rfind(':');
    const auto port =
        colon == text.npos ? std::nullopt : number_in<std::uint16_t>(text.substr(colon + 1));
    auto host = text.substr(0, std::min(colon, text.size()));
    if (host.size() > 2 && host.front() == '[' && host.back() == ']') {
        host = host.substr(1, host.size() - 2);
    }
    if (!port || host.empty()) {
        return "ADDRESS:PORT, such as 127.0.0.1:8080 or [::1]:8080";
    }
    c.server.host = host;
    c.server.port = *port;
    return std::nullopt;
}

std::string write_listen(const configuration& c)
{
    const auto& host = c.server.host;
    const bool six = host.find(':') != host.npos;
    return (six ? "[" + host + "]" : host) + ":" + std::to_string(c.server.port);
}

/// The parts between commas; nullopt when one is not `good`.
template <class Good>
std::optional<std::vector<std::string>> list_of(std::string_view text, Good good)
{
    std::vector<std::string> list;
    while (!text.empty()) {
        const auto end = std::min(text.find(','), text.size());
        const auto one = text.substr(0, end);
        if (!good(one)) {
            return std::nullopt;
        }
        list.emplace_back(one);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return list;
}

bool is_origin(std::string_view text)
{
    const auto scheme = text.find("://");
    return (text.starts_with("http://") || text.starts_with("https://")) &&
           text.size() > scheme + 3 && text.find_first_of("/ *", scheme + 3) == text.npos;
}

std::optional<std::string> read_origins(configuration& c, std::string_view text)
{
    auto origins = list_of(text, is_origin);
    if (!origins) {
        return "origins such as https://example.org, separated by commas";
    }
    c.server.allowed_origins = std::move(*origins);
    return std::nullopt;
}

std::string joined(const std::vector<std::string>& list)
{
    std::string out;
    for (const auto& one : list) {
        out += (out.empty() ? "" : ",") + one;
    }
    return out;
}

std::string write_origins(const configuration& c)
{
    return joined(c.server.allowed_origins);
}

std::optional<std::string> read_media_types(configuration& c, std::string_view text)
{
    auto types = list_of(text, is_media_type);
    if (!types) {
        return "media types such as application/pdf, separated by commas";
    }
    c.server.evidence_media_types = std::move(*types);
    return std::nullopt;
}

std::optional<std::string> read_proxies(configuration& c, std::string_view text)
{
    std::vector<address_block> blocks;
    const auto list = list_of(text, [&](std::string_view one) {
        const auto block = address_block::parse(one);
        if (block) {
            blocks.push_back(*block);
        }
        return block.has_value();
    });
    if (!list) {
        return "addresses or blocks such as 10.0.0.0/8, separated by commas";
    }
    c.server.proxies = std::move(blocks);
    c.trusted_proxies = text;
    return std::nullopt;
}

slot text_slot(std::string_view name, std::string_view doc, std::string configuration::*member)
{
    return {
        {name, "text", {}, doc, {}},
        [member](configuration& c, std::string_view text) -> std::optional<std::string> {
            c.*member = text;
            return std::nullopt;
        },
        [member](const configuration& c) { return c.*member; }};
}

void add_transport(std::vector<slot>& s)
{
    s.push_back(text_slot(
        "tls_certificate", "PEM file with the certificate and its chain: HTTPS and WSS alone.",
        &configuration::tls_certificate
    ));
    s.push_back(text_slot(
        "tls_key", "PEM file with the certificate's private key.", &configuration::tls_key
    ));
    s.push_back(
        {{"trusted_proxies",
          "list",
          {},
          "Addresses and blocks of proxies whose word for the client's address counts.",
          {}},
         read_proxies,
         [](const configuration& c) { return c.trusted_proxies; }}
    );
    auto header = choice_slot(
        "proxy_header", "x-forwarded-for|forwarded",
        "Header in which those proxies name the client.", &configuration::proxy_header
    );
    header.read = [read = header.read](configuration& c, std::string_view text) {
        auto fault = read(c, text);
        c.server.proxy_header = c.proxy_header == "forwarded" ? forwarded_form::forwarded
                                                              : forwarded_form::x_forwarded_for;
        return fault;
    };
    s.push_back(std::move(header));
    s.push_back(boolean_slot(
        "insecure_http", "Plain HTTP to other machines too; without TLS anybody can read tokens.",
        [](auto& c) -> auto& { return c.insecure_http; }
    ));
}

void add_general(std::vector<slot>& s)
{
    s.push_back(
        {{"listen", "text", {}, "Address and port; port 0 picks a free one.", {}},
         read_listen,
         write_listen}
    );
    s.push_back(
        {{"data", "text", {}, "Data folder.", {}},
         [](configuration& c, std::string_view t) -> std::optional<std::string> {
             if (t.empty()) {
                 return "a folder";
             }
             c.data = t;
             return std::nullopt;
         },
         [](const configuration& c) { return c.data.string(); }}
    );
    s.push_back(boolean_slot(
        "catalogue", "Bring the records of the shipped catalogue that the register lacks.",
        [](auto& c) -> auto& { return c.catalogue; }
    ));
    s.push_back(
        {{"allowed_origins",
          "list",
          {},
          "Web origins that may connect, beside pages of this server.",
          {}},
         read_origins,
         write_origins}
    );
    s.push_back(boolean_slot(
        "secure_cookie",
        "The sign-in cookie travels over HTTPS alone; set it behind a proxy with TLS.",
        [](auto& c) -> auto& { return c.server.secure_cookie; }
    ));
    s.push_back(
        text_slot("map", "TopoJSON file in place of the dashboard's base map.", &configuration::map)
    );
    s.push_back(choice_slot(
        "log.level", "trace|debug|info|warn|error|off", "Least level that is logged.",
        &configuration::log_level
    ));
    s.push_back(
        choice_slot("log.format", "text|json", "Form of a log line.", &configuration::log_format)
    );
    s.push_back(count_slot(
        "threads.io", {}, "Threads that serve the public's sockets; as many serve known clients'.",
        [](auto& c) -> auto& { return c.server.io_threads; }
    ));
    s.push_back(whole_slot<int>(
        "threads.public_nice", {},
        "How far work for the public steps back where processors are short (nice, 0 to 19).", 0, 19,
        "a whole number from 0 to 19", [](auto& c) -> auto& { return c.server.public_nice; }
    ));
    s.push_back(count_slot(
        "threads.readers", {}, "Threads that read the log for subscribers.",
        [](auto& c) -> auto& { return c.server.reader_threads; }
    ));
}

void add_storage(std::vector<slot>& s)
{
    s.push_back(count_slot(
        "store.min_free_bytes", "bytes",
        "Free space on the data folder's file system below which commands are refused.",
        [](auto& c) -> auto& { return c.min_free_bytes; }
    ));
    s.push_back(count_slot(
        "store.evidence_bytes_max", "bytes",
        "All documents of evidence together; above it none is kept.",
        [](auto& c) -> auto& { return c.evidence_bytes_max; }
    ));
    s.push_back(
        {{"evidence_media_types",
          "list",
          {},
          "Media types that a document of evidence may have; else 415.",
          {}},
         read_media_types,
         [](const configuration& c) { return joined(c.server.evidence_media_types); }}
    );
}

// One line a limit; api/limits.hpp says what happens at each.
#define DEPOSITARY_COUNT(field, unit, doc)                                        \
    s.push_back(count_slot(                                                       \
        #field, unit, doc, [](auto& c) -> auto& { return c.server.bounds.field; } \
    ))
#define DEPOSITARY_TIME(field, doc)                                               \
    s.push_back(duration_slot(                                                    \
        #field "_ms", doc, [](auto& c) -> auto& { return c.server.bounds.field; } \
    ))
#define DEPOSITARY_RATE(field, unit, doc)                                         \
    s.push_back(rate_slot(                                                        \
        #field, unit, doc, [](auto& c) -> auto& { return c.server.bounds.field; } \
    ))

void add_limits(std::vector<slot>& s)
{
    DEPOSITARY_COUNT(message_bytes_max, "bytes", "A WebSocket message from a client; else 1009.");
    DEPOSITARY_COUNT(batch_items_max, "", "Requests in one JSON-RPC batch.");
    DEPOSITARY_COUNT(json_depth_max, "", "Nesting of a JSON text from a client.");
    DEPOSITARY_COUNT(http_header_bytes_max, "bytes", "An HTTP request's headers; else 431.");
    DEPOSITARY_COUNT(http_body_bytes_max, "bytes", "An HTTP request's body; else 413.");
    DEPOSITARY_TIME(tls_handshake_timeout, "For the TLS handshake of a connection.");
    DEPOSITARY_TIME(header_timeout, "For the headers of a request.");
    DEPOSITARY_TIME(body_timeout, "For the body of a request, and for sending an answer.");
    DEPOSITARY_TIME(keep_alive_timeout, "Between two requests of a kept connection.");
    DEPOSITARY_TIME(handshake_timeout, "For the opening and the closing WebSocket handshake.");
    DEPOSITARY_TIME(idle_timeout, "Without a byte from a WebSocket client, pings included.");
    DEPOSITARY_TIME(heartbeat_period, "Between heartbeats, and between checks of a token.");
    DEPOSITARY_TIME(write_stall_timeout, "One incomplete write; then close 4008.");
    DEPOSITARY_TIME(live_window, "From a commit to its notification; what follows joins it.");
    DEPOSITARY_TIME(drain_timeout, "For what is in flight when the server stops.");
    DEPOSITARY_COUNT(connections_max, "", "Open connections in total; else 503.");
    DEPOSITARY_COUNT(connections_per_ip_max, "", "Open connections of one address; else 503.");
    DEPOSITARY_COUNT(subscriptions_per_socket_max, "", "Subscriptions of one socket.");
    DEPOSITARY_COUNT(requests_in_flight_max, "", "Unanswered messages of a socket; then it waits.");
    DEPOSITARY_COUNT(outbound_bytes_max, "bytes", "Unsent answers of a socket; then it waits.");
    DEPOSITARY_RATE(command_rate, "1/s", "Commands of one principal.");
    DEPOSITARY_RATE(command_burst, "", "Commands of one principal at once.");
    DEPOSITARY_RATE(read_rate, "1/s", "Reads of one principal.");
    DEPOSITARY_RATE(read_burst, "", "Reads of one principal at once.");
    DEPOSITARY_COUNT(rate_principals_max, "", "Principals whose rates are kept.");
    DEPOSITARY_TIME(session_lifetime, "How long a browser's sign-in lasts.");
    DEPOSITARY_RATE(sign_in_account_rate, "1/s", "Sign-ins tried with one user's name.");
    DEPOSITARY_RATE(sign_in_account_burst, "", "Sign-ins tried with one user's name at once.");
    DEPOSITARY_RATE(sign_in_address_rate, "1/s", "Sign-ins tried from one address.");
    DEPOSITARY_RATE(sign_in_address_burst, "", "Sign-ins tried from one address at once.");
    DEPOSITARY_COUNT(password_threads, "", "Passwords checked at once, 64 MiB each.");
    DEPOSITARY_COUNT(sign_ins_waiting_max, "", "Sign-ins that wait for their turn; else 503.");
    DEPOSITARY_COUNT(evidence_bytes_max, "bytes", "One document of evidence; else 413.");
    DEPOSITARY_TIME(upload_timeout, "For the body of an upload.");
    DEPOSITARY_COUNT(uploads_max, "", "Uploads at the same time; else 503.");
    DEPOSITARY_COUNT(frame_events_max, "", "Events of one notification.");
    DEPOSITARY_COUNT(frame_bytes_max, "bytes", "Events of one notification.");
    DEPOSITARY_COUNT(ring_events_max, "", "Recent events in memory.");
    DEPOSITARY_COUNT(ring_bytes_max, "bytes", "Recent events in memory.");
    DEPOSITARY_COUNT(frame_cache_bytes_max, "bytes", "Encoded notifications in memory.");
    DEPOSITARY_COUNT(lagging_events_min, "", "Events behind at which a subscriber is told.");
}

#undef DEPOSITARY_COUNT
#undef DEPOSITARY_TIME
#undef DEPOSITARY_RATE

const std::vector<slot>& slots()
{
    static const auto all = [] {
        std::vector<slot> s;
        add_general(s);
        add_transport(s);
        add_storage(s);
        add_limits(s);
        for (auto& one : s) {
            one.what.default_text = one.write(configuration{});
        }
        return s;
    }();
    return all;
}

std::string variable_of(std::string_view name)
{
    std::string out(prefix);
    for (const char c : name) {
        out += c == '.' ? '_' : static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
    }
    return out;
}

std::string flag_of(std::string_view name)
{
    std::string out = "--" + std::string(name);
    std::replace(out.begin(), out.end(), '_', '-');
    std::replace(out.begin(), out.end(), '.', '-');
    return out;
}

std::size_t distance(std::string_view a, std::string_view b)
{
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i) {
        auto diagonal = std::exchange(row[0], i);
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const auto change = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({change, row[j] + 1, row[j - 1] + 1});
        }
    }
    return row.back();
}

using spelling = std::string (*)(std::string_view);

[[noreturn]] void unknown(const std::string& given, const std::string& origin, spelling spell)
{
    std::string nearest;
    auto best = std::string::npos;
    for (const auto& s : slots()) {
        auto name = spell(s.what.name);
        if (const auto d = distance(given, name); d < best) {
            best = d;
            nearest = std::move(name);
        }
    }
    throw config_error("unknown setting " + given + " (" + origin + "); nearest is " + nearest);
}

void set(configuration& c, const slot& s, std::string_view text, const std::string& origin)
{
    if (const auto right = s.read(c, text)) {
        throw config_error(
            std::string(s.what.name) + " = \"" + std::string(text) + "\" (" + origin + "): needs " +
            *right
        );
    }
    c.values[std::string(s.what.name)] = {s.write(c), origin};
}

const slot* find(std::string_view name, spelling spell)
{
    for (const auto& s : slots()) {
        if (spell(s.what.name) == name) {
            return &s;
        }
    }
    return nullptr;
}

std::string as_is(std::string_view name)
{
    return std::string(name);
}

/// The text that a flag would have for a value of the file.
std::optional<std::string> text_of(const toml::node& n)
{
    if (const auto* v = n.as_string()) {
        return v->get();
    }
    if (const auto* v = n.as_integer()) {
        return std::to_string(v->get());
    }
    if (const auto* v = n.as_floating_point()) {
        return number_text(v->get());
    }
    if (const auto* v = n.as_boolean()) {
        return v->get() ? "true" : "false";
    }
    if (const auto* list = n.as_array()) {
        std::string joined;
        for (const auto& item : *list) {
            const auto* v = item.as_string();
            if (v == nullptr) {
                return std::nullopt;
            }
            joined += (joined.empty() ? "" : ",") + v->get();
        }
        return joined;
    }
    return std::nullopt;
}

void read_table(
    configuration& c, const toml::table& table, const std::string& above, const std::string& path
)
{
    for (const auto& [key, node] : table) {
        const auto name = above + std::string(key.str());
        const auto origin = "file " + path + ":" + std::to_string(node.source().begin.line);
        if (const auto* inner = node.as_table()) {
            read_table(c, *inner, name + ".", path);
            continue;
        }
        const auto* s = find(name, as_is);
        if (s == nullptr) {
            unknown(name, origin, as_is);
        }
        const auto text = text_of(node);
        if (!text) {
            throw config_error(name + " (" + origin + "): this kind of value is not taken");
        }
        set(c, *s, *text, origin);
    }
}

}  // namespace

const std::vector<setting>& settings()
{
    static const auto all = [] {
        std::vector<setting> list;
        for (const auto& s : slots()) {
            list.push_back(s.what);
        }
        return list;
    }();
    return all;
}

environment process_environment()
{
    environment out;
    for (char** v = environ; v != nullptr && *v != nullptr; ++v) {
        const std::string_view entry = *v;
        const auto equals = entry.find('=');
        const bool ours = entry.starts_with(prefix) && equals != entry.npos;
        const bool of_tests = entry.starts_with(test_prefix) || entry.starts_with(crash_prefix) ||
                              entry.starts_with(fault_prefix);
        if (ours && !of_tests) {
            out.emplace_back(entry.substr(0, equals), entry.substr(equals + 1));
        }
    }
    return out;
}

configuration load_config(
    const std::vector<std::pair<std::string, std::string>>& flags,
    const std::optional<std::filesystem::path>& file, const environment& variables
)
{
    configuration c;
    for (const auto& s : slots()) {
        c.values[std::string(s.what.name)] = {s.what.default_text, "default"};
    }
    if (file) {
        try {
            read_table(c, toml::parse_file(file->string()), "", file->string());
        } catch (const toml::parse_error& e) {
            std::ostringstream why;
            why << file->string() << ":" << e.source().begin.line << ": " << e.description();
            throw config_error(why.str());
        }
    }
    for (const auto& [name, value] : variables) {
        const auto* s = find(name, variable_of);
        if (s == nullptr) {
            unknown(name, "environment", variable_of);
        }
        set(c, *s, value, "environment " + name);
    }
    for (const auto& [name, value] : flags) {
        const auto* s = find(name, as_is);
        if (s == nullptr) {
            unknown(name, "flag", as_is);
        }
        set(c, *s, value, "flag " + flag_of(name));
    }
    return c;
}

void check_exposure(const configuration& c)
{
    if (c.tls_certificate.empty() != c.tls_key.empty()) {
        throw config_error(
            c.tls_key.empty() ? "tls_certificate is set, tls_key is not; TLS needs both"
                              : "tls_key is set, tls_certificate is not; TLS needs both"
        );
    }
    boost::system::error_code not_numeric;
    const auto address = boost::asio::ip::make_address(c.server.host, not_numeric);
    const bool local = not_numeric ? c.server.host == "localhost" : address.is_loopback();
    const bool safe = local || !c.tls_certificate.empty() || !c.server.proxies.empty();
    if (!safe && !c.insecure_http) {
        throw config_error(
            "listen = \"" + write_listen(c) + "\" (" + c.values.at("listen").origin +
            "): plain HTTP would show tokens to the network; set tls_certificate and tls_key, or "
            "trusted_proxies when a proxy speaks TLS, or insecure_http = true"
        );
    }
}

void start_logging(const configuration& c)
{
    // Standard output is for the command's own answer.
    spdlog::set_default_logger(std::make_shared<spdlog::logger>(
        "depositary", std::make_shared<spdlog::sinks::stderr_sink_mt>()
    ));
    spdlog::set_level(spdlog::level::from_str(c.log_level == "warn" ? "warning" : c.log_level));
    set_log_format(c.log_format == "json" ? log_format::json : log_format::text);
}

namespace {

/// As a line of a TOML file.
std::string assignment(const setting& s, const std::string& value)
{
    const bool bare = s.type == "integer" || s.type == "number" || s.type == "boolean";
    return std::string(s.name) + " = " +
           (bare ? value : boost::json::serialize(boost::json::string(value)));
}

}  // namespace

std::string show_config(const configuration& c, bool with_origin)
{
    std::string out;
    for (const auto& s : settings()) {
        const auto& v = c.values.find(s.name)->second;
        out += assignment(s, v.value);
        if (with_origin) {
            out += "  # " + v.origin;
        }
        out += '\n';
    }
    return out;
}

std::string sample_config(const configuration& c)
{
    std::string out =
        "# Settings of Depositary. A commented setting shows its default. A variable DEPOSITARY_*\n"
        "# wins over this file, a flag over both; what is in effect, and from where:\n"
        "#   depositary config show --origin --config FILE\n";
    for (const auto& s : settings()) {
        const auto& v = c.values.find(s.name)->second;
        const bool choice = s.type.find('|') != s.type.npos;
        out += "\n# " + std::string(s.doc);
        out += choice ? " One of " + std::string(s.type) + "." : "";
        out += s.unit.empty() ? "" : " In " + std::string(s.unit) + ".";
        out += v.value == s.default_text ? "\n#" : "\n";
        out += assignment(s, v.value) + '\n';
    }
    return out;
}

std::string settings_markdown()
{
    std::string out = "| setting | default | unit | what |\n|---|---|---|---|\n";
    for (const auto& s : settings()) {
        const auto shown = s.default_text.empty() ? "" : "`" + s.default_text + "`";
        out += "| `" + std::string(s.name) + "` | " + shown + " | " + std::string(s.unit) + " | ";
        out += std::string(s.doc) + " |\n";
    }
    return out;
}

}  // namespace depositary::api
