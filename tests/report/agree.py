"""Whether a report agrees with itself: workbook, Word and PDF are compared as a reader sees them.

What each place says is gathered as facts (RAG, figure, year to date, sentence, commentary, count). A fact that two
places tell differently is a contradiction.
"""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import docx
from openpyxl import load_workbook

from xlcsp.audit.pdf import pdf_parts
from xlcsp.domain.numbers import rounded

Rows = Sequence[Sequence[str]]
_ABOUT = re.compile(r"Baseline|Target:|Monitored,")
_LATE = re.compile(r"(?:Q\d ?to ?)?(Q\d): ?(.+)", re.DOTALL)
_NUMBER = re.compile(r"(£?[\d,]+(?:\.\d+)?%?)(?:\s+\[.*\])?")
_DIGITS = re.compile(r"\d[\d,]*(?:\.\d+)?")
_YEAR_END = re.compile(r"Projected year end (\S+?)(?: \(likely (\S+) to (\S+?)\))?(?=[.,]?(?:\s|$))")
_SCORED_END = re.compile(r"(\S+)(?: \((\S+) to (\S+)\))?")
_BOUND = re.compile(r"(?:at most|at least|below|above) (\S+)")
_JUDGED = re.compile(r"(?:^|: |\n)(£?[\d,.]*\d%?)(?: ([a-z0-9Q ]+))?, where the target is ")
_PAST_YEAR = re.compile(r"\d{4}/\d\d (outturn|so far)")
_OF_OFFICERS = re.compile(r"(Overdue a|A)ction: |[^:]+ states (Red|Amber|Green) ")
_NOTHING = ("", "–")
_SENTENCE = 2  # rows of a measure's block: head, and the sentence of its figure
_STATES = ("Red", "Amber", "Green", "No data", "Monitor", "Not due", "Closed")
_BADGE = re.compile(rf"(?P<own>{'|'.join(_STATES)})(?: \(measure: (?P<measure>{'|'.join(_STATES)})\))?")


def squeezed(text: str) -> str:
    """Without white space: printed lines break where they will."""
    return re.sub(r"\s+", "", text)


