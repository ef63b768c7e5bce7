#include "storage/transaction.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <sqlite3.h>

namespace depositary::storage {

transaction::transaction(SQLite::Database& db) : db_(db)
{
    db_.exec("BEGIN IMMEDIATE");
}

transaction::~transaction()
{
    if (open_) {
        roll_back(db_);
    }
}

void transaction::commit()
{
    db_.exec("COMMIT");
    open_ = false;
}

void roll_back(SQLite::Database& db) noexcept
{
    // SQLite itself ends the transaction on some errors (a full disk, an I/O error).
    if (sqlite3_get_autocommit(db.getHandle()) == 0) {
        // A failed rollback needs no handling: the log file has no commit record, so the next
        // reader and the next start ignore what was written.
        static_cast<void>(db.tryExec("ROLLBACK"));
    }
}

}  // namespace depositary::storage
