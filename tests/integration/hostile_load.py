#!/usr/bin/env python3
"""Many bad clients at once: what they cost others, and whether what they took comes back.

A bystander asks and records all the while, and another does the same at a second server, which
nobody attacks: what both suffer is the machine's, whose processors the attacker's program takes,
too. Latencies are printed as ratios of those before and of the second server's at the same time,
and judged by nobody here (`./run torture` shows them at full counts); that each of its calls is
answered, that the server's memory has a bound for each socket, and that sockets and memory come
back, is asserted. DEPOSITARY_LOAD_SOCKETS is the count, 250 when absent.

Clients come from 127.1.0.0/16, for a limit that goes by address. Every record in here is MADE UP.
"""

import base64
import contextlib
import http.client
import json
import multiprocessing
import os
import random
import resource
import selectors
import socket
import statistics
import struct
import sys
import time

from support import Server, Skipped, case, catalogue_folder, equal, expect, main, sanitizer

SOCKETS = int(os.environ.get("DEPOSITARY_LOAD_SOCKETS", "250"))
PER_ADDRESS = 100
# A socket's coroutine, its buffers and its share of the kernel's are far below this; a leak of a
# message or of a frame for each socket is far above.
SOCKET_BYTES_MAX = 64 * 1024
SLACK_BYTES = 48 * 1024 * 1024
WAIT_SECONDS_MAX = 60
LIMITS = {
    "DEPOSITARY_CONNECTIONS_MAX": str(SOCKETS + 100),
    "DEPOSITARY_CONNECTIONS_PER_IP_MAX": str(PER_ADDRESS),
    "DEPOSITARY_HEADER_TIMEOUT_MS": "1500",
    "DEPOSITARY_KEEP_ALIVE_TIMEOUT_MS": "3000",
    "DEPOSITARY_HANDSHAKE_TIMEOUT_MS": "1500",
    "DEPOSITARY_WRITE_STALL_TIMEOUT_MS": "1500",
}
UPGRADE = ("GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
           "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "
           f"{base64.b64encode(os.urandom(16)).decode()}\r\n\r\n").encode()


def masked(payload):
    n = len(payload)
    size = bytes([0x80 | n]) if n < 126 else bytes([0x80 | 126]) + struct.pack(">H", n)
    return b"\x81" + size + b"\0\0\0\0" + payload


def request(method, params, number=1):
    return masked(json.dumps({"jsonrpc": "2.0", "id": number, "method": method,
                              "params": params}).encode())


def need_descriptors(count):
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < count:
        if hard < count and hard != resource.RLIM_INFINITY:
            raise Skipped(f"{count} descriptors are needed, {hard} allowed")
        resource.setrlimit(resource.RLIMIT_NOFILE, (count, hard))


def connect(server, n, receive_bytes=None):
    """The n-th client, from an address that it shares with fewer than the limit."""
    link = socket.socket()
    if receive_bytes:
        link.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_bytes)
    address = n // (PER_ADDRESS - 1)
    link.bind((f"127.1.{address // 250}.{1 + address % 250}", 0))
    link.settimeout(WAIT_SECONDS_MAX)
    link.connect((server.host, server.port))
    return link


def upgraded(server, n, **options):
    link = connect(server, n, **options)
    link.sendall(UPGRADE)
    answer = b""
    while b"\r\n\r\n" not in answer:
        more = link.recv(4096)
        expect(more, "closed in the handshake", answer)
        answer += more
    expect(answer.startswith(b"HTTP/1.1 101"), answer)
    return link


def read_text(link, rest=b""):
    """The payload of the next text frame of the server."""
    def exactly(n):
        nonlocal rest
        while len(rest) < n:
            more = link.recv(65536)
            expect(more, "closed by the server")
            rest += more
        part, rest = rest[:n], rest[n:]
        return part
    while True:
        first, size = exactly(2)
        if size == 126:
            size, = struct.unpack(">H", exactly(2))
        elif size == 127:
            size, = struct.unpack(">Q", exactly(8))
        payload = exactly(size)
        if first & 0x0f == 1:
            return json.loads(payload), rest


