"""Which forms are issued for a quarter, and with what contents."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from xlcsp.domain.figures import Figure
from xlcsp.domain.periods import Quarter, months_of
from xlcsp.domain.plan import Series
from xlcsp.errors import LockedWorkbook, ReturnError
from xlcsp.files import write as files
from xlcsp.files.names import alike, file_names
from xlcsp.forms import layout
from xlcsp.forms.columns import EARLIER, RETURN
from xlcsp.forms.layout import Before, Form, Known
from xlcsp.forms.mail import DRAFT, Letter, covering, is_edited, write_draft
from xlcsp.forms.write import form_content
from xlcsp.measures.numbers import listed
from xlcsp.planbook import Master
from xlcsp.returns.collect import collect
from xlcsp.returns.counted import Figures
from xlcsp.returns.due import expected
from xlcsp.returns.folder import folder_of
from xlcsp.returns.late import completed, earlier_quarters, from_history, year_in_history
from xlcsp.returns.months import filled_months
from xlcsp.returns.read import read_return
from xlcsp.returns.standing import contact_of, names_of


def forms(master: Master, quarter: Quarter, figures: Figures, issued: date | None) -> list[Form]:
    """One form for each provider that reports in the quarter. figures: those known for earlier quarters."""
    return [
        form_for(master, provider, quarter, figures, issued)
        for provider in master.plan.providers
        if expected(master, provider, quarter, figures)
    ]


def due_forms(master: Master, quarter: Quarter, issued: date) -> list[Form]:
    """The forms of the quarter, with the returns' figures for earlier ones."""
    figures = collect(master, quarter.plus(-1)).figures if quarter.number > 1 else {}
    return forms(master, quarter, figures, issued)


def form_for(master: Master, provider: str, quarter: Quarter, figures: Figures, issued: date | None) -> Form:
    """The provider's form for the quarter."""
    rows = expected(master, provider, quarter, figures)
    figures = {**figures, **{series.id: _with_history(master, series, quarter, figures) for series, _ in rows}}
    earlier = tuple(
        Before(series, before, figures[series.id].get(before), month)
        for series, own in rows
        for before in earlier_quarters(series, own, quarter)
        if before.start == quarter.start or year_in_history(master.history, series, before.start)
        for month in (months_of(before) if series.is_monthly else (None,))
    )
    master = completed(master, figures, quarter)
    place = master.plan.providers.index(provider) + 1
    return Form(
        partnership=master.settings.partnership,
        quarter=quarter,
        provider=provider,
        form_id=f"{layout.form_id(quarter)}{place:02d}",
        issued=issued,
        due=master.settings.return_due.get(quarter.number),
        rows=tuple(rows),
        earlier=earlier,
        known={series.id: _known(master, series, own, figures) for series, own in rows},
        marking=master.settings.marking,
        logo=master.settings.logo,
    )


def _with_history(master: Master, series: Series, quarter: Quarter, figures: Figures) -> dict[Quarter, Figure]:
    """The figures known of a series, with those of *History* for a year that late figures complete."""
    earlier = {figure.quarter: figure for figure in from_history(master, series, quarter.start - 1)}
    return earlier | figures.get(series.id, {})


def _known(master: Master, series: Series, quarter: Quarter, figures: Figures) -> Known:
    before = figures.get(series.id, {}).get(quarter.plus(-1))
    comment = before.commentary if before else ""
    return Known(master.history.get(series.id, ()), master.settings, comment)


@dataclass(frozen=True, slots=True)
class Issued:
    """The outcome for a form or draft. path: where it was written; None if nothing was.

    is_kept: a form that somebody has filled in or has open was left as it is. is_wrong: its e-mail address is invalid.
    """

    path: Path | None
    message: str = ""
    is_kept: bool = False
    is_wrong: bool = False


