#!/usr/bin/env python3
"""The server is killed under load, again and again, and every promise it gave is kept.

A command that was acknowledged is in the log once; one that was not is there once or not at all,
and its key tells which. DEPOSITARY_CRASH_ROUNDS sets the number of rounds (50); DEPOSITARY_SEED
repeats one run. Every record in here is MADE UP.
"""

import asyncio
import json
import os
import random
import signal
import sys

import websockets

from disaster import BARE, command, send_again, whole
from support import (Caller, Server, case, equal, expect, fresh_folder, issue_token, main,
                     run, run_ok)

ROUNDS = whole("DEPOSITARY_CRASH_ROUNDS", 50)
SEED = int(os.environ.get("DEPOSITARY_SEED", str(random.randrange(2**32))))
CONNECTIONS = 64
COMMANDS_PER_CONNECTION = 3
# A new folder now and then keeps the replay of a start short.
ROUNDS_PER_FOLDER = 10
PLACES = ("inside_commit", "after_commit_before_ack", "before_commit", None)


class Load:
    """What one round sent and what came back."""

    def __init__(self):
        self.acknowledged = {}
        self.open = set()
        self.enough = asyncio.Event()
        self.enough_count = 0

    def acknowledge(self, key, result):
        self.open.discard(key)
        self.acknowledged[key] = result
        if len(self.acknowledged) >= self.enough_count:
            self.enough.set()


async def one_connection(link, load, keys):
    try:
        for key in keys:
            load.open.add(key)
            await link.send(json.dumps({"jsonrpc": "2.0", "id": key, "method": "actor.register",
                                        "params": command(key)}))
            answer = json.loads(await link.recv())
            expect("result" in answer, answer)
            equal(answer["id"], key)
            load.acknowledge(key, answer["result"])
    except (websockets.ConnectionClosed, OSError):
        pass  # what the key stands for is unknown now


async def under_load(server, token, prefix, kill_after):
    """Sends on all connections until the server is gone; `kill_after` acknowledgements end it."""
    load = Load()
    load.enough_count = kill_after
    url = f"ws://{server.host}:{server.port}/ws"
    headers = {"Authorization": "Bearer " + token}
    links = await asyncio.gather(*(
        websockets.connect(url, extra_headers=headers, ping_interval=None, close_timeout=1)
        for _ in range(CONNECTIONS)))
    work = asyncio.gather(*(
        one_connection(link, load, [f"{prefix}-{c}-{i}" for i in range(COMMANDS_PER_CONNECTION)])
        for c, link in enumerate(links)))
    enough = asyncio.ensure_future(load.enough.wait())
    await asyncio.wait({work, enough}, return_when=asyncio.FIRST_COMPLETED)
    itself = server.process.poll() is not None
    if not itself and load.enough.is_set():
        server.process.kill()
    elif not itself:
        try:
            # All connections ended on their own: either it is dying, or it answered everything.
            await asyncio.get_running_loop().run_in_executor(
                None, lambda: server.process.wait(0.2 if not load.open else 20))
            itself = True
        except Exception:
            server.process.kill()
    enough.cancel()
    await work
    for link in links:
        link.transport.abort()
    server.process.wait(30)
    equal(server.process.returncode, -signal.SIGKILL)
    server.process.stdout.close()
    return load, itself


def check_log(server, since):
    """The sequence after `since` has no gap; returns the registrations by actor id."""
    rows = server.anonymous.rows("event.list", {"after_seq": since})
    equal([e["seq"] for e in rows], list(range(since + 1, server.head() + 1)), "seq without gap")
    counts = {}
    for event in rows:
        if event["type"] == "actor_registered":
            counts.setdefault(event["payload"]["id"], []).append(event["seq"])
    return counts


def verified(data):
    """(head seq, state digest) of `depositary verify`, which must find the log intact."""
    line = run_ok("verify", "--data", data).strip().splitlines()[-1]
    expect(line.startswith("intact: "), line)
    words = line.replace(",", " ").split()
    return int(words[words.index("head") + 1].split(":")[0]), words[words.index("state") + 1]


class Folder:
    """A data folder with one coordinator."""

    def __init__(self):
        self.data = fresh_folder() / "data"
        self.token = issue_token(self.data, "coordinator")
        self.head = 0


