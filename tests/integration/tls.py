#!/usr/bin/env python3
"""TLS in process and the declared proxy mode, over real sockets.

Certificates are made by openssl for the run, and trusted by no one else.
"""

import asyncio
import contextlib
import http.client
import json
import signal
import socket
import ssl
import subprocess
import sys
import time
import warnings

import websockets

from support import (Caller, Server, case, catalogue_folder, equal, expect, fresh_folder,
                     issue_token, main, run)


class Identity:
    """A self-signed certificate for 127.0.0.1 and its key, in files."""

    def __init__(self, name="depositary.test", days=2):
        folder = fresh_folder()
        self.certificate, self.key = folder / "certificate.pem", folder / "key.pem"
        self.renew(name, days)

    def renew(self, name, days=2):
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
             "-nodes", "-days", str(days), "-subj", "/CN=" + name,
             "-addext", "subjectAltName=IP:127.0.0.1",
             "-keyout", str(self.key), "-out", str(self.certificate)],
            check=True, capture_output=True)

    def flags(self):
        return ["--tls-certificate", str(self.certificate), "--tls-key", str(self.key)]

    def trust(self):
        return ssl.create_default_context(cafile=str(self.certificate))


@contextlib.contextmanager
def tls_server(identity, arguments=()):
    with Server(catalogue_folder(), arguments=[*identity.flags(), *arguments]) as server:
        yield server


def metric(server, name, trust):
    link = http.client.HTTPSConnection(server.host, server.port, context=trust, timeout=10)
    with contextlib.closing(link):
        link.request("GET", "/metrics")
        lines = link.getresponse().read().decode().splitlines()
    return next(int(l.split()[1]) for l in lines if l.startswith("depositary_" + name + " "))


def name_shown(server, trust):
    """Common name of the certificate that a new connection is shown."""
    with socket.create_connection((server.host, server.port), 10) as raw:
        with trust.wrap_socket(raw, server_hostname="127.0.0.1") as secure:
            return dict(part[0] for part in secure.getpeercert()["subject"])["commonName"]


def wss(server, trust, **more):
    return websockets.connect(f"wss://{server.host}:{server.port}/ws", ssl=trust, **more)


async def call(socket_, method, params):
    await socket_.send(json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}))
    while True:
        answer = json.loads(await asyncio.wait_for(socket_.recv(), 20))
        if answer.get("id") == 1:
            return answer["result"]


@case("https_and_wss_carry_what_http_and_ws_do")
def _():
    identity = Identity()
    with tls_server(identity) as server:
        expect(server.url.startswith("https://"), server.url)
        trust = identity.trust()
        coordinator = Caller(server, issue_token(server.data, "coordinator"), tls=trust)
        equal(len(coordinator.rows("initiative.list")), 16)

        async def watch():
            async with wss(server, trust) as one, wss(server, trust) as two:
                for watcher in (one, two):
                    await call(watcher, "subscribe", {"topic": "all"})
                coordinator.call("actor.register", {
                    "id": "made-up-city", "kind": "local_authority",
                    "name": {"en": "MADE UP City", "fr": "Ville INVENTÉE"}})
                frames = []
                for watcher in (one, two):
                    frame = json.loads(await asyncio.wait_for(watcher.recv(), 20))
                    while frame.get("method") != "event":
                        frame = json.loads(await asyncio.wait_for(watcher.recv(), 20))
                    frames.append(frame)
                equal([f["params"]["events"][0]["type"] for f in frames], ["actor_registered"] * 2)
                await one.close()
                equal(one.close_code, 1000)

        asyncio.run(watch())
        expect(metric(server, "tls_certificate_expires_seconds", trust) > time.time() + 86_400)


