#pragma once

/// Containers that versions of a state share. A copy costs one pointer; a change copies what
/// another copy holds too, and nothing that nobody else does. So a batch of commands over a
/// register of any size pays for what it touches, and readers keep the state they were given.
/// Whoever reads a copy may do so from any thread while another copy is changed.

#include <boost/smart_ptr/intrusive_ptr.hpp>

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <iterator>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/assert.hpp"

namespace depositary::engine {

/// The object behind a shared pointer, ready to be changed: copied first when anybody else holds
/// it. Replay, where nobody does, then costs no copies; a published version is never touched.
template <class T>
T& own(std::shared_ptr<const T>& shared)
{
    if (!shared) {
        shared = std::make_shared<T>();
    } else if (shared.use_count() > 1) {
        shared = std::make_shared<T>(*shared);
    } else {
        // The last other holder may have let go on another thread; see its reads before we write.
#if defined(__SANITIZE_THREAD__)
        static_cast<void>(std::shared_ptr<const T>(shared));  // it does not know about fences
#else
        std::atomic_thread_fence(std::memory_order_acquire);
#endif
    }
    return const_cast<T&>(*shared);  // made non-const by make_shared above
}

/// A sequence that is copied whole by its first change after a copy: for what is read often,
/// changes seldom or stays short.
template <class T>
class shared_list
{
public:
    using list_type = std::vector<T>;

    [[nodiscard]] const list_type& list() const
    {
        static const list_type none;
        return list_ ? *list_ : none;
    }
    // NOLINTNEXTLINE(google-explicit-constructor): it is read wherever a vector is
    operator const list_type&() const { return list(); }
    [[nodiscard]] auto begin() const { return list().begin(); }
    [[nodiscard]] auto end() const { return list().end(); }
    [[nodiscard]] std::size_t size() const { return list().size(); }
    [[nodiscard]] bool empty() const { return list().empty(); }
    [[nodiscard]] const T& front() const { return list().front(); }
    [[nodiscard]] const T& back() const { return list().back(); }

    /// To be changed.
    list_type& change() { return own(list_); }

private:
    std::shared_ptr<const list_type> list_;
};

/// An ordered map; a change copies the shared nodes between the root and the changed item.
///
/// A weight-balanced tree (Adams 1993, with the weights 3 and 2 that Hirai and Yamamoto proved in
/// 2011): its depth is logarithmic whatever keys a client chooses.
template <class Key, class Value>
class shared_map
{
    struct node;
    using link = boost::intrusive_ptr<const node>;

public:
    using key_type = Key;
    using mapped_type = Value;
    /// The key is not const, so that nodes can be copied; iterators give it as const.
    using value_type = std::pair<Key, Value>;

    /// Forward, over the version it was taken from; a change of that map ends it.
    class const_iterator
    {
    public:
        using iterator_category = std::forward_iterator_tag;
        using value_type = shared_map::value_type;
        using difference_type = std::ptrdiff_t;
        using pointer = const value_type*;
        using reference = const value_type&;

        const_iterator() = default;

        reference operator*() const { return path_[depth_ - 1]->item; }
        pointer operator->() const { return &path_[depth_ - 1]->item; }

        const_iterator& operator++()
        {
            const node* at = path_[--depth_];
            descend(at->right.get());
            return *this;
        }
        const_iterator operator++(int)
        {
            auto before = *this;
            ++*this;
            return before;
        }

        friend bool operator==(const const_iterator& a, const const_iterator& b)
        {
            return a.top() == b.top();
        }

    private:
        friend class shared_map;

        [[nodiscard]] const node* top() const { return depth_ == 0 ? nullptr : path_[depth_ - 1]; }

        void descend(const node* at)
        {
            for (; at != nullptr; at = at->left.get()) {
                push(at);
            }
        }

        void push(const node* at)
        {
            DEPOSITARY_ASSERT(depth_ < path_.size());
            path_[depth_++] = at;
        }

        /// Nodes whose item is still to come, the next one last. A tree of 2^30 items is at most
        /// 30 / log2(4/3) = 73 deep.
        std::array<const node*, 80> path_{};
        std::size_t depth_ = 0;
    };
    using iterator = const_iterator;

    [[nodiscard]] std::size_t size() const { return size_of(root_); }
    [[nodiscard]] bool empty() const { return !root_; }

