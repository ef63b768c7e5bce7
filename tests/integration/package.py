#!/usr/bin/env python3
"""The Debian package, its unit, and the pages of docs/operations.md, as an operator meets them.

What a service manager hears is read from a socket of our own. The pages are walked on a copy of
this machine's system: an overlay in memory with a systemd of its own in namespaces of its own, so
nothing outside is touched. That needs root, overlayfs and cgroup2, and is SKIPPED elsewhere.
"""

import contextlib
import ctypes
import json
import os
import pathlib
import re
import shlex
import shutil
import socket
import subprocess
import sys
import time

from support import (
    SOURCE, Server, Skipped, case, binary, catalogue_folder, clean_environment, equal, expect,
    fresh_folder, main)

PAGES = SOURCE / "docs" / "operations.md"
# Above this of 10, `systemd-analyze security` finds the sandbox too open.
EXPOSURE_MAX = 1.5
BOOT_SECONDS_MAX = 120
COMMAND_SECONDS_MAX = 300
PATIENCE_SECONDS = 2.0
DATA = "/var/lib/depositary"

PTRACE_ATTACH = 16
PTRACE_DETACH = 17
WAIT_ALL_THREADS = 0x40000000


# --- what the service manager hears ---------------------------------------------------------------

class NotifySocket:
    """The service manager's end of NOTIFY_SOCKET; `name` may begin with @ (abstract)."""

    def __init__(self, name):
        self.name = str(name)
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind("\0" + self.name[1:] if self.name[0] == "@" else self.name)

    def environment(self):
        return {"NOTIFY_SOCKET": self.name,
                "WATCHDOG_USEC": str(int(PATIENCE_SECONDS * 1_000_000))}

    def heard(self, seconds, until=None):
        """[(monotonic time, {name: value})] of that long, or up to a message that names `until`."""
        messages = []
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self.socket.settimeout(left)
            try:
                text = self.socket.recv(4096).decode()
            except TimeoutError:
                break
            fields = dict(line.split("=", 1) for line in text.splitlines())
            messages.append((time.monotonic(), fields))
            if until in fields:
                break
        return messages


def beats(messages):
    return [at for at, fields in messages if fields.get("WATCHDOG") == "1"]


def walk_of_a_life(name):
    """One life of a server under the eyes of a service manager at `name`."""
    manager = NotifySocket(name)
    with Server(catalogue_folder(), env=manager.environment()) as server:
        opening = manager.heard(60, until="READY")
        equal(opening[-1][1].get("READY"), "1", f"{opening}")
        expect(not any("READY" in fields or "WATCHDOG" in fields for _, fields in opening[:-1]),
               opening)
        expect(opening[-1][1]["STATUS"].startswith(f"seq {server.head()}, "), opening[-1])
        living = beats(manager.heard(4 * PATIENCE_SECONDS))
        expect(len(living) >= 4, "beats in four periods", len(living))
        gaps = [b - a for a, b in zip(living, living[1:])]
        expect(max(gaps) < PATIENCE_SECONDS, "a gap as long as the patience", gaps)
        expect(min(gaps) > PATIENCE_SECONDS / 4, "far more beats than were asked for", gaps)
        equal(server.stop(), 0)
    told = [fields for _, fields in manager.heard(0.2)]
    stops = [i for i, fields in enumerate(told) if fields.get("STOPPING") == "1"]
    equal(len(stops), 1, f"{told}")
    expect(not any("WATCHDOG" in fields for fields in told[stops[0]:]), told)


@case("a_service_manager_hears_ready_then_signs_of_life_then_stopping")
def _():
    walk_of_a_life(fresh_folder() / "notify")
    walk_of_a_life(f"@depositary-package-test-{os.getpid()}")


