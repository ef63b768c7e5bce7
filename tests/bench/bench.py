#!/usr/bin/env python3
"""./run bench: measures, beside what others do in the same run, and judges by ratios.

usage: bench.py BUILD [part ...]

BUILD is the folder of the preset `bench`; each part leaves BUILD/PART.json. Nothing in here fails
because something is slow: the exit status says only whether every part came to its end.
DEPOSITARY_BENCH_ROUNDS (3) and DEPOSITARY_BENCH_MS (3000 a measurement) change the counts.
"""

import sys
import time
import traceback

import commands
import dashboard
import fanout
import growth
import loading
import replay
from harness import RAISED, Bench, load_average, print_rows, rounds, write_json

PARTS = {"loading": loading.run, "replay": replay.run, "commands": commands.run,
         "fanout": fanout.run, "growth": growth.run, "dashboard": dashboard.run}


def main():
    build, wanted = sys.argv[1], sys.argv[2:] or list(PARTS)
    unknown = [name for name in wanted if name not in PARTS]
    if unknown:
        print(f"bench has no part {unknown[0]}; it has: {' '.join(PARTS)}", file=sys.stderr)
        return 2
    bench = Bench(build)
    raised = " ".join(f"{name}={value}" for name, value in RAISED.items())
    print(f"rounds {rounds()}; real-time priority {'yes' if bench.real_time else 'no'}; "
          f"limits raised: {raised}", flush=True)
    failed = 0
    for name in wanted:
        began = time.monotonic()
        try:
            title, rows, details = PARTS[name](bench)
        except Exception:
            traceback.print_exc()
            failed += 1
            continue
        print_rows(title, rows)
        path = write_json(build, name, rows, bench, details)
        print(f"  {time.monotonic() - began:.0f} s, load average {load_average():.1f}, {path}",
              flush=True)
    bench.clean()
    for name, why in bench.skipped:
        print(f"SKIPPED: {name} because {why}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
