#!/usr/bin/env python3
"""Frames a hostile client sends, by rule of RFC 6455, each on a raw socket of its own.

After every table the server must still answer others.
"""

import base64
import os
import socket
import struct
import sys

from support import case, catalogue_server, equal, expect, main

CONTINUE, TEXT, BINARY, CLOSE, PING, PONG = 0x0, 0x1, 0x2, 0x8, 0x9, 0xA
ASK = b'{"jsonrpc":"2.0","id":1,"method":"log.head","params":{}}'
NOT_TAKEN, PROTOCOL, NOT_UTF8, TOO_BIG = 1003, 1002, 1007, 1009
MESSAGE_MAX = 65536


def frame(opcode, payload=b"", fin=True, rsv=0, masked=True, length=None, form=None):
    """`length` lies about the payload; `form` 16 or 64 takes more length bytes than are needed."""
    n = len(payload) if length is None else length
    form = form or (7 if n < 126 else 16 if n < 65536 else 64)
    bit = 0x80 if masked else 0
    head = bytes([(0x80 if fin else 0) | rsv << 4 | opcode])
    head += {7: lambda: bytes([bit | n]), 16: lambda: bytes([bit | 126]) + struct.pack(">H", n),
             64: lambda: bytes([bit | 127]) + struct.pack(">Q", n)}[form]()
    if not masked:
        return head + payload
    key = os.urandom(4)
    return head + key + bytes(b ^ key[i % 4] for i, b in enumerate(payload))


HEADERS = {"Host": "localhost", "Upgrade": "websocket", "Connection": "Upgrade",
           "Sec-WebSocket-Version": "13"}


class Raw:
    def __init__(self, server, headers=None, method="GET"):
        self.socket = socket.create_connection((server.host, server.port), timeout=20)
        self.buffer = b""
        key = base64.b64encode(os.urandom(16)).decode()
        all_headers = {**HEADERS, "Sec-WebSocket-Key": key, **(headers or {})}
        lines = [f"{method} /ws HTTP/1.1", *(f"{k}: {v}" for k, v in all_headers.items()
                                             if v is not None)]
        self.socket.sendall("\r\n".join([*lines, "", ""]).encode())
        while b"\r\n\r\n" not in self.buffer and self._more():
            pass
        head, _, self.buffer = self.buffer.partition(b"\r\n\r\n")
        self.status = int(head.split()[1]) if head else None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def _more(self):
        try:
            got = self.socket.recv(65536)
        except ConnectionResetError:
            got = b""
        self.buffer += got
        return got

    def _take(self, n):
        while len(self.buffer) < n:
            if not self._more():
                return None
        got, self.buffer = self.buffer[:n], self.buffer[n:]
        return got

    def read(self):
        """(opcode, payload), or None at the end of the stream."""
        head = self._take(2)
        if head is None:
            return None
        n = head[1] & 0x7F
        if n > 125:
            n = int.from_bytes(self._take(2 if n == 126 else 8), "big")
        return head[0] & 0xF, self._take(n)

    def send(self, data):
        try:
            self.socket.sendall(data)
        except (BrokenPipeError, ConnectionResetError):
            pass  # The server had seen enough; what it said is still to be read.

    def closed_with(self):
        """The code of the close frame; 1005 when it had none; None when there was no frame."""
        while (got := self.read()) is not None:
            if got[0] == CLOSE:
                return struct.unpack(">H", got[1][:2])[0] if got[1] else 1005
        return None

    def answers(self):
        while (got := self.read()) is not None:
            if got[0] == TEXT and b'"id":1' in got[1]:
                return True
        return False


def closing(code, reason=b""):
    return frame(CLOSE, struct.pack(">H", code) + reason)


