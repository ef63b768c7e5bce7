#include "storage/data_dir.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

#include "storage/error.hpp"

namespace depositary::storage {
namespace {

[[noreturn]] void fail(const std::string& doing, const std::filesystem::path& file)
{
    const auto reason = std::generic_category().message(errno);
    throw storage_error(errc::cannot_open, "cannot " + doing + " " + file.string() + ": " + reason);
}

void sync_path(const std::filesystem::path& file, int flags)
{
    const int descriptor = ::open(file.c_str(), flags | O_CLOEXEC);
    if (descriptor < 0) {
        fail("open", file);
    }
    const int outcome = ::fsync(descriptor);
    const int saved = errno;
    ::close(descriptor);
    errno = saved;
    if (outcome != 0) {
        fail("flush", file);
    }
}

std::string holder_of(int descriptor)
{
    std::array<char, 32> text{};
    const auto count = ::pread(descriptor, text.data(), text.size(), 0);
    std::string holder{text.data(), count > 0 ? static_cast<std::size_t>(count) : 0U};
    while (!holder.empty() && (holder.back() == '\n' || holder.back() == '\0')) {
        holder.pop_back();
    }
    return holder;
}

void write_holder(int descriptor, const std::filesystem::path& file)
{
    const auto text = std::to_string(::getpid()) + "\n";
    const bool written =
        ::ftruncate(descriptor, 0) == 0 &&
        ::pwrite(descriptor, text.data(), text.size(), 0) == static_cast<ssize_t>(text.size());
    // On a full disk the lock still holds; only the message of a second process is poorer.
    if (!written && errno != ENOSPC) {
        const int saved = errno;
        ::close(descriptor);
        errno = saved;
        fail("write", file);
    }
}

}  // namespace

data_dir_lock::data_dir_lock(std::filesystem::path dir, int descriptor) noexcept
    : dir_(std::move(dir)), descriptor_(descriptor)
{}

data_dir_lock::data_dir_lock(data_dir_lock&& other) noexcept
    : dir_(std::move(other.dir_)), descriptor_(std::exchange(other.descriptor_, -1))
{}

data_dir_lock& data_dir_lock::operator=(data_dir_lock&& other) noexcept
{
    std::swap(dir_, other.dir_);
    std::swap(descriptor_, other.descriptor_);
    return *this;
}

data_dir_lock::~data_dir_lock()
{
    // The file stays: removing it would let a third process lock another file of the same name.
    if (descriptor_ >= 0) {
        ::close(descriptor_);
    }
}

data_dir_lock lock_data_dir(const std::filesystem::path& dir)
{
    std::error_code ignored;  // An existing folder is no error; a missing one shows at open.
    if (std::filesystem::create_directories(dir, ignored)) {
        std::filesystem::permissions(dir, std::filesystem::perms::owner_all, ignored);
    }
    const auto file = dir / lock_file_name;
    const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor < 0) {
        fail("open", file);
    }
    if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
        const int saved = errno;
        const auto holder = holder_of(descriptor);
        ::close(descriptor);
        errno = saved;
        if (saved != EWOULDBLOCK) {
            fail("lock", file);
        }
        throw storage_error(
            errc::data_dir_locked, "data folder " + dir.string() + " is in use by process " +
                                       (holder.empty() ? "(unknown)" : holder) +
                                       "; stop it, or choose another folder with --data"
        );
    }
    write_holder(descriptor, file);
    return data_dir_lock{dir, descriptor};
}

void sync_file(const std::filesystem::path& file)
{
    sync_path(file, O_RDONLY);
}

void sync_dir(const std::filesystem::path& dir)
{
    sync_path(dir.empty() ? "." : dir, O_RDONLY | O_DIRECTORY);
}

void create_private_file(const std::filesystem::path& file)
{
    const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor < 0) {
        fail("create", file);
    }
    ::close(descriptor);
}

}  // namespace depositary::storage
