#!/usr/bin/env python3
"""Signing in from a browser: cookies, passwords, refusals, and what is never written down."""

import asyncio
import contextlib
import http.client
import json
import sqlite3
import sys
import time

import websockets

from support import (CALL_SECONDS_MAX, Server, case, catalogue_folder,
                     equal, expect, fresh_folder, issue_token, main, run, run_ok)

PASSWORD = "made up pass phrase"
ANSWER_SECONDS_MAX = 30


def send(server, method, path, body=None, cookie=None, origin="own", **headers):
    """(status, headers, text) of one request as a page of this server sends it."""
    link = http.client.HTTPConnection(server.host, server.port, timeout=CALL_SECONDS_MAX)
    sent = {"Content-Type": "application/json"} if body is not None else {}
    if origin is not None:
        sent["Origin"] = server.url if origin == "own" else origin
    if cookie:
        sent["Cookie"] = cookie
    sent.update({k.replace("_", "-"): v for k, v in headers.items()})
    with contextlib.closing(link):
        link.request(method, path, body, sent)
        answer = link.getresponse()
        return answer.status, answer.headers, answer.read().decode()


def sign_in(server, **given):
    return send(server, "POST", "/session", json.dumps(given))


def cookie_of(server, **given):
    status, headers, text = sign_in(server, **given)
    equal(status, 204, text)
    return headers["Set-Cookie"].split(";")[0]


def principal(server, cookie, path="/rpc", **more):
    body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "session.hello", "params": {}})
    status, _, text = send(server, "POST", path, body, cookie, **more)
    equal(status, 200, text)
    return json.loads(text)["result"]["principal"]


def add_user(data, name, *more, password=PASSWORD):
    return run_ok("user", "add", name, "--password-file", "-", "--data", data, *more,
                  stdin=password + "\n")


@contextlib.contextmanager
def serving(**env):
    with Server(catalogue_folder(), env=env) as server:
        yield server


@case("a_token_is_exchanged_for_a_cookie_that_no_script_can_read")
def _():
    with serving() as server:
        token = issue_token(server.data, "focal_point", actor="FRA")
        status, headers, _ = sign_in(server, token=token)
        equal(status, 204)
        field = headers["Set-Cookie"]
        for wanted in ("HttpOnly", "SameSite=Strict", "Path=/", "Max-Age=28"):
            expect(wanted in field, field)
        expect("Secure" not in field and token not in field, field)
        expect(principal(server, field.split(";")[0]).startswith("p-"), "not signed in")


@case("behind_tls_the_cookie_is_bound_to_the_host")
def _():
    with serving(DEPOSITARY_SECURE_COOKIE="true") as server:
        _, headers, _ = sign_in(server, token=issue_token(server.data, "observer"))
        field = headers["Set-Cookie"]
        expect(field.startswith("__Host-depositary=") and "; Secure" in field, field)
        expect(principal(server, field.split(";")[0]) != "anonymous", "not signed in")


@case("a_password_signs_in_and_its_user_keeps_one_principal")
def _():
    with serving() as server:
        said = add_user(server.data, "a.person", "--role", "focal_point", "--actor", "FRA")
        expect(PASSWORD not in said, "the password is printed")
        who = said.split("principal ")[1].split()[0]
        equal(principal(server, cookie_of(server, user="a.person", password=PASSWORD)), who)
        roles = server.operator("grant.list")["rows"]
        expect(any(r["principal"] == who and r["actor"] == "FRA" for r in roles), roles)


@case("a_password_is_made_when_none_is_given_and_it_works")
def _():
    with serving() as server:
        made = run_ok("user", "add", "b", "--data", server.data).split()[-1]
        cookie_of(server, user="b", password=made)
        again = run_ok("user", "reset", "b", "--data", server.data).split()[-1]
        equal(sign_in(server, user="b", password=made)[0], 401)
        cookie_of(server, user="b", password=again)


