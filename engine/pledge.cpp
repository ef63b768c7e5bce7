#include "engine/pledge.hpp"

#include <algorithm>

#include "engine/currency.hpp"

namespace depositary::engine {

void figure::add(std::int64_t seq, int128 minor)
{
    if (minor == 0) {
        return;
    }
    minor_ += minor;
    const auto at = std::lower_bound(
        because_.begin(), because_.end(), seq,
        [](const contribution& c, std::int64_t s) { return c.seq < s; }
    );
    if (at == because_.end() || at->seq != seq) {
        because_.insert(at, {seq, minor});
        return;
    }
    at->minor += minor;
    if (at->minor == 0) {
        because_.erase(at);
    }
}

void figure::add(const figure& other)
{
    for (const auto& c : other.because_) {
        add(c.seq, c.minor);
    }
}

void figure::subtract(const figure& other)
{
    for (const auto& c : other.because_) {
        add(c.seq, -c.minor);
    }
}

figure figure::above(const figure& other) const
{
    if (minor_ <= other.minor_) {
        return {};
    }
    figure difference = *this;
    difference.subtract(other);
    return difference;
}

namespace {

const figure& larger(const figure& a, const figure& b)
{
    return b.minor() > a.minor() ? b : a;
}

}  // namespace

void derive(pledge_figures& f)
{
    f.committed_unpaid = f.committed.above(f.paid);
    f.pledged_uncommitted = f.pledged.above(larger(f.committed, f.paid));
    f.expected = larger(f.pledged, larger(f.committed, f.paid)).above(f.released);
    f.outstanding = f.expected.above(f.paid);
    f.over_fulfilled = f.paid.above(f.pledged);
}

bool pledge_record::ended() const
{
    return life == "withdrawn" || life == "superseded" || life == "voided";
}

bool is_currency(std::string_view unit)
{
    return currency_exponent(unit).has_value();
}

std::optional<int> unit_exponent(const initiative_state& s, std::string_view unit)
{
    if (const auto exponent = currency_exponent(unit)) {
        return exponent;
    }
    if (!s.rules || !s.rules->rules.pledges) {
        return std::nullopt;
    }
    const auto& named = s.rules->rules.pledges->units;
    if (std::find(named.begin(), named.end(), unit) == named.end()) {
        return std::nullopt;
    }
    return 0;
}

namespace {

/// Whether the fact changes what is promised or signed, and so what is expected.
bool moves_the_promise(const fact& f)
{
    return as<pledge_registered>(f) != nullptr || as<pledge_amended>(f) != nullptr ||
           as<pledge_reduced>(f) != nullptr || as<condition_lapsed>(f) != nullptr ||
           as<commitment_signed>(f) != nullptr || as<commitment_terminated>(f) != nullptr;
}

/// Money that may still go to instalments: a confirmed receipt or what is left of a release.
struct supply
{
    std::int64_t seq = 0;
    int128 left = 0;
    std::optional<std::string> instalment;
    const receipt_record* receipt = nullptr;  ///< nullptr: a release, which is no payment
};

/// Folds the facts of one pledge. The order of facts decides only what replaces what; a receipt's
/// state follows from which acts exist, for a confirmation may be dated before the report.
class pledge_fold
{
public:
    pledge_fold(const initiative_state& s, std::string_view id, civil_date as_of) : as_of_(as_of)
    {
        r_.id = id;
        const auto found = s.pledges.find(id);
        if (found == s.pledges.end()) {
            return;
        }
        for (const auto& f : *found->second) {
            if (f->certainly_by(as_of)) {
                facts_.push_back(f.get());
            }
        }
        find_content(s);
    }

    pledge_record run()
    {
        if (r_.content.actor.empty()) {
            return std::move(r_);
        }
        for (const auto* f : facts_) {
            fold_promise(*f);
            fold_condition(*f);
            fold_commitment(*f);
            fold_receipt(*f);
            fold_delivery(*f);
            fold_other(*f);
        }
        settle_figures();
        settle_instalments();
        settle_states();
        return std::move(r_);
    }

private:
    civil_date as_of_;
    std::vector<const fact*> facts_;
    pledge_record r_;
    figure promise_;
    std::int64_t content_seq_ = 0;
    std::int64_t condition_seq_ = 0;
    bool condition_is_part_ = false;
    std::string undertaking_ = "planning";
    struct move_of_date
    {
        std::string instalment;
        civil_date due;
    };
    std::vector<move_of_date> moves_;
    std::map<std::string, std::vector<contribution>> commitment_because_;

