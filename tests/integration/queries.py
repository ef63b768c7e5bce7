#!/usr/bin/env python3
"""What the lists give when they are asked for one actor.

Every record in here is MADE UP.
"""

import sys

from support import case, catalogue_server, equal, expect, main, source

COVAX = "covax"


def register(server, *ids):
    for actor in ids:
        server.operator("actor.register", {
            "id": actor, "kind": "foundation", "name": {"en": f"MADE UP {actor}", "fr": ""}})


def pledge(server, actor, name):
    server.caller("focal_point", actor=actor).call("pledge.register", {
        "initiative": COVAX, "evidence": source(), "pledge": name,
        "content": {"actor": actor, "amount": "10.00", "unit": "EUR"}})


def reduce(server, actor, name):
    server.caller("focal_point", actor=actor).call("pledge.reduce", {
        "initiative": COVAX, "evidence": source(), "reason": "made up", "pledge": name,
        "amount": "8.00"})


def plan(server, name, owner):
    server.caller("coordinator", COVAX).call("milestone.plan", {
        "initiative": COVAX, "milestone": name, "evidence": source(), "owner": owner,
        "title": {"en": "MADE UP", "fr": "INVENTÉ"}, "due": "2030-01-01"})


def cut(server, name):
    server.caller("coordinator", COVAX).call("milestone.cancel", {
        "initiative": COVAX, "milestone": name, "evidence": source(), "reason": "made up"})


@case("events_of_an_actor_are_its_acts_and_what_became_of_what_it_promised_and_owns")
def _():
    with catalogue_server() as server:
        head = server.head()
        register(server, "org:one", "org:two")
        pledge(server, "org:one", "p-one")
        pledge(server, "org:two", "p-two")
        reduce(server, "org:one", "p-one")
        reduce(server, "org:two", "p-two")
        plan(server, "m-one", "org:one")
        cut(server, "m-one")
        in_covax = ["participation_joined", "pledge_registered", "pledge_reduced",
                    "milestone_planned", "milestone_cancelled"]
        for where, wanted in (({"initiative": COVAX}, in_covax),
                              ({}, ["actor_registered", *in_covax])):
            rows = server.anonymous.call("event.list", {
                **where, "actor": "org:one", "after_seq": head, "concerns": True})["rows"]
            equal([row["type"] for row in rows], wanted)
            equal({row["concerns"] for row in rows}, {"org:one"})
            # Without being asked, a row is what the log has, so that its hash can be computed.
            bare = server.anonymous.call("event.list", {**where, "after_seq": head})["rows"]
            expect(all("concerns" not in row for row in bare), bare[0])
        equal(server.anonymous.call("event.list", {
            "initiative": COVAX, "actor": "org:nobody"})["rows"], [])


@case("both_ids_of_merged_actors_give_the_same_rows_in_every_list")
def _():
    with catalogue_server() as server:
        register(server, "org:old", "org:new")
        pledge(server, "org:old", "p-old")
        plan(server, "m-old", "org:old")
        server.operator("actor.merge", {"id": "org:old", "into": "org:new"})
        pledge(server, "org:new", "p-new")
        reduce(server, "org:new", "p-old")
        for method, key, wanted in (
                ("pledge.list", "id", {"p-old", "p-new"}),
                ("milestone.list", "milestone", {"m-old"}),
                ("event.list", "type", {"participation_joined", "pledge_registered",
                                        "milestone_planned", "pledge_reduced"})):
            for actor in ("org:old", "org:new"):
                rows = server.anonymous.call(method, {"initiative": COVAX, "actor": actor})["rows"]
                equal({row[key] for row in rows}, wanted, (method, actor))
        one = server.anonymous.call("event.list", {"actor": "org:old", "initiative": COVAX})
        equal(one, server.anonymous.call("event.list", {"actor": "org:new", "initiative": COVAX}))
        about = server.anonymous.call("event.list", {"actor": "org:old", "type": "actor_merged"})
        equal(len(about["rows"]), 1, about)
        expect(len(one["rows"]) >= 5, one)