def shown(value: object, form: str = "") -> str:
    """A cell as it reads: a number by its format, without the marks beside it and the commas in it."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        own = form.split(";", maxsplit=1)[0]
        places = len(own.partition(".")[2].rstrip('% "p')) if form != "General" else 0 if value == int(value) else 9
        number = Fraction(repr(value)) * (100 if own.endswith("%") else 1)
        return f"{'£' * ('£' in own)}{rounded(number, places)}{'%' * own.endswith('%')}"
    found = _NUMBER.fullmatch(str(value or ""))
    return found[1].replace(",", "") if found else str(value or "")


class Facts:
    """What the places of a report say."""

    def __init__(self) -> None:
        self.told: dict[tuple[str, ...], dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        self.scored: dict[tuple[str, ...], dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        self.words: dict[tuple[str, str], str] = defaultdict(str)  # commentary of a measure and quarter, on its theme
        self.quoted: list[tuple[str, str, str, str]] = []  # ref, quarter, text, place
        self.sentences: list[tuple[str, str, str]] = []  # ref, text that holds its sentence, place
        self.names: dict[str, str] = {}
        self.titles: set[tuple[str, str]] = set()  # ref and the whole title of each series
        self.named: list[tuple[str, str, str]] = []  # ref, title, place
        self.judged: list[tuple[str, str, str, str, str]] = []  # ref, name, value, of what, place
        self.single: set[str] = set()
        self.quarter = ""
        self.ref = ""

    def tell(self, place: str, value: str, *key: str) -> None:
        """What a place says of something; nothing where it says nothing."""
        if value not in _NOTHING:
            self.told[key][squeezed(value)].append(place)

    def score(self, place: str, value: str, *key: str) -> None:
        """The same of what stands beside its target."""
        if value not in _NOTHING:
            self.scored[key][squeezed(value)].append(place)

    def name_of(self, ref: str, title: str) -> str:
        """The series' own name within a title; empty where the measure has one series."""
        return "" if ref in self.single else squeezed(title).removeprefix(self.names.get(ref, "")).lstrip(":")

    def newest(self, ref: str) -> set[str]:
        """Of each series of a measure the last quarter with a figure: earlier than the report's where it comes late."""
        held: dict[str, str] = {}
        for key, told in self.told.items():
            if key[:2] == ("figure", ref) and "Notdue" not in told and key[3] <= self.quarter:
                held[key[2]] = max(held.get(key[2], ""), key[3])
        return set(held.values())

    def names_of(self, ref: str) -> list[str]:
        """The series' own names of a measure."""
        return [self.name_of(ref, title) for other, title in sorted(self.titles) if other == ref]

    def tell_year_end(self, place: str, text: str, ref: str, name: str) -> None:
        """The projected year end within a text, and between which numbers it is likely."""
        for value, low, high in _YEAR_END.findall(text.replace("\n", " ")):  # a printed one may go over a line's end
            self.tell(place, "|".join(map(shown, (value, low, high))), "year end", ref, name)

    def tell_judged(self, place: str, text: str, ref: str, names: Sequence[str]) -> None:
        """What figures are held against a target, each of what it says that it is."""
        for found in _JUDGED.finditer(text):
            value, period = shown(found[1]), found[2] or ""
            before = squeezed(text[: found.start() + 1])
            name = next((one for one in sorted(names, key=len, reverse=True) if one and before.endswith(f"{one}:")), "")
            if name or ref in self.single or len(names) == 1:
                self.judged.append((ref, name or names[0], value, period, place))

    def contradictions(self) -> list[str]:
        """Each fact that is told in two ways, and words that are not those of the theme's page."""
        found = [f"{key}: {dict(told)}" for key, told in self.told.items() if len(told) > 1]
        found += list(self._unlike_scored())
        found += [f"{place} names {ref} {name!r}" for ref, name, place in self.named if (ref, name) not in self.titles]
        found += list(self._unlike_judged())
        for ref, quarter, text, place in self.quoted:
            said = squeezed("".join(self.words[ref, one] for one in {quarter, *self.newest(ref)}))
            for line in filter(None, text.split("\n")):
                if _OF_OFFICERS.match(line):
                    continue
                is_silent = line.startswith("No commentary was given")
                if bool(said) if is_silent else squeezed(line) not in said:
                    found.append(f"commentary of {ref}, {place}: {line}")
        for ref, text, place in self.sentences:
            newest = self.newest(ref) or {self.quarter}
            own = [key for key in self.told if key[:2] == ("sentence", ref) and key[3] in newest]
            is_due = own or not text.startswith(("Not due", "To stay", "To reach"))
            if is_due and not any(value in squeezed(text) for key in own for value in self.told[key]):
                found.append(f"sentence of {ref}, {place}: {text}")
        return found

    def _unlike_scored(self) -> Iterator[str]:
        """What a scorecard tells otherwise: beside its target a figure may have the decimals that show its colour."""
        for key, scored in self.scored.items():
            known = self.told.get(key, {})
            if len(scored) > 1 or not all(_reads_as(*pair) for pair in itertools.product(scored, known)):
                yield f"{key}: {dict(scored)} {dict(known)}"

    def _unlike_judged(self) -> Iterator[str]:
        """Figures that are said to be judged and stand nowhere as what they are said to be."""
        for ref, name, value, period, place in self.judged:
            wanted = {"to date": ("to date",), "for the year": ("to date",), "projected for the year": ("year end",)}
            (what,) = wanted.get(period, ("figure" if re.fullmatch(r"(in|at the end of) Q\d", period) else "",))
            key = (what, ref, name, period[-2:]) if what == "figure" else (what, ref, name)
            known = {one.split("|")[0] for one in self.told.get(key, ())}
            is_other = period.startswith(("over the four", "in the 12", "to Q"))
            if not is_other and not any(_reads_as(value, one) for one in known):
                yield f"judged of {ref} {name}, {place}: {value} {period or '(of what it is not said)'}"


