"""A partnership with many providers and four quarters of returns: 300 forms, all different."""

from __future__ import annotations

from pathlib import Path

from tests.support import SERIES, answers, write_plan
from xlcsp.domain.periods import Quarter
from xlcsp.forms.layout import Answer, Form
from xlcsp.forms.write import write_form
from xlcsp.master.workbook import Cell
from xlcsp.planbook import Master, read_master
from xlcsp.returns.collect import Collection, collect
from xlcsp.returns.issue import form_for

START = 2014


def partnership_of(folder: Path, providers: int) -> Master:
    """A master and the returns of its four quarters. Each provider has five series, of all kinds, with history."""
    series: list[dict[str, Cell]] = []
    history: list[dict[str, Cell]] = []
    for number in range(providers):
        for one in SERIES:
            ref = f"{number}.{one['ref']}"
            series.append({**one, "id": f"{one['id']}{number}", "ref": ref, "provider": f"Provider {number}"})
        for start in range(START - 4, START):
            quarters: dict[str, Cell] = {f"Q{quarter}": 90 + (number + quarter * start) % 20 for quarter in range(1, 5)}
            history.append({"id": f"v{number}", "year": f"{start}/{(start + 1) % 100}", **quarters})
    master = read_master(write_plan(folder, tuple(series), history=tuple(history)))
    known: Collection | None = None
    for place in range(1, 5):
        quarter = Quarter(START, place)
        for number in range(providers):
            provider = f"Provider {number}"
            form = form_for(master, provider, quarter, known.figures if known else {}, quarter.last_day)
            write_form(_filled(form, number), folder / "returns" / quarter.folder / f"{provider}.xlsx")
        known = collect(master, quarter)
    return master


def _filled(form: Form, number: int) -> Form:
    from dataclasses import replace

    day = form.quarter.plus(1).last_day
    said = f"What lies behind the figures of {form.quarter.short}, and what is done about it. " * 3
    given = answers(v=Answer(figure=80 + number, status="Provided", commentary=said))
    own = {f"{name}{number}": answer for name, answer in given.items()}
    return replace(form, answers=own, as_at=day, signed_by="Lead officer", signed=day)
