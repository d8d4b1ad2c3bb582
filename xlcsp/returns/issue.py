"""Which forms are issued for a quarter, and what they already say."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from xlcsp.periods import Quarter
from xlcsp.plan import Series
from xlcsp.planbook import Master
from xlcsp.returns.collect import Figures, expected
from xlcsp.returns.layout import Form, Known

_UNSAFE = re.compile(r'[<>:"/\\|?*\x00-\x1f]')


def forms(master: Master, quarter: Quarter, figures: Figures, issued: date | None) -> list[Form]:
    """One form for each provider that reports in the quarter. figures: what is known of the earlier quarters."""
    return [
        form_for(master, provider, quarter, figures, issued)
        for provider in master.plan.providers
        if expected(master, provider, quarter)
    ]


def form_for(master: Master, provider: str, quarter: Quarter, figures: Figures, issued: date | None) -> Form:
    """The provider's form for the quarter."""
    rows = expected(master, provider, quarter)
    earlier = tuple(
        (series, before, figures.get(series.id, {}).get(before))
        for series, own in rows
        for before in (Quarter(quarter.start, number) for number in range(1, own.number))
        if series.figure_quarter(before.plus(series.lag_quarters)) == before
    )
    place = master.plan.providers.index(provider) + 1
    return Form(
        partnership=master.settings.partnership,
        quarter=quarter,
        provider=provider,
        form_id=f"{quarter.folder.replace(' ', '-')}-{place:02d}",
        issued=issued,
        due=master.settings.return_due.get(quarter.number),
        rows=tuple(rows),
        earlier=earlier,
        known={series.id: _known(master, series, own, figures) for series, own in rows},
    )


def _known(master: Master, series: Series, quarter: Quarter, figures: Figures) -> Known:
    before = figures.get(series.id, {}).get(quarter.plus(-1))
    said = before.commentary if before else ""
    return Known(master.history.get(series.id, ()), master.settings, said)


def form_path(master: Master, form: Form) -> Path:
    """Where the form is kept: ``forms/2014-15 Q3/Police.xlsx`` beside the master."""
    folder = master.path.parent / master.settings.forms / form.quarter.folder
    name = _file_name(form.provider)
    alike = [provider for provider in master.plan.providers if _file_name(provider).lower() == name.lower()]
    suffix = f" ({alike.index(form.provider) + 1})" if len(alike) > 1 else ""
    return folder / f"{name}{suffix}.xlsx"


def _file_name(provider: str) -> str:
    return _UNSAFE.sub("-", provider).strip(" .")
