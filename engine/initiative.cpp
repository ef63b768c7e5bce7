#include "engine/initiative.hpp"

#include <algorithm>

#include "engine/assert.hpp"
#include "engine/decision.hpp"
#include "engine/life.hpp"
#include "engine/pledge.hpp"
#include "engine/process.hpp"

namespace depositary::engine {

namespace {

/// The clock's part of a treaty's life: what the dates say, whether or not it was recorded yet.
void follow_the_dates(
    region_view& v, const register_state& base, const initiative_state& s, civil_date as_of
)
{
    if (v.region != "life_treaty" || (v.state != "open" && v.state != "threshold_met")) {
        return;
    }
    const auto force = view_force(base, s, as_of);
    if (!force) {
        return;
    }
    if (force->in_force && force->in_force->certainly_by(as_of)) {
        v.state = "in_force";
        v.since = force->in_force;
    } else if (force->reached && force->reached->certainly_by(as_of)) {
        v.state = "threshold_met";
        v.since = force->reached;
    }
}

/// Windows given as dates in the terms open and close by themselves.
void follow_the_window(region_view& v, const initiative_state& s, civil_date as_of)
{
    const auto& j = s.rules->rules.joining;
    const auto& w = v.region == "initiative_signature" ? j.signature : j.accession;
    if (!w || v.seq) {
        return;
    }
    const bool opened = !w->opens || *w->opens <= as_of;
    const bool closed = w->closes && *w->closes < as_of;
    v.state = closed ? "closed" : opened ? "open" : "not_open";
}

std::vector<count_view> counts_of(const std::vector<participation_view>& all, bool treaty)
{
    std::map<std::pair<std::string, std::string>, count_view> by;
    const auto add = [&](const participation_view& v, const std::string& state, bool certain,
                         bool possible) {
        if (!certain && !possible) {
            return;
        }
        auto& c = by[{v.kind, state}];
        c.kind = v.kind;
        c.state = state;
        c.certain += certain ? 1 : 0;
        c.possible += possible ? 1 : 0;
    };
    for (const auto& v : all) {
        const bool gone =
            v.exit == "withdrawn" || v.political == "withdrawn" || v.political == "delisted";
        if (gone) {
            add(v, v.state, true, true);
            continue;
        }
        if (treaty) {
            add(v, "consented", v.certain, v.possible);
            if (v.consent != "eligible") {
                add(v, v.consent, true, true);
            }
        } else {
            add(v, v.political == "eligible" ? "participant" : v.political, v.certain, v.possible);
        }
        for (const auto& role : v.roles) {
            add(v, "role:" + role, v.certain, v.possible);
        }
    }
    std::vector<count_view> out;
    for (auto& [key, c] : by) {
        out.push_back(std::move(c));
    }
    return out;
}

/// Signed and unqualified shares of what is pledged, in hundredths of a per cent, rounded down.
/// Only pledges in the reference currency count: a share must not move with an exchange rate.
void add_effectiveness(machine_facts& f, const initiative_state& s, civil_date today)
{
    const auto& terms = s.rules->rules.pledges;
    int128 pledged = 0;
    int128 signed_minor = 0;
    int128 unqualified = 0;
    for (const auto& [id, facts] : s.pledges) {
        const auto p = record_pledge(s, id, today);
        const bool counts = terms && terms->reference_currency && !p.ended() &&
                            p.content.unit == terms->reference_currency;
        if (!counts) {
            continue;
        }
        pledged += p.figures.pledged.minor();
        signed_minor += p.figures.committed.minor();
        for (const auto& c : p.commitments) {
            unqualified += c.state == "signed" && !c.qualified ? c.minor : 0;
        }
    }
    const auto bp = [&](int128 part) {
        return pledged > 0 ? static_cast<std::int64_t>(part * 10'000 / pledged) : 0;
    };
    const auto needed = [](const std::optional<std::string>& percent) -> std::int64_t {
        const auto parsed = parse_decimal(percent.value_or("0"), 2);
        const auto* value = std::get_if<int128>(&parsed);
        return value != nullptr ? static_cast<std::int64_t>(*value) : 0;
    };
    f["signed_bp"] = bp(signed_minor);
    f["unqualified_bp"] = bp(unqualified);
    f["effectiveness_bp"] = terms ? needed(terms->effectiveness_percent) : 0;
    f["unqualified_needed_bp"] = terms ? needed(terms->unqualified_percent) : 0;
}

/// The life of an initiative keeps its place when a migration gives it another archetype.
bool same_region(std::string_view recorded, std::string_view asked)
{
    constexpr std::string_view life = "life_";
    return recorded == asked || (recorded.starts_with(life) && asked.starts_with(life));
}

/// Steps that were taken, and where migrations put the region.
void follow_the_record(region_view& v, const initiative_state& s, civil_date as_of)
{
    bool moved = false;
    const auto go = [&](const std::string& to, const fact& f) {
        v.state = to;
        v.since = f.on;
        v.seq = f.seq;
        moved = true;
    };
    for (const auto& f : s.life) {
        if (!f->certainly_by(as_of)) {
            continue;
        }
        const auto* a = as<initiative_advanced>(*f);
        if (a != nullptr && same_region(a->region, v.region)) {
            go(a->to, *f);
        }
        const auto* migrated = as<definition_migrated>(*f);
        if (migrated == nullptr) {
            continue;
        }
        for (const auto& m : migrated->mapping) {
            // An empty "from" is the initial state that the old rules had.
            const bool stood = m.from == v.state || (m.from.empty() && !moved);
            if (same_region(m.region, v.region) && stood) {
                go(m.to, *f);
                break;
            }
        }
    }
}

}  // namespace

region_view view_region(
    const register_state& base, const initiative_state& s, const machine& region, civil_date as_of
)
{
    region_view v;
    v.region = region.info().id;
    v.state = region.info().initial;
    follow_the_record(v, s, as_of);
    if (v.region == "initiative_signature" || v.region == "initiative_accession") {
        follow_the_window(v, s, as_of);
    }
    follow_the_dates(v, base, s, as_of);
    follow_silences(v, s, region, as_of);
    return v;
}

initiative_view view_initiative(
    const register_state& base, const initiative_state& s, const workflow_set& workflows,
    civil_date as_of
)
{
    initiative_view v;
    v.id = s.id;
    v.title = s.rules->title;
    v.area = s.rules->area;
    v.archetype = s.rules->archetype;
    v.definition = s.pinned;
    v.version = s.version;
    v.last_seq = s.last_seq;
    v.as_of = as_of;
    for (const auto& region : regions_of(workflows, *s.rules)) {
        v.regions.push_back(view_region(base, s, *region, as_of));
    }
    v.state = v.regions.front().state;
    v.force = view_force(base, s, as_of);
    if (v.force && v.force->in_force) {
        v.in_force_certain = v.force->in_force->certainly_by(as_of);
        v.in_force_possible = v.force->in_force->possibly_by(as_of);
    }
    v.counts = counts_of(view_participations(base, s, as_of), treaty_form(s));
    for (const auto& f : s.life) {
        const auto* a = as<initiative_advanced>(*f);
        if (a != nullptr && f->certainly_by(as_of)) {
            v.path.push_back({a->region, a->event, a->from, a->to, f->on, f->seq});
        }
    }
    return v;
}

machine_facts initiative_facts(const decision& d)
{
    const auto& s = *d.initiative;
    const auto force = view_force(d.state, s, d.when.today);
    machine_facts f;
    f["today"] = d.when.today.days();
    f["on_day"] = d.act_day().days();
    const auto& sources = d.head.sources;
    const bool hashed = std::any_of(sources.begin(), sources.end(), [](const auto& e) {
        return e.sha256.has_value();
    });
    // History reaches us as reports of an adoption, not as the document itself.
    f["has_text"] = hashed || (d.importing() && !d.head.sources.empty()) ? 1 : 0;
    f["adopted_by_rule"] = d.head.sources.empty() ? 0 : 1;
    f["has_depositary"] = s.rules->depositary ? 1 : 0;
    f["has_reason"] = d.head.reason && !d.head.reason->empty() ? 1 : 0;
    f["has_evidence"] = d.head.sources.empty() ? 0 : 1;
    f["has_successor"] = 0;
    f["instruments_certain"] = force ? force->certain : 0;
    f["instruments_required"] = force ? force->required : 0;
    f["threshold_reached"] =
        force && force->reached && force->reached->certainly_by(d.when.today) ? 1 : 0;
    f["in_force_day"] = force && force->in_force && force->in_force->not_after
                            ? force->in_force->not_after->days()
                            : open_ended;
    f["consent_of_all"] = 0;
    f["terms_allow"] = 0;
    add_effectiveness(f, s, d.when.today);
    add_process_facts(d, f);
    add_stage_facts(d.state, s, d.workflows, d.importing() ? d.act_day() : d.when.today, f);
    return f;
}

}  // namespace depositary::engine