class HeldThreads:
    """Threads of a process, stopped as if they were stuck; the others run on."""

    _libc = ctypes.CDLL(None, use_errno=True)

    def __init__(self, pid, name):
        self.ids = [int(task.name) for task in pathlib.Path(f"/proc/{pid}/task").iterdir()
                    if (task / "comm").read_text().strip() == name]
        expect(self.ids, "no thread is named", name)

    @classmethod
    def _ptrace(cls, request, thread):
        arguments = [ctypes.c_long(v) for v in (request, thread, 0, 0)]
        if cls._libc.ptrace(*arguments) != 0:
            raise Skipped(f"ptrace is not permitted: {os.strerror(ctypes.get_errno())}")

    def __enter__(self):
        held = []
        for thread in self.ids:
            self._ptrace(PTRACE_ATTACH, thread)
            os.waitpid(thread, WAIT_ALL_THREADS)
            held.append(thread)
        return self

    def __exit__(self, *_):
        for thread in self.ids:
            arguments = [ctypes.c_long(v) for v in (PTRACE_DETACH, thread, 0, 0)]
            if self._libc.ptrace(*arguments) != 0:
                os.waitpid(thread, WAIT_ALL_THREADS)  # it died meanwhile, and is ours to bury


@case("a_stuck_writer_or_stuck_sockets_end_the_signs_of_life_and_nothing_else_does")
def _():
    manager = NotifySocket(f"@depositary-stuck-test-{os.getpid()}")
    with Server(catalogue_folder(), env=manager.environment()) as server:
        manager.heard(60, until="READY")
        for part in ("registrar", "io"):
            expect(beats(manager.heard(2 * PATIENCE_SECONDS)), "no beats before", part)
            with HeldThreads(server.process.pid, part):
                # What it had answered before may still make one beat.
                manager.heard(PATIENCE_SECONDS)
                equal(beats(manager.heard(3 * PATIENCE_SECONDS)), [], f"{part} is stuck, and yet")
            expect(beats(manager.heard(3 * PATIENCE_SECONDS)), "no beats after", part)
        expect("silent=writer" in (log := server.errors.read_text()), log[-2000:])
        expect("silent=io" in log, log[-2000:])
        equal(server.stop(), 0)


# --- the package ----------------------------------------------------------------------------------

def tool(*arguments, **options):
    done = subprocess.run([str(a) for a in arguments], text=True, capture_output=True,
                          env=clean_environment(), timeout=COMMAND_SECONDS_MAX, check=False,
                          **options)
    equal(done.returncode, 0, f"{arguments}\n{done.stdout}\n{done.stderr}")
    return done.stdout


def need(*names):
    for name in names:
        if shutil.which(name) is None:
            raise Skipped(f"this machine has no {name}")


_packages = {}


def package(version=None):
    """The .deb that CPack makes of the tested binary; `version`: in place of the project's."""
    need("cpack", "dpkg-deb", "dpkg-shlibdeps")
    if version not in _packages:
        folder = fresh_folder()
        build = pathlib.Path(binary()).resolve().parent
        if re.search(r"^DEPOSITARY_SANITIZE:\w+=.", (build / "CMakeCache.txt").read_text(), re.M):
            raise Skipped("a build with sanitizers is not packaged")
        bumped = ["-D", f"CPACK_PACKAGE_VERSION={version}"] if version else []
        tool("cpack", "--config", build / "CPackConfig.cmake", "-B", folder, *bumped, cwd=build)
        found = list(folder.glob("depositary_*.deb"))
        equal(len(found), 1, f"packages in {folder}")
        _packages[version] = found[0]
    return _packages[version]


def unpacked():
    folder = fresh_folder()
    tool("dpkg-deb", "--raw-extract", package(), folder / "root")
    return folder / "root"