def one_round(folder, number, place, chance):
    """Kills the server once and checks what it left; returns what the round saw."""
    env = dict(BARE)
    if place:
        env |= {"DEPOSITARY_CRASH_AT": place, "DEPOSITARY_CRASH_AFTER": str(chance.randint(1, 3))}
    kill_after = chance.randint(1, CONNECTIONS * COMMANDS_PER_CONNECTION - 40)
    if place:
        kill_after = 10**9  # it kills itself
    server = Server(folder.data, env=env)
    load, itself = asyncio.run(under_load(server, folder.token, f"r{number}", kill_after))
    verified(folder.data)
    with Server(folder.data, env=BARE) as again:
        caller = Caller(again, folder.token)
        kept = send_again(caller, load.acknowledged)
        for key, first in load.acknowledged.items():
            equal(kept[key]["duplicate"], True, f"acknowledged and lost: {key}")
            equal((kept[key]["seq"], kept[key]["events"]), (first["seq"], first["events"]), key)
        told = send_again(caller, load.open)
        resolved = sum(1 for r in told.values() if r["duplicate"])
        counts = check_log(again, folder.head)
        for key in [*load.acknowledged, *load.open]:
            equal(len(counts.get(f"org:made-up-{key}", [])), 1, f"times in the log: {key}")
        folder.head = again.head()
        digest = again.anonymous.call("log.digest")
        equal(again.stop(), 0)
    equal(verified(folder.data), (digest["seq"], digest["state"]), "digest of replay and server")
    return {"place": place, "itself": itself, "acknowledged": len(load.acknowledged),
            "unknown": len(load.open), "resolved": resolved}


@case(f"after_{ROUNDS}_kills_under_{CONNECTIONS}_connections_what_was_acknowledged_is_there_once")
def _():
    print(f"DEPOSITARY_SEED={SEED}", flush=True)
    chance = random.Random(SEED)
    seen = []
    folder = None
    for number in range(ROUNDS):
        if number % ROUNDS_PER_FOLDER == 0:
            folder = Folder()
        seen.append(one_round(folder, number, PLACES[number % len(PLACES)], chance))
    total = {name: sum(r[name] for r in seen) for name in ("acknowledged", "unknown", "resolved")}
    print(f"{ROUNDS} rounds: {total}", flush=True)
    at_points = [r for r in seen if r["place"]]
    expect(any(r["itself"] for r in at_points), "no crash point bit: is this a debug build?", seen)
    if ROUNDS >= len(PLACES):
        expect(total["acknowledged"] > 0 and total["unknown"] > 0, total)
        committed = [r for r in at_points
                     if r["place"] == "after_commit_before_ack" and r["itself"]]
        expect(any(r["resolved"] for r in committed),
               "no unknown outcome was resolved as a duplicate:", seen)


@case("a_command_that_is_durable_but_was_not_acknowledged_is_told_by_its_key")
def _():
    folder = Folder()
    server = Server(folder.data, env={**BARE, "DEPOSITARY_CRASH_AT": "after_commit_before_ack"})
    load, itself = asyncio.run(under_load(server, folder.token, "one", 10**9))
    expect(itself, "it did not kill itself after the first commit")
    equal(load.acknowledged, {})
    with Server(folder.data, env=BARE) as again:
        told = send_again(Caller(again, folder.token), load.open)
        expect(any(r["duplicate"] for r in told.values()), told)


@case("a_command_whose_commit_did_not_begin_is_not_in_the_log")
def _():
    folder = Folder()
    head, _ = verified(folder.data)
    server = Server(folder.data, env={**BARE, "DEPOSITARY_CRASH_AT": "before_commit"})
    load, itself = asyncio.run(under_load(server, folder.token, "one", 10**9))
    expect(itself and load.open, "it did not kill itself before the first commit")
    equal(verified(folder.data)[0], head)
    with Server(folder.data, env=BARE) as again:
        told = send_again(Caller(again, folder.token), load.open)
        expect(not any(r["duplicate"] for r in told.values()), told)


@case("a_server_that_acknowledges_before_its_commit_is_caught")
def _():
    # The control of the rounds above.
    for number in range(10):
        folder = Folder()
        server = Server(folder.data, env={**BARE, "DEPOSITARY_PLANTED_FAULT": "late_commit"})
        load, _ = asyncio.run(under_load(server, folder.token, f"late{number}", 60))
        done = run("verify", "--data", folder.data)
        if done.returncode != 0:
            expect("was acknowledged" in done.stderr, done.stderr)
            print(f"control: round {number + 1}: {done.stderr.strip()}", flush=True)
            return
        with Server(folder.data, env=BARE) as again:
            told = send_again(Caller(again, folder.token), load.acknowledged)
            lost = sum(1 for r in told.values() if not r["duplicate"])
        if lost:
            print(f"control: round {number + 1}: {lost} acknowledged are lost", flush=True)
            return
    raise AssertionError("10 kills of a server that acknowledges before its commit lost nothing")


if __name__ == "__main__":
    sys.exit(main())
