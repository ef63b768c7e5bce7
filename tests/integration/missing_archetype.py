#!/usr/bin/env python3
"""A program that lacks an archetype, or has another version of it, says so and starts nothing.

other_program is the product with one archetype changed; the register is the catalogue's.
"""

import pathlib
import subprocess
import sys

from support import (Server, binary, case, catalogue_folder, clean_environment, equal, expect,
                     main)

OTHER = pathlib.Path(binary()).parent / "tests" / "other_program"
EXIT_INVALID = 4
START_SECONDS_MAX = 60


def serve(data, changed=None):
    """The outcome of `serve`; None when it still serves after a while (then it is stopped)."""
    process = subprocess.Popen(
        [OTHER, "serve", "--data", str(data), "--listen", "127.0.0.1:0"],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env=clean_environment({"OTHER_ARCHETYPE": changed} if changed else {}))
    try:
        if changed is None:
            line = process.stdout.readline()
            expect(line.startswith("listening on "), line)
            return None
        _, errors = process.communicate(timeout=START_SECONDS_MAX)
        return process.returncode, errors
    finally:
        process.terminate()
        process.wait(timeout=START_SECONDS_MAX)
        process.stdout.close()
        process.stderr.close()


def needed_archetypes(server):
    """{archetype: initiatives that need it}"""
    needed = {}
    for row in server.anonymous.rows("initiative.list"):
        needed.setdefault(row["archetype"], set()).add(row["id"])
    return needed


@case("each_archetype_that_is_missing_or_of_another_version_is_named_with_who_needs_it")
def _():
    data = catalogue_folder()
    with Server(data) as server:
        head = server.anonymous.call("log.head")
        needed = needed_archetypes(server)
    expect(len(needed) >= 3, needed)
    for archetype, initiatives in needed.items():
        for version in (0, 2):
            code, errors = serve(data, f"{archetype}:{version}")
            equal(code, EXIT_INVALID, errors)
            expect(f"no archetype {archetype} version 1" in errors, errors)
            expect(any(f"{one} needs" in errors for one in initiatives), errors)
            expect("listening" not in errors, errors)
    with Server(data) as server:
        equal(server.anonymous.call("log.head"), head, "a program that refused changed the log")


@case("the_same_program_with_every_archetype_serves")
def _():
    equal(serve(catalogue_folder()), None)


if __name__ == "__main__":
    sys.exit(main())