def _reads_as(value: str, known: str) -> bool:
    """Whether they are the same number: one beside a target of 3.65 is told as 3.69, and elsewhere as 3.7."""
    if _DIGITS.sub("#", value) != _DIGITS.sub("#", known):
        return False
    pairs = zip(*([one.replace(",", "") for one in _DIGITS.findall(text)] for text in (value, known)), strict=True)
    return all(_are_alike(*pair) for pair in pairs)


def _are_alike(one: str, other: str) -> bool:
    places = min(len(of.partition(".")[2]) for of in (one, other))
    return rounded(Fraction(one), places) == rounded(Fraction(other), places)


def read_theme(facts: Facts, rows: Rows, place: str) -> None:
    """A table of measures: band or row with number and RAG, figures, sentences, commentary."""
    head = [squeezed(cell) for cell in rows[0]]
    first, last = head.index("Quarter1"), len(head) - 1
    number, title = head.index("No"), head.index("Performancemeasure")
    figures: Sequence[str] = ()
    state = ""
    for row in rows[1:]:
        ref, label, cells, rag = row[number], row[title], row[first:last], row[last].split("\n")[0]
        if ref and ref != facts.ref:
            facts.ref, figures = ref, ()
            facts.names.setdefault(ref, squeezed(_ABOUT.split(label.split("\n")[0])[0]))
            facts.tell(place, squeezed(rag), "RAG", ref)
            _sentences(facts, place, ref, "", cells)
        elif label == "Figure":
            figures, state = cells, rag
        elif label == "Commentary":
            for index, text in enumerate(cells, 1):
                if place.startswith("sheet"):
                    facts.words[facts.ref, f"Q{index}"] += f"{text}\n"
                elif squeezed(text):
                    facts.tell(place, "yes" if squeezed(text) else "", "is commented", facts.ref, f"Q{index}")
        elif any(cells) and not _PAST_YEAR.fullmatch(label):
            name = "" if facts.ref in facts.single else squeezed(_ABOUT.split(label)[0])
            _sentences(facts, place, facts.ref, name, cells)
            for index, text in enumerate(figures, 1):
                facts.tell(place, squeezed(shown(text)), "figure", facts.ref, name, f"Q{index}")
            facts.tell(place, squeezed(state or (rag if rag in _STATES else "")), "series RAG", facts.ref, name)
            figures, state = (), ""


def _sentences(facts: Facts, place: str, ref: str, name: str, cells: Sequence[str]) -> None:
    for index, text in enumerate(cells, 1):
        facts.tell(place, squeezed(text), "sentence", ref, name, f"Q{index}")
        facts.tell_year_end(place, text, ref, name)


def read_scorecard(facts: Facts, rows: Rows, place: str) -> None:
    """A table of lines: number, measure, figures, RAG now and before."""
    head = [squeezed(cell) for cell in rows[0]]
    rag = next(index for index, cell in enumerate(head) if cell.startswith("RAGQ"))
    ref, counted = "", False
    for row in rows[1:]:
        if row[0] and not any(row[2:]):
            continue  # a theme's band
        if row[0] and row[0] != ref:
            ref, counted = row[0], False
        if not counted and row[rag]:
            facts.tell(place, squeezed(row[rag].split("\n")[0]), "RAG", ref)
            facts.tell(place, squeezed(row[rag + 1]), "RAG before", ref)
            counted = True
        name = facts.name_of(ref, row[1])
        facts.tell(place, squeezed(shown(row[3])), "line", ref, name, "quarter")
        facts.tell(place, squeezed(shown(row[4])), "line", ref, name, "to date")
        facts.named.append((ref, squeezed(row[1]), place))
        if ref in facts.single or name:
            end = _SCORED_END.fullmatch(row[7]) if head[7].startswith("Projected") else None
            if end and row[7] not in _NOTHING:
                facts.tell(place, "|".join(map(shown, end.groups(""))), "year end", ref, name)
            elif head[7].startswith("Projected"):
                facts.tell(place, "none", "year end", ref, name)
            bound = _BOUND.fullmatch(row[5])
            facts.score(place, shown(bound[1]) if bound else "", "target to date", ref, name)
            quarter, text = _LATE.fullmatch(row[3]).groups() if _LATE.fullmatch(row[3]) else (facts.quarter, row[3])
            facts.score(place, squeezed(shown(text)), "figure", ref, name, quarter)
            facts.score(place, squeezed(shown(row[4])), "to date", ref, name)


