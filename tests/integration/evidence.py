#!/usr/bin/env python3
"""Documents of evidence: kept durably by their hash, seen with the records that name them, proven.

Every document and record in here is MADE UP.
"""

import contextlib
import hashlib
import http.client
import json
import sys

from support import (CALL_SECONDS_MAX, Caller, Server, case, catalogue_folder, catalogue_server,
                     equal, expect, fresh_folder, issue_token, main, run, run_ok)

NOTE = b"%PDF-1.7\nnote verbale (MADE UP)\n"
INITIATIVE = "covax"


def address(content):
    return "/evidence/sha256-" + hashlib.sha256(content).hexdigest()


def send(server, method, path, body=None, token=None, **headers):
    """(status, headers, content) of one request."""
    link = http.client.HTTPConnection(server.host, server.port, timeout=CALL_SECONDS_MAX)
    sent = {k.replace("_", "-"): v for k, v in headers.items()}
    if token:
        sent["Authorization"] = "Bearer " + token
    with contextlib.closing(link):
        link.request(method, path, body, sent)
        answer = link.getresponse()
        return answer.status, answer.headers, answer.read()


def upload(server, content=NOTE, token=None, media_type="application/pdf", **headers):
    return send(server, "POST", "/evidence", content, token, Content_Type=media_type, **headers)


def kept(server, token, content=NOTE, media_type="application/pdf"):
    status, _, text = upload(server, content, token, media_type)
    equal(status, 201, text)
    return json.loads(text)


def pledge(evidence):
    return {"initiative": INITIATIVE, "evidence": evidence, "pledge": "made-up",
            "content": {"actor": "FRA", "amount": "10.00", "unit": "EUR"}}


def recorded(server, token, content=NOTE):
    """Uploads and records a pledge on that evidence; the caller who did it."""
    focal = Caller(server, token)
    item = kept(server, token, content)
    focal.call("pledge.register", pledge([
        {"uri": item["uri"], "title": "Note verbale (MADE UP)", "sha256": item["sha256"]}]))
    return focal


def focal_token(server):
    return issue_token(server.data, "focal_point", actor="FRA")


@case("an_upload_answers_the_hash_of_what_was_sent")
def _():
    with catalogue_server() as server:
        answer = kept(server, focal_token(server))
        equal(answer, {"sha256": hashlib.sha256(NOTE).hexdigest(), "uri": address(NOTE),
                       "media_type": "application/pdf", "bytes": len(NOTE)})


@case("a_document_is_public_with_the_record_that_names_it_and_not_before")
def _():
    with catalogue_server() as server:
        token = focal_token(server)
        kept(server, token)
        auditor = issue_token(server.data, "auditor")
        for who, wanted in ((None, 404), (token, 404), (auditor, 200)):
            equal(send(server, "GET", address(NOTE), token=who)[0], wanted, str(who))
        recorded(server, token)
        status, _, content = send(server, "GET", address(NOTE))
        equal((status, content), (200, NOTE))


@case("a_document_is_served_so_that_no_browser_runs_it")
def _():
    with catalogue_server() as server:
        recorded(server, focal_token(server))
        _, headers, _ = send(server, "GET", address(NOTE))
        equal(headers["Content-Type"], "application/pdf")
        equal(headers["X-Content-Type-Options"], "nosniff")
        expect(headers["Content-Disposition"].startswith("attachment;"), headers)
        expect("sandbox" in headers["Content-Security-Policy"], headers)
        equal(send(server, "HEAD", address(NOTE))[2], b"")
        equal(send(server, "GET", address(NOTE), If_None_Match=headers["ETag"])[0], 304)


@case("only_who_may_record_something_may_upload")
def _():
    with catalogue_server() as server:
        equal(upload(server)[0], 401)
        equal(upload(server, token="dep_aaaaaaaa_" + "a" * 43)[0], 401)
        for role in ("observer", "auditor", "admin"):
            equal(upload(server, token=issue_token(server.data, role))[0], 403, role)


@case("a_page_of_another_site_cannot_upload_with_the_cookie_of_a_visitor")
def _():
    with catalogue_server() as server:
        token = focal_token(server)
        status, headers, _ = send(
            server, "POST", "/session", json.dumps({"token": token}),
            Content_Type="application/json", Origin=server.url)
        equal(status, 204)
        cookie = headers["Set-Cookie"].split(";")[0]
        equal(upload(server, Cookie=cookie, Origin="https://elsewhere.example")[0], 403)
        equal(upload(server, Cookie=cookie)[0], 401)
        equal(upload(server, Cookie=cookie, Origin=server.url)[0], 201)


