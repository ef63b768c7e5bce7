#include <algorithm>

#include "engine/methods.hpp"

/// attestation.record: a count or an aggregate as somebody published it. It stands beside the
/// record and is never summed, because lists of names and published counts disagree and both are
/// true statements about their source.

namespace depositary::engine {

namespace {

constexpr int figure_decimals_max = 9;

bool recorded(const decision& d, const std::string& key)
{
    const auto& list = d.initiative->attestations;
    return std::any_of(list.begin(), list.end(), [&](const auto& f) {
        const auto* a = as<attestation_recorded>(*f);
        return a != nullptr && a->key == key;
    });
}

decided record(decision& d, const attestation_recorded& p)
{
    if (p.key.empty() || p.key.size() > key_bytes_max) {
        return refuse("E_VALUE", "key", "Use 1 to 100 bytes.", "Employez 1 à 100 octets.");
    }
    if (p.subject.empty()) {
        return refuse("E_MISSING_FIELD", "subject");
    }
    if (p.statement.en.empty()) {
        return refuse("E_MISSING_FIELD", "statement.en");
    }
    if (recorded(d, p.key)) {
        return refuse(
            "E_EXISTS", "key", "A newer figure takes a key of its own.",
            "Un chiffre plus récent prend sa propre clé."
        );
    }
    if (p.figure &&
        !std::holds_alternative<int128>(parse_decimal(*p.figure, figure_decimals_max))) {
        return refuse(
            "E_TYPE", "figure", "Use a plain decimal such as \"12.5\".",
            "Employez un nombre décimal simple tel que « 12.5 »."
        );
    }
    if (p.unit && !p.figure) {
        return refuse(
            "E_MISSING_FIELD", "figure", "A unit needs its figure.",
            "Une unité a besoin de son chiffre."
        );
    }
    // Without its source it would be our own claim.
    if (d.head.sources.empty()) {
        return refuse("E_NO_EVIDENCE", "evidence");
    }
    d.emit(p);
    return std::nullopt;
}

}  // namespace

void add_attestation_commands(command_list& list)
{
    add(list,
        method_info{
            "attestation.record",
            "Records a figure as its source published it.",
            {"coordinator", "depositary", "import"},
            true,
            false},
        record, nobody<attestation_recorded>);
}

}  // namespace depositary::engine