    void find_content(const initiative_state& s)
    {
        for (const auto* f : facts_) {
            const auto* announced = as<pledge_announced>(*f);
            const auto* registered = as<pledge_registered>(*f);
            if (announced == nullptr && registered == nullptr) {
                continue;
            }
            if (r_.content.actor.empty()) {
                r_.recorded_on = r_.condition_since = f->settled;
            }
            if (announced != nullptr && !r_.announced_on) {
                r_.announced_on = f->settled;
                r_.announced_seq = f->seq;
            }
            // What the contributor registered stands above what was said about it in public.
            if (registered != nullptr) {
                r_.content = registered->content;
                content_seq_ = f->seq;
                r_.registered_on = f->settled;
                r_.registered_seq = f->seq;
                break;
            }
            r_.content = announced->content;
            content_seq_ = f->seq;
        }
        if (r_.content.unit) {
            r_.exponent = unit_exponent(s, *r_.content.unit).value_or(0);
        }
    }

    int128 read(const std::string& text, std::int64_t seq)
    {
        const auto parsed = parse_decimal(text, r_.exponent);
        if (const auto* minor = std::get_if<int128>(&parsed)) {
            return *minor;
        }
        r_.unreadable.push_back(seq);
        return 0;
    }

    int128 read(const std::optional<std::string>& text, std::int64_t seq)
    {
        return text ? read(*text, seq) : 0;
    }

    void set_promise(int128 total, std::int64_t seq)
    {
        promise_.add(seq, total - promise_.minor());
    }

    void begin_condition(const pledge_content& c, const fact& f)
    {
        const auto seq = f.seq;
        if (!c.condition && !c.conditional_amount) {
            return;
        }
        r_.condition = "pending";
        r_.condition_since = f.settled;
        condition_seq_ = seq;
        condition_is_part_ = c.conditional_amount.has_value();
        r_.condition_minor = read(c.conditional_amount, seq);
    }

    void end(std::string_view life, std::int64_t seq, const std::string* successor)
    {
        r_.life = life;
        set_promise(0, seq);
        if (successor != nullptr) {
            r_.successor = *successor;
        }
    }

    void fold_promise(const fact& f)
    {
        if (r_.ended()) {
            return;
        }
        if (const auto* p = as<pledge_announced>(f)) {
            if (r_.life == "unrecorded") {
                r_.life = "announced";
                set_promise(read(p->content.amount, f.seq), f.seq);
                begin_condition(p->content, f);
            }
        } else if (const auto* p2 = as<pledge_registered>(f)) {
            r_.life = "registered";
            promise_ = {};
            set_promise(read(p2->content.amount, f.seq), f.seq);
            r_.figures.original = promise_;
            if (r_.condition != "met" && r_.condition != "lapsed") {
                begin_condition(p2->content, f);
            }
        } else if (as<pledge_became_unconfirmed>(f) != nullptr) {
            if (r_.life == "announced") {
                r_.life = "unconfirmed";
            }
        } else if (const auto* p3 = as<pledge_amended>(f)) {
            set_promise(read(p3->amount, f.seq), f.seq);
        } else if (const auto* p4 = as<pledge_reduced>(f)) {
            set_promise(read(p4->amount, f.seq), f.seq);
        } else if (as<pledge_withdrawn>(f) != nullptr) {
            end("withdrawn", f.seq, nullptr);
        } else if (const auto* p5 = as<pledge_voided>(f)) {
            end("voided", f.seq, &p5->successor);
        } else if (const auto* p6 = as<pledge_superseded>(f)) {
            end("superseded", f.seq, &p6->successor);
        } else if (const auto* p7 = as<expectation_released>(f)) {
            r_.figures.released.add(f.seq, read(p7->amount, f.seq));
        }
    }

    void fold_condition(const fact& f)
    {
        if (const auto* p = as<condition_declared>(f)) {
            r_.condition = "pending";
            r_.condition_since = f.settled;
            r_.declared = *p;
            condition_seq_ = f.seq;
            condition_is_part_ = p->amount.has_value();
            r_.condition_minor = read(p->amount, f.seq);
        } else if (as<condition_met>(f) != nullptr) {
            r_.condition = "met";
            r_.condition_since = f.settled;
        } else if (as<condition_lapsed>(f) != nullptr) {
            r_.condition = "lapsed";
            r_.condition_since = f.settled;
            // A promise whose condition failed is a promise no more; the original stays visible.
            const auto gone = condition_is_part_ ? r_.condition_minor : promise_.minor();
            promise_.add(f.seq, -std::min(gone, promise_.minor()));
        }
    }

