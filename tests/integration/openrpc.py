#!/usr/bin/env python3
"""The document that rpc.discover answers: true to what is served, and valid OpenRPC."""

import json
import subprocess
import sys

from support import JS, case, catalogue_server, equal, expect, main

METHOD_NOT_FOUND = -32601
WEBSOCKET_ONLY = {"subscribe", "unsubscribe"}


@case("every_method_of_the_document_is_served")
def _():
    with catalogue_server() as server:
        document = server.anonymous.call("rpc.discover")
        names = [m["name"] for m in document["methods"]]
        equal(len(names), len(set(names)), "no method is named twice")
        expect(len(names) > 70, len(names))
        for name in names:
            answer = server.anonymous.ask(name, {})
            code = answer.get("error", {}).get("code")
            if name not in WEBSOCKET_ONLY:
                expect(code != METHOD_NOT_FOUND, name, answer)


@case("a_method_that_the_document_does_not_name_is_not_served")
def _():
    with catalogue_server() as server:
        for name in ("pledge.delete", "rpc.discovery", "clock.advance", "watch", "event.put", ""):
            server.anonymous.refused(name, {}, METHOD_NOT_FOUND)


@case("every_command_names_the_roles_that_may_call_it")
def _():
    with catalogue_server() as server:
        methods = server.anonymous.call("rpc.discover")["methods"]
        commands = [m for m in methods if m.get("tags")]
        expect(len(commands) > 50, len(commands))
        for method in commands:
            expect(any(t["name"].startswith("role:") for t in method["tags"]), method["name"])


@case("required_parameters_of_the_document_are_required_by_the_server")
def _():
    with catalogue_server() as server:
        operator = server.caller("coordinator")
        for method in server.anonymous.call("rpc.discover")["methods"]:
            required = {p["name"] for p in method["params"] if p.get("required")}
            if not required or method["name"] in WEBSOCKET_ONLY:
                continue
            refusal = operator.refused(method["name"], {})
            if refusal.reason == "E_MISSING_FIELD":
                expect(refusal.data["field"] in required, method["name"], refusal)


@case("the_document_is_valid_under_the_openrpc_meta_schema")
def _():
    with catalogue_server() as server:
        document = server.anonymous.call("rpc.discover")
        done = subprocess.run(["node", str(JS / "openrpc.mjs")], input=json.dumps(document),
                              text=True, capture_output=True, timeout=60, check=False)
        equal(done.returncode, 0, done.stdout + done.stderr)
        # The validator can refuse: the same document without its methods.
        del document["methods"]
        done = subprocess.run(["node", str(JS / "openrpc.mjs")], input=json.dumps(document),
                              text=True, capture_output=True, timeout=60, check=False)
        equal(done.returncode, 1, done.stdout + done.stderr)


if __name__ == "__main__":
    sys.exit(main())
