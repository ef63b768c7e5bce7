#pragma once

/// MADE UP events and a folder of its own for each test of storage/. The bytes are no real events:
/// storage/ never looks inside them, and verification gets the matching reader injected.

#include <SQLiteCpp/SQLiteCpp.h>
#include <stdlib.h>

#include <charconv>
#include <filesystem>
#include <map>
#include <string>
#include <variant>
#include <vector>

#include "engine/log.hpp"
#include "storage/sha256.hpp"

namespace depositary::testing {

class temporary_dir
{
public:
    temporary_dir()
    {
        auto name = (std::filesystem::temp_directory_path() / "depositary-XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr) {
            throw std::runtime_error("no temporary folder");
        }
        path_ = name;
    }
    temporary_dir(const temporary_dir&) = delete;
    temporary_dir& operator=(const temporary_dir&) = delete;
    ~temporary_dir()
    {
        std::error_code ignored;  // A left-over folder must not fail a test that passed.
        std::filesystem::remove_all(path_, ignored);
    }
    const std::filesystem::path& path() const { return path_; }
    std::filesystem::path operator/(const char* name) const { return path_ / name; }

private:
    std::filesystem::path path_;
};

/// Nobody but the owner may do anything with the file or folder.
inline bool is_private(const std::filesystem::path& path)
{
    using std::filesystem::perms;
    const auto mode = std::filesystem::status(path).permissions();
    return (mode & (perms::group_all | perms::others_all)) == perms::none;
}

/// RFC 6962 section 2.1 by its recursive definition: a second implementation beside engine/'s.
inline engine::digest tree_head(const std::vector<engine::digest>& leaves)
{
    if (leaves.empty()) {
        return storage::sha256({});
    }
    if (leaves.size() == 1) {
        return leaves.front();
    }
    std::size_t split = 1;
    while (split * 2 < leaves.size()) {
        split *= 2;
    }
    const auto middle = leaves.begin() + static_cast<std::ptrdiff_t>(split);
    const auto left = tree_head({leaves.begin(), middle});
    const auto right = tree_head({middle, leaves.end()});
    std::string node{"\x01"};
    node.append(reinterpret_cast<const char*>(left.data()), left.size());
    node.append(reinterpret_cast<const char*>(right.data()), right.size());
    return storage::sha256(node);
}

/// `seq|stream|version|type|actor|recorded_at_us`
inline std::string made_up_bytes(const engine::log_record& r)
{
    return std::to_string(r.seq) + "|" + r.stream + "|" + std::to_string(r.version) + "|" + r.type +
           "|" + r.actor + "|" + std::to_string(r.recorded_at_us);
}

inline std::variant<engine::log_record, std::string> made_up_columns(std::string_view bytes)
{
    std::vector<std::string> parts{""};
    for (const char c : bytes) {
        if (c == '|') {
            parts.emplace_back();
        } else {
            parts.back() += c;
        }
    }
    if (parts.size() != 6) {
        return std::string{"six parts expected"};
    }
    const auto number = [](const std::string& text) {
        std::int64_t value = -1;
        std::from_chars(text.data(), text.data() + text.size(), value);
        return value;
    };
    engine::log_record record;
    record.seq = number(parts[0]);
    record.stream = parts[1];
    record.version = number(parts[2]);
    record.type = parts[3];
    record.actor = parts[4];
    record.recorded_at_us = number(parts[5]);
    return record;
}

/// Makes batches that follow each other.
class batch_maker
{
public:
    engine::log_batch next(const std::vector<std::string>& streams)
    {
        engine::log_batch batch;
        for (const auto& stream : streams) {
            engine::log_record record;
            record.seq = static_cast<std::int64_t>(leaves_.size()) + 1;
            record.stream = stream;
            record.version = ++versions_[stream];
            record.type = "made_up_event";
            record.actor = "XXA";  // a user-assigned code: no real state
            record.recorded_at_us = 1'700'000'000'000'000 + record.seq;
            record.bytes = made_up_bytes(record);
            record.leaf = storage::leaf_sha256(record.bytes);
            leaves_.push_back(record.leaf);
            batch.records.push_back(std::move(record));
        }
        batch.root = tree_head(leaves_);
        return batch;
    }
    std::int64_t head() const { return static_cast<std::int64_t>(leaves_.size()); }

private:
    std::vector<engine::digest> leaves_;
    std::map<std::string, std::int64_t> versions_;
};

inline engine::answer_record made_up_answer(
    const char* principal, const char* key, std::int64_t last_seq
)
{
    return {principal, key, storage::sha256(key), last_seq, R"({"seq":1})"};
}

/// Appends batches of one event until the log has `count` events.
inline void grow(engine::log_writer& writer, batch_maker& maker, std::int64_t count)
{
    while (maker.head() < count) {
        const auto before = maker.head();
        const auto batch = maker.next({before % 2 == 0 ? "initiative-a" : "initiative-b"});
        if (writer.append(batch, before).status != engine::append_status::committed) {
            throw std::runtime_error("append failed");
        }
    }
}

inline std::vector<engine::log_record> all_records(engine::log_reader& reader)
{
    std::vector<engine::log_record> records;
    reader.read(0, 1'000'000, [&](const engine::log_record& record) {
        records.push_back(record);
        return true;
    });
    return records;
}

/// Runs SQL on the file behind the product's back.
inline void tamper(const std::filesystem::path& file, const std::string& sql)
{
    SQLite::Database db{file.string(), SQLite::OPEN_READWRITE};
    std::map<std::string, std::string> triggers;
    {
        SQLite::Statement all{db, "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'"};
        while (all.executeStep()) {
            triggers[all.getColumn(0).getString()] = all.getColumn(1).getString();
        }
    }
    for (const auto& [name, text] : triggers) {
        db.exec("DROP TRIGGER " + name);
    }
    db.exec(sql);
    for (const auto& [name, text] : triggers) {
        db.exec(text);
    }
}

}  // namespace depositary::testing