    commitment_record* find_commitment(std::string_view id)
    {
        const auto found = std::find_if(
            r_.commitments.begin(), r_.commitments.end(), [&](const auto& c) { return c.id == id; }
        );
        return found == r_.commitments.end() ? nullptr : &*found;
    }

    void fold_commitment(const fact& f)
    {
        if (const auto* p = as<commitment_signed>(f)) {
            auto* c = find_commitment(p->commitment);
            if (c == nullptr) {
                c = &r_.commitments.emplace_back();
                c->id = p->commitment;
                c->signed_on = f.settled;
            }
            const auto before = c->minor;
            const auto old = std::move(c->instalments);
            c->state = "signed";
            c->minor = read(p->amount, f.seq);
            c->qualified = p->qualified;
            c->seq = f.seq;
            c->since = f.settled;
            c->instalments = {};
            r_.figures.committed.add(f.seq, c->minor - before);
            for (const auto& i : p->instalments) {
                const auto same = std::find_if(old.begin(), old.end(), [&](const auto& o) {
                    return o.key == i.key;
                });
                const auto original = same == old.end() ? i.due : same->original_due;
                c->instalments.push_back(
                    {i.key, i.due, original, "scheduled", read(i.amount, f.seq), 0, {}}
                );
            }
        } else if (const auto* p2 = as<commitment_terminated>(f)) {
            auto* c = find_commitment(p2->commitment);
            if (c != nullptr && c->state == "signed") {
                c->state = "terminated";
                r_.figures.committed.add(f.seq, -c->minor);
            }
        } else if (const auto* p3 = as<instalment_rescheduled>(f)) {
            moves_.push_back({p3->instalment, p3->due});
        }
    }

    static receipt_record& get(std::vector<receipt_record>& list, const std::string& id)
    {
        const auto found =
            std::find_if(list.begin(), list.end(), [&](const auto& r) { return r.id == id; });
        if (found != list.end()) {
            return *found;
        }
        list.emplace_back().id = id;
        list.back().state = "unreported";
        return list.back();
    }

    void fold_receipt(const fact& f)
    {
        if (const auto* p = as<payment_reported>(f)) {
            auto& r = get(r_.receipts, p->receipt);
            if (r.state == "unreported") {
                r.state = "reported";
                r.on = f.on;
            }
            r.reported = read(p->amount, f.seq);
            r.report_seq = f.seq;
            r.instalment = p->instalment;
            r.reporter = f.principal;
        } else if (const auto* p2 = as<receipt_confirmed>(f)) {
            auto& r = get(r_.receipts, p2->receipt);
            if (r.state != "reversed") {
                r.state = "confirmed";
            }
            r.accepted = read(p2->amount, f.seq);
            r.confirm_seq = f.seq;
            r.on = f.on;
        } else if (const auto* p3 = as<receipt_disputed>(f)) {
            auto& r = get(r_.receipts, p3->receipt);
            if (r.state == "reported" || r.state == "unreported") {
                r.state = "disputed";
            }
        } else if (const auto* p4 = as<receipt_reversed>(f)) {
            auto& r = get(r_.receipts, p4->receipt);
            r.state = "reversed";
            r.reversal_seq = f.seq;
        }
    }

    void fold_delivery(const fact& f)
    {
        if (const auto* p = as<delivery_reported>(f)) {
            auto& r = get(r_.deliveries, p->delivery);
            if (r.state == "unreported") {
                r.state = "reported";
                r.on = f.on;
            }
            r.reported = read(p->amount, f.seq);
            r.report_seq = f.seq;
            r.reporter = f.principal;
        } else if (const auto* p2 = as<delivery_accepted>(f)) {
            auto& r = get(r_.deliveries, p2->delivery);
            r.state = "accepted";
            r.accepted = read(p2->amount, f.seq);
            r.confirm_seq = f.seq;
            r.on = f.on;
        } else if (const auto* p3 = as<delivery_rejected>(f)) {
            get(r_.deliveries, p3->delivery).state = "rejected";
        }
    }

    void fold_other(const fact& f)
    {
        if (const auto* p = as<undertaking_reported>(f)) {
            if (undertaking_ == "planning" || undertaking_ == "in_progress") {
                undertaking_ = p->stage;
            }
        }
        const bool report = as<payment_reported>(f) || as<receipt_confirmed>(f) ||
                            as<delivery_reported>(f) || as<delivery_accepted>(f) ||
                            as<undertaking_reported>(f);
        if (report) {
            r_.last_report = f.settled;
            r_.last_report_seq = f.seq;
        }
        if (const auto* p2 = as<pledge_assessed>(f)) {
            r_.assessed = p2->level;
            r_.assessment = p2->statement;
            r_.assessed_on = f.settled;
            r_.assessment_seq = f.seq;
        }
    }

