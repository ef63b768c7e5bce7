#include "storage/accounts.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <openssl/crypto.h>
#include <sqlite3.h>

#include <mutex>
#include <stdexcept>
#include <utility>

#include "engine/log.hpp"
#include "storage/connection.hpp"
#include "storage/copy.hpp"
#include "storage/data_dir.hpp"
#include "storage/error.hpp"
#include "storage/random.hpp"
#include "storage/schema.hpp"
#include "storage/sha256.hpp"
#include "storage/transaction.hpp"

namespace depositary::storage {
namespace {

using std::chrono::days;
using std::chrono::seconds;
using std::chrono::sys_days;
using std::chrono::sys_seconds;

constexpr std::string_view token_prefix = "dep_";
constexpr std::string_view session_prefix = "ses_";
constexpr std::size_t id_length = 8;
constexpr std::size_t secret_length = 43;  // 32 bytes in base64url
constexpr std::size_t secret_bytes = 32;

/// An id is 40 random bits: a second collision in a row means that something else is wrong.
constexpr int id_attempts_max = 8;

constexpr const char* token_columns =
    "SELECT id, principal, label, created_at_s, expires_at_s, revoked_at_s, last_used_day, "
    "secret_sha256 FROM tokens ";

/// What the two kinds of secret have in common: `<prefix><id>_<secret>`.
struct token_parts
{
    std::string id;
    std::string_view secret;
};

std::optional<token_parts> parts_of(std::string_view text, std::string_view prefix)
{
    const auto separator = prefix.size() + id_length;
    if (text.size() != separator + 1 + secret_length || !text.starts_with(prefix) ||
        text[separator] != '_') {
        return std::nullopt;
    }
    return token_parts{
        std::string{text.substr(prefix.size(), id_length)}, text.substr(separator + 1)};
}

std::optional<sys_seconds> time_in(const SQLite::Column& column)
{
    return column.isNull() ? std::nullopt : std::optional{sys_seconds{seconds{column.getInt64()}}};
}

engine::token_record record_in(SQLite::Statement& row)
{
    engine::token_record record;
    record.id = row.getColumn(0).getString();
    record.principal = row.getColumn(1).getString();
    record.label = row.getColumn(2).getString();
    record.created_at = sys_seconds{seconds{row.getColumn(3).getInt64()}};
    record.expires_at = time_in(row.getColumn(4));
    record.revoked_at = time_in(row.getColumn(5));
    if (!row.getColumn(6).isNull()) {
        record.last_used = sys_days{days{row.getColumn(6).getInt()}};
    }
    return record;
}

std::int64_t seconds_in(sys_seconds at)
{
    return at.time_since_epoch().count();
}

engine::user_record user_in(SQLite::Statement& row)
{
    engine::user_record user;
    user.name = row.getColumn(0).getString();
    user.principal = row.getColumn(1).getString();
    user.created_at = sys_seconds{seconds{row.getColumn(2).getInt64()}};
    user.password_set_at = sys_seconds{seconds{row.getColumn(3).getInt64()}};
    user.disabled_at = time_in(row.getColumn(4));
    if (!row.getColumn(5).isNull()) {
        user.last_used = sys_days{days{row.getColumn(5).getInt()}};
    }
    return user;
}

constexpr const char* user_columns =
    "SELECT name, principal, created_at_s, password_set_at_s, disabled_at_s, last_used_day, "
    "password_hash FROM users ";

class sqlite_accounts final : public engine::account_port
{
public:
    explicit sqlite_accounts(const std::filesystem::path& file)
    {
        create_private_file(file);
        db_ = connect(file, log_options{});
        const int format = format_of(*db_, accounts_schema, file.string());
        prepare_for_writing(*db_, log_options{});
        migrate(*db_, accounts_schema, format);
        sync_dir(file.parent_path());
    }

