"""What the benchmarks share: processes under test, interleaved rounds, goals, the table, the JSON.

A benchmark is a function that returns rows. A row is a goal with the ratio that was measured for
it, or a figure without a goal. Ratios are taken within a round, between things that ran one after
the other, and the median over the rounds is what is judged: the machine changes from minute to
minute, and only ratios of one run count.
"""

import contextlib
import json
import os
import pathlib
import platform
import select
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
SOURCE = HERE.parents[1]
sys.path.insert(0, str(SOURCE / "tests" / "integration"))

START_SECONDS_MAX = 600
# The limits that a measurement lifts; they are printed with the results.
RAISED = {
    "command_rate": "10000000", "command_burst": "10000000",
    "read_rate": "10000000", "read_burst": "10000000",
    "connections_per_ip_max": "12000",
}
PEER_TOKEN = "made-up-token"
# The Node that the peers' compiled module was built for.
PEER_NODE = os.environ.get("DEPOSITARY_BENCH_NODE", "node")


def whole(name, default):
    """A count from the environment: the smoke test takes small ones."""
    return int(os.environ.get("DEPOSITARY_BENCH_" + name, str(default)))


def rounds():
    return whole("ROUNDS", 3)


def load_average():
    return os.getloadavg()[0]


def real_time():
    """The prefix that runs a program ahead of other people's, where that is permitted."""
    tried = subprocess.run(["chrt", "-f", "1", "true"], capture_output=True, check=False)
    return ["chrt", "-f", "1"] if tried.returncode == 0 else []