@case("the_package_holds_what_it_promises_and_depends_on_what_it_links")
def _():
    root = unpacked()
    for path in ("usr/bin/depositary", "usr/lib/systemd/system/depositary.service",
                 "usr/lib/sysusers.d/depositary.conf", "usr/lib/tmpfiles.d/depositary.conf",
                 "etc/depositary/depositary.toml", "usr/share/doc/depositary/operations.md",
                 "usr/share/doc/depositary/copyright"):
        expect((root / path).is_file(), path, "is missing")
    equal((root / "DEBIAN/conffiles").read_text(), "/etc/depositary/depositary.toml\n")
    depends = re.search(r"^Depends: (.*)$", (root / "DEBIAN/control").read_text(), re.M)[1]
    for library in ("libc6", "libsqlite3-0", "libssl3", "libsodium23", "libsystemd0"):
        expect(re.search(rf"\b{library}\b", depends), library, "is not in", depends)
    for script in ("postinst", "prerm", "postrm"):
        tool("sh", "-n", root / "DEBIAN" / script)
        expect("rm -r" not in (root / "DEBIAN" / script).read_text(), script, "deletes a folder")
    # Nothing of the machine that built it.
    unit = (root / "usr/lib/systemd/system/depositary.service").read_text()
    expect("ExecStart=/usr/bin/depositary serve --config /etc/depositary/depositary.toml\n" in unit,
           unit)
    expect("@" not in re.sub(r"@(system-service|privileged|resources)", "", unit), unit)


@case("the_sample_names_every_setting_and_puts_the_data_where_the_unit_lets_it")
def _():
    sample = unpacked() / "etc/depositary/depositary.toml"
    shown = tool(binary(), "config", "show", "--origin", "--config", sample)
    lines = dict(line.split(" = ", 1) for line in shown.splitlines())
    equal(lines.pop("data"), f'"{DATA}"  # file {sample}:{line_of(sample, "data = ")}')
    text = sample.read_text()
    for name, value in lines.items():
        expect(value.endswith("  # default"), name, value)
        expect(f"\n#{name} = {value.removesuffix('  # default')}\n" in text, name, "is not shown")


def line_of(path, start):
    return next(n for n, line in enumerate(path.read_text().splitlines(), 1)
                if line.startswith(start))


def exposure(unit):
    """What systemd-analyze makes of the sandbox: 0 closed, 10 open."""
    told = tool("systemd-analyze", "security", "--offline=yes", "--no-pager", unit)
    return float(re.search(r"Overall exposure level for \S+: ([0-9.]+)", told)[1])


@case("the_sandbox_of_the_unit_is_as_closed_as_promised_and_the_measure_notices_an_open_one")
def _():
    need("systemd-analyze")
    unit = unpacked() / "usr/lib/systemd/system/depositary.service"
    level = exposure(unit)
    print(f"exposure {level} of 10, promised {EXPOSURE_MAX}", flush=True)
    expect(level <= EXPOSURE_MAX, level)
    for setting in ("NoNewPrivileges=yes", "ProtectSystem=strict", "MemoryDenyWriteExecute=yes",
                    "RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6", "Type=notify",
                    "SystemCallFilter=@system-service", "Restart=on-failure", "User=depositary"):
        expect(f"\n{setting}\n" in unit.read_text(), setting)
    opened = fresh_folder() / "depositary.service"
    opened.write_text(re.sub(r"^(SystemCallFilter|ProtectSystem|CapabilityBoundingSet)=.*\n", "",
                             unit.read_text(), flags=re.M))
    expect(exposure(opened) > EXPOSURE_MAX, "an open sandbox is not noticed")


# --- a machine of its own -------------------------------------------------------------------------

