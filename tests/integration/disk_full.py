#!/usr/bin/env python3
"""P6: a full disk refuses commands, keeps the reads, and is over when there is space again.

The data folder is on a small tmpfs. A ballast file takes the space and gives it back; the server is
never restarted. Every record in here is MADE UP.
"""

import os
import sys

from disaster import (BARE, Folder, Load, SmallDisk, command, lost_of, noted_in, send_again,
                      verified, whole)
from support import Server, case, equal, expect, main

ROUNDS = whole("DEPOSITARY_DISK_FULL_ROUNDS", 1)
MIB = 1 << 20
CLIENTS = 16


class Ballast:
    """A file that leaves so many bytes free."""

    def __init__(self, disk):
        self.disk = disk
        self.file = disk.path / "ballast"

    def leave(self, free):
        """Takes what there is down to `free` bytes; 0 fills the disk to its last block."""
        with open(self.file, "ab", buffering=0) as out:
            while (more := self.disk.free_bytes() - free) > 0:
                try:
                    out.write(b"\0" * min(more, MIB))
                except OSError:
                    return

    def drop(self):
        self.file.unlink()


def reads_go_on(server, head):
    """The log, a list and the verification's view of the state are served."""
    equal(server.head(), head)
    rows = server.anonymous.rows("event.list", {"after_seq": 0})
    equal(len(rows), head)
    expect(server.anonymous.call("log.digest")["seq"] == head)


def refused_then_recovers(folder, server, ballast, free, prefix):
    """One fill and one release under one server; returns how many were refused."""
    load = Load(server, folder.token, prefix, CLIENTS, folder.noted)
    load.wait_for(200)
    ballast.leave(free)
    wait_until_refused(load)
    count = len(load.acknowledged)
    head = server.head()
    reads_go_on(server, head)
    expect(server.process.poll() is None, "the server ended")
    equal(set(load.refused.values()), {"E_READ_ONLY"})
    ballast.drop()
    load.wait_for(count + 100)
    load.stop()
    expect(len(load.acknowledged) >= count + 100, "no recovery:", len(load.acknowledged), count)
    equal(load.open, set(), "unanswered")
    return load


def wait_until_refused(load):
    for _ in range(3000):
        if len(load.refused) >= 3 * CLIENTS:
            return
        load.wait_for(len(load.acknowledged) + 1, seconds=0.02)
    raise AssertionError("nothing was refused")


def nothing_lost(folder, refused):
    verified(folder.data)
    with Server(folder.data, env=BARE) as again:
        equal(lost_of(again, noted_in(folder.noted)), [], "lost")
        # What was refused was not recorded, and is accepted now with the same key.
        some = sorted(refused)[:50]
        told = send_again(folder.caller(again), some)
        equal([k for k in some if told[k]["duplicate"]], [], "refused and recorded")
        equal(again.stop(), 0)


@case("below_the_watermark_commands_are_refused_early_and_taken_again_when_there_is_space")
def _():
    for number in range(ROUNDS):
        with SmallDisk("128m") as disk:
            folder = Folder(disk.path / "data")
            with Server(folder.data, env={**BARE, "DEPOSITARY_STORE_MIN_FREE_BYTES":
                                          str(16 * MIB)}) as server:
                load = refused_then_recovers(folder, server, Ballast(disk), 15 * MIB, f"w{number}")
                equal(server.stop(), 0)
            nothing_lost(folder, load.refused)
            print(f"watermark: {len(load.acknowledged)} acknowledged, {len(load.refused)} refused "
                  "with 15 MiB free, 0 lost", flush=True)


@case("a_disk_that_is_full_to_the_last_byte_refuses_keeps_the_reads_and_recovers_by_itself")
def _():
    for number in range(ROUNDS):
        with SmallDisk("128m") as disk:
            folder = Folder(disk.path / "data")
            with Server(folder.data, env={**BARE, "DEPOSITARY_STORE_MIN_FREE_BYTES":
                                          "1"}) as server:
                load = refused_then_recovers(folder, server, Ballast(disk), 0, f"f{number}")
                equal(server.stop(), 0)
            nothing_lost(folder, load.refused)
            print(f"full: {len(load.acknowledged)} acknowledged, {len(load.refused)} refused, "
                  "0 lost", flush=True)


@case("a_disk_that_stays_full_while_the_log_is_folded_does_not_end_the_server")
def _():
    with SmallDisk("128m") as disk:
        folder = Folder(disk.path / "data")
        with Server(folder.data, env={**BARE, "DEPOSITARY_STORE_MIN_FREE_BYTES": "1"}) as server:
            load = Load(server, folder.token, "fold", CLIENTS, folder.noted)
            load.wait_for(1000)
            Ballast(disk).leave(0)
            wait_until_refused(load)
            # The fold comes after 5 s without a signal.
            try:
                server.process.wait(8)
            except Exception:
                pass
            expect(server.process.poll() is None, "the server ended:",
                   server.errors.read_text()[-500:])
            load.stop()
            reads_go_on(server, server.head())


@case("without_a_watermark_nothing_is_refused_early")
def _():
    # The control: it is the watermark that refuses with 15 MiB free, and nothing else.
    with SmallDisk("128m") as disk:
        folder = Folder(disk.path / "data")
        with Server(folder.data, env={**BARE, "DEPOSITARY_STORE_MIN_FREE_BYTES": "1"}) as server:
            Ballast(disk).leave(15 * MIB)
            told = send_again(folder.caller(server), ["control"])
            equal(told["control"]["duplicate"], False, command("control"))


if __name__ == "__main__":
    os.umask(0o077)
    sys.exit(main())
