#include "workflows/workflows.hpp"

#include <algorithm>
#include <memory>

#include "engine/life.hpp"
#include "workflows/diagram.hpp"
#include "workflows/machines.hpp"
#include "workflows/reservation.hpp"
#include "workflows/staged.hpp"

namespace depositary::workflows {

namespace {

std::vector<std::unique_ptr<engine::machine>> make_machines()
{
    std::vector<std::unique_ptr<engine::machine>> all;
    all.push_back(make_participation_consent());
    all.push_back(make_participation_exit());
    all.push_back(make_participation_invitation());
    all.push_back(make_participation_provisional());
    all.push_back(make_participation_standing());
    all.push_back(make_participation_political());
    all.push_back(make_participation_membership());
    all.push_back(make_pledge_life());
    all.push_back(make_pledge_progress());
    all.push_back(make_pledge_delivery());
    all.push_back(make_pledge_undertaking());
    all.push_back(make_pledge_condition());
    all.push_back(make_pledge_commitment());
    all.push_back(make_pledge_receipt());
    all.push_back(make_pledge_shipment());
    all.push_back(make_pledge_instalment());
    all.push_back(make_pledge_assessed());
    all.push_back(make_milestone_owner());
    all.push_back(make_milestone_schedule());
    all.push_back(make_milestone_assessed());
    all.push_back(make_milestone_reply());
    all.push_back(make_milestone_deadline());
    all.push_back(make_life_treaty());
    all.push_back(make_life_call());
    all.push_back(make_life_facility());
    all.push_back(make_life_declaration());
    all.push_back(make_life_principles());
    all.push_back(make_life_partnership());
    all.push_back(make_life_coalition());
    all.push_back(make_life_group());
    all.push_back(make_life_steps());
    all.push_back(make_life_assessed());
    all.push_back(make_reservation());
    all.push_back(make_reservation_response());
    all.push_back(make_initiative_signature());
    all.push_back(make_initiative_accession());
    all.push_back(make_initiative_reporting());
    all.push_back(make_initiative_phase());
    all.push_back(make_silence_procedure());
    all.push_back(make_step_alignment());
    all.push_back(make_amendment());
    all.push_back(make_correction());
    all.push_back(make_obligation_payment());
    all.push_back(make_obligation_deadline());
    all.push_back(make_arrears());
    return all;
}

/// A treaty binds by consent, so its participations have the five regions of the law of treaties.
/// A call and a facility are joined politically; a facility adds no consent machine because what
/// binds there is the commitment signed under a pledge. A standing obligation rests on membership,
/// which is acquired by consent or politically, as its terms say.
std::vector<engine::archetype_info> first_archetypes()
{
    const std::vector<std::string_view> political{
        "participation_political", "participation_invitation", "participation_standing"};
    return {
        {"treaty",
         1,
         {"Treaty", "Traité"},
         "life_treaty",
         {"initiative_signature", "initiative_accession", "initiative_reporting"},
         {"participation_consent", "participation_exit", "participation_invitation",
          "participation_provisional", "participation_standing"}},
        {"call", 1, {"Call", "Appel"}, "life_call", {"initiative_reporting"}, political},
        {"facility",
         1,
         {"Financing facility", "Facilité de financement"},
         "life_facility",
         {"initiative_reporting"},
         political},
    };
}

std::vector<engine::archetype_info> further_archetypes()
{
    const std::vector<std::string_view> political{
        "participation_political", "participation_invitation", "participation_standing"};
    const std::vector<std::string_view> by_application{
        "participation_political", "participation_membership", "participation_invitation",
        "participation_standing"};
    return {
        {"declaration",
         1,
         {"Political declaration", "Déclaration politique"},
         "life_declaration",
         {"initiative_reporting"},
         political},
        {"principles",
         1,
         {"Consensus principles", "Principes consensuels"},
         "life_principles",
         {},
         political},
        {"partnership",
         1,
         {"Partnership with institutions", "Partenariat avec des institutions"},
         "life_partnership",
         {"initiative_phase", "initiative_reporting"},
         by_application},
        {"coalition",
         1,
         {"Coalition with commitments", "Coalition avec engagements"},
         "life_coalition",
         {"initiative_phase", "initiative_reporting"},
         by_application},
        {"group-of-friends",
         1,
         {"Group of friends", "Groupe d'amis"},
         "life_group",
         {"initiative_reporting"},
         by_application},
        {"stepping-stones",
         1,
         {"Stepping stones", "Jalons progressifs"},
         "life_steps",
         {"initiative_reporting"},
         by_application},
        {"assessed-obligation",
         1,
         {"Standing assessed obligation", "Contribution obligatoire permanente"},
         "life_assessed",
         {},
         {"participation_consent", "participation_exit", "participation_political",
          "participation_invitation"}},
        // Its life is the stage graph of the definition: see engine/life.hpp.
        {"staged",
         1,
         {"Stages of its own", "Étapes propres"},
         "life_staged",
         {"initiative_signature", "initiative_accession", "initiative_reporting"},
         {"participation_consent", "participation_exit", "participation_provisional",
          "participation_political", "participation_invitation", "participation_standing"}},
    };
}

std::vector<engine::archetype_info> make_archetypes()
{
    auto all = first_archetypes();
    const auto more = further_archetypes();
    all.insert(all.end(), more.begin(), more.end());
    return all;
}

class compiled_in final : public engine::workflow_set
{
public:
    [[nodiscard]] const engine::machine* find(std::string_view machine_id) const override
    {
        const auto found = std::find_if(machines_.begin(), machines_.end(), [&](const auto& m) {
            return m->info().id == machine_id;
        });
        return found == machines_.end() ? nullptr : found->get();
    }

