#!/usr/bin/env python3
"""The command line: exit codes, help for mistakes, and that it works with and without a server.

Every record in here is MADE UP unless it comes from the catalogue or tests/data.
"""

import asyncio
import csv
import io
import json
import os
import select
import signal
import subprocess
import sys

import websockets

from support import (DATA, Caller, Server, binary, case, catalogue_folder, catalogue_server,
                     clean_environment, equal, expect, fresh_folder, issue_token, main, run, run_ok)

COVAX = "covax"
LINE_SECONDS_MAX = 60


def actor(name, **more):
    return json.dumps({"id": f"org:made-up-{name}", "kind": "civil_society",
                       "name": {"en": "MADE UP", "fr": ""}, **more})


def exits(status, *arguments, **options):
    done = run(*arguments, **options)
    equal(done.returncode, status, f"{' '.join(map(str, arguments))}\n{done.stdout}{done.stderr}")
    return done


# ---- exit codes ------------------------------------------------------------------------------

@case("exit_0_when_done_and_the_answer_alone_is_on_standard_output")
def _():
    done = exits(0, "call", "log.head", "--data", catalogue_folder())
    expect(json.loads(done.stdout)["seq"] > 0, done.stdout)


@case("exit_1_when_something_unexpected_happened")
def _():
    done = exits(1, "import", "/no/such/file.csv", "--initiative", COVAX, "--data",
                 catalogue_folder())
    expect("/no/such/file.csv" in done.stderr, done.stderr)


@case("exit_2_for_wrong_usage")
def _():
    exits(2)
    exits(2, "call", "--data", fresh_folder())
    exits(2, "call", "log.head", "not json", "--data", catalogue_folder())
    exits(2, "verify", "--expect", "12", "--data", catalogue_folder())


@case("exit_3_for_what_is_not_there")
def _():
    exits(3, "call", "initiative.get", '{"initiative": "no-such"}', "--data", catalogue_folder())


@case("exit_4_for_input_that_is_not_valid")
def _():
    folder = catalogue_folder()
    done = exits(4, "call", "initiative.get", '{"initiativ": "covax"}', "--data", folder)
    expect('Did you mean "initiative"?' in done.stderr, done.stderr)
    bad = fresh_folder() / "bad.csv"
    bad.write_text("iso3,act,date,source\nXQQ,ratify,2020-01-01,https://example.org/made-up\n")
    exits(4, "import", bad, "--initiative", "international-solar-alliance", "--data", folder)


@case("exit_5_for_what_a_rule_refuses")
def _():
    done = exits(5, "call", "actor.register", json.dumps(
        {"id": "FRA", "kind": "member_state", "name": {"en": "MADE UP", "fr": ""}}),
        "--data", catalogue_folder())
    expect("E_EXISTS" in done.stderr, done.stderr)


@case("exit_6_for_who_may_not")
def _():
    folder = catalogue_folder()
    token = fresh_folder() / "token"
    token.write_text(issue_token(folder, "observer") + "\n")
    with Server(folder):
        done = exits(6, "call", "actor.register", actor("x"), "--token-file", token,
                     "--data", folder)
    expect("E_ROLE" in done.stderr, done.stderr)


@case("exit_75_when_it_may_work_later")
def _():
    folder = catalogue_folder()
    more_than_any_disk = str(1 << 60)
    with Server(folder, env={"DEPOSITARY_STORE_MIN_FREE_BYTES": more_than_any_disk}):
        done = exits(75, "call", "actor.register", actor("x"), "--data", folder)
        expect("E_READ_ONLY" in done.stderr, done.stderr)
        exits(0, "call", "log.head", "--data", folder)
    exits(0, "call", "actor.register", actor("x"), "--data", folder)


@case("exit_7_when_the_version_moved_or_a_key_is_reused")
def _():
    folder = catalogue_folder()
    done = exits(7, "call", "actor.register", actor("x", expected_version=1), "--data", folder)
    expect("E_VERSION" in done.stderr, done.stderr)
    exits(0, "call", "actor.register", actor("x", idempotency_key="k"), "--data", folder)
    done = exits(7, "call", "actor.register", actor("y", idempotency_key="k"), "--data", folder)
    expect("E_KEY_REUSED" in done.stderr, done.stderr)


