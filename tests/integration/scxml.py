#!/usr/bin/env python3
"""The exported SCXML, run by an interpreter from npm, takes the steps that the machines take."""

import json
import os
import pathlib
import subprocess
import sys

from support import JS, binary, case, catalogue_server, equal, expect, main

SEED = int(os.environ.get("DEPOSITARY_SEED", "20261124"))
STEPS = int(os.environ.get("DEPOSITARY_SCXML_STEPS", "20000"))
TRACE = pathlib.Path(binary()).parent / "tests" / "machine_trace"


def compare(*arguments, steps=STEPS):
    trace = subprocess.run([TRACE, str(SEED), str(steps)], capture_output=True, check=True)
    done = subprocess.run(["node", JS / "scxml.mjs", *arguments], input=trace.stdout,
                          capture_output=True, timeout=900)
    expect(done.returncode == 0, done.stderr.decode()[-4000:])
    return json.loads(done.stdout), trace.stdout.decode().splitlines()


@case("every_document_takes_the_steps_of_its_machine")
def _():
    result, _ = compare()
    print(f"  {result['documents']} documents, {result['steps']} steps, seed {SEED}")
    expect(result["steps"] >= STEPS, result)
    equal(result["different"], [], result["first"])


@case("a_document_with_one_thing_changed_is_noticed")
def _():
    result, lines = compare("--mutate")
    documents = [json.loads(line)["document"] for line in lines if '"document"' in line[:12]]
    expect(len(documents) == result["documents"], result)
    equal(sorted(result["different"]), sorted(documents), "each changed document disagrees")


@case("the_server_exports_the_documents_that_were_compared")
def _():
    _, lines = compare(steps=1)
    with catalogue_server() as server:
        for line in lines:
            item = json.loads(line)
            if "document" in item and item["document"] != "life_staged":  # "staged" holds it
                asked = {"machine": item["document"], "format": "scxml"}
                if definition := item.get("definition"):
                    server.anonymous.refused("machine.export", asked, reason="E_NOT_FOUND")
                    server.operator("definition.publish", {"definition": definition})
                    server.operator("initiative.open", {"definition": definition["id"]})
                    asked["initiative"] = definition["id"]
                answer = server.anonymous.call("machine.export", asked)
                equal(answer["document"], item["scxml"], item["document"])


if __name__ == "__main__":
    sys.exit(main())
