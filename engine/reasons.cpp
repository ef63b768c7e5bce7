#include <algorithm>
#include <array>

#include "engine/assert.hpp"
#include "engine/refusal.hpp"

namespace depositary::engine {

namespace {

using enum refusal_kind;

constexpr std::array<reason_info, 87> catalogue{{
    {"E_ACCESSION_NOT_OPEN", guard, "VCLT art. 15", "Accession is not open on that date.",
     "L'adhésion n'est pas ouverte à cette date."},
    {"E_ACT_NOT_ADMITTED", guard, "the terms: by which act", "The terms do not admit this act.",
     "Les clauses n'admettent pas cet acte."},
    {"E_ALLOCATION", guard, "allocation of receipts",
     "The instalment or commitment named does not fit.",
     "L'échéance ou l'engagement désigné ne convient pas."},
    {"E_ALREADY_CONSENTED", guard, "VCLT art. 11", "The actor has already consented to be bound.",
     "L'acteur a déjà consenti à être lié."},
    {"E_ALREADY_EFFECTIVE", guard, "VCLT art. 68", "The withdrawal has already taken effect.",
     "Le retrait a déjà pris effet."},
    {"E_ALREADY_ENDORSED", guard, "the workflow", "The actor has already endorsed.",
     "L'acteur a déjà souscrit."},
    {"E_ALREADY_JOINED", guard, "the workflow", "The actor already holds this role.",
     "L'acteur tient déjà ce rôle."},
    {"E_ALREADY_SIGNED", guard, "VCLT art. 10", "The actor has already signed.",
     "L'acteur a déjà signé."},
    {"E_AMOUNT", invalid, "domain rule: exact decimals",
     "The amount must be an exact positive decimal, as a string, within the decimals of "
     "its unit.",
     "Le montant doit être une décimale exacte et positive, sous forme de chaîne, "
     "dans les décimales de son unité."},
    {"E_AUTHORITY_EXPIRED", guard, "VCLT art. 7",
     "The full powers had expired on the day of the act.",
     "Les pleins pouvoirs avaient expiré au jour de l'acte."},
    {"E_BY", forbidden, "the register's own principals", "Only the register itself does this.",
     "Seul le registre lui-même le fait."},
    {"E_CONDITION_NOT_MET", guard, "matching: min(cap, ratio x others)",
     "The ledger does not show that the condition is met.",
     "Le registre ne montre pas que la condition est remplie."},
    {"E_CONDITION", guard, "conditions of a pledge",
     "The condition is pending; sign as qualified or wait.",
     "La condition est en attente ; signez avec réserve ou attendez."},
    {"E_CONSENT_OF_ALL", guard, "VCLT art. 54(b)",
     "The terms do not allow it and the consent of all parties is not shown.",
     "Les clauses ne le permettent pas et le consentement de toutes les parties n'est "
     "pas établi."},
    {"E_CORRECTION", guard, "VCLT art. 79", "The correction is not possible.",
     "La correction n'est pas possible."},
    {"E_COUNTERSIGN", guard, "a commitment is signed by both sides",
     "Contributor and recipient must both sign.",
     "Le contributeur et le bénéficiaire doivent signer tous deux."},
    {"E_DECLARATION_MISSING", guard, "the terms: mandatory declaration",
     "The mandatory declaration is missing.", "La déclaration obligatoire manque."},
    {"E_DEFINITION", definition, "definition lint", "The definition is not usable.",
     "La définition n'est pas utilisable."},
    {"E_DEFINITIVE_NOT_ALLOWED", guard, "VCLT art. 12",
     "The terms do not admit definitive signature.",
     "Les clauses n'admettent pas la signature définitive."},
    {"E_DEPENDENCY", guard, "completion", "Earlier milestones are not complete.",
     "Des jalons antérieurs ne sont pas achevés."},
    {"E_DUPLICATE", guard, "no double counting", "It looks like a pledge already recorded.",
     "Elle ressemble à une promesse déjà enregistrée."},
    {"E_EFFECTIVENESS", guard, "the terms: effectiveness",
     "The signed share is below the effectiveness threshold.",
     "La part signée est inférieure au seuil d'effectivité."},
    {"E_EXISTS", guard, "identifiers are never reused", "This identifier is already in use.",
     "Cet identifiant est déjà utilisé."},
    {"E_FOUR_EYES", guard, "four eyes", "A second person must approve this.",
     "Une seconde personne doit l'approuver."},
    {"E_FUTURE_DATE", invalid, "an act is recorded after it happened",
     "The date lies in the future.", "La date est dans le futur."},
    {"E_KEY_REUSED", key_reused, "idempotency",
     "This idempotency key was used for another command.",
     "Cette clé d'idempotence a servi à une autre commande."},
    {"E_KNOWN_BEFORE", invalid, "two time axes", "A thing cannot be known after it was recorded.",
     "Un fait ne peut être connu après son enregistrement."},
    {"E_LOCK_IN", guard, "the terms: lock-in", "Withdrawal may not yet be notified.",
     "Le retrait ne peut encore être notifié."},
    {"E_METHOD", invalid, "JSON-RPC 2.0 section 5.1", "There is no such method.",
     "Cette méthode n'existe pas."},
    {"E_MISSING_FIELD", invalid, "JSON-RPC 2.0 section 4.2", "A required field is missing.",
     "Un champ obligatoire manque."},
    {"E_NEEDS_COORDINATOR", guard, "rescheduling after a miss",
     "Only the coordinator may do this now.", "Seul le coordonnateur peut le faire maintenant."},
    {"E_NOTICE_TOO_SHORT", guard, "VCLT art. 56(2)", "The notice is too short.",
     "Le préavis est trop court."},
    {"E_NOT_ADOPTED", guard, "VCLT art. 9", "The text has not been adopted.",
     "Le texte n'a pas été adopté."},
    {"E_NOT_ASSESSED", guard, "right of reply", "There is no assessment to reply to.",
     "Il n'y a pas d'évaluation à laquelle répondre."},
    {"E_NOT_DEFINED", not_defined, "the workflow",
     "The workflow has no such transition from this state.",
     "Le processus n'a pas de telle transition depuis cet état."},
    {"E_NOT_DUE_FORM", guard, "VCLT art. 77(1)(d)", "The instrument is not in due form.",
     "L'instrument n'est pas en bonne et due forme."},
    {"E_NOT_DUE", guard, "the computed date", "The date has not come yet.",
     "La date n'est pas encore venue."},
    {"E_NOT_ELIGIBLE", guard, "the terms: who may join",
     "The actor is not among those who may join.",
     "L'acteur n'est pas parmi ceux qui peuvent adhérer."},
    {"E_NOT_FOUND", not_found, "docs/protocol.md", "There is no such thing in the register.",
     "Cet objet n'existe pas dans le registre."},
    {"E_NOT_INDEPENDENT", guard, "who assesses does not own",
     "The reviewer is not independent of the owner.",
     "L'évaluateur n'est pas indépendant du responsable."},
    {"E_NOT_IN_FORCE", guard, "VCLT art. 24", "Not yet in force for this actor.",
     "Pas encore en vigueur pour cet acteur."},
    {"E_NOT_MONOTONE", guard, "progress reports",
     "The value is lower than the last; mark it as a correction.",
     "La valeur est inférieure à la précédente ; marquez-la comme correction."},
    {"E_NOT_PARTICIPANT", guard, "the terms: pledging",
     "The actor does not take part and may not pledge.",
     "L'acteur ne participe pas et ne peut promettre."},
    {"E_NOT_PARTY", guard, "VCLT art. 2(1)(g), 54", "Only a party may do this.",
     "Seule une partie peut le faire."},
    {"E_NOT_SIGNATORY", guard, "VCLT art. 14", "The actor has not signed.",
     "L'acteur n'a pas signé."},
    {"E_NOT_SMART", guard, "SMART: owner, indicator, baseline, target, due",
     "The milestone lacks SMART fields.", "Le jalon manque d'éléments SMART."},
    {"E_NOT_VETTED", guard, "the terms: vetting of supporters",
     "The supporter has not been vetted.", "Le soutien n'a pas été vérifié."},
    {"E_NO_DEPOSITARY", guard, "VCLT art. 76", "No depositary is designated.",
     "Aucun dépositaire n'est désigné."},
    {"E_NO_EVIDENCE", guard, "the record says on what evidence",
     "Evidence is required: add \"evidence\".", "Une preuve est requise : ajoutez « evidence »."},
    {"E_NO_FULL_POWERS", guard, "VCLT art. 7", "The act binds the State: full powers are needed.",
     "L'acte engage l'État : les pleins pouvoirs sont requis."},
    {"E_NO_ORIGINAL", guard, "the ledger", "There is no such report to act on.",
     "Il n'y a pas de déclaration à traiter."},
    {"E_NO_SUCCESSOR", guard, "the record is never deleted", "A successor must be named.",
     "Un successeur doit être désigné."},
    {"E_NO_TEXT", guard, "VCLT art. 9-10",
     "The text is missing: give it as evidence with its hash.",
     "Le texte manque : donnez-le en preuve avec son empreinte."},
    {"E_ORDINAL", guard, "VCLT art. 77(1)(f)", "The recorded dates contradict this ordinal.",
     "Les dates enregistrées contredisent ce rang."},
    {"E_OTHER_ACTOR", forbidden, "a focal point acts for its own actor only",
     "A focal point never acts for another actor.",
     "Un point focal n'agit jamais pour un autre acteur."},
    {"E_OTHER_INITIATIVE", forbidden, "grants are scoped to an initiative",
     "Your grant is for another initiative.", "Votre habilitation vaut pour une autre initiative."},
    {"E_PERIOD_NOT_OVER", guard, "assessment after the period", "The period is not over.",
     "La période n'est pas terminée."},
    {"E_PLEDGES_NOT_ADMITTED", guard, "the terms: pledges", "The terms do not admit such pledges.",
     "Les clauses n'admettent pas de telles promesses."},
    {"E_PREDECESSOR_NOT_BOUND", guard, "succession of States", "The predecessor was not bound.",
     "Le prédécesseur n'était pas lié."},
    {"E_PROPOSAL_CLOSED", guard, "four eyes", "The proposal is no longer open.",
     "La proposition n'est plus ouverte."},
    {"E_PROPOSAL_HASH", guard, "four eyes", "The approval is not for exactly this proposal.",
     "L'approbation ne vise pas exactement cette proposition."},
    {"E_PROVISIONAL_NOT_ALLOWED", guard, "VCLT art. 25(1)",
     "The terms do not admit provisional application.",
     "Les clauses n'admettent pas l'application provisoire."},
    {"E_RATE", invalid, "ISO 4217", "The exchange rate is not usable.",
     "Le taux de change n'est pas utilisable."},
    {"E_READ_ONLY", read_only, "storage", "The register takes no commands at the moment.",
     "Le registre n'accepte pas de commande en ce moment."},
    {"E_REASON", guard, "the record says why", "A reason is required.", "Un motif est requis."},
    {"E_ROLE_NOT_ADMITTED", guard, "the terms: roles of participants",
     "The terms do not admit this role.", "Les clauses n'admettent pas ce rôle."},
    {"E_ROLE", forbidden, "roles and grants", "Your roles do not allow this here.",
     "Vos rôles ne le permettent pas ici."},
    {"E_SCHEDULE_SUM", guard, "commitment schedule",
     "The instalments must sum to the amount of the commitment.",
     "Les échéances doivent totaliser le montant de l'engagement."},
    {"E_SELF_CONFIRM", guard, "who reports does not confirm",
     "The one who reported may not confirm.", "Celui qui a déclaré ne peut confirmer."},
    {"E_SHARES", invalid, "no double counting: joint pledges",
     "The shares of a joint pledge must sum to exactly 1.",
     "Les parts d'une promesse conjointe doivent totaliser exactement 1."},
    {"E_SHELF_LIFE", guard, "the terms: quality of deliveries",
     "The remaining shelf life is too short.",
     "La durée de conservation restante est trop courte."},
    {"E_STATE", guard, "the workflow", "The state does not allow this.",
     "L'état ne le permet pas."},
    {"E_TARGET_NOT_MET", guard, "completion", "The target is not met; explain.",
     "La cible n'est pas atteinte ; expliquez."},
    {"E_TERMINAL", not_defined, "the workflow", "The state is final; nothing changes it.",
     "L'état est final ; rien ne le modifie."},
    {"E_THRESHOLD_LOST", guard, "the terms: entry into force", "The threshold is no longer met.",
     "Le seuil n'est plus atteint."},
    {"E_THRESHOLD", guard, "the terms: entry into force", "The threshold has not been reached.",
     "Le seuil n'est pas atteint."},
    {"E_TOO_LONG", invalid, "docs/protocol.md", "The text is too long.", "Le texte est trop long."},
    {"E_TYPE", invalid, "docs/protocol.md", "The field has the wrong type or form.",
     "Le champ n'a pas le bon type ou la bonne forme."},
    {"E_UNAUTHENTICATED", unauthenticated, "docs/protocol.md", "Sign in with a token first.",
     "Identifiez-vous d'abord avec un jeton."},
    {"E_UNIT", invalid, "ISO 4217, or the units of the terms",
     "The unit is neither an ISO 4217 currency nor a unit that the terms name.",
     "L'unité n'est ni une devise ISO 4217 ni une unité prévue par les clauses."},
    {"E_UNKNOWN_FIELD", invalid, "docs/protocol.md", "This field is not known here.",
     "Ce champ n'est pas connu ici."},
    {"E_UNPAID", guard, "the ledger", "The instalment is not fully paid.",
     "L'échéance n'est pas entièrement payée."},
    {"E_UNQUALIFIED", guard, "the terms: effectiveness",
     "The unqualified share is below the threshold.",
     "La part sans réserve est inférieure au seuil."},
    {"E_VALUE", invalid, "docs/protocol.md", "The value is not one of those admitted.",
     "La valeur n'est pas parmi celles admises."},
    {"E_VERSION", version_conflict, "expected_version",
     "The initiative has moved since the version you expected.",
     "L'initiative a évolué depuis la version attendue."},
    {"E_WINDOW_CLOSED", guard, "the terms: window", "The date lies outside the window.",
     "La date est hors de la période prévue."},
    {"E_WITHDRAWAL_NOT_ADMITTED", guard, "VCLT art. 56", "The terms do not admit withdrawal.",
     "Les clauses n'admettent pas le retrait."},
}};

}  // namespace

std::span<const reason_info> reasons()
{
    return catalogue;
}

const reason_info* find_reason(std::string_view code)
{
    const auto found = std::find_if(catalogue.begin(), catalogue.end(), [&](const auto& r) {
        return r.code == code;
    });
    return found == catalogue.end() ? nullptr : &*found;
}

refusal refuse(
    std::string_view code, std::string field, std::string detail_en, std::string detail_fr
)
{
    const auto* info = find_reason(code);
    DEPOSITARY_ASSERT(info != nullptr);
    refusal r;
    r.kind = info->kind;
    r.reason = info->code;
    r.clause = info->clause;
    r.en = info->en;
    r.fr = info->fr;
    if (!detail_en.empty()) {
        r.en += " " + detail_en;
        r.fr += " " + (detail_fr.empty() ? detail_en : detail_fr);
    }
    r.field = std::move(field);
    return r;
}

}  // namespace depositary::engine
