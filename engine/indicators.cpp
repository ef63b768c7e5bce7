#include "engine/indicators.hpp"

#include <boost/multiprecision/cpp_int.hpp>

#include <algorithm>
#include <set>

#include "engine/counting.hpp"
#include "engine/groups.hpp"
#include "engine/participation.hpp"

namespace depositary::engine {

namespace {

using boost::multiprecision::cpp_int;

/// Decimals that a weight of a definition may have.
constexpr int weight_decimals = 12;

std::vector<std::int64_t> in_order(const std::set<std::int64_t>& seqs)
{
    return {seqs.begin(), seqs.end()};
}

/// The middle of the values, or the half between the two in the middle; nothing of nothing.
std::optional<std::string> median(std::vector<std::int64_t> days)
{
    if (days.empty()) {
        return std::nullopt;
    }
    std::sort(days.begin(), days.end());
    const auto half = days.size() / 2;
    if (days.size() % 2 == 1) {
        return std::to_string(days[half]);
    }
    auto text = format_decimal(int128(days[half - 1] + days[half]) * 5, 1);
    return text.ends_with(".0") ? text.substr(0, text.size() - 2) : text;
}

void note(std::set<std::int64_t>& seqs, const figure& f)
{
    for (const auto& c : f.because()) {
        seqs.insert(c.seq);
    }
}

/// Sums of one unit and kind of finance.
struct fulfilment_sums
{
    int exponent = 0;
    int128 original = 0;
    int128 current = 0;
    int128 paid = 0;
    int128 converted = 0;
    std::set<std::int64_t> seqs;
};

struct punctual_sums
{
    int exponent = 0;
    int128 due = 0;
    int128 on_time = 0;
    int128 within = 0;
    int128 uncertain = 0;
};

struct stage_sums
{
    std::vector<std::int64_t> days;
    std::int64_t waiting = 0;
    std::set<std::int64_t> seqs;
};

/// A day of a pledge's way and the event that says so.
struct mark
{
    std::optional<civil_date> on;
    std::int64_t seq = 0;
};

bool arrived_by(const instalment_payment& p, civil_date day)
{
    return p.on.not_after && *p.on.not_after <= day;
}

/// Walks over what the filter counts and adds up.
class indicator_fold
{
public:
    explicit indicator_fold(civil_date as_of) : as_of_(as_of)
    {
        for (const auto* level :
             {"not_assessed", "no_evidence", "not_started", "limited", "substantial", "complete"}) {
            out_.pledges_assessed.levels[level] = 0;
        }
    }

    void add(const counted_pledge& p)
    {
        add_fulfilment(p);
        add_punctuality(p);
        // A restatement repeats another promise and makes no way of its own.
        if (!p.record.content.restates) {
            add_lead_times(p.record);
            add_reporting(p.record);
            add_assessment(p.record);
        }
    }

    void add(const milestone_view& v)
    {
        const auto due = v.original_due ? due_day(*v.original_due) : std::nullopt;
        auto& sums = cycles_[due ? std::to_string(due->year()) : "undated"];
        ++sums.all;
        sums.cancelled += v.schedule == "cancelled" ? 1 : 0;
        sums.superseded += v.schedule == "superseded" ? 1 : 0;
        ++sums.deadlines[v.deadline];
        sums.met += v.outcome == "met" ? 1 : 0;
        ++sums.levels[v.assessed];
        sums.seqs.insert(v.seqs.begin(), v.seqs.end());
        if (v.assessment_seq) {
            sums.assessments.insert(*v.assessment_seq);
        }
        if (closed(v)) {
            return;
        }
        ++milestones_;
        if (!v.last_reported_on) {
            ++out_.milestones_reported.never;
        } else if (v.last_reported_on->add_months(reporting_months) < as_of_) {
            ++out_.milestones_reported.stale;
        }
        milestone_seqs_.insert(v.seqs.begin(), v.seqs.end());
    }

    indicators finish()
    {
        finish_fulfilment();
        finish_punctuality();
        finish_lead_times();
        finish_rate(out_.pledges_reported, pledges_, report_seqs_);
        finish_rate(out_.milestones_reported, milestones_, milestone_seqs_);
        finish_assessed(out_.pledges_assessed, assessment_seqs_);
        finish_cycles();
        return std::move(out_);
    }

private:
    struct cycle_sums
    {
        std::int64_t all = 0;
        std::int64_t cancelled = 0;
        std::int64_t superseded = 0;
        std::int64_t met = 0;
        std::map<std::string, std::int64_t> deadlines;
        std::map<std::string, std::int64_t> levels;
        std::set<std::int64_t> seqs;
        std::set<std::int64_t> assessments;
    };