@case("a_known_client_is_served_apart_over_tls_too")
def _():
    identity = Identity()
    with tls_server(identity) as server:
        trust = identity.trust()
        token = issue_token(server.data, "coordinator")
        bearer = {"Authorization": "Bearer " + token}

        async def listen():
            async with wss(server, trust, extra_headers=bearer) as socket_:
                hello = await call(socket_, "session.hello", {})
                equal(hello["roles"][0]["role"], "coordinator")
                equal(metric(server, "known_connections", trust), 1)
                await call(socket_, "subscribe", {"topic": "all", "cursor": "0"})
                frame = json.loads(await asyncio.wait_for(socket_.recv(), 20))
                while frame.get("method") != "event":
                    frame = json.loads(await asyncio.wait_for(socket_.recv(), 20))
                equal(frame["params"]["n"], 1)

        asyncio.run(listen())
        # One connection of two senders, as a proxy's is.
        link = http.client.HTTPSConnection(server.host, server.port, context=trust, timeout=10)
        with contextlib.closing(link):
            for n in range(20):
                link.request("POST", "/rpc", json.dumps({
                    "jsonrpc": "2.0", "id": n, "method": "session.hello",
                    "params": {}}), bearer if n % 3 else {})
                who = json.loads(link.getresponse().read())["result"]["principal"]
                equal(who == "anonymous", n % 3 == 0, who)


@case("a_body_larger_than_a_record_arrives_whole")
def _():
    identity = Identity()
    with tls_server(identity) as server:
        caller = Caller(server, issue_token(server.data, "coordinator"), tls=identity.trust())
        document = caller.call("rpc.discover")
        expect(len(json.dumps(document)) > 100_000)
        text = "x" * 300_000
        caller.refused("actor.register", {"id": text}, reason="E_TOO_LONG")


@case("old_protocols_and_plain_text_are_refused")
def _():
    identity = Identity()
    with tls_server(identity) as server:
        for version, taken in ((ssl.TLSVersion.TLSv1_1, False), (ssl.TLSVersion.TLSv1_2, True),
                               (ssl.TLSVersion.TLSv1_3, True)):
            trust = identity.trust()
            trust.set_ciphers("ALL:@SECLEVEL=0")
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", DeprecationWarning)
                trust.minimum_version = trust.maximum_version = version
            try:
                equal(name_shown(server, trust), "depositary.test")
                seen = True
            except ssl.SSLError:
                seen = False
            equal(seen, taken, version)
        weak = identity.trust()
        weak.maximum_version = ssl.TLSVersion.TLSv1_2
        weak.set_ciphers("AES128-SHA256:AES256-SHA:@SECLEVEL=0")
        try:
            name_shown(server, weak)
            raise AssertionError("a cipher without forward secrecy was taken")
        except ssl.SSLError:
            pass
        with socket.create_connection((server.host, server.port), 10) as raw:
            raw.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
            answer = b""
            with contextlib.suppress(ConnectionError):
                while more := raw.recv(1024):
                    answer += more
        expect(b"200" not in answer, answer)


@case("a_silent_handshake_ends_in_its_time_and_holds_up_nobody")
def _():
    identity = Identity()
    with tls_server(identity, ["--tls-handshake-timeout-ms", "500"]) as server:
        with contextlib.ExitStack() as held:
            silent = [held.enter_context(socket.create_connection((server.host, server.port), 10))
                      for _ in range(60)]
            began = time.monotonic()
            Caller(server, tls=identity.trust()).call("log.head")
            expect(time.monotonic() - began < 5, "others wait")
            for one in silent:
                one.settimeout(10)
                equal(one.recv(1), b"")


@case("a_renewed_certificate_is_shown_after_a_hangup_signal")
def _():
    identity = Identity("first.test")
    with tls_server(identity) as server:
        before = identity.trust()
        equal(name_shown(server, before), "first.test")

        async def renew():
            async with wss(server, before) as open_before:
                identity.renew("second.test", days=9)
                server.process.send_signal(signal.SIGHUP)
                after = identity.trust()
                shown = None
                for _ in range(100):
                    with contextlib.suppress(ssl.SSLError):
                        shown = await asyncio.to_thread(name_shown, server, after)
                    if shown == "second.test":
                        break
                    await asyncio.sleep(0.1)
                equal(shown, "second.test")
                expect((await call(open_before, "log.head", {}))["seq"] > 0, "the open one stays")
                expect(metric(server, "tls_certificate_expires_seconds", after) >
                       time.time() + 8 * 86_400)
                identity.key.write_text("no key")
                server.process.send_signal(signal.SIGHUP)
                for _ in range(100):
                    if "reload_failed" in server.errors.read_text():
                        break
                    await asyncio.sleep(0.1)
                text = server.errors.read_text()
                expect("reload_failed" in text and "tls_key" in text, text[-1000:])
                equal(await asyncio.to_thread(name_shown, server, after), "second.test")

        asyncio.run(renew())