@case("exit_8_when_the_log_is_not_what_was_expected")
def _():
    folder = catalogue_folder()
    head = json.loads(run_ok("call", "log.head", "--data", folder))
    expected = f"{head['seq']}:{head['root']}"
    expect(run_ok("verify", "--expect", expected, "--data", folder).startswith("intact"))
    wrong = f"{head['seq']}:{'0' * 64}"
    expect("NOT intact" in exits(8, "verify", "--expect", wrong, "--data", folder).stdout)
    # What is added later takes nothing away from an earlier acknowledgement.
    run_ok("call", "actor.register", actor("later"), "--data", folder)
    expect(run_ok("verify", "--expect", expected, "--data", folder).startswith("intact"))


class Watch:
    """`depositary watch --json` as a process."""

    def __init__(self, data, *arguments):
        self.process = subprocess.Popen(
            [binary(), "watch", "--json", "--data", str(data), *arguments],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            env=clean_environment())
        self._rest = b""

    def event(self):
        while b"\n" not in self._rest:
            ready, _, _ = select.select([self.process.stdout], [], [], LINE_SECONDS_MAX)
            expect(ready, "nothing was shown in time")
            part = os.read(self.process.stdout.fileno(), 65536)
            expect(part, "watch ended")
            self._rest += part
        line, self._rest = self._rest.split(b"\n", 1)
        return json.loads(line)

    def end(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.communicate()


@case("exit_9_when_the_server_goes_away")
def _():
    with catalogue_server() as server:
        watch = Watch(server.data, "--since", str(server.head() - 1))
        watch.event()
        server.kill()
        equal(watch.process.wait(timeout=30), 9, watch.process.stderr.read())
        watch.end()


@case("exit_130_when_interrupted")
def _():
    with catalogue_server() as server:
        watch = Watch(server.data, "--since", str(server.head() - 1))
        watch.event()
        watch.process.send_signal(signal.SIGINT)
        # Dying of the signal is 130 for a shell.
        expect(watch.process.wait(timeout=30) in (130, -signal.SIGINT), watch.process.returncode)
        watch.end()


# ---- help for mistakes -----------------------------------------------------------------------

@case("a_mistyped_command_is_told_what_was_meant")
def _():
    done = exits(2, "sreve")
    expect('Did you mean "serve"?' in done.stderr, done.stderr)
    exits(2, "call", "initiative.lst", "--data", catalogue_folder())


@case("help_and_version_are_on_standard_output")
def _():
    expect("Exit codes" in exits(0, "--help").stdout)
    expect(exits(0, "--version").stdout.startswith("depositary "))


# ---- with a server ---------------------------------------------------------------------------

@case("call_goes_through_the_server_that_runs_and_watch_shows_what_it_did")
def _():
    with catalogue_server() as server:
        head = server.head()
        watch = Watch(server.data, "--since", str(head))
        answer = json.loads(run_ok("call", "actor.register", actor("live"), "--data", server.data))
        equal(answer["seq"], head + 1)
        equal(server.head(), head + 1, "the server has it")
        event = watch.event()
        equal((event["seq"], event["type"], event["payload"]["id"]),
              (head + 1, "actor_registered", "org:made-up-live"))
        watch.end()


@case("a_second_server_on_the_same_folder_is_refused_by_name")
def _():
    with catalogue_server() as server:
        done = exits(7, "serve", "--data", server.data, "--listen", "127.0.0.1:0")
        expect(str(server.data) in done.stderr and str(server.process.pid) in done.stderr,
               done.stderr)
        equal(done.stdout, "")
        expect(server.head() > 0, "the first one works on")


@case("a_server_that_is_asked_to_stop_exits_with_0")
def _():
    with catalogue_server() as server:
        equal(server.stop(), 0)


@case("the_first_start_writes_one_administrator_token_that_only_its_owner_reads")
def _():
    folder = fresh_folder() / "data"
    with Server(folder) as server:
        file = folder / "admin-token"
        equal(file.stat().st_mode & 0o777, 0o600)
        admin = Caller(server, file.read_text().strip())
        equal([r["role"] for r in admin.call("session.roles")["roles"]], ["admin"])
        expect(admin.token not in server.errors.read_text(), "a token is never logged")


# ---- configuration ---------------------------------------------------------------------------

def shown(*arguments, env=None):
    """{name: (value, origin)} of `config show --origin`."""
    rows = {}
    for line in run_ok("config", "show", "--origin", *arguments, env=env).splitlines():
        if " = " in line and "#" in line:
            setting, origin = line.split("#", 1)
            name, value = setting.split(" = ", 1)
            rows[name.strip()] = (value.strip(), origin.strip())
    return rows


@case("every_setting_says_whether_it_comes_from_the_environment_a_file_or_the_default")
def _():
    file = fresh_folder() / "depositary.toml"
    file.write_text("command_rate = 7\nread_rate = 8\n")
    rows = shown("--config", file, env={"DEPOSITARY_COMMAND_RATE": "9"})
    equal(rows["command_rate"], ("9", "environment DEPOSITARY_COMMAND_RATE"))
    equal(rows["read_rate"][0], "8")
    expect(rows["read_rate"][1].startswith(f"file {file}"), rows["read_rate"])
    equal(rows["message_bytes_max"], ("65536", "default"))
    expect(len(rows) > 30, sorted(rows))


@case("a_flag_wins_over_the_environment_and_the_environment_over_the_file")
def _():
    file = fresh_folder() / "depositary.toml"
    file.write_text("batch_items_max = 11\njson_depth_max = 12\nframe_events_max = 13\n")
    env = {"DEPOSITARY_BATCH_ITEMS_MAX": "21", "DEPOSITARY_JSON_DEPTH_MAX": "22"}
    with catalogue_server(env=env, arguments=("--config", str(file), "--batch-items-max",
                                              "31")) as server:
        limits = server.anonymous.call("session.hello")["limits"]
        equal((limits["batch_items_max"], limits["json_depth_max"], limits["frame_events_max"]),
              (31, 22, 13))


@case("an_unknown_setting_is_refused_with_the_nearest_name")
def _():
    file = fresh_folder() / "depositary.toml"
    file.write_text("comand_rate = 7\n")
    done = run("config", "show", "--config", file)
    expect(done.returncode != 0 and "command_rate" in done.stderr, done)
    done = run("config", "show", env={"DEPOSITARY_COMAND_RATE": "7"})
    expect(done.returncode != 0 and "DEPOSITARY_COMMAND_RATE" in done.stderr, done)


# ---- backup and restore ----------------------------------------------------------------------

async def subscribe_error(server, cursor):
    async with websockets.connect(f"ws://{server.host}:{server.port}/ws") as link:
        await link.send(json.dumps({"jsonrpc": "2.0", "id": 1, "method": "subscribe", "params": {
            "topic": "all", "cursor": cursor}}))
        return json.loads(await asyncio.wait_for(link.recv(), 30)).get("error")


@case("a_restored_register_has_a_new_epoch_says_so_and_refuses_cursors_of_the_old_one")
def _():
    file = fresh_folder() / "backup.sqlite"
    with catalogue_server() as server:
        old = server.anonymous.call("log.head")
        expect(f"{old['seq']}:{old['root']}" in run_ok("backup", file, "--data", server.data))
        run_ok("call", "actor.register", actor("lost"), "--data", server.data)
        server.stop()
        folder = server.data
    refused = run("restore", file, "--data", folder)
    expect(refused.returncode != 0, "events would be lost:", refused.stdout)
    equal(json.loads(run_ok("call", "log.head", "--data", folder))["seq"], old["seq"] + 1)
    printed = run_ok("restore", file, "--force", "--data", folder)
    expect("1 events of the log before" in printed, printed)
    expect(run_ok("verify", "--data", folder).startswith("intact"))
    with Server(folder) as server:
        new = server.anonymous.call("log.head")
        expect(new["epoch"] != old["epoch"], new)
        said = server.anonymous.rows("event.list", {"type": "store_restored"})
        equal([(e["payload"]["epoch"], e["payload"]["previous_epoch"], e["payload"]["from_seq"])
               for e in said], [(new["epoch"], old["epoch"], old["seq"])])
        error = asyncio.run(subscribe_error(server, f"{old['epoch']}:{old['seq']}"))
        equal(error["code"], -32020, error)
        expect(new["epoch"] in json.dumps(error), error)
        equal(asyncio.run(subscribe_error(server, f"{new['epoch']}:{new['seq']}")), None)


# ---- import and export -----------------------------------------------------------------------

@case("import_check_shows_the_difference_and_writes_nothing")
def _():
    folder = catalogue_folder()
    head = run_ok("call", "log.head", "--data", folder)
    acts = fresh_folder() / "acts.csv"
    acts.write_text("iso3,act,date,source\nTGO,ratify,2020-01-01,https://example.org/made-up\n")
    arguments = ("import", acts, "--initiative", "international-solar-alliance", "--data", folder)
    expect("would record 1" in run_ok(*arguments, "--check"))
    equal(run_ok("call", "log.head", "--data", folder), head)
    expect("recorded 1" in run_ok(*arguments))
    expect(run_ok("call", "log.head", "--data", folder) != head)
    expect("already there 1" in run_ok(*arguments))


@case("what_an_import_refuses_is_listed_with_row_and_reason_in_a_file")
def _():
    folder = catalogue_folder()
    acts, errors = fresh_folder() / "acts.csv", fresh_folder() / "errors.csv"
    # MADE UP; the Solar Alliance admits no organisation, and no 30 February.
    acts.write_text("iso3,act,date,source\nEUU,ratify,2020-01-01,https://example.org/made-up\n"
                    "TGO,ratify,2020-02-30,https://example.org/made-up\n")
    exits(4, "import", acts, "--initiative", "international-solar-alliance", "--errors", errors,
          "--data", folder)
    rows = list(csv.DictReader(io.StringIO(errors.read_text())))
    equal(len(rows), 2, rows)
    expect(any("acts.csv:3" in r["origin"] for r in rows), rows)
    expect(any(r["reason"] == "E_NOT_ELIGIBLE" for r in rows), rows)


@case("events_are_exported_as_ndjson_one_for_each_seq")
def _():
    folder = catalogue_folder()
    head = json.loads(run_ok("call", "log.head", "--data", folder))["seq"]
    lines = run_ok("export", "events", "--data", folder).splitlines()
    equal([json.loads(line)["seq"] for line in lines], list(range(1, head + 1)))
    same = run_ok("export", "events", "--format", "csv", "--data", folder)
    equal(len(list(csv.DictReader(io.StringIO(same)))), head)


@case("tables_are_exported_as_csv_with_names_beside_codes")
def _():
    folder = catalogue_folder()

    def table(kind, *more):
        text = run_ok("export", kind, "--data", folder, *more)
        return list(csv.DictReader(io.StringIO(text, newline="")))

    pledges = table("pledges", "--initiative", COVAX)
    equal(len(pledges), 40)
    expect(all(p["actor"] and p["actor_name"] for p in pledges), pledges[:2])
    equal(len(table("milestones", "--initiative", COVAX)), 12)
    totals = {r["unit"]: r["announced"] for r in table("totals", "--initiative", COVAX)
              if r["unit"] == "AUD"}
    equal(float(totals["AUD"]), 135000000.0)
    early = table("participations", "--initiative", "international-solar-alliance", "--as-of",
                  "2016-11-14")
    late = table("participations", "--initiative", "international-solar-alliance")
    in_force = [r for r in late if r["in_force_not_before"] or r["in_force_not_after"]]
    expect(in_force and not [r for r in early if r["certain"] == "true"], early[:2])


if __name__ == "__main__":
    sys.exit(main())