@case("a_list_that_has_no_actor_refuses_one_in_place_of_ignoring_it")
def _():
    with catalogue_server() as server:
        for method in ("proposal.list", "attestation.list"):
            refusal = server.anonymous.refused(
                method, {"initiative": COVAX, "actor": "FRA"}, -32602, "E_UNKNOWN_FIELD")
            equal(refusal.data["field"], "actor")
            server.anonymous.call(method, {"initiative": COVAX})


def verdicts(caller, **params):
    """{(event, item): row} of initiative.allowed for one thing of COVAX."""
    rows = caller.call("initiative.allowed", {"initiative": COVAX, **params})["events"]
    return {(row["event"], row.get("item")): row for row in rows}


@case("what_may_be_done_with_a_pledge_is_told_before_it_is_tried")
def _():
    with catalogue_server() as server:
        register(server, "org:one", "org:two")
        pledge(server, "org:one", "p-one")
        own = server.caller("focal_point", actor="org:one")
        other = server.caller("focal_point", actor="org:two")
        row = verdicts(own, pledge="p-one")["reduce", None]
        equal((row["verdict"], row["methods"]), ("payload", ["pledge.reduce"]))
        equal(verdicts(other, pledge="p-one")["reduce", None]["verdict"], "role")
        reduce(server, "org:one", "p-one")
        signed = verdicts(own, pledge="p-one")["sign", None]
        expect(signed["four_eyes"], signed)
        own.call("pledge.report_payment", {
            "initiative": COVAX, "evidence": source(), "pledge": "p-one", "receipt": "r",
            "amount": "1.00"})
        confirm = verdicts(own, pledge="p-one")["confirm", "r"]
        equal((confirm["verdict"], confirm["methods"]), ("guard", ["pledge.confirm_receipt"]))
        own.refused("pledge.confirm_receipt", {
            "initiative": COVAX, "pledge": "p-one", "receipt": "r"}, None, "E_ROLE")
        till = server.caller("recipient", COVAX)
        equal(verdicts(till, pledge="p-one")["confirm", "r"]["verdict"], "may")
        till.call("pledge.confirm_receipt", {
            "initiative": COVAX, "pledge": "p-one", "receipt": "r"})


@case("what_may_be_done_with_a_milestone_is_its_owner_s_and_some_of_it_the_clock_s")
def _():
    with catalogue_server() as server:
        register(server, "org:one")
        plan(server, "m-one", "org:one")
        own = server.caller("focal_point", actor="org:one")
        lead = server.caller("coordinator", COVAX)
        equal(verdicts(own, milestone="m-one")["start", None]["verdict"], "may")
        equal(verdicts(lead, milestone="m-one")["start", None]["verdict"], "role")
        lead.refused("milestone.start", {"initiative": COVAX, "milestone": "m-one"}, None,
                     "E_ROLE")
        by_clock = [row for row in verdicts(lead, milestone="m-one").values()
                    if not row["methods"]]
        expect(by_clock and all(row["verdict"] in ("role", "guard") for row in by_clock), by_clock)
        cut(server, "m-one")
        equal([e for e, _ in verdicts(lead, milestone="m-one") if e in ("cancel", "supersede")], [])


@case("a_thing_that_is_not_there_and_two_things_at_once_are_refused_by_name")
def _():
    with catalogue_server() as server:
        for kind in ("pledge", "milestone", "obligation", "reservation", "amendment",
                     "correction"):
            refusal = server.anonymous.refused(
                "initiative.allowed", {"initiative": COVAX, kind: "none"}, None, "E_NOT_FOUND")
            equal(refusal.data["field"], kind)
        refusal = server.anonymous.refused("initiative.allowed", {
            "initiative": COVAX, "pledge": "a", "milestone": "b"}, None, "E_VALUE")
        equal(refusal.data["field"], "milestone")


if __name__ == "__main__":
    sys.exit(main())