def read_table(facts: Facts, rows: Rows, place: str) -> None:
    """Whatever table it is, by its header; one that goes on without a header is none of these."""
    head = [squeezed(cell) for cell in rows[0]] if rows else []
    if "Performancemeasure" in head:
        read_theme(facts, rows, place)
    elif head[:2] == ["No", "Measure"] and "Yeartodate" in head and "Unit" in head:
        read_scorecard(facts, rows, place)
    elif head[:1] == ["Theme"] and head[-1:] == ["Measures"]:
        columns = [(index, cell) for index, cell in enumerate(head) if cell and index]
        for row in rows[1:]:
            if row[0]:
                for index, cell in columns:
                    facts.tell(place, row[index].replace("–", "0"), "count", squeezed(row[0]), cell)


def _cells(sheet: Any, first: int) -> list[list[str]]:
    return [[shown(cell.value, cell.number_format) for cell in row] for row in sheet.iter_rows(min_row=first)]


def read_workbook(facts: Facts, path: Path) -> None:
    """All its sheets."""
    book = load_workbook(path)
    facts.quarter = next(str(cell.value) for cell in book["Scorecard"][4] if re.fullmatch(r"Q\d", str(cell.value)))
    results = [[str(value) for value in row[:2]] for row in book["Results"].iter_rows(min_row=5, values_only=True)]
    refs = [ref for ref, _ in results]
    facts.titles = {(ref, squeezed(title)) for ref, title in results}
    facts.single = {ref for ref in refs if refs.count(ref) == 1}
    for sheet in book:
        if sheet["C4"].value == "Performance measure":
            facts.ref = ""
            read_theme(facts, _cells(sheet, 4), f"sheet {sheet.title}")
    read_table(facts, _cells(book["Scorecard"], 4), "sheet Scorecard")
    _results(facts, _cells(book["Results"], 4))
    _figures(facts, _cells(book["Figures"], 5))
    _measures(facts, _cells(book["Measures"], 1))
    for ref, title, figures, said, *_ in _cells(book["Exceptions"], 5):
        if ref:
            facts.quoted.append((ref, facts.quarter, said, "sheet Exceptions"))
            facts.sentences.append((ref, figures, "sheet Exceptions"))
            facts.tell_judged(
                "sheet Exceptions", figures, ref, [facts.name_of(ref, squeezed(title).replace("\n", ":"))]
            )
    _summary(facts, book)


def _summary(facts: Facts, book: Any) -> None:
    rows = _cells(book["Summary"], 1)
    start = next(index for index, row in enumerate(rows) if row[0] == "Theme")
    end = next(index for index, row in enumerate(rows) if row[0] == "All themes")
    read_table(facts, rows[start : end + 1], "sheet Summary")
    for row in rows[end + 1 :]:
        for place in (0, 4):
            ref, text = row[place : place + 2]
            if ref in facts.names:
                facts.tell_judged("sheet Summary", text, ref, facts.names_of(ref))
                state = re.match(r"(Red|Amber)\. ", text)
                if state:
                    facts.tell("sheet Summary", state[1], "RAG", ref)
                moved = re.search(r": (Red|Amber|Green) to (Red|Amber|Green)\.", text)
                if moved:
                    facts.tell("sheet Summary", moved[1], "RAG before", ref)
                    facts.tell("sheet Summary", moved[2], "RAG", ref)
    tiles = _cells(book["Cover"], 1)
    for above, below in itertools.pairwise(tiles):
        for number, state in zip(above, below, strict=True):
            if state in _STATES and number:
                facts.tell("sheet Cover", number, "count", "Allthemes", squeezed(state))


