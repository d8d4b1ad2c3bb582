"""A series whose figures come late has a row for the quarter that came, the same everywhere and named by it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import docx
import pytest
from openpyxl import load_workbook

from tests.report.agree import contradictions
from tests.support import Q1, Q2, Q3, Q4, SERIES, Cell, partnership, send
from xlcsp import frames
from xlcsp.domain.numbers import by_format
from xlcsp.domain.periods import Quarter
from xlcsp.forms.layout import Answer
from xlcsp.forms.rows import rows_of
from xlcsp.pipeline import NOTHING_ELSE, make
from xlcsp.pipeline.release import release
from xlcsp.planbook import Master
from xlcsp.report.model import Report, SeriesReport
from xlcsp.report.officers import exceptions
from xlcsp.report.pages import pages
from xlcsp.report.publication.tables import publication
from xlcsp.report.publication.withhold import public_report
from xlcsp.report.scorecard import Line, line_values, scorecard
from xlcsp.report.sheets import write_report
from xlcsp.report.to_comment import comment_forms
from xlcsp.report.word import write_word
from xlcsp.report.words import missing, off_target, outturns, rag_sentence
from xlcsp.returns.collect import collect
from xlcsp.returns.issue import forms

LEAD = "Director of health"
LATE: dict[str, Cell] = {"id": "late", "ref": "1.1", "measure": "Admissions", "unit": "admissions", "polarity": "lower",
                         "target_rule": "at most", "target": 40, "lag_quarters": 1, "theme_lead": LEAD}  # fmt: skip
PROMPT: dict[str, Cell] = {**LATE, "id": "prompt", "ref": "1.2", "measure": "Calls", "unit": "calls", "lag_quarters": 0}
HALF: dict[str, Cell] = {**PROMPT, "id": "half", "ref": "1.3", "measure": "Survey", "frequency": "half-yearly"}
STATUS: dict[str, Cell] = {"id": "m", "ref": "1.4", "measure": "Plan adopted", "kind": "milestone",
                           "polarity": "higher", "target_rule": "at least"}  # fmt: skip
ACTION: dict[str, Cell] = {"action id": "A1", "ref": "1.1", "action": "Brief the ward", "owner": "Ward manager",
                           "due": date(2015, 6, 1), "status": "In progress"}  # fmt: skip
YEAR: dict[str, Cell] = {"id": "late", "year": "2013/14", "Q1": 9, "Q2": 9, "Q3": 9, "target_rule": "at most",
                         "target": 38}  # fmt: skip
SAID = "More of them came at weekends."


def sent(folder: Path, upto: Quarter = Q2, *, said: str = SAID, actions: tuple[dict[str, Cell], ...] = ()) -> Master:
    """Late figures of 2013/14 Q4, then 11, 30, 12; the others come in time."""
    master = partnership(
        folder, (LATE, PROMPT, HALF, STATUS), history=(YEAR,), more={"Actions": actions} if actions else None
    )
    for quarter in (one for one in (Q1, Q2, Q3, Q4) if one <= upto):
        given = {
            "late": Answer(figure=(11, 11, 30, 12)[quarter.number - 1], status="Provided", commentary=said),
            "prompt": Answer(figure=10, status="Provided"),
            "m": Answer(milestone="On track", status="Provided"),
        }
        if quarter.number in (2, 4):
            given["half"] = Answer(figure=20, status="Provided")
        send(master, quarter, given, as_at=quarter.last_day)
    return master


def report_of(master: Master, quarter: Quarter) -> Report:
    return make(master, quarter).report


def of(report: Report, name: str) -> SeriesReport:
    return next(one for one in report.series if one.series.id == name)


def line(report: Report, ref: str) -> Line:
    return next(score.lines[0] for _, scores in scorecard(report).themes for score in scores if score.ref == ref)


@pytest.mark.parametrize("said", [SAID, ""])
def test_what_the_provider_says_of_the_figure_that_came_stands_wherever_commentary_does(
    tmp_path: Path, said: str
) -> None:
    report = report_of(sent(tmp_path, Q3, said=said), Q3)
    assert of(report, "late").rag == "Red"
    write_report(report, tmp_path / "report.xlsx")
    write_word(report, tmp_path / "report.docx")
    book, word = load_workbook(tmp_path / "report.xlsx"), docx.Document(str(tmp_path / "report.docx"))
    places = {name: [str(cell.value) for row in book[name] for cell in row] for name in ("Summary", "Exceptions")}
    places["Word"] = [one.text for one in word.paragraphs]
    for name, texts in places.items():
        assert any(SAID in text for text in texts) == bool(said), name
        assert any("No commentary was given" in text for text in texts) == (not said), name
    figures = next(row[2].value for row in book["Exceptions"].iter_rows(min_row=5))
    assert figures.startswith("30 admissions in Q2. Year to date (April to September) 41")
    assert contradictions(tmp_path / "report.xlsx", tmp_path / "report.docx") == []


def test_its_theme_lead_sees_the_figure_that_came_and_what_its_provider_said(tmp_path: Path) -> None:
    master = sent(tmp_path)
    for quarter, figures in (
        (Q1, "2013/14 outturn: 38 admissions (Q4: 11). Target at most 38 admissions: achieved."),
        (Q2, "11 admissions in Q1, an increase of 2 (+22.2%) on the same quarter last year."),
    ):
        (form,) = comment_forms(report_of(master, quarter), date(2014, 7, 1))
        assert form.rows[0].figures.startswith(figures)
        assert form.rows[0].commentary == SAID


def test_a_theme_lead_is_told_of_what_nobody_was_asked_for(tmp_path: Path) -> None:
    """The half-yearly survey's row was blank in Q1 and Q3, as if a figure were missing."""
    told = []
    for quarter in (Q1, Q3):
        (form,) = comment_forms(report_of(sent(tmp_path / quarter.short, quarter), quarter), date(2014, 7, 1))
        told += [row.figures for row in form.rows if row.ref == "1.3"]
    assert told == ["None due in Q1.", "None due in Q3. Green at Q2."]


