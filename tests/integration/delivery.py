#!/usr/bin/env python3
"""P3, P4 and P5: one order for all, one effect per key for ever, and the unknown said and resolved.

Subscribers that vanish and come back, a server that is killed, and a network that loses
acknowledgements; then every transcript and every key is held against the log. Every record in here
is MADE UP. DEPOSITARY_DELIVERY_ROUNDS sets the kills (3); DEPOSITARY_SEED repeats the choices.
"""

import asyncio
import contextlib
import http.client
import json
import os
import random
import socket
import sys
import threading

import websockets

from disaster import BARE, Folder, Load, command, lost_of, noted_in, send_again, whole
from support import Refused, Server, case, equal, expect, fresh_folder, main, run_ok

ROUNDS = whole("DEPOSITARY_DELIVERY_ROUNDS", 3)
SEED = int(os.environ.get("DEPOSITARY_SEED", str(random.randrange(2**32))))
CLIENTS = 16
SUBSCRIBERS = 12
DROPPED_COMMANDS = 40 * ROUNDS
TOPICS = ("all", "type:actor", "type:actor_registered")


class Subscriber:
    """One reader that vanishes and comes back with its last cursor, over several servers."""

    def __init__(self, topic, chance):
        self.topic, self.chance = topic, chance
        self.first_n = None  # events of the topic before the transcript
        self.n = None
        self.cursor = None
        self.transcript = []  # (seq, n, bytes)
        self.resumed = 0

    async def follow(self, server, stopped):
        """Reads until `stopped`, with a new connection now and then."""
        while not stopped.is_set():
            with contextlib.suppress(websockets.WebSocketException, OSError,
                                     asyncio.TimeoutError):
                await self._connection(server, stopped)
            await asyncio.sleep(0.01)

    async def _connection(self, server, stopped):
        url = f"ws://{server.host}:{server.port}/ws"
        async with websockets.connect(url, ping_interval=None, close_timeout=0.2,
                                      max_size=None) as link:
            params = {"topic": self.topic}
            if self.cursor:
                params["cursor"] = self.cursor
            await link.send(json.dumps({"jsonrpc": "2.0", "id": 1, "method": "subscribe",
                                        "params": params}))
            answer = {}
            while "id" not in answer:  # a heartbeat has none
                answer = json.loads(await asyncio.wait_for(link.recv(), 30))
            expect("result" in answer, answer)
            self._begin(answer["result"])
            vanish_after = self.chance.randint(1, 25)
            for _ in range(vanish_after):
                if stopped.is_set():
                    return
                self._take(json.loads(await asyncio.wait_for(link.recv(), 0.5)))
            link.transport.abort()

    def _begin(self, result):
        if self.n is None:
            self.first_n = self.n = result["n"]
            self.cursor = result["cursor"]
        else:
            self.resumed += 1
            equal(result["n"], self.n, "resumed at another place")

    def _take(self, message):
        if message.get("method") != "event":
            return
        for event in message["params"]["events"]:
            n = event.pop("n")
            self.transcript.append((event["seq"], n, json.dumps(event, sort_keys=True)))
            self.n = n
        self.cursor = message["params"]["cursor"]


def fault_of(first_n, transcript, log):
    """What is wrong with a transcript, held against the events of its topic; empty when nothing
    is: the events after the first `first_n`, each once, in order, with their own bytes."""
    for i, (seq, n, text) in enumerate(transcript):
        at = first_n + i
        if at >= len(log):
            return f"seq {seq} was delivered and is not in the log"
        if n != at + 1:
            return f"n {n} where {at + 1} follows"
        if seq != log[at]["seq"]:
            return f"seq {seq} where {log[at]['seq']} follows"
        if text != json.dumps(log[at], sort_keys=True):
            return f"seq {seq} has other bytes"
    return ""


def topic_of(topic, rows):
    prefix = topic.removeprefix("type:")
    return [e for e in rows
            if topic == "all" or e["type"] == prefix or e["type"].startswith(prefix + "_")]


