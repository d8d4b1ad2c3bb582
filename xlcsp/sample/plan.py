"""The invented plan of each partnership in the sample: recorded crime, with a target of 5% less than in 2021/22."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from xlcsp.domain.periods import Quarter, year_label
from xlcsp.master.new import settings_rows
from xlcsp.master.start import STEPS
from xlcsp.master.tables import Cell
from xlcsp.master.workbook import Content
from xlcsp.sample.counts import BASELINE_YEAR, CURRENT, QUARTERS, YEAR, Counts

ABOUT = (
    "About this sample",
    (
        "The figures are recorded crimes and incidents from data.police.uk. Contains public sector information "
        "licensed under the Open Government Licence v3.0. That the area is a partnership, the plan, targets, "
        "providers, dates, commentaries, and what is late, missing or faulty, are invented."
    ),
)
DUE = {1: date(2025, 7, 18), 2: date(2025, 10, 17), 3: date(2026, 1, 16), 4: date(2026, 4, 17)}
BOARD = {1: date(2025, 8, 19), 2: date(2025, 11, 18), 3: date(2026, 2, 17), 4: date(2026, 5, 19)}
_CHANGE = -0.05


class Line(NamedTuple):
    """A measure of the plan, and the type of record that it counts."""

    ref: str
    theme: str
    measure: str
    kind: str
    provider: str
    is_rated: bool = True

    @property
    def id(self) -> str:
        """The id, the same over the years and in all areas."""
        return f"{self.ref}-{self.kind.split()[0].lower()}"


_NEIGHBOURHOODS, _PROTECTION, _VOLUME = "Neighbourhood policing", "Public protection", "Volume crime"
_ASB, _VIOLENCE, _THEFT, _ORDER = "Anti-social behaviour", "Violence", "Theft and burglary", "Damage, order and drugs"
PLAN = (
    Line("1.1", _ASB, "Reduce anti-social behaviour", "Anti-social behaviour", _NEIGHBOURHOODS),
    Line("2.1", _VIOLENCE, "Reduce violence and sexual offences", "Violence and sexual offences", _PROTECTION),
    Line("2.2", _VIOLENCE, "Reduce robbery", "Robbery", _PROTECTION),
    Line("2.3", _VIOLENCE, "Possession of weapons", "Possession of weapons", _PROTECTION, is_rated=False),
    Line("3.1", _THEFT, "Reduce burglary", "Burglary", _VOLUME),
    Line("3.2", _THEFT, "Reduce vehicle crime", "Vehicle crime", _VOLUME),
    Line("3.3", _THEFT, "Reduce shoplifting", "Shoplifting", _VOLUME),
    Line("3.4", _THEFT, "Reduce bicycle theft", "Bicycle theft", _VOLUME),
    Line("3.5", _THEFT, "Reduce theft from the person", "Theft from the person", _VOLUME),
    Line("3.6", _THEFT, "Reduce other theft", "Other theft", _VOLUME),
    Line("4.1", _ORDER, "Reduce criminal damage and arson", "Criminal damage and arson", _NEIGHBOURHOODS),
    Line("4.2", _ORDER, "Reduce public order offences", "Public order", _NEIGHBOURHOODS),
    Line("4.3", _ORDER, "Drug offences", "Drugs", _NEIGHBOURHOODS, is_rated=False),
)
PROVIDERS = tuple(dict.fromkeys(line.provider for line in PLAN))


def content(area: str, counts: Counts) -> Content:
    """The master of the area's partnership, before anything is collected."""
    values: dict[str, Cell] = {
        "partnership": f"{area} Community Safety Partnership",
        "financial year": year_label(YEAR),
        "quarter": f"Q{CURRENT}",
    }
    dates: dict[str, dict[str, Cell]] = {
        "return_due": {f"Q{number}": day for number, day in DUE.items()},
        "board_date": {f"Q{number}": day for number, day in BOARD.items()},
    }
    tables = {
        "Measures": [_measure(line, counts[line.kind]) for line in PLAN],
        "History": [row for line in PLAN for row in _history(line, counts[line.kind])],
        "Settings": settings_rows(values, dates),
    }
    created = Quarter(YEAR, 1).plus(-1).last_day
    return Content(str(values["partnership"]), created, tables, (*STEPS, ABOUT))


def _measure(line: Line, counts: dict[Quarter, int]) -> dict[str, Cell]:
    year = [counts.get(Quarter(BASELINE_YEAR, number)) for number in range(1, 5)]
    known = [count for count in year if count is not None]
    baseline = sum(known) if len(known) == len(year) else None
    rule = "to be set" if baseline is None else "% change on baseline"
    rated: dict[str, Cell] = {"polarity": "lower", "target_rule": rule, "baseline": baseline}
    if baseline is not None:
        rated |= {"target": _CHANGE, "baseline_label": year_label(BASELINE_YEAR)}
    return {
        "id": line.id,
        "ref": line.ref,
        "theme": line.theme,
        "measure": line.measure,
        "role": "headline",
        "kind": "count",
        "unit": "incidents" if line.theme == _ASB else "offences",
        "provider": line.provider,
        **(rated if line.is_rated else {"polarity": "none", "target_rule": "monitor"}),
    }


def _history(line: Line, counts: dict[Quarter, int]) -> list[dict[str, Cell]]:
    years = dict.fromkeys(quarter.start for quarter in QUARTERS if quarter.start < YEAR)
    rows = []
    for start in years:
        quarters: dict[str, Cell] = {f"Q{number}": counts.get(Quarter(start, number)) for number in range(1, 5)}
        if any(count is not None for count in quarters.values()):
            rows.append({"id": line.id, "year": year_label(start), **quarters})
    return rows
