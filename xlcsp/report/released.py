"""The released versions, as the board has them on paper: what each is called, its figures and RAG states."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import chain
from pathlib import Path
from typing import Any

from xlcsp.domain.figures import MISSING as NO_FIGURE
from xlcsp.domain.figures import SUPPLIED, Figure, Revision, Source
from xlcsp.domain.kinds import kind_of
from xlcsp.domain.numbers import in_full
from xlcsp.domain.periods import Quarter
from xlcsp.domain.plan import FREQUENCIES, Measure, Series
from xlcsp.errors import WorkbookError
from xlcsp.measures.marks import MISSING
from xlcsp.measures.numbers import QUARTERS_A_YEAR, exact
from xlcsp.measures.rating import RATED
from xlcsp.planbook import Master


@dataclass(frozen=True, slots=True)
class Notice:
    """What a reissue changed: the old and new figure, the reason, and the effect on the measure's RAG.

    kind: ``scheduled revision``, ``supplied late`` or ``correction of an error``. effect: empty where the RAG stayed.
    series: its id.
    """

    ref: str
    what: str
    old: str
    new: str
    why: str
    kind: str
    effect: str
    series: str


@dataclass(frozen=True, slots=True)
class Edition:
    """Whether the report is a draft (no version) or a release, why it was made, and what a reissue changed."""

    version: str = ""
    reason: str = ""
    replaces: str = ""
    notices: tuple[Notice, ...] = ()

    @property
    def mark(self) -> str:
        """The mark on each page: DRAFT, or the version."""
        return f"Version {self.version}" if self.version else "DRAFT"


DRAFT = Edition()


def report_path(master: Master, quarter: Quarter) -> Path:
    """The path of the draft report of a quarter."""
    return master.path.parent / master.settings.reports / f"{quarter.folder}.xlsx"


FIGURES = "figures.json"
VERSION = re.compile(r"\d{1,3}\.\d{1,3}")
NOT_DUE = "not due"
_NOUGHTS = re.compile(r"(\.0+|(?<=\.\d)0+)(?=% on baseline)")  # as earlier releases were written
_DECIMALS = 2  # of a target in the figures: those of the settings may change


def in_figures(series: Series) -> Series:
    """The series as the figures kept with a release print its targets."""
    return replace(series, decimals=_DECIMALS)


@dataclass(frozen=True, slots=True)
class ToldMeasure:
    """A measure as it was released in the report of a quarter. state: an officer's, beside the RAG."""

    ref: str
    name: str
    theme: str
    rag: str
    quarter: Quarter
    state: str = ""


