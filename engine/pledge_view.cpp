#include "engine/pledge.hpp"

/// Pledges in words: exact amounts as decimal strings.

namespace depositary::engine {

namespace {

/// "2/3"; nothing when `whole` is zero, for a share of nothing says nothing.
std::optional<std::string> fraction(int128 part, int128 whole)
{
    if (whole <= 0) {
        return std::nullopt;
    }
    int128 a = part;
    int128 b = whole;
    while (b != 0) {
        const int128 rest = a % b;
        a = b;
        b = rest;
    }
    return format_decimal(part / a, 0) + "/" + format_decimal(whole / a, 0);
}

receipt_view show_receipt(const receipt_record& r, int exponent)
{
    receipt_view v{r.id, format_decimal(r.reported, exponent), {}, r.state, r.instalment, r.on};
    if (r.accepted) {
        v.accepted = format_decimal(*r.accepted, exponent);
    }
    return v;
}

commitment_view show_commitment(const commitment_record& c, int exponent)
{
    commitment_view v{c.id, format_decimal(c.minor, exponent), c.state, c.qualified, c.signed_on,
                      {}};
    for (const auto& i : c.instalments) {
        v.instalments.push_back(
            {i.key, i.due, i.original_due, format_decimal(i.minor, exponent),
             format_decimal(i.unpaid, exponent), i.state}
        );
    }
    return v;
}

void show_figures(const pledge_figures& f, int exponent, pledge_view& v)
{
    const auto text = [&](const figure& x) { return format_decimal(x.minor(), exponent); };
    v.announced = text(f.announced);
    v.original = text(f.original);
    v.pledged = text(f.pledged);
    v.committed = text(f.committed);
    v.paid = text(f.paid);
    v.committed_unpaid = text(f.committed_unpaid);
    v.pledged_uncommitted = text(f.pledged_uncommitted);
    v.reported_unconfirmed = text(f.reported_unconfirmed);
    v.released = text(f.released);
    v.conditional = text(f.conditional);
    v.expected = text(f.expected);
    v.outstanding = text(f.outstanding);
    v.over_fulfilled = text(f.over_fulfilled);
    v.overdue = text(f.overdue);
    v.overdue_1_30 = text(f.ageing[0]);
    v.overdue_31_90 = text(f.ageing[1]);
    v.overdue_91_365 = text(f.ageing[2]);
    v.overdue_over_365 = text(f.ageing[3]);
    v.behind_indicative_date = text(f.behind_indicative_date);
    for (const auto& named : named_figures(f)) {
        for (const auto& c : named.value->because()) {
            v.explain[std::string(named.name)].push_back({c.seq, format_decimal(c.minor, exponent)}
            );
        }
    }
}

}  // namespace

std::vector<named_figure> named_figures(const pledge_figures& f)
{
    return {
        {"announced", &f.announced},
        {"unconfirmed", &f.unconfirmed},
        {"announced_conditional", &f.announced_conditional},
        {"original", &f.original},
        {"pledged", &f.pledged},
        {"committed", &f.committed},
        {"paid", &f.paid},
        {"committed_unpaid", &f.committed_unpaid},
        {"pledged_uncommitted", &f.pledged_uncommitted},
        {"reported_unconfirmed", &f.reported_unconfirmed},
        {"released", &f.released},
        {"conditional", &f.conditional},
        {"expected", &f.expected},
        {"outstanding", &f.outstanding},
        {"over_fulfilled", &f.over_fulfilled},
        {"overdue", &f.overdue},
        {"overdue_1_30", &f.ageing[0]},
        {"overdue_31_90", &f.ageing[1]},
        {"overdue_91_365", &f.ageing[2]},
        {"overdue_over_365", &f.ageing[3]},
        {"behind_indicative_date", &f.behind_indicative_date},
    };
}

pledge_view show(const pledge_record& r)
{
    pledge_view v;
    v.id = r.id;
    v.actor = r.content.actor;
    v.life = r.life;
    v.progress = r.progress;
    v.condition = r.condition;
    v.dispute = r.dispute;
    v.schedule = r.schedule;
    v.freshness = r.freshness;
    v.content = r.content;
    v.unit = r.content.unit;
    show_figures(r.figures, r.exponent, v);
    v.paid_of_pledged = fraction(r.figures.paid.minor(), r.figures.pledged.minor());
    v.paid_of_original = fraction(r.figures.paid.minor(), r.figures.original.minor());
    v.successor = r.successor;
    v.last_report = r.last_report;
    v.assessed = r.assessed;
    v.assessment = r.assessment;
    v.assessed_on = r.assessed_on;
    if (r.assessment_seq != 0) {
        v.assessment_seq = r.assessment_seq;
    }
    for (const auto& c : r.commitments) {
        v.commitments.push_back(show_commitment(c, r.exponent));
    }
    for (const auto& x : r.receipts) {
        v.receipts.push_back(show_receipt(x, r.exponent));
    }
    for (const auto& x : r.deliveries) {
        v.deliveries.push_back(show_receipt(x, r.exponent));
    }
    v.unreadable = r.unreadable;
    return v;
}

pledge_view view_pledge(const initiative_state& s, std::string_view id, civil_date as_of)
{
    return show(record_pledge(s, id, as_of));
}

std::vector<pledge_view> view_pledges(const initiative_state& s, civil_date as_of)
{
    std::vector<pledge_view> all;
    for (const auto& [id, facts] : s.pledges) {
        auto r = record_pledge(s, id, as_of);
        if (r.recorded()) {
            all.push_back(show(r));
        }
    }
    return all;
}

}  // namespace depositary::engine
