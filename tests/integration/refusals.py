#!/usr/bin/env python3
"""What the register refuses, by table: rights, versions, keys, amounts, fields, frames.

Every record in here is MADE UP.
"""

import asyncio
import base64
import json
import os
import socket
import struct
import sys

import websockets

from support import case, catalogue_server, equal, expect, main, source

COVAX = "covax"
UNAUTHENTICATED = -32001
FORBIDDEN = -32002
INVALID = -32602
GUARD = -32012


def pledge(name="made-up", actor="FRA", amount="10.00", unit="EUR"):
    return {"initiative": COVAX, "evidence": source(), "pledge": name,
            "content": {"actor": actor, "amount": amount, "unit": unit}}


def refused_and_unchanged(server, caller, method, params, code, reason=None):
    """Refused as told, and the log is where it was."""
    before = server.anonymous.call("log.head")
    refusal = caller.refused(method, params, code, reason)
    equal(server.anonymous.call("log.head"), before, f"{method} was refused and changed the log")
    expect("retryable" in refusal.data and refusal.reason, refusal)
    return refusal


@case("a_focal_point_acts_for_no_other_actor")
def _():
    with catalogue_server() as server:
        focal = server.caller("focal_point", actor="FRA")
        refused_and_unchanged(server, focal, "pledge.register", pledge(actor="DEU"), FORBIDDEN,
                              "E_OTHER_ACTOR")
        focal.call("pledge.register", pledge())


@case("a_coordinator_of_one_initiative_coordinates_no_other")
def _():
    with catalogue_server() as server:
        other = server.caller("coordinator", "paris-call")
        plan = {"initiative": COVAX, "milestone": "made-up", "evidence": source(),
                "title": {"en": "MADE UP", "fr": "INVENTÉ"}, "due": "2030-01-01"}
        refused_and_unchanged(server, other, "milestone.plan", plan, FORBIDDEN,
                              "E_OTHER_INITIATIVE")
        server.caller("coordinator", COVAX).call("milestone.plan", plan)


@case("a_coordinator_endorses_for_no_state")
def _():
    with catalogue_server() as server:
        coordinator = server.caller("coordinator", "paris-call")
        refused_and_unchanged(server, coordinator, "participation.endorse",
                              {"initiative": "paris-call", "actor": "TGO", "evidence": source()},
                              FORBIDDEN, "E_OTHER_ACTOR")


@case("nobody_commands_without_a_token_and_a_false_token_is_told_so")
def _():
    with catalogue_server() as server:
        refused_and_unchanged(server, server.anonymous, "pledge.register", pledge(),
                              UNAUTHENTICATED, "E_UNAUTHENTICATED")
        false = type(server.anonymous)(server, "dep_00000000_" + "A" * 43)
        status, text = false.post(json.dumps(
            {"jsonrpc": "2.0", "id": 1, "method": "log.head", "params": {}}))
        told = status == 401 or json.loads(text).get("error", {}).get("code") == UNAUTHENTICATED
        expect(told, status, text)


@case("a_revoked_token_stops_at_once")
def _():
    with catalogue_server() as server:
        focal = server.caller("focal_point", actor="FRA")
        focal.call("pledge.register", pledge())
        server.operator("token.revoke", {"id": focal.token.split("_")[1]})
        head = server.head()
        status, text = focal.post(json.dumps({
            "jsonrpc": "2.0", "id": 1, "method": "pledge.withdraw",
            "params": {"initiative": COVAX}}))
        told = status == 401 or json.loads(text).get("error", {}).get("code") == UNAUTHENTICATED
        expect(told, status, text)
        equal(server.head(), head)


@case("a_stale_version_is_refused_with_the_version_that_holds")
def _():
    with catalogue_server() as server:
        focal = server.caller("focal_point", actor="FRA")
        version = server.anonymous.call("initiative.get", {"initiative": COVAX})["version"]
        refusal = refused_and_unchanged(
            server, focal, "pledge.register", {**pledge(), "expected_version": version - 1}, -32010,
            "E_VERSION")
        expect(refusal.data["retryable"] is True, refusal)
        expect(str(version) in json.dumps(refusal.data), refusal)
        focal.call("pledge.register", {**pledge(), "expected_version": version})