    civil_date as_of_;
    indicators out_;
    std::map<std::pair<std::string, std::string>, fulfilment_sums> fulfilment_;
    std::map<std::string, punctual_sums> punctual_;
    std::int64_t due_ = 0;
    std::int64_t on_time_ = 0;
    std::int64_t within_ = 0;
    std::vector<std::int64_t> late_;
    std::map<std::string, stage_sums> stages_;
    std::int64_t pledges_ = 0;
    std::int64_t milestones_ = 0;
    std::set<std::int64_t> report_seqs_;
    std::set<std::int64_t> milestone_seqs_;
    std::set<std::int64_t> assessment_seqs_;
    std::map<std::string, cycle_sums> cycles_;

    void add_fulfilment(const counted_pledge& p)
    {
        const auto& c = p.record.content;
        const bool promised = p.record.registered_on.has_value();
        if (!c.unit || !promised) {
            return;
        }
        auto& sums = fulfilment_[{*c.unit, c.finance_type}];
        sums.exponent = p.record.exponent;
        const auto& f = p.figures;
        // A restatement promises nothing of its own; an umbrella only what its parts leave.
        const auto original = c.restates              ? figure{}
                              : c.composed_of.empty() ? f.original
                                                      : smaller(f.original, f.pledged);
        for (const auto* part : {&original, &f.pledged, &f.committed, &f.paid}) {
            note(sums.seqs, *part);
        }
        sums.original += p.cut(original).minor();
        sums.current += p.cut(f.pledged).minor();
        sums.paid += p.cut(f.paid).minor();
        const auto& converted = f.committed.minor() > f.paid.minor() ? f.committed : f.paid;
        sums.converted += p.cut(converted).minor();
    }

    static figure smaller(const figure& a, const figure& b)
    {
        return a.minor() < b.minor() ? a : b;
    }

    void add_punctuality(const counted_pledge& p)
    {
        for (const auto& c : p.record.commitments) {
            for (const auto& i : c.instalments) {
                if (c.state == "signed" && i.original_due <= as_of_) {
                    add_instalment(p, c, i);
                }
            }
        }
    }

    void add_instalment(
        const counted_pledge& p, const commitment_record& c, const instalment_record& i
    )
    {
        const auto grace = i.original_due.add_days(punctual_grace_days);
        int128 on_time = 0;
        int128 within = 0;
        int128 uncertain = 0;
        int128 arrived = 0;
        std::optional<civil_date> last;
        punctual_instalment why{p.home.id, p.record.id, c.id + "/" + i.key, i.original_due, false,
                                0,         {c.seq}};
        for (const auto& x : i.payments) {
            arrived += x.minor;
            on_time += arrived_by(x, i.original_due) ? x.minor : 0;
            within += arrived_by(x, grace) ? x.minor : 0;
            const bool open = !arrived_by(x, i.original_due) &&
                              (!x.on.not_before || *x.on.not_before <= i.original_due);
            uncertain += open ? x.minor : 0;
            const auto on = x.on.not_after.value_or(as_of_);
            last = last ? std::max(*last, on) : on;
            why.seqs.push_back(x.seq);
        }
        why.paid = arrived >= i.minor;
        const auto until = why.paid && last ? *last : as_of_;
        why.days_late =
            std::max<std::int64_t>(0, std::int64_t{until.days()} - i.original_due.days());
        late_.push_back(why.days_late);
        ++due_;
        on_time_ += on_time >= i.minor ? 1 : 0;
        within_ += within >= i.minor ? 1 : 0;
        out_.punctual.unpaid += why.paid ? 0 : 1;
        out_.punctual.explain.push_back(std::move(why));
        auto& sums = punctual_[p.record.content.unit.value_or("")];
        sums.exponent = p.record.exponent;
        sums.due += p.cut(i.minor);
        sums.on_time += p.cut(on_time);
        sums.within += p.cut(within);
        sums.uncertain += p.cut(uncertain);
    }

    void add_stage(const std::string& name, const mark& from, const mark& to)
    {
        auto& s = stages_[name];
        if (!from.on) {
            return;
        }
        s.seqs.insert(from.seq);
        if (!to.on) {
            ++s.waiting;
            return;
        }
        s.seqs.insert(to.seq);
        s.days.push_back(std::int64_t{to.on->days()} - from.on->days());
    }

