#!/usr/bin/env python3
"""Adds up test cases over all test programs and prints "N passed, N failed" as its last line.

usage: count.py REPORTS CTEST_STATUS
       count.py --logs LOGS
       count.py --boost PROGRAM REPORT

REPORTS holds ctest.xml (ctest --output-junit) and, for each Boost.Test program, NAME.xml. A program
without a report of its own is counted by the last "N passed, N failed" line it printed, else by
node's "# pass N" and "# fail N", else as one case. A program that ctest calls failed is counted as
at least one failure, so that a crash is never lost. LOGS holds NAME.log and NAME.log.status for
each part of the torture, counted by the same rules. What a program said it SKIPPED is printed again
before the count, and counts as nothing. --boost runs one Boost.Test program with its messages and
counts it. Exit status 1 when anything failed or nothing ran.
"""

import pathlib
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree


def from_boost(report):
    """The cases of a Boost.Test XML report, or None when there is none that can be read."""
    try:
        suite = ElementTree.parse(report).getroot().find("TestSuite")
    except (OSError, ElementTree.ParseError):
        return None
    if suite is None:
        return None

    def number(name):
        return int(suite.get("test_cases_" + name, "0"))

    passed = number("passed") + number("passed_with_warnings")
    # "failed" holds the aborted and timed out cases too; a skipped case counts as neither.
    return passed, number("failed")


def from_output(text):
    """The cases that a program counted itself on its output, or None."""
    counts = re.findall(r"^(\d+) passed, (\d+) failed", text, re.MULTILINE)
    if counts:
        return int(counts[-1][0]), int(counts[-1][1])
    passed = re.findall(r"^\W*pass (\d+)\s*$", text, re.MULTILINE)
    failed = re.findall(r"^\W*fail (\d+)\s*$", text, re.MULTILINE)
    if passed and failed:
        return int(passed[-1]), int(failed[-1])
    return None


def skipped(text):
    """What a program said it did not try, and why."""
    return re.findall(r"^SKIPPED: .*$", text, re.MULTILINE)


def judged(found, good):
    """The cases of one program: (passed, failed), never all good when the program was not."""
    passed, failed = found if found else (1, 0) if good else (0, 1)
    if not good and failed == 0:
        failed = 1
    return passed, failed


def count_logs(logs):
    """(passed, failed) over the parts of the torture, with a line for each."""
    passed_total, failed_total = 0, 0
    for log in sorted(logs.glob("*.log")):
        text = log.read_text(errors="replace")
        good = log.with_name(log.name + ".status").read_text().strip() == "0"
        passed, failed = judged(from_output(text), good)
        print(f"{log.stem}: {passed} passed, {failed} failed", file=sys.stderr)
        for line in skipped(text):
            print(f"{log.stem}: {line}", file=sys.stderr)
        passed_total += passed
        failed_total += failed
    return passed_total, failed_total


def count(reports, ctest_status):
    """(passed, failed) over every program that ctest ran, with a line for each."""
    try:
        programs = ElementTree.parse(reports / "ctest.xml").getroot().iter("testcase")
    except (OSError, ElementTree.ParseError):
        return 0, 1
    passed_total, failed_total = 0, 0
    for program in programs:
        name = program.get("name")
        good = program.get("status") == "run"
        output = program.findtext("system-out") or ""
        found = from_boost(reports / (name + ".xml")) or from_output(output)
        passed, failed = judged(found, good)
        print(f"{name}: {passed} passed, {failed} failed", file=sys.stderr)
        for line in skipped(output):
            print(f"{name}: {line}", file=sys.stderr)
        passed_total += passed
        failed_total += failed
    if ctest_status != 0 and failed_total == 0:
        failed_total = 1
    return passed_total, failed_total


def run_boost(program, report):
    """(passed, failed) of one Boost.Test program, which prints its messages."""
    status = subprocess.run(
        [program, "--log_level=message", "--color_output=no", "--report_format=XML",
         "--report_level=short", f"--report_sink={report}"], check=False).returncode
    return judged(from_boost(report), status == 0)


def main():
    if sys.argv[1] == "--logs":
        passed, failed = count_logs(pathlib.Path(sys.argv[2]))
    elif sys.argv[1] == "--boost":
        passed, failed = run_boost(sys.argv[2], sys.argv[3])
    else:
        passed, failed = count(pathlib.Path(sys.argv[1]), int(sys.argv[2]))
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