def close_all(links):
    for link in links:
        with contextlib.suppress(OSError):
            link.close()


def closed_by_server(links, seconds):
    """How many of them the server closes within that time."""
    with selectors.DefaultSelector() as selector:
        for link in links:
            link.setblocking(False)
            selector.register(link, selectors.EVENT_READ)
        gone = 0
        deadline = time.monotonic() + seconds
        while gone < len(links) and time.monotonic() < deadline:
            for key, _ in selector.select(0.2):
                try:
                    data = key.fileobj.recv(65536)
                except ConnectionError:
                    data = b""
                except BlockingIOError:
                    continue
                if not data:
                    gone += 1
                    selector.unregister(key.fileobj)
    return gone


class Process:
    """What the server holds, by the kernel."""

    def __init__(self, server):
        self.folder = f"/proc/{server.process.pid}"

    def memory(self):
        with open(f"{self.folder}/status", encoding="ascii") as file:
            return next(int(l.split()[1]) * 1024 for l in file if l.startswith("VmRSS:"))

    def sockets(self):
        count = 0
        for number in os.listdir(f"{self.folder}/fd"):
            with contextlib.suppress(FileNotFoundError):  # closed since
                count += os.readlink(f"{self.folder}/fd/{number}").startswith("socket:")
        return count


def gauge(server, name):
    link = http.client.HTTPConnection(server.host, server.port, timeout=WAIT_SECONDS_MAX)
    with contextlib.closing(link):
        link.request("GET", "/metrics")
        lines = link.getresponse().read().decode().splitlines()
    return sum(float(l.split()[-1]) for l in lines
               if l.split("{")[0].split(" ")[0] == f"depositary_{name}")


def until(what, condition):
    deadline = time.monotonic() + WAIT_SECONDS_MAX
    while not condition():
        expect(time.monotonic() < deadline, "never:", what)
        time.sleep(0.05)


class Bystander:
    """One honest client on a connection of its own: reads, and a command every tenth time.

    In a process of its own, too: beside the attackers' threads it would wait for them, and not for
    the server.
    """

    def __init__(self, server, pause):
        self._caller = server.caller("coordinator")
        self._pause = pause
        self._link = http.client.HTTPConnection(server.host, server.port, timeout=WAIT_SECONDS_MAX)
        self._number = 0
        self._seconds = []
        self._running = self._told = self._process = None

    def _once(self):
        self._number += 1
        if self._number % 10:
            method, params = "initiative.get", {"initiative": "covax"}
        else:
            method, params = "actor.register", {
                "id": f"org:made-up-{os.getpid()}-{self._number}", "kind": "company",
                "name": {"en": "MADE UP", "fr": "FICTIF"}}
        started = time.perf_counter()
        self._link.request("POST", "/rpc", json.dumps({
            "jsonrpc": "2.0", "id": self._number, "method": method, "params": params}),
            {"Content-Type": "application/json", "Authorization": "Bearer " + self._caller.token})
        answer = json.loads(self._link.getresponse().read())
        expect("result" in answer, answer)
        self._seconds.append(time.perf_counter() - started)

    def _run(self, tell):
        fault = None
        try:
            while self._running.is_set():
                self._once()
                time.sleep(self._pause)
        except Exception as why:  # noqa: BLE001 - told by stop(), in the process of the case
            fault = repr(why)
        tell.send((self._seconds, fault))

    def start(self):
        context = multiprocessing.get_context("fork")
        self._running = context.Event()
        self._running.set()
        self._told, tell = context.Pipe(duplex=False)
        self._process = context.Process(target=self._run, args=(tell,))
        self._process.start()
        tell.close()

    def stop(self):
        """(p50, p99) in seconds."""
        self._running.clear()
        seconds, fault = self._told.recv()
        self._process.join()
        expect(fault is None, "the bystander:", fault)
        expect(len(seconds) >= 20, "the bystander got too few answers:", len(seconds))
        parts = statistics.quantiles(seconds, n=100)
        return parts[49], parts[98]


