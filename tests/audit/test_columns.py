"""A PDF set in two columns is read column by column; a table without lines, however wide its gap, across."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from pathlib import Path

import pytest

from xlcsp.audit import audit_file

TITLE = "Quarterly performance report of the partnership, third quarter, for the board in January"
LEFT = (
    "Recorded crime fell again and the partnership met four of its six targets. Burglary fell from 312 to 287, a "
    "reduction of {}%, and vehicle crime was 620 against 680 a year ago. Officers of Northshire Constabulary carried "
    "out 240 searches, and 60 of them (25%) led to an outcome. Visits to homes by Greater Northshire Fire "
    "and Rescue Service numbered 412, which is"
)
RIGHT = (
    "{} more than the 400 of the same quarter of last year. Incidents of anti-social behaviour numbered 1,240 against "
    "1,180 in that quarter (up 5.1%). The council issued 36 warnings and eight notices, 44 in all. Hate crime reports "
    "rose from 40 to 52, an increase of 30%, and the reasons will be looked at by the board in the new year."
)
ACROSS = "This line runs across the page and says that 20 of the 25 actions (80%) are complete at this point."


def page(folder: Path, columns: Sequence[Sequence[str]], *across: str) -> Path:
    import matplotlib as mpl
    from matplotlib.backends.backend_pdf import PdfPages
    from matplotlib.figure import Figure

    with mpl.rc_context({"pdf.fonttype": 42}), PdfPages(folder / "report.pdf") as book:
        figure = Figure(figsize=(8, 11))
        for place, line in zip((0.95, 0.4), across, strict=False):
            figure.text(0.08, place, line, fontsize=8)
        for left, lines in zip((0.08, 0.54), columns, strict=True):
            for place, line in enumerate(lines):
                figure.text(left, 0.9 - place / 50, line, fontsize=8)
        book.savefig(figure)
    return folder / "report.pdf"


@pytest.mark.parametrize(
    ("share", "more", "wrong"), [("8", "12", []), ("12", "12", ["12"]), ("8", "21", ["21"]), ("9", "13", ["9", "13"])]
)
def test_two_columns_are_read_one_after_the_other(share: str, more: str, wrong: list[str], tmp_path: Path) -> None:
    columns = [textwrap.wrap(text.format(said), 44) for text, said in ((LEFT, share), (RIGHT, more))]
    audit = audit_file(page(tmp_path, columns, TITLE, ACROSS))
    assert [one.printed for one in audit.findings if one.status == "FAIL"] == wrong
    right = [one.printed for one in audit.findings if one.status == "OK"]
    assert {"25", "5.1", "44", "30", "80"} <= set(right)


def test_a_table_without_lines_is_no_pair_of_columns(tmp_path: Path) -> None:
    names = [f"Offences of the kind number {'abcdefghijkl'[at]} recorded" for at in range(12)]
    figures = [f"{100 + at}   {200 + at}   {300 + 2 * at}" for at in range(12)]
    audit = audit_file(page(tmp_path, [names, figures]))
    assert len(audit.tables) == 1
    assert len(audit.tables[0].rows) == 12
