#!/usr/bin/env python3
"""Live push to stock clients: python websockets, ws and rpc-websockets, none with an adapter."""

import asyncio
import json
import subprocess
import sys

import websockets

from support import JS, case, catalogue_server, equal, expect, main, source

COVAX = "covax"
ANSWER_SECONDS_MAX = 60


class PythonClient:
    """python websockets, subscribed to a topic."""

    def __init__(self, socket, answer):
        self._socket = socket
        self.answer = answer
        self.frames = []

    @staticmethod
    async def subscribe(server, topic, cursor=None):
        socket = await websockets.connect(f"ws://{server.host}:{server.port}/ws", max_size=None)
        params = {"topic": topic} if cursor is None else {"topic": topic, "cursor": cursor}
        await socket.send(json.dumps(
            {"jsonrpc": "2.0", "id": 1, "method": "subscribe", "params": params}))
        answer = json.loads(await asyncio.wait_for(socket.recv(), ANSWER_SECONDS_MAX))
        # The answer comes before the first event.
        equal(answer.get("id"), 1, answer)
        expect("result" in answer, answer)
        return PythonClient(socket, answer["result"])

    async def next(self):
        """(params, raw text) of the next event notification."""
        while True:
            raw = await asyncio.wait_for(self._socket.recv(), ANSWER_SECONDS_MAX)
            message = json.loads(raw)
            if message["method"] == "event":
                self.frames.append(raw)
                return message["params"], raw

    async def close(self):
        await self._socket.close()


class NodeClient:
    """One of the clients of tests/js/live.mjs."""

    def __init__(self, process, answer):
        self._process = process
        self.answer = answer

    @staticmethod
    async def subscribe(name, server, topic, cursor=None):
        arguments = [name, f"ws://{server.host}:{server.port}/ws", topic]
        arguments += [] if cursor is None else [cursor]
        process = await asyncio.create_subprocess_exec(
            "node", str(JS / "live.mjs"), *arguments, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, limit=64 * 1024 * 1024)
        client = NodeClient(process, None)
        line = await client._line()
        expect("subscribed" in line, name, line)
        client.answer = line["subscribed"]
        return client

    async def _line(self):
        line = await asyncio.wait_for(self._process.stdout.readline(), ANSWER_SECONDS_MAX)
        expect(line, "the client ended")
        return json.loads(line)

    async def next(self):
        line = await self._line()
        return line["event"], line.get("raw")

    async def kill(self):
        self._process.kill()
        await self._process.wait()

    async def close(self):
        self._process.stdin.close()
        await self._process.wait()


async def until(client, seq):
    """Events of the frames up to the event `seq`, with their params."""
    frames = []
    while not frames or frames[-1][0]["events"][-1]["seq"] < seq:
        frames.append(await client.next())
    return frames


def check_frames(frames, first_n):
    """Contiguous n, and cursors that chain."""
    n = first_n
    cursor = None
    for params, _ in frames:
        equal(params["n"], n, "n of the frame")
        expect(cursor is None or params["prev"] == cursor, params["prev"], cursor)
        for event in params["events"]:
            equal(event["n"], n, "n of the event")
            n += 1
        cursor = params["cursor"]
    return n - 1


def events_of(frames):
    return [e for params, _ in frames for e in params["events"]]


def commands(server):
    """MADE UP commands of two people, one generator step each; yields the answers."""
    focal = server.caller("focal_point", actor="FRA")
    coordinator = server.caller("coordinator", COVAX)
    common = {"initiative": COVAX, "evidence": source()}
    yield lambda: focal.call("pledge.register", {**common, "pledge": "made-up-live", "content": {
        "actor": "FRA", "amount": "12.50", "unit": "EUR"}})
    yield lambda: coordinator.call("milestone.plan", {
        **common, "milestone": "made-up-live", "due": "2030-12-31",
        "title": {"en": "MADE UP", "fr": "INVENTÉ"}})
    yield lambda: coordinator.call("milestone.record_outcome", {
        **common, "milestone": "made-up-live", "outcome": "met", "on": "2024-01-01",
        "statement": "MADE UP"})


async def in_thread(function):
    return await asyncio.get_running_loop().run_in_executor(None, function)


def live(function):
    """Runs a coroutine case against a server over the catalogue."""

    def body():
        with catalogue_server() as server:
            asyncio.run(function(server))

    return body


