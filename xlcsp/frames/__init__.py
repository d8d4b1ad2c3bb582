"""A partnership's figures and results as pandas tables, and the same results for a table of one's own.

    from xlcsp import frames

    frames.figures("example")                 # what the returns of the year hold, each figure with its cell
    frames.history("example")                 # the earlier years of the plan
    frames.months("second")                   # the months of its monthly series, of earlier years and of this one
    frames.actions("second")                  # what is to be done, by whom and when, as it was last said
    frames.overrides("second")                # officers' states beside the computed ones
    frames.benchmarks("second")               # what is published of others
    frames.results("example", "2014/15 Q2")   # one row a series: year to date, projection, RAG and all else
    frames.assess(table)                      # the same columns, of series that stand in no master workbook

Missing is ``pd.NA``, never 0; numbers are ``Float64``, words ``string``, days ``datetime64``, yes and no ``boolean``.
``table.to_csv`` and
``table.to_parquet`` write them (the latter with ``pip install "xlcsp[parquet]"``).
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xlcsp.domain.periods import Quarter
from xlcsp.domain.plan import Settings
from xlcsp.errors import Problem
from xlcsp.frames.meanings import types
from xlcsp.frames.own import own_table
from xlcsp.frames.rows import (
    action_rows,
    benchmark_rows,
    figure_rows,
    flat,
    frame,
    history_rows,
    month_rows,
    override_rows,
)
from xlcsp.memory import searched_rarely
from xlcsp.pipeline import make, opened
from xlcsp.planbook import read_master
from xlcsp.report.as_json import measure_json, series_json
from xlcsp.report.build import Inputs
from xlcsp.report.model import MeasureReport, Report
from xlcsp.returns.scale import odd_targets

if TYPE_CHECKING:
    import pandas as pd

_MOST_TOLD = 5  # questions about a table

__all__ = ["actions", "assess", "benchmarks", "figures", "history", "months", "overrides", "results"]


def figures(folder: str | Path, quarter: str | None = None) -> pd.DataFrame:
    """The figures of the year up to the quarter: one row for each series and quarter that is due.

    For a series whose figures come late, last year's too, if this year's returns have them and *History* lacks them.
    folder: a partnership's, or its master workbook. quarter: ``2026/27 Q2`` or ``Q2``; None is that of *Settings*.
    numerator: the quarter's own count (worked out if a return gave the year to date), or n in "n of m"; denominator: m,
    or the residents; value: the rate or percentage as a proportion, otherwise the number itself. state: figure, missing
    (with its reason) or contained in the next figure; missing numbers are ``pd.NA``. file, sheet, cell: where in the
    returns it was read; as_at: the day up to which its provider's data were complete. Raises WorkbookError, PlanError,
    PeriodError.
    """
    report = _report(folder, quarter)
    return frame((row for line in report.series for row in figure_rows(line, report)), types("figures"))


def history(folder: str | Path) -> pd.DataFrame:
    """The earlier years of the sheet *History*, in the columns of ``figures``; cell is the row of the sheet.

    One row for each known quarter, and one without a quarter for a total if not all four are known.
    ``pd.concat([frames.history(folder), frames.figures(folder)])`` is a table for ``assess``. Raises WorkbookError,
    PlanError.
    """
    master = read_master(Path(folder))
    return frame((row for series in master.plan.series for row in history_rows(series, master)), types("figures"))


def months(folder: str | Path, quarter: str | None = None) -> pd.DataFrame:
    """The months of monthly series up to the quarter, of earlier years (sheet *Months*) and of this year's returns.

    One row for each known month, in order; month is its first day. numerator, denominator and value as in ``figures``;
    file, sheet, cell: where it was read. Raises as ``figures``.
    """
    master, at = opened(Path(folder), quarter)
    report = make(master, at).report
    return frame((row for line in report.series for row in month_rows(line, report, master.path.name)), types("months"))


def actions(folder: str | Path, quarter: str | None = None) -> pd.DataFrame:
    """Each action of the sheet *Actions* and of the quarter's comments forms, as last updated.

    owner is a role. open: whether anything is left to do; overdue: by the day of the board (*board_date*), else by the
    report's data date. updated: when it was last changed, or entered. file, sheet, cell: where it was read. For a
    measure that the plan no longer has, only the ref is given. Raises as ``figures``.
    """
    return frame(action_rows(make(*opened(Path(folder), quarter))), types("actions"))


def overrides(folder: str | Path) -> pd.DataFrame:
    """Each row of *Overrides*: an officer's RAG for a measure in a quarter, with the reason, the role and the day.

    The computed RAG is ``measure_rag`` of ``results``, which also has the quarter's override. Raises WorkbookError,
    PlanError.
    """
    return frame(override_rows(read_master(Path(folder))), types("overrides"))


def benchmarks(folder: str | Path) -> pd.DataFrame:
    """Each row of *Benchmarks*: a published value of England, a force or a group of areas. Raises as ``overrides``.

    ends: the last day of its period. value: in the terms of the series, so a proportion for a rate. rank, of: the
    partnership's own place, and among how many.
    """
    return frame(benchmark_rows(read_master(Path(folder))), types("benchmarks"))


def results(folder: str | Path, quarter: str | None = None) -> pd.DataFrame:
    """The results in the quarter's report, one row for each series in the order of the plan.

    The numbers are those of ``xlcsp report --json``: q1 to q4 the quarters' figures (d1 to d4 what they are out of),
    ytd, last_year, variance, profile (the target to date), projection with low and high (80%), chance, rag,
    measure_rag, verdict, the sentence of the quarter; outturn: last year as late figures complete it, with its verdict.
    Rates and percentages are proportions. Raises as ``figures``.
    """
    report = _report(folder, quarter)
    return _results(report.measures, report.quarter, report.settings.partnership)


@searched_rarely()
def assess(
    table: pd.DataFrame,
    quarter: str | None = None,
    *,
    settings: Settings | Mapping[str, object] | None = None,
    progress: bool = False,
) -> pd.DataFrame:
    """The columns of ``results`` for your own tidy table, which has a row for each series and quarter.

    table: ``series`` (or ``id``), ``year`` (2026/27, or 2026 for it), ``quarter`` (1 to 4 or Q1; blank: the total of an
    earlier year), ``numerator`` (or ``count``, or ``value``), and ``denominator`` if the kind has one (for a rate known
    only as a proportion, just ``value``: 0.62). It may have any column of the sheet *Measures* too (ref, measure, kind,
    polarity, target_rule, target and so on), the same in all rows of a series; an absent or blank value means the same
    as a blank cell of the plan. quarter: the quarter of the results, such as ``2026/27 Q2``; None means the last one in
    the table. Earlier years are the history; a quarter of the same year without a number is missing, never 0. settings:
    of the sheet *Settings* ``rag rule``, ``tolerance``, ``tolerance of rates`` and ``rounding``, as ``{"rag rule":
    "chance"}`` or a master's own. progress: a bar on standard error. Warns (UserWarning) of what a master's plan would
    be asked about, such as a target without a rule. Raises PlanError with every fault of the table (rows by their
    index), PeriodError.
    """
    master, collection = own_table(table, quarter, settings)
    _warn([*master.queries, *odd_targets(master, collection.figures, collection.quarter)])
    measures = list(master.plan.measures)
    reports: Iterable[MeasureReport] = map(Inputs(master, collection).measure_report, measures)
    if progress:
        from xlcsp.batch.executors import watched

        reports = watched(reports, len(measures), "Measures")
    return _results(reports, collection.quarter, master.settings.partnership)


def _warn(queries: list[Problem]) -> None:
    """Issues the queries as Python warnings: visible in a notebook, but not part of any report."""
    messages = [str(replace(query, sheet="")) for query in queries[:_MOST_TOLD]]
    if len(queries) > _MOST_TOLD:
        messages.append(f"and {len(queries) - _MOST_TOLD} more of the kind")
    if messages:
        warnings.warn("\n".join(messages), stacklevel=4)  # past the decorator


def _report(folder: str | Path, quarter: str | None) -> Report:
    return make(*opened(Path(folder), quarter)).report


def _results(measures: Iterable[MeasureReport], quarter: Quarter, partnership: str) -> pd.DataFrame:
    def rows() -> Iterator[dict[str, Any]]:
        for measure in measures:
            own = measure_json(measure)
            for series in measure.series:
                yield flat(series_json(series), own, partnership=partnership, quarter=str(quarter))

    return frame(rows(), types("results"))
