#!/usr/bin/env python3
"""What count.py must never get wrong: a crash, a missing report, a program that counts itself."""

import pathlib
import sys
import tempfile
import unittest

import count

BOOST = (
    '<TestResult><TestSuite name="t" result="failed" test_cases_passed="2" '
    'test_cases_passed_with_warnings="1" test_cases_failed="3" test_cases_skipped="1" '
    'test_cases_aborted="2" test_cases_timed_out="0"></TestSuite></TestResult>'
)


def counted(programs, ctest_status, **boost_reports):
    """count.count() over a made-up reports folder."""
    with tempfile.TemporaryDirectory() as folder:
        reports = pathlib.Path(folder)
        if programs is not None:
            (reports / "ctest.xml").write_text(f"<testsuite>{programs}</testsuite>")
        for name, text in boost_reports.items():
            (reports / f"{name}.xml").write_text(text)
        return count.count(reports, ctest_status)


def program(status, output=""):
    return f'<testcase name="p" status="{status}"><system-out>{output}</system-out></testcase>'


class Count(unittest.TestCase):
    def test_a_boost_report_is_counted_by_case_and_aborted_cases_are_not_counted_twice(self):
        self.assertEqual(counted(program("fail"), 8, p=BOOST), (3, 3))

    def test_a_program_that_crashed_before_its_report_is_one_failure(self):
        self.assertEqual(counted(program("fail"), 8), (0, 1))
        self.assertEqual(counted(program("fail"), 8, p="<TestResult><Test"), (0, 1))

    def test_a_program_that_ctest_calls_failed_is_never_counted_as_clean(self):
        self.assertEqual(counted(program("fail", "4 passed, 0 failed"), 8), (4, 1))

    def test_a_program_that_could_not_run_is_a_failure(self):
        self.assertEqual(counted(program("notrun"), 8), (0, 1))

    def test_a_program_may_count_itself(self):
        self.assertEqual(counted(program("run", "x\n5 passed, 0 failed\n"), 0), (5, 0))
        self.assertEqual(counted(program("run", "# pass 3\n# fail 0\n"), 0), (3, 0))

    def test_a_program_that_counts_nothing_is_one_case(self):
        self.assertEqual(counted(program("run", "fine"), 0), (1, 0))

    def test_without_a_ctest_report_everything_failed(self):
        self.assertEqual(counted(None, 0), (0, 1))

    def test_a_status_of_ctest_that_nothing_explains_is_a_failure(self):
        self.assertEqual(counted(program("run"), 8), (1, 1))

    def test_a_part_of_the_torture_that_ended_badly_is_never_counted_as_clean(self):
        with tempfile.TemporaryDirectory() as folder:
            logs = pathlib.Path(folder)
            for name, text, status in (("good", "SKIPPED: x because y\n2 passed, 0 failed\n", 0),
                                       ("crashed", "3 passed, 0 failed\n", 134),
                                       ("silent", "", 1)):
                (logs / f"{name}.log").write_text(text)
                (logs / f"{name}.log.status").write_text(f"{status}\n")
            self.assertEqual(count.count_logs(logs), (5, 2))

    def test_what_was_skipped_is_said_and_not_counted(self):
        text = "SKIPPED: a because b\n0 passed, 0 failed\n"
        self.assertEqual(count.skipped(text), ["SKIPPED: a because b"])
        self.assertEqual(counted(program("run", text), 0), (0, 0))


if __name__ == "__main__":
    result = unittest.main(exit=False, verbosity=2).result
    bad = len(result.failures) + len(result.errors)
    print(f"{result.testsRun - bad} passed, {bad} failed")
    sys.exit(1 if bad else 0)
