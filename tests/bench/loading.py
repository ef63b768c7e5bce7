"""Loading: the sixteen histories of the catalogue, by the real server, into an empty folder."""

import time

from harness import Product, Samples, at_most, figure, rounds

GOAL_SECONDS = 10


def run(bench):
    samples = Samples()
    heads = []
    for _ in range(rounds()):
        began = time.monotonic()
        data = bench.folder() / "data"
        with Product(bench, data, catalogue=True, raised=False) as server:
            seconds = time.monotonic() - began
            heads.append(server.operator("log.head", {})["seq"])
        samples.add("seconds", seconds)
        samples.add("rate", heads[-1] / seconds)
    rows = [
        at_most("start to listening, sixteen histories loaded from nothing", GOAL_SECONDS,
                samples.by_name["seconds"], unit="s"),
        figure("events loaded, each command a transaction of its own", samples, "rate",
               "events/s"),
    ]
    return "Loading the catalogue", rows, {"events": heads[0], "samples": samples.by_name}
