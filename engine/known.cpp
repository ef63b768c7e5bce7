#include "engine/known.hpp"

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>
#include <vector>

#include "engine/destination.hpp"

namespace depositary::engine {
namespace {

class sieve
{
public:
    explicit sieve(const knowledge& known) : known_(known) {}

    [[nodiscard]] entity_map sift(const entity_map& map);
    [[nodiscard]] shared_list<fact_ptr> sift(const shared_list<fact_ptr>& list);

    /// What had not been superseded yet is put back.
    void put_back(const shared_list<superseded_fact>& gone, initiative_state& then);

    /// Of the last known event; 0 when none was.
    [[nodiscard]] std::int64_t last_seq() const { return last_seq_; }
    /// Events up to it, known or not, that is, its version.
    [[nodiscard]] std::int64_t version() const;
    /// Whether the event that pinned a definition was known.
    [[nodiscard]] bool pinned(std::int64_t seq) const { return pins_.contains(seq); }

private:
    bool passes(const fact& f);

    const knowledge& known_;
    std::vector<std::int64_t> seqs_;
    std::int64_t last_seq_ = 0;
    std::set<std::int64_t> pins_;
};

bool sieve::passes(const fact& f)
{
    seqs_.push_back(f.seq);
    if (!known_(f)) {
        return false;
    }
    last_seq_ = std::max(last_seq_, f.seq);
    if (f.payload.is<initiative_opened>() || f.payload.is<definition_migrated>()) {
        pins_.insert(f.seq);
    }
    return true;
}

entity_map sieve::sift(const entity_map& map)
{
    std::vector<entity_map::value_type> kept;
    kept.reserve(map.size());
    bool all = true;
    fact_list some;
    for (const auto& [key, facts] : map) {
        some.clear();
        std::copy_if(facts->begin(), facts->end(), std::back_inserter(some), [&](const auto& f) {
            return passes(*f);
        });
        if (some.size() == facts->size()) {
            kept.emplace_back(key, facts);
            continue;
        }
        all = false;
        if (!some.empty()) {
            kept.emplace_back(key, std::make_shared<const fact_list>(some));
        }
    }
    return all ? map : entity_map::from_sorted(std::move(kept));
}

shared_list<fact_ptr> sieve::sift(const shared_list<fact_ptr>& list)
{
    fact_list some;
    std::copy_if(list.begin(), list.end(), std::back_inserter(some), [&](const auto& f) {
        return passes(*f);
    });
    if (some.size() == list.size()) {
        return list;
    }
    shared_list<fact_ptr> kept;
    kept.change() = std::move(some);
    return kept;
}

void sieve::put_back(const shared_list<superseded_fact>& gone, initiative_state& then)
{
    for (const auto& [f, by] : gone) {
        if (!passes(*f)) {
            continue;
        }
        if (known_(*by)) {
            then.superseded.change().push_back({f, by});
        } else {
            keep(then, f);
        }
    }
}

std::int64_t sieve::version() const
{
    return std::count_if(seqs_.begin(), seqs_.end(), [&](auto seq) { return seq <= last_seq_; });
}

shared_map<std::int64_t, notification_record> given_by(
    const shared_map<std::int64_t, notification_record>& all, std::int64_t last_seq
)
{
    if (all.empty() || all.back().first <= last_seq) {
        return all;
    }
    std::vector<std::pair<std::int64_t, notification_record>> some;
    for (const auto& item : all) {
        if (item.first > last_seq) {
            break;
        }
        some.push_back(item);
    }
    return shared_map<std::int64_t, notification_record>::from_sorted(std::move(some));
}

}  // namespace

initiative_ptr known_by(const initiative_ptr& now, const knowledge& known)
{
    sieve facts(known);
    auto then = std::make_shared<initiative_state>();
    then->id = now->id;
    then->life = facts.sift(now->life);
    then->attestations = facts.sift(now->attestations);
    for (const auto& member : entity_members()) {
        (*then).*member = facts.sift((*now).*member);
    }
    facts.put_back(now->superseded, *then);
    std::copy_if(
        now->pins.begin(), now->pins.end(), std::back_inserter(then->pins),
        [&](const auto& pin) { return facts.pinned(pin.seq); }
    );
    // The opening is what pins first.
    if (then->pins.empty() || then->pins.front().seq != now->pins.front().seq) {
        return nullptr;
    }
    then->rules = then->pins.back().rules;
    then->pinned = then->pins.back().ref;
    then->archetype_version = then->pins.back().archetype_version;
    then->last_seq = facts.last_seq();
    then->version = facts.version();
    then->notifications = given_by(now->notifications, then->last_seq);
    return then;
}

}  // namespace depositary::engine