    [[nodiscard]] const engine::archetype_info* archetype(std::string_view id) const override
    {
        const auto found = std::find_if(archetypes_.begin(), archetypes_.end(), [&](const auto& a) {
            return a.id == id;
        });
        return found == archetypes_.end() ? nullptr : &*found;
    }

    [[nodiscard]] std::span<const engine::archetype_info> archetypes() const override
    {
        return archetypes_;
    }

    [[nodiscard]] std::vector<const engine::machine*> all() const override
    {
        std::vector<const engine::machine*> list;
        for (const auto& m : machines_) {
            list.push_back(m.get());
        }
        return list;
    }

    [[nodiscard]] std::shared_ptr<const engine::machine> staged(const engine::stage_graph& graph
    ) const override
    {
        return make_staged(graph);
    }

    [[nodiscard]] std::optional<std::string> draw(
        const engine::machine_info& info, std::string_view format,
        const std::optional<std::string>& current, const std::vector<engine::taken_step>& path
    ) const override
    {
        if (format == "scxml") {
            return to_scxml(info, current, path);
        }
        if (format == "mermaid") {
            return to_mermaid(info, current, path);
        }
        return format == "dot" ? std::optional(to_dot(info, current, path)) : std::nullopt;
    }

    [[nodiscard]] std::optional<std::string> draw_composed(
        std::string_view id, const engine::machine* life
    ) const override
    {
        const auto* a = archetype(id);
        if (a == nullptr) {
            return std::nullopt;
        }
        std::vector<const engine::machine_info*> regions;
        for (const auto region : engine::regions_of(*a)) {
            const auto* m = region == engine::staged_life ? life : find(region);
            if (m == nullptr) {
                return std::nullopt;
            }
            regions.push_back(&m->info());
        }
        return to_scxml(a->id, regions);
    }

private:
    std::vector<std::unique_ptr<engine::machine>> machines_ = make_machines();
    std::vector<engine::archetype_info> archetypes_ = make_archetypes();
};

}  // namespace

const engine::workflow_set& workflows()
{
    static const compiled_in set;
    return set;
}

}  // namespace depositary::workflows
