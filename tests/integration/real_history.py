#!/usr/bin/env python3
"""Real history through the real binary: the Solar Alliance and the Kigali Amendment.

Facts and their sources: tests/data/README.md and docs/sources.md.
"""

import csv
import json
import sys

from support import (CATALOGUE, DATA, Server, case, catalogue_server, equal, expect, fresh_folder,
                     main, run, run_ok)

ISA = "international-solar-alliance"
AMENDMENT = "membership"


def amendment(listed):
    return next(r for r in listed["rows"] if r["amendment"] == AMENDMENT)


def day_of(interval):
    """The day of an interval that is one, else None."""
    if interval and interval.get("not_before") == interval.get("not_after"):
        return interval.get("not_before")
    return None


@case("the_solar_alliance_is_not_in_force_on_2017_12_05_and_is_on_2017_12_06")
def _():
    with catalogue_server() as server:
        before = server.anonymous.call("initiative.get", {"initiative": ISA, "as_of": "2017-12-05"})
        equal((before["state"], before["in_force_certain"], before["in_force_possible"]),
              ("threshold_met", False, False))
        after = server.anonymous.call("initiative.get", {"initiative": ISA, "as_of": "2017-12-06"})
        equal((after["state"], after["in_force_certain"]), ("in_force", True))
        equal(day_of(after["force"]["in_force"]), "2017-12-06")


@case("the_amendment_is_seen_as_it_was_believed_in_2020_and_as_it_is_known_now")
def _():
    with catalogue_server() as server:
        call = server.anonymous.call
        then = amendment(call("amendment.list", {"initiative": ISA, "as_of": "2020-08-01",
                                                 "known_at": {"known_on": "2020-08-01"}}))
        equal((then["state"], day_of(then["since"])), ("in_force", "2020-07-15"))

        head = {"seq": server.head()}
        known = amendment(call("amendment.list", {"initiative": ISA, "as_of": "2020-08-01",
                                                  "known_at": head}))
        equal(known["state"], "adopted", "what is known now of 2020-08-01")
        eve = amendment(call("amendment.list", {"initiative": ISA, "as_of": "2021-01-07",
                                                "known_at": head}))
        equal(eve["state"], "adopted")
        since = amendment(call("amendment.list", {"initiative": ISA, "as_of": "2021-01-08",
                                                  "known_at": head}))
        equal((since["state"], day_of(since["since"])), ("in_force", "2021-01-08"))


@case("a_correction_keeps_the_original_and_names_it")
def _():
    with catalogue_server() as server:
        events = server.anonymous.rows("event.list", {"initiative": ISA})
        correction = next(e for e in events if "supersedes" in e)
        original = server.anonymous.call("event.get", {"seq": correction["supersedes"]})["event"]
        equal(day_of(original["effective_on"]), "2020-07-15")
        equal(day_of(correction["effective_on"]), "2021-01-08")
        expect(correction["reason"] and correction["evidence"], correction)


