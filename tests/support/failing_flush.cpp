/// Loaded before the C library by tests/integration/flush_failure.py: counts the flushes of files
/// whose path ends with FAILING_FLUSH_PATH, or of the whole log when it is "log", writes a line for
/// each to FAILING_FLUSH_LOG, and fails the one with the number FAILING_FLUSH_AT with EIO, as a
/// kernel does that could not write a page. What was appended since the flush before is then gone,
/// when FAILING_FLUSH_LOSES is set, as it is after a restart of such a machine.

#include <dlfcn.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <string>

namespace {

std::atomic<long> flushes{0};
std::atomic<off_t> flushed_size{0};  ///< of the write-ahead log

std::string path_of(int descriptor)
{
    const auto link = "/proc/self/fd/" + std::to_string(descriptor);
    std::array<char, 4096> path{};
    const auto length = ::readlink(link.c_str(), path.data(), path.size());
    return {path.data(), length > 0 ? static_cast<std::size_t>(length) : 0U};
}

bool watched(int descriptor)
{
    const char* const wanted = std::getenv("FAILING_FLUSH_PATH");
    const auto path = path_of(descriptor);
    if (wanted != nullptr && std::string{wanted} == "log") {
        return path.ends_with("/log.db") || path.ends_with("/log.db-wal");
    }
    return wanted != nullptr && path.ends_with(wanted);
}

bool is_log(int descriptor)
{
    return path_of(descriptor).ends_with("-wal");
}

void note(const char* what, long number)
{
    const char* const log = std::getenv("FAILING_FLUSH_LOG");
    const int file = log == nullptr ? -1 : ::open(log, O_WRONLY | O_APPEND | O_CREAT, 0600);
    if (file >= 0) {
        const auto line = std::string(what) + " " + std::to_string(number) + "\n";
        static_cast<void>(!::write(file, line.data(), line.size()));
        ::close(file);
    }
}

int flush(int descriptor, const char* name)
{
    using function = int (*)(int);
    const auto real = reinterpret_cast<function>(::dlsym(RTLD_NEXT, name));
    if (!watched(descriptor)) {
        return real(descriptor);
    }
    const long number = ++flushes;
    const char* const at = std::getenv("FAILING_FLUSH_AT");
    if (at != nullptr && number == std::strtol(at, nullptr, 10)) {
        note("failed", number);
        if (std::getenv("FAILING_FLUSH_LOSES") != nullptr && is_log(descriptor)) {
            static_cast<void>(!::ftruncate(descriptor, flushed_size));
        }
        errno = EIO;
        return -1;
    }
    note("flushed", number);
    struct stat status = {};
    if (is_log(descriptor) && ::fstat(descriptor, &status) == 0) {
        flushed_size = status.st_size;
    }
    return real(descriptor);
}

}  // namespace

extern "C" int fdatasync(int descriptor)
{
    return flush(descriptor, "fdatasync");
}

extern "C" int fsync(int descriptor)
{
    return flush(descriptor, "fsync");
}
