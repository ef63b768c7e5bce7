/// The composition root: the only file that sees every folder. It hands the command line what it
/// needs of storage/ and workflows/ as functions.

#include <chrono>
#include <set>
#include <utility>

#include "api/cli.hpp"
#include "api/replay.hpp"
#include "api/utf8.hpp"
#include "engine/event_codec.hpp"
#include "engine/state.hpp"
#include "storage/accounts.hpp"
#include "storage/backup.hpp"
#include "storage/data_dir.hpp"
#include "storage/documents.hpp"
#include "storage/error.hpp"
#include "storage/kept_head.hpp"
#include "storage/random.hpp"
#include "storage/sha256.hpp"
#include "storage/sqlite_log.hpp"
#include "storage/verify.hpp"
#include "workflows/workflows.hpp"

namespace {

namespace api = depositary::api;
namespace engine = depositary::engine;
namespace storage = depositary::storage;

storage::data_dir_lock lock_or_say_busy(const std::filesystem::path& dir)
{
    try {
        return storage::lock_data_dir(dir);
    } catch (const storage::storage_error& e) {
        if (e.code() == storage::errc::data_dir_locked) {
            throw api::data_dir_busy(e.what());
        }
        throw;
    }
}

/// The log first: what its records name was kept before they were recorded, so it is copied too.
engine::log_head back_up(
    storage::store& log, const std::filesystem::path& dir, const std::filesystem::path& file
)
{
    const auto head = log.backup(file);
    storage::copy_documents(dir / storage::documents_folder_name, storage::documents_beside(file));
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    const auto at_s = std::chrono::duration_cast<std::chrono::seconds>(now).count();
    storage::leave_backup_note(dir, {at_s, head.seq, head.root, std::filesystem::absolute(file)});
    return head;
}

class opened final : public api::open_store
{
public:
    opened(const std::filesystem::path& dir, const api::store_limits& limits)
        : lock_(lock_or_say_busy(dir)),
          log_(storage::open_log(dir / storage::log_file_name, with(limits))),
          accounts_(storage::open_accounts(dir / storage::accounts_file_name)),
          documents_(
              storage::open_documents(dir, {limits.min_free_bytes, limits.documents_bytes_max})
          )
    {}
    engine::log_writer& writer() override { return log_->writer(); }
    engine::log_reader_factory make_reader() const override { return log_->make_reader(); }
    engine::account_port& accounts() override { return *accounts_; }
    engine::document_port& documents() override { return *documents_; }
    std::string epoch() const override { return log_->epoch(); }
    void checkpoint() override { log_->checkpoint(); }
    engine::log_head backup(const std::filesystem::path& file) override
    {
        return back_up(*log_, lock_.dir(), file);
    }

private:
    static storage::log_options with(const api::store_limits& limits)
    {
        storage::log_options options;
        options.min_free_bytes = limits.min_free_bytes;
        return options;
    }