BOOT = r"""
set -eu
mount --make-rprivate /
mount -t tmpfs tmpfs "$1"
cd "$1"
mkdir upper work root
mount -t overlay overlay -o lowerdir=/,upperdir=upper,workdir=work root
cd root
mount -t proc proc proc
mount -t sysfs -o ro sysfs sys
mount -t cgroup2 cgroup2 sys/fs/cgroup
mount -t tmpfs tmpfs run
mount -t tmpfs tmpfs tmp
mount -t tmpfs -o mode=755 tmpfs dev
for node in null zero full random urandom tty; do
    touch dev/$node
    mount --bind /dev/$node dev/$node
done
ln -s /proc/self/fd dev/fd
ln -s null dev/kmsg
mkdir dev/shm dev/pts
mount -t devpts -o newinstance,ptmxmode=666 devpts dev/pts
ln -s pts/ptmx dev/ptmx
# An image for containers may forbid packages to start anything.
rm -f usr/sbin/policy-rc.d
: >etc/machine-id
: >etc/fstab
# Not chroot, in which no user namespace (PrivateUsers=) can be made.
pivot_root . mnt
cd /
umount --lazy /mnt
exec env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin container=other \
    /lib/systemd/systemd --system --unit=basic.target
"""


# One request, inside the machine.
REQUEST = """
import http.client, json, sys
method, path, body, headers = sys.argv[1:]
link = http.client.HTTPConnection("127.0.0.1", 8080, timeout=60)
link.request(method, path, body.encode(), json.loads(headers))
answer = link.getresponse()
print(answer.status, answer.read().decode())
"""


def parents():
    """{pid: (parent, name)} of every process."""
    found = {}
    for stat in pathlib.Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            text = stat.read_text(errors="replace")
            name = text[text.index("(") + 1:text.rindex(")")]
            found[int(stat.parent.name)] = (int(text[text.rindex(")") + 2:].split()[1]), name)
    return found


class Machine:
    """A copy of this machine's system with a systemd of its own, gone when the context ends."""

    def __init__(self):
        if os.geteuid() != 0:
            raise Skipped("only root can start a machine of its own")
        need("unshare", "nsenter", "systemctl", "apt-get")
        if shutil.which("depositary"):
            raise Skipped("the package is installed on this machine already")
        mounts = [line.split() for line in pathlib.Path("/proc/mounts").read_text().splitlines()]
        groups = [m[1] for m in mounts if m[2] == "cgroup2" and "rw" in m[3].split(",")]
        if not groups:
            raise Skipped("no cgroup2 is mounted that can be written")
        self.group = pathlib.Path(groups[0]) / f"depositary-test-{os.getpid()}"
        self.folder = fresh_folder()
        self.console = self.folder.parent / (self.folder.name + ".console")
        self.init = None

    def __enter__(self):
        try:
            self.group.mkdir()
        except OSError as why:
            raise Skipped(f"no control group can be made: {why}") from why
        spaces = ["--mount", "--pid", "--uts", "--ipc", "--net", "--cgroup"]
        with open(self.console, "wb") as console:
            self.process = subprocess.Popen(
                ["sh", "-c", 'echo $$ >"$1/cgroup.procs"; shift; exec "$@"', "sh", self.group,
                 "unshare", *spaces, "--fork", "--kill-child", "sh", "-c", BOOT, "sh", self.folder],
                stdin=subprocess.DEVNULL, stdout=console, stderr=console)
        try:
            self._wait_for_boot()
        except BaseException:
            self.__exit__()
            raise
        return self

    def _wait_for_boot(self):
        deadline = time.monotonic() + BOOT_SECONDS_MAX
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise Skipped(f"a machine of its own does not start: {self.tail()}")
            inits = [pid for pid, (parent, name) in parents().items()
                     if parent == self.process.pid and name == "systemd"]
            if inits:
                self.init = inits[0]
                state = self.sh("systemctl is-system-running", check=False).stdout.strip()
                if state in ("running", "degraded"):
                    return
            time.sleep(0.2)
        raise Skipped(f"its systemd is not up in {BOOT_SECONDS_MAX} s: {self.tail()}")

    def tail(self):
        return self.console.read_text(errors="replace")[-1500:]

    def __exit__(self, *_):
        self.process.kill()  # takes the init with it, and that everything else
        self.process.wait(timeout=30)
        deadline = time.monotonic() + 10
        while self.group.exists() and time.monotonic() < deadline:
            for folder, _, _ in os.walk(self.group, topdown=False):
                with contextlib.suppress(OSError):
                    os.rmdir(folder)
            time.sleep(0.05)

    def sh(self, script, check=True, stdin=None):
        """Runs a shell script as its root, in /root; CompletedProcess with text."""
        done = subprocess.run(
            ["nsenter", "--target", str(self.init), "--all", "--root", "--wd", "env", "-i",
             "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/root", "DEBIAN_FRONTEND=noninteractive",
             "sh", "-euc", "cd /root\n" + script],
            stdin=stdin if stdin is not None else subprocess.DEVNULL, capture_output=True,
            timeout=COMMAND_SECONDS_MAX, check=False)
        done.stdout = done.stdout.decode(errors="replace")
        done.stderr = done.stderr.decode(errors="replace")
        if check:
            equal(done.returncode, 0, f"{script}\n{done.stdout}\n{done.stderr}\n"
                  f"{self.journal() if 'journalctl' not in script else ''}")
        return done

    def ask(self, script):
        return self.sh(script).stdout.strip()

    def journal(self):
        return self.ask("journalctl --no-pager --output=cat --unit depositary --lines 40")

    def bring(self, path, name):
        with open(path, "rb") as file:
            self.sh(f"cat >{name}", stdin=file)

    def property_of(self, name):
        return self.ask(f"systemctl show --property {name} --value depositary")

    def depositary(self, *arguments):
        """A command of the operator, by the account that owns the data."""
        words = " ".join(shlex.quote(a) for a in arguments)
        return self.ask(f"runuser -u depositary -- depositary {words} --data {DATA}")

    def http(self, method, path, body="", **headers):
        """(status, text) of one request over the network of the machine."""
        sent = {k.replace("_", "-"): v for k, v in headers.items()}
        words = " ".join(shlex.quote(w) for w in (method, path, body, json.dumps(sent)))
        answer = self.ask(f"/usr/bin/python3 -c {shlex.quote(REQUEST)} {words}")
        status, _, text = answer.partition(" ")
        return int(status), text

    def head(self):
        return json.loads(self.depositary("call", "log.head"))["seq"]

    def server_pid(self):
        """Of the server, as this test sees it."""
        found = [pid for pid, (parent, name) in parents().items()
                 if parent == self.init and name == "depositary"]
        equal(len(found), 1, "servers")
        return found[0]