@dataclass(frozen=True, slots=True)
class Released:
    """A released version. measures: by the ids of their series; figures: the text of each series' quarters.

    targets: in words, by series; plans: the other settings that judge a series. A release of before 0.2.0 says neither.
    outturns: the figures of last year, by series, where late ones complete it. actions: each one's measure, by its id.
    words: each series' number, measure, name and unit. due: the targets to date that this and earlier releases had.
    colours: the measures by the ids of their series as they last had a colour, in this release or in one before it.
    rags: the RAG of each series in this and earlier releases.
    """

    quarter: Quarter
    version: str
    measures: Mapping[str, ToldMeasure]
    figures: Mapping[str, Sequence[str]]
    targets: Mapping[str, str]
    outturns: Mapping[str, Sequence[object]]
    plans: Mapping[str, Mapping[str, Any]]
    actions: Mapping[str, str]
    words: Mapping[str, tuple[str, str, str, str]]
    due: Mapping[tuple[str, Quarter], Fraction]
    colours: Mapping[str, ToldMeasure]
    rags: Mapping[tuple[str, Quarter], str]

    def has_words_of(self, series: Series) -> bool:
        """Whether the series had the number and words of the plan as it is now."""
        return self.words.get(series.id) == (series.ref, series.measure, series.name, series.unit)

    def measure(self, now: Measure) -> ToldMeasure | None:
        """A measure of the plan as it was released: the one that held its headline series, whatever its number.

        If none of them was in the release, the one with its name and theme. None where it was not in the release, or
        is made of several.
        """
        return _the_one(self.measures, now)

    def rated(self, now: Measure) -> ToldMeasure | None:
        """The same, as it last had a colour: this year, or last year if it has a figure a year."""
        last = _the_one(self.colours, now)
        is_annual = all(len(FREQUENCIES[series.frequency]) == 1 for series in now.headline)
        return last if last and (is_annual or last.quarter.start == self.quarter.start) else None

    def changes(self, revisions: Sequence[Revision]) -> frozenset[Revision]:
        """The revisions of released figures that came after the release."""
        by_figure: dict[tuple[str, Quarter], list[Revision]] = {}
        for revision in revisions:
            by_figure.setdefault((revision.series, revision.quarter), []).append(revision)
        changes: list[Revision] = []
        for (series, quarter), steps in by_figure.items():
            if quarter.start != self.quarter.start:  # last year's, completed by late figures
                changes += self._later(steps)
                continue
            quarters = self.figures.get(series, ())
            figure = quarters[quarter.number - 1] if quarters and quarter <= self.quarter else NOT_DUE
            if figure != NOT_DUE:
                changes += self._since(figure, [step for step in steps if not step.is_of_months])
                changes += self._later([step for step in steps if step.is_of_months])
        return frozenset(changes)

    def supplied(self, figures: Mapping[str, Mapping[Quarter, Figure]], known: Sequence[Revision]) -> list[Revision]:
        """Figures that were missing from the release and came later with a return of their own quarter.

        known: the revisions that returns and corrections made.
        """
        logged = {(revision.series, revision.quarter) for revision in known}
        supplied = []
        for series, quarters in self.figures.items():
            for number, text in enumerate(quarters, 1):
                quarter = Quarter(self.quarter.start, number)
                now = figures.get(series, {}).get(quarter)
                if text == MISSING and now is not None and now.has_value and (series, quarter) not in logged:
                    old = Figure(series, quarter, Source("", "", ""), status=NO_FIGURE)
                    supplied.append(Revision(series, quarter, old, now, SUPPLIED))
        return supplied

    def _since(self, released: str, steps: Sequence[Revision]) -> Sequence[Revision]:
        """The changes to a figure since it was released. released: its text then."""
        before = [place for place, step in enumerate(steps, 1) if step.new.text == released]
        if before or (steps and (steps[0].old.text or MISSING) == released):
            return steps[before[-1] if before else 0 :]
        return self._later(steps)  # a year to date, released as another number

    def _later(self, steps: Sequence[Revision]) -> Sequence[Revision]:
        """The changes made by returns of a later quarter or by corrections."""
        later = (
            step for step in steps if (step.new.source.quarter or self.quarter) > self.quarter or step.new.corrected
        )
        return tuple(later)


def _the_one(by_series: Mapping[str, ToldMeasure], now: Measure) -> ToldMeasure | None:
    then = {by_series[series.id] for series in now.headline or now.series if series.id in by_series}
    if not then:
        then = {measure for measure in by_series.values() if (measure.name, measure.theme) == (now.name, now.theme)}
    return then.pop() if len(then) == 1 else None


def last_version(home: Path) -> Path | None:
    """The folder of the last released version below a quarter's folder of reports."""
    folders = [path for path in home.glob("v*") if VERSION.fullmatch(path.name.removeprefix("v"))]
    return max(folders, key=lambda path: number_of(path.name.removeprefix("v")), default=None)


def number_of(version: str) -> tuple[int, int]:
    """The number of a version."""
    major, minor = version.split(".")
    return int(major), int(minor)


def read_figures(folder: Path) -> dict[str, Any]:
    """The figures of a released version. Raises WorkbookError where they cannot be read."""
    path = folder / FIGURES
    try:
        document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        _ = [(entry["id"], entry["ref"], entry["quarters"]) for entry in document["series"]]
        _ = [(entry["ref"], entry["measure"], entry["theme"], entry["rag"]) for entry in document["measures"]]
    except (OSError, ValueError, KeyError, TypeError) as error:
        words = "the figures of the release cannot be read; what changed since it cannot be told. Restore the file"
        raise WorkbookError(f"{folder.name}/{path.name}: {words}.") from error
    return document


