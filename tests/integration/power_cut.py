#!/usr/bin/env python3
"""P1: what was acknowledged is on the disk after a power cut.

The power of an ext4 file system on a loop device is cut under a server with many clients, through
the file system's shutdown ioctl: what was not flushed is gone. Acknowledgements are noted on
another file system. DEPOSITARY_POWER_CUT_ROUNDS sets the number of rounds (3); DEPOSITARY_SEED
repeats one run's moments. Every record in here is MADE UP.
"""

import contextlib
import hashlib
import http.client
import json
import os
import random
import sys
import time

from disaster import (BARE, Folder, Load, LoopDisk, command, lost_of, noted_in, send_again,
                      sqlite_finds_it_sound, verified, verify, whole)
from support import (CALL_SECONDS_MAX, Caller, Server, case, equal, expect, issue_token, main,
                     run_ok)

ROUNDS = whole("DEPOSITARY_POWER_CUT_ROUNDS", 3)
SEED = int(os.environ.get("DEPOSITARY_SEED", str(random.randrange(2**32))))
CLIENTS = 64
# A new file system now and then keeps the replay of a start short.
ROUNDS_PER_DISK = 5
ACKNOWLEDGED_MAX = 600
CONTROL_ROUNDS = 20
DOCUMENTS = 20


def cut_under_load(disk, folder, prefix, chance, env):
    """One power cut at a random moment; the disk is mounted again afterwards."""
    server = Server(folder.data, env={**BARE, **env})
    load = Load(server, folder.token, prefix, CLIENTS, folder.noted)
    load.wait_for(chance.randint(1, ACKNOWLEDGED_MAX))
    load.cut_at = time.monotonic()
    disk.cut()
    # Nothing may be acknowledged by a disk without power: the server goes on a little while.
    load.wait_for(10**9, seconds=0.05)
    server.kill()
    load.stop()
    disk.unmount()
    disk.mount()
    return load


def judge(load, lost):
    """What was read before the cut began must be there. A flush that was under way when the file
    system went may return success to a process that a real cut would have ended with it: what one
    such batch told afterwards is excused, two batches are not. Returns the keys of that batch."""
    equal([k for k in lost if load.at.get(k, 0) < load.cut_at], [], "acknowledged and lost")
    batches = {load.acknowledged[k]["head"]["seq"] for k in lost}
    expect(len(batches) <= 1, "acknowledged by more than one flush after the cut:", batches)
    return set(lost)


@case(f"after_{ROUNDS}_power_cuts_under_{CLIENTS}_clients_what_was_acknowledged_is_there_once")
def _():
    print(f"DEPOSITARY_SEED={SEED}", flush=True)
    chance = random.Random(SEED)
    acknowledged = unknown = resolved = excused = 0
    for first in range(0, ROUNDS, ROUNDS_PER_DISK):
        with LoopDisk() as disk:
            folder = Folder(disk.path / "data")
            gone = set()  # excused by an earlier round
            for number in range(first, min(first + ROUNDS_PER_DISK, ROUNDS)):
                load = cut_under_load(disk, folder, f"r{number}", chance, {})
                expect(sqlite_finds_it_sound(folder.data / "log.db"), "integrity_check")
                verified(folder.data)
                with Server(folder.data, env=BARE) as again:
                    told = send_again(folder.caller(again), load.open)
                    noted = noted_in(folder.noted)
                    lost = lost_of(again, {k: s for k, s in noted.items() if k not in gone})
                    fresh = judge(load, lost)
                    equal(again.stop(), 0)
                gone |= fresh
                excused += len(fresh)
                acknowledged += sum(1 for at in load.at.values() if at < load.cut_at)
                unknown += len(load.open)
                resolved += sum(1 for r in told.values() if r["duplicate"])
    print(f"{ROUNDS} power cuts: {acknowledged} acknowledged before the cut, 0 lost; {unknown} "
          f"unknown, {resolved} of them recorded; {excused} told by a flush under way", flush=True)
    expect(acknowledged > 0 and unknown > 0, acknowledged, unknown)


