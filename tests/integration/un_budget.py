#!/usr/bin/env python3
"""The regular budget of the United Nations, 2019 to 2022: 193 states a year, as published.

Sources of the figures: docs/sources.md.
"""

import calendar
import contextlib
import csv
import datetime
import decimal
import json
import shutil
import sys

from support import (
    CATALOGUE, DATA, Server, case, catalogue_folder, catalogue_server, equal, expect,
    fresh_folder, main, run_ok)

UN = "un-funding-and-support"
STATES = 193


_template = None


def made_up_opening(server, folder):
    """The shipped records under a MADE UP definition, where the binary lacks their archetype."""
    shipped = json.loads((CATALOGUE / f"{UN}.definition.json").read_text(encoding="utf-8"))
    server.operator("definition.publish", {"definition": {**shipped, "archetype": "facility"}})
    history = json.loads((CATALOGUE / f"{UN}.history.json").read_text(encoding="utf-8"))
    kept = [r for r in history if r["method"] != "initiative.advance"]
    file = folder.parent / "history.json"
    file.write_text(json.dumps(kept), encoding="utf-8")
    run_ok("import", file, "--initiative", UN, "--data", folder)


@contextlib.contextmanager
def register():
    """A server that holds the shipped history, with what the clock makes of it."""
    global _template
    if _template is None:
        _template = catalogue_folder()
        with Server(_template) as server:
            listed = [r["id"] for r in server.anonymous.rows("initiative.list")]
            if UN not in listed:
                made_up_opening(server, _template)
        with Server(_template):  # the clock records at the start what fell due
            pass
    folder = fresh_folder() / "data"
    shutil.copytree(_template, folder)
    with Server(folder) as server:
        yield server