def read_released(home: Path, quarter: Quarter) -> Released | None:
    """The last released version of a quarter; None where none was."""
    folder = last_version(home)
    if folder is None:
        return None
    document = read_figures(folder)
    documents = [*_before(home, quarter), (quarter, document)]
    measures, entries = _measures(quarter, document), document["series"]
    all_measures = chain.from_iterable(_measures(when, each).items() for when, each in documents)
    return Released(
        quarter,
        folder.name.removeprefix("v"),
        measures,
        {entry["id"]: [figure_text(entry, place) for place in range(len(entry["quarters"]))] for entry in entries},
        {entry["id"]: _NOUGHTS.sub("", entry["target"] or "none") for entry in entries if "target" in entry},
        {entry["id"]: outturn_figures(entry["outturn"]) for entry in entries if entry.get("outturn")},
        {entry["id"]: entry["plan"] for entry in entries if "plan" in entry},
        {action["id"]: action["ref"] for action in document.get("actions", ())},
        {
            entry["id"]: (entry["ref"], measures[entry["id"]].name, entry.get("series", ""), entry.get("unit", ""))
            for entry in entries
            if entry["id"] in measures
        },
        dict(chain.from_iterable(_due(when, each) for when, each in documents)),
        {series: measure for series, measure in all_measures if measure.rag in RATED},
        {(entry["id"], when): entry["rag"] for when, each in documents for entry in each["series"] if entry.get("rag")},
    )


def _measures(quarter: Quarter, document: Mapping[str, Any]) -> dict[str, ToldMeasure]:
    """The measures of a release by the ids of their series."""
    by_number = {
        entry["ref"]: ToldMeasure(
            entry["ref"],
            entry["measure"],
            entry["theme"],
            entry["rag"],
            quarter,
            (entry.get("override") or {}).get("state", ""),
        )
        for entry in document["measures"]
    }
    return {entry["id"]: by_number[entry["ref"]] for entry in document["series"] if entry["ref"] in by_number}


def _before(home: Path, quarter: Quarter) -> Iterator[tuple[Quarter, Mapping[str, Any]]]:
    """The last releases of the four quarters before, the oldest first."""
    for step in range(-QUARTERS_A_YEAR, 0):
        when = quarter.plus(step)
        folder = last_version(home.with_name(when.folder))
        with suppress(WorkbookError):  # an older release than the last, of which nothing is claimed then
            if folder is not None:
                yield when, read_figures(folder)


def _due(quarter: Quarter, document: Mapping[str, Any]) -> Iterator[tuple[tuple[str, Quarter], Fraction]]:
    """The target to date of each series with a figure, as a release has it."""
    for entry in document["series"]:
        target = exact(entry.get("profile"))
        if target is not None and entry["quarters"][quarter.number - 1] is not None:
            yield (entry["id"], quarter), target


def outturn_figures(outturn: Mapping[str, Any]) -> list[object]:
    """The figures of last year's quarters as the JSON has them, each with its denominator."""
    return [*zip(outturn["quarters"], outturn["denominators"], strict=True)]


def figure_text(entry: Mapping[str, Any], index: int) -> str:
    """A figure of the JSON as text: 367, 11 of 16, 69%, On track, or the meaning of its mark."""
    value, below = entry["quarters"][index], entry["denominators"][index]
    milestone = entry["milestones"][index]
    if milestone:
        return str(milestone)
    if value is None:
        return NOT_DUE
    share = exact(entry["percentages"][index])
    if value == MISSING and share is not None:  # a percentage without numbers
        return f"{in_full(share * 100)}%"
    if isinstance(value, str):
        return value
    kind, number = kind_of(entry["kind"]), exact(value) or Fraction(0)
    if kind.is_proportion and not isinstance(below, int | float):
        return f"{in_full(number * 100)}%"
    return in_full(number) + (f" of {in_full(exact(below) or Fraction(0))}" if kind.has_denominator else "")