class Bench:
    """Where the programs and the results are."""

    def __init__(self, build):
        self.build = pathlib.Path(build)
        self.binary = self.build / "depositary"
        self.programs = self.build / "tests" / "bench"
        self.real_time = real_time()
        self.skipped = []
        self.scratch = pathlib.Path(tempfile.mkdtemp(prefix="depositary-bench-"))
        self.scratch.chmod(0o755)  # PostgreSQL runs as another user
        self._folders = 0

    def folder(self):
        self._folders += 1
        path = self.scratch / str(self._folders)
        path.mkdir()
        return path

    def skip(self, name, why):
        if (name, why) not in self.skipped:
            self.skipped.append((name, why))
            print(f"SKIPPED: {name} because {why}", flush=True)

    def have(self, name, *programs):
        """Whether a peer is there; says so when it is not."""
        for program in programs:
            if shutil.which(program) is None and not pathlib.Path(program).exists():
                self.skip(name, f"{program} is not installed")
                return False
        return True

    def load(self, mode, **options):
        """One run of the load generator: its line of JSON."""
        return self.program("bench_load", mode, **options)

    def program(self, name, mode, **options):
        words = [*self.real_time, str(self.programs / name), mode]
        for key, value in options.items():
            words += ["--" + key.replace("_", "-"), str(value)]
        done = subprocess.run(words, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise RuntimeError(f"{' '.join(words)}: {done.stderr.strip()} {done.stdout.strip()}")
        return json.loads(done.stdout.splitlines()[-1])

    def clean(self):
        shutil.rmtree(self.scratch, ignore_errors=True)


class Process:
    """A server of the benchmark, stopped by its own process id."""

    def __init__(self, bench, words, env=None, prefix=(), says="listening on http://"):
        self.errors = bench.folder() / "stderr"
        with open(self.errors, "wb") as log:
            self.process = subprocess.Popen(
                [*prefix, *map(str, words)], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                stderr=log, text=True, env=env)
        self.pid = self.process.pid
        self.port = None
        if says:
            self.port = int(self._line(says).rsplit(":", 1)[1])

    def _line(self, says):
        ready, _, _ = select.select([self.process.stdout], [], [], START_SECONDS_MAX)
        line = self.process.stdout.readline() if ready else ""
        if not line.startswith(says):
            self.stop()
            raise RuntimeError(f"said {line!r}: " + self.errors.read_text()[-2000:])
        return line.strip()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait(30)
        self.process.stdout.close()


def clean_environment(extra=None):
    kept = {k: v for k, v in os.environ.items() if not k.startswith("DEPOSITARY_")}
    return kept | (extra or {})


class Product(Process):
    """The server under test over `data`, with the raised limits and a quiet log."""

    def __init__(self, bench, data, catalogue=False, raised=True):
        env = {"DEPOSITARY_CATALOGUE": "true" if catalogue else "false",
               "DEPOSITARY_LOG_LEVEL": "warn"}
        if raised:
            env |= {"DEPOSITARY_" + name.upper(): value for name, value in RAISED.items()}
        self.bench, self.data = bench, data
        began = time.monotonic()
        super().__init__(
            bench, [bench.binary, "serve", "--data", data, "--listen", "127.0.0.1:0"],
            clean_environment(env), bench.real_time)
        self.start_seconds = time.monotonic() - began

    def operator(self, method, params):
        return json.loads(self._run("call", method, json.dumps(params)))

    def token(self, role):
        return self._run("token", "issue", "--role", role).split()[-1]

    def _run(self, *words):
        done = subprocess.run(
            [str(self.bench.binary), *words, "--data", str(self.data)], capture_output=True,
            text=True, env=clean_environment(), check=False)
        if done.returncode != 0:
            raise RuntimeError(f"{words}: {done.stderr}{done.stdout}")
        return done.stdout


def resident_mib(pid):
    pages = int(pathlib.Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGESIZE") / 2**20


class Samples:
    """Values by name and round."""

    def __init__(self):
        self.by_name = {}

    def add(self, name, value):
        self.by_name.setdefault(name, []).append(value)

    def __contains__(self, name):
        return name in self.by_name

    def median(self, name):
        return statistics.median(self.by_name[name])

    def spread(self, name):
        return min(self.by_name[name]), max(self.by_name[name])

    def ratios(self, above, below):
        """Round by round; empty when one of the two did not run."""
        pairs = zip(self.by_name.get(above, []), self.by_name.get(below, []))
        return [a / b for a, b in pairs if b]


def figure(name, samples, key, unit):
    """A row without a goal."""
    low, high = samples.spread(key)
    return {"what": name, "value": samples.median(key), "low": low, "high": high, "unit": unit}


def at_least(name, goal, ratios, why_absent="a peer is missing", unit="x"):
    return _judged(name, ">=", goal, ratios, why_absent, unit)


def at_most(name, goal, ratios, why_absent="a peer is missing", unit="x"):
    return _judged(name, "<=", goal, ratios, why_absent, unit)


def _judged(name, sign, goal, ratios, why_absent, unit="x"):
    row = {"what": name, "goal": goal, "sign": sign, "unit": unit}
    if not ratios:
        return row | {"verdict": "skipped", "why": why_absent}
    value = statistics.median(ratios)
    met = value >= goal if sign == ">=" else value <= goal
    return row | {"value": value, "low": min(ratios), "high": max(ratios),
                  "verdict": "met" if met else "MISSED"}


def shown(value):
    if value is None:
        return ""
    if abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:.3g}" if abs(value) < 100 else f"{value:.0f}"


def print_rows(title, rows):
    print(f"\n{title}")
    for row in rows:
        goal = f"{row['sign']} {shown(row['goal'])}" if "goal" in row else ""
        spread = f"[{shown(row['low'])} .. {shown(row['high'])}]" if "low" in row else ""
        verdict = row.get("verdict", "")
        if verdict == "skipped":
            verdict = "skipped: " + row["why"]
        print(f"  {row['what']:<66} {shown(row.get('value')):>11} {row['unit']:<9} "
              f"{spread:<24} {goal:<9} {verdict}", flush=True)


def write_json(folder, part, rows, bench, details):
    model = ""
    for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            model = line.split(":", 1)[1].strip()
            break
    document = {
        "part": part, "date": time.strftime("%Y-%m-%d", time.gmtime()),
        "machine": f"{os.cpu_count()} x {model}, Linux {platform.release()}",
        "load_average": round(load_average(), 2), "rounds": rounds(),
        "real_time": bool(bench.real_time), "limits_raised": RAISED,
        "skipped": [{"what": n, "why": w} for n, w in bench.skipped],
        "rows": rows, "details": details,
    }
    path = pathlib.Path(folder) / f"{part}.json"
    path.write_text(json.dumps(document, indent=1) + "\n")
    return path


@contextlib.contextmanager
def made_up_register(bench, streams):
    """A running server with `streams` made-up initiatives and one coordinator: (server, token)."""
    with Product(bench, bench.folder() / "data") as server:
        server.operator("actor.register", {
            "id": "org:made-up", "kind": "civil_society", "name": {"en": "MADE UP", "fr": ""}})
        for number in range(streams):
            name = f"made-up-{number}"
            server.operator("definition.publish", {"definition": definition(name)})
            server.operator("initiative.open", {"definition": name})
        yield server, server.token("coordinator")


def definition(name):
    return {
        "id": name, "version": 1, "archetype": "partnership", "archetype_version": 1,
        "area": "climate", "title": {"en": "MADE UP", "fr": "FICTIF"}, "leads": [],
        "rules": {"joining": {"acts": ["endorsement"]}, "pledges": {"admitted": True}},
        "sources": [{"uri": "https://example.org/made-up", "title": "MADE UP"}],
    }


MARKER = '"reason":"MADE UP load"'


def command(stream="made-up-@STREAM@"):
    """A pledge as its text on the wire; the load generator fills in the two places."""
    return json.dumps({
        "jsonrpc": "2.0", "id": 1, "method": "pledge.announce", "params": {
            "initiative": stream, "idempotency_key": "@KEY@", "reason": "MADE UP load",
            "content": {"actor": "org:made-up", "form": "financial", "amount": "1000000",
                        "unit": "EUR", "event": "MADE UP summit"},
            "evidence": [{"uri": "https://example.org/made-up", "title": "MADE UP"}],
        }}, separators=(",", ":"))
