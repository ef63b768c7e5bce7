#!/usr/bin/env python3
"""P10: a log of the oldest format opens with today's program: same bytes, root and projections.

tests/data/log_format_1.sql is a register of format 1 (MADE UP records) and
tests/data/log_format_1.json what it must be after any number of migrations. Neither is ever
changed; a format that is released gets files of its own.
"""

import contextlib
import hashlib
import json
import signal
import sqlite3
import sys

from disaster import BARE, verified, verify
from support import DATA, Server, case, equal, expect, fresh_folder, main

FORMAT = 1
APPLICATION_ID = 0x44455053


def fixture():
    """A data folder with the old log."""
    data = fresh_folder() / "data"
    data.mkdir(mode=0o700)
    with contextlib.closing(sqlite3.connect(data / "log.db")) as db:
        db.executescript((DATA / f"log_format_{FORMAT}.sql").read_text(encoding="utf-8"))
        db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        db.execute(f"PRAGMA user_version = {FORMAT}")
        db.commit()
    return data


def wanted():
    return json.loads((DATA / f"log_format_{FORMAT}.json").read_text(encoding="utf-8"))


def format_of(data):
    with contextlib.closing(sqlite3.connect(data / "log.db")) as db:
        return db.execute("PRAGMA user_version").fetchone()[0]


def events_digest(data):
    """SHA-256 over the bytes of all events, read without the product."""
    digest = hashlib.sha256()
    with contextlib.closing(sqlite3.connect(data / "log.db")) as db:
        for (text,) in db.execute("SELECT bytes FROM events ORDER BY seq"):
            digest.update(text + b"\n")
    return digest.hexdigest()


def is_what_it_was(data):
    """Root, bytes and projections after the migration."""
    old = wanted()
    seq, root, _ = verified(data)
    equal({"seq": seq, "root": root, "events": events_digest(data)},
          {k: old[k] for k in ("seq", "root", "events")})
    with Server(data, env=BARE) as server:
        for call in old["projections"]:
            got = server.anonymous.call(call["method"], call["params"])
            holds(got, call["result"], call["method"])
        # A key of the old format is remembered.
        told = server.operator(old["command"]["method"], old["command"]["params"])
        expect(told["duplicate"], told)
        equal(told["seq"], old["command"]["seq"])
        equal(server.stop(), 0)
    # The command was answered from the past: nothing was added.
    equal(verified(data)[:2], (old["seq"], old["root"]))


def holds(got, old, where):
    """Everything that the old answer said is said now; a later version may say more."""
    if isinstance(old, dict):
        for name, value in old.items():
            expect(name in got, where, "lacks", name)
            holds(got[name], value, f"{where}.{name}")
    elif isinstance(old, list):
        equal(len(got), len(old), where)
        for i, (g, o) in enumerate(zip(got, old)):
            holds(g, o, f"{where}[{i}]")
    else:
        equal(got, old, where)


@case(f"a_log_of_format_{FORMAT}_has_the_same_events_root_and_projections_today")
def _():
    data = fixture()
    equal(events_digest(data), wanted()["events"])
    status, _, problems = verify(data)
    expect(status != 0 and any("format" in p for p in problems), problems)
    equal(format_of(data), FORMAT, "a verification migrated it")
    with Server(data, env=BARE) as server:
        equal(server.stop(), 0)
    expect(format_of(data) > FORMAT, "nothing was migrated")
    is_what_it_was(data)


@case("a_kill_inside_each_migration_leaves_a_whole_log_and_the_next_start_goes_on")
def _():
    with Server(newest := fixture(), env=BARE) as server:
        equal(server.stop(), 0)
    last = format_of(newest)
    data = fixture()
    for step in range(FORMAT, last):
        try:
            Server(data, env={**BARE, "DEPOSITARY_CRASH_AT": "inside_migration",
                              "DEPOSITARY_CRASH_AFTER": str(step)}).kill()
        except AssertionError:
            pass  # it killed itself before it listened
        else:
            raise AssertionError(f"no kill inside the migration from {step}: a debug build?")
        equal(format_of(data), step, "half a migration is kept")
        equal(events_digest(data), wanted()["events"])
    print(f"killed inside {last - FORMAT} migrations with signal {int(signal.SIGKILL)}", flush=True)
    with Server(data, env=BARE) as server:
        equal(server.stop(), 0)
    equal(format_of(data), last)
    is_what_it_was(data)


if __name__ == "__main__":
    sys.exit(main())
