#include "storage/kept_head.hpp"

#include <fcntl.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <cstdio>
#include <string_view>
#include <utility>

#include "storage/data_dir.hpp"
#include "storage/sha256.hpp"

namespace depositary::storage {
namespace {

namespace fs = std::filesystem;

// "SEQ ROOT EPOCH CHECK\n", always of one length for one log, so that it is overwritten in place
// within one sector: a full disk does not matter, and a cut leaves the old line or the new one.
constexpr std::size_t seq_digits = 20;
constexpr std::size_t root_digits = 64;
constexpr std::size_t check_digits = 16;
constexpr std::size_t line_length_max = 512;

std::string check_of(std::string_view text)
{
    return engine::hex(sha256(text)).substr(0, check_digits);
}

std::string line_of(const engine::log_head& head)
{
    std::array<char, seq_digits + 1> number{};
    std::snprintf(number.data(), number.size(), "%020lld", static_cast<long long>(head.seq));
    const auto text = std::string{number.data()} + " " + engine::hex(head.root) + " " + head.epoch;
    return text + " " + check_of(text) + "\n";
}

std::optional<engine::log_head> parse(std::string_view line)
{
    constexpr auto epoch_at = seq_digits + 1 + root_digits + 1;
    constexpr auto tail = check_digits + 2;  // a blank, the check and the end of the line
    if (line.size() <= epoch_at + tail) {
        return std::nullopt;
    }
    const auto text = line.substr(0, line.size() - tail);
    engine::log_head kept;
    std::from_chars(line.data(), line.data() + seq_digits, kept.seq);
    kept.epoch = std::string{text.substr(epoch_at)};
    const auto root = engine::digest_from_hex(line.substr(seq_digits + 1, root_digits));
    if (!root) {
        return std::nullopt;
    }
    kept.root = *root;
    // Written again, it must be what was read: the check and every blank included.
    return line_of(kept) == line ? std::optional{kept} : std::nullopt;
}

}  // namespace

fs::path kept_head_path(const fs::path& log_file)
{
    return log_file.string() + ".head";
}

std::optional<engine::log_head> read_kept_head(const fs::path& log_file)
{
    const int descriptor = ::open(kept_head_path(log_file).c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) {
        return std::nullopt;
    }
    std::array<char, line_length_max> text{};
    const auto count = ::pread(descriptor, text.data(), text.size(), 0);
    ::close(descriptor);
    if (count <= 0) {
        return std::nullopt;
    }
    return parse({text.data(), static_cast<std::size_t>(count)});
}

std::string differs_from_kept(const engine::log_head& kept, engine::log_reader& reader)
{
    const auto head = reader.head();
    if (kept.epoch != head.epoch) {
        return "the epoch is " + head.epoch + ", but " + kept.epoch + " was the last one";
    }
    if (kept.seq > head.seq) {
        return "the log ends at seq " + std::to_string(head.seq) + ", but seq " +
               std::to_string(kept.seq) +
               " was acknowledged: it is an older copy, or its end was damaged";
    }
    if (reader.batch_root(kept.seq) != kept.root) {
        return "the tree head of seq " + std::to_string(kept.seq) +
               " is not the one that was acknowledged: this is another history";
    }
    return {};
}

void forget_kept_head(const fs::path& log_file)
{
    if (fs::remove(kept_head_path(log_file))) {
        sync_dir(log_file.parent_path());
    }
}

kept_head::kept_head(const fs::path& log_file, std::string epoch)
    : file_(kept_head_path(log_file)), epoch_(std::move(epoch))
{}

kept_head::~kept_head()
{
    if (descriptor_ >= 0) {
        ::close(descriptor_);
    }
}

void kept_head::keep(std::int64_t seq, const engine::digest& root) noexcept
{
    if (descriptor_ < 0) {
        descriptor_ = ::open(file_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    }
    const auto line = line_of({seq, root, epoch_});
    const bool failed =
        ::pwrite(descriptor_, line.data(), line.size(), 0) != static_cast<ssize_t>(line.size());
    if (failed && !failing_) {
        spdlog::warn("log.head_not_kept file=\"{}\" seq={}", file_.string(), seq);
    }
    failing_ = failed;
}

}  // namespace depositary::storage