@case("three_stock_clients_see_what_two_people_do_in_order_and_in_identical_frames")
@live
async def _(server):
    head = server.head()
    python = await PythonClient.subscribe(server, "all")
    ws = await NodeClient.subscribe("ws", server, "all")
    rpc = await NodeClient.subscribe("rpc-websockets", server, "all")
    seen = {"python": [], "ws": [], "rpc": []}
    # Tokens are issued in the middle and are events of the register too.
    for step in commands(server):
        answer = await in_thread(step)
        for name, client in (("python", python), ("ws", ws), ("rpc", rpc)):
            seen[name] += await until(client, answer["seq"])
    types = [e["type"] for e in events_of(seen["python"])]
    for wanted in ("pledge_registered", "milestone_planned", "milestone_outcome_recorded"):
        expect(wanted in types, wanted, types)
    for frames in seen.values():
        last = check_frames(frames, head + 1)
        equal([e["seq"] for e in events_of(frames)], list(range(head + 1, last + 1)))
    equal(events_of(seen["rpc"]), events_of(seen["python"]))
    # Frames may be cut differently when a client is late; from the same position to the same
    # position they are the same bytes.
    by_position = {(p["n"], p["events"][-1]["n"]): raw for p, raw in seen["python"]}
    same = [(p, raw) for p, raw in seen["ws"] if (p["n"], p["events"][-1]["n"]) in by_position]
    expect(len(same) >= 3, "frames at the same positions:", len(same))
    for params, raw in same:
        equal(raw, by_position[(params["n"], params["events"][-1]["n"])])
    for client in (python, ws, rpc):
        await client.close()


@case("a_client_that_was_killed_resumes_at_its_cursor_and_misses_nothing")
@live
async def _(server):
    python = await PythonClient.subscribe(server, "all")
    victim = await NodeClient.subscribe("ws", server, "all")
    steps = commands(server)
    answer = await in_thread(next(steps))
    before = await until(victim, answer["seq"])
    await until(python, answer["seq"])
    await victim.kill()
    missed = []
    for step in steps:
        answer = await in_thread(step)
        missed += await until(python, answer["seq"])
    again = await NodeClient.subscribe("ws", server, "all", before[-1][0]["cursor"])
    equal(again.answer["recovered"], True)
    equal(again.answer["behind"], len(events_of(missed)))
    resumed = await until(again, answer["seq"])
    equal(events_of(resumed), events_of(missed))
    check_frames(before + resumed, before[0][0]["n"])
    await again.close()
    await python.close()


@case("a_client_that_starts_at_cursor_0_sees_the_whole_history_from_n_1")
@live
async def _(server):
    head = server.head()
    history = {"python": await PythonClient.subscribe(server, "all", "0"),
               "rpc": await NodeClient.subscribe("rpc-websockets", server, "all", "0")}
    listed = [e["seq"] for e in await in_thread(lambda: server.anonymous.rows("event.list"))]
    for client in history.values():
        frames = await until(client, head)
        equal(check_frames(frames, 1), head)
        equal([e["seq"] for e in events_of(frames)], listed[:head])
        await client.close()


@case("n_of_an_initiative_is_its_version_and_n_of_an_intersection_counts_its_own_events")
@live
async def _(server):
    view = server.anonymous.call("initiative.get", {"initiative": COVAX})
    whole = await PythonClient.subscribe(server, f"initiative:{COVAX}", "0")
    frames = await until(whole, view["last_seq"])
    equal(check_frames(frames, 1), view["version"])
    equal([e["version"] for e in events_of(frames)], list(range(1, view["version"] + 1)))
    await whole.close()

    topic = f"initiative:{COVAX}&actor:FRA"
    part = await PythonClient.subscribe(server, topic, "0")
    equal(part.answer["topic"], f"actor:FRA&initiative:{COVAX}", "sorted")
    expect(part.answer["behind"] > 0, part.answer)
    count = part.answer["behind"]
    seen = []
    while len(events_of(seen)) < count:
        seen.append(await part.next())
    equal(check_frames(seen, 1), count)
    expect({e["initiative"] for e in events_of(seen)} == {COVAX}, seen[:1])
    await part.close()


@case("a_snapshot_and_its_cursor_belong_together")
@live
async def _(server):
    socket = await websockets.connect(f"ws://{server.host}:{server.port}/ws", max_size=None)
    await socket.send(json.dumps({"jsonrpc": "2.0", "id": 7, "method": "subscribe", "params": {
        "topic": f"initiative:{COVAX}", "snapshot": True}}))
    answer = json.loads(await asyncio.wait_for(socket.recv(), ANSWER_SECONDS_MAX))["result"]
    equal(answer["snapshot"]["version"], answer["n"])
    await socket.close()


@case("a_cursor_of_another_epoch_or_of_the_future_is_refused_by_name")
@live
async def _(server):
    head = server.anonymous.call("log.head")
    socket = await websockets.connect(f"ws://{server.host}:{server.port}/ws")
    for cursor, code in (("made-up-epoch:3", -32020), (f"{head['epoch']}:{head['seq'] + 9999}",
                                                        -32021)):
        await socket.send(json.dumps({"jsonrpc": "2.0", "id": 1, "method": "subscribe", "params": {
            "topic": "all", "cursor": cursor}}))
        answer = json.loads(await asyncio.wait_for(socket.recv(), ANSWER_SECONDS_MAX))
        equal(answer["error"]["code"], code, answer)
    await socket.close()


if __name__ == "__main__":
    sys.exit(main())