def test_the_summary_names_what_is_being_done_where_nothing_is_said(tmp_path: Path) -> None:
    told = dict(off_target(report_of(sent(tmp_path, Q3, said="", actions=(ACTION,)), Q3)))["1.1"]
    assert told == (
        "Red. Admissions: 41 to Q2, where the target is at most 18. "
        "Action: Brief the ward (Ward manager; due 1 June 2015; in progress)."
    )


def test_what_is_not_due_or_has_no_data_is_not_rated(tmp_path: Path) -> None:
    master = sent(tmp_path, Q1)
    assert rag_sentence(report_of(master, Q1)) == ("Of 4 measures 2 are rated: 2 Green; 2 are not due yet.")
    assert rag_sentence(report_of(master, Q2)) == ("None of 4 measures is rated; 4 have no data.")


def test_what_cannot_be_known_yet_is_not_due_in_every_column(tmp_path: Path) -> None:
    report = report_of(sent(tmp_path, Q1), Q1)
    for ref in ("1.1", "1.3"):
        told = line(report, ref)
        assert (told.quarter.text, told.to_date.text) == ("Not due", "Not due")
    assert (line(report, "1.1").before, line(report, "1.1").last_year) == ("Not due", "Not due")
    for ref in ("1.3", "1.4"):  # no figure of the quarter by the plan; a milestone has no direction
        assert (line(report, ref).before, line(report, ref).last_year) == ("–", "–")


def test_the_scorecards_row_is_of_the_quarter_that_came(tmp_path: Path) -> None:
    report = report_of(sent(tmp_path, Q3), Q3)
    late = line(report, "1.1")
    assert (late.quarter.text, late.to_date.text, late.target) == ("Q2: 30", "41", "at most 18")
    assert late.before == "↑ Worsening"
    half = line(report, "1.3")
    assert (half.quarter.text, half.to_date.text, half.target) == ("Q1 to Q2: 20", "20", "at most 20")
    assert (half.before, half.last_year) == ("–", "–")
    told = "Q2 before a figure: the newest available; the figures beside it are for that quarter."
    assert scorecard(report).key.endswith(told)
    assert "Q2: 30" in line_values(scorecard(report).themes[0][1][0], late)