    [[nodiscard]] const_iterator begin() const
    {
        const_iterator it;
        it.descend(root_.get());
        return it;
    }
    [[nodiscard]] const_iterator end() const { return {}; }

    template <class K>
    [[nodiscard]] const_iterator find(const K& key) const
    {
        const_iterator it;
        for (const node* at = root_.get(); at != nullptr;) {
            const auto order = compare(key, at->item.first);
            if (order > 0) {
                at = at->right.get();
                continue;
            }
            it.push(at);
            if (order == 0) {
                return it;
            }
            at = at->left.get();
        }
        return end();
    }

    /// The first item whose key is not less than `key`.
    template <class K>
    [[nodiscard]] const_iterator lower_bound(const K& key) const
    {
        return partition_point([&](const value_type& item) {
            return std::less<>{}(item.first, key);
        });
    }

    /// The first item of which `before` does not hold; it must hold of none after that.
    template <class Before>
    [[nodiscard]] const_iterator partition_point(Before before) const
    {
        const_iterator it;
        for (const node* at = root_.get(); at != nullptr;) {
            if (before(at->item)) {
                at = at->right.get();
            } else {
                it.push(at);
                at = at->left.get();
            }
        }
        return it;
    }

    template <class K>
    [[nodiscard]] bool contains(const K& key) const
    {
        return find_node(key) != nullptr;
    }

    /// nullptr when there is none.
    template <class K>
    [[nodiscard]] const Value* get(const K& key) const
    {
        const node* at = find_node(key);
        return at == nullptr ? nullptr : &at->item.second;
    }

    /// The key must be there.
    template <class K>
    [[nodiscard]] const Value& at(const K& key) const
    {
        const auto* value = get(key);
        DEPOSITARY_ASSERT(value != nullptr);
        return *value;
    }

    /// The last item; the map must not be empty.
    [[nodiscard]] const value_type& back() const
    {
        const node* at = root_.get();
        DEPOSITARY_ASSERT(at != nullptr);
        while (at->right) {
            at = at->right.get();
        }
        return at->item;
    }

    /// The value of the key, to be changed; made when there is none. The reference is good until
    /// the map is copied or changed.
    template <class K>
    Value& operator[](const K& key)
    {
        bool added = false;
        return place(root_, key, added);
    }

    /// A map of these items, which are in the order of their keys and have no key twice. Costs a
    /// node an item and compares none.
    [[nodiscard]] static shared_map from_sorted(std::vector<value_type> items)
    {
        shared_map made;
        made.root_ = tree_of(items.begin(), items.end());
        return made;
    }

    /// Whether there was one.
    template <class K>
    bool erase(const K& key)
    {
        const bool there = contains(key);
        if (there) {
            erase_from(root_, key);
        }
        return there;
    }

    /// Takes out every item of which `condition` holds.
    template <class Condition>
    void erase_if(Condition condition)
    {
        const auto before = *this;
        for (const auto& item : before) {
            if (condition(item)) {
                erase(item.first);
            }
        }
    }

private:
    /// What a search reads stands at the front: with a short key and a pointer for its value, a
    /// node is one line of the processor's cache.
    struct node
    {
        node(value_type i, link l, link r, std::size_t n)
            : size(static_cast<std::uint32_t>(n)),
              left(std::move(l)),
              right(std::move(r)),
              item(std::move(i))
        {
            DEPOSITARY_ASSERT(n <= UINT32_MAX);
        }
        node(const node& other)
            : size(other.size), left(other.left), right(other.right), item(other.item)
        {}
        node& operator=(const node&) = delete;

        friend void intrusive_ptr_add_ref(const node* n)
        {
            n->holders.fetch_add(1, std::memory_order_relaxed);
        }
        friend void intrusive_ptr_release(const node* n)
        {
            // Whoever is last, or alone, sees what the others read done before it writes.
            if (n->holders.fetch_sub(1, std::memory_order_acq_rel) == 1) {
                delete n;
            }
        }

        mutable std::atomic<std::uint32_t> holders{0};
        std::uint32_t size;
        link left;
        link right;
        value_type item;
    };

