#!/usr/bin/env python3
"""Definitions as data over a running server: open, use, change the rules, restart.

The records and rules in here are MADE UP. The one real thing is the seventeenth initiative's name:
the International Partnership against Impunity for the Use of Chemical Weapons (Paris, 2018-01-23),
opened as data with an archetype that is compiled in.
"""

import sys

from support import Server, case, catalogue_folder, equal, expect, main, source

CHEMICAL = "chemical-weapons-impunity-partnership"
STAGED = "made-up-stages"


def both(en, fr):
    return {"en": en, "fr": fr}


def partnership(archetype, version):
    return {
        "id": CHEMICAL, "version": version, "archetype": archetype, "archetype_version": 1,
        "area": "international-law-accountability",
        "title": both(
            "International Partnership against Impunity for the Use of Chemical Weapons",
            "Partenariat international contre l'impunité d'utilisation d'armes chimiques"),
        "leads": ["FRA"],
        "rules": {"joining": {
            "acts": ["endorsement"],
            "eligibility": [{"kinds": ["member_state", "regional_organisation"]}]
            if version == 1 else [{"kinds": ["member_state"]}]}},
        "sources": source("https://www.noimpunitychemicalweapons.org"),
    }


def stages(version):
    running = "running" if version == 1 else "at_work"
    return {
        "id": STAGED, "version": version, "archetype": "staged", "archetype_version": 1,
        "area": "climate", "title": both("MADE UP", "FICTIF"),
        "rules": {"joining": {"acts": ["endorsement"]}},
        "stages": {
            "initial": "draft",
            "stages": [
                {"id": "draft", "label": both("Draft", "Projet")},
                {"id": running, "label": both("Running", "En cours")},
                {"id": "over", "label": both("Over", "Terminé"), "terminal": True}],
            "transitions": [
                {"event": "start", "label": both("Start", "Commencer"), "from": "draft",
                 "to": running, "when": {"ge": ["participants", 2 if version == 1 else 3]}},
                {"event": "finish", "label": both("Finish", "Terminer"), "from": running,
                 "to": "over", "by": ["depositary"]}]},
    }


def act(caller, method, initiative, **params):
    return caller.call(method, {
        "initiative": initiative, "reason": "MADE UP", "evidence": source(), **params})


def compiled_archetype(server):
    """`partnership` where it is compiled in."""
    known = {a["id"] for a in server.anonymous.call("machine.list")["archetypes"]}
    return "partnership" if "partnership" in known else "call"


def events_of(server, initiative):
    answer = server.anonymous.call("initiative.allowed", {"initiative": initiative})
    return {e["event"]: e for e in answer["events"]}


def open_both(server):
    archetype = compiled_archetype(server)
    for document in (partnership(archetype, 1), stages(1)):
        server.operator("definition.publish", {"definition": document})
        server.operator("initiative.open", {"definition": document["id"]})
    listed = server.anonymous.rows("initiative.list")
    expect({CHEMICAL, STAGED} <= {row["id"] for row in listed})
    return archetype


def use_both(server):
    coordinator = server.caller("coordinator", STAGED)
    refused = coordinator.refused(
        "initiative.advance", {"initiative": STAGED, "event": "start"}, -32012, "E_GUARD")
    expect("at least 2" in str(refused.error), refused)
    for actor in ("FRA", "DEU"):
        focal = server.caller("focal_point", actor=actor)
        act(focal, "participation.endorse", STAGED, actor=actor)
    equal(events_of(server, STAGED)["start"]["verdict"], "role")
    act(coordinator, "initiative.advance", STAGED, event="start")
    coordinator.refused(
        "initiative.advance", {"initiative": STAGED, "event": "finish"}, -32002, "E_ROLE")
    drawn = server.anonymous.call(
        "machine.export", {"machine": "life_staged", "initiative": STAGED})["document"]
    expect('id="running"' in drawn and 'd:current="true"' in drawn, drawn)
    server.anonymous.refused("machine.export", {"machine": "life_staged"}, -32003)