def test_at_year_end_a_late_series_is_held_against_the_target_of_the_quarters_it_has(tmp_path: Path) -> None:
    report = report_of(sent(tmp_path, Q4), Q4)
    assert (line(report, "1.1").to_date.text, line(report, "1.1").target) == ("53", "at most 28 to Q3")
    assert dict(off_target(report))["1.1"].startswith("Red. Admissions: 53 to Q3, where the target is at most 28")


def test_a_colour_of_one_quarters_figure_is_an_early_indication_whenever_it_comes(tmp_path: Path) -> None:
    report = report_of(sent(tmp_path), Q2)
    assert of(report, "late").assessment.rag_reason == "early indication"
    assert of(report, "prompt").assessment.rag_reason == ""


def test_a_gap_in_the_quarter_that_was_asked_for_is_told_with_its_quarter(tmp_path: Path) -> None:
    master = sent(tmp_path, Q1)
    send(master, Q2, {"late": Answer(status="No figure", reason="Staff change")}, as_at=Q2.last_day)
    told = dict(missing(report_of(master, Q2)))["[x]"]
    assert "1.1 (Q1): staff change" in told


@pytest.mark.parametrize("often", ["annual", "half-yearly"])
def test_a_late_year_of_few_figures_gets_its_verdict(tmp_path: Path, often: str) -> None:
    held = {**YEAR, "Q1": None, "Q2": 18 if often == "half-yearly" else None, "Q3": None}
    master = partnership(tmp_path, ({**LATE, "frequency": often}, PROMPT), history=(held,))
    send(master, Q1, {"late": Answer(figure=21, status="Provided"), "prompt": Answer(figure=1, status="Provided")})
    ((_, told),) = outturns(report_of(master, Q1))
    verdict = "achieved" if often == "annual" else "not achieved (within tolerance)"
    assert told.endswith(f"Target at most 38 admissions: {verdict}.")


def test_data_quality_counts_what_came_of_last_year_and_names_its_gaps(tmp_path: Path) -> None:
    master = partnership(tmp_path, (LATE,), history=(YEAR,))
    send(master, Q1, {"late": Answer(status="No figure", reason="Staff change")})
    write_report(report_of(master, Q1), tmp_path / "report.xlsx")
    rows = list(load_workbook(tmp_path / "report.xlsx")["Data quality"].iter_rows(min_row=5, values_only=True))
    assert rows[0][:6] == ("Police", None, "received", 1, 0, 1)
    assert ("1.1", "Admissions", "2013/14 Q4", "Staff change") in [row[:4] for row in rows]


def test_a_late_year_without_a_target_is_asked_about_and_the_form_gives_it_no_colour(tmp_path: Path) -> None:
    unknown = {name: value for name, value in YEAR.items() if not name.startswith("target")}
    master = partnership(tmp_path, (LATE, PROMPT), history=(unknown,))
    (told,) = [one for one in collect(master, Q1).queries if one.code == "late target"]
    assert (told.sheet, told.cell, told.series) == ("History", "A5", "late")
    assert "2013/14" in told.found
    assert [one.code for one in collect(sent(tmp_path / "told", Q1), Q1).queries if one.code == "late target"] == []
    (form,) = forms(master, Q1, {}, None)
    late, prompt = (row.rag() for row in rows_of(form))
    assert '"Monitor"' not in late
    assert '"No data"' in prompt


def test_the_forms_rag_of_one_late_quarter_is_an_early_indication_as_in_the_report(tmp_path: Path) -> None:
    (form,) = forms(sent(tmp_path, Q1), Q2, {}, None)
    assert next((row.series.id, row.is_early) for row in rows_of(form)) == ("late", True)


