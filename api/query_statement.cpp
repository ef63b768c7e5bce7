#include <limits>
#include <map>
#include <stdexcept>

#include "api/query_support.hpp"
#include "engine/event_codec.hpp"
#include "engine/notification.hpp"
#include "engine/reservation.hpp"

/// Reservations, what they do between each two States, and the depositary's notifications.

namespace depositary::api {

namespace {

/// Notifications of one page: each lists its addressees, and a treaty may have two hundred.
constexpr std::int64_t notification_rows_max = 100;

query_answer reservation_list(const query_context& c, const rows_params& p)
{
    auto found = initiative_at(c, p.initiative, p.known_at);
    if (auto* r = std::get_if<refusal>(&found)) {
        return std::move(*r);
    }
    const auto& s = *std::get<initiative_ptr>(found);
    auto all = view_reservations(c.state, s, p.as_of.value_or(c.today));
    if (p.actor) {
        const auto* who = c.state.find_actor(*p.actor);
        const std::string id = who == nullptr ? "" : who->id;
        // Its own reservations whole; of others', what is between the two.
        std::erase_if(all, [&](auto& v) {
            if (v.actor == id) {
                return false;
            }
            std::erase_if(v.responses, [&](const auto& r) { return r.actor != id; });
            return v.responses.empty();
        });
    }
    return paged(
        all, p.limit, p.after, [](const auto& v) { return v.reservation; },
        [](const auto& v) { return codec::encode(v); }
    );
}

query_answer relation_matrix_of(const query_context& c, const initiative_params& p)
{
    auto found = initiative_at(c, p.initiative, p.known_at);
    if (auto* r = std::get_if<refusal>(&found)) {
        return std::move(*r);
    }
    const auto as_of = p.as_of.value_or(c.today);
    auto o = codec::encode(view_relations(c.state, *std::get<initiative_ptr>(found), as_of));
    o.as_object()["as_of"] = as_of.to_string();
    return o;
}

/// What actors were called when an event was recorded. Reads the register's own stream, once, and
/// only when somebody that is named was ever renamed.
class names_of_the_day
{
public:
    explicit names_of_the_day(const query_context& c) : context_(c) {}

    text operator()(std::string_view actor, std::int64_t seq)
    {
        // Not followed through merges: it acted under the id that it had then.
        const auto found = context_.state.actors.find(actor);
        if (found == context_.state.actors.end()) {
            return {std::string(actor), {}};
        }
        const auto& a = *found->second;
        if (a.former_names.empty()) {
            return a.name;
        }
        read();
        const auto& list = renames_[a.id];
        const auto before = static_cast<std::size_t>(
            std::upper_bound(list.begin(), list.end(), seq) - list.begin()
        );
        return before < a.former_names.size() ? a.former_names[before] : a.name;
    }

private:
    void read()
    {
        if (done_) {
            return;
        }
        done_ = true;
        constexpr auto all = std::numeric_limits<std::int64_t>::max();
        context_.log.read_stream(register_stream, 0, all, [&](const log_record& r) {
            const auto decoded = decode_event(r.bytes);
            if (const auto* why = std::get_if<std::string>(&decoded)) {
                throw std::runtime_error("event " + std::to_string(r.seq) + ": " + *why);
            }
            if (const auto* renamed = std::get<event>(decoded).payload.get_if<actor_renamed>()) {
                renames_[renamed->id].push_back(r.seq);
            }
            return true;
        });
    }

    const query_context& context_;
    bool done_ = false;
    std::map<std::string, std::vector<std::int64_t>, std::less<>> renames_;
};

struct notification_list_params
{
    std::optional<std::string> initiative;
    std::optional<std::string> actor;
    std::optional<std::int64_t> year;
    std::optional<std::string> after;  ///< `next` of the page before
    std::optional<std::int64_t> limit;
};
BOOST_DESCRIBE_STRUCT(notification_list_params, (), (initiative, actor, year, after, limit))

struct issued
{
    const initiative_state* initiative = nullptr;
    const notification_record* notice = nullptr;
};

/// A feed in the order of recording: of one initiative, of what is addressed to one actor or is its
/// own act, or of both together.
query_answer notification_list(const query_context& c, const notification_list_params& p)
{
    if (!p.initiative && !p.actor) {
        return refuse(
            "E_MISSING_FIELD", "initiative", "Give an initiative, an actor, or both.",
            "Donnez une initiative, un acteur, ou les deux."
        );
    }
    if (p.initiative && !c.state.find_initiative(*p.initiative)) {
        return refuse("E_NOT_FOUND", "initiative", "See initiative.list.", "Voir initiative.list.");
    }
    const auto* who = p.actor ? c.state.find_actor(*p.actor) : nullptr;
    if (p.actor && who == nullptr) {
        return refuse("E_NOT_FOUND", "actor", "See actor.list.", "Voir actor.list.");
    }
    std::map<std::int64_t, issued> by_seq;
    for (const auto& [id, s] : c.state.initiatives) {
        if (p.initiative && id != *p.initiative) {
            continue;
        }
        for (const auto& [seq, n] : s->notifications) {
            const bool fits =
                (!p.year || n.year == *p.year) &&
                (who == nullptr || n.actor == who->id || is_addressee(c.state, *s, n, *who));
            if (fits) {
                by_seq[n.seq] = {s.get(), &n};
            }
        }
    }
    // A cursor is the sequence number of the event, written so that text compares as numbers do.
    const auto key = [](const auto& row) {
        const auto digits = std::to_string(row.first);
        return std::string(16 - std::min<std::size_t>(16, digits.size()), '0') + digits;
    };
    names_of_the_day names(c);
    const auto name = [&](std::string_view actor, std::int64_t seq) { return names(actor, seq); };
    const auto most =
        std::clamp<std::int64_t>(p.limit.value_or(notification_rows_max), 1, notification_rows_max);
    return paged(by_seq, most, p.after, key, [&](const auto& row) {
        return codec::encode(
            view_notification(c.state, *row.second.initiative, *row.second.notice, name)
        );
    });
}

struct notification_params
{
    std::string number;
};
BOOST_DESCRIBE_STRUCT(notification_params, (), (number))

query_answer notification_get(const query_context& c, const notification_params& p)
{
    names_of_the_day names(c);
    for (const auto& [id, s] : c.state.initiatives) {
        if (!p.number.ends_with("." + id)) {
            continue;
        }
        if (const auto* n = find_notification(*s, p.number)) {
            return codec::encode(view_notification(
                c.state, *s, *n,
                [&](std::string_view actor, std::int64_t seq) { return names(actor, seq); }
            ));
        }
    }
    return refuse("E_NOT_FOUND", "number", "See notification.list.", "Voir notification.list.");
}

}  // namespace

void add_statement_queries(query_list& list)
{
    add_query(
        list, "reservation.list",
        "Reservations on a date, with each contracting State's position and window.",
        reservation_list
    );
    add_query(
        list, "relation.matrix",
        "Relations between each two contracting States on a date, where a reservation stands.",
        relation_matrix_of
    );
    add_query(
        list, "notification.list",
        "Depositary notifications of an initiative or for an actor, oldest first.",
        notification_list
    );
    add_query(list, "notification.get", "One depositary notification.", notification_get);
}

}  // namespace depositary::api
