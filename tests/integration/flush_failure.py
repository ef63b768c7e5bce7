#!/usr/bin/env python3
"""P7: a flush that fails ends the process, is never tried again, and loses nothing acknowledged.

libfiu fails flushes at random inside the server; a library of our own fails one chosen flush and
writes down every other, so that a second try would be seen. Every record in here is MADE UP.
DEPOSITARY_FLUSH_ROUNDS sets the number of rounds of each (3); DEPOSITARY_SEED repeats the choice.
"""

import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile

from disaster import BARE, Folder, Load, lost_of, noted_in, send_again, verified, verify, whole
from support import (Server, Skipped, binary, case, equal, expect, fresh_folder, main,
                     need_preload)

ROUNDS = whole("DEPOSITARY_FLUSH_ROUNDS", 3)
SEED = int(os.environ.get("DEPOSITARY_SEED", str(random.randrange(2**32))))
CLIENTS = 32
UNKNOWN_COMMIT = 74
SHIM = pathlib.Path(binary()).parent / "tests" / "libfailing_flush.so"


def end_of(server, load):
    """The exit status of a server that must end by itself."""
    try:
        status = server.process.wait(60)
    except Exception:
        server.kill()
        raise AssertionError("the server goes on after a failed flush") from None
    finally:
        load.stop()
    server.process.stdout.close()
    return status


def nothing_lost(folder, load):
    verified(folder.data)
    with Server(folder.data, env=BARE) as again:
        told = send_again(folder.caller(again), load.open)
        equal(lost_of(again, noted_in(folder.noted)), [], "lost")
        equal(again.stop(), 0)
    return sum(1 for r in told.values() if r["duplicate"])


def failing_at(number, log, more):
    need_preload()
    expect(SHIM.exists(), SHIM, "is missing: build the tests")
    return {**BARE, "LD_PRELOAD": str(SHIM), "FAILING_FLUSH_PATH": "log",
            "FAILING_FLUSH_LOG": str(log), "FAILING_FLUSH_AT": str(number), **more}


@case(f"in_{ROUNDS}_rounds_a_chosen_flush_fails_once_and_no_other_follows")
def _():
    print(f"DEPOSITARY_SEED={SEED}", flush=True)
    chance = random.Random(SEED)
    for number in range(ROUNDS):
        folder = Folder(fresh_folder() / "data")
        log = fresh_folder() / "flushes"
        # The first flushes are those of opening the log.
        server = Server(folder.data, env=failing_at(
            chance.randint(20, 120), log, {"FAILING_FLUSH_LOSES": "1"} if number % 2 else {}))
        load = Load(server, folder.token, f"s{number}", CLIENTS, folder.noted)
        equal(end_of(server, load), UNKNOWN_COMMIT, server.errors.read_text()[-500:])
        lines = log.read_text().splitlines()
        expect(lines[-1].startswith("failed "), "a flush after the one that failed:", lines[-3:])
        resolved = nothing_lost(folder, load)
        print(f"flush {lines[-1].split()[1]} failed: {len(load.acknowledged)} acknowledged, "
              f"0 lost, {len(load.open)} unknown, {resolved} of them recorded", flush=True)


@case(f"in_{ROUNDS}_rounds_of_flushes_that_fail_at_random_nothing_acknowledged_is_lost")
def _():
    if shutil.which("fiu-run") is None:
        raise Skipped("there is no fiu-run here (Debian package fiu-utils)")
    for number in range(ROUNDS):
        folder = Folder(fresh_folder() / "data")
        with tempfile.TemporaryDirectory() as control:
            server = FiuServer(folder.data, control)
            load = Load(server, folder.token, f"f{number}", CLIENTS, folder.noted)
            status = end_of(server, load)
        expect(status not in (0, None), "exit status", status)
        resolved = nothing_lost(folder, load)
        print(f"fiu-run: {len(load.acknowledged)} acknowledged, 0 lost, {len(load.open)} unknown, "
              f"{resolved} of them recorded", flush=True)


@case("a_fold_whose_flush_fails_ends_the_server_and_loses_nothing")
def _():
    folder = Folder(fresh_folder() / "data")
    log = fresh_folder() / "flushes"
    only_file = {"FAILING_FLUSH_PATH": "/log.db"}
    with Server(folder.data, env=failing_at(10**6, log, only_file)) as server:
        count = len(log.read_text().splitlines()) if log.exists() else 0
        server.kill()
    log.unlink(missing_ok=True)
    # The first flush of the file after the start is that of the fold, on the idle server.
    server = Server(folder.data, env=failing_at(count + 1, log, only_file))
    load = Load(server, folder.token, "fold", CLIENTS, folder.noted)
    load.wait_for(300)
    equal(end_of(server, load), UNKNOWN_COMMIT, server.errors.read_text()[-500:])
    equal(log.read_text().splitlines()[-1].split()[0], "failed", "a flush after the failed one")
    nothing_lost(folder, load)


class FiuServer(Server):
    """A server whose flushes fail with EIO, one in a hundred, once it listens."""

    def __init__(self, data, control):
        self.control = control
        super().__init__(data, env={**BARE, "LD_PRELOAD": self.libraries(),
                                    "FIU_CTRL_FIFO": control + "/fiu", "FIU_ENABLE": ""})
        subprocess.run(
            ["fiu-ctrl", "-f", control + "/fiu", "-c",
             "enable_random name=posix/io/sync/fdatasync,probability=0.01,failinfo=5",
             str(self.process.pid)], check=True, timeout=30)

    @staticmethod
    def libraries():
        """What fiu-run -x loads: its own launcher would be the process that a test ends."""
        need_preload()
        prefix = pathlib.Path(shutil.which("fiu-run")).resolve().parent.parent
        found = {}
        for name in ("fiu_run_preload.so", "fiu_posix_preload.so"):
            files = sorted(prefix.glob(f"lib/**/{name}"))
            if not files:
                raise Skipped(f"fiu-run has no {name}")
            found[name] = str(files[0])
        return " ".join(found.values())


@case("a_server_that_calls_a_failed_flush_durable_is_caught_losing_some")
def _():
    chance = random.Random(SEED)
    for _ in range(20):
        folder = Folder(fresh_folder() / "data")
        log = fresh_folder() / "flushes"
        server = Server(folder.data, env=failing_at(
            chance.randint(20, 120), log,
            {"FAILING_FLUSH_LOSES": "1", "DEPOSITARY_PLANTED_FAULT": "ignore_io_error"}))
        load = Load(server, folder.token, "control", CLIENTS, folder.noted)
        for _ in range(100):
            load.wait_for(len(load.acknowledged) + 1, seconds=0.05)
            if log.exists() and "failed" in log.read_text():
                load.wait_for(10**9, seconds=0.3)
                break
        server.kill()
        load.stop()
        if verify(folder.data)[0] != 0:
            print("control: the log is not intact", flush=True)
            return
        with Server(folder.data, env=BARE) as again:
            lost = lost_of(again, noted_in(folder.noted))
        if lost:
            print(f"control: {len(lost)} of {len(load.acknowledged)} are lost", flush=True)
            return
    raise AssertionError("a failed flush that was called durable lost nothing in 20 rounds")


if __name__ == "__main__":
    sys.exit(main())
