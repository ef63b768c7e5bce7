#!/usr/bin/env python3
"""P11: the clock jumps both ways; the order stays the sequence, deadlines hold, nothing twice.

The server's clock is faked by libfaketime, from a file that the test rewrites while it works. The
steady clock is left alone, as a machine whose clock is set. Every record in here is MADE UP.
DEPOSITARY_CLOCK_ROUNDS sets the number of jumps (4); DEPOSITARY_SEED repeats them.
"""

import datetime
import json
import os
import pathlib
import random
import sys

from disaster import BARE, Folder, Load, lost_of, noted_in, send_again, verified, whole
from support import (Server, Skipped, case, equal, expect, fresh_folder, main, need_preload,
                     source)

ROUNDS = whole("DEPOSITARY_CLOCK_ROUNDS", 4)
SEED = int(os.environ.get("DEPOSITARY_SEED", str(random.randrange(2**32))))
CLIENTS = 16
DAY_US = 86_400_000_000


class FakedClock:
    """Days by which the server's clock is wrong."""

    def __init__(self):
        need_preload()
        found = sorted(pathlib.Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))
        if not found:
            raise Skipped("there is no libfaketime here (Debian package faketime)")
        self.file = fresh_folder() / "clock"
        self.set(0)
        self.env = {**BARE, "LD_PRELOAD": str(found[0]), "FAKETIME_NO_CACHE": "1",
                    "FAKETIME_TIMESTAMP_FILE": str(self.file), "FAKETIME_DONT_FAKE_MONOTONIC": "1",
                    "DONT_FAKE_MONOTONIC": "1"}

    def set(self, days):
        new = self.file.with_suffix(".new")
        new.write_text(f"{days:+d}d\n")
        new.rename(self.file)


@case(f"under_{ROUNDS}_jumps_of_the_clock_the_order_is_the_sequence_and_nothing_is_lost_or_twice")
def _():
    print(f"DEPOSITARY_SEED={SEED}", flush=True)
    chance = random.Random(SEED)
    clock = FakedClock()
    folder = Folder(fresh_folder() / "data")
    with Server(folder.data, env=clock.env) as server:
        load = Load(server, folder.token, "c", CLIENTS, folder.noted)
        for number in range(ROUNDS):
            load.wait_for(100 * (number + 1))
            clock.set(chance.choice((-1, 1)) * chance.randint(2, 900))
        load.wait_for(100 * (ROUNDS + 1))
        load.stop()
        equal(load.open, set(), "unanswered")
        rows = server.anonymous.rows("event.list", {"after_seq": 0})
        equal(server.stop(), 0)
    equal([e["seq"] for e in rows], list(range(1, len(rows) + 1)))
    versions = {}
    for event in rows:
        versions[event["initiative"]] = versions.get(event["initiative"], 0) + 1
        equal(event["version"], versions[event["initiative"]], event["seq"])
    times = [e["recorded_at_us"] for e in rows]
    jumps = sum(1 for a, b in zip(times, times[1:]) if abs(b - a) > DAY_US)
    expect(jumps >= ROUNDS - 1, "the clock did not jump:", jumps)
    # The clock is back: a start takes the log as it is.
    verified(folder.data)
    with Server(folder.data, env=BARE) as again:
        equal(lost_of(again, noted_in(folder.noted)), [], "lost")
        some = dict(list(load.acknowledged.items())[:200])
        told = send_again(folder.caller(again), some)
        for key, first in some.items():
            equal((told[key]["duplicate"], told[key]["seq"]), (True, first["seq"]), key)
    print(f"{ROUNDS} jumps, {len(rows)} events, {jumps} times the clock was elsewhere, 0 lost, "
          "0 twice", flush=True)


def made_up_definition():
    return {"id": "made-up-call", "version": 1, "archetype": "call", "archetype_version": 1,
            "area": "climate", "depositary": "MADE UP",
            "title": {"en": "MADE UP", "fr": "FICTIF"},
            "rules": {"joining": {"acts": ["endorsement"],
                                  "eligibility": [{"kinds": ["member_state"]}]},
                      "milestones": {"smart_required": False}}}


def passed(server):
    return [e for e in server.anonymous.rows("event.list", {"after_seq": 0})
            if e["type"] == "milestone_due_passed"]


@case("a_due_date_is_passed_once_however_often_the_clock_crosses_it")
def _():
    clock = FakedClock()
    folder = Folder(fresh_folder() / "data")
    due = (datetime.datetime.now(datetime.timezone.utc).date()
           + datetime.timedelta(days=10)).isoformat()
    with Server(folder.data, env=clock.env) as server:
        server.operator("definition.publish", {"definition": made_up_definition()})
        server.operator("initiative.open", {"definition": "made-up-call"})
        server.caller("coordinator", "made-up-call").call("milestone.plan", {
            "initiative": "made-up-call", "milestone": "m", "due": due, "evidence": source(),
            "title": {"en": "MADE UP", "fr": "INVENTÉ"}, "reason": "MADE UP"})
        equal(passed(server), [])
        equal(server.stop(), 0)
    # Each start records what fell due by its own clock.
    counts = []
    for days in (5, -40, 40, -400, 41, 400, 0):
        clock.set(days)
        with Server(folder.data, env=clock.env) as server:
            counts.append(len(passed(server)))
            seen = passed(server)
            equal(server.stop(), 0)
    equal(counts, [0, 0, 1, 1, 1, 1, 1], "passed after each jump")
    expect(due in json.dumps(seen[0]), "its own date:", seen[0])
    verified(folder.data)


if __name__ == "__main__":
    sys.exit(main())