async def followed(readers, server, load, acknowledged):
    """Lets everybody read until so many commands are acknowledged."""
    stopped = asyncio.Event()
    work = asyncio.gather(*(r.follow(server, stopped) for r in readers))
    await asyncio.get_running_loop().run_in_executor(None, load.wait_for, acknowledged)
    return stopped, work


async def catch_up(readers, server):
    """Everybody reads to the head."""
    stopped = asyncio.Event()
    work = asyncio.gather(*(r.follow(server, stopped) for r in readers))
    rows = await asyncio.get_running_loop().run_in_executor(None, all_events, server)
    for _ in range(1200):
        if all(r.n == len(topic_of(r.topic, rows)) for r in readers):
            break
        await asyncio.sleep(0.05)
    stopped.set()
    await work
    return rows


def all_events(server):
    """The log as event.list shows it, without the leaf hash, which notifications do not carry."""
    rows = server.anonymous.rows("event.list", {"after_seq": 0})
    return [{k: v for k, v in e.items() if k != "leaf"} for e in rows]


@case(f"every_transcript_of_{SUBSCRIBERS}_vanishing_subscribers_is_a_run_of_one_log")
def _():
    print(f"DEPOSITARY_SEED={SEED}", flush=True)
    chance = random.Random(SEED)
    folder = Folder(fresh_folder() / "data")
    readers = [Subscriber(TOPICS[i % len(TOPICS)], chance) for i in range(SUBSCRIBERS)]

    async def one_life(number):
        server = Server(folder.data, env=BARE)
        load = Load(server, folder.token, f"t{number}", CLIENTS, folder.noted)
        stopped, work = await followed(readers, server, load, chance.randint(200, 500))
        server.kill()
        stopped.set()
        await work
        await asyncio.get_running_loop().run_in_executor(None, load.stop)

    async def last_life():
        with Server(folder.data, env=BARE) as server:
            rows = await catch_up(readers, server)
            lost = lost_of(server, noted_in(folder.noted))
        return rows, lost

    for number in range(ROUNDS):
        asyncio.run(one_life(number))
    rows, lost = asyncio.run(last_life())
    equal(lost, [], "lost")
    for r in readers:
        log = topic_of(r.topic, rows)
        equal(fault_of(r.first_n, r.transcript, log), "", r.topic)
        equal(r.first_n + len(r.transcript), len(log), f"{r.topic} to the end")
    resumed = sum(r.resumed for r in readers)
    expect(resumed >= ROUNDS, "nobody came back:", resumed)
    print(f"{ROUNDS} kills, {len(rows)} events, {sum(len(r.transcript) for r in readers)} "
          f"delivered, {resumed} times resumed, 0 gaps, 0 repetitions", flush=True)


@case("a_transcript_with_a_gap_a_repetition_a_swap_or_another_byte_is_noticed")
def _():
    # The control of the verdict above, on a transcript that is MADE UP.
    log = [{"seq": s, "type": "actor_registered"} for s in range(1, 9)]
    good = [(e["seq"], e["seq"], json.dumps(e, sort_keys=True)) for e in log[2:]]
    equal(fault_of(2, good, log), "")
    swapped = good[:1] + [good[2], good[1]] + good[3:]
    other = good[:2] + [(good[2][0], good[2][1], "{}")] + good[3:]
    beyond = good + [(9, 9, "{}")]
    for name, bad in (("gap", good[:2] + good[3:]), ("repetition", good[:2] + good[1:]),
                      ("swap", swapped), ("byte", other), ("beyond", beyond)):
        expect(fault_of(2, bad, log), name, "was not noticed")


