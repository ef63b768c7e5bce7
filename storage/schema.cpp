#include "storage/schema.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <sqlite3.h>

#include <algorithm>
#include <array>

#include "storage/crash_point.hpp"
#include "storage/error.hpp"
#include "storage/transaction.hpp"

namespace depositary::storage {
namespace {

// docs/log-format.md explains every table; a change here is a new step and a line there.
constexpr const char* log_step_1 = R"sql(
    CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE streams(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
    CREATE TABLE events(
        seq INTEGER PRIMARY KEY CHECK (seq > 0),
        stream_id INTEGER NOT NULL,
        version INTEGER NOT NULL CHECK (version > 0),
        type TEXT NOT NULL,
        actor TEXT NOT NULL,
        recorded_at_us INTEGER NOT NULL,
        bytes BLOB NOT NULL,
        leaf BLOB NOT NULL CHECK (length(leaf) = 32)
    ) STRICT;
    CREATE UNIQUE INDEX events_by_stream ON events(stream_id, version);
    CREATE TABLE answers(
        principal TEXT NOT NULL,
        key TEXT NOT NULL,
        fingerprint BLOB NOT NULL CHECK (length(fingerprint) = 32),
        last_seq INTEGER NOT NULL,
        answer TEXT NOT NULL,
        PRIMARY KEY (principal, key)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE batches(
        last_seq INTEGER PRIMARY KEY,
        root BLOB NOT NULL CHECK (length(root) = 32)
    ) STRICT;
    CREATE TABLE snapshots(
        seq INTEGER PRIMARY KEY,
        build TEXT NOT NULL,
        bytes BLOB NOT NULL
    ) STRICT;
)sql";

// A slip in our own code, or in an operator's SQL shell, must not rewrite history unnoticed. A
// person with write access can drop these; the Merkle roots are what shows that.
constexpr const char* log_step_2 = R"sql(
    CREATE TRIGGER events_are_never_changed BEFORE UPDATE ON events
        BEGIN SELECT RAISE(ABORT, 'events are never changed'); END;
    CREATE TRIGGER events_are_never_removed BEFORE DELETE ON events
        BEGIN SELECT RAISE(ABORT, 'events are never removed'); END;
    CREATE TRIGGER roots_are_never_changed BEFORE UPDATE ON batches
        BEGIN SELECT RAISE(ABORT, 'roots are never changed'); END;
    CREATE TRIGGER roots_are_never_removed BEFORE DELETE ON batches
        BEGIN SELECT RAISE(ABORT, 'roots are never removed'); END;
    CREATE TRIGGER answers_are_never_changed BEFORE UPDATE ON answers
        BEGIN SELECT RAISE(ABORT, 'answers are never changed'); END;
    CREATE TRIGGER answers_are_never_removed BEFORE DELETE ON answers
        BEGIN SELECT RAISE(ABORT, 'answers are never removed'); END;
)sql";

// An answer is in no Merkle leaf: its own hash tells a damaged one. Absent in rows that are older.
constexpr const char* log_step_3 = R"sql(
    ALTER TABLE answers ADD COLUMN sum BLOB CHECK (sum IS NULL OR length(sum) = 32);
)sql";

// No other table, but what stands in one: an answer counts its events in place of repeating them. A
// program of format 3 would show the number to a client.
constexpr const char* log_step_4 = "";

// No tree whose order is not that of the log: a commit then dirties the pages at its end, and not
// one for each stream and each key. storage/log_index.hpp is what looks them up.
constexpr const char* log_step_5 = R"sql(
    DROP TABLE snapshots;
    DROP INDEX events_by_stream;

    ALTER TABLE answers RENAME TO answers_of_4;
    CREATE TABLE answers(
        id INTEGER PRIMARY KEY CHECK (id > 0),
        principal TEXT NOT NULL,
        key TEXT NOT NULL,
        fingerprint BLOB NOT NULL CHECK (length(fingerprint) = 32),
        last_seq INTEGER NOT NULL,
        answer TEXT NOT NULL,
        sum BLOB CHECK (sum IS NULL OR length(sum) = 32)
    ) STRICT;
    INSERT INTO answers(principal, key, fingerprint, last_seq, answer, sum)
        SELECT principal, key, fingerprint, last_seq, answer, sum FROM answers_of_4
        ORDER BY last_seq, principal, key;
    DROP TABLE answers_of_4;

    ALTER TABLE batches RENAME TO batches_of_4;
    CREATE TABLE batches(
        last_seq INTEGER PRIMARY KEY,
        root BLOB NOT NULL CHECK (length(root) = 32),
        stream_ids TEXT NOT NULL
    ) STRICT;
    INSERT INTO batches(last_seq, root, stream_ids)
        SELECT b.last_seq, b.root, coalesce((
            SELECT group_concat(e.stream_id) FROM (
                SELECT stream_id FROM events WHERE seq <= b.last_seq AND seq > coalesce((
                    SELECT max(before.last_seq) FROM batches_of_4 before
                    WHERE before.last_seq < b.last_seq
                ), 0)
                ORDER BY seq
            ) e
        ), '')
        FROM batches_of_4 b ORDER BY b.last_seq;
    DROP TABLE batches_of_4;