    engine::issued_token issue_token(const engine::token_request& request, sys_seconds now)
        override;
    std::variant<engine::token_record, engine::token_fault> find_token(
        std::string_view text, sys_seconds now
    ) override;
    bool revoke_token(std::string_view id, sys_seconds now) override;
    std::vector<engine::token_record> list_tokens() override;
    bool add_user(
        std::string_view name, std::string_view principal, std::string_view password_hash,
        sys_seconds now
    ) override;
    bool set_password(std::string_view name, std::string_view password_hash, sys_seconds now)
        override;
    bool disable_user(std::string_view name, sys_seconds now) override;
    std::optional<engine::user_credentials> find_user(std::string_view name) override;
    std::vector<engine::user_record> list_users() override;
    std::optional<engine::opened_session> open_session(
        const engine::session_request& request, sys_seconds now
    ) override;
    std::optional<engine::session_record> find_session(std::string_view text, sys_seconds now)
        override;
    bool end_session(std::string_view text) override;

private:
    std::string unused_id(const std::string& table);
    bool still_holds(const engine::session_request& request);
    void end_sessions(const std::string& column, std::string_view of);
    void insert(const engine::token_record& record, const engine::digest& secret);
    void mark_used(engine::token_record& record, sys_seconds now);

    // Look-ups take microseconds and happen once per connection, not per command: one lock and
    // one connection are enough.
    std::mutex lock_;
    std::unique_ptr<SQLite::Database> db_;
};

std::string sqlite_accounts::unused_id(const std::string& table)
{
    SQLite::Statement taken{*db_, "SELECT 1 FROM " + table + " WHERE id = ?"};
    for (int attempt = 0; attempt < id_attempts_max; ++attempt) {
        auto id = random_name(id_length);
        taken.reset();
        taken.bind(1, id);
        if (!taken.executeStep()) {
            return id;
        }
    }
    throw std::runtime_error("accounts: no unused token id found");
}

void sqlite_accounts::insert(const engine::token_record& record, const engine::digest& secret)
{
    SQLite::Statement add{
        *db_,
        "INSERT INTO tokens(id, number, secret_sha256, principal, label, created_at_s, "
        "expires_at_s) VALUES (?, (SELECT coalesce(max(number), 0) + 1 FROM tokens), "
        "?, ?, ?, ?, ?)"};
    add.bind(1, record.id);
    add.bind(2, secret.data(), static_cast<int>(secret.size()));
    add.bind(3, record.principal);
    add.bind(4, record.label);
    add.bind(5, static_cast<std::int64_t>(record.created_at.time_since_epoch().count()));
    if (record.expires_at) {
        add.bind(6, static_cast<std::int64_t>(record.expires_at->time_since_epoch().count()));
    }
    add.exec();
}

engine::issued_token sqlite_accounts::issue_token(
    const engine::token_request& request, sys_seconds now
)
{
    const std::lock_guard guard{lock_};
    const auto secret = random_base64url(secret_bytes);
    engine::issued_token issued;
    issued.record.principal = request.principal;
    issued.record.label = request.label;
    issued.record.created_at = now;
    issued.record.expires_at = request.expires_at;
    transaction change{*db_};
    issued.record.id = unused_id("tokens");
    insert(issued.record, sha256(secret));
    change.commit();
    issued.text = std::string{token_prefix} + issued.record.id + "_" + secret;
    return issued;
}

std::variant<engine::token_record, engine::token_fault> sqlite_accounts::find_token(
    std::string_view text, sys_seconds now
)
{
    const auto parts = parts_of(text, token_prefix);
    if (!parts) {
        return engine::token_fault::malformed;
    }
    const auto given = sha256(parts->secret);
    const std::lock_guard guard{lock_};
    engine::token_record record;
    {
        SQLite::Statement find{*db_, std::string{token_columns} + "WHERE id = ?"};
        find.bind(1, parts->id);
        if (!find.executeStep()) {
            return engine::token_fault::unknown;
        }
        // Constant time: how long the refusal takes must not tell how much of it was right.
        const auto stored = digest_in(find.getColumn(7), "token " + parts->id);
        if (CRYPTO_memcmp(stored.data(), given.data(), given.size()) != 0) {
            return engine::token_fault::unknown;
        }
        record = record_in(find);
    }
    if (record.revoked_at) {
        return engine::token_fault::revoked;
    }
    if (record.expires_at && now >= *record.expires_at) {
        return engine::token_fault::expired;
    }
    mark_used(record, now);
    return record;
}

void sqlite_accounts::mark_used(engine::token_record& record, sys_seconds now)
{
    const auto today = std::chrono::floor<days>(now);
    if (record.last_used && *record.last_used >= today) {
        return;
    }
    SQLite::Statement mark{*db_, "UPDATE tokens SET last_used_day = ? WHERE id = ?"};
    mark.bind(1, static_cast<std::int64_t>(today.time_since_epoch().count()));
    mark.bind(2, record.id);
    // Bookkeeping only: a full disk must not lock the holders of good tokens out.
    if (mark.tryExecuteStep() == SQLITE_DONE) {
        record.last_used = today;
    }
}

bool sqlite_accounts::revoke_token(std::string_view id, sys_seconds now)
{
    const std::lock_guard guard{lock_};
    transaction change{*db_};
    SQLite::Statement revoke{
        *db_, "UPDATE tokens SET revoked_at_s = ? WHERE id = ? AND revoked_at_s IS NULL"};
    revoke.bind(1, seconds_in(now));
    revoke.bind(2, std::string{id});
    const bool revoked = revoke.exec() == 1;
    end_sessions("token_id", id);
    change.commit();
    return revoked;
}

std::vector<engine::token_record> sqlite_accounts::list_tokens()
{
    const std::lock_guard guard{lock_};
    std::vector<engine::token_record> tokens;
    SQLite::Statement all{*db_, std::string{token_columns} + "ORDER BY number"};
    while (all.executeStep()) {
        tokens.push_back(record_in(all));
    }
    return tokens;
}

void sqlite_accounts::end_sessions(const std::string& column, std::string_view of)
{
    SQLite::Statement end{*db_, "DELETE FROM sessions WHERE " + column + " = ?"};
    end.bind(1, std::string{of});
    end.exec();
}

bool sqlite_accounts::add_user(
    std::string_view name, std::string_view principal, std::string_view password_hash,
    sys_seconds now
)
{
    const std::lock_guard guard{lock_};
    SQLite::Statement add{
        *db_,
        "INSERT INTO users(name, principal, password_hash, created_at_s, password_set_at_s) "
        "VALUES (?1, ?2, ?3, ?4, ?4) ON CONFLICT DO NOTHING"};
    add.bind(1, std::string{name});
    add.bind(2, std::string{principal});
    add.bind(3, std::string{password_hash});
    add.bind(4, seconds_in(now));
    return add.exec() == 1;
}

bool sqlite_accounts::set_password(
    std::string_view name, std::string_view password_hash, sys_seconds now
)
{
    const std::lock_guard guard{lock_};
    transaction change{*db_};
    SQLite::Statement set{
        *db_,
        "UPDATE users SET password_hash = ?, password_set_at_s = ?, disabled_at_s = NULL "
        "WHERE name = ?"};
    set.bind(1, std::string{password_hash});
    set.bind(2, seconds_in(now));
    set.bind(3, std::string{name});
    const bool found = set.exec() == 1;
    end_sessions("user_name", name);
    change.commit();
    return found;
}

bool sqlite_accounts::disable_user(std::string_view name, sys_seconds now)
{
    const std::lock_guard guard{lock_};
    transaction change{*db_};
    SQLite::Statement disable{
        *db_, "UPDATE users SET disabled_at_s = ? WHERE name = ? AND disabled_at_s IS NULL"};
    disable.bind(1, seconds_in(now));
    disable.bind(2, std::string{name});
    const bool disabled = disable.exec() == 1;
    end_sessions("user_name", name);
    change.commit();
    return disabled;
}

std::optional<engine::user_credentials> sqlite_accounts::find_user(std::string_view name)
{
    const std::lock_guard guard{lock_};
    SQLite::Statement find{*db_, std::string{user_columns} + "WHERE name = ?"};
    find.bind(1, std::string{name});
    if (!find.executeStep()) {
        return std::nullopt;
    }
    return engine::user_credentials{user_in(find), find.getColumn(6).getString()};
}

std::vector<engine::user_record> sqlite_accounts::list_users()
{
    const std::lock_guard guard{lock_};
    std::vector<engine::user_record> users;
    SQLite::Statement all{*db_, std::string{user_columns} + "ORDER BY name"};
    while (all.executeStep()) {
        users.push_back(user_in(all));
    }
    return users;
}

bool sqlite_accounts::still_holds(const engine::session_request& request)
{
    SQLite::Statement find{
        *db_, request.user.empty() ? "SELECT 1 FROM tokens WHERE id = ?1 AND revoked_at_s IS NULL"
                                   : "SELECT 1 FROM users WHERE name = ?1 AND password_hash = ?2 "
                                     "AND disabled_at_s IS NULL"};
    find.bind(1, request.user.empty() ? request.token_id : request.user);
    if (!request.user.empty()) {
        find.bind(2, request.password_hash);
    }
    return find.executeStep();
}

std::optional<engine::opened_session> sqlite_accounts::open_session(
    const engine::session_request& request, sys_seconds now
)
{
    const std::lock_guard guard{lock_};
    const auto secret = random_base64url(secret_bytes);
    const auto hashed = sha256(secret);
    transaction change{*db_};
    if (!still_holds(request)) {
        return std::nullopt;
    }
    SQLite::Statement forget{*db_, "DELETE FROM sessions WHERE expires_at_s <= ?"};
    forget.bind(1, seconds_in(now));
    forget.exec();
    engine::opened_session opened{
        {unused_id("sessions"), request.principal, request.expires_at}, {}};
    SQLite::Statement add{
        *db_,
        "INSERT INTO sessions(id, secret_sha256, principal, token_id, user_name, expires_at_s) "
        "VALUES (?, ?, ?, ?, ?, ?)"};
    add.bind(1, opened.record.id);
    add.bind(2, hashed.data(), static_cast<int>(hashed.size()));
    add.bind(3, request.principal);
    add.bind(4, request.token_id);
    add.bind(5, request.user);
    add.bind(6, seconds_in(request.expires_at));
    add.exec();
    SQLite::Statement used{*db_, "UPDATE users SET last_used_day = ? WHERE name = ?"};
    used.bind(
        1, static_cast<std::int64_t>(std::chrono::floor<days>(now).time_since_epoch().count())
    );
    used.bind(2, request.user);
    used.exec();
    change.commit();
    opened.text = std::string{session_prefix} + opened.record.id + "_" + secret;
    return opened;
}

std::optional<engine::session_record> sqlite_accounts::find_session(
    std::string_view text, sys_seconds now
)
{
    const auto parts = parts_of(text, session_prefix);
    if (!parts) {
        return std::nullopt;
    }
    const auto given = sha256(parts->secret);
    const std::lock_guard guard{lock_};
    SQLite::Statement find{
        *db_, "SELECT secret_sha256, principal, expires_at_s FROM sessions WHERE id = ?"};
    find.bind(1, parts->id);
    if (!find.executeStep()) {
        return std::nullopt;
    }
    const auto stored = digest_in(find.getColumn(0), "session " + parts->id);
    const auto expires = sys_seconds{seconds{find.getColumn(2).getInt64()}};
    if (CRYPTO_memcmp(stored.data(), given.data(), given.size()) != 0 || now >= expires) {
        return std::nullopt;
    }
    return engine::session_record{parts->id, find.getColumn(1).getString(), expires};
}

bool sqlite_accounts::end_session(std::string_view text)
{
    const auto parts = parts_of(text, session_prefix);
    if (!parts) {
        return false;
    }
    const auto given = sha256(parts->secret);
    const std::lock_guard guard{lock_};
    SQLite::Statement end{*db_, "DELETE FROM sessions WHERE id = ? AND secret_sha256 = ?"};
    end.bind(1, parts->id);
    end.bind(2, given.data(), static_cast<int>(given.size()));
    return end.exec() == 1;
}

}  // namespace

std::unique_ptr<engine::account_port> open_accounts(const std::filesystem::path& file)
{
    try {
        return std::make_unique<sqlite_accounts>(file);
    } catch (const SQLite::Exception& e) {
        throw storage_error(errc::cannot_open, "cannot open " + file.string() + ": " + e.what());
    }
}

void backup_accounts(
    const std::filesystem::path& accounts_file, const std::filesystem::path& backup_file
)
{
    if (std::filesystem::exists(backup_file)) {
        throw storage_error(
            errc::already_exists, backup_file.string() + " exists; a backup never overwrites a file"
        );
    }
    copy_database(accounts_file, backup_file);
    sync_dir(backup_file.parent_path());
}

}  // namespace depositary::storage