class Scene:
    """A server with a bystander, and a second one beside it; attack() runs an attack on the first
    twice and compares."""

    def __init__(self, pause=0.005, **limits):
        need_descriptors(SOCKETS + 500)
        self.server = Server(catalogue_folder(), env={**LIMITS, **limits})
        self.process = Process(self.server)
        self.beside = Server(catalogue_folder(), env=LIMITS)
        self.bystanders = [Bystander(s, pause) for s in (self.server, self.beside)]

    def __enter__(self):
        self._start()
        time.sleep(1.5)
        self.quiet = self._stop()[0]
        return self

    def __exit__(self, *_):
        for server in (self.server, self.beside):
            if server.process.poll() is None:
                equal(server.stop(), 0, "exit status")

    def _start(self):
        for b in self.bystanders:
            b.start()

    def _stop(self):
        return [b.stop() for b in self.bystanders]

    def attack(self, name, count, act):
        """`act` opens what it wants and returns its sockets once the worst is there."""
        held = []
        for _ in range(2):
            base = (self.process.memory(), self.process.sockets())
            self._start()
            links = act()
            peak = self.process.memory()
            time.sleep(1)
            during, beside = self._stop()
            grown = peak - base[0]
            print(f"    {name}: {count} sockets; bystander p50 {during[0] / self.quiet[0]:.2f} x, "
                  f"p99 {during[1] / self.quiet[1]:.2f} x of quiet "
                  f"({self.quiet[1] * 1e3:.1f} ms); of the server beside p50 "
                  f"{during[0] / beside[0]:.2f} x, p99 {during[1] / beside[1]:.2f} x; "
                  f"memory +{grown / 2**20:.1f} MiB"
                  f" ({grown / max(count, 1) / 1024:.1f} KiB a socket)")
            expect(sanitizer() or grown <= count * SOCKET_BYTES_MAX + SLACK_BYTES, name, "memory",
                   grown)
            close_all(links)
            # One is the bystander's, which may have been between two.
            until("sockets come back", lambda b=base: self.process.sockets() <= b[1] + 1)
            until("their sessions end", lambda: gauge(self.server, "websockets") == 0)
            equal(gauge(self.server, "subscriptions"), 0)
            held.append(self.process.memory())
        expect(sanitizer() or held[1] <= held[0] + SLACK_BYTES // 2, name,
               "memory does not come back", held)


@case("headers_that_come_a_byte_at_a_time_hold_nobody_up_and_are_cut_off")
def _():
    with Scene() as scene:
        def loris():
            links = [connect(scene.server, n) for n in range(SOCKETS)]
            for byte in b"GET /ws":
                for link in links:
                    with contextlib.suppress(OSError):
                        link.send(bytes([byte]))
                time.sleep(0.05)
            equal(closed_by_server(links, WAIT_SECONDS_MAX), len(links), "cut off")
            return links
        scene.attack("slow loris", SOCKETS, loris)


@case("connections_that_never_say_anything_are_closed")
def _():
    with Scene() as scene:
        def silent():
            links = [connect(scene.server, n) for n in range(SOCKETS)]
            equal(closed_by_server(links, WAIT_SECONDS_MAX), len(links), "closed")
            return links
        scene.attack("half open", SOCKETS, silent)


@case("idle_sockets_cost_little_and_the_one_too_many_is_told_so")
def _():
    with Scene(DEPOSITARY_CONNECTIONS_MAX=str(SOCKETS + 1)) as scene:
        def idle():
            links = [upgraded(scene.server, n) for n in range(SOCKETS)]
            for n, link in enumerate(links):
                link.sendall(request("subscribe", {"topic": "all"}, n))
            for n, link in enumerate(links):
                equal(read_text(link)[0]["id"], n)
            # One place is the bystander's, which may be between two connections.
            for n in range(2):
                links.append(connect(scene.server, 2 * SOCKETS + n))
                links[-1].sendall(UPGRADE)
                if links[-1].recv(4096).startswith(b"HTTP/1.1 503"):
                    return links
            raise AssertionError("the one too many was let in")
        scene.attack("idle subscribers", SOCKETS, idle)


