"""The roll-up's rows: one for each series of each partnership, read from the records of its reports."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from xlcsp.domain.kinds import Kind, kind_of
from xlcsp.files.names import below
from xlcsp.frames.meanings import types
from xlcsp.frames.rows import TEXT, flat

Number = int | float
_DIGITS = 12  # significant


class Row(NamedTuple):
    """A series of a partnership: columns of ``frames.results``, and its own. Missing is None, never 0.

    to_date: what ``frames.results`` calls ytd; numerator, denominator: of a rate, that it is made of. q1 to q4: the
    quarters' figures (of a rate n); d1 to d4: what they are out of. last_year, baseline_to_date: what the year to date
    is compared with; baseline: of the whole year. verdict: the measure's.
    """

    folder: str
    partnership: str
    quarter: str
    theme: str
    ref: str
    measure: str
    series: str
    role: str
    kind: str
    unit: str
    polarity: str
    q1: Number | None
    q2: Number | None
    q3: Number | None
    q4: Number | None
    d1: Number | None
    d2: Number | None
    d3: Number | None
    d4: Number | None
    to_date: Number | None
    numerator: Number | None
    denominator: Number | None
    last_year: Number | None
    baseline: Number | None
    baseline_to_date: Number | None
    projection: Number | None
    low: Number | None
    high: Number | None
    chance: Number | None
    rag: str | None
    measure_rag: str
    verdict: str | None

    @property
    def of_kind(self) -> Kind:
        """The kind that the word names."""
        return kind_of(self.kind)

    @property
    def key(self) -> tuple[str, str, str]:
        """What identifies a series across partnerships: number, measure, series."""
        return self.ref, self.measure, self.series


_OWN = {"folder": TEXT, **dict.fromkeys(["to_date", "numerator", "denominator"], "Float64")}
COLUMNS = {name: (types("results") | _OWN)[name] for name in Row._fields}  # with their types


class Gap(NamedTuple):
    """A return that is missing, late or could not be used."""

    folder: str
    partnership: str
    provider: str
    quarter: str
    state: str
    due: str
    note: str


def steady(value: Any) -> Any:
    """The number, rounded as in the roll-up's files: last digits of logarithms and roots differ between systems."""
    return float(f"{value:.{_DIGITS}g}") if isinstance(value, float) else value


class Wrong(NamedTuple):
    """A problem in a return."""

    folder: str
    partnership: str
    file: str
    sheet: str
    cell: str
    found: str
    do: str


@dataclass(slots=True)
class Nation:
    """All partnerships of one quarter. names: folder and partnership, in order. rag: by folder, ref and measure."""

    quarter: str
    names: list[tuple[str, str]] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    rag: dict[str, dict[tuple[str, str], str]] = field(default_factory=dict)
    gaps: list[Gap] = field(default_factory=list)
    problems: list[Wrong] = field(default_factory=list)

    @property
    def measures(self) -> list[tuple[str, str]]:
        """Ref and measure of all plans, in order of their first appearance."""
        return list(dict.fromkeys(key for states in self.rag.values() for key in states))


def read_nations(records: Iterable[tuple[str, str]], root: Path) -> list[Nation]:
    """The records by quarter. records: each partnership's folder (shown relative to ``root``) and its record's path."""
    nations: dict[str, Nation] = {}
    for folder, path in records:
        record = json.loads(Path(path).read_text(encoding="utf-8"))
        nation = nations.setdefault(record["quarter"], Nation(record["quarter"]))
        _add(nation, record, below(Path(folder), root))
    return [nations[quarter] for quarter in sorted(nations)]


def _add(nation: Nation, record: dict[str, Any], folder: str) -> None:
    name = record["partnership"]
    nation.names.append((folder, name))
    by_ref = {measure["ref"]: measure for measure in record["measures"]}
    nation.rag[folder] = {(measure["ref"], measure["measure"]): measure["rag"] for measure in record["measures"]}
    nation.rows += [_row(series, by_ref[series["ref"]], folder, record) for series in record["series"]]
    nation.gaps += [
        Gap(folder, name, gap["provider"], gap["quarter"], "missing", gap["due"] or "", "") for gap in record["missing"]
    ]
    nation.gaps += [
        Gap(folder, name, receipt["provider"], receipt["quarter"] or "", receipt["state"], "", receipt["note"])
        for receipt in record["returns"]
        if receipt["state"] in ("late", "rejected") and not (receipt["comments"] and receipt["state"] == "late")
    ]
    nation.problems += [
        Wrong(folder, name, one["file"], one["sheet"], one["cell"], _stated(one), one["do"])
        for one in record["problems"]
    ]


def _stated(problem: dict[str, str]) -> str:
    return ". ".join(part.rstrip(".") for part in (problem["found"], problem["allowed"]) if part)


def _row(series: dict[str, Any], measure: dict[str, Any], folder: str, record: dict[str, Any]) -> Row:
    row = flat(series, measure, partnership=record["partnership"], quarter=record["quarter"])
    kind = kind_of(series["kind"])
    both = [(row[f"q{place}"], row.get(f"d{place}")) for place in range(1, len(series["quarters"]) + 1)]
    pairs = [(n, m) for n, m in both if n is not None and m is not None]
    has_pair = series["ytd"] is not None and bool(pairs) and kind.has_denominator
    own: dict[str, Any] = {
        "folder": folder,
        "to_date": series["ytd"],
        "numerator": sum(n for n, _ in pairs) if has_pair else None,
        "denominator": (sum(m for _, m in pairs) if kind.is_pooled else pairs[-1][1]) if has_pair else None,
        "verdict": measure["verdict"],
    }
    return Row._make((row | own).get(name) for name in Row._fields)