    figure conditional_part() const
    {
        if (r_.condition != "pending") {
            return {};
        }
        if (!condition_is_part_ || r_.condition_minor >= promise_.minor()) {
            return promise_;
        }
        figure part;
        part.add(condition_seq_, r_.condition_minor);
        return part;
    }

    void add_receipts(const std::vector<receipt_record>& list)
    {
        for (const auto& r : list) {
            if (r.state == "reported" || r.state == "disputed") {
                r_.figures.reported_unconfirmed.add(r.report_seq, r.reported);
            } else if (r.accepted) {
                r_.figures.paid.add(r.confirm_seq, *r.accepted);
                if (r.state == "reversed") {
                    r_.figures.paid.add(r.reversal_seq, -*r.accepted);
                }
            }
        }
    }

    /// Whether a release is the latest act, in order of recording, on what is expected: only a
    /// release ends a pledge this way, not a reduction that happens to leave nothing to expect.
    bool released_last() const
    {
        std::int64_t release = 0;
        std::int64_t other = 0;
        for (const auto* f : facts_) {
            if (as<expectation_released>(*f) != nullptr) {
                release = std::max(release, f->seq);
            } else if (moves_the_promise(*f)) {
                other = std::max(other, f->seq);
            }
        }
        return release > other;
    }

    void settle_figures()
    {
        auto& f = r_.figures;
        if (r_.life == "voided") {
            f = {};  // recorded in error: counts nowhere
            return;
        }
        add_receipts(r_.receipts);
        add_receipts(r_.deliveries);
        if (r_.life == "announced" || r_.life == "unconfirmed") {
            f.announced = promise_;
            f.announced_conditional = conditional_part();
            if (r_.life == "unconfirmed") {
                f.unconfirmed = promise_;
            }
        } else {
            f.pledged = promise_;
            f.conditional = conditional_part();
        }
        derive(f);
        if (r_.life == "registered" && released_last() && f.paid.minor() == 0 &&
            f.outstanding.minor() == 0) {
            r_.life = "released";
        }
    }

    /// What arrived goes to the instalment it names, the rest to the oldest due; a release first
    /// takes from what is not committed, then from the oldest due, so that nothing given up is
    /// called overdue.
    std::vector<supply> supplies() const
    {
        std::vector<supply> out;
        for (const auto* list : {&r_.receipts, &r_.deliveries}) {
            for (const auto& r : *list) {
                if (r.accepted && (r.state == "confirmed" || r.state == "accepted")) {
                    out.push_back({r.confirm_seq, *r.accepted, r.instalment, &r});
                }
            }
        }
        auto uncommitted = r_.figures.pledged_uncommitted.minor();
        for (const auto& c : r_.figures.released.because()) {
            const auto absorbed = std::min(uncommitted, c.minor);
            uncommitted -= absorbed;
            out.push_back({c.seq, c.minor - absorbed, std::nullopt, nullptr});
        }
        return out;
    }

    struct open_instalment
    {
        commitment_record* commitment;
        instalment_record* part;
        figure unpaid;
    };

    std::vector<open_instalment> open_instalments()
    {
        std::vector<open_instalment> open;
        for (auto& c : r_.commitments) {
            for (auto& i : c.instalments) {
                for (const auto& m : moves_) {
                    if (m.instalment == c.id + "/" + i.key) {
                        i.due = m.due;
                    }
                }
                if (c.state == "signed") {
                    open.push_back({&c, &i, {}});
                    open.back().unpaid.add(c.seq, i.minor);
                }
            }
        }
        std::stable_sort(open.begin(), open.end(), [](const auto& a, const auto& b) {
            return a.part->due < b.part->due;
        });
        return open;
    }

    static void pay(supply& from, open_instalment& to)
    {
        const auto part = std::min(from.left, to.unpaid.minor());
        from.left -= part;
        to.unpaid.add(from.seq, -part);
        if (from.receipt != nullptr && part > 0) {
            to.part->payments.push_back({from.seq, from.receipt->on, part});
        }
    }

