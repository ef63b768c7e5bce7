#include "engine/correction.hpp"

#include <boost/json/parse.hpp>

#include <algorithm>
#include <array>

#include "engine/event_codec.hpp"

namespace depositary::engine {

namespace {

/// Members of a payload that say which thing it is about, or which step a machine took. Changing
/// one would move the event elsewhere without the checks of the command that records it there.
bool same_identity(const event_payload& a, const event_payload& b)
{
    static constexpr std::array<std::string_view, 20> fixed{
        "actor",    "pledge",    "receipt",    "delivery",   "commitment", "milestone",  "proposal",
        "region",   "event",     "from",       "to",         "status",     "level",      "stage",
        "standing", "amendment", "correction", "obligation", "procedure",  "reservation"};
    const auto before = payload_to_json(a);
    const auto after = payload_to_json(b);
    const auto& was = before.get_object();
    const auto& is = after.get_object();
    return std::all_of(fixed.begin(), fixed.end(), [&](std::string_view name) {
        const bool link = name == "pledge" && was.contains("milestone");
        const auto* old_value = was.if_contains(name);
        const auto* new_value = is.if_contains(name);
        return link || (old_value == nullptr && new_value == nullptr) ||
               (old_value != nullptr && new_value != nullptr && *old_value == *new_value);
    });
}

/// Replaces members of `content` by those of the JSON object `text`.
std::optional<refusal> replace_members(event_payload& content, const std::string& text)
{
    const auto members = boost::json::parse(text);
    if (!members.is_object()) {
        return refuse("E_TYPE", "payload", "It must be an object.", "Ce doit être un objet.");
    }
    const auto original = content;
    auto merged = payload_to_json(original).as_object();
    for (const auto& [key, value] : members.get_object()) {
        merged[key] = value;
    }
    auto decoded = decode_payload(type_of(original), std::move(merged));
    if (auto* fault = std::get_if<refusal>(&decoded)) {
        return std::move(*fault);
    }
    content = std::get<event_payload>(std::move(decoded));
    if (actor_of(content) != actor_of(original)) {
        return refuse(
            "E_CORRECTION", "payload", "Annul the event and record it for the other actor.",
            "Annulez l'événement et enregistrez-le pour l'autre acteur."
        );
    }
    if (!same_identity(content, original)) {
        return refuse(
            "E_CORRECTION", "payload", "Annul the event and record what happened.",
            "Annulez l'événement et enregistrez ce qui s'est produit."
        );
    }
    return std::nullopt;
}

bool never_corrected(const fact& f)
{
    return as<initiative_opened>(f) != nullptr || as<event_annulled>(f) != nullptr ||
           as<proposal_created>(f) != nullptr || as<proposal_approved>(f) != nullptr ||
           as<correction_proposed>(f) != nullptr || as<correction_objected>(f) != nullptr ||
           as<correction_withdrawn>(f) != nullptr || as<correction_executed>(f) != nullptr ||
           as<definition_migrated>(f) != nullptr;
}

}  // namespace

std::variant<corrected_event, refusal> corrected(
    const initiative_state& s, std::int64_t seq, const std::optional<raw_json>& payload,
    const std::optional<date_interval>& on
)
{
    const auto original = s.find_fact(seq);
    if (!original) {
        return refuse(
            "E_CORRECTION", "seq", "This initiative has no such event, or it was superseded.",
            "Cette initiative n'a pas cet événement, ou il a été remplacé."
        );
    }
    if (never_corrected(*original)) {
        return refuse(
            "E_CORRECTION", "seq", "Events of this type are not corrected.",
            "Les événements de ce type ne se corrigent pas."
        );
    }
    if (!payload && !on) {
        return refuse(
            "E_MISSING_FIELD", "payload", "Give effective_on, payload, or both.",
            "Donnez effective_on, payload, ou les deux."
        );
    }
    corrected_event out{original->payload, original->on};
    if (const auto* stated = out.payload.get_if<amendment_entered_into_force>(); stated && on) {
        // The day it took effect is what such a statement says; the payload may still say another.
        auto moved = *stated;
        moved.in_force = *on;
        out.payload = std::move(moved);
    }
    if (payload) {
        if (auto r = replace_members(out.payload, payload->text)) {
            return std::move(*r);
        }
    }
    if (on) {
        out.on = *on;
    } else {
        // An open end was closed by the day the original was known or recorded, which was earlier.
        out.on.not_after = original->settled;
    }
    return out;
}

correction_view view_correction(const initiative_state& s, std::string_view id, civil_date as_of)
{
    correction_view v;
    v.correction = id;
    const auto found = s.corrections.find(id);
    if (found == s.corrections.end()) {
        return v;
    }
    for (const auto& f : *found->second) {
        if (!f->certainly_by(as_of)) {
            continue;
        }
        if (const auto* p = as<correction_proposed>(*f)) {
            v.state = "proposed";
            v.seq = p->seq;
            v.payload = p->payload;
            v.effective_on = p->effective_on;
            v.annul = p->annul;
            v.objections_until = p->objections_until;
            v.proposed = f->on;
            v.proposed_by = f->principal;
        } else if (const auto* o = as<correction_objected>(*f)) {
            v.state = "objected";
            v.objections.push_back({o->actor, o->statement, f->on, f->seq});
        } else if (as<correction_withdrawn>(*f) != nullptr) {
            v.state = "withdrawn";
        } else if (as<correction_executed>(*f) != nullptr) {
            v.state = "executed";
            v.executed_seq = f->seq;
        }
    }
    return v;
}

std::vector<correction_view> view_corrections(const initiative_state& s, civil_date as_of)
{
    std::vector<correction_view> all;
    for (const auto& [id, facts] : s.corrections) {
        auto v = view_correction(s, id, as_of);
        if (v.state != "none") {
            all.push_back(std::move(v));
        }
    }
    return all;
}

}  // namespace depositary::engine
