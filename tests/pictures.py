"""The handbook's and README's pictures made anew: ``python -m tests.pictures``.

Needs LibreOffice, poppler-utils and ImageMagick. Each is a printed page of the worked example, found by its words.
"""

from __future__ import annotations

import re
import subprocess
import tempfile
from datetime import date
from pathlib import Path

from xlcsp.cli import main
from xlcsp.report.pdf import ToPrint, write_pdfs

PICTURES = Path(__file__).parents[1] / "xlcsp" / "handbook" / "pictures"
_REPORT, REPORT = "reports/2014-15 Q{}.xlsx", re.compile(r"\d{4}-\d\d Q\d")
PAGES = {  # picture: file of the example, and the words of which the first page that holds all of them is taken
    "start.png": ("master.xlsm", ("This quarter", "Needs attention")),
    "measures.png": ("master.xlsm", ("The plan: one row for each series", "polarity")),
    "form.png": ("returns/2014-15 Q3/Police.xlsx", ("quarterly return", "What this says")),
    "check.png": ("reports/2014-15 Q4 Check.xlsx", ("Queries: not errors, but worth a question",)),
    "report-summary.png": (_REPORT.format(3), ("Measures by theme and RAG", "Off target, and what is being done")),
    "report-scorecard.png": (_REPORT.format(3), ("Scorecard", "Projected year end")),
    "report-page.png": (_REPORT.format(4), ("Violent crime and robbery", "Performance measure", "Quarter 4")),
    "report-measure.png": (
        _REPORT.format(3),
        ("Reduce violence without injury", "Chance of meeting the target"),
    ),
}
DOTS = 110  # an inch
SMALLER = (
    "-trim",
    "+repage",
    "-bordercolor",
    "white",
    "-border",
    "12",
    "-resize",
    "1100x>",
    "+dither",
    "-colors",
    "96",
)


def make_pictures(folder: Path) -> list[Path]:
    """Makes every picture from the example in the folder; returns their paths."""
    made, printed = [], {}
    for name, (file, words) in PAGES.items():
        source = folder / file
        if source not in printed:
            job = ToPrint(source, source.with_suffix(".pdf"), "Report", "Example", date(2015, 1, 1))
            (printed[source],) = write_pdfs([job])
        page = _page_with(printed[source], words)
        target = PICTURES / name
        size = ("-r", str(DOTS), "-f", str(page), "-l", str(page))
        subprocess.run(["pdftoppm", "-png", "-singlefile", *size, printed[source], target.with_suffix("")], check=True)
        subprocess.run(["convert", target, *SMALLER, "-strip", target], check=True)
        made.append(target)
    return made


def _page_with(printed: Path, words: tuple[str, ...]) -> int:
    """The first page, from 1, that holds all the words; of a report after cover and contents."""
    told = subprocess.run(["pdftotext", "-layout", printed, "-"], capture_output=True, text=True, check=True).stdout
    for number, text in enumerate(told.split("\f"), 1):
        if (number > 2 or not REPORT.fullmatch(printed.stem)) and all(word in text for word in words):
            return number
    raise LookupError(f"{printed.name}: no page holds {' and '.join(words)}. See PAGES in tests/pictures.py.")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        example = Path(place) / "example"
        if main(["demo", str(example)]) or main(["check", str(example), "--save"]):
            raise SystemExit(1)
        for path in make_pictures(example):
            print(path)
