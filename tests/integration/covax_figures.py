#!/usr/bin/env python3
"""COVAX: the announced figures as the sources have them, and a MADE UP pledge up to its payment.

Sources of the figures: docs/sources.md.
"""

import decimal
import sys

from support import case, catalogue_server, equal, expect, main, source

COVAX = "covax"
ZERO_COLUMNS = ("pledged", "committed", "paid", "committed_unpaid", "outstanding", "overdue")
ANNOUNCED = {
    "EUR": "3005000000", "GBP": "500000000", "USD": "6017602500", "SEK": "2250000000",
    "AUD": "135000000", "CAD": "220000000", "doses": "733000000",
}
CONDITIONAL = {"GBP": "250000000", "USD": "2000000000"}
LOANS = {"EUR": "300000000"}


def number(text):
    return decimal.Decimal(text)


def rows_by_unit(answer):
    return {r["unit"]: r for r in answer["by_unit"]}


@case("what_was_announced_is_the_sum_that_the_sources_give_in_every_unit")
def _():
    with catalogue_server() as server:
        rows = rows_by_unit(server.anonymous.call("totals.get", {"initiative": COVAX}))
        seen = {unit: number(r["announced"]) for unit, r in rows.items()}
        equal(seen, {unit: number(n) for unit, n in ANNOUNCED.items()})


@case("conditional_parts_and_loans_are_shown_apart_within_what_was_announced")
def _():
    with catalogue_server() as server:
        rows = rows_by_unit(server.anonymous.call("totals.get", {"initiative": COVAX}))
        for unit, row in rows.items():
            equal(number(row["announced_conditional"]), number(CONDITIONAL.get(unit, "0")), unit)
            equal(number(row["announced_loan"]), number(LOANS.get(unit, "0")), unit)


@case("what_nobody_confirmed_is_in_no_total_of_promises_or_payments")
def _():
    with catalogue_server() as server:
        for unit, row in rows_by_unit(
                server.anonymous.call("totals.get", {"initiative": COVAX})).items():
            for column in ZERO_COLUMNS:
                equal(number(row[column]), 0, f"{unit} {column}")


@case("the_parts_that_explain_a_figure_add_up_to_it_and_each_is_an_event_with_evidence")
def _():
    with catalogue_server() as server:
        answer = server.anonymous.call("totals.explain", {"initiative": COVAX})
        shown = 0
        for row in answer["rows"]:
            for column, parts in row["explain"].items():
                total = sum((number(p["amount"]) for p in parts), decimal.Decimal(0))
                equal(total, number(row[column]), f"{row['unit']} {column}")
                for part in parts:
                    expect(number(part["amount"]) != 0, part)
                    event = server.anonymous.call("event.get", {"seq": part["seq"]})["event"]
                    equal((event["seq"], event["initiative"]), (part["seq"], COVAX))
                    equal(event["payload"]["pledge"], part["pledge"])
                    expect(event["evidence"] and event["evidence"][0]["uri"], event)
                    shown += 1
        expect(shown >= 40, "parts shown:", shown)


@case("one_column_in_one_unit_is_explained_alone")
def _():
    with catalogue_server() as server:
        rows = server.anonymous.call("totals.explain", {
            "initiative": COVAX, "unit": "GBP", "column": "announced_conditional"})["rows"]
        equal([(r["unit"], list(r["explain"])) for r in rows], [("GBP", ["announced_conditional"])])


@case("the_three_aggregates_are_attestations_that_say_what_they_include")
def _():
    with catalogue_server() as server:
        rows = server.anonymous.rows("attestation.list", {"initiative": COVAX})
        aggregates = [r for r in rows if r["key"].startswith("aggregate-")]
        equal(len(aggregates), 3)
        for row in aggregates:
            expect(row.get("figure") and len(row["overlaps"]) > 1, row)
        pledges = server.anonymous.rows("pledge.list", {"initiative": COVAX})
        equal(len(pledges), 40)


def milestone(server, name, as_of):
    rows = server.anonymous.rows("milestone.list", {"initiative": COVAX, "as_of": as_of})
    return next((m for m in rows if m["milestone"] == name), None)


@case("two_billion_doses_is_due_on_2021_12_31_and_missed_the_next_day")
def _():
    with catalogue_server() as server:
        equal(milestone(server, "two-billion-doses-2021", "2021-12-31")["deadline"], "due")
        after = milestone(server, "two-billion-doses-2021", "2022-01-01")
        equal((after["deadline"], after["outcome"]), ("missed", "missed"))
        seq = after["outcome_seq"]
        expect(server.anonymous.call("event.get", {"seq": seq})["event"]["evidence"])


@case("two_billion_dollars_is_future_on_2020_11_12_and_met_on_time_on_2020_11_13")
def _():
    with catalogue_server() as server:
        before = milestone(server, "amc-2bn-2020", "2020-11-12")
        equal((before["deadline"], before.get("outcome")), ("future", None))
        after = milestone(server, "amc-2bn-2020", "2020-11-13")
        equal((after["deadline"], after["outcome"]), ("met_on_time", "met"))