@case("what_is_no_document_of_an_admitted_type_is_refused")
def _():
    with catalogue_server() as server:
        token = focal_token(server)
        for media_type, content in (
                ("text/html", b"<script>"), ("image/svg+xml", b"<svg/>"), ("", NOTE),
                ("application/pdf", b"<html>"), ("image/png", NOTE), ("text/plain", b"a\0b")):
            equal(upload(server, content, token, media_type)[0], 415, media_type)
        equal(upload(server, "État".encode(), token, "text/plain; charset=utf-8")[0], 201)


@case("the_size_of_a_document_has_a_limit_that_is_configured")
def _():
    with catalogue_server(env={"DEPOSITARY_EVIDENCE_BYTES_MAX": "2000000"}) as server:
        token = focal_token(server)
        # Above the limit of other requests, below its own.
        kept(server, token, NOTE + b"x" * 1_500_000)
        equal(upload(server, NOTE + b"x" * 2_000_000, token)[0], 413)


@case("the_folder_has_a_limit_that_is_configured")
def _():
    with catalogue_server(env={"DEPOSITARY_STORE_EVIDENCE_BYTES_MAX": "100"}) as server:
        token = focal_token(server)
        kept(server, token)
        equal(upload(server, NOTE + b"x" * 100, token)[0], 507)
        kept(server, token)


@case("uploads_are_counted_as_commands")
def _():
    rates = {"DEPOSITARY_COMMAND_RATE": "0.001", "DEPOSITARY_COMMAND_BURST": "2"}
    with catalogue_server(env=rates) as server:
        token = focal_token(server)
        equal([upload(server, token=token)[0] for _ in range(3)], [201, 201, 429])


@case("a_record_cannot_name_a_document_that_is_not_kept")
def _():
    with catalogue_server() as server:
        focal = Caller(server, focal_token(server))
        head = server.head()
        focal.refused("pledge.register", pledge([{"uri": address(NOTE)}]), -32602, "E_DOCUMENT")
        kept(server, focal.token)
        wrong = [{"uri": address(NOTE), "sha256": "0" * 64}]
        focal.refused("pledge.register", pledge(wrong), -32602, "E_DOCUMENT")
        equal(server.head(), head)


@case("what_was_acknowledged_is_there_after_a_kill_and_what_was_not_leaves_nothing")
def _():
    data = catalogue_folder()
    server = Server(data, env={"DEPOSITARY_CRASH_AT": "inside_document"})
    token = focal_token(server)
    try:
        upload(server, token=token)
        raise AssertionError("the server lived on")
    except (http.client.HTTPException, OSError):
        server.kill()
    expect(list((data / "evidence").iterdir()), "the kill came too early")
    with Server(data) as again:
        equal(list((data / "evidence").iterdir()), [])
        recorded(again, token)
        again.kill()
    with Server(data) as third:
        equal(send(third, "GET", address(NOTE))[2], NOTE)


@case("an_altered_document_is_not_served_and_verification_names_it")
def _():
    data = catalogue_folder()
    with Server(data) as server:
        recorded(server, focal_token(server))
        run_ok("verify", "--data", data)
        file = next((data / "evidence").iterdir())
        file.write_bytes(NOTE.replace(b"MADE UP", b"altered"))
        equal(send(server, "GET", address(NOTE))[0], 500)
        done = run("verify", "--data", data)
        equal(done.returncode, 8, done.stdout)
        expect(hashlib.sha256(NOTE).hexdigest() in done.stderr, done.stderr)


@case("a_missing_document_is_named_by_verification")
def _():
    data = catalogue_folder()
    with Server(data) as server:
        recorded(server, focal_token(server))
    next((data / "evidence").iterdir()).unlink()
    done = run("verify", "--data", data)
    equal(done.returncode, 8, done.stdout)
    expect("is missing" in done.stderr, done.stderr)


@case("a_backup_holds_the_documents_and_a_restore_brings_them_back")
def _():
    data, copies = catalogue_folder(), fresh_folder()
    with Server(data) as server:
        recorded(server, focal_token(server))
        run_ok("backup", copies / "log.db", "--data", data)
    elsewhere = fresh_folder() / "data"
    said = run_ok("restore", copies / "log.db", "--data", elsewhere)
    expect("1 documents brought back" in said, said)
    run_ok("verify", "--data", elsewhere)
    with Server(elsewhere) as server:
        equal(send(server, "GET", address(NOTE))[2], NOTE)


@case("a_restore_says_which_documents_its_backup_lacks")
def _():
    data, copies = catalogue_folder(), fresh_folder()
    with Server(data) as server:
        recorded(server, focal_token(server))
        run_ok("backup", copies / "log.db", "--data", data)
    next((copies / "log.db.evidence").iterdir()).unlink()
    done = run("restore", copies / "log.db", "--data", fresh_folder() / "data")
    equal(done.returncode, 0, done.stderr)
    expect(hashlib.sha256(NOTE).hexdigest() in done.stderr, done.stderr)


if __name__ == "__main__":
    sys.exit(main())
