#pragma once

/// A register that is not one, for tests of the network side: events and answers are MADE UP.

#include <boost/json.hpp>

#include <algorithm>
#include <atomic>
#include <map>
#include <mutex>
#include <stdexcept>
#include <string>
#include <vector>

#include "api/backend.hpp"

namespace depositary::tests {

/// Thread-safety: any thread.
class fake_backend : public api::backend
{
public:
    struct made_up
    {
        std::string stream = "covax";
        std::string type = "pledge_registered";
        std::vector<std::string> actors = {};
        std::string area = "health";
        std::size_t padding = 0;  ///< extra bytes in the event
    };

    /// Commits events as one batch and tells the listener, as the registrar does.
    void commit(const std::vector<made_up>& batch)
    {
        const std::lock_guard order(commit_mutex_);
        std::vector<api::published> fresh;
        api::commit_listener listener;
        {
            const std::lock_guard lock(mutex_);
            for (const auto& m : batch) {
                fresh.push_back(make(m));
                log_.push_back(fresh.back());
            }
            listener = listener_;
        }
        if (listener) {
            listener(fresh);
        }
    }
    void commit(const made_up& one) { commit(std::vector{one}); }
    void commit_many(std::size_t count, const made_up& one) { commit(std::vector(count, one)); }

    void call(
        const api::caller& who, std::string_view method, boost::json::value params,
        std::function<void(api::rpc_reply)> reply
    ) override
    {
        namespace json = boost::json;
        ++calls;
        if (method == "session.roles") {
            json::array roles;
            if (who.principal == "p-fra") {
                roles.push_back(json::object{{"role", "focal_point"}, {"actor", "FRA"}});
            }
            reply(api::rpc_result{json::serialize(json::object{{"roles", roles}})});
        } else if (method == "test.echo") {
            reply(api::rpc_result{json::serialize(params)});
        } else if (method == "test.big") {
            reply(api::rpc_result{'"' + std::string(100'000, 'x') + '"'});
        } else if (method == "test.refuse") {
            reply(api::rpc_error{-32012, "No.", json::object{{"reason", "E_TEST"}}});
        } else if (method == "test.throw") {
            throw std::runtime_error("made up failure");
        } else if (method == "test.block") {
            // Keeps the thread it is called on: a lane's, as a crowd's work would.
            ++blocking;
            blocked_.wait(true);
            --blocking;
            reply(api::rpc_result{"\"unblocked\""});
        } else if (method == "test.hold") {
            const std::lock_guard lock(mutex_);
            held_.push_back(std::move(reply));
        } else if (method == "pledge.register") {
            commit({{"covax", "pledge_registered", {"FRA"}}});
            reply(api::rpc_result{R"({"seq":)" + std::to_string(head()) + "}"});
        } else if (method == "initiative.get" || method == "initiative.list") {
            reply(api::rpc_result{json::serialize(json::object{
                {"made_up", true}, {"method", method}, {"seq", head()}})});
        } else {
            reply(api::rpc_error{-32601, "Not here.", json::object{{"reason", "E_METHOD"}}});
        }
    }

    /// Lets go of whoever test.block keeps, now and from now on.
    void unblock()
    {
        blocked_ = false;
        blocked_.notify_all();
    }

    /// Answers what test.hold keeps.
    void release()
    {
        std::vector<std::function<void(api::rpc_reply)>> held;
        {
            const std::lock_guard lock(mutex_);
            held.swap(held_);
        }
        for (const auto& reply : held) {
            reply(api::rpc_result{"\"released\""});
        }
    }
    std::size_t holding() const
    {
        const std::lock_guard lock(mutex_);
        return held_.size();
    }

    void add_token(const std::string& token, api::caller who)
    {
        const std::lock_guard lock(mutex_);
        tokens_[token] = std::move(who);
    }
    void revoke_token(const std::string& token)
    {
        const std::lock_guard lock(mutex_);
        tokens_.erase(token);
    }
    std::optional<api::caller> authenticate(std::string_view token) override
    {
        const std::lock_guard lock(mutex_);
        const auto it = tokens_.find(std::string(token));
        return it == tokens_.end() ? std::nullopt : std::optional(it->second);
    }

    std::vector<api::published> read_events(std::int64_t after, std::int64_t limit) override
    {
        ++reads;
        if (fail_reads) {
            throw std::runtime_error("made up: the log cannot be read");
        }
        const std::lock_guard lock(mutex_);
        const auto from = std::min(log_.size(), static_cast<std::size_t>(after));
        const auto to = std::min(log_.size(), from + static_cast<std::size_t>(limit));
        return {
            log_.begin() + static_cast<std::ptrdiff_t>(from),
            log_.begin() + static_cast<std::ptrdiff_t>(to)};
    }
    std::int64_t listen(api::commit_listener listener) override
    {
        const std::lock_guard lock(mutex_);
        listener_ = std::move(listener);
        return static_cast<std::int64_t>(log_.size());
    }
    std::int64_t head() const override
    {
        const std::lock_guard lock(mutex_);
        return static_cast<std::int64_t>(log_.size());
    }
    std::string epoch() const override { return "ep1"; }
    bool has_method(std::string_view method) const override
    {
        return method.starts_with("test.") || method.starts_with("initiative.") ||
               method == "session.roles" || method == "pledge.register";
    }
    boost::json::object openrpc() const override
    {
        return boost::json::parse(R"({"openrpc":"1.2.6","methods":[
            {"name":"pledge.register","params":[{"name":"idempotency_key"}]},
            {"name":"test.echo","params":[]}]})")
            .as_object();
    }
    std::string metrics() const override { return "depositary_made_up 1\n"; }
    bool ready(std::string& why) const override
    {
        why = is_ready ? "" : "made up reason";
        return is_ready;
    }

    std::atomic<bool> is_ready{true};
    std::atomic<bool> fail_reads{false};
    std::atomic<int> reads{0};
    std::atomic<int> calls{0};
    std::atomic<int> blocking{0};

private:
    api::published make(const made_up& m)
    {
        auto e = std::make_shared<api::published_event>();
        e->seq = static_cast<std::int64_t>(log_.size()) + 1;
        e->stream = m.stream;
        e->version = ++versions_[m.stream];
        e->area = m.area;
        e->type = m.type;
        e->actors = m.actors;
        boost::json::object o{
            {"seq", e->seq}, {"stream", m.stream}, {"type", m.type}, {"version", e->version}};
        if (m.padding > 0) {
            o["padding"] = std::string(m.padding, 'p');
        }
        e->json = boost::json::serialize(o);
        return e;
    }

    std::atomic<bool> blocked_{true};
    std::mutex commit_mutex_;
    mutable std::mutex mutex_;
    std::vector<api::published> log_;
    std::map<std::string, std::int64_t> versions_;
    std::map<std::string, api::caller> tokens_;
    std::vector<std::function<void(api::rpc_reply)>> held_;
    api::commit_listener listener_;
};

}  // namespace depositary::tests
