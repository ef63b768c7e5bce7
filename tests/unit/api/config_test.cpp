#include "api/config.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

namespace depositary::tests {

using api::config_error;
using api::load_config;

namespace {

/// A TOML file of this test, removed afterwards.
struct toml_file
{
    explicit toml_file(const std::string& text)
    {
        std::string name = (std::filesystem::temp_directory_path() / "depositary-XXXXXX").string();
        path = ::mkdtemp(name.data());
        file = path / "depositary.toml";
        std::ofstream(file) << text;
    }
    ~toml_file() { std::filesystem::remove_all(path); }
    toml_file(const toml_file&) = delete;
    toml_file& operator=(const toml_file&) = delete;

    std::filesystem::path path;
    std::filesystem::path file;
};

std::string message_of(const std::function<void()>& run)
{
    try {
        run();
    } catch (const config_error& e) {
        return e.what();
    }
    return "";
}

bool mentions(const std::string& text, const std::string& what)
{
    return text.find(what) != text.npos;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(config_test)

BOOST_AUTO_TEST_CASE(a_flag_wins_over_the_environment_and_that_over_the_file)
{
    const toml_file f(
        "listen = \"0.0.0.0:1\"\ncommand_rate = 5\nread_rate = 7.5\n[log]\nlevel = \"warn\"\n"
    );
    const auto c = load_config(
        {{"listen", "[::1]:3"}}, f.file,
        {{"DEPOSITARY_LISTEN", "0.0.0.0:2"}, {"DEPOSITARY_COMMAND_RATE", "6"}}
    );
    BOOST_TEST(c.server.host == "::1");
    BOOST_TEST(c.server.port == 3);
    BOOST_TEST(c.server.bounds.command_rate == 6);
    BOOST_TEST(c.server.bounds.read_rate == 7.5);
    BOOST_TEST(c.log_level == "warn");
    BOOST_TEST(c.values.at("listen").origin == "flag --listen");
    BOOST_TEST(c.values.at("command_rate").origin == "environment DEPOSITARY_COMMAND_RATE");
    BOOST_TEST(c.values.at("log.level").origin == "file " + f.file.string() + ":5");
    BOOST_TEST(c.values.at("data").origin == "default");
}

BOOST_AUTO_TEST_CASE(the_defaults_are_those_of_the_limits)
{
    const auto c = load_config({}, {}, {});
    BOOST_TEST(c.server.host == "127.0.0.1");
    BOOST_TEST(c.server.port == 8080);
    BOOST_TEST(c.values.at("message_bytes_max").value == "65536");
    BOOST_TEST(c.values.at("heartbeat_period_ms").value == "15000");
    BOOST_TEST(c.values.at("subscriptions_per_socket_max").value == "32");
    BOOST_TEST(c.values.size() == api::settings().size());
}

BOOST_AUTO_TEST_CASE(an_unknown_name_is_refused_with_the_nearest_one)
{
    const toml_file f("lisen = \"127.0.0.1:1\"\n");
    const auto in_file = message_of([&] { (void)load_config({}, f.file, {}); });
    BOOST_TEST(mentions(in_file, "nearest is listen"));
    BOOST_TEST(mentions(in_file, "depositary.toml:1"));
    const auto in_env = message_of([] {
        (void)load_config({}, {}, {{"DEPOSITARY_COMAND_RATE", "1"}});
    });
    BOOST_TEST(mentions(in_env, "nearest is DEPOSITARY_COMMAND_RATE"));
    BOOST_TEST(mentions(
        message_of([] {
            (void)load_config({{"log.levl", "info"}}, {}, {});
        }),
        "log.level"
    ));
}

BOOST_AUTO_TEST_CASE(a_wrong_value_names_the_setting_its_origin_and_what_is_right)
{
    const std::vector<std::pair<std::string, std::string>> wrong{
        {"listen", "nowhere"},
        {"listen", "127.0.0.1:70000"},
        {"command_rate", "0"},
        {"command_rate", "nan"},
        {"command_rate", "1x"},
        {"message_bytes_max", "0"},
        {"message_bytes_max", "-1"},
        {"heartbeat_period_ms", ""},
        {"log.level", "loud"},
        {"allowed_origins", "un.org"},
        {"allowed_origins", "https://a/b"},
        {"catalogue", "yes"},
    };
    for (const auto& [name, value] : wrong) {
        const auto text = message_of([&] { (void)load_config({{name, value}}, {}, {}); });
        BOOST_TEST_CONTEXT(name << " = " << value)
        {
            BOOST_TEST(mentions(text, name));
            BOOST_TEST(mentions(text, "flag --"));
            BOOST_TEST(mentions(text, "needs "));
        }
    }
}

BOOST_AUTO_TEST_CASE(a_file_that_is_not_toml_is_refused_with_its_line)
{
    const toml_file f("data = \"x\"\nlisten = \n");
    BOOST_TEST(mentions(message_of([&] { (void)load_config({}, f.file, {}); }), "depositary.toml:2")
    );
}

BOOST_AUTO_TEST_CASE(what_show_prints_is_a_file_that_gives_the_same)
{
    const auto c = load_config(
        {{"allowed_origins", "https://a.example,https://b.example:8443"}, {"read_rate", "12.5"}},
        {}, {}
    );
    const toml_file f(api::show_config(c, true));
    const auto again = load_config({}, f.file, {});
    BOOST_TEST(api::show_config(again, false) == api::show_config(c, false));
    BOOST_TEST(again.server.allowed_origins.size() == 2U);
}

BOOST_AUTO_TEST_CASE(the_sample_names_every_setting_and_sets_what_is_not_a_default)
{
    const auto c = load_config({{"data", "/var/lib/made-up"}}, {}, {});
    const auto text = api::sample_config(c);
    std::string uncommented;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        const bool prose = line.starts_with("# ");
        uncommented += (prose || !line.starts_with("#") ? line : line.substr(1)) + "\n";
    }
    for (const auto& s : api::settings()) {
        BOOST_TEST(mentions(uncommented, "\n" + std::string(s.name) + " = "), s.name);
        BOOST_TEST(mentions(text, "# " + std::string(s.doc)), s.name);
    }
    const toml_file as_it_is(text);
    const auto again = load_config({}, as_it_is.file, {});
    BOOST_TEST(again.data.string() == "/var/lib/made-up");
    BOOST_TEST(again.values.at("listen").origin == "default");
    // What the comments say are the defaults.
    const toml_file all(uncommented);
    BOOST_TEST(
        api::show_config(load_config({}, all.file, {}), false) == api::show_config(c, false)
    );
}

BOOST_AUTO_TEST_CASE(every_setting_has_a_name_of_its_own_and_a_line_of_documentation)
{
    std::set<std::string_view> names;
    for (const auto& s : api::settings()) {
        BOOST_TEST(names.insert(s.name).second);
        BOOST_TEST(!s.doc.empty());
        BOOST_TEST(mentions(api::settings_markdown(), "`" + std::string(s.name) + "`"));
    }
}

BOOST_AUTO_TEST_CASE(plain_http_to_other_machines_must_be_asked_for)
{
    const auto fault = [](std::vector<std::pair<std::string, std::string>> flags) {
        const auto c = load_config(flags, {}, {});
        return message_of([&] { api::check_exposure(c); });
    };
    for (const auto* local : {"127.0.0.1:80", "[::1]:80", "localhost:80", "127.9.9.9:80"}) {
        BOOST_TEST(fault({{"listen", local}}).empty(), local);
    }
    for (const auto* open : {"0.0.0.0:80", "192.0.2.1:80", "[::]:80", "register.example:80"}) {
        const auto why = fault({{"listen", open}});
        BOOST_TEST(mentions(why, open), why);
        BOOST_TEST(mentions(why, "tls_certificate"), why);
        BOOST_TEST(mentions(why, "trusted_proxies"), why);
        BOOST_TEST(mentions(why, "insecure_http"), why);
        BOOST_TEST(fault({{"listen", open}, {"insecure_http", "true"}}).empty());
        BOOST_TEST(fault({{"listen", open}, {"trusted_proxies", "10.0.0.0/8"}}).empty());
        BOOST_TEST(fault({{"listen", open}, {"tls_certificate", "a"}, {"tls_key", "b"}}).empty());
    }
    BOOST_TEST(mentions(fault({{"tls_certificate", "a"}}), "tls_key is not"));
    BOOST_TEST(mentions(fault({{"tls_key", "a"}}), "tls_certificate is not"));
}

BOOST_AUTO_TEST_CASE(a_proxy_is_an_address_or_a_block)
{
    const auto c =
        load_config({{"trusted_proxies", "10.0.0.0/8,::1"}, {"proxy_header", "forwarded"}}, {}, {});
    BOOST_TEST(c.server.proxies.size() == 2U);
    BOOST_TEST((c.server.proxy_header == api::forwarded_form::forwarded));
    BOOST_TEST(mentions(
        message_of([] {
            (void)load_config({{"trusted_proxies", "10.0.0.0/8,proxy"}}, {}, {});
        }),
        "10.0.0.0/8"
    ));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace depositary::tests
