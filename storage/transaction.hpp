#pragma once

/// A write transaction that rolls back unless committed. Internal to storage/.

namespace SQLite {
class Database;
}

namespace depositary::storage {

/// Takes the write lock at once (BEGIN IMMEDIATE): what is read inside cannot be out of date at
/// the commit, and a second writer waits here instead of failing half-way.
///
/// Lifetime: the connection outlives the transaction.
/// Errors: SQLite::Exception; it does not leave storage/.
class transaction
{
public:
    explicit transaction(SQLite::Database& db);
    transaction(const transaction&) = delete;
    transaction& operator=(const transaction&) = delete;
    ~transaction();

    void commit();

private:
    SQLite::Database& db_;
    bool open_ = true;
};

/// Ends whatever transaction the connection is in, without throwing.
void roll_back(SQLite::Database& db) noexcept;

}  // namespace depositary::storage
