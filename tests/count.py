#!/usr/bin/env python3
"""Adds up test cases over all test programs and prints "N passed, N failed" as its last line.

usage: count.py REPORTS CTEST_STATUS

REPORTS holds ctest.xml (ctest --output-junit) and, for each Boost.Test program, NAME.xml. A program
without a report of its own is counted by the last "N passed, N failed" line it printed, else by
node's "# pass N" and "# fail N", else as one case. A program that ctest calls failed is counted as
at least one failure, so that a crash is never lost. Exit status 1 when anything failed or nothing
ran.
"""

import pathlib
import re
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
        passed, failed = found if found else (1, 0) if good else (0, 1)
        if not good and failed == 0:
            failed = 1
        print(f"{name}: {passed} passed, {failed} failed", file=sys.stderr)
        passed_total += passed
        failed_total += failed
    if ctest_status != 0 and failed_total == 0:
        failed_total = 1
    return passed_total, failed_total


def main():
    passed, failed = count(pathlib.Path(sys.argv[1]), int(sys.argv[2]))
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
