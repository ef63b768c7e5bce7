"""What the black-box tests share: cases, a server of their own, callers with a role, sockets.

A program holds cases (functions under @case with a sentence for a name) and ends with
sys.exit(main()). It needs the binary: the environment variable DEPOSITARY_BINARY or the first
argument. A second argument picks the cases whose name contains it. The last line printed is
"N passed, N failed".
"""

import contextlib
import functools
import http.client
import json
import mmap
import os
import pathlib
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback

SOURCE = pathlib.Path(__file__).resolve().parents[2]
DATA = SOURCE / "tests" / "data"
CATALOGUE = SOURCE / "workflows" / "catalogue" / "data"
JS = SOURCE / "tests" / "js"

# The first start folds the whole catalogue; a sanitizer build on a busy machine is slow at it.
START_SECONDS_MAX = 120
CALL_SECONDS_MAX = 60

_cases = []


def case(sentence):
    """Registers a test case under a sentence that is true."""

    def register(function):
        _cases.append((sentence, function))
        return function

    return register


class Skipped(Exception):
    """Raised by a case that cannot be tried on this machine; the text says why."""


def main():
    """Runs the cases and prints a line for each; the exit status says whether all passed.

    A skipped case is said with its reason, and counts as neither.
    """
    wanted = sys.argv[2] if len(sys.argv) > 2 else ""
    passed = failed = skips = 0
    for sentence, function in _cases:
        if wanted not in sentence:
            continue
        started = time.monotonic()
        try:
            function()
            passed += 1
            verdict = "ok    "
        except Skipped as why:
            skips += 1
            print(f"SKIPPED: {sentence} because {why}", flush=True)
            continue
        except Exception:
            failed += 1
            verdict = "FAILED"
            traceback.print_exc(file=sys.stdout)
        print(f"{verdict} {sentence} ({time.monotonic() - started:.1f} s)", flush=True)
    shutil.rmtree(_scratch(), ignore_errors=True)
    if passed + failed + skips == 0:
        failed = 1
    print(f"{passed} passed, {failed} failed", flush=True)
    return 1 if failed else 0


def expect(condition, *what):
    """Fails the case with what was seen."""
    if not condition:
        raise AssertionError(" ".join(str(w) for w in what) or "expectation failed")


def equal(got, wanted, what=""):
    expect(got == wanted, what, "\n  got   ", repr(got), "\n  wanted", repr(wanted))


def binary():
    path = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("DEPOSITARY_BINARY", "")
    if not path or not os.access(path, os.X_OK):
        raise SystemExit(f"no binary to test: {path!r} (DEPOSITARY_BINARY or first argument)")
    return path


@functools.cache
def sanitizer():
    """The sanitizer that the binary was built with, or None. Its memory is then not the product's,
    and no library may be loaded before it."""
    with open(binary(), "rb") as f, mmap.mmap(f.fileno(), 0, access=mmap.ACCESS_READ) as image:
        for name in ("address", "thread"):
            if image.find(b"__" + name[0].encode() + b"san_init") >= 0:
                return name
    return None


def need_preload():
    if sanitizer():
        raise Skipped(f"the {sanitizer()} sanitizer must be loaded before any other library")


def clean_environment(extra=None):
    """The environment without any DEPOSITARY_ value of the machine, plus `extra`."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("DEPOSITARY_")}
    kept["NO_COLOR"] = "1"
    kept.update(extra or {})
    return kept


_scratch_folder = None


def _scratch():
    global _scratch_folder
    if _scratch_folder is None:
        _scratch_folder = tempfile.mkdtemp(prefix="depositary-test-")
    return _scratch_folder


def fresh_folder():
    return pathlib.Path(tempfile.mkdtemp(dir=_scratch()))


def run(*arguments, stdin=None, env=None, cwd=None):
    """One invocation of the command line: CompletedProcess with text."""
    return subprocess.run(
        [binary(), *map(str, arguments)], input=stdin, text=True, capture_output=True, cwd=cwd,
        env=clean_environment(env), timeout=CALL_SECONDS_MAX + START_SECONDS_MAX, check=False)


def run_ok(*arguments, **options):
    done = run(*arguments, **options)
    equal(done.returncode, 0, f"{' '.join(map(str, arguments))}\n{done.stdout}{done.stderr}")
    return done.stdout


class Refused(Exception):
    """A JSON-RPC error object as an exception."""

    def __init__(self, error):
        super().__init__(json.dumps(error))
        self.error = error
        self.code = error["code"]
        self.data = error.get("data") or {}
        self.reason = self.data.get("reason")


class Server:
    """A server process on a port of its own; a context manager that stops it by its own pid."""

    # The tests send faster than a person; what they measure is not the rate limit.
    RATES = {
        "DEPOSITARY_COMMAND_RATE": "100000", "DEPOSITARY_COMMAND_BURST": "100000",
        "DEPOSITARY_READ_RATE": "100000", "DEPOSITARY_READ_BURST": "100000",
    }

    def __init__(self, data, env=None, arguments=()):
        self.data = pathlib.Path(data)
        self.errors = self.data.parent / (self.data.name + ".stderr")
        with open(self.errors, "ab") as log:
            self.process = subprocess.Popen(
                [binary(), "serve", "--data", str(data), "--listen", "127.0.0.1:0", *arguments],
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log, text=True,
                env=clean_environment({**self.RATES, **(env or {})}))
        self.url = self._listening()
        self.host, port = self.url.split("://")[1].rsplit(":", 1)
        self.port = int(port)
        self.anonymous = Caller(self)

    def _listening(self):
        deadline = time.monotonic() + START_SECONDS_MAX
        ready, _, _ = select.select([self.process.stdout], [], [], deadline - time.monotonic())
        line = self.process.stdout.readline() if ready else ""
        if not line.startswith(("listening on http://", "listening on https://")):
            self.kill()
            raise AssertionError(f"the server said {line!r}\n" + self.errors.read_text()[-4000:])
        return line.split()[-1]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.stop()

    def stop(self):
        """SIGTERM; returns the exit status."""
        self.process.send_signal(signal.SIGTERM)
        status = self.process.wait(timeout=30)
        self.process.stdout.close()
        return status

    def kill(self):
        """SIGKILL, as a power cut; waits until it is gone."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(timeout=30)
        self.process.stdout.close()

    def caller(self, role, initiative=None, actor=None, **more):
        return Caller(self, issue_token(self.data, role, initiative, actor, **more))

    def operator(self, method, params=None):
        """A call as the operator, over the admin socket."""
        done = run("call", method, json.dumps(params or {}), "--data", self.data)
        equal(done.returncode, 0, f"{method} {params}: {done.stderr}")
        return json.loads(done.stdout)

    def head(self):
        return self.anonymous.call("log.head")["seq"]