def table(name):
    with open(DATA / name, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def month_end(year, month):
    return f"{year}-{month:02d}-{calendar.monthrange(year, month)[1]}"


def the_day(interval):
    equal(interval["not_before"], interval["not_after"])
    return interval["not_after"]


def summary(server, year, as_of):
    return server.anonymous.call(
        "obligation.summary", {"initiative": UN, "period": str(year), "as_of": as_of})


def obligations(server, year, as_of, **more):
    return {r["actor"]: r for r in server.anonymous.rows(
        "obligation.list", {"initiative": UN, "period": str(year), "as_of": as_of, **more})}


@case("the_states_paid_in_full_at_each_of_48_month_ends_are_as_many_as_were_published")
def _():
    published = table("un_honour_roll_month_end_counts_2019_2022.csv")
    equal(len(published), 48)
    with register() as server:
        differing = []
        for row in published:
            year, month = int(row["year"]), int(row["month"])
            seen = summary(server, year, month_end(year, month))
            equal(seen["obligations"], STATES, row)
            equal(seen["in_full"] + seen["not_in_full"] + seen["unknown"], STATES, row)
            if seen["in_full"] != int(row["states_paid_in_full"]):
                differing.append((row, seen["in_full"]))
        equal(differing, [])


@case("on_time_late_and_not_in_full_agree_with_every_one_of_the_772_rows")
def _():
    rows = table("un_regular_budget_2019_2022.csv")
    equal(len(rows), 4 * STATES)
    words = {"paid_on_time": "paid_on_time", "paid_late": "paid_late",
             "not_paid_in_full": "overdue"}
    with register() as server:
        for year in range(2019, 2023):
            seen = obligations(server, year, month_end(year, 12))
            equal(len(seen), STATES)
            for row in (r for r in rows if r["year"] == str(year)):
                got = seen[row["iso3"]]
                equal(got["deadline"], words[row["payment_status"]], row)
                equal(got["due"], row["due_date"], row)
                equal(decimal.Decimal(got["assessed"]), decimal.Decimal(row["assessment_usd"]))
                if row["paid_in_full_date"]:
                    equal(the_day(got["paid_in_full_on"]), row["paid_in_full_date"], row)


@case("what_was_not_paid_in_full_has_an_unknown_remainder_and_stays_in_the_denominator")
def _():
    years = {r["year"]: r for r in table("un_regular_budget_years.csv")}
    with register() as server:
        for year in range(2019, 2023):
            published = years[str(year)]
            seen = summary(server, year, published["as_of"])
            for column, figure in (
                    ("in_full", "paid_in_full"), ("on_time", "paid_on_time"),
                    ("late", "paid_late"), ("not_in_full", "not_listed_as_paid"),
                    ("remainder_unknown", "not_listed_as_paid")):
                equal(seen[column], int(published[figure]), f"{year} {column}")
            equal(seen["unknown"], 0)
            equal(decimal.Decimal(seen["assessed"]), int(published["assessed_total_usd"]))
            equal(decimal.Decimal(seen["outstanding_known"]), 0)
            # Before any word about them, as after it: never the full amount.
            due = datetime.date.fromisoformat(published["due_date"])
            for as_of in (published["as_of"], str(due + datetime.timedelta(days=1))):
                unpaid = obligations(server, year, as_of, state="overdue")
                expect(len(unpaid) >= int(published["not_listed_as_paid"]))
                for row in unpaid.values():
                    expect("outstanding" not in row or row["outstanding"] is None, row)
                    expect("paid" not in row or row["paid"] is None, row)


@case("the_clock_recorded_each_one_that_fell_overdue_once_and_flagged_nobody")
def _():
    rows = table("un_regular_budget_2019_2022.csv")
    with register() as server:
        overdue = server.anonymous.rows(
            "event.list", {"initiative": UN, "type": "obligation_fell_overdue"})
        seen = [e["payload"]["obligation"] for e in overdue]
        wanted = {f"{r['year']}:{r['iso3']}" for r in rows if r["payment_status"] != "paid_on_time"}
        equal((len(seen), set(seen) ^ wanted), (len(wanted), set()))
        expect(all("unpaid" not in e["payload"] or e["payload"]["unpaid"] is None
                   for e in overdue))
        for row in server.anonymous.rows("arrears.list", {"initiative": UN}):
            equal(row["state"], "good_standing", row)


@case("the_honour_roll_is_in_the_order_of_full_payment_and_names_its_events")
def _():
    rows = [r for r in table("un_regular_budget_2019_2022.csv")
            if r["year"] == "2021" and r["paid_in_full_date"]]
    wanted = sorted((r["paid_in_full_date"], r["iso3"]) for r in rows)
    with register() as server:
        seen = summary(server, 2021, "2021-12-31")
        equal([(the_day(r["paid_in_full_on"]), r["actor"]) for r in seen["honour_roll"]], wanted)
        event = server.anonymous.call("event.get", {"seq": seen["explain"][0]})["event"]
        equal(event["initiative"], UN)
        expect(event["evidence"][0]["uri"], event)


@case("before_a_year_was_assessed_nothing_is_owed_for_it")
def _():
    with register() as server:
        equal(summary(server, 2021, "2020-12-31")["obligations"], 0)


@case("a_scorecard_shows_what_is_assessed_beside_pledges_and_as_known_then")
def _():
    with catalogue_server() as server:
        asked = {"by": "actor", "id": "DEU", "as_of": "2022-12-31"}
        rows = server.anonymous.call("scorecard.get", asked)["assessed"]
        equal([(r["initiative"], r["unit"], r["obligations"], r["in_full"]) for r in rows],
              [("un-funding-and-support", "USD", 4, 4)])
        by_period = server.anonymous.rows("obligation.list", {
            "initiative": "un-funding-and-support", "actor": "DEU", "as_of": "2022-12-31"})
        equal(rows[0]["assessed"], f"{sum(decimal.Decimal(r['assessed']) for r in by_period):.2f}")
        then = server.anonymous.call(
            "scorecard.get", {**asked, "known_at": {"known_on": "2018-01-01"}})
        equal(then.get("assessed", []), [], "nothing was assessed in the register's years yet")
        server.anonymous.refused("scorecard.get", {**asked, "known_at": {}}, reason="E_VALUE")


if __name__ == "__main__":
    sys.exit(main())