@case("an_unknown_user_a_wrong_password_and_a_disabled_user_get_the_same_answer")
def _():
    with serving() as server:
        add_user(server.data, "known")
        add_user(server.data, "gone")
        run_ok("user", "disable", "gone", "--data", server.data)
        answers = [sign_in(server, user=u, password=p) for u, p in
                   (("known", "not the password"), ("nobody", PASSWORD), ("gone", PASSWORD))]
        for status, headers, text in answers:
            equal((status, text), (401, answers[0][2]))
            expect("Set-Cookie" not in headers, "a cookie with a refusal")
        # Argon2id is computed for each: an answer without it would come a hundred times sooner.
        def seconds(user):
            begun = time.monotonic()
            sign_in(server, user=user, password="not the password")
            return time.monotonic() - begun
        expect(min(seconds("nobody") for _ in range(2)) > seconds("known") / 20, "told by the time")


@case("a_weak_password_a_taken_name_and_a_name_with_spaces_are_refused")
def _():
    data = fresh_folder() / "data"
    with Server(data, env={"DEPOSITARY_CATALOGUE": "false"}):
        for name, password in (("short", "eleven char"), ("a b", PASSWORD)):
            done = run("user", "add", name, "--password-file", "-", "--data", data, stdin=password)
            equal(done.returncode, 4, done.stderr)
        add_user(data, "taken")
        done = run("user", "add", "taken", "--password-file", "-", "--data", data, stdin=PASSWORD)
        expect(done.returncode != 0, "the name was given twice")
        rows = json.loads(run_ok("user", "list", "--data", data))["rows"]
        equal([r["name"] for r in rows], ["taken"])
        expect("password_hash" not in json.dumps(rows) and "argon2" not in json.dumps(rows), rows)


@case("only_an_administrator_sees_or_changes_users")
def _():
    with serving() as server:
        for method, params in (("user.list", {}), ("user.add", {"name": "x", "password": PASSWORD}),
                               ("user.reset", {"name": "x", "password": PASSWORD}),
                               ("user.disable", {"name": "x"})):
            server.anonymous.refused(method, params, reason="E_UNAUTHENTICATED")
            server.caller("auditor").refused(method, params, reason="E_ROLE")
        server.caller("admin").call("user.list")


@case("guesses_are_slowed_for_one_name_whether_it_exists_and_for_one_address")
def _():
    with serving(DEPOSITARY_SIGN_IN_ACCOUNT_BURST="2",
                 DEPOSITARY_SIGN_IN_ACCOUNT_RATE="0.01") as server:
        add_user(server.data, "known")
        for user in ("known", "nobody"):
            statuses = [sign_in(server, user=user, password="wrong")[0] for _ in range(3)]
            equal(statuses, [401, 401, 429])
        status, headers, _ = sign_in(server, user="known", password=PASSWORD)
        equal(status, 429)
        expect(int(headers["Retry-After"]) > 1, headers["Retry-After"])
    with serving(DEPOSITARY_SIGN_IN_ADDRESS_BURST="2",
                 DEPOSITARY_SIGN_IN_ADDRESS_RATE="0.01") as server:
        statuses = [sign_in(server, user=f"u{n}", password="wrong")[0] for n in range(3)]
        equal(statuses, [401, 401, 429])


@case("a_cookie_counts_only_for_a_page_of_this_server")
def _():
    with serving(DEPOSITARY_ALLOWED_ORIGINS="https://friend.example") as server:
        cookie = cookie_of(server, token=issue_token(server.data, "observer"))
        equal(principal(server, cookie, origin=None), "anonymous")
        equal(principal(server, cookie, origin="https://friend.example"), "anonymous")
        equal(principal(server, cookie, path="/rpc?anonymous=1"), "anonymous")
        expect(principal(server, cookie) != "anonymous", "our own page")
        for method, body in (("POST", json.dumps({"token": "x"})), ("DELETE", None)):
            status, headers, _ = send(server, method, "/session", body, cookie,
                                      origin="https://evil.example")
            equal(status, 403)
            expect("Set-Cookie" not in headers, "a cookie for another site")
        form = send(server, "POST", "/session", "token=x", None,
                    Content_Type="application/x-www-form-urlencoded")
        equal(form[0], 415)
        equal(send(server, "GET", "/session")[0], 405)
        for body in ("{", "[]", '{"token":1}', '{"user":"a"}', '{"token":"a","user":"b"}'):
            equal(send(server, "POST", "/session", body)[0], 400, body)