def page(title):
    """The commands of a page of operations.md: the text of each of its `sh` blocks."""
    text = PAGES.read_text(encoding="utf-8")
    found = re.search(rf"^### {re.escape(title)}\n(.*?)(?=^##|\Z)", text, re.M | re.S)
    expect(found, "operations.md has no page", title)
    blocks = re.findall(r"^```sh\n(.*?)^```", found[1], re.M | re.S)
    expect(blocks, "the page has no commands:", title)
    return blocks


def walk(machine, title):
    """Does what the page says, from its first command to the last."""
    for block in page(title):
        machine.sh(block)


@contextlib.contextmanager
def installed():
    """A machine on which the page Install was walked."""
    with Machine() as machine:
        machine.bring(package(), "depositary.deb")
        walk(machine, "Install")
        yield machine


@case("the_page_install_gives_a_service_that_is_ready_closed_in_and_nobody_s_root")
def _():
    with installed() as machine:
        equal(machine.property_of("ActiveState"), "active", machine.journal())
        expect(re.match(r"seq \d+, \d+ connections$", machine.property_of("StatusText")),
               machine.property_of("StatusText"))
        equal(machine.http("GET", "/readyz")[0], 200)
        equal(machine.ask("systemctl is-enabled depositary"), "enabled")
        status = dict(line.split(":\t", 1) for line in pathlib.Path(
            f"/proc/{machine.server_pid()}/status").read_text().splitlines())
        account = machine.ask("id --user depositary")
        equal(set(status["Uid"].split()), {account})
        expect(account != "0")
        equal((status["NoNewPrivs"], status["Seccomp"], int(status["CapBnd"], 16)), ("1", "2", 0))
        equal(machine.ask(f"stat --format '%U %a' {DATA} {DATA}/log.db /var/backups/depositary"),
              "depositary 700\ndepositary 600\ndepositary 700")
        machine.sh("systemd-analyze verify depositary.service")
        # The page took the first administrator's token away, after it had made another.
        machine.sh(f"test ! -e {DATA}/admin-token")
        walk(machine, "Back up")
        machine.sh("test -s /var/backups/depositary/*Z.db")
        # As the server sees the file system, even root can write to the data folder alone.
        server = machine.property_of("MainPID")
        machine.sh(f"nsenter --target {server} --mount touch {DATA}/made-up\n"
                   f"rm {DATA}/made-up")
        for path in ("/etc", "/usr", "/var/lib", "/var/backups/depositary"):
            done = machine.sh(f"nsenter --target {server} --mount touch {path}/made-up",
                              check=False)
            expect("Read-only file system" in done.stderr, path, done.stderr)
        work_that_asks_much_of_the_sandbox(machine)
        equal(nice_by_name(machine.server_pid()), {"io": {0}, "io public": {10}, "io known": {0}})
        machine.sh("systemctl reload depositary")
        equal(machine.property_of("ActiveState"), "active", machine.journal())
        # systemd has sent the signal by then, and the server may not have said so yet.
        deadline = time.monotonic() + 20
        while "reloaded" not in machine.journal():
            expect(time.monotonic() < deadline, "not reloaded\n", machine.journal())
            time.sleep(0.1)
        equal(machine.property_of("NRestarts"), "0", machine.journal())


