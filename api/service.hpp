#pragma once

/// The register behind the network: commands go to the registrar, queries to a small pool over the
/// committed state, tokens to the accounts. Knows no socket and no database.

#include <boost/asio/thread_pool.hpp>

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "api/backend.hpp"
#include "api/evidence.hpp"
#include "api/registrar.hpp"
#include "engine/accounts.hpp"
#include "engine/due_check.hpp"

namespace depositary::api {

struct service_options
{
    registrar_options registrar;
    std::size_t reader_threads = 2;  ///< for queries of the public; as many for known callers
    int public_nice = 0;             ///< how far the public's step back, 0 to 19
    /// How often the clock looks for what fell due. A new UTC day is the only thing that can bring
    /// anything, so a minute is early enough.
    std::chrono::seconds clock_period{60};
    /// Documents of evidence; outlives the service. None are kept without it.
    engine::document_port* documents = nullptr;
};

class service final : public backend
{
public:
    /// `accounts` outlives the service.
    service(registrar_ports ports, engine::account_port& accounts, service_options options);
    ~service() override;

    void start();
    void stop();

    void call(
        const caller& who, std::string_view method, boost::json::value params,
        std::function<void(rpc_reply)> reply
    ) override;
    std::optional<caller> authenticate(std::string_view token) override;
    std::optional<signed_in> sign_in(const credentials& given, std::chrono::seconds lifetime)
        override;
    void sign_out(std::string_view secret) override;
    void keep_document(
        const caller& who, std::string media_type, std::string content,
        std::function<void(rpc_reply)> reply
    ) override;
    std::optional<rpc_error> refuse_document(const caller& who) override;
    void find_document(
        const caller& who, const std::string& uri, std::function<void(document_reply)> reply
    ) override;
    std::vector<published> read_events(std::int64_t after, std::int64_t limit) override;
    std::int64_t listen(commit_listener listener) override;
    std::int64_t head() const override;
    std::string epoch() const override;
    bool has_method(std::string_view method) const override;
    boost::json::object openrpc() const override;
    std::string metrics() const override;
    bool ready(std::string& why) const override;

    /// For the local administrator's socket and the offline commands: answers in this thread.
    rpc_reply call_and_wait(
        const std::string& principal, std::string_view method, boost::json::object params
    );
    void wait_beyond(std::int64_t seq, std::chrono::milliseconds most) const
    {
        registrar_.wait_beyond(seq, most);
    }
    /// Has `answer` called by the writer's thread at its next turn (registrar::ask).
    void ask_writer(std::function<void()> answer) { registrar_.ask(std::move(answer)); }
    /// What server.status answers beside the register's own numbers. Call it before anybody can
    /// ask; without it the method answers these alone.
    void show_status(std::function<boost::json::object()> more) { status_ = std::move(more); }
    /// Records what has fallen due by now, and waits until it is durable.
    void catch_up();
    [[nodiscard]] state_ptr state() const { return registrar_.state(); }
    [[nodiscard]] engine::log_head log_head() const { return registrar_.head(); }

private:
    class readers;

    rpc_reply run_query(
        const std::string& principal, std::string_view method, const boost::json::object& params
    );
    std::optional<rpc_reply> answer_administrator(
        const std::string& principal, std::string_view method, const boost::json::object& params
    );
    [[nodiscard]] bool is_admin(const std::string& principal) const;
    /// Whether a grant of today gives the principal a role that `fits`.
    [[nodiscard]] bool has_role(
        const std::string& principal, const std::function<bool(std::string_view role)>& fits
    ) const;
    /// Runs `task` where those of such callers wait: who is known waits for nobody else.
    void run_for(const caller& who, std::function<void()> task);
    [[nodiscard]] rpc_reply status() const;
    [[nodiscard]] document_reply look_up(const caller& who, const std::string& uri);
    [[nodiscard]] std::optional<rpc_error> refuse_evidence(const boost::json::object& params) const;
    void tick();
    void look_for_due(const std::function<void(rpc_reply)>& done);

    registrar_ports ports_;
    service_options options_;
    engine::account_port& accounts_;
    registrar registrar_;
    std::unique_ptr<readers> readers_;
    named_documents named_;
    std::function<boost::json::object()> status_;
    boost::asio::thread_pool known_pool_;
    boost::asio::thread_pool public_pool_;
    std::mutex due_mutex_;
    engine::due_check due_;
    std::mutex tick_mutex_;
    std::condition_variable tick_wake_;
    bool stopping_ = false;
    std::thread ticker_;
};

}  // namespace depositary::api
