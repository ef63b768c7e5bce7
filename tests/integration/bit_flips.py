#!/usr/bin/env python3
"""P8: a flipped bit in the log or in its write-ahead log is reported, or has no effect.

One random bit a seed, in a copy of a log whose newest events are still in the write-ahead log.
`depositary verify` must say what is damaged and where; where it says intact, everything the log
holds must be what it was. The control counts what SQLite's own check would have found.
DEPOSITARY_FLIP_SEEDS sets the number of seeds (30), DEPOSITARY_SEED the first. Every record in here
is MADE UP.
"""

import contextlib
import os
import random
import shutil
import sqlite3
import sys

from disaster import (BARE, Folder, Load, command, send_again, sqlite_finds_it_sound, verify,
                      whole)
from support import Server, case, equal, expect, fresh_folder, main

SEEDS = whole("DEPOSITARY_FLIP_SEEDS", 30)
SEED = int(os.environ.get("DEPOSITARY_SEED", str(random.randrange(2**31))))
CLIENTS = 8
FILES = ("log.db", "log.db-wal")

# Every table by its own tree and the streams by their index as well, as the product reads them.
QUERIES = (
    "SELECT seq, stream_id, version, type, actor, recorded_at_us, bytes, leaf FROM events "
    "ORDER BY seq",
    "SELECT id, name FROM streams ORDER BY id",
    "SELECT name, id FROM streams ORDER BY name",
    "SELECT last_seq, root, stream_ids FROM batches ORDER BY last_seq",
    "SELECT id, principal, key, fingerprint, last_seq, answer FROM answers ORDER BY id",
    "SELECT key, value FROM meta ORDER BY key",
)


def made_up_log():
    """A data folder whose server was killed: part of the log is folded, part is not."""
    folder = Folder(fresh_folder() / "data")
    with Server(folder.data, env=BARE) as server:
        load = Load(server, folder.token, "first", CLIENTS, folder.noted)
        load.wait_for(250)
        load.stop()
        send_again(folder.caller(server), load.open)
        equal(server.stop(), 0)
    server = Server(folder.data, env=BARE)
    load = Load(server, folder.token, "second", CLIENTS, folder.noted)
    load.wait_for(150)
    # A batch under way when the server is killed may be in the log and told to nobody: without its
    # end the log is what everybody was told, and no check can miss it.
    load.stop()
    send_again(folder.caller(server), load.open)
    server.kill()
    expect((folder.data / "log.db-wal").stat().st_size > 0, "nothing is left to be folded")
    return folder.data


def content(log):
    """Everything the log holds, or None when it cannot be read."""
    folder = fresh_folder()
    for name in FILES:
        if (log.parent / name).exists():
            shutil.copy(log.parent / name, folder / name)
    try:
        with contextlib.closing(sqlite3.connect(folder / log.name)) as db:
            db.text_factory = bytes
            return [db.execute(q).fetchall() for q in QUERIES]
    except sqlite3.Error:
        return None
    finally:
        shutil.rmtree(folder)


def flipped_copy(data, seed):
    """A copy of the folder with one bit of one file flipped; says where."""
    chance = random.Random(seed)
    copy = fresh_folder() / "data"
    shutil.copytree(data, copy, ignore=lambda _, names: [n for n in names if n == "admin.sock"])
    (copy / "log.db-shm").unlink(missing_ok=True)
    file = copy / chance.choice(FILES)
    with open(file, "r+b") as f:
        at = chance.randrange(file.stat().st_size)
        bit = chance.randrange(8)
        f.seek(at)
        byte = f.read(1)[0]
        f.seek(at)
        f.write(bytes([byte ^ (1 << bit)]))
    return copy, f"{file.name} byte {at} bit {bit}"


class Count:
    def __init__(self):
        self.named = self.unnamed = self.without_effect = self.sqlite_missed = 0
        self.silent = []

    def judge(self, data, seed, wanted):
        copy, where = flipped_copy(data, seed)
        sound = sqlite_finds_it_sound_or_not(copy / "log.db")
        changed = content(copy / "log.db") != wanted
        self.sqlite_missed += sound and changed
        status, line, problems = verify(copy)
        if status == 0:
            if changed:
                self.silent.append(f"seed {seed}: {where}: {line}")
            else:
                self.without_effect += 1
        elif any(p.startswith("seq ") for p in problems):
            self.named += 1
        else:
            self.unnamed += 1
            expect(problems, f"seed {seed}: {where}: no word about it")
            print(f"seed {seed}: {where}: {problems[-1]}", flush=True)
        shutil.rmtree(copy.parent)


def sqlite_finds_it_sound_or_not(log):
    try:
        return sqlite_finds_it_sound(log)
    except sqlite3.Error:
        return False


@case(f"each_of_{SEEDS}_flipped_bits_is_reported_with_its_seq_or_has_no_effect")
def _():
    print(f"DEPOSITARY_SEED={SEED}", flush=True)
    data = made_up_log()
    wanted = content(data / "log.db")
    expect(wanted and len(wanted[0]) > 300, "too small a log")
    equal(verify(data)[0], 0)
    count = Count()
    for seed in range(SEED, SEED + SEEDS):
        count.judge(data, seed, wanted)
    print(f"{SEEDS} seeds: {count.named} reported with a seq, {count.unnamed} reported as a file "
          f"that cannot be opened, {count.without_effect} without effect, "
          f"{len(count.silent)} silent", flush=True)
    print(f"control: PRAGMA integrity_check alone calls {count.sqlite_missed} changed logs sound",
          flush=True)
    equal(count.silent, [], "changed, and called intact")
    expect(count.named > 0, "nothing was reported")
    expect(count.sqlite_missed > 0 or SEEDS < 20, "the control found everything")


@case("a_start_over_a_damaged_event_refuses_and_names_its_seq")
def _():
    data = made_up_log()
    with contextlib.closing(sqlite3.connect(data / "log.db")) as db:
        db.execute("DROP TRIGGER events_are_never_changed")
        db.execute("UPDATE events SET bytes = CAST(replace(CAST(bytes AS TEXT), 'MADE UP', "
                   "'MADE UQ') AS BLOB) WHERE seq = 40")
        db.commit()
    try:
        server = Server(data, env=BARE)
    except AssertionError as refused:
        expect("seq 40" in str(refused), refused)
        return
    server.kill()
    raise AssertionError("a damaged event was served")


@case("a_damaged_answer_is_never_given_as_the_original_one")
def _():
    folder = Folder(fresh_folder() / "data")
    with Server(folder.data, env=BARE) as server:
        send_again(folder.caller(server), ["kept", "damaged"])
        equal(server.stop(), 0)
    with contextlib.closing(sqlite3.connect(folder.data / "log.db")) as db:
        text, = db.execute("SELECT sql FROM sqlite_schema WHERE name = 'answers_are_never_changed'"
                           ).fetchone()
        db.execute("DROP TRIGGER answers_are_never_changed")
        db.execute("UPDATE answers SET answer = replace(answer, 'false', 'talse') "
                   "WHERE key = 'damaged'")
        db.execute(text)
        db.commit()
    status, line, problems = verify(folder.data)
    expect(status != 0 and any("the answer to key damaged" in p for p in problems), line, problems)
    with Server(folder.data, env=BARE) as server:
        head = server.head()
        caller = folder.caller(server)
        caller.refused("actor.register", command("damaged"), -32603, "E_INTERNAL")
        equal(send_again(caller, ["kept"])["kept"]["duplicate"], True)
        equal(server.head(), head, "a second effect")


if __name__ == "__main__":
    sys.exit(main())