    /// As own() for a shared pointer.
    static node& own(link& shared)
    {
        if (shared->holders.load(std::memory_order_acquire) > 1) {
            shared = link(new node(*shared));
        }
        return const_cast<node&>(*shared);  // made non-const by new
    }

    /// Less than, equal to or greater than zero. A text is looked at once, and not once for each
    /// direction.
    template <class A, class B>
    static int compare(const A& a, const B& b)
    {
        if constexpr (requires { std::string_view(a).compare(std::string_view(b)); }) {
            return std::string_view(a).compare(std::string_view(b));
        } else {
            return std::less<>{}(a, b) ? -1 : std::less<>{}(b, a) ? 1 : 0;
        }
    }

    static std::size_t size_of(const link& at) { return at ? at->size : 0; }
    /// Balance is of weights, one more than sizes, so that an empty tree weighs something.
    static std::size_t weight(const link& at) { return size_of(at) + 1; }

    template <class K>
    [[nodiscard]] const node* find_node(const K& key) const
    {
        const node* at = root_.get();
        while (at != nullptr) {
            const auto order = compare(key, at->item.first);
            if (order == 0) {
                break;
            }
            at = (order < 0 ? at->left : at->right).get();
        }
        return at;
    }

    using item_iterator = typename std::vector<value_type>::iterator;

    /// Halves differ by one item at most, so it is balanced.
    static link tree_of(item_iterator first, item_iterator last)
    {
        if (first == last) {
            return nullptr;
        }
        const auto middle = first + (last - first) / 2;
        const auto size = static_cast<std::size_t>(last - first);
        return link(
            new node(std::move(*middle), tree_of(first, middle), tree_of(middle + 1, last), size)
        );
    }

    static void measure(node& n)
    {
        n.size = static_cast<std::uint32_t>(size_of(n.left) + size_of(n.right) + 1);
    }

    /// The right child becomes the parent.
    static void rotate_left(link& at)
    {
        node& n = own(at);
        link up = std::move(n.right);
        node& top = own(up);
        n.right = std::move(top.left);
        measure(n);
        top.left = std::move(at);
        measure(top);
        at = std::move(up);
    }

    static void rotate_right(link& at)
    {
        node& n = own(at);
        link up = std::move(n.left);
        node& top = own(up);
        n.left = std::move(top.right);
        measure(n);
        top.right = std::move(at);
        measure(top);
        at = std::move(up);
    }

    /// After one insertion or removal below `at`.
    static void balance(link& at)
    {
        node& n = own(at);
        measure(n);
        if (weight(n.right) > 3 * weight(n.left)) {
            if (weight(n.right->left) >= 2 * weight(n.right->right)) {
                rotate_right(n.right);
            }
            rotate_left(at);
        } else if (weight(n.left) > 3 * weight(n.right)) {
            if (weight(n.left->right) >= 2 * weight(n.left->left)) {
                rotate_left(n.left);
            }
            rotate_right(at);
        }
    }

    /// The value of the key on a path that nobody else holds. Balancing turns nodes of the path and
    /// copies none of them, so the reference stays good.
    template <class K>
    static Value& place(link& at, const K& key, bool& added)
    {
        if (!at) {
            added = true;
            auto* const made = new node({Key(key), Value{}}, nullptr, nullptr, 1);
            at = link(made);
            return made->item.second;
        }
        node& n = own(at);
        const auto order = compare(key, n.item.first);
        if (order == 0) {
            return n.item.second;
        }
        auto& value = place(order < 0 ? n.left : n.right, key, added);
        if (added) {
            balance(at);
        }
        return value;
    }

    template <class K>
    static void erase_from(link& at, const K& key)
    {
        node& n = own(at);
        const auto order = compare(key, n.item.first);
        if (order != 0) {
            erase_from(order < 0 ? n.left : n.right, key);
        } else {
            if (!n.left || !n.right) {
                link child = std::move(n.left ? n.left : n.right);
                at = std::move(child);
                return;
            }
            n.item = take_first(n.right);
        }
        balance(at);
    }

    static value_type take_first(link& at)
    {
        node& n = own(at);
        if (!n.left) {
            auto item = std::move(n.item);
            link child = std::move(n.right);
            at = std::move(child);
            return item;
        }
        auto item = take_first(n.left);
        balance(at);
        return item;
    }

    link root_;
};

}  // namespace depositary::engine