@case("one_address_has_no_more_than_its_share")
def _():
    with Scene() as scene:
        links = []
        refused = 0
        for _ in range(PER_ADDRESS + 5):
            link = socket.create_connection((scene.server.host, scene.server.port),
                                            source_address=("127.2.0.1", 0))
            link.settimeout(WAIT_SECONDS_MAX)
            link.sendall(UPGRADE)
            refused += link.recv(4096).startswith(b"HTTP/1.1 503")
            links.append(link)
        equal(refused, 5)
        with contextlib.closing(upgraded(scene.server, 0)):
            pass  # another address is served
        close_all(links)


@case("subscribers_that_stop_reading_are_let_go_and_keep_no_queue")
def _():
    count = max(10, SOCKETS // 10)
    with Scene() as scene:
        writer = scene.server.caller("coordinator")

        def stalled():
            links = [upgraded(scene.server, n, receive_bytes=2048) for n in range(count)]
            for link in links:
                # The whole history is more than any socket's buffers.
                link.sendall(request("subscribe", {"topic": "all", "cursor": "0"}))
            before = gauge(scene.server, "websocket_closes_total")
            for n in range(20):
                writer.call("actor.register", {
                    "id": f"org:made-up-{random.getrandbits(60)}", "kind": "company",
                    "name": {"en": "MADE UP " + "x" * 2000, "fr": ""}})
            until("those that stall are let go",
                  lambda: gauge(scene.server, "websocket_closes_total") >= before + count)
            return links
        scene.attack("stalled readers", count, stalled)


@case("sockets_that_come_and_go_leave_nothing_behind")
def _():
    def gone_at_once(n):
        connect(scene.server, n).close()

    def gone_in_the_handshake(n):
        link = connect(scene.server, n)
        link.sendall(UPGRADE[:random.randrange(1, len(UPGRADE))])
        link.close()

    def gone_by_reset(n):
        link = upgraded(scene.server, n)
        link.sendall(request("subscribe", {"topic": "all", "cursor": "0"}))
        link.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        link.close()

    def gone_in_a_frame(n):
        link = upgraded(scene.server, n)
        link.sendall(request("log.head", {})[:7])
        link.close()

    ways = (gone_at_once, gone_in_the_handshake, gone_by_reset, gone_in_a_frame)
    with Scene() as scene:
        def churn():
            for n in range(2 * SOCKETS):
                ways[n % len(ways)](n % SOCKETS)
            return []
        scene.attack("churn", 2 * SOCKETS, churn)


@case("a_flood_of_subscriptions_is_slowed_down_by_name")
def _():
    with Scene(pause=0.05, DEPOSITARY_READ_RATE="50", DEPOSITARY_READ_BURST="60") as scene:
        def flood():
            links = [upgraded(scene.server, n * (PER_ADDRESS - 1)) for n in range(5)]
            for link in links:
                for n in range(200):
                    link.sendall(request("subscribe", {"topic": f"actor:made-up-{n}"}, n))
                answers = []
                rest = b""
                while len(answers) < 200:
                    message, rest = read_text(link, rest)
                    answers += [message] if "id" in message else []
                codes = [a.get("error", {}).get("code") for a in answers]
                equal(codes.count(None), 32, "subscriptions of one socket")
                expect(codes.count(-32022) >= 1 and codes.count(-32004) >= 100, codes)
                slowed = next(a["error"]["data"] for a in answers
                              if a.get("error", {}).get("code") == -32004)
                expect(slowed["retry_after_ms"] > 0, slowed)
            return links
        scene.attack("subscription flood", 5, flood)


if __name__ == "__main__":
    sys.exit(main())
