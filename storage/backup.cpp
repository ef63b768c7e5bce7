#include "storage/backup.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <fstream>
#include <stdexcept>
#include <utility>

#include "storage/connection.hpp"
#include "storage/copy.hpp"
#include "storage/error.hpp"
#include "storage/kept_head.hpp"
#include "storage/random.hpp"
#include "storage/sqlite_log.hpp"

namespace depositary::storage {
namespace {

namespace fs = std::filesystem;

constexpr const char* backup_note_name = "last-backup";

log_options for_reading()
{
    log_options options;
    options.mode = open_mode::read_only;
    return options;
}

/// Checks the copy as SQLite sees it, brings it to the current format and gives it a new epoch.
engine::log_head prepare_copy(const fs::path& copy)
{
    engine::log_head head;
    {
        const auto opened = open_log(copy);
        if (opened->migration().created()) {
            throw storage_error(errc::damaged, "the backup is an empty file");
        }
        head = opened->make_reader()()->head();
    }
    const auto db = connect(copy, log_options{});
    const auto verdict = db->execAndGet("PRAGMA integrity_check(1)").getString();
    if (verdict != "ok") {
        throw storage_error(errc::damaged, "the backup is damaged: " + verdict);
    }
    head.epoch = random_hex(16);
    SQLite::Statement set{*db, "UPDATE meta SET value = ? WHERE key = 'epoch'"};
    set.bind(1, head.epoch);
    if (set.exec() != 1) {
        throw storage_error(errc::damaged, "the backup has no epoch");
    }
    set.reset();
    prepare_for_moving(*db);
    return head;
}

struct replaced_log
{
    std::optional<engine::log_head> head;
    std::int64_t acknowledged = 0;  ///< seq of the kept head; more than `head` when its end is gone
    std::string fault;  ///< why it cannot be read; empty when it can, or when there is none
};

replaced_log look_at(const fs::path& log_file)
{
    replaced_log found;
    if (const auto kept = read_kept_head(log_file)) {
        found.acknowledged = kept->seq;
    }
    if (!fs::exists(log_file)) {
        found.head = engine::log_head{};
        return found;
    }
    try {
        found.head = open_log(log_file, for_reading())->make_reader()()->head();
    } catch (const std::exception& e) {
        found.fault = e.what();
    }
    return found;
}

/// Why putting `copy` in place of the log would lose history; empty when it would not.
std::string loss(const replaced_log& old, const fs::path& copy, const engine::log_head& head)
{
    if (!old.head) {
        return "the log in place cannot be read (" + old.fault +
               "), so how many events would be lost is unknown";
    }
    if (const auto end = std::max(old.head->seq, old.acknowledged); end > head.seq) {
        return "this is a rollback: it would lose " + std::to_string(end - head.seq) +
               " events, from seq " + std::to_string(head.seq + 1) + " to " + std::to_string(end);
    }
    if (old.head->seq == 0) {
        return {};
    }
    const auto root = open_log(copy, for_reading())->make_reader()()->batch_root(old.head->seq);
    if (root != old.head->root) {
        return "the backup is of another history: its tree head of seq " +
               std::to_string(old.head->seq) + " is not the one of the log in place";
    }
    return {};
}

/// Folds the write-ahead log of the old log into its file, so that the rename that follows
/// replaces all of it in one step.
void fold(const fs::path& log_file)
{
    prepare_for_moving(*connect(log_file, log_options{}));
}

/// Moves what SQLite left beside a log that cannot be read. It may hold what an expert can still
/// save, and must never meet the new file.
void set_companions_aside(const fs::path& log_file, const fs::path& aside)
{
    for (const char* const companion : {"-wal", "-shm"}) {
        const fs::path left{log_file.string() + companion};
        if (fs::exists(left)) {
            fs::rename(left, aside.string() + companion);
        }
    }
}

/// Keeps the old log under `aside` and puts the copy in its place.
void swap_in(const fs::path& copy, const fs::path& log_file, const fs::path& aside, bool readable)
{
    if (readable) {
        fold(log_file);
        fs::create_hard_link(log_file, aside);
    } else {
        // A crash in here leaves no log but a copy, which open_log refuses by name.
        fs::rename(log_file, aside);
        set_companions_aside(log_file, aside);
    }
    sync_dir(log_file.parent_path());
    fs::rename(copy, log_file);
    sync_dir(log_file.parent_path());
}

void judge(
    const replaced_log& old, const fs::path& copy, const restore_report& report,
    rollback_policy policy
)
{
    const auto reason = loss(old, copy, report.head);
    if (reason.empty()) {
        return;
    }
    if (policy == rollback_policy::refuse) {
        throw storage_error(
            errc::rollback_refused, reason + "; nothing was changed; repeat with --force if meant"
        );
    }
    spdlog::warn("log.rollback_forced reason=\"{}\"", reason);
}

restore_report restore_copy(const fs::path& copy, const fs::path& log_file, rollback_policy policy)
{
    restore_report report;
    report.head = prepare_copy(copy);
    report.epoch = report.head.epoch;
    sync_file(copy);
    const fs::path aside{log_file.string() + ".before-" + report.epoch};
    const auto old = look_at(log_file);
    judge(old, copy, report, policy);
    if (old.head) {
        const auto end = std::max(old.head->seq, old.acknowledged);
        report.lost_events = std::max<std::int64_t>(end - report.head.seq, 0);
    }
    if (!fs::exists(log_file)) {
        // Companions without a log: an interrupted restore over one that could not be read.
        set_companions_aside(log_file, aside);
        forget_kept_head(log_file);
        fs::rename(copy, log_file);
        sync_dir(log_file.parent_path());
        return report;
    }
    report.replaced = old.head;
    report.kept_aside = aside;
    // Before the swap: a head that is not kept is harmless, one of another history is not.
    forget_kept_head(log_file);
    swap_in(copy, log_file, report.kept_aside, old.head.has_value());
    return report;
}

}  // namespace

fs::path restoring_path(const fs::path& log_file)
{
    return log_file.string() + ".restoring";
}

void leave_backup_note(const fs::path& dir, const backup_note& note)
{
    const auto file = dir / backup_note_name;
    const fs::path fresh{file.string() + ".new"};
    try {
        create_private_file(fresh);
        std::ofstream out(fresh, std::ios::trunc);
        out << note.at_s << " " << note.seq << " " << engine::hex(note.root) << " "
            << note.file.string() << "\n";
        out.close();
        if (!out) {
            throw std::runtime_error("it cannot be written");
        }
        fs::rename(fresh, file);
    } catch (const std::exception& e) {
        spdlog::warn("backup.not_noted file=\"{}\" error=\"{}\"", file.string(), e.what());
    }
}

std::optional<backup_note> last_backup(const fs::path& dir)
{
    std::ifstream in(dir / backup_note_name);
    backup_note note;
    std::string root;
    std::string file;
    in >> note.at_s >> note.seq >> root >> std::ws;
    std::getline(in, file);
    const auto digest = engine::digest_from_hex(root);
    if (!in || !digest || file.empty()) {
        return std::nullopt;
    }
    note.root = *digest;
    note.file = file;
    return note;
}

restore_report restore_log(
    const data_dir_lock& lock, const fs::path& backup_file, rollback_policy policy
)
{
    const auto log_file = lock.dir() / log_file_name;
    const auto copy = restoring_path(log_file);
    remove_database(copy);
    copy_database(backup_file, copy);
    try {
        return restore_copy(copy, log_file, policy);
    } catch (const SQLite::Exception& e) {
        remove_database(copy);
        throw storage_error(
            errc::damaged, "cannot restore " + backup_file.string() + ": " + e.what()
        );
    } catch (...) {
        // Before the last rename the copy is worth nothing; after it, the name is gone.
        remove_database(copy);
        throw;
    }
}

}  // namespace depositary::storage
