"""Replay: the events of the sixteen real histories, folded, beside reading their JSON alone."""

from harness import Product, Samples, at_least, figure, rounds, whole


def run(bench):
    data = bench.folder() / "data"
    with Product(bench, data, catalogue=True, raised=False):
        pass
    samples = Samples()
    for _ in range(rounds()):
        result = bench.program("bench_register", "replay", log=data / "log.db",
                               ms=whole("MS", 3000) // 2)
        for name in ("parse", "decode", "fold", "checked"):
            samples.add(name, result[f"{name}_per_second"])
    rows = [
        at_least("events folded", 1_000_000, samples.by_name["fold"], unit="1/s"),
        at_least("events folded, every hash checked", 500_000, samples.by_name["checked"],
                 unit="1/s"),
        at_least("folded, of reading their JSON alone", 0.65, samples.ratios("fold", "parse")),
        figure("reading their JSON alone (Boost.JSON)", samples, "parse", "1/s"),
        figure("decoding them", samples, "decode", "1/s"),
    ]
    return (f"Replay of {result['events']} real events, {result['mean_bytes']:.0f} bytes each",
            rows, {"last": result, "samples": samples.by_name})
