#include "storage/copy.hpp"

#include <SQLiteCpp/Backup.h>
#include <SQLiteCpp/SQLiteCpp.h>
#include <sqlite3.h>

#include <string>

#include "storage/connection.hpp"
#include "storage/data_dir.hpp"
#include "storage/error.hpp"

namespace depositary::storage {

void copy_database(const std::filesystem::path& from, const std::filesystem::path& to)
{
    try {
        log_options reading;
        reading.mode = open_mode::read_only;
        const auto source = connect(from, reading);
        create_private_file(to);
        const auto target = connect(to, log_options{});
        {
            SQLite::Backup backup{*target, *source};
            // All pages in one step: one read transaction, which the writer beside us does not
            // disturb. In several steps each commit of the writer would start the copy anew.
            if (backup.executeStep(-1) != SQLITE_DONE) {
                throw storage_error(errc::cannot_open, from.string() + " is locked");
            }
        }
        prepare_for_moving(*target);
    } catch (const SQLite::Exception& e) {
        remove_database(to);
        throw storage_error(
            errc::cannot_open,
            "cannot copy " + from.string() + " to " + to.string() + ": " + e.what()
        );
    } catch (...) {
        remove_database(to);
        throw;
    }
    sync_file(to);
}

void remove_database(const std::filesystem::path& file)
{
    for (const char* const companion : {"", "-wal", "-shm", "-journal"}) {
        // What cannot be removed shows when the name is used again.
        std::error_code ignored;
        std::filesystem::remove(file.string() + companion, ignored);
    }
}

}  // namespace depositary::storage