def test_what_a_half_year_must_be_is_not_told_as_two_quarters(tmp_path: Path) -> None:
    """*Results* gave 10 for each of two quarters, where the page says that the second half must be 20 or fewer."""
    report = report_of(sent(tmp_path), Q2)
    write_report(report, tmp_path / "report.xlsx")
    head, *rows = load_workbook(tmp_path / "report.xlsx")["Results"].iter_rows(min_row=4, values_only=True)
    remaining = {row[1]: row[head.index("Each remaining quarter")] for row in rows}
    assert (remaining["Calls"], remaining["Survey"]) == (10, "n/a")
    assert of(report, "half").needed.startswith("To stay within 40, the second half of the year must be 20 or fewer")


def test_what_is_needed_names_the_quarters_that_are_still_to_come(tmp_path: Path) -> None:
    master = partnership(tmp_path, ({**LATE, "target": 80}, PROMPT))
    for quarter in (Q1, Q2):
        given = {"late": Answer(figure=11, status="Provided"), "prompt": Answer(figure=10, status="Provided")}
        send(master, quarter, given, as_at=quarter.last_day)
    report = report_of(master, Q2)
    assert of(report, "late").needed == "To stay within 80, Q2, Q3 and Q4 must average 23 or fewer."
    assert of(report, "prompt").needed.startswith("To stay within 40, the two remaining quarters must average 10")


def test_results_keep_what_is_to_come_while_a_late_figure_is(tmp_path: Path) -> None:
    write_report(report_of(sent(tmp_path, Q4), Q4), tmp_path / "report.xlsx")
    head, *rows = load_workbook(tmp_path / "report.xlsx")["Results"].iter_rows(min_row=4, values_only=True)
    assert rows[0][head.index("Projection")] is not None


def test_last_years_outturn_is_on_the_summary_when_a_figure_of_it_came(tmp_path: Path) -> None:
    master = sent(tmp_path)
    assert [ref for ref, _ in outturns(report_of(master, Q1))] == ["1.1"]
    assert list(outturns(report_of(master, Q2))) == []
    assert of(report_of(master, Q2), "late").outturn is not None  # its theme's page keeps it


def test_last_years_outturn_is_told_in_word_as_on_its_themes_sheet(tmp_path: Path) -> None:
    report = report_of(sent(tmp_path), Q2)
    outturn = of(report, "late").outturn
    assert outturn is not None
    write_word(report, tmp_path / "report.docx")
    tables = docx.Document(str(tmp_path / "report.docx")).tables
    cells = {line for table in tables for row in table.rows for line in row.cells[1].text.split("\n")}
    assert f"{outturn.title}: {outturn.text}" in cells
    assert outturn.commentary in cells
    assert outturn.commentary


def test_an_outturn_completed_after_the_release_is_on_the_next_summary(tmp_path: Path) -> None:
    """Last year's last figure came with the first quarter's form, after that report: only its theme's page said so."""
    master = partnership(tmp_path, (LATE, PROMPT, HALF, STATUS), history=(YEAR,))
    given = {"prompt": Answer(figure=10, status="Provided")}
    send(master, Q1, given, as_at=Q1.last_day)
    release(make(master, Q1), "1.0", "Board", NOTHING_ELSE)
    send(master, Q1, {**given, "late": Answer(figure=11, status="Provided")}, name="v2.xlsx", as_at=date(2014, 8, 20))
    send(master, Q2, given, as_at=Q2.last_day)
    (told,) = outturns(report_of(master, Q2))
    assert told[1].endswith("2013/14 outturn: 38 admissions (Q4: 11). Target at most 38 admissions: achieved.")
    release(make(master, Q2), "1.0", "Board", NOTHING_ELSE)
    send(master, Q3, given, as_at=Q3.last_day)
    assert list(outturns(report_of(master, Q3))) == []


def test_the_summary_says_why_there_is_no_year_to_date(tmp_path: Path) -> None:
    """The scorecard's foot refers to it, and it named only the gaps of its own quarter."""
    master = partnership(tmp_path, (PROMPT,))
    reason = Answer(status="No figure", reason="Staff change")
    send(master, Q1, {"prompt": reason}, as_at=Q1.last_day)
    assert list(missing(report_of(master, Q1))) == [("[x]", "No figure. 1.2: staff change.")]
    send(master, Q2, {"prompt": Answer(figure=10, status="Provided")}, as_at=Q2.last_day)
    report = report_of(master, Q2)
    assert line(report, "1.2").to_date.text == "Q2 only"
    assert list(missing(report)) == [("1.2", "Calls: no year to date, since no figure for Q1 (staff change).")]