@case("a_due_date_that_passed_without_a_sourced_outcome_is_unknown_and_not_missed")
def _():
    with catalogue_server() as server:
        now = milestone(server, "expressions-of-interest", "2020-09-01")
        equal((now["deadline"], now.get("outcome")), ("due_passed", None))
        events = server.anonymous.rows(
            "event.list", {"initiative": COVAX, "type": "milestone_due_passed"})
        passed = [e for e in events if e["payload"]["milestone"] == "expressions-of-interest"]
        equal([(e["principal"], e["payload"]["due"]) for e in passed], [("clock", "2020-08-31")])


def pledge(server, name):
    rows = server.anonymous.rows("pledge.list", {"initiative": COVAX})
    return next(p for p in rows if p["id"] == name)


@case("a_pledge_goes_from_promise_to_commitment_to_payment_through_two_persons")
def _():
    with catalogue_server() as server:
        # MADE UP: no such pledge was made.
        name = "made-up-fra-1"
        focal = server.caller("focal_point", actor="FRA")
        recipient = server.caller("recipient", COVAX)
        common = {"initiative": COVAX, "evidence": source()}
        focal.call("pledge.register", {**common, "pledge": name, "content": {
            "actor": "FRA", "amount": "1000.50", "unit": "EUR", "finance_type": "grant"}})
        equal(pledge(server, name)["pledged_uncommitted"], "1000.50")

        signing = {"pledge": name, "commitment": "c1", "amount": "1000.50",
                   "evidence": source(),
                   "instalments": [{"key": "i1", "due": "2030-01-31", "amount": "600.50"},
                                   {"key": "i2", "due": "2030-06-30", "amount": "400.00"}]}
        focal.refused("pledge.sign_commitment", {"initiative": COVAX, **signing}, -32012,
                      "E_FOUR_EYES")
        focal.call("proposal.create", {"initiative": COVAX, "proposal": "p1",
                                       "method": "pledge.sign_commitment", "params": signing})
        proposal = next(p for p in server.anonymous.rows("proposal.list", {"initiative": COVAX})
                        if p["proposal"] == "p1")
        approval = {"initiative": COVAX, "proposal": "p1", "hash": proposal["hash"]}
        focal.refused("proposal.approve", approval, -32012, "E_FOUR_EYES")
        recipient.refused("proposal.approve", {**approval, "hash": "0" * 64}, -32012,
                          "E_PROPOSAL_HASH")
        recipient.call("proposal.approve", approval)
        now = pledge(server, name)
        equal((now["committed"], now["committed_unpaid"], now["paid"]), ("1000.50", "1000.50",
                                                                        "0.00"))

        focal.call("pledge.report_payment", {**common, "pledge": name, "receipt": "r1",
                                             "amount": "600.50", "instalment": "c1/i1"})
        equal((pledge(server, name)["paid"], pledge(server, name)["reported_unconfirmed"]),
              ("0.00", "600.50"))
        recipient.call("pledge.confirm_receipt", {**common, "pledge": name, "receipt": "r1",
                                                  "amount": "600.50"})
        now = pledge(server, name)
        equal((now["paid"], now["committed_unpaid"], now["reported_unconfirmed"]),
              ("600.50", "400.00", "0.00"))
        row = rows_by_unit(server.anonymous.call("totals.get", {"initiative": COVAX}))["EUR"]
        equal((number(row["pledged"]), number(row["paid"])), (number("1000.50"), number("600.50")))
        equal(number(row["announced"]), number(ANNOUNCED["EUR"]), "announced is a column apart")


@case("who_reports_a_payment_does_not_confirm_it")
def _():
    with catalogue_server() as server:
        # MADE UP: one person with both roles, and no such pledge.
        person = server.caller("focal_point", actor="FRA", principal="p-made-up-both")
        server.operator("grant.give", {"to": "p-made-up-both", "role": "recipient",
                                       "initiative": COVAX})
        common = {"initiative": COVAX, "pledge": "made-up-fra-2", "evidence": source()}
        person.call("pledge.register", {**common, "content": {
            "actor": "FRA", "amount": "10.00", "unit": "EUR"}})
        person.call("pledge.report_payment", {**common, "receipt": "r1", "amount": "10.00"})
        head = server.head()
        person.refused("pledge.confirm_receipt", {**common, "receipt": "r1"}, -32012,
                       "E_SELF_CONFIRM")
        equal(server.head(), head)
        server.caller("recipient", COVAX).call("pledge.confirm_receipt",
                                               {**common, "receipt": "r1"})
        equal(pledge(server, "made-up-fra-2")["paid"], "10.00")


if __name__ == "__main__":
    sys.exit(main())