@case("a_key_with_the_same_content_gives_the_first_answer_again_and_with_other_content_none")
def _():
    with catalogue_server() as server:
        focal = server.caller("focal_point", actor="FRA")
        first = focal.call("pledge.register", {**pledge(), "idempotency_key": "k1"})
        equal(first["duplicate"], False)
        head = server.anonymous.call("log.head")
        again = focal.call("pledge.register", {**pledge(), "idempotency_key": "k1"})
        equal(again["duplicate"], True)
        for member in ("events", "seq", "version", "head", "cursor"):
            equal(again[member], first[member], member)
        # The key is looked up before the version: a retry of an accepted command never conflicts.
        equal(focal.call("pledge.register", {**pledge(), "idempotency_key": "k1",
                                             "expected_version": 1})["duplicate"], True)
        refused_and_unchanged(server, focal, "pledge.register",
                              {**pledge(amount="11.00"), "idempotency_key": "k1"}, -32013,
                              "E_KEY_REUSED")
        equal(server.anonymous.call("log.head"), head)
        # Keys belong to a person.
        other = server.caller("focal_point", actor="DEU")
        equal(other.call("pledge.register", {**pledge("made-up-2", "DEU"), "idempotency_key": "k1"})
              ["duplicate"], False)


AMOUNTS = [
    ("an_exponent", "1e3", "E_AMOUNT"), ("zero", "0", "E_AMOUNT"),
    ("less_than_zero", "-5", "E_AMOUNT"),
    ("not_a_number", "NaN", "E_AMOUNT"), ("infinite", "Infinity", "E_AMOUNT"),
    ("ten_to_the_fortieth", "1" + "0" * 40, "E_AMOUNT"), ("empty", "", "E_AMOUNT"),
    ("with_a_separator", "1,000", "E_AMOUNT"), ("with_a_space", " 5", "E_AMOUNT"),
    ("finer_than_a_cent", "0.001", "E_AMOUNT"), ("a_json_number", 1000, "E_TYPE"),
    ("a_json_fraction", 0.5, "E_TYPE"),
]


def refuses_amount(amount, reason):
    def body():
        with catalogue_server() as server:
            focal = server.caller("focal_point", actor="FRA")
            refusal = refused_and_unchanged(server, focal, "pledge.register",
                                            pledge(amount=amount), None, reason)
            # Malformed, or well-formed and refused by the guard of the machine.
            expect(refusal.code in (INVALID, GUARD), refusal)

    return body


for word, value, why in AMOUNTS:
    case(f"an_amount_that_is_{word}_is_refused")(refuses_amount(value, why))


@case("an_unknown_currency_is_refused_and_so_is_a_unit_that_the_terms_do_not_name")
def _():
    with catalogue_server() as server:
        focal = server.caller("focal_point", actor="FRA")
        for unit in ("XQQ", "eur", "kilograms", ""):
            refused_and_unchanged(server, focal, "pledge.register", pledge(unit=unit), INVALID,
                                  "E_UNIT")


@case("an_unknown_field_is_refused_with_the_name_that_was_meant")
def _():
    with catalogue_server() as server:
        focal = server.caller("focal_point", actor="FRA")
        wrong = pledge()
        wrong["content"]["amuont"] = wrong["content"].pop("amount")
        refusal = refused_and_unchanged(server, focal, "pledge.register", wrong, INVALID,
                                        "E_UNKNOWN_FIELD")
        expect('Did you mean "amount"?' in refusal.error["message"], refusal)
        refusal = refused_and_unchanged(server, focal, "pledge.register",
                                        {**pledge(), "idempotency_kye": "k"}, INVALID,
                                        "E_UNKNOWN_FIELD")
        equal(refusal.data["field"], "idempotency_kye")


@case("a_dry_run_answers_and_writes_nothing")
def _():
    with catalogue_server() as server:
        focal = server.caller("focal_point", actor="FRA")
        head = server.anonymous.call("log.head")
        answer = focal.call("pledge.register", {**pledge(), "dry_run": True})
        equal((answer["dry_run"], answer["events"][-1]["type"]), (True, "pledge_registered"))
        equal(server.anonymous.call("log.head"), head)


@case("a_bad_item_of_a_batch_fails_alone")
def _():
    with catalogue_server() as server:
        focal = server.caller("focal_point", actor="FRA")
        head = server.head()
        status, text = focal.post(json.dumps([
            {"jsonrpc": "2.0", "id": 1, "method": "log.head"},
            {"jsonrpc": "2.0", "id": "two", "method": "no.such", "params": {}},
            {"jsonrpc": "2.0", "id": 3, "method": "pledge.register", "params": pledge()},
            {"jsonrpc": "2.0", "id": 4, "method": "pledge.register",
             "params": pledge("made-up-2", amount="NaN")},
            17,
            {"jsonrpc": "2.0", "method": "log.head"},
        ]))
        equal(status, 200, text)
        answers = json.loads(text)
        equal(len(answers), 5, text)
        codes = {json.dumps(a["id"]): a.get("error", {}).get("code") for a in answers}
        equal(codes, {"1": None, '"two"': -32601, "3": None, "4": INVALID, "null": -32600})
        equal(server.head(), head + len(next(
            a for a in answers if a["id"] == 3)["result"]["events"]))