@case("a_stopping_server_says_so_over_tls")
def _():
    identity = Identity()
    with tls_server(identity) as server:

        async def stay():
            async with wss(server, identity.trust()) as one:
                await call(one, "log.head", {})
                server.process.send_signal(signal.SIGTERM)
                await asyncio.wait_for(one.wait_closed(), 20)
                return one.close_code

        equal(asyncio.run(stay()), 1001)
        equal(server.process.wait(30), 0)


@case("a_browsers_sign_in_stays_on_https")
def _():
    identity = Identity()
    with tls_server(identity) as server:
        token = issue_token(server.data, "admin")
        link = http.client.HTTPSConnection(
            server.host, server.port, context=identity.trust(), timeout=30)
        with contextlib.closing(link):
            own = f"https://{server.host}:{server.port}"
            link.request("POST", "/session", json.dumps({"token": token}),
                         {"Content-Type": "application/json", "Origin": own})
            answer = link.getresponse()
            cookie = answer.headers["Set-Cookie"]
            answer.read()
        equal(answer.status, 204)
        expect(cookie.startswith("__Host-") and "Secure" in cookie and "HttpOnly" in cookie, cookie)


@case("what_cannot_be_served_safely_is_refused_at_the_start")
def _():
    identity, other, data = Identity(), Identity(), fresh_folder() / "data"

    def said(*flags):
        done = run("serve", "--data", data, *flags)
        expect(done.returncode not in (0, None), flags, done)
        return done.stderr

    expect("insecure_http" in said("--listen", "0.0.0.0:0"))
    expect("tls_key" in said("--tls-certificate", identity.certificate))
    text = said("--tls-certificate", identity.certificate, "--tls-key", other.key)
    expect("tls_key" in text and str(other.key) in text, text)
    text = said("--tls-certificate", fresh_folder() / "none.pem", "--tls-key", identity.key)
    expect("tls_certificate" in text and "none.pem" in text, text)
    expect(not data.exists(), "nothing was made")


def places(server, address, header="X-Forwarded-For"):
    """Whether one more WebSocket passed on for `address` is taken; it stays open."""
    raw = socket.create_connection((server.host, server.port), 10)
    raw.sendall((
        f"GET /ws HTTP/1.1\r\nHost: {server.host}:{server.port}\r\nUpgrade: websocket\r\n"
        "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        f"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n{header}: {address}\r\n\r\n").encode())
    return raw, int(raw.recv(4096).split()[1])


@case("behind_a_declared_proxy_limits_are_those_of_the_client")
def _():
    flags = ["--trusted-proxies", "127.0.0.1", "--connections-per-ip-max", "2"]
    with Server(catalogue_folder(), arguments=flags) as server, contextlib.ExitStack() as held:

        def status(address):
            raw, code = places(server, address)
            held.enter_context(raw)
            return code

        equal([status("203.0.113.5") for _ in range(3)], [101, 101, 503])
        equal(status("203.0.113.6"), 101)
        equal(status("198.51.100.1, 203.0.113.5"), 503)
        # A connection is told of in the log once it has its answer.
        until = time.monotonic() + 10
        while "address=203.0.113.6" not in server.errors.read_text():
            expect(time.monotonic() < until, server.errors.read_text())
            time.sleep(0.05)


@case("a_header_that_nobody_declared_is_not_believed")
def _():
    limit = ["--connections-per-ip-max", "2"]
    with Server(catalogue_folder(), arguments=limit) as server, contextlib.ExitStack() as held:
        codes = []
        for last in range(3):
            with contextlib.suppress(ConnectionError, IndexError):
                raw, code = places(server, f"203.0.113.{last}")
                held.enter_context(raw)
                codes.append(code)
        equal(codes[:2], [101, 101])
        expect(codes[2:] in ([503], []), codes)
    proxies = ["--trusted-proxies", "127.0.0.1", "--proxy-header", "forwarded", *limit]
    with Server(catalogue_folder(), arguments=proxies) as server, contextlib.ExitStack() as held:
        codes = []
        for _ in range(3):
            raw, code = places(server, "for=203.0.113.5", "Forwarded")
            held.enter_context(raw)
            codes.append(code)
        equal(codes, [101, 101, 503])


if __name__ == "__main__":
    sys.exit(main())
