"""What the durability tests share: a load that notes every acknowledgement elsewhere, file systems
that can be cut or filled, and the verdict over what a restart found. Every record is MADE UP.
"""

import asyncio
import contextlib
import fcntl
import json
import os
import pathlib
import shutil
import sqlite3
import struct
import subprocess
import threading
import time

import websockets

from support import Caller, Skipped, equal, expect, fresh_folder, issue_token, run

BATCH_ITEMS_MAX = 100
# No catalogue: a start folds only what the rounds recorded.
BARE = {"DEPOSITARY_CATALOGUE": "false"}


def whole(name, default):
    """A count from the environment."""
    return int(os.environ.get(name, str(default)))


def command(key):
    return {"id": f"org:made-up-{key}", "kind": "civil_society",
            "name": {"en": "MADE UP", "fr": ""}, "idempotency_key": key}


class Load:
    """Clients that register made-up actors as fast as they are answered, each with its own key,
    and append every acknowledged key to a file. Runs in a thread until the server is gone."""

    def __init__(self, server, token, prefix, clients, noted):
        self.acknowledged = {}  # key -> first result
        self.refused = {}  # key -> reason: known not to be recorded
        self.open = set()  # sent, outcome unknown
        self.at = {}  # key -> when its acknowledgement was read, monotonic seconds
        self._server, self._token, self._prefix = server, token, prefix
        self._clients, self._stop = clients, False
        self._noted = open(noted, "a", encoding="ascii")
        self._thread = threading.Thread(target=lambda: asyncio.run(self._all()))
        self._thread.start()

    async def _one(self, number):
        url = f"ws://{self._server.host}:{self._server.port}/ws"
        headers = {"Authorization": "Bearer " + self._token}
        with contextlib.suppress(websockets.WebSocketException, OSError, asyncio.TimeoutError):
            async with websockets.connect(url, extra_headers=headers, ping_interval=None,
                                          close_timeout=0.2) as link:
                count = 0
                while not self._stop:
                    key = f"{self._prefix}-{number}-{count}"
                    count += 1
                    self.open.add(key)
                    await link.send(json.dumps({"jsonrpc": "2.0", "id": key,
                                                "method": "actor.register",
                                                "params": command(key)}))
                    answer = {}
                    while "id" not in answer:  # a heartbeat has none
                        answer = json.loads(await link.recv())
                    equal(answer["id"], key)
                    self.open.discard(key)
                    if "error" in answer:
                        self.refused[key] = answer["error"]["data"]["reason"]
                        await asyncio.sleep(0.02)
                    else:
                        self.at[key] = time.monotonic()
                        self._noted.write(f"{key} {answer['result']['seq']}\n")
                        self._noted.flush()
                        self.acknowledged[key] = answer["result"]

    async def _all(self):
        await asyncio.gather(*(self._one(n) for n in range(self._clients)))

    def wait_for(self, acknowledged, seconds=30):
        """Returns when so many are acknowledged, or when nothing more can be."""
        deadline = time.monotonic() + seconds
        while (len(self.acknowledged) < acknowledged and self._thread.is_alive()
               and time.monotonic() < deadline):
            time.sleep(0.002)

    def stop(self):
        """Sends no more and waits for what was sent; call after a kill as well."""
        self._stop = True
        self._thread.join(60)
        expect(not self._thread.is_alive(), "the load did not end")
        self._noted.close()


def noted_in(file):
    """{key: seq} of the acknowledgements noted in a file; a line that the end cut is none."""
    lines = pathlib.Path(file).read_text(encoding="ascii").splitlines()
    return {key: int(seq) for key, seq in (line.split() for line in lines)}


def send_again(caller, keys):
    """{key: result} of the same commands with the same keys, in batches."""
    results = {}
    keys = sorted(keys)
    for start in range(0, len(keys), BATCH_ITEMS_MAX):
        part = keys[start:start + BATCH_ITEMS_MAX]
        status, text = caller.post(json.dumps([
            {"jsonrpc": "2.0", "id": key, "method": "actor.register", "params": command(key)}
            for key in part]))
        equal(status, 200, text)
        for answer in json.loads(text):
            expect("result" in answer, answer)
            results[answer["id"]] = answer["result"]
    equal(sorted(results), keys)
    return results