@case("what_is_not_json_rpc_is_refused_with_the_codes_of_the_specification")
def _():
    with catalogue_server() as server:
        for body, code in (("{", -32700), ("[]", -32600), ('{"jsonrpc":"2.0","id":1}', -32600),
                           ('{"jsonrpc":"1.0","id":1,"method":"log.head"}', -32600),
                           ('{"jsonrpc":"2.0","id":1,"method":"log.head","params":[1]}', INVALID),
                           ('{"jsonrpc":"2.0","id":1,"id":2,"method":"log.head"}', -32700),
                           ("[" * 40 + "]" * 40, -32700)):
            _status, text = server.anonymous.post(body)
            equal(json.loads(text)["error"]["code"], code, body)


def websocket(server):
    return websockets.connect(f"ws://{server.host}:{server.port}/ws", max_size=None)


def padded(size):
    """A valid request of exactly `size` bytes."""
    text = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "log.head", "params": {}})
    return text + " " * (size - len(text))


@case("a_frame_of_64_KiB_is_answered_and_one_byte_more_closes_with_1009")
def _():
    async def body(server):
        async with websocket(server) as link:
            await link.send(padded(64 * 1024))
            expect("result" in json.loads(await asyncio.wait_for(link.recv(), 30)))
            await link.send(padded(64 * 1024 + 1))
            try:
                await asyncio.wait_for(link.recv(), 30)
                raise AssertionError("the socket stayed open")
            except websockets.ConnectionClosed as closed:
                equal(closed.rcvd and closed.rcvd.code, 1009, closed)

    with catalogue_server() as server:
        asyncio.run(body(server))
        expect(server.head() > 0, "the server lives")


def upgraded(server):
    """A plain socket after the WebSocket handshake."""
    link = socket.create_connection((server.host, server.port), timeout=30)
    link.sendall((f"GET /ws HTTP/1.1\r\nHost: {server.host}:{server.port}\r\nUpgrade: websocket\r\n"
                  "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "
                  + base64.b64encode(os.urandom(16)).decode() + "\r\n\r\n").encode())
    answer = b""
    while b"\r\n\r\n" not in answer:
        answer += link.recv(4096)
    expect(answer.startswith(b"HTTP/1.1 101"), answer)
    return link, answer.split(b"\r\n\r\n", 1)[1]


def frame(opcode, payload):
    """A final, masked frame of less than 126 bytes."""
    mask = os.urandom(4)
    hidden = bytes(b ^ mask[i % 4] for i, b in enumerate(payload))
    return struct.pack("!BB", 0x80 | opcode, 0x80 | len(payload)) + mask + hidden


def close_code(server, sent):
    """The code of the close frame that answers `sent`."""
    link, got = upgraded(server)
    with link:
        link.sendall(sent)
        while len(got) < 4:
            part = link.recv(4096)
            expect(part, "closed without a close frame:", got)
            got += part
        equal(got[0] & 0x0F, 8, got)
        return struct.unpack("!H", got[2:4])[0]


@case("text_that_is_not_utf_8_closes_with_1007")
def _():
    with catalogue_server() as server:
        equal(close_code(server, frame(1, b'{"a":"\xff\xfe"}')), 1007)
        equal(close_code(server, frame(1, b"\xed\xa0\x80")), 1007, "a lone surrogate")
        expect(server.head() > 0, "the server lives")


@case("a_binary_frame_closes_with_1003")
def _():
    with catalogue_server() as server:
        equal(close_code(server, frame(2, b"{}")), 1003)


# ---- every role against every command --------------------------------------------------------

ROLES = ("admin", "coordinator", "depositary", "focal_point", "recipient", "reviewer", "auditor",
         "observer")
# Values that make a command readable, so that what answers is the check of rights.
SAMPLES = {
    "initiative": COVAX, "actor": "FRA", "owner": "FRA", "pledge": "made-up-matrix",
    "milestone": "made-up-matrix", "title": {"en": "MADE UP", "fr": "INVENTÉ"},
    "name": {"en": "MADE UP", "fr": "INVENTÉ"}, "statement": "MADE UP", "definition": "covax",
    "content": {"actor": "FRA", "amount": "1.00", "unit": "EUR"}, "amount": "1.00",
    "effective_on": "2024-01-01", "due": "2030-01-01",
}
OF_STRUCTS = {("attestation.record", "statement"): {"en": "MADE UP", "fr": "INVENTÉ"},
              ("definition.publish", "definition"): {}}