class CuttingProxy:
    """Passes HTTP requests on, and loses the answer of those it is told to: the connection is cut
    after the server has answered and before a byte of it goes back."""

    def __init__(self, server, chance):
        self.target = (server.host, server.port)
        self.chance = chance
        self.cut = 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.host, self.port = self.listener.getsockname()[:2]
        self.thread = threading.Thread(target=self._accept, daemon=True)
        self.thread.start()

    def _accept(self):
        with contextlib.suppress(OSError):
            while True:
                near, _ = self.listener.accept()
                threading.Thread(target=self._pass, args=(near,), daemon=True).start()

    def _pass(self, near):
        with contextlib.closing(near), socket.create_connection(self.target) as far:
            far.sendall(self._message(near))
            answer = self._message(far)
            if self.chance.random() < 0.5:
                self.cut += 1
            else:
                near.sendall(answer)

    @staticmethod
    def _message(link):
        """One HTTP message with a Content-Length."""
        data = b""
        while b"\r\n\r\n" not in data:
            more = link.recv(65536)
            if not more:
                return data
            data += more
        head, _, body = data.partition(b"\r\n\r\n")
        length = next((int(line.split(b":")[1]) for line in head.split(b"\r\n")
                       if line.lower().startswith(b"content-length:")), 0)
        while len(body) < length:
            more = link.recv(65536)
            if not more:
                break
            body += more
        return head + b"\r\n\r\n" + body

    def close(self):
        self.listener.close()


def until_answered(caller, key):
    """(answer, tries): the same command with the same key until an answer arrives."""
    for tries in range(1, 60):
        try:
            return caller.call("actor.register", command(key)), tries
        except (OSError, http.client.HTTPException):
            pass
    raise AssertionError(f"{key} was never answered")


def without(answer):
    return {k: v for k, v in answer.items() if k != "duplicate"}


@case(f"of_{DROPPED_COMMANDS}_commands_half_of_whose_answers_are_lost_each_has_one_effect")
def _():
    chance = random.Random(SEED)
    folder = Folder(fresh_folder() / "data")
    told = {}
    repeated = 0
    with Server(folder.data, env=BARE) as server:
        proxy = CuttingProxy(server, chance)
        caller = folder.caller(proxy)
        for number in range(DROPPED_COMMANDS):
            key = f"drop-{number}"
            answer, tries = until_answered(caller, key)
            # An answer that came at the first try is the original; a later one is the original
            # given again, and says so.
            equal(answer["duplicate"], tries > 1, key)
            repeated += answer["duplicate"]
            told[key] = answer
        proxy.close()
        expect(proxy.cut > 0 and repeated > 0, "the proxy lost nothing")
        direct = folder.caller(server)
        for key, answer in told.items():
            equal(without(direct.call("actor.register", command(key))), without(answer), key)
        direct.refused("actor.register", {**command("drop-0"), "kind": "company"},
                       reason="E_KEY_REUSED")
        equal(lost_of(server, {k: a["seq"] for k, a in told.items()}), [], "lost")
        equal(server.stop(), 0)
    for_ever(folder, told)
    print(f"{DROPPED_COMMANDS} commands, {proxy.cut} answers lost, {repeated} answered by the "
          "original answer, each one effect", flush=True)


def for_ever(folder, told):
    """A key is remembered over a restart, and over a restore of a backup."""
    backup = fresh_folder() / "backup.db"
    run_ok("backup", backup, "--data", folder.data)
    run_ok("restore", backup, "--data", folder.data)
    with Server(folder.data, env=BARE) as again:
        later = send_again(folder.caller(again), told)
        for key, answer in told.items():
            equal(later[key]["duplicate"], True, key)
            equal(without(later[key]), without(answer), key)


@case("without_a_key_a_lost_answer_has_a_second_effect_or_a_refusal")
def _():
    # The control: the proxy does cut after the effect, and it is the key that saves.
    folder = Folder(fresh_folder() / "data")
    chance = random.Random(SEED)
    with Server(folder.data, env=BARE) as server:
        proxy = CuttingProxy(server, chance)
        caller = folder.caller(proxy)
        seen = set()
        for number in range(60):
            params = command(f"keyless-{number}")
            del params["idempotency_key"]
            for _ in range(60):
                try:
                    caller.call("actor.register", params)
                    break
                except Refused as refusal:
                    seen.add(refusal.reason)
                    break
                except (OSError, http.client.HTTPException):
                    pass
        proxy.close()
    expect(seen, "no command was seen twice: the proxy cuts before the effect")


if __name__ == "__main__":
    sys.exit(main())