class Caller:
    """Calls methods over HTTP POST with one token, or with none."""

    def __init__(self, server, token=None, tls=None):
        self.server = server
        self.token = token
        self.tls = tls  # an ssl.SSLContext: HTTPS
        self._id = 0

    def post(self, body):
        """(status, text) of POST /rpc with a raw body."""
        where = (self.server.host, self.server.port)
        link = (http.client.HTTPSConnection(*where, timeout=CALL_SECONDS_MAX, context=self.tls)
                if self.tls else http.client.HTTPConnection(*where, timeout=CALL_SECONDS_MAX))
        headers = {"Content-Type": "application/json"}
        if self.token:
            headers["Authorization"] = "Bearer " + self.token
        with contextlib.closing(link):
            link.request("POST", "/rpc", body, headers)
            answer = link.getresponse()
            return answer.status, answer.read().decode()

    def ask(self, method, params=None):
        """The whole response object."""
        self._id += 1
        request = {"jsonrpc": "2.0", "id": self._id, "method": method, "params": params or {}}
        status, text = self.post(json.dumps(request))
        expect(status == 200, "HTTP", status, text)
        answer = json.loads(text)
        equal(answer["id"], self._id)
        return answer

    def call(self, method, params=None):
        answer = self.ask(method, params)
        if "error" in answer:
            raise Refused(answer["error"])
        return answer["result"]

    def refused(self, method, params, code=None, reason=None):
        """Calls and expects the refusal; returns it."""
        try:
            result = self.call(method, params)
        except Refused as refusal:
            expect(code is None or refusal.code == code, method, params, "code", refusal)
            expect(reason is None or refusal.reason == reason, method, params, "reason", refusal)
            return refusal
        raise AssertionError(f"{method} {params} was not refused: {json.dumps(result)[:400]}")

    def rows(self, method, params=None):
        """Every row of a paged list."""
        params = dict(params or {})
        rows = []
        while True:
            page = self.call(method, params)
            rows += page["rows"]
            if "next" in page:
                params["after"] = page["next"]
            elif "next_after_seq" in page:
                params["after_seq"] = page["next_after_seq"]
            else:
                return rows


def issue_token(data, role, initiative=None, actor=None, **more):
    arguments = ["token", "issue", "--role", role, "--data", data]
    if initiative:
        arguments += ["--initiative", initiative]
    if actor:
        arguments += ["--actor", actor]
    for name, value in more.items():
        arguments += ["--" + name.replace("_", "-"), value]
    return run_ok(*arguments).split()[-1]


_template = None


def catalogue_folder():
    """A data folder that holds the catalogue: copied from one that a first start made."""
    global _template
    if _template is None:
        _template = fresh_folder() / "data"
        # The clock records what the catalogue made fall due at the start after it.
        for _ in range(2):
            with Server(_template) as server:
                equal(server.stop(), 0, "exit status")
    folder = fresh_folder() / "data"
    shutil.copytree(_template, folder)
    return folder


@contextlib.contextmanager
def catalogue_server(**options):
    """A server over the catalogue, in a folder of its own."""
    with Server(catalogue_folder(), **options) as server:
        yield server


def source(uri="https://example.org/made-up", title="MADE UP"):
    """Evidence for made-up records."""
    return [{"uri": uri, "title": title}]