def issue(master: Master, issued: list[Form], today: date) -> Iterator[Issued]:
    """Writes the forms, each with the draft of its covering e-mail.

    A form that somebody has filled in is never touched; a blank one that is out of date is replaced. The draft follows
    its form and *Contacts*; an edited draft is left if its form stays, otherwise kept beside the new one. A form that
    is open is reported, and the others are issued.
    """
    for form in issued:
        path = form_path(master, form)
        draft = path.with_suffix(DRAFT)
        try:
            written = _write(form, path)
            yield written
            if written.path is None and draft.exists() and is_edited(draft):
                continue
            letter = letter_of(master, form.provider, form.quarter, today)
            is_new = write_draft(covering(letter), draft)
            if is_new or letter.faults:
                words = "\n".join(letter.faults) or ("" if letter.to else no_address(master, form.provider))
                yield Issued(draft if is_new else None, words, is_wrong=bool(letter.faults))
        except LockedWorkbook as error:
            yield Issued(None, str(error), is_kept=True)


def _write(form: Form, path: Path) -> Issued:
    """Writes the form. Raises LockedWorkbook if the existing form is open in another program."""
    try:
        return _written(form, path)
    except PermissionError as error:
        words = f"{path.name}: it is in use or protected, and was left as it is. Close it and run again."
        raise LockedWorkbook(words) from error


def _written(form: Form, path: Path) -> Issued:
    content = form_content(form)
    if not path.exists():
        with files.replacing(path) as draft:
            draft.write_bytes(content)
        return Issued(path)
    if path.read_bytes() == content:
        return Issued(None, f"{path}: it is issued already, and unchanged.")
    if not _is_blank(path):
        words = "it exists already and was not touched. Delete it first to issue it anew."
        return Issued(None, f"{path}: {words}", is_kept=True)
    with files.replacing(path) as draft:
        draft.write_bytes(content)
    return Issued(path, f"{path}: the form that was there was blank; it is issued anew with what is known now.")


def _is_blank(path: Path) -> bool:
    """Whether it is a form with nothing filled in. A file that cannot be read counts as filled in."""
    try:
        form = read_return(path, path.name)
    except ReturnError:
        return False
    is_signed = form.as_at is not None or form.signed_by or form.signed is not None
    is_filled = any(
        column.is_filled_in and row.text(column.heading) not in (layout.NOT_ASKED, column.usual or "")
        for columns, rows in ((RETURN, form.rows), (EARLIER, form.earlier or ()))
        for row in rows
        for column in columns
    ) or any(any(filled_months(row)) for row in form.rows)
    return not (is_signed or is_filled or form.problems)


def letter_of(master: Master, provider: str, quarter: Quarter, today: date) -> Letter:
    """The contents of a letter to the provider, with its form if one was issued."""
    path = folder_of(master, quarter) / f"{name_of(master, provider)}.xlsx"
    return Letter(
        master.settings.partnership,
        provider,
        quarter,
        master.settings.return_due.get(quarter.number),
        contact_of(master, provider, today),
        path if path.is_file() else None,
        master.settings.marking,
        master.settings.data_cutoff.get(quarter.number),
    )


def lead_letter(master: Master, lead: str, quarter: Quarter, today: date, form: Path) -> Letter:
    """The contents of a letter to a theme lead, with the form for comments."""
    settings = master.settings
    due, contact = settings.comments_due.get(quarter.number), contact_of(master, lead, today)
    return Letter(settings.partnership, lead, quarter, due, contact, form, settings.marking)


def no_address(master: Master, provider: str) -> str:
    """The message if *Contacts* has no address: what is expected, and its entries that are not in the plan."""
    named = names_of(master)
    places = [contact for contact in master.contacts if not {alike(contact.role), alike(contact.organisation)} & named]
    strange = [f'"{contact.role or contact.organisation}"' for contact in places]
    is_are = "is" if len(strange) == 1 else "are"
    unknown = f" Of its roles {listed(strange)} {is_are} in no row of Measures." if strange else ""
    return (
        f"Contacts: {provider} has no e-mail address; the draft has none either.{unknown} "
        f'Enter "{provider}" as role, as it is spelt in Measures, and its address.'
    )


def form_path(master: Master, form: Form) -> Path:
    """The path of the form: ``forms/2014-15 Q3/Police.xlsx`` beside the master."""
    return folder_of(master, form.quarter) / f"{name_of(master, form.provider)}.xlsx"


def name_of(master: Master, provider: str) -> str:
    """The provider's name as a file name, valid everywhere and different from other providers'."""
    return file_names(master.plan.providers)[provider]
