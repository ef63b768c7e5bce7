#include "api/notify.hpp"

#include <boost/test/unit_test.hpp>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <filesystem>

namespace depositary::tests {

using api::heartbeat;
using api::living_part;
using api::service_manager;
using namespace std::chrono_literals;

namespace {

/// A variable of this process while the test runs.
struct variable
{
    variable(const char* n, const std::string& value) : name(n)
    {
        ::setenv(name, value.c_str(), 1);
    }
    ~variable() { ::unsetenv(name); }
    variable(const variable&) = delete;
    variable& operator=(const variable&) = delete;
    const char* name;
};

/// The service manager's end. A name that begins with @ is in the abstract namespace.
struct manager_socket
{
    explicit manager_socket(const std::string& name) : fd(::socket(AF_UNIX, SOCK_DGRAM, 0))
    {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::memcpy(static_cast<char*>(address.sun_path), name.data(), name.size());
        if (name.front() == '@') {
            address.sun_path[0] = '\0';
        }
        const auto length = offsetof(sockaddr_un, sun_path) + name.size();
        BOOST_REQUIRE(
            ::bind(
                fd, reinterpret_cast<const sockaddr*>(&address), static_cast<socklen_t>(length)
            ) == 0
        );
    }
    ~manager_socket() { ::close(fd); }
    manager_socket(const manager_socket&) = delete;
    manager_socket& operator=(const manager_socket&) = delete;

    /// The next message; empty when there is none.
    [[nodiscard]] std::string next() const
    {
        std::string text(4096, '\0');
        const auto n = ::recv(fd, text.data(), text.size(), MSG_DONTWAIT);
        text.resize(n < 0 ? 0U : static_cast<std::size_t>(n));
        return text;
    }

    int fd;
};

/// A part that answers when told to.
struct slow_part
{
    living_part part(std::string_view name)
    {
        return {name, [this](std::function<void()> answer) {
                    ++asked;
                    owed = std::move(answer);
                }};
    }
    int asked = 0;
    std::function<void()> owed;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(notify_test)

BOOST_AUTO_TEST_CASE(the_manager_hears_ready_alive_status_and_stopping)
{
    std::string folder = (std::filesystem::temp_directory_path() / "depositary-XXXXXX").string();
    BOOST_REQUIRE(::mkdtemp(folder.data()) != nullptr);
    for (const auto& name :
         {folder + "/notify", "@depositary-notify-test-" + std::to_string(::getpid())}) {
        const manager_socket socket(name);
        const variable where("NOTIFY_SOCKET", name);
        service_manager manager;
        manager.tell("reading the log");
        manager.ready("seq 1");
        manager.alive("seq 2");
        manager.tell("seq 2");
        manager.tell("seq 3");
        manager.reloading();
        manager.stopping();
        BOOST_TEST(socket.next() == "STATUS=reading the log");
        BOOST_TEST(socket.next() == "READY=1\nSTATUS=seq 1");
        BOOST_TEST(socket.next() == "WATCHDOG=1\nSTATUS=seq 2");
        BOOST_TEST(socket.next() == "STATUS=seq 3");
        BOOST_TEST(socket.next() == "RELOADING=1");
        BOOST_TEST(socket.next() == "STOPPING=1\nSTATUS=stopping");
        BOOST_TEST(socket.next().empty());
    }
    std::filesystem::remove_all(folder);
}

BOOST_AUTO_TEST_CASE(a_manager_that_cannot_be_reached_stops_nothing)
{
    const variable where("NOTIFY_SOCKET", "/nonexistent/depositary-notify");
    service_manager manager;
    BOOST_CHECK_NO_THROW(manager.ready("seq 1"));
    BOOST_CHECK_NO_THROW(manager.stopping());
}

BOOST_AUTO_TEST_CASE(the_patience_is_what_the_manager_set_for_this_process)
{
    BOOST_TEST(service_manager().patience().count() == 0);
    const variable period("WATCHDOG_USEC", "30000000");
    BOOST_CHECK(service_manager().patience() == 30s);
    {
        const variable other("WATCHDOG_PID", "1");
        BOOST_TEST(service_manager().patience().count() == 0);
    }
    const variable own("WATCHDOG_PID", std::to_string(::getpid()));
    BOOST_CHECK(service_manager().patience() == 30s);
}

BOOST_AUTO_TEST_CASE(a_patience_that_is_no_number_is_refused_by_name)
{
    const variable period("WATCHDOG_USEC", "half a minute");
    try {
        const service_manager manager;
        BOOST_ERROR("was taken");
    } catch (const std::runtime_error& e) {
        const std::string why = e.what();
        BOOST_TEST(why.find("WATCHDOG_USEC = \"half a minute\"") != why.npos);
        BOOST_TEST(why.find("WatchdogSec=") != why.npos);
    }
}

BOOST_AUTO_TEST_CASE(it_beats_only_when_every_part_has_answered_since_the_last_beat)
{
    slow_part writer;
    slow_part io;
    heartbeat beat({writer.part("writer"), io.part("io")});
    BOOST_TEST(!beat.beats());
    BOOST_TEST(beat.silent() == "writer,io");
    io.owed();
    BOOST_TEST(!beat.beats());
    BOOST_TEST(beat.silent() == "writer");
    writer.owed();
    BOOST_TEST(beat.beats());
    // Both owe a new answer now.
    BOOST_TEST(!beat.beats());
    BOOST_TEST(beat.silent() == "writer,io");
}

BOOST_AUTO_TEST_CASE(a_part_that_owes_an_answer_is_not_asked_again)
{
    slow_part stuck;
    heartbeat beat({stuck.part("writer")});
    for (int i = 0; i < 100; ++i) {
        BOOST_TEST(!beat.beats());
    }
    BOOST_TEST(stuck.asked == 1);
}

BOOST_AUTO_TEST_CASE(an_answer_may_come_after_the_end)
{
    slow_part late;
    {
        heartbeat beat({late.part("writer")});
        BOOST_TEST(!beat.beats());
    }
    BOOST_CHECK_NO_THROW(late.owed());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace depositary::tests