    void settle_instalments()
    {
        auto open = open_instalments();
        auto money = supplies();
        for (auto& m : money) {
            for (auto& o : open) {
                if (m.instalment == o.commitment->id + "/" + o.part->key) {
                    pay(m, o);
                }
            }
        }
        for (auto& m : money) {
            for (auto& o : open) {
                pay(m, o);
            }
        }
        for (auto& o : open) {
            auto& i = *o.part;
            i.unpaid = o.unpaid.minor();
            i.state = i.unpaid <= 0     ? "paid"
                      : as_of_ < i.due  ? "scheduled"
                      : as_of_ == i.due ? "due"
                                        : "overdue";
            const bool waits = o.commitment->qualified && r_.condition == "pending";
            if (i.state == "overdue" && r_.life == "registered" && !waits) {
                add_overdue(o);
            }
        }
    }

    void add_overdue(const open_instalment& o)
    {
        const auto late = as_of_.days() - o.part->due.days();
        const std::size_t age = late <= 30 ? 0 : late <= 90 ? 1 : late <= 365 ? 2 : 3;
        r_.figures.overdue.add(o.unpaid);
        r_.figures.ageing[age].add(o.unpaid);
    }

    void settle_states()
    {
        r_.dispute = "none";
        for (const auto& r : r_.receipts) {
            if (r.state == "disputed") {
                r_.dispute = "open";
            }
        }
        auto& f = r_.figures;
        if (r_.life == "registered" && r_.content.due && *r_.content.due < as_of_) {
            f.behind_indicative_date = f.pledged_uncommitted.above(f.released);
        }
        r_.schedule = schedule();
        if (r_.last_report) {
            r_.freshness = r_.last_report->add_months(silent_after_months) < as_of_  ? "silent"
                           : r_.last_report->add_months(stale_after_months) < as_of_ ? "stale"
                                                                                     : "current";
        }
        if (r_.life != "announced" && r_.life != "unconfirmed") {
            r_.progress = progress();
        }
    }

    std::string schedule() const
    {
        std::vector<civil_date> dues;
        bool dated = r_.content.due.has_value();
        for (const auto& c : r_.commitments) {
            for (const auto& i : c.instalments) {
                dated = true;
                if (c.state == "signed" && i.unpaid > 0) {
                    dues.push_back(i.due);
                }
            }
        }
        if (r_.content.due && r_.figures.pledged_uncommitted.minor() > 0) {
            dues.push_back(*r_.content.due);
        }
        if (!dated) {
            return "no_dates";
        }
        if (r_.figures.overdue.minor() > 0) {
            return "overdue";
        }
        if (r_.figures.behind_indicative_date.minor() > 0) {
            return "behind_indicative_date";
        }
        const auto soon = as_of_.add_days(due_soon_days);
        const bool any = std::any_of(dues.begin(), dues.end(), [&](civil_date d) {
            return d >= as_of_ && d <= soon;
        });
        return any ? "due_soon" : "on_schedule";
    }

    std::string progress() const
    {
        const auto p = r_.figures.pledged.minor();
        const auto c = r_.figures.committed.minor();
        const auto paid = r_.figures.paid.minor();
        if (r_.content.form == "undertaking") {
            return undertaking_;
        }
        if (paid > 0 && paid >= p) {
            return "fulfilled";
        }
        if (r_.content.form == "in_kind") {
            return paid > 0                                      ? "partly_accepted"
                   : r_.figures.reported_unconfirmed.minor() > 0 ? "shipped"
                                                                 : "registered";
        }
        return paid > 0          ? "partly_fulfilled"
               : c > 0 && c >= p ? "committed"
               : c > 0           ? "partly_committed"
                                 : "registered";
    }
};

}  // namespace

bool has_instalments(const fact_list& facts)
{
    return std::any_of(facts.begin(), facts.end(), [](const auto& f) {
        const auto* p = as<commitment_signed>(*f);
        return p != nullptr && !p->instalments.empty();
    });
}

std::optional<civil_date> awaits_confirmation_since(const fact_list& facts, civil_date as_of)
{
    std::optional<civil_date> since;
    for (const auto& f : facts) {
        if (!f->certainly_by(as_of)) {
            continue;
        }
        const bool ended = as<pledge_registered>(*f) != nullptr ||
                           as<pledge_withdrawn>(*f) != nullptr ||
                           as<pledge_voided>(*f) != nullptr || as<pledge_superseded>(*f) != nullptr;
        const bool ran_out = since && as<pledge_became_unconfirmed>(*f) != nullptr;
        if (ended || ran_out) {
            return std::nullopt;
        }
        if (!since && as<pledge_announced>(*f) != nullptr) {
            since = f->settled;
        }
    }
    return since;
}

pledge_record record_pledge(const initiative_state& s, std::string_view id, civil_date as_of)
{
    return pledge_fold(s, id, as_of).run();
}

}  // namespace depositary::engine