def test_a_value_that_misses_by_little_reads_otherwise_than_its_target(tmp_path: Path) -> None:
    rate: dict[str, Cell] = {**PROMPT, "kind": "rate", "target": 0.3, "judged": "latest"}
    master = partnership(tmp_path, (rate,))
    send(master, Q1, {"prompt": Answer(figure=1502, out_of=5000, status="Provided", commentary="So.")})
    report = report_of(master, Q1)
    assert "30.04% in Q1, where the target is at most 30.00%" in dict(off_target(report))["1.2"]
    card = line(report, "1.2")
    assert (card.to_date.text, card.target) == ("30.04%", "at most 30.00%")
    assert "in Q1 (30.04%)" in of(report, "prompt").sentence  # beside "Target: at most 30%" and Amber
    assert dict(pages(report)[0].facts)["Year to date"] == "30.04%"
    write_report(report, tmp_path / "report.xlsx")
    cell = load_workbook(tmp_path / "report.xlsx")["Scorecard"]["E6"]
    assert by_format(cell.value, cell.number_format) == "30.04%"


def test_a_measure_that_was_red_when_last_due_is_not_forgotten_until_its_next_figure(tmp_path: Path) -> None:
    """It was "Not due (Red at Q2)" on the scorecard and stood neither in *Exceptions* nor under "Off target"."""
    master = partnership(tmp_path, (PROMPT, HALF))
    for quarter, half in ((Q1, None), (Q2, 35), (Q3, None)):
        given = {"prompt": Answer(figure=10, status="Provided")}
        if half:
            given["half"] = Answer(figure=half, status="Provided", commentary="Heat.")
        send(master, quarter, given, as_at=quarter.last_day)
    report = report_of(master, Q3)
    assert of(report, "half").rag == "Not due"
    (row,) = exceptions(report)
    assert row[0] == "1.3"
    assert row[2].startswith("Red at Q2, not due in Q3.")
    assert dict(off_target(report))["1.3"].startswith("Not due (Red at Q2). Survey: 35 to Q2, where the target is")
    assert row[3] == "Heat."
    assert dict(off_target(report))["1.3"].endswith(" Heat.")  # not: No commentary was given


def test_an_outturn_that_cannot_be_determined_says_why_wherever_it_is_shown(tmp_path: Path) -> None:
    """Last year's third quarter was never given: the page, the publication and the frames gave no reason."""
    past = {key: value for key, value in YEAR.items() if key != "Q3"}
    master = partnership(tmp_path, (LATE, PROMPT), history=(past,))
    for quarter in (Q1, Q2):
        send(master, quarter, {"late": Answer(figure=11), "prompt": Answer(figure=10)}, as_at=quarter.last_day)
    made = make(master, Q2)
    report = made.report
    [found] = [one.outturn for one in report.series if one.outturn is not None]
    why = "Cannot be determined: no figure for Q3"
    assert why in found.text
    assert why in found.as_dict()["text"]
    assert [dict(page.facts)["2013/14 outturn"] for page in pages(report) if page.series.ref == "1.1"] == [
        f"{found.value}: {found.verdict}"
    ]
    tables = publication(public_report(made.master, made.collection)).tables
    [table] = [one for one in tables if one.name == "last_year"]
    assert str(table.rows[0][-1]).startswith(why)
    rows = frames.results(master.path, "Q2")
    assert rows.set_index("id")["outturn_reason"]["late"].startswith("no figure for Q3")


def test_a_plan_of_one_measure_is_told_as_one(tmp_path: Path) -> None:
    assert (
        rag_sentence(report_of(partnership(tmp_path, SERIES[:1]), Q1)) == "The one measure is not rated; 1 has no data."
    )