    void add_lead_times(const pledge_record& r)
    {
        mark sign;
        for (const auto& c : r.commitments) {
            if (!sign.on || c.signed_on < *sign.on) {
                sign = {c.signed_on, c.seq};
            }
        }
        mark paid;
        for (const auto* list : {&r.receipts, &r.deliveries}) {
            for (const auto& x : *list) {
                const bool counts = x.state == "confirmed" || x.state == "accepted";
                const auto on = x.on.not_after;
                if (counts && on && (!paid.on || *on < *paid.on)) {
                    paid = {on, x.confirm_seq};
                }
            }
        }
        const mark announced{r.announced_on, r.announced_seq};
        const mark registered{r.registered_on, r.registered_seq};
        add_stage("announce_to_register", announced, registered);
        add_stage("register_to_sign", registered, sign);
        add_stage("sign_to_first_payment", sign, paid);
    }

    void add_reporting(const pledge_record& r)
    {
        if (r.life != "registered") {
            return;
        }
        ++pledges_;
        report_seqs_.insert(r.registered_seq);
        if (!r.last_report) {
            ++out_.pledges_reported.never;
            return;
        }
        report_seqs_.insert(r.last_report_seq);
        out_.pledges_reported.stale += r.last_report->add_months(reporting_months) < as_of_ ? 1 : 0;
    }

    void add_assessment(const pledge_record& r)
    {
        // What was superseded is assessed in its successor.
        if (!r.registered_on || r.life == "superseded") {
            return;
        }
        ++out_.pledges_assessed.levels[r.assessed];
        assessment_seqs_.insert(r.registered_seq);
        if (r.assessment_seq != 0) {
            assessment_seqs_.insert(r.assessment_seq);
        }
    }

    void finish_fulfilment()
    {
        for (const auto& [key, s] : fulfilment_) {
            out_.fulfilment.push_back(
                {key.first, key.second, make_ratio(s.paid, s.original, s.exponent),
                 make_ratio(s.paid, s.current, s.exponent),
                 make_ratio(s.converted, s.current, s.exponent), in_order(s.seqs)}
            );
        }
    }

    void finish_punctuality()
    {
        auto& p = out_.punctual;
        p.on_time = make_ratio(on_time_, due_);
        p.within_thirty_days = make_ratio(within_, due_);
        p.median_days_late = median(late_);
        for (const auto& [unit, s] : punctual_) {
            p.by_unit.push_back(
                {unit, make_ratio(s.on_time, s.due, s.exponent),
                 make_ratio(s.within, s.due, s.exponent), format_decimal(s.uncertain, s.exponent)}
            );
        }
    }

    void finish_lead_times()
    {
        for (const auto* name :
             {"announce_to_register", "register_to_sign", "sign_to_first_payment"}) {
            const auto& s = stages_[name];
            out_.lead_times.push_back(
                {name, static_cast<std::int64_t>(s.days.size()), s.waiting, median(s.days),
                 in_order(s.seqs)}
            );
        }
    }

    static void finish_rate(
        reporting_rate& rate, std::int64_t all, const std::set<std::int64_t>& seqs
    )
    {
        rate.rate = make_ratio(all - rate.stale - rate.never, all);
        rate.seqs = in_order(seqs);
    }

    static void finish_assessed(assessed_completion& a, const std::set<std::int64_t>& seqs)
    {
        std::int64_t all = 0;
        for (const auto& [level, n] : a.levels) {
            all += n;
        }
        a.high = make_ratio(a.levels["substantial"] + a.levels["complete"], all);
        a.seqs = in_order(seqs);
    }