    CREATE TRIGGER roots_are_never_changed BEFORE UPDATE ON batches
        BEGIN SELECT RAISE(ABORT, 'roots are never changed'); END;
    CREATE TRIGGER roots_are_never_removed BEFORE DELETE ON batches
        BEGIN SELECT RAISE(ABORT, 'roots are never removed'); END;
    CREATE TRIGGER answers_are_never_changed BEFORE UPDATE ON answers
        BEGIN SELECT RAISE(ABORT, 'answers are never changed'); END;
    CREATE TRIGGER answers_are_never_removed BEFORE DELETE ON answers
        BEGIN SELECT RAISE(ABORT, 'answers are never removed'); END;
)sql";

constexpr const char* accounts_step_1 = R"sql(
    CREATE TABLE tokens(
        id TEXT PRIMARY KEY CHECK (length(id) = 8),
        number INTEGER NOT NULL UNIQUE,
        secret_sha256 BLOB NOT NULL CHECK (length(secret_sha256) = 32),
        principal TEXT NOT NULL CHECK (principal <> ''),
        label TEXT NOT NULL,
        created_at_s INTEGER NOT NULL,
        expires_at_s INTEGER,
        revoked_at_s INTEGER,
        last_used_day INTEGER
    ) STRICT, WITHOUT ROWID;
)sql";

// A session goes with what opened it: see end_sessions in storage/accounts.cpp.
constexpr const char* accounts_step_2 = R"sql(
    CREATE TABLE users(
        name TEXT PRIMARY KEY CHECK (name <> ''),
        principal TEXT NOT NULL CHECK (principal <> ''),
        password_hash TEXT NOT NULL CHECK (password_hash <> ''),
        created_at_s INTEGER NOT NULL,
        password_set_at_s INTEGER NOT NULL,
        disabled_at_s INTEGER,
        last_used_day INTEGER
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE sessions(
        id TEXT PRIMARY KEY CHECK (length(id) = 8),
        secret_sha256 BLOB NOT NULL CHECK (length(secret_sha256) = 32),
        principal TEXT NOT NULL CHECK (principal <> ''),
        token_id TEXT NOT NULL,
        user_name TEXT NOT NULL,
        expires_at_s INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
)sql";

constexpr std::array log_steps{log_step_1, log_step_2, log_step_3, log_step_4, log_step_5};
constexpr std::array accounts_steps{accounts_step_1, accounts_step_2};

int pragma(SQLite::Database& db, const char* name)
{
    return db.execAndGet(std::string{"PRAGMA "} + name).getInt();
}

}  // namespace

const schema log_schema{"log", 0x44455053, log_steps};
const schema accounts_schema{"accounts", 0x44455041, accounts_steps};

int format_of(SQLite::Database& db, const schema& wanted, const std::string& file)
{
    int application = 0;
    int format = 0;
    int objects = 0;
    try {
        application = pragma(db, "application_id");
        format = pragma(db, "user_version");
        objects = db.execAndGet("SELECT count(*) FROM sqlite_schema").getInt();
    } catch (const SQLite::Exception& e) {
        if (e.getErrorCode() == SQLITE_NOTADB) {
            throw storage_error(errc::foreign_file, file + " is not a database");
        }
        throw storage_error(errc::cannot_open, "cannot read " + file + ": " + e.what());
    }
    const bool empty = application == 0 && format == 0 && objects == 0;
    if (!empty && application != wanted.application_id) {
        throw storage_error(
            errc::foreign_file, file + " is not a Depositary " + wanted.name + " database"
        );
    }
    if (format > wanted.version()) {
        throw storage_error(
            errc::newer_format,
            file + ": " + wanted.name + " format " + std::to_string(format) +
                " is newer than format " + std::to_string(wanted.version()) +
                ", the newest that this version of depositary knows; use a later version"
        );
    }
    return format;
}

void migrate(SQLite::Database& db, const schema& wanted, int format)
{
    for (int next = format; next < wanted.version(); ++next) {
        transaction step{db};
        // Another process may have migrated between our look and our lock.
        if (pragma(db, "user_version") != next) {
            continue;
        }
        db.exec(wanted.steps[static_cast<std::size_t>(next)]);
        db.exec("PRAGMA application_id = " + std::to_string(wanted.application_id));
        db.exec("PRAGMA user_version = " + std::to_string(next + 1));
        crash_point("inside_migration", next);
        step.commit();
    }
}

std::string differing_object(SQLite::Database& db, const schema& wanted)
{
    constexpr const char* all =
        "SELECT type || ' ' || name, coalesce(sql, '') FROM sqlite_schema ORDER BY type, name";
    SQLite::Database fresh{":memory:", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE};
    for (const char* const step : wanted.steps) {
        fresh.exec(step);
    }
    SQLite::Statement ours{fresh, all};
    SQLite::Statement theirs{db, all};
    while (ours.executeStep()) {
        const auto name = ours.getColumn(0).getString();
        if (!theirs.executeStep()) {
            return name;
        }
        const auto other = theirs.getColumn(0).getString();
        if (name != other) {
            return std::min(name, other);
        }
        if (ours.getColumn(1).getString() != theirs.getColumn(1).getString()) {
            return name;
        }
    }
    return theirs.executeStep() ? theirs.getColumn(0).getString() : std::string{};
}

}  // namespace depositary::storage
