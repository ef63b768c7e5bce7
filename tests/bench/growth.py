"""Cost as the register grows: the same figures at each size, as rows, JSON and a plot.

DEPOSITARY_BENCH_EVENTS_MAX (1,000,000) is the largest log. One run of each size: what is looked for
is how a figure grows, and a size that grows too fast shows in one.
"""

import math
import pathlib

from harness import at_most, whole

EVENTS = (10_000, 100_000, 1_000_000, 10_000_000)
INITIATIVES = (16, 1_000, 100_000)
FIGURES = [
    ("commands_per_second", "commands, 512 a transaction", "1/s"),
    ("start_s", "start", "s"),
    ("as_of_p50_ms", "another day of one initiative, with all of it in effect", "ms"),
    ("known_at_p50_ms", "what was known of it at half of the log", "ms"),
    ("memory_mib", "memory of the state", "MiB"),
    ("file_mib", "the log file", "MiB"),
]


def sizes():
    most = whole("EVENTS_MAX", 1_000_000)
    return [(events, initiatives) for events in EVENTS if events <= most
            for initiatives in INITIATIVES if initiatives < events]


def measure(bench, events, initiatives):
    return bench.program("bench_register", "grow", dir=bench.folder(), events=events,
                         initiatives=initiatives)


def run(bench):
    results = []
    for events, initiatives in sizes():
        results.append(measure(bench, events, initiatives))
        print(f"  {results[-1]}", flush=True)
    one = measure(bench, min(100_000, whole("EVENTS_MAX", 1_000_000)), 1)
    million = [r for r in results if 1_000_000 <= r["events"] < 2_000_000]
    rows = [
        at_most("start, 1 M events", 0.2, [r["start_s"] for r in million],
                "no log of that size was made", "s"),
        at_most("as_of, an initiative of 100,000 events", 50, [one["as_of_p50_ms"]], unit="ms"),
        at_most("known_at, an initiative of 100,000 events", 50, [one["known_at_p50_ms"]],
                unit="ms"),
    ]
    for key, what, unit in FIGURES:
        for r in results:
            size = f"{r['events']:,} events, {r['initiatives']:,} initiatives"
            rows.append({"what": f"{what}: {size}", "value": r[key], "unit": unit})
    plot(results, pathlib.Path(bench.build) / "growth.svg")
    return "Cost as the register grows", rows, {"sizes": results, "one": one}


def plot(results, path):
    """Each figure against the events, both logarithmic, a line for each number of initiatives."""
    width, height, left, top = 300, 150, 60, 30
    colours = {16: "#1b4f8a", 1_000: "#b04a00", 100_000: "#3a7d44"}
    parts = []
    for number, (key, what, unit) in enumerate(FIGURES):
        x0, y0 = left + (number % 2) * (width + 110), top + (number // 2) * (height + 70)
        values = [max(r[key], 1e-3) for r in results]
        low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
        high = max(high, low + 1)
        first = math.log10(min(r["events"] for r in results))
        last = max(math.log10(max(r["events"] for r in results)), first + 1)

        def at(events, value):
            x = x0 + (math.log10(events) - first) / (last - first) * width
            y = y0 + height - (math.log10(max(value, 1e-3)) - low) / (high - low) * height
            return f"{x:.1f},{y:.1f}"

        parts.append(f'<text x="{x0}" y="{y0 - 8}" font-weight="bold">{what} ({unit})</text>')
        parts.append(f'<rect x="{x0}" y="{y0}" width="{width}" height="{height}" fill="none" '
                     'stroke="#999"/>')
        for power in range(low, high + 1):
            y = y0 + height - (power - low) / (high - low) * height
            parts.append(f'<line x1="{x0}" x2="{x0 + width}" y1="{y:.1f}" y2="{y:.1f}" '
                         'stroke="#ddd"/>')
            parts.append(f'<text x="{x0 - 6}" y="{y + 4:.1f}" text-anchor="end">'
                         f'{10 ** power:g}</text>')
        for events in sorted({r["events"] // 1000 * 1000 for r in results}):
            x = at(max(events, 1), 1).split(",")[0]
            parts.append(f'<text x="{x}" y="{y0 + height + 16}" text-anchor="middle">'
                         f'{events:,}</text>')
        for initiatives, colour in colours.items():
            mine = [r for r in results if r["initiatives"] == initiatives]
            points = " ".join(at(r["events"], r[key]) for r in mine)
            parts.append(f'<polyline points="{points}" fill="none" stroke="{colour}" '
                         'stroke-width="2"/>')
            for r in mine:
                x, y = at(r["events"], r[key]).split(",")
                parts.append(f'<circle cx="{x}" cy="{y}" r="3" fill="{colour}"/>')
    bottom = top + 3 * (height + 70)
    for number, (initiatives, colour) in enumerate(colours.items()):
        parts.append(f'<text x="{left + number * 180}" y="{bottom}" fill="{colour}">'
                     f'{initiatives:,} initiatives</text>')
    path.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {2 * width + 230} {bottom + 20}" '
        'font-family="sans-serif" font-size="11"><rect width="100%" height="100%" fill="white"/>'
        + "".join(parts) + "</svg>\n")
