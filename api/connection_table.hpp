#pragma once

/// The open connections: how many, from where, and how to end them all.

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

namespace depositary::api {

/// Thread-safety: any thread.
class connection_table : public std::enable_shared_from_this<connection_table>
{
public:
    /// `open` and `known`, when given, follow how many there are, and how many of known clients;
    /// they outlive every place.
    connection_table(
        std::size_t total_max, std::size_t per_address_max,
        std::atomic<std::int64_t>* open = nullptr, std::atomic<std::int64_t>* known = nullptr
    )
        : total_max_(total_max), per_address_max_(per_address_max), open_(open), known_(known)
    {}

    /// A place among the open connections; given back when the last copy goes.
    class place
    {
    public:
        place(
            std::shared_ptr<connection_table> owner, std::string address, bool counted,
            std::uint64_t id
        )
            : owner_(std::move(owner)), address_(std::move(address)), counted_(counted), id_(id)
        {}
        ~place()
        {
            mark_known(false);
            owner_->leave(*this);
        }
        place(const place&) = delete;
        place& operator=(const place&) = delete;

        /// Whose connection it is. On the connection's executor.
        [[nodiscard]] const std::string& address() const { return address_; }
        /// It turned out to be another's, whom a proxy passes on. False, and nothing changed, when
        /// that address has too many. On the connection's executor.
        [[nodiscard]] bool move_to(const std::string& address)
        {
            return owner_->move(*this, address);
        }
        [[nodiscard]] std::uint64_t id() const { return id_; }
        /// Whether its client is known, no at first. On the connection's executor.
        [[nodiscard]] bool is_known() const { return known_; }
        void mark_known(bool known)
        {
            if (owner_->known_ != nullptr && known != known_) {
                *owner_->known_ += known ? 1 : -1;
            }
            known_ = known;
        }
        /// What stop_all() shall do to this connection. Replaces what was set before.
        void on_stop(std::function<void()> stop) { owner_->set_stop(id_, std::move(stop)); }

    private:
        friend class connection_table;
        std::shared_ptr<connection_table> owner_;
        std::string address_;
        bool counted_;  ///< among those of its address
        bool known_ = false;
        std::uint64_t id_;
    };
    using place_ptr = std::shared_ptr<place>;

    /// Nothing at a limit, and after stop_all(). A proxy's own address has no limit: its
    /// connections are those of its clients.
    [[nodiscard]] place_ptr enter(const std::string& address, bool is_proxy = false)
    {
        const std::lock_guard lock(mutex_);
        if (stopped_ || stops_.size() >= total_max_ || (!is_proxy && !count_in(address))) {
            return nullptr;
        }
        const auto id = ++last_id_;
        stops_.emplace(id, nullptr);
        say_count();
        return std::make_shared<place>(shared_from_this(), address, !is_proxy, id);
    }

    void stop_all()
    {
        std::map<std::uint64_t, std::function<void()>> stops;
        {
            const std::lock_guard lock(mutex_);
            stopped_ = true;
            stops = stops_;
        }
        for (const auto& [id, stop] : stops) {
            if (stop) {
                stop();
            }
        }
    }

    [[nodiscard]] std::size_t count() const
    {
        const std::lock_guard lock(mutex_);
        return stops_.size();
    }

private:
    void leave(const place& p)
    {
        std::function<void()> last;  // may own a connection: destroyed outside the lock
        const std::lock_guard lock(mutex_);
        if (const auto it = stops_.find(p.id_); it != stops_.end()) {
            last = std::move(it->second);
            stops_.erase(it);
            say_count();
        }
        if (p.counted_) {
            count_out(p.address_);
        }
    }

    void say_count()
    {
        if (open_ != nullptr) {
            *open_ = static_cast<std::int64_t>(stops_.size());
        }
    }

    bool move(place& p, const std::string& address)
    {
        const std::lock_guard lock(mutex_);
        if (p.counted_ && p.address_ == address) {
            return true;
        }
        if (!count_in(address)) {
            return false;
        }
        if (p.counted_) {
            count_out(p.address_);
        }
        p.counted_ = true;
        p.address_ = address;
        return true;
    }

    bool count_in(const std::string& address)
    {
        const auto it = by_address_.try_emplace(address, 0).first;
        if (it->second >= per_address_max_) {
            return false;
        }
        ++it->second;
        return true;
    }

    void count_out(const std::string& address)
    {
        if (const auto it = by_address_.find(address); --it->second == 0) {
            by_address_.erase(it);
        }
    }

    void set_stop(std::uint64_t id, std::function<void()> stop)
    {
        bool now = false;
        {
            const std::lock_guard lock(mutex_);
            stops_[id] = stop;
            now = stopped_;
        }
        if (now) {
            stop();
        }
    }

    std::size_t total_max_;
    std::size_t per_address_max_;
    std::atomic<std::int64_t>* open_;
    std::atomic<std::int64_t>* known_;
    mutable std::mutex mutex_;
    std::map<std::uint64_t, std::function<void()>> stops_;
    std::unordered_map<std::string, std::size_t> by_address_;
    std::uint64_t last_id_ = 0;
    bool stopped_ = false;
};

}  // namespace depositary::api