@case("what_opened_a_sign_in_ends_it_too")
def _():
    with serving() as server:
        token = issue_token(server.data, "observer")
        by_token = cookie_of(server, token=token)
        run_ok("token", "revoke", token.split("_")[1], "--data", server.data)
        equal(principal(server, by_token), "anonymous", "after the token was revoked")
        add_user(server.data, "u")
        for end in (lambda: run_ok("user", "reset", "u", "--password-file", "-", "--data",
                                   server.data, stdin=PASSWORD),
                    lambda: run_ok("user", "disable", "u", "--data", server.data)):
            cookie = cookie_of(server, user="u", password=PASSWORD)
            expect(principal(server, cookie) != "anonymous", "not signed in")
            end()
            equal(principal(server, cookie), "anonymous")


@case("signing_out_ends_the_sign_in_and_takes_the_cookie_away")
def _():
    with serving() as server:
        cookie = cookie_of(server, token=issue_token(server.data, "observer"))
        status, headers, _ = send(server, "DELETE", "/session", None, cookie)
        equal(status, 204)
        expect("Max-Age=0" in headers["Set-Cookie"], headers["Set-Cookie"])
        equal(principal(server, cookie), "anonymous")


@case("a_sign_in_outlives_the_server_and_neither_secret_is_on_disk_or_in_the_log")
def _():
    folder = catalogue_folder()
    with Server(folder) as server:
        add_user(folder, "a.person")
        cookie = cookie_of(server, user="a.person", password=PASSWORD)
        sign_in(server, user="a.person", password="another guess of it")
        who = principal(server, cookie)
        server.stop()
        logged = server.errors.read_text()
    secret = cookie.split("=")[1].split("_", 2)[2]
    for text in (PASSWORD, "another guess of it", secret, "a.person"):
        expect(text not in logged, "the log holds", text)
    for file in folder.iterdir():
        if file.is_file():
            expect(secret.encode() not in file.read_bytes(), file, "holds the secret")
            expect(PASSWORD.encode() not in file.read_bytes(), file, "holds the password")
    with contextlib.closing(sqlite3.connect(folder / "accounts.db")) as db:
        stored = db.execute("SELECT password_hash FROM users").fetchone()[0]
    expect(stored.startswith("$argon2id$v=19$m=65536,t=2,p=1$"), stored)
    with Server(folder) as server:
        equal(principal(server, cookie), who)


async def closes_with(server, cookie, within, ends=None):
    """The close code of a socket that was opened with the cookie."""
    socket = await websockets.connect(
        f"ws://{server.host}:{server.port}/ws", origin=server.url,
        extra_headers={"Cookie": cookie})
    await socket.send(json.dumps({"jsonrpc": "2.0", "id": 1, "method": "session.hello",
                                  "params": {}}))
    hello = json.loads(await asyncio.wait_for(socket.recv(), ANSWER_SECONDS_MAX))["result"]
    expect(hello["principal"] != "anonymous", hello)
    expect("token_expires_at_s" in hello, hello)
    if ends:
        await asyncio.to_thread(ends)
    await asyncio.wait_for(socket.wait_closed(), within)
    return socket.close_code


@case("a_socket_closes_when_its_sign_in_expires_or_is_ended")
def _():
    with serving(DEPOSITARY_SESSION_LIFETIME_MS="3000") as server:
        cookie = cookie_of(server, token=issue_token(server.data, "observer"))
        equal(asyncio.run(closes_with(server, cookie, ANSWER_SECONDS_MAX)), 4401)
        equal(principal(server, cookie), "anonymous")
    with serving(DEPOSITARY_HEARTBEAT_PERIOD_MS="200") as server:
        cookie = cookie_of(server, token=issue_token(server.data, "observer"))
        out = lambda: send(server, "DELETE", "/session", None, cookie)
        equal(asyncio.run(closes_with(server, cookie, ANSWER_SECONDS_MAX, out)), 4401)


@case("too_many_waiting_sign_ins_are_told_to_come_back")
def _():
    with serving(DEPOSITARY_SIGN_INS_WAITING_MAX="1", DEPOSITARY_PASSWORD_THREADS="1",
                 DEPOSITARY_SIGN_IN_ADDRESS_BURST="1000") as server:
        async def all_at_once():
            return await asyncio.gather(*(
                asyncio.to_thread(sign_in, server, user=f"u{n}", password="wrong")
                for n in range(8)))
        statuses = [status for status, _, _ in asyncio.run(all_at_once())]
        expect(503 in statuses and 401 in statuses, statuses)


if __name__ == "__main__":
    sys.exit(main())
