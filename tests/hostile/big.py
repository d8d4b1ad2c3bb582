"""Makes or measures a plan as large as any partnership's.

``python -m tests.hostile.big FOLDER [--series 250 --measures 60 --providers 30 --years 10]`` makes it.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from tests.support import write_plan
from xlcsp.domain.periods import Quarter, year_label
from xlcsp.forms.layout import Answer, Form
from xlcsp.forms.write import write_form
from xlcsp.master.workbook import Cell
from xlcsp.planbook import Master, read_master
from xlcsp.returns.collect import collect
from xlcsp.returns.issue import form_for

START, SEED = 2014, 18
_SAID = "What lies behind the figures of the quarter, what is done about it, by whom, and until when. "


def big_plan(
    folder: Path, *, series: int = 250, measures: int = 60, providers: int = 30, years: int = 10, quarters: int = 3
) -> Master:
    """A master with the returns of the year's first quarters; the same each time.

    years: with figures, this one among them. Every measure has a headline; every tenth series is a rate.
    """
    chance = random.Random(SEED)
    plan = [_series(number, measures, providers) for number in range(series)]
    history = [line for one in plan for line in _history(one, years - 1, chance)]
    settings: dict[str, Cell] = {"quarter": f"Q{quarters}"}
    master = read_master(write_plan(folder, tuple(plan), history=tuple(history), settings=settings))
    known = None
    for place in range(1, quarters + 1):
        quarter = Quarter(START, place)
        for provider in master.plan.providers:
            form = form_for(master, provider, quarter, known.figures if known else {}, quarter.last_day)
            path = folder / "returns" / quarter.folder / f"{provider}.xlsx"
            write_form(_filled(form, chance), path)
        known = collect(master, quarter)
    return master


def _series(number: int, measures: int, providers: int) -> dict[str, Cell]:
    measure, place = number % measures, number // measures
    theme = f"Theme {measure % 8 + 1}: what the partnership wants to have changed, in many words"
    one: dict[str, Cell] = {
        "id": f"s{number}", "ref": f"{measure % 8 + 1}.{measure // 8 + 1}", "theme": theme,
        "measure": f"Measure {measure} of the plan, said at the length at which committees say such things",
        "series": f"Part {place}" if place else "", "role": "supporting" if place else "headline",
        "unit": "offences", "polarity": "lower", "target_rule": "at most", "target": 400, "baseline": 420,
        "provider": f"Provider {number % providers}", "theme_lead": f"Head of theme {measure % 8 + 1}",
    }  # fmt: skip
    rate: dict[str, Cell] = {"kind": "rate", "unit": "people", "polarity": "higher", "target_rule": "at least",
                             "target": 0.5, "baseline": 0.45}  # fmt: skip
    return {**one, **rate} if number % 10 == 9 else one


def _history(one: dict[str, Cell], years: int, chance: random.Random) -> Iterator[dict[str, Cell]]:
    for start in range(START - years, START):
        drawn = [chance.randint(80, 120) for _ in range(4)]
        line: dict[str, Cell] = {"id": one["id"], "year": year_label(start)}
        line |= {f"Q{number}": value // 2 if "kind" in one else value for number, value in enumerate(drawn, 1)}
        yield line | ({f"D{number}": value for number, value in enumerate(drawn, 1)} if "kind" in one else {})


def _filled(form: Form, chance: random.Random) -> Form:
    given = {}
    for series, _ in form.rows:
        drawn = chance.randint(80, 120)
        below = drawn if series.kind.is_pair else None
        given[series.id] = Answer(
            figure=drawn // 2 if below else drawn, out_of=below, status="Provided", commentary=_SAID * 3
        )
    day = form.quarter.plus(1).last_day
    return replace(form, answers=given, as_at=day, signed_by="Lead officer", signed=day)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    for name, usual in (("series", 250), ("measures", 60), ("providers", 30), ("years", 10), ("quarters", 3)):
        parser.add_argument(f"--{name}", type=int, default=usual)
    asked = vars(parser.parse_args())
    print(big_plan(asked.pop("folder"), **asked).path)
