#include "storage/log_index.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <mutex>

#include "storage/error.hpp"
#include "storage/sha256.hpp"

namespace depositary::storage {
namespace {

/// Of 64 bits; whoever wants two keys of one number pays for it, and gains a look in vain.
std::uint64_t number_of(std::string_view principal, std::string_view key)
{
    std::string scoped;
    scoped.reserve(principal.size() + 1 + key.size());
    scoped.append(principal).push_back('\0');
    scoped.append(key);
    const auto digest = sha256(scoped);
    std::uint64_t number = 0;
    std::memcpy(&number, digest.data(), sizeof number);
    return number;
}

storage_error damaged(std::int64_t last_seq)
{
    return {
        errc::damaged, "log: the streams of the batch that ends at seq " +
                           std::to_string(last_seq) +
                           " are not those of its events; restore a backup"};
}

}  // namespace

void append_stream_id(std::string& list, std::int64_t id)
{
    if (!list.empty()) {
        list.push_back(',');
    }
    list += std::to_string(id);
}

std::optional<std::vector<std::int64_t>> stream_ids_in(std::string_view list)
{
    std::vector<std::int64_t> ids;
    for (const char *at = list.data(), *const end = at + list.size(); at != end;) {
        std::int64_t id = 0;
        const auto [after, fault] = std::from_chars(at, end, id);
        if (fault != std::errc{} || (after != end && (*after != ',' || after + 1 == end))) {
            return std::nullopt;
        }
        ids.push_back(id);
        at = after == end ? end : after + 1;
    }
    return ids;
}

void log_index::read_streams(SQLite::Database& db)
{
    SQLite::Statement all{db, "SELECT id, name FROM streams"};
    while (all.executeStep()) {
        const std::int64_t id = all.getColumn(0).getInt64();
        auto& held = streams_[all.getColumn(1).getString()];
        held.id = id;
        by_id_[id] = &held;
    }
}

void log_index::read_batches(SQLite::Database& db)
{
    SQLite::Statement later{
        db, "SELECT last_seq, stream_ids FROM batches WHERE last_seq > ? ORDER BY last_seq"};
    later.bind(1, last_seq_);
    while (later.executeStep()) {
        const std::int64_t last = later.getColumn(0).getInt64();
        const auto ids = stream_ids_in(later.getColumn(1).getString());
        if (!ids || static_cast<std::int64_t>(ids->size()) != last - last_seq_) {
            throw damaged(last);
        }
        for (const auto id : *ids) {
            auto held = by_id_.find(id);
            if (held == by_id_.end()) {
                read_streams(db);  // another process may have added it since
                held = by_id_.find(id);
            }
            if (held == by_id_.end()) {
                throw damaged(last);
            }
            held->second->seqs.push_back(++last_seq_);
        }
    }
}

/// Answers that cannot be read keep nobody from reading the register.
void log_index::read_keys(SQLite::Database& db)
{
    try {
        SQLite::Statement later{
            db, "SELECT id, principal, key FROM answers WHERE id > ? ORDER BY id"};
        later.bind(1, last_answer_);
        while (later.executeStep()) {
            last_answer_ = later.getColumn(0).getInt64() - 1;
            add_key(later.getColumn(1).getString(), later.getColumn(2).getString());
        }
    } catch (const SQLite::Exception& e) {
        keys_unread_ = e.what();
        spdlog::error("log.keys_not_read after_answer={} detail=\"{}\"", last_answer_, e.what());
    }
}

void log_index::read_all(SQLite::Database& db)
{
    read_streams(db);
    read_batches(db);
    read_keys(db);
}

void log_index::read_for_writer(SQLite::Database& db)
{
    const std::unique_lock lock{mutex_};
    read_all(db);
    writer_adds_ = true;
}

void log_index::follow(SQLite::Database& db)
{
    {
        const std::shared_lock lock{mutex_};
        if (writer_adds_) {
            return;
        }
    }
    const std::unique_lock lock{mutex_};
    read_all(db);
}

void log_index::add_key(std::string_view principal, std::string_view key)
{
    ++last_answer_;
    const auto number = number_of(principal, key);
    if (!keys_.emplace(number, last_answer_).second) {
        more_keys_.emplace(number, last_answer_);
    }
}

void log_index::add(const engine::log_batch& batch, const stream_ends& ends)
{
    const std::unique_lock lock{mutex_};
    for (const auto& [name, end] : ends) {
        auto& held = streams_[name];
        held.id = end.id;
        by_id_[end.id] = &held;
    }
    for (const auto& record : batch.records) {
        streams_[record.stream].seqs.push_back(record.seq);
        last_seq_ = record.seq;
    }
    for (const auto& answer : batch.answers) {
        add_key(answer.principal, answer.key);
    }
}

std::optional<stream_end> log_index::end_of(std::string_view stream) const
{
    const std::shared_lock lock{mutex_};
    const auto held = streams_.find(std::string{stream});
    if (held == streams_.end()) {
        return std::nullopt;
    }
    return stream_end{held->second.id, static_cast<std::int64_t>(held->second.seqs.size())};
}

stream_run log_index::events_of(std::string_view stream, std::int64_t after, std::int64_t limit)
    const
{
    const std::shared_lock lock{mutex_};
    const auto held = streams_.find(std::string{stream});
    if (held == streams_.end()) {
        return {};
    }
    const auto& seqs = held->second.seqs;
    const auto first = std::upper_bound(seqs.begin(), seqs.end(), after);
    const auto most = std::min<std::int64_t>(limit, seqs.end() - first);
    return {first - seqs.begin() + 1, {first, first + most}};
}

std::vector<std::int64_t> log_index::answers_to(std::string_view principal, std::string_view key)
    const
{
    const auto number = number_of(principal, key);
    const std::shared_lock lock{mutex_};
    const auto first = keys_.find(number);
    if (first == keys_.end()) {
        return {};
    }
    std::vector<std::int64_t> found{first->second};
    const auto [more, end] = more_keys_.equal_range(number);
    for (auto at = more; at != end; ++at) {
        found.push_back(at->second);
    }
    return found;
}

std::string log_index::keys_unread() const
{
    const std::shared_lock lock{mutex_};
    return keys_unread_;
}

}  // namespace depositary::storage