REFUSED = [
    *((f"5.2 reserved bits {rsv} opcode {op}", frame(op, b"x", rsv=rsv), PROTOCOL)
      for rsv in range(1, 8) for op in (TEXT, BINARY, PING)),
    *((f"5.2 reserved opcode {op}", frame(op, b"x"), PROTOCOL)
      for op in (3, 4, 5, 6, 7, *range(11, 16))),
    *((f"5.5 fragmented control {op}", frame(op, b"", fin=False), PROTOCOL)
      for op in (CLOSE, PING, PONG)),
    *((f"5.5 control {op} of {n}", frame(op, b"\x03\xe8" + b"x" * (n - 2)), PROTOCOL)
      for op in (CLOSE, PING, PONG) for n in (126, 1000, 65536)),
    *((f"5.1 unmasked {op}", frame(op, ASK, masked=False), PROTOCOL)
      for op in (CONTINUE, TEXT, BINARY, CLOSE, PING, PONG)),
    *((f"5.2 length {n} in {form} bits", frame(op, b"x" * n, form=form), PROTOCOL)
      for op in (TEXT, BINARY, PING) for n, form in ((0, 16), (5, 16), (125, 16), (5, 64),
                                                     (300, 64), (65535, 64))
      if op != PING or n < 126),
    ("5.4 continuation without start", frame(CONTINUE, ASK), PROTOCOL),
    ("5.4 data inside fragments", frame(TEXT, b"{", fin=False) + frame(TEXT, ASK), PROTOCOL),
    ("5.4 a second start", frame(TEXT, b"{", fin=False) + frame(BINARY, b"}", fin=False), PROTOCOL),
    ("5.4 continuation after the end", frame(TEXT, ASK) + frame(CONTINUE, b"x"), PROTOCOL),
    ("5.4 control inside fragments, fragmented",
     frame(TEXT, b"{", fin=False) + frame(PING, b"p", fin=False), PROTOCOL),
    ("5.5.1 close of one byte", frame(CLOSE, b"\x03"), PROTOCOL),
    *((f"7.4 close code {c}", closing(c), PROTOCOL)
      for c in (0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999)),
    ("5.5.1 close reason not UTF-8", closing(1000, b"\xff"), PROTOCOL),
    *((f"8.1 not UTF-8 {b!r}", frame(TEXT, b), NOT_UTF8)
      for b in (b"\xff", b"\xc0\xaf", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xe2\x82", b"\x80",
                b"\xc1\xbf", b"\xe0\x80\xaf", b"\xf0\x80\x80\xaf", b"\xed\xbf\xbf",
                b"\xf5\x80\x80\x80", b"\xfe", b"\xc3", b"\xf0\x9f\x98", b"\xc3\x28",
                b"{\"a\":\"\xe2\x28\xa1\"}")),
    *((f"8.1 a character cut at {at} by the end",
       frame(TEXT, b"\xf0\x9f\x98\x80"[:at], fin=False) + frame(CONTINUE, b""), NOT_UTF8)
      for at in (1, 2, 3)),
    ("8.1 a surrogate over fragments",
     frame(TEXT, b"\xed", fin=False) + frame(CONTINUE, b"\xa0\x80"), NOT_UTF8),
    ("8.1 not UTF-8 over fragments",
     frame(TEXT, b"\xe2", fin=False) + frame(CONTINUE, b"\x28\xa1"), NOT_UTF8),
    *((f"5.2 length {n}", frame(TEXT, b"", length=n, form=64), TOO_BIG)
      for n in (MESSAGE_MAX + 1, 2**31, 2**40, 2**63 - 1)),
    ("a message too long by its fragments",
     frame(TEXT, b" " * 40_000, fin=False) + frame(CONTINUE, b" " * 40_000), TOO_BIG),
    ("a message too long by one byte", frame(TEXT, b" " * (MESSAGE_MAX + 1)), TOO_BIG),
    ("a binary message", frame(BINARY, ASK), NOT_TAKEN),
    ("a binary message in fragments",
     frame(BINARY, ASK[:5], fin=False) + frame(CONTINUE, ASK[5:]), NOT_TAKEN),
]

CHARACTERS = ASK.replace(b'"params":{}', '"params":{},"x":"é€\U0001f600\uffff"'.encode())
EURO = CHARACTERS.index("€".encode())

