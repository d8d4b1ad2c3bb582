"""Recomputes every claim of a report, in the order of the page."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from xlcsp.audit.beside import with_prose
from xlcsp.audit.blocks import Block
from xlcsp.audit.checks import FAIL, STATUSES
from xlcsp.audit.compare import check_changes
from xlcsp.audit.document import Meanings, audit_blocks
from xlcsp.audit.finding import Finding
from xlcsp.audit.page import Page
from xlcsp.audit.rates import check_points, check_rates
from xlcsp.audit.series import QUARTERS, Gathered, Number, Series, gather, numbers
from xlcsp.audit.sums import check_flow, check_sums
from xlcsp.audit.tables import PrintedTable
from xlcsp.audit.twice import Printed, printed_by, worked_out_beside
from xlcsp.audit.unread import NotRead
from xlcsp.audit.words import check_measure, check_months, check_years
from xlcsp.audit.yearend import check_baseline, check_projections, check_verdict
from xlcsp.claims import model as kinds

OF_SERIES: tuple[Callable[[Series], Iterator[Finding]], ...] = (
    check_sums, check_rates, check_points, check_changes, check_projections, check_months, check_years,
)  # fmt: skip
OF_FIGURES = (check_verdict, check_baseline)  # not for a lead officer's words


@dataclass(frozen=True, slots=True)
class Audit:
    """The result for a report: findings, the figures read, and the numbers that were not read.

    tables: what each column was taken to mean.
    """

    file: str
    year: str
    findings: tuple[Finding, ...]
    figures: tuple[Number, ...]
    not_read: tuple[NotRead, ...]
    tables: tuple[PrintedTable, ...] = ()

    @property
    def failures(self) -> int:
        """How many claims are wrong."""
        return sum(one.status == FAIL for one in self.findings)

    def count(self, status: str) -> int:
        """How many findings have a status."""
        return sum(one.status == status for one in self.findings)


def audit_page(page: Page, file: str = "") -> Audit:
    """Audits a report that has been read."""
    return _of_gathered(gather(page), file)


def _of_gathered(gathered: Gathered, file: str) -> Audit:
    page = gathered.page
    findings: list[Finding] = []
    for _, group in groupby(gathered.series, key=lambda one: id(one.measure)):
        findings += _of_measure(list(group), gathered)
    findings, not_read = with_prose(page, findings, gathered.not_read)
    return Audit(file, page.year, tuple(dict.fromkeys(findings)), tuple(numbers(gathered)), not_read)


def audit_document(
    blocks: Sequence[Block], file: str = "", meanings: Meanings | None = None, printed: Printed | None = None
) -> Audit:
    """Audits a document of any layout: its tables by their headings, its prose sentence by sentence."""
    found = audit_blocks(blocks, meanings, printed)
    findings = tuple({(one, one.rests_on): one for one in found.findings}.values())  # a claim may occur twice
    not_read = tuple(dict.fromkeys(found.not_read))
    return Audit(file, "", findings, (), not_read, tuple(found.tables))


def audit_of(page: Page, blocks: Sequence[Block], file: str = "", meanings: Meanings | None = None) -> Audit:
    """Audits the measures of a report, and the tables and prose beside them; or a document without measures."""
    if not page.measures:
        return audit_document(blocks, file, meanings)
    gathered = gather(page)
    printed = printed_by(gathered)
    own, beside = _of_gathered(gathered, file), audit_document(blocks, file, meanings, printed)
    findings = worked_out_beside(own.findings, beside.findings, beside.tables, printed)
    return replace(
        own,
        findings=(*findings, *beside.findings),
        not_read=(*own.not_read, *beside.not_read),
        tables=beside.tables,
    )


def _of_measure(series: list[Series], gathered: Gathered) -> Iterator[Finding]:
    for one in series:
        for check in OF_SERIES if one.is_commentary else (*OF_SERIES, *OF_FIGURES):
            yield from check(one)
    for _, members in groupby(series, key=lambda one: id(one.line)):
        yield from check_flow(list(members))
    yield from check_measure(series[0].measure, series, gathered.page)


def ordered(findings: tuple[Finding, ...]) -> list[Finding]:
    """Wrong findings first, then odd, uncheckable, missing and right ones; each by measure and quarter."""
    measures = list(dict.fromkeys(one.measure for one in findings))
    quarters = ("", kinds.BASELINE, *QUARTERS, kinds.WHOLE_YEAR)

    def place(one: Finding) -> tuple[int, int, int]:
        return STATUSES.index(one.status), measures.index(one.measure), quarters.index(one.quarter)

    return sorted(findings, key=place)