def migrate_both(server, archetype):
    for document in (partnership(archetype, 2), stages(2)):
        server.operator("definition.publish", {"definition": document})
    diff = server.anonymous.call("definition.diff", {"definition": STAGED, "from": 1, "to": 2})
    equal(diff["removed_stages"], ["running"])
    equal(diff["followed_by"], [STAGED])
    diff = server.anonymous.call("definition.diff", {"definition": CHEMICAL, "from": 1, "to": 2})
    equal([d["touches"] for d in diff["differences"]], ["rules"])

    before = server.head()
    for initiative in (CHEMICAL, STAGED):
        coordinator = server.caller("coordinator", initiative)
        plan = {"initiative": initiative, "version": 2, "reason": "MADE UP"}
        if initiative == STAGED:
            coordinator.refused("initiative.migrate", plan, -32012, "E_MAPPING")
            plan["mapping"] = [{"region": "life_staged", "from": "running", "to": "at_work"}]
        dry = coordinator.call("initiative.migrate", {**plan, "dry_run": True})
        expect(dry["dry_run"], dry)
        coordinator.call("initiative.migrate", plan)
        coordinator.refused("initiative.migrate", plan, -32012, "E_STATE")
    expect(server.head() >= before + 2, "two migrations are two events")


def everything_is_there(server):
    now = server.anonymous.call("initiative.get", {"initiative": STAGED})
    equal((now["state"], now["definition"]["version"]), ("at_work", 2))
    chemical = server.anonymous.call("initiative.get", {"initiative": CHEMICAL})
    equal(chemical["definition"]["version"], 2)
    past = server.anonymous.call("initiative.get", {"initiative": STAGED, "as_of": "2020-01-01"})
    equal((past["state"], past["definition"]["version"]), ("draft", 1))
    counts = {c["state"]: c["certain"] for c in now["counts"]}
    equal(counts.get("endorser"), 2, counts)


@case("initiatives_opened_as_data_are_used_migrated_and_there_after_a_restart")
def _():
    folder = catalogue_folder()
    with Server(folder) as server:
        archetype = open_both(server)
        use_both(server)
        migrate_both(server, archetype)
        everything_is_there(server)
        digest = server.operator("log.digest")
        equal(server.stop(), 0)
    with Server(folder) as server:
        everything_is_there(server)
        equal(server.operator("log.digest")["state"], digest["state"])
        act(server.caller("depositary", STAGED), "initiative.advance", STAGED, event="finish")
        equal(server.anonymous.call("initiative.get", {"initiative": STAGED})["state"], "over")


@case("what_if_tells_who_may_still_consent_and_writes_nothing")
def _():
    with Server(catalogue_folder()) as server:
        treaty = {
            "id": "made-up-treaty", "version": 1, "archetype": "treaty", "archetype_version": 1,
            "area": "climate", "title": both("MADE UP", "FICTIF"),
            "rules": {"joining": {"acts": ["ratification"],
                                  "eligibility": [{"actors": ["FRA", "DEU", "TGO"]}]},
                      "entry_into_force": {"threshold": {"count": 2}, "delay": {"days": 30}}}}
        server.operator("definition.publish", {"definition": treaty})
        server.operator("initiative.open", {"definition": "made-up-treaty"})
        before = server.head()
        answer = server.anonymous.call("initiative.what_if", {
            "initiative": "made-up-treaty",
            "acts": [{"actor": "FRA", "act": "ratification", "on": "2030-01-01"},
                     {"actor": "FRA", "act": "ratification", "on": "2030-01-02"},
                     {"actor": "DEU", "act": "ratification", "on": "2030-02-01"}]})
        equal(server.head(), before)
        equal([a["accepted"] for a in answer["acts"]], [True, False, True], answer)
        equal(answer["acts"][1]["refusal"]["reason"], "E_ALREADY_CONSENTED")
        equal((answer["before"]["more_needed"], answer["after"]["more_needed"]), (2, 0))
        equal(answer["after"]["may_still_consent"], ["TGO"])
        equal(answer["after"]["force"]["in_force"],
              {"not_before": "2030-03-03", "not_after": "2030-03-03"})


if __name__ == "__main__":
    sys.exit(main())