    void finish_cycles()
    {
        for (auto& [name, s] : cycles_) {
            auto& c = out_.milestone_cycles.emplace_back();
            c.cycle = name;
            c.milestones = s.all;
            c.cancelled = s.cancelled;
            c.superseded = s.superseded;
            c.deadlines = s.deadlines;
            c.met = make_ratio(s.met, s.all);
            c.assessed.levels = s.levels;
            finish_assessed(c.assessed, s.assessments);
            c.seqs = in_order(s.seqs);
        }
    }
};

bool milestone_counts(
    const register_state& state, const totals_filter& filter, const milestone_view& v,
    civil_date as_of
)
{
    if (!filter.actor && !filter.group && !filter.kind) {
        return true;
    }
    const auto* who = v.owner ? state.find_actor(*v.owner) : nullptr;
    if (who == nullptr) {
        return false;
    }
    if (filter.actor) {
        const auto* wanted = state.find_actor(*filter.actor);
        if (wanted == nullptr || wanted->id != who->id) {
            return false;
        }
    }
    return (!filter.group || in_group(state, *filter.group, who->id, as_of)) &&
           (!filter.kind || who->kind == *filter.kind);
}

/// The weight of a member, by any id that leads to it.
std::optional<int128> weight_of(
    const register_state& state, const std::map<std::string, std::string>& weights,
    const std::string& member
)
{
    for (const auto& [id, text] : weights) {
        const auto* who = state.find_actor(id);
        if (who != nullptr && who->id == member) {
            const auto parsed = parse_decimal(text, weight_decimals);
            const auto* minor = std::get_if<int128>(&parsed);
            return minor == nullptr ? std::nullopt : std::optional(*minor);
        }
    }
    return std::nullopt;
}

void add_weights(
    const register_state& state, const initiative_state& s, const std::set<std::string>& parties,
    coverage& out
)
{
    const auto& weights = s.rules->weights.at(*out.weights);
    int128 sum = 0;
    int128 all = 0;
    for (const auto& member : out.members) {
        const auto weight = weight_of(state, weights, member);
        if (!weight) {
            out.unweighted.push_back(member);
            continue;
        }
        all += *weight;
        sum += parties.contains(member) ? *weight : 0;
    }
    if (out.unweighted.empty()) {
        out.weighted = make_ratio(sum, all, weight_decimals);
    }
}

}  // namespace

ratio make_ratio(int128 numerator, int128 denominator, int exponent)
{
    ratio out{
        format_decimal(numerator, exponent), format_decimal(denominator, exponent), std::nullopt};
    if (denominator <= 0) {
        return out;
    }
    cpp_int scaled(numerator);
    for (int i = 0; i < ratio_decimals; ++i) {
        scaled *= 10;
    }
    const bool negative = scaled < 0;
    if (negative) {
        scaled = -scaled;
    }
    const cpp_int below(denominator);
    cpp_int whole = scaled / below;
    const cpp_int twice = (scaled - whole * below) * 2;
    if (twice > below || (twice == below && (whole & 1) != 0)) {
        whole += 1;
    }
    // At most 10^38 of either, so a ratio above 10^34 is the only one that would not fit.
    const cpp_int most = (cpp_int(1) << 126);
    if (whole <= most) {
        const auto minor = static_cast<int128>(whole);
        out.decimal = format_decimal(negative ? -minor : minor, ratio_decimals);
    }
    return out;
}

indicators compute_indicators(
    const register_state& state, const totals_filter& filter, civil_date as_of
)
{
    indicator_fold fold(as_of);
    for_each_counted(state, filter, as_of, [&](const counted_pledge& p) { fold.add(p); });
    for (const auto& [id, initiative] : state.initiatives) {
        if (!initiative_counts(filter, *initiative)) {
            continue;
        }
        for (const auto& v : view_milestones(*initiative, as_of)) {
            if (milestone_counts(state, filter, v, as_of)) {
                fold.add(v);
            }
        }
    }
    return fold.finish();
}

coverage compute_coverage(
    const register_state& state, const initiative_state& s, std::string_view group,
    civil_date as_of, const std::optional<std::string>& weights
)
{
    coverage out;
    out.initiative = s.id;
    out.group = group;
    out.as_of = as_of;
    out.weights = weights;
    out.members = members_of(state, group, as_of);
    const std::set<std::string> members(out.members.begin(), out.members.end());
    std::set<std::string> parties;
    std::set<std::int64_t> seqs;
    const bool treaty = treaty_form(s);
    std::int64_t certain = 0;
    std::int64_t possible = 0;
    for (const auto& v : view_participations(state, s, as_of)) {
        if (!members.contains(v.actor) || !v.possible) {
            continue;
        }
        ++possible;
        certain += v.certain ? 1 : 0;
        if (treaty ? v.consent == "party" : v.certain) {
            parties.insert(v.actor);
        }
        for (const auto& act : v.acts) {
            seqs.insert(act.seq);
        }
    }
    const auto all = static_cast<std::int64_t>(members.size());
    out.of_parties = make_ratio(static_cast<std::int64_t>(parties.size()), all);
    out.of_certain = make_ratio(certain, all);
    out.of_possible = make_ratio(possible, all);
    out.parties.assign(parties.begin(), parties.end());
    out.seqs = in_order(seqs);
    if (weights) {
        add_weights(state, s, parties, out);
    }
    return out;
}

}  // namespace depositary::engine