def _results(facts: Facts, rows: Rows) -> None:
    for cells in rows[1:]:
        row = dict(zip(rows[0], cells, strict=True))
        ref, name = row["No"], facts.name_of(row["No"], row["Measure"])
        facts.tell("sheet Results", squeezed(row["Year to date"]), "to date", ref, name)
        value, low, high = (row.get(heading, "") for heading in ("Projection", "Likely from", "Likely to"))
        ends = "|".join((value, *((low, high) if low != high else ("", "")))) if value else "none"
        is_over = facts.quarter == "Q4"
        facts.tell("sheet Results", "" if is_over else ends, "year end", ref, name)
        facts.tell("sheet Results", "" if is_over else row["Target to date"], "target to date", ref, name)
        of = ("RAG", ref) if ref in facts.single else ("series RAG", ref, name)
        facts.tell("sheet Results", squeezed(row["RAG"]), *of)


def _figures(facts: Facts, rows: Rows) -> None:
    for row in rows:
        ref, title, quarter, figure, below, share = row[:6]
        what = "figure" if share or not below else "events"  # of a quotient the sheet has both numbers, not the value
        facts.tell("sheet Figures", share or figure, what, ref, facts.name_of(ref, title), quarter[-2:])


def _measures(facts: Facts, rows: Rows) -> None:
    """The blocks of measures: head, the sentence, what was said; then the strip of facts and the table."""
    place, ref, name = "sheet Measures", "", ""
    texts = 0  # rows of text below the head; none from the empty row on
    for row, below in itertools.pairwise([*rows, [""] * len(rows[0])]):
        badge = _BADGE.fullmatch(row[-1])
        if row[0] in facts.names and badge:
            ref, name = row[0], facts.name_of(row[0], row[1])
            facts.tell(place, badge["measure"] or badge["own"], "RAG", ref)
            facts.tell(place, squeezed(badge["own"]) if badge["measure"] else "", "series RAG", ref, name)
            texts = 1
        elif texts:
            texts = texts + 1 if row[0] else 0
            if texts == _SENTENCE:
                facts.sentences.append((ref, row[0], place))
            elif texts > _SENTENCE:
                facts.quoted += [(ref, facts.quarter, text, place) for text in row if text]
        if row[2:6] == ["Q1", "Q2", "Q3", "Q4"]:
            for number, text in enumerate(below[2:6], 1):
                facts.tell(place, text, "figure", ref, name, f"Q{number}")
        _strip(facts, place, row, below, (ref, name))


def _strip(facts: Facts, place: str, names: Sequence[str], values: Sequence[str], of: tuple[str, str]) -> None:
    """The strip of facts: names above, values below."""
    for text, value in zip(names, values, strict=True):
        if text == "Year to date" or re.fullmatch(r"(12 months to|At the end of|In) Q\d", text):
            facts.tell(place, shown(value), "to date", *of)
        if text == "Projected year end" and not value.startswith("Likely"):  # in the table its row stands below
            facts.tell_year_end(place, f"{text} {value}", *of)


def read_word(facts: Facts, path: Path) -> None:
    """Its tables and what is said below them."""
    document = docx.Document(str(path))
    for table in document.tables:
        facts.ref = ""
        read_table(facts, [[cell.text for cell in row.cells] for row in table.rows], "Word")
    for paragraph in document.paragraphs:
        runs = paragraph.runs
        found = re.match(r"(\d+\.\d+) ", runs[0].text) if runs and runs[0].bold else None
        if found and len(runs) > 1:
            facts.quoted.append((found[1], facts.quarter, "".join(run.text for run in runs[1:]), "Word"))


def read_pdf(facts: Facts, path: Path) -> None:
    """The tables of its pages."""
    for part in pdf_parts(path):
        if not isinstance(part, str):
            read_table(facts, part, "PDF")


def contradictions(workbook: Path, word: Path | None = None, pdf: Path | None = None) -> list[str]:
    """What a report's outputs tell in two ways."""
    facts = Facts()
    read_workbook(facts, workbook)
    if word is not None:
        read_word(facts, word)
    if pdf is not None:
        read_pdf(facts, pdf)
    return facts.contradictions()
