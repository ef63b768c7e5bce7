"""The dashboard in a browser: what its pages take, judged by the budgets of tests/e2e/budgets.mjs.

DEPOSITARY_BENCH_HEAP_MINUTES (10) is how long the heap is watched; DEPOSITARY_BENCH_LIVE_SECONDS
(60) how long events come at 200 a second.
"""

import json
import os
import shutil
import subprocess

from harness import SOURCE, at_least, at_most, whole

ROWS = [
    ("first_page_kb", at_most, "script and style of the first page, compressed", "KB"),
    ("paint_ms", at_most, "first contentful paint of a first visit", "ms"),
    ("frames_per_s", at_least, "frames drawn on the overview under 200 events/s", "frames/s"),
    ("longest_task_ms", at_most, "longest task of that time", "ms"),
    ("heap_growth", at_most, "growth of the heap above its first minute, a part of 1", ""),
]
BROWSERS = ("chromium", "chromium-browser")


def run(bench):
    title = "The dashboard"
    if not any(shutil.which(name) for name in BROWSERS):
        bench.skip(title, "chromium is not installed")
        return title, [], {}
    report = bench.folder() / "budgets.json"
    # The server takes every DEPOSITARY_ for a setting of its own.
    environment = {k: v for k, v in os.environ.items() if not k.startswith("DEPOSITARY_")}
    done = subprocess.run(
        ["node", str(SOURCE / "tests" / "e2e" / "budgets.mjs"), str(bench.binary),
         "--seconds", str(whole("LIVE_SECONDS", 60)), "--minutes", str(whole("HEAP_MINUTES", 10)),
         "--json", str(report)], text=True, capture_output=True, check=False, env=environment)
    print(done.stdout, end="", flush=True)
    if not report.exists():
        raise RuntimeError(f"budgets.mjs measured nothing: {done.stderr[-2000:]}")
    measured = json.loads(report.read_text())
    rows = [judge(what, measured[name]["budget"], measured[name]["values"], unit=unit)
            for name, judge, what, unit in ROWS if name in measured]
    return title, rows, measured
