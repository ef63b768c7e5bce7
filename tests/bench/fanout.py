"""Live fan-out: deliveries of an event to subscribers per second of the server's processor time.

Every server gets the same bytes of payload: the product's own notification of one event. The floor
is a loop of send() over ready frames (load_bare.cpp); npm `ws` is driven in the three ways that one
meets (peers/broadcast.mjs); Redis and NATS as they come. The product's processor time holds the
whole command besides: token, machine, key, hash and the flush to disk.
"""

import contextlib
import os
import pathlib
import resource
import socket
import time

from harness import (MARKER, PEER_NODE, Process, Samples, at_least, at_most, command, figure,
                     made_up_register, rounds, whole)

BURSTS = (1, 64)
FILES = 65_536


def milliseconds():
    return whole("MS", 3000)


def subscribers():
    return whole("SUBSCRIBERS", 1000)


def many():
    return whole("MANY", 10_000)


def add(samples, name, burst, result):
    samples.add(f"{name} {burst}", result["per_cpu_second"])
    samples.add(f"{name} {burst} reached p99", result["reached_p99_ms"])


class Load:
    """One measurement after the other, each with keys of its own."""

    def __init__(self, bench):
        folder = bench.folder()
        self.bench = bench
        self.command = folder / "command"
        self.command.write_text(command("made-up-0"))
        self.notification = folder / "notification"
        self._first = 0

    def run(self, protocol, port, pid, burst, people, ms=None, **more):
        self._first += 10_000_000
        event = self.command if protocol == "product" else self.notification
        return self.bench.load(
            "fanout", protocol=protocol, port=port, pid=pid, burst=burst, subscribers=people,
            ms=ms or milliseconds(), event=event, marker=MARKER, first=self._first, **more)


def product(bench, load, samples):
    with made_up_register(bench, 1) as (server, token):
        for burst in BURSTS:
            more = {} if load.notification.exists() else {"capture": load.notification}
            add(samples, "product", burst, load.run(
                "product", server.port, server.pid, burst, subscribers(), token=token, **more))
        # How long the one who acts waits, with everybody watching and with nobody.
        for name, people in (("nobody", 0), ("many", many())):
            result = load.run("product", server.port, server.pid, 1, people, token=token,
                              ms=max(milliseconds(), 40 * 250), period_ms=250)
            samples.add(f"ack p50 {name}", result["ack_p50_ms"])
            samples.add(f"ack p99 {name}", result["ack_p99_ms"])
            if people:
                samples.add("KiB each", result["kib_each"])
                samples.add("reached p50 many", result["reached_p50_ms"])


def bare(bench, load, samples):
    words = [bench.programs / "bench_load", "bare", "--event", load.notification]
    for burst in BURSTS:
        with Process(bench, words, None, bench.real_time) as server:
            add(samples, "bare", burst, load.run(
                "bare", server.port, server.pid, burst, subscribers()))


def node(bench, load, samples, mode):
    peers = pathlib.Path(__file__).parent / "peers"
    if not bench.have("npm ws", PEER_NODE, str(peers / "node_modules")):
        return
    with Process(bench, [PEER_NODE, peers / "broadcast.mjs", mode], dict(os.environ),
                 bench.real_time) as server:
        for burst in BURSTS:
            add(samples, f"ws {mode}", burst, load.run(
                "websocket", server.port, server.pid, burst, subscribers(), path="/"))


def redis(bench, load, samples):
    if not bench.have("Redis", "redis-server"):
        return
    port = free_port()
    # Its protected mode refuses the other loopback addresses that the subscribers come from.
    words = ["redis-server", "--port", port, "--bind", "127.0.0.1", "--protected-mode", "no",
             "--save", "", "--dir", bench.folder(), "--maxclients", "12000"]
    with Process(bench, words, None, bench.real_time, says=None) as server:
        wait_for_port(port)
        for burst in BURSTS:
            add(samples, "redis", burst, load.run(
                "redis", port, server.pid, burst, subscribers()))


def nats(bench, load, samples):
    if not bench.have("NATS", "nats-server"):
        return
    port = free_port()
    with Process(bench, ["nats-server", "-a", "127.0.0.1", "-p", port], None, bench.real_time,
                 says=None) as server:
        wait_for_port(port)
        for burst in BURSTS:
            add(samples, "nats", burst, load.run(
                "nats", port, server.pid, burst, subscribers()))


def free_port():
    with contextlib.closing(socket.socket()) as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def wait_for_port(port):
    until = time.monotonic() + 30
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)


def run(bench):
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(FILES, most), most))
    samples = Samples()
    load = Load(bench)
    for _ in range(rounds()):
        product(bench, load, samples)
        bare(bench, load, samples)
        for mode in ("usual", "corked", "joined"):
            node(bench, load, samples, mode)
        redis(bench, load, samples)
        nats(bench, load, samples)
    details = {"notification_bytes": load.notification.stat().st_size,
               "subscribers": subscribers(), "many": many(), "samples": samples.by_name}
    return "Live fan-out", goals(samples) + figures(samples), details


def goals(samples):
    def of(other, burst):
        return samples.ratios(f"product {burst}", f"{other} {burst}")
    return [
        at_least("one event: of a bare send() loop", 0.8, of("bare", 1)),
        at_least("one event: of npm ws", 1.2, of("ws usual", 1)),
        at_least("64 events: of a bare send() loop of joined frames", 0.6, of("bare", 64)),
        at_least("64 events: of npm ws, the usual loop", 40, of("ws usual", 64)),
        at_least("64 events: of npm ws, corked per turn", 10, of("ws corked", 64)),
        at_most(f"memory of each of {many()} idle subscribers", 8,
                samples.by_name["KiB each"], unit="KiB"),
        at_most(f"p99 of the acknowledgement, {many()} subscribers, of nobody's", 2,
                samples.ratios("ack p99 many", "ack p99 nobody")),
    ]


def figures(samples):
    rows = []
    for name in ("product", "bare", "ws usual", "ws corked", "ws joined", "redis", "nats"):
        for burst in BURSTS:
            if f"{name} {burst}" in samples:
                rows.append(figure(f"{name}, {burst} at a time: deliveries", samples,
                                   f"{name} {burst}", "1/CPU s"))
                rows.append(figure(f"{name}, {burst} at a time: all have it, p99", samples,
                                   f"{name} {burst} reached p99", "ms"))
    for name in ("nobody", "many"):
        for part in ("p50", "p99"):
            rows.append(figure(f"acknowledgement, {name} watching: {part}", samples,
                               f"ack {part} {name}", "ms"))
    rows.append(figure(f"one event: all of {many()} have it, p50", samples, "reached p50 many",
                       "ms"))
    return rows
