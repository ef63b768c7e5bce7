#!/usr/bin/env python3
"""P1: what was acknowledged is on the disk after a power cut.

The power of an ext4 file system on a loop device is cut under a server with many clients, through
the file system's shutdown ioctl: what was not flushed is gone. Acknowledgements are noted on
another file system. DEPOSITARY_POWER_CUT_ROUNDS sets the number of rounds (3); DEPOSITARY_SEED
repeats one run's moments. Every record in here is MADE UP.
"""

import os
import random
import sys

from disaster import (BARE, Folder, Load, LoopDisk, lost_of, noted_in, send_again,
                      sqlite_finds_it_sound, verified, verify, whole)
from support import Server, case, equal, expect, main

ROUNDS = whole("DEPOSITARY_POWER_CUT_ROUNDS", 3)
SEED = int(os.environ.get("DEPOSITARY_SEED", str(random.randrange(2**32))))
CLIENTS = 64
# A new file system now and then keeps the replay of a start short.
ROUNDS_PER_DISK = 5
ACKNOWLEDGED_MAX = 600
CONTROL_ROUNDS = 20


def cut_under_load(disk, folder, prefix, chance, env):
    """One power cut at a random moment; the disk is mounted again afterwards."""
    server = Server(folder.data, env={**BARE, **env})
    load = Load(server, folder.token, prefix, CLIENTS, folder.noted)
    load.wait_for(chance.randint(1, ACKNOWLEDGED_MAX))
    disk.cut()
    # Nothing may be acknowledged by a disk without power: the server goes on a little while.
    load.wait_for(10**9, seconds=0.05)
    server.kill()
    load.stop()
    disk.unmount()
    disk.mount()
    return load


@case(f"after_{ROUNDS}_power_cuts_under_{CLIENTS}_clients_what_was_acknowledged_is_there_once")
def _():
    print(f"DEPOSITARY_SEED={SEED}", flush=True)
    chance = random.Random(SEED)
    acknowledged = unknown = resolved = 0
    for first in range(0, ROUNDS, ROUNDS_PER_DISK):
        with LoopDisk() as disk:
            folder = Folder(disk.path / "data")
            for number in range(first, min(first + ROUNDS_PER_DISK, ROUNDS)):
                load = cut_under_load(disk, folder, f"r{number}", chance, {})
                expect(sqlite_finds_it_sound(folder.data / "log.db"), "integrity_check")
                verified(folder.data)
                with Server(folder.data, env=BARE) as again:
                    told = send_again(folder.caller(again), load.open)
                    equal(lost_of(again, folder.token, noted_in(folder.noted)), [], "lost")
                    equal(again.stop(), 0)
                acknowledged += len(load.acknowledged)
                unknown += len(load.open)
                resolved += sum(1 for r in told.values() if r["duplicate"])
    print(f"{ROUNDS} power cuts: {acknowledged} acknowledged, 0 lost; "
          f"{unknown} unknown, {resolved} of them recorded", flush=True)
    expect(acknowledged > 0 and unknown > 0, acknowledged, unknown)


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
                lost = lost_of(again, folder.token, noted_in(folder.noted))
            if lost:
                print(f"control: round {number + 1}: {len(lost)} of {len(load.acknowledged)} "
                      "acknowledged are lost", flush=True)
                return
    raise AssertionError(f"{CONTROL_ROUNDS} power cuts without a flush lost nothing: "
                         "the cut cuts nothing")


if __name__ == "__main__":
    sys.exit(main())
