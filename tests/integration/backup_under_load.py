#!/usr/bin/env python3
"""P9: a backup made under load restores to a verified state, and an older one is a rollback.

Every record in here is MADE UP. DEPOSITARY_BACKUP_ROUNDS sets the number of backups (3).
"""

import shutil
import sys

from disaster import (BARE, Folder, Load, lost_of, noted_in, send_again, verified, verify, whole)
from support import Server, case, equal, expect, fresh_folder, main, run, run_ok

ROUNDS = whole("DEPOSITARY_BACKUP_ROUNDS", 3)
CLIENTS = 32


def backup_of(folder, file):
    """(seq, root) that the backup says it is of."""
    words = run_ok("backup", file, "--data", folder.data).split()
    seq, root = words[words.index("of") + 1].split(":")
    return int(seq), root


@case(f"{ROUNDS}_backups_under_load_restore_to_the_root_they_named")
def _():
    folder = Folder(fresh_folder() / "data")
    made = []
    with Server(folder.data, env=BARE) as server:
        load = Load(server, folder.token, "b", CLIENTS, folder.noted)
        for number in range(ROUNDS):
            load.wait_for(150 * (number + 1))
            before = noted_in(folder.noted)
            file = fresh_folder() / "backup.db"
            made.append((file, before, *backup_of(folder, file)))
        load.stop()
        send_again(folder.caller(server), load.open)
        equal(server.stop(), 0)
    for file, before, seq, root in made:
        target = fresh_folder() / "data"
        run_ok("restore", file, "--data", target)
        # The restore records itself after the last event of the backup.
        done = run("verify", "--data", target, "--expect", f"{seq}:{root}")
        equal(done.returncode, 0, done.stdout + done.stderr)
        shutil.copy(folder.data / "accounts.db", target / "accounts.db")
        with Server(target, env=BARE) as restored:
            equal(lost_of(restored, before), [], "acknowledged before the backup")
    print(f"{ROUNDS} backups under load, at seq {[m[2] for m in made]}, all at their root",
          flush=True)


class Grown:
    """A register, an old backup of it, and what a client was told after that backup."""

    def __init__(self):
        self.folder = Folder(fresh_folder() / "data")
        self.backup = fresh_folder() / "old.db"
        with Server(self.folder.data, env=BARE) as server:
            caller = self.folder.caller(server)
            send_again(caller, [f"early-{i}" for i in range(30)])
            self.old_seq, self.old_root = backup_of(self.folder, self.backup)
            told = send_again(caller, [f"late-{i}" for i in range(30)])
            self.head = max((r["head"] for r in told.values()), key=lambda h: h["seq"])
            equal(server.stop(), 0)


@case("an_older_backup_is_refused_as_a_rollback_that_says_how_many_events")
def _():
    grown = Grown()
    done = run("restore", grown.backup, "--data", grown.folder.data)
    expect(done.returncode != 0, "a rollback was accepted silently")
    lost = verified(grown.folder.data)[0] - grown.old_seq
    expect("rollback" in done.stderr and str(lost) in done.stderr, done.stderr)
    verified(grown.folder.data)


@case("after_a_forced_rollback_whoever_knows_a_newer_root_is_told")
def _():
    grown = Grown()
    run_ok("restore", "--force", grown.backup, "--data", grown.folder.data)
    done = run("verify", "--data", grown.folder.data, "--expect",
               f"{grown.head['seq']}:{grown.head['root']}")
    expect(done.returncode != 0, "the newer root is not missed", done.stdout)
    equal(run("verify", "--data", grown.folder.data, "--expect",
              f"{grown.old_seq}:{grown.old_root}").returncode, 0)
    with Server(grown.folder.data, env=BARE) as server:
        epoch = server.anonymous.call("log.head")["epoch"]
        expect(epoch != grown.head.get("epoch"), "the epoch is the old one")


@case("an_older_copy_put_in_place_by_hand_is_noticed_at_the_start_and_by_verify")
def _():
    grown = Grown()
    log = grown.folder.data / "log.db"
    for companion in ("log.db-wal", "log.db-shm"):
        (grown.folder.data / companion).unlink(missing_ok=True)
    shutil.copy(grown.backup, log)
    status, line, problems = verify(grown.folder.data)
    expect(status != 0 and any("was acknowledged" in p for p in problems), line, problems)
    try:
        Server(grown.folder.data, env=BARE).kill()
    except AssertionError as refused:
        expect("was acknowledged" in str(refused), refused)
    else:
        raise AssertionError("an older copy was served")
    # The operator may mean it: without the kept head the copy is what there is.
    (grown.folder.data / "log.db.head").unlink()
    with Server(grown.folder.data, env=BARE) as server:
        expect(server.head() >= grown.old_seq)


@case("a_log_that_is_gone_is_not_begun_anew")
def _():
    grown = Grown()
    (grown.folder.data / "log.db").unlink()
    try:
        Server(grown.folder.data, env=BARE).kill()
    except AssertionError as refused:
        expect("is missing" in str(refused), refused)
    else:
        raise AssertionError("an empty log took the place of one that is gone")
    # The head that was kept beside it knows what the backup lacks.
    done = run("restore", grown.backup, "--data", grown.folder.data)
    expect(done.returncode != 0 and "rollback" in done.stderr, done.stderr)
    run_ok("restore", "--force", grown.backup, "--data", grown.folder.data)
    verified(grown.folder.data)


if __name__ == "__main__":
    sys.exit(main())