ANSWERED = [
    ("5.6 one frame", frame(TEXT, ASK)),
    ("5.4 a frame a byte", frame(TEXT, b"", fin=False) + b"".join(
        frame(CONTINUE, ASK[i:i + 1], fin=False) for i in range(len(ASK))) + frame(CONTINUE)),
    ("5.4 ping between fragments", frame(TEXT, ASK[:9], fin=False) + frame(PING, b"p")
     + frame(CONTINUE, ASK[9:])),
    ("5.5.3 pong nobody asked for", frame(PONG, b"x") + frame(TEXT, ASK)),
    ("5.5.2 two hundred pings", frame(PING, b"x" * 125) * 200 + frame(TEXT, ASK)),
    ("5.5.2 a flood of empty pings", frame(PING) * 20_000 + frame(TEXT, ASK)),
    ("5.4 a thousand empty fragments", frame(TEXT, b"", fin=False)
     + frame(CONTINUE, b"", fin=False) * 1_000 + frame(CONTINUE, ASK)),
    ("5.4 a ping between any two fragments", frame(TEXT, b"", fin=False) + b"".join(
        frame(PING, b"p") + frame(CONTINUE, ASK[i:i + 1], fin=False) for i in range(len(ASK)))
     + frame(CONTINUE)),
    ("8.1 characters of all lengths", frame(TEXT, CHARACTERS)),
    *((f"8.1 a character cut after {at} bytes, continued", frame(TEXT, CHARACTERS[:EURO + at],
                                                             fin=False)
       + frame(CONTINUE, CHARACTERS[EURO + at:])) for at in (1, 2)),
    ("8.1 a ping inside a character", frame(TEXT, CHARACTERS[:EURO + 1], fin=False)
     + frame(PING, b"\xff") + frame(CONTINUE, CHARACTERS[EURO + 1:])),
    ("a message as long as one may be", frame(TEXT, ASK + b" " * (MESSAGE_MAX - len(ASK)))),
    ("two messages in one segment", frame(TEXT, b"7") + frame(TEXT, ASK)),
    ("an empty message, then one", frame(TEXT) + frame(TEXT, ASK)),
]

PINGS = [b"", b"x", b"\xff\x00", b"x" * 125]


@case("a_frame_against_the_rules_closes_with_the_code_of_the_rule")
def _():
    with catalogue_server() as server:
        wrong = []
        for name, data, code in REFUSED:
            with Raw(server) as raw:
                equal(raw.status, 101, name)
                raw.send(data)
                got = raw.closed_with()
            if got != code:
                wrong.append(f"{name}: {got}, not {code}")
        equal(wrong, [], "\n".join(wrong))
        server.anonymous.call("log.head")


@case("a_frame_within_the_rules_is_answered_also_a_byte_at_a_time")
def _():
    with catalogue_server() as server:
        for name, data in ANSWERED:
            with Raw(server) as raw:
                raw.send(data)
                expect(raw.answers(), name)
        with Raw(server) as raw:
            for byte in frame(TEXT, ASK):
                raw.send(bytes([byte]))
            expect(raw.answers())


@case("a_ping_is_answered_with_its_own_bytes")
def _():
    with catalogue_server() as server, Raw(server) as raw:
        for payload in PINGS:
            raw.send(frame(PING, payload))
            got = raw.read()
            while got is not None and got[0] != PONG:
                got = raw.read()
            equal(got, (PONG, payload))


@case("a_close_is_answered_and_nothing_after_it")
def _():
    with catalogue_server() as server:
        for code in (1000, 1001, 1003, 1011, 3000, 4999):
            with Raw(server) as raw:
                raw.send(closing(code, b"MADE UP") + frame(TEXT, ASK))
                equal(raw.closed_with(), code)
                equal(raw.read(), None)


@case("a_handshake_against_the_rules_opens_nothing")
def _():
    with catalogue_server() as server:
        for headers, method in (({"Sec-WebSocket-Version": "12"}, "GET"),
                                ({"Sec-WebSocket-Key": None}, "GET"), ({"Upgrade": None}, "GET"),
                                ({"Connection": None}, "GET"), ({}, "POST"),
                                ({"X-Long": "x" * 9000}, "GET")):
            with Raw(server, headers, method) as raw:
                expect(raw.status is None or 400 <= raw.status < 500, headers, method, raw.status)
        server.anonymous.call("log.head")


if __name__ == "__main__":
    sys.exit(main())