    storage::data_dir_lock lock_;
    std::unique_ptr<storage::store> log_;
    std::unique_ptr<engine::account_port> accounts_;
    std::unique_ptr<engine::document_port> documents_;
};

std::unique_ptr<storage::store> open_to_read(const std::filesystem::path& dir)
{
    storage::log_options options;
    options.mode = storage::open_mode::read_only;
    return storage::open_log(dir / storage::log_file_name, options);
}

/// What is wrong with the documents that the records of a log name.
std::vector<std::string> document_faults(storage::store& log, const std::filesystem::path& dir)
{
    std::set<engine::digest> named;
    const auto reader = log.make_reader()();
    reader->read(0, reader->head().seq, [&](const engine::log_record& r) {
        engine::for_each_document(r.bytes, [&](const engine::digest& d) { named.insert(d); });
        return true;
    });
    return storage::verify_documents(dir / storage::documents_folder_name, named);
}

/// The digest of the state that the log folds to, or why it does not fold.
std::string replay_digest(storage::store& log)
{
    engine::register_state state;
    const auto reader = log.make_reader()();
    const auto head = reader->head();
    state.epoch = head.epoch;
    api::replay_log(
        *reader, 0, head.seq,
        {nullptr, api::usual_replay_helpers()},  // the reader checks each leaf
        [&](const engine::event& e, const engine::digest&) { engine::apply(state, e); }
    );
    return engine::hex(storage::sha256(engine::canonical_state(state)));
}

api::verification verify(
    const std::filesystem::path& dir,
    const std::optional<std::pair<std::int64_t, engine::digest>>& expected,
    const api::progress_function& progress
)
{
    // Read first: a server that works meanwhile only makes the log longer than this.
    const auto kept = storage::read_kept_head(dir / storage::log_file_name);
    const auto log = open_to_read(dir);
    std::optional<storage::expected_root> root;
    if (expected) {
        root = storage::expected_root{expected->first, expected->second};
    }
    const auto audit = log->make_audit_reader();
    const auto report =
        storage::verify_log(*audit, storage::sha256, engine::columns_of, progress, root);
    api::verification out;
    out.intact = report.intact();
    out.events = report.events;
    out.last_seq = report.last_seq;
    out.root = report.root;
    out.problem_count = report.problem_count;
    for (const auto& p : report.listed) {
        out.problems.push_back("seq " + std::to_string(p.seq) + ": " + api::printable(p.what));
    }
    // Of a log that is damaged anyway, this may not even be readable.
    if (kept && out.intact) {
        const auto fault = storage::differs_from_kept(*kept, *audit);
        if (!fault.empty()) {
            out.intact = false;
            ++out.problem_count;
            out.problems.push_back(
                "seq " + std::to_string(report.last_seq) + ": " + api::printable(fault)
            );
        }
    }
    if (out.intact) {
        // Only a log whose every byte is sound is folded: apply() asserts on anything else.
        out.state_digest = replay_digest(*log);
        for (auto& fault : document_faults(*log, dir)) {
            out.intact = false;
            ++out.problem_count;
            out.problems.push_back(std::move(fault));
        }
    }
    return out;
}

api::restoration restore(
    const std::filesystem::path& dir, const std::filesystem::path& file, bool allow_rollback
)
{
    const auto lock = lock_or_say_busy(dir);
    const auto report = storage::restore_log(
        lock, file,
        allow_rollback ? storage::rollback_policy::allow : storage::rollback_policy::refuse
    );
    // Those of the folder stay: no record can be about content that its hash does not name.
    const auto brought = storage::copy_documents(
        storage::documents_beside(file), dir / storage::documents_folder_name
    );
    return {
        report.epoch,
        report.replaced ? report.replaced->epoch : std::string(),
        report.head.seq,
        report.lost_events,
        report.kept_aside,
        brought,
        document_faults(*open_to_read(dir), dir)};
}

api::store_port make_port()
{
    api::store_port port;
    port.open = [](const std::filesystem::path& dir,
                   const api::store_limits& limits) -> std::unique_ptr<api::open_store> {
        return std::make_unique<opened>(dir, limits);
    };
    port.verify = verify;
    port.backup = [](const std::filesystem::path& dir, const std::filesystem::path& file) {
        return back_up(*open_to_read(dir), dir, file);
    };
    port.last_backup = [](const std::filesystem::path& dir) -> std::optional<api::backup_note> {
        const auto note = storage::last_backup(dir);
        return note ? std::optional(api::backup_note{note->at_s, note->seq, note->root, note->file})
                    : std::nullopt;
    };
    port.restore = restore;
    port.sha256 = storage::sha256;
    port.fresh_id = [] { return storage::random_name(16); };
    port.workflows = &depositary::workflows::workflows();
    return port;
}

}  // namespace

int main(int argc, char** argv)
{
    return api::run_cli(argc, argv, make_port());
}