def lost_of(server, noted):
    """The noted acknowledgements that the log does not hold at their seq, and nothing else wrong:
    seq without gap, every registration once."""
    rows = server.anonymous.rows("event.list", {"after_seq": 0})
    equal([e["seq"] for e in rows], list(range(1, len(rows) + 1)), "seq without gap")
    at = {}
    for event in rows:
        if event["type"] == "actor_registered":
            name = event["payload"]["id"]
            expect(name not in at, "recorded twice:", name)
            at[name] = event["seq"]
    return sorted(k for k, seq in noted.items() if at.get(f"org:made-up-{k}") != seq)


def sqlite_finds_it_sound(log):
    """SQLite's own check of the pages, on a copy, so that nothing is folded or locked."""
    folder = fresh_folder()
    for name in (log.name, log.name + "-wal"):
        if (log.parent / name).exists():
            shutil.copy(log.parent / name, folder / name)
    with contextlib.closing(sqlite3.connect(folder / log.name)) as db:
        return db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"


def verify(data):
    """(exit status, last line, problems) of `depositary verify`."""
    done = run("verify", "--data", data)
    lines = done.stdout.strip().splitlines()
    return done.returncode, lines[-1] if lines else "", done.stderr.strip().splitlines()


def verified(data):
    """(head seq, root, state digest) of a log that must be intact."""
    status, line, problems = verify(data)
    equal(status, 0, f"{line}\n{problems}")
    words = line.replace(",", " ").split()
    seq, root = words[words.index("head") + 1].split(":")
    return int(seq), root, words[words.index("state") + 1]


def need_root(*programs):
    if os.geteuid() != 0:
        raise Skipped("mounting a file system needs root")
    for program in programs:
        if shutil.which(program, path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin") is None:
            raise Skipped(f"there is no {program} here")


def quietly(*command_line):
    """Runs a tool; the case is skipped when the machine does not allow it."""
    path = os.environ.get("PATH", "") + ":/usr/sbin:/sbin"
    done = subprocess.run(command_line, capture_output=True, text=True, check=False,
                          env={**os.environ, "PATH": path})
    if done.returncode != 0:
        raise Skipped(f"{' '.join(map(str, command_line))} failed: {done.stderr.strip()}")


class Mounted:
    """A mounted folder that is unmounted however the case ends."""

    def __init__(self):
        self.path = fresh_folder()
        self.mounted = False

    def __enter__(self):
        self.mount()
        return self

    def __exit__(self, *_):
        if self.mounted:
            self.unmount()

    def unmount(self):
        for _ in range(100):
            if subprocess.run(["umount", self.path], capture_output=True,
                              check=False).returncode == 0:
                self.mounted = False
                return
            time.sleep(0.05)
        raise AssertionError(f"cannot unmount {self.path}")

    def free_bytes(self):
        status = os.statvfs(self.path)
        return status.f_bavail * status.f_frsize


class LoopDisk(Mounted):
    """ext4 in a file, whose power can be cut: nothing that was not flushed reaches the file."""

    SHUTDOWN = 0x8004587D  # EXT4_IOC_SHUTDOWN, _IOR('X', 125, __u32)
    WITHOUT_FLUSHING = 2  # EXT4_GOING_FLAGS_NOLOGFLUSH

    def __init__(self, size="320M"):
        need_root("mkfs.ext4", "mount", "umount")
        super().__init__()
        self.image = fresh_folder() / "disk.img"
        quietly("truncate", "-s", size, self.image)
        quietly("mkfs.ext4", "-q", "-F", self.image)

    def mount(self):
        quietly("mount", "-o", "loop", self.image, self.path)
        self.mounted = True

    def cut(self):
        folder = os.open(self.path, os.O_RDONLY)
        try:
            fcntl.ioctl(folder, self.SHUTDOWN, struct.pack("I", self.WITHOUT_FLUSHING))
        except OSError as e:
            raise Skipped(f"this file system cannot be shut down: {e}") from e
        finally:
            os.close(folder)


class SmallDisk(Mounted):
    """A tmpfs of a given size."""

    def __init__(self, size):
        need_root("mount", "umount")
        super().__init__()
        self.size = size

    def mount(self):
        quietly("mount", "-t", "tmpfs", "-o", f"size={self.size}", "tmpfs", self.path)
        self.mounted = True


class Folder:
    """A data folder with one coordinator, and the file where its acknowledgements are noted."""

    def __init__(self, data):
        self.data = pathlib.Path(data)
        self.token = issue_token(self.data, "coordinator")
        self.noted = fresh_folder() / "acknowledged"
        self.noted.touch()

    def caller(self, server):
        return Caller(server, self.token)
