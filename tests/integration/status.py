#!/usr/bin/env python3
"""What an operator is told of a running server: backup, disk, sockets, queue, configuration."""

import asyncio
import sys
import time

import websockets

from support import (case, catalogue_server, equal, expect, fresh_folder, main, run_ok)


def status(server):
    return server.caller("admin").call("server.status")


@case("only_an_administrator_is_told")
def _():
    with catalogue_server() as server:
        server.anonymous.refused("server.status", {}, reason="E_UNAUTHENTICATED")
        for role in ("auditor", "coordinator", "observer"):
            server.caller(role).refused("server.status", {}, reason="E_ROLE")
        equal(server.operator("server.status")["head"]["seq"], server.head())


@case("the_age_of_the_last_backup_is_told_whoever_made_it")
def _():
    with catalogue_server() as server:
        equal(status(server)["backup"], None)
        begun, file = int(time.time()), fresh_folder() / "log copy.db"
        run_ok("backup", file, "--data", server.data)
        head = server.anonymous.call("log.head")
        backup = status(server)["backup"]
        equal((backup["seq"], backup["root"], backup["file"]),
              (head["seq"], head["root"], str(file)))
        expect(begun <= backup["at_s"] <= time.time(), backup)
        expect(0 <= backup["age_s"] <= time.time() - begun + 1, backup)


@case("each_setting_is_told_with_its_origin")
def _():
    flags = ["--uploads-max", "3"]
    with catalogue_server(env={"DEPOSITARY_BATCH_ITEMS_MAX": "77"}, arguments=flags) as server:
        told = {s["name"]: s for s in status(server)["configuration"]}
    equal((told["batch_items_max"]["value"], told["batch_items_max"]["origin"]),
          ("77", "environment DEPOSITARY_BATCH_ITEMS_MAX"))
    equal((told["uploads_max"]["value"], told["uploads_max"]["origin"]),
          ("3", "flag --uploads-max"))
    equal(told["frame_events_max"]["origin"], "default")
    equal(told["frame_events_max"]["value"], told["frame_events_max"]["default"])
    shown = run_ok("config", "show").splitlines()
    equal({line.split(" = ")[0] for line in shown}, set(told))


@case("disk_and_sockets_are_those_of_the_moment")
def _():
    async def open_two(server):
        url = f"ws://{server.host}:{server.port}/ws"
        async with websockets.connect(url), websockets.connect(url):
            return await asyncio.to_thread(status, server)

    with catalogue_server() as server:
        before = status(server)
        during = asyncio.run(open_two(server))
        equal(during["sockets"]["websockets"], before["sockets"]["websockets"] + 2)
        log = (server.data / "log.db").stat().st_size
        expect(during["disk"]["data_bytes"] >= log, during["disk"])
        disk = during["disk"]
        expect(0 < disk["free_bytes"] < disk["total_bytes"], disk)
        expect(during["taking_commands"] and during["queue"]["commands"] == 0, during["queue"])
        expect(abs(during["now_s"] - time.time()) < 60, during["now_s"])


if __name__ == "__main__":
    sys.exit(main())
