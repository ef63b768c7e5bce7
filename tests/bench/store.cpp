#include <SQLiteCpp/SQLiteCpp.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "storage/sha256.hpp"
#include "storage/sqlite_log.hpp"
#include "tests/bench/wire.hpp"

/// The floors of a durable command, in process and without a network:
///
///   bench_store flush --file F --ms N --how append|overwrite    one 4 KiB write and a fdatasync
///   bench_store sqlite --file F --ms N --event E --answer A --batch B --streams S
///                                         SQLite alone, the log's own schema, B commands a commit

namespace depositary::bench {
namespace {

constexpr std::size_t page_bytes = 4096;

void print(const char* what, std::vector<std::int64_t> took_ns, std::size_t each)
{
    std::int64_t sum = 0;
    for (const auto t : took_ns) {
        sum += t;
    }
    std::sort(took_ns.begin(), took_ns.end());
    const auto done = static_cast<double>(took_ns.size() * each);
    std::printf(
        "{\"what\": \"%s\", \"per_second\": %.1f, \"p50_ms\": %.4f, \"p99_ms\": %.4f}\n", what,
        done / (static_cast<double>(sum) / 1e9), quantile_ms(took_ns, 0.5),
        quantile_ms(took_ns, 0.99)
    );
}

int run_flush(const options& o)
{
    const bool append = o.text("how") == "append";
    const int file = ::open(o.text("file").c_str(), O_CREAT | O_RDWR | O_TRUNC | O_CLOEXEC, 0600);
    const std::string page(page_bytes, 'x');
    std::vector<std::int64_t> took;
    off_t at = 0;
    for (const auto until = now_ns() + o.number("ms") * 1'000'000; now_ns() < until;) {
        const auto begin = now_ns();
        if (::pwrite(file, page.data(), page.size(), at) != static_cast<ssize_t>(page.size()) ||
            ::fdatasync(file) != 0) {
            throw std::system_error(errno, std::generic_category(), "fdatasync");
        }
        took.push_back(now_ns() - begin);
        at += append ? static_cast<off_t>(page.size()) : 0;
    }
    ::close(file);
    print("flush", std::move(took), 1);
    return 0;
}

/// One batch as the register's own writer makes it, less everything that is not SQLite.
class group_commit
{
public:
    group_commit(const std::string& file, std::string event, std::string answer)
        : event_(std::move(event)),
          answer_(std::move(answer)),
          leaf_(storage::leaf_sha256(event_)),
          db_(file, SQLite::OPEN_READWRITE | SQLite::OPEN_NOMUTEX)
    {
        db_.exec("PRAGMA journal_mode = WAL");
        db_.exec("PRAGMA synchronous = FULL");
        db_.exec(
            "PRAGMA wal_autocheckpoint = " + std::to_string(storage::log_options{}.wal_pages_max)
        );
    }

    void commit(std::int64_t commands, std::int64_t streams)
    {
        begin_.exec();
        begin_.reset();
        std::string stream_ids;
        for (std::int64_t i = 0; i < commands; ++i) {
            ++seq_;
            const auto stream = seq_ % streams;
            stream_ids += (i == 0 ? "" : ",") + std::to_string(stream + 1);
            add_event_.bind(1, seq_);
            add_event_.bind(2, stream + 1);
            add_event_.bind(3, seq_ / streams + 1);
            add_event_.bindNoCopy(4, event_.data(), static_cast<int>(event_.size()));
            add_event_.bindNoCopy(5, leaf_.data(), static_cast<int>(leaf_.size()));
            add_event_.exec();
            add_event_.reset();
            const auto key = "k-" + std::to_string(seq_);
            add_answer_.bind(1, key);
            add_answer_.bindNoCopy(2, leaf_.data(), static_cast<int>(leaf_.size()));
            add_answer_.bind(3, seq_);
            add_answer_.bindNoCopy(4, answer_);
            add_answer_.exec();
            add_answer_.reset();
        }
        add_batch_.bind(1, seq_);
        add_batch_.bindNoCopy(2, leaf_.data(), static_cast<int>(leaf_.size()));
        add_batch_.bindNoCopy(3, stream_ids);
        add_batch_.exec();
        add_batch_.reset();
        commit_.exec();
        commit_.reset();
    }

private:
    std::string event_;
    std::string answer_;
    engine::digest leaf_;
    std::int64_t seq_ = 0;
    SQLite::Database db_;
    SQLite::Statement begin_{db_, "BEGIN IMMEDIATE"};
    SQLite::Statement commit_{db_, "COMMIT"};
    SQLite::Statement add_event_{
        db_,
        "INSERT INTO events(seq, stream_id, version, type, actor, recorded_at_us, bytes, leaf) "
        "VALUES (?, ?, ?, 'pledge_announced', 'org:made-up', 1700000000000000, ?, ?)"};
    SQLite::Statement add_answer_{
        db_,
        "INSERT INTO answers(principal, key, fingerprint, last_seq, answer, sum) "
        "VALUES ('p-made-up', ?1, ?2, ?3, ?4, ?2)"};
    SQLite::Statement add_batch_{
        db_, "INSERT INTO batches(last_seq, root, stream_ids) VALUES (?, ?, ?)"};
};

int run_sqlite(const options& o)
{
    const auto file = o.text("file");
    {
        const auto made = storage::open_log(file);  // for its schema
    }
    group_commit log(file, read_file(o.text("event")), read_file(o.text("answer")));
    const auto batch = o.number("batch");
    std::vector<std::int64_t> took;
    for (const auto until = now_ns() + o.number("ms") * 1'000'000; now_ns() < until;) {
        const auto begin = now_ns();
        log.commit(batch, o.number("streams"));
        took.push_back(now_ns() - begin);
    }
    print("sqlite", std::move(took), static_cast<std::size_t>(batch));
    return 0;
}

}  // namespace
}  // namespace depositary::bench

int main(int argc, char** argv)
{
    namespace bench = depositary::bench;
    const std::string_view mode = argc > 1 ? argv[1] : "";
    try {
        const bench::options o(argc, argv, 2);
        if (mode == "flush") {
            return bench::run_flush(o);
        }
        if (mode == "sqlite") {
            return bench::run_sqlite(o);
        }
        std::fprintf(stderr, "bench_store: flush or sqlite\n");
    } catch (const std::exception& e) {
        std::fprintf(stderr, "bench_store: %s\n", e.what());
    }
    return 2;
}