# Whoever may do what is proposed may propose it; only its author withdraws it.
PROPOSALS = {"proposal.create": {"focal_point", "recipient"},
             "proposal.approve": {"focal_point", "recipient"}, "proposal.withdraw": {"focal_point"}}


def sample(method, name, schema):
    if (method, name) in OF_STRUCTS:
        return OF_STRUCTS[(method, name)]
    if name in SAMPLES:
        return SAMPLES[name]
    if "$ref" in schema or schema.get("format") == "date":
        return "2024-01-01"
    kind = schema.get("type", "object")
    if kind == "object":
        return {key: sample(method, key, schema["properties"][key])
                for key in schema.get("required", [])}
    return {"string": "made-up", "integer": 1, "boolean": False, "array": []}[kind]


def readable_params(method):
    params = {p["name"]: sample(method["name"], p["name"], p["schema"])
              for p in method["params"] if p["required"] or p["name"] in ("actor", "owner")}
    if method["name"].startswith("proposal."):
        params["proposal"] = "made-up-matrix"
    if method["name"] == "proposal.create":
        params |= {"proposal": "made-up-matrix-2", "method": "pledge.sign_commitment",
                   "params": {"pledge": "made-up-matrix", "amount": "1.00"}}
    if method["name"] == "grant.give":
        params |= {"role": "observer"}
        del params["actor"]
    return {**params, "dry_run": True}


def prepare(server, callers):
    """What the commands of the table speak about."""
    common = {"initiative": COVAX, "evidence": source()}
    callers["focal_point"].call("pledge.register", pledge("made-up-matrix"))
    callers["coordinator"].call("milestone.plan", {
        **common, "milestone": "made-up-matrix", "owner": "FRA", "due": "2030-01-01",
        "title": {"en": "MADE UP", "fr": "INVENTÉ"}})
    callers["coordinator"].call("milestone.plan", {
        **common, "milestone": "made-up-matrix-common", "due": "2030-01-01",
        "title": {"en": "MADE UP", "fr": "INVENTÉ"}})
    callers["focal_point"].call("proposal.create", {
        "initiative": COVAX, "proposal": "made-up-matrix", "method": "pledge.sign_commitment",
        "params": {"pledge": "made-up-matrix", "amount": "1.00", "evidence": source()}})


def allowed_roles(method):
    tagged = {t["name"].removeprefix("role:") for t in method["tags"]
              if t["name"].startswith("role:")}
    return PROPOSALS.get(method["name"], tagged)


@case("every_role_may_call_exactly_the_commands_whose_document_names_it")
def _():
    with catalogue_server() as server:
        callers = {role: server.caller(role, actor="FRA" if role == "focal_point" else None)
                   for role in ROLES}
        prepare(server, callers)
        callers["anonymous"] = server.anonymous
        head = server.anonymous.call("log.head")
        wrong, cells = [], 0
        for method in server.anonymous.call("rpc.discover")["methods"]:
            if not method.get("tags"):
                continue
            params = readable_params(method)
            for role, caller in callers.items():
                # A coordinator records for supporters and for the initiative itself; a State speaks
                # for itself.
                other = {"actor": "org:gates-foundation", "milestone": "made-up-matrix-common"}
                other = other if role == "coordinator" else {}
                answer = caller.ask(method["name"], {
                    **params, **{k: v for k, v in other.items() if k in params}})
                code = answer.get("error", {}).get("code")
                cells += 1
                if role in allowed_roles(method):
                    right = code not in (UNAUTHENTICATED, FORBIDDEN)
                else:
                    right = code == (UNAUTHENTICATED if role == "anonymous" else FORBIDDEN)
                if not right:
                    wrong.append(f"{role} {method['name']}: {json.dumps(answer)[:300]}")
                if server.anonymous.call("log.head") != head:
                    raise AssertionError(f"{role} {method['name']} changed the log")
        equal(wrong, [], "\n".join([f"{len(wrong)} of {cells} cells", *wrong]))
        expect(cells > 60 * len(callers), cells)


@case("only_an_administrator_sees_and_issues_tokens")
def _():
    with catalogue_server() as server:
        for role in ROLES:
            caller = server.caller(role, actor="FRA" if role == "focal_point" else None)
            for method, params in (("token.list", {}), ("token.issue", {}),
                                   ("token.revoke", {"id": "00000000"})):
                code = caller.ask(method, params).get("error", {}).get("code")
                equal(code == FORBIDDEN, role != "admin", f"{role} {method} {code}")
        for method in ("token.list", "token.issue"):
            server.anonymous.refused(method, {}, UNAUTHENTICATED)


if __name__ == "__main__":
    sys.exit(main())