@case("a_token_that_was_revoked_before_a_power_cut_stays_revoked_and_one_that_was_issued_works")
def _():
    with LoopDisk() as disk:
        folder = Folder(disk.path / "data")
        server = Server(folder.data, env=BARE)
        revoked = issue_token(folder.data, "coordinator")
        issued = issue_token(folder.data, "coordinator")
        run_ok("token", "revoke", revoked.split("_")[1], "--data", folder.data)
        disk.cut()
        server.kill()
        disk.unmount()
        disk.mount()
        with Server(folder.data, env=BARE) as again:
            send_again(Caller(again, issued), ["issued"])
            status, text = Caller(again, revoked).post(json.dumps({
                "jsonrpc": "2.0", "id": 1, "method": "actor.register",
                "params": command("revoked")}))
            expect(status == 401 or "error" in json.loads(text), status, text)
            equal(again.stop(), 0)


def asked(server, method, path, token, body=None):
    link = http.client.HTTPConnection(server.host, server.port, timeout=CALL_SECONDS_MAX)
    with contextlib.closing(link):
        link.request(method, path, body, {"Authorization": "Bearer " + token,
                                          "Content-Type": "text/plain"})
        answer = link.getresponse()
        return answer.status, answer.read()


def documents_after_a_cut(disk, env):
    """Uploads, cuts the power at once, and says which documents are there afterwards."""
    folder = Folder(disk.path / "data")
    auditor = issue_token(folder.data, "auditor")  # sees what no record names yet
    server = Server(folder.data, env={**BARE, **env})
    texts = [f"note verbale {n} (MADE UP)\n".encode() * (1 + 100 * n) for n in range(DOCUMENTS)]
    for text in texts:
        equal(asked(server, "POST", "/evidence", folder.token, text)[0], 201, "upload")
    disk.cut()
    server.kill()
    disk.unmount()
    disk.mount()
    found = {}
    with Server(folder.data, env=BARE) as again:
        for text in texts:
            uri = "/evidence/sha256-" + hashlib.sha256(text).hexdigest()
            found[text] = asked(again, "GET", uri, auditor) == (200, text)
        equal(again.stop(), 0)
    return found


@case(f"{DOCUMENTS}_documents_that_were_kept_are_there_after_a_power_cut")
def _():
    with LoopDisk() as disk:
        found = documents_after_a_cut(disk, {})
        equal([len(text) for text, there in found.items() if not there], [], "bytes of the lost")
    with LoopDisk() as disk:
        found = documents_after_a_cut(disk, {"DEPOSITARY_PLANTED_FAULT": "unflushed_document"})
        lost = sum(1 for there in found.values() if not there)
        print(f"control: without a flush {lost} of {DOCUMENTS} documents are lost", flush=True)
        expect(lost > 0, "a power cut without a flush lost nothing: the cut cuts nothing")


@case("a_server_that_does_not_flush_its_commits_is_caught_losing_some")
def _():
    chance = random.Random(SEED)
    for number in range(CONTROL_ROUNDS):
        with LoopDisk() as disk:
            folder = Folder(disk.path / "data")
            load = cut_under_load(disk, folder, "control", chance,
                                  {"DEPOSITARY_PLANTED_FAULT": "synchronous_normal"})
            status, line, problems = verify(folder.data)
            if status != 0:
                print(f"control: round {number + 1}: {line} {problems[:1]}", flush=True)
                return
            with Server(folder.data, env=BARE) as again:
                lost = lost_of(again, noted_in(folder.noted))
            before = [k for k in lost if load.at[k] < load.cut_at]
            if before:
                print(f"control: round {number + 1}: {len(before)} of {len(load.acknowledged)} "
                      "acknowledged before the cut are lost", flush=True)
                return
    raise AssertionError(f"{CONTROL_ROUNDS} power cuts without a flush lost nothing: "
                         "the cut cuts nothing")


if __name__ == "__main__":
    sys.exit(main())
