#include "storage/documents.hpp"

#include <fcntl.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <map>
#include <mutex>
#include <optional>
#include <sstream>
#include <string_view>
#include <system_error>
#include <utility>

#include "storage/crash_point.hpp"
#include "storage/data_dir.hpp"
#include "storage/error.hpp"
#include "storage/random.hpp"
#include "storage/sha256.hpp"

namespace depositary::storage {
namespace {

namespace fs = std::filesystem;
using engine::digest;
using engine::keep_outcome;

constexpr std::string_view name_prefix = "sha256-";
constexpr std::size_t hash_digits = 64;
constexpr std::string_view upload_prefix = ".upload-";

struct entry
{
    fs::path file;
    std::string media_type;
    std::uint64_t bytes = 0;
};

/// "application/pdf" as "application.pdf": a top-level type has no dot (RFC 6838 section 4.2), so
/// the first one is where the stroke was.
std::string file_name(const digest& hash, std::string_view media_type)
{
    std::string type(media_type);
    std::replace(type.begin(), type.end(), '/', '.');
    return std::string(name_prefix) + engine::hex(hash) + "." + type;
}

struct name_parts
{
    digest hash{};
    std::string media_type;
};

std::optional<name_parts> parts_of(const std::string& name)
{
    constexpr auto type_at = name_prefix.size() + hash_digits + 1;
    if (!name.starts_with(name_prefix) || name.size() <= type_at || name[type_at - 1] != '.') {
        return std::nullopt;
    }
    const auto hash = engine::digest_from_hex(name.substr(name_prefix.size(), hash_digits));
    auto type = name.substr(type_at);
    const auto dot = type.find('.');
    if (!hash || dot == type.npos) {
        return std::nullopt;
    }
    type[dot] = '/';
    return name_parts{*hash, std::move(type)};
}

[[noreturn]] void fail(const std::string& doing, const fs::path& file, int reason)
{
    throw storage_error(
        errc::cannot_open,
        "cannot " + doing + " " + file.string() + ": " + std::generic_category().message(reason)
    );
}

std::string content_of(const fs::path& file)
{
    std::ifstream in(file, std::ios::binary);
    std::ostringstream out;
    out << in.rdbuf();
    if (!in || !out) {
        fail("read", file, errno);
    }
    return std::move(out).str();
}

/// Removes a file that was not finished, unless it was published.
class unfinished
{
public:
    explicit unfinished(fs::path file) : file_(std::move(file)) {}
    unfinished(const unfinished&) = delete;
    unfinished& operator=(const unfinished&) = delete;
    ~unfinished()
    {
        if (!published_) {
            std::error_code ignored;  // the next start removes it
            fs::remove(file_, ignored);
        }
    }
    void published() { published_ = true; }

private:
    fs::path file_;
    bool published_ = false;
};

/// Zero, or the error number of the step that failed.
int write_all(int descriptor, std::string_view content)
{
    while (!content.empty()) {
        const auto written = ::write(descriptor, content.data(), content.size());
        if (written < 0 && errno != EINTR) {
            return errno;
        }
        content.remove_prefix(written < 0 ? 0U : static_cast<std::size_t>(written));
    }
    const bool flushed = planted_fault("unflushed_document") || ::fsync(descriptor) == 0;
    return flushed ? 0 : errno;
}

/// Content first, then the name: whoever sees the name sees all of the content, and the folder's
/// flush makes the name last. `no_space` leaves nothing.
keep_outcome publish(const fs::path& folder, const std::string& name, std::string_view content)
{
    const auto temporary = folder / (std::string(upload_prefix) + random_hex(8));
    unfinished guard(temporary);
    const int descriptor = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    const int opened = descriptor < 0 ? errno : 0;
    const int fault = opened != 0 ? opened : write_all(descriptor, content);
    if (descriptor >= 0) {
        ::close(descriptor);
    }
    if (fault == ENOSPC || fault == EDQUOT) {
        return keep_outcome::no_space;
    }
    if (fault != 0) {
        fail("write", temporary, fault);
    }
    crash_point("inside_document", 1);
    fs::rename(temporary, folder / name);
    guard.published();
    if (!planted_fault("unflushed_document")) {
        sync_dir(folder);
    }
    return keep_outcome::kept;
}

void make_folder(const fs::path& folder)
{
    std::error_code why;
    if (fs::create_directory(folder, why)) {
        fs::permissions(folder, fs::perms::owner_all);
        sync_dir(folder.parent_path());
    } else if (why) {
        fail("create", folder, why.value());
    }
}

std::map<digest, entry> entries_of(const fs::path& folder)
{
    std::map<digest, entry> found;
    if (!fs::exists(folder)) {
        return found;
    }
    for (const auto& file : fs::directory_iterator(folder)) {
        if (auto parts = parts_of(file.path().filename().string())) {
            found.emplace(
                parts->hash, entry{file.path(), std::move(parts->media_type), file.file_size()}
            );
        }
    }
    return found;
}

void remove_unfinished(const fs::path& folder)
{
    if (!fs::exists(folder)) {
        return;
    }
    for (const auto& file : fs::directory_iterator(folder)) {
        if (file.path().filename().string().starts_with(upload_prefix)) {
            fs::remove(file.path());
        }
    }
}

class document_folder final : public engine::document_port
{
public:
    document_folder(const fs::path& data_dir, const document_limits& limits)
        : data_dir_(data_dir), folder_(data_dir / documents_folder_name), limits_(limits)
    {
        remove_unfinished(folder_);
        entries_ = entries_of(folder_);
        for (const auto& [hash, one] : entries_) {
            bytes_ += one.bytes;
        }
    }

