"""The README's pictures made anew: ``python -m tests.pictures``. Needs LibreOffice and poppler-utils.

Each is a printed page of the worked example's report, found by what stands on it.
"""

from __future__ import annotations

import subprocess
import tempfile
from datetime import date
from pathlib import Path

from xlcsp.cli import main
from xlcsp.report.pdf import ToPrint, write_pdfs

PICTURES = Path(__file__).parents[1] / "workbooks"
PAGES = {  # picture: quarter of the example, and the words of which the first page that holds all of them is taken
    "report-summary.png": (3, ("Measures by theme and RAG", "Off target, and what is being done")),
    "report-scorecard.png": (3, ("Scorecard", "Projected year end")),
    "report-page.png": (4, ("Violent crime and robbery", "Performance measure", "Quarter 4")),
    "report-measure.png": (3, ("Reduce violence without injury", "At a glance", "Quarter by quarter")),
}
DOTS = 90  # an inch


def make_pictures(folder: Path) -> list[Path]:
    """Makes every picture from the example in the folder; returns their paths."""
    made, printed = [], {}
    for name, (quarter, words) in PAGES.items():
        source = folder / "reports" / f"2014-15 Q{quarter}.xlsx"
        if quarter not in printed:
            job = ToPrint(source, source.with_suffix(".pdf"), "Report", "Example", date(2015, 1, 1))
            (printed[quarter],) = write_pdfs([job])
        page = _page_with(printed[quarter], words)
        target = PICTURES / name
        size = ("-r", str(DOTS), "-f", str(page), "-l", str(page))
        subprocess.run(["pdftoppm", "-png", "-singlefile", *size, printed[quarter], target.with_suffix("")], check=True)
        made.append(target)
    return made


def _page_with(printed: Path, words: tuple[str, ...]) -> int:
    """The first page, from 1, after cover and contents, that holds all the words."""
    told = subprocess.run(["pdftotext", "-layout", printed, "-"], capture_output=True, text=True, check=True).stdout
    for number, text in enumerate(told.split("\f"), 1):
        if number > 2 and all(word in text for word in words):
            return number
    raise LookupError(f"{printed.name}: no page holds {' and '.join(words)}. See PAGES in tests/pictures.py.")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        example = Path(place) / "example"
        if main(["demo", str(example)]):
            raise SystemExit(1)
        for path in make_pictures(example):
            print(path)