def early_ratifications():
    """Rows of isa_acts.csv that ratify by 2017-12-06."""
    with open(DATA / "isa_acts.csv", encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        rows = [r for r in reader if r["act"] == "ratify"
                and (r["date"] or r["on_or_before"]) <= "2017-12-06"]
        return reader.fieldnames, rows


def open_solar_treaty(server, initiative):
    """A treaty with the rules of the Solar Alliance, opened over the API and open for signature."""
    definition = json.loads((CATALOGUE / f"{ISA}.definition.json").read_text("utf-8"))
    definition["id"] = initiative
    definition["version"] = 1
    coordinator = server.caller("coordinator")
    coordinator.call("definition.publish", {"definition": definition})
    coordinator.call("initiative.open", {"definition": initiative, "effective_on": "2016-11-15"})
    history = json.loads((CATALOGUE / f"{ISA}.history.json").read_text("utf-8"))
    steps = [h for h in history if h["key"] in ("adopt-text", "open-for-signature")]
    equal(len(steps), 2)
    lines = fresh_folder() / "steps.ndjson"
    lines.write_text("".join(json.dumps({"key": s["key"], "method": s["method"],
                                         "params": s["params"]}) + "\n" for s in steps), "utf-8")
    run_ok("import", lines, "--initiative", initiative, "--data", server.data)
    return coordinator


def import_early_ratifications(server, initiative):
    names, rows = early_ratifications()
    equal(len(rows), 19, "instruments known to be deposited by 2017-12-06")
    acts = fresh_folder() / "acts.csv"
    with open(acts, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names)
        writer.writeheader()
        writer.writerows(rows)
    return run_ok("import", acts, "--initiative", initiative, "--data", server.data)


@case("the_fifteenth_instrument_lies_between_two_dates_until_the_depositary_states_its_ordinal")
def _():
    initiative = "made-up-solar-treaty"  # MADE UP id; rules and instruments are the real ones
    with catalogue_server() as server:
        open_solar_treaty(server, initiative)
        printed = import_early_ratifications(server, initiative)
        expect("recorded 19" in printed, printed)
        expect("unsourced precondition" in printed, "signatures were not imported:", printed)

        get = server.anonymous.call
        view = get("initiative.get", {"initiative": initiative, "as_of": "2017-11-06"})
        equal((view["force"]["certain"], view["force"]["possible"]), (11, 19))
        reached = view["force"]["reached"]
        expect(reached.get("not_before") and reached.get("not_after"), "both bounds:", reached)
        expect(reached["not_before"] < reached["not_after"], "not a day:", reached)
        equal(day_of(view["force"]["in_force"]), None)

        depositary = server.caller("depositary", initiative)
        stated = {"initiative": initiative, "actor": "GIN", "effective_on": "2017-11-06",
                  "evidence": [{"uri": "https://thehindubusinessline.com/news/solar-alliance-to-"
                                "become-treaty-based-intergovernmental-organisation-on-wednesday/"
                                "article64281686.ece/amp"}]}
        head = server.head()
        for wrong in (10, 20):
            depositary.refused("initiative.state_ordinal", {**stated, "ordinal": wrong}, -32012,
                               "E_ORDINAL")
        no_evidence = {k: v for k, v in stated.items() if k != "evidence"}
        depositary.refused("initiative.state_ordinal", {**no_evidence, "ordinal": 15}, -32012,
                           "E_NO_EVIDENCE")
        equal(server.head(), head, "a refusal changes nothing")
        depositary.call("initiative.state_ordinal", {**stated, "ordinal": 15})

        view = get("initiative.get", {"initiative": initiative, "as_of": "2017-12-06"})
        equal((view["state"], view["in_force_certain"]), ("in_force", True))
        equal(day_of(view["force"]["reached"]), "2017-11-06")
        equal(day_of(view["force"]["in_force"]), "2017-12-06")
        view = get("initiative.get", {"initiative": initiative, "as_of": "2017-12-05"})
        equal((view["state"], view["in_force_certain"]), ("threshold_met", False))


@case("the_clock_records_the_entry_into_force_with_its_rule_and_its_date")
def _():
    initiative = "made-up-solar-treaty"  # MADE UP id; rules and instruments are the real ones
    with catalogue_server() as server:
        open_solar_treaty(server, initiative)
        import_early_ratifications(server, initiative)
        depositary = server.caller("depositary", initiative)
        depositary.call("initiative.state_ordinal", {
            "initiative": initiative, "actor": "GIN", "ordinal": 15, "effective_on": "2017-11-06",
            "evidence": [{"uri": "https://thehindubusinessline.com/news/solar-alliance-to-become-"
                          "treaty-based-intergovernmental-organisation-on-wednesday/"
                          "article64281686.ece/amp"}]})
        data = server.data
        server.stop()
        # What fell due is recorded at the start.
        with Server(data) as again:
            events = again.anonymous.rows(
                "event.list", {"initiative": initiative, "type": "entered_into_force"})
            equal(len(events), 1, events)
            equal(events[0]["principal"], "clock")
            equal(day_of(events[0]["payload"]["in_force"]), "2017-12-06")
            expect(events[0]["payload"]["rule"], events[0])


KIGALI = "kigali-amendment"


def open_kigali(server, signature_required, provisional=False):
    """The amendment's final clauses (article IV), published and opened over the API."""
    definition = {
        "id": KIGALI, "version": 1, "archetype": "treaty", "archetype_version": 1,
        "area": "climate",
        "title": {"en": "Kigali Amendment to the Montreal Protocol",
                  "fr": "Amendement de Kigali au Protocole de Montréal"},
        "depositary": "Secretary-General of the United Nations",
        "rules": {
            "joining": {
                "acts": ["signature", "ratification", "acceptance", "approval", "accession"],
                "signature_required": signature_required,
                "provisional_application": provisional,
                "eligibility": [{"kinds": ["member_state", "observer_state", "other_state",
                                           "regional_organisation"]}],
            },
            "entry_into_force": {
                "threshold": {"count": 20}, "delay": {"days": 90}, "not_before": "2019-01-01",
                "not_counted_kinds": ["regional_organisation"],
                "clause": "article IV of the amendment",
            },
        },
        "sources": [
            {"uri": "https://github.com/openclimatedata/kigali-amendment-entry-into-force"}],
    }
    coordinator = server.caller("coordinator")
    coordinator.call("definition.publish", {"definition": definition})
    # Adopted 2016-10-15 by decision XXVIII/1 of the Meeting of the Parties.
    coordinator.call("initiative.open", {"definition": KIGALI, "effective_on": "2016-10-15"})
    steps = fresh_folder() / "steps.ndjson"
    steps.write_text("".join(json.dumps({
        "key": key, "method": "initiative.advance",
        "params": {"region": "life_treaty", "event": key, "effective_on": "2016-10-15",
                   "evidence": definition["sources"]}}) + "\n"
        for key in ("adopt_text", "open_for_signature")), "utf-8")
    run_ok("import", steps, "--initiative", KIGALI, "--data", server.data)


def kigali_instruments():
    """The instruments of the file, as a file: a provisional application is none."""
    with open(DATA / "kigali_amendment_acts.csv", encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        rows = [r for r in reader if r["act"] in ("ratification", "acceptance", "approval")]
    path = fresh_folder() / "instruments.csv"
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, reader.fieldnames)
        writer.writeheader()
        writer.writerows(rows)
    return path, len(rows)


@case("kigali_reaches_its_threshold_on_2017_11_17_and_is_in_force_on_2019_01_01")
def _():
    with catalogue_server() as server:
        open_kigali(server, signature_required=False)
        acts, _count = kigali_instruments()
        printed = run_ok("import", acts, "--initiative", KIGALI, "--data", server.data)
        expect("refused 0" in printed and "unsourced preconditions 0" in printed, printed)
        get = server.anonymous.call
        day = get("initiative.get", {"initiative": KIGALI, "as_of": "2017-11-16"})
        equal((day["force"]["certain"], day["force"]["possible"]), (19, 19))
        day = get("initiative.get", {"initiative": KIGALI, "as_of": "2017-11-17"})
        equal(day_of(day["force"]["reached"]), "2017-11-17")
        equal(day_of(day["force"]["in_force"]), "2019-01-01")
        equal(get("initiative.get", {"initiative": KIGALI, "as_of": "2018-12-31"})
              ["in_force_certain"], False)
        after = get("initiative.get", {"initiative": KIGALI, "as_of": "2019-01-01"})
        equal((after["state"], after["in_force_certain"]), ("in_force", True))


@case("spain_applies_kigali_provisionally_and_is_no_party_and_counts_for_nothing")
def _():
    whole = DATA / "kigali_amendment_acts.csv"
    arguments = ("--initiative", KIGALI, "--data")
    with catalogue_server() as server:
        open_kigali(server, signature_required=False, provisional=True)
        printed = run_ok("import", whole, *arguments, server.data)
        expect("refused 0" in printed, printed)

        def spain(day):
            rows = server.anonymous.call("participation.list", {
                "initiative": KIGALI, "actor": "ESP", "as_of": day})["rows"]
            return [(r["provisional"], r["consent"]) for r in rows]

        equal(spain("2022-01-19"), [])
        equal(spain("2022-01-20"), [("active", "eligible")])
        counted = server.anonymous.call("initiative.get", {
            "initiative": KIGALI, "as_of": "2022-01-20"})["force"]["certain"]
        equal(counted, server.anonymous.call("initiative.get", {
            "initiative": KIGALI, "as_of": "2022-01-19"})["force"]["certain"])
    with catalogue_server() as server:  # the same file where the terms do not allow it
        open_kigali(server, signature_required=False)
        done = run("import", whole, *arguments, server.data)
        expect(done.returncode != 0 and "E_PROVISIONAL_NOT_ALLOWED" in done.stdout + done.stderr,
               done.stdout[-2000:], done.stderr[-2000:])


@case("an_import_lists_every_ratification_whose_signature_no_source_shows")
def _():
    with catalogue_server() as server:
        open_kigali(server, signature_required=True)
        acts, count = kigali_instruments()
        printed = run_ok("import", acts, "--initiative", KIGALI, "--data", server.data)
        listed = [l for l in printed.splitlines() if l.startswith("unsourced precondition: ")]
        equal(len(listed), count, printed[:2000])
        events = server.anonymous.rows("event.list", {"initiative": KIGALI,
                                                      "type": "instrument_deposited"})
        marked = [e for e in events if e["payload"].get("precondition_unsourced")]
        equal(len(marked), count)


@case("an_instrument_that_is_imported_again_is_not_recorded_twice")
def _():
    with catalogue_server() as server:
        open_kigali(server, signature_required=False)
        acts, _count = kigali_instruments()
        arguments = ("import", acts, "--initiative", KIGALI, "--data", server.data)
        run_ok(*arguments)
        head = server.head()
        printed = run_ok(*arguments)
        expect("recorded 0, already there" in printed, printed)
        equal(server.head(), head)


if __name__ == "__main__":
    sys.exit(main())
