"""What is due with the returns of a quarter, and from whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from xlcsp.domain.figures import Figure
from xlcsp.domain.periods import Quarter
from xlcsp.domain.plan import ACHIEVED_STATUS, Series
from xlcsp.errors import ReturnError
from xlcsp.files.names import alike, file_names
from xlcsp.planbook import Master
from xlcsp.returns.identify import Issued, Triple, triple_of
from xlcsp.returns.late import asked_with, is_known
from xlcsp.returns.read import read_return


@dataclass(frozen=True, slots=True)
class Due:
    """What is due with the returns of a quarter: the series that each provider reports, each with its quarter.

    named: the providers by their names, whatever their capitals and blanks. undue: their other series. known: ids of
    the series whose figure *History* holds already, or whose milestone was achieved in an earlier quarter: it is read
    where a form has it, and missed nowhere.
    """

    at: Quarter
    when: date | None
    partnership: str
    asked: dict[str, list[tuple[Series, Quarter]]]
    named: dict[str, str]
    forms: Path
    undue: dict[str, list[Series]] = field(default_factory=dict)
    known: frozenset[str] = frozenset()

    def was_asked(self, provider: str) -> bool:
        """Whether the provider has a form among those that were issued; yes where none are there."""
        return self._form(provider).is_file() or not any(self.forms.glob("*.xlsx"))

    def _form(self, provider: str) -> Path:
        return self.forms / f"{file_names(list(self.asked))[provider]}.xlsx"

    def without_achieved(self, figures: Mapping[str, Mapping[Quarter, Figure]]) -> Due:
        """The same, without the milestones achieved before. figures: those that count, by series and quarter."""
        all_series = (series for each in self.asked.values() for series, _ in each)
        achieved = {series.id for series in all_series if is_achieved(series, self.at, figures.get(series.id, {}))}
        return replace(self, known=self.known | achieved)

    def owed(self, provider: str) -> list[tuple[Series, Quarter]]:
        """What the provider must send."""
        return [(series, quarter) for series, quarter in self.asked[provider] if series.id not in self.known]

    def issued(self, provider: str) -> Issued:
        """The identity of the rows of the provider's form as issued; empty if the form is gone."""

        def triples() -> list[Triple]:
            try:
                form = read_return(self._form(provider), provider)
            except ReturnError:
                return []
            return [triple_of(row) for row in (*form.rows, *(form.earlier or ()))]

        return triples

    @classmethod
    def of(cls, master: Master, at: Quarter) -> Due:
        """What is due with the returns of that quarter."""
        by_provider: dict[str, list[tuple[Series, Quarter]]] = {}
        undue: dict[str, list[Series]] = {}
        known = set()
        for series in master.plan.series:
            asked_series = asked_with(master, series, at)
            if series.provider:
                by_provider.setdefault(series.provider, []).extend([asked_series] if asked_series is not None else [])
                undue.setdefault(series.provider, []).extend([series] if asked_series is None else [])
            if asked_series is not None and asked_series[1].start != at.start and is_known(master, *asked_series):
                known.add(series.id)
        forms = master.path.parent / master.settings.forms / at.folder
        named = {alike(provider): provider for provider in reversed(by_provider)}
        when = master.settings.return_due.get(at.number)
        return cls(at, when, master.settings.partnership, by_provider, named, forms, undue, frozenset(known))


def is_achieved(series: Series, at: Quarter, figures: Mapping[Quarter, Figure]) -> bool:
    """Whether a milestone was achieved in an earlier quarter of the year, so that nobody is asked for it again."""
    statuses = (figures[quarter].milestone for quarter in sorted(figures) if quarter.start == at.start and quarter < at)
    return series.kind.has_status and [status for status in statuses if status][-1:] == [ACHIEVED_STATUS]


def expected(
    master: Master, provider: str, at: Quarter, figures: Mapping[str, Mapping[Quarter, Figure]]
) -> list[tuple[Series, Quarter]]:
    """What the provider reports with the return of that quarter: its series, each with its figure's quarter.

    figures: those that count; what *History* knows, and a milestone achieved before, is not asked for.
    """
    due = (asked_with(master, series, at) for series in master.plan.series if series.provider == provider)
    new = (pair for pair in due if pair is not None and (pair[1].start == at.start or not is_known(master, *pair)))
    return [pair for pair in new if not is_achieved(pair[0], at, figures.get(pair[0].id, {}))]