    keep_outcome keep(const digest& hash, std::string_view media_type, std::string_view content)
        override
    {
        // One at a time: two uploads of one content, or of the last free bytes, must not meet.
        const std::lock_guard writing(writing_);
        if (has(hash)) {
            return keep_outcome::kept;
        }
        if (content.size() >
                limits_.folder_bytes_max - std::min(bytes(), limits_.folder_bytes_max) ||
            !has_space(content.size())) {
            return keep_outcome::no_space;
        }
        make_folder(folder_);
        const auto name = file_name(hash, media_type);
        const auto outcome = publish(folder_, name, content);
        if (outcome == keep_outcome::kept) {
            const std::lock_guard lock(mutex_);
            entries_.emplace(hash, entry{folder_ / name, std::string(media_type), content.size()});
            bytes_ += content.size();
        }
        return outcome;
    }

    bool has(const digest& hash) const override
    {
        const std::lock_guard lock(mutex_);
        return entries_.contains(hash);
    }

    std::optional<engine::document> find(const digest& hash) const override
    {
        entry one;
        {
            const std::lock_guard lock(mutex_);
            const auto at = entries_.find(hash);
            if (at == entries_.end()) {
                return std::nullopt;
            }
            one = at->second;
        }
        auto content = content_of(one.file);
        if (sha256(content) != hash) {
            throw storage_error(errc::damaged, one.file.string() + " was altered");
        }
        return engine::document{std::move(one.media_type), std::move(content)};
    }

    std::uint64_t bytes() const override
    {
        const std::lock_guard lock(mutex_);
        return bytes_;
    }

private:
    bool has_space(std::size_t size) const
    {
        struct statvfs device
        {};
        if (::statvfs(data_dir_.c_str(), &device) != 0) {
            fail("measure", data_dir_, errno);
        }
        const auto available = std::uint64_t{device.f_bavail} * device.f_frsize;
        return available >= limits_.min_free_bytes && available - limits_.min_free_bytes >= size;
    }

    fs::path data_dir_;
    fs::path folder_;
    document_limits limits_;
    std::mutex writing_;
    mutable std::mutex mutex_;
    std::map<digest, entry> entries_;
    std::uint64_t bytes_ = 0;
};

}  // namespace

std::unique_ptr<engine::document_port> open_documents(
    const fs::path& data_dir, const document_limits& limits
)
{
    return std::make_unique<document_folder>(data_dir, limits);
}

std::size_t copy_documents(const fs::path& from, const fs::path& to)
{
    const auto there = entries_of(to);
    std::size_t copied = 0;
    for (const auto& [hash, one] : entries_of(from)) {
        if (there.contains(hash)) {
            continue;
        }
        const auto content = content_of(one.file);
        if (sha256(content) != hash) {
            continue;
        }
        make_folder(to);
        if (publish(to, one.file.filename().string(), content) != keep_outcome::kept) {
            fail("copy to", to, ENOSPC);
        }
        ++copied;
    }
    return copied;
}

std::vector<std::string> verify_documents(const fs::path& folder, const std::set<digest>& named)
{
    std::vector<std::string> faults;
    const auto there = entries_of(folder);
    for (const auto& hash : named) {
        if (!there.contains(hash)) {
            faults.push_back("document sha256-" + engine::hex(hash) + " is missing");
        }
    }
    for (const auto& [hash, one] : there) {
        try {
            if (sha256(content_of(one.file)) != hash) {
                faults.push_back(
                    "document sha256-" + engine::hex(hash) + " was altered: its content is another"
                );
            }
        } catch (const storage_error& e) {
            faults.emplace_back(e.what());
        }
    }
    return faults;
}

fs::path documents_beside(const fs::path& backup_file)
{
    return backup_file.string() + "." + documents_folder_name;
}

}  // namespace depositary::storage
