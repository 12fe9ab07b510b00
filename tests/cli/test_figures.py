"""`report`, `live` and `pauses`: figures in every format, each beside how far it is known."""

from __future__ import annotations

import csv

import pytest

from agent_desk.cli import main
from tests.cli.calling import Desk


def test_live_figures_and_reports_of_the_demo_have_something_to_say(desk: Desk) -> None:
    live = desk.ok("--demo", "live")
    assert live["whole"]["waiting"] > 0
    assert {line["name"] for line in live["venues"]} == {venue["label"] for venue in live["coverage"]["venues"]}
    report = desk.ok("--demo", "report")
    assert report["promises"]["first"]["decided"]["kept"] > 0
    assert len(report["days"]) == 7
    assert len(report["heat"]) == 7
    narrowed = desk.ok("--demo", "report", "--venue", live["venues"][0]["name"])
    assert 0 < narrowed["arrivals"] < report["arrivals"]


def test_a_report_is_told_as_words_csv_and_page(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    desk.connect()
    desk.question("Where is the kettle I ordered?")
    for format_, beginning in (("csv", "figure,part,day"), ("html", "<!DOCTYPE html>"), ("json", "{")):
        target = desk.folder / f"report.{format_}"
        written = desk.ok("report", "--format", format_, "--out", str(target))
        assert written["bytes"] == target.stat().st_size
        assert target.read_text(encoding="utf-8").startswith(beginning)
    with (desk.folder / "report.csv").open(encoding="utf-8", newline="") as file:
        whole = [
            row["value"] for row in csv.DictReader(file) if row["figure"] == "arrivals" and not row["day"] + row["part"]
        ]
    assert whole == ["1"]
    assert main(["--data-dir", str(desk.folder), "report", "--format", "text"]) == 0
    printed = capsys.readouterr()
    assert printed.out.startswith("Report from ")
    assert "Arrivals: 1" in printed.out
    assert printed.err.startswith("Complete up to ")


def test_pauses_are_listed(desk: Desk) -> None:
    assert desk.ok("pauses", "--from", "2026-01-01", "--to", "2026-01-31")["rows"] == []


def test_a_span_that_makes_no_sense_is_refused(desk: Desk) -> None:
    assert desk("report", "--from", "2026-02-31").code == 2
    assert desk("report", "--from", "2026-02-03", "--to", "2026-02-01").code != 0
    assert desk("report", "--venue", "nowhere").code != 0