def nice_by_name(pid):
    """How far the sockets' threads step back."""
    found = {}
    for stat in pathlib.Path(f"/proc/{pid}/task").glob("*/stat"):
        text = stat.read_text()
        name = text[text.index("(") + 1:text.rindex(")")]
        if name.startswith("io"):
            found.setdefault(name, set()).add(int(text[text.rindex(")") + 2:].split()[16]))
    return found


def work_that_asks_much_of_the_sandbox(machine):
    """What no other case here does: a password's hash (64 MiB at once) and a flushed document."""
    password = "made-up correct horse"
    machine.sh(f"echo '{password}' | runuser -u depositary -- depositary user add made-up "
               f"--role observer --password-file - --data {DATA}")
    status, text = machine.http("POST", "/session",
                                json.dumps({"user": "made-up", "password": password}),
                                Content_Type="application/json")
    equal(status, 204, text)
    token = machine.depositary("token", "issue", "--role", "focal_point", "--actor", "FRA")
    status, text = machine.http("POST", "/evidence", "MADE UP", Content_Type="text/plain",
                                Authorization="Bearer " + token.split()[-1])
    equal(status, 201, text)
    machine.sh(f"test -s {DATA}/evidence/sha256-{json.loads(text)['sha256']}.text.plain")


@case("systemd_restarts_a_server_whose_writer_is_stuck_and_one_that_was_killed")
def _():
    with installed() as machine:
        machine.sh("mkdir -p /etc/systemd/system/depositary.service.d\n"
                   "printf '[Service]\\nWatchdogSec=6s\\n' "
                   ">/etc/systemd/system/depositary.service.d/patience.conf\n"
                   "systemctl daemon-reload\nsystemctl restart depositary")
        head = machine.head()
        first = machine.server_pid()
        with HeldThreads(first, "registrar"):
            deadline = time.monotonic() + 60
            while "Watchdog timeout" not in machine.journal():
                expect(time.monotonic() < deadline, "no watchdog\n", machine.journal())
                time.sleep(0.2)
        second = restarted(machine, 1)
        expect(second != first)
        machine.sh("systemctl kill --signal=SIGKILL depositary")
        expect(restarted(machine, 2) != second)
        equal(machine.head(), head)


def restarted(machine, times):
    """Waits until systemd has restarted it that often, and it is ready; returns its pid."""
    deadline = time.monotonic() + 60
    while (machine.property_of("NRestarts") != str(times)
           or machine.property_of("ActiveState") != "active"):
        expect(time.monotonic() < deadline, "not restarted\n", machine.journal())
        time.sleep(0.2)
    return machine.server_pid()


def act(machine, n):
    """A record that is acknowledged."""
    told = machine.depositary("call", "actor.register", json.dumps({
        "id": f"org:made-up-{n}", "kind": "company", "name": {"en": "MADE UP", "fr": "FICTIF"}}))
    return json.loads(told)["head"]["seq"]


NEXT_FORMAT = f"""
/usr/bin/python3 - <<'END'
import sqlite3
db = sqlite3.connect("{DATA}/log.db")
format = db.execute("PRAGMA user_version").fetchone()[0]
db.execute(f"PRAGMA user_version = {{format + 1}}")
db.commit()
db.close()
END
"""


@case("the_pages_upgrade_and_roll_back_lead_there_and_back_and_an_older_program_refuses_the_log")
def _():
    with installed() as machine:
        machine.sh("echo 'command_rate = 77' >>/etc/depositary/depositary.toml")
        before = act(machine, 1)
        version = machine.ask("dpkg-query --show --showformat '${Version}' depositary")
        newer = version + ".1"
        machine.bring(package(newer), "depositary-new.deb")
        machine.bring(package(), "depositary-old.deb")

        walk(machine, "Upgrade")
        equal(machine.ask("dpkg-query --show --showformat '${Version}' depositary"), newer)
        equal(machine.property_of("ActiveState"), "active", machine.journal())
        equal(machine.head(), before)
        expect("command_rate = 77" in machine.ask("cat /etc/depositary/depositary.toml"),
               "the operator's settings are gone")
        lost = act(machine, 2)

        # What a program with another format would leave behind.
        machine.sh("systemctl stop depositary" + NEXT_FORMAT)
        install_old, restore, *rest = page("Roll back")
        machine.sh(install_old)
        equal(machine.ask("dpkg-query --show --showformat '${Version}' depositary"), version)
        expect(machine.property_of("ActiveState") != "active", "an older program took the log")
        expect(re.search(r"format \d+", machine.journal()), machine.journal())
        machine.sh(restore)
        equal(machine.property_of("ActiveState"), "active", machine.journal())
        # The record that was lost is gone, the restore is recorded, and the log is whole.
        events = [json.loads(line) for line in machine.depositary("export", "events").splitlines()]
        equal(events[-1]["type"], "store_restored", f"{before} {lost}")
        expect("org:made-up-1" in str(events) and "org:made-up-2" not in str(events))
        machine.depositary("verify")
        for block in rest:
            machine.sh(block)
        equal(machine.property_of("ActiveState"), "active", machine.journal())


@case("the_page_remove_keeps_the_register_until_the_operator_deletes_it_himself")
def _():
    with installed() as machine:
        act(machine, 1)
        remove, purge, delete = page("Remove")
        machine.sh(remove)
        machine.sh("test ! -e /usr/bin/depositary; test -s /etc/depositary/depositary.toml")
        said = machine.sh(purge)
        expect(f"{DATA} is kept" in said.stdout + said.stderr, said.stdout, said.stderr)
        machine.sh(f"test ! -e /etc/depositary; test -s {DATA}/log.db")
        # Whoever installs it again finds the register as it was.
        walk(machine, "Install")
        expect("org:made-up-1" in machine.depositary("export", "events"))
        machine.sh(remove + purge + delete)
        machine.sh(f"test ! -e {DATA}; ! id depositary")


if __name__ == "__main__":
    sys.exit(main())
